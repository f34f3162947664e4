"""One offline HTML page: the province, who is served before and after, what is proposed and what it costs.

The page asks nothing of any network: Leaflet stands inside it, there are no base tiles, pictures are data addresses.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
from branca.element import Element, MacroElement
from folium.template import Template
from jinja2.utils import htmlsafe_json_dumps

from covplan.assessment.served import Served
from covplan.coverage.composite import Coverage
from covplan.errors import GridMismatchError
from covplan.grid import Grid
from covplan.ingest.area import Area
from covplan.outputs import map_data, map_panel, map_routes, palette
from covplan.outputs.files import writing
from covplan.outputs.leaflet_assets import leaflet_css, leaflet_js
from covplan.outputs.lonlat import to_lonlat
from covplan.outputs.map_images import (
    WebGrid,
    inside_communes,
    relief_classes,
    relief_colours,
    rsrp_classes,
    served_classes,
)
from covplan.outputs.map_script import SCRIPT
from covplan.outputs.map_style import STYLE
from covplan.outputs.settings import Language, Marking, OutputSettings
from covplan.outputs.texts import text
from covplan.planning.plan import Plan
from covplan.routing.fibre_plan import FibrePlan

_NOTHING: dict[str, Any] = {"items": [], "labels": []}


@dataclass(frozen=True, eq=False)
class OfflineMap:
    """A page in one piece."""

    html: str

    def save(self, file: str | Path) -> None:
        """Write the page; raises ``OutputError`` where it cannot be written."""
        with writing(Path(file)) as temporary:
            temporary.write_text(self.html, encoding="utf-8", newline="\n")

    def _repr_html_(self) -> str:
        return f'<iframe srcdoc="{html.escape(self.html)}" style="width:100%;height:640px;border:0"></iframe>'


class _Places(MacroElement):
    """Where the boxes and the call of the script belong, after Leaflet has made the map.

    Only marks stand here: folium renders what macros give once more as a template, and text from files must never be
    read as one.
    """

    _template = Template(
        """
        {% macro html(this, kwargs) %}@panel@{% endmacro %}
        {% macro script(this, kwargs) %}@script@
            drawCovplan({{ this._parent.get_name() }}, @data@);
        {% endmacro %}
        """
    )


def draw_map(
    area: Area,
    cover_before: Coverage,
    plan: Plan | None = None,
    fibre: FibrePlan | None = None,
    *,
    cover_after: Coverage | None = None,
    today: Served | None = None,
    after: Served | None = None,
    by_year: Mapping[int, Served] = MappingProxyType({}),
    sections: gpd.GeoDataFrame | None = None,
    fibre_reach: pd.DataFrame | None = None,
    marking: Marking,
    settings: OutputSettings | None = None,
) -> OfflineMap:
    """Draw the page of a run.

    Parameters
    ----------
    area : Area
        Ground, communes, roads, sites, cable, places.
    cover_before, cover_after : Coverage
        Received power today and with the plan.
    plan, fibre : optional
        Proposed sites and routes.
    today, after : Served, optional
        People served; without ``today`` communes are drawn without shares.
    by_year : mapping, optional
        People served at the end of each year of the plan; needs ``today``.
    sections : GeoDataFrame, optional
        Shared routes, from ``covplan.routing.make_sections``.
    fibre_reach : DataFrame, optional
        Households near fibre by commune, from ``covplan.routing.find_fibre``.
    marking : Marking
        What the page says about itself.
    settings : OutputSettings, optional
        Language.

    Raises
    ------
    GridMismatchError
        If a coverage lies on another grid than the area.
    """
    language = (settings or OutputSettings()).language
    for name, cover in (("coverage before", cover_before), ("coverage after", cover_after)):
        if cover is not None and cover.grid != area.grid:
            raise GridMismatchError(
                "grid.mismatch", first=name, second="area", first_grid=str(cover.grid), second_grid=str(area.grid)
            )
    web = WebGrid.over(area.grid)
    images = _images(web, area, cover_before, cover_after, today, after, by_year, marking)
    data = _layer_data(area, plan, fibre, today, after, language)
    data["shared_routes"] = _NOTHING if sections is None else map_routes.shared_route_data(sections, language)
    years = map_data.year_data(plan, by_year)
    data |= {
        "years": years,
        "images": images,
        "image_bounds": web.bounds,
        "bounds": _bounds(area.communes.total_bounds, area.grid),
        "colours": {"roads": palette.ROADS, "cable": palette.CABLE, "proposed": palette.PROPOSED},
        "words": _words(language),
    }
    groups = _groups(area, plan, fibre, today, after, years, list(images), marking, language)
    if sections is not None:
        groups.insert(1, map_routes.shared_route_group(language))
    if fibre_reach is not None:
        map_data.add_fibre_reach(data["communes"]["items"], fibre_reach)
        groups.insert(-1, map_panel.fibre_reach_group(language))
    figures = map_panel.figures(today, after, plan, fibre, marking, language)
    panel = map_panel.panel_html(marking, figures, groups, language)
    return OfflineMap(_page(panel, data, marking.title, language))


def _images(
    web: WebGrid,
    area: Area,
    before: Coverage,
    later: Coverage | None,
    today: Served | None,
    after: Served | None,
    by_year: Mapping[int, Served],
    marking: Marking,
) -> dict[str, str]:
    threshold = marking.service.threshold_dbm
    images = {}
    if today is not None:
        colours = (palette.SERVED_TODAY, palette.SERVED_NEW, palette.UNSERVED)
        images["area"] = web.picture(served_classes(area, today, after), colours)
        for year, served in by_year.items():
            images[map_data.year_theme(year)] = web.picture(served_classes(area, today, served), colours)
    images["rsrp_before"] = web.picture(rsrp_classes(before.any_rsrp_dbm(), threshold), palette.RSRP_COLOURS)
    if later is not None:
        images["rsrp_after"] = web.picture(rsrp_classes(later.any_rsrp_dbm(), threshold), palette.RSRP_COLOURS)
    if today is not None and len(area.operators) > 1:
        for operator in area.operators:
            last = today if after is None else after
            classes = np.where(today.served[operator], 1, np.where(last.served[operator], 2, 0)).astype(np.uint8)
            images[f"op_{operator}"] = web.picture(classes, (palette.SERVED_TODAY, palette.SERVED_NEW))
    relief = relief_classes(area.ground.values, area.grid.pixel_m, inside_communes(area))
    images["relief"] = web.picture(relief, relief_colours())
    return images


def _layer_data(
    area: Area,
    plan: Plan | None,
    fibre: FibrePlan | None,
    today: Served | None,
    after: Served | None,
    language: Language,
) -> dict[str, Any]:
    return {
        "communes": map_data.commune_data(area, today, after, language),
        "masts": map_data.mast_data(area, language),
        "planned": _NOTHING if plan is None else map_data.planned_data(area, plan, fibre, language),
        "routes": _NOTHING if fibre is None else map_data.route_data(fibre, plan, area.grid.epsg, language),
        "cables": map_data.cable_data(area, language),
        "roads": map_data.road_data(area, language),
        "places": _NOTHING if area.places.empty else map_data.place_data(area, language),
        "exclusions": _NOTHING if area.exclusions.empty else map_data.exclusion_data(area),
    }


def _groups(
    area: Area,
    plan: Plan | None,
    fibre: FibrePlan | None,
    today: Served | None,
    after: Served | None,
    years: list[dict[str, Any]],
    images: list[str],
    marking: Marking,
    language: Language,
) -> list[map_panel.Group]:
    groups = []
    if plan is not None or fibre is not None:
        groups.append(map_panel.plan_group(plan is not None, fibre is not None, language))
    if years:
        groups.append(map_panel.year_group(years, language))
    themes = [name for name, served in (("before", today), ("after", after)) if served is not None]
    if themes:
        groups.append(map_panel.commune_group(themes, language))
    pictures = [name for name in images if name != "relief" and name not in {year["theme"] for year in years}]
    groups.append(map_panel.coverage_group(pictures, marking.service.threshold_dbm, language))
    groups.append(map_panel.existing_group(area.operators, bool(area.fibre), language))
    groups.append(map_panel.base_group(not area.places.empty, not area.exclusions.empty, language))
    return groups


def _words(language: Language) -> dict[str, str]:
    words = {key: text(f"map.{key}", language) for key in ("zoom_in", "zoom_out")}
    words |= {key: text(f"map.tip_{key}", language) for key in ("population", "before", "after")}
    return words | {"attribution": html.escape(text("map.boundaries", language))}


def _bounds(bounds_m: Any, grid: Grid) -> list[list[float]]:
    left, bottom, right, top = bounds_m
    lon, lat = to_lonlat([left, left, right, right], [bottom, top, bottom, top], grid.epsg)
    return [[float(lat.min()), float(lon.min())], [float(lat.max()), float(lon.max())]]


def _page(panel: str, data: dict[str, Any], title: str, language: Language) -> str:
    page = folium.Map(tiles=None, zoom_control=False, prefer_canvas=True)
    page.default_js = page.default_css = []  # all of these are addresses on the network
    page.add_child(_Places())
    root: Any = page.get_root()
    root.title = "@title@"
    root.header.add_child(Element("<style>@style@</style><script>@leaflet@</script>"))
    parts = {
        "title": html.escape(title),
        "style": leaflet_css() + STYLE,
        "leaflet": leaflet_js(),
        "panel": panel,
        "script": SCRIPT,
        "data": htmlsafe_json_dumps(data, ensure_ascii=False, separators=(",", ":")),
    }
    # one pass: what is put in is not searched again
    filled = re.sub("@(" + "|".join(parts) + ")@", lambda mark: parts[mark[1]], str(root.render()))
    return filled.replace("<html>", f'<html lang="{language}">', 1)
