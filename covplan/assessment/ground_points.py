"""Points on the ground and the rasters under them: pixels, communes, steps along lines, and what cannot be told."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from covplan.coverage.composite import Coverage
from covplan.grid import Grid
from covplan.ingest.area import Area

OFF_GRID = -1
NO_COMMUNE = -1


def untold_pixels(cover: Coverage, area: Area) -> NDArray[np.bool_]:
    """Pixels of which nobody can say whether they are served.

    Without terrain height there is no prediction; a pixel behind a void, or beyond the model's range, that nobody else
    reaches may or may not be served.
    """
    return np.isnan(area.ground.values) | cover.void | cover.beyond_model


def pixel_numbers(grid: Grid, x_m: ArrayLike, y_m: ArrayLike) -> NDArray[np.int64]:
    """Row-major number of the pixel under each point, ``OFF_GRID`` where there is none."""
    row, col = grid.rowcol(x_m, y_m)
    return np.where(grid.contains(x_m, y_m), row * grid.cols + col, OFF_GRID)


def values_at(raster: NDArray[np.bool_], pixels: NDArray[np.int64], off_grid: bool) -> NDArray[np.bool_]:
    """The raster's values under points, ``off_grid`` for those that have no pixel."""
    return np.where(pixels == OFF_GRID, off_grid, raster.ravel()[pixels])


def commune_rows(
    communes: gpd.GeoDataFrame, x_m: ArrayLike, y_m: ArrayLike, within_m: float = 0.0
) -> NDArray[np.int64]:
    """Row of the commune under each point, ``NO_COMMUNE`` outside; on a border the first.

    A point outside all of them counts to the nearest one that is not farther than ``within_m``: borders are drawn
    coarsely.
    """
    points = shapely.points(np.asarray(x_m, float), np.asarray(y_m, float))
    rows = np.full(points.size, NO_COMMUNE, np.int64)
    if points.size == 0:
        return rows
    # asked this way round, each commune is prepared once for all points; the results are in order of communes
    inside, found = shapely.STRtree(points).query(communes.geometry.to_numpy(), predicate="intersects")
    rows[found[::-1]] = inside[::-1]  # the first of several stays
    outside = np.flatnonzero(rows == NO_COMMUNE)
    if within_m > 0 and outside.size:
        near, nearest = communes.sindex.nearest(points[outside], max_distance=within_m, return_all=False)
        rows[outside[near]] = nearest
    return rows


def steps_along(line: shapely.LineString, longest_m: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Ends of equal steps along a line, shape (n + 1,), from 0 to its length, and their midpoints, shape (n, 2) [m]."""
    count = max(1, int(np.ceil(line.length / longest_m - 1e-9)))
    ends = np.linspace(0.0, line.length, count + 1)
    middles = shapely.line_interpolate_point(line, (ends[:-1] + ends[1:]) / 2)
    return ends, shapely.get_coordinates(middles)
