"""Years of laying: small networks worked by hand, all years of all edges as the oracle, works and their windows."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiLineString
from small_rings import lacking
from test_corridors import roads_of

from covplan.errors import PlanningError
from covplan.ingest.road_works import RoadWorks
from covplan.linear_reference import ReferencedRoad
from covplan.network import CableKind, FibreRoute
from covplan.routing.corridors import build_corridors
from covplan.routing.dig_once import Window, windows
from covplan.routing.existing_cable import CableRun, cable_runs
from covplan.routing.laying import BASE, LayingCosts, Routes
from covplan.routing.protection_problem import ProtectionProblem
from covplan.routing.route_phases import NO_WORKS, due_years, lay_in_time
from covplan.routing.settings import CorridorSettings, Way

WAYS = (Way.CODUG, Way.AERIAL)


def costs_of(year: int, codug: list[float], aerial: list[float], works: list[int] | None = None) -> LayingCosts:
    """Base costs of edges by the two ways, low and high half and twice of them; infinite: not possible."""
    base = np.array([codug, aerial], float)
    route = np.full(base.shape, -1)
    route[0] = np.where(np.isfinite(base[0]), 0 if works is None else works, -1)
    return LayingCosts(year, WAYS, base[:, :, None] * [0.5, 1.0, 2.0], route, (), 0.0)


def network(ends: list[tuple[int, int]], needed: list[int], cost: list[float] | None = None) -> ProtectionProblem:
    prices = np.ones(len(ends)) if cost is None else np.array(cost)
    return ProtectionProblem(np.array(ends), prices, np.array(needed), root=0)


def test_an_edge_is_due_with_the_first_user_behind_it() -> None:
    """0 - 1 - 2 - 3 with a branch 1 - 4: the first two edges are due with node 4 and 2, the last with node 3."""
    problem = network([(0, 1), (1, 2), (2, 3), (1, 4)], [0, 0, 1, 1, 1])
    due = due_years(problem, np.arange(4), np.array([0, 0, 2028, 2030, 2027]))
    assert due.tolist() == [2027, 2028, 2030, 2027]


def test_both_ways_round_a_ring_are_due_with_who_has_two_routes() -> None:
    ring = [(0, 1), (1, 2), (2, 0)]
    year_at = np.array([0, 2027, 2030])
    assert due_years(network(ring, [0, 2, 1]), np.arange(3), year_at).tolist() == [2027] * 3
    alone = due_years(network(ring, [0, 1, 2], [1.0, 5.0, 3.0]), np.arange(3), year_at)
    assert alone.tolist() == [2027, 2030, 2030]  # the first waits for no ring: it takes the short way


def test_a_network_that_lacks_a_route_is_an_error() -> None:
    with pytest.raises(PlanningError, match="node 2 needs 2 route"):
        due_years(network([(0, 1), (1, 2)], [0, 1, 2]), np.arange(2), np.zeros(3, np.int64))


@st.composite
def networks(draw: st.DrawFn) -> tuple[ProtectionProblem, np.ndarray]:
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    nodes = draw(st.integers(2, 7))
    tree = [(int(rng.integers(k)), k) for k in range(1, nodes)]
    extra = rng.integers(0, nodes, (draw(st.integers(0, 6)), 2)).tolist()
    ends = np.array([*tree, *extra], np.int64)
    needed = np.array([0, *rng.integers(0, 3, nodes - 1)])
    problem = ProtectionProblem(ends, rng.integers(1, 9, len(ends)).astype(float), needed, 0)
    lost = list(lacking(problem, np.ones(len(ends), bool)))
    needed[lost] = np.minimum(needed[lost], 1)
    return ProtectionProblem(ends, problem.cost, needed, 0), rng.integers(2027, 2030, nodes)


@pytest.mark.kernel
@settings(deadline=None, max_examples=60)
@given(networks())
def test_in_every_year_everybody_due_has_the_routes_that_are_needed(
    case: tuple[ProtectionProblem, np.ndarray],
) -> None:
    problem, year_at = case
    every = np.arange(len(problem.ends))
    due = due_years(problem, every, year_at)
    for year in range(2027, 2030):
        asked = ProtectionProblem(
            problem.ends, problem.cost, np.where(year_at <= year, problem.needed, 0), problem.root
        )  # fmt: skip
        assert not lacking(asked, due <= year)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6))
def test_no_other_years_of_a_tree_cost_less(seed: int) -> None:
    """All years of all edges in which everybody has a way in time; present values added up anew."""
    rng = np.random.default_rng(seed)
    nodes, years = 5, (2027, 2028, 2029)
    ends = np.array([(int(rng.integers(k)), k) for k in range(1, nodes)])
    needed = np.array([0, *rng.integers(0, 2, nodes - 1)])
    needed[nodes - 1] = 1
    year_at = rng.integers(2027, 2030, nodes)
    costs = {
        year: costs_of(year, np.where(rng.random(4) < 0.4, rng.integers(1, 20, 4), np.inf).tolist(),
                       rng.integers(10, 20, 4).tolist())
        for year in years
    }  # fmt: skip
    problem = ProtectionProblem(ends, np.ones(4), needed, 0)
    edges = np.flatnonzero([_is_needed(problem, edge) for edge in range(4)])
    found = lay_in_time(edges, due_years(problem, edges, year_at), costs, discount_pct=10.0)
    best = np.inf
    for laid in product(years, repeat=edges.size):
        in_time = True
        for year in years:
            chosen = np.zeros(4, bool)
            chosen[edges[np.array(laid) <= year]] = True
            asked = ProtectionProblem(ends, problem.cost, np.where(year_at <= year, needed, 0), 0)
            in_time &= not lacking(asked, chosen)
        if in_time:
            value = sum(
                costs[year].least_mn_vnd[edge, BASE] / 1.1 ** (year - 2027)
                for edge, year in zip(edges.tolist(), laid, strict=True)
            )
            best = min(best, value)
    assert found.present_mn_vnd[:, BASE].sum() == pytest.approx(best)


def _is_needed(problem: ProtectionProblem, edge: int) -> bool:
    left = np.ones(len(problem.ends), bool)
    left[edge] = False
    return bool(lacking(problem, left))


def test_a_cable_is_laid_while_the_trench_is_open_if_that_pays() -> None:
    """Due in 2029; dug with works in 2027 it costs 50 or 95, on poles 100 whenever."""
    inf = np.inf
    costs = {
        2027: costs_of(2027, [50.0, 95.0], [100.0, 100.0]),
        2028: costs_of(2028, [inf, inf], [100.0, 100.0]),
        2029: costs_of(2029, [inf, inf], [100.0, 100.0]),
    }
    found = lay_in_time(np.array([0, 1]), np.array([2029, 2029]), costs, discount_pct=10.0)
    assert found.year.tolist() == [2027, 2029]  # 95 now is more than 100 / 1.21
    assert found.works.tolist() == [0, NO_WORKS]
    assert found.cost_mn_vnd.tolist() == [[25.0, 50.0, 100.0], [50.0, 100.0, 200.0]]
    assert found.present_mn_vnd[:, BASE] == pytest.approx([50.0, 100.0 / 1.21])


def test_what_is_overdue_is_laid_in_the_first_year_and_never_after_it_is_due() -> None:
    costs = {2027: costs_of(2027, [np.inf], [100.0]), 2028: costs_of(2028, [1.0], [100.0])}
    assert lay_in_time(np.array([0]), np.array([2020]), costs, 0.0).year.tolist() == [2027]
    assert lay_in_time(np.array([0]), np.array([2027]), costs, 0.0).cost_mn_vnd[0, BASE] == 100.0
    with pytest.raises(PlanningError, match="no year"):
        lay_in_time(np.array([0]), np.array([2027]), {}, 0.0)


ROADS = roads_of(("QL.26", [(0, 0), (10_000, 0)]), ("QL.29", [(10_000, 0), (20_000, 0)]))
REFERENCES = {
    "QL.26": ReferencedRoad("QL.26", LineString([(0, 0), (10_000, 0)])),
    "QL.29": ReferencedRoad("QL.29", LineString([(10_000, 0), (20_000, 0)])),
}


def works_on(first_km: float, last_km: float, first: int, last: int) -> RoadWorks:
    line = MultiLineString([[(1000 * first_km, 0), (1000 * last_km, 0)]])
    return RoadWorks(f"w{first}", "Sở XD", line, first, last, 0.5, "test")


def cable(owner: str, first_km: float, last_km: float) -> FibreRoute:
    return FibreRoute(owner, owner, LineString([(1000 * first_km, 9), (1000 * last_km, 9)]), CableKind.BURIED)


def windows_of(due: list[int]) -> tuple[Window, ...]:
    """Works of 2028 on the first road, of 2030 on the second; 40 and 60 dug with them, 100 on poles."""
    routes = Routes(works=(works_on(0, 10, 2028, 2028), works_on(10, 20, 2030, 2031)))
    corridors = build_corridors(
        ROADS, REFERENCES, CorridorSettings(), routes=routes.shapes, routes_within_m=[100.0, 100.0]
    )
    assert corridors.road.tolist() == ["QL.26", "QL.29"]
    aerial, never = [100.0, 100.0], [np.inf, np.inf]
    costs = {
        2028: costs_of(2028, [40.0, np.inf], aerial, [0, 1]), 2029: costs_of(2029, never, aerial),
        2030: costs_of(2030, [np.inf, 60.0], aerial, [0, 1]),
    }  # fmt: skip
    phases = lay_in_time(np.array([0, 1]), np.array(due), costs, discount_pct=10.0)
    return windows(corridors, routes, costs, phases, 10.0)


def test_a_missed_window_costs_the_difference_to_the_next_best_way() -> None:
    first, second = windows_of([2030, 2030])
    assert first.dug.tolist() == [0] and not first.late.size
    assert first.saved_mn_vnd.tolist() == [[30.0, 60.0, 120.0]]
    assert first.present_mn_vnd == pytest.approx([100.0 / 1.21 - 40.0])
    assert second.dug.tolist() == [1] and second.saved_mn_vnd[:, BASE].tolist() == [40.0]


def test_works_that_begin_after_the_cable_is_due_come_too_late() -> None:
    first, second = windows_of([2030, 2029])
    assert first.dug.tolist() == [0]
    assert not second.dug.size and second.late.tolist() == [1]
    assert second.wait_mn_vnd.tolist() == [[20.0, 40.0, 80.0]]


def test_cables_of_several_owners_on_one_road_and_roads_without_any() -> None:
    routes = Routes((cable("viettel", 0, 10), cable("vnpt", 4, 10), cable("viettel", 5, 10)))
    corridors = build_corridors(
        ROADS, REFERENCES, CorridorSettings(), routes=routes.shapes, routes_within_m=[100.0] * 3
    )
    runs = cable_runs(corridors, routes)
    assert runs == (
        CableRun("QL.26", "national", ("viettel",), 0.0, 4_000.0, False, 4_000.0),
        CableRun("QL.26", "national", ("viettel", "vnpt"), 4_000.0, 10_000.0, False, 6_000.0),
        CableRun("QL.29", "national", (), 0.0, 10_000.0, False, 10_000.0),
    )
