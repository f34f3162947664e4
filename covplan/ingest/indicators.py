"""Indicators: single values about a place and a period, with what kind of evidence they are.

Measured, reported, declared and modelled values live in one registry and are never mixed: the kind travels with every
value. A registry file is a table (CSV, XLSX) with the columns of ``Indicator``; all of its mistakes are told at once.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from covplan.errors import Severity
from covplan.ingest.headings import Vocabulary, code_text, heading_key, require_columns
from covplan.ingest.problems import ProblemLog
from covplan.ingest.rows import RejectedRow, Row, read_rows
from covplan.ingest.settings import AdminEpoch
from covplan.ingest.table_files import read_table

LEAST_SAMPLES = 300
"""Speed and latency from fewer samples are not assessable: the rule of i-Speed for a commune (VNNIC, 2025)."""

VOCABULARY: Vocabulary = {
    "id": ("id", "indicator", "indicatorid", "machitieu", "chitieu"),
    "admin_code": ("admincode", "code", "madonvi", "madvhc", "maxa"),
    "admin_epoch": ("adminepoch", "epoch", "thoiky", "bodanhmuc"),
    "period": ("period", "ky", "kybaocao", "kydulieu"),
    "value": ("value", "giatri"),
    "unit": ("unit", "donvi", "donvitinh"),
    "kind": ("kind", "loai", "loaisolieu"),
    "source": ("source", "nguon"),
    "as_of": ("asof", "ngay", "ngaysolieu", "tinhden"),
    "n_samples": ("nsamples", "samples", "n", "somau"),
    "confidence": ("confidence", "dotincay", "khoangtincay"),
}

UNITS: Mapping[str, tuple[str, ...]] = {
    "%": ("pct", "percent", "phantram"),
    "Mb/s": ("mbs", "mbps", "mbits"),
    "ms": ("ms",),
    "km": ("km",),
    "people": ("people", "nguoi"),
    "per_person": ("perperson", "nguoitrungbinh", "trennguoi"),
    "count": ("count", "so", "soluong"),
    "bn_vnd": ("bnvnd", "tydong"),
    "yes_no": ("yesno", "cokhong"),
}
"""Every unit that an indicator may have, with the keys of other ways to write it."""

HIGHEST = {"%": 100.0, "yes_no": 1.0}
_FROM_SAMPLES = ("Mb/s", "ms")
_ID = re.compile(r"[a-z][a-z0-9_]*(:\S(.*\S)?)?")
_CODE = re.compile(r"\d{2}|\d{5}|(district|province):\S.*")
_PERIOD = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")


class EvidenceKind(StrEnum):
    """What a value rests on."""

    MEASURED = "measured"  # tests in the field or by users
    REPORTED = "reported"  # told by an operator or a department
    DECLARED = "declared"  # published as a promise, e.g. service-area polygons
    MODELLED = "modelled"  # computed by covplan


@dataclass(frozen=True)
class Indicator:
    """One value.

    Attributes
    ----------
    id : str
        What is counted, e.g. ``served_5g_pct``; operators and classes are part of it after a colon.
    admin_code : str
        Commune code, ``district:<name>`` for a former district, ``province:<name>`` for a former province, or the
        code of the province.
    admin_epoch : str
        Which administrative units the code means: ``pre2025`` or ``2025-07``; ``as-source`` outside Vietnam.
    period : str
        Year, quarter or month the value is for: ``2026``, ``2026-Q3``, ``2026-11``.
    value : float
        NaN where it is not assessable: measured from too few samples, in a registry fewer than ``LEAST_SAMPLES``.
    unit : str
    kind : EvidenceKind
    source : str
    as_of : str
        Date of the source, ISO.
    n_samples : int, optional
        Samples that a measured value rests on.
    confidence : str
        Interval or remark, as it is to be printed beside the value; may be empty.
    """

    id: str
    admin_code: str
    admin_epoch: str
    period: str
    value: float
    unit: str
    kind: EvidenceKind
    source: str
    as_of: str
    n_samples: int | None = None
    confidence: str = ""


_KINDS: Mapping[str, EvidenceKind] = {
    **{str(kind): kind for kind in EvidenceKind},
    **dict.fromkeys(("do", "dokiem"), EvidenceKind.MEASURED),
    "baocao": EvidenceKind.REPORTED,
    "congbo": EvidenceKind.DECLARED,
    **dict.fromkeys(("mohinh", "uoctinh", "modeled"), EvidenceKind.MODELLED),
}


def period_days(period: str) -> tuple[date, date]:
    """First and last day of ``2026``, ``2026-Q3`` or ``2026-11``; ``ValueError`` for anything else."""
    match = _PERIOD.fullmatch(period)
    if match is None or match[1] == "0000":
        raise ValueError(period)
    first = 3 * int(match[2]) - 2 if match[2] else int(match[3] or 1)
    last = first + 2 if match[2] else int(match[3] or 12)
    year = int(match[1])
    after = date(year + last // 12, last % 12 + 1, 1)
    return date(year, first, 1), date.fromordinal(after.toordinal() - 1)


def read_indicators(
    file: Path,
    *,
    admin_epoch: AdminEpoch | None = None,
    communes: Collection[str] | None = None,
    columns: Mapping[str, str] | None = None,
    sheet: str | None = None,
) -> tuple[Indicator, ...]:
    """The indicators of a registry file, in its order.

    Parameters
    ----------
    file : Path
        CSV or XLSX; headings as the fields of ``Indicator`` or in Vietnamese. ``n_samples`` and ``confidence`` may be
        absent or empty; measured speeds and latencies need ``n_samples``.
    admin_epoch : AdminEpoch, optional
        Epoch of the scenario: communes of another one are refused, because their codes mean other areas.
    communes : collection of str, optional
        Codes of the scenario's communes; a code that is not among them is refused.
    columns, sheet
        Field → heading where a heading is not recognised; sheet of a workbook.

    Raises
    ------
    MissingFileError, InputError
        If the file cannot be read, lacks a column, or has columns that look like personal data.
    InputProblemsError
        With every row that is wrong; a file that mixes administrative epochs is one.
    """
    mapping = columns or {}
    table = read_table(file, VOCABULARY, mapping, sheet)
    required = [field for field in VOCABULARY if field not in ("n_samples", "confidence")]
    found = require_columns(table.headings, VOCABULARY, mapping, required, file)
    log = ProblemLog()
    read: list[tuple[Row, Indicator]] = []
    firsts: dict[tuple[str, ...], int] = {}
    for row in read_rows(table, found):
        try:
            one = _indicator(row)
            _check_place(row, one, admin_epoch, communes)
            key = (one.id, one.admin_code, one.admin_epoch, one.period, one.kind, one.source, one.as_of)
            if (first := firsts.setdefault(key, row.number)) != row.number:
                raise RejectedRow("indicator.twice", row.heading("id"), id=one.id, first=first)
            read.append((row, one))
        except RejectedRow as reason:
            row.report(reason, log, Severity.ERROR)
    _check_one_epoch(read, log)
    log.raise_errors()
    return tuple(one for _, one in read)


def _indicator(row: Row) -> Indicator:
    id, unit, kind = row.required("id"), _unit(row), _kind(row)
    if not _ID.fullmatch(id):
        raise RejectedRow("indicator.id", row.heading("id"), got=id)
    epoch = row.required("admin_epoch")
    if epoch not in list(AdminEpoch):
        known = ", ".join(AdminEpoch)
        raise RejectedRow("indicator.choice", row.heading("admin_epoch"), got=epoch, known=known)
    period, as_of = _period(row), row.day("as_of")
    if as_of is None:
        raise RejectedRow("cell.empty", row.heading("as_of"))
    if as_of < period_days(period)[0]:
        raise RejectedRow("indicator.as_of", row.heading("as_of"), got=as_of.isoformat(), period=period)
    samples = row.value("n_samples", 0, 1e12, "")
    if samples is not None and samples != int(samples):
        raise RejectedRow("cell.count", row.heading("n_samples"), got=row.text("n_samples"))
    return Indicator(
        id=id,
        admin_code=_code(row),
        admin_epoch=epoch,
        period=period,
        value=_value(row, unit, kind, samples),
        unit=unit,
        kind=kind,
        source=row.required("source"),
        as_of=as_of.isoformat(),
        n_samples=None if samples is None else int(samples),
        confidence=row.text("confidence"),
    )


def _unit(row: Row) -> str:
    text = row.required("unit")
    for unit, keys in UNITS.items():
        if text == unit or heading_key(text) in keys:
            return unit
    raise RejectedRow("indicator.choice", row.heading("unit"), got=text, known=", ".join(UNITS))


def _kind(row: Row) -> EvidenceKind:
    text = row.required("kind")
    if (kind := _KINDS.get(heading_key(text))) is None:
        raise RejectedRow("indicator.choice", row.heading("kind"), got=text, known=", ".join(EvidenceKind))
    return kind


def _code(row: Row) -> str:
    """A code as text; spreadsheets make numbers of codes, and that of a province has two digits."""
    row.required("admin_code")
    cell = row.cell("admin_code")
    code = f"{cell:g}".zfill(2 if cell < 100 else 5) if isinstance(cell, int | float) else code_text(cell)
    if not _CODE.fullmatch(code):
        raise RejectedRow("indicator.code", row.heading("admin_code"), got=code)
    return code


def _period(row: Row) -> str:
    cell = row.cell("period")
    if isinstance(cell, date | datetime) and cell.day == 1:  # what Excel makes of 2026-11
        return f"{cell:%Y-%m}"
    text = f"{cell:.0f}" if isinstance(cell, int | float) else row.required("period")
    try:
        period_days(text)
    except ValueError:
        raise RejectedRow("indicator.period", row.heading("period"), got=row.text("period")) from None
    return text


def _value(row: Row, unit: str, kind: EvidenceKind, samples: float | None) -> float:
    """The value, NaN where it is not assessable."""
    if kind is EvidenceKind.MEASURED and unit in _FROM_SAMPLES:
        if samples is None:
            raise RejectedRow("cell.empty", row.heading("n_samples"))
        if samples < LEAST_SAMPLES:
            return math.nan
    row.required("value")
    value = row.value("value", 0, HIGHEST.get(unit, 1e12), unit) or 0.0
    if unit == "yes_no" and value not in (0, 1):
        raise RejectedRow("indicator.choice", row.heading("value"), got=row.text("value"), known="0, 1")
    return value


def _check_place(row: Row, one: Indicator, epoch: AdminEpoch | None, communes: Collection[str] | None) -> None:
    if not one.admin_code.isdigit() or len(one.admin_code) == 2:
        return
    if epoch is not None and one.admin_epoch != epoch:
        params = {"got": one.admin_epoch, "expected": epoch.value}
        raise RejectedRow("indicator.other_epoch", row.heading("admin_epoch"), **params)
    if communes is not None and one.admin_code not in communes:
        raise RejectedRow("indicator.commune", row.heading("admin_code"), got=one.admin_code)


def _check_one_epoch(read: Sequence[tuple[Row, Indicator]], log: ProblemLog) -> None:
    """The same code is another area in another epoch: one file speaks of one."""
    for row, one in read:
        if one.admin_epoch != (first := read[0][1].admin_epoch):
            params = {"got": one.admin_epoch, "first": first}
            row.report(RejectedRow("indicator.epochs", row.heading("admin_epoch"), **params), log, Severity.ERROR)
            return
