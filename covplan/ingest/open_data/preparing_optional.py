"""Fetched files of what is opt-in → small files beside the scenario: tiles of speed tests, cells, buildings.

None of them is an input by itself. Tiles of tests can be named among ``targets.speed_tiles``; cells are a layer to look
at; buildings are points for whoever places people.
"""

from __future__ import annotations

import csv
import gzip
import math
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from covplan.errors import InputError, Problem
from covplan.ingest.open_data.tiles import Where, quadkeys_of
from covplan.ingest.problems import ProblemLog

TILE_COLUMNS = ("period", "quadkey", "lon", "lat", "dl_kbps", "ul_kbps", "latency_ms", "tests", "devices")
_OOKLA = ("quadkey", "avg_d_kbps", "avg_u_kbps", "avg_lat_ms", "tests", "devices")
_QUARTER = re.compile(r"(\d{4})-(01|04|07|10)-01_performance_mobile_tiles\.parquet")
_PREFIX_LEVEL = 9
_CELL_COLUMNS = [
    *("radio", "mcc", "net", "area", "cell", "unit", "lon", "lat", "range", "samples", "changeable"),
    *("created", "updated", "averageSignal"),
]
_CELL_TYPES = {
    "radio": str,
    **dict.fromkeys(("mcc", "net", "cell", "range", "samples", "updated"), np.int64),
    **dict.fromkeys(("lon", "lat"), float),
}
_OPERATORS = {(452, 1): "mobifone", (452, 2): "vinaphone", (452, 4): "viettel", (452, 5): "vietnamobile"}
_LARGEST_ECI = (1 << 28) - 1  # 28 bits: 20 of the eNodeB, 8 of its cell (TS 36.413 §9.2.1.38)
_ROWS = 200_000
_WGS84_A_M, _WGS84_E2 = 6_378_137.0, 0.00669437999014


def prepare_speed_tiles(files: Sequence[Path], where: Where, target: Path) -> tuple[Problem, ...]:
    """Ookla's tiles of mobile tests (zoom 16, some 600 m) in the box, all quarters, as CSV of ``TILE_COLUMNS``.

    The place of a tile is that of its quadkey: the published centroids have been seen to disagree with it.

    Raises
    ------
    InputError
        If pyarrow is not installed, or a file is not one of Ookla's quarters.
    """
    try:
        import pyarrow.compute as compute
        import pyarrow.parquet as parquet
    except ImportError:
        raise InputError("speed_tiles.pyarrow") from None
    log, tables = ProblemLog(), []
    starts = f"^(?:{'|'.join(quadkeys_of(where, _PREFIX_LEVEL))})"
    for file in files:
        if (quarter := _QUARTER.fullmatch(file.name)) is None:
            raise InputError("speed_tiles.quarter", file=file.name)
        try:
            with parquet.ParquetFile(file) as opened:
                batches = [
                    batch.filter(compute.match_substring_regex(batch["quadkey"], starts)).to_pandas()
                    for batch in opened.iter_batches(columns=list(_OOKLA))
                ]
        except (OSError, ValueError, KeyError) as error:
            raise InputError("file.unreadable", file=file.name, kind="parquet", reason=str(error)) from None
        found = pd.concat(batches, ignore_index=True) if batches else pd.DataFrame(columns=list(_OOKLA))
        period = f"{quarter[1]}-Q{(int(quarter[2]) + 2) // 3}"
        lon, lat = _centres(found["quadkey"].astype(str).tolist())
        found = found.assign(period=period, lon=lon, lat=lat)[_inside(lon, lat, where)]
        log.note("speed_tiles.count" if len(found) else "speed_tiles.none", file, count=len(found), period=period)
        tables.append(found)
    names = {"avg_d_kbps": "dl_kbps", "avg_u_kbps": "ul_kbps", "avg_lat_ms": "latency_ms"}
    table = pd.concat(tables, ignore_index=True).rename(columns=names)[list(TILE_COLUMNS)]
    part = target.with_name(target.name + ".part")
    table.sort_values(["period", "quadkey"]).round(6).to_csv(part, index=False, encoding="utf-8")
    part.replace(target)
    return tuple(log.problems)


def _centres(keys: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitude and latitude of the middle of tiles, from quadkeys of one length."""
    if not keys:
        return np.empty(0), np.empty(0)
    digits = np.array([list(key) for key in keys]).astype(np.int64)
    weights = 1 << np.arange(digits.shape[1] - 1, -1, -1)
    size = float(1 << digits.shape[1])
    x, y = ((digits & 1) * weights).sum(axis=1) + 0.5, ((digits >> 1) * weights).sum(axis=1) + 0.5
    return x / size * 360.0 - 180.0, np.degrees(np.arctan(np.sinh(math.pi * (1.0 - 2.0 * y / size))))


def _inside(lon: Any, lat: Any, where: Where) -> NDArray[np.bool_]:
    return np.asarray((lon >= where.west) & (lon <= where.east) & (lat >= where.south) & (lat <= where.north))


def prepare_cells(files: Sequence[Path], where: Where, target: Path) -> tuple[Problem, ...]:
    """LTE cells of OpenCelliD in the box, put together by eNodeB (ECI >> 8): a layer of points to look at.

    A point is the mean of positions of phones, weighted by samples, often far from the mast: no list of sites.
    The remark tells how many rows the file has of the country; a file without any gives an empty layer.
    """
    log, mcc = ProblemLog(), int(where.mcc)
    parts, rows = [], 0
    for file in files:
        for table in _cell_tables(file):
            table = table[table["mcc"] == mcc]
            rows += len(table)
            parts.append(table[(table["radio"] == "LTE") & _inside(table["lon"], table["lat"], where)])
    cells = pd.concat(parts, ignore_index=True)
    whole = cells["cell"].between(256, _LARGEST_ECI)  # below 256 the eNodeB would be 0
    clusters = _clusters(cells[whole].assign(enb=cells["cell"][whole] // 256))
    code = "cells.count" if rows else "cells.none"
    counts = {"rows": rows, "mcc": where.mcc, "here": len(cells), "without": int((~whole).sum())}
    log.note(code, files[0], **counts, clusters=len(clusters))
    write_points(clusters, target)
    return tuple(log.problems)


def _cell_tables(file: Path) -> Iterator[pd.DataFrame]:
    """Rows in pieces; the file of the world has headings, those of countries have none."""
    try:
        with gzip.open(file, "rt", encoding="utf-8") as opened:
            first = next(csv.reader(islice(opened, 1)), [])
        headed = first[:1] == ["radio"]
        names = None if headed else _CELL_COLUMNS
        header = 0 if headed else None
        reading: dict[str, Any] = {"usecols": list(_CELL_TYPES), "dtype": _CELL_TYPES, "chunksize": _ROWS}
        with pd.read_csv(file, header=header, names=names, compression="gzip", **reading) as pieces:
            yield from pieces
    except (OSError, ValueError, EOFError) as error:
        raise InputError("file.unreadable", file=file.name, kind="OpenCelliD CSV", reason=str(error)) from None


def _clusters(cells: pd.DataFrame) -> gpd.GeoDataFrame:
    weight = cells["samples"].clip(lower=1)
    weighted = cells.assign(weight=weight, x=cells["lon"] * weight, y=cells["lat"] * weight)
    found = weighted.groupby(["mcc", "net", "enb"], as_index=False).agg(
        cells=("cell", "nunique"),
        samples=("samples", "sum"),
        range_m=("range", "max"),
        updated=("updated", "max"),
        x=("x", "sum"),
        y=("y", "sum"),
        weight=("weight", "sum"),
    )
    networks = zip(found["mcc"], found["net"], strict=True)
    table = {
        "operator": [_OPERATORS.get((mcc, net), f"{mcc}-{net:02d}") for mcc, net in networks],
        "enb": found["enb"],
        "cells": found["cells"],
        "samples": found["samples"],
        "range_m": found["range_m"],
        "updated": pd.to_datetime(found["updated"], unit="s").dt.strftime("%Y-%m-%d"),
        "note": "OpenCelliD, CC BY-SA 4.0; not a site",
    }
    places = shapely.points(found["x"] / found["weight"], found["y"] / found["weight"])
    return gpd.GeoDataFrame(table, geometry=places, crs=4326)


def prepare_buildings(files: Sequence[Path], where: Where, target: Path) -> tuple[Problem, ...]:
    """Centres of the buildings in the box with their ground areas, from Google's or Microsoft's files."""
    log, lons, lats, areas = ProblemLog(), list[Any](), list[Any](), list[Any]()
    for file in files:
        with gzip.open(file, "rb") as opened:
            google = opened.read(9) == b"latitude,"
        count = 0
        for lon, lat, area_m2 in _google(file) if google else _microsoft(file):
            here = _inside(lon, lat, where)
            lons.append(lon[here])
            lats.append(lat[here])
            areas.append(area_m2[here])
            count += int(here.sum())
        log.note("buildings.count", file, count=count)
    lon, lat, area_m2 = (np.concatenate([np.empty(0), *parts]) for parts in (lons, lats, areas))
    frame = gpd.GeoDataFrame({"area_m2": area_m2.round(1)}, geometry=shapely.points(lon, lat), crs=4326)
    write_points(frame, target)
    return tuple(log.problems)


_Points = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]


def _google(file: Path) -> Iterator[_Points]:
    columns = ["latitude", "longitude", "area_in_meters"]
    try:
        with pd.read_csv(file, usecols=columns, chunksize=_ROWS, compression="gzip", dtype=float) as pieces:
            for piece in pieces:
                yield tuple(piece[name].to_numpy() for name in ("longitude", "latitude", "area_in_meters"))
    except (OSError, ValueError, EOFError) as error:
        raise InputError("file.unreadable", file=file.name, kind="Open Buildings CSV", reason=str(error)) from None


def _microsoft(file: Path) -> Iterator[_Points]:
    """One GeoJSON feature per line, whatever the file's name says."""
    try:
        with gzip.open(file, "rt", encoding="utf-8") as opened:
            while lines := list(islice(opened, _ROWS)):
                shapes = shapely.from_geojson(lines)
                middle = shapely.centroid(shapes)
                lon, lat = shapely.get_x(middle), shapely.get_y(middle)
                yield lon, lat, shapely.area(shapes) * _square_degree_m2(lat)
    except (OSError, EOFError, shapely.errors.GEOSException) as error:
        raise InputError("file.unreadable", file=file.name, kind="GeoJSON lines", reason=str(error)) from None


def _square_degree_m2(lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Area of a square degree at a latitude, from the radii of curvature of the WGS 84 ellipsoid."""
    phi = np.radians(lat)
    w2 = 1.0 - _WGS84_E2 * np.sin(phi) ** 2
    return np.radians(1.0) ** 2 * _WGS84_A_M**2 * (1.0 - _WGS84_E2) * np.cos(phi) / w2**2


def write_points(frame: gpd.GeoDataFrame, target: Path) -> None:
    """A GeoPackage of points, also without any."""
    part = target.with_name(target.stem + ".part.gpkg")
    part.unlink(missing_ok=True)
    frame.to_file(part, driver="GPKG", engine="pyogrio", geometry_type="Point")
    part.replace(target)
