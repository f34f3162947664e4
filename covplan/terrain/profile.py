"""What lies along a path: distance, ground, clutter and radio-climatic zone from transmitter to receiver."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from covplan.errors import GridError
from covplan.grid import Raster, check_same_grid
from covplan.terrain._sampling import sample_profile

MIN_STEPS = 5  # P.1812 needs more than four points


@dataclass(frozen=True, eq=False)
class Profile:
    """One path.

    Parameters
    ----------
    dist_km : array, shape (n,)
        Distance from the transmitter [km], increasing from 0.
    ground_m, clutter_m : array, shape (n,)
        Bare ground [m above sea] and clutter above it [m]; NaN where void.
    zone : array of int, shape (n,)
        Radio-climatic zone: 1 sea, 3 coastal land, 4 inland.

    Raises
    ------
    GridError
        If the arrays differ in length or the distances do not increase from 0.
    """

    dist_km: NDArray[np.float64]
    ground_m: NDArray[np.float64]
    clutter_m: NDArray[np.float64]
    zone: NDArray[np.uint8]

    def __post_init__(self) -> None:
        shapes = {self.dist_km.shape, self.ground_m.shape, self.clutter_m.shape, self.zone.shape}
        if len(shapes) != 1 or self.dist_km.ndim != 1 or self.dist_km[0] != 0.0 or (np.diff(self.dist_km) <= 0).any():
            raise GridError("profile.shape", shapes=sorted(shapes))

    @classmethod
    def of(cls, dist_km: ArrayLike, ground_m: ArrayLike, clutter_m: ArrayLike, zone: ArrayLike) -> Profile:
        """A profile from any sequences."""
        return cls(
            np.array(dist_km, np.float64),
            np.array(ground_m, np.float64),
            np.array(clutter_m, np.float64),
            np.array(zone, np.uint8),
        )


def read_profile(
    ground: Raster, clutter_m: Raster, zone: Raster, start: tuple[float, float], end: tuple[float, float], step_m: float
) -> Profile:
    """The profile between two points at equal steps.

    Parameters
    ----------
    ground, clutter_m, zone : Raster
        Terrain [m above sea], clutter above it [m], radio-climatic zone, on one grid.
    start, end : tuple of float
        x, y of transmitter and receiver [m], in the grid's CRS.
    step_m : float
        Longest step [m].

    Returns
    -------
    Profile
        Ground is bilinear between pixel centres, clutter and zone are those of the pixel; NaN where the path leaves the
        raster or crosses a void.
    """
    check_same_grid(ground, clutter_m)
    check_same_grid(ground, zone)
    grid = ground.grid
    dist_m = math.hypot(end[0] - start[0], end[1] - start[1])
    steps = max(MIN_STEPS, math.ceil(dist_m / step_m))
    heights, clutter, zones = np.empty(steps + 1), np.empty(steps + 1), np.empty(steps + 1, np.uint8)
    col, row = (start[0] - grid.left_m) / grid.pixel_m - 0.5, (grid.top_m - start[1]) / grid.pixel_m - 0.5
    col_end, row_end = (end[0] - grid.left_m) / grid.pixel_m - 0.5, (grid.top_m - end[1]) / grid.pixel_m - 0.5
    sample_profile(
        ground.values, clutter_m.values, zone.values, row, col, row_end, col_end, steps, heights, clutter, zones
    )
    return Profile(np.linspace(0.0, dist_m / 1000.0, steps + 1), heights, clutter, zones)
