"""The fit against a general minimiser, against what robustness and pooling demand, and against leaks between blocks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage, optimize

from covplan.coverage.residual_fit import (
    RIDGES,
    Residuals,
    apply_lines,
    choose_ridge,
    fit_lines,
    fold_of,
    left_out_corrections_db,
)

TRUTH = {10: (-9.0, -6.0), 40: (4.0, 3.0), 50: (-4.0, 8.0)}


def make(sizes: dict[int, int], noise_db: float, seed: int = 1, blocks: int = 30) -> Residuals:
    """Residuals about the truth, spread over half a decade of distance either way."""
    rng = np.random.default_rng(seed)
    classes = np.repeat(np.array(list(sizes), np.uint8), list(sizes.values()))
    decades = rng.uniform(-0.5, 0.5, classes.size)
    lines = np.array([TRUTH[int(code)] for code in classes])
    values = lines[:, 0] + lines[:, 1] * decades + noise_db * rng.standard_normal(classes.size)
    return Residuals(values, decades, classes, rng.integers(0, blocks, classes.size))


def test_a_truth_without_noise_is_found() -> None:
    lines = fit_lines(make({10: 400, 40: 500, 50: 300}, 0.0), 10.0, 10)
    for code, (offset, slope) in TRUTH.items():
        # what the ridge takes away: 10 pixels' worth against some hundred
        assert lines[code] == (pytest.approx(offset, abs=0.4), pytest.approx(slope, abs=0.8))


@pytest.mark.parametrize("ridge", [10.0, 300.0])
def test_the_fit_is_the_least_penalised_huber_loss(ridge: float) -> None:
    """Searched again by BFGS over offset and slope of each class, the share of the carrier taken out by hand."""
    data = make({10: 60, 40: 200, 50: 25}, 6.0)
    data.residual_db[::20] -= 30.0
    lines = fit_lines(data, ridge, 10)
    codes = np.array(sorted(lines))
    which = np.searchsorted(codes, data.clutter_class)
    middle = np.array([data.decades[data.clutter_class == code].mean() for code in codes])
    away = data.decades - middle[which]
    width = np.std(away)
    error = data.residual_db - apply_lines(lines, data.decades, data.clutter_class)
    limit = 1.345 * 1.4826 * np.median(np.abs(error))

    def loss(values: Any) -> float:
        offsets, slopes = values.reshape(2, -1)  # in the middle of a class, per standard deviation of distance
        left = np.abs(data.residual_db - offsets[which] - slopes[which] * away / width)
        huber = np.where(left <= limit, left**2 / 2, limit * (left - limit / 2)).sum()
        # of all ways to split a sum into carrier and class the least sum of squares
        shares = sum((part**2).sum() - part.sum() ** 2 / (part.size + 1) for part in (offsets, slopes))
        return float(huber + ridge / 2 * shares)

    found = optimize.minimize(loss, np.zeros(2 * codes.size), method="BFGS", options={"gtol": 1e-3}).x.reshape(2, -1)
    for k, code in enumerate(codes):
        slope = found[1, k] / width
        offset = found[0, k] - slope * middle[k]
        assert lines[int(code)] == (pytest.approx(offset, abs=0.01), pytest.approx(slope, abs=0.05))


def test_outliers_hardly_move_it() -> None:
    clean = make({10: 300, 40: 500, 50: 300}, 5.0)
    dirty = clean.part(np.ones(clean.block.size, bool))
    dirty.residual_db[::20] -= 30.0  # 5 %, all to one side: least squares would move by 1.5 dB
    before, after = (fit_lines(data, 10.0, 10) for data in (clean, dirty))
    for code in TRUTH:
        assert after[code][0] == pytest.approx(before[code][0], abs=0.8)


def test_a_class_with_few_pixels_is_drawn_to_the_others() -> None:
    lines = fit_lines(make({40: 1000, 50: 12}, 3.0), 100.0, 10)
    assert TRUTH[50][0] + 3.0 < lines[50][0] < lines[40][0]


@given(st.integers(0, 50))
@settings(deadline=None, max_examples=20)
def test_more_ridge_means_less_correction(seed: int) -> None:
    data = make({10: 60, 40: 80, 50: 40}, 4.0, seed)
    sizes = [
        np.abs(apply_lines(fit_lines(data, ridge, 10), data.decades, data.clutter_class)).mean() for ridge in RIDGES
    ]
    assert sizes == sorted(sizes, reverse=True)
    far = fit_lines(data, 1e9, 10)
    assert all(abs(number) < 1e-3 for line in far.values() for number in line)


def test_classes_without_enough_pixels_have_no_line() -> None:
    data = make({10: 9, 40: 200}, 3.0)
    assert set(fit_lines(data, 10.0, 10)) == {40}
    assert not fit_lines(data, 10.0, 1000)
    assert apply_lines({40: (1.0, 2.0)}, np.array([0.5, 0.5]), np.array([40, 10], np.uint8)).tolist() == [2.0, 0.0]


def test_a_class_at_one_distance_takes_the_carriers_slope() -> None:
    data = make({10: 100, 40: 500}, 2.0)
    narrow = Residuals(
        data.residual_db, np.where(data.clutter_class == 10, 0.2, data.decades), data.clutter_class, data.block
    )
    lines = fit_lines(narrow, 10.0, 10)
    # the carrier's slope is what only class 40 shows, shared between carrier and class by the ridge
    assert lines[10][1] == pytest.approx(lines[40][1] / 2, rel=0.05)


@given(st.lists(st.integers(0, 12), min_size=1, max_size=200), st.integers(2, 6))
@settings(deadline=None)
def test_blocks_are_never_split(blocks: list[int], folds: int) -> None:
    block = np.array(blocks)
    fold = fold_of(block, folds)
    assert all(np.unique(fold[block == name]).size == 1 for name in np.unique(block))
    used = np.unique(fold)
    assert used.tolist() == list(range(min(folds, np.unique(block).size)))


def test_a_pixels_own_fold_says_nothing_to_its_correction() -> None:
    data = make({10: 150, 40: 200, 50: 100}, 5.0)
    before = left_out_corrections_db(data, 5, 10)
    fold = fold_of(data.block, 5)
    for k in (0, 3):
        changed = data.part(np.ones(data.block.size, bool))
        changed.residual_db[fold == k] += 40.0
        after = left_out_corrections_db(changed, 5, 10)
        assert np.array_equal(after[fold == k], before[fold == k])
        assert not np.allclose(after[fold != k], before[fold != k], atol=0.1)


def test_blocks_do_not_reward_what_only_neighbours_know() -> None:
    """A field that hangs together, classes that are patches of it, and nothing true to be found."""
    rng = np.random.default_rng(4)
    side = 40
    field = ndimage.gaussian_filter(rng.standard_normal((side, side)), 3.0, mode="wrap")
    field = 8.0 * (field - field.mean()) / field.std()
    row, col = np.indices(field.shape)
    block = (row // 10) * 4 + col // 10
    patch = np.array([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100], np.uint8)[block % 12]
    decades = rng.uniform(-0.5, 0.5, field.size)
    by_block = Residuals(field.ravel(), decades, patch.ravel(), block.ravel())
    by_pixel = Residuals(field.ravel(), decades, patch.ravel(), np.arange(field.size))

    def rmse(data: Residuals) -> float:
        return float(np.sqrt(np.mean((data.residual_db - left_out_corrections_db(data, 5, 10)) ** 2)))

    raw = float(np.sqrt(np.mean(field**2)))
    assert rmse(by_pixel) < 0.9 * raw  # pixels beside the left-out ones give the patch away
    assert rmse(by_block) > 0.97 * raw


def test_the_ridge_is_large_where_there_is_nothing_to_find_and_small_where_there_is() -> None:
    rng = np.random.default_rng(2)
    found = make({10: 300, 40: 300, 50: 300}, 3.0)
    nothing = Residuals(8.0 * rng.standard_normal(900), found.decades, found.clutter_class, found.block)
    assert choose_ridge(nothing, 5, 10) >= 100.0
    assert choose_ridge(found, 5, 10) == RIDGES[0]
