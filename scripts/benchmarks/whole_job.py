"""Time the whole job, ``covplan run``, with an empty numba cache and again with a filled one."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.machine import peak_memory_mb
from benchmarks.terrain import SCENARIO


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which scenario."""
    parser.add_argument("scenario", type=Path, nargs="?", default=SCENARIO)


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Cold and warm, each into a fresh folder."""
    scenario = arguments.scenario.absolute()
    with tempfile.TemporaryDirectory() as folder:
        times = {name: _run_once(scenario, Path(folder), name) for name in ("cold", "warm")}
    return {"scenario": str(arguments.scenario), **times, "peak_memory_mb": peak_memory_mb(children=True)}


def _run_once(scenario: Path, folder: Path, name: str) -> dict[str, Any]:
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(folder / "numba"), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "covplan", "run", str(scenario), "--out", str(folder / name)]
    started = time.perf_counter()
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    seconds = round(time.perf_counter() - started, 1)
    record = json.loads((folder / name / "run.json").read_text(encoding="utf-8"))
    return {"seconds": seconds, "steps": record["seconds"]}
