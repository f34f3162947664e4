"""The cheapest plan that serves a share of the people: set covering with a proven bound."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from covplan.errors import PlanningError
from covplan.planning.cover_problem import CoverProblem
from covplan.planning.covering import CoverWork, Report, least_cost
from covplan.planning.plan import Plan, Proof, in_order
from covplan.planning.reach_matrix import Reach
from covplan.planning.settings import PlanningSettings


def solve_set_covering(reach: Reach, planning: PlanningSettings, report: Report | None = None) -> Plan:
    """Choose what serves ``planning.target_pct`` of all people at least cost, or all in reach if these are fewer.

    Parameters
    ----------
    reach : Reach
        Candidates with their costs, and what each serves.
    planning : PlanningSettings
        The target [% of all people of the province], and how long the exact solver may try.
    report : callable, optional
        Called with the cost so far and the bound [million đồng].

    Raises
    ------
    PlanningError
        If a candidate's cost is not above 0.
    """
    for candidate in reach.candidates:
        if not candidate.total_mn_vnd > 0:
            raise PlanningError("planning.cost", id=candidate.id, cost=candidate.total_mn_vnd)
    costs = np.array([candidate.total_mn_vnd for candidate in reach.candidates])
    needed = planning.target_pct / 100 * reach.people_total - reach.people_served_before
    work = CoverWork(exact_seconds=planning.exact_seconds)
    if planning.exact_seconds == 0.0:
        work = replace(work, exact_nonzeros=0)
    found = least_cost(CoverProblem(reach.matrix, reach.people, costs), needed, work, report=report)
    sites = in_order(np.flatnonzero(found.chosen).tolist(), reach)
    before = 100 * reach.people_served_before / reach.people_total
    return Plan(
        sites=sites,
        target_pct=planning.target_pct,
        served_pct_before=before,
        served_pct_after=sites[-1].served_pct_after if sites else before,
        reached=found.reached,
        reading=reach.reading,
        proof=Proof(found.cost, found.bound, found.method),
    )
