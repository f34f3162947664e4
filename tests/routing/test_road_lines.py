"""Every corridor has a road and Km: lines of numbered roads, branches, roads without number; their names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from covplan.ingest.problems import ProblemLog
from covplan.ingest.road_references import reference_roads
from covplan.ingest.roads import read_roads
from covplan.ingest.settings import TableSettings
from covplan.linear_reference import KmPost, ReferencedRoad
from covplan.outputs.road_names import road_name
from covplan.outputs.settings import Language
from covplan.routing.corridors import Corridors, build_corridors
from covplan.routing.road_lines import RoadLines, road_lines
from covplan.routing.road_places import road_places
from covplan.routing.settings import CorridorSettings

SETTINGS = CorridorSettings()
Points = list[tuple[float, float]]
QL29 = ReferencedRoad("QL.29", LineString([(0, 0), (10_000, 0)]))
MAIN = ("QL.29", "", [(0.0, 0.0), (10_000.0, 0.0)])


def built(
    *rows: tuple[str, str, Points], references: Mapping[str, ReferencedRoad] | None = None, **more: object
) -> tuple[Corridors, RoadLines]:
    columns = {
        "number": [number for number, _, _ in rows],
        "name": [name for _, name, _ in rows],
        "road_class": ["national" if number.startswith("QL") else "other" for number, _, _ in rows],
        "status": ["existing"] * len(rows),
    }
    roads = gpd.GeoDataFrame(columns, geometry=[LineString(line) for *_, line in rows], crs=9218)
    known = {"QL.29": QL29} if references is None else references
    corridors = build_corridors(roads, known, SETTINGS, **more)
    return corridors, road_lines(corridors, known, SETTINGS.on_road_m)


def names(lines: RoadLines, language: Language = Language.VIETNAMESE) -> list[str]:
    return [road_name(line, language) for line in lines.lines]


def check(corridors: Corridors, lines: RoadLines) -> None:
    """What holds of any network: one line for each edge, unbroken, metre by metre from 0, no name twice."""
    assert np.isfinite(lines.from_m).all() and np.isfinite(lines.to_m).all()
    own = ~lines.referenced
    assert np.abs(lines.to_m - lines.from_m)[own] == pytest.approx(corridors.length_m[own])
    assert len(set(names(lines))) == len(lines.lines)
    for k, line in enumerate(lines.lines):
        edges = np.flatnonzero((lines.line_of == k) & ~lines.referenced)
        if not edges.size:
            assert line.number and line.branch == 1
            continue
        ends = np.array(sorted(sorted(pair) for pair in zip(lines.from_m[edges], lines.to_m[edges], strict=True)))
        assert ends[0, 0] == 0.0 and ends[1:, 0] == pytest.approx(ends[:-1, 1])
        assert ends[-1, 1] == pytest.approx(corridors.length_m[edges].sum())
        assert not lines.official[edges].any()
        start = edges[np.argmin(np.minimum(lines.from_m[edges], lines.to_m[edges]))]
        node = corridors.ends[start, int(lines.to_m[start] < lines.from_m[start])]
        assert (line.x_m, line.y_m) == tuple(corridors.node_xy[node])


def test_a_road_without_number_is_counted_from_the_numbered_road_that_it_joins() -> None:
    corridors, lines = built(MAIN, ("", "", [(4_000, 900), (4_000, 0)]), ("", "Lê Lợi", [(7_000, 0), (7_000, -500)]))
    check(corridors, lines)
    assert names(lines) == [
        "QL.29",
        "đường không số hiệu, nối QL.29 tại Km4+000 (tính trên bản đồ)",
        "Lê Lợi, nối QL.29 tại Km7+000 (tính trên bản đồ)",
    ]
    assert names(lines, Language.ENGLISH)[1] == "unnumbered road, from QL.29 at Km4+000 (modelled)"
    assert [(line.x_m, line.y_m) for line in lines.lines] == [(0, 0), (4_000, 0), (7_000, 0)]


def test_the_km_at_which_it_joins_is_official_between_km_posts() -> None:
    posts = replace(QL29, posts=(KmPost(0, 20_000), KmPost(5_000, 25_500)))
    _, lines = built(MAIN, ("", "", [(4_000, 0), (4_000, 900)]), references={"QL.29": posts})
    assert names(lines)[1] == "đường không số hiệu, nối QL.29 tại Km24+400 (cột Km)"


def test_what_lies_behind_is_a_branch_of_the_same_name() -> None:
    corridors, lines = built(
        MAIN,
        ("", "", [(4_000, 0), (4_000, 900)]),
        ("", "", [(3_000, 900), (4_000, 900), (4_600, 900)]),  # a way of its own, across the end of the first
        ("", "Hùng Vương", [(3_000, 900), (3_000, 1_400)]),
    )
    check(corridors, lines)
    first = "đường không số hiệu, nối QL.29 tại Km4+000 (tính trên bản đồ)"
    behind = "Hùng Vương, nối QL.29 tại Km4+000 (tính trên bản đồ)"
    assert names(lines) == ["QL.29", first, f"{first} nhánh 2", behind]
    assert (lines.lines[2].x_m, lines.lines[2].y_m) == (4_600, 900)  # the end nearer to its junction


def test_split_ways_of_one_name_or_in_one_line_are_one_road() -> None:
    corridors, lines = built(
        MAIN,
        ("", "Lê Lợi", [(4_000, 0), (4_000, 500)]),
        ("", "Lê Lợi", [(4_000, 500), (4_000, 900)]),
        ("", "Trần Phú", [(4_000, 500), (4_500, 500)]),
        ("", "", [(8_000, 0), (8_000, 500)]),
        ("", "", [(8_000, 500), (8_000, 900)]),
    )
    check(corridors, lines)
    assert [line.name for line in lines.lines] == ["", "Lê Lợi", "", "Trần Phú"]
    longest = [corridors.length_m[lines.line_of == k].sum() for k in (1, 2, 3)]
    assert longest == pytest.approx([900, 900, 500])


def test_branches_of_a_number_off_its_line_are_numbered_in_order_of_km() -> None:
    loop = [(2_000.0, 0.0), (2_500.0, 600.0), (3_000.0, 600.0), (3_500.0, 0.0)]
    corridors, lines = built(MAIN, ("QL.29", "", [(8_000, 0), (8_000, -3_000)]), ("QL.29", "", loop))
    check(corridors, lines)
    assert names(lines) == ["QL.29", "QL.29 nhánh 2", "QL.29 nhánh 3"]
    assert [line.joins_m for line in lines.lines[1:]] == [2_000, 8_000]
    branch = np.flatnonzero(lines.line_of == 1)
    assert sorted([*lines.from_m[branch], *lines.to_m[branch]])[-1] == pytest.approx(LineString(loop).length)


def test_a_road_that_joins_a_branch_says_so_and_one_across_both_takes_the_more_important() -> None:
    branch = ("QL.29", "", [(8_000.0, 0.0), (8_000.0, -3_000.0)])
    side = ("", "", [(8_000.0, -1_000.0), (9_000.0, -1_000.0)])
    _, lines = built(MAIN, branch, side)
    assert names(lines)[2] == "đường không số hiệu, nối QL.29 nhánh 2 tại Km1+000 (tính trên bản đồ)"
    minor = ReferencedRoad("ĐH.1", LineString([(0, 900), (10_000, 900)]))
    rows = (MAIN, ("ĐH.1", "", [(0.0, 900.0), (10_000.0, 900.0)]), ("", "", [(5_000.0, 900.0), (5_000.0, 0.0)]))
    _, lines = built(*rows, references={"QL.29": QL29, "ĐH.1": minor})
    assert names(lines)[2] == "đường không số hiệu, nối QL.29 tại Km5+000 (tính trên bản đồ)"
    assert (lines.lines[2].x_m, lines.lines[2].y_m) == (5_000, 0)


def test_what_no_numbered_road_reaches_is_named_by_where_it_begins() -> None:
    corridors, lines = built(
        MAIN, ("", "", [(4_000, 5_000), (3_000, 5_000)]), ("", "", [(3_500, 5_000), (3_500, 5_400)])
    )
    check(corridors, lines)
    assert names(lines)[1:] == [
        "đường không số hiệu, bắt đầu tại X 5.000 Y 3.000",
        "đường không số hiệu, bắt đầu tại X 5.000 Y 3.500",
    ]


def test_a_number_without_line_of_its_own_is_counted_along_its_longest_part() -> None:
    corridors, lines = built(MAIN, ("QL.29", "", [(2_000, 0), (2_000, 700)]), references={})
    check(corridors, lines)
    assert names(lines) == ["QL.29", "QL.29 nhánh 2"] and not lines.referenced.any()
    assert corridors.length_m[lines.line_of == 0].sum() == pytest.approx(10_000)


def test_rings_and_loops_have_km_too() -> None:
    ring = [(4_000.0, 0.0), (4_300.0, 400.0), (3_700.0, 400.0), (4_000.0, 0.0)]
    apart = [(0.0, 5_000.0), (300.0, 5_400.0), (-300.0, 5_400.0), (0.0, 5_000.0)]
    check(*built(MAIN, ("", "", ring), ("", "", apart)))


def test_any_point_has_a_road_and_km() -> None:
    rows = (MAIN, ("", "", [(4_000.0, 900.0), (4_000.0, 0.0)]))
    posts = {"QL.29": replace(QL29, posts=(KmPost(0, 5_000), KmPost(8_000, 13_000)))}
    corridors, lines = built(*rows, references=posts)
    xy = np.array([(2_000.0, 70.0), (9_000.0, 0.0), (4_010.0, 500.0)])
    places = road_places(xy, corridors, lines, posts)
    assert places.line.tolist() == [0, 0, 1] and places.off_m.tolist() == pytest.approx([70, 0, 10])
    assert places.chainage_m.tolist() == pytest.approx([7_000, 14_000, 500])
    assert places.official.tolist() == [True, False, False]


places = st.tuples(st.integers(0, 6), st.integers(0, 6))
ways = st.tuples(
    st.sampled_from(["", "", "QL.29", "ĐT.1"]),
    st.sampled_from(["", "A"]),
    st.lists(places, min_size=2, max_size=4, unique=True),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(ways, min_size=1, max_size=8))
def test_any_network_is_measured_with_stops_and_without(rows: list[tuple[str, str, list[tuple[int, int]]]]) -> None:
    made = [(number, name, [(400.0 * x, 400.0 * y) for x, y in line]) for number, name, line in rows]
    check(*built(*made))
    stops = np.array([made[0][2][0], made[-1][2][-1], (1_000.0, 1_000.0)])
    check(*built(*made, stops=stops, stops_within_m=500.0))


def test_the_real_roads(shared: Path) -> None:
    file = shared / "data" / "daklak" / "daklak_roads_osm.gpkg"
    roads = read_roads(TableSettings(file, "OSM", layer="roads"), 9218, ProblemLog())
    references = reference_roads(roads)
    corridors = build_corridors(roads, references, SETTINGS)
    lines = road_lines(corridors, references, SETTINGS.on_road_m)
    check(corridors, lines)
    assert 0.94 < corridors.length_m[lines.referenced].sum() / corridors.length_m[corridors.road != ""].sum() < 1.0
    stops = corridors.node_xy[::5] + 40.0
    stopped = build_corridors(roads, references, SETTINGS, stops=stops, stops_within_m=500.0)
    other = set(names(road_lines(stopped, references, SETTINGS.on_road_m))) - set(names(lines))
    assert all("bắt đầu tại" in name for name in other) and len(other) <= 2  # rings apart begin where a stop enters
