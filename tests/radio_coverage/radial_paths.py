"""One radial by the sweep and by single paths over the same points, and radials that are hard to search."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

import covplan.propagation.p1812._block as row
from covplan.coverage._skyline import CLUTTER, H
from covplan.coverage._sweep import empty_radial, set_out, walk
from covplan.propagation.p1812._evaluate import median_losses
from covplan.propagation.p1812._path import evaluate_path, search

FIRST = 4  # a profile needs five points


@njit(nogil=True, error_model="numpy")
def by_sweep(h, clutter, zone, step, start, heights, place, vertical, freqs, flags):
    """Losses (frequency, point) of the receivers at points ``FIRST`` and on of a radial, NaN before."""
    last = h.size - 1
    radial, aim, zones, lines, states = empty_radial()
    radial[H : H + last + 1], radial[CLUTTER : CLUTTER + last + 1], zones[: last + 1] = h, clutter, zone
    for k in range(FIRST, last + 1):
        aim[k] = k
    curves = 500.0 / place[3], 500.0 / place[4]
    set_out(radial, lines, states, flags, last, step, start, h[0] + heights[0], curves[0], curves[1])
    block, paths = np.ones(row.SIZE), np.zeros(row.BLOCK, np.int64)
    loss = np.full((freqs.size, last + 1), math.nan)
    filled = walk(
        radial, aim, zones, lines, states, flags, last, step, start, heights, place, vertical, freqs, block, 0, paths,
        loss,
    )  # fmt: skip
    if filled:
        median_losses(block, filled, heights[0], heights[1], freqs, place, vertical, loss, paths)
    return loss


@njit(nogil=True, error_model="numpy")
def by_paths(h, clutter, zone, step, start, heights, place, vertical, freqs):
    """The same, each receiver's profile by itself with ``_path``."""
    last = h.size - 1
    x = np.arange(last + 1) * step - start
    x[0] = 0.0
    loss = np.full((freqs.size, last + 1), math.nan)
    block = np.ones(row.SIZE)
    for k in range(FIRST, last + 1):
        surface = h[: k + 1] + clutter[: k + 1]
        surface[0], surface[k] = h[0], h[k]
        search(
            x[: k + 1], h[: k + 1], surface, zone[: k + 1], heights[0], heights[1], place[3], place[4], True, block, 0
        )
        for f in range(freqs.size):
            evaluate_path(block, x[: k + 1], freqs[f], heights[0], heights[1], place, vertical)
            loss[f, k] = block[row.LB]
    return loss


def hard_radial(rng: np.random.Generator, points: int) -> tuple[NDArray[np.float64], ...]:
    """Heights, clutter and zones of ``points`` + 1 points: spikes, steps, ties, flat, ridges, hills or a plain."""
    n = points + 1
    share = np.linspace(0.0, 1.0, n)
    kind = rng.choice(["flat", "spikes", "steps", "ties", "ridges", "hills", "plain"])
    relief = rng.choice([1.0, 10.0, 100.0, 800.0])
    h = {
        "flat": np.full(n, rng.choice([0.0, 417.3])),
        "spikes": np.where(rng.random(n) > 0.97, relief, 0.0),
        "steps": relief * np.floor(share * rng.integers(1, 7)),
        "ties": relief * rng.choice([0.0, 0.5, 1.0], n, p=[0.8, 0.1, 0.1]),
        "ridges": relief * np.abs(np.sin(share * rng.uniform(2.0, 40.0))),
        "hills": np.cumsum(rng.normal(0.0, relief / 30.0, n)),
        "plain": 300.0 + np.cumsum(rng.normal(0.0, 0.05, n)),
    }[kind].astype(np.float32)
    clutter = rng.choice([0.0, 4.0, 10.0, 20.0], n) if rng.random() < 0.5 else np.zeros(n)
    zone = np.full(n, 4, np.uint8)
    if rng.random() < 0.4:
        shore = rng.random()
        sea = share > shore if rng.random() < 0.5 else share < shore
        zone = np.where(sea, 1, np.where(np.abs(share - shore) < 0.2, 3, 4)).astype(np.uint8)
        h = np.where(sea, 0.0, h)
        clutter = np.where(sea, 0.0, clutter)
    return h.astype(np.float64), clutter, zone
