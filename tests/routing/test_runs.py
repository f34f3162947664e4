"""Edges that are alike as runs, and their Km."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import LineString

from covplan.linear_reference import ReferencedRoad
from covplan.routing.runs import alike_runs, run_along

ENDS = np.array([[0, 1], [1, 2], [3, 4], [2, 3], [5, 6]])


def test_runs_are_alike_and_hang_together() -> None:
    assert [run.tolist() for run in alike_runs(ENDS, ["a", "a", "a", "b", "a"])] == [[0, 1], [2], [3], [4]]
    assert [run.tolist() for run in alike_runs(ENDS, ["a"] * 5)] == [[0, 1, 2, 3], [4]]
    assert list(alike_runs(np.empty((0, 2), np.int64), [])) == []


def test_a_run_goes_from_its_lowest_to_its_highest_km() -> None:
    road = ReferencedRoad("QL.26", LineString([(0, 0), (1_000, 0)]), start_m=5_000.0)
    lines = np.array([LineString([(600, 0), (400, 0)]), LineString([(400, 0), (100, 0)])], object)
    from_m, to_m, line = run_along(lines, np.array([5_600.0, 5_400.0, 5_400.0, 5_100.0]), road)
    assert (from_m, to_m) == (5_100.0, 5_600.0) and list(line.coords)[0] == (100.0, 0.0)
    assert np.isnan(run_along(lines, np.array([5_600.0, np.nan]), road)[:2]).all()
    assert np.isnan(run_along(lines, np.array([5_600.0, 5_400.0]), None)[0])
    assert run_along(lines, np.array([np.nan]), None)[2].length == pytest.approx(500)
