"""Covering problems against brute force, and what must hold of every solution."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import sparse

from covplan.errors import PlanningError
from covplan.planning import CoverProblem, CoverSolution, CoverWork, least_cost, most_people
from covplan.planning.cover_problem import dominated, merged_classes
from covplan.planning.covering_bound import least_cost_bound, most_people_bound
from covplan.planning.exact_cover import ExactResult, solve_exactly

WORK = CoverWork(search_steps=60, bound_steps=200, cut_rounds=40, anneal_steps=1500, gap=1e-6)
NO_EXACT = replace(WORK, exact_nodes=0)


def drawn(seed: int, candidates: int = 9, classes: int = 14, density: float = 0.3) -> CoverProblem:
    """A small problem; some classes are out of reach, some alike, some costs equal."""
    rng = np.random.default_rng(seed)
    served = rng.random((candidates, classes)) < density
    served[:, 1] = served[:, 0]
    people = rng.integers(1, 200, classes).astype(float)
    costs = rng.choice([1.0, 1.0, 2.5, float(rng.uniform(0.5, 4.0))], candidates)
    return CoverProblem(sparse.csr_array(served), people, costs)


def every_choice(problem: CoverProblem) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Costs and people of all choices, by looking at each."""
    choices = np.array(list(product([False, True], repeat=problem.costs.size)))
    served = choices.astype(int) @ problem.matrix.toarray().astype(int) > 0
    return choices @ problem.costs, served @ problem.people, choices


def check_sound(problem: CoverProblem, found: CoverSolution) -> None:
    """The figures are those of the choice."""
    assert found.cost == pytest.approx(problem.costs[found.chosen].sum())
    people = problem.people[problem.matrix.toarray()[found.chosen].any(axis=0)].sum()
    assert found.people == pytest.approx(people)


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("work", [WORK, NO_EXACT], ids=["exact", "no exact solver"])
def test_least_cost_is_bracketed_by_bound_and_choice(seed: int, work: CoverWork) -> None:
    problem = drawn(seed)
    costs, people, _ = every_choice(problem)
    for share in (0.3, 0.8, 1.0):
        needed = share * people.max()
        best = costs[people >= needed - 1e-6].min()
        found = least_cost(problem, needed, work)
        check_sound(problem, found)
        assert found.reached and found.people >= needed - 1e-6
        assert found.bound <= best + 1e-6 <= found.cost + 2e-6
        if work is WORK:
            assert found.cost == pytest.approx(best, rel=1e-6)
            assert found.gap < 1e-4


@pytest.mark.parametrize("by_budget", [False, True], ids=["least cost", "most people"])
@pytest.mark.parametrize("exact_nodes", [0, 1000])
@pytest.mark.parametrize("seed", range(8))
def test_no_worse_choice_is_given_than_a_known_one(seed: int, exact_nodes: int, by_budget: bool) -> None:
    problem = drawn(seed, candidates=8)
    costs, people, choices = every_choice(problem)
    fitting = costs <= 0.5 * costs.max() if by_budget else people >= 0.8 * people.max()
    key = np.where(fitting, people if by_budget else -costs, -np.inf)
    known, limit = choices[key.argmax()], 0.5 * costs.max() if by_budget else 0.8 * people.max()
    # without any search the greedy choice is all that there is
    work = CoverWork(search_steps=0, bound_steps=0, exact_nodes=exact_nodes)
    found = (most_people if by_budget else least_cost)(problem, limit, work, start=known)
    check_sound(problem, found)
    if by_budget:
        assert found.people == pytest.approx(people[key.argmax()])
    else:
        assert found.cost == pytest.approx(costs[key.argmax()], rel=1e-4)
    assert found.reached


def test_a_known_choice_that_does_not_do_is_left() -> None:
    problem = drawn(3)
    nothing = np.zeros(problem.costs.size, bool)
    found = least_cost(problem, problem.people_in_reach, WORK, start=nothing)
    assert found.reached and found.people == pytest.approx(problem.people_in_reach)
    everything = most_people(problem, 1.0, WORK, start=~nothing)
    assert everything.cost <= 1.0


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("work", [WORK, NO_EXACT], ids=["exact", "no exact solver"])
def test_most_people_is_bracketed_by_choice_and_bound(seed: int, work: CoverWork) -> None:
    problem = drawn(seed)
    costs, people, _ = every_choice(problem)
    for share in (0.0, 0.2, 0.6):
        budget = share * problem.costs.sum()
        best = people[costs <= budget + 1e-9].max()
        found = most_people(problem, budget, work)
        check_sound(problem, found)
        assert found.cost <= budget + 1e-9
        assert found.people - 1e-6 <= best <= found.bound + 1e-6
        if work is WORK:
            assert found.people == pytest.approx(best, rel=1e-6)


@pytest.mark.parametrize("seed", range(12))
def test_what_is_locked_stays_and_what_is_forbidden_stays_away(seed: int) -> None:
    problem, rng = drawn(seed), np.random.default_rng(seed)
    costs, people, choices = every_choice(problem)
    locked, forbidden = np.zeros(9, bool), np.zeros(9, bool)
    locked[rng.integers(0, 4)], forbidden[rng.integers(4, 9)] = True, True
    fits = (choices | ~locked).all(axis=1) & ~(choices & forbidden).any(axis=1)
    needed = 0.7 * people[fits].max()
    found = least_cost(problem, needed, WORK, locked, ~forbidden)
    assert found.chosen[locked].all() and not found.chosen[forbidden].any()
    assert found.cost == pytest.approx(costs[fits & (people >= needed - 1e-6)].min(), rel=1e-6)
    budget = float(problem.costs[locked].sum()) + 2.0
    found = most_people(problem, budget, WORK, locked, ~forbidden)
    assert found.chosen[locked].all() and not found.chosen[forbidden].any()
    assert found.people == pytest.approx(people[fits & (costs <= budget + 1e-9)].max(), rel=1e-6)
    with pytest.raises(PlanningError, match="locked"):
        most_people(problem, 0.1, WORK, locked)


def test_a_target_out_of_reach_is_told() -> None:
    problem = drawn(3)
    _, people, _ = every_choice(problem)
    found = least_cost(problem, people.max() + 1.0, WORK)
    assert not found.reached
    assert found.people == pytest.approx(people.max())


def test_without_candidates_or_need_nothing_is_chosen() -> None:
    empty = CoverProblem(sparse.csr_array((0, 3), dtype=bool), np.ones(3), np.zeros(0))
    for found in (least_cost(empty, 1.0, WORK), most_people(empty, 5.0, WORK)):
        assert (found.cost, found.people) == (0.0, 0.0)
    assert not least_cost(empty, 1.0, WORK).reached
    found = least_cost(drawn(1), 0.0, WORK)
    assert found.reached and not found.chosen.any() and found.gap == 0.0


@pytest.mark.parametrize("value", [-1.0, np.nan, np.inf])
def test_costs_and_people_must_not_be_below_nothing(value: float) -> None:
    problem = drawn(1)
    for name in ("people", "costs"):
        with pytest.raises(PlanningError, match=name):
            replace(problem, **{name: np.where(np.arange(getattr(problem, name).size) == 2, value, 1.0)})
    with pytest.raises(PlanningError, match="does not fit"):
        replace(problem, costs=np.ones(3))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.05, 0.6))
def test_merging_classes_changes_nobody(seed: int, density: float) -> None:
    problem = drawn(seed, 7, 30, density)
    merged = merged_classes(problem)
    assert merged.people.sum() == pytest.approx(problem.people_in_reach)
    columns = {tuple(column) for column in merged.matrix.toarray().T}
    assert len(columns) == merged.people.size  # no two alike
    for choice in np.random.default_rng(seed).random((20, 7)) < 0.4:
        assert merged.people_served(choice) == pytest.approx(problem.people_served(choice))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_the_best_choice_needs_no_dominated_candidate(seed: int) -> None:
    problem = drawn(seed, 8, 6, 0.4)
    without = dominated(problem, np.ones(8, bool))
    costs, people, choices = every_choice(problem)
    kept = ~(choices & without).any(axis=1)
    for share in (0.4, 1.0):
        enough = people >= share * people.max() - 1e-9
        assert costs[enough].min() == pytest.approx(costs[enough & kept].min())


def test_more_is_asked_more_is_paid() -> None:
    problem = drawn(11, 12, 40, 0.2)
    reach = problem.people_in_reach
    paid = [least_cost(problem, share * reach, WORK).cost for share in (0.2, 0.5, 0.8, 0.95, 1.0)]
    assert paid == sorted(paid)
    served = [most_people(problem, budget, WORK).people for budget in (1.0, 3.0, 6.0, 12.0)]
    assert served == sorted(served)


def test_a_seed_gives_one_choice_and_two_seeds_agree_within_their_bounds() -> None:
    problem = drawn(5, 60, 300, 0.05)
    needed = 0.9 * problem.people_in_reach
    first, again, other = (least_cost(problem, needed, replace(NO_EXACT, seed=seed)) for seed in (1, 1, 2))
    assert np.array_equal(first.chosen, again.chosen) and first.bound == again.bound
    assert max(first.bound, other.bound) <= min(first.cost, other.cost)
    assert first.gap < 0.2


@pytest.mark.kernel
def test_bounds_of_small_problems_hold_without_a_search() -> None:
    for seed in range(3):
        problem = drawn(seed, 6, 8)
        costs, people, _ = every_choice(problem)
        needed, budget = 0.8 * people.max(), 0.3 * costs.max()
        best = costs[people >= needed].min()
        merged = merged_classes(problem)
        assert 0.0 < least_cost_bound(merged, needed, best, 60) <= best
        assert most_people_bound(merged, budget, 0.0, 60) >= people[costs <= budget].max()


@pytest.mark.kernel
def test_the_search_keeps_its_books() -> None:
    """Small, so that it also runs uncompiled: the search's own sums are those of the choice."""
    problem = drawn(8, 10, 20)
    work = CoverWork(search_steps=25, bound_steps=5, exact_nodes=0)  # the search, not what large problems take
    for found in (least_cost(problem, 0.7 * problem.people_in_reach, work), most_people(problem, 5.0, work)):
        check_sound(problem, found)


def test_progress_is_told_and_an_interrupt_gives_the_best_so_far() -> None:
    problem, told = drawn(5, 40, 100, 0.1), []

    def report(value: float, bound: float) -> None:
        told.append((value, bound))
        if len(told) == 2:
            raise KeyboardInterrupt

    found = least_cost(problem, 0.8 * problem.people_in_reach, CoverWork(search_steps=500), report=report)
    assert len(told) == 2 and "interrupted" in found.method
    assert found.reached and found.bound <= found.cost
    check_sound(problem, found)


def test_the_exact_solver_by_itself_finds_the_best_and_writes_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    problem = merged_classes(drawn(2))
    costs, people, _ = every_choice(problem)
    nobody, everybody = np.zeros(9, bool), np.ones(9, bool)
    rules = {"locked": nobody, "allowed": everybody, "gap": 0.0, "nodes": 1000}
    needed = 0.7 * people.max()
    found = solve_exactly(problem, needed=needed, start=everybody, **rules)
    assert found.chosen is not None
    assert problem.costs[found.chosen].sum() == pytest.approx(costs[people >= needed].min())
    assert found.bound == pytest.approx(problem.costs[found.chosen].sum())
    found = solve_exactly(problem, budget=4.0, start=nobody, **rules)
    assert found.chosen is not None
    assert problem.people_served(found.chosen) == pytest.approx(people[costs <= 4.0].max())
    assert found.bound == pytest.approx(problem.people_served(found.chosen))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("wrong", [np.inf, np.nan, 1e9, -1e9])
def test_a_bound_that_a_known_choice_disproves_is_not_believed(monkeypatch: pytest.MonkeyPatch, wrong: float) -> None:
    """HiGHS gives an infinite bound where it takes a problem for infeasible."""
    monkeypatch.setattr("covplan.planning.exact_cover.solve_exactly", lambda *_, **__: ExactResult(None, wrong))
    problem = drawn(5, 60, 300, 0.05)
    found = least_cost(problem, 0.9 * problem.people_in_reach, CoverWork(search_steps=10, bound_steps=3, gap=0.0))
    assert 0.0 <= found.bound <= found.cost and found.gap > 0.0
    served = most_people(problem, 5.0, CoverWork(search_steps=10, bound_steps=3, gap=0.0))
    assert served.people <= served.bound <= problem.people_in_reach and served.gap > 0.0
