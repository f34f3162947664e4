"""What whole choices waste, region by region: against all choices, one by one, and by hand."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import sparse

from covplan.planning import CoverProblem
from covplan.planning._cover_regions import least_waste
from covplan.planning.cover_regions import _joined, region_bounds


def drawn(rng: np.random.Generator, candidates: int, classes: int, density: float) -> CoverProblem:
    matrix = sparse.csr_array(rng.random((candidates, classes)) < density)
    return CoverProblem(matrix, rng.integers(1, 50, classes).astype(float), rng.uniform(0.5, 4.0, candidates))


def choices(size: int) -> NDArray[np.int64]:
    return np.array(list(product([0, 1], repeat=size)))


def wastes(
    matrix: NDArray[np.int64], slack: NDArray[np.float64], prices: NDArray[np.float64], left: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Of every choice."""
    x = choices(slack.size)
    times = x @ matrix
    return x @ slack + np.maximum(times - 1, 0) @ prices + (times == 0) @ left


@pytest.mark.kernel
@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 8), st.integers(1, 12), st.sampled_from([0.1, 0.3, 0.7]), st.booleans())
def test_the_tree_ends_at_the_least_waste(
    seed: int, candidates: int, classes: int, density: float, some_for_nothing: bool
) -> None:
    rng = np.random.default_rng(seed)
    matrix = sparse.csr_array(rng.random((candidates, classes)) < density)
    slack, prices, left = rng.random(candidates), rng.random(classes), 2.0 * rng.random(classes)
    if some_for_nothing:
        slack[rng.random(candidates) < 0.5] = 0.0
        left[rng.random(classes) < 0.3] = 0.0
        left[rng.random(classes) < 0.3] = 50.0
    best = wastes(matrix.toarray().astype(int), slack, prices, left).min()
    by_class = matrix.tocsc()
    program = (slack, prices, left, matrix.indptr, matrix.indices, by_class.indptr, by_class.indices)
    for cut in (0.3 * best, best + 0.2, 1e9):
        found, nodes = least_waste(cut, 0.0, 10**6, *program)
        assert found == pytest.approx(min(cut, best), abs=1e-9) and nodes >= 1
        rough = least_waste(cut, 0.5, 10**6, *program)[0]
        assert rough <= found + 1e-9
    if nodes > 1:
        assert least_waste(1e9, 0.0, nodes - 1, *program) == (0.0, nodes)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 10**6), st.integers(1, 11), st.integers(1, 25), st.sampled_from([0.1, 0.3]), st.floats(0.05, 1.0),
    st.floats(0.0, 3.0), st.sampled_from([1, 20, 3000]),
)  # fmt: skip
def test_a_bound_at_any_prices(
    seed: int, candidates: int, classes: int, density: float, share: float, height: float, nodes: int
) -> None:
    """However bad the prices, the choice that makes the regions, and the work: nothing that is enough is cheaper."""
    rng = np.random.default_rng(seed)
    problem = drawn(rng, candidates, classes, density)
    x = choices(candidates)
    served = (x @ problem.matrix.toarray().astype(int) > 0) @ problem.people
    needed = share * served.max()
    best = (x @ problem.costs)[served >= needed - 1e-9].min()
    price = height * float(problem.costs.sum() / problem.people.sum())
    prices = rng.random(classes) * price * problem.people * rng.choice([0.0, 0.5, 1.0, 1.5], classes)
    chosen, parts = rng.random(candidates) < 0.8, rng.random(candidates) * (rng.random(candidates) < 0.7)
    found = list(region_bounds(problem, needed, prices, price, chosen, parts, nodes))
    assert all(later >= before for before, later in zip(found, found[1:], strict=False))
    assert found[-1] <= best + 1e-9 * max(1.0, best)


@pytest.mark.parametrize("seed", range(6))
def test_one_region_wastes_what_the_best_choice_wastes(seed: int) -> None:
    """With prices that no candidate exceeds the bound is the least of cost and missing people, at their price."""
    rng = np.random.default_rng(seed)
    problem = drawn(rng, 9, 30, 0.25)
    price, needed = 0.05, 0.9 * problem.people_in_reach
    prices = np.full(30, float((problem.costs / np.maximum(np.diff(problem.matrix.indptr), 1)).min()))
    x = choices(9)
    people = (x @ problem.matrix.toarray().astype(int) > 0) @ problem.people
    least = (x @ problem.costs + price * (needed - people)).min()
    *_, bound = region_bounds(
        problem, needed, np.minimum(prices, price * problem.people), price, np.arange(9) < 4, np.ones(9), 10**6
    )
    assert bound == pytest.approx(least, abs=2e-4)


def test_three_candidates_that_serve_two_of_three_each() -> None:
    """In halves they serve all for 1.5; whole ones cost 2, as a second one serves somebody twice."""
    problem = CoverProblem(sparse.csr_array(np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], bool)), np.ones(3), np.ones(3))
    halves, *_, bound = region_bounds(
        problem, 3.0, np.full(3, 0.5), 1.5, np.array([True, True, False]), np.full(3, 0.5), 100
    )
    assert halves == pytest.approx(1.5) and bound == pytest.approx(2.0)


def test_regions_add_up_and_better_the_relaxation() -> None:
    """Four islands of three such candidates each, in two regions: the relaxation is 6, and that 8 is best is proven."""
    island = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], bool)
    problem = CoverProblem(sparse.csr_array(np.kron(np.eye(4, dtype=bool), island)), np.ones(12), np.ones(12))
    halves, chosen = np.full(12, 0.5), np.tile([True, True, False], 4)
    *_, bound = region_bounds(problem, 12.0, halves, 1.5, chosen, halves, 10_000)
    assert bound == pytest.approx(8.0, abs=1e-4)


def test_groups_are_joined_by_their_ties() -> None:
    ties = np.array([[9.0, 5.0, 0.0, 0.1], [5.0, 9.0, 0.0, 0.0], [0.0, 0.0, 9.0, 3.0], [0.1, 0.0, 3.0, 9.0]])
    assert _joined(ties.copy(), np.ones(4), 2).tolist() == [0, 0, 1, 1]
    assert _joined(np.zeros((3, 3)), np.ones(3), 1).tolist() == [0, 1, 2]
    assert _joined(np.zeros((2, 2)), np.zeros(2), 1).tolist() == [0, 1]
