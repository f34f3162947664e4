"""Population rasters → people per pixel, rescaled to the communes' official totals where that is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from exactextract import exact_extract
from exactextract.feature import JSONFeature, JSONFeatureSource
from exactextract.raster import NumPyRasterSource
from numpy.typing import NDArray
from scipy import ndimage, sparse
from scipy.spatial import KDTree

from covplan.errors import InputError, InputProblemsError, Problem, Severity
from covplan.grid import Grid, Raster
from covplan.ingest.problems import ProblemLog
from covplan.ingest.raster_files import read_under
from covplan.ingest.regrid import Method, regrid
from covplan.ingest.settings import PeopleSettings

COMMUNE_TOLERANCE = 0.5
"""Largest difference of a commune's people from its official total after rescaling."""

_FIT_TOLERANCE, _FIT_ROUNDS = 1e-3, 2000


@dataclass(frozen=True, eq=False)
class CommuneShares:
    """Which share of which pixel lies in which commune: sparse, communes × pixels (row-major), 0 to 1."""

    matrix: sparse.csr_array
    grid: Grid

    @property
    def covered(self) -> NDArray[np.float64]:
        """Share of each pixel that lies in any commune, shape ``grid.shape``."""
        return np.asarray(self.matrix.sum(axis=0)).reshape(self.grid.shape)

    def of_pixels(self, pixels: NDArray[np.integer[Any]]) -> sparse.csr_array:
        """Shares of some pixels, in rising order, as float64; scipy's own indexing takes 8 bytes for every pixel."""
        shares, columns = [], []
        for first, last in pairwise(self.matrix.indptr):
            column = np.searchsorted(pixels, self.matrix.indices[first:last])
            column[column == len(pixels)] = 0
            kept = pixels[column] == self.matrix.indices[first:last] if len(pixels) else np.zeros(last - first, bool)
            shares.append(self.matrix.data[first:last][kept].astype(np.float64))
            columns.append(column[kept].astype(np.int32))
        ends = np.cumsum([0, *map(len, shares)], dtype=np.int32)
        made = (np.concatenate(shares), np.concatenate(columns), ends)
        return sparse.csr_array(made, shape=(self.matrix.shape[0], len(pixels)))

    def totals(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sum of a count per commune."""
        flat, ends = values.ravel(), self.matrix.indptr
        parts = [slice(first, last) for first, last in pairwise(ends)]  # at once, the whole matrix would be copied
        return np.array([self.matrix.data[one].astype(np.float64) @ flat[self.matrix.indices[one]] for one in parts])


class _WkbFeature(JSONFeature):
    """A shape that exactextract reads as WKB: its own way through GeoJSON text takes longer than its work."""

    def __init__(self, wkb: bytes) -> None:
        super().__init__()
        self._wkb = wkb

    def geometry(self) -> bytes:
        return self._wkb


class _WkbFeatures(JSONFeatureSource):
    def __iter__(self) -> Iterator[_WkbFeature]:
        return iter(self.src)


def commune_shares(communes: gpd.GeoDataFrame, grid: Grid) -> CommuneShares:
    """Exact shares of pixels in communes, by exactextract."""
    return CommuneShares(pixel_shares(communes.geometry, grid), grid)


def pixel_shares(shapes: gpd.GeoSeries, grid: Grid) -> sparse.csr_array:
    """Which share of which pixel lies in which polygon: sparse, polygons × pixels (row-major), 0 to 1.

    What of a polygon lies off the grid is in no pixel.
    """
    left, bottom, right, top = grid.bounds
    wkt = shapes.crs.to_wkt()
    ones = np.ones(grid.shape, np.uint8)
    frame = NumPyRasterSource(ones, xmin=left, ymin=bottom, xmax=right, ymax=top, srs_wkt=wkt)
    # a line of length L crosses at most 4 (L + 1) pixels; what is not filled takes no memory
    parts = shapely.get_parts(shapes.to_numpy())
    rings = len(parts) + int(shapely.get_num_interior_rings(parts).sum())
    most = int(shapes.area.sum() / grid.pixel_m**2 + 4.0 * (shapes.length.sum() / grid.pixel_m + rings)) + 1
    most = min(most, len(shapes) * grid.rows * grid.cols)
    shares, pixels, ends = np.empty(most, np.float32), np.empty(most, np.int32), np.zeros(len(shapes) + 1, np.int32)
    for k, wkb in enumerate(shapes.to_wkb()):  # one by one: exactextract's own arrays take four times the place
        features = _WkbFeatures([_WkbFeature(wkb)], srs_wkt=wkt)
        found = exact_extract(frame, features, ["cell_id", "coverage"], output="pandas")
        ends[k + 1] = ends[k] + len(found["cell_id"].iloc[0])
        own = slice(ends[k], ends[k + 1])
        shares[own], pixels[own] = found["coverage"].iloc[0], found["cell_id"].iloc[0]  # float32 inside exactextract
    last = ends[-1]
    return sparse.csr_array((shares[:last], pixels[:last], ends), shape=(len(shapes), grid.rows * grid.cols))


def read_people(settings: PeopleSettings, communes: gpd.GeoDataFrame, shares: CommuneShares, log: ProblemLog) -> Raster:
    """People per pixel, float64: 0 outside settled pixels and outside the communes.

    Counts are brought to the grid by exact area. People of pixels that the province's border cuts are put into the
    nearest pixel that lies wholly inside, so that the raster's sum is the sum over the communes. Then, unless the
    scenario says otherwise, iterative proportional fitting brings every commune to its official total.

    Raises
    ------
    InputError
        If the raster holds values that are negative or no numbers but not marked as nodata, or has nobody in the
        communes.
    InputProblemsError
        For communes with official people and none in the raster.
    """
    source = read_under(settings.file, shares.grid, np.float64)
    if source.unmarked:
        raise InputError("people.not_a_number", file=settings.file.name, count=source.unmarked)
    if negative := int(np.count_nonzero(source.values < 0)):
        lowest = float(np.nanmin(source.values))
        raise InputError("people.negative", file=settings.file.name, count=negative, lowest=lowest)
    people = regrid(source, shares.grid, Method.SUM)
    counted = float(people.sum())
    _put_inside_province(people, shares)
    if not people.sum() > 0:
        raise InputError("people.nobody", file=settings.file.name)
    log.note("people.total", settings.file, total=float(people.sum()), outside=counted - float(people.sum()))
    if settings.rescale_to_official:
        _fit(people, communes, shares, settings, log)
    return Raster(people, shares.grid, "people")


def _put_inside_province(people: NDArray[np.float64], shares: CommuneShares) -> None:
    """Leave the people inside the communes, all of them in pixels that the communes cover wholly; in place."""
    covered = shares.covered
    whole = covered > 1.0 - 1e-6
    people *= np.minimum(covered, 1.0, out=covered)
    del covered
    if not whole.any():
        return
    # the nearest whole pixel has a neighbour that is not: one step towards the cut pixel would be nearer otherwise
    rim = np.argwhere(whole & ~ndimage.binary_erosion(whole))
    cut = np.argwhere(~whole & (people > 0))
    row, col = rim[KDTree(rim).query(cut)[1]].T
    moved = people[cut[:, 0], cut[:, 1]]
    people[~whole] = 0.0
    np.add.at(people, (row, col), moved)


def _fit(
    people: NDArray[np.float64],
    communes: gpd.GeoDataFrame,
    shares: CommuneShares,
    settings: PeopleSettings,
    log: ProblemLog,
) -> None:
    official = communes["population"].to_numpy(float)
    before = shares.totals(people)
    empty = (official > 0) & ~(before > 0)
    if empty.any():
        raise InputProblemsError(
            Problem(
                "people.commune_empty",
                Severity.ERROR,
                settings.file.name,
                params={"commune": row.code, "name": row.name_, "official": int(row.population)},
            )
            for row in communes.rename(columns={"name": "name_"})[empty].itertuples()
        )
    fit_to_totals(people, shares, official)
    off = np.abs(shares.totals(people) - official)
    if off.max() > COMMUNE_TOLERANCE:
        worst = communes.iloc[int(off.argmax())]
        raise InputError("people.fit", commune=worst["code"], name=worst["name"], off=float(off.max()))
    factor = official[before > 0] / before[before > 0]
    log.note("people.rescaled", settings.file, low=float(factor.min()), high=float(factor.max()))


def fit_to_totals(people: NDArray[np.float64], shares: CommuneShares, totals: NDArray[np.float64]) -> None:
    """Iterative proportional fitting: pixels scaled by the mean factor of their communes until all totals hold.

    In place: of a province at 30 m a second array takes 340 MB.
    """
    settled = np.flatnonzero(people).astype(np.int32)
    matrix = shares.of_pixels(settled)
    fitted = people.take(settled)
    weight = np.asarray(matrix.sum(axis=0), np.float64)
    np.divide(1.0, weight, out=weight, where=weight > 0)
    for _ in range(_FIT_ROUNDS):
        now = matrix @ fitted
        if np.abs(now - totals).max() <= _FIT_TOLERANCE:
            break
        ratio = np.divide(totals, now, out=np.zeros_like(now), where=now > 0)
        fitted *= matrix.T @ ratio
        fitted *= weight
    people.put(settled, fitted)
