"""Random paths over everything that P.1812-8 allows, straight into its kernels and drawn by compiled code."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from covplan.propagation.p1812 import P1812
from covplan.propagation.p1812._block import BLOCK, NAMES, SIZE
from covplan.propagation.p1812._path import evaluate_path, search
from covplan.units import EARTH_RADIUS_KM

FREQ, DIST, AGL, DELTA_N, N0, LATITUDE, TIME = (
    (P1812.ranges[name].low, P1812.ranges[name].high)
    for name in ("freq_mhz", "dist_km", "tx_agl_m", "delta_n", "n0", "latitude_deg", "time_pct")
)
LOWEST_M, HIGHEST_M = -430.0, 8850.0  # the shore of the Dead Sea and the top of Everest


@njit(cache=True, nogil=True, error_model="numpy")
def within(rng, ends):
    """A value of a range: one of its ends every tenth time, else between them, by ratio if both are positive."""
    low, high = ends
    share = rng.random()
    if share < 0.1:
        return low if share < 0.05 else high
    if low <= 0.0:
        return low + (high - low) * rng.random()
    return min(low * math.exp(rng.random() * math.log(high / low)), high)


@njit(cache=True, nogil=True, error_model="numpy")
def points_along(rng):
    """Shares of a path, increasing from 0 to 1, at equal steps or at steps that differ up to a million times."""
    n = 5 + int(rng.random() ** 3 * 296.0)
    share = np.linspace(0.0, 1.0, n)
    if rng.random() < 0.5:
        for i in range(1, n):
            share[i] = share[i - 1] + math.exp(-14.0 * rng.random())
        share /= share[n - 1]
    return share


@njit(cache=True, nogil=True, error_model="numpy")
def ground_along(rng, share):
    """Flat, of two heights, steps, spikes, ridges, hills, noise, a slope or a valley [m above sea]."""
    n, kind = share.size, int(rng.random() * 9.0)
    relief = (0.01, 1.0, 30.0, 300.0, 3000.0)[int(rng.random() * 5.0)]
    base = (0.0, 10.0, 500.0, LOWEST_M)[int(rng.random() * 4.0)]
    waves, walk, h = 2.0 + 20.0 * rng.random(), 0.0, np.zeros(n)
    for i in range(n):
        dice = rng.random()
        walk += relief / 10.0 * (dice - 0.5)
        if kind == 1:
            h[i] = relief if dice < 0.5 else 0.0
        elif kind == 2:
            h[i] = relief * math.floor(share[i] * 0.3 * waves)
        elif kind == 3:
            h[i] = relief if dice < 0.1 else 0.0
        elif kind == 4:
            h[i] = relief * abs(math.sin(share[i] * waves))
        elif kind == 5:
            h[i] = walk
        elif kind == 6:
            h[i] = relief * dice
        elif kind == 7:
            h[i] = relief * (share[i] - 0.5)
        elif kind == 8:
            h[i] = relief * (2.0 * share[i] - 1.0) ** 2
        h[i] = min(max(base + h[i], LOWEST_M), HIGHEST_M)
    return h


@njit(cache=True, nogil=True, error_model="numpy")
def zones_along(rng, share):
    """Inland all the way, sea all the way, or stretches of sea, coast and inland."""
    kind = rng.random()
    zone = np.full(share.size, 4 if kind < 0.4 else 1, np.uint8)
    if kind >= 0.5:
        first, second = rng.random(), rng.random()
        of_stretch = rng.integers(0, 3, 3)
        for i in range(share.size):
            stretch = int(share[i] > min(first, second)) + int(share[i] > max(first, second))
            zone[i] = (1, 3, 4)[of_stretch[stretch]]
    return zone


@njit(cache=True, nogil=True, error_model="numpy")
def draw(rng):
    """Distances, ground, surface, zones; both antenna heights, frequency [GHz], place and polarisation of a path."""
    share = points_along(rng)
    ground, zone, total = ground_along(rng, share), zones_along(rng, share), within(rng, DIST)
    clutter_m = (0.0, 0.0, 5.0, 60.0)[int(rng.random() * 4.0)]
    surface = ground.copy()
    for i in range(share.size):
        if zone[i] == 1:
            ground[i], surface[i] = 0.0, 0.0
        elif 0 < i < share.size - 1 and rng.random() < 0.5:
            surface[i] += clutter_m
    ae, ab = EARTH_RADIUS_KM * 157.0 / (157.0 - within(rng, DELTA_N)), 3.0 * EARTH_RADIUS_KM
    place = (within(rng, TIME), within(rng, LATITUDE), within(rng, N0), ae, ab)
    heights = (within(rng, AGL), within(rng, AGL))
    return share * total, ground, surface, zone, heights, within(rng, FREQ) / 1000.0, place, rng.random() < 0.5


def intermediates(rng: np.random.Generator, block: NDArray[np.float64]) -> NDArray[np.float64]:
    """Every number that the kernels leave of one random path, in the order of ``NAMES``; ``block`` is room for it."""
    dist, ground, surface, zone, heights, f, place, vertical = draw(rng)
    block[::BLOCK] = 0.0
    search(dist, ground, surface, zone, *heights, place[3], place[4], True, block, 0)
    evaluate_path(block, dist, f, *heights, place, vertical)
    return block[::BLOCK]


class FullRange(NamedTuple):
    """What became of many paths; ``extremes`` are the lowest and highest value of every intermediate."""

    paths: int
    not_finite: int
    below_free_space: int
    first_bad: int | None
    extremes: dict[str, tuple[float, float]]


def full_range(count: int, seed: int) -> FullRange:
    """Evaluate so many paths, all drawn from one generator."""
    rng, block = np.random.default_rng(seed), np.zeros(SIZE)
    lowest, highest = np.full(len(NAMES), math.inf), np.full(len(NAMES), -math.inf)
    lb, lb0p = NAMES.index("Lb"), NAMES.index("Lb0p")
    not_finite, below, first_bad = 0, 0, None
    for k in range(count):
        values = intermediates(rng, block)
        finite, above = bool(np.isfinite(values).all()), bool(values[lb] >= values[lb0p])
        not_finite += not finite
        below += not above
        if not (finite and above) and first_bad is None:
            first_bad = k
        np.minimum(lowest, values, out=lowest)
        np.maximum(highest, values, out=highest)
    extremes = dict(zip(NAMES, zip(lowest.tolist(), highest.tolist(), strict=True), strict=True))
    return FullRange(count, not_finite, below, first_bad, extremes)
