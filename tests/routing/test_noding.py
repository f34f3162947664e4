"""Lines become segments: crossings, touches, snapping, and what it may move."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from covplan.routing.noding import Segments, cut_at, node_lines, shortened

SNAP_M = 5.0


def noded(*lines: list[tuple[float, float]], snap_m: float = SNAP_M) -> Segments:
    return node_lines(np.array([LineString(line) for line in lines]), snap_m)[0]


def degrees(segments: Segments) -> list[int]:
    return sorted(np.bincount(segments.ends.ravel()).tolist(), reverse=True)


def test_lines_are_joined_where_they_cross() -> None:
    segments = noded([(0, 0), (100, 0)], [(30, -50), (30, 50)])
    assert degrees(segments) == [4, 1, 1, 1, 1]
    assert [30.0, 0.0] in segments.node_xy.tolist()
    assert segments.length_m.sum() == pytest.approx(200)


def test_an_end_near_a_line_is_joined_to_it_and_one_farther_off_is_not() -> None:
    assert degrees(noded([(0, 0), (100, 0)], [(40, 4), (40, 90)])) == [3, 1, 1, 1]
    assert degrees(noded([(0, 0), (100, 0)], [(40, 6), (40, 90)])) == [1, 1, 1, 1]


def test_an_end_near_the_outside_of_a_bend_is_joined_to_the_bend() -> None:
    segments = noded([(0, 0), (50, 50), (100, 0)], [(50, 54), (50, 150)])
    assert degrees(segments)[0] == 3


def test_an_end_that_touches_and_a_bend_that_touches_are_joined() -> None:
    assert degrees(noded([(0, 0), (100, 0)], [(40, 0), (40, 90)]))[0] == 3
    assert degrees(noded([(0, 0), (100, 0)], [(20, 50), (40, 0), (60, 50)]))[0] == 4


def test_lines_on_each_other_are_one_and_bear_the_first_name() -> None:
    segments = noded([(0, 0), (100, 0)], [(20, 0), (60, 0), (60, 80)])
    assert segments.length_m.sum() == pytest.approx(180)
    on_first = segments.line[(segments.node_xy[segments.ends][:, :, 1] == 0).all(axis=1)]
    assert on_first.tolist() == [0, 0, 0]


def test_a_line_that_crosses_itself_is_joined_there_and_told() -> None:
    lines = np.array([LineString([(0, 0), (100, 0), (100, 50), (50, 50), (50, -50)]), LineString([(0, 0), (0, 90)])])
    segments, noding = node_lines(lines, SNAP_M)
    assert noding.self_crossing.tolist() == [0]
    assert degrees(segments)[0] == 4


def test_a_line_that_comes_back_to_its_start_is_a_ring() -> None:
    segments = noded([(0, 0), (100, 0), (100, 100), (0, 100), (0, 3)])
    assert degrees(segments) == [2, 2, 2, 2]


def test_a_line_shorter_than_the_tolerance_is_told_and_joins_what_it_joined() -> None:
    lines = [[(0, 0), (100, 0)], [(100, 0), (103, 0)], [(103, 0), (200, 0)]]
    segments, noding = node_lines(np.array([LineString(line) for line in lines]), SNAP_M)
    assert noding.empty.tolist() == [1]
    assert degrees(segments) == [2, 1, 1]


def test_repeated_vertices_make_no_segment() -> None:
    segments = noded([(0, 0), (0, 0), (50, 0), (50, 0), (100, 0)])
    assert (segments.length_m > 0).all() and len(segments.ends) == 2


def test_a_chain_of_near_ends_moves_farther_than_the_tolerance_and_says_so() -> None:
    ends = [(0.0, 0.0), (4.0, 0.0), (8.0, 0.0), (12.0, 0.0)]
    lines = np.array([LineString([end, (end[0], 100.0 + 20 * k)]) for k, end in enumerate(ends)])
    _, noding = node_lines(lines, SNAP_M)
    assert noding.moved_m.tolist() == pytest.approx([8.0]) and noding.moved_xy.tolist() == [[12.0, 0.0]]


points = st.tuples(st.integers(0, 60), st.integers(0, 60))
drawn = st.lists(st.lists(points, min_size=2, max_size=5), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(drawn)
def test_what_was_drawn_is_kept_within_the_tolerance(all_of: list[list[tuple[float, float]]]) -> None:
    lines = np.array([LineString(line) for line in all_of])
    segments, noding = node_lines(lines, 1.0)
    most_m = max([1.0, *noding.moved_m]) + 0.02
    kept = shapely.union_all(segments.shapes)
    whole = shapely.union_all(np.delete(lines, noding.empty))
    if len(segments.ends):
        assert shapely.hausdorff_distance(kept, whole, densify=0.05) <= most_m + 0.1
    # an independent noding finds no crossing that is no node
    nodes = shapely.multipoints(segments.node_xy)
    crossings = shapely.get_coordinates(shapely.node(kept)) if len(segments.ends) else np.empty((0, 2))
    assert (shapely.distance(shapely.points(crossings), nodes) <= most_m + 0.02).all()


def test_cut_points_get_nodes_of_their_own_and_ends_keep_theirs() -> None:
    segments = noded([(0, 0), (100, 0)])
    cut, node = cut_at(segments, np.array([0, 0, 0]), np.array([0.75, 0.25, 1.0]))
    assert cut.node_xy[node].tolist() == [[75, 0], [25, 0], [100, 0]]
    assert sorted(cut.length_m) == pytest.approx([25, 25, 50])


def test_shortened_segments_are_equal_parts() -> None:
    segments = shortened(noded([(0, 0), (250, 0)], [(0, 0), (0, 80)]), 100.0)
    assert sorted(segments.length_m) == pytest.approx([80, 250 / 3, 250 / 3, 250 / 3])
