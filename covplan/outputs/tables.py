"""Results → tables for people: one workbook, and CSV files that Excel opens with every letter.

A CSV follows the language: semicolons and decimal commas in Vietnamese, commas and points in English; UTF-8 with BOM.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from numbers import Integral, Real
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.child import INVALID_TITLE_REGEX
from openpyxl.worksheet.worksheet import Worksheet

from covplan.assessment.served import Served
from covplan.errors import Problem
from covplan.ingest.area import Area
from covplan.outputs.files import writing
from covplan.outputs.marking import header, short_line
from covplan.outputs.settings import Language, Marking
from covplan.outputs.table_rows import (
    area_rows,
    district_rows,
    fibre_rows,
    problem_rows,
    site_rows,
    summary_rows,
)
from covplan.outputs.texts import text
from covplan.planning.plan import Plan
from covplan.routing.fibre_plan import FibrePlan

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
_TITLE_CHARACTERS = 31
_HEADING = PatternFill("solid", fgColor="DDE6E4")


class Year(int):
    """A year in a table: a number that is written without separators."""

    @classmethod
    def of(cls, year: int | None) -> Year | None:
        """None where there is no year."""
        return None if year is None else cls(year)


@dataclass(frozen=True)
class Table:
    """A sheet or file: its key in the texts, headings and rows of texts and numbers."""

    key: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def make_tables(
    area: Area,
    today: Served,
    plan: Plan | None,
    fibre: FibrePlan | None,
    after: Served | None,
    language: Language,
    notes: Iterable[Problem] = (),
) -> tuple[Table, ...]:
    """Summary, communes, former districts, proposed sites, fibre routes, input problems; ``notes`` join the last."""
    made = [
        ("summary", summary_rows(today, plan, fibre, after, language)),
        ("communes", area_rows(area, today, after, language)),
        ("districts", district_rows(area, today, after, language)),
    ]
    if plan is not None:
        made.append(("sites", site_rows(area, plan, fibre, language)))
    if fibre is not None:
        made.append(("fibre", fibre_rows(fibre, language)))
    made.append(("problems", problem_rows((*area.problems, *notes), language)))
    return tuple(Table(key, columns, tuple(rows)) for key, (columns, rows) in made)


def write_workbook(tables: Iterable[Table], file: Path, *, marking: Marking, language: Language) -> None:
    """Write a sheet per table, each under a block that says what it is."""
    book = Workbook()
    book.remove(book.active)
    book.properties.title = marking.title
    book.properties.creator = f"covplan {marking.version}"
    about = header(marking, language)
    for table in tables:
        _fill_sheet(book.create_sheet(_sheet_title(table.key, language)), table, about)
    with writing(file) as temporary:
        book.save(temporary)


def _sheet_title(key: str, language: Language) -> str:
    """The table's title as far as a spreadsheet takes it: 31 characters, none of those that an address is made of."""
    return INVALID_TITLE_REGEX.sub("", text(f"sheet.{key}", language))[:_TITLE_CHARACTERS].strip()


def _fill_sheet(sheet: Worksheet, table: Table, about: list[tuple[str, str]]) -> None:
    for row, (label, value) in enumerate(about, 1):
        _put(sheet, row, 1, label).font = Font(bold=True, color="666666")
        _put(sheet, row, 2, value).font = Font(bold=row <= 2, color="9C2A00" if row == 2 else "000000")
    first = len(about) + 2
    for column, name in enumerate(table.columns, 1):
        cell = _put(sheet, first, column, name)
        cell.font, cell.fill = Font(bold=True), _HEADING
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        longest = max((len(str(row[column - 1])) for row in table.rows), default=0)
        sheet.column_dimensions[get_column_letter(column)].width = min(48, max(14, longest + 2))
    for row, values in enumerate(table.rows, first + 1):
        for column, value in enumerate(values, 1):
            _put(sheet, row, column, value)
    sheet.freeze_panes = sheet.cell(first + 1, 1)
    if table.rows:
        sheet.auto_filter.ref = f"A{first}:{get_column_letter(len(table.columns))}{first + len(table.rows)}"


def _put(sheet: Worksheet, row: int, column: int, value: Any) -> Any:
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"  # never a formula, whatever it begins with
        cell.quotePrefix = value.startswith(_FORMULA_STARTS)
    elif isinstance(value, Integral):
        cell.value = int(value)
        cell.number_format = "0" if isinstance(value, Year) else "#,##0"
    elif isinstance(value, Real) and math.isfinite(value):
        cell.value = float(value)
        cell.number_format = "#,##0.0##"
    return cell


def write_csv(table: Table, file: Path, *, language: Language, marking: Marking | None = None) -> None:
    """Write one table; with a marking, every row ends with it, so that a copied row still says what it is."""
    vietnamese = language is Language.VIETNAMESE
    tail: tuple[str, ...] = () if marking is None else (short_line(marking, language),)
    names = table.columns + (() if marking is None else (text("column.marking", language),))
    with writing(file) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";" if vietnamese else ",")
        writer.writerow([safe_cell(name, vietnamese) for name in names])
        for row in table.rows:
            writer.writerow([safe_cell(value, vietnamese) for value in row + tail])


def safe_cell(value: Any, decimal_comma: bool) -> str:
    """A cell that a spreadsheet takes as text or number, never as a formula; numbers keep their minus."""
    if isinstance(value, str):
        risky = value.startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(value)
        return f"'{value}" if risky else value
    if isinstance(value, Integral):
        return str(int(value))
    if value is None or not math.isfinite(value):
        return ""
    number = f"{value:.3f}".rstrip("0").rstrip(".")
    return number.replace(".", ",") if decimal_comma else number


def write_input_report(problems: Iterable[Problem], file: Path, *, language: Language) -> None:
    """``input_report.csv``: file, sheet, row, column, severity, code and reason of every remark on the inputs."""
    columns, rows = problem_rows(problems, language)
    write_csv(Table("problems", columns, tuple(rows)), file, language=language)
