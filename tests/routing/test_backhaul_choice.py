"""Fibre or microwave: against brute force on small cases; what a choice may never break; bounds."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import combinations, product

import numpy as np
import pytest

from covplan.errors import PlanningError
from covplan.routing.backhaul_choice import BackhaulChoice, BackhaulWork, choose_backhaul
from covplan.routing.backhaul_problem import FIBRE, LEFT, BackhaulProblem, HopOptions, chains, faults
from covplan.routing.steiner_graph import components, steiner_graph

pytestmark = pytest.mark.kernel


def some_problem(seed: int, masts: int = 4, **limits: float) -> BackhaulProblem:
    """A ring of nodes with a chord around the root, masts at some, hops with two radios between some."""
    random = np.random.default_rng(seed)
    nodes = 5
    ends = [(k, (k + 1) % nodes) for k in range(nodes)] + [(0, 2), (1, 4)]
    graph = steiner_graph(np.array(ends), random.integers(1, 12, len(ends)).astype(float), 0, [int(random.integers(1, 5))])
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
