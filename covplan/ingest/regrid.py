"""Rasters of any CRS and pixel size → the planning grid; the only caller of ``rasterio.warp``."""

from __future__ import annotations

import math
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.warp import Resampling, reproject

from covplan.errors import InputError
from covplan.grid import Grid
from covplan.ingest._area_split import split_by_area
from covplan.ingest.raster_files import SourceRaster, open_raster, read_under, window_under
from covplan.ingest.reference_systems import transform

TOTAL_TOLERANCE = 1e-4
"""Largest relative change of a total by SUM."""

_STRIP_PIXELS = 2e7  # source pixels read at a time
_BLOCK_ROWS = 512  # rows of source pixels whose corners are transformed at a time


class Method(StrEnum):
    """What a resampled pixel means; there is no default, because each quantity has one right answer."""

    BILINEAR = "bilinear"  # heights
    MODE = "mode"  # classes
    SUM = "sum"  # counts


def regrid(source: Path | SourceRaster, grid: Grid, method: Method) -> NDArray[Any]:
    """Values of a raster on the grid.

    Parameters
    ----------
    source : Path or SourceRaster
        A file is read strip by strip.
    method : Method
        BILINEAR for heights (where grid pixels are larger, a weighted mean of what they hold), MODE for classes,
        SUM for counts: each source pixel is shared out by exact area. (GDAL's ``sum`` does the same, but where it
        cuts a large raster into pieces it lost 0.04 % of the people in a trial.)

    Returns
    -------
    ndarray, shape ``grid.shape``
        float32 with NaN outside the source for BILINEAR, uint8 with 0 for MODE, float64 with 0 for SUM.

    Raises
    ------
    InputError
        If the source does not lie under the grid, or SUM lost or made more than 0.01 % of the people on the grid.
    """
    if isinstance(source, SourceRaster):
        return _regrid_loaded(source, grid, method)
    dtype = {Method.BILINEAR: np.float32, Method.MODE: np.uint8, Method.SUM: np.float64}[method]
    with open_raster(source) as dataset:
        window = window_under(dataset, grid, source)
    strips = min(grid.rows, math.ceil(window.width * window.height / _STRIP_PIXELS))
    parts = []
    for rows in np.array_split(np.arange(grid.rows), strips):
        strip = Grid(grid.epsg, grid.left_m, grid.top_m - rows[0] * grid.pixel_m, grid.pixel_m, len(rows), grid.cols)
        try:
            parts.append(_regrid_loaded(read_under(source, strip, dtype), strip, method))
        except InputError as error:
            if error.code != "raster.outside":
                raise
            empty = np.nan if method is Method.BILINEAR else 0
            parts.append(np.full(strip.shape, empty, dtype))
    return np.concatenate(parts)


def _regrid_loaded(source: SourceRaster, grid: Grid, method: Method) -> NDArray[Any]:
    if method is Method.SUM:
        return _share_out(source, grid)
    nodata: float = np.nan if method is Method.BILINEAR else 0
    target = np.full(grid.shape, nodata, np.float32 if method is Method.BILINEAR else np.uint8)
    reproject(
        source.values,
        target,
        src_transform=source.transform,
        src_crs=rasterio.CRS.from_wkt(source.crs),
        src_nodata=nodata,
        dst_transform=grid.transform,
        dst_crs=rasterio.CRS.from_epsg(grid.epsg),
        dst_nodata=nodata,
        resampling=Resampling[method.value],
        tolerance=0.0,  # exact positions instead of interpolated ones
        **(_scales(source, grid) if method is Method.BILINEAR else {}),
    )
    return target


def _scales(source: SourceRaster, grid: Grid) -> dict[str, float]:
    """Grid pixels per source pixel along x and y, as GDAL's warp options.

    Given once for the whole grid, or GDAL takes them from each piece that it works on and results change with the
    pieces. From one half up plain bilinear is asked for, which keeps slopes exactly.
    """
    left, bottom, right, top = grid.bounds
    x, y = np.array([left, right, left]), np.array([top, top, bottom])
    u, v = transform(x, y, f"EPSG:{grid.epsg}", source.crs, source.file)
    across = math.hypot((u[1] - u[0]) / source.transform.a, (v[1] - v[0]) / source.transform.e) / grid.cols
    down = math.hypot((u[2] - u[0]) / source.transform.a, (v[2] - v[0]) / source.transform.e) / grid.rows
    return {name: 1.0 if n <= 2 else 1 / n for name, n in (("XSCALE", across), ("YSCALE", down))}


def _share_out(source: SourceRaster, grid: Grid) -> NDArray[np.float64]:
    values = np.asarray(source.values, np.float64)
    total = np.zeros(grid.shape)
    expected = 0.0
    for first in range(0, values.shape[0], _BLOCK_ROWS):
        block = values[first : first + _BLOCK_ROWS]
        settled = block > 0
        if not settled.any():
            continue
        corner = np.zeros((block.shape[0] + 1, block.shape[1] + 1), bool)
        for down in (slice(None, -1), slice(1, None)):
            for right in (slice(None, -1), slice(1, None)):
                corner[down, right] |= settled
        row, col = np.nonzero(corner)
        place = source.transform  # not rotated
        x, y = place.c + place.a * col, place.f + place.e * (row + first)
        x_m, y_m = transform(x, y, source.crs, f"EPSG:{grid.epsg}", source.file)
        u, v = np.full(corner.shape, np.nan), np.full(corner.shape, np.nan)
        u[row, col] = (x_m - grid.left_m) / grid.pixel_m
        v[row, col] = (grid.top_m - y_m) / grid.pixel_m
        expected += split_by_area(block, u, v, total)
    got = float(total.sum())
    if abs(got - expected) > TOTAL_TOLERANCE * expected:
        raise InputError("regrid.total", file=source.file.name, expected=expected, got=got)
    return total
