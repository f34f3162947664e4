"""Fibre or microwave: against brute force on small cases; what a choice may never break; bounds."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covplan.errors import PlanningError
from covplan.routing.backhaul_choice import BackhaulWork, choose_backhaul
from covplan.routing.backhaul_problem import FIBRE, LEFT, BackhaulProblem, HopOptions, chains, faults
from covplan.routing.backhaul_reasons import Alternative, Why, alternatives
from covplan.routing.steiner_graph import components, steiner_graph

pytestmark = pytest.mark.kernel


def some_problem(seed: int, masts: int = 4, **limits: float) -> BackhaulProblem:
    """A ring of nodes with a chord around the root, masts at some, hops with two radios between some."""
    random = np.random.default_rng(seed)
    nodes = 5
    ends = [(k, (k + 1) % nodes) for k in range(nodes)] + [(0, 2), (1, 4)]
    graph = steiner_graph(
        np.array(ends), random.integers(1, 12, len(ends)).astype(float), 0, [int(random.integers(1, 5))]
    )
    node = random.integers(-1, nodes, masts)
    pairs = [pair for pair in combinations(range(masts), 2) if random.random() < 0.7]
    hops = [(pair, radio) for pair in pairs for radio in range(2) if random.random() < 0.8]
    return BackhaulProblem(
        graph, node, random.integers(0, 5, masts).astype(float), random.random(masts) < 0.2,
        random.integers(1, 4, masts).astype(float),
        HopOptions(
            np.array([pair for pair, _ in hops], np.int64).reshape(-1, 2),
            np.array([3.0 + radio * 2.0 + random.integers(0, 3) for _, radio in hops]),
            np.array([3.0 + 4.0 * radio for _, radio in hops]),
            np.array([0.01 + 0.02 * random.random() for _ in hops]),
        ),
        int(limits.get("most_hops", 2)), limits.get("most_outage_pct", 0.05),
    )  # fmt: skip


def by_brute_force(problem: BackhaulProblem) -> tuple[int, float]:
    """Fewest masts left, and the least cost then, over all sets of edges and all choices."""
    graph, hops = problem.graph, problem.hops
    sets = []
    for size in range(len(graph.ends) + 1):
        for edges in combinations(range(len(graph.ends)), size):
            used = np.zeros(len(graph.ends), bool)
            used[list(edges)] = True
            part = components(graph.nodes, graph.ends, used)
            sets.append((graph.cost[used].sum(), part == part[graph.root]))

    @cache
    def fibre(*nodes: int) -> float:
        return min(cost for cost, reached in sets if reached[[*nodes]].all())

    ways = []
    for mast in range(problem.masts):
        own = [(FIBRE, -1)]
        if not problem.lit[mast]:
            own = [(LEFT, -1)] + [(FIBRE, -1)] * int(problem.node[mast] >= 0)
            for k, (a, b) in enumerate(hops.ends.tolist()):
                own += [(k, b)] * (a == mast) + [(k, a)] * (b == mast)
        ways.append(own)
    best = (problem.masts + 1, np.inf)
    for chosen in product(*ways):
        option, parent = np.array(chosen).T
        followed = chains(problem, option, parent)
        by_hop = option >= 0
        if (followed.hops[by_hop] < 1).any() or (followed.hops > problem.most_hops).any():
            continue
        if (followed.load_mbps[by_hop] > hops.capacity_mbps[option[by_hop]]).any():
            continue
        if (followed.outage_pct > problem.most_outage_pct).any():
            continue
        nodes = {*problem.node[(option == FIBRE) & ~problem.lit].tolist(), *np.flatnonzero(graph.required).tolist()}
        cost = fibre(*sorted(nodes)) + problem.total(np.zeros(0, np.int64), option)
        best = min(best, (int((option == LEFT).sum()), cost))
    return best


@pytest.mark.parametrize("seed", range(25))
def test_small_cases_are_optimal_and_no_bound_is_above_the_optimum(seed: int) -> None:
    problem = some_problem(seed)
    left, least = by_brute_force(problem)
    found = choose_backhaul(problem, BackhaulWork(steps=200))
    assert found.left.size == left
    assert found.cost == pytest.approx(least)
    assert found.bound <= least + 1e-9
    assert not faults(problem, found.edges, found.option, found.parent)


def on_a_line(masts: int, hop_cost: float, **changes: float) -> BackhaulProblem:
    """Masts 10 apart along a road of 1 per unit from the root, a hop between neighbours that carries 10 each."""
    ends = np.array([(k, k + 1) for k in range(masts)])
    graph = steiner_graph(ends, np.full(masts, 10.0), 0, [])
    pairs = np.array([(k, k + 1) for k in range(masts - 1)])
    count = masts - 1
    return BackhaulProblem(
        graph, np.arange(1, masts + 1), np.zeros(masts), np.zeros(masts, bool),
        np.full(masts, changes.get("demand", 1.0)),
        HopOptions(pairs, np.full(count, hop_cost), np.full(count, 10.0), np.full(count, 0.01)),
        int(changes.get("most_hops", 3)), changes.get("most_outage_pct", 0.1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "on_fibre"),
    [
        ({}, 2),  # of five masts the last three go by hops, one behind the other
        ({"most_hops": 2}, 3),
        ({"demand": 4.0}, 3),  # 10 carries two masts, not three
        ({"most_outage_pct": 0.015}, 4),
    ],
)
def test_hops_capacity_and_outage_limit_a_chain(changes: dict[str, float], on_fibre: int) -> None:
    found = choose_backhaul(on_a_line(5, 6.0, **changes))
    assert np.flatnonzero(found.option == FIBRE).tolist() == list(range(on_fibre))
    assert found.parent[on_fibre:].tolist() == list(range(on_fibre - 1, 4))
    assert found.cost == 10.0 * on_fibre + 6.0 * (5 - on_fibre)


def test_fibre_where_hops_are_dearer_and_nothing_is_left_to_prove() -> None:
    found = choose_backhaul(on_a_line(5, 11.0))
    assert (found.option == FIBRE).all() and found.cost == found.bound == 50.0 and found.gap == 0.0


def test_who_must_have_fibre_lays_it_for_the_masts_on_the_way() -> None:
    problem = on_a_line(5, 1.0)
    required = problem.graph.required.copy()
    required[5] = True
    found = choose_backhaul(replace(problem, graph=replace(problem.graph, required=required)))
    assert (found.option == FIBRE).all() and found.cost == 50.0


def test_a_wider_radio_is_taken_only_where_more_is_behind() -> None:
    """Three masts on a chain of hops: the first hop carries all three."""
    problem = on_a_line(4, 3.0, demand=4.0)
    hops = problem.hops
    both = HopOptions(
        np.vstack([hops.ends, hops.ends]), np.append(hops.cost, hops.cost + 2.0),
        np.append(np.full(3, 5.0), np.full(3, 12.0)), np.tile(hops.outage_pct, 2),
    )  # fmt: skip
    found = choose_backhaul(replace(problem, hops=both))
    assert found.option.tolist() == [FIBRE, 3, 4, 2]
    assert found.cost == 10.0 + 5.0 + 5.0 + 3.0
    assert 10.0 + 9.0 <= found.bound <= found.cost  # the bound's hops carry one mast each


def test_a_mast_without_road_and_hop_is_left_and_the_rest_is_served() -> None:
    problem = on_a_line(3, 100.0)
    node = np.append(problem.node, -1)
    wider = replace(
        problem, node=node, spur_cost=np.zeros(4), lit=np.zeros(4, bool), demand_mbps=np.ones(4)
    )  # fmt: skip
    found = choose_backhaul(wider)
    assert found.left.tolist() == [3] and found.cost == 30.0


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(5, 12), st.integers(1, 3))
def test_nothing_is_ever_broken_and_each_hop_is_needed(seed: int, masts: int, most_hops: int) -> None:
    problem = some_problem(seed, masts, most_hops=most_hops)
    found = choose_backhaul(problem, BackhaulWork(steps=20, rounds=1))
    assert not faults(problem, found.edges, found.option, found.parent)
    assert found.bound <= found.cost + 1e-9
    for mast in np.flatnonzero(found.option >= 0):
        without = found.option.copy()
        without[mast] = LEFT
        assert (chains(problem, without, found.parent).hops < 0).sum() > found.left.size
    for edge in found.edges:
        assert faults(problem, np.setdiff1d(found.edges, edge), found.option, found.parent)


def test_faults_are_found() -> None:
    problem = on_a_line(3, 1.0, most_hops=1)
    edges, option, parent = np.array([0]), np.array([FIBRE, 0, 1]), np.array([-1, 0, 1])
    assert faults(problem, edges, option, parent) == ("mast 2 is 2 hops from fibre",)
    assert "mast 0 is not at the fibre" in faults(problem, np.array([], np.int64), option, parent)
    circle = np.array([0, 0, LEFT]), np.array([1, 0, -1])
    assert "mast 0 is -1 hops from fibre" in faults(problem, edges, *circle)
    narrow = replace(on_a_line(3, 1.0, demand=6.0), most_outage_pct=0.015)
    found = faults(narrow, edges, option, parent)
    assert found == ("the hop of mast 1 carries less than is behind it", "mast 2 is out for too long")


def test_what_is_impossible_is_refused() -> None:
    problem = on_a_line(3, 1.0)
    with pytest.raises(PlanningError, match="demand_mbps"):
        replace(problem, demand_mbps=np.array([1.0, np.nan, 1.0]))
    with pytest.raises(PlanningError, match="no node 9"):
        replace(problem, node=np.array([1, 9, 2]))


def test_why_tells_what_the_other_would_cost() -> None:
    """Two masts on fibre, the third by a hop of 6 that fibre of 10 would replace."""
    problem = on_a_line(3, 6.0, most_hops=1)
    found = choose_backhaul(problem)
    assert found.option.tolist() == [FIBRE, FIBRE, 1]
    why = alternatives(problem, found.edges, found.option, found.parent)
    assert why[2] == Alternative(10.0, 6.0, Why.CHEAPER)
    assert why[1] == Alternative(10.0, np.inf, Why.CHAIN)  # it would be a second hop for the third
    assert why[0] == Alternative(0.0, 6.0, Why.CHEAPER)  # its fibre is the second's too
    weak = replace(problem, demand_mbps=np.full(3, 20.0))
    found = choose_backhaul(weak)
    assert {one.why for one in alternatives(weak, found.edges, found.option, found.parent).values()} == {Why.CAPACITY}
    bare = replace(problem, hops=HopOptions(np.empty((0, 2), np.int64), np.empty(0), np.empty(0), np.empty(0)))
    found = choose_backhaul(bare)
    assert {one.why for one in alternatives(bare, found.edges, found.option, found.parent).values()} == {Why.NO_HOP}
