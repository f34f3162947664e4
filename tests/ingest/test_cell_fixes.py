"""What a cell certainly should be, and what is left to a person."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covplan.ingest.cell_fixes import fixed_cell
from covplan.ingest.coordinates import parse_degrees, parse_number
from covplan.ingest.headings import clean_text


@pytest.mark.parametrize(
    ("field", "cell", "after", "code"),
    [
        ("name", "  Buôn\u00a0 \u00d0ôn ", "Buôn Đôn", "fix.text"),
        ("name", "Ho\u0301a", "Hóa", "fix.text"),
        ("name", "M’Drắk", "M'Drắk", "fix.text"),
        ("mast_height_m", "42 m", 42, "fix.unit"),
        ("mast_height_m", "42,5mét", 42.5, "fix.unit"),
        ("x_m", "1.459.907,98", 1459907.98, "fix.number"),
        ("x_m", "1459907,98", 1459907.98, "fix.number"),
        ("power_w", "200 W", 200, "fix.unit"),
        ("lon", "108°03'00\"E", 108.05, "fix.angle"),
        ("lat", "12,6802", 12.6802, "fix.angle"),
        ("commune_code", 2411, "02411", "fix.code"),
        ("azimuths", " 0/120/240 ", "0/120/240", "fix.text"),
    ],
)
def test_what_is_certain(field: str, cell: Any, after: Any, code: str) -> None:
    assert fixed_cell(field, cell, as_text=False) == (after, code)


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("mast_height_m", "1.234"),  # a bit more than one, or more than a thousand
        ("mast_height_m", "42 km"),
        ("mast_height_m", "cao"),
        ("mast_height_m", 42),
        ("mast_height_m", None),
        ("mast_height_m", " "),
        ("azimuths", "0\n120\n240"),  # the lines are the values
        ("lon", "phía đông"),
        ("commune_code", 24133),
        ("commune_code", 24133.0),
        ("commune_code", 1.5),
        ("name", 7),
    ],
)
def test_what_stays(field: str, cell: Any) -> None:
    assert fixed_cell(field, cell, as_text=False) is None


def test_a_text_file_keeps_plain_numbers_and_has_decimal_commas() -> None:
    assert fixed_cell("x_m", "1459907,98", as_text=True) is None
    assert fixed_cell("x_m", "1459907.98", as_text=True) is None
    assert fixed_cell("x_m", "1.459.907,98", as_text=True) == ("1459907,98", "fix.number")
    assert fixed_cell("lat", "12°40'48\"N", as_text=True) == ("12,68", "fix.angle")


cells = st.one_of(
    st.text(max_size=10),
    st.floats(-1e7, 1e7).map(str),
    st.floats(0, 1e6).map(lambda x: f"{x:,.2f}"),
    st.floats(0, 1e3).map(lambda x: f"{x:.3f}0 m"),
    st.integers(0, 1e6).map(lambda x: f"{x} m"),
    st.floats(0, 180).map(lambda x: f"{int(x)}°{x % 1 * 60:.4f}'"),
    st.integers(0, 10**7),
    st.floats(allow_nan=False, allow_infinity=False),
)


@pytest.mark.parametrize("cell", ["4.149942986174615e-302", "12.3450 m", "12,3450"])
def test_a_number_that_would_read_worse_is_left(cell: str) -> None:
    found = fixed_cell("x_m", cell, as_text=True)
    assert found is None or found[1] == "fix.text"


@given(st.sampled_from(["name", "x_m", "mast_height_m", "lon", "commune_code", "azimuths"]), cells, st.booleans())
def test_a_fixed_cell_says_the_same_to_the_reader_and_needs_no_other(field: str, cell: Any, as_text: bool) -> None:
    found = fixed_cell(field, cell, as_text=as_text)
    if found is None:
        return
    after, code = found
    assert fixed_cell(field, after, as_text=as_text) is None
    if code == "fix.number":
        assert parse_number(after) == parse_number(clean_text(cell))
    elif code == "fix.angle":
        assert parse_degrees(after) == parse_degrees(clean_text(cell))
    elif code == "fix.text":
        assert clean_text(after) == clean_text(cell)
