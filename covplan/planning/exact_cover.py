"""Covering problems as mixed-integer programs for HiGHS: the best choice, or the best so far and how good one can be.

Least cost:   min c x    with z_i <= sum of x_j over the j that serve i,  w z >= needed,  x binary,  0 <= z <= 1.
Most people:  max w z    with the same links and c x <= budget.

The z need not be declared whole: with whole x they are whole at a best point.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from covplan.planning.cover_problem import CoverProblem

Report = Callable[[float, float], None]  # the best value so far, and the bound

_FEASIBLE = 1e-7  # of people or money: what HiGHS may break a constraint by


@dataclass(frozen=True, eq=False)
class ExactResult:
    """``chosen`` is None if HiGHS found nothing; ``bound`` holds for the whole problem."""

    chosen: NDArray[np.bool_] | None
    bound: float


class QuietHighs(highspy.Highs):
    """HiGHS that never writes to the terminal: its banner comes when callbacks are enabled, before any option."""

    def enableCallbacks(self) -> None:
        self.silent()
        super().enableCallbacks()


def solve_exactly(
    problem: CoverProblem,
    *,
    needed: float | None = None,
    budget: float | None = None,
    locked: NDArray[np.bool_],
    allowed: NDArray[np.bool_],
    start: NDArray[np.bool_],
    gap: float,
    seconds: float,
    report: Report | None = None,
) -> ExactResult:
    """Solve one of the two problems from a known choice.

    Parameters
    ----------
    problem : CoverProblem
    needed, budget : float
        One of them: people for least cost, money for most people.
    locked, allowed : array of bool, shape (candidates,)
        What must and what may be chosen.
    start : array of bool
        A choice that keeps all rules.
    gap : float
        Relative distance of value and bound at which to stop.
    seconds : float
        Stop after so long; infinite for never. A run that this ends is not the same on another machine.
    report : callable, optional
        Called with value and bound while it runs. Ctrl-C ends the run with what there is.
    """
    candidates, classes = problem.matrix.shape
    people = problem.people / problem.people.max()
    costs = problem.costs / problem.costs.max()
    links = -problem.matrix.T.astype(np.float64)
    served = sparse.hstack([links, sparse.eye_array(classes)], format="csr")  # z - sum of x <= 0
    if needed is not None:
        last = np.concatenate([np.zeros(candidates), people])
        low, high = needed / problem.people.max() * (1.0 - _FEASIBLE), highspy.kHighsInf
        objective, scale = np.concatenate([costs, np.zeros(classes)]), problem.costs.max()
    else:
        assert budget is not None
        last = np.concatenate([costs, np.zeros(classes)])
        low, high = -highspy.kHighsInf, budget / problem.costs.max() * (1.0 + _FEASIBLE)
        objective, scale = np.concatenate([np.zeros(candidates), -people]), -problem.people.max()
    rows = sparse.vstack([served, sparse.csr_array(last[None])], format="csr")

    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = candidates + classes, classes + 1
    model.col_cost_ = objective
    model.col_lower_ = np.concatenate([locked.astype(float), np.zeros(classes)])
    model.col_upper_ = np.concatenate([allowed.astype(float), np.ones(classes)])
    model.row_lower_ = np.concatenate([np.full(classes, -highspy.kHighsInf), [low]])
    model.row_upper_ = np.concatenate([np.zeros(classes), [high]])
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = rows.indptr, rows.indices, rows.data
    whole = [highspy.HighsVarType.kInteger] * candidates + [highspy.HighsVarType.kContinuous] * classes
    model.integrality_ = whole

    solver = QuietHighs()
    for option, value in (
        ("threads", 1), ("random_seed", 0), ("mip_rel_gap", gap), ("mip_abs_gap", 0.0),
        ("time_limit", float(seconds)),
    ):  # fmt: skip
        solver.setOptionValue(option, value)
    solver.passModel(model)
    known = highspy.HighsSolution()
    known.col_value = np.concatenate([start, problem.served_classes(start)]).astype(float)
    solver.setSolution(known)
    if report is not None:
        tell = report  # mypy: not None inside the callback

        def on_event(event: Any) -> None:
            tell(scale * event.data_out.mip_primal_bound, scale * event.data_out.mip_dual_bound)

        solver.cbMipInterrupt += on_event
    solver.HandleKeyboardInterrupt = True
    solver.run()
    info, values = solver.getInfo(), np.asarray(solver.getSolution().col_value)
    found = values[:candidates] > 0.5 if values.size else None
    return ExactResult(found, scale * info.mip_dual_bound)
