"""Large covering problems, by cuts and annealing: against brute force, a plain linear program and their own books."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from covplan.planning import CoverProblem, CoverWork, least_cost, most_people
from covplan.planning import cover_large as large_module
from covplan.planning import cover_regions as regions_module
from covplan.planning._cover_cuts import cut_rows
from covplan.planning.cover_cuts import CoverCuts
from covplan.planning.cover_large import solve_large
from covplan.planning.covering_bound import most_people_bound, rounded_up

WORK = CoverWork(search_steps=30, bound_steps=100, cut_rounds=40, anneal_steps=600, exact_nonzeros=-1, gap=0.0)
COSTS = ["equal", "whole", "mixed", "tiny", "huge", "some free"]


def drawn(seed: int, candidates: int, classes: int, costs: str = "mixed", density: float = 0.3) -> CoverProblem:
    rng = np.random.default_rng(seed)
    matrix = sparse.csr_array(rng.random((candidates, classes)) < density)
    people = rng.integers(1, 200, classes).astype(float)
    price = {
        "equal": np.full(candidates, 3.0),
        "whole": rng.integers(1, 9, candidates).astype(float),
        "mixed": rng.uniform(0.5, 4.0, candidates),
        "tiny": rng.uniform(0.5, 4.0, candidates) * 1e-9,
        "huge": rng.uniform(0.5, 4.0, candidates) * 1e12,
        "some free": rng.choice([0.0, 1.0, 2.5], candidates),
    }
    return CoverProblem(matrix, people, price[costs])


def every_choice(problem: CoverProblem) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Costs and people of all choices, by looking at each."""
    choices = np.array(list(product([False, True], repeat=problem.costs.size)))
    served = choices.astype(int) @ problem.matrix.toarray().astype(int) > 0
    return choices @ problem.costs, served @ problem.people


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 10**6), st.integers(1, 8), st.integers(1, 12), st.sampled_from(COSTS), st.floats(0.1, 1.0),
    st.sampled_from([0.1, 0.3, 1.0]),
)  # fmt: skip
def test_bound_and_choice_bracket_the_best(
    seed: int, candidates: int, classes: int, costs: str, share: float, density: float
) -> None:
    problem = drawn(seed, candidates, classes, costs, density)
    paid, served = every_choice(problem)
    unit, everybody = max(float(problem.costs.max()), 1e-300), float(problem.people.sum())

    needed = share * served.max()
    best = paid[served >= needed - 1e-6].min()
    found = least_cost(problem, needed, WORK)
    assert found.reached and found.people >= needed - 1e-6
    assert found.bound - 1e-7 * unit <= best <= found.cost + 1e-9 * unit

    budget = share * float(problem.costs.sum())
    most = served[paid <= budget + 1e-12 * unit].max()
    found = most_people(problem, budget, WORK)
    assert found.cost <= budget * (1.0 + 1e-9)
    assert found.people <= most + 1e-6 and most <= found.bound + 1e-7 * everybody


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(COSTS))
def test_what_is_proven_of_less_holds_for_more(seed: int, costs: str) -> None:
    """A bound on a lower target does not pass a higher one's cost, nor people for a budget the bound of a higher."""
    problem = drawn(seed, 12, 40, costs, 0.2)
    reach, unit = problem.people_in_reach, float(problem.costs.max())
    found = [least_cost(problem, share * reach, WORK) for share in (0.3, 0.6, 0.9, 1.0)]
    for k, less in enumerate(found):
        assert all(less.bound <= more.cost + 1e-7 * unit for more in found[k:])
    total = float(problem.costs.sum())
    found = [most_people(problem, share * total, WORK) for share in (0.0, 0.2, 0.5, 1.0)]
    for k, less in enumerate(found):
        assert all(less.people <= more.bound + 1e-6 for more in found[k:])


def linear_relaxation(problem: CoverProblem, limit: float, by_budget: bool) -> float:
    """By a plain linear program with a row for each class."""
    size, classes = problem.matrix.shape
    links = np.hstack([-problem.matrix.toarray().T.astype(float), np.eye(classes)])
    money, people = np.r_[problem.costs, np.zeros(classes)], np.r_[np.zeros(size), problem.people]
    last, side = (money, limit) if by_budget else (-people, -limit)
    solved = linprog(
        -people if by_budget else money, np.vstack([links, last]), np.r_[np.zeros(classes), side], bounds=(0, 1)
    )
    return float(-solved.fun if by_budget else solved.fun)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("groups", [1, 5])
def test_the_cuts_end_at_the_linear_relaxation(seed: int, groups: int) -> None:
    problem = drawn(seed, 30, 120, density=0.1)
    group = np.random.default_rng(seed).integers(0, groups, 120)
    for by_budget, limit in ((False, 0.9 * problem.people_in_reach), (True, 9.0)):
        cuts = CoverCuts(problem, limit, by_budget, group)
        bounds = list(cuts.rounds(300))
        assert len(bounds) < 300
        assert bounds[-1] == pytest.approx(linear_relaxation(problem, limit, by_budget), rel=1e-6)
        assert np.all(cuts.share >= -1e-9) and np.all(cuts.share <= 1.0 + 1e-9)
        dearer = linear_relaxation(problem, limit * 1.0001, by_budget)
        slope = abs(dearer - bounds[-1]) / (0.0001 * limit)  # cost of a person, or people for a cost
        assert cuts.price == pytest.approx(1.0 / slope if by_budget else slope, rel=0.02)


@pytest.mark.kernel
def test_cuts_touch_what_is_served_and_hold_elsewhere() -> None:
    problem, rng = drawn(3, 8, 20), np.random.default_rng(5)
    group, matrix = rng.integers(0, 3, 20), problem.matrix.toarray().astype(float)
    slopes, constants = np.zeros((3, 8)), np.zeros(3)

    def people(x: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.bincount(group, problem.people * np.minimum(1.0, x @ matrix), 3)

    for _ in range(5):
        point = rng.random(8) * (rng.random(8) < 0.4)
        by_class = problem.by_class
        cut_rows(point @ matrix, 1.0, group, problem.people, by_class.indptr, by_class.indices, slopes, constants)
        assert constants + slopes @ point == pytest.approx(people(point))
        for other in rng.random((20, 8)):
            assert np.all(people(other) <= constants + slopes @ other + 1e-9)


@pytest.mark.kernel
def test_annealing_keeps_its_books() -> None:
    """Small, so that it also runs uncompiled."""
    problem = drawn(8, 10, 20)
    for by_budget, limit in ((False, 0.7 * problem.people_in_reach), (True, 5.0)):
        chain = large_module._Chain(problem, limit, by_budget, ~np.zeros(10, bool) & (not by_budget), 0.01, 60, 1)
        chain.go_on(0, 60)
        times = chain._chosen.astype(int) @ problem.matrix.toarray().astype(int)
        assert np.array_equal(chain._times, times)
        assert chain._gain == pytest.approx(problem.matrix @ np.where(times > 0, 0.0, problem.people))
        assert chain._totals == pytest.approx([problem.costs[chain._chosen].sum(), problem.people[times > 0].sum()])
        served = problem.people_served(chain.best)
        assert chain.value == pytest.approx(served if by_budget else -problem.costs[chain.best].sum())
        assert problem.costs[chain.best].sum() <= limit + 1e-9 if by_budget else served >= limit


@pytest.mark.parametrize("by_budget", [False, True])
def test_threads_change_nothing_and_two_seeds_agree(by_budget: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = drawn(5, 80, 400, density=0.05)
    work = replace(WORK, anneal_steps=5000)

    def solve(seed: int) -> tuple[NDArray[np.bool_], float, float]:
        aim = (most_people, 12.0) if by_budget else (least_cost, 0.9 * problem.people_in_reach)
        found = aim[0](problem, aim[1], replace(work, seed=seed))
        assert found.gap < 0.15 and found.method == ("cuts, annealing" if by_budget else "cuts, annealing, regions")
        return found.chosen, found.people if by_budget else found.cost, found.bound

    both, again, other = solve(1), solve(1), solve(2)
    for module in (large_module, regions_module):
        monkeypatch.setattr(module, "ThreadPoolExecutor", lambda _: ThreadPoolExecutor(1))
    one = solve(1)
    assert np.array_equal(both[0], one[0]) and np.array_equal(both[0], again[0])
    assert both[1:] == one[1:] == again[1:]
    if by_budget:
        assert max(both[1], other[1]) <= min(both[2], other[2])
    else:
        assert min(both[1], other[1]) >= max(both[2], other[2])


def test_annealing_betters_the_greedy_choice() -> None:
    problem = drawn(7, 80, 400, density=0.05)
    needed = 0.95 * problem.people_in_reach
    greedy = least_cost(problem, needed, replace(WORK, anneal_steps=0, region_nodes=0))
    found = least_cost(problem, needed, replace(WORK, anneal_steps=8000, region_nodes=0))
    assert found.cost < greedy.cost and found.bound == greedy.bound


def test_regions_prove_more_than_the_relaxation_and_never_too_much() -> None:
    problem = drawn(1, 40, 200, density=0.15)
    needed = 0.99 * problem.people_in_reach
    best = least_cost(problem, needed, CoverWork(search_steps=300)).cost
    relaxed, some, more = (least_cost(problem, needed, replace(WORK, region_nodes=n)).bound for n in (0, 20, 2000))
    assert relaxed <= some <= more <= best + 1e-9 and more > relaxed + 0.05


@pytest.mark.parametrize("at", [1, 4, 15])
@pytest.mark.parametrize("by_budget", [False, True])
def test_an_interrupt_gives_the_best_so_far_and_its_bound(at: int, by_budget: bool) -> None:
    problem, told = drawn(5, 60, 300, density=0.05), []

    def report(value: float, bound: float) -> None:
        told.append((value, bound))
        if len(told) == at:
            raise KeyboardInterrupt

    aim = (most_people, 12.0) if by_budget else (least_cost, 0.9 * problem.people_in_reach)
    found = aim[0](problem, aim[1], replace(WORK, anneal_steps=20_000), report=report)
    assert "interrupted" in found.method and len(told) == at
    assert told[-1] == pytest.approx((found.people if by_budget else found.cost, found.bound))
    assert found.bound >= found.people if by_budget else found.bound <= found.cost and (found.bound > 0.0 or at == 1)


def test_locked_and_forbidden_hold() -> None:
    problem = drawn(4, 9, 20)
    locked, allowed = np.zeros(9, bool), np.ones(9, bool)
    locked[2], allowed[5] = True, False
    found = least_cost(problem, 0.8 * problem.people_in_reach, WORK, locked, allowed)
    assert found.chosen[2] and not found.chosen[5] and found.bound >= problem.costs[2]


def test_nothing_to_choose_from_and_all_in_one_class() -> None:
    empty = CoverProblem(sparse.csr_array((0, 3), dtype=bool), np.ones(3), np.zeros(0))
    for found in (least_cost(empty, 1.0, WORK), most_people(empty, 5.0, WORK)):
        assert (found.cost, found.people, found.bound) == (0.0, 0.0, 0.0)
    together = CoverProblem(sparse.csr_array(np.ones((5, 30), bool)), np.ones(30), np.array([4.0, 2.0, 3.0, 2.0, 9.0]))
    found = least_cost(together, 20.0, WORK)
    assert (found.cost, found.people, found.bound) == (2.0, 30.0, 2.0)
    found = most_people(together, 1.9, WORK)
    assert found.people == 0.0 and found.bound <= 30.0
    assert list(solve_large(together, 0.0, False, np.zeros(5, bool), 3, 10, 9, 0)) == [(None, 0.0)]


def test_without_money_what_costs_nothing_still_counts() -> None:
    problem = CoverProblem(
        sparse.csr_array(np.eye(3, dtype=bool)), np.array([5.0, 7.0, 9.0]), np.array([0.0, 1.0, 0.0])
    )
    found = most_people(problem, 0.0, WORK)
    assert found.people == 14.0 and 14.0 <= found.bound < 14.1
    assert most_people_bound(problem, 0.0, 14.0, 50) >= 14.0


def test_a_bound_on_whole_costs_is_rounded_up() -> None:
    assert rounded_up(10.2, np.array([2.0, 3.0])) == 11.0
    assert rounded_up(10.2, np.array([4.0, 6.0])) == 12.0
    assert rounded_up(10.0000001, np.array([2.0, 3.0])) == pytest.approx(10.0)
    assert rounded_up(10.2, np.array([2.0, 3.5])) == 10.2
    assert rounded_up(0.0, np.array([0.0, 0.0])) == 0.0 == rounded_up(0.0, np.zeros(0))
    assert rounded_up(10.2, np.array([2.0, 1e15])) == 10.2
