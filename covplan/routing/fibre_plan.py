"""Chosen sites → shared fibre along roads from the existing cable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree
from shapely import LineString

from covplan.ingest.area import Area
from covplan.network import FibreRoute
from covplan.planning.plan import PlannedSite
from covplan.routing.chainage import Run, runs_by_road
from covplan.routing.corridor_graph import CorridorGraph, build_corridor_graph
from covplan.routing.settings import RoutingSettings
from covplan.routing.sharing import equal_shares, users_of_edges
from covplan.routing.steiner import SteinerWork, solve_steiner
from covplan.routing.steiner_graph import steiner_graph
from covplan.units import M_PER_KM

_WORK = SteinerWork(exact_edges=2_000, part_passes=0)


@dataclass(frozen=True, eq=False)
class FibrePlan:
    """A tree of new fibre.

    Attributes
    ----------
    segments : GeoDataFrame
        New fibre by road: road (number or ""), km_from_m, km_to_m (chainage, NaN without), length_m, cost_mn_vnd,
        kind (road or access), candidate_ids (those that use it, joined with ;), geometry.
    new_km : float
        Length of new fibre [km].
    cost_mn_vnd : float
        Its cost.
    site_cost_mn_vnd : mapping
        Candidate id → its share, 0 where a cable is there already; shares sum to ``cost_mn_vnd``. Unconnected
        candidates are not in it.
    unconnected : tuple of str
        Candidates that no road joins to the backbone.
    """

    segments: gpd.GeoDataFrame
    new_km: float
    cost_mn_vnd: float
    site_cost_mn_vnd: Mapping[str, float]
    unconnected: tuple[str, ...]

    @property
    def own_cost_mn_vnd(self) -> dict[str, float]:
        """Candidate id → cost of the fibre that it alone uses; candidates without any are not in it."""
        alone = self.segments[~self.segments["candidate_ids"].str.contains(";", regex=False)]
        return {str(id): float(cost) for id, cost in alone.groupby("candidate_ids")["cost_mn_vnd"].sum().items()}


@dataclass(frozen=True)
class _Mast:
    """Candidates that stand at one place share its spur."""

    x_m: float
    y_m: float
    users: tuple[str, ...]

    def spur_to(self, x_m: float, y_m: float) -> LineString:
        return LineString([(self.x_m, self.y_m), (x_m, y_m)])


def connect(planned_sites: Sequence[PlannedSite], area: Area, settings: RoutingSettings) -> FibrePlan:
    """Join planned sites to the existing cable by one shared tree along roads.

    Every usable cable is backbone. From each mast a straight spur leads to the nearest node of a road that is joined to
    the backbone, or to a cable that is nearer than that; from there fibre follows the roads.

    Parameters
    ----------
    planned_sites : sequence of PlannedSite
        ``Plan.sites``.
    area : Area
        Roads, cables, chainage references and the price ``fibre_aerial`` [million đồng per km].
    settings : RoutingSettings
        Distances, and whose cable may be used.

    Returns
    -------
    FibrePlan
        Segments with road and chainage, cost, and what each site bears.
    """
    cables = tuple(c for c in area.fibre if not settings.shared_owners or c.owner in settings.shared_owners)
    masts = _masts(planned_sites)
    if not masts or not cables:
        return _fibre_plan([], [], masts, area, unconnected=masts)
    price = area.costs.base("fibre_aerial")
    graph = build_corridor_graph(
        area.roads,
        cables,
        segment_m=settings.segment_m,
        existing_cable_within_m=settings.existing_cable_within_m,
        price_mn_vnd_per_km=price,
    )
    spurs, users_at, unconnected = _spurs(masts, graph, cables, settings)
    return _fibre_plan(_runs(graph, users_at, area), spurs, masts, area, unconnected)


def _masts(planned_sites: Iterable[PlannedSite]) -> list[_Mast]:
    users: dict[tuple[float, float], list[str]] = {}
    for site in planned_sites:
        users.setdefault((site.candidate.x_m, site.candidate.y_m), []).append(site.candidate.id)
    return [_Mast(x_m, y_m, tuple(sorted(ids))) for (x_m, y_m), ids in users.items()]


def _spurs(
    masts: list[_Mast], graph: CorridorGraph, cables: tuple[FibreRoute, ...], settings: RoutingSettings
) -> tuple[list[tuple[_Mast, LineString]], dict[int, list[str]], list[_Mast]]:
    """Access lines, the users that enter the road graph at each node, and the masts that cannot be joined."""
    points = shapely.points([(mast.x_m, mast.y_m) for mast in masts])
    lines = np.array([cable.line for cable in cables], dtype=object)
    cable, cable_m = shapely.STRtree(lines).query_nearest(points, all_matches=False, return_distance=True)
    nodes, node_m = _nearest_joined_node(points, graph)
    spurs: list[tuple[_Mast, LineString]] = []
    users_at: dict[int, list[str]] = {}
    unconnected: list[_Mast] = []
    for k, mast in enumerate(masts):
        if cable_m[k] <= settings.connected_within_m:
            continue
        if min(cable_m[k], node_m[k]) > settings.longest_spur_m:
            unconnected.append(mast)
        elif cable_m[k] <= node_m[k]:
            _, end = shapely.get_coordinates(shapely.shortest_line(points[k], lines[cable[1, k]]))
            spurs.append((mast, mast.spur_to(*end)))
        else:
            users_at.setdefault(int(nodes[k]), []).extend(mast.users)
            if node_m[k] > 0:
                spurs.append((mast, mast.spur_to(*graph.node_xy[nodes[k]])))
    return spurs, users_at, unconnected


def _nearest_joined_node(
    points: NDArray[np.object_], graph: CorridorGraph
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    joined = np.flatnonzero(graph.joined_to_backbone())
    if not joined.size:
        return np.full(len(points), -1), np.full(len(points), np.inf)
    dist_m, near = KDTree(graph.node_xy[joined]).query(shapely.get_coordinates(points))
    return joined[near], dist_m


def _runs(graph: CorridorGraph, users_at: Mapping[int, list[str]], area: Area) -> list[Run]:
    """The tree from the backbone, taken as one root, to all nodes with users, as runs along roads."""
    root = len(graph.node_xy)
    node = np.where(graph.backbone, root, np.arange(root))
    ends = node[graph.ends]
    users: dict[int, list[str]] = {}
    for where, ids in users_at.items():
        users.setdefault(int(node[where]), []).extend(ids)
    tree = solve_steiner(steiner_graph(ends, graph.cost_mn_vnd, root, users, nodes=root + 1), _WORK).edges
    of_edge = users_of_edges(ends, tree, root, users)
    return runs_by_road(((graph.road[k], ids, graph.lines[k]) for k, ids in of_edge.items()), area.road_references)


def _fibre_plan(
    runs: list[Run],
    spurs: list[tuple[_Mast, LineString]],
    masts: list[_Mast],
    area: Area,
    unconnected: list[_Mast],
) -> FibrePlan:
    price = area.costs.base("fibre_aerial") / M_PER_KM
    rows = [(run.road, run.from_m, run.to_m, "road", run.users, run.line) for run in runs]
    rows += [("", np.nan, np.nan, "access", mast.users, line) for mast, line in spurs]
    length_m = np.array([line.length for *_, line in rows], float)
    cost = length_m * price
    apart = {user for mast in unconnected for user in mast.users}
    shares = {user: 0.0 for mast in masts for user in mast.users if user not in apart}
    shares |= equal_shares(cost.tolist(), [users for *_, users, _ in rows])
    segments = gpd.GeoDataFrame(
        {
            "road": np.array([road for road, *_ in rows], dtype=object),
            "km_from_m": np.array([from_m for _, from_m, *_ in rows], float),
            "km_to_m": np.array([to_m for _, _, to_m, *_ in rows], float),
            "length_m": length_m,
            "cost_mn_vnd": cost,
            "kind": np.array([kind for *_, kind, _, _ in rows], dtype=object),
            "candidate_ids": np.array([";".join(users) for *_, users, _ in rows], dtype=object),
        },
        geometry=[line for *_, line in rows],
        crs=area.grid.epsg,
    )
    return FibrePlan(segments, float(length_m.sum()) / M_PER_KM, float(cost.sum()), shares, tuple(sorted(apart)))
