"""Tests of a 5G network's speed and latency (CSV, XLSX), each with its place; every row that cannot be used is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from covplan.errors import InputError, Severity
from covplan.ingest.boundaries import province_extent
from covplan.ingest.headings import Vocabulary, heading_key, require_columns
from covplan.ingest.owners import owner_id
from covplan.ingest.positions import place_points
from covplan.ingest.problems import ProblemLog
from covplan.ingest.reference_systems import WGS84
from covplan.ingest.rows import RejectedRow, Row, read_rows
from covplan.ingest.site_rows import TECHNOLOGIES
from covplan.ingest.table_files import Table, read_table
from covplan.network import Technology

VOCABULARY: Vocabulary = {
    "time": ("time", "timestamp", "datetime", "date", "thoigian", "thoidiem", "ngaygio", "ngaydo", "ngay"),
    "lon": ("lon", "long", "lng", "longitude", "kinhdo"),
    "lat": ("lat", "latitude", "vido"),
    "operator": ("operator", "nhamang", "mno"),
    "technology": ("technology", "tech", "rat", "congnghe", "thehe"),
    "dl_mbps": ("dlmbps", "downloadmbps", "download", "dl", "taixuongmbs", "taixuong", "tocdotaixuong"),
    "ul_mbps": ("ulmbps", "uploadmbps", "upload", "ul", "tailenmbs", "tailen", "tocdotailen"),
    "latency_ms": ("latencyms", "latency", "ping", "pingms", "dotrems", "dotre", "thoigiantre"),
}
_RANGES = {"dl_mbps": (10_000.0, "Mb/s"), "ul_mbps": (10_000.0, "Mb/s"), "latency_ms": (60_000.0, "ms")}


@dataclass(frozen=True, eq=False)
class SpeedTests:
    """The usable tests of one file; arrays of one length, in the order of the file.

    Attributes
    ----------
    file : str
    operator : array of str
        Ids.
    commune : array of int
        Row of the scenario's communes.
    results : mapping
        ``dl_mbps``, ``ul_mbps``, ``latency_ms``: array of float, NaN where the test has none.
    first_day, last_day : date
    """

    file: str
    operator: NDArray[Any]
    commune: NDArray[np.int64]
    results: Mapping[str, NDArray[np.float64]]
    first_day: date
    last_day: date


@dataclass(frozen=True)
class _Test:
    row: Row
    day: date
    lon: float
    lat: float
    operator: str
    results: Mapping[str, float]


def read_speed_tests(
    file: Path, communes: gpd.GeoDataFrame, log: ProblemLog, columns: Mapping[str, str] | None = None
) -> SpeedTests:
    """Read the tests of a file and find the commune of each.

    Parameters
    ----------
    file : Path
        A row per test: time, lon and lat in degrees (WGS 84), operator, technology, and at least one of downlink and
        uplink [Mb/s] and latency [ms].
    communes : GeoDataFrame
        ``Area.communes``.
    log : ProblemLog
        Takes every rejected and repaired row; tests of other networks than 5G are rejected.
    columns : mapping, optional
        Field → heading where a heading is not recognised.

    Raises
    ------
    MissingFileError, InputError
        If the file cannot be read, lacks a column, holds personal data, lies mostly outside the communes, or no row of
        it can be used.
    """
    mapping = columns or {}
    table = read_table(file, VOCABULARY, mapping, log=log)
    required = ("time", "lon", "lat", "operator", "technology", "dl_mbps", "ul_mbps", "latency_ms")
    found = require_columns(table.headings, VOCABULARY, mapping, required, file)
    tests = []
    for row in read_rows(table, found):
        try:
            tests.append(_test(row))
        except RejectedRow as reason:
            row.report(reason, log)
    return _placed(tests, table, communes, log)


def _test(row: Row) -> _Test:
    day = row.day("time")
    if day is None:
        raise RejectedRow("cell.empty", row.heading("time"))
    technology = row.required("technology")
    if TECHNOLOGIES.get(heading_key(technology)) is not Technology.NR:
        raise RejectedRow("speed.technology", row.heading("technology"), got=technology)
    lon, lat = (row.position(field, degrees=True) for field in ("lon", "lat"))
    values = {field: row.value(field, 0.0, high, unit) for field, (high, unit) in _RANGES.items()}
    results = {field: value for field, value in values.items() if value is not None}
    if not results:
        raise RejectedRow("cell.empty", ", ".join(map(row.heading, _RANGES)))
    return _Test(row, day, lon, lat, owner_id(row.required("operator")), results)


def _placed(tests: list[_Test], table: Table, communes: gpd.GeoDataFrame, log: ProblemLog) -> SpeedTests:
    if not tests:
        raise InputError("table.no_rows", file=table.file.name, count=len(table.rows))
    lon, lat = [one.lon for one in tests], [one.lat for one in tests]
    at = place_points(lon, lat, WGS84, int(communes.crs.to_epsg()), province_extent(communes), table.file)
    tree = shapely.STRtree(communes.geometry.to_numpy())
    point, within = tree.query(shapely.points(at.x_m, at.y_m), predicate="within")
    commune = np.full(len(tests), -1)
    commune[point[::-1]] = within[::-1]  # the first commune of a point on a border
    for one, inside, swapped in zip(tests, commune >= 0, at.swapped, strict=True):
        if not inside:
            one.row.report(RejectedRow("speed.outside", ""), log)
        elif swapped:
            one.row.report(RejectedRow("measurement.swapped", ""), log, Severity.REPAIRED)
    used = [k for k in range(len(tests)) if commune[k] >= 0]
    if not used:
        raise InputError("table.no_rows", file=table.file.name, count=len(table.rows))
    days = [tests[k].day for k in used]
    return SpeedTests(
        file=table.file.name,
        operator=np.array([tests[k].operator for k in used], object),
        commune=commune[used],
        results={field: np.array([tests[k].results.get(field, np.nan) for k in used]) for field in _RANGES},
        first_day=min(days),
        last_day=max(days),
    )
