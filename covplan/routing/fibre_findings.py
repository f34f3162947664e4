"""Shared routes → fibres, what fills up, what is to be bought, who can have fibre, and where its terminals stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from covplan.ingest.area import Area
from covplan.network import Carrier
from covplan.planning.plan import PlannedSite
from covplan.routing.fibre_counts import full_sections, section_capacity, splitters, user_needs
from covplan.routing.fibre_network import FibreNetwork, FibreWays
from covplan.routing.fibre_reach import Places, Reached, places_of, reach_by_commune, reached_from
from covplan.routing.fibre_settings import Right
from covplan.routing.laying import LEVELS
from covplan.routing.noding import Floats, Ints
from covplan.routing.olt_sites import OltSites, choose_olt_sites
from covplan.routing.passive_optical import PassiveOptical, by_name, reach_km
from covplan.routing.quantities import Laid, bill_of_quantities
from covplan.routing.route_basis import RouteBasis
from covplan.routing.route_plan import RoutePlan
from covplan.routing.settings import RoutingSettings, TerminalKind, Way
from covplan.units import M_PER_KM


@dataclass(frozen=True, eq=False)
class FibreFindings:
    """What is told about the fibre of shared routes.

    Attributes
    ----------
    capacity, full : DataFrame
        Of ``section_capacity`` and ``full_sections``, with the sections' ids.
    quantities : DataFrame
        Of ``bill_of_quantities``.
    difference_mn_vnd : array, shape (3,)
        Low, base and high: the bill less sections and spurs. 0 but for rounding.
    reach : DataFrame
        Of ``reach_by_commune``: ``_before`` by existing cable, ``_after`` with the routes, ``_gbps`` where a terminal
        reaches.
    system : PassiveOptical
    reach_km : float
        Of the system with its split.
    olts : DataFrame
        A row per chosen site: id, name, x_m, y_m, households within reach that are nearest to it, and the farthest of
        them [km].
    olt_bound : int
        No fewer sites can do it.
    """

    capacity: pd.DataFrame
    full: pd.DataFrame
    quantities: pd.DataFrame
    difference_mn_vnd: Floats
    reach: pd.DataFrame
    system: PassiveOptical
    reach_km: float
    olts: pd.DataFrame
    olt_bound: int


def find_fibre(
    plan: RoutePlan,
    sections: gpd.GeoDataFrame,
    area: Area,
    settings: RoutingSettings,
    planned: Sequence[PlannedSite] = (),
    gateways: Sequence[str] = (),
) -> FibreFindings:
    """Count what the sections of a plan need and reach.

    Parameters
    ----------
    plan : RoutePlan
    sections : GeoDataFrame
        Of ``make_sections``.
    area, settings, planned, gateways
        Those that the plan's basis was made from.

    Raises
    ------
    PlanningError
        If the settings name no passive system that there is, or split it among more users than it has.
    """
    system = by_name(settings.reach.system)
    within_km, within_m = reach_km(system, settings.capacity.split_users), settings.reach.distribution_m
    places = places_of(area, settings.terminals.people_per_household)
    spurs = _spurs(plan)
    cables = [cable.line for cable in area.fibre]
    before = reached_from(places, cables, within_m)
    after = reached_from(places, [*cables, *sections.geometry, *spurs.lines], within_m)
    lit, network = _network(plan, spurs, len(area.fibre))
    candidates = _candidates(area, gateways)
    xy = np.vstack([places.pixel_xy[after.pixels], places.village_xy[after.villages], places.office_xy[after.offices]])
    sites_xy = candidates[["x_m", "y_m"]].to_numpy(float)
    olts = choose_olt_sites(network, sites_xy, xy, reach_km=within_km, distribution_m=within_m)
    fast = _spread(after, olts.reached if system.down_gbps >= settings.reach.wanted_gbps else np.zeros(len(xy), bool))
    first, *_, last = sorted([*sections["year"], settings.target_year, settings.target_year])
    years = range(first, last + 1)
    ways = FibreWays(network, sites_xy[olts.chosen], _village_xy(plan), within_m)
    feeders = _feeders(plan, sections, ways.edges_to_nearest(within_km * M_PER_KM), lit, years, settings)
    capacity = _capacity(plan, sections, feeders, area, settings, planned, years)
    quantities = _quantities(plan, sections, capacity, area, settings)
    spur_mn_vnd = plan.basis.joining.terminals.loc[plan.joined, [f"spur_{level}_mn_vnd" for level in LEVELS]]
    return FibreFindings(
        _named(capacity, sections),
        _named(full_sections(capacity, settings.capacity), sections),
        quantities,
        quantities[_MONEY].sum().to_numpy() - sections[_MONEY].sum().to_numpy() - spur_mn_vnd.sum().to_numpy(),
        reach_by_commune(area, places, {"before": before, "after": after, "gbps": fast}),
        system,
        within_km,
        _olt_table(olts, candidates, places, after),
        olts.bound,
    )


_MONEY = [f"cost_{level}_mn_vnd" for level in LEVELS]


def _named(table: pd.DataFrame, sections: gpd.GeoDataFrame) -> pd.DataFrame:
    return table.assign(section=sections["section"].to_numpy()[table["section"]])


def _capacity(
    plan: RoutePlan,
    sections: gpd.GeoDataFrame,
    feeders: Ints,
    area: Area,
    settings: RoutingSettings,
    planned: Sequence[PlannedSite],
    years: Sequence[int],
) -> pd.DataFrame:
    terminals = plan.basis.joining.terminals
    existing = (sections["way"] == Way.CABLE).to_numpy()
    free = [
        _free_fibres(plan.basis, one.edges, one.year) if there else np.nan
        for one, there in zip(sections.itertuples(), existing, strict=True)
    ]
    served = [np.union1d(one.users, one.protects).astype(np.int64) for one in sections.itertuples()]
    needs = user_needs(terminals, _radios(terminals, area, planned), years, settings.capacity, settings.demand)
    return section_capacity(served, sections["year"].tolist(), free, existing, feeders, needs, settings.capacity)


def _radios(terminals: gpd.GeoDataFrame, area: Area, planned: Sequence[PlannedSite]) -> list[dict[str, list[Carrier]]]:
    """Operators at each mast, today and planned, with the carriers of all their sectors there."""
    sites = {site.id: site for site in area.sites}
    standing = {one.id: [sites[id] for id in one.site_ids] for one in area.locations}
    chosen = {site.candidate.id: site.candidate for site in planned}
    found: list[dict[str, list[Carrier]]] = []
    for one in terminals.itertuples():
        here: dict[str, list[Carrier]] = {}
        if one.kind == TerminalKind.MAST:
            for what in (*standing.get(one.id, ()), *(chosen[id] for id in one.candidates.split(";") if id)):
                own = here.setdefault(what.operator, [])
                own += [carrier for sector in what.sectors for carrier in sector.carriers]
        found.append(here)
    return found


def _village_rows(plan: RoutePlan) -> Ints:
    kind = plan.basis.joining.terminals["kind"].to_numpy()
    return np.flatnonzero(plan.joined & (kind == TerminalKind.VILLAGE.value))


def _village_xy(plan: RoutePlan) -> Floats:
    points = plan.basis.joining.terminals.geometry.to_numpy()[_village_rows(plan)]
    return np.asarray(shapely.get_coordinates(points).reshape(-1, 2))


def _feeders(
    plan: RoutePlan,
    sections: gpd.GeoDataFrame,
    ways: Mapping[int, Ints],
    lit: Ints,
    years: Sequence[int],
    settings: RoutingSettings,
) -> Ints:
    """Fibres to splitters of villages on the fullest corridor of each section by year, shape (sections, years)."""
    terminals, rows = plan.basis.joining.terminals, _village_rows(plan)
    along = np.zeros((len(plan.basis.corridors.ends), len(years)), np.int64)
    if settings.capacity.rights[TerminalKind.VILLAGE] is Right.FEEDER:
        for village, edges in ways.items():
            one = terminals.iloc[rows[village]]
            count = splitters(float(one["households"]), settings.capacity, settings.demand)
            along[lit[edges[edges < lit.size]]] += count * (np.array(years) >= one["year"])
    return np.array([along[list(edges)].max(axis=0) for edges in sections["edges"]], np.int64).reshape(-1, len(years))


def _held_by(basis: RouteBasis, edge: int, year: int) -> int:
    costs = basis.costs[year]
    return int(costs.route[costs.cheapest[edge], edge])


def _free_fibres(basis: RouteBasis, edges: Sequence[int], year: int) -> float:
    """The fewest of the existing cables along a section; NaN where one of them is not told."""
    cables = [basis.routes.cables[_held_by(basis, edge, year)] for edge in edges]  # numbered before other routes
    spare = [np.nan if cable.spare_fibres is None else cable.spare_fibres for cable in cables]
    return float(np.min(spare))  # NaN if one is


def _quantities(
    plan: RoutePlan, sections: gpd.GeoDataFrame, capacity: pd.DataFrame, area: Area, settings: RoutingSettings
) -> pd.DataFrame:
    basis = plan.basis
    of_section = capacity.drop_duplicates("section").set_index("section")
    fibres = (of_section["cables"] * of_section["cable_fibres"]).to_dict()
    of_edge = {edge: fibres[k] for k, edges in enumerate(sections["edges"]) for edge in edges}
    pairs = list(zip(plan.edges.tolist(), plan.year.tolist(), strict=True))
    spur_m = basis.joining.terminals.loc[plan.joined, "spur_m"].to_numpy(float)
    laid = Laid(
        plan.edges,
        np.array(plan.way, dtype=object),
        np.array([_held_by(basis, *pair) for pair in pairs], np.int64),
        np.array([of_edge[edge] for edge, _ in pairs], np.int64),
        spur_m[spur_m > 0],
        settings.capacity.cable_sizes[0],
    )
    return bill_of_quantities(
        laid, basis.corridors, basis.routes, area.costs, area.ground, area.clutter_class, settings.laying,
        settings.quantities,
    )  # fmt: skip


class _Spurs(NamedTuple):
    """Rows of the joined terminals with a spur, and its line from the corridor on."""

    rows: Ints
    lines: NDArray[np.object_]


def _spurs(plan: RoutePlan) -> _Spurs:
    terminals, corridors = plan.basis.joining.terminals, plan.basis.corridors
    rows = np.flatnonzero(plan.joined & (terminals["spur_m"].to_numpy(float) > 0))
    near = corridors.node_xy[corridors.stop_node[rows]]
    far = shapely.get_coordinates(terminals.geometry.to_numpy()[rows])
    return _Spurs(rows, np.asarray(shapely.linestrings(np.stack([near, far], axis=1))))


def _network(plan: RoutePlan, spurs: _Spurs, cables: int) -> tuple[Ints, FibreNetwork]:
    """Corridors with existing cable or planned fibre, and the network of these, then the spurs."""
    corridors = plan.basis.corridors
    edge, route = corridors.beside.T
    lit = np.union1d(plan.edges, edge[route < cables])
    ends = np.column_stack([corridors.stop_node[spurs.rows], len(corridors.node_xy) + np.arange(spurs.rows.size)])
    lines = np.concatenate([corridors.lines[lit], spurs.lines])
    return lit, FibreNetwork(np.vstack([corridors.ends[lit], ends]), lines)


def _candidates(area: Area, gateways: Sequence[str]) -> pd.DataFrame:
    """Commune offices, then the sites at which cable meets the core network: where terminals could stand."""
    offices = [
        (f"office-{code}", name, x_m, y_m)
        for code, name, x_m, y_m in area.communes[["code", "name", "seat_x_m", "seat_y_m"]].itertuples(index=False)
    ]
    hubs = [(site.id, site.name, site.x_m, site.y_m) for site in area.sites if site.id in gateways]
    return pd.DataFrame([*offices, *hubs], columns=["id", "name", "x_m", "y_m"])


def _spread(after: Reached, reached: NDArray[np.bool_]) -> Reached:
    """What was found of the places that ``after`` reaches, in its order, as places."""
    parts = np.split(reached, np.cumsum([after.pixels.sum(), after.villages.sum()]))
    found = [np.zeros(where.size, bool) for where in (after.pixels, after.villages, after.offices)]
    for one, where, part in zip(found, (after.pixels, after.villages, after.offices), parts, strict=True):
        one[where] = part
    return Reached(*found)


def _olt_table(olts: OltSites, candidates: pd.DataFrame, places: Places, after: Reached) -> pd.DataFrame:
    households = np.zeros(olts.reached.size)
    pixels = int(after.pixels.sum())
    households[:pixels] = np.asarray(places.households_in.sum(axis=0)).ravel()[after.pixels]
    found = pd.DataFrame({"site": olts.nearest, "households": households, "farthest_km": olts.dist_km})[olts.reached]
    sums = found.groupby("site").agg({"households": "sum", "farthest_km": "max"})
    return candidates.loc[olts.chosen].join(sums).reset_index(drop=True)
