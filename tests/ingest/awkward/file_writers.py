"""Writes rows as workbooks and text tables, with what these can hide, merge and leave out."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xlwt
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Page:
    """One sheet: merged blocks as (first row, last row, first column, last column), all from 1."""

    name: str
    rows: Rows
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    hidden: bool = False


def one_page(rows: Rows | Page) -> Page:
    return rows if isinstance(rows, Page) else Page("Trạm", rows)


def xlsx(file: Path, *pages: Rows | Page, mac: bool = False, change: Callable[[Workbook], None] | None = None) -> Path:
    book = Workbook()
    book.remove(book.active)
    if mac:
        book.epoch = CALENDAR_MAC_1904
    for page in map(one_page, pages):
        sheet = book.create_sheet(page.name)
        for row in page.rows:
            sheet.append(list(row))
        for top, below, left, right in page.merged:
            sheet.merge_cells(start_row=top, end_row=below, start_column=left, end_column=right)
        for number in page.hidden_rows:
            sheet.row_dimensions[number].hidden = True
        for number in page.hidden_columns:
            sheet.column_dimensions[get_column_letter(number)].hidden = True
        if page.hidden:
            sheet.sheet_state = "hidden"
    if change:
        change(book)
    book.save(file)
    return file


def xls(file: Path, *pages: Rows | Page, mac: bool = False) -> Path:
    book = xlwt.Workbook()
    book.dates_1904 = mac
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for page in map(one_page, pages):
        sheet = book.add_sheet(page.name)
        covered = {
            (row, column)
            for top, below, left, right in page.merged
            for row in range(top, below + 1)
            for column in range(left, right + 1)
        }
        for number, row in enumerate(page.rows):
            for k, value in enumerate(row):
                if value is not None and (number + 1, k + 1) not in covered:
                    sheet.write(number, k, value, *([day] if isinstance(value, date) else []))
        for top, below, left, right in page.merged:
            value = page.rows[top - 1][left - 1]
            sheet.write_merge(top - 1, below - 1, left - 1, right - 1, value)
        for number in page.hidden_rows:
            sheet.row(number - 1).hidden = True
        for number in page.hidden_columns:
            sheet.col(number - 1).hidden = True
        if page.hidden:
            sheet.visibility = 1
    book.save(str(file))
    return file


_ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3"><office:automatic-styles>'
    '<style:style style:name="off" style:family="table"><style:table-properties table:display="false"/></style:style>'
    "</office:automatic-styles><office:body><office:spreadsheet>"
)
_ODS_TAIL = "</office:spreadsheet></office:body></office:document-content>"


@dataclass(frozen=True)
class Raw:
    """A cell of an .ods file as XML."""

    xml: str


def _ods_cell(value: Any, spans: str) -> str:
    if isinstance(value, Raw):
        return value.xml
    if value in (None, ""):
        return f"<table:table-cell{spans}/>"
    if isinstance(value, datetime | date):
        stated = value.isoformat()
        return (
            f'<table:table-cell{spans} office:value-type="date" office:date-value="{stated}"><text:p>{stated}</text:p>'
            "</table:table-cell>"
        )
    if isinstance(value, int | float):
        return (
            f'<table:table-cell{spans} office:value-type="float" office:value="{value}"><text:p>{value}</text:p>'
            "</table:table-cell>"
        )
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f'<table:table-cell{spans} office:value-type="string">{lines}</table:table-cell>'


def ods(file: Path, *pages: Rows | Page) -> Path:
    body = [_ODS_HEAD]
    for page in map(one_page, pages):
        style = ' table:style-name="off"' if page.hidden else ""
        body.append(f"<table:table table:name={quoteattr(page.name)}{style}>")
        width = max(map(len, page.rows))
        for k in range(1, width + 1):
            shown = ' table:visibility="collapse"' if k in page.hidden_columns else ""
            body.append(f"<table:table-column{shown}/>")
        for number, row in enumerate(page.rows, start=1):
            shown = ' table:visibility="filter"' if number in page.hidden_rows else ""
            body.append(f"<table:table-row{shown}>")
            for k, value in enumerate(row, start=1):
                inside = [m for m in page.merged if m[0] <= number <= m[1] and m[2] <= k <= m[3]]
                if inside and (number, k) != (inside[0][0], inside[0][2]):
                    body.append("<table:covered-table-cell/>")
                    continue
                spans = ""
                if inside:
                    top, below, left, right = inside[0]
                    spans = (
                        f' table:number-rows-spanned="{below - top + 1}"'
                        f' table:number-columns-spanned="{right - left + 1}"'
                    )
                body.append(_ods_cell(value, spans))
            body.append("</table:table-row>")
        body.append('<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>')
        body.append("</table:table>")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "".join(body) + _ODS_TAIL)
    return file


def text_rows(rows: Rows, delimiter: str = ";", decimal: str = ".", newline: str = "\n") -> str:
    """The rows as text; cells that hold the delimiter stand in quotes."""

    def cell(value: Any) -> str:
        text = "" if value is None else str(value)
        if isinstance(value, float):
            text = text.removesuffix(".0").replace(".", decimal)
        return '"' + text.replace('"', '""') + '"' if delimiter in text or "\n" in text or text[:1] == '"' else text

    return newline.join(delimiter.join(map(cell, row)) for row in rows) + newline


def csv(file: Path, rows: Rows, encoding: str = "utf-8", **written: str) -> Path:
    file.write_bytes(text_rows(rows, **written).encode(encoding))
    return file
