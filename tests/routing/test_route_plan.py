"""Shared routes on hand-made roads, every claim checked by networkx."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from shapely import LineString

from covplan.errors import CovplanError, PlanningError
from covplan.ingest.area import Area
from covplan.ingest.drawn_lines import DrawnLine
from covplan.routing.cures import CureKind, possible_cures
from covplan.routing.marked_sections import mark_sections
from covplan.routing.route_basis import RouteBasis, find_basis
from covplan.routing.route_network import choose_network, needed_routes
from covplan.routing.route_plan import RoutePlan, assemble_routes
from covplan.routing.sections import make_sections
from covplan.routing.settings import Disjoint, ProtectionSettings, RoutingSettings

SETTINGS = RoutingSettings(protection=ProtectionSettings(exact_nodes=100))
LADDER = {
    "ĐT.1": [(1_000, 8_100), (1_000, 12_000), (13_000, 12_000), (13_000, 8_100)],  # a loop north of QL.26
    "ĐT.2": [(7_000, 8_100), (7_000, 12_000)],  # a rung
    "ĐT.3": [(9_000, 8_100), (9_000, 3_000)],  # a dead end
}


@pytest.fixture()
def area(tiny_area: Area) -> Area:
    """Offices at (3,000, 8,000) and (12,000, 8,000), a mast with cable at the west, roads as ``LADDER``."""
    left, bottom, *_ = tiny_area.grid.bounds
    rows = [tiny_area.roads]
    for number, points in LADDER.items():
        line = LineString([(left + x, bottom + y) for x, y in points])
        one = tiny_area.roads.iloc[[0]].assign(number=number, name=number, road_class="provincial")
        rows.append(gpd.GeoDataFrame(one.drop(columns="geometry"), geometry=[line], crs=9218))
    return replace(tiny_area, roads=gpd.GeoDataFrame(pd.concat(rows, ignore_index=True), crs=9218))


def plan_of(area: Area, settings: RoutingSettings = SETTINGS, gateways: tuple[str, ...] = ()) -> RoutePlan:
    basis = find_basis(area, settings, (), gateways)
    return assemble_routes(basis, choose_network(basis, settings.protection.exact_nodes))


def graph_of(basis: RouteBasis, edges: np.ndarray) -> nx.MultiGraph:
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(basis.joining.graph.nodes))
    graph.add_edges_from((u, v, int(k)) for k, (u, v) in zip(edges, basis.joining.graph.ends[edges], strict=True))
    return graph


def lacking(plan: RoutePlan, edges: np.ndarray) -> set[int]:
    """Nodes that have not the routes that they need, by maximum flows in networkx."""
    graph, root = nx.Graph(), plan.basis.joining.graph.root
    graph.add_nodes_from(range(plan.basis.joining.graph.nodes))
    for u, v in plan.basis.joining.graph.ends[edges].tolist():
        held = graph.edges[u, v]["capacity"] if graph.has_edge(u, v) else 0
        graph.add_edge(u, v, capacity=held + 1)
    needed = enumerate(plan.problem.needed.tolist())
    return {node for node, many in needed if many and nx.maximum_flow_value(graph, node, root) < many}


def check(plan: RoutePlan) -> None:
    """Costs, proof, connectivity, two routes, and that nothing is superfluous."""
    corridors, terminals = plan.basis.corridors, plan.basis.joining.terminals
    assert plan.cost_mn_vnd[:, 1].sum() == pytest.approx(plan.proof.cost_mn_vnd)  # one year only
    assert plan.proof.bound_mn_vnd <= plan.proof.cost_mn_vnd * (1 + 1e-9)
    assert lacking(plan, plan.edges) == set()
    for edge in plan.edges:
        assert lacking(plan, plan.edges[plan.edges != edge]), corridors.road[edge]
    tree = graph_of(plan.basis, plan.edges[plan.in_tree])
    root = plan.basis.joining.graph.root
    assert nx.number_of_selfloops(tree) == 0 and nx.is_forest(tree)
    reached = nx.node_connected_component(tree, root)
    assert {int(node) for node in terminals["node"][plan.joined]} <= reached
    for k, edge in enumerate(plan.edges[plan.in_tree].tolist()):  # users are those behind the edge
        cut = tree.copy()
        cut.remove_edge(*plan.basis.joining.graph.ends[edge].tolist())
        near = nx.node_connected_component(cut, root)
        behind = [row for row in np.flatnonzero(plan.joined) if terminals["node"].iat[row] not in near]
        assert np.array(plan.users, object)[plan.in_tree][k].tolist() == behind


def test_offices_get_two_routes_where_the_roads_allow_it(area: Area) -> None:
    plan = plan_of(area)
    check(plan)
    terminals = plan.basis.joining.terminals
    assert terminals.loc[plan.is_protected, "name"].tolist() == ["Tuy Hòa", "Buôn Ma Thuột"]
    assert not plan.in_tree.all() and plan.unprotected == ()
    assert set(plan.basis.corridors.road[plan.edges]) == {"QL.26", "ĐT.1"}


def test_without_protection_there_is_a_tree(area: Area) -> None:
    plan = plan_of(area, replace(SETTINGS, protection=ProtectionSettings(offices=False)))
    check(plan)
    assert plan.in_tree.all()
    assert plan.proof.cost_mn_vnd == pytest.approx(plan.proof.tree_mn_vnd)


def test_with_a_gateway_the_cable_is_leased_and_may_fail(area: Area) -> None:
    plan = plan_of(area, gateways=(area.sites[0].id,))
    check(plan)
    ways = {way.value for way in plan.way}
    assert "cable" in ways
    used = plan.basis.corridors.road[[edge for failure in plan.failures for edge in failure.edges]]
    assert len(plan.failures) and set(used) <= {"QL.26", "ĐT.1", "ĐT.2"}


def test_road_disjoint_routes_do_not_share_a_road(area: Area) -> None:
    settings = replace(SETTINGS, protection=ProtectionSettings(disjoint=Disjoint.ROAD))
    plan = plan_of(area, settings)
    assert lacking(plan, plan.edges) == set()
    roads = plan.basis.corridors.road_groups()
    for failure in plan.failures:
        if failure.group is not None:
            cut = {row for node in failure.nodes for row in plan.at(node)}
            assert not cut & set(np.flatnonzero(plan.is_protected)), list(roads)[failure.group]


def test_somebody_unknown_cannot_be_protected(area: Area) -> None:
    with pytest.raises(PlanningError, match="hubs"):
        find_basis(area, replace(SETTINGS, protection=ProtectionSettings(hubs=("Nơi khác",))))


def test_sections_add_up_to_the_plan(area: Area) -> None:
    plan = plan_of(area)
    sections = make_sections(plan, area)
    assert sections["section"].is_unique
    assert sorted(edge for edges in sections["edges"] for edge in edges) == plan.edges.tolist()
    for level, total in zip(("low", "base", "high"), plan.cost_mn_vnd.sum(axis=0), strict=True):
        assert sections[f"cost_{level}_mn_vnd"].sum() == pytest.approx(total)
    assert sections["length_m"].sum() == pytest.approx(sections.length.sum())
    assert set(sections["commune"]) == {"Tuy Hòa", "Buôn Ma Thuột"}
    assert (sections["from_m"] < sections["to_m"]).all()  # every section has Km, of a line of its own if need be
    assert set(sections["road"]) == {"QL.26", "ĐT.1"} and "ĐT.1" not in area.road_references
    road = area.road_references["QL.26"]
    for one in sections[sections["road"] == "QL.26"].itertuples():
        assert road.project(*one.geometry.coords[0])[0] == pytest.approx(one.from_m, abs=1.0)


def test_a_locked_section_is_in_the_plan_at_its_cost(area: Area) -> None:
    free = plan_of(area)
    settings = replace(SETTINGS, lock=("QL.26 Km 6-7",), protection=ProtectionSettings(offices=False))
    basis = find_basis(area, settings, marked=mark_sections(settings))
    plan = assemble_routes(basis, choose_network(basis, 10.0))
    assert basis.corridors.length_m[basis.locked].sum() == pytest.approx(1_000, abs=1)
    assert set(basis.locked) <= set(plan.edges) and plan.cost_mn_vnd[:, 1].sum() == pytest.approx(
        plan.proof.cost_mn_vnd
    )
    dead_end = replace(settings, lock=("ĐT.3",))
    basis = find_basis(area, dead_end, marked=mark_sections(dead_end))
    plan = assemble_routes(basis, choose_network(basis, 10.0))
    assert lacking(plan, plan.edges) == set() and "ĐT.3" in set(basis.corridors.road[plan.edges])
    assert "ĐT.3" not in set(free.basis.corridors.road[free.edges])
    assert plan.proof.bound_mn_vnd == pytest.approx(plan.proof.cost_mn_vnd, rel=1e-3)


def test_a_forbidden_section_is_not_used(area: Area) -> None:
    settings = replace(SETTINGS, forbid=("QL.26 Km10+000 – Km11",), protection=ProtectionSettings(offices=False))
    basis = find_basis(area, settings, marked=mark_sections(settings))
    plan = assemble_routes(basis, choose_network(basis, 10.0))
    at_m = np.column_stack([basis.corridors.from_m, basis.corridors.to_m])[plan.edges]
    on_road = basis.corridors.road[plan.edges] == "QL.26"
    inside = (at_m.min(axis=1) < 11_000) & (at_m.max(axis=1) > 10_000)
    assert not (on_road & inside).any() and "ĐT.1" in set(basis.corridors.road[plan.edges])
    assert lacking(plan, plan.edges) == set() and plan.joined.any()


def test_a_line_names_a_section_too(area: Area) -> None:
    left, bottom, *_ = area.grid.bounds
    line = DrawnLine("cam.geojson", LineString([(left + 7_020, bottom + 8_500), (left + 6_990, bottom + 11_500)]))
    basis = find_basis(area, SETTINGS, marked=mark_sections(SETTINGS, forbidden=[line]))
    forbidden = (basis.joining.graph.ends == basis.joining.graph.root).all(axis=1) & (basis.corridors.road == "ĐT.2")
    assert basis.corridors.length_m[forbidden].sum() == pytest.approx(3_000, abs=50)


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        ("lock", "QL.99 Km 1-2", "QL.26"),  # says what there is
        ("forbid", "QL.26 Km 10-90", "Km15"),
        ("lock", "QL.26 Km x-2", "QL.26"),
        ("lock", "QL.26 Km 10", "QL.29 Km 10-25"),
    ],
)
def test_what_is_no_section_is_an_error(area: Area, key: str, text: str, expected: str) -> None:
    settings = replace(SETTINGS, **{key: (text,)})
    with pytest.raises(CovplanError, match=expected):
        find_basis(area, settings, marked=mark_sections(settings))


def test_a_section_is_not_both(area: Area) -> None:
    settings = replace(SETTINGS, lock=("QL.26 Km 6-8",), forbid=("QL.26 Km 7-9",))
    with pytest.raises(PlanningError, match=r"QL.26 Km 6-8 / QL.26 Km 7-9"):
        find_basis(area, settings, marked=mark_sections(settings))


def test_a_locked_section_behind_a_forbidden_one_is_an_error(area: Area) -> None:
    settings = replace(SETTINGS, lock=("ĐT.3",), forbid=("QL.26 Km 6-15",))
    with pytest.raises(PlanningError, match="ĐT.3"):
        find_basis(area, settings, marked=mark_sections(settings))


def test_a_cure_leads_around_the_cut(area: Area) -> None:
    left, bottom, *_ = area.grid.bounds
    seats = area.communes.assign(
        seat_x_m=[left + 3_000.0, left + 9_000.0], seat_y_m=[bottom + 8_000.0, bottom + 3_100.0]
    )
    lonely = replace(area, communes=seats)  # the second office stands at the end of ĐT.3
    basis = find_basis(lonely, SETTINGS)
    network = choose_network(basis, 10.0)
    problem = needed_routes(basis, network.edges)
    cures = possible_cures(basis, problem, lonely)
    plan = assemble_routes(basis, network, cures)
    (one,) = plan.unprotected
    assert set(basis.corridors.road[list(one.edges)]) == {"ĐT.3"} and not plan.is_protected[plan.at(one.node)].any()
    assert plan.cures and {cure.name for cure in plan.cures} == set(one.cures)
    for cure in plan.cures:  # with it, and only with it, there are two routes
        wider = nx.MultiGraph(basis.joining.graph.ends.tolist())
        assert nx.edge_connectivity(nx.Graph(wider), one.node, basis.joining.graph.root) == 1
        wider.add_edge(cure.from_node, cure.to_node)
        assert nx.edge_connectivity(nx.Graph(wider), one.node, basis.joining.graph.root) == 2
        assert cure.length_m == pytest.approx(
            np.hypot(*(basis.corridors.node_xy[cure.from_node] - basis.corridors.node_xy[cure.to_node]))
            if cure.kind is not CureKind.ENTRY
            else 0.0
        )
    assert {cure.kind for cure in plan.cures} >= {CureKind.LINK}
