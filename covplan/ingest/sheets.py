"""One sheet of a workbook or one text table, as it was read: rows, and what is hidden, merged or without a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from covplan.errors import InputError

MAX_CELLS = 3_000_000
"""A longer table would take more than 400 MB. A drive test of 250,000 rows and 12 columns has as many."""

DAY_ZERO_1900, DAY_ZERO_1904 = date(1899, 12, 30), date(1904, 1, 1)
"""Day 0 of the serial numbers of a workbook; the first holds from March 1900 on, as Excel has a 29 February 1900."""

_ERRORS = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA")
)
_EXACT_BELOW = 2**53  # every whole number below is a float
Cells = tuple[Any, ...]
NumberedRow = tuple[int, Cells]


@dataclass(frozen=True)
class Unreadable:
    """A cell whose value is not known, and the code that tells why."""

    code: str
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Span:
    """Merged cells: rows as the user counts, columns from 0, both with their last one."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True, eq=False)
class Sheet:
    """Rows with their numbers, 1 is the first; rows without any cell are left out."""

    name: str
    rows: tuple[NumberedRow, ...]
    spans: tuple[Span, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    day_zero: date | None = None  # of serial numbers; None in a text table, which does not say
    knows_spans: bool = True  # a text table does not


class Workbook(Protocol):
    """A workbook that is open for reading."""

    def sheets(self) -> dict[str, bool]:
        """Names of the sheets, and whether each is shown."""

    def head(self, name: str, rows: int) -> Sheet:
        """The first rows of a sheet, without what is hidden or merged."""

    def sheet(self, name: str) -> Sheet:
        """A whole sheet."""


def limited(file: Path, rows: Iterable[NumberedRow]) -> tuple[NumberedRow, ...]:
    """All rows but those without any cell; not more than ``MAX_CELLS`` are read."""
    return tuple(counted(file, rows))


def counted(file: Path, rows: Iterable[NumberedRow]) -> Iterator[NumberedRow]:
    """Each row that has a cell, until there are more than ``MAX_CELLS``."""
    cells = 0
    for numbered in rows:
        number, row = numbered
        cells += len(row) or 1
        if cells > MAX_CELLS:
            raise InputError("table.size", file=file.name, cells=MAX_CELLS, row=number)
        if row:
            yield numbered


def plain_cell(value: Any) -> Any:
    """A cell, or ``Unreadable`` where a formula has left an error in it."""
    if isinstance(value, str) and value.startswith(("#", "Err:")):
        text = value.strip()
        if text.upper() in _ERRORS or (text.startswith("Err:") and text[4:].isdigit()):
            return Unreadable("cell.formula_error", text)
    return value


def whole(value: float) -> float | int:
    """A number without ``.0``: a code that is a number in one format shall be the same text in another."""
    return int(value) if value.is_integer() and abs(value) < _EXACT_BELOW else value


def percent_text(value: Any) -> Any:
    """What a cell with the format of a percentage shows: 0.15 is ``15%``."""
    return f"{value * 100:.10g}%" if isinstance(value, int | float) and not isinstance(value, bool) else value


def cut_out(sheet: Sheet, block: Span) -> Sheet:
    """The part of a sheet within a block, with the row numbers of the sheet."""
    columns = slice(block.first_column, block.last_column + 1)
    shift = block.first_column
    return replace(
        sheet,
        rows=tuple((n, row[columns]) for n, row in sheet.rows if block.first_row <= n <= block.last_row),
        spans=tuple(
            replace(s, first_column=s.first_column - shift, last_column=s.last_column - shift)
            for s in sheet.spans
            if s.first_column >= shift and s.last_column <= block.last_column
        ),
        hidden_rows=frozenset(n for n in sheet.hidden_rows if block.first_row <= n <= block.last_row),
        hidden_columns=frozenset(k - shift for k in sheet.hidden_columns if shift <= k <= block.last_column),
    )


def without_merged_values(sheet: Sheet) -> Sheet:
    """The sheet with text carried down through merged rows; a number merged over rows belongs to none of them alone."""
    tall = [span for span in sheet.spans if span.last_row > span.first_row]
    if not tall:
        return sheet
    rows = {number: list(row) for number, row in sheet.rows}
    for span in tall:
        top = rows.get(span.first_row, [])
        value = top[span.first_column] if span.first_column < len(top) else None
        if value in (None, ""):
            continue
        if not isinstance(value, str):
            value = Unreadable("cell.merged", str(value))
        for number in range(span.first_row, span.last_row + 1):
            if number not in rows:
                continue
            row = rows[number]
            row.extend([None] * (span.first_column + 1 - len(row)))
            row[span.first_column] = value
    return replace(sheet, rows=tuple((number, tuple(row)) for number, row in rows.items()))
