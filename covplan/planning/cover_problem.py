"""The covering problem that all solvers see, and its reduction to what matters.

A problem is candidates with costs, classes of people, which candidate serves which class, and what else must be served.
Classes are pixels that the same candidates serve, taken together; nobody's figures change by that.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from covplan.errors import PlanningError
from covplan.planning._cover_problem import renumber, sum_marks
from covplan.planning._lagrange import times_served

_SEED = 20260101  # of the numbers by which classes are recognised; any would do
ROUNDING = 1e-9  # of all people: sums in another order differ by less
_MOST_PAIRS = 40_000_000  # products that finding dominated candidates may cost


@dataclass(frozen=True, eq=False)
class Requirement:
    """At least so much of some weight of the classes must be served: a floor under a commune, a road, key areas.

    Attributes
    ----------
    name : str
        Told where it cannot be met.
    weights : array, float64, shape (classes,)
        People, metres of road or points of each class, at least 0.
    needed : float
        Of the sum of these weights.
    twice : bool
        Counts only what two units serve, so that one of them may fail.
    of : int
        The candidate with whose choice it holds; -1: always.
    """

    name: str
    weights: NDArray[np.float64]
    needed: float
    twice: bool = False
    of: int = -1


@dataclass(frozen=True, eq=False)
class CoverProblem:
    """Candidates × classes of people.

    Attributes
    ----------
    matrix : csr_array of bool, shape (candidates, classes)
        True where the candidate serves the class.
    people : array, float64, shape (classes,)
        People of each class, at least 0.
    costs : array, float64, shape (candidates,)
        At least 0, in any unit.
    requirements : tuple of Requirement
        What else must be served.
    places : array, int64, shape (candidates,), optional
        Candidates of one place are alternatives: at most one is chosen. Negative: free. None: all free.
    units : array, int64, shape (candidates,), optional
        Candidates of one unit, as a mast, fail together. None: each is its own.

    Raises
    ------
    PlanningError
        If a cost, a number of people or a weight is below 0 or not finite, or shapes do not fit.
    """

    matrix: sparse.csr_array
    people: NDArray[np.float64]
    costs: NDArray[np.float64]
    requirements: tuple[Requirement, ...] = ()
    places: NDArray[np.int64] | None = None
    units: NDArray[np.int64] | None = None

    def __post_init__(self) -> None:
        candidates, classes = self.costs.size, self.people.size
        if self.matrix.shape != (candidates, classes):
            raise PlanningError("planning.shape", got=self.matrix.shape, expected=(candidates, classes))
        of_candidates = [groups for groups in (self.places, self.units) if groups is not None]
        of_classes = [requirement.weights for requirement in self.requirements]
        for values, size in (*((v, candidates) for v in of_candidates), *((v, classes) for v in of_classes)):
            if values.shape != (size,):
                raise PlanningError("planning.shape", got=values.shape, expected=(size,))
        named = [("costs", self.costs), ("people", self.people)]
        for name, values in (*named, *((r.name, r.weights) for r in self.requirements)):
            wrong = np.flatnonzero(~(np.isfinite(values) & (values >= 0.0)))
            if wrong.size:
                first = int(wrong[0])
                raise PlanningError("planning.negative", name=name, index=first, got=float(values[first]))

    @cached_property
    def by_class(self) -> sparse.csc_array:
        """The matrix read by class."""
        return self.matrix.tocsc()

    @property
    def people_in_reach(self) -> float:
        """People whom any candidate serves."""
        return float(self.people[np.diff(self.by_class.indptr) > 0].sum())

    def people_served(self, chosen: NDArray[np.bool_]) -> float:
        """People whom a choice serves."""
        return float(self.people[self.served_classes(chosen)].sum())

    def served_classes(self, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which classes a choice serves, shape (classes,)."""
        served = np.zeros(self.people.size, bool)
        for j in np.flatnonzero(chosen):
            served[self.matrix.indices[self.matrix.indptr[j] : self.matrix.indptr[j + 1]]] = True
        return served

    def units_serving(self, chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
        """By how many units of a choice each class is served, shape (classes,)."""
        index = np.flatnonzero(chosen)
        if not index.size:
            return np.zeros(self.people.size, np.int64)
        if self.units is None:
            times = np.zeros(self.people.size)
            times_served(self.matrix.indptr, self.matrix.indices, chosen.astype(np.float64), times)
            return times.astype(np.int64)
        units = np.unique(self.units[index], return_inverse=True)[1]
        members = sparse.csr_array((np.ones(index.size), (units, np.arange(index.size))))
        return np.asarray((members @ self.matrix[index].astype(np.float64) > 0).sum(axis=0)).ravel().astype(np.int64)

    def missing(self, chosen: NDArray[np.bool_]) -> dict[str, float]:
        """What requirements lack under a choice, of several of one name the most; those that are met are left out."""
        if not self.requirements:
            return {}
        times = self.units_serving(chosen)
        lacking: dict[str, float] = {}
        for one in self.requirements:
            if one.of < 0 or chosen[one.of]:
                lack = one.needed - float(one.weights[times >= (2 if one.twice else 1)].sum())
                if lack > ROUNDING * one.needed:
                    lacking[one.name] = max(lack, lacking.get(one.name, 0.0))
        return lacking


@dataclass(frozen=True, eq=False)
class CoverTask:
    """What is asked of a choice.

    Attributes
    ----------
    problem : CoverProblem
    limit : float
        People needed, or the budget.
    by_budget : bool
    locked, allowed : array of bool, shape (candidates,)
        What must be chosen, what may be.
    """

    problem: CoverProblem
    limit: float
    by_budget: bool
    locked: NDArray[np.bool_]
    allowed: NDArray[np.bool_]


def alike_classes(matrix: sparse.csr_array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first of the classes that the same candidates serve, ascending, and of each class its number among these.

    Classes that no candidate serves are left out: their number is -1. Two sets of candidates are taken as the same when
    two sums of random 64-bit numbers of their members agree: another set would do so once in 2^128.
    """
    marks = np.random.default_rng(_SEED).integers(0, 2**64, (matrix.shape[0], 2), dtype=np.uint64)
    sums = np.zeros((matrix.shape[1], 2), np.uint64)
    with np.errstate(over="ignore"):  # numpy, where the kernel is not compiled, would warn of sums that wrap around
        sum_marks(matrix.indptr, matrix.indices, marks, sums)
    in_reach = np.flatnonzero(np.bincount(matrix.indices, minlength=matrix.shape[1]))
    order = in_reach[np.lexsort(sums[in_reach].T)]
    new = np.ones(order.size, bool)
    new[1:] = (sums[order[1:]] != sums[order[:-1]]).any(axis=1)
    first = np.minimum.reduceat(order, np.flatnonzero(new)) if order.size else order
    group = np.full(matrix.shape[1], -1, np.int64)
    group[order] = np.argsort(np.argsort(first))[np.cumsum(new) - 1]
    return np.sort(first), group


def with_classes(matrix: sparse.csr_array, classes: NDArray[np.int64]) -> sparse.csr_array:
    """The matrix with only some classes, which ascend."""
    number = np.full(matrix.shape[1], -1, np.int32)
    number[classes] = np.arange(classes.size, dtype=np.int32)
    kind = np.int32 if matrix.nnz < 2**31 else np.int64
    indptr, indices = np.zeros(matrix.shape[0] + 1, kind), np.empty(matrix.nnz, kind)
    entries = renumber(matrix.indptr, matrix.indices, number, indptr, indices)
    return sparse.csr_array((np.ones(entries, bool), indices[:entries], indptr), (matrix.shape[0], classes.size))


def merged_classes(problem: CoverProblem) -> CoverProblem:
    """The same candidates with pixels that the same of them serve as one class, and without those that none serves."""
    first, group = alike_classes(problem.matrix)
    in_reach = group >= 0

    def summed(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.bincount(group[in_reach], values[in_reach], first.size).astype(np.float64)

    requirements = tuple(replace(one, weights=summed(one.weights)) for one in problem.requirements)
    matrix = with_classes(problem.matrix, first)
    return replace(problem, matrix=matrix, people=summed(problem.people), requirements=requirements)


def dominated(problem: CoverProblem, allowed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Candidates that another allowed one replaces: it serves all that they serve, and costs no more.

    Of equal candidates the first stays. Where the matrix is too full for the comparison only those that serve nobody
    are marked, and so where a comparison could be wrong: something must be served twice, or the other may find its
    place taken. Those that are not allowed are marked; shape (candidates,).
    """
    sizes = np.where(allowed, np.diff(problem.matrix.indptr), 0)
    useless = sizes == 0
    per_class = np.diff(problem.by_class.indptr).astype(np.int64)
    if any(one.twice or one.of >= 0 for one in problem.requirements) or int((per_class**2).sum()) > _MOST_PAIRS:
        return useless
    index = np.flatnonzero(allowed)
    ones = sparse.csr_array(problem.matrix[index].astype(np.int32))
    common = sparse.coo_array(ones @ ones.T)
    a, b = index[common.row], index[common.col]
    inside = (common.data == sizes[a]) & (a != b)  # all that a serves, b serves
    cheaper = problem.costs[b] <= problem.costs[a]
    if problem.places is not None:
        cheaper &= (problem.places[b] < 0) | (problem.places[b] == problem.places[a])
    same = (sizes[a] == sizes[b]) & (problem.costs[a] == problem.costs[b])
    useless[a[inside & cheaper & (~same | (b < a))]] = True
    return useless
