"""VN-2000 zones and exact transformations."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS

from covplan.errors import CrsError
from covplan.ingest.reference_systems import MERIDIANS, WGS84, transform, vn2000_epsg

FILE = Path("trạm.csv")


@pytest.mark.parametrize(("meridian", "epsg"), MERIDIANS.items())
def test_each_zone_has_its_meridian(meridian: str, epsg: int) -> None:
    crs = CRS.from_epsg(epsg)
    values = {p.name: p.value for p in crs.coordinate_operation.params}
    degrees, minutes = meridian.split(":")
    assert values["Longitude of natural origin"] == int(degrees) + int(minutes) / 60
    assert values["Scale factor at natural origin"] == 0.9999
    assert "VN-2000 / TM-3" in crs.name


@pytest.mark.parametrize("meridian", ["108:30", "108°30'", "108°30’", " 108:30 "])
def test_ways_to_write_a_meridian(meridian: str) -> None:
    assert vn2000_epsg(meridian, FILE) == 9218


def test_an_undeclared_meridian_is_not_guessed() -> None:
    with pytest.raises(CrsError, match="declare the central meridian"):
        vn2000_epsg(None, FILE)


@pytest.mark.parametrize("meridian", ["108:31", "110:00", "108.30", "abc"])
def test_a_meridian_without_a_zone(meridian: str) -> None:
    with pytest.raises(CrsError, match="no 3-degree zone"):
        vn2000_epsg(meridian, FILE)


def test_the_check_point() -> None:
    x, y = transform([108.05], [12.6667], WGS84, 9218, FILE)
    assert x[0] == pytest.approx(450927.263, abs=1e-3)
    assert y[0] == pytest.approx(1400853.968, abs=1e-3)


@settings(deadline=None)
@given(st.floats(107.0, 110.0), st.floats(11.0, 15.0), st.sampled_from(sorted(MERIDIANS.values())))
def test_there_and_back(lon: float, lat: float, epsg: int) -> None:
    x, y = transform(lon, lat, WGS84, epsg, FILE)
    back = transform(x, y, epsg, WGS84, FILE)
    np.testing.assert_allclose(back, (lon, lat), atol=1e-8)


def test_a_crs_without_its_datum_is_refused() -> None:
    bare = "+proj=tmerc +lat_0=0 +lon_0=108.5 +k=0.9999 +x_0=500000 +ellps=WGS84 +units=m"
    with pytest.raises(CrsError, match="no exact transformation"):
        transform([108.05], [12.6667], WGS84, bare, FILE)
