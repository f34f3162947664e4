"""Tables as lines of a terminal. Imported only for the commands that print them."""

from __future__ import annotations

from collections.abc import Iterator
from numbers import Integral, Real
from typing import Any

from covplan.cli.words import word
from covplan.outputs.numbers import format_number
from covplan.outputs.settings import Language
from covplan.outputs.tables import Table
from covplan.outputs.texts import text
from covplan.workflow import View

SHOWN_ROWS = 15


def table_lines(view: View, language: Language) -> Iterator[str]:
    """Each table under its title, its first rows, then what is to be said with them and where the files are."""
    for table in view.tables:
        yield from _lines(table, f"{view.folder / table.key}.csv", language)
        yield ""
    for key, params in view.remarks:
        yield word(key, language, **params)
    yield word("run.tables", language, path=view.folder)


def _lines(table: Table, file: str, language: Language) -> Iterator[str]:
    yield text(f"sheet.{table.key}", language).upper()
    if not table.rows:
        yield word("tables.none", language)
        return
    shown = table.rows[:SHOWN_ROWS]
    cells = [list(table.columns), *([_cell(value, language) for value in row] for row in shown)]
    numbers = [all(not isinstance(row[k], str) for row in shown) for k in range(len(table.columns))]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        padded = (f"{c:>{w}}" if right else f"{c:<{w}}" for c, w, right in zip(row, widths, numbers, strict=True))
        yield "  ".join(padded).rstrip()
    if len(table.rows) > len(shown):
        yield word("tables.more", language, count=len(table.rows) - len(shown), file=file)


def _cell(value: Any, language: Language) -> str:
    if value is None:
        return "–"
    if isinstance(value, Integral):
        return format_number(int(value), language)
    if isinstance(value, Real):
        return format_number(float(value), language, 2)
    return str(value)
