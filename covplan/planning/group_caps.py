"""The cap on people behind one group held for all its chosen candidates together.

What several candidates of a group together leave hanging on it is no sum over them, and no requirement of a covering
problem. So a choice is counted anew, and one that breaks the cap is cut off in one of two ways. A *dive* asks of each
candidate beyond those that the cap bears that people be served from outside the group; it is quick, and asks for more
than the cap does. *Branches* lose no choice: of candidates that together break the cap either one is not chosen, or
outside the group so many are served that all of them may be.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from covplan.planning.cover_problem import CoverProblem
from covplan.planning.covering import CoverSolution, CoverWork
from covplan.planning.plan import Plan, plan_of
from covplan.planning.reach_matrix import Reach
from covplan.planning.second_requirements import Asked, GroupCap, group_cap, with_caps, work_on
from covplan.planning.second_service import BEHIND, Group, SecondService
from covplan.planning.settings import PlanningAim, PlanningSettings

MOST_DIVES, MOST_BRANCHES = 8, 100
"""How often the problem is solved again, in each of the two ways."""
_BRANCHED_ENTRIES = 100_000  # of the matrix: a larger problem is not branched
_EQUAL = 1e-9

Solve = Callable[[CoverProblem, NDArray[np.bool_], CoverWork], CoverSolution]
"""Problem, what may be chosen, work."""
_Node = tuple[float, int, CoverSolution, Asked]


def solve_with_caps(
    asked: Asked, reach: Reach, second: SecondService | None, planning: PlanningSettings, solve: Solve
) -> Plan:
    """The best plan found that keeps the cap, or the one that exceeds it least, with a bound for all that keep it."""
    work = work_on(asked, planning)
    found = solve(asked.problem, asked.allowed, work)
    plan = plan_of(found, reach, planning)
    if second is None:
        return plan
    first = second.told(plan, reach, planning)
    if planning.most_behind_one is None or first.proof.interrupted:
        return first
    again = replace(work, exact_nodes=work.exact_nodes / MOST_DIVES)
    case = _Case(
        asked, reach, second, planning, planning.most_behind_one,
        lambda problem, allowed: solve(problem, allowed, again),
    )  # fmt: skip
    if not case.over(found):
        return first
    best = min((first, *case.dives(found)), key=_rank)
    small = asked.problem.matrix.nnz <= _BRANCHED_ENTRIES
    best, bound = case.branches(found, best) if small and not best.proof.interrupted else (best, found.bound)
    if case.by_people:
        return replace(best, proof=replace(best.proof, bound_people=bound))
    return replace(best, proof=replace(best.proof, bound_mn_vnd=bound))


def _rank(plan: Plan) -> tuple[float, int, float, float]:
    """The less the better: people above a cap, other shortfalls, then cost, or people where they are sought."""
    over = sum(one.missing for one in plan.missing if one.name.startswith(BEHIND))
    others = sum(not one.name.startswith(BEHIND) for one in plan.missing)
    by_people = plan.proof.bound_people is not None
    return over, others, -plan.proof.people if by_people else 0.0, plan.proof.cost_mn_vnd


@dataclass(frozen=True, eq=False)
class _Case:
    """What is solved again and again."""

    asked: Asked
    reach: Reach
    second: SecondService
    planning: PlanningSettings
    most: float
    solve: Callable[[CoverProblem, NDArray[np.bool_]], CoverSolution]

    @property
    def by_people(self) -> bool:
        """Whether most people are sought, not least cost."""
        return self.planning.aim is PlanningAim.MOST_PEOPLE

    def over(self, found: CoverSolution) -> list[Group]:
        """Groups above the cap, the fullest first."""
        rows = self._rows(found)
        counts = [(self.second.behind(group, rows, self.reach), group) for group in self.second.groups]
        above = [one for one in counts if one[0] > self.most + _EQUAL * self.reach.people_total]
        return [group for _, group in sorted(above, key=lambda one: -one[0])]

    def dives(self, found: CoverSolution) -> Iterator[Plan]:
        """Plans of ever narrower problems, until one keeps the cap or comes again."""
        problem, seen = self.asked.problem, {found.chosen.tobytes()}
        for done in range(1, MOST_DIVES + 1):
            beyond = [(group, self._beyond(group, found)) for group in self.over(found)]
            cuts = [self._cap(group, sets) for group, sets in beyond if sets]
            if not cuts:
                return
            problem = with_caps(problem, cuts)
            found = self.solve(problem, self.asked.allowed)
            plan = self._plan(found, f"{done} x cut off")
            yield plan
            if found.chosen.tobytes() in seen or plan.proof.interrupted:
                return
            seen.add(found.chosen.tobytes())

    def branches(self, found: CoverSolution, best: Plan) -> tuple[Plan, float]:
        """The best plan of all branches, from that with the best bound on, and the bound of what was not looked at."""
        sign = -1.0 if self.by_people else 1.0
        unmet, heap = set(found.missing), [(sign * found.bound, 0, found, self.asked)]
        count, closed = 0, np.inf
        while heap and count < MOST_BRANCHES and heap[0][0] < self._value(best):
            bound, _, found, asked = heapq.heappop(heap)
            together = self._together(found)
            if together is None:  # it keeps the cap, or nothing that was chosen breaks it
                closed = min(closed, bound)
                continue
            for branch in self._branched(*together, asked):
                count += 1
                found = self.solve(branch.problem, branch.allowed)
                plan = self._plan(found, f"{count} branches")
                best = min(best, plan, key=_rank)
                if set(found.missing) <= unmet:
                    heapq.heappush(heap, (max(sign * found.bound, bound), count, found, branch))
                else:  # nothing was found there; that nothing is there is not proven
                    closed = min(closed, bound)
                if plan.proof.interrupted:
                    return best, _least_bound(sign, bound, heap, closed)
        return best, _least_bound(sign, self._value(best), heap, closed)

    def _value(self, plan: Plan) -> float:
        """What a branch must be better than: infinite while no plan keeps the cap."""
        if any(one.name.startswith(BEHIND) for one in plan.missing):
            return float("inf")
        return -plan.proof.people if self.by_people else plan.proof.cost_mn_vnd

    def _branched(self, group: Group, together: list[int], asked: Asked) -> Iterator[Asked]:
        """One problem without each of the candidates, and one in which so many are served from outside."""
        for j in together:
            if not asked.locked[j]:
                allowed = asked.allowed.copy()
                allowed[j] = False
                yield replace(asked, allowed=allowed)
        yield replace(asked, problem=with_caps(asked.problem, [self._cap(group, {-1: together})]))

    def _together(self, found: CoverSolution) -> tuple[Group, list[int]] | None:
        """A group above the cap, and as few of its chosen candidates as suffice for that."""
        for group in self.over(found):
            for together in self._beyond(group, found).values():
                for j in tuple(together):
                    rest = [k for k in together if k != j]
                    if self._behind(group, found, rest) > self.most:
                        together = rest
                return group, together
        return None

    def _beyond(self, group: Group, found: CoverSolution) -> dict[int, list[int]]:
        """Chosen candidates beyond those that the cap bears, each with these.

        Those that it bears are taken by the people whom each alone leaves hanging on the group per cost, the greatest
        first. Nothing where the group is above the cap without them.
        """
        rows = self._rows(found)
        inside = rows[np.isin(rows, group.members)].tolist()
        if self._behind(group, found, []) > self.most:
            return {}
        kept: list[int] = []
        beyond = {}
        worth = {j: self._behind(group, found, [j]) / self.reach.candidates[j].total_mn_vnd for j in inside}
        for j in sorted(inside, key=lambda j: -worth[j]):
            if self._behind(group, found, [*kept, j]) <= self.most:
                kept.append(j)
            else:
                beyond[j] = [*kept, j]
        return beyond

    def _behind(self, group: Group, found: CoverSolution, inside: list[int]) -> float:
        """People who hang on a group with what is chosen outside it and these of its candidates."""
        rows = self._rows(found)
        outside = rows[~np.isin(rows, group.members)]
        return self.second.behind(group, np.concatenate([outside, np.array(inside, np.int64)]), self.reach)

    def _cap(self, group: Group, sets: dict[int, list[int]]) -> GroupCap:
        ids = [candidate.id for candidate in self.reach.candidates]
        pixels = {
            j: np.unique(np.concatenate([self.reach.pixels_of(ids[k]) for k in rows])) for j, rows in sets.items()
        }
        cap = group_cap(group, pixels, self.reach, self.second, self.most)
        return replace(cap, name=f"{cap.name}: {', '.join(sorted({ids[k] for rows in sets.values() for k in rows}))}")

    def _rows(self, found: CoverSolution) -> NDArray[np.int64]:
        return np.flatnonzero(found.chosen[: len(self.reach.candidates)])

    def _plan(self, found: CoverSolution, how: str) -> Plan:
        plan = self.second.told(plan_of(found, self.reach, self.planning), self.reach, self.planning)
        return replace(plan, proof=replace(plan.proof, method=f"{how}; {plan.proof.method}"))


def _least_bound(sign: float, value: float, heap: list[_Node], closed: float) -> float:
    """The least of what is known and what is open."""
    return sign * float(min(value, closed, *(one[0] for one in heap)))
