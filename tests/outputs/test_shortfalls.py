"""What is missing of a plan, in words and in its own unit."""

from __future__ import annotations

import pytest

from covplan.ingest.place_classes import KEY_AREA_CLASSES
from covplan.outputs.settings import Language
from covplan.outputs.shortfalls import shortfall_text

VI, EN = Language.VIETNAMESE, Language.ENGLISH


@pytest.mark.parametrize(
    ("name", "missing", "vietnamese", "english"),
    [
        ("people", 1234.4, "1.234 người của mục tiêu dân số", "1,234 people of the target"),
        ("commune Ea Rvê", 56.0, "Ea Rvê: 56 người", "Ea Rvê: 56 people"),
        ("district Ea Súp", 7.0, "huyện cũ Ea Súp: 7 người", "former district Ea Súp: 7 people"),
        ("served twice", 9.0, "9 người chưa được hai cột phủ", "9 people not served by two masts"),
        (
            "behind DL1",
            9.0,
            "DL1: quá mức cho phép 9 người chỉ dựa vào đó",
            "DL1: 9 people more than allowed hang on it",
        ),
        ("road QL.29", 1500.0, "QL.29: 1,5 km", "QL.29: 1.5 km"),
        ("key_area airport", 1.25, "Sân bay: 1,2 khu vực (tính cả phần)", "Airports: 1.2 areas (parts counted)"),
    ],
)
def test_each_kind_has_its_unit(name: str, missing: float, vietnamese: str, english: str) -> None:
    assert (shortfall_text(name, missing, VI), shortfall_text(name, missing, EN)) == (vietnamese, english)


def test_every_class_has_a_name() -> None:
    for kind in KEY_AREA_CLASSES:
        assert shortfall_text(f"key_area {kind}", 1.0, VI)
