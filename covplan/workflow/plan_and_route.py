"""Masts and cables together: a plan, its routes, and a plan again at the prices of these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from covplan import planning, routing
from covplan.scenario import Scenario

if TYPE_CHECKING:
    from covplan.ingest.area import Area
    from covplan.planning import Floors, Plan, Reach, SecondService
    from covplan.planning.settings import PlanningAim, PlanningSettings
    from covplan.routing import FibrePlan


@dataclass(frozen=True, eq=False)
class Planner:
    """The settings of a plan with what they name in an area."""

    planning: PlanningSettings
    floors: Floors
    area: Area
    found: Callable[[PlanningAim, float, float], None]
    second: SecondService | None = None

    def __call__(self, reach: Reach, exact: bool = True) -> Plan:
        """A plan without years; without the exact solver if its time is not worth while."""
        settings = self.planning if exact else replace(self.planning, exact_seconds=0.0)
        weights = planning.commune_weights(self.area, reach, settings) if settings.weights else None
        return planning.make_plan(reach, settings, self.floors.requirements(reach), weights, self.found, self.second)

    def with_years(self, plan: Plan, reach: Reach) -> Plan:
        """The plan divided among the years, if there are any."""
        if not self.planning.years:
            return plan
        phased = planning.with_years(plan, reach, self.planning, self.floors)
        return phased if self.second is None else self.second.told(phased, reach, self.planning)


def plan_and_route(
    reach: Reach, scenario: Scenario, planner: Planner, progress: Callable[[float], None]
) -> tuple[Plan, FibrePlan]:
    """Route a first plan, put routed costs in the place of the estimates, solve and route once more.

    The first plan only finds prices of fibre: the exact solver is kept for the second.

    The second solution is taken unless it misses the target, leaves more masts without fibre or costs more: shares of a
    common route change with the company, so a choice with better prices can be the dearer one. It is divided among the
    years at its routed costs; masts that fit no year's budget are left out, and the rest is routed anew.
    """
    first = planner(reach, exact=False)
    first_fibre = routing.connect(first.sites, planner.area, scenario.routing)
    progress(0.4)
    second = planner(planning.with_backhaul(reach, first_fibre.site_cost_mn_vnd))
    second_fibre = routing.connect(second.sites, planner.area, scenario.routing)
    progress(0.8)
    pairs = (
        (with_routed_costs(second, second_fibre), second_fibre),
        (with_routed_costs(first, first_fibre), first_fibre),
    )
    plan, fibre = min(pairs, key=lambda pair: (not pair[0].reached, len(pair[1].unconnected), total_cost_mn_vnd(*pair)))
    while True:
        phased = planner.with_years(plan, planning.with_backhaul(reach, fibre.site_cost_mn_vnd))
        if len(phased.sites) == len(plan.sites):
            return phased, fibre
        fibre = routing.connect(phased.sites, planner.area, scenario.routing)
        plan = with_routed_costs(phased, fibre)


def total_cost_mn_vnd(plan: Plan, fibre: FibrePlan) -> float:
    """Masts, equipment and new fibre [million đồng]."""
    return sum(site.candidate.cost_mn_vnd for site in plan.sites) + fibre.cost_mn_vnd


def with_routed_costs(plan: Plan, fibre: FibrePlan) -> Plan:
    """The plan with each site's share of the routed fibre in place of the estimate."""
    shares = fibre.site_cost_mn_vnd
    sites = tuple(
        replace(
            site,
            candidate=replace(
                site.candidate, backhaul_mn_vnd=shares.get(site.candidate.id, site.candidate.backhaul_mn_vnd)
            ),
        )
        for site in plan.sites
    )
    return replace(plan, sites=sites)
