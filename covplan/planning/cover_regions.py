"""A better bound on a large least-cost covering: what whole choices waste, region by region.

With a price m of a person and prices l_i of the classes, 0 <= l_i <= m w_i, any choice x that serves ``needed`` people
costs at least

    m needed - sum of (m w_i - l_i) + sum of min(0, r_j)  +  waste(x),        r_j = c_j - sum of l_i over the i of j,
    waste(x) = sum of max(0, r_j) x_j + sum of l_i (x(N_i) - 1 where more than one serves i)
               + sum of m w_i - l_i over the i that none serves.

The first three terms are the Lagrangian bound; at the prices of the linear relaxation a choice in parts wastes nothing,
a whole one does. Classes fall into regions, slack max(0, r_j) is shared among them by what j earns in each, and the
least waste of each region is found by itself: their sum is never more than the waste of one choice for all.

Everything is computed here from the prices; where these come from does not matter for the bound being one.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from covplan.planning._cover_regions import earned_by_region, least_waste
from covplan.planning._cover_search import LEAST
from covplan.planning.cover_problem import CoverProblem, alike_classes, with_classes

_TOGETHER = 5  # chosen candidates whose classes make a region, about
_LARGEST = 1.25  # times the mean: prices of a region
_LEAST_SIZE = 1e-9  # of all prices: a group without is taken to have
_FIRST_CUT, _NEXT_CUT = 0.01, 1.4  # of a region's prices; times the cut before
_SMALL = 1e-5  # of a cut: a class is not branched on for less
_SAFETY = 1e-9  # of the terms of the bound: given away for rounding
_THREADS = 2


def region_bounds(
    problem: CoverProblem,
    needed: float,
    prices: NDArray[np.float64],
    price: float,
    chosen: NDArray[np.bool_],
    share: NDArray[np.float64],
    nodes: int,
) -> Iterator[float]:
    """Bounds on the least cost, each no worse than the one before.

    Parameters
    ----------
    problem : CoverProblem
        People are all that counts in it, and candidates are free of each other.
    needed : float
        People to be served.
    prices : array, float64, shape (classes,)
        What being served is worth of each class, as the linear relaxation has it.
    price : float
        What a person is worth.
    chosen : array of bool, shape (candidates,)
        A good choice: regions are what a few of its candidates serve.
    share : array, float64, shape (candidates,)
        The relaxation's choice in parts: it says which candidates' classes hang together.
    nodes : int
        Nodes of the search tree of each region.
    """
    worth = price * problem.people
    prices = np.clip(prices, 0.0, worth)
    region = _regions(problem, prices, chosen, share)
    earned = np.zeros((problem.costs.size, int(region.max(initial=0)) + 1))
    earned_by_region(problem.matrix.indptr, problem.matrix.indices, prices, region, earned)
    in_all = earned.sum(axis=1)
    reduced = problem.costs - in_all
    bound = price * needed - float((worth - prices).sum()) + float(np.minimum(reduced, 0.0).sum())
    bound -= _SAFETY * (price * max(needed, float(problem.people.sum())) + float(problem.costs[chosen].sum()))
    yield bound
    slack = np.maximum(reduced, 0.0)[:, None] * (earned / np.maximum(in_all, LEAST)[:, None])
    regions = [
        _Region(problem, np.flatnonzero(region == k), slack[:, k], prices, worth - prices, nodes)
        for k in range(earned.shape[1])
    ]
    pool = ThreadPoolExecutor(_THREADS)
    try:
        while regions := [one for one in regions if one.open]:
            before = sum(one.waste for one in regions)
            list(pool.map(_Region.go_on, regions))
            bound += sum(one.waste for one in regions) - before
            yield bound
    finally:
        pool.shutdown(cancel_futures=True)


class _Region:
    """Classes of a region, and what they are known to waste at least."""

    def __init__(
        self,
        problem: CoverProblem,
        classes: NDArray[np.int64],
        slack: NDArray[np.float64],
        prices: NDArray[np.float64],
        left: NDArray[np.float64],
        nodes: int,
    ) -> None:
        matrix = with_classes(problem.matrix, classes)
        within = np.flatnonzero(np.diff(matrix.indptr) > 0)
        self._matrix, self._slack = sparse.csr_array(matrix[within]), slack[within]
        self._prices, self._left, self._nodes = prices[classes], left[classes], nodes
        self._cut = _FIRST_CUT * float(self._prices.sum())
        self.waste, self.open = 0.0, self._cut > 0.0

    def go_on(self) -> None:
        """Prove the next cut, or find that less is wasted, or give up."""
        cut = self._cut
        active = np.flatnonzero(self._slack < cut)  # another one wastes the cut by itself
        matrix = sparse.csr_array(self._matrix[active])
        first, group = alike_classes(matrix)
        served = group >= 0
        forced = float(self._left[~served].sum())
        matrix = with_classes(matrix, first)
        by_class = matrix.tocsc()
        prices, left = (np.bincount(group[served], of[served], first.size) for of in (self._prices, self._left))
        waste, rest, nodes = 0.0, cut - forced, 0
        if rest > 0.0:
            waste, nodes = least_waste(
                rest, _SMALL * cut, self._nodes, self._slack[active], prices, left,
                matrix.indptr, matrix.indices, by_class.indptr, by_class.indices,
            )  # fmt: skip
        self._nodes -= nodes
        if self._nodes >= 0:
            self.waste = max(self.waste, min(forced, cut) + waste)
        self.open = self._nodes > 0 and waste >= rest
        self._cut = _NEXT_CUT * cut


def _regions(
    problem: CoverProblem, prices: NDArray[np.float64], chosen: NDArray[np.bool_], share: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Region of each class: what a few chosen candidates serve whose classes the relaxation's ones tie together."""
    group = np.full(problem.people.size, -1, np.int64)
    count = int(chosen.sum())
    for k, j in enumerate(np.flatnonzero(chosen)):
        group[problem.matrix.indices[problem.matrix.indptr[j] : problem.matrix.indptr[j + 1]]] = k
    used = np.flatnonzero(share > 0.0)
    if count <= _TOGETHER or not used.size:
        return np.zeros_like(group)
    matrix = sparse.csr_array(problem.matrix[used])
    unserved = np.flatnonzero(group < 0)
    earned = np.zeros((used.size, count + 1))
    earned_by_region(matrix.indptr, matrix.indices, prices, np.where(group < 0, count, group), earned)
    tied = share[used, None] * earned[:, :count]
    group[unserved] = (with_classes(matrix, unserved).T.astype(float) @ tied).argmax(axis=1)
    earned = np.zeros((used.size, count))
    earned_by_region(matrix.indptr, matrix.indices, prices, group, earned)
    ties = (earned * (share[used] / np.maximum(earned.sum(axis=1), LEAST))[:, None]).T @ earned
    return _joined(ties, np.bincount(group, prices, count).astype(np.float64), -(-count // _TOGETHER))[group]


def _joined(ties: NDArray[np.float64], sizes: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """Region of each group: the two with the strongest tie for their size are joined until so many are left."""
    of, sizes = np.arange(sizes.size), np.maximum(sizes, _LEAST_SIZE * max(float(sizes.sum()), LEAST))
    largest = _LARGEST * float(sizes.sum()) / count
    for _ in range(sizes.size - count):
        tie = ties / np.outer(np.sqrt(sizes), np.sqrt(sizes))
        tie[sizes[:, None] + sizes > largest] = 0.0
        np.fill_diagonal(tie, 0.0)
        a, b = np.unravel_index(int(tie.argmax()), tie.shape)
        if tie[a, b] <= 0.0:
            break
        of[of == b] = a
        sizes[a] += sizes[b]
        ties[a] += ties[b]
        ties[:, a] += ties[:, b]
        ties[b], ties[:, b] = 0.0, 0.0
    return np.unique(of, return_inverse=True)[1].astype(np.int64)
