"""White and weak spots by hand: operators at a point, margin, voids, centres and clusters."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from test_served import GOOD, cover_of

from covplan.assessment.modelled import Modelled
from covplan.assessment.served import count_served
from covplan.assessment.villages import VillageService, assess_villages
from covplan.assessment.where_settings import WhereSettings
from covplan.coverage.service import ServiceSettings, required_median_dbm
from covplan.grid import Raster
from covplan.ingest.area import Area

LEFT, BOTTOM = 450_000.0, 1_400_000.0
NORTH_WEST, NORTH_EAST, SOUTH_WEST, SOUTH_EAST = ((e, n) for n in (12_000, 4_000) for e in (4_000, 12_000))


def with_villages(area: Area, *points: tuple[str, str, tuple[float, float]], people: float = 10.0) -> Area:
    table = {
        "village_id": [id for id, _, _ in points],
        "name": [f"Buôn {id}" for id, _, _ in points],
        "part": [part for _, part, _ in points],
        "people": [people] * len(points),
        "modelled_people": [np.nan] * len(points),
        "electrified": np.array([True] * len(points), object),
        "area_class": ["III"] * len(points),
        "mobile_service": np.array([None] * len(points), object),
        "source": ["s"] * len(points),
    }
    shapes = [shapely.Point(LEFT + east, BOTTOM + north) for _, _, (east, north) in points]
    return replace(area, villages=gpd.GeoDataFrame(table, geometry=shapes, crs=9218))


def assess(area: Area, dbm: float = GOOD) -> VillageService:
    """Viettel serves the north, mobifone the west: only the north-west has two operators."""
    north, west = (np.zeros(area.grid.shape, bool) for _ in range(2))
    north[:32], west[:, :32] = True, True
    n28, _, n77 = (c.id for c in area.carriers)
    cover = cover_of(area, {n28: north, n77: west})
    for id in (n28, n77):
        cover.rsrp_dbm[id][cover.rsrp_dbm[id] == GOOD] = dbm
    return assess_villages(cover, count_served(cover, area, ServiceSettings()), area, WhereSettings())


def test_points_by_operators(tiny_area: Area) -> None:
    area = with_villages(
        tiny_area,
        ("A", "centre", NORTH_WEST),
        ("B", "centre", NORTH_EAST),
        ("C", "centre", SOUTH_WEST),
        ("D", "centre", SOUTH_EAST),
    )
    result = assess(area)
    assert result.points[["operators", "operator_count", "state"]].values.tolist() == [
        ["viettel, mobifone", 2, "served"],
        ["viettel", 1, "weak"],
        ["mobifone", 1, "weak"],
        ["", 0, "white"],
    ]
    assert result.points["commune"].tolist() == ["Tuy Hòa", "Buôn Ma Thuột"] * 2
    assert np.isnan(result.points["margin_db"].iloc[-1])
    assert result.fund_facts["village_id"].tolist() == ["B", "C", "D"]
    found = {i.id: i for i in result.indicators(Modelled("66", "2025-07", "2026-11", "covplan", "2026-11-01", "any"))}
    assert (found["village_5g_pct"].value, found["village_5g_pct"].confidence) == (75, "3/4")
    assert (found["village_white_5g"].value, found["village_white_5g"].unit) == (1, "count")


@pytest.mark.parametrize(("margin_db", "state"), [(4.9, "weak"), (5.1, "served")])
def test_a_small_margin_is_weak(tiny_area: Area, margin_db: float, state: str) -> None:
    area = with_villages(tiny_area, ("A", "centre", NORTH_WEST))
    needed = required_median_dbm(area.carriers[0], ServiceSettings(), area.grid.pixel_m)
    point = assess(area, needed + margin_db).points.iloc[0]
    assert point["margin_db"] == pytest.approx(margin_db, abs=1e-4)
    assert (point["operator_count"], point["state"]) == (2, state)


def test_a_village_is_as_good_as_its_worst_point(tiny_area: Area) -> None:
    area = with_villages(
        tiny_area,
        ("A", "centre", NORTH_WEST),
        ("A", "cluster", SOUTH_EAST),
        ("A", "cluster", NORTH_EAST),
        ("B", "cluster", NORTH_WEST),
    )
    villages = assess(area).villages.set_index("village_id")
    counts = ["centre", "clusters", "clusters_white", "clusters_weak", "state", "people"]
    assert villages.loc["A", counts].tolist() == ["served", 2, 1, 1, "white", 30]
    assert villages.loc["A", "commune"] == "Tuy Hòa"  # of the centre
    assert villages.loc["B", counts].tolist() == ["", 1, 0, 0, "untold", 10]  # nobody knows of its centre


def test_void_terrain_cannot_be_told(tiny_area: Area) -> None:
    area = with_villages(tiny_area, ("A", "centre", SOUTH_EAST), ("A", "cluster", NORTH_WEST))
    ground = tiny_area.ground.values.copy()
    ground[40:] = np.nan
    result = assess(replace(area, ground=Raster(ground, area.grid, "ground")))
    assert result.points["state"].tolist() == ["untold", "served"]
    assert result.villages["state"].tolist() == ["untold"]
    assert result.fund_facts.empty


def test_unknown_people_stay_unknown(tiny_area: Area) -> None:
    area = with_villages(tiny_area, ("A", "centre", SOUTH_EAST), people=np.nan)
    assert np.isnan(assess(area).villages["people"].iloc[0])


def test_without_villages_there_is_no_evidence(tiny_area: Area) -> None:
    result = assess(tiny_area)
    assert result.points.empty and result.villages.empty
    assert result.indicators(Modelled("66", "2025-07", "2026-11", "covplan", "2026-11-01", "any")) == []
