"""A table whose cells are being corrected: every change is recorded, the file itself is never touched."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from covplan.ingest.headings import clean_text
from covplan.ingest.rows import Row, read_rows
from covplan.ingest.table_files import TEXT_SUFFIXES, Table


@dataclass(frozen=True)
class Change:
    """One cell, or one row where ``column`` is empty, before and after; code and parameters of an error text say why.

    ``row`` counts as the user does, in the original and in the cleaned copy alike.
    """

    file: Path
    sheet: str
    row: int
    column: str
    before: str
    after: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Proposal:
    """A change that a person is asked about; ``apply`` makes it.

    ``id`` follows from what the rows hold: a decision counts only for the rows that it was made about.
    """

    id: str
    change: Change
    apply: Callable[[], None]


class CleanedTable:
    """Cells of a table as they become; a row that was taken out is None."""

    def __init__(self, table: Table, columns: Mapping[str, int], changes: list[Change]) -> None:
        self.original, self.columns, self._changes = table, columns, changes
        self.cells: list[list[Any] | None] = [list(row) for row in table.rows]

    @property
    def as_text(self) -> bool:
        """Whether the file holds every cell as text."""
        return self.original.file.suffix.lower() in TEXT_SUFFIXES

    @property
    def table(self) -> Table:
        """The table as it is now."""
        kept = [k for k, row in enumerate(self.cells) if row is not None]
        rows = tuple(tuple(self.cells[k] or ()) for k in kept)
        return replace(self.original, rows=rows, row_numbers=tuple(self.original.row_numbers[k] for k in kept))

    @property
    def rows(self) -> list[Row]:
        """Its rows, read by our field names; asked for before rows are taken out, ``index`` is that of ``cells``."""
        return read_rows(self.table, self.columns)

    def change(self, index: int, field: str, after: Any, code: str, **params: Any) -> Change:
        """What giving a cell another value would be."""
        row, column = self.cells[index] or [], self.columns[field]
        return self._of(index, clean_heading(self.original, column), row[column], after, code, params)

    def put(self, index: int, field: str, after: Any, code: str, **params: Any) -> None:
        """Give a cell another value."""
        row = self.cells[index]
        if row is not None:
            self._changes.append(self.change(index, field, after, code, **params))
            row[self.columns[field]] = after

    def take_out(self, index: int, before: str, code: str, **params: Any) -> None:
        """Take out a row; ``before`` names it."""
        self._changes.append(self._of(index, "", before, "", code, params))
        self.cells[index] = None

    def proposal(self, change: Change, about: tuple[Any, ...], apply: Callable[[], None]) -> Proposal:
        """A proposal whose id follows from the change and what it is about."""
        told = (change.code, change.file.name, change.sheet, change.row, change.column, change.after, *about)
        digest = hashlib.sha256("\x1f".join(map(shown, told)).encode("utf-8", "replace"))
        return Proposal(digest.hexdigest()[:12], change, apply)

    def _of(self, index: int, column: str, before: Any, after: Any, code: str, params: Mapping[str, Any]) -> Change:
        at = self.original
        return Change(at.file, at.sheet, at.row_numbers[index], column, shown(before), shown(after), code, params)


def clean_heading(table: Table, column: int) -> str:
    """The file's own heading of a column."""
    return clean_text(table.headings[column])


def shown(value: Any) -> str:
    """A cell as text, empty for None."""
    return "" if value is None else str(value)
