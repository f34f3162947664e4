"""Roads and existing cable → a graph of short road pieces with the cost of new fibre along each.

Roads that cross are joined where they cross. All usable cable counts as the backbone: a road piece beside a cable
costs nothing, and a node beside a cable is where new fibre can be spliced in.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import geopandas as gpd
import networkx as nx
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.ops import substring

from covplan.network import FibreRoute
from covplan.units import M_PER_KM

_SNAP_M = 1.0  # ends this near to each other are one node
_SAME_ROAD_M = 2.0  # a piece lies on the road it was cut from, but for the snapping


@dataclass(frozen=True, eq=False)
class CorridorGraph:
    """Road pieces as edges between numbered nodes.

    Attributes
    ----------
    node_xy : array, shape (nodes, 2)
        Positions [m].
    ends : array of int64, shape (edges, 2)
        First and last node of each edge.
    lines : array of LineString, shape (edges,)
        From the first node to the last.
    length_m, cost_mn_vnd : arrays, shape (edges,)
        Length, and cost of new fibre: 0 beside existing cable.
    road : array of str, shape (edges,)
        Road number, "" without.
    backbone : array of bool, shape (nodes,)
        Whether existing cable passes the node.
    """

    node_xy: NDArray[np.float64]
    ends: NDArray[np.int64]
    lines: NDArray[np.object_]
    length_m: NDArray[np.float64]
    cost_mn_vnd: NDArray[np.float64]
    road: NDArray[np.object_]
    backbone: NDArray[np.bool_]

    def joined_to_backbone(self) -> NDArray[np.bool_]:
        """Whether roads lead from each node to existing cable, shape (nodes,)."""
        graph: nx.Graph = nx.Graph(self.ends.tolist())
        joined = self.backbone.copy()
        for component in nx.connected_components(graph):
            nodes = list(component)
            joined[nodes] = self.backbone[nodes].any()
        return joined


def build_corridor_graph(
    roads: gpd.GeoDataFrame,
    cables: tuple[FibreRoute, ...],
    *,
    segment_m: float,
    existing_cable_within_m: float,
    price_mn_vnd_per_km: float,
) -> CorridorGraph:
    """Cut the existing roads into pieces of at most ``segment_m`` that meet wherever roads cross or touch a cable.

    Parameters
    ----------
    roads : GeoDataFrame
        ``Area.roads``; rows with status ``planned`` are left out.
    cables : tuple of FibreRoute
        Usable existing cable.
    segment_m : float
        Longest piece [m].
    existing_cable_within_m : float
        A road piece whose ends and middle are this near to a cable is taken to carry it [m].
    price_mn_vnd_per_km : float
        New fibre [million đồng per km].
    """
    built = _by_importance(roads[(roads["status"] == "existing") & ~roads.geometry.is_empty])
    pieces, owner = _pieces(built.geometry.to_numpy(), [cable.line for cable in cables], segment_m)
    tips = [shapely.get_coordinates(shapely.get_point(pieces, end)) for end in (0, -1)]
    snapped, node = np.unique(np.rint(np.concatenate(tips) / _SNAP_M), axis=0, return_inverse=True)
    ends = node.reshape(2, -1).T.astype(np.int64)
    apart = ends[:, 0] != ends[:, 1]  # a loop within one node carries nothing anywhere
    pieces, owner, ends = pieces[apart], owner[apart], ends[apart]
    node_xy = snapped * _SNAP_M
    backbone = _near_cable(shapely.points(node_xy), cables, existing_cable_within_m)
    middles = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    carries = backbone[ends].all(axis=1) & _near_cable(middles, cables, existing_cable_within_m)
    length_m = shapely.length(pieces)
    return CorridorGraph(
        node_xy=node_xy,
        ends=ends,
        lines=pieces,
        length_m=length_m,
        cost_mn_vnd=np.where(carries, 0.0, length_m / M_PER_KM * price_mn_vnd_per_km),
        road=built["number"].to_numpy(dtype=object)[owner],
        backbone=backbone,
    )


def _by_importance(roads: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Numbered roads first, the higher class first: the first row names a piece that several rows share."""
    rank = {"expressway": 0, "national": 1, "provincial": 2}
    classes = roads["road_class"].map(lambda road_class: rank.get(road_class, 3)).to_numpy()
    numbers = roads["number"].to_numpy(dtype=object)
    return roads.iloc[sorted(range(len(roads)), key=lambda k: (numbers[k] == "", classes[k], numbers[k], k))]


def _pieces(
    roads: NDArray[np.object_], cables: list[shapely.LineString], segment_m: float
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Road pieces between crossings, none longer than ``segment_m``, and the row of the road each was cut from."""
    noded = shapely.get_parts(shapely.union_all([*roads, *cables], grid_size=_SNAP_M))
    middles = shapely.line_interpolate_point(noded, 0.5, normalized=True)
    piece, row = shapely.STRtree(roads).query_nearest(middles, max_distance=_SAME_ROAD_M)
    order = np.lexsort((row, piece))
    kept, first = np.unique(piece[order], return_index=True)  # pieces of cable alone are left out
    cut = [_cut(line, segment_m) for line in noded[kept]]
    lines = np.array([part for parts in cut for part in parts], dtype=object)
    owner = np.repeat(row[order][first], [len(parts) for parts in cut])
    return lines, owner.astype(np.int64)


def _cut(line: shapely.LineString, segment_m: float) -> list[shapely.LineString]:
    marks = np.linspace(0.0, line.length, max(1, math.ceil(line.length / segment_m)) + 1)
    return [substring(line, start, end) for start, end in pairwise(marks)] if len(marks) > 2 else [line]


def _near_cable(points: NDArray[np.object_], cables: tuple[FibreRoute, ...], within_m: float) -> NDArray[np.bool_]:
    near = np.zeros(len(points), bool)
    tree = shapely.STRtree([cable.line for cable in cables])
    near[tree.query(points, predicate="dwithin", distance=within_m)[0]] = True
    return near
