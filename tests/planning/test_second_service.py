"""Served twice, and few behind one mast or power area: against all choices, and against the assessment's own count."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from reaches import candidate
from scipy import sparse

from covplan.assessment.operator_settings import ResilienceSettings
from covplan.assessment.residents import find_residents
from covplan.assessment.resilience import count_resilience, serving_sites
from covplan.assessment.served import count_served
from covplan.coverage.prediction import predict
from covplan.coverage.service import ServiceSettings
from covplan.coverage.settings import RadioSettings
from covplan.errors import CovplanError
from covplan.ingest.area import Area
from covplan.ingest.locations import cluster_sites
from covplan.network import Site, Technology
from covplan.planning.candidates import find_candidates
from covplan.planning.plan import Plan
from covplan.planning.planner import make_plan
from covplan.planning.power_areas import power_areas
from covplan.planning.reach_matrix import Reach, build_reach_matrix
from covplan.planning.second_service import Group, SecondService, build_second_service, find_hanging
from covplan.planning.settings import PlanningAim, PlanningSettings
from covplan.propagation.p1812 import P1812

RADIO = RadioSettings(P1812(delta_n=45.0, n0=325.0, latitude_deg=12.9))
SERVICE = ServiceSettings(threshold_dbm=-85.0)


class Case:
    """Two old masts in one power area, a candidate on the first of them, six new masts; everything by loops.

    Unserved pixels 0…7; pixels 8…13 hang on a mast today, 14 on the power area alone (both masts serve it).
    """

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.people = rng.integers(1, 20, 15).astype(float)
        self.candidates = 7
        self.serves = rng.random((self.candidates, 15)) < 0.45
        self.mast_today = np.array([-1] * 8 + [0, 0, 0, 1, 1, 1, -1])
        self.unit = np.array([0, 2, 3, 4, 5, 6, 7])
        self.area = np.array([0])  # candidates in the power area
        self.fed = {0, 1}  # masts in it
        self.costs = rng.integers(3, 9, self.candidates).astype(float)
        self.twice_before = 30.0
        self.total = float(self.people.sum()) + self.twice_before
        self.before = float(self.people[8:].sum()) + self.twice_before

    def planning_objects(self) -> tuple[Reach, SecondService]:
        spots = tuple(candidate(k, float(cost)) for k, cost in enumerate(self.costs))
        old, new = np.arange(8, 15), np.arange(8)
        csr = sparse.csr_array
        reach = Reach(spots, csr(self.serves[:, new]), self.people[new], new, new, self.total, self.before, "any")
        again = replace(reach, matrix=csr(self.serves[:, old]), people=self.people[old], rows=old, cols=old)
        none = np.zeros(0, np.int64)
        groups = (
            Group("mast 0", np.array([0]), np.array([0, 1, 2])),
            Group("mast 1", none, np.array([3, 4, 5])),
            Group("power", self.area, np.arange(7)),
            *(Group(f"mast {unit}", np.flatnonzero(self.unit == unit), none) for unit in sorted({*self.unit} - {0, 1})),
        )
        twice = self.twice_before + float(self.people[14])
        return reach, SecondService(again, self.unit, self.mast_today[8:], groups, twice)

    def masts(self, choice: tuple[bool, ...], pixel: int) -> set[int]:
        today = {0, 1} if pixel == 14 else {int(self.mast_today[pixel])} - {-1}
        return today | {int(self.unit[j]) for j in range(self.candidates) if choice[j] and self.serves[j, pixel]}

    def judge(self, choice: tuple[bool, ...]) -> tuple[float, float, float, float]:
        """Cost, people served, people served twice, most people behind one mast or the power area (masts 0 and 1)."""
        served, twice, behind = self.twice_before, self.twice_before, dict.fromkeys(range(9), 0.0)
        for pixel, people in enumerate(self.people):
            masts = self.masts(choice, pixel)
            served += people * bool(masts)
            twice += people * (len(masts) > 1)
            if len(masts) == 1:
                behind[next(iter(masts))] += people
            if masts and masts <= self.fed:
                behind[8] += people
        cost = sum(c for c, yes in zip(self.costs, choice, strict=True) if yes)
        return cost, served, twice, max(behind.values())


class SharedCase(Case):
    """Two operators at two of the new places, and three new masts in the power area."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.unit = np.array([0, 2, 2, 3, 3, 4, 5])
        self.area = np.array([0, 3, 4, 5])
        self.fed = {0, 1, 3, 4}


def choice_of(plan: Plan, case: Case) -> tuple[bool, ...]:
    built = {site.candidate.id for site in plan.sites}
    return tuple(f"N-{k:04d}" in built for k in range(case.candidates))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(("twice_pct", "most"), [(60.0, None), (0.0, 40), (55.0, 45)])
def test_the_cheapest_plan_keeps_floor_and_cap(seed: int, twice_pct: float, most: int | None) -> None:
    case = Case(seed)
    reach, second = case.planning_objects()
    planning = PlanningSettings(target_pct=80.0, twice_pct=twice_pct, most_behind_one=most)
    every = [case.judge(choice) for choice in product([False, True], repeat=case.candidates)]
    limit = np.inf if most is None else most
    right = [
        one for one in every
        if one[1] >= 0.8 * case.total and one[2] >= twice_pct / 100.0 * case.total and one[3] <= limit
    ]  # fmt: skip
    plan = make_plan(reach, planning, second=second)
    cost, served, twice, behind = case.judge(choice_of(plan, case))
    assert plan.cost_mn_vnd == pytest.approx(cost)
    missing = {one.name: one.missing for one in plan.missing}
    assert missing.get("served twice", 0.0) == pytest.approx(max(twice_pct / 100.0 * case.total - twice, 0.0))
    over = [lack for name, lack in missing.items() if name.startswith("behind")]
    assert max(over, default=0.0) == pytest.approx(max(behind - limit, 0.0))
    assert plan.reached == (not missing)
    if right:
        assert plan.reached
        assert plan.cost_mn_vnd == pytest.approx(min(one[0] for one in right))
        assert plan.proof.bound_mn_vnd is not None and plan.proof.bound_mn_vnd <= plan.cost_mn_vnd + 1e-6


@pytest.mark.parametrize("most", [20, 30, 40, 50])
@pytest.mark.parametrize("seed", range(8))
def test_the_cap_holds_for_all_candidates_of_a_group_together(seed: int, most: int) -> None:
    """Against every choice: where one keeps the cap the plan does, and no plan is cheaper than the bound says."""
    case = SharedCase(seed)
    reach, second = case.planning_objects()
    every = [case.judge(choice) for choice in product([False, True], repeat=case.candidates)]
    right = [one[0] for one in every if one[1] >= 0.75 * case.total and one[3] <= most]
    plan = make_plan(reach, PlanningSettings(target_pct=75.0, most_behind_one=most), second=second)
    _, served, _, behind = case.judge(choice_of(plan, case))
    over = [one.missing for one in plan.missing if one.name.startswith("behind")]
    assert max(over, default=0.0) == pytest.approx(max(behind - most, 0.0))
    assert plan.reached == (not plan.missing)
    if right:
        assert plan.reached and served >= 0.75 * case.total
        assert plan.proof.bound_mn_vnd is not None and plan.proof.bound_mn_vnd <= min(right) + 1e-6
        assert plan.cost_mn_vnd == pytest.approx(min(right))


@pytest.mark.parametrize("seed", range(8))
def test_most_people_for_a_budget_keep_the_cap(seed: int) -> None:
    case = SharedCase(seed)
    reach, second = case.planning_objects()
    budget = 0.5 * case.costs.sum()
    planning = PlanningSettings(aim=PlanningAim.MOST_PEOPLE, budget_bn_vnd=budget / 1000.0, most_behind_one=45)
    every = [case.judge(choice) for choice in product([False, True], repeat=case.candidates)]
    right = [one[1] for one in every if one[0] <= budget and one[3] <= 45]
    plan = make_plan(reach, planning, second=second)
    cost, served, _, behind = case.judge(choice_of(plan, case))
    assert cost <= budget * (1.0 + 1e-9)
    if right:
        assert behind <= 45
        assert plan.proof.bound_people is not None and plan.proof.bound_people + case.before >= max(right) - 1e-6
        assert served == pytest.approx(max(right))


def test_most_people_for_a_budget_keep_the_floor() -> None:
    case = Case(5)
    reach, second = case.planning_objects()
    budget = 0.6 * case.costs.sum()
    planning = PlanningSettings(aim=PlanningAim.MOST_PEOPLE, budget_bn_vnd=budget / 1000.0, twice_pct=50.0)
    plan = make_plan(reach, planning, second=second)
    every = [case.judge(choice) for choice in product([False, True], repeat=case.candidates)]
    best = max(one[1] for one in every if one[0] <= budget and one[2] >= 0.5 * case.total)
    cost, served, twice, _ = case.judge(choice_of(plan, case))
    assert cost <= budget and twice >= 0.5 * case.total and served == pytest.approx(best)


def test_without_a_wish_nothing_is_added() -> None:
    reach, second = Case(1).planning_objects()
    planning = PlanningSettings(target_pct=80.0)
    assert make_plan(reach, planning, second=second) == make_plan(reach, planning)
    assert not planning.asks_for_second_service


@pytest.mark.parametrize("wrong", [{"twice_pct": 101.0}, {"most_behind_one": -1}])
def test_wishes_out_of_range_are_errors(wrong: dict[str, Any]) -> None:
    with pytest.raises(CovplanError, match=next(iter(wrong))):
        PlanningSettings(**wrong)


@pytest.fixture(scope="module")
def area(tiny_area: Area) -> Area:
    """The tiny area with both masts that could get 5G in one power area, together with the one on air."""
    sites = tuple(replace(site, power_area="Lộ A" if site.id != "VT2" else "Lộ B") for site in tiny_area.sites)
    return replace(tiny_area, sites=sites)


def with_plan(area: Area, plan: Plan) -> Area:
    sites = list(area.sites)
    for site in plan.sites:
        one, air = site.candidate, frozenset({Technology.NR})
        power = next((s.power_area for s in area.sites if s.id == one.site_id), "")
        if not one.site_id:
            power = " + ".join(power_areas(np.array([[one.x_m, one.y_m]]), area, 3_000.0)[0])
        sites.append(
            Site(
                one.id, one.id, one.operator, one.x_m, one.y_m, one.operator, (one.operator,), 40.0, air, one.sectors,
                power_area=power,
            )
        )  # fmt: skip
    return replace(area, sites=tuple(sites), locations=cluster_sites(sites, 50.0))


def test_the_assessment_counts_the_same_of_a_plan(area: Area) -> None:
    today = count_served(predict(area, RADIO), area, SERVICE)
    hanging = find_hanging(area, RADIO, SERVICE, ResilienceSettings())
    planning = PlanningSettings(target_pct=90.0, max_candidates=14, twice_pct=70.0, most_behind_one=1_000)
    spots = find_candidates(area, hanging.as_unserved(today), planning)
    reach = build_reach_matrix(spots, area, RADIO, SERVICE, today)
    second = build_second_service(hanging, reach, area, RADIO, SERVICE, today, planning)
    plan = make_plan(reach, planning, second=second)
    assert plan.missing == () and plan.reached
    free = make_plan(reach, replace(planning, twice_pct=0.0, most_behind_one=None))
    assert free.cost_mn_vnd < plan.cost_mn_vnd
    for one, holds in ((plan, True), (free, False)):
        after = with_plan(area, one)
        failing = count_resilience(after, RADIO, SERVICE, ResilienceSettings()).by_group
        most = failing[failing["kind"].isin(["mast", "power"])]["any"].max()
        assert (most <= planning.most_behind_one + 1e-6) == holds
        residents = find_residents(after)
        serves = serving_sites(after, RADIO, SERVICE, residents)
        row = {site.id: k for k, site in enumerate(after.sites)}
        masts = sum(
            (np.asarray(serves[:, [row[id] for id in place.site_ids]].sum(axis=1)).ravel() > 0).astype(int)
            for place in after.locations
        )
        twice = residents.total(masts > 1)
        assert (twice >= 0.70 * residents.population - 1e-6) == holds
    beyond = replace(planning, twice_pct=100.0)
    lack = {m.name: m.missing for m in make_plan(reach, beyond, second=second).missing}
    assert lack["served twice"] > 0.0
