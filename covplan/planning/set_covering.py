"""The cheapest plan that serves a share of the people and every floor: set covering with a proven bound."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from covplan.planning.choice import cover_problem, locked_and_allowed
from covplan.planning.cover_problem import CoverProblem, Requirement
from covplan.planning.covering import CoverSolution, CoverWork, Report, least_cost
from covplan.planning.group_caps import solve_with_caps
from covplan.planning.overloads import Together, broken_by, without_overloads
from covplan.planning.plan import Plan, chosen_in
from covplan.planning.reach_matrix import Reach
from covplan.planning.second_requirements import Asked, with_second_service
from covplan.planning.second_service import SecondService
from covplan.planning.settings import PlanningSettings


def solve_set_covering(
    reach: Reach,
    planning: PlanningSettings,
    requirements: Sequence[Requirement] = (),
    report: Report | None = None,
    second: SecondService | None = None,
    start: Plan | None = None,
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
    second : SecondService, optional
        Needed where the settings ask that people be served twice, or that few hang on one mast.
    start : Plan, optional
        A plan that is known, of candidates of ``reach``: if it serves what is asked for, none is given that is dearer.

    Raises
    ------
    PlanningError
        If a candidate's cost is not above 0, or a locked or forbidden one does not exist.
    """
    needed = planning.target_pct / 100 * reach.people_total - reach.people_served_before

    def plan_for(together: Sequence[Together]) -> Plan:
        problem = cover_problem(reach, requirements, together=together)
        asked = with_second_service(Asked(problem, *locked_and_allowed(reach, planning)), reach, second, planning)
        known = None
        if start is not None and not broken_by(start, reach, together):
            known = chosen_in(start, reach, asked.problem.costs.size)

        def solve(problem: CoverProblem, allowed: NDArray[np.bool_], work: CoverWork) -> CoverSolution:
            return least_cost(problem, needed, work, asked.locked, allowed, report, known)

        return solve_with_caps(asked, reach, second, planning, solve)

    return without_overloads(reach, planning.lock, plan_for)
