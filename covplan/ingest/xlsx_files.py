"""Workbooks of Excel from 2007 on (.xlsx, .xlsm), with what is hidden or merged and which formulas have no value."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat

from covplan.errors import InputError
from covplan.ingest.sheets import (
    DAY_ZERO_1900,
    DAY_ZERO_1904,
    Sheet,
    Span,
    Unreadable,
    limited,
    percent_text,
)

_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_PERCENT_FORMATS = {9, 10}  # built-in number formats, ISO/IEC 29500-1 §18.8.30


class XlsxWorkbook:
    """An open workbook; ``close`` it."""

    def __init__(self, file: Path) -> None:
        from openpyxl import load_workbook

        self._file = file
        self._stream = file.open("rb")  # a file by its name is refused where that ends in .xls
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl remarks on styles that it does not know
            try:
                self._book = load_workbook(self._stream, read_only=True, data_only=True)
            except Exception:
                self._stream.close()
                raise
        self._day_zero = DAY_ZERO_1904 if self._book.epoch.year == 1904 else DAY_ZERO_1900

    def close(self) -> None:
        self._book.close()
        self._stream.close()

    def sheets(self) -> dict[str, bool]:
        return {name: self._book[name].sheet_state == "visible" for name in self._book.sheetnames}

    def head(self, name: str, rows: int) -> Sheet:
        return Sheet(name, limited(self._file, self._rows(name, rows)))

    def sheet(self, name: str) -> Sheet:
        page = self._book[name]
        raw = limited(self._file, self._rows(name, None))  # first: what is too long is refused here
        marks = _Marks(self._percent_styles())
        if hasattr(page, "reset_dimensions"):  # not of a sheet that is a chart
            with zipfile.ZipFile(self._file) as archive, archive.open(page._worksheet_path) as stream:
                marks.read(stream)
        rows = tuple((number, marks.marked(number, row)) for number, row in raw)
        return Sheet(
            name,
            rows,
            tuple(marks.spans),
            frozenset(marks.hidden_rows),
            frozenset(marks.hidden_columns),
            self._day_zero,
        )

    def _rows(self, name: str, rows: int | None) -> Iterator[tuple[int, tuple[Any, ...]]]:
        page = self._book[name]
        if not hasattr(page, "reset_dimensions"):
            return
        page.reset_dimensions()  # some programs write a wrong size
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a cell with the format of a date that is none
            yield from enumerate(page.iter_rows(max_row=rows, values_only=True), start=1)

    def _percent_styles(self) -> frozenset[str]:
        formats = self._book._number_formats  # those that the workbook adds, numbered from 164 on
        return frozenset(
            str(k)
            for k, style in enumerate(self._book._cell_styles)
            if style.numFmtId in _PERCENT_FORMATS
            or (164 <= style.numFmtId < 164 + len(formats) and "%" in formats[style.numFmtId - 164])
        )


class _Marks:
    """What openpyxl leaves out when it reads row by row."""

    def __init__(self, percent_styles: frozenset[str]) -> None:
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.spans: list[Span] = []
        self._percent_styles = percent_styles
        self._no_value: dict[int, set[int]] = {}
        self._percent: dict[int, set[int]] = {}
        self._row = self._column = -1
        self._formula = self._value = self._in_value = False

    def read(self, stream: Any) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.ParseFile(stream)

    def marked(self, number: int, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """The row with its formulas that have no value, and its percentages as text."""
        bad, percent = self._no_value.get(number, ()), self._percent.get(number, ())
        if not bad and not percent:
            return row
        cells = list(row)
        for k in percent:
            if k < len(cells):
                cells[k] = percent_text(cells[k])
        for k in bad:
            cells.extend([None] * (k + 1 - len(cells)))
            cells[k] = Unreadable("cell.formula", "=…")
        return tuple(cells)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            match = _CELL.fullmatch(attributes.get("r", ""))
            self._column = column_index(match[1]) if match else self._column + 1
            text = attributes.get("t") == "str"
            self._formula, self._value = False, text  # a formula may well give an empty text
            if attributes.get("s") in self._percent_styles:
                self._percent.setdefault(self._row, set()).add(self._column)
        elif name == "f":
            self._formula = True
        elif name == "v":
            self._in_value = True
        elif name == "row":
            self._row = int(attributes["r"]) if "r" in attributes else max(self._row, 0) + 1
            self._column = -1
            if attributes.get("hidden") in ("1", "true") or attributes.get("ht") == "0":
                self.hidden_rows.add(self._row)
        elif name == "col":
            if attributes.get("hidden") in ("1", "true") or float(attributes.get("width", 1)) == 0:
                last = min(int(attributes["max"]), 16_384)
                self.hidden_columns.update(range(int(attributes["min"]) - 1, last))
        elif name == "mergeCell" and (block := block_of(attributes.get("ref", ""))):
            self.spans.append(block)

    def _text(self, text: str) -> None:
        if self._in_value and text.strip():
            self._value = True

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "v":
            self._in_value = False
        elif name == "c" and self._formula and not self._value:
            self._no_value.setdefault(self._row, set()).add(self._column)


def _refuse_doctype(*_: object) -> None:
    raise InputError("file.unreadable", file="XLSX", kind="Excel", reason="DOCTYPE")


def column_index(letters: str) -> int:
    """Column from 0 of its letters: A is 0."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def block_of(text: str) -> Span | None:
    """The cells of a block as Excel writes it (``A5:H60``), or None."""
    first, colon, last = text.partition(":")
    ends = [_CELL.fullmatch(end) for end in (first, last if colon else first)]
    if ends[0] is None or ends[1] is None:
        return None
    rows = sorted(int(end[2]) for end in ends if end)
    columns = sorted(column_index(end[1]) for end in ends if end)
    return Span(rows[0], rows[1], columns[0], columns[1])
