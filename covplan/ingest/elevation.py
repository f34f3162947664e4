"""Elevation models → ground height on the grid: GeoTIFF or SRTM ``.hgt``, one file or a mosaic."""

from __future__ import annotations

import numpy as np

from covplan.errors import InputError
from covplan.grid import Grid, Raster
from covplan.ingest.problems import ProblemLog
from covplan.ingest.raster_files import read_under
from covplan.ingest.regrid import Method, regrid
from covplan.ingest.settings import ElevationSettings

VOID_BELOW_M = -500.0
"""Heights at or below are voids whatever the file says: no land lies so low, and some files miss their nodata tag."""

HIGHEST_M = 9_000.0
"""No land is higher: such a raster is of something else, or in other units."""


def read_elevation(settings: ElevationSettings, grid: Grid, log: ProblemLog) -> Raster:
    """Ground height [m above sea], float32, bilinear; NaN where no file has a height.

    Earlier files count before later ones. Files that lie outside the grid are noted. A ``.hgt`` file carries its
    place in its name (N12E108.hgt) and may be packed as ``.hgt.gz``.

    Raises
    ------
    MissingFileError, CrsError, InputError
        If a file is not there, damaged or without a CRS, has heights that no land has, or no file has one on the grid.
    """
    ground = np.full(grid.shape, np.nan, np.float32)
    for file in settings.files:
        try:
            source = read_under(file, grid, np.float32)
        except InputError as error:
            if error.code != "raster.outside" or len(settings.files) == 1:
                raise
            log.note("elevation.unused", file)
            continue
        source.values[source.values <= VOID_BELOW_M] = np.nan
        if (highest_m := np.nanmax(source.values, initial=-np.inf)) > HIGHEST_M:
            raise InputError("elevation.height", file=file.name, got=float(highest_m), most=HIGHEST_M)
        heights = regrid(source, grid, Method.BILINEAR)
        np.copyto(ground, heights, where=np.isnan(ground))
    if np.isnan(ground).all():
        raise InputError("elevation.none", files=", ".join(file.name for file in settings.files))
    return Raster(ground, grid, "ground")
