"""Road and chainage as people write them."""

from __future__ import annotations

import pytest

from covplan.errors import ChainageError
from covplan.linear_reference import Stretch, parse_stretch


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("QL.29 Km 10-25", Stretch("QL.29", 10_000.0, 25_000.0)),
        ("QL.29 Km25+000 – Km10+500", Stretch("QL.29", 10_500.0, 25_000.0)),
        ("ĐT.697B km3-4", Stretch("ĐT.697B", 3_000.0, 4_000.0)),
        (" QL.29 ", Stretch("QL.29")),
        ("Đường xã Km Lộc", Stretch("Đường xã Km Lộc")),
    ],
)
def test_a_stretch_is_a_road_and_two_km(text: str, expected: Stretch) -> None:
    assert parse_stretch(text) == expected


@pytest.mark.parametrize("text", ["QL.29 Km 10", "QL.29 Km 10-", "QL.29 Km 10+5000-12"])
def test_half_a_stretch_is_an_error(text: str) -> None:
    with pytest.raises(ChainageError):
        parse_stretch(text)
