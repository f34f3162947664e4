"""The map of a run: the province, who is served before, after and by which year, what is proposed, what it costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from covplan.assessment.key_areas import KeyAreas
from covplan.assessment.served import Served
from covplan.assessment.spots import Spots
from covplan.coverage.composite import Coverage
from covplan.errors import GridMismatchError
from covplan.ingest.area import Area
from covplan.outputs import map_data, map_key_areas, map_masts, map_panel, map_routes, map_services, map_spots, palette
from covplan.outputs.map_images import (
    WebGrid,
    inside_communes,
    relief_classes,
    relief_colours,
    rsrp_classes,
    served_classes,
)
from covplan.outputs.map_page import NOTHING, OfflineMap, assemble, bounds_of
from covplan.outputs.map_services import ServedPair
from covplan.outputs.map_stages import AFTER, BEFORE, compared, find_stages, stage_data, themes
from covplan.outputs.settings import Language, Marking, OutputError, OutputSettings
from covplan.outputs.texts import text
from covplan.planning.plan import Plan
from covplan.routing.fibre_plan import FibrePlan


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
    key_areas: Sequence[KeyAreas] = (),
    spots: Sequence[Spots] = (),
    others: Sequence[ServedPair] = (),
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
    key_areas : sequence, optional
        Key areas today, then at the end of each year of the plan, or with the plan where it has no years.
    spots : sequence, optional
        White and weak spots today, and with the plan.
    others : sequence, optional
        Who is served today and with the plan under other definitions, each told by its ``service``.
    sections : GeoDataFrame, optional
        Shared routes, from ``covplan.routing.make_sections``.
    fibre_reach : DataFrame, optional
        Households near fibre by commune, from ``covplan.routing.find_fibre``.
    marking : Marking
        What the page says about itself.
    settings : OutputSettings, optional
        Language; whether tiles of OpenStreetMap are asked for when the page is viewed.

    Raises
    ------
    GridMismatchError
        If a coverage lies on another grid than the area.
    OutputError
        If ``key_areas`` are not as many as today and the years, or today and the plan.
    """
    settings = settings or OutputSettings()
    language = settings.language
    for name, cover in (("coverage before", cover_before), ("coverage after", cover_after)):
        if cover is not None and cover.grid != area.grid:
            raise GridMismatchError(
                "grid.mismatch", first=name, second="area", first_grid=str(cover.grid), second_grid=str(area.grid)
            )
    stages = find_stages(today, after, by_year)
    moments = len(stages) or 1 + (after is not None)
    if key_areas and len(key_areas) != moments:
        raise OutputError("output.key_areas", got=len(key_areas), expected=moments)
    states = {} if today is None else {BEFORE: today} | {stage.state: stage.served for stage in stages}
    if after is not None:
        states[AFTER] = after
    pairs = {} if today is None else map_services.by_operator(today, states.get(AFTER), area.operators)
    pairs |= map_services.other_names(others)
    web = WebGrid.over(area.grid)
    images = _images(web, area, cover_before, cover_after, today, states, marking)
    images |= _more_images(web, area, pairs, spots)
    spec = themes([name for name in images if name.startswith("rsrp_")], stages, today is not None, after is not None)
    of_coverage = [name for name in spec if name not in ("before", "after", "none")]
    spec |= _more_themes(pairs, spots)
    swipe = next((name for name in ("area", "rsrp_after") if "left" in spec.get(name, {})), "")
    data = _layer_data(area, plan, fibre, today, after, language, states)
    groups = []
    if plan is not None or fibre is not None:
        groups.append(map_masts.plan_group(area, plan, fibre is not None, language))
    if sections is not None:
        data["shared_routes"] = map_routes.shared_route_data(sections, language)
        groups.append(map_routes.shared_route_group(language))
    if of_communes := [name for name, served in (("before", today), ("after", after)) if served is not None]:
        groups.append(map_panel.commune_group(of_communes, language))
    groups.append(map_panel.coverage_group(of_coverage, marking, language))
    if pairs:
        groups.append(map_services.services_group(pairs, language))
    if spots:
        map_spots.add_spots(data["communes"], spots, language)
        groups.append(map_spots.spot_group(spots, language))
    if key_areas:
        data["key_areas"] = map_key_areas.key_area_data(key_areas, marking.service.reading, language)
        groups.append(map_key_areas.key_area_group(key_areas, marking.service.reading, language))
    if area.sites or area.fibre:
        groups.append(map_masts.existing_group(area, language))
    if fibre_reach is not None:
        map_data.add_fibre_reach(data["communes"]["items"], fibre_reach)
        spec |= compared(*(f"fibre_{when}" for when in map_data.FIBRE_REACH))
        groups.append(map_panel.fibre_reach_group(language))
    groups.append(
        map_panel.base_group(not area.places.empty, not area.exclusions.empty, settings.online_tiles, language)
    )
    data |= {
        "stages": stage_data(stages, plan, fibre, marking, language),
        "heads": map_services.heads(pairs, marking, language),
        "themes": spec,
        "swipe": swipe,
        "images": images,
        "image_bounds": web.bounds,
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
    return assemble(panel, data, marking.title, language, online_tiles=settings.online_tiles)


def _picture(web: WebGrid, classes: NDArray[np.uint8], colours: Sequence[str]) -> dict[str, Any]:
    """A picture and the colours that are in it."""
    return {"src": web.picture(classes, colours), "colours": [colours[k - 1] for k in np.unique(classes) if k > 0]}


_SERVED = (palette.SERVED_TODAY, palette.SERVED_NEW, palette.UNSERVED)


def _images(
    web: WebGrid,
    area: Area,
    before: Coverage | None,
    later: Coverage | None,
    today: Served | None,
    states: Mapping[str, Served],
    marking: Marking,
) -> dict[str, Any]:
    """By name: ``area_<state>``, ``rsrp_before``, ``rsrp_after``, ``relief``."""
    threshold, images = marking.service.threshold_dbm, {}
    if today is not None:
        for state, served in states.items():
            images[f"area_{state}"] = _picture(web, served_classes(area, today, served), _SERVED)
    for name, cover in (("rsrp_before", before), ("rsrp_after", later)):
        if cover is not None:
            images[name] = _picture(web, rsrp_classes(cover.any_rsrp_dbm(), threshold), palette.RSRP_COLOURS)
    relief = relief_classes(area.ground.values, area.grid.pixel_m, inside_communes(area))
    return images | {"relief": _picture(web, relief, relief_colours())}


def _more_images(web: WebGrid, area: Area, pairs: Mapping[str, ServedPair], spots: Sequence[Spots]) -> dict[str, Any]:
    """Of other definitions, with the past of each beside it, and of white and weak spots."""
    images = {}
    for name, (today, after) in pairs.items():
        images[name] = _picture(web, served_classes(area, today, after), _SERVED)
        if after is not None:
            images[f"{name}_past"] = _picture(web, served_classes(area, today, None), _SERVED)
    for name, one in zip(map_spots.spot_themes(spots), spots, strict=True):
        images[name] = _picture(web, map_spots.spot_classes(one, area), palette.SPOTS)
    return images


def _more_themes(pairs: Mapping[str, ServedPair], spots: Sequence[Spots]) -> dict[str, Any]:
    """The same as themes."""
    spec: dict[str, Any] = {}
    for name, (_, after) in pairs.items():
        spec[name] = {"states": [name], "end": True} | ({} if after is None else {"left": f"{name}_past"})
    names = map_spots.spot_themes(spots)
    return spec | (compared(*names) if len(names) == 2 else {name: {"states": [name]} for name in names})


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
        "masts": map_masts.mast_data(area, language),
        "planned": NOTHING if plan is None else map_masts.planned_data(area, plan, fibre, language),
        "routes": NOTHING if fibre is None else map_data.route_data(fibre, plan, area.grid.epsg, language),
        "shared_routes": NOTHING,
        "key_areas": NOTHING,
        "cables": map_data.cable_data(area, language),
        "roads": map_data.road_data(area, language),
        "chainage": map_data.chainage_data(area),
        "places": NOTHING if area.places.empty else map_data.place_data(area, language),
        "exclusions": NOTHING if area.exclusions.empty else map_data.exclusion_data(area),
    }
