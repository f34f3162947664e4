"""Who uses which metre, and what each user pays: every edge is split equally among those beyond it.

On a fixed network this equal split is the Shapley value of each edge's users.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import networkx as nx
import numpy as np
from numpy.typing import NDArray


def users_of_edges(
    ends: NDArray[np.int64], tree: NDArray[np.int64], root: int, users_at: Mapping[int, Iterable[str]]
) -> dict[int, tuple[str, ...]]:
    """For each edge of a tree, who stands on its far side from the root.

    Parameters
    ----------
    ends : array of int64, shape (edges, 2)
        Nodes of all edges.
    tree : array of int64
        Indices of the tree's edges.
    root : int
        The node on the backbone's side.
    users_at : mapping
        Node → ids of its users.
    """
    graph: nx.Graph = nx.Graph()
    graph.add_node(root)
    graph.add_edges_from((*ends[edge].tolist(), {"edge": int(edge)}) for edge in tree)
    beyond = {node: set(users_at.get(node, ())) for node in graph}
    users: dict[int, tuple[str, ...]] = {}
    for inner, outer in reversed(list(nx.bfs_edges(graph, root))):  # leaves first
        users[graph.edges[inner, outer]["edge"]] = tuple(sorted(beyond[outer]))
        beyond[inner] |= beyond[outer]
    return users


def equal_shares(costs: Iterable[float], users: Iterable[Iterable[str]]) -> dict[str, float]:
    """What each user pays when every cost is split equally among its users; the shares sum to the costs.

    >>> equal_shares([90.0, 10.0], [("a", "b", "c"), ("a",)])
    {'a': 40.0, 'b': 30.0, 'c': 30.0}
    """
    shares: dict[str, float] = {}
    for cost, payers in zip(costs, users, strict=True):
        payers = tuple(payers)
        for payer in payers:
            shares[payer] = shares.get(payer, 0.0) + cost / len(payers)
    return shares
