"""Compare the sweep with single paths on radials made to be hard: spikes, ties, grazed lines, coasts; any length."""

from __future__ import annotations

import argparse
import sys
import time
from typing import Any

from benchmarks.terrain import ROOT

sys.path.insert(0, str(ROOT / "tests/radio_coverage"))

from radial_paths import worst_difference


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How many paths, and which."""
    parser.add_argument("--paths", type=int, default=1_200_000, help="of one receiver at one frequency each")
    parser.add_argument("--seed", type=int, default=1)


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Largest difference [dB]; NaN if one of them has no value, infinite if the sweep has one where none is wanted."""
    started = time.perf_counter()
    worst, paths, radial = worst_difference(arguments.seed, arguments.paths)
    return {
        "paths": paths,
        "seed": arguments.seed,
        "worst_db": float(f"{worst:.2g}"),
        "worst_radial": radial,
        "seconds": round(time.perf_counter() - started, 1),
    }
