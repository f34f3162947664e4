"""Time and memory of candidates and reach matrix of the whole province, nobody served before."""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.machine import peak_memory_mb
from benchmarks.province_area import default_terrain, read_province, with_people
from benchmarks.terrain import RADIO
from covplan.assessment.served import count_served
from covplan.coverage.composite import Coverage
from covplan.coverage.service import ServiceSettings
from covplan.planning.candidates import find_candidates
from covplan.planning.reach_matrix import build_reach_matrix
from covplan.planning.settings import PlanningSettings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Pixel, terrain and candidates."""
    parser.add_argument("--pixel-m", type=float, default=100.0)
    parser.add_argument(
        "--terrain", type=Path, default=default_terrain(), help="elevation raster (default: %(default)s)"
    )
    parser.add_argument("--candidates", type=int, default=3000)
    parser.add_argument("--threads", type=int, default=2)


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Wall seconds of each part and the largest memory of the process."""
    area, service = with_people(read_province(arguments.terrain, arguments.pixel_m)), ServiceSettings()
    none = np.zeros(area.grid.shape, bool)
    nothing = np.full(area.grid.shape, np.nan, np.float32)
    cover = Coverage(area.grid, area.carriers, {c.id: nothing for c in area.carriers}, {}, (), none, none)
    today = count_served(cover, area, service)
    before_mb = peak_memory_mb()
    started = time.perf_counter()
    spots = find_candidates(area, today, PlanningSettings(max_candidates=arguments.candidates))
    found = time.perf_counter()
    with ThreadPoolExecutor(arguments.threads) as pool:
        reach = build_reach_matrix(spots, area, RADIO, service, today, executor=pool, progress=_show)
    built = time.perf_counter()
    return {
        "terrain": arguments.terrain.name,
        "terrain_is_synthetic": arguments.terrain.name == "terrain.tif",
        "grid": str(area.grid),
        "candidates": len(spots),
        "carriers": [{"freq_mhz": c.freq_mhz, "radius_km": c.radius_km} for c in spots[0].carriers],
        "threads": arguments.threads,
        "demand_pixels": int(reach.people.size),
        "entries": int(reach.matrix.nnz),
        "entries_per_candidate": round(reach.matrix.nnz / len(spots)),
        "matrix_mb": round(sum(a.nbytes for a in (reach.matrix.data, reach.matrix.indices, reach.matrix.indptr)) / 1e6),
        "seconds": {"find_candidates": round(found - started, 1), "build_reach_matrix": round(built - found, 1)},
        "peak_memory_before_mb": before_mb,
        "peak_memory_mb": peak_memory_mb(),
    }


def _show(fraction: float) -> None:
    print(f"\r{fraction:.1%}", end="", file=sys.stderr, flush=True)
