"""Where the header is, and of which rows it is made."""

from __future__ import annotations

from typing import Any

import pytest

from covplan.ingest.sheets import Sheet, Span
from covplan.ingest.site_rows import VOCABULARY
from covplan.ingest.table_headers import Header, find_header, other_headers, total_row

DATA = ["A", "Ea Súp", 1_421_500.5, 451_200.25, 42, 39]


def sheet(*rows: list[Any], spans: tuple[Span, ...] = (), text: bool = False) -> Sheet:
    return Sheet("a", tuple(enumerate(map(tuple, rows), start=1)), spans, knows_spans=not text)


def header(*rows: list[Any], **options: Any) -> Header:
    found = find_header(sheet(*rows, **options), VOCABULARY, {})
    assert found is not None
    return found


def test_one_row_of_headings_is_not_joined_with_data() -> None:
    found = header(["Mã trạm", "Tên trạm", "X", "Y", "Chiều cao", "Anten"], ["A", "X", "Y", "tên", "mã", ""], DATA)
    assert found.rows == (1,) and found.headings[:2] == ("Mã trạm", "Tên trạm")


UPPER = ["Mã trạm", "Tên trạm", "Toạ độ", "", "Chiều cao (m)", ""]
LOWER = [None, None, "X", "Y", "Cột", "Anten"]
SPANS = (Span(1, 2, 0, 0), Span(1, 2, 1, 1), Span(1, 1, 2, 3), Span(1, 1, 4, 5))


@pytest.mark.parametrize("options", [{"spans": SPANS}, {"text": True}])
def test_two_rows_are_one_header(options: dict[str, Any]) -> None:
    found = header(UPPER, LOWER, DATA, **options)
    assert found.rows == (1, 2) and found.below == 2
    columns = ("Mã trạm", "Tên trạm", "Toạ độ X", "Toạ độ Y", "Chiều cao (m) Cột", "Chiều cao (m) Anten")
    assert found.headings == columns


def test_a_height_of_something_else_is_none() -> None:
    upper = ["Mã trạm", "Tên trạm", "Toạ độ", "", "Toà nhà", "Anten"]
    lower = [None, None, "X", "Y", "Chiều cao", "Chiều cao"]
    found = header(upper, lower, DATA, spans=(Span(1, 1, 2, 3),))
    assert found.headings[4:] == ("Toà nhà Chiều cao", "Chiều cao Anten")


def test_units_and_numbers_below() -> None:
    rows = [["Mã trạm", "Tên trạm", "X", "Y", "Chiều cao cột", "Chiều cao anten"], ["", "", "m", "m", "(ft)", "m"]]
    found = header(*rows, ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"], DATA)
    assert found.headings[2:] == ("X (m)", "Y (m)", "Chiều cao cột (ft)", "Chiều cao anten (m)")
    assert found.rows == (1, 2, 3) and found.below == 3
    assert header(rows[0], DATA).below == 1


@pytest.mark.parametrize("row", [[1, 2, 3, 4], ["A", "B", 1, 2, 3], ["(0)", "(1)", "(2)"], [1.0, 2.0, 3.0]])
def test_a_row_that_numbers_the_columns(row: list[Any]) -> None:
    assert header(["Mã trạm", "X", "Y", "Chiều cao"], row, DATA).below == 2


@pytest.mark.parametrize("row", [[1, 2, 4], ["A", 10, 11, 12], ["1", "A", "2", "3"], [1, 2]])
def test_a_row_that_does_not(row: list[Any]) -> None:
    assert header(["Mã trạm", "X", "Y", "Chiều cao"], row, DATA).below == 1


def test_a_header_that_is_repeated_and_one_of_another_table() -> None:
    head = ["Mã trạm", "Tên trạm", "X", "Y"]
    found = header(head, DATA)

    def told(*rows: tuple[int, list[Any]]) -> tuple[list[int], list[int]]:
        return other_headers([(number, tuple(row)) for number, row in rows], found, VOCABULARY, {})

    assert told((2, DATA), (3, head), (4, DATA)) == ([3], [])
    assert told((2, DATA), (4, head), (5, DATA)) == ([], [4])  # after an empty row
    assert told((2, DATA), (3, ["Năm 2025"]), (4, head)) == ([], [4])
    assert told((2, DATA), (3, ["Mã trạm", "Kinh độ", "Vĩ độ"])) == ([], [3])


@pytest.mark.parametrize("row", [[None, "Tổng cộng", 5], ["TỔNG:", 5], ["Cộng"], ["Tổng cộng: 12 trạm"], ["Total", 3]])
def test_totals(row: list[Any]) -> None:
    assert total_row(row)


@pytest.mark.parametrize(
    "row", [["Tổng kho xăng dầu", 5], ["A", "Tổng"], [5, "Thôn Cộng Hòa"], [None, None], [Span(1, 1, 0, 0)]]
)
def test_what_only_begins_like_one(row: list[Any]) -> None:
    assert not total_row(row)
