"""Headings and text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covplan.errors import InputError
from covplan.ingest.boundaries import VOCABULARY as BOUNDARIES
from covplan.ingest.headings import clean_text, code_text, heading_key, match_columns, personal_columns, require_columns
from covplan.ingest.site_rows import VOCABULARY

FILE = Path("trạm.xlsx")


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (r"Huy\u1ec7n \u0110\u1ed3ng Xu\u00e2n", "Huyện Đồng Xuân"),
        ("Ðắk Lắk", "Đắk Lắk"),  # U+00D0, eth
        ("Cư M’gar", "Cư M'gar"),
        ("Ho\u0300a", "Hòa"),  # NFD
        ("  Ea\n Súp ", "Ea Súp"),
        (None, ""),
        (float("nan"), ""),
        (5, "5"),
        (r"\ud83d\ude00 \ud800x", "\U0001f600 \ufffdx"),  # a pair of surrogates, and half of one
    ],
)
def test_text_is_cleaned(raw: object, clean: str) -> None:
    assert clean_text(raw) == clean


def test_keys_know_no_case_accents_or_signs() -> None:
    assert heading_key("Chiều cao cột (m)") == heading_key("CHIEU_CAO COT m") == "chieucaocotm"
    assert heading_key("Đường") == heading_key("đường") == "duong"


def test_the_packs_headings_are_recognised() -> None:
    headings = ("STT", "Mã trạm", "Tên trạm", "X (m)", "Y (m)", "Chiều cao cột (m)", "Công nghệ", "Tần số 5G (MHz)")
    columns, absent = match_columns(headings, VOCABULARY, {})
    assert columns == {
        "site_id": 1,
        "name": 2,
        "x_m": 3,
        "y_m": 4,
        "mast_height_m": 5,
        "technologies": 6,
        "freq_mhz": 7,
    }
    assert absent == []


def test_a_mapping_counts_before_recognition() -> None:
    columns, absent = match_columns(("id", "kênh riêng"), VOCABULARY, {"site_id": "Kênh riêng", "name": "không có"})
    assert columns["site_id"] == 1
    assert absent == ["không có"]


@pytest.mark.parametrize(
    "heading",
    [
        *("SĐT liên hệ", "Số điện thoại", "Phone", "Tel", "CCCD", "IMSI", "imei_1", "MSISDN", "Số định danh"),
        *("Họ và tên", "Họ tên (chủ thuê bao)", "full_name", "Customer name", "Identity number", "Tên người dùng"),
    ],
)
def test_personal_data_is_refused(heading: str) -> None:
    assert personal_columns([heading, "Mã trạm"]) == [clean_text(heading)]
    with pytest.raises(InputError, match="personal data"):
        require_columns((heading, "Mã trạm"), VOCABULARY, {}, (), FILE)


@pytest.mark.parametrize(
    "heading", ["Tên trạm", "Site name", "Số thuê bao", "Phủ sóng di động", "Cho tên trạm", "Site ID number", "Tenant"]
)
def test_what_only_resembles_personal_data_is_taken(heading: str) -> None:
    assert personal_columns([heading]) == []


def test_a_commune_may_have_a_full_name() -> None:
    assert require_columns(("full_name", "code"), BOUNDARIES, {}, (), FILE) == {"name": 0, "code": 1}
    with pytest.raises(InputError, match="personal data: full_name"):
        require_columns(("full_name", "Mã trạm"), VOCABULARY, {}, (), FILE)


def test_missing_columns_are_all_named_with_what_is_there() -> None:
    with pytest.raises(InputError, match=r"no column for: lon, lat; its headings are: Mã trạm, Ghi chú"):
        require_columns(("Mã trạm", "Ghi chú"), VOCABULARY, {}, ("site_id", "lon", "lat"), FILE)


def test_an_unknown_field_in_the_mapping_is_an_error() -> None:
    with pytest.raises(InputError, match="not known: heigth_m; known: access_road, antenna_agl_m"):
        require_columns(("a",), VOCABULARY, {"heigth_m": "a"}, (), FILE)


@given(st.text(st.characters(max_codepoint=127)), st.sampled_from(["", "đ", "\u2019", "\u0302"]))
def test_plain_text_is_cleaned_as_any_other(text: str, letter: str) -> None:
    """ASCII takes a shorter way; a letter that does not must not change what becomes of the rest."""
    assert clean_text(text + " " + letter) == " ".join([*clean_text(text).split(), *clean_text(letter).split()])


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (22015.0, "22015"),
        (7, "00007"),
        ("22015 ", "22015"),
        (22015.5, "22015.5"),
        (1e300, "1e+300"),
        (float("inf"), "inf"),
    ],
)
def test_codes_are_five_digits_where_they_are_whole_numbers(raw: object, code: str) -> None:
    assert code_text(raw) == code
