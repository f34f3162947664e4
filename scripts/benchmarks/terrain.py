"""Terrain that measurements run over, and the mast in its middle."""

from __future__ import annotations

import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from covplan.coverage.settings import RadioSettings
from covplan.coverage.window import Mast
from covplan.grid import Grid, Raster
from covplan.propagation.p1812 import P1812
from covplan.propagation.p1812._path import INLAND

ROOT = Path(__file__).resolve().parents[2]
SCENARIO = ROOT / "data/daklak/scenario.toml"
RELIEF_M = {"hills": 150.0, "plain": 4.0}
"""Standard deviation of the heights of each kind of terrain [m]."""

SPECTRUM = 2.2
"""Amplitudes of the terrain fall with this power of spatial frequency: smooth valleys, rough at every scale."""

ANTENNA_AGL_M = 30.0
MODEL = P1812(delta_n=45.0, n0=325.0, latitude_deg=12.9, time_pct=50.0)
RADIO = RadioSettings(MODEL, receiver_agl_m=1.5)


def fractal(size: int, relief_m: float, seed: int) -> NDArray[np.float64]:
    """Heights [m] from 0 up, shape (size, size), with a standard deviation of ``relief_m``."""
    rng = np.random.default_rng(seed)
    freq = np.hypot(np.fft.fftfreq(size)[:, None], np.fft.rfftfreq(size)[None])
    freq[0, 0] = 1.0
    spectrum = (rng.normal(size=freq.shape) + 1j * rng.normal(size=freq.shape)) * freq**-SPECTRUM
    spectrum[0, 0] = 0.0
    heights = np.fft.irfft2(spectrum, (size, size))
    heights *= relief_m / heights.std()
    return heights - heights.min()


def scattered_clutter(size: int, seed: int, height_m: float = 10.0, share: float = 0.3) -> NDArray[np.float64]:
    """Clutter of one height [m] on a share of the pixels, each by itself."""
    return np.where(np.random.default_rng(seed).random((size, size)) < share, height_m, 0.0)


def pixels_across(radius_km: float, pixel_m: float) -> int:
    """Side of a square of pixels that holds a circle and a margin; odd, so that a mast can stand in its middle."""
    return 2 * (math.ceil(radius_km * 1000.0 / pixel_m) + 5) + 1


class Surroundings:
    """Square rasters round a mast on the middle pixel, and all pixels within a radius that P.1812 covers."""

    def __init__(self, ground: NDArray[Any], clutter_m: NDArray[Any] | None, pixel_m: float, radius_km: float) -> None:
        side = ground.shape[0]
        grid = Grid(9218, 450_000.0, 1_400_000.0, pixel_m, side, side)
        clutter = np.zeros(ground.shape) if clutter_m is None else clutter_m
        self.area: Any = SimpleNamespace(  # of an Area, what losses need
            grid=grid,
            ground=Raster(ground.astype(np.float32), grid, "ground"),
            clutter_m=Raster(clutter.astype(np.float32), grid, "clutter height"),
            zone=Raster(np.full(grid.shape, INLAND, np.uint8), grid, "zone"),
        )
        self.radius_km = radius_km
        self.mast = Mast(side // 2, side // 2, ANTENNA_AGL_M)
        row, col = np.indices(grid.shape)
        dist_km = self.mast.dist_km(row, col, grid)
        self.rows, self.cols = np.nonzero((dist_km >= 0.25) & (dist_km <= radius_km))


def synthetic(kind: str, pixel_m: float, radius_km: float, with_clutter: bool, seed: int = 1) -> Surroundings:
    """Hills or a plain, seeded."""
    side = pixels_across(radius_km, pixel_m)
    clutter = scattered_clutter(side, seed + 1) if with_clutter else None
    return Surroundings(fractal(side, RELIEF_M[kind], seed), clutter, pixel_m, radius_km)
