"""Rings: the cheapest network in which no single cut isolates what must be protected, with a proven bound.

A short search (``_ring_search``), a bound by cuts in HiGHS (``ring_program``), and, as long as the two differ, more
search and HiGHS's own. Costs are added up anew from the edges, and what every node needs is checked before a network is
returned.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covplan.planning.node_budget import INTERRUPTED, NodeBudget
from covplan.routing._ring_search import complete, prune, search
from covplan.routing.protectable import Cure, Unprotected, lowered
from covplan.routing.protection_problem import ProtectionProblem, contracted, without_bridges

Report = Callable[[float, float], None]  # the least cost so far, and the bound

_SCATTER = 0x9E3779B97F4A7C15  # an odd number with scattered bits: seeds that follow each other start far apart
_TOLERANCE = 1e-6
_DISTRUST = 1.1  # an edge that the relaxation takes whole costs a tenth of its price in the search
_CHUNK = 100  # steps of the search between two reports
_VISITS = 2_000_000_000  # of edges and nodes: the whole search of a large network takes some 20 s


@dataclass(frozen=True)
class ProtectionWork:
    """How much work a solution may take. Counted in steps, so that the same work gives the same network anywhere.

    Attributes
    ----------
    search_steps : int
        Steps of the local search; of a large network fewer, since each visits all of it for each node that needs a
        route.
    gap : float
        Relative gap that is good enough.
    exact_nodes : float
        Rounds of cuts and nodes of HiGHS after which the proof ends.
    seed : int
    """

    search_steps: int = 10_000
    gap: float = 1e-4
    exact_nodes: float = math.inf
    seed: int = 0


@dataclass(frozen=True, eq=False)
class ProtectedNetwork:
    """A network and how good it is.

    Attributes
    ----------
    edges : array of int64
        Chosen edges, ascending.
    cost : float
        Theirs, added up anew.
    bound : float
        No network that gives what is needed, where the graph allows it, costs less.
    gap : float
        (cost - bound) / bound.
    seconds : float
    method : str
        What found the network and the bound.
    seed : int
    unprotected : tuple of Unprotected
        Nodes that need two routes where the graph has but one; they got one.
    """

    edges: NDArray[np.int64]
    cost: float
    bound: float
    gap: float
    seconds: float
    method: str
    seed: int
    unprotected: tuple[Unprotected, ...]


def protect(
    problem: ProtectionProblem,
    work: ProtectionWork = ProtectionWork(),
    cures: Sequence[Cure] = (),
    report: Report | None = None,
) -> ProtectedNetwork:
    """The cheapest network that gives every node its routes; nodes that the graph cannot protect get one.

    Parameters
    ----------
    problem : ProtectionProblem
    work : ProtectionWork
    cures : sequence of Cure
        Links that do not exist and could cure what is unprotected; they are named, not used.
    report : callable, optional
        Called with cost and bound as they get better. A KeyboardInterrupt ends with the best so far.

    Raises
    ------
    PlanningError
        If a node that needs a route is not joined to the root.
    """
    started = time.perf_counter()
    held, unprotected = lowered(problem, cures)
    rest, bridges = without_bridges(held)
    small, chains = contracted(rest)
    state = _State(small, work, report)
    try:
        state.run()
    except KeyboardInterrupt:
        state.method += INTERRUPTED
    chosen = np.zeros(len(problem.ends), bool)
    chosen[bridges] = True
    for edge in np.flatnonzero(state.best):
        chosen[chains[edge]] = True
    if not held.met(chosen):
        raise RuntimeError("the network does not give what is needed: a fault of the program")
    cost = float(problem.cost[chosen].sum())
    bound = min(state.bound + float(problem.cost[bridges].sum()), cost)
    return ProtectedNetwork(
        np.flatnonzero(chosen), cost, bound, _gap(cost, bound), time.perf_counter() - started, state.method, work.seed,
        unprotected,
    )  # fmt: skip


def _gap(cost: float, bound: float) -> float:
    return (cost - bound) / bound if bound > 0.0 else (0.0 if cost <= 0.0 else math.inf)


class _State:
    """The best network so far of a contracted problem, and the bound."""

    def __init__(self, problem: ProtectionProblem, work: ProtectionWork, report: Report | None) -> None:
        self._problem, self._work, self._report = problem, work, report
        self._random = np.array([((work.seed + 1) * _SCATTER) % 2**64 | 1], np.uint64)
        self.best = self._completed(np.zeros(len(problem.ends), bool), problem.cost)
        self.bound = 0.0
        self.method = "search"

    def run(self) -> None:
        """A short search and a bound, more of both, also where the bound says that edges are worth it, and HiGHS."""
        from covplan.routing.ring_program import RingProgram

        cost, half = self._problem.cost, self._steps() // 2
        self._search(min(half, _CHUNK), cost)
        program = RingProgram(self._problem, NodeBudget(self._work.exact_nodes))
        self.method = "search, cuts"
        try:
            x = program.relax(self._cost, self._report)
            self._believe(program.bound)
            self._search(half - _CHUNK, cost)
            guide = cost * np.clip(_DISTRUST - x, 0.0, 1.0)
            self._take(np.zeros(x.size, bool), guide)
            self._search(half, guide)
            while not self._close():
                found, whole = program.whole(self.best, self._work.gap, self._report)
                self._believe(program.bound)
                if found is None:
                    return
                if self._take(found, cost):
                    self.method = "HiGHS"
                if whole:
                    return
        finally:
            self._believe(program.bound)

    def _steps(self) -> int:
        """Of the search, as many as the size of the network bears."""
        ends = int((self._problem.needed > 0).sum())
        visits = max(ends * (self._problem.needed.size + self._problem.cost.size), 1)
        return min(self._work.search_steps, max(_VISITS // visits, 2 * _CHUNK))

    @property
    def _cost(self) -> float:
        return float(self._problem.cost[self.best].sum())

    def _close(self) -> bool:
        return _gap(self._cost, self.bound) <= self._work.gap

    def _believe(self, bound: float) -> None:
        """Keep a better bound; one that a known network disproves by more than rounding proves nothing."""
        if bound <= self._cost * (1.0 + _TOLERANCE):
            self.bound = max(self.bound, min(bound, self._cost))

    def _completed(self, chosen: NDArray[np.bool_], price: NDArray[np.float64]) -> NDArray[np.bool_]:
        """A network that holds what is useful of some edges, the rest at some prices."""
        problem, trial = self._problem, chosen.copy()
        complete(problem.graph, problem.net, price, trial, self._random)
        prune(problem.graph, problem.cost, trial)
        return trial

    def _take(self, chosen: NDArray[np.bool_], price: NDArray[np.float64]) -> bool:
        """Complete edges to a network; keep it if it is the cheapest."""
        trial = self._completed(chosen, price)
        better = bool(self._problem.cost[trial].sum() < self._cost)
        if better:
            self.best = trial
        return better

    def _search(self, steps: int, guide: NDArray[np.float64]) -> None:
        """Search at prices near the guide."""
        problem, trial = self._problem, self.best.copy()
        for done in range(0, steps, _CHUNK):
            if self._close():
                return
            search(
                min(_CHUNK, steps - done), done, steps, problem.graph, problem.net, problem.cost, guide, trial,
                self.best, self._random,
            )  # fmt: skip
            if self._report is not None:
                self._report(self._cost, self.bound)
