"""Lazy greedy covering: people newly served per đồng, until the target.

The gain of a candidate is cut at the people still missing: without the cut the last choice could cost any amount, with
it the greedy cost is at most H(d) times the least one, d being the most people that one candidate serves.

References
----------
P. Slavík, Improved performance of the greedy algorithm for partial cover, Inf. Process. Lett. 64 (1997) 251-254.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covplan.errors import PlanningError
from covplan.planning.candidates import Candidate, PlanningSettings
from covplan.planning.reach_matrix import Reach

_ROUNDING_PEOPLE = 1e-6  # sums of the same people in another order differ by less


@dataclass(frozen=True)
class PlannedSite:
    """One step of a plan, in order of choice."""

    order: int
    candidate: Candidate
    people_added: float
    served_pct_after: float


@dataclass(frozen=True)
class Plan:
    """Chosen candidates in order; ``reached`` says whether the target was met."""

    sites: tuple[PlannedSite, ...]
    target_pct: float
    served_pct_before: float
    served_pct_after: float
    reached: bool
    reading: str

    @property
    def cost_mn_vnd(self) -> float:
        """Masts, equipment and backhaul of all chosen candidates [million đồng]."""
        return sum(site.candidate.total_mn_vnd for site in self.sites)


def solve_greedy(reach: Reach, planning: PlanningSettings) -> Plan:
    """Choose candidates by people newly served per đồng until ``planning.target_pct`` or until nothing adds.

    Ties go to the earlier candidate. Afterwards choices that the others make superfluous are dropped, dearest first.

    Parameters
    ----------
    reach : Reach
        Candidates with their costs, and what each serves.
    planning : PlanningSettings
        The target [% of all people of the province].

    Returns
    -------
    Plan
        In order of choice, with the people that each step adds.

    Raises
    ------
    PlanningError
        If a candidate's cost is not above 0.
    """
    for candidate in reach.candidates:
        if not candidate.total_mn_vnd > 0:
            raise PlanningError("planning.cost", id=candidate.id, cost=candidate.total_mn_vnd)
    needed = planning.target_pct / 100 * reach.people_total - reach.people_served_before
    chosen = _without_superfluous(_choose(reach, needed), reach, needed)
    sites = _replayed(chosen, reach)
    before = 100 * reach.people_served_before / reach.people_total
    return Plan(
        sites=sites,
        target_pct=planning.target_pct,
        served_pct_before=before,
        served_pct_after=sites[-1].served_pct_after if sites else before,
        reached=sum(site.people_added for site in sites) >= needed - _ROUNDING_PEOPLE,
        reading=reach.reading,
    )


def _row(reach: Reach, k: int) -> NDArray[np.int64]:
    return reach.matrix.indices[reach.matrix.indptr[k] : reach.matrix.indptr[k + 1]]


def _gain(unserved: NDArray[np.bool_], pixels: NDArray[np.int64], people: NDArray[np.float64]) -> float:
    return float(people[pixels][unserved[pixels]].sum())


def _choose(reach: Reach, needed: float) -> list[int]:
    """Rows in order of choice. Gains only fall, so a renewed entry that still leads the heap is the best."""
    cost = [c.total_mn_vnd for c in reach.candidates]
    unserved = np.ones(reach.people.size, bool)
    heap = [(-min(_gain(unserved, _row(reach, k), reach.people), needed) / cost[k], k) for k in range(len(cost))]
    heapq.heapify(heap)
    chosen: list[int] = []
    while heap and needed > _ROUNDING_PEOPLE:
        _, k = heapq.heappop(heap)
        gain = _gain(unserved, _row(reach, k), reach.people)
        if not gain > 0:
            continue
        entry = (-min(gain, needed) / cost[k], k)
        if heap and entry > heap[0]:
            heapq.heappush(heap, entry)
            continue
        chosen.append(k)
        unserved[_row(reach, k)] = False
        needed -= gain
    return chosen


def _without_superfluous(chosen: list[int], reach: Reach, needed: float) -> list[int]:
    """The choice without candidates whose loss leaves the target (or, out of reach, the people served) whole."""
    times = np.zeros(reach.people.size, np.int64)
    for k in chosen:
        times[_row(reach, k)] += 1
    served = float(reach.people[times > 0].sum())
    floor = min(needed, served)
    kept = list(chosen)
    for k in sorted(chosen, key=lambda k: (-reach.candidates[k].total_mn_vnd, k)):
        pixels = _row(reach, k)
        alone = float(reach.people[pixels][times[pixels] == 1].sum())
        if served - alone >= floor - _ROUNDING_PEOPLE:
            kept.remove(k)
            times[pixels] -= 1
            served -= alone
    return kept


def _replayed(chosen: list[int], reach: Reach) -> tuple[PlannedSite, ...]:
    """The steps with what each adds to those before it."""
    unserved = np.ones(reach.people.size, bool)
    served = reach.people_served_before
    sites = []
    for order, k in enumerate(chosen, 1):
        added = _gain(unserved, _row(reach, k), reach.people)
        unserved[_row(reach, k)] = False
        served += added
        sites.append(PlannedSite(order, reach.candidates[k], added, 100 * served / reach.people_total))
    return tuple(sites)
