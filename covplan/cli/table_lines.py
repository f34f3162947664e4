"""Tables as lines of a terminal. Imported only for the commands that print them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from numbers import Integral, Real
from pathlib import Path
from textwrap import wrap
from typing import Any

from covplan.cli.words import word
from covplan.outputs.numbers import format_number
from covplan.outputs.settings import Language
from covplan.outputs.tables import Table, Year
from covplan.outputs.texts import text
from covplan.workflow import View

SHOWN_ROWS = 15
_HEADING_WIDTH = 12


def table_lines(view: View, language: Language) -> Iterator[str]:
    """Each table under its title, its first rows, then what is to be said with them and where the files are."""
    for table in view.tables:
        yield from titled_lines(table, view.folder, language)
        yield ""
    for key, params in view.remarks:
        yield word(key, language, **params)
    yield word("run.tables", language, path=view.folder)


def titled_lines(table: Table, folder: Path, language: Language, below: Sequence[str] = ()) -> Iterator[str]:
    """A table under its title: its first rows, each with its line ``below`` it if there are such lines."""
    yield text(f"sheet.{table.key}", language).upper()
    if not table.rows:
        yield word("tables.none", language)
        return
    lines = aligned(table.columns, table.rows[:SHOWN_ROWS], language)
    first_row = len(lines) - min(len(table.rows), SHOWN_ROWS)
    for k, line in enumerate(lines, -first_row):
        yield line
        if below and k >= 0:
            yield f"    {below[k]}"
    if len(table.rows) > SHOWN_ROWS:
        yield word("tables.more", language, count=len(table.rows) - SHOWN_ROWS, file=f"{folder / table.key}.csv")


def aligned(columns: Sequence[str], rows: Sequence[Sequence[Any]], language: Language) -> list[str]:
    """Headings, wrapped over several lines where they are long, and a line per row; numbers to the right."""
    cells = [[_cell(value, language) for value in row] for row in rows]
    numbers = [all(not isinstance(row[k], str) for row in rows) for k in range(len(columns))]
    widths = [max((len(row[k]) for row in cells), default=0) for k in range(len(columns))]
    heads = [
        wrap(name, max(width, _HEADING_WIDTH), break_long_words=False)
        for name, width in zip(columns, widths, strict=True)
    ]
    height = max(map(len, heads))
    heads = [[""] * (height - len(lines)) + lines for lines in heads]
    widths = [max(width, *map(len, lines)) for width, lines in zip(widths, heads, strict=True)]
    return [
        "  ".join(
            f"{c:>{w}}" if right else f"{c:<{w}}" for c, w, right in zip(row, widths, numbers, strict=True)
        ).rstrip()
        for row in [*zip(*heads, strict=True), *cells]
    ]


def _cell(value: Any, language: Language) -> str:
    if value is None:
        return "–"
    if isinstance(value, Year):
        return str(value)
    if isinstance(value, Integral):
        return format_number(int(value), language)
    if isinstance(value, Real):
        return format_number(float(value), language, 2)
    return str(value)
