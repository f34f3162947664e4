"""Deterministic noise: spectral fields with fixed seeds, and a warp that makes straight things look grown."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

from .frame import LEFT_M, PIXEL_M, SHAPE, TOP_M


def spectral_field(seed: int, *, slope: float, longest_km: float, shortest_km: float = 0.5) -> NDArray[np.float64]:
    """Gaussian field of mean 0 and deviation 1 whose amplitude falls with frequency as f**-slope."""
    rng = np.random.Generator(np.random.PCG64(seed))
    white = rng.standard_normal(SHAPE)
    fy = np.fft.fftfreq(SHAPE[0], PIXEL_M / 1000)[:, None]
    fx = np.fft.rfftfreq(SHAPE[1], PIXEL_M / 1000)[None, :]
    freq = np.hypot(fy, fx)
    freq[0, 0] = np.inf
    gain = freq**-slope * np.exp(-((1 / longest_km / freq) ** 2)) * np.exp(-((freq * shortest_km / 2) ** 2))
    field = np.fft.irfft2(np.fft.rfft2(white) * gain, SHAPE)
    return np.asarray((field - field.mean()) / field.std())


class Warp:
    """A smooth displacement of the plane by some hundred metres: the same everywhere it is used."""

    def __init__(self, seed: int, *, amplitude_m: float, longest_km: float, shortest_km: float = 1.0) -> None:
        options = {"slope": 1.6, "longest_km": longest_km, "shortest_km": shortest_km}
        self.dx = amplitude_m * spectral_field(seed, **options)
        self.dy = amplitude_m * spectral_field(seed + 1, **options)

    def at(self, x_m: NDArray[np.float64], y_m: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Displacement [m] at positions [m]; the edge's displacement outside the frame."""
        where = [(TOP_M - y_m) / PIXEL_M - 0.5, (x_m - LEFT_M) / PIXEL_M - 0.5]
        return (
            map_coordinates(self.dx, where, order=1, mode="nearest"),
            map_coordinates(self.dy, where, order=1, mode="nearest"),
        )
