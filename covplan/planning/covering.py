"""Covering with a proven bound: reduction, greedy, search, Lagrangian bound, and an exact solver where it can help.

``least_cost`` (set covering of a share of the people) and ``most_people`` (maximal covering for a budget) give a
choice, its value recomputed from the problem, and a bound that no choice can beat.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covplan.errors import PlanningError
from covplan.planning._cover_search import ROUNDING, drop_superfluous, fill, search
from covplan.planning.cover_problem import CoverProblem, dominated, merged_classes
from covplan.planning.covering_bound import least_cost_bound, most_people_bound

Report = Callable[[float, float], None]  # the best value so far, and the bound

_SCATTER = 0x9E3779B97F4A7C15  # an odd number with scattered bits: seeds that follow each other start far apart
_TOLERANCE = 1e-6
_CHUNK = 50  # steps of the search between two reports


@dataclass(frozen=True)
class CoverWork:
    """How much work a solution may take. Counted in steps, so that the same work gives the same choice anywhere.

    Attributes
    ----------
    search_steps, bound_steps : int
        Steps of the large-neighbourhood search and of the walk to a bound, for problems of up to ``exact_nonzeros``.
    cut_rounds, anneal_steps : int
        Rounds of cuts, and steps of the annealing, for larger ones.
    most_removed : int
        Candidates that a step of the search may take out.
    exact_nonzeros : int
        The exact solver is asked for reduced problems of at most so many entries.
    gap : float
        Relative gap that is good enough.
    exact_seconds : float
        Ends the exact solver; what it ends is not the same on another machine.
    seed : int
    """

    search_steps: int = 2000
    bound_steps: int = 400
    cut_rounds: int = 60
    anneal_steps: int = 300_000
    most_removed: int = 6
    exact_nonzeros: int = 2_000_000
    gap: float = 1e-4
    exact_seconds: float = math.inf
    seed: int = 0


@dataclass(frozen=True, eq=False)
class CoverSolution:
    """A choice and how good it is.

    Attributes
    ----------
    chosen : array of bool, shape (candidates,)
    cost, people : float
        Of the choice, added up anew from the problem.
    bound : float
        No choice costs less (least cost) or serves more (most people).
    gap : float
        Distance of value and bound, as a share of the bound.
    seconds : float
    method : str
        What found the choice and the bound.
    seed : int
    reached : bool
        Whether the people asked for are served; for a budget always.
    """

    chosen: NDArray[np.bool_]
    cost: float
    people: float
    bound: float
    gap: float
    seconds: float
    method: str
    seed: int
    reached: bool


def least_cost(
    problem: CoverProblem,
    needed: float,
    work: CoverWork = CoverWork(),
    locked: NDArray[np.bool_] | None = None,
    allowed: NDArray[np.bool_] | None = None,
    report: Report | None = None,
) -> CoverSolution:
    """The cheapest choice that serves ``needed`` people, or everybody in reach if these are fewer (not ``reached``).

    Parameters
    ----------
    problem : CoverProblem
    needed : float
        People to be served.
    work : CoverWork
    locked, allowed : array of bool, shape (candidates,), optional
        What must be chosen, what may be.
    report : callable, optional
        Called with cost and bound as they get better. A KeyboardInterrupt ends with the best so far.
    """
    return _solve(problem, needed, False, work, locked, allowed, report)


def most_people(
    problem: CoverProblem,
    budget: float,
    work: CoverWork = CoverWork(),
    locked: NDArray[np.bool_] | None = None,
    allowed: NDArray[np.bool_] | None = None,
    report: Report | None = None,
) -> CoverSolution:
    """The choice that serves most people for ``budget``; parameters as of ``least_cost``."""
    return _solve(problem, budget, True, work, locked, allowed, report)


def _solve(
    problem: CoverProblem,
    limit: float,
    by_budget: bool,
    work: CoverWork,
    locked: NDArray[np.bool_] | None,
    allowed: NDArray[np.bool_] | None,
    report: Report | None,
) -> CoverSolution:
    started = time.perf_counter()
    locked = np.zeros(problem.costs.size, bool) if locked is None else locked.copy()
    allowed = (np.ones(problem.costs.size, bool) if allowed is None else allowed.copy()) | locked
    if by_budget and problem.costs[locked].sum() > limit:
        raise PlanningError("planning.locked_budget", cost=float(problem.costs[locked].sum()), budget=limit)
    small = merged_classes(problem)
    index = np.flatnonzero(allowed)  # only what may be chosen can take another's place
    allowed[index[dominated(_only(small, allowed))]] = False
    allowed |= locked
    reachable = float(small.people[small.served_classes(allowed)].sum())
    reached = by_budget or limit <= reachable * (1.0 + ROUNDING)
    target = limit if by_budget else min(limit, reachable) - ROUNDING * reachable
    state = _State(small, target, by_budget, work, locked, allowed)
    worst = small.people_in_reach if by_budget else 0.0
    method, bound = "greedy", worst
    try:
        state.greedy()
        large = small.matrix.nnz > work.exact_nonzeros
        if large:
            from covplan.planning.cover_large import solve_large

            for choice, found_bound in solve_large(
                small, target, by_budget, locked, allowed, state.best, work.cut_rounds, work.anneal_steps, work.seed
            ):
                if choice is not None:
                    state.take(choice)
                bound = min(bound, found_bound) if by_budget else max(bound, found_bound)
                if report is not None:
                    report(state.value, bound)
                if _gap(state.value, bound, by_budget) <= work.gap:
                    break
            method = "cuts, annealing"
        else:
            for _ in state.searched():
                if report is not None:
                    report(state.value, bound)
            method = "search"
            walk = most_people_bound if by_budget else least_cost_bound
            near = work.gap / 2.0
            part = _only(small, allowed)
            bound = walk(
                part, target, state.value, work.bound_steps, lambda found: _gap(state.value, found, by_budget) < near
            )
            bound = min(bound, worst) if by_budget else max(bound, worst)
            method = "search, Lagrangian bound"
        if not large and _gap(state.value, bound, by_budget) > work.gap:
            from covplan.planning.exact_cover import solve_exactly

            found = solve_exactly(
                small, needed=None if by_budget else target, budget=target if by_budget else None, locked=locked,
                allowed=allowed, start=state.best, gap=work.gap, seconds=work.exact_seconds, report=report,
            )  # fmt: skip
            if found.chosen is not None and state.take(found.chosen):
                method = "HiGHS"
            # a bound beyond a known choice, by more than HiGHS may break a constraint, proves nothing
            beyond = state.value - found.bound if by_budget else found.bound - state.value
            if beyond <= _TOLERANCE * state.value:
                bound = min(bound, found.bound) if by_budget else max(bound, found.bound)
    except KeyboardInterrupt:
        method += ", interrupted"
    chosen = state.best
    cost, people = float(problem.costs[chosen].sum()), problem.people_served(chosen)
    value = people if by_budget else cost
    return CoverSolution(
        chosen, cost, people, bound, _gap(value, bound, by_budget), time.perf_counter() - started, method, work.seed,
        reached,
    )  # fmt: skip


def _gap(value: float, bound: float, by_budget: bool) -> float:
    above = bound - value if by_budget else value - bound
    return max(above, 0.0) / bound if bound > 0.0 else (0.0 if above <= 0.0 else math.inf)


def _only(problem: CoverProblem, allowed: NDArray[np.bool_]) -> CoverProblem:
    """Without the candidates that may not be chosen; classes that then nobody serves stay, unserved."""
    return CoverProblem(problem.matrix[np.flatnonzero(allowed)], problem.people, problem.costs[allowed])


class _State:
    """A choice under way with what the kernels keep about it."""

    def __init__(
        self,
        problem: CoverProblem,
        limit: float,
        by_budget: bool,
        work: CoverWork,
        locked: NDArray[np.bool_],
        allowed: NDArray[np.bool_],
    ) -> None:
        self._problem, self._limit, self._by_budget, self._work = problem, limit, by_budget, work
        self._locked, self._allowed = locked, allowed
        matrix, by_class = problem.matrix, problem.by_class
        self._sparse = (
            matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32),
            by_class.indptr.astype(np.int64), by_class.indices.astype(np.int32), problem.people,
        )  # fmt: skip
        self._small = ROUNDING * float(problem.people.sum())
        self._random = np.array([((work.seed + 1) * _SCATTER) % 2**64 | 1], np.uint64)
        self.best = locked.copy()
        self._best_totals = np.zeros(2)

    @property
    def value(self) -> float:
        """Cost, or people, of the best choice."""
        return float(self._best_totals[1 if self._by_budget else 0])

    def greedy(self) -> None:
        """The first choice: most people per cost."""
        problem = self._problem
        self._chosen = self._locked.copy()
        self._times = np.asarray(problem.matrix.T @ self._chosen.astype(np.int32), np.int32)
        self._gain = np.asarray(problem.matrix @ np.where(self._times > 0, 0.0, problem.people), float)
        self._totals = np.array([problem.costs[self._chosen].sum(), problem.people[self._times > 0].sum()])
        fill(
            self._chosen, self._allowed, *self._sparse, problem.costs, self._times, self._gain, self._totals,
            self._limit, self._by_budget, 0.0, self._random, self._small,
        )  # fmt: skip
        drop_superfluous(
            self._chosen, self._locked, *self._sparse, problem.costs, self._times, self._gain, self._totals,
            self._limit, self._by_budget, self._small,
        )  # fmt: skip
        self.best, self._best_totals = self._chosen.copy(), self._totals.copy()

    def searched(self) -> Iterator[int]:
        """Search in chunks; yields the steps done."""
        work = self._work
        for done in range(0, work.search_steps, _CHUNK):
            steps = min(_CHUNK, work.search_steps - done)
            search(
                steps, done, work.search_steps, work.most_removed, self._chosen, self._allowed, self._locked,
                *self._sparse, self._problem.costs, self._times, self._gain, self._totals, self.best,
                self._best_totals, self._limit, self._by_budget, self._random, self._small,
            )  # fmt: skip
            yield done + steps

    def take(self, chosen: NDArray[np.bool_]) -> bool:
        """Keep another choice if it keeps the rules and is better."""
        cost, people = float(self._problem.costs[chosen].sum()), self._problem.people_served(chosen)
        if self._by_budget:
            better = cost <= self._limit * (1.0 + ROUNDING) and people > self._best_totals[1]
        else:
            better = people >= self._limit and cost < self._best_totals[0]
        if better:
            self.best, self._best_totals = chosen.copy(), np.array([cost, people])
        return better
