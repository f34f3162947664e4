"""The directed cut model in HiGHS: its linear relaxation for bounds, then whole arcs for the best tree.

    min sum of c_a x_a   with   sum of x_a over the arcs into W >= 1   for every W with a target and without the root

Cuts are added as solutions break them. A bound is not HiGHS's objective but is made anew from its multipliers: with
y >= 0 of the rows and what the arcs then still cost, r = c - y A, no tree costs less than y b + sum of min(r, 0).

References
----------
T. Koch, A. Martin, Solving Steiner tree problems in graphs to optimality, Networks 32 (1998) 207-232.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from covplan.planning.highs import QuietHighs
from covplan.planning.node_budget import NodeBudget
from covplan.routing._cut_separation import broken_cuts
from covplan.routing._shortest_paths import distances
from covplan.routing.arborescence import Arborescence, Cuts

_BROKEN = 1e-3  # of one unit of flow: cuts that miss less are left
_CREEP = 1e-6  # capacity of every arc beyond its value, so that cuts with few arcs are found
_NESTED = 5  # cuts sought one within the other, for each target
_MOST_ROWS = 2000  # cuts added at a time
_SLACK = 0.2  # a cut that holds so much more than one unit is dropped when many are


@dataclass(frozen=True, eq=False)
class Relaxed:
    """A solution of the relaxation: no tree costs less than ``bound``; ``value`` and ``reduced`` cost by arc."""

    bound: float
    multipliers: NDArray[np.float64]
    value: NDArray[np.float64]
    reduced: NDArray[np.float64]


class CutModel:
    """The model with the cuts so far.

    Parameters
    ----------
    tree : Arborescence
    useless : array of bool, shape (arcs,)
        Arcs that are left out, as are those of infinite cost.
    cuts : Cuts
        To begin with.
    is_part : bool
        Whether trees go on outside: then what comes into a node need not leave it here, and arcs have no upper limit,
        so that the multipliers alone are a solution of the dual.
    budget : NodeBudget
        Rounds of cuts and nodes of the search tree after which to stop.
    """

    def __init__(
        self, tree: Arborescence, useless: NDArray[np.bool_], cuts: Cuts, budget: NodeBudget, is_part: bool = False
    ) -> None:
        self._tree, self._budget = tree, budget
        self._open = np.isfinite(tree.arc_cost) & ~useless
        self._columns = np.flatnonzero(self._open)
        self._column = np.cumsum(self._open) - 1
        self._closed = np.zeros(self._columns.size, bool)
        self._solver = QuietHighs(0.0, budget)
        self._solver.setOptionValue("solver", "simplex")
        count = self._columns.size
        self._solver.addVars(count, np.zeros(count), np.full(count, highspy.kHighsInf if is_part else 1.0))
        self._solver.changeColsCost(count, np.arange(count, dtype=np.int32), tree.arc_cost[self._columns])
        self._cut_rows: list[NDArray[np.int32]] = []
        self._balance = self._flow_balance(is_part)
        self._add_rows(self._balance.indptr, self._balance.indices, self._balance.data, 0.0)
        self._known: set[bytes] = set()
        self.add(cuts.start, cuts.entering)

    def _flow_balance(self, is_part: bool) -> sparse.csr_array:
        """At a node that is no target: what leaves is at least what comes in."""
        tree = self._tree
        inner = np.ones(tree.arcs[0].size - 1, bool)
        inner[tree.targets] = inner[tree.root] = False
        inner &= not is_part
        row = np.cumsum(inner) - 1
        columns = np.arange(self._columns.size)
        parts = []
        for nodes, sign in ((tree.tail[self._columns], 1.0), (tree.arcs[2][self._columns], -1.0)):
            there = inner[nodes]
            parts.append((row[nodes[there]], columns[there], np.full(int(there.sum()), sign)))
        rows, cols, values = (np.concatenate(part) for part in zip(*parts, strict=True))
        return sparse.csr_array((values, (rows, cols)), (int(inner.sum()), columns.size))

    def add(self, start: NDArray[np.int64], entering: NDArray[np.int32]) -> int:
        """Add cuts that are not there yet; how many."""
        fresh = []
        for first, end in zip(start[:-1].tolist(), start[1:].tolist(), strict=True):
            arcs = entering[first:end]
            row = np.sort(self._column[arcs[self._open[arcs]]]).astype(np.int32)
            if row.tobytes() not in self._known:
                self._known.add(row.tobytes())
                fresh.append(row)
        if fresh:
            indptr = np.concatenate([[0], np.cumsum([row.size for row in fresh])])
            self._add_rows(indptr, np.concatenate(fresh), np.ones(indptr[-1]), 1.0)
            self._cut_rows += fresh
        return len(fresh)

    def _add_rows(
        self, indptr: NDArray[np.int64], indices: NDArray[np.int32], values: NDArray[np.float64], least: float
    ) -> None:
        rows = indptr.size - 1
        if rows:
            low, high = np.full(rows, least), np.full(rows, highspy.kHighsInf)
            start = indptr[:-1].astype(np.int32)
            self._solver.addRows(rows, low, high, indices.size, start, indices.astype(np.int32), values)

    def relax(self) -> Relaxed | None:
        """Solve the relaxation with the cuts so far; None if the budget or Ctrl-C ended it.

        The bound is infinite where the arcs that are left do not lead from the root to every target: no better tree.
        """
        if self._budget.left <= 0:
            return None
        if self._cut_off():
            none = np.zeros(self._open.size)
            return Relaxed(math.inf, np.zeros(self._solver.getNumRow()), none, np.full(self._open.size, np.inf))
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = self._solver.getSolution()
        value, reduced = np.zeros(self._open.size), np.full(self._open.size, np.inf)
        value[self._columns] = np.clip(np.asarray(solution.col_value), 0.0, 1.0)
        multipliers = np.maximum(np.asarray(solution.row_dual), 0.0)
        balances = self._balance.shape[0]
        left_over = self._tree.arc_cost[self._columns] - self._balance.T @ multipliers[:balances]
        if self._cut_rows:
            of_cuts = np.repeat(multipliers[balances:], [row.size for row in self._cut_rows])
            left_over -= np.bincount(np.concatenate(self._cut_rows), of_cuts, self._columns.size)
        bound = float(multipliers[balances:].sum() + np.minimum(left_over[~self._closed], 0.0).sum())
        reduced[self._columns] = np.where(self._closed, np.inf, np.maximum(left_over, 0.0))
        return Relaxed(bound, multipliers, value, reduced)

    def _cut_off(self) -> bool:
        """Whether some target cannot be reached over the arcs that are left."""
        tree = self._tree
        length = np.where(self._open, 0.0, np.inf)
        length[self._columns[self._closed]] = np.inf
        reach = distances(np.array([tree.root]), False, *tree.arcs, length)
        return bool(np.isinf(reach[tree.targets]).any())

    def cuts(self, multipliers: NDArray[np.float64]) -> Cuts:
        """The cuts with a multiplier above 0."""
        raised = multipliers[self._balance.shape[0] :]
        rows = [self._columns[row].astype(np.int32) for row, y in zip(self._cut_rows, raised, strict=True) if y > 0.0]
        start = np.concatenate([[0], np.cumsum([row.size for row in rows])]).astype(np.int64)
        return Cuts(raised[raised > 0.0], start, np.concatenate(rows) if rows else np.zeros(0, np.int32))

    def close(self, useless: NDArray[np.bool_]) -> None:
        """Leave out arcs from now on."""
        closed = useless[self._columns]
        fresh = np.flatnonzero(closed & ~self._closed).astype(np.int32)
        self._closed |= closed
        if fresh.size:
            self._solver.changeColsBounds(fresh.size, fresh, np.zeros(fresh.size), np.zeros(fresh.size))

    def separate(self, value: NDArray[np.float64]) -> int:
        """Add cuts that the values break; how many."""
        tree = self._tree
        is_open = self._open.copy()
        is_open[self._columns[self._closed]] = False
        crept = np.where(is_open, value + _CREEP, 0.0)
        start, entering = broken_cuts(tree.root, tree.targets, *tree.arcs, crept, is_open, _NESTED, _BROKEN, _MOST_ROWS)
        return self.add(start, entering)

    def drop_slack(self, value: NDArray[np.float64]) -> None:
        """Take out cuts that the values keep by far."""
        column_value = value[self._columns]
        slack = np.array([column_value[row].sum() - 1.0 > _SLACK for row in self._cut_rows], bool)
        if slack.sum() > 0.3 * slack.size:
            gone = (self._balance.shape[0] + np.flatnonzero(slack)).astype(np.int32)
            self._solver.deleteRows(gone.size, gone)
            for row in [row for row, is_slack in zip(self._cut_rows, slack, strict=True) if is_slack]:
                self._known.discard(row.tobytes())
            self._cut_rows = [row for row, is_slack in zip(self._cut_rows, slack, strict=True) if not is_slack]

    def whole(self, cost: float, report: Callable[[float], None]) -> tuple[float, NDArray[np.float64] | None]:
        """Whole arcs: a bound, and the values of the best tree if the budget did not end the search for it.

        ``report`` is called with each bound. No tree is given if none can cost less than ``cost``.
        """
        solver, count = self._solver, self._columns.size
        kinds = np.full(count, int(highspy.HighsVarType.kInteger), np.uint8)
        solver.changeColsIntegrality(count, np.arange(count, dtype=np.int32), kinds)
        solver.setOptionValue("solver", "choose")
        bound = -np.inf
        while self._budget.left > 0 and bound < cost:
            solver.run()
            status = solver.getModelStatus()
            if status == highspy.HighsModelStatus.kInfeasible:
                return math.inf, None  # no better tree is left
            bound = max(bound, solver.getInfo().mip_dual_bound)
            report(bound)
            if status != highspy.HighsModelStatus.kOptimal:
                break
            whole = np.zeros(self._open.size)
            whole[self._columns] = np.rint(np.asarray(solver.getSolution().col_value))
            if not self.separate(whole):
                return bound, whole
        return bound, None
