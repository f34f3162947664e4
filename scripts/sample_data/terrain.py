"""Modelled terrain: ETOPO5 drawn to typed heights of towns, passes, plains and summits, with finer relief.

ETOPO5 (NOAA, public domain) has a node every 9 km and errs by hundreds of metres here; it gives the broad shape only.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.io import netcdf_file
from scipy.ndimage import distance_transform_edt, gaussian_filter, label, map_coordinates

from .frame import (
    FACTS,
    PIXEL_M,
    SHAPE,
    burn,
    pixel_centres,
    polygon_of,
    province_outline,
    read_facts,
    rowcol,
    to_degrees,
    to_metres,
)
from .noise import spectral_field

CUT = FACTS / "etopo5_cut.csv"
REACH_M = 11_000.0  # how far a typed height draws the broad shape
RUGGED = {"summit": 1.0, "ridge": 1.0, "pass": 0.6, "outside": 0.1, "plain": 0.03, "plateau": 0.18, "valley": 0.5}
RUGGED_TOWN = 0.1


def cut_etopo5(source: Path, target: Path = CUT) -> None:
    """Write the nodes around the province from the whole-earth file as a small table."""
    with netcdf_file(source, mmap=False) as data:
        lon, lat = (np.array(data.variables[name][:]) for name in ("ETOPO05_X", "ETOPO05_Y"))
        height = np.array(data.variables["ROSE"][:])
    cols = np.flatnonzero((lon > 107.15) & (lon < 109.85))
    rows = np.flatnonzero((lat > 11.8) & (lat < 14.05))[::-1]
    table = pd.DataFrame(
        np.rint(height[np.ix_(rows, cols)]).astype(int), index=lat[rows].round(4), columns=lon[cols].round(4)
    )
    table.to_csv(target, index_label="lat", lineterminator="\n")


def land_mask() -> NDArray[np.bool_]:
    """Land of the province and of its neighbours inside the frame."""
    coast = read_facts("coast.csv")
    corner = pd.DataFrame({"lon": [106.5, 106.5], "lat": [11.95, 13.95]})
    mainland = polygon_of(pd.concat([coast, corner], ignore_index=True))
    return burn([mainland.union(province_outline())])


def lakes() -> dict[str, shapely.Polygon]:
    """Lakes and lagoons as circles of about the right size [m]."""
    table = read_facts("water.csv").query("kind == 'lake'")
    x, y = to_metres(table.lon, table.lat)
    return {n: shapely.Point(a, b).buffer(w / 2) for n, w, a, b in zip(table.name, table.width_m, x, y, strict=True)}


def rivers() -> dict[str, shapely.Polygon]:
    """Rivers as bands of their width [m]."""
    table = read_facts("water.csv").query("kind == 'river'")
    bands = {}
    for name, rows in table.groupby("name", sort=False):
        line = shapely.LineString(np.column_stack(to_metres(rows.lon, rows.lat)))
        bands[str(name)] = line.buffer(rows.width_m.iloc[0] / 2)
    return bands


def _etopo5_on_grid() -> NDArray[np.float64]:
    table = pd.read_csv(CUT, index_col="lat")
    lon_nodes, lat_nodes = table.columns.astype(float).to_numpy(), table.index.to_numpy()
    x, y = pixel_centres()
    lon, lat = to_degrees(x, y)
    where = [
        (lat - lat_nodes[0]) / (lat_nodes[1] - lat_nodes[0]),
        (lon - lon_nodes[0]) / (lon_nodes[1] - lon_nodes[0]),
    ]
    height = np.clip(table.to_numpy(float), 0, None)
    return gaussian_filter(map_coordinates(height, where, order=1, mode="nearest"), 5_000 / PIXEL_M)


def known_heights() -> pd.DataFrame:
    """All typed heights with x_m, y_m, kind: towns, passes, summits, ridges, plains."""
    table = pd.concat([read_facts("towns.csv"), read_facts("heights.csv")], ignore_index=True)
    x, y = to_metres(table.lon, table.lat)
    return table.assign(x_m=x, y_m=y)


def _draw_to(
    surface: NDArray[np.float64], spots: pd.DataFrame, values: NDArray[np.float64], reach_m: float
) -> NDArray[np.float64]:
    """Add to ``surface`` what makes it take ``values`` at the spots, fading with exp(-distance/reach)."""
    row, col = rowcol(spots.x_m, spots.y_m)
    xy = spots[["x_m", "y_m"]].to_numpy()
    between = np.hypot(*(xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1))
    weight = np.linalg.solve(np.exp(-between / reach_m) + 1e-6 * np.eye(len(xy)), values - surface[row, col])
    x, y = pixel_centres()
    result = surface.copy()
    for (spot_x, spot_y), w in zip(xy, weight, strict=True):
        result += w * np.exp(-np.hypot(x - spot_x, y - spot_y) / reach_m)
    return result


def ruggedness() -> NDArray[np.float64]:
    """0 on plains to 1 in mountains, from the kinds of the typed heights."""
    spots = known_heights()
    kind = np.array([RUGGED.get(k, RUGGED_TOWN) for k in spots.kind])
    return np.clip(_draw_to(np.full(SHAPE, 0.25), spots, kind, REACH_M), 0.02, 1.0)


def make_terrain() -> NDArray[np.int16]:
    """Height above sea [m] on the frame, 0 at sea."""
    spots = known_heights()
    broad = _draw_to(_etopo5_on_grid(), spots, spots.height_m.to_numpy(float), REACH_M)
    broad = gaussian_filter(broad, 500 / PIXEL_M)
    rugged = ruggedness()
    hills = spectral_field(11, slope=2.3, longest_km=14, shortest_km=1.2)
    # sharp crests; valley floors are flat, not pits
    crests = 1.05 - 1.5 * np.minimum(np.abs(spectral_field(13, slope=2.2, longest_km=9)), 1.1)
    relief = rugged**1.5 * (90 * hills + 170 * crests) + 4 * hills
    relief *= np.clip(np.abs(broad) / 60, 0, 1)  # none on the coastal plain
    relief *= 1 - np.exp(-((_distance_to(spots) / 2_500) ** 2))
    land = land_mask()
    from_sea_m = distance_transform_edt(land) * PIXEL_M
    height = np.maximum(broad + relief, 2) * (1 - np.exp(-from_sea_m / 700))
    pinned = spots[spots.kind.isin(["summit", "pass", "city", "town", "seat"])]
    height = _draw_to(height, pinned, pinned.height_m.to_numpy(float), 1_200)
    height = np.where(land, np.maximum(height, 1), 0)
    for shape in lakes().values():
        pixels, _ = label(burn([shape]) & land)
        for k in range(1, pixels.max() + 1):
            height[pixels == k] = np.median(height[pixels == k])
    return np.rint(height).astype(np.int16)


def _distance_to(spots: pd.DataFrame) -> NDArray[np.float64]:
    free = np.ones(SHAPE, bool)
    free[rowcol(spots.x_m, spots.y_m)] = False
    return np.asarray(distance_transform_edt(free)) * PIXEL_M
