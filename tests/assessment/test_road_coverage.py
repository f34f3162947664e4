"""Stretches of roads by hand: where service begins and ends, what is a gap, what does not count."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from test_served import cover_of

from covplan.assessment.modelled import Modelled
from covplan.assessment.road_coverage import RoadCoverage, assess_roads
from covplan.assessment.served import count_served
from covplan.assessment.where_settings import WhereSettings
from covplan.coverage.service import ServiceSettings
from covplan.grid import Raster
from covplan.ingest.area import Area
from covplan.linear_reference import ChainageBasis, ReferencedRoad

LEFT, BOTTOM = 450_000.0, 1_400_000.0


def assess(area: Area, viettel: np.ndarray, mobifone: np.ndarray | None = None) -> RoadCoverage:
    n28, _, n77 = (c.id for c in area.carriers)
    cover = cover_of(area, {n28: viettel} | ({} if mobifone is None else {n77: mobifone}))
    return assess_roads(cover, count_served(cover, area, ServiceSettings()), area, WhereSettings())


def columns(area: Area, *served: slice) -> np.ndarray:
    """A mask of whole columns of pixels."""
    mask = np.zeros(area.grid.shape, bool)
    for part in served:
        mask[:, part] = True
    return mask


def stretches(result: RoadCoverage, reading: str = "any") -> list[tuple[object, ...]]:
    own = result.stretches[result.stretches["reading"] == reading]
    return [tuple(row) for row in own[["state", "from_m", "to_m"]].to_numpy(object)]


def km(result: RoadCoverage, reading: str = "any") -> list[float]:
    row = result.roads[result.roads["reading"] == reading].iloc[0]
    return [float(row[name]) for name in ("km", "km_served", "km_unserved", "km_untold")]


def test_the_road_is_served_as_far_as_the_pixels_are(tiny_area: Area) -> None:
    """QL.26 begins 500 m from the left edge and is 15 km long."""
    result = assess(tiny_area, columns(tiny_area, slice(0, 32)))
    assert stretches(result) == [("served", 0, 7_500), ("unserved", 7_500, 15_000)]
    assert km(result) == pytest.approx([15, 7.5, 7.5, 0])
    row = result.roads.iloc[0]
    assert row[["road", "road_class", "status", "basis"]].tolist() == ["QL.26", "national", "existing", "modelled"]
    gap = result.gaps[result.gaps["reading"] == "any"].iloc[0]
    assert gap[["from_m", "length_m", "commune_from", "commune_to", "basis"]].tolist() == [
        *(7_500, 7_500, "Buôn Ma Thuột", "Buôn Ma Thuột", "modelled")
    ]
    assert km(result, "mobifone")[1] == 0


@pytest.mark.parametrize(("pixels", "is_gap"), [(1, False), (2, False), (3, True)])
def test_gaps_are_longer_than_500_m(tiny_area: Area, pixels: int, is_gap: bool) -> None:
    result = assess(tiny_area, columns(tiny_area, slice(0, 20), slice(20 + pixels, 64)))
    assert stretches(result)[1] == ("unserved", 4_500, 4_500 + 250 * pixels)
    assert (result.gaps["reading"] == "any").any() == is_gap


def test_chainage_begins_where_the_reference_says(tiny_area: Area) -> None:
    line = tiny_area.road_references["QL.26"].line
    posts = ReferencedRoad("QL.26", line, start_m=92_300.0, basis=ChainageBasis.OFFICIAL)
    result = assess(replace(tiny_area, road_references={"QL.26": posts}), columns(tiny_area, slice(0, 32)))
    assert stretches(result)[0] == ("served", 92_300, 99_800)
    assert set(result.stretches["basis"]) == {"official"}


def test_only_the_province_counts(tiny_area: Area) -> None:
    result = assess(replace(tiny_area, communes=tiny_area.communes[1:]), columns(tiny_area, slice(0, 64)))
    assert stretches(result) == [("served", 7_500, 15_000)]
    assert km(result)[0] == pytest.approx(7.5)


def test_bridges_over_gaps_in_the_data_are_no_road(tiny_area: Area) -> None:
    y = BOTTOM + 8_100
    ways = [
        shapely.LineString([(LEFT + 500, y), (LEFT + 5_500, y)]),
        shapely.LineString([(LEFT + 9_500, y), (LEFT + 15_500, y)]),
    ]
    roads = tiny_area.roads.iloc[[0, 0]].reset_index(drop=True).set_geometry(ways)
    result = assess(replace(tiny_area, roads=roads), columns(tiny_area, slice(0, 64)))
    assert stretches(result) == [("served", 0, 5_050), ("served", 8_950, 15_000)]  # to 50 m from the pieces
    assert km(result)[0] == pytest.approx(11.1)


def test_the_planned_part_of_a_road_does_not_count(tiny_area: Area) -> None:
    y = BOTTOM + 8_100
    ways = [
        shapely.LineString([(LEFT + 500, y), (LEFT + 5_500, y)]),
        shapely.LineString([(LEFT + 5_500, y), (LEFT + 15_500, y)]),
    ]
    roads = tiny_area.roads.iloc[[0, 0]].reset_index(drop=True).set_geometry(ways)
    result = assess(replace(tiny_area, roads=roads.assign(status=["existing", "planned"])), columns(tiny_area))
    assert stretches(result) == [("unserved", 0, 5_050)]
    assert set(result.roads["status"]) == {"existing"}


def test_void_terrain_cannot_be_told(tiny_area: Area) -> None:
    ground = tiny_area.ground.values.copy()
    ground[:, 30:34] = np.nan
    area = replace(tiny_area, ground=Raster(ground, tiny_area.grid, "ground"))
    result = assess(area, columns(area, slice(0, 30)))
    assert [state for state, *_ in stretches(result)] == ["served", "untold", "unserved"]
    assert km(result) == pytest.approx([15, 7, 7, 1])


def test_a_planned_road_is_listed_and_is_no_evidence(tiny_area: Area) -> None:
    area = replace(tiny_area, roads=tiny_area.roads.assign(status="planned"))
    result = assess(area, columns(area, slice(0, 64)))
    about = Modelled("66", "2025-07", "2026-11", "covplan", "2026-11-01", "any")
    assert set(result.roads["status"]) == {"planned"} and result.indicators(about) == []
    existing = assess(tiny_area, columns(tiny_area, slice(0, 32)))
    found = {i.id: i for i in existing.indicators(about)}
    assert found["road_5g_km_pct:QL.26"].value == pytest.approx(50)
    assert found["road_5g_km_pct:QL.26"].confidence == "7.5/15.0 km"


def test_without_roads_there_is_nothing(tiny_area: Area) -> None:
    result = assess(replace(tiny_area, road_references={}), columns(tiny_area, slice(0, 32)))
    assert result.roads.empty and result.stretches.empty and result.gaps.empty


@settings(deadline=None, max_examples=15)
@given(st.lists(st.booleans(), min_size=64, max_size=64), st.lists(st.booleans(), min_size=64, max_size=64))
def test_stretches_sum_to_the_road_and_any_lies_between_max_and_sum(
    tiny_area: Area, first: list[bool], second: list[bool]
) -> None:
    rows = tiny_area.grid.rows
    result = assess(tiny_area, np.array([first] * rows), np.array([second] * rows))
    for reading in ("viettel", "mobifone", "any"):
        parts = stretches(result, reading)
        assert sum(end - start for _, start, end in parts) == pytest.approx(15_000)
        assert all(a[2] == b[1] and a[0] != b[0] for a, b in zip(parts[:-1], parts[1:], strict=True))
    one, other, both = (km(result, reading)[1] for reading in ("viettel", "mobifone", "any"))
    assert max(one, other) - 1e-9 <= both <= one + other + 1e-9
