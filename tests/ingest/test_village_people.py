"""Villages whose list states no people: shares by hand, by the raster and by buildings, never mixed with lists."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_inputs import BOTTOM, EPSG, LEFT, write_tiny_inputs

from covplan.errors import InputProblemsError
from covplan.ingest.area import read_area
from covplan.ingest.settings import TableSettings, VillagePeopleSettings, VillageShare
from covplan.ingest.village_people import village_shares

COMMUNES = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 2000, 1000)], crs=EPSG)


def at(*places: tuple[float, float]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=[shapely.Point(*place) for place in places], crs=EPSG)


def test_what_is_nearest_counts_within_the_commune_and_the_distance() -> None:
    villages = at((100, 500), (900, 500), (1100, 500), (5_000, 500))
    houses = [(90, 500), (110, 500), (600, 500), (990, 500), (1010, 500), (1950, 500)]
    shares = village_shares(villages, COMMUNES, *np.array(houses, float).T, np.ones(6), 400.0)
    # of the west's four houses two and two, though the fourth is nearer to the east's village than it is far from it;
    # of the east's two one is too far; the last village lies in no commune
    assert shares.tolist() == [0.5, 0.5, 0.5, 0.0]


def test_weights_count_and_a_commune_without_any_has_no_shares() -> None:
    shares = village_shares(
        at((100, 500), (900, 500), (1500, 500)), COMMUNES, *np.array([[100.0, 900.0], [500.0, 500.0]]),
        np.array([1.0, 3.0]), 100.0,
    )  # fmt: skip
    assert shares.tolist() == [0.25, 0.75, 0.0]


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 1_000), st.integers(1, 12), st.floats(1.0, 5_000.0))
def test_shares_of_a_commune_sum_to_one_at_most_and_wholly_where_nothing_is_far(
    seed: int, n: int, far_m: float
) -> None:
    rng = np.random.default_rng(seed)
    villages = at(*rng.uniform((0, 0), (999, 999), (n, 2)).tolist())
    x_m, y_m = rng.uniform(0, 999, (2, 50))
    shares = village_shares(villages, COMMUNES, x_m, y_m, rng.uniform(0, 5, 50), far_m)
    assert (shares >= 0).all()
    assert shares.sum() <= 1 + 1e-9
    if far_m > 1_500:
        assert shares.sum() == pytest.approx(1.0)


def two_villages(tmp_path: Path) -> str:
    """West: one village of 120 listed people and one unknown; both in the western commune of 6,000 people."""
    points = gpd.GeoSeries(
        [shapely.Point(LEFT + 700, BOTTOM + 1_500), shapely.Point(LEFT + 1_900, BOTTOM + 1_500)], crs=EPSG
    )
    places = points.to_crs(4326)
    rows = [f"V1,Buôn Một,120,{places[0].x},{places[0].y}", f"V2,Buôn Hai,,{places[1].x},{places[1].y}"]
    (tmp_path / "thôn.csv").write_text("\n".join(["village_id,name,people,lon,lat", *rows]), encoding="utf-8")
    return "thôn.csv"


def test_people_by_buildings_and_by_the_raster(tmp_path: Path) -> None:
    base = write_tiny_inputs(tmp_path)
    two_villages(tmp_path)
    houses = [shapely.box(LEFT + e, BOTTOM + 1_500, LEFT + e + 10, BOTTOM + 1_510) for e in (700, 1_850, 1_900, 1_950)]
    gpd.GeoDataFrame(geometry=houses, crs=EPSG).to_file(tmp_path / "nhà.gpkg")
    without = read_area(base)
    assert without.villages["modelled_people"].isna().all()
    held = (TableSettings(tmp_path / "nhà.gpkg", "houses"),)
    counted = replace(base, village_people=VillagePeopleSettings(VillageShare.BUILDINGS, 0.5, held))
    area = read_area(counted)
    np.testing.assert_array_equal(area.villages["people"], [120.0, np.nan])
    np.testing.assert_allclose(area.villages["modelled_people"], [np.nan, 4_500.0])  # 3 houses of 4, of 6,000 people
    assert "houses" in area.sources
    (note,) = [p for p in area.problems if p.code == "village_people.modelled"]
    assert (note.params["count"], note.params["pct"]) == (1, pytest.approx(60.0))  # 6,000 of 10,000

    area = read_area(replace(base, village_people=VillagePeopleSettings(within_km=9.0)))
    people = area.people.values
    x = area.grid.centres()[0]
    nearer = (x > LEFT + 1_300) & (x < LEFT + 2_600)  # the middle between both, to the commune's border
    expected = people[:, nearer].sum()
    assert area.villages["modelled_people"].iloc[1] == pytest.approx(expected, rel=0.05)  # borders cut pixels


def test_buildings_without_a_file_are_an_error(tmp_path: Path) -> None:
    base = write_tiny_inputs(tmp_path)
    with pytest.raises(InputProblemsError, match="names no file of them"):
        read_area(replace(base, village_people=VillagePeopleSettings(VillageShare.BUILDINGS)))
