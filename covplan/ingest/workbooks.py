"""Opens a workbook by what it is, whatever its name says, and chooses the sheet that holds the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from covplan.errors import CovplanError, InputError
from covplan.ingest.ods_files import OdsWorkbook
from covplan.ingest.reference_systems import existing
from covplan.ingest.sheets import Sheet, Workbook, cut_out
from covplan.ingest.table_headers import HEADER_ROWS
from covplan.ingest.untrusted_files import check_archive
from covplan.ingest.xls_files import XlsWorkbook
from covplan.ingest.xlsx_files import XlsxWorkbook, block_of

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods")
MAX_XLS_BYTES = 64 * 2**20
"""The format allows more, but 65,536 rows of 30 columns do not fill it."""

_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # [MS-CFB] 2.2: .xls, and any workbook with a password


def workbook_sheet(
    file: Path,
    wanted: str | None,
    score: Callable[[Sheet], int],
) -> Sheet:
    """The sheet that is named, or the only one that holds such a table.

    ``wanted`` may also name a block of cells, as Excel writes it: ``Trạm!A5:H60``. ``score`` tells how many
    recognised headings the first rows of a sheet hold.

    Raises
    ------
    InputError
        If there is no such sheet, if several sheets hold such a table, or the workbook cannot be read.
    """
    with _open(file) as book:
        shown = book.sheets()
        if wanted is not None:
            return _named(file, book, wanted)
        scores = {name: score(book.head(name, HEADER_ROWS + 2)) for name, visible in shown.items() if visible}
        if not scores:
            raise InputError("table.empty", file=file.name)
        best = max(scores, key=lambda name: scores[name])
        rivals = [name for name, score in scores.items() if score >= max(2, (scores[best] + 1) // 2)]
        if len(rivals) > 1:
            raise InputError("table.sheets", file=file.name, sheets=", ".join(rivals))
        return book.sheet(best)


def first_sheet(file: Path) -> str | None:
    """The first sheet that is shown; None where the file is no workbook."""
    if file.suffix.lower() not in WORKBOOK_SUFFIXES:
        return None
    with _open(existing(file)) as book:
        return next((name for name, visible in book.sheets().items() if visible), None)


def _named(file: Path, book: Workbook, wanted: str) -> Sheet:
    names = book.sheets()
    if wanted in names:
        return book.sheet(wanted)
    name, _, cells = wanted.rpartition("!")
    block = block_of(cells)
    if name not in names or block is None:
        raise InputError("table.sheet", file=file.name, sheet=wanted, known=", ".join(names))
    return cut_out(book.sheet(name), block)


@contextmanager
def _open(file: Path) -> Iterator[Workbook]:
    with file.open("rb") as stream:
        compound = stream.read(len(_COMPOUND_FILE)) == _COMPOUND_FILE
    ods = file.suffix.lower() == ".ods"
    kind = "Excel (.xls)" if compound else "OpenDocument (.ods)" if ods else "Excel (.xlsx)"
    check_archive(file)
    try:
        if compound:
            if file.stat().st_size > MAX_XLS_BYTES:
                size = {"mb": file.stat().st_size / 2**20, "most_mb": MAX_XLS_BYTES / 2**20}
                raise InputError("text.size", file=file.name, **size)
            book: XlsWorkbook | OdsWorkbook | XlsxWorkbook = XlsWorkbook(file)
        elif ods:
            book = OdsWorkbook(file)
        else:
            book = XlsxWorkbook(file)
        try:
            yield book
        finally:
            book.close()
    except (CovplanError, MemoryError):
        raise
    except Exception as error:  # each library raises whatever it stumbles over in a damaged file
        raise InputError("file.unreadable", file=file.name, kind=kind, reason=str(error)) from None
