"""The fibre of planned routes on hand-made roads: fibres, bill, reach and OLT sites together."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, Point

from covplan.errors import PlanningError
from covplan.ingest.area import Area
from covplan.routing.demand_settings import DemandSettings
from covplan.routing.fibre_counts import State
from covplan.routing.fibre_findings import FibreFindings, find_fibre
from covplan.routing.fibre_settings import CapacitySettings, FibreReachSettings
from covplan.routing.laying import LEVELS
from covplan.routing.route_basis import find_basis
from covplan.routing.route_network import choose_network
from covplan.routing.route_plan import RoutePlan, assemble_routes
from covplan.routing.sections import make_sections
from covplan.routing.settings import ProtectionSettings, RoutingSettings, TerminalKind, TerminalSettings, Way

SETTINGS = RoutingSettings(protection=ProtectionSettings(offices=False))


@pytest.fixture(scope="module")
def area(tiny_area: Area) -> Area:
    """QL.26 along y = 8,100 m with cable up to x = 5,000 m, offices at x = 3,000 and 12,000 m, a village 300 m off."""
    left, bottom, *_ = tiny_area.grid.bounds
    village = pd.DataFrame(
        [("v", "Buôn A", "centre", 720.0, np.nan, True, "I", "test")],
        columns=["village_id", "name", "part", "people", "modelled_people", "electrified", "area_class", "source"],
    )
    lone = tiny_area.roads.iloc[[0]].assign(number="ĐT.3", name="ĐT.3")
    branch = LineString([(left + 9_000, bottom + 8_100), (left + 9_000, bottom + 3_000)])
    roads = [tiny_area.roads, gpd.GeoDataFrame(lone.drop(columns="geometry"), geometry=[branch], crs=9218)]
    return replace(
        tiny_area,
        roads=gpd.GeoDataFrame(pd.concat(roads, ignore_index=True), crs=9218),
        villages=gpd.GeoDataFrame(village, geometry=[Point(left + 9_300, bottom + 3_500)], crs=9218),
    )


Found = tuple[RoutePlan, gpd.GeoDataFrame, FibreFindings]


def find(area: Area, settings: RoutingSettings = SETTINGS, gateways: tuple[str, ...] = ()) -> Found:
    basis = find_basis(area, settings, (), gateways)
    plan = assemble_routes(basis, choose_network(basis, 5.0))
    sections = make_sections(plan, area)
    return plan, sections, find_fibre(plan, sections, area, settings, (), gateways)


@pytest.fixture(scope="module")
def found(area: Area) -> Found:
    return find(area)


def test_the_bill_is_the_cost_of_sections_and_spurs(found: Found) -> None:
    plan, sections, fibre = found
    spurs = plan.basis.joining.terminals.loc[plan.joined]
    for k, level in enumerate(LEVELS):
        whole = sections[f"cost_{level}_mn_vnd"].sum() + spurs[f"spur_{level}_mn_vnd"].sum()
        assert fibre.quantities[f"cost_{level}_mn_vnd"].sum() == pytest.approx(whole, rel=1e-12)
        assert fibre.difference_mn_vnd[k] == pytest.approx(0.0, abs=1e-9)


def test_fibres_on_the_branch_to_the_village_by_hand(found: Found) -> None:
    """200 households: ⌈200 · 0.7 / 32⌉ = 5 feeders to an OLT at an office, and one shared pair."""
    plan, sections, fibre = found
    rows = fibre.capacity.set_index("section").loc[sections.loc[sections["road"] == "ĐT.3", "section"]]
    assert set(rows["feeders"]) == {5} and set(rows["shared_systems"]) == {1} and set(rows["own_systems"]) == {0}
    assert set(rows["fibres"]) == {7} and set(rows["wanted"]) == {10} and set(rows["cable_fibres"]) == {12}
    assert rows["shared_mbps"].iloc[0] == pytest.approx(1.5 * 200 * 0.7 * 2.5 * 1.12**4)


def test_who_is_behind_a_section_is_counted_on_it(found: Found) -> None:
    """By networkx: the terminals that the section's first edge cuts off from the root."""
    plan, sections, fibre = found
    graph, terminals = plan.basis.joining.graph, plan.basis.joining.terminals
    tree = nx.Graph(graph.ends[plan.edges].tolist())
    for one in sections.itertuples():
        cut = tree.copy()
        cut.remove_edge(*graph.ends[one.edges[0]].tolist())
        near = nx.node_connected_component(cut, graph.root)
        behind = int((plan.joined & ~terminals["node"].isin(near)).sum())
        assert fibre.capacity.set_index("section").loc[one.section, "users"] == behind


def test_reach_grows_by_what_is_planned(found: Found) -> None:
    *_, fibre = found
    sums = fibre.reach.sum(numeric_only=True)
    assert (sums["villages_before"], sums["villages_after"], sums["villages_gbps"]) == (0, 1, 1)
    assert (sums["offices_before"], sums["offices_after"], sums["offices_gbps"]) == (1, 2, 2)
    assert 0 < sums["households_before"] < sums["households_after"] < sums["households"]
    assert (fibre.reach["households_gbps"] <= fibre.reach["households_after"] + 1e-9).all()
    assert len(fibre.olts) == fibre.olt_bound == 1  # all of it is within 20 km of either office
    assert fibre.olts["households"].sum() == pytest.approx(sums["households_gbps"])


def test_a_system_slower_than_is_wanted_gives_nobody_what_is_wanted(area: Area) -> None:
    *_, fibre = find(area, replace(SETTINGS, reach=FibreReachSettings(system="GPON B+", wanted_gbps=5.0)))
    assert fibre.reach["households_gbps"].sum() == 0 and len(fibre.olts) == 1 and fibre.reach_km == pytest.approx(18.75)


def test_leased_cable_is_held_against_its_free_fibres(area: Area) -> None:
    """With a gateway in the west the cable is leased; it carries the masts and offices of the east."""
    spare = replace(area.fibre[0], fibres=24, spare_fibres=4)
    short = replace(area, fibre=(spare, *area.fibre[1:]))
    _, sections, fibre = find(short, gateways=(area.sites[0].id,))
    leased = sections.loc[sections["way"] == Way.CABLE, "section"]
    rows = fibre.capacity.set_index("section").loc[leased]
    assert len(leased) and set(rows["free_fibres"]) == {4} and set(rows["cables"]) == {0}
    assert (rows.loc[rows["fibres"] > 4, "state"] == State.FULL).all() and (rows["fibres"] > 4).any()
    assert set(fibre.full.loc[fibre.full["reason"] == "fibres", "section"]) == set(rows.index[rows["fibres"] > 4])
    new = fibre.capacity[~fibre.capacity["section"].isin(leased)]
    assert (new["state"] == State.ENOUGH).all() and new["free_fibres"].isna().all()


def test_a_larger_spare_share_takes_larger_cable(area: Area, found: Found) -> None:
    *_, more = find(area, replace(SETTINGS, capacity=CapacitySettings(spare_pct=300.0)))
    few, many = (one.capacity["cable_fibres"].to_numpy() for one in (found[2], more))
    assert (many >= few).all() and (many > few).any()
    assert more.quantities["cost_base_mn_vnd"].sum() == pytest.approx(found[2].quantities["cost_base_mn_vnd"].sum())
    assert np.abs(more.difference_mn_vnd).max() < 1e-9


def test_where_no_section_is_planned_only_spurs_are_counted(area: Area) -> None:
    nobody = TerminalSettings(must=(), household_prize_mn_vnd=0.0)
    plan, sections, fibre = find(area, replace(SETTINGS, terminals=nobody))
    assert not plan.edges.size and sections.empty and fibre.capacity.empty and fibre.full.empty
    assert (fibre.reach["households_after"] == fibre.reach["households_before"]).all()
    assert set(fibre.quantities["item"]) == {"spur", "poles", "closures"}  # to who stands beside the cable
    assert fibre.difference_mn_vnd == pytest.approx(np.zeros(3))


def test_settings_that_do_not_fit_each_other_are_errors() -> None:
    with pytest.raises(PlanningError, match="no passive optical system 'EPON'"):
        RoutingSettings(reach=FibreReachSettings(system="EPON"))
    with pytest.raises(PlanningError, match="1 to 64 users, got 128"):
        RoutingSettings(reach=FibreReachSettings(system="GPON B+"), capacity=CapacitySettings(split_users=128))
    with pytest.raises(PlanningError, match="no demand for school"):
        RoutingSettings(demand=DemandSettings(place_mbps={TerminalKind.COMMUNE_OFFICE: 1.0, TerminalKind.HEALTH: 1.0}))
