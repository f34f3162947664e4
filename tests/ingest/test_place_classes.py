"""Classes of places: the plan's own words, codes, and what belongs to none."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from covplan.ingest.place_classes import KEY_AREA_CLASSES, PLAN_CLASSES, PlaceClass, classes_counting, place_class


def test_the_plan_has_thirteen_classes_and_its_targets_name_three_more() -> None:
    assert len(PLAN_CLASSES) == 13
    extra = {PlaceClass.INDUSTRIAL_PARK, PlaceClass.RAILWAY_STATION, PlaceClass.AIRPORT}
    assert set(KEY_AREA_CLASSES) - set(PLAN_CLASSES) == extra


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hospital", "health"),
        ("Bệnh viện", "health"),
        ("CƠ SỞ Y TẾ", "health"),
        ("KA-04", "health"),
        ("ka4", None),  # codes have two digits
        ("Khu di tích lịch sử - văn hóa", "heritage"),
        ("Trường cao đẳng, đại học", "higher_education"),
        ("Thị trấn", "township"),
        ("KCN", "industrial_park"),
        ("sân bay", "airport"),
        ("higher_education", "higher_education"),
        ("huyện lỵ", "district_seat"),
        ("school", None),  # III.1.d names colleges and universities only
        ("đèo", None),
        ("", None),
    ],
)
def test_words_and_codes(text: str, expected: str | None) -> None:
    assert place_class(text) == expected


def test_every_class_of_the_targets_table_is_recognised_by_its_code(shared: Path) -> None:
    with (shared / "domain/targets.csv").open(encoding="utf-8-sig") as stream:
        codes = [row["id"] for row in csv.DictReader(stream) if row["kind"] == "key-area"]
    assert [place_class(code) for code in codes] == list(PLAN_CLASSES)


def test_stations_and_airports_are_transport_hubs_too() -> None:
    hub = PlaceClass.TRANSPORT_HUB
    assert set(classes_counting(hub)) == {hub, PlaceClass.RAILWAY_STATION, PlaceClass.AIRPORT}
    assert classes_counting(PlaceClass.AIRPORT) == (PlaceClass.AIRPORT,)
