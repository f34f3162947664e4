"""Numbers and angles as people write them."""

from __future__ import annotations

import math
import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covplan.ingest.coordinates import (
    AmbiguousNumberError,
    decimal_sign,
    parse_decimal,
    parse_degrees,
    parse_number,
    split_list,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("109,262048", 109.262048),
        ("109.262048", 109.262048),
        ("1.459.907,98", 1459907.98),
        ("1,459,907.98", 1459907.98),
        ("1 459 907,98", 1459907.98),
        ("1\u00a0459\u00a0907", 1459907.0),
        ("1.459.907", 1459907.0),
        ("-3,5", -3.5),
        (42, 42.0),
        (" 42 ", 42.0),
        ("1e3", 1000.0),
    ],
)
def test_numbers(text: object, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "text", ["", "42 m", "abc", None, "1.4.5", "1 23", "1_000", float("nan"), "nan", "inf", True, "1,459.907,98"]
)
def test_what_is_no_number(text: object) -> None:
    with pytest.raises(ValueError):
        parse_number(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12°40'48\"N", 12.68),
        ("12 40 48", 12.68),
        ("12° 40′ 48″ B", 12.68),
        ("12°40’48”", 12.68),
        ("108°3'0,36\"Đ", 108.0501),
        ("108:03:00.36 E", 108.0501),
        ("N12°40'48\"", 12.68),
        ("12°40,8'", 12.68),
        ("12°40'48''N", 12.68),
        ("70°30'0\"W", -70.5),
        ("70°30'0\"T", -70.5),
        ("12.68°", 12.68),
        ("12,68 N", 12.68),
        (12.68, 12.68),
    ],
)
def test_angles(text: object, value: float) -> None:
    assert parse_degrees(text) == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize("text", ["12°60'00\"", "12°40'60\"", "north", "12°40'48\"X", "N12°S", "", "1400853.9"])
def test_what_is_no_angle(text: str) -> None:
    with pytest.raises(ValueError):
        parse_degrees(text)


def written(degrees: float, style: int, letters: str) -> str:
    """An angle to a ten-thousandth of a second, as one of several people would write it."""
    ticks = round(abs(degrees) * 3600 * 10000)
    whole, rest = divmod(ticks, 3600 * 10000)
    minutes, ticks = divmod(rest, 60 * 10000)
    seconds = f"{ticks / 10000:.4f}"
    letter = letters[degrees < 0]
    return [
        f"{whole}°{minutes}'{seconds}\"{letter}",
        f"{whole} {minutes} {seconds.replace('.', ',')} {letter}",
        f"{letter}{whole}°{minutes}′{seconds}″",
        f"{whole}:{minutes:02d}:{seconds}{letter}",
    ][style]


@settings(deadline=None)
@given(st.floats(-179.9, 179.9), st.integers(0, 3), st.sampled_from(["EW", "ĐT", "NS"]))
def test_degrees_minutes_seconds_come_back(degrees: float, style: int, letters: str) -> None:
    assert math.isclose(parse_degrees(written(degrees, style, letters)), degrees, abs_tol=2e-8)


@settings(deadline=None)
@given(st.floats(-1e7, 1e7), st.sampled_from([",", "."]))
def test_numbers_come_back_with_thousands(number: float, decimal: str) -> None:
    thousands = "." if decimal == "," else ","
    text = f"{number:,.3f}".translate(str.maketrans({",": thousands, ".": decimal}))
    assert parse_number(text, decimal) == pytest.approx(number, abs=5.1e-4)


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("100/220/340", ["100", "220", "340"]),
        ("0;120;240", ["0", "120", "240"]),
        ("100,220,340", ["100", "220", "340"]),
        ("0 120 240", ["0", "120", "240"]),
        ("773,5;2550", ["773,5", "2550"]),
        ("0, 120, 240", ["0", "120", "240"]),
        (2550, ["2550"]),
        (None, []),
        (float("nan"), []),
        ("", []),
    ],
)
def test_cells_of_several_values(cell: object, parts: list[str]) -> None:
    assert split_list(cell) == parts


@pytest.mark.parametrize("text", ["1.234", "451,200", "-12.500", "999.000"])
def test_a_number_of_two_readings(text: str) -> None:
    with pytest.raises(AmbiguousNumberError) as caught:
        parse_number(text)
    assert caught.value.large == pytest.approx(1000 * caught.value.small)
    assert parse_number(text, ".") == (caught.value.small if "." in text else caught.value.large)
    assert parse_decimal(text) == caught.value.small


@pytest.mark.parametrize("text", ["0.234", "1.23", "1.2345", "1234.567", "0,500", ".125", "12"])
def test_a_number_of_one(text: str) -> None:
    assert parse_number(text) == float(text.replace(",", "."))


@pytest.mark.parametrize(
    ("cells", "sign"),
    [
        (["1.234", "12.5"], "."),
        (["1.234", "12,5"], ","),
        (["1.234", "1.234.567"], ","),
        (["1,234", "1,234.5"], "."),
        (["1 234,5", "1.234"], ","),
        (["1.234", "2.345"], ""),
        (["1.234", "12,5", "12.5"], ""),  # both are proven: nothing is
        (["1.234", 12.5, None, "text"], ""),
        (["0.123"], "."),
    ],
)
def test_the_sign_of_a_column(cells: list[object], sign: str) -> None:
    assert decimal_sign(cells) == sign


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12 độ 40 phút 48 giây Bắc", 12.68),
        ("108 độ 3 phút Đông", 108.05),
        ("12 do 40 phut 48 giay", 12.68),
        ("12d40m48s", 12.68),
        ("12º40´48“N", 12.68),
        ("12\u00b0 40\u2032 48,0\u2033", 12.68),
        ("12 độ 40 phút 48 giây Nam", -12.68),
        ("12°40'48S", -12.68),  # S is south, not seconds
    ],
)
def test_more_ways_to_write_an_angle(text: str, value: float) -> None:
    assert parse_degrees(text) == pytest.approx(value, abs=1e-9)
    assert parse_degrees(unicodedata.normalize("NFD", text)) == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "axis"), [("108°3'N", "lon"), ("12°40'E", "lat"), ("B 108°3'", "lon"), ("12°Đ", "lat")]
)
def test_a_letter_of_the_other_axis(text: str, axis: str) -> None:
    with pytest.raises(ValueError):
        parse_degrees(text, axis)
    parse_degrees(text, "lat" if axis == "lon" else "lon")


@pytest.mark.parametrize("cell", ["120,5", "30,45", "773,0"])
def test_a_cell_of_one_number_or_two(cell: str) -> None:
    with pytest.raises(ValueError):
        split_list(cell)


@pytest.mark.parametrize("value", [10**400, date(2026, 11, 23), float("inf"), [1.0]])
def test_what_is_no_finite_number_is_refused_whatever_it_is(value: object) -> None:
    with pytest.raises(ValueError):
        parse_number(value)
