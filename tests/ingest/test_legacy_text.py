"""TCVN3 and VNI: converted where it is clear, refused where it is not, left alone where it is Unicode."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covplan.ingest import legacy_text
from covplan.ingest.legacy_text import Unclear, decode_cells, from_tcvn3, from_vni
from covplan.ingest.vietnamese_syllables import is_syllable

LETTERS = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"


@pytest.mark.parametrize(
    ("tcvn3", "vni", "unicode"),
    [
        ("TØnh §¾k L¾k", "Tænh Ñaék Laék", "Tỉnh Đắk Lắk"),
        ("huyÖn Bu«n §«n", "huyeän Buoân Ñoân", "huyện Buôn Đôn"),
        ("ph\u00adêng Tuy Hßa, tØnh", "phöôøng Tuy Hoøa, tænh", "phường Tuy Hòa, tỉnh"),
        ("chiÒu cao cét, c«ng suÊt ph¸t", "chieàu cao coät, coâng suaát phaùt", "chiều cao cột, công suất phát"),
        ("khuûu nghiªng, ®\u00adêng tØnh, t\u00b9m", "khuyûu nghieâng, ñöôøng tænh, taïm", ""),
    ],
)
def test_words_by_the_code_charts(tcvn3: str, vni: str, unicode: str) -> None:
    if unicode:
        assert from_tcvn3(tcvn3) == unicode
        assert from_vni(vni) == unicode
    for text in (tcvn3, vni):
        assert decode_cells([(text,)], [1])[1]


def test_each_letter_has_a_code_in_both() -> None:
    assert set(LETTERS) <= set(legacy_text._TCVN3.values())
    assert set(LETTERS) <= set(legacy_text._VNI.values())
    assert {letter.upper() for letter in LETTERS} <= set(legacy_text._VNI.values())  # TCVN3 has fonts for these


@pytest.mark.skipif(shutil.which("iconv") is None, reason="no iconv")
def test_the_table_of_tcvn3_is_that_of_the_system() -> None:
    codes = "".join(legacy_text._TCVN3)
    asked = subprocess.run(
        ["iconv", "-f", "TCVN5712-1", "-t", "UTF-8"], input=codes.encode("latin-1"), capture_output=True
    )
    if asked.returncode:
        pytest.skip("this iconv does not know TCVN")
    assert unicodedata.normalize("NFC", asked.stdout.decode()) == "".join(legacy_text._TCVN3.values())


def test_capitals_of_the_fonts_for_capitals() -> None:
    assert from_tcvn3("S«NG HINH") == "SÔNG HINH"
    assert from_tcvn3("B¶N") == "BẢN"
    assert from_tcvn3("§µ R»ng") == "Đà Rằng"
    assert from_vni("ÑAÉK LAÉK") == "ĐẮK LẮK" and from_vni("AÁp Moät") == from_vni("Aáp Moät") == "Ấp Một"


UNICODE = (
    *("Đắk Lắk", "Krông Pắc", "Cư M'gar", "Buôn Đôn", "Hòa Hiệp Trung", "Hoà Thịnh", "Ea Súp", "Tân An", "Cà phê"),
    *("Tuy An", "Sông Hinh", "M'Đrắk", "Cuôr Knia", "Yang Mao", "Quảng Phú", "Liên Sơn Lắk", "Nam Ka", "Dliê Ya"),
)


@given(st.lists(st.sampled_from(UNICODE), min_size=1, max_size=6))
def test_unicode_is_left_alone(names: list[str]) -> None:
    rows = [tuple(names), tuple(unicodedata.normalize("NFD", name) for name in names)]
    assert decode_cells(rows, [1, 2]) == (tuple(rows), "")


@pytest.mark.parametrize(
    "text", ["Café", "Nestlé", "5 µm", "12 m²", "25 °C", "± 3", "§A.2", "½", "© Sở", "Ñandú", "naïve"]
)
def test_other_signs_and_languages_are_left_alone(text: str) -> None:
    assert decode_cells([(text, 5, None)], [1]) == (((text, 5, None),), "")


@pytest.mark.parametrize(
    "cells",
    [
        ("Đắk Lắk", "Kr«ng P¾c"),  # both in one file
        ("§¾k",),  # a single word
        ("Bu«n §«n",),
    ],
)
def test_what_is_not_clear_is_refused_with_its_place(cells: tuple[Any, ...]) -> None:
    with pytest.raises(Unclear) as caught:
        decode_cells([("STT",), cells], [4, 7])
    assert caught.value.row == 7 and caught.value.text == cells[-1]


@given(st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=30))
def test_any_latin_text_is_left_converted_or_refused(text: str) -> None:
    try:
        (row,), encoding = decode_cells([(text,)], [1])
    except Unclear:
        return
    if not encoding:
        assert row == (text,)


@pytest.mark.parametrize(
    "word", ["Đắk", "Krông", "nghiêng", "khuỷu", "quýt", "giá", "gì", "Thuở", "xoài", "ươm", "Hoà", "Hòa", "uỷ", "quà"]
)
def test_syllables(word: str) -> None:
    assert is_syllable(word) and is_syllable(word.upper()) and is_syllable(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize("word", ["xaõ", "Hoøa", "café", "Buoân", "áá", "§a", "bã²", "tramf"])
def test_what_is_no_syllable(word: str) -> None:
    assert not is_syllable(word)
