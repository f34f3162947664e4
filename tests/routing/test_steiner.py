"""Steiner trees: all trees of small graphs as the oracle, official optima, and what must be an error."""

from __future__ import annotations

import csv
import importlib
import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covplan.errors import PlanningError
from covplan.routing import steiner
from covplan.routing.steiner import SteinerTree, SteinerWork, solve_steiner, whole_tree
from covplan.routing.steiner_graph import SteinerGraph, steiner_graph

sys.path.append(str(Path(__file__).resolve().parents[2] / "scripts"))
steinlib = importlib.import_module("benchmarks.steinlib")

QUICK = SteinerWork(starts=3, search_steps=30, roots=2)


@st.composite
def graphs(draw: st.DrawFn) -> SteinerGraph:
    """Connected, with parallel edges, loops, zero and equal costs; with and without prizes."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    nodes = draw(st.integers(1, 8))
    tree = [(int(rng.integers(k)), k) for k in range(1, nodes)]
    extra = rng.integers(0, nodes, (draw(st.integers(0, 12)), 2)).tolist()
    ends = np.array([*tree, *extra], np.int64).reshape(-1, 2)
    cost = rng.integers(0, draw(st.sampled_from([2, 4, 30])), len(ends)).astype(float)
    cost *= draw(st.sampled_from([1.0, 0.1]))
    terminals = rng.choice(nodes, draw(st.integers(1, nodes)), replace=False).tolist()
    prized = rng.choice(nodes, draw(st.integers(0, nodes)), replace=False).tolist()
    prizes = {v: float(rng.integers(0, 20)) for v in prized} if draw(st.booleans()) else None
    if draw(st.booleans()):
        terminals = terminals[:1]
    return steiner_graph(ends, cost, terminals[0], terminals, prizes, nodes=nodes)


def least(graph: SteinerGraph) -> float:
    """The cost of the best tree: of all sets of nodes that hold what is required, the cheapest spanning tree."""
    required = set(np.flatnonzero(graph.required).tolist())
    others = [v for v in range(graph.nodes) if v not in required]
    whole = nx.Graph()
    whole.add_nodes_from(range(graph.nodes))
    for (u, v), cost in zip(graph.ends.tolist(), graph.cost.tolist(), strict=True):
        if u != v and (not whole.has_edge(u, v) or cost < whole.edges[u, v]["weight"]):
            whole.add_edge(u, v, weight=cost)
    best = np.inf
    for count in range(len(others) + 1):
        for some in combinations(others, count):
            held = required | set(some)
            part = whole.subgraph(held)
            if nx.is_connected(part):
                cost = nx.minimum_spanning_tree(part).size("weight")
                best = min(best, cost + sum(graph.prize[v] for v in others if v not in held))
    return best


def consistent(graph: SteinerGraph, tree: SteinerTree) -> None:
    """A tree with the root and all terminals, its cost added up here, its bound below."""
    joined = nx.Graph(graph.ends[tree.edges].tolist())
    joined.add_node(graph.root)
    assert nx.is_tree(joined) and joined.number_of_edges() == tree.edges.size
    assert set(np.flatnonzero(graph.required).tolist()) <= set(joined)
    missed = sum(graph.prize[v] for v in range(graph.nodes) if v not in joined)
    assert tree.cost == pytest.approx(graph.cost[tree.edges].sum() + missed, abs=1e-9)
    assert 0.0 <= tree.bound <= tree.cost and tree.gap >= 0.0


def test_arcs_that_are_left_and_reach_nobody_prove_the_best_tree() -> None:
    """The relaxation has no solution here once the useless arcs are closed: no better tree, not the end of time."""
    ends = np.array([[0, 1], [0, 2], [2, 3], [0, 4], [0, 1], [3, 4], [2, 1]])
    required, prize = np.arange(5) == 2, np.array([1.0, 19.0, 0.0, 19.0, 14.0])
    tree = solve_steiner(SteinerGraph(ends, np.array([1.5, 0.1, 0.4, 2.1, 1.7, 1.9, 0.0]), 2, required, prize))
    assert (tree.cost, tree.bound) == (pytest.approx(2.4), tree.cost)


@pytest.mark.kernel
@settings(deadline=None, max_examples=150)
@given(graphs())
def test_the_best_tree_is_found_and_proved(graph: SteinerGraph) -> None:
    tree = solve_steiner(graph, QUICK)
    consistent(graph, tree)
    assert tree.cost == pytest.approx(least(graph), abs=1e-9)
    assert tree.bound == pytest.approx(tree.cost, abs=1e-7)


@settings(deadline=None, max_examples=100)
@given(graphs(), st.integers(0, 3))
def test_without_the_cut_model_the_bound_still_holds(graph: SteinerGraph, seed: int) -> None:
    ascent = SteinerWork(starts=1, search_steps=2, roots=1, exact_edges=0, part_passes=0, seed=seed)
    trees = [solve_steiner(graph, work) for work in (ascent, replace(ascent, part_targets=2, part_passes=2))]
    for tree in trees:
        consistent(graph, tree)
        assert tree.bound - 1e-9 <= least(graph) <= tree.cost + 1e-9
    assert trees[1].bound >= trees[0].bound - 1e-9


def test_the_cut_model_on_parts_betters_the_dual_ascent() -> None:
    graph = road_grid(20, 60, 4)
    ascent = SteinerWork(search_steps=50, exact_edges=0, part_passes=0)
    below, above = (solve_steiner(graph, work) for work in (ascent, replace(ascent, part_targets=10, part_passes=3)))
    best = solve_steiner(graph)
    assert best.gap < 1e-8
    assert below.bound < above.bound <= best.cost * (1 + 1e-9)
    assert best.cost - above.bound < 0.5 * (best.cost - below.bound)


def road_grid(side: int, terminals: int, seed: int) -> SteinerGraph:
    rng = np.random.default_rng(seed)
    number = np.arange(side * side).reshape(side, side)
    pairs = [(number[:, :-1], number[:, 1:]), (number[:-1], number[1:])]
    ends = np.concatenate([np.stack([a.ravel(), b.ravel()], axis=1) for a, b in pairs])
    places = rng.choice(side * side, terminals, replace=False).tolist()
    return steiner_graph(ends, rng.uniform(1.0, 2.0, len(ends)), places[0], places)


def test_a_grid_of_roads_is_solved_the_same_from_each_seed_and_from_each_root() -> None:
    graph = road_grid(14, 25, 1)
    trees = [solve_steiner(graph, SteinerWork(search_steps=50, seed=seed)) for seed in (0, 0, 1)]
    assert trees[0].edges.tolist() == trees[1].edges.tolist()
    other = np.flatnonzero(graph.required)[-1]
    turned = SteinerGraph(graph.ends, graph.cost, int(other), graph.required, graph.prize)
    for tree in (*trees, solve_steiner(turned)):
        consistent(graph, tree)
        assert tree.gap < 1e-8
        assert tree.cost == pytest.approx(trees[0].cost)


def test_each_edge_of_a_tree_is_needed() -> None:
    graph = road_grid(12, 20, 2)
    edges = solve_steiner(graph, QUICK).edges.tolist()
    wanted = set(np.flatnonzero(graph.required).tolist())
    for edge in edges:
        rest = nx.Graph(graph.ends[[k for k in edges if k != edge]].tolist())
        rest.add_nodes_from(wanted)
        assert not wanted <= nx.node_connected_component(rest, graph.root)


def test_a_prize_is_worth_its_way_or_not() -> None:
    """A path 0-1-2 of 3 + 4; node 2's prize pays from 7 on; what is missed is part of the cost."""
    ends, cost = np.array([[0, 1], [1, 2]]), np.array([3.0, 4.0])
    missed = solve_steiner(steiner_graph(ends, cost, 0, [], {2: 6.5}))
    assert missed.edges.size == 0 and missed.cost == missed.bound == 6.5
    won = solve_steiner(steiner_graph(ends, cost, 0, [], {2: 7.5}))
    assert won.edges.tolist() == [0, 1] and won.cost == won.bound == 7.0
    assert solve_steiner(steiner_graph(ends, cost, 0, [], {1: 1.0, 2: 6.5})).edges.tolist() == [0, 1]


def test_a_prize_that_no_edge_leads_to_is_missed() -> None:
    tree = solve_steiner(steiner_graph(np.array([[0, 1]]), np.array([2.0]), 0, [1], {3: 5.0}, nodes=4))
    assert tree.edges.tolist() == [0] and tree.cost == tree.bound == 7.0


def test_one_terminal_needs_no_edge() -> None:
    tree = solve_steiner(steiner_graph(np.zeros((0, 2)), np.zeros(0), 0, [0]))
    assert tree.edges.size == 0 and tree.cost == tree.bound == tree.gap == 0.0


def test_edges_that_cost_nothing() -> None:
    ring = np.array([[0, 1], [1, 2], [2, 3], [3, 0], [0, 2]])
    tree = solve_steiner(steiner_graph(ring, np.zeros(5), 0, [1, 3]))
    assert tree.cost == tree.bound == tree.gap == 0.0 and tree.edges.size in (2, 3)


def test_ctrl_c_gives_the_best_so_far() -> None:
    graph = road_grid(14, 25, 1)

    def stop(cost: float, bound: float) -> None:
        raise KeyboardInterrupt

    tree = solve_steiner(graph, report=stop)
    consistent(graph, tree)
    assert tree.method.endswith("interrupted")


def test_ctrl_c_ends_the_work_of_which_a_tree_is_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan whose cables were sought for a moment only would be kept as a whole one."""
    graph = road_grid(6, 8, 1)
    found = solve_steiner(graph)
    assert whole_tree(graph).edges.tolist() == found.edges.tolist()
    monkeypatch.setattr(steiner, "solve_steiner", lambda *_: replace(found, method=f"{found.method}, interrupted"))
    with pytest.raises(KeyboardInterrupt):
        whole_tree(graph)


def test_bad_input_is_named() -> None:
    ends, cost = np.array([[0, 1], [2, 3]]), np.ones(2)
    with pytest.raises(PlanningError, match="node 3 cannot be reached from node 0"):
        steiner_graph(ends, cost, 0, [1, 3])
    with pytest.raises(PlanningError, match="node 7 cannot be reached"):
        steiner_graph(ends, cost, 0, [7])
    with pytest.raises(PlanningError, match="no node 7; nodes are 0 to 3"):
        steiner_graph(ends, cost, 0, [7], nodes=4)
    with pytest.raises(PlanningError, match="no node -1"):
        steiner_graph(ends, cost, 0, [-1])
    with pytest.raises(PlanningError, match=r"cost must be .* >= 0, got -1"):
        steiner_graph(ends, np.array([1.0, -1.0]), 0, [1])
    with pytest.raises(PlanningError, match=r"prize must be .* got nan"):
        steiner_graph(ends, cost, 0, [1], {0: np.nan})
    with pytest.raises(PlanningError, match=r"shape \(3,\) do not fit 2 edges"):
        steiner_graph(ends, np.ones(3), 0, [1])


@pytest.mark.parametrize("instance", ["steinlib_d/d01", "steinlib_d/d05", "steinlib_d/d10", "cologne/i101M3"])
def test_official_optima(shared: Path, instance: str) -> None:
    file = shared / "reference" / "steiner" / f"{instance}.stp"
    with (file.parent / "optima.csv").open(encoding="utf-8", newline="") as text:
        optimum = {row["instance"]: float(row["optimum"]) for row in csv.DictReader(text)}[file.stem]
    graph = steinlib.read(file)
    tree = solve_steiner(graph, SteinerWork(search_steps=100))
    consistent(graph, tree)
    assert tree.cost == pytest.approx(optimum, abs=1e-5)  # printed to 6 decimals
    assert tree.bound == pytest.approx(optimum, abs=1e-5)
