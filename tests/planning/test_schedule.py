"""Schedules against every schedule, and what must hold of each."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import sparse

from covplan.planning.cover_problem import CoverProblem, Requirement
from covplan.planning.schedule import Due, schedule

YEARS = 3


def drawn(seed: int) -> tuple[CoverProblem, list[float], list[Due]]:
    rng = np.random.default_rng(seed)
    served = rng.random((6, 10)) < 0.35
    people = rng.integers(1, 100, 10).astype(float)
    problem = CoverProblem(sparse.csr_array(served), people, rng.integers(1, 6, 6).astype(float))
    budgets = [float(rng.integers(2, 9)) if rng.random() < 0.8 else np.inf for _ in range(YEARS)]
    reached = served.any(axis=0)
    floor = np.where(np.arange(10) < 3, 1.0, 0.0) * reached
    due = [
        Due(Requirement("people", people, 0.6 * people[reached].sum()), 1),
        Due(Requirement("floor", floor, float(floor.sum())), 0),
    ]
    return problem, budgets, due


def told(problem: CoverProblem, budgets: list[float], due: list[Due], year: tuple[int, ...]) -> tuple[float, float]:
    """What is lacking over the years, and the people over the years; a broken budget lacks without end."""
    matrix, lacking, people = problem.matrix.toarray(), 0.0, 0.0
    for t, budget in enumerate(budgets):
        if sum(problem.costs[j] for j, of in enumerate(year) if of == t) > budget + 1e-9:
            return np.inf, 0.0
        served = np.array([matrix[j] for j, of in enumerate(year) if of <= t] or [np.zeros(10, bool)]).any(axis=0)
        people += problem.people[served].sum()
        for one in due:
            if t >= one.first and one.requirement.needed > 0:
                share = one.requirement.weights[served].sum() / one.requirement.needed
                lacking += max(1.0 - share, 0.0)
    return lacking, people


@pytest.mark.parametrize("seed", range(8))
def test_no_schedule_lacks_less_or_serves_more(seed: int) -> None:
    problem, budgets, due = drawn(seed)
    every = [told(problem, budgets, due, year) for year in product(range(YEARS + 1), repeat=6)]
    penalty = 2.0 * YEARS * problem.people_in_reach + 1.0
    best = max(people - penalty * lacking for lacking, people in every)
    found = schedule(problem, budgets, due, 60.0)
    lacking, people = told(problem, budgets, due, tuple(found.year.tolist()))
    assert found.value == pytest.approx(people - penalty * lacking)
    assert found.value == pytest.approx(best, rel=1e-4)
    assert found.bound >= best - 1e-4 * abs(best)
    quick = schedule(problem, budgets, due, 0.0)
    assert told(problem, budgets, due, tuple(quick.year.tolist()))[0] < np.inf
    assert quick.value <= found.value + 1e-6
    assert quick.bound == np.inf  # nothing is proven without HiGHS


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_without_limits_all_is_built_in_the_first_year(seed: int) -> None:
    problem, _, due = drawn(seed)
    for seconds in (0.0, 30.0):
        found = schedule(problem, [np.inf] * YEARS, due, seconds)
        useful = np.diff(problem.matrix.indptr) > 0
        assert (problem.served_classes(found.year == 0) == problem.served_classes(useful)).all()


def test_what_fits_no_budget_is_not_built() -> None:
    problem = CoverProblem(sparse.csr_array(np.eye(2, dtype=bool)), np.array([5.0, 9.0]), np.array([1.0, 10.0]))
    found = schedule(problem, [2.0, 3.0], [], 10.0)
    assert found.year.tolist() == [0, 2]


def people_by_year(problem: CoverProblem, year: NDArray[np.int64]) -> list[float]:
    return [problem.people_served(year <= t) for t in range(YEARS)]


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_more_money_never_serves_fewer_in_sum(seed: int) -> None:
    problem, budgets, _ = drawn(seed)
    less = schedule(problem, budgets, [], 30.0)
    more = schedule(problem, [1.5 * budget for budget in budgets], [], 30.0)
    assert sum(people_by_year(problem, more.year)) >= sum(people_by_year(problem, less.year)) * (1.0 - 1e-4)
