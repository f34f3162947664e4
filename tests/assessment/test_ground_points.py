"""Points and what lies under them: communes by hand and against a slow oracle, steps that sum to the line."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from covplan.assessment.ground_points import OFF_GRID, commune_rows, pixel_numbers, steps_along, values_at
from covplan.grid import Grid

COMMUNES = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1_000, 1_000), shapely.box(1_000, 0, 2_000, 1_000)], crs=9218)


def test_points_find_their_commune_and_on_a_border_the_first() -> None:
    x = [500, 1_500, 1_000, 2_600, 3_100, -200]
    assert commune_rows(COMMUNES, x, [500] * 6).tolist() == [0, 1, 0, -1, -1, -1]
    assert commune_rows(COMMUNES, x, [500] * 6, within_m=1_000).tolist() == [0, 1, 0, 1, -1, 0]
    assert commune_rows(COMMUNES, [], []).size == 0


def test_many_points_agree_with_one_at_a_time() -> None:
    rng = np.random.default_rng(3)
    xy = rng.uniform(-1_500, 3_500, (200, 2))
    expected = []
    for point in shapely.points(xy):
        away = shapely.distance(COMMUNES.geometry.to_numpy(), point)
        expected.append(int(np.argmin(away)) if away.min() <= 700 else -1)
    assert commune_rows(COMMUNES, *xy.T, within_m=700).tolist() == expected


def test_pixels_and_values() -> None:
    grid = Grid(9218, 0.0, 500.0, 250.0, 2, 2)
    pixels = pixel_numbers(grid, [10, 260, 10, 600], [490, 490, 10, 10])
    assert pixels.tolist() == [0, 1, 2, OFF_GRID]
    mask = np.array([[True, False], [False, True]])
    assert values_at(mask, pixels, off_grid=False).tolist() == [True, False, False, False]
    assert values_at(mask, pixels, off_grid=True).tolist() == [True, False, False, True]


@given(st.floats(0.1, 5_000.0), st.floats(5.0, 500.0))
def test_steps_are_equal_short_enough_and_sum_to_the_line(length_m: float, longest_m: float) -> None:
    ends, middles = steps_along(shapely.LineString([(0, 0), (0, length_m)]), longest_m)
    steps = np.diff(ends)
    assert steps.sum() == pytest.approx(length_m)
    assert steps.max() <= longest_m * (1 + 1e-6) and np.ptp(steps) <= 1e-6
    np.testing.assert_allclose(middles[:, 1], (ends[:-1] + ends[1:]) / 2, atol=1e-9)


def test_a_line_of_300_steps_has_300_steps() -> None:
    assert len(steps_along(shapely.LineString([(0, 0), (15_000, 0)]), 50.0)[0]) == 301
