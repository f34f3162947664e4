"""A plan over years: nothing changes but when, and every figure is counted anew."""

from __future__ import annotations

import numpy as np
import pytest
from reaches import reach_from
from scipy import sparse

from covplan.planning.floors import Floors
from covplan.planning.phases import with_years
from covplan.planning.plan import Plan
from covplan.planning.planner import make_plan
from covplan.planning.reach_matrix import Reach
from covplan.planning.settings import PlanningSettings, YearSettings

NO_FLOORS = Floors((), sparse.csr_array((0, 900)), np.zeros(0), (), np.zeros((30, 30), bool))


def years(*budgets: float | None, **targets: float) -> tuple[YearSettings, ...]:
    """From 2027 on; ``y2028=80.0`` is a target."""
    return tuple(YearSettings(2027 + k, budget, targets.get(f"y{2027 + k}")) for k, budget in enumerate(budgets))


def reach() -> Reach:
    rng = np.random.default_rng(4)
    return reach_from(rng.random((9, 30)) < 0.25, rng.integers(1, 100, 30), rng.integers(500, 1500, 9), before=200.0)


def planned(settings: PlanningSettings, floors: Floors = NO_FLOORS) -> Plan:
    of = reach()
    return with_years(make_plan(of, settings, floors.requirements(of)), of, settings, floors)


def test_without_budgets_the_phases_collapse_to_the_first_year() -> None:
    at_once = make_plan(reach(), PlanningSettings(target_pct=90.0))
    phased = planned(PlanningSettings(target_pct=90.0, years=years(None, None, None)))
    assert {site.candidate.id for site in phased.sites} == {site.candidate.id for site in at_once.sites}
    assert {site.year for site in phased.sites} == {2027}
    assert phased.cost_mn_vnd == at_once.cost_mn_vnd and phased.proof == at_once.proof
    assert [year.cost_mn_vnd for year in phased.years] == [at_once.cost_mn_vnd, 0.0, 0.0]


def test_years_keep_their_budgets_and_figures_are_counted_anew() -> None:
    settings = PlanningSettings(target_pct=90.0, discount_pct=10.0, years=years(2.0, 2.0, 4.0))
    plan, of = planned(settings), reach()
    assert plan.reached
    row_of = {candidate.id: row for row, candidate in enumerate(of.candidates)}
    matrix, stands, pct = of.matrix.toarray(), [], []
    for k, year in enumerate(plan.years):
        of_year = [site for site in plan.sites if site.year == year.year]
        assert year.cost_mn_vnd == pytest.approx(sum(site.candidate.total_mn_vnd for site in of_year))
        assert year.budget_mn_vnd is not None and year.cost_mn_vnd <= year.budget_mn_vnd + 1e-6
        assert year.present_value_mn_vnd == pytest.approx(year.cost_mn_vnd / 1.1**k)
        stands += [row_of[site.candidate.id] for site in of_year]
        served = of.people[matrix[stands].any(axis=0)].sum() if stands else 0.0
        pct.append(100.0 * (200.0 + served) / of.people_total)
        assert year.served_pct == pytest.approx(pct[-1])
        assert year.most_pct >= year.served_pct - 1e-6  # no choice could have served more for this money
    assert pct == sorted(pct)
    assert [site.order for site in plan.sites] == list(range(1, len(plan.sites) + 1))
    assert plan.served_pct_after == pytest.approx(pct[-1])


def test_budgets_that_do_not_pay_for_the_target_serve_most_people_and_say_what_is_missing() -> None:
    plan = planned(PlanningSettings(target_pct=99.0, years=years(1.0, 1.0)))
    assert not plan.reached
    assert plan.proof.bound_people is not None and plan.proof.people <= plan.proof.bound_people + 1e-6
    assert sum(year.cost_mn_vnd for year in plan.years) <= 2000.0 + 1e-6
    (lack,) = plan.missing
    assert lack.name == "people"
    assert plan.served_pct_after == pytest.approx(99.0 - 100.0 * lack.missing / reach().people_total)


def test_a_floor_that_is_overdue_comes_first() -> None:
    of = reach()
    pixel = int(np.flatnonzero(of.matrix.toarray().sum(axis=0) == 1)[0])  # one candidate alone serves it
    only = int(np.flatnonzero(of.matrix.toarray()[:, pixel])[0])
    weights = np.zeros((1, 900))
    weights[0, of.rows[pixel] * 30 + of.cols[pixel]] = 1.0
    unserved = weights.reshape(30, 30) > 0
    settings = PlanningSettings(target_pct=90.0, years=years(2.0, 2.0, 8.0))
    first_years = []
    for from_year in (2025, None):
        floors = Floors(("station",), sparse.csr_array(weights), np.ones(1), (from_year,), unserved)
        plan = planned(settings, floors)
        assert not plan.missing
        first_years.append(next(site.year for site in plan.sites if site.candidate.id == of.candidates[only].id))
    assert first_years[0] == 2027


def test_a_target_of_a_year_is_met_if_it_can_be() -> None:
    free = planned(PlanningSettings(target_pct=90.0, years=years(3.0, None)))
    asked = planned(PlanningSettings(target_pct=90.0, years=years(3.0, None, y2027=free.years[0].served_pct - 0.01)))
    assert asked.years[0].served_pct >= free.years[0].served_pct - 0.01
