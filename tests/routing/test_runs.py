"""Edges that are alike as runs, and their Km."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import LineString

from covplan.routing.runs import alike_runs, run_along

ENDS = np.array([[0, 1], [1, 2], [3, 4], [2, 3], [5, 6]])


def test_runs_are_alike_and_hang_together() -> None:
    assert [run.tolist() for run in alike_runs(ENDS, ["a", "a", "a", "b", "a"])] == [[0, 1], [2], [3], [4]]
    assert [run.tolist() for run in alike_runs(ENDS, ["a"] * 5)] == [[0, 1, 2, 3], [4]]
    assert list(alike_runs(np.empty((0, 2), np.int64), [])) == []


def test_a_run_goes_from_its_lowest_to_its_highest_km() -> None:
    lines = np.array([LineString([(600, 0), (400, 0)]), LineString([(400, 0), (100, 0)])], object)
    from_m, to_m, line = run_along(lines, np.array([5_600.0, 5_400.0]), np.array([5_400.0, 5_100.0]))
    assert (from_m, to_m) == (5_100.0, 5_600.0) and list(line.coords)[0] == (100.0, 0.0)
    assert run_along(lines[::-1], np.array([5_400.0, 5_600.0]), np.array([5_100.0, 5_400.0]))[2].equals_exact(line, 0.0)
    unknown = run_along(lines, np.array([5_600.0, np.nan]), np.array([np.nan, 5_100.0]))
    assert np.isnan(unknown[:2]).all() and unknown[2].length == pytest.approx(500)
