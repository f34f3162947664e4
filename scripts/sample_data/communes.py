"""Modelled communes: a partition of the hand-placed outline that keeps official centres and areas.

Each pixel goes to the commune with the least ``distance - w``, where the distance is that to the segment from the
commune's centre to its seat (mostly the same point) and the weights ``w`` grow where the area is too small. With such
costs (an additively weighted Voronoi diagram) the straight way from a pixel to its segment stays in the cell, so every
commune holds its centre and seat and is of one piece; a warp of the plane bends the borders without breaking that.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from rasterio.features import shapes
from scipy.ndimage import binary_dilation, binary_fill_holes, find_objects, label
from scipy.spatial import cKDTree

from .frame import EPSG, PIXEL_M, SHAPE, TRANSFORM, pixel_centres, province_outline, read_facts, to_metres
from .noise import Warp

NEIGHBOURS = 24
COARSE_ROUNDS, FINE_ROUNDS = 300, 40
TOLERANCE_M = 180.0


def read_communes() -> pd.DataFrame:
    """The 102 typed communes with x_m, y_m of their centres and seat_x_m, seat_y_m, in order of code."""
    table = read_facts("communes.csv").sort_values("code", ignore_index=True)
    x, y = to_metres(table.lon, table.lat)
    town = table.code.map(read_facts("seats.csv").set_index("code").town)
    towns = read_facts("towns.csv").set_index("name")
    seat_x, seat_y = to_metres(town.map(towns.lon).fillna(table.lon), town.map(towns.lat).fillna(table.lat))
    return table.assign(x_m=x, y_m=y, seat_x_m=seat_x, seat_y_m=seat_y)


def _outline_of_area(area_m2: float) -> shapely.Polygon:
    """The outline, moved in or out by the few hundred metres that give it the official area."""
    outline = province_outline()
    for _ in range(20):
        outline = outline.buffer((area_m2 - outline.area) / outline.length, join_style="mitre")
    return outline


def partition(table: pd.DataFrame) -> NDArray[np.int16]:
    """Row of ``table`` per pixel, -1 outside the province."""
    warp = Warp(21, amplitude_m=700, longest_km=15)
    x, y = pixel_centres()
    dx, dy = warp.at(x, y)
    outline = _outline_of_area(table.area_km2.sum() * 1e6)
    wx, wy = x + dx, y + dy
    inside = np.flatnonzero(_whole(shapely.contains_xy(outline, wx, wy)))
    points = wx.ravel()[inside] + 1j * wy.ravel()[inside]
    centres, seats = (_warped(warp, table[names].to_numpy()) for names in (["x_m", "y_m"], ["seat_x_m", "seat_y_m"]))
    target = np.sqrt(table.area_km2.to_numpy() * 1e6 / np.pi)
    tree = cKDTree(np.column_stack([centres.real, centres.imag]))
    _, near = tree.query(np.column_stack([points.real, points.imag]), k=NEIGHBOURS)
    distance = np.column_stack([_to_segment(points, centres[k], seats[k]) for k in near.T])
    weight = target - target.mean()
    least, best = np.inf, None
    result = np.full(SHAPE[0] * SHAPE[1], -1, np.int16)
    for k in range(COARSE_ROUNDS + FINE_ROUNDS):
        fine = k >= COARSE_ROUNDS
        sample = slice(None) if fine else slice(None, None, 7)
        owner = _cheapest(distance[sample], near[sample], weight)
        if fine:
            result[inside] = owner
            owner = _one_piece_each(result.reshape(SHAPE), len(table)).ravel()[inside]
        count = np.bincount(owner[owner >= 0], minlength=len(table)) * len(inside) / len(owner)
        missing = target - np.sqrt(count * PIXEL_M**2 / np.pi)
        if fine and (worst := np.abs(missing / target).max()) < least:
            least, best = worst, owner
        weight += (0.3 if fine else 0.7) * missing
    result[inside] = best
    return result.reshape(SHAPE)


def _warped(warp: Warp, xy: NDArray[np.float64]) -> NDArray[np.complex128]:
    """Points after the warp, as complex numbers."""
    dx, dy = warp.at(xy[:, 0], xy[:, 1])
    return np.asarray(xy[:, 0] + dx + 1j * (xy[:, 1] + dy))


def _to_segment(
    points: NDArray[np.complex128], first: NDArray[np.complex128], last: NDArray[np.complex128]
) -> NDArray[np.float64]:
    """Distance of each point to the segment of its row; a segment may be a point."""
    way, offset = last - first, points - first
    share = np.clip((offset * way.conj()).real / np.maximum(np.abs(way) ** 2, 1e-9), 0, 1)
    return np.asarray(np.abs(offset - share * way))


def _whole(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The largest piece of a mask, without the holes and islets that the warp leaves at its edge."""
    pieces, _ = label(mask)
    return np.asarray(binary_fill_holes(pieces == 1 + np.bincount(pieces.ravel())[1:].argmax()))


def _cheapest(distance: NDArray[np.float64], near: NDArray[np.int64], weight: NDArray[np.float64]) -> NDArray[np.int64]:
    """Owner of each point among its nearest centres."""
    choice = np.argmin(distance - weight[near], axis=1)
    return near[np.arange(len(near)), choice]


def _one_piece_each(owner: NDArray[np.int16], n: int) -> NDArray[np.int16]:
    """Give pieces that the coast or the outline cut off to the neighbour with the longest common border."""
    result = owner.copy()
    for k, window in enumerate(find_objects(owner + 1, n)):
        # one pixel more on each side, so that neighbours are seen; the frame is wider than the province
        view = result[window[0].start - 1 : window[0].stop + 1, window[1].start - 1 : window[1].stop + 1]
        pieces, pieces_n = label(view == k)
        sizes = np.bincount(pieces.ravel())[1:]
        for piece in range(1, pieces_n + 1):
            if piece == 1 + sizes.argmax():
                continue
            mask = pieces == piece
            around = view[binary_dilation(mask) & ~mask]
            around = around[(around >= 0) & (around != k)]
            view[mask] = np.bincount(around).argmax() if len(around) else -1
    return result


def to_polygons(owner: NDArray[np.int16], table: pd.DataFrame) -> gpd.GeoDataFrame:
    """Polygons with shared, simplified borders and the columns of the official table, EPSG:9218."""
    found: dict[int, list[shapely.Geometry]] = {}
    for geometry, value in shapes(owner, mask=owner >= 0, transform=TRANSFORM, connectivity=4):
        found.setdefault(int(value), []).append(shapely.geometry.shape(geometry))
    # a vertex at every pixel corner: where three communes meet, all three must have it
    stairs = shapely.segmentize([shapely.union_all(found[k]) for k in range(len(table))], PIXEL_M)
    smooth = shapely.coverage_simplify(stairs, TOLERANCE_M)
    frame = table[["code", "name", "type", "district", "province", "population", "area_km2"]].copy()
    frame["centre_lon"], frame["centre_lat"] = table.lon, table.lat
    return gpd.GeoDataFrame(frame, geometry=smooth, crs=EPSG)
