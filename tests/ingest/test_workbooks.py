"""Workbooks of all kinds, read alike: values, merged cells, what is hidden, which sheet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from file_writers import Page, Raw, ods, xls, xlsx

from covplan.errors import InputError
from covplan.ingest.rows import RejectedRow, read_rows
from covplan.ingest.sheets import Span, Unreadable
from covplan.ingest.table_files import Table, read_table
from covplan.ingest.workbooks import workbook_sheet
from covplan.ingest.xlsx_files import block_of, column_index

VOCABULARY = {"id": ("ma",), "name": ("ten",), "height_m": ("cao",), "day": ("ngay",), "share": ("tyle",)}
ROWS = [["Mã", "Tên", "Cao (m)", "Ngày"], ["A", "Ea Súp", 42, datetime(2026, 3, 5)], ["B", None, 30.5, None]]
WRITERS = {"xlsx": xlsx, "xls": xls, "ods": ods}


def read(file: Path, sheet: str | None = None) -> Table:
    return read_table(file, VOCABULARY, {}, sheet)


@pytest.mark.parametrize("kind", WRITERS)
def test_values_are_the_same_in_all_kinds(tmp_path: Path, kind: str) -> None:
    table = read(WRITERS[kind](tmp_path / f"a.{kind}", ROWS))
    assert table.headings == ("Mã", "Tên", "Cao (m)", "Ngày") and table.sheet == "Trạm"
    assert table.rows == (("A", "Ea Súp", 42, datetime(2026, 3, 5)), ("B", None, 30.5, None))
    assert table.row_numbers == (2, 3)
    assert isinstance(table.rows[0][2], int)  # a code that is a number shall not end in .0


@pytest.mark.parametrize("kind", WRITERS)
def test_merged_text_belongs_to_each_row_and_a_number_to_none(tmp_path: Path, kind: str) -> None:
    rows = [["Mã", "Tên", "Cao (m)"], ["A", "VNPT", 42], ["B", None, None], ["C", "Viettel", 30]]
    page = Page("a", rows, merged=((2, 3, 2, 2), (2, 3, 3, 3)))
    table = read(WRITERS[kind](tmp_path / f"a.{kind}", page))
    assert [row[1] for row in table.rows] == ["VNPT", "VNPT", "Viettel"]
    assert [row[2] for row in table.rows] == [Unreadable("cell.merged", "42")] * 2 + [30]
    first = read_rows(table, {"height_m": 2})[0]
    with pytest.raises(RejectedRow) as caught:
        first.value("height_m", 1, 300, "m")
    assert (caught.value.code, caught.value.column) == ("cell.merged", "Cao (m)")


@pytest.mark.parametrize("kind", WRITERS)
def test_hidden_rows_and_columns(tmp_path: Path, kind: str) -> None:
    rows = [*ROWS, *[[f"C{k}", "x", 1, None] for k in range(4)]]
    file = WRITERS[kind](tmp_path / f"a.{kind}", Page("a", rows, hidden_rows=(3, 5, 6, 7)))
    with pytest.raises(InputError, match=r"a\.\w+ \(a\) hides rows 3, 5-7 of its table"):
        read(file)
    file = WRITERS[kind](tmp_path / f"b.{kind}", Page("a", rows, hidden_columns=(3,)))
    with pytest.raises(InputError, match=r"hides columns of its table: Cao \(m\)"):
        read(file)


@pytest.mark.parametrize("kind", WRITERS)
def test_which_sheet(tmp_path: Path, kind: str) -> None:
    other = [["Mã", "Ghi chú"], ["Z", "x"]]
    write = WRITERS[kind]
    assert read(write(tmp_path / f"a.{kind}", Page("Bìa", [["ĐỀ ÁN"]]), Page("Trạm", ROWS))).sheet == "Trạm"
    assert read(write(tmp_path / f"b.{kind}", Page("Ghi chú", other), Page("Trạm", ROWS))).sheet == "Trạm"
    both = write(tmp_path / f"c.{kind}", Page("2025", ROWS), Page("2026", ROWS[:2]))
    with pytest.raises(InputError, match="several sheets of c.* hold such a table: 2025, 2026"):
        read(both)
    assert len(read(both, "2026").rows) == 1
    assert read(both, "2025!A1:C2").rows == (("A", "Ea Súp", 42),)
    with pytest.raises(InputError, match="no sheet or layer '2025!A1:'; it has: 2025, 2026"):
        read(both, "2025!A1:")
    hidden = write(tmp_path / f"d.{kind}", Page("2025", ROWS, hidden=True), Page("2026", ROWS[:2]))
    assert read(hidden).sheet == "2026" and len(read(hidden, "2025").rows) == 2


@pytest.mark.parametrize("write", [xlsx, xls])
def test_days_are_counted_as_the_workbook_says(tmp_path: Path, write: Callable[..., Path]) -> None:
    for mac, serial in ((False, 46_086), (True, 44_624)):
        rows = [["Mã", "Ngày"], ["A", serial], ["B", 20]]
        table = read(write(tmp_path / f"a{serial}.{write.__name__}", rows, mac=mac))
        first, second = read_rows(table, {"id": 0, "day": 1})
        assert first.day("day") == date(2026, 3, 5)
        with pytest.raises(RejectedRow):
            second.day("day")  # of 1900 or 1904


def test_a_percentage_is_what_the_cell_shows(tmp_path: Path) -> None:
    def percent(book: object) -> None:
        for k, form in enumerate(("0%", "0.00%", '0.0" %"'), start=2):
            book.worksheets[0].cell(k, 2).number_format = form  # type: ignore[attr-defined]

    rows = [["Mã", "Tỷ lệ"], ["A", 0.15], ["B", 0.155], ["C", 0.2], ["D", 15]]
    table = read(xlsx(tmp_path / "a.xlsx", rows, change=percent))
    assert [row[1] for row in table.rows] == ["15%", "15.5%", "20%", 15]
    assert [row.value("share", 0, 100, "%") for row in read_rows(table, {"share": 1})] == [15, 15.5, 20, 15]


def test_cells_of_open_document(tmp_path: Path) -> None:
    def cell(inner: str, attributes: str = 'office:value-type="string"') -> Raw:
        return Raw(f"<table:table-cell {attributes}>{inner}</table:table-cell>")

    note = "<office:annotation><text:p>ghi chú của ai đó</text:p></office:annotation>"
    rows = [
        ["Mã", "Tên"],
        [cell(f"{note}<text:p>A<text:s text:c='2'/>1</text:p>"), cell("<text:p>hai</text:p><text:p>dòng</text:p>")],
        ["B", cell("<text:p>15%</text:p>", 'office:value-type="percentage" office:value="0.15"')],
        ["C", cell("<text:p>TRUE</text:p>", 'office:value-type="boolean" office:boolean-value="true"')],
        ["D", cell("<text:p/>", 'table:formula="of:=[.A1]"')],
        ["E", cell("<text:p>5</text:p>", 'table:formula="of:=2+3" office:value-type="float" office:value="5"')],
    ]
    of_libreoffice = 'table:formula="of:=1/0" office:value-type="string" office:string-value="" '
    rows.append(["F", cell("<text:p>#DIV/0!</text:p>", of_libreoffice + 'calcext:value-type="error"')])
    table = read(ods(tmp_path / "a.ods", rows))
    assert table.rows[-1][1] == Unreadable("cell.formula_error", "#DIV/0!")
    assert table.rows[0] == ("A  1", "hai\ndòng")
    assert [row[1] for row in table.rows[1:-1]] == ["15%", True, Unreadable("cell.formula", "=…"), 5]


def test_blocks_of_cells() -> None:
    assert block_of("A5:H60") == Span(5, 60, 0, 7) == block_of("H60:A5")
    assert block_of("B2") == Span(2, 2, 1, 1)
    assert block_of("A:H") is None and block_of("") is None and block_of("5:60") is None
    assert [column_index(letters) for letters in ("A", "Z", "AA", "XFD")] == [0, 25, 26, 16_383]


@pytest.mark.parametrize("name", ["a.xls", "a.ods", "a.xlsx"])
def test_what_is_no_workbook(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("<html><table><tr><td>Mã</td></tr></table></html>", encoding="utf-8")
    with pytest.raises(InputError, match=f"cannot read {name}"):
        read(tmp_path / name)
    (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(InputError, match=f"cannot read {name} as Excel"):
        workbook_sheet(tmp_path / name, None, lambda sheet: 0)
