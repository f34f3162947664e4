"""What was changed in the tables, and what a person is asked about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from covplan.ingest.cleaning import Change, Proposal
from covplan.ingest.commune_fixes import NewUnit
from covplan.outputs.files import writing
from covplan.outputs.settings import Language
from covplan.outputs.tables import Table, write_csv
from covplan.outputs.texts import error_text, text

_HEADING = PatternFill("solid", fgColor="DDE6E4")
_TO_FILL = PatternFill("solid", fgColor="FFF3C4")
_WIDTHS = {"why": 70, "file": 24, "before": 28, "after": 28}
_FIRST_ROW = 3
_CHANGE = ("file", "sheet", "row", "column", "before", "after", "why")


def write_changes(changes: Sequence[Change], folder: Path, language: Language) -> None:
    """Write ``changes.csv`` and ``changes.xlsx``: file, sheet, row, column, before, after, why."""
    columns = tuple(text(f"fix.{key}", language) for key in _CHANGE)
    rows = tuple(_row(change, language) for change in changes)
    write_csv(Table("changes", columns, rows), folder / "changes.csv", language=language)
    book = Workbook()
    _fill(book.active, text("fix.changes", language), "", dict(zip(_CHANGE, columns, strict=True)), rows)
    with writing(folder / "changes.xlsx") as temporary:
        book.save(temporary)


def write_proposals(
    proposals: Sequence[Proposal], decisions: Mapping[str, bool | None], file: Path, language: Language
) -> None:
    """Write the table that a person fills in; what was decided before stands in it. No file where nothing is asked."""
    if not proposals:
        file.unlink(missing_ok=True)
        return
    agree, keep = text("fix.agree", language), text("fix.keep", language)
    words = {True: agree, False: keep, None: ""}
    keys = (*_CHANGE, "proposal", "decision")
    columns = {key: text(f"fix.{key}", language) for key in keys}
    rows = [(*_row(one.change, language), one.id, words[decisions.get(one.id)]) for one in proposals]
    book = Workbook()
    sheet = book.active
    _fill(sheet, text("fix.proposals", language), text("fix.how", language, agree=agree, keep=keep), columns, rows)
    letter = get_column_letter(len(keys))
    choice = DataValidation(type="list", formula1=f'"{agree},{keep}"', allow_blank=True, showErrorMessage=True)
    choice.add(f"{letter}{_FIRST_ROW + 1}:{letter}{_FIRST_ROW + len(rows)}")
    sheet.add_data_validation(choice)
    for row in range(_FIRST_ROW + 1, _FIRST_ROW + len(rows) + 1):
        sheet.cell(row, len(keys)).fill = _TO_FILL
    with writing(file) as temporary:
        book.save(temporary)


def write_new_units(units: Sequence[NewUnit], names: Mapping[str, str], file: Path, language: Language) -> None:
    """Write the communes of today of lists with codes of before July 2025; ``names`` are those of today by code."""
    if not units:
        file.unlink(missing_ok=True)
        return
    keys = ("file", "row", "site", "old_code", "old_name", "new_code", "new_name", "found_by")
    rows = tuple(
        (
            *(one.file, one.row, one.site_id, one.old_code, one.old_name, one.new_code, names.get(one.new_code, "")),
            text("fix.by_position" if one.by_position else "fix.by_code", language),
        )
        for one in units
    )
    write_csv(Table("new_units", tuple(text(f"fix.{key}", language) for key in keys), rows), file, language=language)


def _row(change: Change, language: Language) -> tuple[Any, ...]:
    why = error_text(change.code, change.params, language)
    return (change.file.name, change.sheet, change.row, change.column, change.before, change.after, why)


def _fill(sheet: Worksheet, title: str, about: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> None:
    sheet.title = title
    _put(sheet, 1, 1, about or title).font = Font(italic=True, color="666666")
    for column, (key, name) in enumerate(columns.items(), 1):
        cell = _put(sheet, _FIRST_ROW, column, name)
        cell.font, cell.fill, cell.alignment = Font(bold=True), _HEADING, Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(key, 14)
    for row, values in enumerate(rows, _FIRST_ROW + 1):
        for column, value in enumerate(values, 1):
            _put(sheet, row, column, value).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = f"A{_FIRST_ROW + 1}"


def _put(sheet: Worksheet, row: int, column: int, value: Any) -> Any:
    cell = sheet.cell(row, column)
    cell.value = value if value != "" else None
    if isinstance(value, str) and value:
        cell.data_type = "s"  # never a formula, whatever it begins with
    return cell
