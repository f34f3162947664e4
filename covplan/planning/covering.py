"""Covering with a proven bound: reduction, greedy, search, Lagrangian bound, and an exact solver where it can help.

``least_cost`` (set covering of a share of the people) and ``most_people`` (maximal covering for a budget) give a
choice, its value recomputed from the problem, and a bound that no choice can beat.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from covplan.errors import PlanningError
from covplan.planning._cover_search import drop_superfluous, fill, search
from covplan.planning._lagrange import earnings, times_served
from covplan.planning.cover_problem import ROUNDING, CoverProblem, CoverTask, dominated, merged_classes, with_classes
from covplan.planning.covering_bound import Parts, least_cost_bound, most_people_bound, rounded_up
from covplan.planning.node_budget import INTERRUPTED
from covplan.planning.requirement_search import RequirementState, is_plain

Report = Callable[[float, float], None]  # the best value so far, and the bound
PEOPLE = "people"
"""The name of what is missing of the people asked for."""

_SCATTER = 0x9E3779B97F4A7C15  # an odd number with scattered bits: seeds that follow each other start far apart
_TOLERANCE = 1e-6
_CHUNK = 50  # steps of the search between two reports


@dataclass(frozen=True)
class CoverWork:
    """How much work a solution may take. Counted in steps, so that the same work gives the same choice anywhere.

    Attributes
    ----------
    search_steps, bound_steps : int
        Steps of the large-neighbourhood search and of the walk to a bound.
    cut_rounds, anneal_steps : int
        Rounds of cuts and steps of the annealing instead, for problems of more entries than ``exact_nonzeros`` where
        people are all that counts.
    region_nodes : int
        Nodes of the search tree of each region that betters the bound on a cost then.
    most_removed : int
        Candidates that a step of the search may take out.
    exact_nonzeros : int
        The exact solver is asked for reduced problems of at most so many entries.
    gap : float
        Relative gap that is good enough.
    exact_nodes : float
        Nodes of the search tree after which the exact solver stops; 0: it is not asked.
    seed : int
    """

    search_steps: int = 2000
    bound_steps: int = 400
    cut_rounds: int = 60
    anneal_steps: int = 200_000
    region_nodes: int = 5000
    most_removed: int = 6
    exact_nonzeros: int = 2_000_000
    gap: float = 1e-4
    exact_nodes: float = math.inf
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
    missing : mapping
        What is not served as asked: the name of a requirement, or ``people``, and how much is missing.
    """

    chosen: NDArray[np.bool_]
    cost: float
    people: float
    bound: float
    gap: float
    seconds: float
    method: str
    seed: int
    missing: Mapping[str, float]

    @property
    def reached(self) -> bool:
        """Whether all that was asked for is served."""
        return not self.missing


def least_cost(
    problem: CoverProblem,
    needed: float,
    work: CoverWork = CoverWork(),
    locked: NDArray[np.bool_] | None = None,
    allowed: NDArray[np.bool_] | None = None,
    report: Report | None = None,
    start: NDArray[np.bool_] | None = None,
) -> CoverSolution:
    """The cheapest choice that serves ``needed`` people and all requirements; what is out of reach is ``missing``.

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
    start : array of bool, shape (candidates,), optional
        A choice that is known: if it serves what is asked for, no dearer one is given.
    """
    return _solve(problem, needed, False, work, locked, allowed, report, start)


def most_people(
    problem: CoverProblem,
    budget: float,
    work: CoverWork = CoverWork(),
    locked: NDArray[np.bool_] | None = None,
    allowed: NDArray[np.bool_] | None = None,
    report: Report | None = None,
    start: NDArray[np.bool_] | None = None,
) -> CoverSolution:
    """The choice that serves all requirements and then most people for ``budget``; parameters as of ``least_cost``.

    Requirements that cost more than the budget are met as far as it goes. The bound is one without them.
    """
    return _solve(problem, budget, True, work, locked, allowed, report, start)


def _solve(
    problem: CoverProblem,
    limit: float,
    by_budget: bool,
    work: CoverWork,
    locked: NDArray[np.bool_] | None,
    allowed: NDArray[np.bool_] | None,
    report: Report | None,
    start: NDArray[np.bool_] | None,
) -> CoverSolution:
    started = time.perf_counter()
    locked = np.zeros(problem.costs.size, bool) if locked is None else locked.copy()
    allowed = (np.ones(problem.costs.size, bool) if allowed is None else allowed.copy()) | locked
    if by_budget and problem.costs[locked].sum() > limit:
        raise PlanningError("planning.locked_budget", cost=float(problem.costs[locked].sum()), budget=limit)
    small = merged_classes(problem)
    known = np.zeros(problem.costs.size, bool) if start is None else start & allowed
    allowed &= ~dominated(small, allowed) | locked | known  # only what may be chosen can take another's place
    asked, target, small = _within_reach(small, limit, by_budget, allowed)
    run = _Run(CoverTask(small, target, by_budget, locked, allowed), work, report)
    try:
        run.search(known)
        run.ask_exactly()
    except KeyboardInterrupt:
        run.method += INTERRUPTED
    bound = run.bound if by_budget else rounded_up(run.bound, small.costs)
    if run.state.lacks:  # nothing is proven about a choice that is none
        bound = run.worst
    chosen = run.state.best
    cost, people = float(problem.costs[chosen].sum()), problem.people_served(chosen)
    value = people if by_budget else cost
    missing = asked.missing(chosen)
    if not by_budget and people < limit * (1.0 - ROUNDING):
        missing = {PEOPLE: limit - people, **missing}
    return CoverSolution(
        chosen, cost, people, bound, _gap(value, bound, by_budget), time.perf_counter() - started, run.method,
        work.seed, missing,
    )  # fmt: skip


class _Run:
    """A choice, a bound, and what found them, step by step.

    ``worst`` is the bound that holds for any choice: all people in reach, or the cost of what is locked.
    """

    def __init__(self, task: CoverTask, work: CoverWork, report: Report | None) -> None:
        self._task, self._work, self._report = task, work, report
        problem, locked = task.problem, task.locked
        seed = ((work.seed + 1) * _SCATTER) % 2**64 | 1
        self.state = (_State if is_plain(problem) else RequirementState)(task, seed)
        self._spent, self._there = float(problem.costs[locked].sum()), problem.people_served(locked)
        self.worst = self.bound = problem.people_in_reach if task.by_budget else self._spent
        self.method = "greedy"
        self._large = problem.matrix.nnz > work.exact_nonzeros

    def search(self, known: NDArray[np.bool_]) -> None:
        """Greedy, from a known choice if there is one, search, and a bound; of a large problem by cuts."""
        state, work = self.state, self._work
        state.greedy()
        if known.any():
            state.take(known | self._task.locked)
        self._tell()
        by_cuts = self._large and is_plain(self._task.problem)
        for _ in state.searched(0 if by_cuts else work.search_steps, work.most_removed):
            self._tell()
        self.method = "search"
        rest = _without_locked(self._task)
        if by_cuts:
            self._by_cuts(rest)
        else:
            self._by_prices(rest)
            self.method = "search, Lagrangian bound"

    def ask_exactly(self) -> None:
        """HiGHS, if there is a gap and the problem is not too large for it."""
        state, work, task, by_budget = self.state, self._work, self._task, self._task.by_budget
        if self._large or work.exact_nodes <= 0 or not (state.lacks or self._distance() > work.gap):
            return
        from covplan.planning.exact_cover import solve_exactly

        found = solve_exactly(
            task.problem, needed=None if by_budget else task.limit, budget=task.limit if by_budget else None,
            locked=task.locked, allowed=task.allowed, start=None if state.lacks else state.best, gap=work.gap,
            nodes=work.exact_nodes, report=self._report,
        )  # fmt: skip
        taken = found.chosen is not None and state.take(found.chosen)
        self.method = "HiGHS" if taken else "search, HiGHS"
        # a bound beyond a known choice, by more than HiGHS may break a constraint, proves nothing
        beyond = state.value - found.bound if by_budget else found.bound - state.value
        if beyond <= _TOLERANCE * state.value:
            self._believe(max(found.bound, state.value) if by_budget else min(found.bound, state.value))
        if found.interrupted:
            self.method += INTERRUPTED

    def _by_cuts(self, rest: CoverProblem) -> None:
        from covplan.planning.cover_large import solve_large

        work, task, by_budget = self._work, self._task, self._task.by_budget
        self.method = "cuts, annealing" if by_budget or work.region_nodes == 0 else "cuts, annealing, regions"
        may = np.flatnonzero(task.allowed & ~task.locked)
        given, had = (self._there, self._spent) if by_budget else (self._spent, self._there)
        for found, proven in solve_large(
            rest, task.limit - had, by_budget, self.state.best[may], work.cut_rounds, work.anneal_steps,
            work.region_nodes, work.seed,
        ):  # fmt: skip
            if found is not None:
                choice = task.locked.copy()
                choice[may] = found
                self.state.take(choice)
            self._believe(given + proven)
            self._tell()
            if self._distance() <= work.gap:
                return

    def _by_prices(self, rest: CoverProblem) -> None:
        """The Lagrangian bound, until it is near enough."""
        target, spent, there, value = self._task.limit, self._spent, self._there, self.state.value
        near, steps = self._work.gap / 2.0, self._work.bound_steps
        if self._task.by_budget:
            self._believe(
                there
                + most_people_bound(
                    rest, target - spent, value - there, steps, lambda found: _gap(value, there + found, True) < near
                )
            )
        else:
            self._believe(
                spent
                + least_cost_bound(
                    rest, target - there, value - spent, steps, lambda found: _gap(value, spent + found, False) < near,
                    _parts(self._task),
                )
            )  # fmt: skip

    def _believe(self, bound: float) -> None:
        """Keep the better of two bounds."""
        self.bound = min(self.bound, bound) if self._task.by_budget else max(self.bound, bound)

    def _distance(self) -> float:
        return _gap(self.state.value, self.bound, self._task.by_budget)

    def _tell(self) -> None:
        if self._report is not None:
            self._report(self.state.value, self.bound)


def _within_reach(
    problem: CoverProblem, limit: float, by_budget: bool, allowed: NDArray[np.bool_]
) -> tuple[CoverProblem, float, CoverProblem]:
    """The problem as asked, and the target and the problem with nothing asked for beyond what any choice serves."""
    if by_budget and not problem.requirements:
        return problem, limit, problem
    times = problem.units_serving(allowed)
    requirements = tuple(
        replace(one, needed=min(one.needed, float(one.weights[times >= (2 if one.twice else 1)].sum())))
        for one in problem.requirements
    )
    reachable = float(problem.people[times > 0].sum())
    target = limit if by_budget else min(limit, reachable) - ROUNDING * reachable
    return problem, target, replace(problem, requirements=requirements) if requirements else problem


def _without_locked(task: CoverTask) -> CoverProblem:
    """What is open when the locked candidates are there: people are all that counts, as the bounds need it."""
    problem, left = task.problem, _open_classes(task)
    may = np.flatnonzero(task.allowed & ~task.locked)
    if may.size == problem.costs.size and left.size == problem.people.size and is_plain(problem):
        return problem
    return CoverProblem(with_classes(problem.matrix[may], left), problem.people[left], problem.costs[may])


def _open_classes(task: CoverTask) -> NDArray[np.int64]:
    return np.flatnonzero(~task.problem.served_classes(task.locked) & (task.problem.people > 0.0))


def _parts(task: CoverTask) -> Parts:
    """What the requirements ask of classes all of whose people count for one requirement; the rest is taken as served.

    Classes are those of ``_without_locked``.
    """
    problem, left = task.problem, _open_classes(task)
    free, parts = np.ones(left.size, bool), []
    for one in problem.requirements:
        if not one.twice and one.of < 0:
            own = free & (one.weights[left] == problem.people[left])
            needed = one.needed * (1.0 - ROUNDING) - (float(one.weights.sum()) - float(problem.people[left][own].sum()))
            if needed > 0.0:
                free &= ~own
                parts.append((np.flatnonzero(own), needed))
    return parts


def _gap(value: float, bound: float, by_budget: bool) -> float:
    above = bound - value if by_budget else value - bound
    return max(above, 0.0) / bound if bound > 0.0 else (0.0 if above <= 0.0 else math.inf)


class _State:
    """A choice under way with what the kernels keep about it; ``seed`` is a 64-bit number other than 0."""

    def __init__(self, task: CoverTask, seed: int) -> None:
        problem = task.problem
        self._problem, self._limit, self._by_budget = problem, task.limit, task.by_budget
        self._locked, self._allowed = task.locked, task.allowed
        matrix, by_class = problem.matrix, problem.by_class
        self._sparse = (
            matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32, copy=False),
            by_class.indptr.astype(np.int64), by_class.indices.astype(np.int32, copy=False), problem.people,
        )  # fmt: skip
        self._small = ROUNDING * float(problem.people.sum())
        self._random = np.array([seed], np.uint64)
        self.best = task.locked.copy()
        self._best_totals = np.zeros(2)

    @property
    def value(self) -> float:
        """Cost, or people, of the best choice."""
        return float(self._best_totals[1 if self._by_budget else 0])

    @property
    def lacks(self) -> bool:
        """Whether the best choice misses the target."""
        return not self._by_budget and bool(self._best_totals[1] < self._limit)

    def greedy(self) -> None:
        """The first choice: most people per cost."""
        problem = self._problem
        self._chosen = self._locked.copy()
        times, self._gain = np.zeros(problem.people.size), np.zeros(problem.costs.size)
        times_served(*self._sparse[:2], self._chosen.astype(np.float64), times)
        self._times = times.astype(np.int32)
        earnings(*self._sparse[:2], np.where(times > 0.0, 0.0, problem.people), self._gain)
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

    def searched(self, steps: int, most_removed: int) -> Iterator[int]:
        """Search in chunks; yields the steps done."""
        for done in range(0, steps, _CHUNK):
            now = min(_CHUNK, steps - done)
            search(
                now, done, steps, most_removed, self._chosen, self._allowed, self._locked,
                *self._sparse, self._problem.costs, self._times, self._gain, self._totals, self.best,
                self._best_totals, self._limit, self._by_budget, self._random, self._small,
            )  # fmt: skip
            yield done + now

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
