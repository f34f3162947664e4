"""The masts of an area, what each needs, and what fibre or microwave for each is chosen from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from covplan.errors import PlanningError
from covplan.ingest.area import Area
from covplan.ingest.costs import NO_COST, CostRange, UnitCosts
from covplan.network import Carrier, MicrowaveRadio
from covplan.planning.plan import PlannedSite
from covplan.routing.backhaul_problem import BackhaulProblem, HopOptions
from covplan.routing.hop_candidates import HopCandidates, find_hops
from covplan.routing.laying import LEVELS
from covplan.routing.microwave import Hop
from covplan.routing.microwave_settings import MicrowaveSettings
from covplan.routing.noding import Ints
from covplan.routing.settings import TerminalKind
from covplan.routing.steiner import whole_tree
from covplan.routing.steiner_graph import SteinerGraph
from covplan.routing.terminals import JoiningProblem

Demand = Callable[[Sequence[Carrier]], float]
"""Mb/s of a mast by the carriers that its sectors radiate, each as often as sectors do."""

_PRICES = ("microwave_end", "microwave_licence")


@dataclass(frozen=True, eq=False)
class BackhaulBasis:
    """What fibre or microwave is chosen from.

    Attributes
    ----------
    masts : GeoDataFrame
        Those that must be joined and those that have fibre: the columns of ``find_masts``.
    candidates : HopCandidates
        Between the rows of ``masts``; option k of the problem is its link k.
    problem : BackhaulProblem
    costs : tuple of CostRange
        Of each option [mn_vnd].
    spurs : tuple of CostRange
        From each mast to its road [mn_vnd], 0 where it is on none or has fibre.
    settings : MicrowaveSettings
    synthetic : bool, optional
        Whether any input is made up; None where nobody said.
    """

    masts: gpd.GeoDataFrame
    candidates: HopCandidates
    problem: BackhaulProblem
    costs: tuple[CostRange, ...]
    spurs: tuple[CostRange, ...]
    settings: MicrowaveSettings
    synthetic: bool | None = None


def find_masts(
    area: Area, joining: JoiningProblem, planned: Sequence[PlannedSite], settings: MicrowaveSettings, demand: Demand
) -> gpd.GeoDataFrame:
    """Masts that must be joined, and masts that have fibre.

    Returns
    -------
    GeoDataFrame
        ``id``, ``name``, ``antenna_agl_m`` (of the dishes: ``below_top_m`` below the mast's top, of a new mast below
        its highest antenna), ``demand_mbps`` and ``demand_known`` (False where none of its carriers is in the scenario
        and ``unknown_mbps`` stands for them), ``lit`` (it has fibre, or must have it for a second route), ``terminal``
        (row of ``joining.terminals``, -1 for none), geometry.
    """
    held = {site: one.id for one in area.locations for site in one.site_ids}
    sites = {site.id: site for site in area.sites}
    places = {one.id: (", ".join(one.site_ids), one.x_m, one.y_m) for one in area.locations}
    tops_m = {one.id: max(sites[id].mast_height_m for id in one.site_ids) for one in area.locations}
    sectors = {one.id: [sector for id in one.site_ids for sector in sites[id].sectors] for one in area.locations}
    new: dict[tuple[float, float], str] = {}
    for site in planned:
        chosen = site.candidate
        id = held.get(chosen.site_id) or new.setdefault((chosen.x_m, chosen.y_m), chosen.id)
        places.setdefault(id, (chosen.id, chosen.x_m, chosen.y_m))
        tops_m[id] = max(tops_m.get(id, 0.0), chosen.height_m or 0.0)
        sectors.setdefault(id, []).extend(chosen.sectors)
    terminals = joining.terminals
    is_mast = (terminals["kind"] == TerminalKind.MAST).to_numpy()
    row_of = {id: row for row, (id, mast) in enumerate(zip(terminals["id"], is_mast, strict=True)) if mast}
    must, twice = terminals["must"].to_numpy(bool), terminals["twice"].to_numpy(bool)
    kept = [id for id in places if id not in row_of or must[row_of[id]]]
    carriers = [[carrier for sector in sectors[id] for carrier in sector.carriers] for id in kept]
    return gpd.GeoDataFrame(
        {
            "id": kept,
            "name": [places[id][0] for id in kept],
            "antenna_agl_m": [max(tops_m[id] - settings.below_top_m, 1.0) for id in kept],
            "demand_mbps": [demand(own) if own else settings.unknown_mbps for own in carriers],
            "demand_known": [bool(own) for own in carriers],
            "lit": [id not in row_of or twice[row_of[id]] for id in kept],
            "terminal": [row_of.get(id, -1) for id in kept],
        },
        geometry=[shapely.Point(places[id][1:]) for id in kept],
        crs=area.grid.epsg,
    )


def find_backhaul(
    area: Area,
    joining: JoiningProblem,
    planned: Sequence[PlannedSite],
    radios: Sequence[MicrowaveRadio],
    settings: MicrowaveSettings,
    demand: Demand,
    *,
    lease_years: float,
    step_m: float,
) -> BackhaulBasis:
    """The masts, the hops that are possible between them, and the problem to be solved.

    Who else has fibre is fixed: all who must, and those for whom the tree with prizes has room while every mast has
    fibre.

    Parameters
    ----------
    area : Area
        Terrain, masts and prices.
    joining : JoiningProblem
        Its terminals have the column ``twice``.
    planned : sequence of PlannedSite
    radios : sequence of MicrowaveRadio
        Of the equipment file; ``settings.radios`` names those that count.
    settings : MicrowaveSettings
    demand : callable
    lease_years : float
        For so long licences are counted, without discount.
    step_m : float
        Greatest distance of points of a profile.

    Raises
    ------
    PlanningError
        Without radios or prices, or if the settings name a radio that is not there.
    """
    masts = find_masts(area, joining, planned, settings, demand)
    xy_m, lit = shapely.get_coordinates(masts.geometry.to_numpy()), masts["lit"].to_numpy(bool)
    rasters = (area.ground, area.clutter_m, area.zone)
    candidates = find_hops(
        xy_m, masts["antenna_agl_m"].to_numpy(float), lit, rasters, named(radios, settings), settings, step_m
    )
    costs = hop_costs([hop for _, hop in candidates.links], area.costs, lease_years)
    spurs = _spurs(masts, joining)
    problem = _problem(masts, joining, candidates, costs, spurs, settings)
    return BackhaulBasis(masts, candidates, problem, costs, spurs, settings, area.synthetic)


def named(radios: Sequence[MicrowaveRadio], settings: MicrowaveSettings) -> tuple[MicrowaveRadio, ...]:
    """The radios that the settings name, or all.

    Raises
    ------
    PlanningError
        If one is not there.
    """
    for name in settings.radios:
        if name not in [radio.name for radio in radios]:
            raise PlanningError("backhaul.radio", got=name, known=", ".join(radio.name for radio in radios) or "-")
    return tuple(radio for radio in radios if not settings.radios or radio.name in settings.radios)


def hop_costs(hops: Sequence[Hop], prices: UnitCosts, lease_years: float) -> tuple[CostRange, ...]:
    """Two ends and the licence of the channel for so many years [mn_vnd].

    Raises
    ------
    PlanningError
        Without a price: hops for nothing would always be chosen.
    """
    for item in _PRICES:
        if item in prices.unpriced:
            raise PlanningError("backhaul.price", item=item)
    ends, licence = prices.range("microwave_end") * 2.0, prices.range("microwave_licence")
    return tuple(ends + licence * (hop.radio.channel_mhz * lease_years) for hop in hops)


def _spurs(masts: gpd.GeoDataFrame, joining: JoiningProblem) -> tuple[CostRange, ...]:
    prices = joining.terminals[[f"spur_{level}_mn_vnd" for level in LEVELS]].fillna(0.0).to_numpy(float)
    rows = zip(masts["terminal"].tolist(), masts["lit"].tolist(), strict=True)
    return tuple(NO_COST if lit else CostRange(*prices[row].tolist()) for row, lit in rows)


def _problem(
    masts: gpd.GeoDataFrame,
    joining: JoiningProblem,
    candidates: HopCandidates,
    costs: Sequence[CostRange],
    spurs: Sequence[CostRange],
    settings: MicrowaveSettings,
) -> BackhaulProblem:
    terminals, graph = joining.terminals, joining.graph
    lit, row = masts["lit"].to_numpy(bool), masts["terminal"].to_numpy()
    node = np.where(lit, -1, terminals["node"].to_numpy()[row])
    spur = np.array([spur.base for spur in spurs], float)
    touched = np.unique(graph.ends[whole_tree(graph).edges])
    required = required_nodes(joining, row[~lit])
    required[touched[graph.prize[touched] > 0.0]] = True
    hops = HopOptions(
        candidates.pairs[[pair for pair, _ in candidates.links]].reshape(-1, 2),
        np.array([cost.base for cost in costs], float),
        np.array([hop.radio.capacity_mbps for _, hop in candidates.links], float),
        np.array([100.0 - hop.availability_pct for _, hop in candidates.links], float),
    )
    own = SteinerGraph(graph.ends, graph.cost, graph.root, required, np.zeros(graph.nodes))
    outage_pct = 100.0 - settings.availability_pct
    demand_mbps = masts["demand_mbps"].to_numpy(float)
    return BackhaulProblem(own, node, spur, lit, demand_mbps, hops, settings.most_hops, outage_pct)


def required_nodes(joining: JoiningProblem, without: Ints) -> NDArray[np.bool_]:
    """Nodes that must have fibre, shape (nodes,), if these rows of the terminals need not."""
    terminals = joining.terminals
    must = terminals["must"].to_numpy(bool).copy()
    must[without] = False
    node = terminals["node"].to_numpy()
    required = np.zeros(joining.graph.nodes, bool)
    required[[joining.graph.root, *joining.held, *node[must & (node >= 0)]]] = True
    return required
