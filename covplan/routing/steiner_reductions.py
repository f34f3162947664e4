"""A smaller graph with the same best trees: valid for trees only, a ring may need what is dropped here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covplan.routing._special_distance import needed_edges
from covplan.routing.steiner_graph import SteinerGraph

_LOOK_AT = 100  # nodes that the special distance test looks at per edge


@dataclass(frozen=True, eq=False)
class Reduction:
    """A graph and the way back to the one it was made from.

    Attributes
    ----------
    graph : SteinerGraph
    chains : list of list of int
        The original edges of each edge.
    forced : list of int
        Original edges that are in the tree in any case.
    constant : float
        What a tree costs in the original graph beyond its total here.
    """

    graph: SteinerGraph
    chains: list[list[int]]
    forced: list[int]
    constant: float

    def original(self, edges: Iterable[int]) -> NDArray[np.int64]:
        """The original edges of a tree, increasing."""
        found = [*self.forced, *(edge for k in edges for edge in self.chains[k])]
        return np.array(sorted(found), np.int64)


def unreduced(graph: SteinerGraph) -> Reduction:
    """The graph itself."""
    return Reduction(graph, [[k] for k in range(len(graph.ends))], [], 0.0)


def without(reduction: Reduction, keep: NDArray[np.bool_]) -> Reduction | None:
    """With only some of the edges, and then smaller again; None if these do not join the terminals."""
    graph = reduction.graph
    stays = SteinerGraph(graph.ends[keep], graph.cost[keep], graph.root, graph.required, graph.prize)
    if (stays.component[stays.required] != stays.component[stays.root]).any():
        return None
    chains = [reduction.chains[k] for k in np.flatnonzero(keep).tolist()]
    return _contracted(Reduction(stays, chains, reduction.forced, reduction.constant))


def reduced(reduction: Reduction) -> Reduction:
    """By the special distance test, and what follows from degrees, until little more is won."""
    while True:
        graph = reduction.graph
        stays = needed_edges(_LOOK_AT, graph.required, *graph.arcs, graph.cost)
        smaller = without(reduction, stays)
        assert smaller is not None  # another way joins the ends of an edge that does not stay
        reduction = smaller
        if len(reduction.graph.ends) >= 0.95 * len(graph.ends):
            return reduction


class _Beside:
    """Neighbours of each node: neighbour → (cost, original edges); of parallel edges the cheapest."""

    def __init__(self, reduction: Reduction) -> None:
        graph = reduction.graph
        self.graph = graph
        self.of: list[dict[int, tuple[float, list[int]]]] = [{} for _ in range(graph.nodes)]
        for (u, v), cost, chain in zip(graph.ends.tolist(), graph.cost.tolist(), reduction.chains, strict=True):
            self.put(u, v, cost, chain)

    def put(self, u: int, v: int, cost: float, chain: list[int]) -> None:
        if u != v and (v not in self.of[u] or cost < self.of[u][v][0]):
            self.of[u][v] = self.of[v][u] = (cost, chain)

    def drop(self, v: int) -> dict[int, tuple[float, list[int]]]:
        """Take a node out; what was beside it."""
        for w in self.of[v]:
            del self.of[w][v]
        beside, self.of[v] = self.of[v], {}
        return beside


def _contracted(reduction: Reduction) -> Reduction:
    """Without dead ends and nodes of degree 2; terminals become one with what they must be joined to.

    A terminal must be joined by its only edge, or by its cheapest one if that leads to another terminal. A root without
    other terminals must be joined to nothing.
    """
    graph = reduction.graph
    beside = _Beside(reduction)
    required, prize = graph.required.tolist(), graph.prize.tolist()
    forced, constant, root = list(reduction.forced), reduction.constant, graph.root
    there = (graph.component == graph.component[root]).tolist()
    constant += float(graph.prize[graph.component != graph.component[root]].sum())
    terminals = int(graph.required.sum())
    waiting = [v for v in range(graph.nodes) if there[v]]
    while waiting:
        v = waiting.pop()
        near = beside.of[v]
        if not there[v] or not near:
            continue
        if required[v]:
            w = min(near, key=lambda other: (near[other][0], not required[other], other))
            if not required[w] and (len(near) > 1 or terminals == 1):
                continue
            terminals -= required[w]
            cost, chain = near[w]
            forced += chain
            constant += cost
            moved = beside.drop(v)
            there[v] = False
            if v == root:
                root = w
            required[w], prize[w] = True, 0.0
            for x, (other, links) in moved.items():
                if x != w:
                    beside.put(x, w, other, links)
            waiting += [w, *moved]
        elif len(near) == 1 and prize[v] <= next(iter(near.values()))[0]:
            constant += prize[v]
            there[v] = False
            waiting += beside.drop(v)
        elif len(near) == 2 and prize[v] == 0.0:
            (x, (first, head)), (y, (second, tail)) = beside.drop(v).items()
            there[v] = False
            beside.put(x, y, first + second, head + tail)
            waiting += [x, y]
    if terminals == 1 and not any(prize[v] > 0.0 for v in range(graph.nodes) if there[v]):
        beside.of = [{} for _ in there]
        there = [v == root for v in range(graph.nodes)]
    return _packed(beside, there, required, prize, root, forced, constant)


def _packed(
    beside: _Beside,
    there: list[bool],
    required: list[bool],
    prize: list[float],
    root: int,
    forced: list[int],
    constant: float,
) -> Reduction:
    """The nodes that are left, numbered anew."""
    number = np.cumsum(there) - 1
    links = [(u, v, *link) for u in range(len(there)) if there[u] for v, link in beside.of[u].items() if u < v]
    ends = number[np.array([(u, v) for u, v, *_ in links], np.int64).reshape(-1, 2)]
    cost = np.array([cost for *_, cost, _ in links], float)
    left = np.flatnonzero(there)
    graph = SteinerGraph(ends, cost, int(number[root]), np.array(required)[left], np.array(prize)[left])
    return Reduction(graph, [chain for *_, chain in links], forced, constant)
