"""The linear relaxation of a large covering problem, by cuts: a bound, a choice in parts, the price of a person.

The people of a group k of classes whom a choice in parts x serves are F_k(x) = sum of w_i min(1, x(N_i)), x(N_i) being
the parts of all candidates that serve class i. F_k is concave; with U the classes of k that a point x' serves less than
once,

    theta_k <= sum of w_i over the classes not in U  +  sum over j of x_j * (sum of w_i over the classes in U of j)

holds for every x and touches F_k at x'. A linear program in x and theta, with as many of these cuts as the rounds have
found, takes the place of one with a row for each class (Benders' decomposition by groups; J.-F. Cordeau, F. Furini and
I. Ljubic, "Benders decomposition for very large scale partial set covering and maximal covering location problems",
European Journal of Operational Research 275, 2019). What is reported as bound is not the program's value but the
Lagrangian bound at the prices that its duals mean: no less, and free of the program's tolerances.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from covplan.planning._cover_cuts import cut_rows
from covplan.planning._lagrange import times_served
from covplan.planning.cover_problem import CoverProblem
from covplan.planning.covering_bound import least_cost_dual, most_people_dual
from covplan.planning.highs import QuietHighs

_WHOLE = 1.0 - 1e-9  # served so much is served once
_VIOLATED = 1e-7  # of the people of a group
_SMOOTHING = 0.5  # cuts are sought half way between the last points and the newest: fewer rounds
_IDLE = 8  # rounds without a dual after which a cut is dropped
_TIDY = 5  # rounds between two looks for such cuts


class CoverCuts:
    """A linear program that grows by a round of cuts at a time.

    Parameters
    ----------
    problem : CoverProblem
    limit : float
        People to be served at least cost, or the budget for most people.
    by_budget : bool
    group : array of int, shape (classes,)
        Group of each class, from 0; classes that the same candidates serve belong together.

    Attributes
    ----------
    share : array, float64, shape (candidates,)
        The choice in parts, after a round.
    price : float
        Cost of a person more, there; 0 if money or people are of no consequence.
    prices : array, float64, shape (classes,)
        Prices of being served, there, of which the bound is.
    """

    def __init__(self, problem: CoverProblem, limit: float, by_budget: bool, group: NDArray[np.int64]) -> None:
        self._problem, self._by_budget, self._group = problem, by_budget, group
        self._people, self._money = float(problem.people.sum()), float(problem.costs.mean()) or 1.0
        self._weights = problem.people / self._people
        candidates, groups = problem.costs.size, int(group.max()) + 1
        self._slopes, self._constants = np.zeros((groups, candidates)), np.zeros(groups)
        self._of_group = np.bincount(group, self._weights, groups)
        self._left_out: list[NDArray[np.int64]] = []  # classes in U of each cut
        self._idle = np.zeros(0, int)  # rounds without a dual, of each cut
        self._times = np.zeros(problem.people.size)
        self.share, self.price, self.prices = np.zeros(candidates), 0.0, np.zeros(problem.people.size)

        costs = problem.costs / self._money
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = candidates + groups, 1
        model.col_lower_ = np.zeros(candidates + groups)
        model.col_upper_ = np.concatenate([np.ones(candidates), self._of_group])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        if by_budget:
            model.col_cost_ = np.concatenate([np.zeros(candidates), -np.ones(groups)])
            model.row_lower_, model.row_upper_ = np.array([-highspy.kHighsInf]), np.array([limit / self._money])
            used, values = np.arange(candidates), costs
        else:
            model.col_cost_ = np.concatenate([costs, np.zeros(groups)])
            model.row_lower_, model.row_upper_ = np.array([limit / self._people]), np.array([highspy.kHighsInf])
            used, values = np.arange(candidates, candidates + groups), np.ones(groups)
        model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = [0, used.size], used, values
        self._solver = QuietHighs(gap=0.0)
        self._solver.passModel(model)
        dual = most_people_dual(problem, limit) if by_budget else least_cost_dual(problem, limit)
        self._bound_at: Callable[[NDArray[np.float64]], float] = lambda prices: dual(prices)[0]

    def rounds(self, most: int) -> Iterator[float]:
        """The bound after each round, not always a better one; ends early when the relaxation is solved."""
        candidates = self._problem.costs.size
        centre = np.zeros(candidates)
        self._add(centre, np.arange(self._of_group.size))
        for n in range(most):
            self._solver.run()
            if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return
            solution = self._solver.getSolution()
            values, duals = np.asarray(solution.col_value), np.abs(np.asarray(solution.row_dual))
            self.share, promised = values[:candidates], values[candidates:]
            self.price = self._price(float(duals[0]))
            self.prices = self._class_prices(duals[1:])
            yield self._bound_at(self.prices)
            self._idle = np.where(duals[1:] > 0.0, 0, self._idle + 1)
            if n % _TIDY == _TIDY - 1:
                self._drop(np.flatnonzero(self._idle > _IDLE))
            centre = centre + _SMOOTHING * (self.share - centre) if n else self.share
            if not self._separate(centre, promised) and not self._separate(self.share, promised):
                return

    def _price(self, dual: float) -> float:
        """Of a person, from the dual of the row of people or money."""
        if self._by_budget:
            return self._money / (dual * self._people) if dual > 0.0 else 0.0
        return dual * self._money / self._people

    def _class_prices(self, duals: NDArray[np.float64]) -> NDArray[np.float64]:
        """Prices of being served that the duals of the cuts mean: cost, or people, by class."""
        prices = np.zeros(self._weights.size)
        for row in np.flatnonzero(duals > 0.0):
            prices[self._left_out[row]] += duals[row]
        if self._by_budget:
            return np.minimum(prices, 1.0) * self._problem.people
        return prices * self._weights * self._money

    def _separate(self, point: NDArray[np.float64], promised: NDArray[np.float64]) -> bool:
        """Add the cuts at a point that the last solution breaks."""
        self._evaluate(point)
        allowed = self._constants + self._slopes @ self.share
        broken = np.flatnonzero(promised > allowed + _VIOLATED * self._of_group)
        self._append(broken)
        return bool(broken.size)

    def _add(self, point: NDArray[np.float64], groups: NDArray[np.int64]) -> None:
        self._evaluate(point)
        self._append(groups)

    def _evaluate(self, point: NDArray[np.float64]) -> None:
        matrix, by_class = self._problem.matrix, self._problem.by_class
        times_served(matrix.indptr, matrix.indices, point, self._times)
        cut_rows(
            self._times, _WHOLE, self._group, self._weights, by_class.indptr, by_class.indices, self._slopes,
            self._constants,
        )  # fmt: skip

    def _append(self, groups: NDArray[np.int64]) -> None:
        if not groups.size:
            return
        one = sparse.csr_array(
            (np.ones(groups.size), (np.arange(groups.size), groups)), (groups.size, self._of_group.size)
        )
        rows = sparse.hstack([-sparse.csr_array(self._slopes[groups]), one], format="csr")
        self._solver.addRows(
            groups.size, np.full(groups.size, -highspy.kHighsInf), self._constants[groups], rows.nnz,
            rows.indptr[:-1].astype(np.int32), rows.indices.astype(np.int32), rows.data,
        )  # fmt: skip
        open_classes = np.flatnonzero(self._times < _WHOLE)
        of = self._group[open_classes]
        self._left_out += [open_classes[of == k] for k in groups]
        self._idle = np.concatenate([self._idle, np.zeros(groups.size, int)])

    def _drop(self, cuts: NDArray[np.int64]) -> None:
        if cuts.size:
            self._solver.deleteRows(cuts.size, (cuts + 1).astype(np.int32))  # row 0 is people or money
            gone = set(cuts.tolist())
            self._left_out = [classes for k, classes in enumerate(self._left_out) if k not in gone]
            self._idle = np.delete(self._idle, cuts)
