"""One row of a table, read field by field; what cannot be right rejects the row with a reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from covplan.errors import Severity
from covplan.ingest.coordinates import parse_degrees, parse_number, split_list
from covplan.ingest.headings import clean_text, heading_key
from covplan.ingest.problems import ProblemLog
from covplan.ingest.table_files import Table

_DAY_FIRST = re.compile(
    r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:\s+(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?)?", re.ASCII
)
_YES, _NO = ("co", "yes", "y", "true", "1", "x"), ("khong", "no", "n", "false", "0", "ko")


class RejectedRow(Exception):
    """Why a row is left out: code, heading of the column, parameters."""

    def __init__(self, code: str, column: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.column, self.params = code, column, params


@dataclass(frozen=True, eq=False)
class Row:
    """A row whose cells are asked for by our field names."""

    table: Table
    columns: Mapping[str, int]
    index: int

    @property
    def number(self) -> int:
        """As the user counts; 1 is the first line of the sheet."""
        return self.table.row_numbers[self.index]

    def heading(self, field: str) -> str:
        """The file's own heading of a field."""
        return clean_text(self.table.headings[self.columns[field]]) if field in self.columns else field

    def cell(self, field: str) -> Any:
        """The cell as it was read; None where it is empty or the file has no such column."""
        value = self.table.rows[self.index][self.columns[field]] if field in self.columns else None
        return None if clean_text(value) == "" else value

    def text(self, field: str) -> str:
        """Cleaned text, empty for an empty cell."""
        return clean_text(self.cell(field))

    def required(self, field: str) -> str:
        """Cleaned text of a cell that may not be empty."""
        if not (text := self.text(field)):
            raise RejectedRow("cell.empty", self.heading(field))
        return text

    def value(self, field: str, low: float, high: float, unit: str) -> float | None:
        """A number of ``low`` to ``high``, or None for an empty cell."""
        cell = self.cell(field)
        return None if cell is None else self._checked(field, cell, low, high, unit)

    def values(self, field: str, low: float, high: float, unit: str) -> tuple[float, ...]:
        """The numbers of a cell that may hold several."""
        return tuple(self._checked(field, part, low, high, unit) for part in split_list(self.cell(field)))

    def yes_no(self, field: str) -> bool | None:
        """Yes (Có) or no (Không), or None for an empty cell."""
        if not (text := self.text(field)):
            return None
        key = heading_key(text)
        if key not in _YES and key not in _NO:
            raise RejectedRow("cell.yes_no", self.heading(field), got=text)
        return key in _YES

    def position(self, field: str, *, degrees: bool) -> float:
        """A coordinate that must be there: degrees in any way of writing, or metres."""
        self.required(field)
        parse: Callable[[object], float] = parse_degrees if degrees else parse_number
        try:
            return parse(self.cell(field))
        except ValueError:
            code = "cell.angle" if degrees else "cell.number"
            raise RejectedRow(code, self.heading(field), got=self.text(field)) from None

    def year(self, field: str) -> int | None:
        """A year of 1980 to 2100, as a number or as the year of a date; None for an empty cell."""
        cell = self.cell(field)
        if cell is None:
            return None
        if isinstance(cell, date):
            return cell.year
        if _DAY_FIRST.fullmatch(self.text(field)) and (day := self.day(field)) is not None:
            return day.year
        number = self._checked(field, cell, 1980, 2100, "")
        if number != int(number):
            raise RejectedRow("cell.count", self.heading(field), got=clean_text(cell))
        return int(number)

    def day(self, field: str) -> date | None:
        """Day of a time in ISO form or day first; None for an empty cell."""
        cell = self.cell(field)
        if cell is None:
            return None
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        text = self.text(field)
        try:
            return datetime.fromisoformat(text).date()
        except ValueError:
            pass
        if match := _DAY_FIRST.fullmatch(text):
            try:
                return date(int(match[3]), int(match[2]), int(match[1]))
            except ValueError:
                pass
        raise RejectedRow("cell.time", self.heading(field), got=text)

    def report(self, reason: RejectedRow, log: ProblemLog, severity: Severity = Severity.REJECTED) -> None:
        """Write down why the row was left out."""
        where = {"sheet": self.table.sheet, "column": reason.column}
        log.add(severity, reason.code, self.table.file, row=self.number, **where, **reason.params)

    def _checked(self, field: str, cell: Any, low: float, high: float, unit: str) -> float:
        try:
            number = parse_number(cell)
        except ValueError:
            raise RejectedRow("cell.number", self.heading(field), got=clean_text(cell)) from None
        if not low <= number <= high:
            raise RejectedRow("cell.range", self.heading(field), got=number, low=low, high=high, unit=unit)
        return number


def read_rows(table: Table, columns: Mapping[str, int]) -> list[Row]:
    """The rows of a table, read by our field names."""
    return [Row(table, columns, index) for index in range(len(table.rows))]
