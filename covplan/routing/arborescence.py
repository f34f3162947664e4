"""A Steiner tree as a directed one out of its root: the form in which bounds are proved.

Each edge is an arc there and an arc back. A node v with a prize gets a target of its own, which is entered from v for
nothing, or from the root for the prize: so all targets must be reached and the prizes that are missed are costs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covplan.routing._dual_ascent import USED_UP, dual_ascent
from covplan.routing._max_flow import leaving
from covplan.routing._shortest_paths import distances
from covplan.routing.steiner_graph import SteinerGraph


@dataclass(frozen=True, eq=False)
class Arborescence:
    """Arcs with costs; arcs 2k and 2k + 1 are edge k of the graph there and back, further ones lead to prizes' targets.

    Attributes
    ----------
    root : int
    targets : array of int64
        What must be reached: terminals, and a target for each prize.
    arcs : tuple of arrays
        ``indptr, arcs, head`` as the kernels read them.
    arc_cost : array, shape (arcs,)
        Infinite for an arc that cannot be in a tree better than the best known.
    """

    root: int
    targets: NDArray[np.int64]
    arcs: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
    arc_cost: NDArray[np.float64]

    @property
    def free(self) -> float:
        """What may be left of the cost of an arc that is used up."""
        return USED_UP * float(np.max(self.arc_cost, initial=0.0, where=np.isfinite(self.arc_cost)))

    @property
    def tail(self) -> NDArray[np.int64]:
        """Where each arc begins."""
        return self.arcs[2].reshape(-1, 2)[:, ::-1].ravel()


@dataclass(frozen=True, eq=False)
class Cuts:
    """Sets of arcs of which every tree has at least one: cut i is ``entering[start[i]:start[i + 1]]``.

    ``raised`` is the multiplier of each in the bound.
    """

    raised: NDArray[np.float64]
    start: NDArray[np.int64]
    entering: NDArray[np.int32]


def arborescence(graph: SteinerGraph, root: int) -> Arborescence:
    """With any terminal as root if there are no prizes, which belong to the graph's own."""
    count, prized = graph.nodes, graph.prized
    assert root == graph.root or not prized.size
    own = np.arange(count, count + prized.size)
    ends = np.concatenate(
        [graph.ends, np.column_stack([prized, own]), np.column_stack([np.full(prized.size, root), own])]
    )
    there = np.concatenate([graph.cost, np.zeros(prized.size), graph.prize[prized]])
    back = np.concatenate([graph.cost, np.full(2 * prized.size, np.inf)])
    arc_cost = np.column_stack([there, back]).ravel()
    arcs = leaving(ends.astype(np.int64), count + prized.size)
    arc_cost[arcs[2] == root] = np.inf
    targets = np.concatenate([np.flatnonzero(graph.required), own])
    return Arborescence(root, targets[targets != root], arcs, arc_cost)


def ascended(tree: Arborescence, keep: bool = False) -> tuple[float, NDArray[np.float64], Cuts]:
    """Dual ascent: the bound, what each arc costs beyond it, and with ``keep`` the cuts."""
    reduced = tree.arc_cost.copy()
    bound, raised, _, start, entering = dual_ascent(tree.root, tree.targets, *tree.arcs, reduced, tree.free, keep)
    return bound, reduced, Cuts(raised, start, entering)


def by_edge(values: NDArray[np.generic], edges: int) -> NDArray[np.float64]:
    """Values of arcs, there and back together, by edge of the graph."""
    return values[: 2 * edges].reshape(-1, 2).sum(axis=1)


def useless(tree: Arborescence, bound: float, reduced: NDArray[np.float64], cost: float) -> NDArray[np.bool_]:
    """Arcs with which no tree costs less than ``cost``.

    A tree costs at least ``bound`` and the reduced costs of its arcs. With an arc it has a way from the root to it and
    one from it to a target.
    """
    indptr, arcs, head = tree.arcs
    to = distances(np.array([tree.root]), False, indptr, arcs, head, reduced)
    onward = distances(tree.targets, True, indptr, arcs, head, reduced)
    with np.errstate(invalid="ignore"):
        least = bound + to[tree.tail] + reduced + onward[head]
    return ~(least < cost)
