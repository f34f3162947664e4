"""Who must or may be joined by fibre, where each enters the corridors, and what they are joined to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

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
from covplan.routing.steiner_graph import SteinerGraph, components
from covplan.units import M_PER_KM

COLUMNS = ("id", "name", "kind", "must", "people", "households", "prize_mn_vnd", "candidates")

_NOWHERE: Ints = np.empty(0, np.int64)

_OF_CLASS = {
    PlaceClass.HEALTH: TerminalKind.HEALTH,
    PlaceClass.HIGHER_EDUCATION: TerminalKind.SCHOOL,
    PlaceClass.INDUSTRIAL_PARK: TerminalKind.INDUSTRIAL_PARK,
}
_SCHOOLS = ("school", "truong", "thpt", "thcs", "tieuhoc", "mamnon")  # how a category of schools begins


def find_terminals(
    area: Area,
    cables: Sequence[FibreRoute],
    settings: TerminalSettings,
    planned: Sequence[PlannedSite] = (),
    also: Collection[str] = (),
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
    also : collection of str
        Ids of masts, or of sites or planned sites on them, that are terminals although they have fibre.

    Returns
    -------
    GeoDataFrame
        The columns ``COLUMNS`` and geometry (points). ``households`` is NaN but for villages of whose people a list
        or the scenario's model tells; a village without has no prize. ``people``: of a village; of an office those of
        its commune who live in no village of the list; nobody is counted twice. ``candidates``: ids of planned sites
        at a mast, joined by ``;``.

    Raises
    ------
    PlanningError
        If there is nobody.
    """
    rows = [*_offices(area), *_places(area), *_villages(area), *_masts(area, cables, settings, planned, also)]
    if not rows:
        raise PlanningError("terminals.none")
    frame = pd.DataFrame(rows, columns=["id", "name", "kind", "people", "candidates", "geometry"])
    frame["must"] = frame["kind"].isin(settings.must)
    frame["households"] = frame["people"].where(frame["kind"] == TerminalKind.VILLAGE) / settings.people_per_household
    prize = frame["kind"].map(lambda kind: settings.prizes_mn_vnd.get(kind, 0.0))
    prize = prize + frame["households"].fillna(0.0) * settings.household_prize_mn_vnd
    frame["prize_mn_vnd"] = prize.where(~frame["must"], 0.0).astype(float)
    frame["people"] = frame["people"].fillna(0.0)
    frame["kind"] = [TerminalKind(kind).value for kind in frame["kind"]]  # pandas may have made text of them
    return gpd.GeoDataFrame(frame[[*COLUMNS, "geometry"]], geometry="geometry", crs=area.grid.epsg)


_Row = tuple[str, str, TerminalKind, float, str, shapely.Point]


def _offices(area: Area) -> Iterator[_Row]:
    points = area.villages[["geometry"]].assign(people=_people(area))
    villages = gpd.sjoin(points, area.communes[["geometry"]], predicate="within")
    in_villages = villages.groupby("index_right")["people"].sum().reindex(area.communes.index, fill_value=0.0)
    others = (area.communes["population"] - in_villages).clip(lower=0.0)
    columns = area.communes[["code", "name", "seat_x_m", "seat_y_m"]].assign(people=others)
    for code, name, x_m, y_m, people in columns.itertuples(index=False):
        yield f"office-{code}", name, TerminalKind.COMMUNE_OFFICE, float(people), "", shapely.Point(x_m, y_m)


def _places(area: Area) -> Iterator[_Row]:
    for k, place in enumerate(area.places.itertuples(index=False), start=1):
        kind = _OF_CLASS.get(PlaceClass(place.place_class)) if place.place_class else None
        if kind is None and heading_key(place.category).startswith(_SCHOOLS):
            kind = TerminalKind.SCHOOL
        if kind is not None:
            yield f"place-{k}", place.name, kind, np.nan, "", shapely.point_on_surface(place.geometry)


def _villages(area: Area) -> Iterator[_Row]:
    for k, point in enumerate(area.villages.assign(people=_people(area)).itertuples(index=False), start=1):
        id = f"village-{point.village_id}-{k}"
        yield id, point.name, TerminalKind.VILLAGE, point.people, "", point.geometry


def _people(area: Area) -> pd.Series[float]:
    """People of each village as its list states them, else as they are modelled."""
    return area.villages["people"].fillna(area.villages["modelled_people"]).astype(float)


def _masts(
    area: Area,
    cables: Sequence[FibreRoute],
    settings: TerminalSettings,
    planned: Sequence[PlannedSite],
    also: Collection[str],
) -> Iterator[_Row]:
    """A row per place: what is planned on a mast that stands there, or by two operators on a new one, is one mast."""
    held = {site: one.id for one in area.locations for site in one.site_ids}
    masts = {one.id: (", ".join(one.site_ids), shapely.Point(one.x_m, one.y_m)) for one in area.locations}
    candidates: dict[str, list[str]] = {}
    new: dict[tuple[float, float], str] = {}
    for site in planned:
        chosen = site.candidate
        id = held.get(chosen.site_id) or new.setdefault((chosen.x_m, chosen.y_m), chosen.id)
        masts.setdefault(id, (chosen.id, shapely.Point(chosen.x_m, chosen.y_m)))
        candidates.setdefault(id, []).append(chosen.id)
    if not masts:
        return
    lines = shapely.MultiLineString([cable.line for cable in cables])
    off_m = shapely.distance(np.array([point for _, point in masts.values()]), lines)
    for (id, (name, point)), dist_m in zip(masts.items(), off_m, strict=True):
        called = {id, *name.split(", "), *candidates.get(id, ())}
        if not dist_m <= settings.connected_within_m or called & set(also):  # NaN: no cable at all
            yield id, name, TerminalKind.MAST, np.nan, ";".join(candidates.get(id, ())), point


@dataclass(frozen=True, eq=False)
class JoiningProblem:
    """What is to be joined, as solvers take it: the backbone is one node, the root.

    Attributes
    ----------
    graph : SteinerGraph
        Edges are the corridors in their order; the root is one more than their last node and stands for all nodes of
        the backbone. Costs [mn_vnd] are the least base costs of all ways and years. Prizes [mn_vnd] are those of the
        terminals less their spurs, never below 0. Locked edges cost 0, forbidden ones are loops at the root.
    groups : mapping of str to array of int64
        Edges along one road, for ``ProtectionProblem``.
    terminals : GeoDataFrame
        Those of ``find_terminals`` with ``node`` (-1: cannot be joined), ``spur_m`` and ``spur_low_mn_vnd``,
        ``spur_base_mn_vnd``, ``spur_high_mn_vnd`` (NaN where they cannot).
    apart : tuple of Problem
        By name: who is on no road, and whose roads do not lead to the backbone.
    held : array of int64
        Nodes that must be joined whoever is there: the ends of locked edges.
    """

    graph: SteinerGraph
    groups: dict[str, Ints]
    terminals: gpd.GeoDataFrame
    apart: tuple[Problem, ...]
    held: Ints = field(default_factory=lambda: _NOWHERE)


def joining_problem(
    corridors: Corridors,
    costs: Sequence[LayingCosts],
    terminals: gpd.GeoDataFrame,
    prices: UnitCosts,
    laying: LayingSettings,
    settings: TerminalSettings,
    *,
    entries: Ints = _NOWHERE,
    gateways: Ints = _NOWHERE,
    locked: Ints = _NOWHERE,
    forbidden: Ints = _NOWHERE,
) -> JoiningProblem:
    """Put terminals, corridors and backbone together.

    Parameters
    ----------
    corridors : Corridors
        Built with the terminals as its first stops and ``stops_within_m = settings.longest_spur_m``.
    costs : sequence of LayingCosts
        One for each year in which something may be laid.
    terminals : GeoDataFrame
        From ``find_terminals``.
    prices : UnitCosts
        A spur is aerial cable on new poles: ``fibre_aerial``.
    laying : LayingSettings
    settings : TerminalSettings
    entries, gateways : arrays of int64
        Nodes at which cable comes in from outside, and at which it meets the core network; -1 counts for nothing. With
        a gateway the backbone is the gateways and entries, and usable cable is a way of laying like others, with its
        lease; without one all usable cable is backbone too.
    locked, forbidden : arrays of int64
        Edges that cost nothing and whose ends must be joined; and edges that may not be used.

    Raises
    ------
    PlanningError
        If the backbone is empty, or locked edges cannot be joined to it.
    """
    root, count = len(corridors.node_xy), len(terminals)
    backbone = backbone_nodes(corridors, costs, entries, gateways)
    if not backbone.any():
        spare, within_m = laying.spare_fibres, settings.longest_spur_m
        raise PlanningError("corridors.no_backbone", spare=spare, within_m=within_m)
    ends = np.where(backbone[corridors.ends], root, corridors.ends)
    ends[forbidden] = root
    entry, spur_m = corridors.stop_node[:count], corridors.stop_m[:count]
    part = components(root + 1, ends, np.ones(len(ends), bool))
    reached = backbone | (part[:root] == part[root])
    if (part[ends[locked]] != part[root]).any():
        raise PlanningError("routing.section_apart", got=", ".join(sorted(set(corridors.road[locked]))))
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
    held = ends[locked].ravel()
    required[held] = True
    may = joined & ~must
    prize = np.bincount(node[may], worth[may], root + 1).astype(float)
    prize[required] = 0.0
    apart = [
        Problem("terminals.island" if on else "terminals.off_road", Severity.NOTE, "",
                params={"name": name} if on else {"name": name, "within_m": settings.longest_spur_m})
        for name, on, good in zip(terminals["name"], on_road, joined, strict=True)
        if not good
    ]  # fmt: skip
    cost = np.min([one.least_mn_vnd[:, BASE] for one in costs], axis=0)
    cost[locked] = 0.0
    table = terminals.assign(node=node, spur_m=spur * M_PER_KM, **spurs)
    graph = SteinerGraph(ends, cost, root, required, prize)
    return JoiningProblem(graph, corridors.road_groups(), table, tuple(apart), held)


def backbone_nodes(
    corridors: Corridors, costs: Sequence[LayingCosts], entries: Ints = _NOWHERE, gateways: Ints = _NOWHERE
) -> NDArray[np.bool_]:
    """Nodes of entries and gateways, and without a gateway all that a usable cable passes, shape (nodes,)."""
    backbone = np.zeros(len(corridors.node_xy), bool)
    for nodes in (entries, gateways):
        backbone[nodes[nodes >= 0]] = True
    if not (gateways >= 0).any():
        for one in costs:
            backbone[corridors.ends[_carries(one)]] = True
    return backbone


def _carries(costs: LayingCosts) -> NDArray[np.bool_]:
    """Whether a usable cable runs along each corridor, shape (edges,)."""
    if Way.CABLE not in costs.ways:
        return np.zeros(costs.cost_mn_vnd.shape[1], bool)
    return np.asarray(costs.route[costs.ways.index(Way.CABLE)] >= 0)
