"""People of villages whose list does not say how many live there: a model, kept apart from what lists say.

The people of a commune are shared out to its villages by what lies nearest to each of their points within a distance:
buildings, or people of the population raster. What lies nearest to a village of which a list states the people counts
there and for nobody else; what lies farther from every point is in no village.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree

from covplan.errors import InputError
from covplan.grid import Raster
from covplan.ingest.problems import ProblemLog
from covplan.ingest.settings import TableSettings, VillagePeopleSettings, VillageShare
from covplan.ingest.vectors import read_vectors

_POINTS_AT_ONCE = 500_000  # shapely's take 150 bytes each


def model_village_people(
    settings: VillagePeopleSettings,
    villages: gpd.GeoDataFrame,
    communes: gpd.GeoDataFrame,
    people: Raster,
    raster: Path,
    log: ProblemLog,
) -> NDArray[np.float64]:
    """Modelled people of each row of ``Area.villages``; NaN where its list states how many there are.

    Villages that lie in no commune have NaN too.

    Raises
    ------
    InputError
        If a file of buildings cannot be read.
    """
    if settings.share is VillageShare.RASTER:
        rows, cols = np.nonzero(people.values > 0)
        x, y = people.grid.centres()
        x_m, y_m, weight, source = x[cols], y[rows], people.values[rows, cols], raster
    else:
        found = [_middles(one, people.grid.epsg, log) for one in settings.buildings]
        if not found:
            raise InputError("village_people.no_buildings")
        x_m, y_m = np.concatenate(found).T
        weight, source = np.ones(len(x_m)), settings.buildings[0].file
    share = village_shares(villages, communes, x_m, y_m, weight, 1_000.0 * settings.within_km)
    commune = _commune_of(communes, *shapely.get_coordinates(villages.geometry.to_numpy()).T)
    modelled = np.where(commune >= 0, communes["population"].to_numpy(float)[commune] * share, np.nan)
    placed = 100.0 * float(np.nansum(modelled)) / float(communes["population"].sum())
    modelled[villages["people"].notna()] = np.nan
    count = int(np.isfinite(modelled).sum())
    log.note("village_people.modelled", source, count=count, pct=placed, km=settings.within_km)
    return modelled


def village_shares(
    villages: gpd.GeoDataFrame,
    communes: gpd.GeoDataFrame,
    x_m: NDArray[np.float64],
    y_m: NDArray[np.float64],
    weight: NDArray[np.float64],
    within_m: float,
) -> NDArray[np.float64]:
    """Share of its commune's weight that lies nearest to each village, among those of the commune, 0 to 1.

    Parameters
    ----------
    villages, communes : GeoDataFrame
        Points and polygons in the scenario's CRS.
    x_m, y_m, weight : arrays, shape (n,)
        What is shared out, e.g. buildings of weight 1, in the scenario's CRS.
    within_m : float
        What lies farther from every village is in none [m].
    """
    share = np.zeros(len(villages))
    village_xy = shapely.get_coordinates(villages.geometry.to_numpy())
    of_village, of_point = _commune_of(communes, *village_xy.T), _commune_of(communes, x_m, y_m)
    order = np.argsort(of_point, kind="stable")
    starts = np.searchsorted(of_point[order], np.arange(len(communes) + 1))
    for commune in np.unique(of_village[of_village >= 0]):
        here = np.flatnonzero(of_village == commune)
        own = order[starts[commune] : starts[commune + 1]]
        total = weight[own].sum()
        if not total > 0:
            continue
        away_m, nearest = KDTree(village_xy[here]).query(np.column_stack([x_m[own], y_m[own]]))
        near = away_m <= within_m
        counted = np.bincount(nearest[near], weights=weight[own][near], minlength=len(here))
        share[here] = counted / total
    return share


def _commune_of(communes: gpd.GeoDataFrame, x_m: NDArray[np.float64], y_m: NDArray[np.float64]) -> NDArray[np.int64]:
    """Row of the commune that each point lies in, on a border the first; -1 for none. Points are made by parts."""
    found = np.full(len(x_m), -1)
    for first in range(0, len(x_m), _POINTS_AT_ONCE):
        part = slice(first, first + _POINTS_AT_ONCE)
        point, commune = communes.sindex.query(shapely.points(x_m[part], y_m[part]), predicate="intersects")
        order = np.argsort(-commune, kind="stable")
        found[first + point[order]] = commune[order]
    return found


def _middles(settings: TableSettings, epsg: int, log: ProblemLog) -> NDArray[np.float64]:
    shapes = read_vectors(settings.file, settings.layer, settings.crs, epsg, log).geometry.to_numpy()
    return shapely.get_coordinates(shapely.centroid(shapes))
