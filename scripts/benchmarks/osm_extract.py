"""A country of OpenStreetMap → the files of a province, as fetch prepares them: time and memory."""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

import pyogrio

from benchmarks import machine
from benchmarks.open_grid import BOX
from benchmarks.planet_pbf import write_country
from covplan.ingest.open_data.preparing_osm import ROADS, TABLES, prepare_osm


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file, or how large a one is made."""
    parser.add_argument("--file", type=Path, help="an .osm.pbf; without one a country is made")
    parser.add_argument("--nodes", type=float, default=6.2e7, help="of the country that is made: 5.3 bytes each")


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Seconds, memory and what was found."""
    with tempfile.TemporaryDirectory() as scratch:
        file = arguments.file or Path(scratch) / "country.osm.pbf"
        if not file.exists():
            write_country(file, int(arguments.nodes))
        before_mb = machine.peak_memory_mb()
        start, start_cpu = time.perf_counter(), time.process_time()
        prepare_osm([file], BOX, Path(scratch) / ROADS)
        return {
            "size_mb": round(file.stat().st_size / 1e6, 1),
            "seconds": round(time.perf_counter() - start, 1),
            "cpu_seconds": round(time.process_time() - start_cpu, 1),
            "peak_memory_mb": machine.peak_memory_mb(),
            "peak_memory_before_mb": before_mb,
            "found": {name: pyogrio.read_info(Path(scratch) / name)["features"] for name in (ROADS, *TABLES)},
        }
