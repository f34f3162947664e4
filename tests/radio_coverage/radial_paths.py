"""One radial by the sweep and by single paths over the same points, and radials that are hard to search."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import covplan.propagation.p1812._block as row
from covplan.coverage._skyline import CLUTTER, MOST_POINTS, H
from covplan.coverage._sweep import empty_radial, set_out, walk
from covplan.propagation.p1812._evaluate import empty_block, median_losses
from covplan.propagation.p1812._path import COASTAL, INLAND, SEA, evaluate_path, search
from covplan.units import EARTH_RADIUS_KM

Floats = NDArray[np.float64]
FIRST = 4  # a profile needs five points
KINDS = (
    "flat", "spikes", "steps", "ties", "ridges", "hills", "plain", "mirrored", "on the line", "on the flat line"
)  # fmt: skip


class Radial(NamedTuple):
    """One radial and its radio: points at k * step - start [km], the first at the mast; see ``_sweep.walk``."""

    ground_m: Floats
    clutter_m: Floats
    zone: NDArray[np.uint8]
    step: float
    start: float
    heights: tuple[float, float]
    place: tuple[float, float, float, float, float]
    vertical: bool
    freqs: Floats
    wanted: NDArray[np.bool_]  # receivers are at these points

    @property
    def x(self) -> Floats:
        """Distances [km]."""
        x = np.arange(self.ground_m.size) * self.step - self.start
        x[0] = 0.0
        return x

    @property
    def flags(self) -> tuple[bool, bool, bool]:
        """Clutter, zones other than inland, and a share of time under 50 %."""
        return bool(self.clutter_m.any()), bool((self.zone != INLAND).any()), self.place[0] < 50.0


def by_sweep(radial: Radial) -> Floats:
    """Losses (frequency, point) of the receivers, NaN elsewhere."""
    last = radial.ground_m.size - 1
    room, aim, points, zone, lines, states = empty_radial()
    room[H : H + last + 1], room[CLUTTER : CLUTTER + last + 1] = radial.ground_m, radial.clutter_m
    zone[: last + 1] = radial.zone
    aim[: last + 1] = np.where(radial.wanted, np.arange(last + 1), -1)
    step, start, heights, place, vertical, freqs = radial[3:9]
    hts = float(radial.ground_m[0]) + heights[0]
    set_out(room, lines, states, radial.flags, last, step, start, hts, 500.0 / place[3], 500.0 / place[4])
    block, paths = empty_block(), np.zeros(row.BLOCK, np.int64)
    loss = np.full((freqs.size, last + 1), math.nan)
    filled = walk(
        room, aim, points, zone, lines, states, radial.flags, last, step, start, heights, place, vertical, freqs,
        block, 0, paths, loss,
    )  # fmt: skip
    if filled:
        median_losses(block, filled, *heights, freqs, place, vertical, loss, paths)
    return loss


def by_paths(radial: Radial) -> Floats:
    """The same, each receiver's profile by itself with ``_path``."""
    x, (htg, hrg), place = radial.x, radial.heights, radial.place
    loss = np.full((radial.freqs.size, x.size), math.nan)
    block = empty_block()
    whole = radial.ground_m + radial.clutter_m
    whole[0] = radial.ground_m[0]
    for k in np.flatnonzero(radial.wanted).tolist():
        d, ground, surface = x[: k + 1], radial.ground_m[: k + 1], whole[: k + 1].copy()
        surface[k] = ground[k]
        search(d, ground, surface, radial.zone[: k + 1], htg, hrg, place[3], place[4], True, block, 0)
        for number, f in enumerate(radial.freqs.tolist()):
            evaluate_path(block, d, f, htg, hrg, place, radial.vertical)
            loss[number, k] = block[row.LB]
    return loss


def hard_radial(rng: np.random.Generator, most: int = MOST_POINTS) -> Radial:
    """A radial of 0.1 to 20 km with spikes, steps, ties, ridges and the like, its clutter, coasts and radio.

    ``most`` bounds its points. Long ones have some 60 receivers, of the others most have one at every point.
    """
    step = float(rng.choice([0.005, 0.01, 0.03, 0.05, 0.1]))
    length = max(math.exp(rng.uniform(math.log(0.1), math.log(20.0))), (FIRST + 1) * step)
    points = min(int(length / step), most - 1)
    start = step * float(rng.choice([-0.5, 0.0, 0.5, rng.uniform(-0.5, 0.5)]))
    mast = float(rng.choice([1.5, 5.0, 30.0, 60.0]))
    heights = (mast, float(rng.choice([1.5, 1.5, 30.0, mast])))
    time_pct, lapse = float(rng.choice([1.0, 10.0, 50.0])), float(rng.choice([35.0, 45.0, 70.0]))
    place = (time_pct, 13.0, 350.0, EARTH_RADIUS_KM * 157.0 / (157.0 - lapse), 3.0 * EARTH_RADIUS_KM)
    wanted = rng.random(points + 1) < min(1.0, 60.0 / points if points > 400 or rng.random() < 0.3 else 1.0)
    wanted[-1] = True
    wanted[:FIRST] = False
    freqs = np.exp(rng.uniform(math.log(0.1), math.log(6.0), 3))
    empty = np.zeros(points + 1)
    radial = Radial(
        empty, empty, np.full(points + 1, INLAND, np.uint8), step, start, heights, place, bool(rng.random() < 0.5),
        freqs, wanted,
    )  # fmt: skip
    ground = hard_ground(rng, radial)
    clutter = rng.choice([0.0, 4.0, 10.0, 20.0], points + 1) if rng.random() < 0.5 else empty
    zone = hard_zones(rng, points + 1)
    sea = zone == SEA
    return radial._replace(ground_m=np.where(sea, 0.0, ground), clutter_m=np.where(sea, 0.0, clutter), zone=zone)


def hard_ground(rng: np.random.Generator, radial: Radial) -> Floats:
    """Heights [m above sea] of one kind; some have points on the direct line to the last one or to one before it."""
    n = radial.ground_m.size
    share, x = np.linspace(0.0, 1.0, n), radial.x
    relief = float(rng.choice([1.0, 10.0, 100.0, 800.0]))
    kind = str(rng.choice(KINDS))
    ridges = relief * np.abs(np.sin(share * rng.uniform(2.0, 40.0)))
    if kind.startswith("on"):
        curve = 0.0 if kind == "on the flat line" else 500.0 / float(rng.choice(radial.place[3:]))
        return on_the_line(rng, x, radial.heights, curve)
    ground = {
        "flat": np.full(n, rng.choice([0.0, 417.3])),
        "spikes": np.where(rng.random(n) > 0.97, relief, 0.0),
        "steps": relief * np.floor(share * rng.integers(1, 7)),
        "ties": relief * rng.choice([0.0, 0.5, 1.0], n, p=[0.8, 0.1, 0.1]),
        "ridges": ridges,
        "hills": np.cumsum(rng.normal(0.0, relief / 30.0, n)),
        "plain": 300.0 + np.cumsum(rng.normal(0.0, 0.05, n)),
        "mirrored": 0.5 * (ridges + ridges[::-1]),
    }[kind]
    return ground.astype(np.float32).astype(np.float64)


def on_the_line(rng: np.random.Generator, x: Floats, heights: tuple[float, float], curve: float) -> Floats:
    """Low ground with points that touch the ray to one receiver, or stand 1 um to 1 m under or over it."""
    n = x.size
    base = float(rng.choice([0.0, 250.0]))
    ground = base - 30.0 * rng.random(n)
    ground[0], target = base, int(rng.integers(FIRST, n))
    ground[target] = base + float(rng.choice([0.0, 40.0, -40.0]))
    hts, hrs, d = base + heights[0], ground[target] + heights[1], x[target]
    line = hts + (hrs - hts) * x / d - curve * x * (d - x)
    touching = np.flatnonzero(rng.random(n) < 0.1)
    touching = touching[(touching > 0) & (touching < target)]
    off = float(rng.choice([0.0, 0.0, 1e-6, 1.0]))
    ground[touching] = line[touching] + off * rng.choice([-1.0, 0.0, 1.0], touching.size)
    return ground


def hard_zones(rng: np.random.Generator, n: int) -> NDArray[np.uint8]:
    """Inland, or sea beyond or before a shore, or an island or a bay, with a strip of coast beside the sea."""
    if rng.random() < 0.6:
        return np.full(n, INLAND, np.uint8)
    share = np.linspace(0.0, 1.0, n)
    low, high = np.sort(rng.random(2))
    from_sea = [share - low, low - share, np.minimum(share - low, high - share), np.maximum(low - share, share - high)]
    over = from_sea[int(rng.integers(4))]
    return np.where(over > 0.0, SEA, np.where(over > -0.1, COASTAL, INLAND)).astype(np.uint8)


def worst_difference(seed: int, paths: int, most: int = MOST_POINTS) -> tuple[float, int, int]:
    """Over at least so many paths (of one receiver at one frequency): largest |sweep - path| [dB], paths, where."""
    rng = np.random.default_rng(seed)
    worst, done, number, where = 0.0, 0, 0, 0
    while done < paths:
        radial = hard_radial(rng, most)
        got, expected = by_sweep(radial), by_paths(radial)
        receivers = radial.wanted
        if not np.isnan(got[:, ~receivers]).all():
            return math.inf, done, number
        off = float(np.abs(got[:, receivers] - expected[:, receivers]).max())
        if off > worst or math.isnan(off):  # a NaN stays
            worst, where = off, number
        done += radial.freqs.size * int(receivers.sum())
        number += 1
    return worst, done, where
