"""Most people for a budget against all choices; weights, locked and forbidden candidates."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from reaches import reach_from

from covplan.errors import ModelRangeError, PlanningError
from covplan.planning.maximal_covering import solve_maximal_covering
from covplan.planning.plan import Plan
from covplan.planning.planner import make_plan
from covplan.planning.reach_matrix import Reach
from covplan.planning.settings import FloorOf, FloorSettings, PlanningAim, PlanningSettings, YearSettings

MOST = PlanningSettings(target_pct=80.0, aim=PlanningAim.MOST_PEOPLE, budget_bn_vnd=3.0)


def reach(seed: int = 1) -> Reach:
    rng = np.random.default_rng(seed)
    return reach_from(rng.random((8, 20)) < 0.3, rng.integers(1, 50, 20), rng.integers(500, 2000, 8), before=40.0)


def best_people(of: Reach, budget: float, weights: np.ndarray) -> float:
    matrix = of.matrix.toarray()
    costs = np.array([candidate.total_mn_vnd for candidate in of.candidates])
    subsets = (list(s) for size in range(9) for s in combinations(range(8), size))
    return max((of.people * weights)[matrix[s].any(axis=0)].sum() for s in subsets if costs[s].sum() <= budget)


@pytest.mark.parametrize("seed", range(8))
def test_nothing_serves_more_for_the_money(seed: int) -> None:
    of = reach(seed)
    plan = make_plan(of, MOST)
    assert plan.cost_mn_vnd <= 3000.0
    assert plan.proof.people == pytest.approx(best_people(of, 3000.0, np.ones(20)))
    assert plan.proof.bound_people is not None and plan.proof.gap_pct is not None and plan.proof.gap_pct < 0.02
    assert plan.proof.bound_mn_vnd is None
    assert plan.served_pct_after == pytest.approx(100.0 * (40.0 + plan.proof.people) / of.people_total)
    assert plan.reached == (plan.served_pct_after >= 80.0)


def test_weighted_people_change_the_choice_and_not_the_count() -> None:
    of = reach()
    weights = np.where(np.arange(20) < 5, 20.0, 1.0)
    plan = solve_maximal_covering(of, MOST, weights=weights)
    assert plan.proof.people == pytest.approx(best_people(of, 3000.0, weights))
    counted = sum(site.people_added for site in plan.sites)
    assert plan.served_pct_after == pytest.approx(100.0 * (40.0 + counted) / of.people_total)
    assert counted <= best_people(of, 3000.0, np.ones(20)) + 1e-6


def ids(plan: Plan) -> set[str]:
    return {site.candidate.id for site in plan.sites}


def test_lock_and_forbid_name_candidates_or_sites() -> None:
    of = reach()
    settings = PlanningSettings(target_pct=70.0)
    free = ids(make_plan(of, settings))
    unused = sorted({candidate.id for candidate in of.candidates} - free)[0]
    used = sorted(free)[0]
    changed = make_plan(of, replace(settings, lock=(unused,), forbid=(used,)))
    assert unused in ids(changed) and used not in ids(changed)
    on_mast = replace(of, candidates=tuple(replace(c, site_id=f"DL{k % 2}") for k, c in enumerate(of.candidates)))
    assert {c.id for c in on_mast.candidates if c.site_id == "DL0"} <= ids(
        make_plan(on_mast, replace(settings, lock=("DL0",)))
    )
    with pytest.raises(PlanningError, match="N-9999, N-8888"):
        make_plan(of, replace(settings, lock=("N-9999",), forbid=("N-8888",)))


def test_of_alternatives_at_a_place_one_is_chosen() -> None:
    of = reach()
    pairs = replace(of, candidates=tuple(replace(c, place=f"P{k // 2}") for k, c in enumerate(of.candidates)))
    plan = make_plan(pairs, PlanningSettings(target_pct=95.0))
    places = [site.candidate.place for site in plan.sites]
    assert len(places) == len(set(places)) > 1
    with pytest.raises(PlanningError, match="N-0000 and N-0001"):
        make_plan(pairs, PlanningSettings(lock=("N-0000", "N-0001")))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"aim": PlanningAim.MOST_PEOPLE}, "budget_bn_vnd"),
        ({"budget_bn_vnd": 3.0}, "most_people"),
        ({"lock": ("A",), "forbid": ("A", "B")}, "A: in planning.lock"),
        ({"years": (YearSettings(2028), YearSettings(2027))}, "2028, 2027"),
    ],
)
def test_settings_that_contradict_each_other_are_refused(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(PlanningError, match=message):
        PlanningSettings(**wrong)  # type: ignore[arg-type]


def test_shares_and_budgets_have_ranges() -> None:
    with pytest.raises(ModelRangeError):
        FloorSettings(FloorOf.COMMUNE, 101.0)
    with pytest.raises(ModelRangeError):
        YearSettings(2027, -1.0)
