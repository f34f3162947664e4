"""Fibre or microwave for each mast: the cheapest mix found that meets capacity and availability, and a bound.

A search on the graph of fibre with the hops; for the bound, dual ascent and the cut model on the layered graph, in
which a hop carries the mast at its end alone. See docs/method_microwave.md.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from covplan.planning.node_budget import NodeBudget
from covplan.routing._backhaul_search import pull_back, put_back, search
from covplan.routing.arborescence import ascended, useless
from covplan.routing.backhaul_problem import FIBRE, LEFT, BackhaulProblem, faults, layered
from covplan.routing.noding import Ints
from covplan.routing.steiner import SteinerWork, whole_tree

_SCATTER = 0x9E3779B97F4A7C15  # an odd number with scattered bits: seeds that follow each other start far apart
_ROUNDING = 1e-9  # of the cost: sums in another order differ by less
_CHUNKS = 20  # parts of a search, between which Ctrl-C is heard
_DEAR = 10.0  # times the cost of everything, for a mast that is left: never worth while


@dataclass(frozen=True)
class BackhaulWork:
    """How much work a choice may take. Counted in steps, so that the same work gives the same choice anywhere.

    Attributes
    ----------
    steps : int
        Steps of the search for each mast and each node that must have fibre.
    most_removed : int
        Clients that a step takes out, at most about.
    heat : float
        How much worse a step may be at first, of the cost per client.
    rounds : int
        Searches; after each the tree of fibre is solved anew for those who have it.
    exact_arcs : int
        The cut model is asked for layered graphs of at most so many arcs that dual ascent leaves.
    exact_nodes : int
        Rounds of cuts and nodes of HiGHS after which the cut model ends.
    seed : int
    """

    steps: int = 40
    most_removed: int = 12
    heat: float = 0.1
    rounds: int = 2
    exact_arcs: int = 60_000
    exact_nodes: int = 200
    seed: int = 0


@dataclass(frozen=True, eq=False)
class BackhaulChoice:
    """How each mast is joined.

    Attributes
    ----------
    edges : array of int64
        Edges of the fibre, a tree, increasing.
    option : array of int64, shape (masts,)
        Number of the hop option of each mast; FIBRE (-1) for fibre, LEFT (-2) if neither is possible.
    parent : array of int64, shape (masts,)
        Mast at the other end of the hop, -1 without one.
    cost : float
        Fibre, spurs and hops, added up anew.
    bound : float
        No choice that serves the same masts costs less.
    gap : float
        Distance of cost and bound, as a share of the bound.
    seconds : float
    """

    edges: Ints
    option: Ints
    parent: Ints
    cost: float
    bound: float
    gap: float
    seconds: float

    @property
    def left(self) -> Ints:
        """Masts for which neither was found."""
        return np.flatnonzero(self.option == LEFT)


def choose_backhaul(problem: BackhaulProblem, work: BackhaulWork = BackhaulWork()) -> BackhaulChoice:
    """The cheapest choice that can be found, and a bound.

    Parameters
    ----------
    problem : BackhaulProblem
        Every required node of its graph is joined to the root.
    work : BackhaulWork
    """
    started = time.perf_counter()
    run = _Search(problem, work)
    best = min((run.from_fibre(), run.from_nothing()), key=lambda found: run.worth(*found))
    for _ in range(work.rounds):
        best = run.with_new_tree(*run.improved(*best))
    edges, option, parent = best
    if broken := faults(problem, edges, option, parent):
        raise AssertionError(f"the choice that was found does not hold: {broken[0]}")
    cost = problem.total(edges, option)
    bound = min(_bound(problem, option != LEFT, cost, work), cost)
    gap = (cost - bound) / bound if bound > 0.0 else (math.inf if cost > 0.0 else 0.0)
    return BackhaulChoice(edges, option, parent, cost, bound, gap, time.perf_counter() - started)


_Found = tuple[Ints, Ints, Ints]  # edges, options, parents


class _Search:
    """The problem as the kernels take it: clients are the masts, then the nodes that must have fibre."""

    def __init__(self, problem: BackhaulProblem, work: BackhaulWork) -> None:
        graph, hops, masts = problem.graph, problem.hops, problem.masts
        required = np.flatnonzero(graph.required)
        self._required = required[required != graph.root]
        self._problem, self._work = problem, work
        ptr, option, other = problem.arcs
        self._lit = np.concatenate([problem.lit, np.zeros(self._required.size, bool)])
        node = np.concatenate([problem.node, self._required]).astype(np.int64)
        spur = np.concatenate([problem.spur_cost, np.zeros(self._required.size)])
        self._clients = node, spur, problem.demand_mbps.astype(float), masts
        self._graph = (graph.root, *graph.arcs, graph.cost)
        self._options = ptr, option, other, hops.cost, hops.capacity_mbps, hops.outage_pct
        self._limits = problem.most_hops, float(problem.most_outage_pct)
        all_spurs = problem.spur_cost[~problem.lit & (problem.node >= 0)].sum()
        self._dear = _DEAR * float(graph.cost.sum() + all_spurs + hops.cost.sum() + 1.0)
        self._random = np.array([((work.seed + 1) * _SCATTER) % 2**64 | 1], np.uint64)

    def worth(self, edges: Ints, option: Ints, parent: Ints) -> float:
        """Cost, with a penalty for each mast that is left."""
        return self._problem.total(edges, option) + self._dear * int((option == LEFT).sum())

    def from_fibre(self) -> _Found:
        """All that can have fibre have it; the others a hop where they can."""
        problem = self._problem
        on_fibre = ~problem.lit & (problem.node >= 0)
        edges = self._tree(on_fibre)
        return self._put_back(edges, np.where(problem.lit | on_fibre, FIBRE, LEFT))

    def from_nothing(self) -> _Found:
        """The cheapest next, from the backbone on."""
        return self._put_back(np.zeros(0, np.int64), np.where(self._problem.lit, FIBRE, LEFT))

    def improved(self, edges: Ints, option: Ints, parent: Ints) -> _Found:
        """After the search."""
        work, state = self._work, self._state(edges, option, parent)
        clients = int((~self._lit).sum())
        steps, heat = work.steps * clients, work.heat * self._problem.total(edges, option) / max(clients, 1)
        chunk = max(-(-steps // _CHUNKS), 1)
        for done in range(0, steps, chunk):
            search(
                min(chunk, steps - done), done, steps, work.most_removed, heat, self._dear, self._lit, *state,
                self._clients, self._graph, self._options, self._limits, self._random,
            )  # fmt: skip
        return self._found(state)

    def with_new_tree(self, edges: Ints, option: Ints, parent: Ints) -> _Found:
        """With the tree solved anew for those who have fibre, if it is cheaper."""
        tree = self._tree(~self._problem.lit & (option == FIBRE))
        cost = self._problem.graph.cost
        return (tree if cost[tree].sum() < cost[edges].sum() else edges), option, parent

    def _tree(self, on_fibre: NDArray[np.bool_]) -> Ints:
        graph = self._problem.graph
        required = graph.required.copy()
        required[self._problem.node[on_fibre]] = True
        own = replace(graph, required=required, prize=np.zeros(graph.nodes))
        return whole_tree(own, SteinerWork(exact_edges=0, part_passes=0, search_steps=200)).edges

    def _put_back(self, edges: Ints, option: Ints) -> _Found:
        state = self._state(edges, option, np.full(option.size, -1))
        used, way, parent, need = state
        put_back(used, way, parent, need, self._clients, self._graph, self._options, self._limits, 0.0, self._random)
        pull_back(used, need, self._graph[0], *self._graph[1:4])
        return self._found(state)

    def _state(self, edges: Ints, option: Ints, parent: Ints) -> tuple[NDArray[np.bool_], Ints, Ints, Ints]:
        """``used``, ``way``, ``parent`` and ``need`` of the kernels."""
        graph, node = self._problem.graph, self._clients[0]
        used = np.zeros(len(graph.ends), bool)
        used[edges] = True
        touched = np.zeros(graph.nodes, bool)
        touched[graph.ends[edges]] = touched[graph.root] = True
        way = np.concatenate([option, np.where(touched[self._required], FIBRE, LEFT)]).astype(np.int64)
        need = np.bincount(node[(way == FIBRE) & ~self._lit], minlength=graph.nodes)
        return used, way, parent.astype(np.int64), need.astype(np.int64)

    def _found(self, state: tuple[NDArray[np.bool_], Ints, Ints, Ints]) -> _Found:
        used, way, parent, _ = state
        option = way[: self._problem.masts]
        return np.flatnonzero(used), option, np.where(option >= 0, parent, -1)


def _bound(problem: BackhaulProblem, served: NDArray[np.bool_], cost: float, work: BackhaulWork) -> float:
    """What no choice that serves these masts costs less than."""
    tree = layered(problem, served)
    if not tree.targets.size:
        return 0.0
    bound, reduced, cuts = ascended(tree, keep=True)
    better = cost * (1.0 - _ROUNDING)  # arcs of no cheaper choice do not count
    gone = useless(tree, bound, reduced, better)
    left = int((~gone & np.isfinite(tree.arc_cost)).sum())
    if bound >= better or left > work.exact_arcs:
        return bound
    from covplan.routing.steiner_cuts import CutModel

    model = CutModel(tree, gone, cuts, NodeBudget(work.exact_nodes))
    while (relaxed := model.relax()) is not None:
        bound = max(bound, relaxed.bound)
        if bound >= better:
            return bound
        gone |= useless(tree, relaxed.bound, relaxed.reduced, better)
        model.close(gone)
        if not model.separate(relaxed.value):
            proved = [bound]
            whole, _ = model.whole(better, proved.append)
            return max(*proved, whole)
    return bound
