"""Provinces of 2025 and their zones of VN-2000."""

from __future__ import annotations

import pytest

from covplan.errors import CrsError
from covplan.ingest.open_data.provinces import provinces, provinces_near, utm_epsg


def test_there_are_34_provinces_of_63_former_ones() -> None:
    assert len(provinces()) == 34
    assert len({part for one in provinces().values() for part in one.parts}) == 63


@pytest.mark.parametrize(("code", "epsg"), [("66", 9218), ("01", 5897), ("48", 5899), ("56", 9217), ("12", 9205)])
def test_the_zone_of_a_province_whose_parts_agree(code: str, epsg: int) -> None:
    assert provinces()[code].epsg() == epsg


def test_a_province_of_several_zones_is_not_guessed() -> None:
    with pytest.raises(CrsError) as caught:
        provinces()["52"].epsg()
    assert "9218: Gia Lai" in str(caught.value)
    assert "9217: Binh Dinh" in str(caught.value)


def test_the_provinces_near_a_box_hold_those_that_it_touches() -> None:
    near = provinces_near((108.0, 12.6, 108.2, 12.8))
    assert "66" in near
    assert not {"01", "04", "96"} & set(near)  # Hà Nội, Cao Bằng, Cà Mau
    assert provinces_near((2.0, 48.0, 3.0, 49.0)) == ()


@pytest.mark.parametrize(("lon", "lat", "epsg"), [(102.6, 17.96, 32648), (-58.4, -34.6, 32721), (105.0, -6.0, 32748)])
def test_utm_zones(lon: float, lat: float, epsg: int) -> None:
    assert utm_epsg(lon, lat) == epsg
