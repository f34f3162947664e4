"""Every single failure against cutting it out and looking who is left."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from small_rings import reached, small_problems

from covplan.routing import Failure, single_failures
from covplan.routing.protection_problem import ProtectionProblem


@settings(deadline=None, max_examples=150)
@given(small_problems(most_edges=12), st.integers(0, 10**6))
def test_who_is_cut_off_and_how_many(problem: ProtectionProblem, seed: int) -> None:
    rng = np.random.default_rng(seed)
    people = rng.integers(0, 100, problem.needed.size).astype(float)
    built = rng.random(len(problem.ends)) < 0.8
    edges = np.flatnonzero(built)
    found = single_failures(problem.ends, edges, problem.root, problem.needed, people, problem.groups)
    expected = []
    asks = set(np.flatnonzero(problem.needed > 0).tolist())
    for k, gone in enumerate([[edge] for edge in edges.tolist()] + [group.tolist() for group in problem.groups]):
        left = built.copy()
        left[gone] = False
        if nodes := asks & (reached(problem, built) - reached(problem, left)):
            failed = tuple(sorted(set(gone) & set(edges.tolist())))
            group = k - edges.size if k >= edges.size else None
            expected.append(Failure(failed, group, tuple(sorted(nodes)), float(people[list(nodes)].sum())))
    assert found == tuple(sorted(expected, key=lambda one: -one.people))


def test_a_road_is_more_than_its_pieces() -> None:
    """A ring of four edges, two of which lie along one road."""
    ends, people = np.array([[0, 1], [1, 2], [2, 3], [3, 0], [3, 4]]), np.array([0.0, 10.0, 20.0, 30.0, 5.0])
    found = single_failures(ends, np.arange(5), 0, np.ones(5, int), people, [np.array([0, 2]), np.array([1])])
    assert found == (Failure((0, 2), 0, (1, 2), 30.0), Failure((4,), None, (4,), 5.0))
