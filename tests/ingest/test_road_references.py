"""One line per road number."""

from __future__ import annotations

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from covplan.ingest.road_references import main_line, reference_roads
from covplan.linear_reference import ChainageBasis


def wavy(points: int = 60) -> shapely.LineString:
    """A road of 60 km from west to east."""
    x = np.linspace(0, 60_000, points)
    return shapely.LineString(np.column_stack([x, 2_000 * np.sin(x / 9_000)]))


@settings(deadline=None, max_examples=40)
@given(st.lists(st.floats(0.02, 0.98), min_size=1, max_size=8, unique=True), st.randoms(use_true_random=False))
def test_pieces_in_any_order_and_direction_give_the_road_back(cuts: list[float], random: object) -> None:
    road = wavy()
    stops = [0.0, *sorted(cuts), 1.0]
    pieces = [
        shapely.ops.substring(road, a, b, normalized=True)
        for a, b in zip(stops[:-1], stops[1:], strict=True)
        if b - a > 1e-3  # 60 m: shorter ones fall into one junction
    ]
    random.shuffle(pieces)  # type: ignore[attr-defined]
    pieces = [piece.reverse() if random.random() < 0.5 else piece for piece in pieces]  # type: ignore[attr-defined]
    line, _ = main_line(pieces)
    assert line.length == pytest.approx(road.length, rel=0.005)
    assert shapely.hausdorff_distance(line, road) < 70


def test_a_dual_carriageway_counts_once() -> None:
    west = shapely.LineString([(0, 0), (10_000, 0)])
    north = shapely.LineString([(10_000, 0), (10_500, 20), (20_000, 20), (20_500, 0)])
    south = shapely.LineString([(20_500, 0), (20_000, -20), (10_500, -20), (10_000, 0)])
    east = shapely.LineString([(20_500, 0), (30_000, 0)])
    line, gap_m = main_line([south, east, west, north])
    assert line.length == pytest.approx(30_000, rel=0.001) and gap_m == 0


def test_parallel_carriageways_that_never_meet_count_once() -> None:
    a = shapely.LineString([(0, 0), (30_000, 0)])
    b = shapely.LineString([(30_000, 60), (0, 60)])
    line, _ = main_line([a, b])
    assert line.length == pytest.approx(30_000, abs=130)


def test_a_way_that_ends_in_the_middle_of_another() -> None:
    through = shapely.LineString([(0, 0), (10_000, 0), (12_000, 9_000)])
    onward = shapely.LineString([(10_010, 5), (40_000, 0)])
    line, _ = main_line([through, onward])
    assert line.length == pytest.approx(40_000, rel=0.002)


def test_gaps_are_bridged_and_counted() -> None:
    parts = [shapely.LineString([(x, 0), (x + 4_000, 0)]) for x in (0, 5_000, 10_000)]
    line, gap_m = main_line([parts[2], parts[0], parts[1]])
    assert line.length == pytest.approx(14_000) and gap_m == pytest.approx(2_000)
    assert list(line.coords)[0] == (0, 0)


@pytest.mark.parametrize("start", [(0, 3_000), (9_000, 9_000)], ids=["west to east", "north to south"])
def test_direction_of_pieces_in_no_order_is_west_to_east_or_north_to_south(start: tuple[int, int]) -> None:
    middle, end = (6_000, 1_500), (9_000, 0)
    pieces = [shapely.LineString([middle, start]), shapely.LineString([middle, end])]  # both away from the middle
    for given_order in (pieces, pieces[::-1]):
        assert main_line(given_order)[0].coords[0] == start


def test_pieces_head_to_tail_keep_the_direction_in_which_they_are_drawn() -> None:
    places = [(30_000, 0), (20_000, 500), (9_000, 0), (0, 3_000)]  # from the coast inland, like QL.26
    pieces = [shapely.LineString(ends) for ends in pairwise(places)]
    assert main_line(pieces)[0].coords[0] == places[0]
    assert main_line(pieces[:1])[0].coords[0] == places[0]
    shifted = [pieces[0], shapely.affinity.translate(pieces[1], 0, 20), pieces[2]]  # as one junction is drawn
    assert main_line(shifted)[0].coords[0] == places[0]
    for no_order in (pieces[::-1], [pieces[0], pieces[1].reverse(), pieces[2]], [pieces[0], pieces[2]]):
        assert main_line(no_order)[0].coords[0] == places[-1]


def test_carriageways_there_and_back_say_nothing_of_the_direction() -> None:
    there = shapely.LineString([(30_000, 0), (0, 0)])
    back = shapely.LineString([(0, 20), (30_000, 20)])
    assert main_line([there, back])[0].coords[0][0] == 0


def test_a_ring_alone_is_its_longest_way() -> None:
    ring = shapely.LineString([(0, 0), (5_000, 0), (5_000, 5_000), (0, 0)])
    assert main_line([ring])[0].length == pytest.approx(ring.length)


def test_roads_by_number() -> None:
    lines = [shapely.LineString([(0, y), (1_000, y)]) for y in (0, 10, 5_000)]
    lines.append(shapely.LineString([(3_000, 5_000), (4_000, 5_000)]))
    roads = gpd.GeoDataFrame({"number": ["QL.26", "", "CT.24", "CT.24"]}, geometry=lines, crs=9218)
    gaps: dict[str, float] = {}
    references = reference_roads(roads, gaps.__setitem__)
    assert list(references) == ["CT.24", "QL.26"]
    assert references["CT.24"].basis is ChainageBasis.MODELLED and references["CT.24"].start_m == 0
    assert references["CT.24"].end_m == pytest.approx(4_000)
    assert gaps == {"CT.24": pytest.approx(2_000)}
