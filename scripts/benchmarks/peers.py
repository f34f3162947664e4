"""Time the sweep and SPLAT! (Longley-Rice) on the same terrain, radius and frequency; the ratio per core."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.machine import seconds
from benchmarks.sweep import sweep
from benchmarks.terrain import ANTENNA_AGL_M, MODEL, RADIO, RELIEF_M, Surroundings, fractal, pixels_across

TILE = 3600  # arc seconds to a degree; a tile holds both of its borders
PIXEL_M = 6371_000.0 * np.pi / 180.0 / TILE
"""An arc second on the sphere; half a degree from the equator, degrees of longitude are as long to 0.004 %."""

NOTHING_KM = 0.1
PROGRAMS = ("splat-hd", "srtm2sdf-hd")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Radius, carrier and terrain."""
    parser.add_argument("--radius-km", type=float, default=20.0)
    parser.add_argument("--freq-mhz", type=float, default=700.0)
    parser.add_argument("--terrain", choices=list(RELIEF_M), nargs="+", default=list(RELIEF_M))
    parser.add_argument("--repeat", type=int, default=3)


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Pixels per second and core of both, per terrain; ``splat`` says so where it is not installed."""
    installed = all(shutil.which(program) for program in PROGRAMS)
    result: dict[str, Any] = {
        "radius_km": arguments.radius_km,
        "freq_mhz": arguments.freq_mhz,
        "pixel_m": round(PIXEL_M, 3),
        "splat": _version() if installed else "not installed (Debian package splat): splat-hd and srtm2sdf-hd missing",
    }
    for kind in arguments.terrain:
        heights = np.rint(fractal(TILE, RELIEF_M[kind], 1)) if installed else None
        result[kind] = _one_terrain(kind, heights, arguments)
    return result


def _version() -> str:
    usage = subprocess.run(["splat-hd"], capture_output=True, text=True, check=False).stdout
    return next((word for word in usage.split() if word.startswith("v1")), "unknown")


def _one_terrain(kind: str, tile: NDArray[np.float64] | None, arguments: argparse.Namespace) -> dict[str, Any]:
    side = pixels_across(arguments.radius_km, PIXEL_M)
    if tile is None:
        ground = fractal(side, RELIEF_M[kind], 1)
    else:
        tile = np.pad(tile, ((0, 1), (0, 1)), mode="edge")
        first = TILE // 2 - side // 2
        ground = tile[first : first + side, first : first + side]
    place = Surroundings(ground, None, PIXEL_M, arguments.radius_km)
    sweep(place, [arguments.freq_mhz])  # compiles
    own_s = seconds(lambda: sweep(place, [arguments.freq_mhz]), arguments.repeat)
    result: dict[str, Any] = {
        "pixels": int(place.rows.size),
        "covplan_s": [round(taken, 3) for taken in own_s],
        "covplan_px_per_s_core": round(place.rows.size / min(own_s)),
    }
    if tile is not None:
        with tempfile.TemporaryDirectory() as folder:
            result |= _time_splat(Path(folder), tile, arguments)
        for against in ("", "_losses_only"):
            result[f"ratio{against}"] = round(
                result["covplan_px_per_s_core"] / result[f"splat_px_per_s_core{against}"], 1
            )
    return result


def _time_splat(folder: Path, tile: NDArray[np.float64], arguments: argparse.Namespace) -> dict[str, Any]:
    """Processor time of SPLAT!'s loss map, less one of two other runs.

    ``loading``: one path of the same tile, so that all work on the map counts. ``losses_only``: a map of
    ``NOTHING_KM``, which sets out all radials to the tile's border and writes the picture too, so that only the losses
    between the two radii count.
    """
    tile.astype(">i2").tofile(folder / "N00E108.hgt")
    _run(folder, "srtm2sdf-hd", "N00E108.hgt")
    (folder / "mast.qth").write_text(f"mast\n0.5\n251.5\n{ANTENNA_AGL_M:g} m\n", encoding="ascii")
    (folder / "near.qth").write_text(f"near\n0.502\n251.5\n{RADIO.receiver_agl_m:g} m\n", encoding="ascii")
    (folder / "mast.lrp").write_text(
        # permittivity, conductivity, refractivity, MHz, equatorial, vertical, half of situations, half of the time
        f"15.0\n0.005\n{MODEL.n0:.1f}\n{arguments.freq_mhz:.3f}\n1\n1\n0.50\n0.50\n",
        encoding="ascii",
    )

    def splat(*options: str) -> list[float]:
        command = ["splat-hd", "-t", "mast.qth", *options, "-metric", "-olditm", "-N", "-d", "."]
        return [_run(folder, *command) for _ in range(arguments.repeat)]

    receiver = ["-L", f"{RADIO.receiver_agl_m:g}", "-o", "map", "-R"]
    whole = splat(*receiver, f"{arguments.radius_km:g}")
    nothing = splat(*receiver, f"{NOTHING_KM:g}")
    loading = splat("-r", "near.qth")
    pixels = _within(arguments.radius_km)
    return {
        "splat_pixels": pixels,
        "splat_s": [round(taken, 2) for taken in whole],
        "splat_loading_s": [round(taken, 2) for taken in loading],
        "splat_map_of_nothing_s": [round(taken, 2) for taken in nothing],
        "splat_px_per_s_core": round(pixels / (min(whole) - min(loading))),
        "splat_px_per_s_core_losses_only": round((pixels - _within(NOTHING_KM)) / (min(whole) - min(nothing))),
    }


def _within(radius_km: float) -> int:
    """Pixels of an arc second whose centre lies within a radius of the mast."""
    reach = int(radius_km * 1000.0 / PIXEL_M) + 1
    offset = np.arange(-reach, reach + 1) * PIXEL_M
    return int(np.count_nonzero(np.hypot(offset[:, None], offset[None]) <= radius_km * 1000.0))


def _run(folder: Path, program: str, *arguments: str) -> float:
    """Run a program in a folder; the processor time that it took in user mode [s]."""
    before = os.times().children_user
    subprocess.run([program, *arguments], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return os.times().children_user - before
