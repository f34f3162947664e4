"""The three tests of "has 5G", by hand: sites inside, the seat, the people; and what cannot be told."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from test_served import cover_of

from covplan.assessment.districts import DistrictService, DistrictTest, assess_districts
from covplan.assessment.modelled import Modelled
from covplan.assessment.served import count_served
from covplan.assessment.where_settings import WhereSettings
from covplan.coverage.service import ServiceSettings
from covplan.grid import Raster
from covplan.ingest.area import Area

LEFT, BOTTOM = 450_000.0, 1_400_000.0
TESTS = list(DistrictTest)
YES, NO, UNTOLD = True, False, pd.NA


def seats(area: Area, *points: tuple[float, float]) -> Area:
    table = {"name": ["Huyện lỵ"] * len(points), "place_class": ["district_seat"] * len(points)}
    shapes = [shapely.Point(LEFT + east, BOTTOM + north) for east, north in points]
    return replace(area, places=gpd.GeoDataFrame(table, geometry=shapes, crs=9218))


def assess(area: Area, served: np.ndarray, people_pct: float = 95.0) -> DistrictService:
    """Viettel's low band serves a mask; nobody else serves."""
    cover = cover_of(area, {area.carriers[0].id: served})
    today = count_served(cover, area, ServiceSettings())
    return assess_districts(cover, today, area, WhereSettings(district_people_pct=people_pct))


def answers(table: pd.DataFrame, reading: str = "any") -> list[list[object]]:
    return table.loc[table["reading"] == reading, TESTS].to_numpy(object).tolist()


@pytest.fixture
def north(tiny_area: Area) -> np.ndarray:
    mask = np.zeros(tiny_area.grid.shape, bool)
    mask[:32] = True
    return mask


def test_each_test_has_its_own_answer(tiny_area: Area, north: np.ndarray) -> None:
    """VT1, the only 5G site, stands in the west. The seats of the communes lie in the first row of the south."""
    result = assess(seats(tiny_area, (3_000, 8_100), (12_000, 3_000)), north)
    assert answers(result.by_district) == [[YES, YES, NO], [NO, NO, NO]]
    assert answers(result.by_commune) == [[YES, NO, NO], [NO, NO, NO]]
    assert answers(result.by_district, "mobifone") == [[NO, NO, NO]] * 2
    people = tiny_area.people.values
    own = result.by_district[result.by_district["reading"] == "any"]
    assert own["sites_5g"].tolist() == [1, 0]
    expected = [100 * people[:32, part].sum() / people[:, part].sum() for part in (slice(32), slice(32, None))]
    np.testing.assert_allclose(own["people_pct"], expected)
    assert answers(assess(tiny_area, north, people_pct=min(expected)).by_district)[0][2] is YES


def test_a_district_without_a_stated_seat_cannot_be_told(tiny_area: Area, north: np.ndarray) -> None:
    assert [row[1] for row in answers(assess(tiny_area, north).by_district)] == [UNTOLD, UNTOLD]


def test_all_seats_of_a_district_must_be_served(tiny_area: Area, north: np.ndarray) -> None:
    two = seats(tiny_area, (3_000, 12_000), (3_500, 3_000))
    assert answers(assess(two, north).by_district)[0][1] is NO


def test_communes_of_one_district_go_together_and_names_in_two_provinces_do_not(
    tiny_area: Area, north: np.ndarray
) -> None:
    one_name = tiny_area.communes.assign(district="Sông Hinh")
    apart = assess(replace(tiny_area, communes=one_name), north)
    assert apart.by_district["province"].nunique() == 2
    together = assess(replace(tiny_area, communes=one_name.assign(province="Đắk Lắk")), north)
    own = together.by_district[together.by_district["reading"] == "any"]
    assert own["sites_5g"].tolist() == [1]
    people = tiny_area.people.values
    assert own["people_pct"].iloc[0] == pytest.approx(100 * people[:32].sum() / people.sum())


def test_void_terrain_is_neither_yes_nor_no(tiny_area: Area) -> None:
    ground = tiny_area.ground.values.copy()
    ground[32:] = np.nan
    area = replace(seats(tiny_area, (3_000, 3_000)), ground=Raster(ground, tiny_area.grid, "ground"))
    served = np.zeros(area.grid.shape, bool)
    served[:32] = True
    result = assess(area, served)
    assert answers(result.by_district)[0] == [YES, UNTOLD, UNTOLD]
    assert answers(assess(area, np.zeros_like(served)).by_district)[0] == [YES, UNTOLD, NO]  # most live in the north
    assert answers(result.by_commune)[0][1] is UNTOLD
    enough = assess(area, served, people_pct=10.0)
    assert answers(enough.by_district)[0][2] is YES


def test_nobody_living_there_cannot_be_told(tiny_area: Area, north: np.ndarray) -> None:
    people = tiny_area.people.values.copy()
    people[:, :32] = 0
    result = assess(replace(tiny_area, people=Raster(people, tiny_area.grid, "people")), north)
    assert answers(result.by_district)[0][2] is UNTOLD


def test_sites_are_placed_by_geometry_just_outside_too(tiny_area: Area, north: np.ndarray) -> None:
    site = replace(tiny_area.sites[0], x_m=LEFT - 500)
    assert assess(replace(tiny_area, sites=(site,)), north).by_district["sites_5g"].tolist()[:2] == [1, 0]
    site = replace(tiny_area.sites[0], x_m=LEFT - 1_500)
    assert assess(replace(tiny_area, sites=(site,)), north).by_district["sites_5g"].sum() == 0


def test_indicators_name_the_test(tiny_area: Area, north: np.ndarray) -> None:
    result = assess(seats(tiny_area, (3_000, 8_100)), north)
    about = Modelled("66", "2025-07", "2026-11", "covplan", "2026-11-01", "viettel")
    found = {i.id: i for i in result.indicators(about)}
    assert found["district_5g_pct:any_site"].value == 50
    seat = found["district_5g_pct:seat"]
    assert (seat.value, seat.confidence, seat.unit) == (50, "1/2 (?1)", "%")
    assert found["district_5g_pct:seat"] == replace(found["district_5g_pct:seat:viettel"], id=seat.id)
    assert found["commune_5g_pct:people:mobifone"].value == 0
    assert len(found) == 2 * 3 * (3 + 1)
