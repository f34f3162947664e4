"""One profile from a file: a table of points, or the ``{Begin of Profile}`` format of the ITU-R measurement data.

The record is plain: ``terrain`` stands below this layer and makes a ``Profile`` of it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from covplan.errors import InputError, MissingFileError, Severity
from covplan.ingest.coordinates import parse_number
from covplan.ingest.headings import Vocabulary, clean_text, heading_key, require_columns
from covplan.ingest.problems import ProblemLog
from covplan.ingest.table_files import read_table, read_text
from covplan.units import EARTH_RADIUS_KM, M_PER_KM

VOCABULARY: Vocabulary = {
    "dist_km": ("distancekm", "distkm", "khoangcachkm"),
    "ground_m": ("heightm", "groundm", "docaom", "docaomatdatm"),
    "clutter_m": ("clutterm", "clutterheightm", "chieucaolopphum"),
    "zone": ("zone", "vung"),
}
MIN_POINTS = 3
ZONES = (1, 3, 4)  # sea, coastal land, inland: P.1812-8, Table 1

_BEGIN_PROFILE = "{Begin of Profile}"
_MARK = re.compile(r"^\{(?P<what>Begin|End) of (?P<part>\w+)\}$", re.IGNORECASE)
_POLARISATIONS = {1: "horizontal", 2: "vertical"}


@dataclass(frozen=True)
class _Quantity:
    """What a number of a file may be, and where it stands in the ``{Begin of …}`` format: column, heading."""

    low: float
    high: float
    unit: str
    column: int = 0
    heading: str = ""
    optional: bool = False


_POINT = {
    "dist_km": _Quantity(0.0, 20_038.0, "km", 0, "Distance from first point"),
    "ground_m": _Quantity(-500.0, 9_000.0, "m", 1, "Gnd hgt a.m.s.l."),
    "clutter_m": _Quantity(0.0, 500.0, "m", 3, "Ground cover height"),
    "zone": _Quantity(1.0, 4.0, "(1 3 4)", 4, "Radio Met Code"),
}
_MEASUREMENT = {
    "freq_mhz": _Quantity(0.1, 1e6, "MHz", 0, "Frequency"),
    "tx_agl_m": _Quantity(0.0, 10_000.0, "m", 1, "Tx antenna height"),
    "rx_agl_m": _Quantity(0.0, 10_000.0, "m", 3, "Rx antenna height"),
    "polarisation": _Quantity(1.0, 3.0, "(1 2 3)", 4, "Polarisation HVC:1 2 3"),
    "time_pct": _Quantity(0.0, 100.0, "%", 14, "Time percentage"),
    "field_dbuv_m": _Quantity(-1e4, 1e4, "dB(µV/m)", 16, "Measured field strength", optional=True),
    "loss_db": _Quantity(-1e4, 1e4, "dB", 17, "Basic transmission loss", optional=True),
}
_HEADER = {
    "txlat": _Quantity(-90.0, 90.0, "deg"),
    "txlon": _Quantity(-180.0, 360.0, "deg"),
    "rxlat": _Quantity(-90.0, 90.0, "deg"),
    "rxlon": _Quantity(-180.0, 360.0, "deg"),
    "averageannualvaluesdnnunitskm": _Quantity(-1e4, 1e4, "N-units/km"),
    "averageannualsealevelsurfacerefractivitynonunits": _Quantity(-1e4, 1e4, "N-units"),
}


@dataclass(frozen=True)
class PathMeasurement:
    """One row of measurements: the radio, and the field strength and loss that the file states, if it does."""

    row: int
    freq_mhz: float
    tx_agl_m: float
    rx_agl_m: float
    polarisation: str  # horizontal or vertical
    time_pct: float
    field_dbuv_m: float | None
    loss_db: float | None


@dataclass(frozen=True, eq=False)
class PathRecord:
    """A profile as a file holds it, from the transmitter to the receiver.

    Attributes
    ----------
    dist_km, ground_m, clutter_m : array, shape (n,)
        Distance [km] from 0, ground [m above sea], clutter above ground [m].
    zone : array of int, shape (n,)
        1 sea, 3 coastal land, 4 inland.
    tx_name, rx_name : str
        Names of the ends; empty where the file has none.
    latitude_deg, delta_n, n0 : float or None
        Latitude of the path's centre [deg], lapse rate [N-units/km] and sea-level refractivity [N-units] of the header.
    measurements : tuple of PathMeasurement
        In the file's order.
    """

    file: Path
    dist_km: NDArray[np.float64]
    ground_m: NDArray[np.float64]
    clutter_m: NDArray[np.float64]
    zone: NDArray[np.uint8]
    tx_name: str = ""
    rx_name: str = ""
    latitude_deg: float | None = None
    delta_n: float | None = None
    n0: float | None = None
    measurements: tuple[PathMeasurement, ...] = ()


@dataclass(frozen=True)
class _Line:
    """The cells of a line by our field names, each with the heading that the user sees."""

    row: int
    cells: Mapping[str, tuple[str, Any]]
    decimals: Mapping[str, str]  # decimal sign of each, where it is known


def read_path_profile(file: Path) -> PathRecord:
    """Read a profile from a table (CSV, XLSX) or from a file with ``{Begin of Profile}``.

    A table has columns distance_km, height_m, clutter_m and zone in any order. The other format has a header of
    ``key,value`` lines, the points and the measurements between their marks; ``First Point TX or RX`` says at which end
    the distances begin, and the record always begins at the transmitter.

    Raises
    ------
    MissingFileError, InputError
        If the file is not there, is no text or has no such columns.
    InputProblemsError
        With every wrong value of the file, by line and column.
    """
    if not file.is_file():
        raise MissingFileError("profile.missing", file=file)
    log = ProblemLog()
    text = "" if file.suffix.lower() in (".xlsx", ".xlsm") else read_text(file)
    record = _from_marks(file, text, log) if _BEGIN_PROFILE in text else _from_table(file, log)
    log.raise_errors()
    return record


def _from_table(file: Path, log: ProblemLog) -> PathRecord:
    table = read_table(file, VOCABULARY, {}, log=log)
    columns = require_columns(table.headings, VOCABULARY, {}, tuple(VOCABULARY), file)
    decimals = {name: table.decimal_sign(k) for name, k in columns.items()}
    lines = [
        _Line(number, {name: (clean_text(table.headings[k]), row[k]) for name, k in columns.items()}, decimals)
        for number, row in zip(table.row_numbers, table.rows, strict=True)
    ]
    return PathRecord(file, **_points(file, lines, log))


def _from_marks(file: Path, text: str, log: ProblemLog) -> PathRecord:
    parts = _parts(file, text, log)
    header = _Header(file, parts["header"], log)
    rows = parts["profile"]
    if rows and heading_key(rows[0][1][0]) == "numberofpoints":
        number, cells = rows.pop(0)
        stated = _number(file, number, "Number of Points", ".", (cells + [""])[1], _Quantity(0.0, 1e9, ""), log)
        if stated is not None and stated != len(rows):
            log.add(Severity.ERROR, "profile.count", file, row=number, stated=stated, got=len(rows))
    points: dict[str, Any] = _points(file, [_line(row, _POINT) for row in rows], log)
    if header.from_receiver:
        points["dist_km"] = points["dist_km"][-1:] - points["dist_km"]
        points = {name: values[::-1] for name, values in points.items()}
    length_km = float(points["dist_km"][-1]) if points["dist_km"].size else 0.0
    return PathRecord(
        file,
        **points,
        tx_name=header.text("txsitename"),
        rx_name=header.text("rxsitename"),
        latitude_deg=header.centre_latitude_deg(length_km),
        delta_n=header.number("averageannualvaluesdnnunitskm"),
        n0=header.number("averageannualsealevelsurfacerefractivitynonunits"),
        measurements=tuple(
            found for row in parts["measurements"] if (found := _measurement(file, _line(row, _MEASUREMENT), log))
        ),
    )


def _parts(file: Path, text: str, log: ProblemLog) -> dict[str, list[tuple[int, list[str]]]]:
    """Lines between the marks, with their numbers; all that stands outside profile and measurements is the header."""
    parts: dict[str, list[tuple[int, list[str]]]] = {"header": [], "profile": [], "measurements": []}
    here, since = "header", 0
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if not any(cells) or cells[0].startswith("#"):
                continue
            mark = _MARK.match(cells[0])
            name = mark["part"].lower() if mark else ""
            if not mark:
                parts[here].append((reader.line_num, cells))
            elif mark["what"].lower() == "begin" and name in ("profile", "measurements"):
                here, since = name, reader.line_num
            elif name == here:
                here = "header"
    except csv.Error as error:
        raise InputError("file.unreadable", file=file.name, kind="CSV", reason=str(error)) from None
    if here != "header":
        log.add(Severity.ERROR, "profile.unended", file, row=since, part=here.capitalize())
    return parts


def _line(row: tuple[int, list[str]], quantities: Mapping[str, _Quantity]) -> _Line:
    number, cells = row
    return _Line(
        number,
        {name: (q.heading, cells[q.column] if q.column < len(cells) else "") for name, q in quantities.items()},
        dict.fromkeys(quantities, "."),
    )


class _Header:
    """The ``key,value`` lines of the format, by ``heading_key``."""

    def __init__(self, file: Path, rows: Sequence[tuple[int, list[str]]], log: ProblemLog) -> None:
        self._values: dict[str, float] = {}
        self._texts: dict[str, str] = {}
        for number, cells in rows:
            key, value = heading_key(cells[0]), (cells + [""])[1]
            self._texts[key] = value
            if key in _HEADER and value:
                read = _number(file, number, cells[0].rstrip(":"), ".", value, _HEADER[key], log)
                if read is not None:
                    self._values[key] = read
            elif key == "firstpointtxorrx" and value.upper() not in ("", "T", "R"):
                log.add(Severity.ERROR, "profile.first_point", file, row=number, column=cells[0].rstrip(":"), got=value)

    def text(self, key: str) -> str:
        return clean_text(self._texts.get(key, ""))

    def number(self, key: str) -> float | None:
        return self._values.get(key)

    @property
    def from_receiver(self) -> bool:
        """Whether the distances begin at the receiver."""
        return self.text("firstpointtxorrx").upper() == "R"

    def centre_latitude_deg(self, length_km: float) -> float | None:
        """Latitude half way along the great circle from the transmitter, on the sphere of the ITU-R P series."""
        keys = ("txlon", "txlat", "rxlon", "rxlat")
        if any(key not in self._values for key in keys):
            return None
        tx_lon, tx_lat, rx_lon, rx_lat = (self._values[key] for key in keys)
        sphere = Geod(a=EARTH_RADIUS_KM * M_PER_KM, f=0.0)
        azimuth, _, _ = sphere.inv(tx_lon, tx_lat, rx_lon, rx_lat)
        _, latitude, _ = sphere.fwd(tx_lon, tx_lat, azimuth, 0.5 * length_km * M_PER_KM)
        return float(latitude)


def _measurement(file: Path, line: _Line, log: ProblemLog) -> PathMeasurement | None:
    values = _numbers(file, line, _MEASUREMENT, log)
    if values is None:
        return None
    polarisation = _POLARISATIONS.get(values["polarisation"])
    if polarisation is None:
        column, got = line.cells["polarisation"]
        log.add(Severity.ERROR, "profile.polarisation", file, row=line.row, column=column, got=got)
        return None
    return PathMeasurement(line.row, **(values | {"polarisation": polarisation}))


def _points(file: Path, lines: Sequence[_Line], log: ProblemLog) -> dict[str, Any]:
    """The points as arrays; everything wrong with them goes to the log."""
    good: list[dict[str, Any]] = []
    before = None
    for line in lines:
        values = _numbers(file, line, _POINT, log)
        if values is None:
            continue
        dist_km, column = values["dist_km"], line.cells["dist_km"][0]
        if before is None and dist_km != 0.0:
            log.add(Severity.ERROR, "profile.start", file, row=line.row, column=column, got=dist_km)
        elif before is not None and dist_km <= before:
            log.add(Severity.ERROR, "profile.order", file, row=line.row, column=column, got=dist_km, before=before)
        if values["zone"] not in ZONES:
            column, got = line.cells["zone"]
            log.add(Severity.ERROR, "profile.zone", file, row=line.row, column=column, got=got)
        before = dist_km
        good.append(values)
    if len(lines) < MIN_POINTS:
        log.add(Severity.ERROR, "profile.points", file, low=MIN_POINTS, got=len(lines))
    kinds = {"dist_km": np.float64, "ground_m": np.float64, "clutter_m": np.float64, "zone": np.uint8}
    return {name: np.array([values[name] for values in good], kind) for name, kind in kinds.items()}


def _numbers(file: Path, line: _Line, quantities: Mapping[str, _Quantity], log: ProblemLog) -> dict[str, Any] | None:
    """The numbers of a line; None with every one that is wrong in the log. What is optional and empty is None."""
    values: dict[str, Any] = {}
    known = len(log.problems)
    for name, quantity in quantities.items():
        heading, cell = line.cells[name]
        empty = clean_text(cell) == ""
        where = (file, line.row, heading, line.decimals.get(name, ""))
        values[name] = None if quantity.optional and empty else _number(*where, cell, quantity, log)
    return None if len(log.problems) > known else values


def _number(
    file: Path, row: int, column: str, decimal: str, cell: object, quantity: _Quantity, log: ProblemLog
) -> float | None:
    """A number within its limits, or None with the reason in the log."""
    where: dict[str, Any] = {"row": row, "column": column}
    if (text := clean_text(cell)) == "":
        log.add(Severity.ERROR, "cell.empty", file, **where)
        return None
    try:
        number = parse_number(cell, decimal)
    except ValueError:
        log.add(Severity.ERROR, "cell.number", file, **where, got=text)
        return None
    if not quantity.low <= number <= quantity.high:
        limits: dict[str, Any] = {"low": quantity.low, "high": quantity.high, "unit": quantity.unit}
        log.add(Severity.ERROR, "cell.range", file, **where, got=number, **limits)
        return None
    return number
