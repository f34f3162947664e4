"""Results as GeoDataFrames in the scenario's CRS, for analysts; ``attrs`` says what their shares mean."""

from __future__ import annotations

from typing import Any

import geopandas as gpd

from covplan.assessment.served import Definition, Served
from covplan.ingest.area_record import Area
from covplan.outputs.marking import definition_line
from covplan.outputs.settings import Language
from covplan.planning.plan import Plan
from covplan.routing.fibre_plan import FibrePlan

_PLACE = ("code", "name", "type", "district", "province")


def make_commune_frame(served: Served, area: Area, language: Language = Language.VIETNAMESE) -> gpd.GeoDataFrame:
    """Communes with the people served in them.

    Parameters
    ----------
    served : Served
    area : Area
        That the people were counted in.
    language : Language
        Of the definition in ``attrs``.

    Returns
    -------
    GeoDataFrame
        A row per commune as in ``Area.communes``: code, name, type, district, province; population (the people
        counted), people_void, people served by each operator and by ``any``, the same with ``_pct`` [%, NaN where
        nobody lives]; polygons.
    """
    frame = area.communes[[*_PLACE, "geometry"]].copy()
    counts = served.by_commune.drop(columns=["code", "name"])
    for column in counts:
        frame.insert(frame.shape[1] - 1, column, counts[column].to_numpy())
    frame.attrs = _about(served.definition, language)
    return frame


def make_site_frame(
    plan: Plan, area: Area, fibre: FibrePlan | None = None, language: Language = Language.VIETNAMESE
) -> gpd.GeoDataFrame:
    """Sites of a plan in its order.

    Parameters
    ----------
    plan : Plan
    area : Area
        Whose CRS and communes the frame takes.
    fibre : FibrePlan, optional
        Whose shares stand in place of the estimates of backhaul.
    language : Language
        Of the definition in ``attrs``.

    Returns
    -------
    GeoDataFrame
        order, id, kind (upgrade, rent or build), operator, commune ("" outside), year (None without years),
        people_added, served_pct_after [%], cost_mn_vnd (mast and equipment), backhaul_mn_vnd (NaN where nothing joins
        the site), both at base prices; points.
    """
    names = area.communes["name"].tolist()
    rows = [
        {
            "order": site.order,
            "id": site.candidate.id,
            "kind": str(site.candidate.kind),
            "operator": site.candidate.operator,
            "commune": names[site.candidate.commune] if site.candidate.commune >= 0 else "",
            "year": site.year,
            "people_added": site.people_added,
            "served_pct_after": site.served_pct_after,
            "cost_mn_vnd": site.candidate.cost_mn_vnd,
            "backhaul_mn_vnd": site.candidate.backhaul_mn_vnd
            if fibre is None
            else fibre.site_cost_mn_vnd.get(site.candidate.id, float("nan")),
        }
        for site in plan.sites
    ]
    points = gpd.points_from_xy([s.candidate.x_m for s in plan.sites], [s.candidate.y_m for s in plan.sites])
    frame = gpd.GeoDataFrame(rows, columns=_SITE, geometry=points, crs=area.grid.epsg)
    frame.attrs = _about(plan.definition, language)
    return frame


_SITE = [
    *("order", "id", "kind", "operator", "commune", "year", "people_added", "served_pct_after"),
    *("cost_mn_vnd", "backhaul_mn_vnd"),
]


def _about(definition: Definition | None, language: Language) -> dict[str, Any]:
    if definition is None:
        return {}
    return {
        "definition": definition_line(definition.service, language),
        "operators": list(definition.operators),
        "people_base": definition.people_base,
        "synthetic": definition.synthetic,
    }
