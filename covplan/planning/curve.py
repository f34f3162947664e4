"""People against money: at each budget the most people that were found, and how many nobody can exceed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from covplan.errors import PlanningError
from covplan.planning.choice import cover_problem
from covplan.planning.cover_problem import merged_classes
from covplan.planning.covering import CoverWork, most_people
from covplan.planning.node_budget import INTERRUPTED
from covplan.planning.reach_matrix import Reach

CURVE_WORK = CoverWork(search_steps=400, bound_steps=300, exact_nonzeros=0)
"""Little work, and none that depends on the machine: the band shows what it leaves open."""


@dataclass(frozen=True)
class CurvePoint:
    """The best known choice for a budget, and the bound.

    Budget and cost are in million đồng, ``sites`` is how many are chosen, ``people`` are those newly served; no choice
    of the same candidates serves more than ``bound_people`` for the budget.
    """

    budget_mn_vnd: float
    cost_mn_vnd: float
    sites: int
    people: float
    bound_people: float


@dataclass(frozen=True)
class PeopleCurve:
    """Points in order of budget; ``people_before`` of ``people_total`` are served without any of them."""

    points: tuple[CurvePoint, ...]
    people_before: float
    people_total: float

    def served_pct(self, people_added: float) -> float:
        """Share of all people served with so many more [%]."""
        return 100.0 * (self.people_before + people_added) / self.people_total


def people_for_money(
    reach: Reach,
    budgets_mn_vnd: Sequence[float],
    order: Sequence[str] = (),
    work: CoverWork = CURVE_WORK,
    progress: Callable[[float], None] | None = None,
) -> PeopleCurve:
    """Solve the maximal covering of each budget.

    A choice for less money is one for more money too, and what cannot be exceeded with more cannot be with less: so
    the best of all smaller budgets and the least of all larger bounds are taken. So are the beginnings of a plan.

    Parameters
    ----------
    reach : Reach
        Candidates at the costs by which they are judged.
    budgets_mn_vnd : sequence of float
        0 or more; they are sorted.
    order : sequence of str
        Candidate ids of a plan in its order, of which each beginning is a choice that is known already.
    work : CoverWork
        Of each budget.
    progress : callable, optional
        Called with the fraction done.

    Raises
    ------
    PlanningError
        If a budget is negative or not finite, or a candidate's cost is not above 0.
    """
    budgets = np.sort(np.asarray(budgets_mn_vnd, float))
    for wrong in budgets[~(np.isfinite(budgets) & (budgets >= 0.0))]:
        raise PlanningError("planning.budget", got=float(wrong))
    problem = merged_classes(cover_problem(reach))
    known = _beginnings(order, reach)
    best, points = (0.0, 0, 0.0), []  # cost, sites, people
    for done, budget in enumerate(budgets, 1):
        # what costs more than the budget cannot be chosen: without it the bound is tighter
        found = most_people(problem, float(budget), work, allowed=problem.costs <= budget)
        if found.method.endswith(INTERRUPTED):
            raise KeyboardInterrupt  # the solver ends well with what it has; a curve with a hole is none
        choices = [(found.cost, int(found.chosen.sum()), found.people), *known]
        best = max([best, *(choice for choice in choices if choice[0] <= budget)], key=lambda choice: choice[2])
        points.append((float(budget), *best, max(found.bound, best[2])))
        if progress is not None:
            progress(done / len(budgets))
    bounds = np.minimum.accumulate([bound for *_, bound in points][::-1])[::-1]
    return PeopleCurve(
        tuple(CurvePoint(*point[:4], float(bound)) for point, bound in zip(points, bounds, strict=True)),
        reach.people_served_before,
        reach.people_total,
    )


def _beginnings(order: Sequence[str], reach: Reach) -> list[tuple[float, int, float]]:
    """Cost, sites and people of the first, the first two, … of a plan."""
    served, cost, people, found = np.zeros(reach.people.size, bool), 0.0, 0.0, []
    for count, id in enumerate(order, 1):
        pixels = reach.pixels_of(id)
        people += float(reach.people[pixels[~served[pixels]]].sum())
        served[pixels] = True
        cost += reach.candidates[reach.row_of[id]].total_mn_vnd
        found.append((cost, count, people))
    return found
