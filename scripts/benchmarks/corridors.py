"""Read, node and contract a made road network and give it Km: a grid of bent roads, some numbered, some dual."""

from __future__ import annotations

import argparse
import math
import tempfile
import time
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from covplan.ingest.problems import ProblemLog
from covplan.ingest.road_references import reference_roads
from covplan.ingest.roads import read_roads
from covplan.ingest.settings import TableSettings
from covplan.routing.corridors import Corridors, build_corridors
from covplan.routing.road_lines import RoadLines, road_lines
from covplan.routing.settings import CorridorSettings

BLOCK_M, BENDS, BLOCKS_PER_WAY = 500.0, 4, 3
NUMBERED_EVERY, DUAL_EVERY, MEDIAN_M = 10, 40, 15.0  # rows of the grid


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Size and chance."""
    parser.add_argument("--nodes", type=int, default=60_000, help="junctions of the grid")
    parser.add_argument("--seed", type=int, default=0)


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Seconds to read and to build, and what came of it."""
    roads = made_roads(arguments.nodes, arguments.seed)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "roads.gpkg"
        roads.to_file(file, driver="GPKG")
        _build(read_roads(TableSettings(file, "made"), 9218, ProblemLog()).head(50))  # loads the libraries
        start, start_cpu = time.perf_counter(), time.process_time()
        read = read_roads(TableSettings(file, "made"), 9218, ProblemLog())
        read_s = time.perf_counter() - start
        corridors, lines, km_s = _build(read)
        seconds, cpu_s = time.perf_counter() - start, time.process_time() - start_cpu
    return {
        "junctions": arguments.nodes,
        "ways": len(roads),
        "vertices": int(shapely.get_num_coordinates(roads.geometry.to_numpy()).sum()),
        "nodes": len(corridors.node_xy),
        "edges": len(corridors.ends),
        "km": round(float(corridors.length_m.sum()) / 1000.0, 1),
        "remarks": [remark.text for remark in corridors.remarks],
        "lines": len(lines.lines),
        "read_seconds": round(read_s, 2),
        "km_seconds": round(km_s, 2),
        "seconds": round(seconds, 2),
        "cpu_seconds": round(cpu_s, 2),
        "seed": arguments.seed,
    }


def made_roads(nodes: int, seed: int) -> gpd.GeoDataFrame:
    """A grid with about so many junctions: each way passes several of them, each bends between them."""
    rng = np.random.default_rng(seed)
    side = math.isqrt(nodes - 1) + 1
    grid = np.stack(np.meshgrid(np.arange(side), np.arange(side), indexing="ij"), axis=-1) * BLOCK_M
    grid = grid + rng.uniform(-0.2, 0.2, grid.shape) * BLOCK_M + [400_000.0, 1_350_000.0]
    lines, numbers = [], []
    for k, row in enumerate([*grid, *grid.transpose(1, 0, 2)]):
        number = f"ĐT.{k}" if k % NUMBERED_EVERY == 0 else ""
        for first in range(0, side - 1, BLOCKS_PER_WAY):
            way = _bent(row[first : first + BLOCKS_PER_WAY + 1], rng)
            lines.append(shapely.LineString(way))
            numbers.append(number)
            if k % DUAL_EVERY == 0:
                lines.append(shapely.LineString(way + MEDIAN_M / math.sqrt(2.0)))
                numbers.append(number)
    return gpd.GeoDataFrame({"ref": numbers}, geometry=lines, crs=9218)


def _bent(corners: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    marks = np.linspace(0.0, len(corners) - 1, (len(corners) - 1) * (BENDS + 1) + 1)
    way = np.column_stack([np.interp(marks, np.arange(len(corners)), corners[:, axis]) for axis in (0, 1)])
    bends = np.arange(len(way)) % (BENDS + 1) != 0
    way[bends] += rng.uniform(-12.0, 12.0, (int(bends.sum()), 2))
    return np.asarray(way)


def _build(roads: gpd.GeoDataFrame) -> tuple[Corridors, RoadLines, float]:
    """Corridors, their Km, and the seconds that those took."""
    settings = CorridorSettings()
    start = time.perf_counter()
    references = reference_roads(roads)
    referred_s = time.perf_counter() - start
    corridors = build_corridors(roads, references, settings)
    start = time.perf_counter()
    lines = road_lines(corridors, references, settings.on_road_m)
    return corridors, lines, referred_s + time.perf_counter() - start
