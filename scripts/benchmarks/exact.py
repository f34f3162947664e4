"""Time the exact method in one thread, per carrier, round the first site of a scenario that has three sectors."""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import covplan as cp
from benchmarks.terrain import SCENARIO
from covplan.coverage.footprint import pixels_in_reach, received_dbm
from covplan.coverage.settings import FootprintMethod


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which scenario."""
    parser.add_argument("scenario", type=Path, nargs="?", default=SCENARIO)


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Pixels per second over all pixels within each carrier's radius."""
    scenario = cp.read_scenario(arguments.scenario.absolute())
    radio = replace(scenario.radio, method=FootprintMethod.EXACT)
    area = cp.ingest.read_area(scenario.area)
    site = next(site for site in area.sites if len(site.sectors) == 3)
    carriers = {}
    for carrier in area.carriers:
        mast = replace(site, sectors=tuple(replace(sector, carriers=(carrier,)) for sector in site.sectors))
        rows, cols = pixels_in_reach(mast, area.grid)
        received_dbm(mast, rows[:1], cols[:1], area, radio)  # compiles
        started = time.perf_counter()
        received_dbm(mast, rows, cols, area, radio)
        seconds = time.perf_counter() - started
        carriers[carrier.id] = {
            "pixels": int(rows.size),
            "radius_km": carrier.radius_km,
            "seconds": round(seconds, 3),
            "pixels_per_second": round(rows.size / seconds),
        }
    return {"scenario": str(arguments.scenario), "site": site.id, "pixel_m": area.grid.pixel_m, "carriers": carriers}
