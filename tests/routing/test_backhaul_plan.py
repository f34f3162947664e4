"""Masts of an area by fibre or microwave: who needs what, costs, what is left to fibre, what the network passes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from backhaul_cases import MICROWAVE, chosen, find, priced

from covplan.errors import PlanningError
from covplan.ingest.area import Area
from covplan.routing.backhaul_plan import without_hops
from covplan.routing.backhaul_problem import FIBRE, faults
from covplan.routing.route_network import choose_network
from covplan.routing.route_plan import assemble_routes

pytestmark = pytest.mark.kernel


def test_every_mast_is_there_and_what_is_known_of_its_demand(tiny_area: Area) -> None:
    _, basis = find(priced(tiny_area, 5.0))
    masts = basis.masts
    assert len(masts) == len(tiny_area.locations) and masts["id"].is_unique
    heights_m = {site.id: site.mast_height_m for site in tiny_area.sites}
    for one in masts.itertuples():
        ids = one.name.split(", ")
        assert one.antenna_agl_m == max(heights_m[id] for id in ids) - MICROWAVE.below_top_m
        known = any(sector.carriers for site in tiny_area.sites if site.id in ids for sector in site.sectors)
        assert one.demand_known == known and one.demand_mbps == (50.0 if known else MICROWAVE.unknown_mbps)
        assert one.lit == (one.terminal < 0)


def test_cheap_hops_take_the_place_of_fibre_and_dear_ones_do_not(tiny_area: Area) -> None:
    _, cheap = chosen(priced(tiny_area, 1.0))
    assert cheap.by_hop.size and not faults(cheap.basis.problem, cheap.choice.edges, cheap.option, cheap.parent)
    _, dear = chosen(priced(tiny_area, 1e6))
    assert not dear.by_hop.size and dear.cost.high == 0.0
    assert cheap.choice.cost < dear.choice.cost


def test_a_hop_costs_two_ends_and_its_licence_for_ten_years(tiny_area: Area) -> None:
    _, basis = find(priced(tiny_area, 5.0))
    for cost, (_, hop) in zip(basis.costs, basis.candidates.links, strict=True):
        base = 2 * 5.0 + 0.01 * hop.radio.channel_mhz * 10.0
        assert (cost.low, cost.base, cost.high) == pytest.approx((0.5 * base, base, 2.0 * base))


def test_demand_beyond_every_radio_leaves_fibre(tiny_area: Area) -> None:
    _, plan = chosen(priced(tiny_area, 1.0), replace(MICROWAVE, unknown_mbps=5_000.0), mbps=5_000.0)
    assert not plan.by_hop.size


def test_fibre_is_chosen_for_the_rest_and_hops_use_that_of_the_mast_they_lead_to(tiny_area: Area) -> None:
    routes, plan = chosen(priced(tiny_area, 1.0))
    rest = without_hops(routes.joining, plan)
    rows = plan.basis.masts["terminal"].to_numpy()[plan.by_hop]
    root = routes.joining.graph.root
    for mast, row in zip(plan.by_hop.tolist(), rows.tolist(), strict=True):
        end = plan.end(mast)
        node = root if plan.basis.problem.lit[end] else plan.basis.problem.node[end]
        assert rest.terminals["node"].iat[row] == node and rest.terminals["spur_base_mn_vnd"].iat[row] == 0.0
    others = np.setdiff1d(np.arange(len(rest.terminals)), rows)
    assert rest.terminals.iloc[others].equals(routes.joining.terminals.iloc[others])
    basis = replace(routes, joining=rest)
    network = choose_network(basis, 5.0)
    assert assemble_routes(basis, network).joined[rows].all()
    assert network.proof.cost_mn_vnd <= choose_network(routes, 5.0).proof.cost_mn_vnd


def test_a_mast_that_the_network_passes_gets_fibre_if_its_spur_is_cheaper(tiny_area: Area) -> None:
    _, plan = chosen(priced(tiny_area, 1.0))
    everything = np.arange(len(plan.basis.problem.graph.ends))
    settled = plan.settled(everything)
    problem = plan.basis.problem
    for mast in plan.by_hop:
        cheaper = problem.node[mast] >= 0 and problem.spur_cost[mast] <= problem.hops.cost[plan.option[mast]]
        assert (settled.option[mast] == FIBRE) == cheaper
    assert not faults(problem, everything, settled.option, settled.parent)


def test_what_is_missing_is_an_error(tiny_area: Area) -> None:
    with pytest.raises(PlanningError, match="microwave_end"):
        find(tiny_area)
    with pytest.raises(PlanningError, match="names mw-1; .*mw-15-56"):
        find(priced(tiny_area, 5.0), replace(MICROWAVE, radios=("mw-1",)))
