"""The cheapest network with one or two routes to each node as an integer program that grows by violated cuts.

    min sum of c_e (y_e + y_e')   with   y_e + y_e' <= 1,   y(arcs of a cut) >= 1,   y binary

Every edge is used one way at most: rings can be oriented so that each of their nodes is reached from the root and
reaches it, and what hangs on them leads away from the root. So a cut of the root from a node needs an arc into the
node's side, and one back if the node needs two routes. Where some nodes need one route only, that bounds the cost far
better than edges across undirected cuts do [M. Chimani, M. Kandyba, I. Ljubic, P. Mutzel, Math. Program. 124 (2010)
413-439]. Groups and nodes that may fail add undirected cuts, see ``_ring_cuts``.

There are too many cuts to write them all down: those are added that the solution so far breaks, first over the linear
relaxation, then over whole solutions. Every solution of a part of the rows bounds the cost of all networks.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from covplan.planning.highs import QuietHighs
from covplan.planning.node_budget import NodeBudget
from covplan.routing._ring_cuts import separate
from covplan.routing._two_routes import walk
from covplan.routing.protection_problem import ProtectionProblem

Report = Callable[[float, float], None]  # the least cost so far, and the bound

_NESTED, _MOST_ROWS = 5, 400  # cuts behind each other for one node; rows of one round


class RingProgram:
    """The program so far, and the best bound that it gave.

    Parameters
    ----------
    problem : ProtectionProblem
    budget : NodeBudget
        Rounds of cuts and nodes of the search tree after which to stop.
    """

    def __init__(self, problem: ProtectionProblem, budget: NodeBudget) -> None:
        self._problem, self._budget = problem, budget
        self.bound = 0.0
        self._arcs = 2 * len(problem.ends)
        self._rows: list[_Row] = [*_one_way(problem), *_degrees(problem)]
        self._linear = self._solver(integer=False, gap=0.0)

    def _solver(self, *, integer: bool, gap: float) -> QuietHighs:
        solver, arcs = QuietHighs(gap, self._budget), self._arcs
        solver.addVars(arcs, np.zeros(arcs), np.ones(arcs))
        index = np.arange(arcs, dtype=np.int32)
        solver.changeColsCost(arcs, index, np.repeat(self._problem.cost, 2))
        if integer:
            solver.changeColsIntegrality(arcs, index, np.full(arcs, highspy.HighsVarType.kInteger))
        for row in self._rows:
            _add(solver, row)
        return solver

    def _cut(self, solver: QuietHighs, y: NDArray[np.float64]) -> int:
        """Add the cuts that y breaks; how many."""
        cuts, right = separate(self._problem.graph, self._problem.net, y, _NESTED, _MOST_ROWS)
        new = {(cut.tobytes(), float(least)): cut for cut, least in zip(cuts, right, strict=True)}
        for (_, least), cut in new.items():
            arcs = np.flatnonzero(cut).astype(np.int32)
            self._rows.append((arcs, np.ones(arcs.size), least))
            _add(solver, self._rows[-1])
        return len(new)

    def relax(self, best: float, report: Report | None = None) -> NDArray[np.float64]:
        """Solve the linear relaxation; x of its solution, shape (edges,). The bound is kept at every step.

        Raises
        ------
        KeyboardInterrupt
            If one ended HiGHS.
        """
        solver, y = self._linear, np.zeros(self._arcs)
        while self._budget.left > 0:
            if solver.run_or_stop():
                raise KeyboardInterrupt
            if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                break
            y = np.asarray(solver.getSolution().col_value)
            self.bound = max(self.bound, solver.getInfo().objective_function_value)
            if report is not None:
                report(best, self.bound)
            if not self._cut(solver, y):
                break
        return y.reshape(-1, 2).sum(axis=1)

    def whole(
        self, start: NDArray[np.bool_], gap: float, report: Report | None = None
    ) -> tuple[NDArray[np.bool_] | None, bool]:
        """Solve with whole y from a known network; the edges of the solution, and whether it breaks no cut.

        What it breaks is added: call again. None if nothing is left of the budget.

        Raises
        ------
        KeyboardInterrupt
            If one ended HiGHS; the bound is that so far.
        """
        if self._budget.left <= 0:
            return None, False
        solver = self._solver(integer=True, gap=gap)
        known = highspy.HighsSolution()
        known.col_value = _oriented(self._problem, start).astype(float)
        solver.setSolution(known)
        if report is not None:
            tell, cost, bound = report, float(self._problem.cost[start].sum()), self.bound

            def on_event(event: Any) -> None:
                tell(cost, max(bound, event.data_out.mip_dual_bound))

            solver.cbMipInterrupt += on_event
        interrupted = solver.run_or_stop()
        info, values = solver.getInfo(), np.asarray(solver.getSolution().col_value)
        if math.isfinite(info.mip_dual_bound):
            self.bound = max(self.bound, info.mip_dual_bound)
        if interrupted:
            raise KeyboardInterrupt
        if not values.size:
            return None, False
        y = values > 0.5
        return np.asarray(y.reshape(-1, 2).any(axis=1)), self._cut(solver, y.astype(float)) == 0


_Row = tuple[NDArray[np.int32], NDArray[np.float64], float]  # arcs, their coefficients, what the sum must reach


def _add(solver: QuietHighs, row: _Row) -> None:
    arcs, share, least = row
    solver.addRow(least, highspy.kHighsInf, arcs.size, arcs, share)


def _one_way(problem: ProtectionProblem) -> Iterator[_Row]:
    """No edge is used both ways."""
    for edge in range(len(problem.ends)):
        yield np.array([2 * edge, 2 * edge + 1], np.int32), np.full(2, -1.0), -1.0


def _degrees(problem: ProtectionProblem) -> Iterator[_Row]:
    """A way leads into each node that needs one, and out of it if it needs two; other nodes are no dead ends."""
    _, needed, _, indptr, arcs, _, *_ = problem.graph
    for node in range(needed.size):
        out = arcs[indptr[node] : indptr[node + 1]].astype(np.int32)
        if node == problem.root or not out.size:
            continue
        if needed[node] > 0:
            yield out ^ 1, np.ones(out.size), 1.0
            if needed[node] > 1:
                yield out, np.ones(out.size), 1.0
            continue
        for arc in out:
            others = out[out != arc]
            yield np.append(others ^ 1, arc).astype(np.int32), np.append(np.ones(others.size), -1.0), 0.0
            yield np.append(others, arc ^ 1).astype(np.int32), np.append(np.ones(others.size), -1.0), 0.0


def _oriented(problem: ProtectionProblem, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Arcs of a network with a way from the root to every node and, within rings, back.

    Along the search tree away from the root, along all other edges towards it [H. E. Robbins, Amer. Math. Monthly 46
    (1939) 281-283].
    """
    root, _, _, indptr, arcs, head, *_ = problem.graph
    _, met, _, way = walk(root, indptr, arcs, head, chosen)
    oriented = np.zeros(2 * chosen.size, bool)
    for edge in np.flatnonzero(chosen):
        outward = 2 * edge if met[head[2 * edge]] > met[head[2 * edge + 1]] else 2 * edge + 1
        tree = way[head[outward]] == outward
        oriented[outward if tree else outward ^ 1] = True
    return oriented
