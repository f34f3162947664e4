"""Raster files → the part that lies under a grid, with nodata as NaN or class 0."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import DTypeLike, NDArray
from rasterio.errors import NotGeoreferencedWarning, RasterioError, RasterioIOError
from rasterio.windows import Window

from covplan.errors import CrsError, InputError
from covplan.grid import Grid
from covplan.ingest.reference_systems import existing, transformer
from covplan.ingest.untrusted_files import check_raster

CACHE_MB = 64
"""For blocks of rasters that GDAL may read again: each is read once here, and its default is 5 % of the memory."""

MAX_PIXELS = 500_000_000
"""More are not read at a time: pixels of 10 m under a large province with its margin are 300 million."""


@dataclass(frozen=True, eq=False)
class SourceRaster:
    """Values in a file's own CRS and pixels.

    Float values hold NaN where the file says nodata; ``unmarked`` counts values that are not finite although the
    file does not say nodata.
    """

    values: NDArray[Any]
    transform: Affine
    crs: str
    file: Path
    unmarked: int = 0


@contextmanager
def open_raster(file: Path) -> Iterator[Any]:
    """An open one-band raster that has a CRS and is not rotated; ``.hgt.gz`` is unpacked on the way.

    Raises
    ------
    MissingFileError, InputError
        If the file is not there, is damaged or not a raster of one band.
    CrsError
        If it carries no CRS.
    """
    check_raster(existing(file))
    name = f"/vsigzip/{file.as_posix()}" if file.suffix.lower() == ".gz" else str(file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)  # an error follows
            dataset = rasterio.open(name)
        with rasterio.Env(GDAL_CACHEMAX=CACHE_MB), dataset:
            if dataset.crs is None:
                raise CrsError("crs.none", file=file.name)
            place = dataset.transform
            upright = place.a > 0 and place.e != 0 and place.b == place.d == 0 and all(map(math.isfinite, place))
            if dataset.count != 1 or not upright:
                raise InputError("raster.form", file=file.name, bands=dataset.count)
            yield dataset
    except (RasterioError, RasterioIOError) as error:
        reason = str(error.__cause__ or error)  # a failed read names its reason in GDAL's own error only
        raise InputError("file.unreadable", file=file.name, kind="raster (GeoTIFF, .hgt)", reason=reason) from None


def read_under(file: Path, grid: Grid, dtype: DTypeLike) -> SourceRaster:
    """The pixels under a grid and a margin about it, so that every resampling has its neighbours.

    Parameters
    ----------
    dtype : float32, float64 or uint8
        Nodata becomes NaN in float types and 0 in classes.

    Raises
    ------
    InputError
        If no pixel of the file lies under the grid, or classes are not whole numbers of 0 to 255.
    """
    with open_raster(file) as dataset:
        crs = dataset.crs.to_wkt()
        window = window_under(dataset, grid, file)
        if (count := window.width * window.height) > MAX_PIXELS:
            raise InputError("raster.too_fine", file=file.name, count=count, most=MAX_PIXELS)
        raw = dataset.read(1, window=window)
        whole = dataset.transform
        left, top = whole.c + whole.a * window.col_off, whole.f + whole.e * window.row_off
        transform = Affine(whole.a, 0.0, left, 0.0, whole.e, top)
        nodata = dataset.nodata
    marked = np.zeros(raw.shape, bool)
    if nodata is not None:
        marked = np.isnan(raw) if math.isnan(nodata) else raw == np.asarray(nodata).astype(raw.dtype)
    if np.dtype(dtype).kind == "f":
        values = raw.astype(dtype, copy=False)
        endless = ~np.isfinite(values)
        unmarked = int(np.count_nonzero(endless & ~marked))
        values[marked | endless] = np.nan
        return SourceRaster(values, transform, crs, file, unmarked)
    if raw.dtype.kind == "f" or (raw[~marked].size and not 0 <= raw[~marked].min() <= raw[~marked].max() <= 255):
        raise InputError("raster.classes", file=file.name, dtype=raw.dtype)
    classes = raw.astype(dtype)
    classes[marked] = 0
    return SourceRaster(classes, transform, crs, file)


def window_under(dataset: Any, grid: Grid, file: Path) -> Window:
    """The window of an open raster under a grid, with a margin of two grid pixels."""
    left, bottom, right, top = grid.bounds
    margin = 2 * grid.pixel_m
    move = transformer(f"EPSG:{grid.epsg}", dataset.crs.to_wkt(), file)
    bounds = move.transform_bounds(left - margin, bottom - margin, right + margin, top + margin, densify_pts=21)
    if not all(map(math.isfinite, bounds)):
        raise CrsError("crs.wrong", file=file.name, crs=dataset.crs.to_string()[:80])
    place = dataset.transform
    beyond = 4.0  # pixels: so far off is outside, however far it is
    cols = [min(max((x - place.c) / place.a, -beyond), dataset.width + beyond) for x in (bounds[0], bounds[2])]
    rows = [min(max((y - place.f) / place.e, -beyond), dataset.height + beyond) for y in (bounds[1], bounds[3])]
    first_col, last_col = max(math.floor(min(cols)) - 2, 0), min(math.ceil(max(cols)) + 2, dataset.width)
    first_row, last_row = max(math.floor(min(rows)) - 2, 0), min(math.ceil(max(rows)) + 2, dataset.height)
    if first_col >= last_col or first_row >= last_row:
        own = ", ".join(f"{value:.6g}" for value in dataset.bounds)
        raise InputError("raster.outside", file=file.name, crs=dataset.crs.to_string()[:80], bounds=own)
    return Window(first_col, first_row, last_col - first_col, last_row - first_row)
