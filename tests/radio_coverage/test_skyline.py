"""Each search of the sweep against the same found by looking at every point, with the rule for ties."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from radial_paths import FIRST, KINDS, Radial, hard_ground, hard_radial

from covplan.coverage._skyline import (
    BARE,
    BLOCK_POINTS,
    HIGHEST,
    HORIZON,
    HULL_K,
    HULL_Y,
    LINE_SIZE,
    RADIAL_SIZE,
    H,
    X,
    begin,
    edges,
    grow_hull,
    highest_over,
    highest_over_line,
    lay_out,
    least_clearance,
    look_out,
    nearest_level,
    tangent,
)
from covplan.propagation.p1812._losses import GRAZING_M
from covplan.propagation.p1812._path import bullington_edges, horizon_from_receiver, horizon_from_transmitter
from covplan.propagation.p1812._path import least_clearance as plain_least_clearance

Floats = NDArray[np.float64]


class Walk(NamedTuple):
    """A radial laid out as the sweep does, before anything is walked, and the plain numbers beside it."""

    radial: Floats
    line: Floats
    state: NDArray[np.int64]
    x: Floats
    h: Floats
    hts: float
    curve: float
    step: float
    start: float

    @property
    def q(self) -> Floats:
        """Heights less the curvature."""
        return self.h - self.curve * self.x**2

    def receiver(self, k: int, agl_m: float) -> tuple[float, float, float]:
        """Distance, height and height less the curvature of an antenna at point k."""
        d, hrs = self.x[k], self.h[k] + agl_m
        return d, hrs, hrs - self.curve * d * d


def set_out(hard: Radial, curve: float) -> Walk:
    last = hard.ground_m.size - 1
    radial, line, state = np.zeros(RADIAL_SIZE), np.zeros(LINE_SIZE), np.zeros(4, np.int64)
    radial[H : H + last + 1] = hard.ground_m
    hts = float(hard.ground_m[0]) + hard.heights[0]
    lay_out(radial, last, hard.step, hard.start)
    look_out(radial, line, BARE, hts, curve, last, GRAZING_M)
    begin(state)
    assert radial[X + 1 : X + last + 1] == pytest.approx(hard.x[1:], rel=1e-14)
    return Walk(radial, line, state, hard.x, hard.ground_m, hts, curve, hard.step, hard.start)


def walks(seeds: range, most: int) -> list[tuple[np.random.Generator, Walk]]:
    """Hard radials of all kinds, half of them over a flat Earth."""
    found = []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        hard = hard_radial(rng, most)
        hard = hard._replace(ground_m=hard_ground(rng, hard))
        found.append((rng, set_out(hard, float(rng.choice([0.0, 500.0 / hard.place[3]])))))
    return found


def check_hull_and_tangent(seeds: range, most: int) -> None:
    for rng, walk in walks(seeds, most):
        for k in range(2, walk.x.size, 1 + int(rng.integers(3))):
            d, _, q = walk.receiver(k, float(rng.choice([1.5, 30.0])))
            top = grow_hull(walk.line, walk.state, k)
            assert 1 <= top <= k - 1
            hull_k, hull_y = walk.line[HULL_K : HULL_K + top].astype(int), walk.line[HULL_Y : HULL_Y + top]
            hull_x = walk.x[hull_k]
            slopes = np.diff(hull_y) / np.diff(hull_x)
            assert (np.diff(slopes) < 1e-9 * (1.0 + np.abs(slopes[1:]))).all()  # convex
            over = np.interp(walk.x[1:k], hull_x, hull_y) - walk.q[1:k]
            assert over.min() > -1e-9  # every point is on or under it
            seen = (walk.q[1:k] - q) / (d - walk.x[1:k])
            vertex = tangent(walk.line, top, k, q)
            got = (hull_y[vertex] - q) / (d - hull_x[vertex])
            assert got == pytest.approx(seen.max(), rel=1e-9, abs=1e-9)
            nearest = nearest_level(walk.line, top, vertex, k, q)
            _, at = horizon_from_receiver(np.append(walk.x[:k], d), np.append(walk.q[:k], 0.0), q, 0.0)
            assert hull_k[nearest] == at


def check_highest_over_a_line(seeds: range, most: int) -> None:
    """From whichever vertex the walk sets out."""
    for rng, walk in walks(seeds, most):
        for k in range(2, walk.x.size, 1 + int(rng.integers(6))):
            top = grow_hull(walk.line, walk.state, k)
            slope = float(rng.choice([0.0, rng.normal(0.0, 30.0)]))
            best = (walk.q[1:k] - slope * walk.x[1:k]).max()
            vertex = highest_over_line(walk.line, top, slope * walk.step, int(rng.integers(0, top + 3)))
            got = walk.line[HULL_Y + vertex] - slope * walk.x[int(walk.line[HULL_K + vertex])]
            assert got == pytest.approx(best, rel=1e-12, abs=1e-9)


def check_highest_over(seeds: range, most: int) -> None:
    for rng, walk in walks(seeds, most):
        for k in range(3, walk.x.size, 1 + int(rng.integers(6))):
            first, last = np.sort(rng.integers(1, k, 2)).tolist()
            slope = float(rng.normal(0.0, 30.0))
            best = (walk.h[first : last + 1] - slope * walk.x[first : last + 1]).max()
            assert highest_over(walk.radial, slope, first, last) == pytest.approx(best, rel=1e-12, abs=1e-9)


def check_least_clearance(seeds: range, most: int) -> None:
    """Value and point, ties included, of receivers that stand above all before them or just touch the line."""
    for rng, walk in walks(seeds, most):
        for k in range(FIRST, walk.x.size, 1 + int(rng.integers(4))):
            d = walk.x[k]
            grazing = ((walk.q[1:k] - walk.hts) / walk.x[1:k]).max()  # the lowest slope that clears all
            q = walk.hts + (grazing + float(rng.choice([0.0, 0.0, 0.01, 3.0]))) * d
            slope = (q - walk.hts) / d
            got, at = least_clearance(walk.line, walk.state, walk.radial, k, walk.hts, slope, d, walk.step)
            x, h = walk.x[: k + 1], walk.h[: k + 1]
            expected, plain_at = plain_least_clearance(x, h, walk.hts, q + walk.curve * d * d, walk.curve)
            assert got == pytest.approx(expected, rel=1e-6, abs=1e-12)
            assert at == plain_at


def check_edges(seeds: range, most: int) -> None:
    """All that one receiver needs, while walking, against the search over its own profile."""
    hidden = clear = 0
    for rng, walk in walks(seeds, most):
        agl_m = float(rng.choice([1.5, 5.0, 60.0]))
        block = np.zeros(5)
        for k in range(1, walk.x.size):
            if k >= FIRST:
                _, hrs, _ = walk.receiver(k, agl_m)
                found = edges(walk.line, walk.state, walk.radial, k, walk.hts, hrs, walk.curve, walk.step)
                x, h, earth_km = walk.x[: k + 1], walk.h[: k + 1], 500.0 / max(walk.curve, 1e-300)
                bullington_edges(x, h, walk.hts, hrs, earth_km, block, 0, 1, 2, 3, 4)
                least, edge_t, at_t, edge_r, at_r = block.tolist()
                assert found[0] == pytest.approx(least, rel=1e-6, abs=1e-9)
                assert (found[1], found[3]) == pytest.approx((edge_t, edge_r), rel=1e-9, abs=1e-9)
                assert (walk.x[found[2]], walk.x[found[4]]) == (at_t, at_r)
                hidden, clear = hidden + (least < 0.0), clear + (least >= 0.0)
    assert hidden > 20 and clear > 20


CHECKS = (
    check_hull_and_tangent, check_highest_over_a_line, check_highest_over, check_least_clearance, check_edges
)  # fmt: skip
every = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)


@every
def test_searches(check: Callable[[range, int], None]) -> None:
    check(range(30), 300)


@pytest.mark.kernel
@every
def test_searches_on_a_few_short_radials(check: Callable[[range, int], None]) -> None:
    check(range(100, 108), 90)


@pytest.mark.kernel
def test_the_horizon_of_the_mast() -> None:
    for _, walk in walks(range(200, 220), 120):
        for k in range(3, walk.x.size):
            slope, at = horizon_from_transmitter(walk.x[: k + 1], walk.h[: k + 1], walk.hts, walk.curve)
            assert walk.line[HORIZON + k] == at
            assert walk.line[HIGHEST + k] == pytest.approx(slope, rel=1e-12, abs=1e-9)


def straight(ground: list[float], mast_m: float) -> Walk:
    """Points every 100 m over a flat Earth."""
    h = np.array(ground)
    hard = hard_radial(np.random.default_rng(0), FIRST + 1)
    hard = hard._replace(ground_m=h, step=0.1, start=0.0, heights=(mast_m, 1.5), zone=np.full(h.size, 4, np.uint8))
    return set_out(hard, 0.0)


@pytest.mark.kernel
def test_of_level_points_the_nearest_to_the_terminal_counts() -> None:
    """Ridges as high as the mast at 200, 300 and 400 m; and two points that touch the line where nu ties."""
    walk = straight([0.0, 0.0, 30.0, 30.0, 30.0, 0.0, 0.0], 30.0)
    assert walk.line[HORIZON + 6] == 2
    least, _, first, slope, last = edges(walk.line, walk.state, walk.radial, 6, 30.0, 0.0, 0.0, 0.1)
    assert (least, first, last) == (-1.0, 2, 4)
    assert slope == pytest.approx(150.0)  # 30 m over 200 m
    assert least_clearance(walk.line, walk.state, walk.radial, 6, 30.0, 0.0, walk.x[6], 0.1) == (0.0, 4)


@pytest.mark.kernel
@pytest.mark.parametrize(("rise_m", "hidden"), [(0.0, False), (0.5 * GRAZING_M, False), (3.0 * GRAZING_M, True)])
def test_what_rises_less_than_a_nanometre_hides_nothing(rise_m: float, hidden: bool) -> None:
    walk = straight([0.0, 0.0, 1.0 + rise_m, 0.0, 0.0, 0.0], 1.0)
    least = edges(walk.line, walk.state, walk.radial, 5, 1.0, 1.0, 0.0, 0.1)[0]
    assert (least < 0.0) == hidden


def test_hard_radials_are_of_every_kind() -> None:
    """What the checks above stand on: exact ties, points that touch the line, more than one block of points."""
    touching = longest = 0
    for _, walk in walks(range(60), 300):
        longest = max(longest, walk.x.size)
        k = walk.x.size - 1
        touching += len(np.unique(walk.h[1:k])) < k - 1
    assert len(KINDS) == 10
    assert touching > 10
    assert longest > 3 * BLOCK_POINTS
