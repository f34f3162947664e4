"""The raster frame: one projected CRS in metres, square pixels, north up; row 0 is the northern row."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from affine import Affine
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS

from covplan.errors import GridError, GridMismatchError


@lru_cache(maxsize=64)
def _is_metric(epsg: int) -> bool:
    crs = CRS.from_epsg(epsg)
    return bool(crs.is_projected and all(axis.unit_conversion_factor == 1.0 for axis in crs.axis_info))


@dataclass(frozen=True)
class Grid:
    """Where the pixels of every raster of a scenario lie.

    Parameters
    ----------
    epsg : int
        Code of a projected CRS in metres.
    left_m, top_m : float
        Easting and northing of the outer corner of the north-west pixel [m].
    pixel_m : float
        Side of a pixel [m].
    rows, cols : int
        Size.

    Raises
    ------
    GridError
        If the CRS is not projected in metres or the grid is empty.
    """

    epsg: int
    left_m: float
    top_m: float
    pixel_m: float
    rows: int
    cols: int

    def __post_init__(self) -> None:
        if not _is_metric(self.epsg):
            raise GridError("grid.crs", crs=f"EPSG:{self.epsg}")
        if not self.pixel_m > 0 or self.rows < 1 or self.cols < 1:
            raise GridError("grid.size", pixel_m=self.pixel_m, rows=self.rows, cols=self.cols)

    @classmethod
    def covering(cls, bounds: tuple[float, float, float, float], pixel_m: float, epsg: int) -> Grid:
        """The smallest grid over ``bounds`` (left, bottom, right, top [m]) whose edges are multiples of ``pixel_m``.

        >>> Grid.covering((450_010.0, 1_400_000.0, 455_000.0, 1_404_000.0), 250.0, 9218).bounds
        (450000.0, 1400000.0, 455000.0, 1404000.0)
        """
        left, bottom, right, top = bounds
        if not (pixel_m > 0 and all(map(math.isfinite, bounds))):
            raise GridError("grid.size", pixel_m=pixel_m, rows=0, cols=0)
        first_col, last_col = math.floor(left / pixel_m), math.ceil(right / pixel_m)
        first_row, last_row = math.floor(bottom / pixel_m), math.ceil(top / pixel_m)
        return cls(epsg, first_col * pixel_m, last_row * pixel_m, pixel_m, last_row - first_row, last_col - first_col)

    @property
    def shape(self) -> tuple[int, int]:
        """(rows, cols)."""
        return self.rows, self.cols

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top [m]."""
        return (
            self.left_m,
            self.top_m - self.rows * self.pixel_m,
            self.left_m + self.cols * self.pixel_m,
            self.top_m,
        )

    @property
    def transform(self) -> Affine:
        """Affine from (col, row) to (x, y), as rasterio wants it."""
        return Affine(self.pixel_m, 0.0, self.left_m, 0.0, -self.pixel_m, self.top_m)

    @property
    def pixel_area_km2(self) -> float:
        """Area of a pixel [km²]."""
        return self.pixel_m**2 / 1e6

    def centres(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Eastings of the columns, shape (cols,), and northings of the rows, shape (rows,) [m]."""
        x = self.left_m + (np.arange(self.cols, dtype=np.float64) + 0.5) * self.pixel_m
        y = self.top_m - (np.arange(self.rows, dtype=np.float64) + 0.5) * self.pixel_m
        return x, y

    def rowcol(self, x_m: ArrayLike, y_m: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Row and column of each point; points off the grid get indices off the array (test with ``contains``)."""
        row = np.floor((self.top_m - np.asarray(y_m, float)) / self.pixel_m).astype(np.int64)
        col = np.floor((np.asarray(x_m, float) - self.left_m) / self.pixel_m).astype(np.int64)
        return row, col

    def contains(self, x_m: ArrayLike, y_m: ArrayLike) -> NDArray[np.bool_]:
        """Whether each point lies on the grid."""
        row, col = self.rowcol(x_m, y_m)
        return (row >= 0) & (row < self.rows) & (col >= 0) & (col < self.cols)

    def __str__(self) -> str:
        return (
            f"EPSG:{self.epsg}, {self.rows} x {self.cols} pixels of {self.pixel_m:g} m "
            f"from ({self.left_m:.0f}, {self.top_m:.0f})"
        )


@dataclass(frozen=True, eq=False)
class Raster:
    """Values on a grid. Nodata is NaN in float rasters and 0 = unknown in class rasters."""

    values: NDArray[Any]
    grid: Grid
    name: str

    def __post_init__(self) -> None:
        if self.values.shape != self.grid.shape:
            raise GridMismatchError("raster.shape", name=self.name, got=self.values.shape, expected=self.grid.shape)


def check_same_grid(first: Raster, second: Raster) -> None:
    """Raise ``GridMismatchError`` unless both rasters lie on one grid."""
    if first.grid != second.grid:
        raise GridMismatchError(
            "grid.mismatch",
            first=first.name,
            second=second.name,
            first_grid=str(first.grid),
            second_grid=str(second.grid),
        )
