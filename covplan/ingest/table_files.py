"""Tables as offices send them: workbooks, text tables and vector files, with title rows above the header."""

from __future__ import annotations

import csv
import logging
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from covplan.errors import InputError
from covplan.ingest.coordinates import decimal_sign
from covplan.ingest.headings import Vocabulary, clean_text, match_columns
from covplan.ingest.legacy_text import Unclear, decode_cells
from covplan.ingest.problems import ProblemLog
from covplan.ingest.reference_systems import existing
from covplan.ingest.sheets import (
    MAX_CELLS,
    Cells,
    NumberedRow,
    Sheet,
    Unreadable,
    counted,
    limited,
    without_merged_values,
)
from covplan.ingest.table_headers import HEADER_ROWS, Header, filled_rows, find_header, other_headers, total_row
from covplan.ingest.workbooks import WORKBOOK_SUFFIXES, workbook_sheet

LOGGER = logging.getLogger(__name__)

MAX_LINE = 1_000_000
"""A line of a text table with more characters is none; it is not read to its end."""

MAX_TEXT_BYTES = 64 * 2**20
"""A file that is read as one text, such as a TOML file, is far smaller."""

TEXT_SUFFIXES = (".csv", ".txt", ".tsv")
TABLE_SUFFIXES = (*TEXT_SUFFIXES, *WORKBOOK_SUFFIXES)
"""Files without geometry; anything else is read by GDAL as vector data."""

_DELIMITERS = ";,\t|"


@dataclass(frozen=True, eq=False)
class Table:
    """Rows under a header. ``row_numbers`` count as the user does: 1 is the first line of the sheet.

    ``notes`` is what stands above the header and alone in rows below it; ``day_zero`` the day 0 of serial numbers,
    None where the file does not say.
    """

    file: Path
    sheet: str
    headings: tuple[Any, ...]
    rows: tuple[Cells, ...]
    row_numbers: tuple[int, ...]
    geometry: NDArray[Any] | None = None  # of a vector file, in its own CRS
    crs: Any = None
    notes: tuple[str, ...] = ()
    day_zero: date | None = None

    def decimal_sign(self, column: int) -> str:
        """The decimal sign that the texts of a column prove, or empty."""
        if column not in self._signs:
            self._signs[column] = decimal_sign(row[column] for row in self.rows)
        return self._signs[column]

    def proves(self, column: int, of_cell: Callable[[object], bool]) -> bool:
        """Whether any text of a column proves something, such as an order of day and month."""
        key = (column, of_cell)
        if key not in self._proofs:
            self._proofs[key] = any(of_cell(row[column]) for row in self.rows if isinstance(row[column], str))
        return self._proofs[key]

    @cached_property
    def _signs(self) -> dict[int, str]:
        return {}

    @cached_property
    def _proofs(self) -> dict[tuple[int, Callable[[object], bool]], bool]:
        return {}


def read_table(
    file: Path,
    vocabulary: Vocabulary,
    mapping: Mapping[str, str],
    sheet: str | None = None,
    log: ProblemLog | None = None,
) -> Table:
    """The table of a file; the header is the row, or the two, among the first 30 with most recognised headings.

    Parameters
    ----------
    file : Path
        .xlsx, .xlsm, .xls, .ods, .csv, .txt or .tsv, or anything else that GDAL reads as vector data.
    vocabulary, mapping
        Recognised headings, and the scenario's own (field → heading).
    sheet : str, optional
        Sheet of a workbook, or a block of one (``Trạm!A5:H60``), or layer of a vector file. Without it, the only sheet
        that holds such a table, or the first layer.
    log : ProblemLog, optional
        Takes a remark where text of an old encoding was converted; without it the remark is logged.

    Raises
    ------
    MissingFileError, InputError
        If the file is not there, cannot be read, has no such sheet, no header or no rows, holds several such tables, or
        hides rows or columns of the table.
    """
    existing(file)
    own_log = ProblemLog()
    if file.suffix.lower() not in TABLE_SUFFIXES:
        return _vector_table(file, sheet, log if log is not None else own_log)
    if file.suffix.lower() in WORKBOOK_SUFFIXES:
        page = workbook_sheet(file, sheet, lambda page: _score(page, vocabulary, mapping))
    else:
        page = _text_sheet(file, vocabulary, mapping)
    try:
        rows, encoding = _decoded_rows(page.rows)
    except Unclear as unclear:
        where = _with_sheet(file, page.name)
        raise InputError("text.encoding", file=where, row=unclear.row, got=unclear.text) from None
    if encoding:
        (log if log is not None else own_log).note("text.converted", file, encoding=encoding)
    own_log.warn(LOGGER)
    return _under_header(file, without_merged_values(replace(page, rows=rows)), vocabulary, mapping)


def _score(page: Sheet, vocabulary: Vocabulary, mapping: Mapping[str, str]) -> int:
    """How many recognised headings the header of a sheet has."""
    with suppress(Unclear):  # which is an error of the sheet that is chosen
        page = replace(page, rows=_decoded_rows(page.rows)[0])
    header = find_header(page, vocabulary, mapping)
    return header.score if header else 0


def _decoded_rows(rows: Sequence[NumberedRow]) -> tuple[tuple[NumberedRow, ...], str]:
    cells, encoding = decode_cells([row for _, row in rows], [number for number, _ in rows])
    return tuple(zip((number for number, _ in rows), cells, strict=True)), encoding


def _under_header(file: Path, sheet: Sheet, vocabulary: Vocabulary, mapping: Mapping[str, str]) -> Table:
    where = _with_sheet(file, sheet.name)
    filled = filled_rows(sheet)
    if not filled:
        raise InputError("table.empty", file=where)
    header = find_header(sheet, vocabulary, mapping)
    if header is None:
        first = ", ".join(str(cell) for cell in filled[0][1] if cell not in (None, ""))
        raise InputError("table.header", file=where, rows=HEADER_ROWS, first=first[:120])
    below = filled[header.below :]
    if not below:
        raise InputError("table.empty", file=where)
    _check_hidden(where, sheet, header, below, vocabulary, mapping)
    repeated, others = other_headers(below, header, vocabulary, mapping)
    if others:
        starts = ", ".join(map(str, (header.rows[0], *others)))
        raise InputError("table.several", file=where, rows=starts)
    rows = [(number, row) for number, row in below if number not in set(repeated)]
    if not rows:
        raise InputError("table.empty", file=where)
    width = len(header.headings)
    alone = [row for _, row in filled if sum(cell not in (None, "") for cell in row) == 1]
    above = [row for number, row in filled if number < header.rows[0]]
    notes = dict.fromkeys(clean_text(cell) for row in (*above, *alone) for cell in row if isinstance(cell, str))
    return Table(
        file,
        sheet.name,
        header.headings,
        tuple(_row(row, width, text_table=not sheet.knows_spans) for _, row in rows),
        tuple(number for number, _ in rows),
        notes=tuple(note for note in notes if note),
        day_zero=sheet.day_zero,
    )


def _row(row: Cells, width: int, *, text_table: bool) -> Cells:
    """The cells under the headings; those of a row that is none of the table's hold why."""
    if text_table and len(row) > width:  # a decimal comma in a table with commas between the cells moves the rest
        return (Unreadable("row.too_long", str(len(row))),) * width
    if word := total_row(row):
        return (Unreadable("row.total", word),) * width
    return row[:width] + (None,) * (width - len(row))


def _check_hidden(
    where: str,
    sheet: Sheet,
    header: Header,
    below: Sequence[NumberedRow],
    vocabulary: Vocabulary,
    mapping: Mapping[str, str],
) -> None:
    """Hidden rows may be deleted ones or filtered ones, a hidden column the one of last year: somebody must say."""
    if rows := [number for number, _ in below if number in sheet.hidden_rows]:
        raise InputError("table.hidden_rows", file=where, rows=_ranges(rows))
    columns = match_columns(header.headings, vocabulary, mapping)[0]
    if hidden := [header.headings[k] for k in columns.values() if k in sheet.hidden_columns]:
        raise InputError("table.hidden_columns", file=where, headings=", ".join(hidden))


def _ranges(numbers: Sequence[int]) -> str:
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    texts = [str(first) if first == last else f"{first}-{last}" for first, last in parts]
    return ", ".join(texts[:10]) + (" …" if len(texts) > 10 else "")


def _with_sheet(file: Path, sheet: str) -> str:
    return f"{file.name} ({sheet})" if sheet else file.name


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


def _lines(file: Path, encoding: str) -> Iterator[str]:
    with file.open(encoding=encoding, newline="") as stream:
        while line := stream.readline(MAX_LINE + 1):
            if len(line) > MAX_LINE:
                raise InputError("text.line", file=file.name, most=MAX_LINE)
            yield line


def _text_sheet(file: Path, vocabulary: Vocabulary, mapping: Mapping[str, str]) -> Sheet:
    """The rows of a text table in UTF-8 or UTF-16, or in bytes of an old encoding where these are clearly one."""
    try:
        return _delimited(file, _encoding(file), vocabulary, mapping)
    except UnicodeDecodeError:
        pass
    sheet = _delimited(file, "latin-1", vocabulary, mapping)
    try:
        _, encoding = _decoded_rows(sheet.rows)
    except Unclear:
        encoding = ""
    if not encoding:
        raise InputError("file.encoding", file=file.name)
    return sheet


def _delimited(file: Path, encoding: str, vocabulary: Vocabulary, mapping: Mapping[str, str]) -> Sheet:
    line = 1

    def parse(delimiter: str) -> Iterator[NumberedRow]:
        nonlocal line
        reader = csv.reader(_lines(file, encoding), delimiter=delimiter, strict=True)
        line = 1
        for cells in reader:
            yield line, tuple(map(str.strip, cells))
            line = reader.line_num + 1

    def worth(delimiter: str) -> tuple[int, int]:
        head: tuple[NumberedRow, ...] = ()
        with suppress(csv.Error):  # an error of the delimiter that is chosen
            for row in islice(parse(delimiter), HEADER_ROWS + 2):
                head += (row,)
        return _score(Sheet("", head, knows_spans=False), vocabulary, mapping), max(
            (len(row) for _, row in head), default=0
        )

    try:
        delimiter = max(_DELIMITERS, key=worth)
        if file.stat().st_size > MAX_CELLS:  # may be too many: they are counted before any is kept
            deque(counted(file, parse(delimiter)), maxlen=0)
        rows = limited(file, parse(delimiter))
    except csv.Error as error:
        raise InputError("file.unreadable", file=file.name, kind="CSV", reason=f"{error} ({line})") from None
    return Sheet("", rows, knows_spans=False)


def _vector_table(file: Path, layer: str | None, log: ProblemLog) -> Table:
    from covplan.ingest.vectors import read_features

    frame = read_features(file, layer, log)
    names = tuple(name for name in frame.columns if name != "geometry")
    plain = frame[list(names)].astype(object)
    plain = plain.where(plain.notna(), None)
    rows = tuple(tuple(row) for row in plain.itertuples(index=False, name=None))
    numbers = tuple(range(1, len(rows) + 1))
    return Table(file, layer or "", names, rows, numbers, frame.geometry.to_numpy(), frame.crs)
