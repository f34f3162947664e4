"""The best choice of a covering problem by HiGHS, or the best so far and how good one can be.

Three programs, each smaller for what the one before it has told:

- The linear relaxation gives a bound, and for each candidate its reduced cost: by how much the bound gets worse if the
  candidate is chosen, or left out, against the relaxation.
- The core is the problem with only those candidates open whose reduced cost is small. It gives a good choice soon.
- The rest is the problem without what would make any choice worse than the best one known. Its bound is that of the
  whole problem.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from covplan.planning.cover_problem import CoverProblem, merged_classes
from covplan.planning.cover_program import FEASIBLE, cover_program
from covplan.planning.highs import QuietHighs
from covplan.planning.node_budget import NodeBudget

Report = Callable[[float, float], None]  # the best value so far, and the bound

_CORE = 0.1  # greatest reduced cost in the core, as a share of the distance of value and bound: 0.2 takes longer
_CORE_GAP, _CORE_NODES = 1e-3, 50  # at which the core is good enough


@dataclass(frozen=True, eq=False)
class ExactResult:
    """``chosen`` is None if HiGHS found nothing; ``bound`` holds for the whole problem."""

    chosen: NDArray[np.bool_] | None
    bound: float
    interrupted: bool = False


def solve_exactly(
    problem: CoverProblem,
    *,
    needed: float | None = None,
    budget: float | None = None,
    locked: NDArray[np.bool_],
    allowed: NDArray[np.bool_],
    start: NDArray[np.bool_] | None,
    gap: float,
    nodes: float,
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
    start : array of bool, optional
        A choice that keeps all rules, to start from.
    gap : float
        Relative distance of value and bound at which to stop.
    nodes : float
        Of the search trees, after which to stop; infinite for never.
    report : callable, optional
        Called with value and bound while it runs. Ctrl-C ends the run with what there is.
    """
    question, allowance = _Question(problem, needed, budget, report), NodeBudget(nodes)
    relaxed = question.relaxed(locked, allowed) if start is not None else None
    if start is None or relaxed is None:
        return question.solved(locked, allowed, start, gap, allowance)
    if relaxed.interrupted:
        return ExactResult(None, relaxed.bound, interrupted=True)
    best = start
    core_allowance = NodeBudget(min(_CORE_NODES, nodes))
    core = question.solved(
        *relaxed.without(_CORE * question.distance(best, relaxed.bound)), best, _CORE_GAP, core_allowance, of_all=False
    )
    if core.chosen is not None:
        best = min(best, core.chosen, key=lambda chosen: question.distance(chosen, relaxed.bound))
    if core.interrupted:
        return ExactResult(best, relaxed.bound, interrupted=True)
    if report is not None:
        report(question.value(best), relaxed.bound)
    beyond = question.distance(best, relaxed.bound) + FEASIBLE * abs(question.value(best))
    found = question.solved(*relaxed.without(beyond), best, gap, allowance)
    return replace(found, chosen=best if found.chosen is None else found.chosen)


@dataclass(frozen=True, eq=False)
class _Relaxed:
    """The linear relaxation: its bound, and of each candidate the reduced cost in the same unit."""

    locked: NDArray[np.bool_]
    allowed: NDArray[np.bool_]
    bound: float
    reduced_costs: NDArray[np.float64]
    interrupted: bool

    def without(self, limit: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """What must and what may be chosen where no reduced cost is to be above a limit."""
        limit = max(limit, 0.0)  # a value may be beyond a bound by rounding
        must = self.locked | (self.allowed & (self.reduced_costs < -limit))
        return must, self.allowed & (self.locked | (self.reduced_costs <= limit))


@dataclass(frozen=True, eq=False)
class _Question:
    """A problem and what is sought: the least cost for ``needed`` people, or most people for a ``budget``."""

    problem: CoverProblem
    needed: float | None
    budget: float | None
    report: Report | None

    def value(self, chosen: NDArray[np.bool_]) -> float:
        """Cost, or people."""
        return self.problem.people_served(chosen) if self.needed is None else float(self.problem.costs[chosen].sum())

    def distance(self, chosen: NDArray[np.bool_], bound: float) -> float:
        """By how much a choice is worse than a bound."""
        return bound - self.value(chosen) if self.needed is None else self.value(chosen) - bound

    def relaxed(self, locked: NDArray[np.bool_], allowed: NDArray[np.bool_]) -> _Relaxed | None:
        """The linear relaxation; None if it has no solution."""
        program, solver = cover_program(self.problem, self.needed, self.budget), QuietHighs(0.0)
        solver.passModel(program.model(locked, allowed, whole=False))
        if solver.run_or_stop():
            return _Relaxed(locked, allowed, -np.inf * program.scale, np.zeros(locked.size), interrupted=True)
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        prices = np.asarray(solver.getSolution().row_dual)
        return _Relaxed(locked, allowed, *program.priced(prices, locked, allowed), interrupted=False)

    def solved(
        self,
        locked: NDArray[np.bool_],
        allowed: NDArray[np.bool_],
        start: NDArray[np.bool_] | None,
        gap: float,
        allowance: NodeBudget,
        of_all: bool = True,
    ) -> ExactResult:
        """What HiGHS finds; it tells how far it is if its bound is one ``of_all``."""
        program = cover_program(_narrowed(self.problem, allowed), self.needed, self.budget)
        scale, candidates = program.scale, locked.size
        if start is not None and ((start & ~allowed).any() or (locked & ~start).any()):
            start = None

        def ask(known: NDArray[np.bool_] | None) -> tuple[highspy.HighsModelStatus, ExactResult]:
            solver = QuietHighs(gap, allowance)
            solver.passModel(program.model(locked, allowed))
            if known is not None:
                solver.setSolution(candidates, np.arange(candidates, dtype=np.int32), known.astype(float))
            if self.report is not None and of_all:
                tell = self.report  # mypy: not None inside the callback

                def on_event(event: Any) -> None:
                    tell(scale * event.data_out.mip_primal_bound, scale * event.data_out.mip_dual_bound)

                solver.cbMipInterrupt += on_event
            interrupted = solver.run_or_stop()
            info, values = solver.getInfo(), np.asarray(solver.getSolution().col_value)
            has_solution = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
            chosen = values[:candidates] > 0.5 if has_solution else None
            return solver.getModelStatus(), ExactResult(chosen, scale * info.mip_dual_bound, interrupted)

        status, found = ask(start)
        if start is None or status != highspy.HighsModelStatus.kOptimal:
            return found
        best = start if found.chosen is None else found.chosen
        value = self.value(best)
        if abs(value - found.bound) <= (2.0 * gap + FEASIBLE) * abs(value):
            return found
        # HiGHS 1.16 may take the value of a start for better than it is, and stop: ask for better ones without it
        better = value * (1.0 - 0.5 * gap if self.needed is not None else 1.0 + 0.5 * gap)
        program.rows.add(sparse.csr_array(program.cost[None]), better / scale)
        status, again = ask(None)
        bound = better if status == highspy.HighsModelStatus.kInfeasible else again.bound
        return ExactResult(best if again.chosen is None else again.chosen, bound, again.interrupted)


def _narrowed(problem: CoverProblem, allowed: NDArray[np.bool_]) -> CoverProblem:
    """The problem with classes alike for all who may be chosen as one; the others serve nobody."""
    sizes = np.diff(problem.matrix.indptr)
    kept = np.repeat(allowed, sizes)
    starts = np.concatenate([[0], np.cumsum(np.where(allowed, sizes, 0))])
    matrix = sparse.csr_array(
        (problem.matrix.data[kept], problem.matrix.indices[kept], starts), shape=problem.matrix.shape
    )
    return merged_classes(replace(problem, matrix=matrix))
