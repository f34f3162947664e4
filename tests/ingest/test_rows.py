"""Cells by field: units, readings, days."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from covplan.ingest.rows import RejectedRow, Row
from covplan.ingest.sheets import DAY_ZERO_1900, Unreadable
from covplan.ingest.table_files import Table


def row(heading: str, *cells: Any, day_zero: date | None = None) -> Row:
    """The first of the rows of a table with one column ``f``."""
    rows = tuple((cell,) for cell in cells)
    numbers = tuple(range(2, 2 + len(rows)))
    return Row(Table(Path("a.csv"), "", (heading,), rows, numbers, day_zero=day_zero), {"f": 0}, 0)


def code(read: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises(RejectedRow) as caught:
        read(*arguments, **named)
    return caught.value.code


@pytest.mark.parametrize(
    ("heading", "cells", "value"),
    [
        ("Cao (m)", ["42"], 42),
        ("Cao (cm)", ["4200"], 42),
        ("Cao (ft)", ["100"], 30.48),
        ("Cao (ft)", ["42 m"], 42),  # the cell knows better than the heading
        ("Cao", ["42m"], 42),
        ("Cao", ["42.125"], 42.125),  # 42,125 m is no height
        ("Cao (cm)", ["4.200"], 42),
        ("Cao", ["42,5"], 42.5),
    ],
)
def test_heights(heading: str, cells: list[Any], value: float) -> None:
    assert row(heading, *cells).value("f", 1, 300, "m") == pytest.approx(value)


def test_the_column_or_the_range_chooses_a_reading() -> None:
    assert code(row("Người", "1.234", "845").value, "f", 0, 1e6, "people") == "cell.separator"
    assert row("Người", "1.234", "12.345.678").value("f", 0, 1e6, "people") == 1234
    assert row("Người", "1.234", "845.5").value("f", 0, 1e6, "people") == 1.234
    assert row("Người", "1.234").value("f", 0, 1000, "people") == 1.234
    assert code(row("Người", "1.234").value, "f", 5000, 1e6, "people") == "cell.separator"  # neither
    assert row("Y", "451.200").position("f", degrees=False) == 451_200
    assert row("Y (km)", "451,200").position("f", degrees=False) == 451_200_000  # outside any province


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1.42E+06", "cell.rounded"),
        ("1E+05", "cell.rounded"),
        (Unreadable("cell.formula", "=…"), "cell.formula"),
        ("#N/A", "cell.formula_error"),
        ("#ref!", "cell.formula_error"),
        ("Err:502", "cell.formula_error"),
        ("42 kg", "cell.number"),
        ("42 °", "cell.unit"),
    ],
)
def test_cells_that_say_nothing(cell: Any, expected: str) -> None:
    assert code(row("Cao", cell).value, "f", 1, 1e9, "m") == expected


def test_all_digits_of_an_exponent_are_a_number() -> None:
    assert row("X", "1.42150025E+06").position("f", degrees=False) == 1_421_500.25
    assert row("Mã", "#12").required("f") == "#12"  # no error of a formula


def test_degrees_under_a_heading() -> None:
    assert row("Kinh độ (độ)", "108,05").position("f", degrees=True) == 108.05
    assert row("Kinh độ (DMS)", "108°3'0\"").position("f", degrees=True) == 108.05
    assert code(row("Kinh độ (DMS)", "108.0300").position, "f", degrees=True) == "cell.angle"
    assert code(row("Kinh độ (DMS)", 108.03).position, "f", degrees=True) == "cell.angle"
    assert code(row("Kinh độ (rad)", 1.8858).position, "f", degrees=True) == "cell.unit"


def test_days() -> None:
    assert row("Ngày", "05/03/2026").day("f") == date(2026, 3, 5)
    assert code(row("Ngày", "05/03/2026", "03/17/2026").day, "f") == "cell.month_first"
    assert row("Ngày", 46_086, day_zero=DAY_ZERO_1900).day("f") == date(2026, 3, 5)
    assert row("Ngày", 46_086.75, day_zero=DAY_ZERO_1900).day("f") == date(2026, 3, 5)
    assert code(row("Ngày", 46_086).day, "f") == code(row("Ngày", "46086").day, "f") == "cell.serial"
    assert code(row("Ngày", 2026, day_zero=DAY_ZERO_1900).day, "f") == "cell.time"
    assert code(row("Ngày", 1e300, day_zero=DAY_ZERO_1900).day, "f") == "cell.time"


def test_several_numbers_in_a_cell() -> None:
    assert row("Hướng", "0/120/240").values("f", 0, 360, "°") == (0, 120, 240)
    assert code(row("Hướng", "120,5").values, "f", 0, 360, "°") == "cell.list"
    assert code(row("Hướng", "0/1.200").values, "f", 0, 2000, "°") == "cell.separator"
