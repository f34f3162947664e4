"""The covering problem that all solvers see, and its reduction to what matters.

A problem is candidates with costs, classes of people, and which candidate serves which class. Classes are pixels that
the same candidates serve, taken together; nobody's figures change by that.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from covplan.errors import PlanningError

_SEED = 20260101  # of the numbers by which classes are recognised; any would do
_MOST_PAIRS = 40_000_000  # products that finding dominated candidates may cost


@dataclass(frozen=True, eq=False)
class CoverProblem:
    """Candidates × classes of people.

    Attributes
    ----------
    matrix : csr_array of bool, shape (candidates, classes)
        True where the candidate serves the class.
    people : array, float64, shape (classes,)
        People of each class, above 0.
    costs : array, float64, shape (candidates,)
        Above 0, in any unit.

    Raises
    ------
    PlanningError
        If a cost or a number of people is not above 0 and finite, or shapes do not fit.
    """

    matrix: sparse.csr_array
    people: NDArray[np.float64]
    costs: NDArray[np.float64]

    def __post_init__(self) -> None:
        if self.matrix.shape != (self.costs.size, self.people.size):
            raise PlanningError("planning.shape", got=self.matrix.shape, expected=(self.costs.size, self.people.size))
        for name, values in (("costs", self.costs), ("people", self.people)):
            wrong = np.flatnonzero(~(np.isfinite(values) & (values > 0.0)))
            if wrong.size:
                first = int(wrong[0])
                raise PlanningError("planning.not_positive", name=name, index=first, got=float(values[first]))

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


def merged_classes(problem: CoverProblem) -> CoverProblem:
    """The same candidates with pixels that the same of them serve as one class, and without those that none serves.

    Two sets of candidates are taken as the same when two sums of random 64-bit numbers of their members agree: another
    set would do so once in 2^128.
    """
    marks = np.random.default_rng(_SEED).integers(0, 2**64, (2, problem.costs.size), dtype=np.uint64)
    owner = np.repeat(np.arange(problem.costs.size), np.diff(problem.matrix.indptr))
    sums = np.zeros((problem.people.size, 2), np.uint64)
    for k in range(2):
        np.add.at(sums[:, k], problem.matrix.indices, marks[k][owner])
    in_reach = np.flatnonzero(np.diff(problem.by_class.indptr) > 0)
    _, first, group = np.unique(sums[in_reach], axis=0, return_index=True, return_inverse=True)
    people = np.bincount(group.ravel(), problem.people[in_reach], first.size).astype(np.float64)
    matrix = sparse.csr_array(problem.by_class[:, in_reach[first]])
    matrix.sort_indices()
    return CoverProblem(matrix, people, problem.costs)


def dominated(problem: CoverProblem) -> NDArray[np.bool_]:
    """Candidates that another one replaces: it serves all that they serve, and costs no more; shape (candidates,).

    Of equal candidates the first stays. Where the matrix is too full for the comparison, nothing is marked.
    """
    sizes = np.diff(problem.matrix.indptr)
    useless = sizes == 0
    per_class = np.diff(problem.by_class.indptr).astype(np.int64)
    if int((per_class**2).sum()) > _MOST_PAIRS:
        return useless
    ones = sparse.csr_array(
        (np.ones(problem.matrix.nnz, np.int32), problem.matrix.indices, problem.matrix.indptr), problem.matrix.shape
    )
    common = sparse.coo_array(ones @ ones.T)
    a, b = common.row, common.col
    inside = (common.data == sizes[a]) & (a != b)  # all that a serves, b serves
    cheaper = problem.costs[b] <= problem.costs[a]
    same = (sizes[a] == sizes[b]) & (problem.costs[a] == problem.costs[b])
    useless[a[inside & cheaper & (~same | (b < a))]] = True
    return useless
