"""Modelled roads: smooth lines through the towns and waypoints that each road passes, and a link to every commune.

Roads are cut where they meet, so that neighbouring pieces share an end; the pieces of a numbered road stand in order
and run the way its chainage counts.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator
from scipy.spatial import cKDTree

from .frame import EPSG, read_facts, rowcol, to_metres
from .noise import Warp

STEP_M = 250.0
LINKED_M = 1_500.0  # a centre this near to a road needs no link


def _through(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """A curve through all points, a vertex about every ``STEP_M``; the points stay vertices."""
    lengths = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate([[0], np.cumsum(np.sqrt(lengths))])  # centripetal: no loops at close points
    curve = PchipInterpolator(along, points) if len(points) > 2 else None
    parts = []
    for k, length in enumerate(lengths):
        t = np.linspace(along[k], along[k + 1], max(2, int(length / STEP_M)) + 1)[:-1]
        straight = points[k] + (points[k + 1] - points[k]) * ((t - along[k]) / (along[k + 1] - along[k]))[:, None]
        parts.append(straight if curve is None else curve(t))
    return np.vstack([*parts, points[-1:]])


class _Bends:
    """Sideways bends that leave the waypoints where they are, and are the same for all roads."""

    def __init__(self, waypoints: NDArray[np.float64], rugged: NDArray[np.float64]) -> None:
        self._rugged = rugged
        self._warp = Warp(31, amplitude_m=900, longest_km=9, shortest_km=3.0)
        self._tree = cKDTree(waypoints)

    def apply(self, line: NDArray[np.float64], gentle: bool) -> NDArray[np.float64]:
        away, _ = self._tree.query(line)
        dx, dy = self._warp.at(line[:, 0], line[:, 1])
        row, col = rowcol(line[:, 0], line[:, 1])
        size = (1 - np.exp(-((away / 2_500) ** 2))) * (0.25 + 0.75 * np.clip(self._rugged[row, col], 0, 1))
        size *= 0.3 if gentle else 1.0
        bent = line + np.column_stack([dx, dy]) * size[:, None]
        bent[[0, -1]] = line[[0, -1]]
        return bent


def make_roads(rugged: NDArray[np.float64], communes: pd.DataFrame) -> gpd.GeoDataFrame:
    """Pieces of all roads, EPSG:9218: number, name, road_class, status, geometry."""
    lines, waypoints = _numbered_roads(rugged)
    pieces = _cut_at(lines, _junctions(lines, waypoints))
    return _with_links(pieces, communes)


def _numbered_roads(rugged: NDArray[np.float64]) -> tuple[pd.DataFrame, NDArray[np.float64]]:
    towns = read_facts("towns.csv").set_index("name")
    table = read_facts("road_waypoints.csv")
    at_town = table.town != ""
    lon, lat = table.lon.astype(float), table.lat.astype(float)
    lon = lon.where(~at_town, table.town.map(towns.lon))
    lat = lat.where(~at_town, table.town.map(towns.lat))
    x, y = to_metres(lon, lat)
    table = table.assign(x=x, y=y)
    waypoints = np.unique(np.column_stack([x, y]), axis=0)
    bends = _Bends(waypoints, rugged)
    rows = []
    for (number, name), group in table.groupby(["number", "name"], sort=False):
        first = group.iloc[0]
        line = bends.apply(_through(group[["x", "y"]].to_numpy()), first.road_class == "expressway")
        rows.append((number, name, first.road_class, first.status, np.round(line, 1)))
    return pd.DataFrame(rows, columns=["number", "name", "road_class", "status", "line"]), np.round(waypoints, 1)


def _junctions(lines: pd.DataFrame, waypoints: NDArray[np.float64]) -> set[tuple[float, float]]:
    """Waypoints that two roads pass."""
    named = {tuple(p) for p in waypoints.tolist()}
    seen: dict[tuple[float, float], int] = {}
    for line in lines.line:
        for point in {tuple(p) for p in line.tolist()} & named:
            seen[point] = seen.get(point, 0) + 1
    return {point for point, n in seen.items() if n > 1}


def _cut_at(lines: pd.DataFrame, junctions: set[tuple[float, float]]) -> pd.DataFrame:
    """Each line in pieces from junction to junction."""
    rows = []
    for row in lines.itertuples(index=False):
        points = row.line.tolist()
        cuts = [0, *(i for i in range(1, len(points) - 1) if tuple(points[i]) in junctions), len(points) - 1]
        rows += [(*row[:4], np.array(points[a : b + 1])) for a, b in zip(cuts[:-1], cuts[1:], strict=True)]
    return pd.DataFrame(rows, columns=lines.columns)


def _with_links(pieces: pd.DataFrame, communes: pd.DataFrame) -> gpd.GeoDataFrame:
    """Add a link from each commune's centre to the nearest vertex of a road, and cut that road there."""
    ordinary = pieces.road_class != "expressway"
    vertices = np.vstack(pieces.line[ordinary].tolist())
    joints: set[tuple[float, float]] = set()
    links = []
    centres = np.round(communes[["x_m", "y_m"]].to_numpy(), 1)
    order = np.argsort(cKDTree(vertices).query(centres)[0], kind="stable")
    for k in order:  # nearest first: later ones may join an earlier link
        away, nearest = cKDTree(vertices).query(centres[k])
        if away < LINKED_M:
            continue
        end = vertices[nearest]
        side = np.array([end[1] - centres[k][1], centres[k][0] - end[0]]) * 0.12
        line = np.round(_through(np.array([centres[k], (centres[k] + end) / 2 + side, end])), 1)
        line[[0, -1]] = centres[k], end
        joints.add(tuple(end.tolist()))
        links.append(("", f"Đường xã {communes.name[k]}", "other", "existing", line))
        vertices = np.vstack([vertices, line])
    every = pd.concat([pieces, pd.DataFrame(links, columns=pieces.columns)], ignore_index=True)
    cut = _cut_at(every, joints)
    return gpd.GeoDataFrame(cut.drop(columns="line"), geometry=[shapely.LineString(p) for p in cut.line], crs=EPSG)
