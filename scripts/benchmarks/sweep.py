"""Time the sweep round one mast per carrier and thread, and compare it with single paths over the same points."""

from __future__ import annotations

import argparse
import math
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.machine import per_second, seconds
from benchmarks.terrain import MODEL, RADIO, RELIEF_M, ROOT, Surroundings, synthetic
from covplan.coverage._radials import PARTS, fan_towards, slope_of
from covplan.coverage._skyline import CLUTTER, H
from covplan.coverage._sweep import empty_radial, sample_radial
from covplan.coverage.path_losses import losses_db
from covplan.coverage.window import Window, window_round
from covplan.propagation.p1812 import Polarisation
from covplan.propagation.p1812._path import INLAND

sys.path.insert(0, str(ROOT / "tests/radio_coverage"))

from radial_paths import FIRST, Radial, by_paths

COMPARED_RADIALS = 150
MIDDLES = {"best": min, "median": statistics.median}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Terrain, carriers and repetitions."""
    parser.add_argument("--radius-km", type=float, default=20.0)
    parser.add_argument("--pixel-m", type=float, default=30.0)
    parser.add_argument("--freq-mhz", type=float, nargs="+", default=[700.0, 3500.0])
    parser.add_argument("--terrain", choices=list(RELIEF_M), default="hills")
    parser.add_argument("--clutter", action="store_true", help="10 m on 30 %% of the pixels")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=5)


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Rates of ``losses_db`` (window, radials and losses), the gain by threads, and the largest difference."""
    place = synthetic(arguments.terrain, arguments.pixel_m, arguments.radius_km, arguments.clutter)
    freqs, pixels = arguments.freq_mhz, int(place.rows.size)
    sweep(place, freqs)  # compiles
    together = ",".join(f"{freq:g}" for freq in freqs)
    runs = {**{f"{freq:g}": [freq] for freq in freqs}, together: freqs}
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(arguments.repeat):  # in turn, so that a busy moment of the machine meets all of them
        for name, carriers in runs.items():
            taken[name] += seconds(lambda carriers=carriers: sweep(place, carriers), 1)
    result = {
        "terrain": arguments.terrain,
        "relief_std_m": RELIEF_M[arguments.terrain],
        "clutter": arguments.clutter,
        "radius_km": arguments.radius_km,
        "pixel_m": arguments.pixel_m,
        "pixels": pixels,
        "px_per_s_core": {f"{freq:g}": per_second(pixels, taken[f"{freq:g}"]) for freq in freqs},
    }
    if len(freqs) > 1:
        further = {name: middle(taken[together]) - middle(taken[f"{freqs[0]:g}"]) for name, middle in MIDDLES.items()}
        result["further_carrier_ns_per_px"] = {
            name: round(value / (len(freqs) - 1) / pixels * 1e9, 1) for name, value in further.items()
        }
    return {
        **result,
        "threads": arguments.threads,
        "speedup": thread_speedup(place, freqs[:1], arguments.threads, arguments.repeat),
        **compare(place, freqs),
    }


def sweep(place: Surroundings, freqs_mhz: list[float]) -> NDArray[np.float64]:
    """Losses of all pixels round the mast [dB], shape (frequency, pixel)."""
    return losses_db(place.mast, place.rows, place.cols, freqs_mhz, place.radius_km, place.area, RADIO)[0]


def thread_speedup(place: Surroundings, freqs_mhz: list[float], threads: int, repeat: int) -> float:
    """Wall time of as many masts as threads one after another, by that in threads at once; the best of each."""

    def at_once() -> None:
        list(pool.map(lambda _: sweep(place, freqs_mhz), range(threads)))

    with ThreadPoolExecutor(threads) as pool:
        parallel = min(seconds(at_once, repeat, time.perf_counter))
    serial = min(seconds(lambda: sweep(place, freqs_mhz), repeat, time.perf_counter)) * threads
    return round(serial / parallel, 2)


def compare(place: Surroundings, freqs_mhz: list[float]) -> dict[str, Any]:
    """Largest difference [dB] to single paths over the same points, on radials spread evenly over the border."""
    window = window_round(place.mast, place.rows, place.cols, place.radius_km, place.area, RADIO)
    assert window is not None
    swept = sweep(place, freqs_mhz)
    worst, compared = np.zeros(len(freqs_mhz)), 0
    for turned, sign, j in _some_radials(window):
        radial, aim = _sampled(place, window, turned, sign, j, freqs_mhz)
        wanted = np.flatnonzero(radial.wanted)
        if not wanted.size:
            continue
        expected = by_paths(radial)
        worst = np.maximum(worst, np.abs(swept[:, aim[wanted]] - expected[:, wanted]).max(axis=1))  # keeps NaN
        compared += wanted.size
    return {
        "worst_db": {f"{freq:g}": float(f"{value:.2g}") for freq, value in zip(freqs_mhz, worst, strict=True)},
        "compared_pixels": compared,
    }


def _some_radials(window: Window) -> list[tuple[int, int, int]]:
    across = range(-window.border, window.border + 1)
    radials = [(turned, sign, j) for turned in (0, 1) for sign in (1, -1) for j in across]
    return radials[:: max(1, len(radials) // COMPARED_RADIALS)]


def _sampled(
    place: Surroundings, window: Window, turned: int, sign: int, j: int, freqs_mhz: list[float]
) -> tuple[Radial, NDArray[np.int32]]:
    """A radial as the sweep samples it, and the index of the pixel that is wanted at each of its points, or -1."""
    room, aim, _, zone, _, _ = empty_radial()
    fan = fan_towards(turned, sign, window.east, window.south)
    flags = (window.has_clutter, window.has_zones, False)
    last, _ = sample_radial(
        window.rasters, window.targets, window.size, window.border, fan, turned, j, window.foot_m, flags,
        room, aim, zone,
    )  # fmt: skip
    points, step = last + 1, window.pixel_km * math.sqrt(1.0 + slope_of(window.border, fan, j) ** 2)
    radial = Radial(
        ground_m=room[H : H + points].copy(),
        clutter_m=room[CLUTTER : CLUTTER + points].copy() if window.has_clutter else np.zeros(points),
        zone=zone[:points] if window.has_zones else np.full(points, INLAND, np.uint8),
        step=step,
        start=step * fan.major / PARTS,
        heights=(place.mast.antenna_agl_m, RADIO.receiver_agl_m),
        place=(MODEL.time_pct, MODEL.latitude_deg, MODEL.n0, MODEL.median_earth_radius_km, MODEL.beta_earth_radius_km),
        vertical=MODEL.polarisation is Polarisation.VERTICAL,
        freqs=np.array(freqs_mhz) / 1000.0,
        wanted=(aim[:points] >= 0) & (np.arange(points) >= FIRST),
    )
    return radial, aim
