"""Protected networks against all networks, on published optima, and on graphs drawn by hand."""

from __future__ import annotations

import csv
import importlib
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from small_rings import allowed, lacking, least_cost, small_problems

from covplan.errors import PlanningError
from covplan.routing import ProtectedNetwork, ProtectionProblem, ProtectionWork, protect
from covplan.routing.protection_problem import contracted, without_bridges

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
WORK = ProtectionWork(search_steps=4, gap=1e-9)


def check_sound(problem: ProtectionProblem, found: ProtectedNetwork) -> None:
    """Everybody has what the graph allows, nothing is superfluous, and the cost is that of the edges."""
    wanted = allowed(problem)
    chosen = np.zeros(len(problem.ends), bool)
    chosen[found.edges] = True
    assert not lacking(wanted, chosen)
    assert found.cost == pytest.approx(problem.cost[chosen].sum()) and found.bound <= found.cost
    assert [one.node for one in found.unprotected] == np.flatnonzero(wanted.needed < problem.needed).tolist()
    for edge in found.edges:
        chosen[edge] = False
        assert lacking(wanted, chosen), edge
        chosen[edge] = True


@settings(deadline=None, max_examples=150)
@given(small_problems())
def test_no_network_is_cheaper(problem: ProtectionProblem) -> None:
    found = protect(problem, WORK)
    check_sound(problem, found)
    optimum = least_cost(allowed(problem))
    assert found.bound <= optimum + 1e-6 and found.cost == pytest.approx(optimum, abs=1e-6)
    assert found.gap <= 1e-6 or optimum == 0.0


@settings(deadline=None, max_examples=60)
@given(small_problems())
def test_without_nodes_there_is_a_network_and_no_proof(problem: ProtectionProblem) -> None:
    found = protect(problem, replace(WORK, exact_nodes=0))
    check_sound(problem, found)
    least = least_cost(allowed(problem))
    assert found.bound <= least + 1e-9 <= found.cost + 2e-9  # the bridges alone


@settings(deadline=None, max_examples=100)
@given(small_problems())
def test_contraction_keeps_the_least_cost(problem: ProtectionProblem) -> None:
    wanted = allowed(problem)
    small, chains = contracted(wanted)
    assert least_cost(small) == pytest.approx(least_cost(wanted))
    for cost, chain in zip(small.cost, chains, strict=True):
        assert problem.cost[chain].sum() == pytest.approx(cost)


def test_a_second_parallel_edge_stays_and_a_third_goes() -> None:
    ends = np.array([[0, 1], [0, 1], [1, 0], [1, 1], [1, 2], [2, 3], [3, 4]])
    problem = ProtectionProblem(ends, np.array([3.0, 1, 2, 0, 5, 5, 5]), np.array([0, 2, 0, 1, 0]), 0)
    small, chains = contracted(problem)
    assert sorted(chain.tolist() for chain in chains) == [[1], [2], [4, 5]]
    assert sorted(small.cost) == [1.0, 2.0, 10.0]


def test_nothing_can_be_protected_in_a_tree() -> None:
    ends = np.array([[0, 1], [1, 2], [1, 3]])
    found = protect(ProtectionProblem(ends, np.ones(3), np.array([2, 0, 2, 2]), 0), WORK)
    assert found.cost == found.bound == 3.0 and found.gap == 0.0
    assert [(one.node, one.edges) for one in found.unprotected] == [(2, (0, 1)), (3, (0, 2))]


def test_nobody_to_join_costs_nothing() -> None:
    found = protect(ProtectionProblem(np.empty((0, 2)), np.empty(0), np.array([2]), 0), WORK)
    assert found.edges.size == 0 and found.cost == found.bound == found.gap == 0.0
    found = protect(ProtectionProblem(np.array([[0, 1]]), np.ones(1), np.zeros(2), 0), WORK)
    assert found.edges.size == 0 and found.cost == 0.0


#    1 --- 2        the square costs 4, its diagonal 0-2 costs 1.5; node 4 hangs on 3
#    |     |
#    0 --- 3 --- 4
SQUARE = np.array([[0, 1], [1, 2], [2, 3], [3, 0], [0, 2], [3, 4]])
COST = np.array([1.0, 1.0, 1.0, 1.0, 1.5, 1.0])


@pytest.mark.parametrize(
    ("needed", "groups", "by_node", "cost"),
    [
        ([0, 0, 1, 0, 0], (), False, 1.5),
        ([0, 0, 2, 0, 0], (), False, 3.5),
        ([0, 0, 2, 0, 1], (), False, 4.5),
        ([0, 2, 2, 2, 0], (), False, 4.0),
        ([0, 0, 2, 0, 0], ([4, 1], [4, 2]), False, 4.0),  # the diagonal lies along both other roads
        ([0, 0, 2, 0, 0], ([4, 1],), True, 3.5),
    ],
)
def test_by_hand(needed: list[int], groups: tuple[list[int], ...], by_node: bool, cost: float) -> None:
    problem = ProtectionProblem(SQUARE, COST, np.array(needed), 0, tuple(map(np.array, groups)), by_node)
    assert protect(problem, WORK).cost == pytest.approx(cost)


def test_rings_that_share_a_node_do_when_nodes_do_not_fail() -> None:
    """Two triangles that meet in node 2, and a dear way around it."""
    ends = np.array([[0, 1], [1, 2], [2, 0], [2, 3], [3, 4], [4, 2], [1, 3]])
    problem = ProtectionProblem(ends, np.array([1.0, 1, 1, 1, 1, 1, 9]), np.array([2, 0, 0, 0, 2]), 0)
    assert protect(problem, WORK).cost == 6.0
    assert protect(replace(problem, by_node=True), WORK).cost == 13.0  # 0-1-3-4 and 0-2-4


def test_the_same_seed_gives_the_same_network_and_reports_as_it_goes() -> None:
    problem = _bench().made(60, 10, 1)
    told: list[tuple[float, float]] = []
    first = protect(problem, ProtectionWork(search_steps=300), report=lambda cost, bound: told.append((cost, bound)))
    second = protect(problem, ProtectionWork(search_steps=300))
    assert first.edges.tolist() == second.edges.tolist() and first.gap <= 1e-4
    costs, bounds = zip(*told, strict=True)
    assert costs[-1] <= costs[0] and bounds[-1] >= bounds[0]


def test_an_interruption_leaves_the_best_so_far() -> None:
    def stop(cost: float, bound: float) -> None:
        raise KeyboardInterrupt

    problem = _bench().made(60, 10, 1)
    found = protect(problem, ProtectionWork(search_steps=300), report=stop)
    assert found.method == "search, interrupted" and problem.met(np.isin(np.arange(len(problem.ends)), found.edges))


@pytest.mark.parametrize(
    "name", ["atlanta", "cost266", "france", "janos-us", "nobel-eu", "norway", "polska", "ta1", "zib54"]
)
def test_sndlib_optima(shared: Path, name: str) -> None:
    """Printed to 0.1 km."""
    folder = shared / "reference" / "survivable"
    with (folder / "optima.csv").open(encoding="utf-8", newline="") as text:
        row = next(row for row in csv.DictReader(text) if row["instance"] == name)
    problem = _bench().read_network((folder / f"{name}.txt").read_text(encoding="utf-8"))
    assert [len(problem.needed), len(problem.ends)] == [int(row["nodes"]), int(row["links"])]
    assert (problem.needed == 2).sum() == int(row["protected_nodes"])
    found = protect(problem, ProtectionWork(search_steps=200, gap=1e-6))
    assert found.cost == pytest.approx(float(row["optimum"]), abs=0.05 + 1e-9)
    assert found.gap <= 1e-6


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"root": 9}, "no node 9; nodes are 0 to 4"),
        ({"ends": SQUARE - 1}, "no node -1"),
        ({"cost": COST[:3]}, "3 costs for 6 edges"),
        ({"cost": -COST}, "edge 0 costs -1"),
        ({"cost": COST * np.nan}, "edge 0 costs nan"),
        ({"needed": np.array([0, 3, 0, 0, 0])}, "node 1 needs 3 routes"),
        ({"groups": (np.array([6]),)}, "edge 6; edges are 0 to 5"),
    ],
)
def test_what_cannot_be_is_told(changed: dict, message: str) -> None:
    good = ProtectionProblem(SQUARE, COST, np.ones(5, int), 0)
    with pytest.raises(PlanningError, match=message):
        replace(good, **changed)


def test_an_island_is_told() -> None:
    problem = ProtectionProblem(SQUARE[:5], COST[:5], np.array([0, 0, 0, 0, 2]), 0)
    with pytest.raises(PlanningError, match="node 4 needs a route"):
        protect(problem)


def _bench():  # type: ignore[no-untyped-def]
    sys.path.append(str(SCRIPTS))
    return importlib.import_module("benchmarks.survivable")


@settings(deadline=None, max_examples=100)
@given(small_problems())
def test_bridges_are_in_every_network_and_can_be_left_out(problem: ProtectionProblem) -> None:
    wanted = allowed(problem)
    rest, bridges = without_bridges(wanted)
    everything = np.ones(len(wanted.ends), bool)
    for bridge in bridges:
        everything[bridge] = False
        assert lacking(wanted, everything)
        everything[bridge] = True
    assert least_cost(rest) + wanted.cost[bridges].sum() == pytest.approx(least_cost(wanted), abs=1e-9)
