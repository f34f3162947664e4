"""Plans under other prices: each is best in its own case, and regret is counted by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from reaches import reach_from

from covplan.ingest.costs import CostRange
from covplan.planning.cost_range import PriceCase, plan_cost_range
from covplan.planning.reach_matrix import Reach
from covplan.planning.settings import PlanningSettings

FIBRE = CostRange(40.0, 60.0, 90.0)
SETTINGS = PlanningSettings(target_pct=80.0)


def reach(seed: int = 3) -> Reach:
    rng = np.random.default_rng(seed)
    of = reach_from(rng.random((7, 15)) < 0.35, rng.integers(1, 40, 15), np.ones(7))
    spots = tuple(
        replace(c, capex=CostRange(low, 1.3 * low, 2.0 * low), backhaul=FIBRE.scaled_to(float(backhaul)))
        for c, low, backhaul in zip(of.candidates, rng.uniform(300, 900, 7), rng.uniform(0, 900, 7), strict=True)
    )
    return replace(of, candidates=spots)


def cost_of(of: Reach, rows: list[int], case: PriceCase) -> float:
    masts = {"low": "low", "base": "base", "high": "high", "masts_high": "high", "fibre_high": "low"}[case]
    share = {"low": 40 / 60, "base": 1.0, "high": 1.5, "masts_high": 40 / 60, "fibre_high": 1.5}[case]
    return sum(getattr(of.candidates[k].capex, masts) + share * of.candidates[k].backhaul_mn_vnd for k in rows)


@pytest.mark.parametrize("seed", range(5))
def test_each_plan_is_the_cheapest_in_its_case(seed: int) -> None:
    of = reach(seed)
    matrix, needed = of.matrix.toarray(), 0.8 * of.people.sum()
    subsets = [list(s) for size in range(8) for s in combinations(range(7), size)]
    fit = [s for s in subsets if of.people[matrix[s].any(axis=0)].sum() >= needed - 1e-9]
    if not fit:
        pytest.fail("the target of this case is out of reach")
    found = plan_cost_range(of, SETTINGS)
    assert [plan.case for plan in found.plans] == list(PriceCase)
    for plan in found.plans:
        rows = np.flatnonzero(plan.chosen).tolist()
        best = min(cost_of(of, s, plan.case) for s in fit)
        assert plan.cost_mn_vnd[plan.case] == pytest.approx(best, rel=1e-4)
        assert plan.bound_mn_vnd <= best * (1 + 1e-9)
        for case in PriceCase:
            assert plan.cost_mn_vnd[case] == pytest.approx(cost_of(of, rows, case))
            cheapest = min(other.cost_mn_vnd[case] for other in found.plans)
            assert plan.regret_mn_vnd[case] == pytest.approx(plan.cost_mn_vnd[case] - cheapest)
            assert plan.regret_mn_vnd[case] >= 0.0
        assert plan.greatest_regret_mn_vnd == max(plan.regret_mn_vnd.values())


def test_what_never_changes_is_in_every_plan() -> None:
    found = plan_cost_range(reach(), SETTINGS)
    chosen = np.array([plan.chosen for plan in found.plans])
    assert (found.always == chosen.all(axis=0)).all()
    assert (found.sometimes == (chosen.any(axis=0) & ~chosen.all(axis=0))).all()


def test_prices_without_a_range_leave_no_regret() -> None:
    of = reach()
    known = tuple(
        replace(c, capex=CostRange.known(c.capex.base), backhaul=CostRange.known(c.backhaul.base))
        for c in of.candidates
    )
    found = plan_cost_range(replace(of, candidates=known), SETTINGS)
    assert not found.sometimes.any()
    assert max(plan.greatest_regret_mn_vnd for plan in found.plans) == 0.0
