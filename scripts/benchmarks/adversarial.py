"""Compare the sweep with single paths on radials made to be hard: spikes, steps, ties, coasts, short and long ones."""

from __future__ import annotations

import argparse
import sys
import time
from typing import Any

import numpy as np

from benchmarks.terrain import ROOT

sys.path.insert(0, str(ROOT / "tests/radio_coverage"))

from radial_paths import FIRST, by_paths, by_sweep, hard_radial

FREQS_GHZ = np.array([0.1, 0.7, 3.5, 6.0])


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How many paths."""
    parser.add_argument("--paths", type=int, default=1_200_000)
    parser.add_argument("--tolerance-db", type=float, default=1e-6, help="count the paths that differ by more")


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Largest difference [dB], over at least the given number of paths at four frequencies each."""
    started = time.perf_counter()
    worst, worst_seed, paths, beyond, undefined, seed = 0.0, 0, 0, 0, 0, 0
    while paths < arguments.paths:
        swept, single = both(seed)
        difference = np.abs(swept - single).max(axis=0)
        undefined += int(np.isnan(difference).sum())
        beyond += int((difference > arguments.tolerance_db).sum())
        if difference.size and (largest := float(np.nanmax(difference))) > worst:
            worst, worst_seed = largest, seed
        paths += difference.size
        seed += 1
    return {
        "paths": paths,
        "losses": paths * FREQS_GHZ.size,
        "radials": seed,
        "worst_db": float(f"{worst:.2g}"),
        "worst_seed": worst_seed,
        "tolerance_db": arguments.tolerance_db,
        "paths_beyond": beyond,
        "paths_undefined": undefined,
        "seconds": round(time.perf_counter() - started, 1),
    }


def both(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Losses (frequency, receiver) of one radial by the sweep and by single paths, with all that varies drawn anew."""
    rng = np.random.default_rng(seed)
    points = int(rng.integers(10, 400))
    step = float(rng.choice([0.005, 0.03, 0.05]))
    start = step * rng.uniform(-0.5, 0.5)
    h, clutter, zone = hard_radial(rng, points)
    heights = (float(rng.choice([5.0, 30.0, 60.0])), float(rng.choice([1.5, 1.5, 30.0])))
    time_pct = float(rng.choice([1.0, 10.0, 50.0]))
    place = (time_pct, 13.0, 350.0, 6371.0 * 157.0 / (157.0 - 45.0), 6371.0 * 3.0)
    flags = (bool(clutter.any()), bool((zone != 4).any()), time_pct < 50.0)
    common = (h, clutter, zone, step, start, heights, place, True, FREQS_GHZ)
    return by_sweep(*common, flags)[:, FIRST:], by_paths(*common)[:, FIRST:]
