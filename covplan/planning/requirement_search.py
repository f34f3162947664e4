"""A choice under way in a problem with requirements, alternatives at a place, or units that fail together."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from covplan.planning._requirement_search import drop_superfluous, fill, put, search
from covplan.planning.cover_problem import ROUNDING, CoverProblem, CoverTask

_CHUNK = 20  # steps of the search between two reports


class RequirementState:
    """The choice and what the kernels keep about it; the people are requirement 0.

    ``seed`` is a 64-bit number other than 0.
    """

    def __init__(self, task: CoverTask, seed: int) -> None:
        problem, limit, by_budget = task.problem, task.limit, task.by_budget
        self._problem, self._by_budget, self._locked, self._allowed = problem, by_budget, task.locked, task.allowed
        people, others = problem.people, problem.requirements
        self._small = ROUNDING * float(people.sum())
        self._budget = limit * (1.0 + ROUNDING) if by_budget else np.inf
        needed = float(people.sum()) if by_budget else limit
        by_class = sparse.csr_array(np.column_stack([people, *(one.weights for one in others)]))
        needs = np.array([needed, *(one.needed for one in others)])
        share = float(people.sum()) / max(len(others), 1)
        self._requirements = (
            by_class.indptr.astype(np.int64), by_class.indices.astype(np.int32), by_class.data.astype(np.float64),
            np.array([False, *(one.twice for one in others)]),
        )  # fmt: skip
        self._needs = (
            needs, np.array([-1, *(one.of for one in others)], np.int64),
            np.array([1.0, *(share / one.needed if one.needed > 0.0 else 0.0 for one in others)]),
        )  # fmt: skip
        self._place = _numbered(problem.places, problem.costs.size)
        self._peers = _peers(problem.units, problem.costs.size)
        self._sides = (problem.matrix.indptr.astype(np.int64), problem.matrix.indices.astype(np.int32))
        self._classes = (problem.by_class.indptr.astype(np.int64), problem.by_class.indices.astype(np.int32))
        self._order = np.argsort(-problem.costs, kind="stable")
        self._random = np.array([seed], np.uint64)
        self._chosen = np.zeros(problem.costs.size, bool)
        self._times = np.zeros(people.size, np.int32)
        self._served, self._spent = np.zeros(needs.size), np.zeros(1)
        self.best, self._marks = task.locked.copy(), np.zeros(2)

    @property
    def value(self) -> float:
        """Cost, or people, of the best choice."""
        return float(self._marks[1])

    @property
    def lacks(self) -> bool:
        """Whether the best choice misses something that is asked for."""
        return bool(self._marks[0] > 0.0)

    def greedy(self) -> None:
        """The first choice: what adds most to what is lacking, per cost."""
        costs = self._problem.costs
        for j in np.flatnonzero(self._locked):
            put(j, 1, self._chosen, *self._sides, *self._requirements, *self._peers, self._times, self._served)
            self._spent[0] += costs[j]
        needs, only_with, scale = self._needs
        fill(
            self._chosen, self._allowed, costs, self._place, *self._sides, *self._requirements, needs, only_with, scale,
            *self._peers, self._times, self._served, self._spent, self._budget, 0.0, self._random, self._small,
        )  # fmt: skip
        drop_superfluous(
            self._chosen, self._locked, self._order, costs, *self._sides, *self._requirements, needs, only_with,
            *self._peers, self._times, self._served, self._spent, self._by_budget, self._small,
        )  # fmt: skip
        self.best, self._marks = self._chosen.copy(), np.array(self._judge(self._chosen))

    def searched(self, steps: int, most_removed: int) -> Iterator[int]:
        """Search in chunks; yields the steps done."""
        for done in range(0, steps, _CHUNK):
            now = min(_CHUNK, steps - done)
            search(
                now, done, steps, most_removed, self._chosen, self._allowed, self._locked, self._order,
                self._problem.costs, self._place, *self._sides, *self._classes, *self._requirements, *self._needs,
                *self._peers, self._times, self._served, self._spent, self._budget, self.best, self._marks,
                self._random, self._small,
            )  # fmt: skip
            yield done + now

    def take(self, chosen: NDArray[np.bool_]) -> bool:
        """Keep another choice if it keeps the budget and is better."""
        short, value = self._judge(chosen)
        if self._problem.costs[chosen].sum() > self._budget:
            return False
        lacks_less = short < self._marks[0] * (1.0 - ROUNDING)
        as_little = short <= self._marks[0] * (1.0 + ROUNDING)
        better = value > self._marks[1] if self._by_budget else value < self._marks[1]
        if lacks_less or (as_little and better):
            self.best, self._marks = chosen.copy(), np.array([short, value])
            return True
        return False

    def _judge(self, chosen: NDArray[np.bool_]) -> tuple[float, float]:
        """What a choice lacks, in people, and its value."""
        problem, (needs, _, scale) = self._problem, self._needs
        people, lacking = problem.people_served(chosen), problem.missing(chosen)
        short = sum(scale[k] * lacking.get(one.name, 0.0) for k, one in enumerate(problem.requirements, 1))
        if self._by_budget:
            return short, people
        lack = needs[0] - people
        return short + (lack if lack > ROUNDING * needs[0] else 0.0), float(problem.costs[chosen].sum())


def is_plain(problem: CoverProblem) -> bool:
    """Whether candidates are free of each other and only the people count."""
    alternatives = problem.places is not None and bool((np.bincount(problem.places[problem.places >= 0]) > 1).any())
    return not problem.requirements and not alternatives


def _numbered(places: NDArray[np.int64] | None, count: int) -> NDArray[np.int64]:
    """Places as 0, 1, …; -1 for the free ones."""
    if places is None:
        return np.full(count, -1, np.int64)
    numbers = np.unique(places, return_inverse=True)[1].reshape(-1).astype(np.int64)
    return np.where(places < 0, -1, numbers)


def _peers(units: NDArray[np.int64] | None, count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The other candidates of each candidate's unit, as starts and members."""
    if units is None:
        return np.zeros(count + 1, np.int64), np.zeros(0, np.int64)
    members: dict[int, list[int]] = {}
    for j, unit in enumerate(units.tolist()):
        members.setdefault(unit, []).append(j)
    lists = [[k for k in members[unit] if k != j] for j, unit in enumerate(units.tolist())]
    starts = np.concatenate([[0], np.cumsum([len(one) for one in lists])]).astype(np.int64)
    return starts, np.array([k for one in lists for k in one], np.int64)
