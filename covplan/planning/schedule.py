"""When to build what a plan has chosen: years with budgets and targets, so that the money serves people early.

    max  Σ_t (Σ_i w_i z_it − M Σ_r f_rt)
    x_jt ≥ x_j,t−1,   z_it ≤ Σ_{j serves i} x_jt,   Σ_j c_j (x_jt − x_j,t−1) ≤ B_t,
    f_rt ≥ 1 − (what requirement r has in year t) / needed_r

x_jt: candidate j stands at the end of year t; z_it: class i is served then; f_rt: the share that the people's target of
year t, or a floor that is due, still lacks. M is more than all people of all years: what is due comes first, then the
sum of people over the years. What fits no budget is not built.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from covplan.planning._cover_search import LEAST
from covplan.planning.cover_problem import CoverProblem, Requirement, merged_classes
from covplan.planning.highs import QuietHighs
from covplan.planning.node_budget import NodeBudget

_GAP = 1e-5


@dataclass(frozen=True)
class Due:
    """A requirement, and the position of the first year in which it counts."""

    requirement: Requirement
    first: int


@dataclass(frozen=True, eq=False)
class Schedule:
    """When each candidate is built.

    Attributes
    ----------
    year : array, int64, shape (candidates,)
        Position of the year; the number of years for what is not built.
    value, bound : float
        The sum of people over the years less the penalties, and what no schedule of these candidates exceeds.
    """

    year: NDArray[np.int64]
    value: float
    bound: float


def schedule(problem: CoverProblem, budgets: Sequence[float], due: Sequence[Due], nodes: float) -> Schedule:
    """Divide all candidates of a problem among years.

    Parameters
    ----------
    problem : CoverProblem
        The chosen candidates with their costs; classes by what is not served before.
    budgets : sequence of float
        Of each year, in the unit of the costs; infinite for none.
    due : sequence of Due
        What must be served from which year on, as far as it can be.
    nodes : float
        Of the search tree in which HiGHS may try to do better than the first schedule; 0: it is not asked.
    """
    small = merged_classes(replace(problem, requirements=tuple(one.requirement for one in due)))
    due = [Due(requirement, one.first) for requirement, one in zip(small.requirements, due, strict=True)]
    model = _Model(small, list(budgets), due)
    first = model.greedily()
    if nodes <= 0 or not problem.costs.size:
        return Schedule(first, model.value(first), np.inf)
    return model.solve(first, nodes)


class _Model:
    """The program above; its columns are x by year, z by year, f."""

    def __init__(self, problem: CoverProblem, budgets: list[float], due: list[Due]) -> None:
        self._problem, self._budgets, self._due = problem, budgets, due
        self._years = len(budgets)
        self._penalty = 2.0 * self._years * float(problem.people.sum()) + 1.0
        self._lacks = [(one, t) for one in due for t in range(one.first, self._years) if one.requirement.needed > 0.0]

    def value(self, year: NDArray[np.int64]) -> float:
        """The objective of a schedule, counted from the problem."""
        problem, total = self._problem, 0.0
        served = [problem.served_classes(year <= t) for t in range(self._years)]
        total += sum(float(problem.people[mask].sum()) for mask in served)
        for one, t in self._lacks:
            share = float(one.requirement.weights[served[t]].sum()) / one.requirement.needed
            total -= self._penalty * max(1.0 - share, 0.0)
        return total

    def greedily(self) -> NDArray[np.int64]:
        """Year by year what serves most of what is due, then most people, per cost, as far as the budget goes."""
        problem = self._problem
        year = np.full(problem.costs.size, self._years, np.int64)
        for t, budget in enumerate(self._budgets):
            left = budget
            while True:
                fits = np.flatnonzero((year == self._years) & (problem.costs <= left * (1.0 + 1e-9)))
                if not fits.size:
                    break
                served = problem.served_classes(year <= t)
                worth = np.where(served, 0.0, problem.people + self._still_due(served, t))
                gain = (problem.matrix[fits] @ worth) / np.maximum(problem.costs[fits], LEAST)
                best = int(fits[np.argmax(gain)])
                year[best] = t
                left -= float(problem.costs[best])
        return year

    def _still_due(self, served: NDArray[np.bool_], t: int) -> NDArray[np.float64]:
        """What each class is worth for what is due in a year and still lacking."""
        worth = np.zeros(served.size)
        for one, year in self._lacks:
            asked = one.requirement
            if year == t and asked.weights[served].sum() < asked.needed:
                worth += self._penalty * asked.weights / asked.needed
        return worth

    def solve(self, start: NDArray[np.int64], nodes: float) -> Schedule:
        """Ask HiGHS to better a schedule."""
        problem, years = self._problem, self._years
        count, classes = problem.costs.size, problem.people.size
        scale = max(float(problem.people.sum()), 1.0)
        x, z = count * years, classes * years
        matrix, upper = self._rows(x + z + len(self._lacks))
        known = self.value(start)
        cost = np.concatenate(
            [np.zeros(x), np.tile(-problem.people / scale, years), np.full(len(self._lacks), self._penalty / scale)]
        )
        better = -(known + 0.5 * _GAP * abs(known)) / scale  # only better ones are sought
        matrix = sparse.csr_array(sparse.vstack([matrix, sparse.csr_array(cost[None])], format="csr"))
        upper = np.append(upper, better)

        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = matrix.shape
        model.col_cost_ = cost
        model.col_lower_, model.col_upper_ = np.zeros(matrix.shape[1]), np.ones(matrix.shape[1])
        model.row_lower_, model.row_upper_ = np.full(upper.size, -highspy.kHighsInf), upper
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32)
        model.a_matrix_.value_ = matrix.data
        model.integrality_ = [highspy.HighsVarType.kInteger] * x + [highspy.HighsVarType.kContinuous] * (
            matrix.shape[1] - x
        )
        solver = QuietHighs(_GAP, NodeBudget(nodes))
        solver.passModel(model)
        solver.run_or_stop()
        best, info = start, solver.getInfo()
        if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
            stands = np.asarray(solver.getSolution().col_value)[:x].reshape(years, count) > 0.5
            found = np.where(stands.any(axis=0), stands.argmax(axis=0), years).astype(np.int64)
            if self._affordable(found) and self.value(found) > known:
                best = found
        value = self.value(best)
        nothing_better = solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible
        bound = known + 0.5 * _GAP * abs(known) if nothing_better else -scale * float(info.mip_dual_bound)
        return Schedule(best, value, max(bound, value))

    def _rows(self, width: int) -> tuple[sparse.csr_array, NDArray[np.float64]]:
        """The rows ``a y <= upper``."""
        problem, years = self._problem, self._years
        count, classes = problem.costs.size, problem.people.size
        x, z = count * years, classes * years
        same, each, serving = sparse.eye_array(count), sparse.eye_array(classes), problem.matrix.T.astype(float)
        parts: list[tuple[list[tuple[Any, int]], float]] = []  # blocks with their first columns, and the limit
        for t, budget in enumerate(self._budgets):
            now, last = t * count, (t - 1) * count
            parts.append(([(-serving, now), (each, x + t * classes)], 0.0))
            if t:
                parts.append(([(same, last), (-same, now)], 0.0))
            if np.isfinite(budget):
                share = problem.costs[None] / max(budget, LEAST)
                parts.append(([(share, now), *([(-share, last)] if t else [])], 1.0))
        for k, (one, t) in enumerate(self._lacks):
            share = -one.requirement.weights[None] / one.requirement.needed
            parts.append(([(share, x + t * classes), (-np.ones((1, 1)), x + z + k)], -1.0))
        rows = [sparse.csr_array(sum(_placed(block, at, width) for block, at in blocks)) for blocks, _ in parts]
        upper = [np.full(row.shape[0], limit) for row, (_, limit) in zip(rows, parts, strict=True)]
        return sparse.csr_array(sparse.vstack(rows, format="csr")), np.concatenate(upper)

    def _affordable(self, year: NDArray[np.int64]) -> bool:
        spent = [float(self._problem.costs[year == t].sum()) for t in range(self._years)]
        return all(cost <= most * (1.0 + 1e-6) for cost, most in zip(spent, self._budgets, strict=True))


def _placed(block: Any, column: int, width: int) -> sparse.coo_array:
    """A block as columns of a wider matrix, from ``column`` on."""
    part = sparse.coo_array(block)
    return sparse.coo_array((part.data, (part.row, part.col + column)), shape=(part.shape[0], width))
