"""Fetched files → the input files of a scenario, cut to its box, in the CRS and pixels in which they came."""

from __future__ import annotations

import math
import zipfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import rasterio
from rasterio.merge import merge

from covplan.ingest.open_data.preparing_osm import BOUNDARIES, ROADS, prepare_osm, write_layer
from covplan.ingest.open_data.tiles import Where
from covplan.ingest.raster_files import open_raster

_MEMORY_MB = 48  # of one piece of a mosaic; rasterio holds it several times over
_LAND_COVER_UNKNOWN = 0
_SEA_M = 0.0


def prepare_elevation(files: Sequence[Path], where: Where, target: Path) -> None:
    """One GeoTIFF [m]; where no tile is there, the sea at 0 m, which is a height and no void."""
    _mosaic(files, where, target, fill=_SEA_M)
    with rasterio.open(target, "r+") as made:
        made.nodata = None


def prepare_land_cover(files: Sequence[Path], where: Where, target: Path) -> None:
    """One GeoTIFF of WorldCover codes; 0 (unknown) where no tile is there."""
    _mosaic(files, where, target, fill=_LAND_COVER_UNKNOWN)


def prepare_people(files: Sequence[Path], where: Where, target: Path) -> None:
    """One GeoTIFF of people per pixel, with the source's nodata."""
    _mosaic(files, where, target, fill=None)


def prepare_boundaries(files: Sequence[Path], _where: Where, target: Path) -> None:
    """Communes of Vietnam, or units of geoBoundaries, as code, name and type (GeoPackage)."""
    units = pd.concat([pyogrio.read_dataframe(file) for file in files], ignore_index=True)
    if "shapeName" in units:
        table = {"code": units["shapeID"], "name": units["shapeName"], "type": units["shapeType"]}
    else:
        kind = [full.removesuffix(name).strip() for full, name in zip(units["fullName"], units["name"], strict=True)]
        table = {"code": units["code"], "name": units["name"], "type": kind}
    frame = gpd.GeoDataFrame(table, geometry=units.geometry, crs=4326).sort_values("code", ignore_index=True)
    write_layer(frame, target)


PREPARE: dict[str, tuple[str, Callable[[Sequence[Path], Where, Path], None]]] = {
    "elevation": ("terrain.tif", prepare_elevation),
    "land_cover": ("land_cover.tif", prepare_land_cover),
    "people": ("people.tif", prepare_people),
    "roads": (ROADS, prepare_osm),
    "boundaries": (BOUNDARIES, prepare_boundaries),
}
"""Kind of source → name of the scenario's file and what makes it."""


def _mosaic(files: Sequence[Path], where: Where, target: Path, fill: float | None) -> None:
    """Tiles side by side, cut at whole pixels so that nothing is resampled; read in parts."""
    with TemporaryDirectory(dir=target.parent) as scratch, ExitStack() as stack:
        tiles = [stack.enter_context(open_raster(file)) for file in _unpacked(files, Path(scratch))]
        first = tiles[0]
        keep = {"compress": "deflate", "tiled": True, "blockxsize": 512, "blockysize": 512, "driver": "GTiff"}
        part = target.with_name(target.name + ".part.tif")
        merge(
            tiles,
            bounds=_whole_pixels(first, where),
            nodata=first.nodata if fill is None else fill,
            dst_path=part,
            dst_kwds=keep,
            mem_limit=_MEMORY_MB,
        )
        part.replace(target)


def _whole_pixels(dataset: Any, where: Where) -> tuple[float, float, float, float]:
    """The smallest box of whole pixels around a box, in the pixels of a raster in degrees."""
    place = dataset.transform

    def x(value: float, rounded: Callable[[float], int]) -> float:
        return float(place.c + rounded((value - place.c) / place.a) * place.a)

    def y(value: float, rounded: Callable[[float], int]) -> float:
        return float(place.f + rounded((value - place.f) / place.e) * place.e)

    # rows run south: the lower edge lies at the larger row
    return x(where.west, math.floor), y(where.south, math.ceil), x(where.east, math.ceil), y(where.north, math.floor)


def _unpacked(files: Sequence[Path], scratch: Path) -> list[Path]:
    """Rasters as they are; of archives their GeoTIFFs, by their bare names."""
    found = []
    for file in files:
        if file.suffix.lower() != ".zip":
            found.append(file)
            continue
        with zipfile.ZipFile(file) as archive:
            for member in archive.infolist():
                if member.filename.lower().endswith(".tif"):
                    inner = scratch / Path(member.filename).name
                    with archive.open(member) as packed, inner.open("wb") as out:
                        while chunk := packed.read(1 << 20):
                            out.write(chunk)
                    found.append(inner)
    return found
