"""Names of communes: what is beyond doubt, what is only possible, and what is never chosen."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covplan.ingest.commune_names import CommuneNames, KnownCommune

NAMES = (
    "Tuy Hoà",
    "Ea Bá",
    "Ea Drăng",
    "Ea Drông",
    "Cư M'gar",
    "M'Drắk",
    "Đắk Liêng",
    "Krông Năng",
    "Phú Hoà 1",
    "Phú Hoà 2",
)
KINDS = ("phường", *["xã"] * 9)
KNOWN = CommuneNames(
    KnownCommune(f"2{k:04d}", name, kind) for k, (name, kind) in enumerate(zip(NAMES, KINDS, strict=True))
)


def names(written: str) -> list[str]:
    return [one.name for one in KNOWN.match(written).communes]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Tuy Hòa", "Tuy Hoà"),
        ("PHƯỜNG TUY HÒA", "Tuy Hoà"),
        ("P. Tuy Hòa", "Tuy Hoà"),
        ("p.Tuy Hoa", "Tuy Hoà"),
        ("xã Cư M’gar", "Cư M'gar"),
        ("Cư Mgar", "Cư M'gar"),
        ("Cu M gar", "Cư M'gar"),
        ("M´Drắk", "M'Drắk"),
        ("\u00d0ắk Liêng", "Đắk Liêng"),  # the Icelandic letter
        ("Dak Lieng", "Đắk Liêng"),
        ("Krông  Nang", "Krông Năng"),
        (unicodedata.normalize("NFD", "Xã Ea Drăng"), "Ea Drăng"),
        ("Ea Ba", "Ea Bá"),
        ("Phu Hoa 2", "Phú Hoà 2"),
    ],
)
def test_what_carries_no_meaning_does_not_matter(written: str, name: str) -> None:
    match = KNOWN.match(written)
    assert match.certain and [one.name for one in match.communes] == [name]


@pytest.mark.parametrize(
    ("written", "possible"),
    [
        ("Ea Bã", ["Ea Bá"]),  # another tone
        ("Krông Năn", ["Krông Năng"]),  # a letter is missing
        ("Xã Tuy Hòa", ["Tuy Hoà"]),  # another kind of unit
        ("Thị trấn M'Drắk", ["M'Drắk"]),
        ("Phú Hòa", ["Phú Hoà 1", "Phú Hoà 2"]),
        ("Ea Drong", ["Ea Drông"]),
        ("Phú Hòa 3", []),
        ("Hà Nội", []),
        ("", []),
        ("Xã", []),
    ],
)
def test_what_is_not_beyond_doubt_is_only_possible(written: str, possible: list[str]) -> None:
    match = KNOWN.match(written)
    assert [one.name for one in match.communes] == possible
    assert match.certain is (written == "Ea Drong")


def test_a_name_that_two_communes_bear_is_never_chosen() -> None:
    twice = CommuneNames([KnownCommune("22270", "Xã Hòa Phú"), KnownCommune("24172", "Xã Hoà Phú")])
    match = twice.match("Hòa Phú")
    assert not match.certain and {one.code for one in match.communes} == {"22270", "24172"}


@given(st.sampled_from(NAMES), st.data())
def test_leaving_out_accents_and_changing_case_never_leads_to_another_commune(name: str, data: st.DataObject) -> None:
    letters = [
        data.draw(st.sampled_from([one, one.upper(), unicodedata.normalize("NFD", one)[0].replace("Đ", "D")]))
        for one in name
    ]
    match = KNOWN.match("".join(letters))
    assert match.certain and match.communes[0].name == name


@given(st.text(max_size=12))
def test_any_text_has_an_answer(text: str) -> None:
    match = KNOWN.match(text)
    assert not match.certain or len(match.communes) == 1


def test_the_communes_of_the_province_in_every_way_of_writing(shared: Path) -> None:
    with (shared / "domain/communes_2025.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    known = CommuneNames(KnownCommune(row["code"], row["name"], row["type"]) for row in rows)
    for row in rows:
        older = row["name"].replace("oà", "òa").replace("oá", "óa")
        ways = [row["full_name"], row["full_name"].upper(), row["name_en"], older, row["name"].replace("'", "’")]
        for way in (*ways, *(unicodedata.normalize("NFD", one) for one in ways)):
            match = known.match(way)
            assert match.certain and match.communes[0].code == row["code"], way
