"""Workbooks to be filled in: lists to choose from, notes and limits on each column, instructions, an example.

The sheet of data comes first. Its first rows are the head that ``ingest/template_head.py`` reads; then an example above
the header, where no reader takes it for data, and marked in each cell, so that a copy of it below is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from covplan.ingest.costs import ITEM_UNITS
from covplan.ingest.template_head import CRS_CELL, MARK, SYSTEMS
from covplan.outputs.files import writing
from covplan.outputs.settings import Language, OutputError
from covplan.outputs.template_columns import ColumnType, TemplateColumn, TemplateKind
from covplan.outputs.texts import text

EXAMPLE_ROW, HEADER_ROW = 3, 5
LAST_ROW = 5000
"""Lists and limits reach so far down."""

_FORMATS = {ColumnType.TEXT: "@", ColumnType.CODE: "@", ColumnType.SEVERAL: "@", ColumnType.DATE: "yyyy-mm-dd"}
_FORMATS |= {ColumnType.WHOLE: "0", ColumnType.NUMBER: "General", ColumnType.CHOICE: "@"}
_REQUIRED, _OPTIONAL = PatternFill("solid", fgColor="BFD8D2"), PatternFill("solid", fgColor="E7EEEC")
_CHOOSE = PatternFill("solid", fgColor="FFF3C4")
_PROMPT_CHARACTERS = 250  # of a spreadsheet's input message: 255


def write_template(kind: TemplateKind, file: Path, language: Language) -> None:
    """Write the template of a kind of table.

    Raises
    ------
    OutputError
        If the file is there already, is no ``.xlsx``, or cannot be written.
    """
    if file.suffix.lower() != ".xlsx":
        raise OutputError("template.suffix", file=file)
    if file.exists():
        raise OutputError("output.exists", file=file)
    book = Workbook()
    data = book.active
    data.title = text("template.data", language)
    instructions = book.create_sheet(text("template.instructions", language))
    lists = book.create_sheet(text("template.lists", language))
    lists.sheet_state = "hidden"
    _fill_head(data, kind, lists, language)
    for number, column in enumerate(kind.columns, 1):
        _fill_column(data, number, column, lists, language)
    data.freeze_panes = f"B{HEADER_ROW + 1}"
    data.page_setup.orientation, data.page_setup.fitToHeight = "landscape", 0  # printed one page wide
    data.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    _fill_instructions(instructions, kind, language)
    book.properties.creator = MARK
    with writing(file) as temporary:
        book.save(temporary)


def _fill_head(sheet: Worksheet, kind: TemplateKind, lists: Worksheet, language: Language) -> None:
    grey = Font(italic=True, color="666666")
    sheet["A1"], sheet["B1"], sheet["C1"] = MARK, kind.kind, kind.title
    sheet["C1"].font = Font(bold=True)
    if kind.positions:
        sheet["A2"] = text("template.system", language)
        sheet["A2"].font = Font(bold=True)
        sheet["C2"] = text("template.choose", language)
        sheet["C2"].font = grey
        sheet[CRS_CELL].fill = _CHOOSE
        choice = _choice(list(SYSTEMS), lists)
        choice.add(CRS_CELL)
        sheet.add_data_validation(choice)
    sheet.cell(EXAMPLE_ROW + 1, 1, text("template.below", language)).font = grey


def _fill_column(sheet: Worksheet, number: int, column: TemplateColumn, lists: Worksheet, language: Language) -> None:
    letter = get_column_letter(number)
    head = sheet.cell(HEADER_ROW, number, column.heading)
    head.font, head.fill = Font(bold=True), _REQUIRED if column.required else _OPTIONAL
    head.alignment = Alignment(wrap_text=True, vertical="top")
    head.comment = Comment("\n".join(_told(column, language)), MARK, width=320, height=160)
    example = sheet.cell(EXAMPLE_ROW, number, text("template.example", language, value=column.example))
    example.font = Font(italic=True, color="999999")
    sheet.column_dimensions[letter].width = max(14, min(30, len(column.heading) + 4))
    sheet.column_dimensions[letter].number_format = _FORMATS[column.type]
    rule = _rule(column, lists)
    rule.promptTitle, rule.prompt = column.heading[:32], " ".join(_told(column, language))[:_PROMPT_CHARACTERS]
    rule.showInputMessage = True
    rule.add(f"{letter}{HEADER_ROW + 1}:{letter}{LAST_ROW}")
    sheet.add_data_validation(rule)


def _rule(column: TemplateColumn, lists: Worksheet) -> DataValidation:
    """What a spreadsheet lets into the cells of a column."""
    if column.choices:
        return _choice(column.choices, lists)
    if column.type in (ColumnType.NUMBER, ColumnType.WHOLE):
        kind = "decimal" if column.type is ColumnType.NUMBER else "whole"
        limits = {"formula1": f"{column.low:.12g}", "formula2": f"{column.high:.12g}"}
        return DataValidation(type=kind, operator="between", **limits, allow_blank=True, showErrorMessage=True)
    if column.type is ColumnType.DATE:
        year_2000 = {"operator": "greaterThanOrEqual", "formula1": "36526"}
        return DataValidation(type="date", **year_2000, allow_blank=True, showErrorMessage=True)
    return DataValidation(allow_blank=True)


def _choice(values: Sequence[str], lists: Worksheet) -> DataValidation:
    """A list to choose from, which stands in a column of the hidden sheet: a rule itself holds 255 characters."""
    column = 1 if lists.cell(1, 1).value is None else lists.max_column + 1
    for row, value in enumerate(values, 1):
        cell = lists.cell(row, column, value)
        cell.data_type = "s"
    letter = get_column_letter(column)
    source = f"'{lists.title}'!${letter}$1:${letter}${len(values)}"
    return DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)


def _told(column: TemplateColumn, language: Language) -> list[str]:
    """What a column asks for: whether it is needed, range and unit, its note, an example."""
    lines = [text("template.required" if column.required else "template.optional", language)]
    if (limits := _limits(column)) != "":
        lines.append(text("template.range", language, limits=limits))
    if column.note:
        lines.append(column.note)
    lines.append(text("template.example_of", language, value=column.example))
    return lines


def _limits(column: TemplateColumn) -> str:
    if column.choices:
        return ", ".join(column.choices) if len(column.choices) <= 6 else ""
    if column.low is None or column.high is None:
        return ""
    return f"{column.low:.12g} – {column.high:.12g} {column.unit}".strip()


def _fill_instructions(sheet: Worksheet, kind: TemplateKind, language: Language) -> None:
    sheet["A1"] = kind.title
    sheet["A1"].font = Font(bold=True, size=14)
    keys = ["rows", "empty", "decimal", "personal", *(["system"] if kind.positions else []), "check"]
    row = 3
    for key in keys:
        sheet.cell(row, 1, text(f"template.how_{key}", language))
        row += 1
    row += 1
    heads = text("template.columns", language).split("|")
    for number, name in enumerate(heads, 1):
        cell = sheet.cell(row, number, name)
        cell.font, cell.fill = Font(bold=True), _OPTIONAL
    for column in kind.columns:
        row += 1
        needed = text("template.yes" if column.required else "template.no", language)
        values = ", ".join(column.choices) if column.choices else _limits(column)
        for number, value in enumerate((column.heading, needed, values, column.example, column.note), 1):
            cell = sheet.cell(row, number, value or None)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.data_type = "s" if value else cell.data_type
    if kind.kind == "costs":
        for item, unit in ITEM_UNITS.items():
            row += 1
            sheet.cell(row + 1, 1, item)
            sheet.cell(row + 1, 2, unit)
    for letter, width in zip("ABCDE", (30, 12, 44, 24, 80), strict=True):
        sheet.column_dimensions[letter].width = width
