"""Residuals by clutter class and distance → offsets and slopes: robust, drawn towards zero, tried on left-out blocks.

    r = α + δ_k + (β + γ_k) x + e        x = (log10 d − mean of log10 d in class k) / s, k the clutter class

Distances are taken from the middle of each class, so that its offset cannot pass for a slope, and divided by their
standard deviation s, so that offsets and slopes are drawn towards zero alike.

α, β belong to the carrier, δ_k, γ_k to the class. Their estimates minimise

    Σ ρ(e) + λ/2 (α² + β² + Σ δ_k² + Σ γ_k²)

with ρ of P. J. Huber, "Robust estimation of a location parameter", Ann. Math. Statist. 35 (1964): quadratic up to 1.345
times the scale of the residuals (95 % efficient for normal ones), linear beyond. The ridge λ counts like so many pixels
that say "no correction": a class with few pixels takes over what the carrier's other classes show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

RIDGES = (10.0, 30.0, 100.0, 300.0, 1000.0)
"""Values of λ among which the left-out blocks choose. Neighbouring pixels err alike, so fewer than 10 prove nothing."""

SLOPE_SPAN_DECADES = 0.3
"""A class measured over a shorter span of distances (a factor of 2) takes the carrier's slope."""

_HUBER = 1.345
_MAD_TO_SIGMA = 1.4826  # of the normal distribution
_LEAST_SCALE_DB = 1.0  # what a receiver can tell apart; less would make outliers of what the ridge leaves over
_MOST_STEPS, _SETTLED_DB = 100, 1e-3
_LEAST_WIDTH = 1e-6  # decades; all pixels at one distance

Lines = Mapping[int, tuple[float, float]]
"""Clutter class → offset [dB] and slope [dB per decade]."""


@dataclass(frozen=True, eq=False)
class Residuals:
    """Residuals of one carrier; arrays of one length.

    ``residual_db`` is measured less predicted, ``decades`` log10(d / d0), ``clutter_class`` the WorldCover code,
    ``block`` the number of the square of ground.
    """

    residual_db: NDArray[np.float64]
    decades: NDArray[np.float64]
    clutter_class: NDArray[np.uint8]
    block: NDArray[np.int64]

    def part(self, where: NDArray[np.bool_]) -> Residuals:
        """Some of the pixels."""
        return Residuals(self.residual_db[where], self.decades[where], self.clutter_class[where], self.block[where])


def fit_lines(pixels: Residuals, ridge: float, min_class_pixels: int) -> Lines:
    """Offset and slope of every class with enough pixels, for one ridge λ."""
    codes, counts = np.unique(pixels.clutter_class, return_counts=True)
    codes = codes[counts >= min_class_pixels]
    if not codes.size:
        return {}
    used = pixels.part(np.isin(pixels.clutter_class, codes))
    which = np.searchsorted(codes, used.clutter_class)
    middle = np.bincount(which, used.decades) / np.bincount(which)
    away = used.decades - middle[which]
    width = max(float(np.std(away)), _LEAST_WIDTH)
    sloped = np.array([_span(used.decades[which == k]) >= SLOPE_SPAN_DECADES for k in range(codes.size)])
    level, slope = _huber_ridge(which, away / width, used.residual_db, sloped, ridge)
    slope /= width
    offset = level - slope * middle  # at d0
    return {int(code): (float(offset[k]), float(slope[k])) for k, code in enumerate(codes)}


def _span(decades: NDArray[np.float64]) -> float:
    """Between the 10th and 90th percentile, so that single pixels do not make a span."""
    low, high = np.percentile(decades, (10, 90))
    return float(high - low)


def _huber_ridge(
    which: NDArray[np.int64],
    x: NDArray[np.float64],
    target: NDArray[np.float64],
    sloped: NDArray[np.bool_],
    ridge: float,
) -> tuple[NDArray[Any], NDArray[Any]]:
    """α + δ_k and β + γ_k of each class, by reweighted least squares; the scale is found anew in each step.

    The unknowns are α, β, all δ_k and all γ_k. A pixel of class k has the row ``level[k] + x slope[k]``, so that sums
    by class are all that the normal equations need. γ_k of a class without a slope of its own is left at zero.
    """
    count = sloped.size
    one, zero, own = np.ones((count, 1)), np.zeros((count, 1)), np.eye(count)
    level = np.hstack([one, zero, own, np.zeros((count, count))])
    slope = np.hstack([zero, one, np.zeros((count, count)), own * sloped])
    weights: NDArray[Any] = np.ones(target.size)
    found: NDArray[Any] = np.zeros(2 + 2 * count)
    for _ in range(_MOST_STEPS):
        s0, s1, s2, t0, t1 = (np.bincount(which, weights * part, count) for part in (1.0, x, x * x, target, x * target))
        cross = (level.T * s1) @ slope
        normal = (level.T * s0) @ level + cross + cross.T + (slope.T * s2) @ slope
        new = np.linalg.solve(normal + ridge * np.eye(found.size), level.T @ t0 + slope.T @ t1)
        error = np.abs(target - (level @ new)[which] - (slope @ new)[which] * x)
        limit = _HUBER * max(_MAD_TO_SIGMA * float(np.median(error)), _LEAST_SCALE_DB)
        weights = limit / np.maximum(error, limit)
        settled, found = np.max(np.abs(new - found)) < _SETTLED_DB, new
        if settled:
            break
    return level @ found, slope @ found


def apply_lines(lines: Lines, decades: NDArray[np.float64], clutter_class: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Correction [dB] of every pixel; 0 where the class has none."""
    offset, slope = np.zeros(256), np.zeros(256)
    for code, (class_offset, class_slope) in lines.items():
        offset[code], slope[code] = class_offset, class_slope
    return offset[clutter_class] + slope[clutter_class] * decades


def fold_of(block: NDArray[np.int64], folds: int) -> NDArray[np.int64]:
    """Fold of every pixel: whole blocks, the largest first, each to the fold with the fewest pixels so far."""
    names, inverse, counts = np.unique(block, return_inverse=True, return_counts=True)
    fold, filled = np.zeros(names.size, np.int64), np.zeros(min(folds, names.size))
    for k in np.argsort(-counts, kind="stable"):
        fold[k] = np.argmin(filled)
        filled[fold[k]] += counts[k]
    return fold[inverse]


def choose_ridge(pixels: Residuals, folds: int, min_class_pixels: int) -> float:
    """The ridge with the least mean absolute error on left-out blocks; of equals the larger."""
    fold = fold_of(pixels.block, folds)
    errors = {}
    for ridge in RIDGES:
        left_db = pixels.residual_db - _left_out(pixels, fold, _with_ridge(ridge, min_class_pixels))
        errors[ridge] = float(np.mean(np.abs(left_db)))
    return min(RIDGES, key=lambda ridge: (errors[ridge], -ridge))


def left_out_corrections_db(pixels: Residuals, folds: int, min_class_pixels: int) -> NDArray[np.float64]:
    """Correction of every pixel [dB] from a fit, its ridge included, that saw nothing of the pixel's block."""

    def fit(training: Residuals) -> Lines:
        return fit_lines(training, choose_ridge(training, folds, min_class_pixels), min_class_pixels)

    return _left_out(pixels, fold_of(pixels.block, folds), fit)


def _with_ridge(ridge: float, min_class_pixels: int) -> Callable[[Residuals], Lines]:
    return lambda training: fit_lines(training, ridge, min_class_pixels)


def _left_out(pixels: Residuals, fold: NDArray[np.int64], fit: Callable[[Residuals], Lines]) -> NDArray[np.float64]:
    """Correction of every pixel [dB] from the fit to all other folds."""
    correction = np.zeros(pixels.residual_db.size)
    for k in range(int(fold.max()) + 1):
        out = fold == k
        lines = fit(pixels.part(~out))
        correction[out] = apply_lines(lines, pixels.decades[out], pixels.clutter_class[out])
    return correction
