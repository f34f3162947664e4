"""Trees, without a proof: by shortest paths under some costs, and by the search for better key paths."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from covplan.routing._key_paths import search
from covplan.routing._shortest_paths import joined_by_paths, pruned, spanned
from covplan.routing.arborescence import Arborescence, by_edge
from covplan.routing.steiner_graph import SteinerGraph

_CHUNKS = 20  # parts of the search, after each of which there is a tree to keep


def pruned_edges(graph: SteinerGraph, used: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The cheapest tree over the nodes of the used edges, without what is not worth its cost."""
    forest = spanned(used, graph.by_cost, graph.arcs[2])
    tree, _, _ = pruned(forest, graph.root, graph.required, graph.prize, *graph.arcs, graph.cost)
    return np.flatnonzero(tree)


def grown(
    graph: SteinerGraph, start: int, cost: NDArray[np.float64], wanted: NDArray[np.bool_] | None = None
) -> NDArray[np.int64]:
    """A tree that grows by shortest paths under some costs to the wanted nodes, by default all that it may hold."""
    wanted = graph.required | (graph.prize > 0.0) if wanted is None else wanted
    return pruned_edges(graph, joined_by_paths(start, wanted, *graph.arcs, cost))


def along_free(graph: SteinerGraph, reduced_cost: NDArray[np.float64]) -> NDArray[np.int64]:
    """Ascend and prune: a tree along the arcs that the dual ascent left free."""
    free = (reduced_cost[: 2 * len(graph.ends)] == 0.0).reshape(-1, 2).any(axis=1)
    return grown(graph, graph.root, np.where(free, graph.cost, np.inf))


def along_values(graph: SteinerGraph, tree: Arborescence, value: NDArray[np.float64]) -> NDArray[np.int64]:
    """A tree by shortest paths that prefers the arcs that a fractional solution uses."""
    reached = np.bincount(tree.arcs[2], value, graph.nodes)[: graph.nodes]
    wanted = graph.required | ((graph.prize > 0.0) & (reached > 0.5))
    unused = 1.0 - np.minimum(by_edge(value, len(graph.ends)), 1.0)
    return grown(graph, graph.root, graph.cost * unused, wanted)


def searched(
    graph: SteinerGraph,
    edges: NDArray[np.int64],
    steps: int,
    most_removed: int,
    heat: float,
    state: NDArray[np.uint64],
) -> Iterator[NDArray[np.int64]]:
    """Trees that the key-path search comes to from a tree; the best may be any of them.

    Parameters
    ----------
    graph, edges
        The graph and the tree's edges.
    steps, most_removed
        Steps in all, and key paths that one takes out, at most about.
    heat : float
        How much worse a step may make the tree at first.
    state : array of uint64, shape (1,)
        Of the random numbers; changed.
    """
    used = np.zeros(len(graph.ends), bool)
    used[edges] = True
    chunk = max(-(-steps // _CHUNKS), 1)
    for done in range(0, steps, chunk):
        search(
            min(chunk, steps - done), done, steps, most_removed, heat, graph.root, graph.required, graph.prize,
            graph.prized, *graph.arcs, graph.cost, used, state,
        )  # fmt: skip
        yield np.flatnonzero(used)
