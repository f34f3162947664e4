"""Workbooks of Excel 97 to 2003 (.xls)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from covplan.ingest.sheets import DAY_ZERO_1900, DAY_ZERO_1904, Sheet, Span, Unreadable, limited, percent_text, whole


class XlsWorkbook:
    """An open workbook; ``close`` it."""

    def __init__(self, file: Path) -> None:
        import xlrd

        self._file = file
        self._book = xlrd.open_workbook(
            str(file), logfile=io.StringIO(), formatting_info=True, on_demand=True, ragged_rows=True
        )
        self._day_zero = DAY_ZERO_1904 if self._book.datemode == 1 else DAY_ZERO_1900

    def close(self) -> None:
        self._book.release_resources()

    def sheets(self) -> dict[str, bool]:
        shown = self._book._sheet_visibility
        return {name: shown[k] == 0 for k, name in enumerate(self._book.sheet_names())}

    def head(self, name: str, rows: int) -> Sheet:
        return Sheet(name, limited(self._file, self._rows(name, rows)))

    def sheet(self, name: str) -> Sheet:
        page = self._book.sheet_by_name(name)
        return Sheet(
            name,
            limited(self._file, self._rows(name, None)),
            tuple(Span(top + 1, below, left, after - 1) for top, below, left, after in page.merged_cells),
            frozenset(k + 1 for k, row in page.rowinfo_map.items() if row.hidden or row.height == 0),
            frozenset(k for k, column in page.colinfo_map.items() if column.hidden or column.width == 0),
            self._day_zero,
        )

    def _rows(self, name: str, rows: int | None) -> Iterator[tuple[int, tuple[Any, ...]]]:
        page = self._book.sheet_by_name(name)
        for k in range(min(page.nrows, rows or page.nrows)):
            yield k + 1, tuple(self._value(cell) for cell in page.row(k))

    def _value(self, cell: Any) -> Any:
        import xlrd

        if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
            return None
        if cell.ctype == xlrd.XL_CELL_ERROR:
            return Unreadable("cell.formula_error", xlrd.error_text_from_code.get(cell.value, "#?"))
        if cell.ctype == xlrd.XL_CELL_BOOLEAN:
            return bool(cell.value)
        if cell.ctype == xlrd.XL_CELL_DATE:
            try:
                return xlrd.xldate_as_datetime(cell.value, self._book.datemode)
            except (ValueError, OverflowError):
                return cell.value
        if cell.ctype == xlrd.XL_CELL_NUMBER and "%" in self._format(cell):
            return percent_text(cell.value)
        return whole(cell.value) if cell.ctype == xlrd.XL_CELL_NUMBER else cell.value

    def _format(self, cell: Any) -> str:
        style = self._book.xf_list[cell.xf_index] if cell.xf_index is not None else None
        known = self._book.format_map.get(style.format_key) if style else None
        return str(known.format_str) if known else ""
