"""Reads the area of a scenario: every input, checked and brought to one grid and one CRS."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd

from covplan.errors import InputError, InputProblemsError
from covplan.ingest.area_rasters import read_rasters
from covplan.ingest.area_record import Area, Progress, empty_frame
from covplan.ingest.boundaries import planning_grid, province_extent, read_communes
from covplan.ingest.corrections import Corrections, read_corrections
from covplan.ingest.costs import read_costs
from covplan.ingest.crosswalk import read_crosswalk
from covplan.ingest.fibre_entries import FibreEntry, read_fibre_entries
from covplan.ingest.fibre_routes import read_fibre
from covplan.ingest.km_posts import calibrate
from covplan.ingest.locations import cluster_sites
from covplan.ingest.mast_positions import MastPosition, read_mast_positions
from covplan.ingest.people_totals import read_people_totals
from covplan.ingest.places import EXCLUSION_COLUMNS, PLACE_COLUMNS, read_exclusions, read_places
from covplan.ingest.problems import ProblemLog
from covplan.ingest.risk_groups import RiskGroup, read_risk_groups
from covplan.ingest.road_references import reference_roads
from covplan.ingest.road_works import RoadWorks, read_road_works
from covplan.ingest.roads import ROAD_COLUMNS, read_roads
from covplan.ingest.settings import (
    AdminEpoch,
    AreaSettings,
    BoundarySettings,
    Coordinates,
    ElevationSettings,
    FibreSettings,
    LandCoverSettings,
    PeopleSettings,
    SiteListSettings,
    SurfaceKind,
    TableSettings,
)
from covplan.ingest.shared_routes import RouteKind, SharedRoute, read_shared_routes
from covplan.ingest.site_lists import distinct_ids, read_sites
from covplan.ingest.site_rows import SiteContext
from covplan.ingest.siting import (
    HEIGHT_LIMIT_COLUMNS,
    POWER_LINE_COLUMNS,
    read_height_limits,
    read_power_lines,
)
from covplan.ingest.spectrum import check_licences, read_spectrum
from covplan.ingest.village_people import model_village_people
from covplan.ingest.villages import VILLAGE_COLUMNS, read_villages
from covplan.network import Carrier, FibreRoute, Site

__all__ = [
    "AdminEpoch",
    "Area",
    "AreaSettings",
    "BoundarySettings",
    "Coordinates",
    "ElevationSettings",
    "FibreSettings",
    "LandCoverSettings",
    "PeopleSettings",
    "Progress",
    "SiteListSettings",
    "SurfaceKind",
    "TableSettings",
    "read_area",
]


T = TypeVar("T")

ROAD_GAP_M = 1000.0
"""Gaps in the line of a road's chainage are noted from this length on."""


def read_area(settings: AreaSettings, progress: Progress | None = None) -> Area:
    """Read and check every input of a scenario.

    Parameters
    ----------
    settings : AreaSettings
        Files and how to read them.
    progress : callable, optional
        Called with the fraction done.

    Raises
    ------
    InputProblemsError
        After all inputs were read, with every error, rejected row and note of all of them.
    """
    log = ProblemLog()
    step = _steps(progress)
    epsg = settings.epsg
    communes = log.attempt(
        settings.boundaries.file,
        partial(read_communes, settings.boundaries, epsg, settings.admin_epoch, log),
    )
    step(0.15)
    costs = log.attempt(settings.costs, partial(read_costs, settings.costs))
    if costs is not None and costs.unpriced:
        log.note("cost.unpriced", settings.costs, items=", ".join(costs.unpriced))
    corrections = None
    if settings.corrections is not None:
        read_them = partial(_read_corrections, settings.corrections, settings.carriers, log)
        corrections = log.attempt(settings.corrections, read_them)
    grid = extent = None
    if communes is not None:
        grid = planning_grid(communes, settings.pixel_m, settings.margin_km, epsg)
        extent = province_extent(communes)
    roads = _joined(log, settings.roads, partial(read_roads, epsg=epsg, log=log), ROAD_COLUMNS, epsg)
    fibre: list[FibreRoute] = []
    for cables in settings.fibre:
        fibre += _attempt(log, cables, partial(read_fibre, cables, epsg, log, extent)) or ()
    shared_routes: list[SharedRoute] = []
    for kind, files in ((RouteKind.DUCT, settings.ducts), (RouteKind.POLES, settings.poles)):
        for held in files:
            shared_routes += _attempt(log, held, partial(read_shared_routes, held, kind, epsg, log)) or ()
    works: list[RoadWorks] = []
    for planned in settings.road_works:
        works += _attempt(log, planned, partial(read_road_works, planned, epsg, log)) or ()
    entries: list[FibreEntry] = []
    for points in settings.fibre_entries:
        entries += _attempt(log, points, partial(read_fibre_entries, points, epsg, log)) or ()
    read = partial(read_exclusions, epsg=epsg, log=log)
    exclusions = _joined(log, settings.exclusions, read, EXCLUSION_COLUMNS, epsg)
    protected = _joined(log, settings.protected, read, EXCLUSION_COLUMNS, epsg)
    read = partial(read_height_limits, epsg=epsg, log=log)
    height_limits = _joined(log, settings.height_limits, read, HEIGHT_LIMIT_COLUMNS, epsg)
    read = partial(read_power_lines, epsg=epsg, log=log)
    power_lines = _joined(log, settings.power_lines, read, POWER_LINE_COLUMNS, epsg)
    step(0.25)
    read = partial(read_places, epsg=epsg, extent=extent, grid=grid, log=log)
    places = _joined(log, settings.places, read, PLACE_COLUMNS, epsg)
    read = partial(read_villages, epsg=epsg, extent=extent, grid=grid, log=log)
    villages = _joined(log, settings.villages, read, VILLAGE_COLUMNS, epsg)
    positions: list[MastPosition] = []
    taken: set[str] = set()
    for one in settings.positions:
        wanted = partial(read_mast_positions, one, epsg, extent, grid, log, taken)
        positions += _attempt(log, one, wanted) or ()
    crosswalk = None
    if settings.crosswalk is not None:
        crosswalk = log.attempt(settings.crosswalk, partial(read_crosswalk, settings.crosswalk))
    context = SiteContext(epsg, settings.admin_epoch, settings.carriers, extent, communes, crosswalk)
    sites = _read_site_lists(settings, context, log)
    if settings.spectrum is not None:
        blocks = log.attempt(settings.spectrum, partial(read_spectrum, settings.spectrum))
        if blocks is not None:
            check_licences(settings.carriers, blocks, settings.spectrum, log)
    groups: tuple[RiskGroup, ...] | None = ()
    if settings.risk_groups is not None:
        groups = log.attempt(settings.risk_groups, partial(read_risk_groups, settings.risk_groups, sites, log))
    references = reference_roads(roads, partial(_note_gap, settings, log))
    for posts in settings.km_posts:
        references = _attempt(log, posts, partial(calibrate, references, posts, epsg, log)) or references
    step(0.4)
    people_base = settings.people.base
    if communes is not None and (totals := settings.people.totals) is not None:
        read_totals = partial(read_people_totals, totals, communes["code"].to_numpy(), settings.admin_epoch, log)
        if (official := log.attempt(totals.file, read_totals)) is not None:
            communes["population"], people_base = official.people.astype(np.int64), official.base
    rasters = read_rasters(settings, communes, grid, log, step)
    if rasters is not None and communes is not None and settings.village_people is not None and len(villages):
        model = partial(
            model_village_people,
            *(settings.village_people, villages, communes, rasters["people"], settings.people.file, log),
        )
        if (modelled := log.attempt(settings.people.file, model)) is not None:
            villages["modelled_people"] = modelled
    if log.errors() or communes is None or grid is None or costs is None or rasters is None:
        raise InputProblemsError(log.problems)
    area = Area(
        grid=grid,
        **rasters,
        communes=communes,
        roads=roads,
        road_references=references,
        sites=sites,
        locations=cluster_sites(sites, settings.location_radius_m),
        fibre=tuple(fibre),
        shared_routes=tuple(shared_routes),
        road_works=tuple(works),
        fibre_entries=tuple(entries),
        places=places,
        villages=villages,
        exclusions=exclusions,
        costs=costs,
        carriers=settings.carriers,
        admin_epoch=settings.admin_epoch,
        people_base=people_base,
        sources=_sources(settings),
        problems=tuple(log.problems),
        corrections=corrections,
        risk_groups=groups or (),
        positions=tuple(positions),
        protected=protected,
        height_limits=height_limits,
        power_lines=power_lines,
        synthetic=True if corrections is not None and corrections.synthetic else settings.synthetic,
    )
    step(1.0)
    return area


def _steps(progress: Progress | None) -> Progress:
    return progress if progress is not None else lambda fraction: None


def _joined(
    log: ProblemLog,
    settings: Sequence[TableSettings],
    read: Callable[[TableSettings], gpd.GeoDataFrame],
    columns: Sequence[str],
    epsg: int,
) -> gpd.GeoDataFrame:
    """The features of several files under one another; an empty frame with the columns where there is none."""
    parts = [part for one in settings if (part := _attempt(log, one, partial(read, one))) is not None]
    if not parts:
        return empty_frame(columns).set_crs(epsg)
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), geometry="geometry", crs=epsg)


def _attempt(log: ProblemLog, settings: TableSettings, read: Callable[[], T]) -> T | None:
    """``log.attempt``; an optional file without features is noted."""

    def unless_empty() -> T | None:
        try:
            return read()
        except InputError as error:
            if not settings.optional or error.code != "vector.empty":
                raise
            log.note("vector.none", settings.file)
            return None

    return log.attempt(settings.file, unless_empty)


def _read_site_lists(settings: AreaSettings, context: SiteContext, log: ProblemLog) -> tuple[Site, ...]:
    sites: list[Site] = []
    taken: set[str] = set()
    for one in settings.sites:
        found = log.attempt(one.file, partial(read_sites, one, context, log))
        sites += distinct_ids(found or (), log, one, taken)
    return tuple(sites)


def _read_corrections(file: Path, carriers: Sequence[Carrier], log: ProblemLog) -> Corrections:
    """The corrections; those of carriers that the scenario does not have correct nothing, and are noted."""
    corrections = read_corrections(file)
    ids = {carrier.id for carrier in carriers}
    if unused := [carrier.id for carrier in corrections.carriers if carrier.id not in ids]:
        log.note("corrections.unused", file, carriers=", ".join(unused))
    return corrections


def _note_gap(settings: AreaSettings, log: ProblemLog, number: str, gap_m: float) -> None:
    if gap_m > ROAD_GAP_M:
        log.note("road.gap", settings.roads[0].file, number=number, gap_km=gap_m / 1000.0)


def _sources(settings: AreaSettings) -> tuple[str, ...]:
    """Every source that the scenario names, once, in the order of reading."""
    inputs: list[Any] = [settings.boundaries, settings.elevation, settings.land_cover, settings.people]
    inputs += [
        *settings.sites,
        *settings.roads,
        *settings.km_posts,
        *settings.fibre,
        *settings.places,
        *settings.villages,
    ]
    inputs += [*settings.ducts, *settings.poles, *settings.road_works, *settings.fibre_entries]
    inputs += [*settings.exclusions, *settings.positions, *settings.protected]
    inputs += [*settings.height_limits, *settings.power_lines]
    inputs += settings.village_people.buildings if settings.village_people else ()
    return tuple(dict.fromkeys(one.source for one in inputs))
