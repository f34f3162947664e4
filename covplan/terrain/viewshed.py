"""Which places have a free line of sight to a mast's top over the bare ground: fast, for many places at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from covplan.grid import Raster
from covplan.terrain._viewshed import mark_seen
from covplan.terrain.line_of_sight import STANDARD_EARTH_RADIUS_KM
from covplan.terrain.profile import MIN_STEPS
from covplan.units import M_PER_KM


def in_sight(
    ground: Raster,
    mast: tuple[float, float],
    targets: NDArray[np.float64],
    *,
    tx_agl_m: float,
    rx_agl_m: float,
    step_m: float,
    earth_radius_km: float = STANDARD_EARTH_RADIUS_KM,
) -> NDArray[np.bool_]:
    """Where ``line_of_sight`` over ``read_profile`` is clear, clutter left out.

    Parameters
    ----------
    ground : Raster
        Terrain [m above sea]; NaN hides what lies behind it.
    mast : tuple
        x, y of the mast [m].
    targets : array, shape (n, 2)
        x, y of the places [m].
    tx_agl_m, rx_agl_m : float
        Heights above ground of mast and places [m].
    step_m : float
        Longest step along a ray [m].

    Returns
    -------
    array of bool, shape (n,)
    """
    grid = ground.grid
    cols = (targets[:, 0] - grid.left_m) / grid.pixel_m - 0.5
    rows = (grid.top_m - targets[:, 1]) / grid.pixel_m - 0.5
    col, row = (mast[0] - grid.left_m) / grid.pixel_m - 0.5, (grid.top_m - mast[1]) / grid.pixel_m - 0.5
    seen = np.zeros(len(targets), bool)
    mark_seen(
        ground.values, row, col, tx_agl_m, rows, cols, rx_agl_m, grid.pixel_m, step_m, MIN_STEPS,
        earth_radius_km * M_PER_KM, seen,
    )  # fmt: skip
    return seen
