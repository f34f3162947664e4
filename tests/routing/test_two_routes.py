"""Kernels of protection against exhaustive removal: bridges, insertion, deletion, separation."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_rings import allowed, lacking, least_cost, small_problems

from covplan.routing._ring_cuts import separate
from covplan.routing._ring_search import complete, prune, search
from covplan.routing._two_routes import walk
from covplan.routing.protection_problem import ProtectionProblem
from covplan.routing.ring_program import _oriented

pytestmark = pytest.mark.kernel


def state() -> np.ndarray:
    return np.array([88172645463325252], np.uint64)


@settings(deadline=None, max_examples=100)
@given(small_problems(), st.integers(0, 10**6))
def test_needs_are_judged_as_by_trying_every_failure(problem: ProtectionProblem, seed: int) -> None:
    chosen = np.random.default_rng(seed).random(len(problem.ends)) < 0.8
    missing = lacking(problem, chosen)
    assert set(np.flatnonzero(problem.unmet(chosen)).tolist()) == missing
    assert problem.met(chosen) == (not missing)


@settings(deadline=None, max_examples=60)
@given(small_problems(most_edges=14))
def test_bridges_are_those_of_networkx(problem: ProtectionProblem) -> None:
    root, _, _, indptr, arcs, head, *_ = problem.graph
    order, met, low, way = walk(root, indptr, arcs, head, np.ones(len(problem.ends), bool))
    simple = nx.Graph(problem.ends.tolist())
    several = nx.Graph([pair for pair in problem.ends.tolist() if problem.ends.tolist().count(pair) > 1])
    several.add_edges_from(pair for pair in problem.ends.tolist() if pair[::-1] in problem.ends.tolist())
    expected = {frozenset(pair) for pair in nx.bridges(simple)} - {frozenset(pair) for pair in several.edges}
    found = [frozenset(problem.ends[way[v] >> 1].tolist()) for v in order[1:] if low[v] == met[v]]
    assert set(found) == expected and len(found) == len(expected)


@settings(deadline=None, max_examples=100)
@given(small_problems(most_edges=12))
def test_insertion_gives_what_is_needed_and_deletion_leaves_nothing_superfluous(problem: ProtectionProblem) -> None:
    problem, chosen = allowed(problem), np.zeros(len(problem.ends), bool)
    assert complete(problem.graph, problem.net, problem.cost, chosen, state())
    assert not lacking(problem, chosen)
    prune(problem.graph, problem.cost, chosen)
    assert not lacking(problem, chosen)
    for edge in np.flatnonzero(chosen):
        chosen[edge] = False
        assert lacking(problem, chosen)
        chosen[edge] = True


def test_two_routes_are_inserted_at_least_cost() -> None:
    """The cheapest way 0-1-2-3 uses what both cheapest routes need: the second flow takes it back."""
    ends = np.array([[0, 1], [1, 2], [2, 3], [0, 2], [1, 3], [0, 3]])
    problem = ProtectionProblem(ends, np.array([1.0, 1, 1, 2.5, 2.5, 9]), np.array([0, 0, 0, 2]), 0)
    chosen = np.zeros(6, bool)
    assert complete(problem.graph, problem.net, problem.cost, chosen, state())
    assert np.flatnonzero(chosen).tolist() == [0, 2, 3, 4]


@settings(deadline=None, max_examples=60)
@given(small_problems())
def test_the_search_never_leaves_what_is_needed(problem: ProtectionProblem) -> None:
    problem = allowed(problem)
    chosen = np.ones(len(problem.ends), bool)
    best = chosen.copy()
    search(30, 0, 30, problem.graph, problem.net, problem.cost, problem.cost, chosen, best, state())
    assert not lacking(problem, best) and not lacking(problem, chosen)
    assert least_cost(problem) - 1e-9 <= problem.cost[best].sum() <= problem.cost.sum()


@settings(deadline=None, max_examples=100)
@given(small_problems(), st.integers(0, 10**6))
def test_a_network_breaks_a_cut_exactly_if_it_lacks_something(problem: ProtectionProblem, seed: int) -> None:
    """Networks are oriented as the program does; what lacks nothing breaks no cut of any problem."""
    problem = allowed(problem)
    chosen = np.random.default_rng(seed).random(len(problem.ends)) < 0.8
    y = _oriented(problem, chosen).astype(float)
    rows, right = separate(problem.graph, problem.net, y, 3, 200)
    assert (len(rows) == 0) == (not lacking(problem, chosen))
    assert all(y[row].sum() < least for row, least in zip(rows, right, strict=True))
    whole = np.ones(len(problem.ends), bool)
    everything = _oriented(problem, whole).astype(float)
    for row, least in zip(rows, right, strict=True):
        assert everything[row].sum() >= least  # a cut that the whole graph fills: no row cuts a good network off
