"""One row of a table, read field by field; what cannot be right rejects the row with a reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from covplan.errors import Severity
from covplan.ingest.coordinates import AmbiguousNumberError, parse_degrees, parse_number, split_list
from covplan.ingest.headings import clean_text, heading_key
from covplan.ingest.problems import ProblemLog
from covplan.ingest.sheets import Unreadable, plain_cell
from covplan.ingest.table_files import Table
from covplan.ingest.unit_words import UnitError, apart, into, is_degrees_minutes_seconds, stated_unit

_DAY_FIRST = re.compile(
    r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:\s+(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?)?", re.ASCII
)
_SERIAL = re.compile(r"[34]\d{4}(?:[.,]\d+)?", re.ASCII)  # of the years 1982 to 2036
_EXPONENT = re.compile(r"[+-]?\d(?:[.,](\d+))?E\+?(\d{1,3})", re.IGNORECASE)
_EARLIEST, _LATEST = date(1990, 1, 1), date(2100, 1, 1)  # what a serial number may stand for
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

    def first_heading(self, *fields: str) -> str:
        """The file's heading of the first of these fields that it has; empty where it has none."""
        return next((self.heading(field) for field in fields if field in self.columns), "")

    def cell(self, field: str) -> Any:
        """The cell as it was read; None where it is empty or the file has no such column."""
        value = plain_cell(self.table.rows[self.index][self.columns[field]]) if field in self.columns else None
        if isinstance(value, Unreadable):
            raise RejectedRow(value.code, self.heading(field), got=value.text)
        return None if clean_text(value) == "" else value

    def text(self, field: str) -> str:
        """Cleaned text, empty for an empty cell."""
        return clean_text(self.cell(field))

    def required(self, field: str) -> str:
        """Cleaned text of a cell that may not be empty."""
        if not (text := self.text(field)):
            raise RejectedRow("cell.empty", self.heading(field))
        self._check_digits(field, text)
        return text

    def _check_digits(self, field: str, text: str) -> None:
        """Reject 1.40E+06, as a narrow column shows 1,401,500 and as it is then saved as text."""
        if (match := _EXPONENT.fullmatch(text)) and len(match[1] or "") < int(match[2]):
            raise RejectedRow("cell.rounded", self.heading(field), got=text)

    def value(self, field: str, low: float, high: float, unit: str) -> float | None:
        """A number of ``low`` to ``high``, or None for an empty cell."""
        cell = self.cell(field)
        return None if cell is None else self._checked(field, cell, low, high, unit)

    def values(self, field: str, low: float, high: float, unit: str) -> tuple[float, ...]:
        """The numbers of a cell that may hold several."""
        cell = self.cell(field)
        try:
            parts = split_list(cell)
        except ValueError:
            raise RejectedRow("cell.list", self.heading(field), got=clean_text(cell)) from None
        return tuple(self._checked(field, part, low, high, unit) for part in parts)

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
        text = self.required(field)
        if not degrees:
            return self._metres(field, text)
        unit = stated_unit(self.heading(field))
        try:
            in_degrees = parse_degrees(self.cell(field), field)
        except ValueError:
            raise RejectedRow("cell.angle", self.heading(field), got=text) from None
        if is_degrees_minutes_seconds(unit):
            if isinstance(self.cell(field), int | float) or len(re.findall(r"\d+", text)) < 3:
                raise RejectedRow("cell.angle", self.heading(field), got=text)  # 12.4048 may be 12°40'48"
            return in_degrees
        try:
            return into("°", unit)(in_degrees)
        except UnitError as error:
            raise RejectedRow("cell.unit", self.heading(field), got=error.word, unit="°") from None

    def _metres(self, field: str, text: str) -> float:
        """A projected coordinate; below 1,000 m there is none, so that 451.200 is 451,200 m."""
        try:
            return self._converted(field, self.cell(field), "m", reading="large")
        except ValueError:
            raise RejectedRow("cell.number", self.heading(field), got=text) from None

    def year(self, field: str) -> int | None:
        """A year of 1980 to 2100, as a number or as the year of a date; None for an empty cell."""
        cell = self.cell(field)
        if cell is None:
            return None
        if isinstance(cell, date):
            return cell.year
        if _DAY_FIRST.fullmatch(self.text(field)) and (day := self.day(field)) is not None:
            return day.year
        try:
            number = self._checked(field, cell, 1980, 2100, "")
        except RejectedRow as error:
            if error.code != "cell.number":
                raise
            raise RejectedRow("cell.year", self.heading(field), got=clean_text(cell)) from None
        if number != int(number):
            raise RejectedRow("cell.year", self.heading(field), got=clean_text(cell))
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
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            return self._day_of_serial(field, cell)
        if _SERIAL.fullmatch(text):
            raise RejectedRow("cell.serial", self.heading(field), got=text)
        try:
            return datetime.fromisoformat(text).date()
        except ValueError:
            pass
        if match := _DAY_FIRST.fullmatch(text):
            if self.table.proves(self.columns[field], _is_month_first):
                raise RejectedRow("cell.month_first", self.heading(field), got=text)
            try:
                return date(int(match[3]), int(match[2]), int(match[1]))
            except ValueError:
                pass
        raise RejectedRow("cell.time", self.heading(field), got=text)

    def report(self, reason: RejectedRow, log: ProblemLog, severity: Severity = Severity.REJECTED) -> None:
        """Write down why the row was left out."""
        where = {"sheet": self.table.sheet, "column": reason.column}
        log.add(severity, reason.code, self.table.file, row=self.number, **where, **reason.params)

    def _day_of_serial(self, field: str, serial: float) -> date:
        """The day of a spreadsheet's serial number, which counts from 1900 or from 1904, as the workbook says."""
        if self.table.day_zero is None:
            raise RejectedRow("cell.serial", self.heading(field), got=clean_text(serial))
        try:
            day = self.table.day_zero + timedelta(days=int(serial))
        except OverflowError:
            day = date.min
        if not _EARLIEST <= day <= _LATEST:
            raise RejectedRow("cell.time", self.heading(field), got=clean_text(serial))
        return day

    def _checked(self, field: str, cell: Any, low: float, high: float, unit: str) -> float:
        try:
            number = self._converted(field, cell, unit)
        except AmbiguousNumberError as error:
            number = self._one_reading(field, cell, error, low, high, unit)
        except ValueError:
            raise RejectedRow("cell.number", self.heading(field), got=clean_text(cell)) from None
        if not low <= number <= high:
            raise RejectedRow("cell.range", self.heading(field), got=number, low=low, high=high, unit=unit)
        return number

    def _converted(self, field: str, cell: Any, unit: str, reading: str = "") -> float:
        """A number in the unit of the field, from that of the cell or else of the heading."""
        number, own_unit = cell, ""
        if isinstance(cell, str):
            self._check_digits(field, cell.strip())
            number, own_unit = apart(cell)
        try:
            convert = into(unit, own_unit or stated_unit(self.heading(field)))
        except UnitError as error:
            raise RejectedRow("cell.unit", self.heading(field), got=error.word, unit=unit) from None
        try:
            return convert(parse_number(number, self.table.decimal_sign(self.columns[field])))
        except AmbiguousNumberError as error:
            error.small, error.large = convert(error.small), convert(error.large)
            if reading == "large":
                return error.large
            raise

    def _one_reading(
        self, field: str, cell: Any, error: AmbiguousNumberError, low: float, high: float, unit: str
    ) -> float:
        """The reading of 1.234 that can be right, where only one of them can."""
        possible = [number for number in (error.small, error.large) if low <= number <= high]
        if len(possible) == 1:
            return possible[0]
        params = {"small": error.small, "large": error.large, "unit": unit}
        raise RejectedRow("cell.separator", self.heading(field), got=clean_text(cell), **params)


def _is_month_first(cell: object) -> bool:
    match = _DAY_FIRST.fullmatch(clean_text(cell))
    return match is not None and int(match[1]) <= 12 < int(match[2]) <= 31


def read_rows(table: Table, columns: Mapping[str, int]) -> list[Row]:
    """The rows of a table, read by our field names."""
    return [Row(table, columns, index) for index in range(len(table.rows))]
