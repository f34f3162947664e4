"""The map of a run: the province, who is served before, after and by which year, what is proposed, what it costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from covplan.assessment.served import Served
from covplan.coverage.composite import Coverage
from covplan.errors import GridMismatchError
from covplan.ingest.area import Area
from covplan.outputs import map_data, map_panel, map_routes, palette
from covplan.outputs.map_images import (
    WebGrid,
    inside_communes,
    relief_classes,
    relief_colours,
    rsrp_classes,
    served_classes,
)
from covplan.outputs.map_page import OfflineMap, assemble, bounds_of
from covplan.outputs.map_stages import AFTER, BEFORE, compared, find_stages, stage_data, themes
from covplan.outputs.settings import Language, Marking, OutputSettings
from covplan.outputs.texts import text
from covplan.planning.plan import Plan
from covplan.routing.fibre_plan import FibrePlan

_NOTHING: dict[str, Any] = {"items": [], "labels": []}


def draw_map(
    area: Area,
    cover_before: Coverage | None,
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
    cover_before, cover_after : Coverage, optional
        Received power today and with the plan; without it none is shown.
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
    stages = find_stages(today, after, by_year)
    states = {} if today is None else {BEFORE: today} | {stage.state: stage.served for stage in stages}
    if after is not None:
        states[AFTER] = after
    images = _images(area, cover_before, cover_after, today, states, marking)
    spec = themes(list(images), stages, today is not None, after is not None)
    swipe = next((name for name in ("area", "rsrp_after") if "left" in spec.get(name, {})), "")
    data = _layer_data(area, plan, fibre, today, after, language, states)
    data["shared_routes"] = _NOTHING if sections is None else map_routes.shared_route_data(sections, language)
    groups = _groups(area, plan, fibre, today, after, list(spec), marking, language)
    if sections is not None:
        groups.insert(1, map_routes.shared_route_group(language))
    if fibre_reach is not None:
        map_data.add_fibre_reach(data["communes"]["items"], fibre_reach)
        spec |= compared(*(f"fibre_{when}" for when in map_data.FIBRE_REACH))
        groups.insert(-1, map_panel.fibre_reach_group(language))
    data |= {
        "stages": stage_data(stages, plan, fibre, marking, language),
        "themes": spec,
        "swipe": swipe,
        "images": images,
        "image_bounds": WebGrid.over(area.grid).bounds,
        "bounds": bounds_of(area.communes.total_bounds, area.grid),
    }
    panel = map_panel.panel_html(
        marking,
        map_panel.figures(today, after, plan, fibre, marking, language),
        groups,
        language,
        stages=[text("map.today", language) if stage.year is None else str(stage.year) for stage in stages],
        swipe=(text("map.today", language), text("map.with_plan", language)) if swipe else None,
    )
    return assemble(panel, data, marking.title, language)


def _images(
    area: Area,
    before: Coverage | None,
    later: Coverage | None,
    today: Served | None,
    states: Mapping[str, Served],
    marking: Marking,
) -> dict[str, Any]:
    """Picture and the colours in it by name: ``area_<state>``, ``rsrp_before``, ``rsrp_after``, ``op_<operator>``."""
    web, threshold = WebGrid.over(area.grid), marking.service.threshold_dbm
    images = {}

    def draw(name: str, classes: NDArray[np.uint8], colours: Sequence[str]) -> None:
        used = [colours[k - 1] for k in np.unique(classes) if k > 0]
        images[name] = {"src": web.picture(classes, colours), "colours": used}

    if today is not None:
        for state, served in states.items():
            colours = (palette.SERVED_TODAY, palette.SERVED_NEW, palette.UNSERVED)
            draw(f"area_{state}", served_classes(area, today, served), colours)
    for name, cover in (("rsrp_before", before), ("rsrp_after", later)):
        if cover is not None:
            draw(name, rsrp_classes(cover.any_rsrp_dbm(), threshold), palette.RSRP_COLOURS)
    if today is not None and len(area.operators) > 1:
        last = states.get(AFTER, today)
        for operator in area.operators:
            classes = np.where(today.served[operator], 1, np.where(last.served[operator], 2, 0)).astype(np.uint8)
            draw(f"op_{operator}", classes, (palette.SERVED_TODAY, palette.SERVED_NEW))
    draw("relief", relief_classes(area.ground.values, area.grid.pixel_m, inside_communes(area)), relief_colours())
    return images


def _layer_data(
    area: Area,
    plan: Plan | None,
    fibre: FibrePlan | None,
    today: Served | None,
    after: Served | None,
    language: Language,
    states: Mapping[str, Served],
) -> dict[str, Any]:
    return {
        "communes": map_data.commune_data(area, today, after, language, states),
        "masts": map_data.mast_data(area, language),
        "planned": _NOTHING if plan is None else map_data.planned_data(area, plan, fibre, language),
        "routes": _NOTHING if fibre is None else map_data.route_data(fibre, plan, area.grid.epsg, language),
        "cables": map_data.cable_data(area, language),
        "roads": map_data.road_data(area, language),
        "chainage": map_data.chainage_data(area),
        "places": _NOTHING if area.places.empty else map_data.place_data(area, language),
        "exclusions": _NOTHING if area.exclusions.empty else map_data.exclusion_data(area),
    }


def _groups(
    area: Area,
    plan: Plan | None,
    fibre: FibrePlan | None,
    today: Served | None,
    after: Served | None,
    names: list[str],
    marking: Marking,
    language: Language,
) -> list[map_panel.Group]:
    groups = []
    if plan is not None or fibre is not None:
        groups.append(map_panel.plan_group(plan is not None, fibre is not None, language))
    of_communes = [name for name, served in (("before", today), ("after", after)) if served is not None]
    if of_communes:
        groups.append(map_panel.commune_group(of_communes, language))
    pictures = [name for name in names if name not in ("before", "after", "none")]
    groups.append(map_panel.coverage_group(pictures, marking.service.threshold_dbm, language))
    if area.sites or area.fibre:
        groups.append(map_panel.existing_group(area.operators, bool(area.fibre), language))
    groups.append(map_panel.base_group(not area.places.empty, not area.exclusions.empty, language))
    return groups
