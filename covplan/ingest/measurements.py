"""Drive tests (CSV, XLSX) → measured RSRP by position and carrier; every row that cannot be used is reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from covplan.errors import InputError, Severity
from covplan.grid import Grid
from covplan.ingest.channel_numbers import earfcn_mhz, nr_arfcn_mhz
from covplan.ingest.headings import Vocabulary, clean_text, heading_key, match_columns, require_columns
from covplan.ingest.owners import owner_id
from covplan.ingest.positions import place_points
from covplan.ingest.problems import ProblemLog
from covplan.ingest.reference_systems import WGS84
from covplan.ingest.rows import RejectedRow, Row, read_rows
from covplan.ingest.site_rows import TECHNOLOGIES
from covplan.ingest.table_files import Table, read_table
from covplan.network import Carrier, Technology

VOCABULARY: Vocabulary = {
    "time": ("time", "timestamp", "datetime", "thoigian", "thoidiem", "ngaygio", "ngaydo", "ngay"),
    "lon": ("lon", "long", "lng", "longitude", "kinhdo"),
    "lat": ("lat", "latitude", "vido"),
    "rsrp_dbm": ("rsrpdbm", "rsrp", "ssrsrpdbm", "ssrsrp", "ssbrsrp", "nrssrsrp", "nrrsrp", "mucthudbm", "mucthu"),
    "sector_id": ("sectorid", "sector", "cellid", "cellname", "cell", "tencell", "macell", "masector", "tensector"),
    "pci": ("pci", "nrpci", "physicalcellid", "mapci"),
    "freq_mhz": ("freqmhz", "frequencymhz", "frequency", "freq", "tansomhz", "tanso", "tanso5g"),
    "nr_arfcn": ("nrarfcn", "ssbarfcn", "nrarfcnssb", "arfcn5g"),
    "earfcn": ("earfcn", "dlearfcn", "earfcndl"),
    "technology": ("technology", "technologies", "tech", "rat", "congnghe", "thehe"),
    "operator": ("operator", "nhamang", "mno"),
}
_CHANNELS = (
    ("nr_arfcn", Technology.NR, nr_arfcn_mhz, 3_279_165),
    ("earfcn", Technology.LTE, earfcn_mhz, 262_143),
)
_FREQUENCY_FIELDS = ("freq_mhz", *(field for field, *_ in _CHANNELS))
_CARRIER_FIELDS = (*_FREQUENCY_FIELDS, "technology", "operator")
LOWEST_DBM, HIGHEST_DBM = -156.0, -31.0  # reporting range of SS-RSRP, TS 38.133 Table 10.1.6.1-1
HIGHEST_PCI = 1007  # TS 38.211 §7.4.2.1
NO_PCI = -1


@dataclass(frozen=True, eq=False)
class Measurements:
    """The usable rows of one file; arrays of one length, in the order of the file.

    Attributes
    ----------
    x_m, y_m : array, float64
        Position in the scenario's CRS [m], on the planning grid.
    rsrp_dbm : array, float64
        Measured RSRP [dBm].
    carrier : array of str
        Id of the scenario's carrier in whose block the row's frequency lies.
    sector : array of str
        Sector or cell as the file names it; "" without.
    pci : array, int64
        Physical cell identity, ``NO_PCI`` without.
    first_day, last_day : str
        ISO dates of the first and last row; "" where the file states no time.
    """

    file: str
    x_m: NDArray[np.float64]
    y_m: NDArray[np.float64]
    rsrp_dbm: NDArray[np.float64]
    carrier: NDArray[Any]
    sector: NDArray[Any]
    pci: NDArray[np.int64]
    first_day: str
    last_day: str


@dataclass(frozen=True)
class _Reading:
    row: Row
    lon: float
    lat: float
    rsrp_dbm: float
    carrier: str
    sector: str
    pci: int
    day: date | None


def read_measurements(
    file: Path,
    grid: Grid,
    carriers: Sequence[Carrier],
    log: ProblemLog,
    columns: Mapping[str, str] | None = None,
    sheet: str | None = None,
) -> Measurements:
    """The rows of a drive test that lie on the grid and on a carrier of the scenario.

    Parameters
    ----------
    file : Path
        CSV or workbook, positions in WGS 84 degrees.
    grid : Grid
        Planning grid; rows off it are rejected.
    carriers : sequence of Carrier
        A row belongs to the carrier in whose block its frequency lies.
    log : ProblemLog
        Takes every rejected and repaired row.
    columns : mapping, optional
        Field → heading where a heading is not recognised.
    sheet : str, optional
        Sheet of a workbook, the first without.

    Raises
    ------
    MissingFileError, InputError
        If the file cannot be read, lacks a column, holds personal data, lies mostly off the grid, or no row of it can
        be used.
    """
    mapping = columns or {}
    table = read_table(file, VOCABULARY, mapping, sheet, log)
    found = require_columns(table.headings, VOCABULARY, mapping, ("lon", "lat", "rsrp_dbm"), file)
    if not any(field in found for field in _FREQUENCY_FIELDS):
        require_columns(table.headings, VOCABULARY, mapping, ("freq_mhz",), file)
    if "rsrp_dbm" not in mapping:
        _check_one_level(table, found["rsrp_dbm"])
    readings = []
    known: dict[tuple[Any, ...], str] = {}  # what rows name a carrier by → its id: few ways in many rows
    for row in read_rows(table, found):
        try:
            named_by = tuple(row.cell(field) for field in _CARRIER_FIELDS)
            if named_by not in known:
                known[named_by] = _carrier(row, carriers)
            readings.append(_reading(row, known[named_by]))
        except RejectedRow as reason:
            row.report(reason, log)
    return _placed(readings, table, grid, log)


def _check_one_level(table: Table, taken: int) -> None:
    """Refuse a file with a level of LTE beside one of NR: either would be taken for whatever channel stands there."""
    others = [heading for k, heading in enumerate(table.headings) if k != taken]
    columns, _ = match_columns(others, {"rsrp_dbm": VOCABULARY["rsrp_dbm"]}, {})
    if columns:
        headings = ", ".join(map(clean_text, (table.headings[taken], others[columns["rsrp_dbm"]])))
        raise InputError("column.several", file=table.file.name, field="rsrp_dbm", headings=headings)


def _reading(row: Row, carrier: str) -> _Reading:
    row.required("rsrp_dbm")
    return _Reading(
        row=row,
        lon=row.position("lon", degrees=True),
        lat=row.position("lat", degrees=True),
        rsrp_dbm=row.value("rsrp_dbm", LOWEST_DBM, HIGHEST_DBM, "dBm") or 0.0,  # 0 is out of range: never taken
        carrier=carrier,
        sector=row.text("sector_id"),
        pci=_whole(row, "pci", HIGHEST_PCI),
        day=row.day("time"),
    )


def _whole(row: Row, field: str, highest: int) -> int:
    """A whole number from 0 on, -1 for an empty cell."""
    number = row.value(field, 0, highest, "")
    if number is None:
        return NO_PCI
    if number != int(number):
        raise RejectedRow("cell.count", row.heading(field), got=row.text(field))
    return int(number)


def _carrier(row: Row, carriers: Sequence[Carrier]) -> str:
    """Id of the one carrier that the row's frequency, technology and operator name."""
    technologies, operator = _technologies(row), owner_id(row.text("operator"))
    freq_mhz, field, possible = _frequency(row, technologies)
    hits = [
        carrier.id
        for carrier in carriers
        if abs(freq_mhz - carrier.freq_mhz) <= carrier.bandwidth_mhz / 2
        and carrier.technology in technologies & possible
        and operator in ("", carrier.operator)
    ]
    if not hits:
        raise RejectedRow("measurement.carrier", row.heading(field), got=freq_mhz)
    if len(hits) > 1:
        raise RejectedRow("measurement.ambiguous", row.heading(field), got=freq_mhz, carriers=", ".join(hits))
    return hits[0]


def _technologies(row: Row) -> set[Technology]:
    """The technology that the row names, or all."""
    if not (text := row.text("technology")):
        return set(Technology)
    if heading_key(text) not in TECHNOLOGIES:
        raise RejectedRow("measurement.technology", row.heading("technology"), got=text)
    return {TECHNOLOGIES[heading_key(text)]}


def _frequency(row: Row, technologies: set[Technology]) -> tuple[float, str, set[Technology]]:
    """Frequency [MHz], stated or by channel number, the field that it comes from, and what can be on it.

    Phones log an LTE cell beside an NR one: of two channel numbers the row's technology must choose.
    """
    if (freq_mhz := row.value("freq_mhz", 30, 100_000, "MHz")) is not None:
        return freq_mhz, "freq_mhz", set(Technology)
    numbers = [(_whole(row, field, highest), field, one, in_mhz) for field, one, in_mhz, highest in _CHANNELS]
    numbers = [channel for channel in numbers if channel[0] >= 0]
    if len(numbers) > 1:
        numbers = [channel for channel in numbers if channel[2] in technologies]
    if len(numbers) > 1:
        raise RejectedRow("measurement.two_channels", row.heading("earfcn"))
    for number, field, technology, in_mhz in numbers:
        try:
            return in_mhz(number), field, {technology}
        except ValueError:
            raise RejectedRow("measurement.channel", row.heading(field), got=number) from None
    raise RejectedRow("cell.empty", row.heading(next(field for field in _FREQUENCY_FIELDS if field in row.columns)))


def _placed(readings: list[_Reading], table: Table, grid: Grid, log: ProblemLog) -> Measurements:
    """The readings on the grid; where most lie off it, an error that names the likely cause."""
    if not readings:
        raise InputError("table.no_rows", file=table.file.name, count=len(table.rows))
    lon, lat = [one.lon for one in readings], [one.lat for one in readings]
    at = place_points(lon, lat, WGS84, grid.epsg, shapely.box(*grid.bounds), table.file)
    on_grid = at.inside & grid.contains(at.x_m, at.y_m)  # the box's right and lower edges are off the grid
    for one, on, swapped in zip(readings, on_grid, at.swapped, strict=True):
        if not on:
            one.row.report(RejectedRow("measurement.outside", ""), log)
        elif swapped:
            one.row.report(RejectedRow("measurement.swapped", ""), log, Severity.REPAIRED)
    used = [one for one, on in zip(readings, on_grid, strict=True) if on]
    days = sorted(one.day for one in used if one.day is not None)
    return Measurements(
        file=table.file.name,
        x_m=at.x_m[on_grid],
        y_m=at.y_m[on_grid],
        rsrp_dbm=np.array([one.rsrp_dbm for one in used]),
        carrier=np.array([one.carrier for one in used], object),
        sector=np.array([one.sector for one in used], object),
        pci=np.array([one.pci for one in used], np.int64),
        first_day=days[0].isoformat() if days else "",
        last_day=days[-1].isoformat() if days else "",
    )
