"""Which of the models answers what the settings ask."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from covplan.planning.cover_problem import Requirement
from covplan.planning.covering import Report
from covplan.planning.maximal_covering import solve_maximal_covering
from covplan.planning.plan import Plan
from covplan.planning.reach_matrix import Reach
from covplan.planning.second_service import SecondService
from covplan.planning.set_covering import solve_set_covering
from covplan.planning.settings import PlanningAim, PlanningSettings
from covplan.units import MN_PER_BN

Found = Callable[[PlanningAim, float, float], None]  # aim, best value so far, bound


def make_plan(
    reach: Reach,
    planning: PlanningSettings,
    requirements: Sequence[Requirement] = (),
    weights: NDArray[np.float64] | None = None,
    found: Found | None = None,
    second: SecondService | None = None,
    start: Plan | None = None,
) -> Plan:
    """The cheapest plan for the target, or the one that serves most people for the budget.

    Where the budgets of all years together do not pay for the target, the plan is the one that serves most people for
    them, and does not reach it. ``found`` is told the best value so far and the bound. ``start`` is a plan that is
    known. ``weights``, shape (pixels,), is what a person of each demand pixel counts where most people are sought;
    ``requirements`` and ``second`` must be served in any case, as far as candidates can. Errors as of
    ``solve_set_covering`` and ``solve_maximal_covering``.
    """

    def report(aim: PlanningAim) -> Report | None:
        return None if found is None else partial(found, aim)

    if planning.aim is PlanningAim.MOST_PEOPLE:
        return solve_maximal_covering(reach, planning, requirements, weights, report(planning.aim), second, start)
    plan = solve_set_covering(reach, planning, requirements, report(planning.aim), second, start)
    if not planning.years:
        return plan
    budgets = [math.inf if year.budget_bn_vnd is None else year.budget_bn_vnd for year in planning.years]
    if plan.proof.cost_mn_vnd <= sum(budgets) * MN_PER_BN:
        return plan
    for_all = replace(planning, aim=PlanningAim.MOST_PEOPLE, budget_bn_vnd=sum(budgets))
    return solve_maximal_covering(reach, for_all, requirements, weights, report(for_all.aim), second, start)
