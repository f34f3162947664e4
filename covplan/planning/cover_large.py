"""Covering problems that are too large for the exact solver: a bound by cuts, a choice by annealing what they use.

The relaxation (``cover_cuts``) buys parts of a few hundred candidates; among these the best choices are found. With
the other candidates gone most classes become alike, so that a step of the annealing takes microseconds. For least cost
the bound is then bettered region by region (``cover_regions``).
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from covplan.planning._cover_anneal import anneal
from covplan.planning._cover_search import LEAST
from covplan.planning.cover_cuts import CoverCuts
from covplan.planning.cover_problem import CoverProblem, merged_classes
from covplan.planning.cover_regions import region_bounds

Found = tuple[NDArray[np.bool_] | None, float]  # the best choice, if it was sought, and the bound so far

_CHAINS = 2  # annealed independently: the same choice comes of one thread or two
_CHUNK = 2000  # steps between two reports
_HOT, _COLD = 0.25, 0.007  # first and last temperature, in mean costs of a chosen candidate
_PENALTY = 2.0  # a person short of the target, in prices of a person; money above the budget
_SHARE = 1e-6  # of a candidate that the relaxation buys to be annealed
_SCATTER = 0x9E3779B97F4A7C15  # an odd number with scattered bits: seeds that follow each other start far apart


def solve_large(
    problem: CoverProblem,
    limit: float,
    by_budget: bool,
    start: NDArray[np.bool_],
    rounds: int,
    steps: int,
    nodes: int,
    seed: int,
) -> Iterator[Found]:
    """Bounds, then better choices, then better bounds on a cost, as they are found.

    Parameters
    ----------
    problem : CoverProblem
        People are all that counts in it, and candidates are free of each other.
    limit : float
        People to be served at least cost, or the budget for most people.
    by_budget : bool
    start : array of bool, shape (candidates,)
        A choice that keeps the limit.
    rounds, steps, nodes : int
        Of cuts, of each of the annealed chains, and of the search tree of each region.
    seed : int
    """
    candidates, classes = problem.matrix.shape
    if not candidates or not classes or (limit <= 0.0 and not by_budget):
        yield None, 0.0
        return
    cuts = CoverCuts(problem, limit, by_budget, _groups(problem, start))
    bound = np.inf if by_budget else 0.0
    prices, price = cuts.prices, 0.0
    for found in cuts.rounds(rounds):
        if found < bound if by_budget else found > bound:
            bound, prices, price = found, cuts.prices, cuts.price
        yield None, bound
    used = np.flatnonzero((cuts.share > _SHARE) | start)
    core = merged_classes(CoverProblem(problem.matrix[used], problem.people, problem.costs[used]))
    choice = start
    for chosen in _annealed(core, limit, by_budget, start[used], cuts.price, steps, seed):
        choice = np.zeros(candidates, bool)
        choice[used[chosen]] = True
        yield choice, bound
    if not by_budget and price > 0.0 and nodes > 0:
        for found in region_bounds(problem, limit, prices, price, choice, cuts.share, nodes):
            bound = max(bound, found)
            yield None, bound


def _groups(problem: CoverProblem, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Classes by the first chosen candidate that serves them; those that none serves are a group too."""
    group = np.zeros(problem.people.size, np.int64)
    for k, j in enumerate(np.flatnonzero(chosen)[::-1], 1):
        group[problem.matrix.indices[problem.matrix.indptr[j] : problem.matrix.indptr[j + 1]]] = k
    return np.unique(group, return_inverse=True)[1].astype(np.int64)


def _annealed(
    problem: CoverProblem, limit: float, by_budget: bool, start: NDArray[np.bool_], price: float, steps: int, seed: int
) -> Iterator[NDArray[np.bool_]]:
    """The best choice of all chains so far, after every chunk of steps."""
    chains = [_Chain(problem, limit, by_budget, start, price, steps, (seed + 1) * (2 * k + 1)) for k in range(_CHAINS)]
    with ThreadPoolExecutor(_CHAINS) as pool:
        for first in range(0, steps, _CHUNK):
            last = min(first + _CHUNK, steps)
            list(pool.map(_Chain.go_on, chains, [first] * _CHAINS, [last] * _CHAINS))
            yield max(chains, key=lambda chain: chain.value).best.copy()  # the first of equals


class _Chain:
    """A choice that is annealed."""

    def __init__(
        self,
        problem: CoverProblem,
        limit: float,
        by_budget: bool,
        start: NDArray[np.bool_],
        price: float,
        steps: int,
        seed: int,
    ) -> None:
        self._problem, self._limit, self._by_budget, self._price, self._steps = problem, limit, by_budget, price, steps
        matrix, by_class = problem.matrix, problem.by_class
        self._sparse = (
            matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32),
            by_class.indptr.astype(np.int64), by_class.indices.astype(np.int32), problem.people,
        )  # fmt: skip
        self._chosen, self.best = start.copy(), start.copy()
        self._times = np.asarray(matrix.T @ start.astype(np.int32), np.int32)
        self._gain = np.asarray(matrix @ np.where(self._times > 0, 0.0, problem.people), float)
        self._totals = np.array([problem.costs[start].sum(), problem.people[self._times > 0].sum()])
        self._best_totals = self._totals.copy()
        self._unit = max(float(problem.costs[start if start.any() else slice(None)].mean()), LEAST)
        self._random = np.array([(seed * _SCATTER) % 2**64 | 1], np.uint64)

    @property
    def value(self) -> float:
        """People, or what is not spent: the more the better."""
        return float(self._best_totals[1] if self._by_budget else -self._best_totals[0])

    def go_on(self, first: int, last: int) -> None:
        """Steps ``first`` to ``last``."""
        anneal(
            first, last, self._steps, _HOT * self._unit, _COLD * self._unit, self._price, _PENALTY, self._chosen,
            *self._sparse, self._problem.costs, self._times, self._gain, self._totals, self.best, self._best_totals,
            self._limit, self._by_budget, self._random,
        )  # fmt: skip
