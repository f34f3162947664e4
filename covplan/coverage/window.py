"""The fine pixels round a mast as the radial kernels take them, and the mast itself."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from covplan.coverage._radials import MARGIN, PARTS
from covplan.coverage._skyline import MOST_POINTS
from covplan.coverage._window import lay_targets, refine, turn
from covplan.coverage.settings import RadioSettings
from covplan.errors import ModelRangeError
from covplan.grid import Grid
from covplan.ingest.area import Area
from covplan.propagation.p1812._path import INLAND
from covplan.terrain._sampling import bilinear

Pixels = NDArray[np.int64]
BothWays = tuple[NDArray[Any], NDArray[Any]]  # a flat raster, plain and transposed


@dataclass(frozen=True)
class Mast:
    """An antenna over a grid: position in pixels (centre of the first pixel 0, 0) and height [m above ground]."""

    row: float
    col: float
    antenna_agl_m: float

    @classmethod
    def at(cls, x_m: float, y_m: float, antenna_agl_m: float, grid: Grid) -> Mast:
        """From a position in the CRS of the grid [m]."""
        return cls(
            (grid.top_m - y_m) / grid.pixel_m - 0.5, (x_m - grid.left_m) / grid.pixel_m - 0.5, float(antenna_agl_m)
        )

    def dist_km(self, rows: Pixels, cols: Pixels, grid: Grid) -> NDArray[np.float64]:
        """Distance to pixels [km]."""
        return np.hypot(rows - self.row, cols - self.col) * (grid.pixel_m / 1000.0)


@dataclass(frozen=True, eq=False)
class Window:
    """A square of fine pixels with the mast near its middle; see ``_radials``.

    Where there is no clutter, or no zone but inland, those rasters are a pixel that no kernel reads.
    """

    ground: BothWays
    clutter: BothWays
    zone: BothWays
    targets: BothWays
    near: Pixels  # pixels left out of the targets
    repeated: tuple[Pixels, Pixels]  # pixels that are asked for again, and which of their like gets the result
    size: int
    border: int
    east: int
    south: int
    foot_m: float
    pixel_km: float
    has_clutter: bool
    has_zones: bool

    @property
    def rasters(self) -> tuple[BothWays, BothWays, BothWays]:
        """Ground, clutter and zone."""
        return self.ground, self.clutter, self.zone


def window_round(
    mast: Mast, rows: Pixels, cols: Pixels, reach_km: float, area: Area, radio: RadioSettings, near_km: float = 0.0
) -> Window | None:
    """The window of the pixels, but for those nearer than ``near_km``; None without any or without ground at the mast.

    ``reach_km`` is at least the distance of the farthest pixel and decides where the radials run.
    """
    foot_m = float(bilinear(area.ground.values, mast.row, mast.col))
    if not rows.size or math.isnan(foot_m):
        return None
    pixel_m = area.grid.pixel_m
    factor = max(1, math.ceil(pixel_m / radio.profile_step_m - 1e-9))
    row, col = round(mast.row * factor), round(mast.col * factor)
    border = math.ceil(reach_km * 1000.0 / pixel_m * factor) + 1
    if border > MOST_POINTS:
        raise ModelRangeError("coverage.reach", reach_km=reach_km, most=MOST_POINTS, pixel_m=pixel_m / factor)
    down = (int(rows.min()) * factor - row, int(rows.max()) * factor - row)
    right = (int(cols.min()) * factor - col, int(cols.max()) * factor - col)
    middle = max(abs(offset) for offset in (*down, *right)) + MARGIN
    size = 2 * middle + 1
    top, left = row - middle, col - middle

    target = np.full((size, size), -1, np.int32)
    near, again, first = (np.empty(rows.size, np.int64) for _ in range(3))
    left_out, repeated = lay_targets(
        rows, cols, mast.row, mast.col, near_km * 1000.0 / pixel_m, factor, top, left, target, near, again, first
    )

    def cut(values: NDArray[Any], nearest: bool, beyond: float) -> BothWays:
        window = np.empty((size, size), values.dtype)
        refine(values, factor, top, left, nearest, values.dtype.type(beyond), window)
        return both_ways(window)

    around = _rows_and_columns(top, left, size, factor)
    has_clutter = bool(area.clutter_m.values[around].any())
    has_zones = bool((area.zone.values[around] != INLAND).any())
    return Window(
        ground=cut(area.ground.values, False, math.nan),
        clutter=cut(area.clutter_m.values, True, 0.0) if has_clutter else _nothing(area.clutter_m.values),
        zone=cut(area.zone.values, True, INLAND) if has_zones else _nothing(area.zone.values),
        targets=both_ways(target),
        near=near[:left_out],
        repeated=(again[:repeated], first[:repeated]),
        size=size,
        border=border,
        east=round((mast.col * factor - col) * PARTS),
        south=round((mast.row * factor - row) * PARTS),
        foot_m=foot_m,
        pixel_km=pixel_m / factor / 1000.0,
        has_clutter=has_clutter,
        has_zones=has_zones,
    )


def _rows_and_columns(top: int, left: int, size: int, factor: int) -> tuple[slice, slice]:
    """The pixels that a window of fine pixels is cut out of."""
    rows, cols = (slice(max(at // factor, 0), max((at + size) // factor + 2, 0)) for at in (top, left))
    return rows, cols


def _nothing(values: NDArray[Any]) -> BothWays:
    """Stands for a raster that the kernels will not look at."""
    pixel = np.zeros(1, values.dtype)
    return pixel, pixel


def both_ways(window: NDArray[Any]) -> BothWays:
    """A window and its transposed, flat."""
    turned = np.empty(window.shape[::-1], window.dtype)
    turn(window, turned)
    return window.ravel(), turned.ravel()
