"""Time the coverage of the whole province: three-sector masts, one carrier, in threads, composite included."""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.machine import peak_memory_mb
from benchmarks.province_area import default_terrain, populated_points, read_province
from benchmarks.terrain import ANTENNA_AGL_M, RADIO
from covplan.coverage import predict
from covplan.coverage.footprint import pixels_in_reach
from covplan.ingest.area import Area
from covplan.network import Carrier, Sector, Site, Technology

SEED = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Pixel, terrain and masts."""
    parser.add_argument("--pixel-m", type=float, default=30.0)
    parser.add_argument(
        "--terrain", type=Path, default=default_terrain(), help="elevation raster (default: %(default)s)"
    )
    parser.add_argument("--masts", type=int, default=3000)
    parser.add_argument("--radius-km", type=float, default=15.0)
    parser.add_argument("--threads", type=int, default=2)


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Wall seconds of each part and the largest memory of the process."""
    spent: dict[str, float] = {}
    started = time.perf_counter()
    area = read_province(arguments.terrain, arguments.pixel_m)
    carrier = replace(area.carriers[0], radius_km=arguments.radius_km)
    area = replace(area, carriers=(carrier,), sites=masts_where_people_live(area, carrier, arguments.masts))
    started = _lap(spent, "read_and_regrid", started)
    with ThreadPoolExecutor(arguments.threads) as pool:
        predict(area, RADIO, pool, sites=area.sites[:1])
        started = _lap(spent, "first_mast_compiles", started)
        cover = predict(area, RADIO, pool, _show, area.sites)
        started = _lap(spent, "predict", started)
    strongest = cover.any_rsrp_dbm()
    _lap(spent, "strongest", started)
    pixels = sum(pixels_in_reach(site, area.grid)[0].size for site in area.sites)
    return {
        "terrain": arguments.terrain.name,
        "terrain_is_synthetic": arguments.terrain.name == "terrain.tif",
        "grid": str(area.grid),
        "masts": len(area.sites),
        "placed": f"drawn by modelled people per pixel, seed {SEED}",
        "sectors_per_mast": 3,
        "freq_mhz": carrier.freq_mhz,
        "radius_km": carrier.radius_km,
        "threads": arguments.threads,
        "seconds": {part: round(taken, 2) for part, taken in spent.items()},
        "predict_and_composite_s": round(spent["predict"] + spent["strongest"], 1),
        "mast_pixels_in_reach": pixels,
        "mast_pixels_in_reach_per_s": round(pixels / spent["predict"]),
        "void_pixels": int(cover.void.sum()),
        "covered_share": round(float(np.isfinite(strongest).mean()), 3),
        "peak_memory_mb": peak_memory_mb(),
    }


def _lap(spent: dict[str, float], part: str, started: float) -> float:
    now = time.perf_counter()
    spent[part] = now - started
    return now


def _show(fraction: float) -> None:
    print(f"\r{fraction:.1%}", end="", file=sys.stderr, flush=True)


def masts_where_people_live(area: Area, carrier: Carrier, count: int) -> tuple[Site, ...]:
    """Three-sector masts where people live."""
    masts = []
    for k, (x, y) in enumerate(populated_points(area, count, SEED)):
        sectors = tuple(Sector(f"M{k}-{n}", 120.0 * n, 3.0, ANTENNA_AGL_M, (carrier,)) for n in range(3))
        masts.append(
            Site(
                id=f"M{k}",
                name=f"M{k}",
                operator=carrier.operator,
                x_m=float(x),
                y_m=float(y),
                mast_owner=carrier.operator,
                tenants=(carrier.operator,),
                mast_height_m=ANTENNA_AGL_M,
                technologies=frozenset({Technology.NR}),
                sectors=sectors,
            )
        )
    return tuple(masts)
