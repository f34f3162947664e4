"""The ways of a numbered road → one continuous line along which chainage is counted."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from covplan.linear_reference import ReferencedRoad

SNAP_M = 30.0
"""Ends so near to each other, or to the middle of another way, are one junction: the width of a dual carriageway."""

PARALLEL_M = 150.0
"""Loose ends of separate pieces are joined wherever they are so near: both ends of parallel carriageways."""


def reference_roads(
    roads: gpd.GeoDataFrame, on_gap: Callable[[str, float], None] | None = None
) -> dict[str, ReferencedRoad]:
    """One line per road number: the longest shortest way through its pieces, gaps bridged straight.

    Of a dual carriageway one side counts; spurs and ramps fall away. Pieces drawn head to tail in the order of the rows
    keep their direction, which is that of the Km posts wherever somebody took care of it. Else the line starts at its
    western end, or at its northern one where it runs more north to south. Chainage along it is modelled: official Km
    posts differ.

    Parameters
    ----------
    roads : GeoDataFrame
        From ``read_roads``; rows without number are passed over.
    on_gap : callable, optional
        Called with the number and the length [m] of the straight gaps of roads whose pieces do not meet.
    """
    result = {}
    for number, ways in roads[roads["number"] != ""].groupby("number", sort=True):
        line, gap_m = main_line(list(ways.geometry))
        result[str(number)] = ReferencedRoad(str(number), line)
        if gap_m > 0 and on_gap is not None:
            on_gap(str(number), gap_m)
    return result


def main_line(ways: list[shapely.LineString]) -> tuple[shapely.LineString, float]:
    """The longest shortest path through ways that meet, nearly meet or follow each other; length of its gaps [m]."""
    graph = _graph(_cut_at_junctions(sorted(ways, key=lambda way: (-way.length, way.wkb))))
    _bridge(graph)
    place = nx.get_node_attributes(graph, "place")
    start = min(graph, key=lambda node: place[node])
    for _ in range(2):  # double sweep: the farthest node of the farthest node
        length = nx.single_source_dijkstra_path_length(graph, start, weight="length")
        end = max(length, key=lambda node: (length[node], place[node]))
        start, end = end, start
    nodes = nx.dijkstra_path(graph, start, end, weight="length")
    if len(nodes) < 2:  # a ring, or nothing but a dot
        return max(ways, key=lambda way: way.length), 0.0
    coords, gap_m = [], 0.0
    for a, b in pairwise(nodes):
        edge = graph.edges[a, b]
        coords.append(edge["coords"] if edge["first"] == a else edge["coords"][::-1])
        gap_m += edge["length"] if edge["gap"] else 0.0
    path = np.concatenate(coords)
    distinct = np.concatenate([[True], np.any(np.diff(path, axis=0) != 0, axis=1)])
    return _directed(path[distinct], ways), gap_m


def _directed(path: NDArray[Any], ways: list[shapely.LineString]) -> shapely.LineString:
    drawn = _head_to_tail(ways)
    if drawn is not None:
        first, last = shapely.line_locate_point(drawn, shapely.points(path[[0, -1]]))
        backwards = first > last
    else:
        east, south = path[-1] - path[0]
        backwards = east < 0 if abs(east) >= abs(south) else south > 0
    return shapely.LineString(path[::-1] if backwards else path)


def _head_to_tail(ways: list[shapely.LineString]) -> shapely.LineString | None:
    """The ways as one line if each starts where the one before it ends and the last does not come back to the first."""
    coords = [shapely.get_coordinates(way) for way in ways]
    follow = all(math.dist(a[-1], b[0]) <= SNAP_M for a, b in pairwise(coords))
    comes_back = math.dist(coords[0][0], coords[-1][-1]) <= PARALLEL_M
    return shapely.LineString(np.concatenate(coords)) if follow and not comes_back else None


def _cut_at_junctions(ways: list[shapely.LineString]) -> list[NDArray[Any]]:
    """Ways cut where another's end touches their middle."""
    lines = np.array(ways)
    ends = shapely.points(np.concatenate([shapely.get_coordinates(way)[[0, -1]] for way in ways]))
    tree = shapely.STRtree(ends)
    cuts: dict[int, list[float]] = {k: [] for k in range(len(ways))}
    for k, end in zip(*tree.query(lines, predicate="dwithin", distance=SNAP_M), strict=True):
        along = shapely.line_locate_point(lines[k], ends[end])
        if end // 2 != k and SNAP_M < along < lines[k].length - SNAP_M:
            cuts[int(k)].append(float(along))
    pieces = []
    for k, way in enumerate(ways):
        stops = [0.0, *sorted(cuts[k]), way.length]
        pieces += [
            shapely.get_coordinates(shapely.ops.substring(way, a, b)) for a, b in pairwise(stops) if b - a > 1e-3
        ]
    return pieces


def _graph(pieces: list[NDArray[Any]]) -> nx.Graph:
    """Pieces as edges between junctions: ends within the snapping distance of each other."""
    ends = np.concatenate([piece[[0, -1]] for piece in pieces])
    near: nx.Graph = nx.Graph()
    near.add_nodes_from(range(len(ends)))
    near.add_edges_from(cKDTree(ends).query_pairs(SNAP_M))
    junction = {end: number for number, group in enumerate(nx.connected_components(near)) for end in group}
    graph: nx.Graph = nx.Graph()
    for end, node in junction.items():
        if node not in graph:
            graph.add_node(node, place=tuple(ends[end]))
    for k, piece in enumerate(pieces):
        a, b = junction[2 * k], junction[2 * k + 1]
        length = float(np.hypot(*np.diff(piece, axis=0).T).sum())
        if a != b and (not graph.has_edge(a, b) or length < graph.edges[a, b]["length"]):
            graph.add_edge(a, b, length=length, coords=piece, first=a, gap=False)
    return graph


def _bridge(graph: nx.Graph) -> None:
    """Join the pieces of a graph at their nearest junctions, until it is one."""
    nodes = list(graph)
    places = np.array([graph.nodes[node]["place"] for node in nodes])
    group = {node: k for k, part in enumerate(nx.connected_components(graph)) for node in part}
    for a, b in sorted(cKDTree(places).query_pairs(PARALLEL_M)):
        if group[nodes[a]] != group[nodes[b]]:
            _straight(graph, nodes[a], nodes[b])
    while True:
        parts = [list(part) for part in nx.connected_components(graph)]
        if len(parts) == 1:
            return
        parts.sort(key=lambda part: min(graph.nodes[node]["place"] for node in part))
        inner = np.array([graph.nodes[node]["place"] for node in parts[0]])
        others = [node for part in parts[1:] for node in part]
        distance, index = cKDTree(inner).query([graph.nodes[node]["place"] for node in others])
        nearest = int(np.argmin(distance))
        _straight(graph, parts[0][index[nearest]], others[nearest])


def _straight(graph: nx.Graph, a: int, b: int) -> None:
    ends = np.array([graph.nodes[a]["place"], graph.nodes[b]["place"]])
    graph.add_edge(a, b, length=math.dist(*ends), coords=ends, first=a, gap=True)
