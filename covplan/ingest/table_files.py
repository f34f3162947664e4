"""Tables as offices send them: XLSX, CSV and vector files, with title rows above the header."""

from __future__ import annotations

import csv
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from covplan.errors import CovplanError, InputError
from covplan.ingest.headings import Vocabulary, match_columns
from covplan.ingest.reference_systems import existing
from covplan.ingest.untrusted_files import check_archive

HEADER_ROWS = 30
"""A header is looked for in so many first rows."""

MAX_CELLS = 3_000_000
"""A longer table would take more than 400 MB. A drive test of 250,000 rows and 12 columns has as many."""

MAX_LINE = 1_000_000
"""A line of a text table with more characters is none; it is not read to its end."""

MAX_TEXT_BYTES = 64 * 2**20
"""A file that is read as one text, such as a TOML file, is far smaller."""

_DELIMITERS = ";,\t|"


@dataclass(frozen=True, eq=False)
class Table:
    """Rows under a header. ``row_numbers`` count as the user does: 1 is the first line of the sheet."""

    file: Path
    sheet: str
    headings: tuple[Any, ...]
    rows: tuple[tuple[Any, ...], ...]
    row_numbers: tuple[int, ...]
    geometry: NDArray[Any] | None = None  # of a vector file, in its own CRS
    crs: Any = None


def read_table(file: Path, vocabulary: Vocabulary, mapping: Mapping[str, str], sheet: str | None = None) -> Table:
    """The table of a file; the header is the row among the first 30 with most recognised or mapped headings.

    Parameters
    ----------
    file : Path
        .xlsx or .xlsm, .csv, .txt or .tsv, or anything else that GDAL reads as vector data.
    vocabulary, mapping
        Recognised headings, and the scenario's own (field → heading).
    sheet : str, optional
        Sheet of a workbook or layer of a vector file; the first if not given.

    Raises
    ------
    MissingFileError, InputError
        If the file is not there, cannot be read, has no such sheet, no header or no rows.
    """
    existing(file)

    def score(row: tuple[Any, ...]) -> int:
        return len(match_columns(row, vocabulary, mapping)[0])

    suffix = file.suffix.lower()
    if suffix in (".xlsx", ".xlsm"):
        return _under_header(file, *_workbook_rows(file, sheet), score)
    if suffix in (".csv", ".txt", ".tsv"):
        return _under_header(file, "", _delimited_rows(file, score), score)
    return _vector_table(file, sheet)


def _under_header(
    file: Path, sheet: str, rows: list[tuple[int, tuple[Any, ...]]], score: Callable[[tuple[Any, ...]], int]
) -> Table:
    filled = [(number, row) for number, row in rows if any(cell not in (None, "") for cell in row)]
    if not filled:
        raise InputError("table.empty", file=_with_sheet(file, sheet))
    scores = [score(row) for _, row in filled[:HEADER_ROWS]]
    best = int(np.argmax(scores))
    if scores[best] == 0:
        first = ", ".join(str(cell) for cell in filled[0][1] if cell not in (None, ""))
        raise InputError("table.header", file=_with_sheet(file, sheet), rows=HEADER_ROWS, first=first[:120])
    headings = filled[best][1]
    below = filled[best + 1 :]
    if not below:
        raise InputError("table.empty", file=_with_sheet(file, sheet))
    padded = (row + (None,) * (len(headings) - len(row)) for _, row in below)
    return Table(file, sheet, headings, tuple(padded), tuple(number for number, _ in below))


def _with_sheet(file: Path, sheet: str) -> str:
    return f"{file.name} ({sheet})" if sheet else file.name


def _workbook_rows(file: Path, sheet: str | None) -> tuple[str, list[tuple[int, tuple[Any, ...]]]]:
    from openpyxl import load_workbook

    check_archive(file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl remarks on styles that it does not know
            book = load_workbook(file, read_only=True, data_only=True)
            try:
                names = book.sheetnames
                name = names[0] if sheet is None else sheet
                if name not in names:
                    raise InputError("table.sheet", file=file.name, sheet=name, known=", ".join(names))
                page = book[name]
                if not hasattr(page, "reset_dimensions"):
                    raise InputError("table.empty", file=_with_sheet(file, name))  # a sheet that is a chart
                page.reset_dimensions()  # some programs write a wrong size
                return name, _limited(file, enumerate(page.iter_rows(values_only=True), start=1))
            finally:
                book.close()
    except (CovplanError, MemoryError):
        raise
    except Exception as error:  # openpyxl raises whatever it stumbles over in a damaged file
        raise InputError("file.unreadable", file=file.name, kind="Excel (.xlsx)", reason=str(error)) from None


def _limited(file: Path, rows: Iterable[tuple[int, tuple[Any, ...]]]) -> list[tuple[int, tuple[Any, ...]]]:
    """All rows but those without any cell; not more than ``MAX_CELLS`` are read."""
    kept, cells = [], 0
    for number, row in rows:
        cells += max(1, len(row))
        if cells > MAX_CELLS:
            raise InputError("table.size", file=file.name, cells=MAX_CELLS, row=number)
        if row:
            kept.append((number, row))
    return kept


def read_text(file: Path) -> str:
    """Text of a UTF-8 file, with or without a byte-order mark, or of UTF-16 with one."""
    size = existing(file).stat().st_size
    if size > MAX_TEXT_BYTES:
        raise InputError("text.size", file=file.name, mb=size / 2**20, most_mb=MAX_TEXT_BYTES / 2**20)
    try:
        return file.read_bytes().decode(_encoding(file))
    except UnicodeDecodeError:
        raise InputError("file.encoding", file=file.name) from None


def _encoding(file: Path) -> str:
    with file.open("rb") as stream:
        return "utf-16" if stream.read(2) in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"


def _lines(file: Path) -> Iterator[str]:
    with file.open(encoding=_encoding(file), newline="") as stream:
        while line := stream.readline(MAX_LINE + 1):
            if len(line) > MAX_LINE:
                raise InputError("text.line", file=file.name, most=MAX_LINE)
            yield line


def _delimited_rows(file: Path, score: Callable[[tuple[Any, ...]], int]) -> list[tuple[int, tuple[Any, ...]]]:
    def parse(delimiter: str) -> Iterator[tuple[int, tuple[Any, ...]]]:
        reader = csv.reader(_lines(file), delimiter=delimiter)
        first_line = 1
        for cells in reader:
            yield first_line, tuple(cell.strip() for cell in cells)
            first_line = reader.line_num + 1

    def worth(delimiter: str) -> tuple[int, int]:
        head = [row for _, row in islice(parse(delimiter), HEADER_ROWS)]
        return max((score(row) for row in head), default=0), max(map(len, head), default=0)

    try:
        return _limited(file, parse(max(_DELIMITERS, key=worth)))
    except csv.Error as error:
        raise InputError("file.unreadable", file=file.name, kind="CSV", reason=str(error)) from None
    except UnicodeDecodeError:
        raise InputError("file.encoding", file=file.name) from None


def _vector_table(file: Path, layer: str | None) -> Table:
    from covplan.ingest.vectors import read_features

    frame = read_features(file, layer)
    names = tuple(name for name in frame.columns if name != "geometry")
    plain = frame[list(names)].astype(object)
    plain = plain.where(plain.notna(), None)
    rows = tuple(tuple(row) for row in plain.itertuples(index=False, name=None))
    numbers = tuple(range(1, len(rows) + 1))
    return Table(file, layer or "", names, rows, numbers, frame.geometry.to_numpy(), frame.crs)
