"""The frame of the sample: where the facts lie, one grid in EPSG:9218, lon/lat to metres."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from affine import Affine
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer
from rasterio.features import rasterize

EPSG = 9218
PIXEL_M = 250.0
LEFT_M, TOP_M = 380_000.0, 1_526_000.0
COLS, ROWS = 944, 760  # to 616 km east, 1,336 km north: the province and at least 9 km around it
SHAPE = (ROWS, COLS)
TRANSFORM = Affine(PIXEL_M, 0.0, LEFT_M, 0.0, -PIXEL_M, TOP_M)
DATA = Path(__file__).resolve().parents[2] / "data" / "daklak"
FACTS = DATA / "facts"

_TO_METRES = Transformer.from_crs(4326, EPSG, always_xy=True, allow_ballpark=False)
_TO_DEGREES = Transformer.from_crs(EPSG, 4326, always_xy=True, allow_ballpark=False)


def read_facts(name: str) -> pd.DataFrame:
    """One of the typed tables, codes and names as text."""
    text = dict.fromkeys(("code", "name", "number", "town", "district", "province", "type"), str)
    return pd.read_csv(FACTS / name, dtype=text, keep_default_na=False, na_values={"lon": [""], "lat": [""]})


def to_metres(lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Easting and northing [m] of positions in degrees."""
    x, y = _TO_METRES.transform(np.asarray(lon, float), np.asarray(lat, float))
    return np.asarray(x), np.asarray(y)


def to_degrees(x_m: ArrayLike, y_m: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitude and latitude [deg] of positions in metres."""
    lon, lat = _TO_DEGREES.transform(np.asarray(x_m, float), np.asarray(y_m, float))
    return np.asarray(lon), np.asarray(lat)


def pixel_centres() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Easting and northing of every pixel centre, each of shape (rows, cols) [m]."""
    x = LEFT_M + (np.arange(COLS) + 0.5) * PIXEL_M
    y = TOP_M - (np.arange(ROWS) + 0.5) * PIXEL_M
    return tuple(np.meshgrid(x, y))  # type: ignore[return-value]


def rowcol(x_m: ArrayLike, y_m: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Row and column of positions [m]."""
    row = np.floor((TOP_M - np.asarray(y_m, float)) / PIXEL_M).astype(np.int64)
    col = np.floor((np.asarray(x_m, float) - LEFT_M) / PIXEL_M).astype(np.int64)
    return row, col


def polygon_of(table: pd.DataFrame) -> shapely.Polygon:
    """Polygon [m] through the rows of a table with lon and lat."""
    return shapely.Polygon(np.column_stack(to_metres(table.lon, table.lat)))


def province_outline() -> shapely.Polygon:
    """Hand-placed outline of the province [m]."""
    return polygon_of(read_facts("outline.csv"))


def burn(shapes: list[shapely.Geometry], *, all_touched: bool = False) -> NDArray[np.bool_]:
    """Pixels whose centre lies in (or that are touched by) any of the shapes."""
    if not shapes:
        return np.zeros(SHAPE, bool)
    burnt = rasterize(shapes, out_shape=SHAPE, transform=TRANSFORM, all_touched=all_touched, dtype=np.uint8)
    return burnt.astype(bool)


def points_frame(table: pd.DataFrame) -> gpd.GeoDataFrame:
    """The table with a point geometry in EPSG:4326 from lon and lat."""
    return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(table.lon, table.lat), crs=4326)
