"""How much a plan depends on prices that nobody knows exactly: the plan under each case, and the regret of each.

Prices are low, base or high together, and in two further cases masts and fibre are wrong in opposite directions, which
is what changes a choice. The regret of a plan in a case is what it costs more there than the best plan for that case.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from covplan.planning.choice import cover_problem, locked_and_allowed
from covplan.planning.cover_problem import Requirement
from covplan.planning.covering import CoverWork, least_cost
from covplan.planning.reach_matrix import Reach
from covplan.planning.settings import PlanningSettings


class PriceCase(StrEnum):
    """What prices turn out to be."""

    LOW = "low"
    BASE = "base"
    HIGH = "high"
    MASTS_HIGH = "masts_high"  # and fibre low
    FIBRE_HIGH = "fibre_high"  # and masts low


_LEVELS = {  # of masts with equipment, and of fibre
    PriceCase.LOW: ("low", "low"),
    PriceCase.BASE: ("base", "base"),
    PriceCase.HIGH: ("high", "high"),
    PriceCase.MASTS_HIGH: ("high", "low"),
    PriceCase.FIBRE_HIGH: ("low", "high"),
}


@dataclass(frozen=True, eq=False)
class CasePlan:
    """The plan that is best in a case.

    Attributes
    ----------
    chosen : array of bool, shape (candidates,)
    cost_mn_vnd, bound_mn_vnd : mapping
        Of this plan in each case; and what no plan costs less than in its own case.
    regret_mn_vnd : mapping
        What it costs more in each case than the cheapest known plan there.
    """

    case: PriceCase
    chosen: NDArray[np.bool_]
    cost_mn_vnd: dict[PriceCase, float]
    bound_mn_vnd: float
    regret_mn_vnd: dict[PriceCase, float]

    @property
    def greatest_regret_mn_vnd(self) -> float:
        """In the case that is worst for it."""
        return max(self.regret_mn_vnd.values())


@dataclass(frozen=True, eq=False)
class CostRangeOutcome:
    """The plans of all cases.

    Attributes
    ----------
    plans : tuple of CasePlan
    always, sometimes : array of bool, shape (candidates,)
        Chosen in every case; in some, not in all.
    """

    plans: tuple[CasePlan, ...]
    always: NDArray[np.bool_]
    sometimes: NDArray[np.bool_]


def plan_cost_range(
    reach: Reach,
    planning: PlanningSettings,
    requirements: Sequence[Requirement] = (),
    progress: Callable[[float], None] | None = None,
) -> CostRangeOutcome:
    """Choose for the target at least cost in each case of prices.

    Parameters
    ----------
    reach : Reach
        Candidates with ranges of ``capex`` and ``backhaul``.
    planning : PlanningSettings
        Target, what is locked and forbidden, how long HiGHS may try for each case.
    requirements : sequence of Requirement
        Floors.
    progress : callable, optional
        Called with the fraction of cases done.
    """
    problem = cover_problem(reach, requirements)
    locked, allowed = locked_and_allowed(reach, planning)
    needed = planning.target_pct / 100 * reach.people_total - reach.people_served_before
    costs = {case: _costs(reach, *levels) for case, levels in _LEVELS.items()}
    found = {}
    for done, case in enumerate(PriceCase, 1):
        found[case] = least_cost(
            replace(problem, costs=costs[case]),
            needed,
            CoverWork(exact_nodes=planning.exact_nodes),
            locked,
            allowed,
        )
        if progress:
            progress(done / len(PriceCase))
    totals = {
        case: {other: float(costs[other][one.chosen].sum()) for other in PriceCase} for case, one in found.items()
    }
    cheapest = {case: min(total[case] for total in totals.values()) for case in PriceCase}
    plans = tuple(
        CasePlan(
            case,
            one.chosen,
            totals[case],
            float(one.bound),
            {other: totals[case][other] - cheapest[other] for other in PriceCase},
        )
        for case, one in found.items()
    )
    times = np.sum([plan.chosen for plan in plans], axis=0)
    return CostRangeOutcome(plans, times == len(plans), (times > 0) & (times < len(plans)))


def _costs(reach: Reach, masts: str, cables: str) -> NDArray[np.float64]:
    return np.array([getattr(c.capex, masts) + getattr(c.backhaul, cables) for c in reach.candidates], float)
