"""Lazy greedy held to a plain greedy, to the optimum and to its bound."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from covplan.errors import PlanningError
from covplan.planning.candidates import Candidate, CandidateKind, PlanningSettings
from covplan.planning.greedy import solve_greedy
from covplan.planning.reach_matrix import Reach


def candidate(k: int, cost: float, backhaul: float = 0.0) -> Candidate:
    return Candidate(f"N-{k:04d}", CandidateKind.BUILD, "viettel", 0.0, 0.0, "", "", (), cost, backhaul, -1, "", None)


def reach_from(matrix: np.ndarray, people: np.ndarray, cost: np.ndarray, before: float = 0.0) -> Reach:
    spots = tuple(candidate(k, float(c)) for k, c in enumerate(cost))
    pixels = np.arange(people.size)
    csr = sparse.csr_array(matrix.astype(bool))
    return Reach(spots, csr, people.astype(float), pixels, pixels, float(people.sum() + before), before, "any")


@st.composite
def problems(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    rows, pixels = draw(st.integers(1, 10)), draw(st.integers(1, 25))
    matrix = rng.random((rows, pixels)) < draw(st.sampled_from([0.1, 0.3, 0.6]))
    return matrix, rng.integers(1, 20, pixels), rng.integers(1, 8, rows), draw(st.sampled_from([50.0, 80.0, 100.0]))


def plain_greedy(matrix: np.ndarray, people: np.ndarray, cost: np.ndarray, needed: float) -> list[int]:
    """The same rule, every gain anew at every step, then the superfluous out, dearest first."""
    covered, chosen = np.zeros(people.size, bool), []
    while people[covered].sum() < needed:
        missing = needed - people[covered].sum()
        ratios = np.array([min(people[row & ~covered].sum(), missing) for row in matrix]) / cost
        if not ratios.max() > 0:
            break
        chosen.append(int(ratios.argmax()))
        covered |= matrix[chosen[-1]]
    floor = min(needed, people[covered].sum())
    for k in sorted(chosen, key=lambda k: (-cost[k], k)):
        rest = [j for j in chosen if j != k]
        if people[matrix[rest].any(axis=0)].sum() >= floor:
            chosen = rest
    return chosen


@settings(deadline=None, max_examples=200)
@given(problems())
def test_lazy_equals_plain(problem: tuple[np.ndarray, np.ndarray, np.ndarray, float]) -> None:
    matrix, people, cost, target = problem
    plan = solve_greedy(reach_from(matrix, people, cost), PlanningSettings(target_pct=target))
    expected = plain_greedy(matrix, people, cost, target / 100 * people.sum())
    assert [site.candidate.id for site in plan.sites] == [f"N-{k:04d}" for k in expected]


@settings(deadline=None, max_examples=60)
@given(problems())
def test_cost_lies_between_the_optimum_and_the_bound(
    problem: tuple[np.ndarray, np.ndarray, np.ndarray, float],
) -> None:
    matrix, people, cost, target = problem
    needed = target / 100 * people.sum()
    plan = solve_greedy(reach_from(matrix, people, cost), PlanningSettings(target_pct=target))
    subsets = (list(s) for size in range(len(cost) + 1) for s in combinations(range(len(cost)), size))
    costs = [cost[s].sum() for s in subsets if people[matrix[s].any(axis=0)].sum() >= needed - 1e-9]
    assert plan.reached == bool(costs)
    if costs:
        most = max(1, min(math.ceil(needed), max(int(people[row].sum()) for row in matrix)))
        assert min(costs) - 1e-9 <= plan.cost_mn_vnd <= sum(1 / k for k in range(1, most + 1)) * min(costs) + 1e-9


@settings(deadline=None, max_examples=60)
@given(problems())
def test_running_coverage_adds_up(problem: tuple[np.ndarray, np.ndarray, np.ndarray, float]) -> None:
    matrix, people, cost, target = problem
    plan = solve_greedy(reach_from(matrix, people, cost, before=7.0), PlanningSettings(target_pct=target))
    served = np.zeros(people.size, bool)
    for order, site in enumerate(plan.sites, 1):
        row = matrix[int(site.candidate.id[2:])]
        assert site.order == order and site.people_added == people[row & ~served].sum()
        served |= row
        assert site.served_pct_after == pytest.approx(100 * (7 + people[served].sum()) / (7 + people.sum()))
    assert plan.served_pct_after == (plan.sites[-1].served_pct_after if plan.sites else plan.served_pct_before)
    assert plan.reached == (plan.served_pct_after >= target - 1e-9)


def test_the_last_choice_is_no_dearer_than_needed() -> None:
    matrix = np.array([[1, 1, 0], [0, 0, 1]])  # one person missing: 1,000 for 100 people or 20 for one person
    reach = reach_from(matrix, np.array([99, 1, 1]), np.array([1000, 20]), before=899.0)
    plan = solve_greedy(reach, PlanningSettings(target_pct=90.0))
    assert [site.candidate.cost_mn_vnd for site in plan.sites] == [20.0] and plan.reached


def test_backhaul_counts() -> None:
    reach = reach_from(np.array([[1], [1]]), np.array([5]), np.array([10, 11]))
    far = Reach(
        (candidate(0, 10.0, backhaul=5.0), reach.candidates[1]),
        *(getattr(reach, name) for name in ("matrix", "people", "rows", "cols")),
        people_total=5.0,
        people_served_before=0.0,
        reading="any",
    )
    plan = solve_greedy(far, PlanningSettings())
    assert [site.candidate.id for site in plan.sites] == ["N-0001"] and plan.cost_mn_vnd == 11.0


def test_a_superfluous_choice_is_dropped() -> None:
    # the middle one leads, the two outer ones are needed anyway and make it superfluous
    matrix = np.array([[0, 1, 1, 1, 1, 0], [1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1]])
    plan = solve_greedy(reach_from(matrix, np.ones(6), np.ones(3)), PlanningSettings(target_pct=100.0))
    assert [site.candidate.id for site in plan.sites] == ["N-0001", "N-0002"]
    assert [site.order for site in plan.sites] == [1, 2] and plan.served_pct_after == 100.0


def test_ties_go_to_the_earlier_candidate() -> None:
    plan = solve_greedy(reach_from(np.ones((3, 2)), np.ones(2), np.ones(3)), PlanningSettings())
    assert [site.candidate.id for site in plan.sites] == ["N-0000"]


def test_a_target_already_met_needs_nothing_and_one_out_of_reach_is_told() -> None:
    matrix, people, cost = np.array([[1, 0]]), np.array([10, 10]), np.array([1])
    met = solve_greedy(reach_from(matrix, people, cost, before=1980.0), PlanningSettings(target_pct=99.0))
    assert met.sites == () and met.reached and met.served_pct_after == met.served_pct_before
    beyond = solve_greedy(reach_from(matrix, people, cost), PlanningSettings(target_pct=99.0))
    assert len(beyond.sites) == 1 and not beyond.reached and beyond.served_pct_after == 50.0


def test_a_cost_of_nothing_is_an_error() -> None:
    with pytest.raises(PlanningError, match="N-0000 costs 0 million"):
        solve_greedy(reach_from(np.ones((1, 1)), np.ones(1), np.zeros(1)), PlanningSettings())
