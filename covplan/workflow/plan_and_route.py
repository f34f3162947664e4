"""Masts and cables together: a plan, its routes, and plans again at the prices of these."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from covplan import planning, routing
from covplan.ingest.costs import NO_COST, CostRange
from covplan.planning.settings import PlanningAim, PlanningSettings
from covplan.scenario import Scenario
from covplan.units import MN_PER_BN

if TYPE_CHECKING:
    from covplan.ingest.area import Area
    from covplan.planning import Floors, Plan, Reach, SecondService
    from covplan.routing import FibrePlan


_ROUNDS = ((False, 4), (True, 6))  # without and with the exact solver, of which each takes ten times as long


@dataclass(frozen=True, eq=False)
class Planner:
    """The settings of a plan with what they name in an area."""

    planning: PlanningSettings
    floors: Floors
    area: Area
    found: Callable[[PlanningAim, float, float], None]
    second: SecondService | None = None

    def __call__(self, reach: Reach, exact: bool = True, start: Plan | None = None) -> Plan:
        """A plan without years; without the exact solver if its time is not worth while; ``start`` is a known one."""
        settings = self.planning if exact else replace(self.planning, exact_nodes=0)
        weights = planning.commune_weights(self.area, reach, settings) if settings.weights else None
        floors = self.floors.requirements(reach)
        return planning.make_plan(reach, settings, floors, weights, self.found, self.second, start)

    def with_years(self, plan: Plan, reach: Reach) -> Plan:
        """The plan divided among the years, if there are any."""
        if not self.planning.years:
            return plan
        phased = planning.with_years(plan, reach, self.planning, self.floors)
        return phased if self.second is None else self.second.told(phased, reach, self.planning)


def plan_and_route(
    reach: Reach, scenario: Scenario, planner: Planner, progress: Callable[[float], None]
) -> tuple[Plan, FibrePlan]:
    """Route a first plan, put routed costs in the place of the estimates, and solve and route again from there.

    Every round knows the best plan so far and is asked at the routed prices of the one before it. What was routed in an
    earlier round keeps its price from there. Shares of a common route change with the company, so a choice with better
    prices can be the dearer one; it still tells prices. First comes the search by itself, which tries many prices in
    the time of one proof, then the exact solver, each until the best plan is what its own prices choose, or for so many
    rounds. The first and the last round of both are held to the prices of the best plan, and so is the bound.

    The plan is divided among the years at its routed costs; masts that fit no year's budget are left out, and the rest
    is routed anew.
    """
    rounds = _Rounds(_routed(planner(reach, exact=False), scenario, planner), reach, scenario, planner)
    total, done = sum(most for _, most in _ROUNDS), 0
    for exact, most in _ROUNDS:
        settled = False
        for k in range(most):
            if not (settled or rounds.interrupted):
                settled = rounds.next(exact, at_own_prices=k in (0, most - 1))
            done += 1
            progress((1 + done) / (2 + total))
    plan, fibre = rounds.best
    while True:
        phased = planner.with_years(plan, with_fibre(reach, fibre, planner.area))
        if len(phased.sites) == len(plan.sites):
            return phased, fibre
        plan, fibre = _routed(phased, scenario, planner)


class _Rounds:
    """The best of all plans so far with its routes, and what was learnt of prices."""

    def __init__(self, first: tuple[Plan, FibrePlan], reach: Reach, scenario: Scenario, planner: Planner) -> None:
        self.best = first
        self._reach, self._scenario, self._planner = reach, scenario, planner
        self._before, self._routed = first, {_ids(first[0]): first}
        self._prices = dict[str, CostRange]()

    @property
    def interrupted(self) -> bool:
        """Whether somebody pressed Ctrl-C."""
        return self.best[0].proof.interrupted

    def next(self, exact: bool, at_own_prices: bool) -> bool:
        """One round more; whether the best plan is what its own prices choose."""
        area, settings = self._planner.area, self._planner.planning
        self._prices |= fibre_shares((self.best if at_own_prices else self._before)[1], area)
        priced = planning.with_backhaul(self._reach, self._prices)
        found = self._planner(priced, exact=exact, start=self.best[0])
        ids = _ids(found)
        if ids not in self._routed:
            self._routed[ids] = _routed(found, self._scenario, self._planner)
        new = self._routed[ids]
        is_best = _rank(new, settings) <= _rank(self.best, settings)
        plan, fibre = new if is_best else self.best
        # the routes are the same, the proof is that of this round
        self.best = planning.proven_by(plan, found, priced), fibre
        again = ids == _ids(self._before[0])
        self._before = self.best if is_best or again else new
        return is_best and fibre_shares(fibre, area).items() <= self._prices.items()


def _routed(plan: Plan, scenario: Scenario, planner: Planner) -> tuple[Plan, FibrePlan]:
    fibre = routing.connect(plan.sites, planner.area, scenario.routing)
    return with_routed_costs(plan, fibre, planner.area), fibre


def _ids(plan: Plan) -> frozenset[str]:
    return frozenset(site.candidate.id for site in plan.sites)


def _rank(routed: tuple[Plan, FibrePlan], settings: PlanningSettings) -> tuple[float, ...]:
    """Less is better: money beyond the budgets, what is asked for missed, masts without fibre, then people or cost.

    People count where they are asked for: as many as possible, or a target that is missed.
    """
    plan, fibre = routed
    cost = total_cost_mn_vnd(plan, fibre)
    of_years = [year.budget_bn_vnd for year in settings.years] or [None]
    given = [settings.budget_bn_vnd, None if None in of_years else sum(filter(None, of_years))]
    budget = min((one for one in given if one is not None), default=math.inf) * MN_PER_BN
    lacks = {one.name: one.missing for one in plan.missing}
    people_count = settings.aim is PlanningAim.MOST_PEOPLE or planning.PEOPLE in lacks
    people = round(plan.proof.people, 3) if people_count else 0.0  # sums in another order differ by less
    missed = float(not plan.reached), round(sum(lacks.values()), 3)
    return max(cost - budget, 0.0), *missed, len(fibre.unconnected), -people, cost


def total_cost_mn_vnd(plan: Plan, fibre: FibrePlan) -> float:
    """Masts, equipment and new fibre [million đồng]."""
    return sum(site.candidate.cost_mn_vnd for site in plan.sites) + fibre.cost_mn_vnd


def total_cost(plan: Plan, fibre: FibrePlan) -> CostRange:
    """The same from low to high: all prices wrong in the same direction."""
    joined = (site.candidate.backhaul for site in plan.sites if site.candidate.id in fibre.site_cost_mn_vnd)
    return sum((*(site.candidate.capex for site in plan.sites), *joined), NO_COST)


def with_fibre(reach: Reach, fibre: FibrePlan, area: Area) -> Reach:
    """The reach with shares of routed fibre in the place of the estimates."""
    return planning.with_backhaul(reach, fibre_shares(fibre, area))


def with_routed_costs(plan: Plan, fibre: FibrePlan, area: Area) -> Plan:
    """The plan with each site's share of the routed fibre in place of the estimate."""
    shares = fibre_shares(fibre, area)
    sites = tuple(
        replace(
            site, candidate=replace(site.candidate, backhaul=shares.get(site.candidate.id, site.candidate.backhaul))
        )
        for site in plan.sites
    )
    return replace(plan, sites=sites)


def fibre_shares(fibre: FibrePlan, area: Area) -> dict[str, CostRange]:
    """What each site pays of the routed fibre; its low and high stand to its base as the prices of fibre do."""
    price = area.costs.range("fibre_aerial")
    return {id: price.scaled_to(share) for id, share in fibre.site_cost_mn_vnd.items()}
