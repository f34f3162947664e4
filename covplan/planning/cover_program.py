"""Covering problems as mixed-integer programs.

Least cost:   min c x    with z_i <= sum of x_j over the j that serve i,  w z >= needed,  x binary,  0 <= z <= 1.
Most people:  max w z    with the same links and c x <= budget.

A requirement is one more row, u z >= needed, or u v >= needed where it asks for two units: v_i is whole, v_i <= z_i and
z_i + v_i <= the number of units that serve i. A unit with several candidates that serve i counts by a y <= 1, y <= sum
of their x. Candidates of a place: sum of x <= 1.

The z need not be declared whole: with whole x they are whole at a best point.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from covplan.planning.cover_problem import CoverProblem

FEASIBLE = 1e-7
"""Of people or money: what HiGHS may break a constraint by."""


def cover_program(problem: CoverProblem, needed: float | None, budget: float | None) -> CoverProgram:
    """The program of one of the two problems: columns x, z, then those of what is asked for twice."""
    candidates, classes = problem.matrix.shape
    scale_people, scale_cost = problem.people.max(initial=1.0), problem.costs.max(initial=1.0)
    people, costs = problem.people / scale_people, problem.costs / scale_cost
    rows = _Rows(candidates + classes)
    rows.add(sparse.hstack([-problem.matrix.T.astype(np.float64), sparse.eye_array(classes)]), 0.0)  # z - sum of x
    twice, columns = _twice(problem, rows)
    if problem.places is not None:
        index = np.flatnonzero(problem.places >= 0)
        place = np.unique(problem.places[index], return_inverse=True)[1].reshape(-1)
        rows.add(sparse.csr_array((np.ones(index.size), (place, index)), (place.max(initial=-1) + 1, candidates)), 1.0)
    for one in problem.requirements:
        if one.needed > 0.0:
            row = np.zeros(rows.width)
            if one.twice:
                row[columns] = -one.weights[twice] / one.needed
            else:
                row[candidates : candidates + classes] = -one.weights / one.needed
            if one.of >= 0:
                row[one.of] = 1.0
            rows.add(sparse.csr_array(row[None]), (0.0 if one.of >= 0 else -1.0) + FEASIBLE)
    if needed is not None:
        last = np.concatenate([np.zeros(candidates), -people])
        limit = -needed / scale_people * (1.0 - FEASIBLE)
        objective, scale = np.concatenate([costs, np.zeros(classes)]), scale_cost
    else:
        assert budget is not None
        last = np.concatenate([costs, np.zeros(classes)])
        limit = budget / scale_cost * (1.0 + FEASIBLE)
        objective, scale = np.concatenate([np.zeros(candidates), -people]), -scale_people
    rows.add(sparse.csr_array(last[None]), limit)
    whole = np.zeros(rows.width, bool)
    whole[:candidates], whole[columns] = True, True
    return CoverProgram(rows, np.concatenate([objective, np.zeros(rows.width - objective.size)]), whole, scale)


@dataclass(frozen=True, eq=False)
class CoverProgram:
    """Rows, cost and wholeness of the columns; ``scale`` makes people or money of a value."""

    rows: _Rows
    cost: NDArray[np.float64]
    whole: NDArray[np.bool_]
    scale: float

    def model(self, locked: NDArray[np.bool_], allowed: NDArray[np.bool_], whole: bool = True) -> highspy.HighsLp:
        """As HiGHS reads it; all columns are from 0 to 1. Not ``whole``: its linear relaxation."""
        matrix, upper = self.rows.together()
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self.rows.width, upper.size
        model.col_cost_ = self.cost
        model.col_lower_, model.col_upper_ = self._limits(locked, allowed)
        model.row_lower_ = np.full(upper.size, -highspy.kHighsInf)
        model.row_upper_ = upper
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32)
        model.a_matrix_.value_ = matrix.data
        if whole:
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            model.integrality_ = [kinds[int(k)] for k in self.whole]
        return model

    def priced(
        self, prices: NDArray[np.float64], locked: NDArray[np.bool_], allowed: NDArray[np.bool_]
    ) -> tuple[float, NDArray[np.float64]]:
        """The bound on the value that prices of the rows give, and the candidates' reduced costs in the same unit.

        Any prices give a bound: what finds them, and how exactly, decides only how near it is.
        """
        matrix, upper = self.rows.together()
        prices = np.minimum(prices, 0.0)
        reduced = self.cost - matrix.T @ prices
        lower, highest = self._limits(locked, allowed)
        bound = float(prices @ upper + np.minimum(reduced * lower, reduced * highest).sum())
        return self.scale * bound, abs(self.scale) * reduced[: locked.size]

    def _limits(
        self, locked: NDArray[np.bool_], allowed: NDArray[np.bool_]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        others = np.zeros(self.rows.width - locked.size)
        return np.concatenate([locked.astype(float), others]), np.concatenate([allowed.astype(float), others + 1.0])


class _Rows:
    """Rows ``a x <= upper`` under way; a row may be narrower than the columns that there are at the end."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._parts: list[sparse.csr_array] = []
        self._upper: list[NDArray[np.float64]] = []

    def add(self, part: Any, upper: float) -> None:
        """Rows with one upper limit."""
        self._parts.append(sparse.csr_array(part))
        self._upper.append(np.full(part.shape[0], upper))

    def columns(self, count: int) -> NDArray[np.int64]:
        """Numbers of so many new columns."""
        self.width += count
        return np.arange(self.width - count, self.width)

    def together(self) -> tuple[sparse.csr_array, NDArray[np.float64]]:
        """All rows, and their upper limits."""
        for part in self._parts:
            part.resize((part.shape[0], self.width))
        return sparse.csr_array(sparse.vstack(self._parts, format="csr")), np.concatenate(self._upper)


def _twice(problem: CoverProblem, rows: _Rows) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Add the v of classes that two units must serve; return the classes and the numbers of their columns."""
    wanted = [one.weights > 0.0 for one in problem.requirements if one.twice]
    classes = np.flatnonzero(np.logical_or.reduce(wanted)) if wanted else np.zeros(0, np.int64)
    columns = rows.columns(classes.size)
    candidates = problem.costs.size
    links: list[tuple[list[int], list[float]]] = []
    for i, v in zip(classes.tolist(), columns.tolist(), strict=True):
        members = problem.by_class.indices[problem.by_class.indptr[i] : problem.by_class.indptr[i + 1]]
        units = members if problem.units is None else problem.units[members]
        serving = []
        for unit in np.unique(units).tolist():
            of_unit = members[units == unit].tolist()
            if len(of_unit) == 1:
                serving.append(of_unit[0])
            else:
                y = int(rows.columns(1)[0])
                links.append(([y, *of_unit], [1.0, *[-1.0] * len(of_unit)]))
                serving.append(y)
        z = candidates + i
        links.append(([v, z, *serving], [1.0, 1.0, *[-1.0] * len(serving)]))
        links.append(([v, z], [1.0, -1.0]))
    if links:
        starts = np.concatenate([[0], np.cumsum([len(at) for at, _ in links])])
        index = np.concatenate([at for at, _ in links])
        values = np.concatenate([values for _, values in links])
        rows.add(sparse.csr_array((values, index, starts), (len(links), rows.width)), 0.0)
    return classes, columns
