"""The cheapest plan that serves a share of the people and every floor: set covering with a proven bound."""

from __future__ import annotations

from collections.abc import Sequence

from covplan.planning.choice import cover_problem, locked_and_allowed, work
from covplan.planning.cover_problem import Requirement
from covplan.planning.covering import Report, least_cost
from covplan.planning.plan import Plan, plan_of
from covplan.planning.reach_matrix import Reach
from covplan.planning.settings import PlanningSettings


def solve_set_covering(
    reach: Reach, planning: PlanningSettings, requirements: Sequence[Requirement] = (), report: Report | None = None
) -> Plan:
    """Choose what serves ``planning.target_pct`` of all people at least cost, or all in reach if these are fewer.

    Parameters
    ----------
    reach : Reach
        Candidates with their costs, and what each serves.
    planning : PlanningSettings
        The target [% of all people of the province], what is locked and forbidden, how long HiGHS may try.
    requirements : sequence of Requirement
        Floors, from ``find_floors``.
    report : callable, optional
        Called with the cost so far and the bound [million đồng].

    Raises
    ------
    PlanningError
        If a candidate's cost is not above 0, or a locked or forbidden one does not exist.
    """
    problem = cover_problem(reach, requirements)
    locked, allowed = locked_and_allowed(reach, planning)
    needed = planning.target_pct / 100 * reach.people_total - reach.people_served_before
    return plan_of(least_cost(problem, needed, work(planning), locked, allowed, report), reach, planning)
