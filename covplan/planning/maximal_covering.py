"""The plan that serves most people for a budget, after every floor: maximal covering with a proven bound."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from covplan.planning.choice import cover_problem, locked_and_allowed
from covplan.planning.cover_problem import Requirement
from covplan.planning.covering import Report, most_people
from covplan.planning.plan import Plan, chosen_in, plan_of
from covplan.planning.reach_matrix import Reach
from covplan.planning.second_requirements import Asked, with_second_service, work_on
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
    asked = Asked(cover_problem(reach, requirements, weights), *locked_and_allowed(reach, planning))
    asked = with_second_service(asked, reach, second, planning)
    budget = planning.budget_bn_vnd * MN_PER_BN
    known = None if start is None else chosen_in(start, reach, asked.problem.costs.size)
    found = most_people(asked.problem, budget, work_on(asked, planning), asked.locked, asked.allowed, report, known)
    plan = plan_of(found, reach, planning)
    return plan if second is None else second.told(plan, reach, planning)
