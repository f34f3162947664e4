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
import numpy as np
import pandas as pd
import pyogrio
import rasterio
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.windows import Window

from covplan.errors import InputError, Problem
from covplan.ingest.open_data.preparing_optional import prepare_buildings, prepare_cells, prepare_speed_tiles
from covplan.ingest.open_data.preparing_osm import BOUNDARIES, ROADS, SCRATCH, TABLES, prepare_osm, write_layer
from covplan.ingest.open_data.tiles import Where
from covplan.ingest.raster_files import open_raster

_BLOCK = 512
_OFF_PIXELS = 0.05  # of a pixel, by which rounded corners in files may be off
_LAND_COVER_UNKNOWN = 0
_SEA_M = 0.0
_NOTHING = shapely.MultiPolygon()
_VOID_M = -32768


def prepare_elevation(files: Sequence[Path], where: Where, target: Path) -> None:
    """One GeoTIFF [m]; where no tile is there, the sea at 0 m, which is a height and no void.

    Skadi tiles (``.hgt.gz``) have the depth of the sea, which becomes 0 m too, and voids, which stay so.
    """
    if files[0].suffix.lower() == ".gz":
        _mosaic(files, where, target, fill=_VOID_M, mend=_without_depths)
    else:
        _mosaic(files, where, target, fill=_SEA_M, mend=_without_nodata)


def _without_nodata(made: Any) -> None:
    made.nodata = None


def _without_depths(made: Any) -> None:
    for _, window in made.block_windows(1):
        values = made.read(1, window=window)
        made.write(np.where((values < 0) & (values != _VOID_M), 0, values), 1, window=window)


def prepare_land_cover(files: Sequence[Path], where: Where, target: Path) -> None:
    """One GeoTIFF of WorldCover codes; 0 (unknown) where no tile is there."""
    _mosaic(files, where, target, fill=_LAND_COVER_UNKNOWN)


def prepare_people(files: Sequence[Path], where: Where, target: Path) -> None:
    """One GeoTIFF of people per pixel, with the source's nodata."""
    _mosaic(files, where, target, fill=None)


def prepare_boundaries(files: Sequence[Path], where: Where, target: Path) -> None:
    """Communes of Vietnam, or units of geoBoundaries, as code, name and type (GeoPackage).

    A unit that reaches beyond the box is cut at it: what of it lies outside has no terrain and no people here.
    """
    units = pd.concat([pyogrio.read_dataframe(file) for file in files], ignore_index=True)
    if "shapeName" in units:
        table = {"code": units["shapeID"], "name": units["shapeName"], "type": units["shapeType"]}
    else:
        kind = [full.removesuffix(name).strip() for full, name in zip(units["fullName"], units["name"], strict=True)]
        table = {"code": units["code"], "name": units["name"], "type": kind}
    frame = gpd.GeoDataFrame(table, geometry=units.geometry, crs=4326).sort_values("code", ignore_index=True)
    box = shapely.box(where.west, where.south, where.east, where.north)
    frame.geometry = _polygons(shapely.intersection(shapely.make_valid(frame.geometry.to_numpy()), box))
    frame = frame[~frame.geometry.is_empty]
    if frame.empty:
        raise InputError("vector.empty", file=files[0].name)
    write_layer(frame, target)


def _polygons(shapes: NDArray[Any]) -> NDArray[Any]:
    """Shapes without the points and lines at which they only touched the box."""
    parts, of = shapely.get_parts(shapes, return_index=True)
    solid = shapely.get_dimensions(parts) == 2
    return shapely.multipolygons(parts[solid], indices=of[solid], out=np.full(len(shapes), _NOTHING, object))


PREPARE: dict[str, tuple[str, Callable[[Sequence[Path], Where, Path], tuple[Problem, ...] | None]]] = {
    "elevation": ("terrain.tif", prepare_elevation),
    "land_cover": ("land_cover.tif", prepare_land_cover),
    "people": ("people.tif", prepare_people),
    "roads": (ROADS, prepare_osm),
    "boundaries": (BOUNDARIES, prepare_boundaries),
    "speed": ("speed_tiles.csv", prepare_speed_tiles),
    "cells": ("cells_opencellid.gpkg", prepare_cells),
    "buildings": ("buildings.gpkg", prepare_buildings),
}
"""Kind of source → name of the scenario's file and what makes it and returns its remarks, if it has any."""

ALSO_MADE: dict[str, tuple[str, ...]] = {"roads": tuple(TABLES)}
"""Kind of source → further files of the scenario that are made with its own."""


def _mosaic(
    files: Sequence[Path],
    where: Where,
    target: Path,
    fill: float | None,
    mend: Callable[[Any], None] | None = None,
) -> None:
    """Tiles side by side, cut at whole pixels so that nothing is resampled; where tiles overlap, the first counts.

    Strip by strip: memory does not grow with the area. ``mend`` takes the whole, open for writing, before it has its
    name: what is broken off leaves no half one.

    Raises
    ------
    InputError
        If a tile has other pixels than the first, or does not lie on whole pixels of it.
    """
    with TemporaryDirectory(dir=target.parent, prefix=SCRATCH) as scratch, ExitStack() as stack:
        tiles = [stack.enter_context(open_raster(file)) for file in _unpacked(files, Path(scratch))]
        first = tiles[0]
        place = first.transform
        west, south, east, north = _whole_pixels(first, where)
        cols, rows = round((east - west) / place.a), round((south - north) / place.e)
        corners = [_corner(tile, first, west, north) for tile in tiles]
        nodata = first.nodata if fill is None else fill
        about = {"driver": "GTiff", "width": cols, "height": rows, "count": 1, "dtype": first.dtypes[0]}
        about |= {"crs": first.crs, "transform": Affine(place.a, 0, west, 0, place.e, north), "nodata": nodata}
        about |= {"compress": "deflate", "tiled": True, "blockxsize": _BLOCK, "blockysize": _BLOCK}
        part = target.with_name(target.name + ".part.tif")
        with rasterio.open(part, "w", **about) as out:
            for top in range(0, rows, _BLOCK):
                strip = np.full((min(_BLOCK, rows - top), cols), 0 if nodata is None else nodata, first.dtypes[0])
                for tile, (row, col) in reversed(list(zip(tiles, corners, strict=True))):
                    _lay(tile, strip, row - top, col)
                out.write(strip, 1, window=Window(0, top, cols, len(strip)))
        if mend is not None:
            with rasterio.open(part, "r+") as made:
                mend(made)
        part.replace(target)


def _corner(tile: Any, first: Any, west: float, north: float) -> tuple[int, int]:
    """Row and column of a tile's upper left corner in the mosaic, which may be negative."""
    place, other = first.transform, tile.transform
    row, col = (other.f - north) / place.e, (other.c - west) / place.a
    same = max(abs(other.a / place.a - 1.0) * tile.width, abs(other.e / place.e - 1.0) * tile.height) < _OFF_PIXELS
    if not same or abs(row - round(row)) > _OFF_PIXELS or abs(col - round(col)) > _OFF_PIXELS:
        raise InputError("mosaic.pixels", file=Path(tile.name).name, first=Path(first.name).name)
    return round(row), round(col)


def _lay(tile: Any, strip: NDArray[Any], row: int, col: int) -> None:
    """The valid pixels of a tile whose corner lies at (row, col) of a strip into the strip."""
    top, bottom = max(row, 0), min(row + tile.height, strip.shape[0])
    left, right = max(col, 0), min(col + tile.width, strip.shape[1])
    if top >= bottom or left >= right:
        return
    values = tile.read(1, window=Window(left - col, top - row, right - left, bottom - top))
    valid: Any = True
    if tile.nodata is not None:
        valid = ~np.isnan(values) if math.isnan(tile.nodata) else values != values.dtype.type(tile.nodata)
    np.copyto(strip[top:bottom, left:right], values, where=valid)


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
