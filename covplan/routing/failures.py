"""What each single failure cuts off: every edge of a network by itself, every group of edges (a road) at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covplan.routing._max_flow import leaving
from covplan.routing._two_routes import reached, walk


@dataclass(frozen=True)
class Failure:
    """One failure that cuts somebody off.

    Attributes
    ----------
    edges : tuple of int
        Edges of the network that fail: one, or those of a group.
    group : int or None
        Number of the group, None for a single edge.
    nodes : tuple of int
        Nodes that need a route and have lost theirs, ascending.
    people : float
        Theirs.
    """

    edges: tuple[int, ...]
    group: int | None
    nodes: tuple[int, ...]
    people: float


def single_failures(
    ends: NDArray[np.int64],
    edges: NDArray[np.int64],
    root: int,
    needed: NDArray[np.int64],
    people: NDArray[np.float64],
    groups: Sequence[NDArray[np.int64]] = (),
) -> tuple[Failure, ...]:
    """All single failures that cut off a node that needs a route.

    Parameters
    ----------
    ends : array of int64, shape (all edges, 2)
        Nodes of every edge of the graph.
    edges : array of int64
        Edges of the network.
    root : int
        The backbone.
    needed : array of int64, shape (nodes,)
        Routes that nodes need; nodes with 0 are passed by.
    people : array, shape (nodes,)
        People who depend on each node.
    groups : sequence of int64 arrays
        Edges of the graph that fail together.

    Returns
    -------
    tuple of Failure
        Most people first; edges in ascending order before groups where people are the same. Nodes that the network
        does not join are in none.
    """
    built = np.unique(np.asarray(edges, np.int64))
    indptr, arcs, head = leaving(np.ascontiguousarray(ends, np.int64)[built], needed.size)
    whole = np.ones(built.size, bool)
    order, met, low, way = walk(root, indptr, arcs, head, whole)
    size = np.zeros(needed.size, np.int64)
    for v in order[::-1]:
        size[v] += 1
        if v != root:
            size[head[way[v] ^ 1]] += size[v]
    asks = np.asarray(needed) > 0

    def failure(failed: NDArray[np.int64], group: int | None, behind: NDArray[np.int64]) -> list[Failure]:
        nodes = np.sort(behind[asks[behind]])
        if not nodes.size:
            return []
        return [Failure(tuple(failed.tolist()), group, tuple(nodes.tolist()), float(people[nodes].sum()))]

    found: list[Failure] = []
    for v in order[1:]:
        if low[v] == met[v]:  # a bridge: all met from here on until the subtree ends is behind it
            found += failure(built[[way[v] >> 1]], None, order[met[v] : met[v] + size[v]])
    found.sort(key=lambda one: one.edges)
    for g, group in enumerate(groups):
        fails = np.isin(built, group)
        if fails.any():
            seen = reached(root, indptr, arcs, head, ~fails)
            found += failure(built[fails], g, np.flatnonzero((met >= 0) & ~seen))
    return tuple(sorted(found, key=lambda one: -one.people))
