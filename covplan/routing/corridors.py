"""Roads → the corridor graph: corridors between the places where roads meet, end or change, with road and Km.

Each corridor is of one road, one owner, and has the same cables, ducts, poles and works beside it all along.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from covplan.errors import PlanningError, Problem, Severity
from covplan.ingest.roads import EXISTING
from covplan.linear_reference import ReferencedRoad
from covplan.network import RoadClass
from covplan.routing.carriageways import merge_carriageways
from covplan.routing.chains import Chains, chains
from covplan.routing.noding import Floats, Ints, Noding, Segments, cut_at, node_lines, shortened
from covplan.routing.settings import CorridorSettings


@dataclass(frozen=True, eq=False)
class Corridors:
    """A graph of corridors; parallel edges and loops are kept, so that rings can be found.

    Attributes
    ----------
    node_xy : array, shape (nodes, 2)
        Positions [m].
    ends : array of int64, shape (edges, 2)
        First and last node of each edge.
    lines : array of LineString, shape (edges,)
        From the first node to the last.
    road, numbers : arrays of str, shape (edges,)
        The most important number of the road, and all of them joined by ``;``; empty without.
    name : array of str, shape (edges,)
        Name of a road without number; empty without, and for numbered roads.
    road_class, owner : arrays of str, shape (edges,)
        Value of a ``RoadClass``; who manages the road, empty where the roads do not say.
    from_m, to_m : arrays, shape (edges,)
        Chainage at the first and at the last node [m]; NaN without number or off the line of the road: ``road_lines``
        gives every corridor a road and Km.
    official : array of bool, shape (edges,)
        Whether both chainages are calibrated to Km posts; else they are modelled.
    beside : array of int64, shape (pairs, 2)
        Edge and route (as numbered by the caller): the route runs beside the edge all along.
    stop_node, stop_m : arrays, shape (stops,)
        Node at which each stop enters, -1 if no corridor is near enough, and how far off the stop is [m].
    pieces : Segments
        The straight pieces of all edges; their lines are rows of the roads.
    edge_of : array of int64, shape (pieces,)
        Edge of each piece.
    remarks : tuple of Problem
        What was moved, joined, dropped or left apart.
    """

    node_xy: Floats
    ends: Ints
    lines: NDArray[np.object_]
    road: NDArray[np.object_]
    numbers: NDArray[np.object_]
    name: NDArray[np.object_]
    road_class: NDArray[np.object_]
    owner: NDArray[np.object_]
    from_m: Floats
    to_m: Floats
    official: NDArray[np.bool_]
    beside: Ints
    stop_node: Ints
    stop_m: Floats
    pieces: Segments
    edge_of: Ints
    remarks: tuple[Problem, ...]

    @cached_property
    def length_m(self) -> Floats:
        """Length of each edge [m], shape (edges,)."""
        return np.asarray(shapely.length(self.lines))

    @cached_property
    def island(self) -> Ints:
        """Number of the connected part of each node, shape (nodes,)."""
        return _parts(len(self.node_xy), self.ends)

    def road_groups(self) -> dict[str, Ints]:
        """Road number → its edges: two cables along one road are one risk. An edge may be of several roads."""
        groups: dict[str, list[int]] = {}
        for edge, numbers in enumerate(self.numbers):
            for number in filter(None, numbers.split(";")):
                groups.setdefault(number, []).append(edge)
        return {number: np.array(edges, np.int64) for number, edges in groups.items()}


def build_corridors(
    roads: gpd.GeoDataFrame,
    references: Mapping[str, ReferencedRoad],
    settings: CorridorSettings,
    *,
    stops: Floats | None = None,
    stops_within_m: float = 0.0,
    routes: Sequence[shapely.Geometry] = (),
    routes_within_m: Sequence[float] = (),
    leads_to: Sequence[shapely.Geometry] = (),
) -> Corridors:
    """Node, snap, merge carriageways and contract.

    Parameters
    ----------
    roads : GeoDataFrame
        ``Area.roads``; rows with status ``planned`` are left out.
    references : mapping
        Road number → line along which its chainage runs.
    settings : CorridorSettings
    stops : array, shape (stops, 2), optional
        Places that must stay nodes: each enters at the nearest point of a corridor.
    stops_within_m : float
        A stop farther from every corridor enters nowhere [m].
    routes, routes_within_m : sequences
        Lines (or points) of cables, ducts, poles or works, and how near to each a corridor's pieces must be, with both
        ends and middle, for it to run beside them [m].
    leads_to : sequence
        Lines or points: stops enter only the parts of the road network that are the nearest to one of them. Without
        any, every part counts.

    Raises
    ------
    PlanningError
        If there is no existing road.
    """
    rows = _distinct_rows(roads[(roads["status"] == EXISTING) & ~roads.geometry.is_empty])
    if rows.empty:
        raise PlanningError("corridors.no_roads")
    road, _ = rows["number"].factorize()
    road = np.where(rows["number"] == "", -1, road)
    segments, noding = node_lines(rows.geometry.to_numpy(), settings.snap_m)
    segments, dropped_m = merge_carriageways(shortened(segments, settings.piece_m), road, settings.carriageway_m)
    if stops is None:
        stops = np.empty((0, 2))
    usable = _leading(segments, leads_to)
    segments, stop_node = _with_stops(segments, usable, stops, stops_within_m, settings.snap_m)
    piece, route = _beside(segments, routes, routes_within_m)
    kind = _kinds(
        rows.groupby(["number", "numbers", "street", "road_class", "owner"]).ngroup().to_numpy()[segments.line],
        piece,
        route,
    )
    graph = chains(segments, kind, stop_node[stop_node >= 0])
    first = np.unique(graph.edge_of, return_index=True)[1]
    of_edge = rows.iloc[segments.line[first]]
    number = of_edge["number"].to_numpy(object)
    at_ends = graph.node_xy[graph.ends].reshape(-1, 2)
    chainage_m, official = chainages(at_ends, np.repeat(number, 2), references, settings.on_road_m)
    stop_node = np.where(stop_node >= 0, graph.node_of[stop_node], -1)
    stop_m = np.hypot(*(graph.node_xy[stop_node] - stops).T)
    stop_m[stop_node < 0] = np.inf
    return Corridors(
        node_xy=graph.node_xy, ends=graph.ends, lines=graph.lines,
        road=number, numbers=of_edge["numbers"].to_numpy(object), name=of_edge["street"].to_numpy(object),
        road_class=of_edge["road_class"].to_numpy(object), owner=of_edge["owner"].to_numpy(object),
        from_m=chainage_m[::2], to_m=chainage_m[1::2], official=official[::2] & official[1::2],
        beside=np.unique(np.column_stack([graph.edge_of[piece], route]), axis=0),
        stop_node=stop_node, stop_m=stop_m, pieces=segments, edge_of=graph.edge_of,
        remarks=_remarks(rows, noding, dropped_m, graph, settings),
    )  # fmt: skip


def _distinct_rows(roads: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """One row per line with all its numbers, numbered roads and higher classes first."""
    rank = {kind: k for k, kind in enumerate(RoadClass)}
    rows = roads.assign(
        owner=roads.get("owner", ""),
        street=roads["name"].where(roads["number"] == "", ""),
        unnumbered=roads["number"] == "",
        named=~roads["number"].str.contains(".", regex=False),  # HCM after QL.14
        rank=roads["road_class"].map(lambda kind: rank.get(kind, len(rank))),
        drawn=shapely.to_wkb(shapely.normalize(roads.geometry.to_numpy())),
    )
    rows = rows.sort_values(["unnumbered", "rank", "named", "number"], kind="stable")
    numbers: dict[bytes, list[str]] = {}
    for drawn, number in zip(rows["drawn"], rows["number"], strict=True):
        numbers.setdefault(drawn, []).append(number)
    rows = rows.drop_duplicates("drawn")
    return rows.assign(numbers=[";".join(filter(None, numbers[one])) for one in rows["drawn"]]).reset_index(drop=True)


def _leading(segments: Segments, leads_to: Sequence[shapely.Geometry]) -> Ints:
    """Segments of the parts of the network that are the nearest to a place; all of them without a place."""
    if not len(leads_to):
        return np.arange(segments.line.size)
    part = _parts(len(segments.node_xy), segments.ends)[segments.ends[:, 0]]
    near = shapely.STRtree(segments.shapes).query_nearest(list(leads_to))[1]
    return np.flatnonzero(np.isin(part, part[near]))


def _with_stops(
    segments: Segments, usable: Ints, stops: Floats, within_m: float, snap_m: float
) -> tuple[Segments, Ints]:
    """Segments cut where stops enter, and the node of each; entries within the tolerance of a node are that node."""
    node = np.full(len(stops), -1)
    if not node.size or not usable.size:
        return segments, node
    points = shapely.points(stops)
    tree = shapely.STRtree(segments.shapes[usable])
    found, nearest = tree.query_nearest(points, max_distance=max(within_m, 1e-9), all_matches=False)
    where = usable[nearest]
    at_m = shapely.line_locate_point(segments.shapes[where], points[found])
    at_m, length_m = np.rint(at_m / snap_m) * snap_m, segments.length_m[where]
    share = np.where(at_m < length_m - snap_m / 2, at_m / length_m, 1.0)
    entry, of = np.unique(np.column_stack([where, share]), axis=0, return_inverse=True)
    cut, entry_node = cut_at(segments, entry[:, 0].astype(np.int64), entry[:, 1])
    node[found] = entry_node[of.reshape(-1)]
    return cut, node


def _beside(segments: Segments, routes: Sequence[shapely.Geometry], within_m: Sequence[float]) -> tuple[Ints, Ints]:
    """Pairs of piece and route of which both ends and the middle of the piece are near the route."""
    if not len(routes):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    near_m = np.asarray(within_m, float)
    tree = shapely.STRtree(list(routes))
    size = len(near_m)
    found = []
    for share in (0.0, 0.5, 1.0):
        points = shapely.points(segments.along(share))
        piece, route = tree.query(points, predicate="dwithin", distance=float(near_m.max()))
        close = shapely.distance(points[piece], tree.geometries[route]) <= near_m[route]
        found.append(piece[close] * size + route[close])
    keys = np.intersect1d(np.intersect1d(found[0], found[1]), found[2])
    return keys // size, keys % size


def _kinds(kind: Ints, piece: Ints, route: Ints) -> Ints:
    """Numbers that differ where the road's own kind or the routes beside it differ."""
    for one in np.unique(route):
        here = np.zeros(kind.size, np.int64)
        here[piece[route == one]] = 1
        kind = np.unique(2 * kind + here, return_inverse=True)[1]
    return kind


def chainages(
    xy: Floats, road: NDArray[np.object_], references: Mapping[str, ReferencedRoad], on_road_m: float
) -> tuple[Floats, NDArray[np.bool_]]:
    """Chainage along its road of each point, shape (points,), NaN off the road's line, and whether it is official."""
    chainage_m, official = np.full(len(xy), np.nan), np.zeros(len(xy), bool)
    for one in set(road) & set(references):
        here = np.flatnonzero(road == one)
        at_m, off_m = references[one].project_all(xy[here])
        chainage_m[here] = np.where(off_m <= on_road_m, at_m, np.nan)
        official[here] = references[one].basis_at(chainage_m[here])
    return chainage_m, official


def _parts(nodes: int, ends: Ints) -> Ints:
    links = sparse.coo_array((np.ones(len(ends), bool), (ends[:, 0], ends[:, 1])), shape=(nodes, nodes))
    return np.asarray(connected_components(links, directed=False)[1], np.int64)


def _remarks(
    rows: gpd.GeoDataFrame, noding: Noding, dropped_m: float, graph: Chains, settings: CorridorSettings
) -> tuple[Problem, ...]:
    def note(code: str, **params: object) -> Problem:
        return Problem(code, Severity.NOTE, "", params=params)

    remarks = [
        note("corridors.moved", x=x, y=y, moved_m=moved_m, snap_m=settings.snap_m)
        for (x, y), moved_m in zip(noding.moved_xy.tolist(), noding.moved_m.tolist(), strict=True)
    ]
    names = [number or name for number, name in zip(rows["numbers"], rows["name"], strict=True)]
    if noding.self_crossing.size:
        roads = ", ".join(dict.fromkeys(names[k] or f"#{k + 1}" for k in noding.self_crossing))
        remarks.append(note("corridors.self_crossing", roads=roads))
    if noding.empty.size:
        remarks.append(note("corridors.empty", count=int(noding.empty.size), snap_m=settings.snap_m))
    if dropped_m > 0:
        remarks.append(note("corridors.carriageways", km=dropped_m / 1000.0))
    part = _parts(len(graph.node_xy), graph.ends)[graph.ends[:, 0]]
    length_m = np.bincount(part, shapely.length(graph.lines))
    if (islands := length_m.size - 1) > 0:
        remarks.append(note("corridors.islands", count=islands, km=(length_m.sum() - length_m.max()) / 1000.0))
    return tuple(remarks)
