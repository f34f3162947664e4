"""Who is to be joined, and the problem that solvers get."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import LineString, Point

from covplan.errors import PlanningError
from covplan.ingest.area import Area
from covplan.network import CableKind, FibreRoute
from covplan.routing.corridors import Corridors, build_corridors
from covplan.routing.laying import LayingCosts, Routes, laying_costs
from covplan.routing.protection_problem import ProtectionProblem
from covplan.routing.settings import CorridorSettings, LayingSettings, TerminalKind, TerminalSettings
from covplan.routing.steiner import solve_steiner
from covplan.routing.terminals import JoiningProblem, find_terminals, joining_problem

LAYING, SETTINGS = LayingSettings(), TerminalSettings(longest_spur_m=5_000.0)


def with_people(area: Area, *villages: tuple[str, float, Point], places: list[tuple[str, str, str, Point]]) -> Area:
    left, bottom, *_ = area.grid.bounds
    shift = lambda point: Point(point.x + left, point.y + bottom)  # noqa: E731
    listed = pd.DataFrame(
        [(name, name, "centre", people, np.nan, True, "I", "test") for name, people, _ in villages],
        columns=["village_id", "name", "part", "people", "modelled_people", "electrified", "area_class", "source"],
    )
    held = pd.DataFrame(
        [(name, category, place_class, "test") for name, category, place_class, _ in places],
        columns=["name", "category", "place_class", "source"],
    )
    return replace(
        area,
        villages=gpd.GeoDataFrame(listed, geometry=[shift(point) for *_, point in villages], crs=9218),
        places=gpd.GeoDataFrame(held, geometry=[shift(point) for *_, point in places], crs=9218),
    )


@pytest.fixture()
def area(tiny_area: Area) -> Area:
    """The road runs along y = 8,100 m from x = 500 m on; the cable along it up to 5,000 m."""
    return with_people(
        tiny_area,
        ("Buôn A", 360.0, Point(9_000, 8_600)),
        ("Buôn B", 36.0, Point(9_000, 14_500)),
        ("Buôn C", np.nan, Point(11_000, 8_000)),
        places=[
            ("THPT Lê Lợi", "Trường THPT", "", Point(7_000, 8_000)),
            ("Trạm y tế", "trạm y tế", "health", Point(10_000, 8_300)),
            ("Thác", "thác", "tourism", Point(6_000, 8_000)),
        ],
    )


def solve(area: Area, cables: tuple[FibreRoute, ...], entry: Point | None = None) -> tuple[Corridors, JoiningProblem]:
    terminals = find_terminals(area, cables, SETTINGS)
    stops = np.array([*shapely.get_coordinates(terminals.geometry), *([[entry.x, entry.y]] if entry else [])])
    routes = Routes(cables)
    corridors = build_corridors(
        area.roads, area.road_references, CorridorSettings(), stops=stops, stops_within_m=SETTINGS.longest_spur_m,
        routes=routes.shapes, routes_within_m=routes.within_m(LAYING),
    )  # fmt: skip
    costs = _costs(corridors, routes, area)
    entries = corridors.stop_node[len(terminals) :]
    return corridors, joining_problem(corridors, [costs], terminals, area.costs, LAYING, SETTINGS, entries=entries)


def _costs(corridors: Corridors, routes: Routes, area: Area) -> LayingCosts:
    return laying_costs(corridors, routes, area.costs, area.ground, area.clutter_class, LAYING, 2027)


def test_terminals_are_what_the_area_holds(area: Area) -> None:
    found = find_terminals(area, area.fibre, SETTINGS)
    kinds = found["kind"].value_counts().to_dict()
    assert kinds == {"commune_office": 2, "school": 1, "health": 1, "village": 3, "mast": 2}  # VT1 stands at the cable
    villages = found[found["kind"] == "village"]
    assert villages["prize_mn_vnd"].tolist() == pytest.approx([300, 30, 0]) and not villages["must"].any()
    assert (found.loc[found["must"], "prize_mn_vnd"] == 0).all() and found["must"].sum() == 6
    assert found["id"].is_unique


def test_without_any_cable_every_mast_is_a_terminal(area: Area) -> None:
    found = find_terminals(area, (), SETTINGS)
    assert (found["kind"] == "mast").sum() == 3


def test_prizes_of_a_kind_and_who_must(area: Area) -> None:
    settings = replace(SETTINGS, must=(), prizes_mn_vnd={TerminalKind.SCHOOL: 70.0})
    found = find_terminals(area, area.fibre, settings)
    assert not found["must"].any() and found.loc[found["kind"] == "school", "prize_mn_vnd"].tolist() == [70.0]


def test_nobody_to_join_is_an_error(tiny_area: Area) -> None:
    bare = replace(tiny_area, communes=tiny_area.communes.head(0), locations=())
    with pytest.raises(PlanningError, match="nobody to join"):
        find_terminals(bare, bare.fibre, SETTINGS)


def test_the_problem_has_one_root_and_costs_of_new_fibre_only(area: Area) -> None:
    corridors, problem = solve(area, area.fibre)
    graph = problem.graph
    on_cable = (graph.ends == graph.root).all(axis=1)
    assert corridors.length_m[on_cable].sum() == pytest.approx(4_500, abs=300)
    assert (graph.cost[~on_cable] > 0).all()
    assert graph.required[graph.root] and graph.nodes == len(corridors.node_xy) + 1
    assert set(problem.groups) == {"QL.26"} and problem.groups["QL.26"].size == len(graph.ends)


def test_spurs_have_length_and_cost_and_prizes_pay_them(area: Area) -> None:
    _, problem = solve(area, area.fibre)
    rows = problem.terminals.set_index("name")
    assert rows.loc["Buôn A", "spur_m"] == pytest.approx(500, abs=1)
    spurs = rows.loc["Buôn A", ["spur_low_mn_vnd", "spur_base_mn_vnd", "spur_high_mn_vnd"]]
    assert spurs.tolist() == pytest.approx([20, 30, 40], rel=0.01)
    assert problem.graph.prize[rows.loc["Buôn A", "node"]] == pytest.approx(270, abs=1)


def test_who_is_on_no_road_is_told_by_name_and_has_no_node(area: Area) -> None:
    _, problem = solve(area, area.fibre)
    assert [remark.code for remark in problem.apart] == ["terminals.off_road"]
    assert "Buôn B" in problem.apart[0].text
    assert problem.terminals.set_index("name").loc["Buôn B", "node"] == -1


def test_who_stands_on_an_island_is_told_by_name(area: Area) -> None:
    left, bottom, *_ = area.grid.bounds
    lane = LineString([(left + 8_900, bottom + 14_400), (left + 9_900, bottom + 14_400)])
    rows = area.roads.iloc[[0]].assign(number="", name="")
    rows = gpd.GeoDataFrame(rows.drop(columns="geometry"), geometry=[lane], crs=9218)
    apart = replace(area, roads=gpd.GeoDataFrame(pd.concat([area.roads, rows], ignore_index=True), crs=9218))
    _, problem = solve(apart, area.fibre)
    assert [remark.code for remark in problem.apart] == ["terminals.island"] and "Buôn B" in problem.apart[0].text


def test_an_empty_backbone_is_an_error_and_an_entry_is_a_backbone(area: Area) -> None:
    full = (FibreRoute("C", "viettel", area.fibre[0].line, CableKind.BURIED, 24, 0),)
    with pytest.raises(PlanningError, match="nothing to join to"):
        solve(area, full)
    left, bottom, right, _ = area.grid.bounds
    corridors, problem = solve(area, full, entry=Point(right - 500, bottom + 8_100))
    (at_root,) = np.unique(corridors.ends[problem.graph.ends == problem.graph.root])
    assert corridors.node_xy[at_root].tolist() == pytest.approx([right - 500, bottom + 8_100])


def test_solvers_take_the_problem_as_it_is(area: Area) -> None:
    _, problem = solve(area, area.fibre)
    tree = solve_steiner(problem.graph)
    assert tree.gap < 1e-9 and tree.cost == pytest.approx(problem.graph.total(tree.edges))
    must = problem.terminals[problem.terminals["must"]]
    reached = np.unique(problem.graph.ends[tree.edges])
    assert set(must["node"]) - {problem.graph.root} <= set(reached)
    needed = np.where(problem.graph.required, 2, 0)
    groups = tuple(problem.groups.values())
    rings = ProtectionProblem(problem.graph.ends, problem.graph.cost, needed, problem.graph.root, groups)
    assert not rings.met(np.ones(len(rings.ends), bool))  # one road: nobody has two routes
