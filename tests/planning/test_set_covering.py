"""The cheapest plan against all choices, its order and what it says of itself."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reaches import candidate, reach_from

from covplan.errors import PlanningError
from covplan.planning.reach_matrix import Reach
from covplan.planning.set_covering import solve_set_covering
from covplan.planning.settings import PlanningSettings


@st.composite
def problems(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    rows, pixels = draw(st.integers(1, 10)), draw(st.integers(1, 25))
    matrix = rng.random((rows, pixels)) < draw(st.sampled_from([0.1, 0.3, 0.6]))
    return matrix, rng.integers(1, 20, pixels), rng.integers(1, 8, rows), draw(st.sampled_from([50.0, 80.0, 100.0]))


@settings(deadline=None, max_examples=60)
@given(problems())
def test_no_choice_is_cheaper(problem: tuple[np.ndarray, np.ndarray, np.ndarray, float]) -> None:
    matrix, people, cost, target = problem
    needed = target / 100 * people.sum()
    plan = solve_set_covering(reach_from(matrix, people, cost), PlanningSettings(target_pct=target))
    subsets = (list(s) for size in range(len(cost) + 1) for s in combinations(range(len(cost)), size))
    costs = [cost[s].sum() for s in subsets if people[matrix[s].any(axis=0)].sum() >= needed - 1e-9]
    assert plan.reached == bool(costs)
    assert plan.proof.cost_mn_vnd == pytest.approx(plan.cost_mn_vnd)
    assert plan.proof.bound_mn_vnd <= plan.cost_mn_vnd + 1e-6
    if costs:
        assert plan.cost_mn_vnd == pytest.approx(min(costs), rel=1e-4)
        assert plan.proof.bound_mn_vnd <= min(costs) + 1e-6
        assert plan.proof.gap_pct is not None and plan.proof.gap_pct <= 0.011


@settings(deadline=None, max_examples=60)
@given(problems())
def test_each_step_is_the_best_for_its_money(problem: tuple[np.ndarray, np.ndarray, np.ndarray, float]) -> None:
    matrix, people, cost, target = problem
    plan = solve_set_covering(reach_from(matrix, people, cost), PlanningSettings(target_pct=target))
    rows = [int(site.candidate.id[2:]) for site in plan.sites]
    served = np.zeros(people.size, bool)
    for n, row in enumerate(rows):
        rates = [people[matrix[k] & ~served].sum() / cost[k] for k in rows[n:]]
        assert rates[0] == max(rates)
        served |= matrix[row]


@settings(deadline=None, max_examples=60)
@given(problems())
def test_running_coverage_adds_up(problem: tuple[np.ndarray, np.ndarray, np.ndarray, float]) -> None:
    matrix, people, cost, target = problem
    plan = solve_set_covering(reach_from(matrix, people, cost, before=7.0), PlanningSettings(target_pct=target))
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
    plan = solve_set_covering(reach, PlanningSettings(target_pct=90.0))
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
    plan = solve_set_covering(far, PlanningSettings())
    assert [site.candidate.id for site in plan.sites] == ["N-0001"] and plan.cost_mn_vnd == 11.0


def test_what_leads_at_first_may_be_superfluous() -> None:
    """The middle one serves most; the two outer ones are needed anyway and make it superfluous."""
    matrix = np.array([[0, 1, 1, 1, 1, 0], [1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1]])
    plan = solve_set_covering(reach_from(matrix, np.ones(6), np.ones(3)), PlanningSettings(target_pct=100.0))
    assert [site.candidate.id for site in plan.sites] == ["N-0001", "N-0002"]
    assert [site.order for site in plan.sites] == [1, 2] and plan.served_pct_after == 100.0


def test_ties_go_to_the_earlier_candidate() -> None:
    plan = solve_set_covering(reach_from(np.ones((3, 2)), np.ones(2), np.ones(3)), PlanningSettings())
    assert [site.candidate.id for site in plan.sites] == ["N-0000"]


def test_a_target_already_met_needs_nothing_and_one_out_of_reach_is_told() -> None:
    matrix, people, cost = np.array([[1, 0]]), np.array([10, 10]), np.array([1])
    met = solve_set_covering(reach_from(matrix, people, cost, before=1980.0), PlanningSettings(target_pct=99.0))
    assert met.sites == () and met.reached and met.served_pct_after == met.served_pct_before
    beyond = solve_set_covering(reach_from(matrix, people, cost), PlanningSettings(target_pct=99.0))
    assert len(beyond.sites) == 1 and not beyond.reached and beyond.served_pct_after == 50.0


def test_a_cost_of_nothing_is_an_error() -> None:
    with pytest.raises(PlanningError, match="N-0000 costs 0 million"):
        solve_set_covering(reach_from(np.ones((1, 1)), np.ones(1), np.zeros(1)), PlanningSettings())
