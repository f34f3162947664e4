"""Time a coverage brought up to date after one mast has changed, over the whole province."""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks import province
from benchmarks.machine import peak_memory_mb
from benchmarks.province_area import read_province
from benchmarks.terrain import RADIO
from covplan.coverage import predict, revise
from covplan.network import Site

CHANGED = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Pixel, terrain and masts, as of ``province`` but with pixels of 100 m."""
    province.add_arguments(parser)
    parser.set_defaults(pixel_m=100.0)


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Wall seconds to predict all, and to bring it up to date after one mast at a time got other antenna heights."""
    area = read_province(arguments.terrain, arguments.pixel_m)
    carrier = replace(area.carriers[0], radius_km=arguments.radius_km)
    sites = province.masts_where_people_live(area, carrier, arguments.masts)
    area = replace(area, carriers=(carrier,), sites=sites)
    with ThreadPoolExecutor(arguments.threads) as pool:
        predict(area, RADIO, pool, sites=sites[:1])  # compiles
        started = time.perf_counter()
        cover = predict(area, RADIO, pool)
        whole_s = time.perf_counter() - started
        taken, pixels, after = [], [], sites
        for k in np.linspace(0, len(sites) - 1, CHANGED).astype(int):
            after = (*sites[:k], _raised(sites[k]), *sites[k + 1 :])
            started = time.perf_counter()
            revised = revise(cover, sites, after, area, RADIO, pool)
            taken.append(round(time.perf_counter() - started, 2))
            same = np.isclose(revised.any_rsrp_dbm(), cover.any_rsrp_dbm(), rtol=0.0, atol=0.0, equal_nan=True)
            pixels.append(int(np.count_nonzero(~same)))
        anew = predict(area, RADIO, pool, sites=after)
    return {
        "terrain": arguments.terrain.name,
        "grid": str(area.grid),
        "masts": len(sites),
        "threads": arguments.threads,
        "predict_s": round(whole_s, 1),
        "revise_s": taken,
        "other_pixels": pixels,
        "last_equals_predicted_anew": np.array_equal(revised.any_rsrp_dbm(), anew.any_rsrp_dbm(), equal_nan=True),
        "peak_memory_mb": peak_memory_mb(),
    }


def _raised(site: Site) -> Site:
    """The same mast with its antennas 15 m higher."""
    return replace(site, sectors=tuple(replace(s, antenna_agl_m=s.antenna_agl_m + 15.0) for s in site.sectors))
