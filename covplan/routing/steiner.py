"""The rooted Steiner tree, with or without prizes, and a proof of how good it is.

Reductions, shortest-path heuristic, key-path search; dual ascent for a bound, for trees along what it leaves free and
for leaving out edges that no better tree has; then the directed cut model in HiGHS. See docs/method_routing.md.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covplan.planning.node_budget import INTERRUPTED, NodeBudget
from covplan.routing.arborescence import Arborescence, arborescence, ascended, by_edge, useless
from covplan.routing.steiner_graph import SteinerGraph, components
from covplan.routing.steiner_reductions import Reduction, reduced, unreduced, without
from covplan.routing.steiner_search import along_free, along_values, grown, pruned_edges, searched

Report = Callable[[float, float], None]  # the cost so far, and the bound

_SCATTER = 0x9E3779B97F4A7C15  # an odd number with scattered bits: seeds that follow each other start far apart
_ROUNDING = 1e-9  # of the cost: sums in another order differ by less
_ROUNDS = 3  # of dual ascent and search on what is left
_MUCH, _HALF = 0.05, 0.5  # shares of the edges that are worth another look at what is left


@dataclass(frozen=True)
class SteinerWork:
    """How much work a tree may take. Counted in steps, so that the same work gives the same tree anywhere.

    Attributes
    ----------
    starts : int
        Nodes from which the shortest-path heuristic grows a tree.
    search_steps : int
        Steps of the key-path search, for each terminal and prize.
    most_removed : int
        Key paths that a step of the search takes out, at most about.
    heat : float
        How much worse a step may be at first, of the cost per terminal or prize.
    roots : int
        Terminals that dual ascent takes as the root; without prizes any terminal may be one.
    exact_edges : int
        The cut model is asked for reduced graphs of at most so many edges; of larger ones for one part after another.
    part_targets, part_passes, part_rounds : int
        Terminals of a part, about; passes over all parts; rounds of cuts in a part.
    exact_nodes : float
        Rounds of cuts and nodes of HiGHS after which the cut model ends; the same for all parts together.
    gap : float
        Relative gap that is good enough.
    seed : int
    """

    starts: int = 8
    search_steps: int = 500
    most_removed: int = 6
    heat: float = 0.05
    roots: int = 8
    exact_edges: int = 6_000
    part_targets: int = 40
    part_passes: int = 5
    part_rounds: int = 8
    exact_nodes: float = math.inf
    gap: float = 0.0
    seed: int = 0


@dataclass(frozen=True, eq=False)
class SteinerTree:
    """A tree and how good it is.

    Attributes
    ----------
    edges : array of int64
        Indices of the tree's edges, increasing.
    cost : float
        Of the edges and of the prizes that are missed, added up anew.
    bound : float
        No tree costs less.
    gap : float
        Distance of cost and bound, as a share of the bound.
    seconds : float
    method : str
        What found the tree.
    seed : int
    """

    edges: NDArray[np.int64]
    cost: float
    bound: float
    gap: float
    seconds: float
    method: str
    seed: int


def solve_steiner(graph: SteinerGraph, work: SteinerWork = SteinerWork(), report: Report | None = None) -> SteinerTree:
    """The cheapest tree that can be found, and a bound.

    Parameters
    ----------
    graph : SteinerGraph
    work : SteinerWork
    report : callable, optional
        Called with cost and bound as they get better. A KeyboardInterrupt ends with the best so far.
    """
    started = time.perf_counter()
    run = _Run(graph, work, report)
    try:
        for stage in (run.reduce, run.search_first, run.ascend, run.relax_parts, run.cut):
            if run.gap > work.gap:
                stage()
    except KeyboardInterrupt:
        run.method += INTERRUPTED
    _check(graph, run.edges)
    return SteinerTree(
        run.edges, run.cost, min(run.bound, run.cost), run.gap, time.perf_counter() - started, run.method, work.seed
    )  # fmt: skip


def whole_tree(graph: SteinerGraph, work: SteinerWork = SteinerWork()) -> SteinerTree:
    """``solve_steiner`` where nobody is told how the tree was found: Ctrl-C ends the caller's work too."""
    tree = solve_steiner(graph, work)
    if tree.method.endswith(INTERRUPTED):
        raise KeyboardInterrupt
    return tree


def _check(graph: SteinerGraph, edges: NDArray[np.int64]) -> None:
    """That it is a tree and holds what it must: a fault of ours, not of the input."""
    used = np.zeros(len(graph.ends), bool)
    used[edges] = True
    part = components(graph.nodes, graph.ends, used)
    held = np.zeros(graph.nodes, bool)
    held[graph.ends[edges]] = True
    held |= graph.required
    if (part[held] != part[graph.root]).any() or held.sum() != edges.size + 1:
        raise AssertionError("the edges found are no tree that joins all terminals")


class _Run:
    """The best tree, the best bound and the graph that is left."""

    def __init__(self, graph: SteinerGraph, work: SteinerWork, report: Report | None) -> None:
        self._graph, self._work, self._report = graph, work, report
        self._random = np.array([((work.seed + 1) * _SCATTER) % 2**64 | 1], np.uint64)
        whole = graph.cost.sum() + graph.prize.sum()
        self._integral = bool(np.all(graph.cost % 1.0 == 0.0) and np.all(graph.prize % 1.0 == 0.0) and whole < 2**50)
        self.bound, self.method = 0.0, "shortest paths"
        self.edges = grown(graph, graph.root, graph.cost, graph.required)
        self.cost = graph.total(self.edges)
        self._left = unreduced(graph)

    @property
    def gap(self) -> float:
        """Distance of cost and bound, as a share of the bound."""
        above = max(self.cost - self.bound, 0.0)
        return above / self.bound if self.bound > 0.0 else (math.inf if above else 0.0)

    @property
    def _better(self) -> float:
        """What a better tree costs less than."""
        return self.cost - (1.0 - 1e-6 if self._integral else _ROUNDING * self.cost)

    def _take(self, left: Reduction, edges: NDArray[np.int64], method: str) -> None:
        """Keep a tree of the graph that is left if it is better."""
        original = left.original(edges.tolist())
        cost = self._graph.total(original)
        if cost < self.cost:
            self.edges, self.cost = original, cost
            self.method = method
            self._tell()

    def _raise(self, bound: float) -> None:
        """Keep a bound if it is higher; one beyond what a better tree would cost proves the best one known."""
        if bound > self._better:
            bound = self.cost
        self.bound = max(self.bound, min(bound, self.cost))
        self._tell()

    def _tell(self) -> None:
        if self._report is not None:
            self._report(self.cost, self.bound)

    def _drop(self, useless_edges: NDArray[np.bool_]) -> None:
        """Leave out edges that no better tree has."""
        left = without(self._left, ~useless_edges)
        if left is None:  # no better tree is left
            self._raise(math.inf)
            return
        self._left = reduced(left) if useless_edges.mean() > _MUCH else left
        if not len(self._left.graph.ends):
            self._take(self._left, np.zeros(0, np.int64), self.method)
            self._raise(math.inf)

    def reduce(self) -> None:
        """What follows from the graph alone."""
        self._left = reduced(self._left)
        if not len(self._left.graph.ends):
            self._take(self._left, np.zeros(0, np.int64), "reductions")
            self._raise(math.inf)

    def search_first(self) -> None:
        """Shortest paths from many starts, and the key-path search from the best."""
        graph = self._left.graph
        ends = np.flatnonzero(graph.required | (graph.prize > 0.0))
        starts = [graph.root, *_spread(ends, self._work.starts)]
        self._search(min((grown(graph, start, graph.cost) for start in starts), key=graph.total))

    def _search(self, edges: NDArray[np.int64]) -> None:
        left, work = self._left, self._work
        self._take(left, edges, "shortest paths")
        ends = int(left.graph.required.sum()) + left.graph.prized.size
        steps, heat = work.search_steps * ends, work.heat * left.graph.total(edges) / ends
        for found in searched(left.graph, edges, steps, work.most_removed, heat, self._random):
            self._take(left, found, "search")

    def ascend(self) -> None:
        """Dual ascent from several roots; what it proves useless is left out, and what is left searched again."""
        for _ in range(_ROUNDS):
            left = self._left
            graph = left.graph
            edges = len(graph.ends)
            useless_edges = np.zeros(edges, bool)
            best = None
            for root in self._roots(graph):
                tree = arborescence(graph, root)
                bound, reduced_costs, _ = ascended(tree)
                self._raise(bound + left.constant)
                found = along_free(graph, reduced_costs)
                self._take(left, found, "dual ascent")
                if best is None or graph.total(found) < graph.total(best):
                    best = found
                if self.gap <= self._work.gap:
                    return
                arcs = useless(tree, bound, reduced_costs, self._better - left.constant)
                useless_edges |= by_edge(arcs, edges) == 2
            assert best is not None
            is_less = useless_edges.mean() > _MUCH
            if is_less:  # otherwise it would be the first search again
                self._search(best)
            self._drop(useless_edges)
            if self.gap <= self._work.gap or not is_less:
                return

    def relax_parts(self) -> None:
        """For a graph too large for the cut model: its relaxation on one part after another."""
        work, left = self._work, self._left
        edges = len(left.graph.ends)
        if edges <= work.exact_edges or not work.part_passes:
            return
        from covplan.routing.steiner_parts import bound_by_parts

        tree = self._best_ascended(left.graph)
        bound, reduced_costs = bound_by_parts(
            tree, targets=work.part_targets, passes=work.part_passes, rounds=work.part_rounds,
            budget=NodeBudget(work.exact_nodes), seed=work.seed,
            report=lambda bound: self._raise(bound + left.constant),
        )  # fmt: skip
        if self.gap > work.gap:
            arcs = useless(tree, bound, reduced_costs, self._better - left.constant)
            self._drop(by_edge(arcs, edges) == 2)

    def _best_ascended(self, graph: SteinerGraph) -> Arborescence:
        """From the root whose dual ascent gives the best bound."""
        return max((arborescence(graph, root) for root in self._roots(graph)), key=lambda tree: ascended(tree)[0])

    def _roots(self, graph: SteinerGraph) -> list[int]:
        if graph.prized.size:
            return [graph.root]
        return _spread(np.flatnonzero(graph.required), self._work.roots)

    def cut(self) -> None:
        """The cut model: its relaxation until no cut is broken, on less and less of the graph; then whole arcs."""
        budget = NodeBudget(self._work.exact_nodes)
        while 0 < len(self._left.graph.ends) <= self._work.exact_edges and self.gap > self._work.gap:
            if self._cut_once(budget):
                return

    def _cut_once(self, budget: NodeBudget) -> bool:
        """Whether it came to an end; otherwise there is less left of the graph."""
        from covplan.routing.steiner_cuts import CutModel

        left = self._left
        graph = left.graph
        edges = len(graph.ends)
        tree = self._best_ascended(graph)
        bound, reduced_costs, cuts = ascended(tree, keep=True)
        gone = useless(tree, bound, reduced_costs, self._better - left.constant)
        model = CutModel(tree, gone, cuts, budget)
        while True:
            relaxed = model.relax()
            if relaxed is None:
                return True
            self._raise(relaxed.bound + left.constant)
            if self.gap <= self._work.gap:
                return True
            self._take(left, along_values(graph, tree, relaxed.value), "HiGHS's relaxation")
            gone |= useless(tree, relaxed.bound, relaxed.reduced, self._better - left.constant)
            useless_edges = by_edge(gone, edges) == 2
            if useless_edges.mean() > _HALF:
                self._drop(useless_edges)
                return self.gap <= self._work.gap
            model.close(gone)
            if not model.separate(relaxed.value):
                break
        if useless_edges.mean() > _MUCH:
            self._drop(useless_edges)
            return self.gap <= self._work.gap
        bound, value = model.whole(self._better - left.constant, lambda bound: self._raise(bound + left.constant))
        if value is not None:
            self._take(left, pruned_edges(graph, by_edge(value, edges) > 0.5), "HiGHS")
        self._raise(bound + left.constant)
        return True


def _spread(nodes: NDArray[np.int64], count: int) -> list[int]:
    """Up to ``count`` of the nodes, evenly."""
    return nodes[np.unique(np.linspace(0, nodes.size - 1, count).astype(int))].tolist()
