"""Units in headings and cells."""

from __future__ import annotations

import math

import pytest

from covplan.ingest.unit_words import UnitError, apart, into, is_unit, stated_unit


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("Chiều cao (m)", "m"),
        ("Chiều cao cột [FT]", "ft"),
        ("Độ cao, so với đất (cm)", "cm"),
        ("Công suất (dBm, mỗi cổng)", "dbm"),
        ("Diện tích (m²)", "m2"),
        ("mast_height_ft", "ft"),
        ("EIRP dBm", "dbm"),
        ("Số người (nghìn người)", "nghìn người"),
        ("Download (MB/s)", "bytes per second"),
        ("Download (Mb/s)", "mb/s"),
        ("Chiều cao (m) (theo hồ sơ)", "m"),
        ("Tên trạm (cũ)", ""),
        ("X", ""),
        ("m", ""),  # a heading of one letter is a name
    ],
)
def test_the_unit_of_a_heading(heading: str, unit: str) -> None:
    assert stated_unit(heading) == unit


@pytest.mark.parametrize(
    ("expected", "unit", "number", "value"),
    [
        ("m", "", 42, 42),
        ("m", "cm", 4200, 42),
        ("m", "ft", 100, 30.48),
        ("m", "km", 1421.50025, 1421500.25),
        ("MHz", "ghz", 2.55, 2550),
        ("W", "dbm", 46.02059991328, 40),
        ("W", "dbw", 10, 10),
        ("W", "kw", 0.2, 200),
        ("people", "nghìn người", 1.234, 1234),
        ("h", "phut", 90, 1.5),
        ("Mb/s", "kbps", 85500, 85.5),
        ("ms", "s", 0.031, 31),
        ("", "ft", 5, 5),  # a field without a unit
    ],
)
def test_conversions(expected: str, unit: str, number: float, value: float) -> None:
    assert math.isclose(into(expected, unit)(number), value, rel_tol=1e-9)


@pytest.mark.parametrize(
    ("expected", "unit"),
    [("m", "°"), ("m", "m2"), ("W", "db"), ("dBm", "w"), ("°", "rad"), ("people", "hộ"), ("Mb/s", "bytes per second")],
)
def test_a_measure_of_something_else(expected: str, unit: str) -> None:
    with pytest.raises(UnitError):
        into(expected, unit)


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("42 m", ("42", "m")),
        ("42m", ("42", "m")),
        ("137,8 ft", ("137,8", "ft")),
        ("1.234 người", ("1.234", "người")),
        ("15%", ("15", "%")),
        ("42", ("42", "")),
        ("42 tầng", ("42 tầng", "")),
        ("m", ("m", "")),
    ],
)
def test_a_unit_in_a_cell(cell: str, parts: tuple[str, str]) -> None:
    assert apart(cell) == parts


def test_a_unit_is_nothing_else() -> None:
    assert is_unit("m") and is_unit("MHz") and is_unit("độ") and not is_unit("4G") and not is_unit("m trạm")
