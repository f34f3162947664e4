"""The door to the web: the scenario's CRS to longitude and latitude (WGS 84), by EPSG code, never ballpark."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer

WEB_MERCATOR = 3857
LONLAT = 4326


@lru_cache(maxsize=16)
def transformer(from_epsg: int, to_epsg: int) -> Transformer:
    """Coordinates in x, y (lon, lat) order; raises where PROJ knows no exact operation."""
    return Transformer.from_crs(from_epsg, to_epsg, always_xy=True, allow_ballpark=False)


def to_lonlat(x_m: ArrayLike, y_m: ArrayLike, epsg: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitude and latitude [deg] of points."""
    lon, lat = transformer(epsg, LONLAT).transform(np.asarray(x_m, float), np.asarray(y_m, float))
    return np.asarray(lon), np.asarray(lat)


def geometries_to_lonlat(geometries: Iterable[shapely.Geometry], epsg: int) -> NDArray[np.object_]:
    """Geometries with longitude and latitude [deg]."""
    convert = transformer(epsg, LONLAT).transform
    return np.asarray(shapely.transform(np.asarray(list(geometries), object), convert, interleaved=False))
