"""The area of a scenario: everything read, checked and brought to one grid and one CRS."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd

from covplan.errors import CovplanError, InputError, InputProblemsError, Problem, Severity
from covplan.grid import Grid, Raster
from covplan.ingest.boundaries import planning_grid, province_extent, read_communes
from covplan.ingest.corrections import Corrections, read_corrections
from covplan.ingest.costs import UnitCosts, read_costs
from covplan.ingest.elevation import read_elevation
from covplan.ingest.fibre_entries import FibreEntry, read_fibre_entries
from covplan.ingest.fibre_routes import read_fibre
from covplan.ingest.km_posts import calibrate
from covplan.ingest.land_cover import radio_zones, read_land_cover
from covplan.ingest.locations import cluster_sites
from covplan.ingest.mast_positions import MastPosition, read_mast_positions
from covplan.ingest.people import CommuneShares, commune_shares, read_people
from covplan.ingest.places import EXCLUSION_COLUMNS, PLACE_COLUMNS, read_exclusions, read_places
from covplan.ingest.problems import ProblemLog
from covplan.ingest.raster_files import open_raster
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
from covplan.ingest.villages import VILLAGE_COLUMNS, read_villages
from covplan.linear_reference import ReferencedRoad
from covplan.network import Carrier, FibreRoute, Location, Site

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


def _empty_frame(columns: Sequence[str]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({column: [] for column in columns}, geometry=[])


Progress = Callable[[float], None]
"""Called with the fraction done, 0 to 1."""

T = TypeVar("T")

ROAD_GAP_M = 1000.0
"""Gaps in the line of a road's chainage are noted from this length on."""


@dataclass(frozen=True, eq=False)
class Area:
    """What ``read_area`` returns: one grid, one CRS, and the record of what was repaired or refused.

    Attributes
    ----------
    ground : Raster
        Terrain height [m above sea], float32, NaN where void.
    clutter_class, clutter_m : Raster
        WorldCover code (uint8, 0 unknown) and clutter height above ground [m], float32.
    zone : Raster
        Radio-climatic zone of P.1812 (uint8): 1 sea, 3 coastal land, 4 inland.
    people : Raster
        People per pixel, float64, 0 outside settled pixels and outside the province.
    communes : GeoDataFrame
        One row per commune: code, name, type, district, province, population (official), area_km2 (of the
        geometry), seat_x_m, seat_y_m, geometry; index 0..n-1 in order of code.
    roads : GeoDataFrame
        number (one reference per row, "" without), name, road_class (expressway, national, provincial, other),
        status (existing, planned), source, geometry (LineString).
    road_references : mapping
        Road number → line along which its chainage runs.
    places, exclusions, protected : GeoDataFrame
        name, category, place_class (a ``PlaceClass`` or empty), source, geometry; the others name, source, geometry:
        where nothing is built, and where a mast needs a permit of its own.
    height_limits, power_lines : GeoDataFrame
        name, max_asl_m (nothing may rise above it [m above sea]), source, geometry; name, source, geometry.
    villages : GeoDataFrame
        A row per centre or outlying cluster: ``VILLAGE_COLUMNS`` of ``ingest/villages.py`` and geometry (points).
    problems : tuple of Problem
        Every rejected or repaired row and every note.
    corrections : Corrections, optional
        What measurements add to the predicted RSRP; without them it stays as predicted.
    risk_groups : tuple of RiskGroup
        Sites that fail together, as a list of the scenario says.
    positions : tuple of MastPosition
        Where somebody wants a mast.
    shared_routes, road_works, fibre_entries : tuples
        Ducts and poles, planned works, and entries of cable from outside.
    """

    grid: Grid
    ground: Raster
    clutter_class: Raster
    clutter_m: Raster
    zone: Raster
    people: Raster
    communes: gpd.GeoDataFrame
    roads: gpd.GeoDataFrame
    road_references: Mapping[str, ReferencedRoad]
    sites: tuple[Site, ...]
    locations: tuple[Location, ...]
    fibre: tuple[FibreRoute, ...]
    places: gpd.GeoDataFrame
    villages: gpd.GeoDataFrame
    exclusions: gpd.GeoDataFrame
    costs: UnitCosts
    carriers: tuple[Carrier, ...]
    admin_epoch: AdminEpoch
    people_base: str
    sources: tuple[str, ...]
    problems: tuple[Problem, ...]
    corrections: Corrections | None = None
    risk_groups: tuple[RiskGroup, ...] = ()
    shared_routes: tuple[SharedRoute, ...] = ()
    road_works: tuple[RoadWorks, ...] = ()
    fibre_entries: tuple[FibreEntry, ...] = ()
    positions: tuple[MastPosition, ...] = ()
    protected: gpd.GeoDataFrame = field(default_factory=partial(_empty_frame, EXCLUSION_COLUMNS))
    height_limits: gpd.GeoDataFrame = field(default_factory=partial(_empty_frame, HEIGHT_LIMIT_COLUMNS))
    power_lines: gpd.GeoDataFrame = field(default_factory=partial(_empty_frame, POWER_LINE_COLUMNS))

    @property
    def operators(self) -> tuple[str, ...]:
        """Operators that hold a carrier, in the scenario's order."""
        return tuple(dict.fromkeys(carrier.operator for carrier in self.carriers))


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
    communes = _attempt(
        log,
        settings.boundaries.file,
        partial(read_communes, settings.boundaries, epsg, settings.admin_epoch, log),
    )
    step(0.15)
    costs = _attempt(log, settings.costs, partial(read_costs, settings.costs))
    if costs is not None and costs.unpriced:
        log.note("cost.unpriced", settings.costs, items=", ".join(costs.unpriced))
    corrections = None
    if settings.corrections is not None:
        read_them = partial(_read_corrections, settings.corrections, settings.carriers, log)
        corrections = _attempt(log, settings.corrections, read_them)
    roads = _joined(log, settings.roads, partial(read_roads, epsg=epsg, log=log), ROAD_COLUMNS, epsg)
    fibre: list[FibreRoute] = []
    for cables in settings.fibre:
        fibre += _attempt(log, cables.file, partial(read_fibre, cables, epsg, log)) or ()
    shared_routes: list[SharedRoute] = []
    for kind, files in ((RouteKind.DUCT, settings.ducts), (RouteKind.POLES, settings.poles)):
        for held in files:
            shared_routes += _attempt(log, held.file, partial(read_shared_routes, held, kind, epsg, log)) or ()
    works: list[RoadWorks] = []
    for planned in settings.road_works:
        works += _attempt(log, planned.file, partial(read_road_works, planned, epsg, log)) or ()
    entries: list[FibreEntry] = []
    for points in settings.fibre_entries:
        entries += _attempt(log, points.file, partial(read_fibre_entries, points, epsg, log)) or ()
    read = partial(read_exclusions, epsg=epsg, log=log)
    exclusions = _joined(log, settings.exclusions, read, EXCLUSION_COLUMNS, epsg)
    protected = _joined(log, settings.protected, read, EXCLUSION_COLUMNS, epsg)
    read = partial(read_height_limits, epsg=epsg, log=log)
    height_limits = _joined(log, settings.height_limits, read, HEIGHT_LIMIT_COLUMNS, epsg)
    read = partial(read_power_lines, epsg=epsg, log=log)
    power_lines = _joined(log, settings.power_lines, read, POWER_LINE_COLUMNS, epsg)
    step(0.25)
    grid = extent = None
    if communes is not None:
        grid = planning_grid(communes, settings.pixel_m, settings.margin_km, epsg)
        extent = province_extent(communes)
    read = partial(read_places, epsg=epsg, extent=extent, grid=grid, log=log)
    places = _joined(log, settings.places, read, PLACE_COLUMNS, epsg)
    read = partial(read_villages, epsg=epsg, extent=extent, grid=grid, log=log)
    villages = _joined(log, settings.villages, read, VILLAGE_COLUMNS, epsg)
    positions: list[MastPosition] = []
    taken: set[str] = set()
    for one in settings.positions:
        wanted = partial(read_mast_positions, one, epsg, extent, grid, log, taken)
        positions += _attempt(log, one.file, wanted) or ()
    context = SiteContext(epsg, settings.admin_epoch, settings.carriers, extent, communes)
    sites = _read_site_lists(settings, context, log)
    if settings.spectrum is not None:
        blocks = _attempt(log, settings.spectrum, partial(read_spectrum, settings.spectrum))
        if blocks is not None:
            check_licences(settings.carriers, blocks, settings.spectrum, log)
    groups: tuple[RiskGroup, ...] | None = ()
    if settings.risk_groups is not None:
        groups = _attempt(log, settings.risk_groups, partial(read_risk_groups, settings.risk_groups, sites, log))
    references = reference_roads(roads, partial(_note_gap, settings, log))
    for posts in settings.km_posts:
        references = _attempt(log, posts.file, partial(calibrate, references, posts, epsg, log)) or references
    step(0.4)
    rasters = _read_rasters(settings, communes, grid, log, step)
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
        people_base=settings.people.base,
        sources=_sources(settings),
        problems=tuple(log.problems),
        corrections=corrections,
        risk_groups=groups or (),
        positions=tuple(positions),
        protected=protected,
        height_limits=height_limits,
        power_lines=power_lines,
    )
    step(1.0)
    return area


def _steps(progress: Progress | None) -> Progress:
    return progress if progress is not None else lambda fraction: None


def _attempt(log: ProblemLog, file: Path, read: Callable[[], T]) -> T | None:
    """What a reader gives, or None with its error in the log, so that the other inputs are still read."""
    try:
        return read()
    except CovplanError as error:
        log.take(error, file)
        return None


def _joined(
    log: ProblemLog,
    settings: Sequence[TableSettings],
    read: Callable[[TableSettings], gpd.GeoDataFrame],
    columns: Sequence[str],
    epsg: int,
) -> gpd.GeoDataFrame:
    """The features of several files under one another; an empty frame with the columns where there is none."""
    parts = [part for one in settings if (part := _attempt(log, one.file, partial(read, one))) is not None]
    if not parts:
        return _empty_frame(columns).set_crs(epsg)
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), geometry="geometry", crs=epsg)


def _read_site_lists(settings: AreaSettings, context: SiteContext, log: ProblemLog) -> tuple[Site, ...]:
    sites: list[Site] = []
    taken: set[str] = set()
    for one in settings.sites:
        found = _attempt(log, one.file, partial(read_sites, one, context, log))
        sites += distinct_ids(found or (), log, one, taken)
    return tuple(sites)


def _read_rasters(
    settings: AreaSettings,
    communes: gpd.GeoDataFrame | None,
    grid: Grid | None,
    log: ProblemLog,
    step: Progress,
) -> dict[str, Raster] | None:
    """All rasters by the names of ``Area``; None if one of them cannot be had.

    Every file is opened before the first is read, so that no damaged one hides another.
    """
    cover = settings.land_cover
    files = (*settings.elevation.files, cover.file, *cover.more_files, settings.people.file)
    readable = [_attempt(log, file, partial(_can_be_opened, file)) for file in files]
    if communes is None or grid is None or not all(readable):
        return None
    ground = _attempt(log, settings.elevation.files[0], partial(read_elevation, settings.elevation, grid, log))
    step(0.5)
    surface = settings.elevation.surface
    clutter = _attempt(log, cover.file, partial(read_land_cover, cover, surface, grid, log))
    step(0.6)
    shares = commune_shares(communes, grid)
    step(0.8)
    people = _attempt(log, settings.people.file, partial(_read_people, settings, communes, shares, log))
    step(0.9)
    if ground is None or clutter is None or people is None:
        return None
    in_communes = shares.covered > 0
    _note_gaps(settings, ground, clutter[0], in_communes, log)
    return {
        "ground": ground,
        "clutter_class": clutter[0],
        "clutter_m": clutter[1],
        "zone": radio_zones(ground, clutter[0], in_communes),
        "people": people,
    }


def _can_be_opened(file: Path) -> bool:
    with open_raster(file):
        return True


def _read_people(settings: AreaSettings, communes: gpd.GeoDataFrame, shares: CommuneShares, log: ProblemLog) -> Raster:
    """People per pixel; communes without official population get that of the raster, if no rescaling is asked."""
    official = bool(communes["population"].notna().all())
    if settings.people.rescale_to_official and not official:
        raise InputError("boundaries.population", file=settings.boundaries.file.name)
    people = read_people(settings.people, communes, shares, log)
    if not official:
        communes["population"] = np.rint(shares.totals(people.values)).astype(np.int64)
        log.add(Severity.NOTE, "boundaries.population_modelled", settings.boundaries.file)
    return people


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


def _note_gaps(settings: AreaSettings, ground: Raster, classes: Raster, in_communes: Any, log: ProblemLog) -> None:
    """Count pixels of the province without height or land cover."""
    for code, file, gap in (
        ("elevation.voids", settings.elevation.files[0], np.isnan(ground.values)),
        ("landcover.gaps", settings.land_cover.file, classes.values == 0),
    ):
        if count := int(np.count_nonzero(gap & in_communes)):
            log.note(code, file, count=count, pct=100 * count / int(in_communes.sum()))


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
    return tuple(dict.fromkeys(one.source for one in inputs))
