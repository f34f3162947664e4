"""Cleaned copies of tables: rows stand where they stood, so that the numbers of rows are those of the original.

Of a workbook the sheets that were read are written, of every table its header and rows; what stands above and beside
them is left out, but for the head of a template. A workbook of any kind becomes one without macros (``.xlsx``).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from covplan.ingest.cleaning import TEXT_SUFFIXES, CleanedTable
from covplan.ingest.template_head import head_cells
from covplan.outputs.files import writing_folder
from covplan.outputs.settings import OutputError


def write_cleaned(tables: Iterable[CleanedTable], folder: Path) -> tuple[Path, ...]:
    """Write a copy of each file into a folder, which it replaces; the files.

    Raises
    ------
    OutputError
        If an original itself lies in the folder, or the folder cannot be written.
    """
    by_file: dict[Path, list[CleanedTable]] = {}
    for one in tables:
        by_file.setdefault(one.original.file, []).append(one)
    for file in by_file:
        if file.resolve().is_relative_to(folder.resolve()):
            raise OutputError("output.cleaned_input", file=file)
    names = _names(list(by_file))
    with writing_folder(folder) as temporary:
        for file, sheets in by_file.items():
            target = temporary / names[file]
            if sheets[0].as_text:
                target.write_text(_as_csv(sheets[0]), encoding="utf-8-sig", newline="")
            else:
                _workbook(sheets).save(target)
    return tuple(folder / name for name in names.values())


def _names(files: Sequence[Path]) -> dict[Path, str]:
    """The name of the copy of each file; with its folder's name before it where two would have the same."""
    own = {file: file.name if file.suffix.lower() in TEXT_SUFFIXES else f"{file.stem}.xlsx" for file in files}
    every = [name.casefold() for name in own.values()]  # A.csv and a.csv are one file on Windows and macOS
    names: dict[Path, str] = {}
    for number, (file, name) in enumerate(own.items(), 1):
        if every.count(name.casefold()) > 1:
            name = f"{file.parent.name}_{name}"
        taken = {other.casefold() for other in names.values()}
        names[file] = name if name.casefold() not in taken else f"{number}_{name}"
    return names


def _as_csv(cleaned: CleanedTable) -> str:
    head = _line([_text(cell) for cell in cleaned.original.headings])
    first = cleaned.original.row_numbers[0] if cleaned.original.row_numbers else 2
    text = "\n" * max(0, first - 1 - head.count("\n")) + head
    lines = text.count("\n")
    for number, row in zip(cleaned.original.row_numbers, cleaned.cells, strict=True):
        if row is not None:
            line = "\n" * (number - 1 - lines) + _line([_text(cell) for cell in row])
            text, lines = text + line, lines + line.count("\n")
    return text


def _line(cells: Sequence[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=";", lineterminator="\n").writerow(cells)
    return stream.getvalue()


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell)


def _workbook(sheets: Sequence[CleanedTable]) -> Workbook:
    book = Workbook()
    book.remove(book.active)
    for cleaned in sheets:
        _fill(book.create_sheet(cleaned.original.sheet), cleaned)
    return book


def _fill(sheet: Worksheet, cleaned: CleanedTable) -> None:
    table = cleaned.original
    if (head := head_cells(table.file, table.sheet)) is not None:
        for k, cell in enumerate(head):
            _put(sheet, k // 2 + 1, k % 2 + 1, cell or None)
    for column, heading in enumerate(table.headings, 1):
        _put(sheet, table.row_numbers[0] - 1, column, heading)
    for number, row in zip(table.row_numbers, cleaned.cells, strict=True):
        for column, cell in enumerate(row or (), 1):
            _put(sheet, number, column, cell)


def _put(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    if value is None:
        return
    cell = sheet.cell(row, column)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # never a formula, whatever it begins with
    elif isinstance(value, float):
        cell.value, cell.data_type = repr(value), "n"  # openpyxl itself keeps 16 digits, one too few
