"""What an audience other than the internal one is shown: the results themselves are redacted, once, before any output.

What is drawn or written from a ``Shown`` can tell no more than it holds. Every record is made anew from the fields that
the audience is to have, so that a field or an input that comes later is left out until somebody decides otherwise.
docs/audiences.md says what each audience gets, why, and what this does not protect.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from covplan.assessment.served import Served
from covplan.grid import Raster
from covplan.ingest.area import Area
from covplan.ingest.costs import UnitCosts
from covplan.ingest.locations import cluster_sites
from covplan.ingest.places import EXCLUSION_COLUMNS
from covplan.network import FibreRoute, RoadClass, Site
from covplan.outputs.aggregates import Aggregates
from covplan.outputs.map_images import inside_communes
from covplan.outputs.settings import ROUNDED_M, Audience, Handout, OutputError, OutputSettings
from covplan.planning.candidate_records import Candidate, CandidateKind
from covplan.planning.plan import Plan, PlannedSite, Proof

_OF_COMMUNES = (
    *("code", "name", "type", "district", "province", "population", "area_km2", "seat_x_m", "seat_y_m", "geometry"),
)
_SAME_PLACE_M = 50.0
_NO_PROOF = Proof(math.nan, None, "")


@dataclass(frozen=True, eq=False)
class Results:
    """What is redacted: inputs, who is served today, with the plan and by its years, and the plan."""

    area: Area
    today: Served
    after: Served
    by_year: Mapping[int, Served]
    plan: Plan


@dataclass(frozen=True, eq=False)
class Shown:
    """What is left of it.

    Attributes
    ----------
    area, today, after, by_year
        With rasters of people and service that are the same all over a hexagon.
    plan : Plan or None
        The partner's own proposals; None for the public.
    hexagons : GeoDataFrame
        Layer O_LUCGIAC of ``fields.LAYERS``, without ``thoidiem``.
    handout : Handout
    """

    area: Area
    today: Served
    after: Served
    by_year: Mapping[int, Served]
    plan: Plan | None
    hexagons: gpd.GeoDataFrame
    handout: Handout


def redact(results: Results, audience: Audience, settings: OutputSettings, withheld: gpd.GeoDataFrame) -> Shown:
    """What the partner of the settings or the public is shown; ``withheld`` are polygons beside ``Area.exclusions``.

    Raises
    ------
    OutputError
        For the partner, if the settings name none, or one that has neither carriers nor masts.
    """
    area, today = results.area, results.today
    partner = _partner(settings, area) if audience is Audience.PARTNER else ""
    region = shapely.union_all([*area.exclusions.geometry, *withheld.geometry])
    shapely.prepare(region)
    hexagons = Aggregates.of(today.people, inside_communes(area), area.grid, region)
    place = gpd.GeoDataFrame(geometry=hexagons.lattice.polygons()[hexagons.shown], crs=area.grid.epsg)
    reading = today.service.reading
    return Shown(
        area=_area(area, partner, region, hexagons.people),
        today=hexagons.served(today),
        after=hexagons.served(results.after),
        by_year={year: hexagons.served(one) for year, one in results.by_year.items()},
        plan=_plan(results.plan, area, partner, region) if partner else None,
        hexagons=place.assign(
            canh_m=hexagons.lattice.edge_m,
            truoc_tu=hexagons.classes(today.served[reading]),
            sau_tu=hexagons.classes(results.after.served[reading]),
        ),
        handout=Handout(audience, partner, hexagons.lattice.edge_m, _count_inside(results, region)),
    )


def _partner(settings: OutputSettings, area: Area) -> str:
    known = tuple(dict.fromkeys((*area.operators, *(site.operator for site in area.sites))))
    if not settings.partner:
        raise OutputError("output.no_partner", known=", ".join(known))
    if settings.partner not in known:
        raise OutputError("output.unknown_partner", got=settings.partner, known=", ".join(known))
    return settings.partner


def _area(area: Area, partner: str, region: shapely.Geometry, people: NDArray[np.float64]) -> Area:
    sites = _sites(area.sites, partner, region) if partner else ()
    roads = area.roads[(area.roads["road_class"] != RoadClass.OTHER) & ~_covered(area.roads.geometry, region)]
    numbers = set(roads["number"])
    return Area(
        grid=area.grid,
        ground=area.ground,
        clutter_class=area.clutter_class,
        clutter_m=area.clutter_m,
        zone=area.zone,
        people=Raster(people, area.grid, area.people.name),
        communes=area.communes[list(_OF_COMMUNES)],
        roads=roads.assign(owner="", source="").reset_index(drop=True),
        road_references={number: road for number, road in area.road_references.items() if number in numbers},
        sites=sites,
        locations=cluster_sites(sites, _SAME_PLACE_M),
        fibre=_cables(area.fibre, partner, region),
        shared_routes=tuple(
            one for one in area.shared_routes if one.owner == partner and not region.intersects(one.shape)
        ),
        places=_places(area.places, region) if partner else area.places.iloc[:0],
        villages=area.villages.iloc[:0],
        exclusions=gpd.GeoDataFrame({name: [] for name in EXCLUSION_COLUMNS}, geometry=[], crs=area.grid.epsg),
        costs=UnitCosts({}),
        carriers=area.carriers,
        admin_epoch=area.admin_epoch,
        people_base=area.people_base,
        sources=(),
        problems=(),
    )


def _places(places: gpd.GeoDataFrame, region: shapely.Geometry) -> gpd.GeoDataFrame:
    return places[~_touching(places.geometry, region)].assign(source="").reset_index(drop=True)


def _touching(shapes: Any, region: shapely.Geometry) -> NDArray[np.bool_]:
    return np.asarray(shapely.intersects(np.asarray(shapes, object), region), bool)


def _covered(shapes: Any, region: shapely.Geometry) -> NDArray[np.bool_]:
    """Roads that lie in the polygons wholly. One that leads through is kept: a gap would draw the polygon's edge."""
    return np.asarray(shapely.covered_by(np.asarray(shapes, object), region), bool)


def _sites(sites: Iterable[Site], partner: str, region: shapely.Geometry) -> tuple[Site, ...]:
    """The partner's own, then the others rounded, in an order that says nothing of their list's."""
    told = [site for site in sites if not region.intersects(shapely.Point(site.x_m, site.y_m))]
    others = sorted(
        (site.operator, *_rounded(site.x_m, site.y_m), sorted(site.technologies), site.is_shared)
        for site in told
        if site.operator != partner
    )
    own = tuple(_own(site) for site in told if site.operator == partner)
    return own + tuple(
        Site(
            id=f"{operator}-{number}",
            name="",
            operator=operator,
            x_m=x_m,
            y_m=y_m,
            mast_owner="",
            tenants=(operator,),
            mast_height_m=math.nan,
            technologies=frozenset(technologies),
            sectors=(),
            sharing_reported=is_shared,
            rounded_m=ROUNDED_M,
        )
        for number, (operator, x_m, y_m, technologies, is_shared) in enumerate(others, start=1)
    )


def _own(site: Site) -> Site:
    return Site(
        id=site.id,
        name=site.name,
        operator=site.operator,
        x_m=site.x_m,
        y_m=site.y_m,
        mast_owner=site.mast_owner,
        tenants=site.tenants,
        mast_height_m=site.mast_height_m,
        technologies=site.technologies,
        sectors=site.sectors,
        sharing_reported=site.sharing_reported,
        mast_class=site.mast_class,
        mast_code=site.mast_code,
        year=site.year,
    )


def _rounded(x_m: float, y_m: float) -> tuple[float, float]:
    return round(x_m / ROUNDED_M) * ROUNDED_M, round(y_m / ROUNDED_M) * ROUNDED_M


def _cables(cables: Iterable[FibreRoute], partner: str, region: shapely.Geometry) -> tuple[FibreRoute, ...]:
    """The partner's own, without the file that they were read from."""
    return tuple(
        FibreRoute(one.id, one.owner, one.line, one.kind, one.fibres, one.spare_fibres)
        for one in cables
        if partner and one.owner == partner and not region.intersects(one.line)
    )


def _plan(plan: Plan, area: Area, partner: str, region: shapely.Geometry) -> Plan:
    """The partner's proposals: exact on its own masts and at new places, rounded on masts of others."""
    own = {site.id for site in area.sites if site.operator == partner}
    sites = [
        PlannedSite(one.order, _proposal(one, own), one.people_added, one.served_pct_after, one.year)
        for one in plan.sites
        if partner in one.candidate.operator.split("+")
        and not region.intersects(shapely.Point(one.candidate.x_m, one.candidate.y_m))
    ]
    return Plan(
        sites=tuple(sites),
        target_pct=plan.target_pct,
        served_pct_before=plan.served_pct_before,
        served_pct_after=plan.served_pct_after,
        reached=plan.reached,
        reading=plan.reading,
        proof=_NO_PROOF,
    )


def _proposal(site: PlannedSite, own: set[str]) -> Candidate:
    one, id = site.candidate, f"DX{site.order}"
    exact = one.kind is CandidateKind.BUILD or one.site_id in own
    x_m, y_m = (one.x_m, one.y_m) if exact else _rounded(one.x_m, one.y_m)
    return Candidate(
        id=id,
        kind=one.kind,
        operator=one.operator,
        x_m=x_m,
        y_m=y_m,
        mast_owner=one.mast_owner if exact else "",
        site_id="",
        sectors=tuple(
            type(sector)(
                f"{id}-{k}", sector.azimuth_deg, sector.mechanical_tilt_deg, sector.antenna_agl_m, sector.carriers
            )
            for k, sector in enumerate(one.sectors)
        ),
        capex=one.capex,
        backhaul=one.backhaul,
        commune=one.commune if exact else -1,
        road=one.road if exact else "",
        chainage_m=one.chainage_m if exact else None,
        mast_class=one.mast_class,
        rounded_m=0.0 if exact else ROUNDED_M,
    )


def _count_inside(results: Results, region: shapely.Geometry) -> int:
    """Features that are left out because they lie in the polygons or touch them."""
    area = results.area
    masts = [shapely.Point(site.x_m, site.y_m) for site in area.sites]
    proposals = [shapely.Point(one.candidate.x_m, one.candidate.y_m) for one in results.plan.sites]
    lines = [*(one.line for one in area.fibre), *(one.shape for one in area.shared_routes)]
    shapes: Sequence[shapely.Geometry] = [*masts, *proposals, *lines, *area.places.geometry, *area.villages.geometry]
    return int(_touching(shapes, region).sum() + _covered(area.roads.geometry, region).sum())
