"""Who must or may be joined by fibre, where each enters the corridors, and what they are joined to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from covplan.errors import PlanningError, Problem, Severity
from covplan.ingest.area import Area
from covplan.ingest.costs import UnitCosts
from covplan.ingest.headings import heading_key
from covplan.ingest.place_classes import PlaceClass
from covplan.network import FibreRoute
from covplan.planning.plan import PlannedSite
from covplan.routing.corridors import Corridors
from covplan.routing.laying import BASE, LEVELS, LayingCosts
from covplan.routing.noding import Ints
from covplan.routing.settings import LayingSettings, TerminalKind, TerminalSettings, Way
from covplan.routing.steiner_graph import SteinerGraph
from covplan.units import M_PER_KM

COLUMNS = ("id", "name", "kind", "must", "households", "prize_mn_vnd")

_OF_CLASS = {
    PlaceClass.HEALTH: TerminalKind.HEALTH,
    PlaceClass.HIGHER_EDUCATION: TerminalKind.SCHOOL,
    PlaceClass.INDUSTRIAL_PARK: TerminalKind.INDUSTRIAL_PARK,
}
_SCHOOLS = ("school", "truong", "thpt", "thcs", "tieuhoc", "mamnon")  # how a category of schools begins


def find_terminals(
    area: Area, cables: Sequence[FibreRoute], settings: TerminalSettings, planned: Sequence[PlannedSite] = ()
) -> gpd.GeoDataFrame:
    """The offices, schools, health posts, industrial parks, villages and masts without fibre of an area.

    Parameters
    ----------
    area : Area
        Communes with their seats, places, villages and sites.
    cables : sequence of FibreRoute
        Cables that may be used: a mast beside one has fibre.
    settings : TerminalSettings
    planned : sequence of PlannedSite
        New masts; those beside a cable have fibre too.

    Returns
    -------
    GeoDataFrame
        The columns ``COLUMNS`` and geometry (points). ``households`` is NaN but for villages whose list says how many
        people live there; a village without has no prize.

    Raises
    ------
    PlanningError
        If there is nobody.
    """
    rows = [*_offices(area), *_places(area), *_villages(area, settings), *_masts(area, cables, settings, planned)]
    if not rows:
        raise PlanningError("terminals.none")
    frame = pd.DataFrame(rows, columns=["id", "name", "kind", "households", "geometry"])
    frame["must"] = frame["kind"].isin(settings.must)
    prize = frame["kind"].map(lambda kind: settings.prizes_mn_vnd.get(kind, 0.0))
    prize = prize + frame["households"].fillna(0.0) * settings.household_prize_mn_vnd
    frame["prize_mn_vnd"] = prize.where(~frame["must"], 0.0).astype(float)
    frame["kind"] = [kind.value for kind in frame["kind"]]
    return gpd.GeoDataFrame(frame[[*COLUMNS, "geometry"]], geometry="geometry", crs=area.grid.epsg)


_Row = tuple[str, str, TerminalKind, float, shapely.Point]


def _offices(area: Area) -> Iterator[_Row]:
    for code, name, x_m, y_m in area.communes[["code", "name", "seat_x_m", "seat_y_m"]].itertuples(index=False):
        yield f"office-{code}", name, TerminalKind.COMMUNE_OFFICE, np.nan, shapely.Point(x_m, y_m)


def _places(area: Area) -> Iterator[_Row]:
    for k, place in enumerate(area.places.itertuples(index=False), start=1):
        kind = _OF_CLASS.get(PlaceClass(place.place_class)) if place.place_class else None
        if kind is None and heading_key(place.category).startswith(_SCHOOLS):
            kind = TerminalKind.SCHOOL
        if kind is not None:
            yield f"place-{k}", place.name, kind, np.nan, shapely.point_on_surface(place.geometry)


def _villages(area: Area, settings: TerminalSettings) -> Iterator[_Row]:
    for k, point in enumerate(area.villages.itertuples(index=False), start=1):
        households = point.people / settings.people_per_household
        yield f"village-{point.village_id}-{k}", point.name, TerminalKind.VILLAGE, households, point.geometry


def _masts(
    area: Area, cables: Sequence[FibreRoute], settings: TerminalSettings, planned: Sequence[PlannedSite]
) -> Iterator[_Row]:
    masts = [(one.id, ", ".join(one.site_ids), shapely.Point(one.x_m, one.y_m)) for one in area.locations]
    for site in planned:
        masts.append((site.candidate.id, site.candidate.id, shapely.Point(site.candidate.x_m, site.candidate.y_m)))
    if not masts:
        return
    lines = shapely.MultiLineString([cable.line for cable in cables])
    off_m = shapely.distance(np.array([point for *_, point in masts]), lines)
    for (id, name, point), dist_m in zip(masts, off_m, strict=True):
        if not dist_m <= settings.connected_within_m:  # NaN: no cable at all
            yield id, name, TerminalKind.MAST, np.nan, point


@dataclass(frozen=True, eq=False)
class JoiningProblem:
    """What is to be joined, as solvers take it: the backbone is one node, the root.

    Attributes
    ----------
    graph : SteinerGraph
        Edges are the corridors in their order; the root is one more than their last node and stands for all nodes of
        the backbone. Costs [mn_vnd] are the base costs of the cheapest way, 0 where a usable cable runs. Prizes
        [mn_vnd] are those of the terminals less their spurs, never below 0.
    groups : mapping of str to array of int64
        Edges along one road, for ``ProtectionProblem``.
    terminals : GeoDataFrame
        Those of ``find_terminals`` with ``node`` (-1: cannot be joined), ``spur_m`` and ``spur_low_mn_vnd``,
        ``spur_base_mn_vnd``, ``spur_high_mn_vnd`` (NaN where they cannot).
    apart : tuple of Problem
        By name: who is on no road, and whose roads do not lead to the backbone.
    """

    graph: SteinerGraph
    groups: dict[str, Ints]
    terminals: gpd.GeoDataFrame
    apart: tuple[Problem, ...]


def joining_problem(
    corridors: Corridors,
    costs: LayingCosts,
    terminals: gpd.GeoDataFrame,
    prices: UnitCosts,
    laying: LayingSettings,
    settings: TerminalSettings,
) -> JoiningProblem:
    """Put terminals, corridors and backbone together.

    Parameters
    ----------
    corridors : Corridors
        Built with the terminals as its first stops, then the entries from outside, and
        ``stops_within_m = settings.longest_spur_m``.
    costs : LayingCosts
    terminals : GeoDataFrame
        From ``find_terminals``.
    prices : UnitCosts
        A spur is aerial cable on new poles: ``fibre_aerial``.
    laying : LayingSettings
    settings : TerminalSettings

    Raises
    ------
    PlanningError
        If the backbone is empty.
    """
    root, count = len(corridors.node_xy), len(terminals)
    backbone = backbone_nodes(corridors, costs, corridors.stop_node[count:])
    if not backbone.any():
        spare, within_m = laying.spare_fibres, settings.longest_spur_m
        raise PlanningError("corridors.no_backbone", spare=spare, within_m=within_m)
    ends = np.where(backbone[corridors.ends], root, corridors.ends)
    entry, spur_m = corridors.stop_node[:count], corridors.stop_m[:count]
    reached = np.isin(corridors.island, corridors.island[backbone])
    on_road = entry >= 0
    joined = on_road & reached[entry]
    node = np.where(joined, np.where(backbone[entry], root, entry), -1)
    spur = np.where(joined, spur_m, np.nan) / M_PER_KM
    aerial = prices.range("fibre_aerial")
    spurs = {f"spur_{level}_mn_vnd": spur * getattr(aerial, level) for level in LEVELS}
    must = terminals["must"].to_numpy(bool)
    required = np.zeros(root + 1, bool)
    required[[root, *node[must & joined]]] = True
    worth = np.maximum(0.0, terminals["prize_mn_vnd"].to_numpy(float) - spurs[f"spur_{LEVELS[BASE]}_mn_vnd"])
    may = joined & ~must
    prize = np.bincount(node[may], worth[may], root + 1).astype(float)
    prize[required] = 0.0
    apart = [
        Problem("terminals.island" if on else "terminals.off_road", Severity.NOTE, "",
                params={"name": name} if on else {"name": name, "within_m": settings.longest_spur_m})
        for name, on, good in zip(terminals["name"], on_road, joined, strict=True)
        if not good
    ]  # fmt: skip
    cost = np.where(_carries(costs), 0.0, costs.least_mn_vnd[:, BASE])
    table = terminals.assign(node=node, spur_m=spur * M_PER_KM, **spurs)
    graph = SteinerGraph(ends, cost, root, required, prize)
    return JoiningProblem(graph, corridors.road_groups(), table, tuple(apart))


def backbone_nodes(corridors: Corridors, costs: LayingCosts, entries: Ints) -> NDArray[np.bool_]:
    """Nodes that a usable cable passes or at which one enters from outside, shape (nodes,)."""
    backbone = np.zeros(len(corridors.node_xy), bool)
    backbone[entries[entries >= 0]] = True
    backbone[corridors.ends[_carries(costs)]] = True
    return backbone


def _carries(costs: LayingCosts) -> NDArray[np.bool_]:
    """Whether a usable cable runs along each corridor, shape (edges,)."""
    if Way.CABLE not in costs.ways:
        return np.zeros(costs.cost_mn_vnd.shape[1], bool)
    return np.asarray(costs.route[costs.ways.index(Way.CABLE)] >= 0)
