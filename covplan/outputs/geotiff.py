"""Rasters → Cloud-optimised GeoTIFF with the marking in its tags."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import rasterio
import rasterio.shutil
from numpy.typing import NDArray
from PIL import ImageColor
from rasterio.io import MemoryFile

from covplan.errors import GridMismatchError
from covplan.grid import Grid
from covplan.outputs.files import writing
from covplan.outputs.marking import header, short_line
from covplan.outputs.settings import Language, Marking


def write_geotiff(
    values: NDArray[Any],
    grid: Grid,
    file: Path,
    *,
    marking: Marking,
    language: Language,
    description: str,
    unit: str = "",
    nodata: int | None = None,
    colours: Mapping[int, str] = MappingProxyType({}),
) -> None:
    """Write one raster on the scenario's grid.

    Parameters
    ----------
    values : array, shape grid.shape
        Floats are stored as float32 with NaN as nodata, bools as 0 and 1 (uint8), integers as they are.
    nodata : int, optional
        Nodata value of an integer raster.
    colours : mapping of int to str
        Colour table of a uint8 raster: value → #rrggbb; the others are black, or transparent where they are nodata.
    description, unit : str
        What the band holds, e.g. ``SS-RSRP, median`` and ``dBm``.

    Raises
    ------
    GridMismatchError
        If the shape is not the grid's.
    OutputError
        If the file cannot be written.
    """
    if values.shape != grid.shape:
        raise GridMismatchError("raster.shape", name=description, got=values.shape, expected=grid.shape)
    if values.dtype == bool:
        values = values.astype(np.uint8)
    is_float = np.issubdtype(values.dtype, np.floating)
    stored = values.astype(np.float32) if is_float else values
    profile = {
        "driver": "GTiff",
        "height": grid.rows,
        "width": grid.cols,
        "count": 1,
        "dtype": stored.dtype.name,
        "crs": f"EPSG:{grid.epsg}",
        "transform": grid.transform,
        "nodata": np.nan if is_float else nodata,
    }
    tags = {
        "TIFFTAG_IMAGEDESCRIPTION": f"{marking.title} – {description} – {short_line(marking, language)}",
        "TIFFTAG_SOFTWARE": f"covplan {marking.version}",
        "MARKING": "\n".join(f"{label}: {value}" for label, value in header(marking, language)),
        "FINGERPRINT": marking.fingerprint,
    }
    with writing(file) as temporary, MemoryFile() as memory:
        with memory.open(**profile) as plain:
            plain.write(stored, 1)
            plain.set_band_description(1, description)
            plain.update_tags(**tags)
            if unit:
                plain.set_band_unit(1, unit)
            if colours:
                plain.write_colormap(1, {value: ImageColor.getrgb(colour)[:3] for value, colour in colours.items()})
        with memory.open() as plain:
            # nearest: an averaged overview of classes or decibels would show values that were never computed
            rasterio.shutil.copy(
                plain,
                temporary,
                driver="COG",
                compress="DEFLATE",
                predictor="YES",
                overview_resampling="NEAREST",
            )
