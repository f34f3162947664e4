"""Hilltops, and the people whom a mast on each of them sees."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from covplan.ingest.area import Area
from covplan.terrain.viewshed import in_sight

_HIGHEST_WITHIN_M = 1_000.0
_RISE_M = 30.0  # over the lowest ground within the same distance
_RECEIVER_AGL_M = 1.5


def hilltops(area: Area) -> NDArray[np.float64]:
    """Centres of pixels higher than all ground within 1 km and at least 30 m over the lowest of it, shape (n, 2)."""
    grid, ground = area.grid, area.ground.values
    side = 2 * max(1, int(_HIGHEST_WITHIN_M // grid.pixel_m)) + 1
    void = np.isnan(ground)
    highest = ndimage.maximum_filter(np.where(void, -np.inf, ground), side)
    lowest = ndimage.minimum_filter(np.where(void, np.inf, ground), side)
    rows, cols = np.nonzero(~void & (ground == highest) & (ground >= lowest + _RISE_M))
    x, y = grid.centres()
    return np.column_stack([x[cols], y[rows]])


def seen_from(
    top: NDArray[np.float64], near: NDArray[np.int64], places: NDArray[np.float64], height_m: float, area: Area
) -> NDArray[np.int64]:
    """Those of the places ``near`` a hilltop that a mast of a height on it sees over the bare ground.

    Trees and houses do not count: this ranks hilltops, the reach matrix predicts them.
    """
    seen = in_sight(
        area.ground,
        (float(top[0]), float(top[1])),
        places[near],
        tx_agl_m=height_m,
        rx_agl_m=_RECEIVER_AGL_M,
        step_m=area.grid.pixel_m,
    )
    return near[seen]
