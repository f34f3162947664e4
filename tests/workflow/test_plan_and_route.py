"""Rounds of planning and routing, with scripts of plans: which is given, and that its proof is about it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from reaches import reach_from

from covplan import routing
from covplan.ingest.costs import CostRange
from covplan.planning.covering import PEOPLE
from covplan.planning.node_budget import INTERRUPTED
from covplan.planning.plan import Plan, Proof, Shortfall, in_order, proven_by
from covplan.planning.reach_matrix import Reach, with_backhaul
from covplan.planning.settings import PlanningAim, PlanningSettings, YearSettings
from covplan.workflow.plan_and_route import fibre_shares, plan_and_route, total_cost_mn_vnd, with_routed_costs

PRICE = CostRange(40.0, 60.0, 120.0)
AREA: Any = SimpleNamespace(costs=SimpleNamespace(range=lambda item: PRICE))


def fibre_of(shares: dict[str, float], unconnected: tuple[str, ...] = ()) -> Any:
    return SimpleNamespace(site_cost_mn_vnd=shares, cost_mn_vnd=sum(shares.values()), unconnected=unconnected)


@dataclass
class ScriptedPlanner:
    """Gives plans of rows one after the other, the last one ever again, each with a bound one below its cost.

    It notes how it was asked.
    """

    script: list[list[int]]
    planning: PlanningSettings = PlanningSettings()
    area: Any = field(default_factory=lambda: AREA)
    interrupted_at: int = -1
    bound_people: float | None = None
    missing: tuple[Shortfall, ...] = ()
    asked: list[tuple[Reach, bool, Plan | None]] = field(default_factory=list)

    def __call__(self, reach: Reach, exact: bool = True, start: Plan | None = None) -> Plan:
        call = len(self.asked)
        self.asked.append((reach, exact, start))
        sites = in_order(self.script[min(call, len(self.script) - 1)], reach)
        cost = sum(site.candidate.total_mn_vnd for site in sites)
        people = sum(site.people_added for site in sites)
        method = f"call {call}" + (INTERRUPTED if call == self.interrupted_at else "")
        bound = None if self.bound_people is not None else cost - 1.0
        proof = Proof(cost, bound, method, people, self.bound_people)
        after = 100.0 * people / reach.people_total
        reached = self.bound_people is None and not self.missing
        return Plan(sites, self.planning.target_pct, 0.0, after, reached, "any", proof, self.missing)

    def with_years(self, plan: Plan, reach: Reach) -> Plan:
        return plan

    @property
    def exact_runs(self) -> int:
        return sum(exact for _, exact, _ in self.asked)


def run(
    planner: ScriptedPlanner, routes: dict[tuple[int, ...], dict[int, float]], monkeypatch: pytest.MonkeyPatch
) -> tuple[Plan, Any, int]:
    """The plan given, its routes, and how often something was routed."""
    reach, count = reach_from(np.eye(4), np.array([10.0, 20.0, 30.0, 40.0]), np.full(4, 100.0)), 0

    def connect(sites: Any, area: Any, settings: Any) -> Any:
        nonlocal count
        count += 1
        rows = tuple(sorted(int(site.candidate.id[2:]) for site in sites))
        return fibre_of({f"N-{k:04d}": cost for k, cost in routes[rows].items()})

    monkeypatch.setattr(routing, "connect", connect)
    scenario: Any = SimpleNamespace(routing=None)
    plan, fibre = plan_and_route(reach, scenario, planner, lambda fraction: None)  # type: ignore[arg-type]
    return plan, fibre, count


def rows(plan: Plan) -> set[int]:
    return {int(site.candidate.id[2:]) for site in plan.sites}


def test_a_dearer_plan_is_left_and_its_bound_is_told_of_the_one_that_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    planner = ScriptedPlanner([[0, 1], [2, 3], [1, 3], [0, 1]])
    routes = {(0, 1): {0: 30.0, 1: 50.0}, (2, 3): {2: 90.0, 3: 90.0}, (1, 3): {1: 70.0, 3: 70.0}}
    plan, fibre, routed = run(planner, routes, monkeypatch)
    assert rows(plan) == {0, 1} and total_cost_mn_vnd(plan, fibre) == 280.0
    assert routed == 3
    prices = [[candidate.backhaul.base for candidate in reach.candidates] for reach, *_ in planner.asked]
    # the dearer ones tell prices too; at the end the plan that is given is held to its own
    assert prices[1:] == [[30, 50, 0, 0], [30, 50, 90, 90], [30, 70, 90, 70], *[[30, 50, 90, 70]] * 2]
    assert all(start is not None and rows(start) == {0, 1} for _, _, start in planner.asked[1:])
    assert plan.proof == Proof(280.0, 279.0, "call 5", 30.0)


def test_a_bound_at_the_prices_of_others_is_told_with_the_cost_there(monkeypatch: pytest.MonkeyPatch) -> None:
    planner = ScriptedPlanner([[0, 1], [2, 3]], interrupted_at=1)
    plan, _, _ = run(planner, {(0, 1): {0: 30.0, 1: 50.0}, (2, 3): {2: 90.0, 3: 90.0}}, monkeypatch)
    # 280: what the plan costs at the prices of the bound, which is that of the other plan there: 200 - 1
    assert rows(plan) == {0, 1} and plan.proof == Proof(280.0, 199.0, "call 1" + INTERRUPTED, 30.0)


def test_the_same_plan_is_routed_once_and_proven_at_its_own_prices(monkeypatch: pytest.MonkeyPatch) -> None:
    planner = ScriptedPlanner([[0, 1], [1, 0]])
    plan, _, routed = run(planner, {(0, 1): {0: 30.0, 1: 50.0}}, monkeypatch)
    assert routed == 1 and planner.exact_runs == 1
    assert plan.proof.method == "call 2" and (plan.proof.cost_mn_vnd, plan.proof.bound_mn_vnd) == (280.0, 279.0)


def test_a_better_plan_is_held_to_its_own_prices_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    routes = {(0, 1): {0: 90.0, 1: 90.0}, (2, 3): {2: 20.0, 3: 30.0}, (0, 3): {0: 9.0, 3: 9.0}}
    planner = ScriptedPlanner([[0, 1], [2, 3], [2, 3]])
    plan, fibre, _ = run(planner, routes, monkeypatch)
    assert rows(plan) == {2, 3} and planner.exact_runs == 1
    assert plan.proof.cost_mn_vnd == total_cost_mn_vnd(plan, fibre) == 250.0


def test_what_was_routed_before_keeps_its_price(monkeypatch: pytest.MonkeyPatch) -> None:
    routes = {(0, 1): {0: 90.0, 1: 90.0}, (2, 3): {2: 20.0, 3: 30.0}, (0, 3): {0: 9.0, 3: 9.0}}
    planner = ScriptedPlanner([[0, 1], [2, 3], [0, 3], [0, 3]])
    plan, fibre, _ = run(planner, routes, monkeypatch)
    assert rows(plan) == {0, 3} and planner.exact_runs == 1
    assert plan.proof.cost_mn_vnd == total_cost_mn_vnd(plan, fibre) == 218.0
    prices = [[candidate.backhaul.base for candidate in reach.candidates] for reach, *_ in planner.asked]
    assert prices[1:] == [[90, 90, 0, 0], [90, 90, 20, 30], *[[9, 90, 20, 9]] * 2]


def test_the_rounds_end(monkeypatch: pytest.MonkeyPatch) -> None:
    script = [[0, 1], [1, 2], [2, 3], [0, 3], [0, 2], [1, 3]]
    routes = {tuple(rows): dict.fromkeys(rows, 100.0 - 15.0 * n) for n, rows in enumerate(script)}
    planner = ScriptedPlanner([*script, *script])
    plan, fibre, routed = run(planner, routes, monkeypatch)
    assert rows(plan) == {1, 3} and planner.exact_runs == 6 and routed == 6
    assert plan.proof.cost_mn_vnd == total_cost_mn_vnd(plan, fibre) == 250.0
    assert [planner.asked[-1][0].candidates[k].backhaul.base for k in (1, 3)] == [25.0, 25.0]


def test_of_two_plans_that_miss_a_floor_alike_the_cheaper_one_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody can serve is missing of both: some more people are then no reason to pay more."""
    planner = ScriptedPlanner([[2, 3], [0, 1], [0, 1]], missing=(Shortfall("key_area tourism", 1.4),))
    plan, fibre, _ = run(planner, {(2, 3): {2: 90.0, 3: 90.0}, (0, 1): {0: 30.0, 1: 30.0}}, monkeypatch)
    assert rows(plan) == {0, 1} and total_cost_mn_vnd(plan, fibre) == 260.0
    planner = ScriptedPlanner([[2, 3], [0, 1]], missing=(Shortfall(PEOPLE, 20.0),))
    assert rows(run(planner, {(2, 3): {2: 90.0, 3: 90.0}, (0, 1): {0: 30.0, 1: 30.0}}, monkeypatch)[0]) == {2, 3}


@pytest.mark.parametrize("at", [0, 1, 2])
def test_after_an_interrupt_nothing_more_is_sought_and_it_is_told(at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    routes = {(0, 1): {0: 90.0, 1: 90.0}, (2, 3): {2: 20.0, 3: 30.0}}
    planner = ScriptedPlanner([[0, 1], [2, 3], [0, 1]], interrupted_at=at)
    plan, _, _ = run(planner, routes, monkeypatch)
    assert plan.proof.interrupted and len(planner.asked) == at + 1
    assert rows(plan) == ({0, 1} if at == 0 else {2, 3})


@pytest.mark.parametrize("seed", range(20))
def test_a_plan_is_never_worse_for_it(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(seed)
    script = [sorted(rng.choice(4, 2, replace=False).tolist()) for _ in range(5)]
    routes = {tuple(rows): {k: float(rng.integers(0, 200)) for k in rows} for rows in script}
    planner = ScriptedPlanner([list(rows) for rows in script])
    plan, fibre, _ = run(planner, routes, monkeypatch)
    asked = script[: len(planner.asked)]
    assert total_cost_mn_vnd(plan, fibre) == min(200.0 + sum(routes[tuple(rows)].values()) for rows in asked)
    assert plan.proof.bound_mn_vnd is None or plan.proof.bound_mn_vnd <= plan.proof.cost_mn_vnd
    assert plan.proof.cost_mn_vnd >= total_cost_mn_vnd(plan, fibre)


def test_for_a_budget_the_plan_of_more_people_within_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    most = PlanningSettings(aim=PlanningAim.MOST_PEOPLE, budget_bn_vnd=0.3)
    routes = {(0, 1): {0: 1.0, 1: 1.0}, (0, 3): {0: 40.0, 3: 40.0}, (2, 3): {2: 90.0, 3: 90.0}}
    planner = ScriptedPlanner([[0, 1], [0, 3], [2, 3]], most, bound_people=60.0)
    plan, fibre, _ = run(planner, routes, monkeypatch)
    assert rows(plan) == {0, 3}  # 30 people for 202, then 50 for 280; 70 would cost 380, beyond the budget
    assert plan.proof.bound_people == 60.0 and plan.proof.gap_pct == pytest.approx(100 * 10 / 60)
    years = PlanningSettings(years=(YearSettings(2027, 0.1), YearSettings(2028, 0.2)))
    plan, fibre, _ = run(ScriptedPlanner([[2, 3], [0, 1], [0, 1]], years), routes, monkeypatch)
    assert rows(plan) == {0, 1}  # what all years together pay for


def test_a_bound_of_other_wishes_proves_nothing() -> None:
    reach = reach_from(np.eye(2), np.array([10.0, 20.0]), np.full(2, 100.0))
    both = in_order([0, 1], reach)
    plan = Plan(both, 99.0, 0.0, 100.0, True, "any", Proof(1.0, None, "first", 30.0))
    other = replace(plan, proof=Proof(100.0, None, "other", 20.0, 20.0))
    assert proven_by(plan, other, reach).proof == Proof(200.0, None, "other", 30.0)
    dearer = replace(plan, proof=Proof(300.0, 300.0, "other", 40.0))
    assert proven_by(plan, dearer, reach).proof.gap_pct is None


def test_the_range_of_routed_fibre_is_that_of_its_price() -> None:
    reach = reach_from(np.eye(2), np.array([10.0, 20.0]), np.full(2, 100.0))
    plan = Plan(in_order([0, 1], reach), 99.0, 0.0, 100.0, True, "any", Proof(1.0, 1.0, "hand"))
    fibre = fibre_of({"N-0000": 30.0, "N-0001": 0.0})
    assert fibre_shares(fibre, AREA) == {"N-0000": CostRange(20.0, 30.0, 60.0), "N-0001": CostRange(0.0, 0.0, 0.0)}
    routed = with_routed_costs(plan, fibre, AREA)
    total = {site.candidate.id: site.candidate.total for site in routed.sites}
    assert total["N-0000"] == CostRange(120.0, 130.0, 160.0)
    again = with_backhaul(reach, fibre_shares(fibre, AREA))
    assert [candidate.total for candidate in again.candidates] == [total["N-0000"], total["N-0001"]]
