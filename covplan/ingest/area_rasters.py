"""The rasters of an area: height, land cover, radio zone and people on the planning grid."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np

from covplan.errors import InputError, Severity
from covplan.grid import Grid, Raster
from covplan.ingest.area_record import Progress
from covplan.ingest.elevation import read_elevation
from covplan.ingest.land_cover import radio_zones, read_land_cover
from covplan.ingest.people import CommuneShares, commune_shares, read_people
from covplan.ingest.problems import ProblemLog
from covplan.ingest.raster_files import open_raster
from covplan.ingest.settings import AreaSettings


def read_rasters(
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
    readable = [log.attempt(file, partial(_can_be_opened, file)) for file in files]
    if communes is None or grid is None or not all(readable):
        return None
    ground = log.attempt(settings.elevation.files[0], partial(read_elevation, settings.elevation, grid, log))
    step(0.5)
    surface = settings.elevation.surface
    clutter = log.attempt(cover.file, partial(read_land_cover, cover, surface, grid, log))
    step(0.6)
    shares = commune_shares(communes, grid)
    step(0.8)
    people = log.attempt(settings.people.file, partial(_read_people, settings, communes, shares, log))
    step(0.9)
    if ground is None or clutter is None or people is None:
        return None
    in_communes = shares.covered > 0
    del shares  # as large as a raster
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
    if settings.people.totals is not None and not settings.people.rescale_to_official:
        raise InputError("people_totals.unused")
    if settings.people.rescale_to_official and not official:
        raise InputError("boundaries.population", file=settings.boundaries.file.name)
    people = read_people(settings.people, communes, shares, log)
    if not official:
        communes["population"] = np.rint(shares.totals(people.values)).astype(np.int64)
        log.add(Severity.NOTE, "boundaries.population_modelled", settings.boundaries.file)
    return people


def _note_gaps(settings: AreaSettings, ground: Raster, classes: Raster, in_communes: Any, log: ProblemLog) -> None:
    """Count pixels of the province without height or land cover."""
    for code, file, gap in (
        ("elevation.voids", settings.elevation.files[0], np.isnan(ground.values)),
        ("landcover.gaps", settings.land_cover.file, classes.values == 0),
    ):
        if count := int(np.count_nonzero(gap & in_communes)):
            log.note(code, file, count=count, pct=100 * count / int(in_communes.sum()))
