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
from numpy.typing import NDArray
from rasterio.merge import merge

from covplan.errors import InputError, Problem
from covplan.ingest.open_data.preparing_optional import prepare_buildings, prepare_cells, prepare_speed_tiles
from covplan.ingest.open_data.tiles import Where
from covplan.ingest.openstreetmap import LAYER, READING, roads_of
from covplan.ingest.raster_files import open_raster

_MEMORY_MB = 48  # of one piece of a mosaic; rasterio holds it several times over
_LAND_COVER_UNKNOWN = 0
_SEA_M = 0.0
_NOTHING = shapely.MultiPolygon()
_VOID_M = -32768
_WAY_COLUMNS = ["osm_id", "name", "highway", "other_tags"]


def prepare_elevation(files: Sequence[Path], where: Where, target: Path) -> None:
    """One GeoTIFF [m]; where no tile is there, the sea at 0 m, which is a height and no void.

    Skadi tiles (``.hgt.gz``) have the depth of the sea, which becomes 0 m too, and voids, which stay so.
    """
    if files[0].suffix.lower() != ".gz":
        _mosaic(files, where, target, fill=_SEA_M)
        with rasterio.open(target, "r+") as made:
            made.nodata = None
        return
    _mosaic(files, where, target, fill=_VOID_M)
    with rasterio.open(target, "r+") as made:
        for _, window in made.block_windows(1):
            values = made.read(1, window=window)
            made.write(np.where((values < 0) & (values != _VOID_M), 0, values), 1, window=window)


def prepare_land_cover(files: Sequence[Path], where: Where, target: Path) -> None:
    """One GeoTIFF of WorldCover codes; 0 (unknown) where no tile is there."""
    _mosaic(files, where, target, fill=_LAND_COVER_UNKNOWN)


def prepare_people(files: Sequence[Path], where: Where, target: Path) -> None:
    """One GeoTIFF of people per pixel, with the source's nodata."""
    _mosaic(files, where, target, fill=None)


def prepare_roads(files: Sequence[Path], where: Where, target: Path) -> None:
    """Roads of OpenStreetMap that touch the box, with number, name, class, status and owner (GeoPackage)."""
    box = (where.west, where.south, where.east, where.north)
    found = []
    for file in files:
        ways = pyogrio.read_dataframe(file, layer=LAYER, bbox=box, columns=_WAY_COLUMNS, **READING)
        found.append(roads_of(ways))
    roads = pd.concat(found, ignore_index=True)
    if roads.empty:
        raise InputError("vector.empty", file=files[0].name)
    _write(gpd.GeoDataFrame(roads, geometry="geometry", crs=4326), target)


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
    _write(frame, target)


def _polygons(shapes: NDArray[Any]) -> NDArray[Any]:
    """Shapes without the points and lines at which they only touched the box."""
    parts, of = shapely.get_parts(shapes, return_index=True)
    solid = shapely.get_dimensions(parts) == 2
    return shapely.multipolygons(parts[solid], indices=of[solid], out=np.full(len(shapes), _NOTHING, object))


PREPARE: dict[str, tuple[str, Callable[[Sequence[Path], Where, Path], tuple[Problem, ...] | None]]] = {
    "elevation": ("terrain.tif", prepare_elevation),
    "land_cover": ("land_cover.tif", prepare_land_cover),
    "people": ("people.tif", prepare_people),
    "roads": ("roads.gpkg", prepare_roads),
    "boundaries": ("boundaries.gpkg", prepare_boundaries),
    "speed": ("speed_tiles.csv", prepare_speed_tiles),
    "cells": ("cells_opencellid.gpkg", prepare_cells),
    "buildings": ("buildings.gpkg", prepare_buildings),
}
"""Kind of source → name of the scenario's file and what makes it and returns its remarks, if it has any."""


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


def _write(frame: gpd.GeoDataFrame, target: Path) -> None:
    part = target.with_name(target.stem + ".part.gpkg")
    part.unlink(missing_ok=True)
    frame.to_file(part, driver="GPKG", engine="pyogrio")
    part.replace(target)
