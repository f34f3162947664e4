"""Runs of new fibre by road and Km."""

from __future__ import annotations

import math

import pytest
from shapely import LineString

from covplan.linear_reference import ReferencedRoad
from covplan.routing.chainage import runs_by_road

ROAD = ReferencedRoad("QL.26", LineString([(0, 0), (10_000, 0)]), start_m=2_000.0)


def piece(first: float, last: float, y: float = 0.0) -> LineString:
    return LineString([(first, y), (last, y)])


def test_consecutive_pieces_become_one_run_with_chainage() -> None:
    pieces = [("QL.26", ("a",), piece(*ends)) for ends in ((500, 750), (1_000, 750), (1_000, 1_200), (3_000, 3_100))]
    runs = runs_by_road(pieces, {"QL.26": ROAD})
    assert [(r.from_m, r.to_m) for r in runs] == [(2_500, 3_200), (5_000, 5_100)]
    assert runs[0].line.length == pytest.approx(700) and runs[0].line.coords[0] == (500, 0)


def test_a_run_ends_where_its_users_or_its_road_change() -> None:
    pieces = [
        ("QL.26", ("a", "b"), piece(0, 100)),
        ("QL.26", ("a",), piece(100, 200)),
        ("ĐT.645", ("a",), piece(200, 300)),
    ]
    runs = runs_by_road(pieces, {"QL.26": ROAD})
    assert [(r.road, r.users) for r in runs] == [("QL.26", ("a", "b")), ("QL.26", ("a",)), ("ĐT.645", ("a",))]


def test_a_run_against_the_road_is_turned() -> None:
    (run,) = runs_by_road([("QL.26", ("a",), piece(900, 400))], {"QL.26": ROAD})
    assert (run.from_m, run.to_m) == (2_400, 2_900) and run.line.coords[0] == (400, 0)


def test_without_a_reference_there_there_is_no_chainage() -> None:
    off = runs_by_road([("QL.26", ("a",), piece(0, 100, y=150.0))], {"QL.26": ROAD})
    unknown = runs_by_road([("", ("a",), piece(0, 100))], {"QL.26": ROAD})
    for (run,) in (off, unknown):
        assert math.isnan(run.from_m) and math.isnan(run.to_m)
