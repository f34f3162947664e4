"""Plans that hang no more on a mast than it has room for.

Single candidates beyond the room are not there (``antenna_load.py``). Several on one mast rarely are in one plan, so
the problem is first solved as if they were free of each other; where a choice is too much for a mast, the fewest of its
candidates that are exclude each other from then on, and the problem is solved again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from covplan.planning.antenna_load import exceeds
from covplan.planning.plan import Plan
from covplan.planning.reach_matrix import Reach

Together = tuple[int, ...]
"""Candidates (rows) on one mast that it does not bear together."""


def without_overloads(reach: Reach, locked: Sequence[str], plan_for: Callable[[Sequence[Together]], Plan]) -> Plan:
    """The first plan of the rounds that no mast is too weak for, with the bound of the first round.

    What somebody locked onto one mast is theirs to judge.

    Parameters
    ----------
    locked : sequence of str
        Candidates, or sites, that are built in any case.
    plan_for : callable
        The plan under which of each set of candidates one at most is chosen.
    """
    first = plan = plan_for(())
    excluded: list[Together] = []
    while not plan.proof.interrupted:
        more = [one for one in _overloads(plan, reach, locked) if one not in excluded]
        if not more:
            break
        excluded += more
        plan = plan_for(excluded)
    if not excluded:
        return plan
    bounds = first.proof.bound_mn_vnd, first.proof.bound_people
    return replace(plan, proof=replace(plan.proof, bound_mn_vnd=bounds[0], bound_people=bounds[1]))


def broken_by(plan: Plan, reach: Reach, together: Sequence[Together]) -> bool:
    """Whether a plan has more than one candidate of a set."""
    chosen = {reach.row_of[site.candidate.id] for site in plan.sites}
    return any(len(chosen.intersection(rows)) > 1 for rows in together)


def _overloads(plan: Plan, reach: Reach, locked: Sequence[str]) -> list[Together]:
    """Of each mast that bears less than the plan hangs on it, the largest sets of antennas that are too much."""
    on_mast: dict[str, list[int]] = {}
    for site in plan.sites:
        if site.candidate.crowd:
            on_mast.setdefault(site.candidate.crowd, []).append(reach.row_of[site.candidate.id])
    found = []
    for rows in on_mast.values():
        spots = {row: reach.candidates[row] for row in rows}
        together: list[int] = []
        for row in sorted(rows, key=lambda row: -spots[row].antennas_m2):
            together.append(row)
            if len(together) > 1 and exceeds(sum(spots[k].antennas_m2 for k in together), spots[row].room_m2 or 0.0):
                if sum(bool({spots[k].id, spots[k].site_id} & set(locked)) for k in together) < 2:
                    found.append(tuple(together))
                break
    return found
