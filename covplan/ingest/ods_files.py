"""Spreadsheets of LibreOffice and OpenOffice (.ods): OpenDocument 1.3, part 3, §9 (tables) and §19.385 (values)."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from xml.parsers import expat

from covplan.errors import InputError
from covplan.ingest.sheets import (
    DAY_ZERO_1900,
    MAX_CELLS,
    Sheet,
    Span,
    Unreadable,
    limited,
    percent_text,
    whole,
)

_MOST_COLUMNS = 16_384
_MOST_ROWS = 1_048_576


class OdsWorkbook:
    """All sheets of a file, read at once."""

    def __init__(self, file: Path) -> None:
        self._file = file
        reader = _Reader(file)
        with zipfile.ZipFile(file) as archive, archive.open("content.xml") as stream:
            reader.read(stream)
        self._pages = {page.name: page for page in reader.pages}

    def close(self) -> None:
        """Nothing is open."""

    def sheets(self) -> dict[str, bool]:
        return {name: not page.hidden for name, page in self._pages.items()}

    def head(self, name: str, rows: int) -> Sheet:
        wanted = self._pages[name].numbered()
        return Sheet(name, limited(self._file, islice(wanted, rows)))

    def sheet(self, name: str) -> Sheet:
        page = self._pages[name]
        return Sheet(
            name,
            limited(self._file, page.numbered()),
            tuple(page.spans),
            frozenset(page.hidden_rows),
            frozenset(page.hidden_columns),
            DAY_ZERO_1900,  # of LibreOffice; dates themselves stand as text in the file
        )


class _Page:
    def __init__(self, name: str) -> None:
        self.name = name
        self.hidden = False
        self.rows: list[tuple[int, int, tuple[Any, ...]]] = []  # first number, how often, cells
        self.spans: list[Span] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()

    def numbered(self) -> Iterator[tuple[int, tuple[Any, ...]]]:
        for first, times, cells in self.rows:
            for k in range(times):
                yield first + k, cells


class _Reader:
    """Goes through ``content.xml`` once; rows and cells that repeat are counted, not copied, where they are empty."""

    def __init__(self, file: Path) -> None:
        self.pages: list[_Page] = []
        self._file = file
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._row: list[Any] = []
        self._row_number, self._row_times, self._row_hidden = 1, 1, False
        self._column = self._cells = 0
        self._cell: dict[str, str] | None = None
        self._texts: list[str] = []
        self._apart = 0  # depth within notes, which are no text of the cell
        self._deep = 0  # tables within cells are none of ours
        self._in_text = False

    def read(self, stream: Any) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._refuse
        parser.ParseFile(stream)

    def _refuse(self, *_: object) -> None:
        raise InputError("file.unreadable", file=self._file.name, kind="ODS", reason="DOCTYPE")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self._deep += 1
            if self._deep == 1:
                page = _Page(attributes.get("table:name", ""))
                page.hidden = attributes.get("table:style-name", "") in self._hidden_styles
                self.pages.append(page)
                self._row_number, self._column = 1, 0
        elif tag == "style:style":
            self._style = attributes.get("style:name", "")
        elif tag == "style:table-properties" and attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)
        elif self._deep != 1:
            return
        elif tag == "table:table-column":
            times = _times(attributes, "table:number-columns-repeated", _MOST_COLUMNS)
            if attributes.get("table:visibility", "visible") != "visible":
                self.pages[-1].hidden_columns.update(range(self._column, self._column + times))
            self._column += times
        elif tag == "table:table-row":
            self._row, self._column = [], 0
            self._row_times = _times(attributes, "table:number-rows-repeated", _MOST_ROWS)
            self._row_hidden = attributes.get("table:visibility", "visible") != "visible"
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._cell, self._texts = attributes, []
        elif tag == "office:annotation":
            self._apart += 1
        elif tag == "text:p" and self._cell is not None and not self._apart:
            self._in_text = True
            self._texts.append("")
        elif self._in_text and tag == "text:s":
            self._texts[-1] += " " * _times(attributes, "text:c", 1000)
        elif self._in_text and tag in ("text:tab", "text:line-break"):
            self._texts[-1] += "\n"

    def _characters(self, text: str) -> None:
        if self._in_text and not self._apart:
            self._texts[-1] += text

    def _end(self, tag: str) -> None:
        if tag == "table:table":
            self._deep -= 1
        elif self._deep != 1:
            return
        elif tag == "office:annotation":
            self._apart -= 1
        elif tag == "text:p":
            self._in_text = False
        elif tag in ("table:table-cell", "table:covered-table-cell") and self._cell is not None:
            self._add_cell(tag, self._cell)
            self._cell = None
        elif tag == "table:table-row":
            self._add_row()

    def _add_cell(self, tag: str, cell: dict[str, str]) -> None:
        times = _times(cell, "table:number-columns-repeated", _MOST_COLUMNS)
        value = None if tag == "table:covered-table-cell" else _value(cell, "\n".join(self._texts))
        if value not in (None, ""):
            self._row.extend([None] * (self._column - len(self._row)))
            self._row.extend([value] * min(times, _MOST_COLUMNS - len(self._row)))
        wide = _times(cell, "table:number-columns-spanned", _MOST_COLUMNS)
        tall = _times(cell, "table:number-rows-spanned", _MOST_ROWS)
        if wide > 1 or tall > 1:
            first, left = self._row_number, self._column
            self.pages[-1].spans.append(Span(first, first + tall - 1, left, left + wide - 1))
        self._column = min(self._column + times, _MOST_COLUMNS)

    def _add_row(self) -> None:
        page = self.pages[-1]
        self._cells += len(self._row)
        if self._cells > MAX_CELLS:
            raise InputError("table.size", file=self._file.name, cells=MAX_CELLS, row=self._row_number)
        if self._row:
            page.rows.append((self._row_number, self._row_times, tuple(self._row)))
            if self._row_hidden:
                page.hidden_rows.update(range(self._row_number, self._row_number + self._row_times))
        self._row_number += self._row_times


def _times(attributes: dict[str, str], name: str, most: int) -> int:
    return min(max(int(attributes.get(name, "1")), 1), most)


def _value(cell: dict[str, str], text: str) -> Any:
    """What a cell holds, by its declared type."""
    kind = cell.get("office:value-type", "")
    if kind in ("float", "currency"):
        return whole(float(cell["office:value"]))
    if kind == "percentage":
        return percent_text(float(cell["office:value"]))
    if kind == "date":
        stated = cell["office:date-value"]
        return datetime.fromisoformat(stated) if "T" in stated else date.fromisoformat(stated)
    if kind == "boolean":
        return cell.get("office:boolean-value") == "true"
    if cell.get("calcext:value-type") == "error":  # LibreOffice writes an empty text as its value
        return Unreadable("cell.formula_error", text)
    if not kind and "table:formula" in cell and not text.strip():
        return Unreadable("cell.formula", "=…")
    return cell.get("office:string-value") or text
