"""Tables as aligned text. Imported only for ``assess --where``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from numbers import Integral
from typing import Any

from covplan.outputs import Table
from covplan.outputs.numbers import format_number
from covplan.outputs.settings import Language
from covplan.outputs.texts import text


def where_lines(tables: Iterable[Table], language: str) -> Iterator[str]:
    """Each table under its title, in columns as wide as their longest text; numbers to the right."""
    in_words = Language(language)
    for number, table in enumerate(tables):
        if number:
            yield ""
        yield text(f"sheet.{table.key}", in_words).upper()
        cells = [table.columns, *([_cell(value, in_words) for value in row] for row in table.rows)]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        numeric = [any(not isinstance(row[k], str) for row in table.rows) for k in range(len(widths))]
        for row in cells:
            aligned = (f"{cell:>{w}}" if n else f"{cell:<{w}}" for cell, w, n in zip(row, widths, numeric, strict=True))
            yield "  ".join(aligned).rstrip()


def _cell(value: Any, language: Language) -> str:
    if isinstance(value, str):
        return value
    return format_number(value, language, 0 if isinstance(value, Integral) else 1)
