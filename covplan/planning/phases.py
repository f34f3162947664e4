"""A plan divided among years, with what each costs and how good it is if the money stops after it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from covplan.planning.choice import cover_problem
from covplan.planning.cover_problem import ROUNDING, CoverProblem, Requirement
from covplan.planning.covering import PEOPLE, CoverWork, most_people
from covplan.planning.floors import Floors
from covplan.planning.plan import Plan, PlanYear, Shortfall, in_rounds
from covplan.planning.reach_matrix import Reach
from covplan.planning.schedule import Due, schedule
from covplan.planning.settings import PlanningSettings
from covplan.units import MN_PER_BN

_BOUND_WORK = CoverWork(search_steps=200, bound_steps=200, exact_nodes=0)


def with_years(plan: Plan, reach: Reach, planning: PlanningSettings, floors: Floors) -> Plan:
    """The plan divided among ``planning.years``; what fits no budget is left out of it.

    Parameters
    ----------
    plan : Plan
        With the costs that are to be paid.
    reach : Reach
        With the same costs where it is about the same candidates: its candidates are what else could have been chosen.
    planning : PlanningSettings
        Years with budgets and targets, discount, how long HiGHS may try.
    floors : Floors
        Those with a ``from_year`` come first in the years from it on.
    """
    row_of = {candidate.id: row for row, candidate in enumerate(reach.candidates)}
    chosen = np.array([row_of[site.candidate.id] for site in plan.sites], np.int64)
    every = cover_problem(reach)
    problem = CoverProblem(reach.matrix[chosen], reach.people, every.costs[chosen])
    years = planning.years
    budgets = [np.inf if year.budget_bn_vnd is None else year.budget_bn_vnd * MN_PER_BN for year in years]
    when = schedule(problem, budgets, _due(reach, planning, floors, problem), planning.exact_nodes).year
    rounds = [chosen[when == t].tolist() for t in range(len(years))]
    sites = tuple(
        replace(site, year=years[t].year) for t, ordered in enumerate(in_rounds(rounds, reach)) for site in ordered
    )
    before = 100.0 * reach.people_served_before / reach.people_total
    told, spent, pct = [], 0.0, before
    for year in years:
        of_year = [site for site in sites if site.year == year.year]
        pct = of_year[-1].served_pct_after if of_year else pct
        cost = sum(site.candidate.total_mn_vnd for site in of_year)
        spent += cost
        most = most_people(every, spent, _BOUND_WORK).bound if spent > 0.0 else 0.0
        told.append(
            PlanYear(
                year.year,
                None if year.budget_bn_vnd is None else year.budget_bn_vnd * MN_PER_BN,
                year.target_pct,
                cost,
                cost / (1.0 + planning.discount_pct / 100.0) ** (year.year - years[0].year),
                pct,
                before + 100.0 * most / reach.people_total,
            )
        )
    built = np.zeros(every.costs.size, bool)
    built[[row for rows in rounds for row in rows]] = True
    asked = replace(every, requirements=floors.requirements(reach))
    missing = dict(asked.missing(built))
    lack = planning.target_pct / 100.0 * reach.people_total - reach.people_served_before - every.people_served(built)
    if lack > ROUNDING * reach.people_total:
        missing = {PEOPLE: lack, **missing}
    return replace(
        plan,
        sites=sites,
        served_pct_after=pct,
        reached=not missing,
        missing=tuple(Shortfall(name, amount) for name, amount in missing.items()),
        years=tuple(told),
    )


def _due(reach: Reach, planning: PlanningSettings, floors: Floors, problem: CoverProblem) -> list[Due]:
    """Targets of the years and floors, none beyond what the chosen candidates reach."""
    reached = problem.served_classes(np.ones(problem.costs.size, bool))

    def within_reach(one: Requirement) -> Requirement:
        return replace(one, needed=min(one.needed, float(one.weights[reached].sum())))

    due = [
        Due(within_reach(Requirement(PEOPLE, reach.people, needed)), t)
        for t, year in enumerate(planning.years)
        if year.target_pct is not None
        and (needed := year.target_pct / 100.0 * reach.people_total - reach.people_served_before) > 0.0
    ]
    asked_from = [year for year, needed in zip(floors.from_years, floors.needed, strict=True) if needed > 0.0]
    numbers = [year.year for year in planning.years]
    for one, asked in zip(floors.requirements(reach), asked_from, strict=True):
        later = [t for t, number in enumerate(numbers) if asked is not None and number >= asked]
        due.append(Due(within_reach(one), later[0] if later else len(numbers) - 1))
    return due
