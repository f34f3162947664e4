"""Tree that joins terminals to the backbone at little cost: Mehlhorn's, at most twice the least one.

References
----------
K. Mehlhorn, A faster approximation algorithm for the Steiner problem in graphs, Inf. Process. Lett. 27 (1988) 125-128.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import networkx as nx
import numpy as np
from networkx.algorithms.approximation import steiner_tree as _networkx_steiner_tree
from numpy.typing import NDArray

from covplan.errors import PlanningError


def steiner_tree(ends: NDArray[np.int64], cost: NDArray[np.float64], terminals: Sequence[int]) -> NDArray[np.int64]:
    """Edges of a tree that joins all terminals.

    Parameters
    ----------
    ends : array of int64, shape (edges, 2)
        Nodes of each edge; parallel edges and loops are allowed.
    cost : array, shape (edges,)
        Cost of each edge, >= 0.
    terminals : sequence of int
        Nodes to be joined.

    Returns
    -------
    array of int64
        Indices of the tree's edges, increasing; its cost is ``cost[tree].sum()``, at most
        2 (1 - 1/terminals) times the least.

    Raises
    ------
    PlanningError
        If the edges do not join all terminals.
    """
    wanted = sorted(set(terminals))
    if len(wanted) < 2:
        return np.zeros(0, np.int64)
    short_ends, short_cost, chains = contract_chains(ends, cost, wanted)
    graph: nx.Graph = nx.Graph()
    graph.add_nodes_from(wanted)
    for (u, v), total, chain in zip(short_ends, short_cost, chains, strict=True):
        graph.add_edge(u, v, cost=total, chain=chain)
    graph = graph.subgraph(nx.node_connected_component(graph, wanted[0])).copy()
    for node in wanted:
        if node not in graph:
            raise PlanningError("routing.apart", node=node, root=wanted[0])
    tree = _networkx_steiner_tree(graph, wanted, weight="cost", method="mehlhorn")
    tree = _spanned_and_pruned(graph, tree.nodes, set(wanted))
    edges = sorted(edge for _, _, data in tree.edges(data=True) for edge in data["chain"])
    return np.array(edges, np.int64)


def contract_chains(
    ends: NDArray[np.int64], cost: NDArray[np.float64], keep: Iterable[int]
) -> tuple[list[tuple[int, int]], list[float], list[list[int]]]:
    """The graph without dead ends (but loops) and with each chain of nodes of degree 2 as one edge.

    Distances between kept nodes, and the cost of every tree that joins them, stay the same. Of several chains between
    two nodes the cheapest remains.

    Parameters
    ----------
    ends, cost
        As for ``steiner_tree``.
    keep : iterable of int
        Nodes that stay whatever their degree.

    Returns
    -------
    ends, cost, chains : list
        Nodes, cost and original edges (in order along the chain) of each new edge.
    """
    kept = set(keep)
    beside: dict[int, set[int]] = {}
    for k, (u, v) in enumerate(ends.tolist()):
        if u != v:
            beside.setdefault(u, set()).add(k)
            beside.setdefault(v, set()).add(k)
    _drop_dead_ends(beside, ends, kept)
    junctions = sorted(node for node, edges in beside.items() if node in kept or len(edges) > 2)
    fixed = set(junctions)
    best: dict[tuple[int, int], tuple[float, list[int]]] = {}
    for start in junctions:
        for first in sorted(beside[start]):
            node, chain = _far_end(ends, first, start), [first]
            while node not in fixed:
                onward = next(k for k in beside[node] if k != chain[-1])
                node, chain = _far_end(ends, onward, node), [*chain, onward]
            total = float(cost[chain].sum())
            if start < node and ((start, node) not in best or total < best[start, node][0]):
                best[start, node] = (total, chain)
    return list(best), [total for total, _ in best.values()], [chain for _, chain in best.values()]


def _far_end(ends: NDArray[np.int64], edge: int, node: int) -> int:
    u, v = ends[edge]
    return int(v if u == node else u)


def _drop_dead_ends(beside: dict[int, set[int]], ends: NDArray[np.int64], kept: set[int]) -> None:
    """Remove nodes of degree 1 that are not kept, until none is left."""
    tips = [node for node, edges in beside.items() if len(edges) == 1 and node not in kept]
    while tips:
        node = tips.pop()
        edges = beside.pop(node)
        if not edges:  # its only neighbour was a tip too
            continue
        (edge,) = edges
        inner = _far_end(ends, edge, node)
        beside[inner].discard(edge)
        if len(beside[inner]) == 1 and inner not in kept:
            tips.append(inner)


def _spanned_and_pruned(graph: nx.Graph, nodes: Iterable[int], wanted: set[int]) -> nx.Graph:
    """Least spanning tree of the graph over ``nodes``, without leaves that nobody wants: never dearer than the tree."""
    tree = nx.minimum_spanning_tree(graph.subgraph(nodes), weight="cost")
    tips = [node for node in tree if tree.degree(node) == 1 and node not in wanted]
    while tips:
        node = tips.pop()
        (inner,) = tree[node]
        tree.remove_node(node)
        if tree.degree(inner) == 1 and inner not in wanted:
            tips.append(inner)
    return tree
