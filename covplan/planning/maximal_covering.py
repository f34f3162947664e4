"""The plan that serves most people for a budget, after every floor: maximal covering with a proven bound."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from covplan.planning.choice import cover_problem, locked_and_allowed
from covplan.planning.cover_problem import CoverProblem, Requirement
from covplan.planning.covering import CoverSolution, CoverWork, Report, most_people
from covplan.planning.group_caps import solve_with_caps
from covplan.planning.overloads import Together, broken_by, without_overloads
from covplan.planning.plan import Plan, chosen_in
from covplan.planning.reach_matrix import Reach
from covplan.planning.second_requirements import Asked, with_second_service
from covplan.planning.second_service import SecondService
from covplan.planning.settings import PlanningSettings
from covplan.units import MN_PER_BN


def solve_maximal_covering(
    reach: Reach,
    planning: PlanningSettings,
    requirements: Sequence[Requirement] = (),
    weights: NDArray[np.float64] | None = None,
    report: Report | None = None,
    second: SecondService | None = None,
    start: Plan | None = None,
) -> Plan:
    """Choose what serves most people for ``planning.budget_bn_vnd``; parameters as of ``solve_set_covering``.

    Parameters
    ----------
    weights : array, shape (pixels,), optional
        What a person of each demand pixel counts; the proof is then in weighted people.

    Raises
    ------
    PlanningError
        If what is locked costs more than the budget, and as ``solve_set_covering`` does.
    """
    assert planning.budget_bn_vnd is not None  # the settings require it with this aim
    budget = planning.budget_bn_vnd * MN_PER_BN

    def plan_for(together: Sequence[Together]) -> Plan:
        problem = cover_problem(reach, requirements, weights, together)
        asked = with_second_service(Asked(problem, *locked_and_allowed(reach, planning)), reach, second, planning)
        known = None
        if start is not None and not broken_by(start, reach, together):
            known = chosen_in(start, reach, asked.problem.costs.size)

        def solve(problem: CoverProblem, allowed: NDArray[np.bool_], work: CoverWork) -> CoverSolution:
            return most_people(problem, budget, work, asked.locked, allowed, report, known)

        return solve_with_caps(asked, reach, second, planning, solve)

    return without_overloads(reach, planning.lock, plan_for)
