"""Hexagons: the smallest pieces of land of which anything is told to everybody.

One lattice for all runs, laid from the origin of the CRS: two maps of one place never cut it differently, so that
nothing follows from the difference of their pieces. Hexagons stand on a corner; *axial* coordinates q, r have their
centre at x = √3·edge·(q + r/2), y = 3/2·edge·r (https://www.redblobgames.com/grids/hexagons/).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from covplan.grid import Grid

LEAST_EDGE_M = 500.0
PIXELS_ALONG_EDGE = 3
"""So many pixels along an edge at least: a hexagon is an average of twenty pixels and more, whatever their size."""

_SQRT3 = math.sqrt(3.0)


@dataclass(frozen=True, eq=False)
class Hexagons:
    """The hexagons that hold the centre of a pixel.

    Attributes
    ----------
    edge_m : float
        Edge [m].
    x_m, y_m : array, shape (n,)
        Centres [m].
    of_pixel : array of int, shape of the grid
        Which of them each pixel belongs to.
    """

    edge_m: float
    x_m: NDArray[np.float64]
    y_m: NDArray[np.float64]
    of_pixel: NDArray[np.int64]

    @classmethod
    def over(cls, grid: Grid) -> Hexagons:
        """Those of a grid, their edge 500 m or three pixels, whichever is more."""
        edge = max(LEAST_EDGE_M, PIXELS_ALONG_EDGE * grid.pixel_m)
        x, y = np.meshgrid(*grid.centres())
        q, r = _nearest(x, y, edge)
        both, of_pixel = np.unique(np.stack([q.ravel(), r.ravel()]), axis=1, return_inverse=True)
        centre_x, centre_y = _SQRT3 * edge * (both[0] + both[1] / 2.0), 1.5 * edge * both[1]
        return cls(edge, centre_x, centre_y, np.asarray(of_pixel, np.int64).reshape(grid.shape))

    def sums(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """The sum of a raster's values in each."""
        return np.asarray(np.bincount(self.of_pixel.ravel(), values.ravel(), minlength=len(self.x_m)), float)

    def polygons(self) -> NDArray[np.object_]:
        """Their outlines."""
        turns = np.radians(30.0 + 60.0 * np.arange(6))
        corners = self.edge_m * np.stack([np.cos(turns), np.sin(turns)], axis=1)
        rings = np.stack([self.x_m, self.y_m], axis=1)[:, None, :] + corners[None, :, :]
        return np.asarray(shapely.polygons(rings))


def _nearest(
    x_m: NDArray[np.float64], y_m: NDArray[np.float64], edge_m: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Axial coordinates of the hexagon at each point: all three rounded, the one that is farthest off made to fit."""
    r = y_m / (1.5 * edge_m)
    q = x_m / (_SQRT3 * edge_m) - r / 2.0
    whole_q, whole_r, whole_s = np.round(q), np.round(r), np.round(-q - r)
    off_q, off_r, off_s = np.abs(whole_q - q), np.abs(whole_r - r), np.abs(whole_s + q + r)
    is_q = (off_q > off_r) & (off_q > off_s)
    is_r = ~is_q & (off_r > off_s)
    return np.where(is_q, -whole_r - whole_s, whole_q), np.where(is_r, -whole_q - whole_s, whole_r)
