"""What is told about a plan: why each site, what is lost without it, and the curve of people against money."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from drawn_reach import drawn_reach, plan_of

from covplan.assessment.served import Served
from covplan.coverage.service import ServiceSettings
from covplan.errors import PlanningError
from covplan.ingest.area import Area
from covplan.planning import CoverProblem, CoverWork, curve, people_for_money, rank_importance, site_facts
from covplan.planning.reach_matrix import Reach

IDS = ["N-3", "N-0", "N-5", "N-6"]


def nobody(area: Area) -> Served:
    """Nobody is served today; the communes' people are those of the halves of the tiny area."""
    people = area.people.values
    frame = pd.DataFrame({"population": [people[:, :32].sum(), people[:, 32:].sum()], "any": [0.0, 0.0]})
    none = np.zeros(area.grid.shape, bool)
    return Served(
        frame, frame, frame, {"any": none}, ServiceSettings(), "", 0.0, people, {"any": 0.0}, people.sum(), 0.0
    )


def served_of(reach: Reach, ids: list[str]) -> set[int]:
    rows = [k for k, c in enumerate(reach.candidates) if c.id in ids]
    return set(np.flatnonzero(reach.matrix.toarray()[rows].any(axis=0)).tolist())


@pytest.mark.parametrize("seed", range(4))
def test_what_is_lost_without_a_site_is_the_difference_of_two_counts(tiny_area: Area, seed: int) -> None:
    reach = drawn_reach(tiny_area, seed)
    plan = plan_of(reach, IDS)
    ranked = rank_importance(plan, reach)
    assert sorted(one.site.candidate.id for one in ranked) == sorted(IDS)
    assert [one.people_lost for one in ranked] == sorted((one.people_lost for one in ranked), reverse=True)
    for one in ranked:
        id = one.site.candidate.id
        lost = served_of(reach, IDS) - served_of(reach, [other for other in IDS if other != id])
        assert one.people_lost == pytest.approx(sum(reach.people[p] for p in lost))
        without = plan.served_pct_after - 100 * one.people_lost / reach.people_total
        assert one.served_pct_without == pytest.approx(without)
        assert one.saved_mn_vnd == one.site.candidate.total_mn_vnd


def test_only_fibre_of_its_own_is_saved_with_a_site(tiny_area: Area) -> None:
    reach = drawn_reach(tiny_area)
    ranked = rank_importance(plan_of(reach, IDS), reach, {"N-3": 70.0})
    for one in ranked:
        spot = one.site.candidate
        assert one.saved_mn_vnd == spot.cost_mn_vnd + (70.0 if spot.id == "N-3" else 0.0)


def test_a_site_whose_people_others_serve_costs_nobody(tiny_area: Area) -> None:
    reach = drawn_reach(tiny_area)
    twin = replace(reach.candidates[3], id="twin")
    matrix = reach.matrix[[*range(8), 3]]
    doubled = replace(reach, candidates=(*reach.candidates, twin), matrix=matrix)
    lost = {
        one.site.candidate.id: one.people_lost for one in rank_importance(plan_of(doubled, [*IDS, "twin"]), doubled)
    }
    assert lost["N-3"] == lost["twin"] == 0.0


def test_facts_are_those_of_a_count_by_hand(tiny_area: Area) -> None:
    reach, today = drawn_reach(tiny_area), nobody(tiny_area)
    plan = plan_of(reach, IDS)
    full = reach.matrix.toarray()
    served: set[int] = set()
    in_west = reach.cols < 32
    totals = today.by_commune["population"]
    by_commune = np.zeros(2)
    for site, facts in zip(plan.sites, site_facts(plan, reach, tiny_area, today), strict=True):
        new = sorted(served_of(reach, [site.candidate.id]) - served)
        served |= set(new)
        added = np.array([reach.people[new][in_west[new]].sum(), reach.people[new][~in_west[new]].sum()])
        most = int(added.argmax())
        assert (facts.commune, facts.commune_people) == (most, pytest.approx(added[most]))
        assert facts.commune_before_pct == pytest.approx(100 * by_commune[most] / totals[most])
        by_commune += added
        assert facts.commune_after_pct == pytest.approx(100 * by_commune[most] / totals[most])
        assert facts.people_per_bn_vnd == pytest.approx(1000 * added.sum() / site.candidate.total_mn_vnd)
        also = {c.id: reach.people[new][full[k, new]].sum() for k, c in enumerate(reach.candidates) if c.id not in IDS}
        rivals = [id for id, people in also.items() if people >= 0.5 * added.sum()]
        assert facts.rivals == len(rivals)
        if rivals:
            assert also[facts.best_rival] == max(also.values()) == pytest.approx(facts.best_rival_people)
        else:
            assert facts.best_rival == "" and np.isnan(facts.best_rival_people)


def test_a_twin_outside_the_plan_is_a_rival_and_one_inside_is_none(tiny_area: Area) -> None:
    reach, today = drawn_reach(tiny_area), nobody(tiny_area)
    twin = replace(reach.candidates[3], id="twin")
    doubled = replace(reach, candidates=(*reach.candidates, twin), matrix=reach.matrix[[*range(8), 3]])
    first = site_facts(plan_of(doubled, ["N-3"]), doubled, tiny_area, today)[0]
    assert (first.rivals, first.best_rival) == (1, "twin")
    assert first.best_rival_mn_vnd == twin.total_mn_vnd
    both = site_facts(plan_of(doubled, ["N-3", "twin"]), doubled, tiny_area, today)
    assert [one.rivals for one in both] == [0, 0]
    assert (both[1].commune, both[1].people_per_bn_vnd) == (-1, 0.0)  # it serves nobody new


def test_a_site_outside_the_matrix_is_told(tiny_area: Area) -> None:
    reach = drawn_reach(tiny_area)
    stray = replace(reach, candidates=(*(replace(c, id=f"X{c.id}") for c in reach.candidates),))
    with pytest.raises(PlanningError, match="no candidate 'N-3'"):
        rank_importance(plan_of(reach, IDS), stray)


def most_by_trying(reach: Reach, budget: float) -> float:
    costs = np.array([c.total_mn_vnd for c in reach.candidates])
    full, best = reach.matrix.toarray(), 0.0
    for choice in range(2 ** len(costs)):
        chosen = np.array([choice >> k & 1 for k in range(len(costs))], bool)
        if costs[chosen].sum() <= budget + 1e-9:
            best = max(best, float(reach.people[full[chosen].any(axis=0)].sum()) if chosen.any() else 0.0)
    return best


@pytest.mark.parametrize("seed", range(3))
def test_the_curve_and_its_band_hold_the_most_people(tiny_area: Area, seed: int) -> None:
    reach = drawn_reach(tiny_area, seed)
    total = sum(c.total_mn_vnd for c in reach.candidates)
    budgets = [0.0, 0.02 * total, 0.2 * total, 0.5 * total, 0.8 * total, 1.2 * total]
    work = CoverWork(search_steps=50, bound_steps=100, exact_nonzeros=0)
    found = people_for_money(reach, budgets[::-1], work=work)
    assert [point.budget_mn_vnd for point in found.points] == budgets
    for point in found.points:
        assert point.cost_mn_vnd <= point.budget_mn_vnd
        most = most_by_trying(reach, point.budget_mn_vnd)
        assert point.people <= most + 1e-6 <= point.bound_people + 2e-6
    people, bounds = ([getattr(p, name) for p in found.points] for name in ("people", "bound_people"))
    assert people == sorted(people) and bounds == sorted(bounds)
    assert people[0] == 0.0 and people[-1] == pytest.approx(reach.people[reach.matrix.toarray().any(axis=0)].sum())
    assert found.served_pct(0.0) == pytest.approx(100 * reach.people_served_before / reach.people_total)


def test_the_beginnings_of_a_plan_lie_on_or_below_the_curve(tiny_area: Area) -> None:
    reach = drawn_reach(tiny_area, 1)
    plan = plan_of(reach, IDS)
    no_work = CoverWork(search_steps=0, bound_steps=1, exact_nonzeros=0)
    cost = [sum(s.candidate.total_mn_vnd for s in plan.sites[:k]) for k in range(1, 5)]
    found = people_for_money(reach, cost, IDS, no_work)
    for k, point in enumerate(found.points, 1):
        assert point.people >= sum(s.people_added for s in plan.sites[:k]) - 1e-9


@pytest.mark.parametrize("wrong", [-1.0, np.nan, np.inf])
def test_a_budget_that_is_none_is_refused(tiny_area: Area, wrong: float) -> None:
    with pytest.raises(PlanningError, match="budget must be"):
        people_for_money(drawn_reach(tiny_area), [1.0, wrong])


def test_without_candidates_money_serves_nobody(tiny_area: Area) -> None:
    reach = drawn_reach(tiny_area)
    empty = replace(reach, candidates=(), matrix=reach.matrix[:0])
    assert [(p.people, p.sites, p.bound_people) for p in people_for_money(empty, [0.0, 5.0]).points] == [(0, 0, 0)] * 2


def test_ctrl_c_ends_the_curve(tiny_area: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    reach = drawn_reach(tiny_area)
    found = curve.most_people(CoverProblem(reach.matrix, reach.people, np.ones(8)), 1.0, CoverWork(search_steps=0))
    monkeypatch.setattr(curve, "most_people", lambda *_, **__: replace(found, method="greedy, interrupted"))
    with pytest.raises(KeyboardInterrupt):
        people_for_money(reach, [1.0, 2.0])
