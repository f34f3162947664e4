"""A plan changed by hand: the plan's table as ``covplan plan`` writes it, with rows dropped, added or moved.

Of each row the site's id is read, and what a person may change: operator and position of a new mast, its antenna
height, its year. Everything else in the table is for reading only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from covplan.errors import Severity
from covplan.ingest.headings import Vocabulary, require_columns
from covplan.ingest.owners import owner_id
from covplan.ingest.problems import ProblemLog
from covplan.ingest.rows import RejectedRow, Row, read_rows
from covplan.ingest.table_files import read_table
from covplan.ingest.workbooks import first_sheet

VOCABULARY: Vocabulary = {
    "id": ("mavitri", "site", "siteid", "candidate", "candidateid", "id", "ma"),
    "operator": ("nhamang", "operator", "dn"),
    "north": ("xbac", "xnorth", "north", "northing", "x"),  # VN-2000: X is north
    "east": ("ydong", "yeast", "east", "easting", "y"),
    "height": ("docaoangten", "docaoanten", "antennaheight", "height", "caoanten"),
    "year": ("nam", "year", "namdautu"),
}
_FAR_M = 1e7
_YEARS = (2000.0, 2100.0)


@dataclass(frozen=True)
class EditedRow:
    """A site that is wanted: ``operator`` is "" and the rest None where the row says nothing."""

    number: int  # of the row, as the user counts
    id: str
    operator: str  # as ``owner_id`` gives it
    x_m: float | None  # east
    y_m: float | None  # north
    height_m: float | None
    year: int | None


@dataclass(frozen=True)
class PlanEdits:
    """The rows in the file's order; ``headings`` are the file's own, by field of ``VOCABULARY``."""

    file: Path
    sheet: str
    headings: Mapping[str, str]
    rows: tuple[EditedRow, ...]


def read_plan_edits(file: Path, log: ProblemLog) -> PlanEdits:
    """Read an edited plan. Every cell that cannot be read and every id that stands twice is an error in the log.

    Raises
    ------
    MissingFileError, InputError
        If the file is not there, cannot be read, or has no column of ids.
    """
    # the workbook of a plan has tables of villages and candidates behind the plan
    table = read_table(file, VOCABULARY, {}, first_sheet(file), log)
    columns = require_columns(table.headings, VOCABULARY, {}, ("id",), file)
    rows, seen = [], dict[str, int]()
    for row in read_rows(table, columns):
        edited = _edited(row, log)
        if edited is None:
            continue
        if (first := seen.setdefault(edited.id, edited.number)) != edited.number:
            row.report(
                RejectedRow("plan_edit.twice", row.heading("id"), id=edited.id, first=first), log, Severity.ERROR
            )
            continue
        rows.append(edited)
    headings = {field: Row(table, columns, 0).heading(field) for field in VOCABULARY}
    return PlanEdits(file, table.sheet, headings, tuple(rows))


def _edited(row: Row, log: ProblemLog) -> EditedRow | None:
    """The row, or None after every cell of it that cannot be read has been written down."""
    since = len(log.problems)

    def value(field: str, low: float, high: float, unit: str) -> float | None:
        try:
            return row.value(field, low, high, unit)
        except RejectedRow as reason:
            row.report(reason, log, Severity.ERROR)
            return None

    north, east = (value(field, -_FAR_M, _FAR_M, "m") for field in ("north", "east"))
    height_m, year = value("height", 1.0, 500.0, "m"), value("year", *_YEARS, "")
    try:
        id = row.required("id")
        if ";" in id:  # separates ids in the table of routes
            raise RejectedRow("plan_edit.id", row.heading("id"), got=id)
        if (north is None) != (east is None) and not log.errors(since):
            raise RejectedRow("cell.empty", row.heading("north" if north is None else "east"))
        if year is not None and not year.is_integer():
            raise RejectedRow("cell.count", row.heading("year"), got=row.text("year"))
    except RejectedRow as reason:
        row.report(reason, log, Severity.ERROR)
    if log.errors(since):
        return None
    whole = None if year is None else int(year)
    return EditedRow(row.number, id, owner_id(row.text("operator")), east, north, height_m, whole)
