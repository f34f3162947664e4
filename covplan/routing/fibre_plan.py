"""Chosen sites → shared fibre along roads from the existing cable."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString

from covplan.ingest.area import Area
from covplan.ingest.roads import EXISTING
from covplan.network import FibreRoute
from covplan.notebook import ShownInNotebooks
from covplan.planning.plan import PlannedSite
from covplan.routing.corridors import Corridors, build_corridors
from covplan.routing.laying import BASE, LayingCosts, Routes, laying_costs, usable_cables
from covplan.routing.noding import Floats, Ints
from covplan.routing.runs import alike_runs, run_along
from covplan.routing.settings import RoutingSettings
from covplan.routing.sharing import equal_shares, users_of_edges
from covplan.routing.steiner import SteinerWork, whole_tree
from covplan.routing.steiner_graph import components, steiner_graph
from covplan.routing.terminals import backbone_nodes
from covplan.units import M_PER_KM

_WORK = SteinerWork(exact_edges=2_000, part_passes=0)


@dataclass(frozen=True, eq=False)
class FibrePlan(ShownInNotebooks):
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
    synthetic : bool, optional
        Whether any input is made up; None where nobody said.
    """

    segments: gpd.GeoDataFrame
    new_km: float
    cost_mn_vnd: float
    site_cost_mn_vnd: Mapping[str, float]
    unconnected: tuple[str, ...]
    synthetic: bool | None = None

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


def connect(planned_sites: Sequence[PlannedSite], area: Area, settings: RoutingSettings) -> FibrePlan:
    """Join planned sites to the existing cable by one shared tree along roads.

    Every usable cable is backbone. From each mast a straight spur leads to the nearest point of a road that comes near
    such a cable, or to a cable that is nearer than that; from there fibre follows the roads. Each road is taken at the
    cheapest way of laying there in ``settings.target_year``; spurs are aerial cable.

    Parameters
    ----------
    planned_sites : sequence of PlannedSite
        ``Plan.sites``.
    area : Area
        Roads, cables, ducts, poles, works, chainage references and prices.
    settings : RoutingSettings

    Returns
    -------
    FibrePlan
        Segments with road and chainage, cost, and what each site bears.
    """
    cables = usable_cables(area.fibre, settings.laying)
    masts = _masts(planned_sites)
    price = area.costs.base("fibre_aerial") / M_PER_KM
    if not masts or not cables:
        return _fibre_plan([], masts, area, unconnected=masts)
    points = shapely.points([(mast.x_m, mast.y_m) for mast in masts])
    lines = np.array([cable.line for cable in cables], dtype=object)
    cable, cable_m = shapely.STRtree(lines).query_nearest(points, all_matches=False, return_distance=True)
    direct = [shapely.shortest_line(*pair).coords[1] for pair in zip(points, lines[cable[1]], strict=True)]
    roads = _Roads.beside(area, cables, points, settings) if (area.roads["status"] == EXISTING).any() else None
    rows: list[_Row] = []
    users_at: dict[int, list[str]] = {}
    unconnected: list[_Mast] = []
    for k, mast in enumerate(masts):
        road_m = np.inf if roads is None else roads.entry_m[k]
        if cable_m[k] <= settings.terminals.connected_within_m:
            continue
        if min(cable_m[k], road_m) > settings.terminals.longest_spur_m:
            unconnected.append(mast)
        elif roads is None or cable_m[k] <= road_m:
            rows.append(_spur(mast, direct[k], price))
        else:
            users_at.setdefault(int(roads.entry[k]), []).extend(mast.users)
            if road_m > 0:
                rows.append(_spur(mast, roads.corridors.node_xy[roads.entry[k]], price))
    if roads is not None:
        rows = [*roads.runs(users_at, area), *rows]
    return _fibre_plan(rows, masts, area, unconnected)


_Row = tuple[str, float, float, str, tuple[str, ...], float, LineString]
# road, chainage from and to [m], kind, users, cost [mn_vnd], line


def _spur(mast: _Mast, end: Sequence[float], price_mn_vnd_per_m: float) -> _Row:
    line = LineString([(mast.x_m, mast.y_m), tuple(end)])
    return "", np.nan, np.nan, "access", mast.users, line.length * price_mn_vnd_per_m, line


def _masts(planned_sites: Iterable[PlannedSite]) -> list[_Mast]:
    users: dict[tuple[float, float], list[str]] = {}
    for site in planned_sites:
        users.setdefault((site.candidate.x_m, site.candidate.y_m), []).append(site.candidate.id)
    return [_Mast(x_m, y_m, tuple(sorted(ids))) for (x_m, y_m), ids in users.items()]


@dataclass(frozen=True, eq=False)
class _Roads:
    """Corridors with the masts as stops: ``entry`` is the node of each, ``entry_m`` how far off it is."""

    corridors: Corridors
    costs: LayingCosts
    ends: Ints  # with the backbone as one node
    entry: Ints
    entry_m: Floats

    @classmethod
    def beside(
        cls, area: Area, cables: tuple[FibreRoute, ...], points: NDArray[np.object_], settings: RoutingSettings
    ) -> _Roads:
        laying, within_m = settings.laying, settings.terminals.longest_spur_m
        routes = Routes(cables, area.shared_routes, area.road_works)
        lines = [cable.line for cable in cables]
        corridors = build_corridors(
            area.roads, area.road_references, settings.corridors,
            stops=shapely.get_coordinates(points), stops_within_m=within_m,
            routes=routes.shapes, routes_within_m=routes.within_m(laying),
            leads_to=lines,
        )  # fmt: skip
        costs = laying_costs(
            corridors, routes, area.costs, area.ground, area.clutter_class, laying, settings.target_year
        )
        root, backbone = len(corridors.node_xy), backbone_nodes(corridors, [costs])
        ends = np.where(backbone[corridors.ends], root, corridors.ends)
        part = components(root + 1, ends, np.ones(len(ends), bool))
        joined = backbone | (part[:root] == part[root])
        entry = np.where((corridors.stop_node >= 0) & joined[corridors.stop_node], corridors.stop_node, -1)
        return cls(corridors, costs, ends, entry, np.where(entry >= 0, corridors.stop_m, np.inf))

    def runs(self, users_at: Mapping[int, Iterable[str]], area: Area) -> list[_Row]:
        """The cheapest tree from the backbone to all nodes with users, as runs along roads."""
        corridors, root = self.corridors, len(self.corridors.node_xy)
        inner = np.arange(root)
        inner[corridors.ends[self.ends == root]] = root
        users: dict[int, list[str]] = {}
        for where, ids in users_at.items():
            users.setdefault(int(inner[where]), []).extend(ids)
        cost = self.costs.least_mn_vnd[:, BASE]
        tree = whole_tree(steiner_graph(self.ends, cost, root, users, nodes=root + 1), _WORK).edges
        of_edge = users_of_edges(self.ends, tree, root, users)
        edges = np.array(sorted(of_edge), np.int64)
        rows: list[_Row] = []
        for run in alike_runs(corridors.ends[edges], [(corridors.road[k], of_edge[k]) for k in edges.tolist()]):
            here = edges[run]
            road = corridors.road[here[0]]
            from_m, to_m, line = run_along(corridors.lines[here], corridors.from_m[here], corridors.to_m[here])
            rows.append((road, from_m, to_m, "road", of_edge[int(here[0])], float(cost[here].sum()), line))
        return sorted(rows, key=lambda row: (row[0], not math.isfinite(row[1]), row[1], row[4], row[-1].wkt))


def _fibre_plan(rows: list[_Row], masts: list[_Mast], area: Area, unconnected: list[_Mast]) -> FibrePlan:
    length_m = np.array([line.length for *_, line in rows], float)
    cost = np.array([row[5] for row in rows], float)
    apart = {user for mast in unconnected for user in mast.users}
    shares = {user: 0.0 for mast in masts for user in mast.users if user not in apart}
    shares |= equal_shares(cost.tolist(), [row[4] for row in rows])
    segments = gpd.GeoDataFrame(
        {
            "road": np.array([row[0] for row in rows], dtype=object),
            "km_from_m": np.array([row[1] for row in rows], float),
            "km_to_m": np.array([row[2] for row in rows], float),
            "length_m": length_m,
            "cost_mn_vnd": cost,
            "kind": np.array([row[3] for row in rows], dtype=object),
            "candidate_ids": np.array([";".join(row[4]) for row in rows], dtype=object),
        },
        geometry=[row[-1] for row in rows],
        crs=area.grid.epsg,
    )
    return FibrePlan(
        segments, float(length_m.sum()) / M_PER_KM, float(cost.sum()), shares, tuple(sorted(apart)), area.synthetic
    )
