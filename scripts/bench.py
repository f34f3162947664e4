"""Measure covplan: ``run`` times the whole job, ``exact`` the exact method on one mast. Prints JSON.

Run it with an interpreter that has covplan, e.g. ``.venv/bin/python scripts/bench.py run``. See docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

SCENARIO = Path(__file__).resolve().parents[1] / "data/daklak/scenario.toml"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["run", "exact"])
    parser.add_argument("scenario", type=Path, nargs="?", default=SCENARIO)
    arguments = parser.parse_args()
    measured = {"run": time_run, "exact": time_exact}[arguments.what](arguments.scenario.absolute())
    machine = {"platform": platform.platform(), "python": platform.python_version(), "processors": os.cpu_count()}
    print(json.dumps({"machine": machine, "scenario": str(arguments.scenario), **measured}, indent=2))


def time_run(scenario: Path) -> dict[str, Any]:
    """``covplan run`` with an empty numba cache and again with a filled one, each into a fresh folder."""
    with tempfile.TemporaryDirectory() as folder:
        times = {name: _run_once(scenario, Path(folder), name) for name in ("cold", "warm")}
    return {**times, "peak_memory_mb": _peak_memory_mb()}


def _run_once(scenario: Path, folder: Path, name: str) -> dict[str, Any]:
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(folder / "numba"), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "covplan", "run", str(scenario), "--out", str(folder / name)]
    started = time.perf_counter()
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    seconds = round(time.perf_counter() - started, 1)
    record = json.loads((folder / name / "run.json").read_text(encoding="utf-8"))
    return {"seconds": seconds, "steps": record["seconds"]}


def _peak_memory_mb() -> int | None:
    """Largest memory of any child process; None where the system does not tell."""
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return round(peak / (1e6 if sys.platform == "darwin" else 1e3))  # macOS counts bytes, Linux kB


def time_exact(scenario_file: Path) -> dict[str, Any]:
    """Pixels per second of the exact method in one thread, per carrier, round the first site of three sectors."""
    import covplan as cp
    from covplan.coverage.footprint import pixels_in_reach, received_dbm

    scenario = cp.read_scenario(scenario_file)
    area = cp.ingest.read_area(scenario.area)
    site = next(site for site in area.sites if len(site.sectors) == 3)
    carriers = {}
    for carrier in area.carriers:
        mast = replace(site, sectors=tuple(replace(sector, carriers=(carrier,)) for sector in site.sectors))
        rows, cols = pixels_in_reach(mast, area.grid)
        received_dbm(mast, rows[:1], cols[:1], area, scenario.radio)  # compiles
        started = time.perf_counter()
        received_dbm(mast, rows, cols, area, scenario.radio)
        seconds = time.perf_counter() - started
        carriers[carrier.id] = {
            "pixels": int(rows.size),
            "radius_km": carrier.radius_km,
            "seconds": round(seconds, 3),
            "pixels_per_second": round(rows.size / seconds),
        }
    return {"site": site.id, "pixel_m": area.grid.pixel_m, "carriers": carriers}


if __name__ == "__main__":
    main()
