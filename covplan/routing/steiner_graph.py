"""What is to be joined: a graph with costs on its edges, a root, terminals, and prizes for what may be joined.

The rooted prize-collecting Steiner tree: a tree that holds the root and all terminals, at the least cost of its edges
and of the prizes of the nodes that it leaves out. Without prizes it is the Steiner tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from covplan.errors import PlanningError
from covplan.routing._max_flow import leaving


@dataclass(frozen=True, eq=False)
class SteinerGraph:
    """Undirected edges between numbered nodes; parallel edges and loops are allowed.

    Attributes
    ----------
    ends : array of int64, shape (edges, 2)
    cost : array, shape (edges,)
        Of each edge, >= 0.
    root : int
    required : array of bool, shape (nodes,)
        The root and the terminals: what the tree must hold.
    prize : array, shape (nodes,)
        What it costs to leave the node out, >= 0; 0 where ``required``.
    """

    ends: NDArray[np.int64]
    cost: NDArray[np.float64]
    root: int
    required: NDArray[np.bool_]
    prize: NDArray[np.float64]

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        return self.required.size

    @cached_property
    def arcs(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """``indptr, arcs, head`` as the kernels read them: edge k is the arcs 2k and 2k + 1."""
        return leaving(self.ends, self.nodes)

    @cached_property
    def by_cost(self) -> NDArray[np.int64]:
        """The edges, cheapest first."""
        return np.argsort(self.cost, kind="stable")

    @cached_property
    def prized(self) -> NDArray[np.int64]:
        """Nodes with a prize."""
        return np.flatnonzero(self.prize > 0.0)

    @cached_property
    def component(self) -> NDArray[np.int32]:
        """The number of the connected part that each node is in."""
        ones = np.ones(len(self.ends), bool)
        return components(self.nodes, self.ends, ones)

    def total(self, edges: NDArray[np.int64]) -> float:
        """Cost of a tree around the root: its edges, and the prizes of what it leaves out."""
        held = np.zeros(self.nodes, bool)
        held[self.ends[edges]] = True
        held[self.root] = True
        return float(self.cost[edges].sum() + self.prize[~held].sum())


def steiner_graph(
    ends: NDArray[np.int64],
    cost: NDArray[np.float64],
    root: int,
    terminals: Iterable[int],
    prizes: Mapping[int, float] | None = None,
    nodes: int | None = None,
) -> SteinerGraph:
    """A checked graph.

    Parameters
    ----------
    ends, cost, root
        As in ``SteinerGraph``.
    terminals : iterable of int
        What must be joined to the root.
    prizes : mapping, optional
        Node → prize, for what may be joined.
    nodes : int, optional
        How many there are, if not all are in edges or named as terminals.

    Raises
    ------
    PlanningError
        If a node, cost or prize is impossible, or no edges lead from the root to a terminal, which it names.
    """
    ends, cost = np.asarray(ends, np.int64).reshape(-1, 2), np.asarray(cost, float)
    terminals, prizes = list(terminals), dict(prizes or {})
    named = [root, *terminals, *prizes, *ends.ravel().tolist()]
    count = max(named) + 1 if nodes is None else nodes
    if min(named) < 0 or max(named) >= count:
        raise PlanningError("routing.node", got=min(named) if min(named) < 0 else max(named), last=count - 1)
    if cost.shape != (len(ends),):
        raise PlanningError("routing.shape", got=cost.shape, edges=len(ends))
    for name, values in (("cost", cost), ("prize", np.array(list(prizes.values()), float))):
        for value in values[~((values >= 0.0) & np.isfinite(values))][:1]:
            raise PlanningError("routing.negative", name=name, value=float(value))
    required, prize = np.zeros(count, bool), np.zeros(count)
    required[[root, *terminals]] = True
    prize[list(prizes)] = list(prizes.values())
    prize[required] = 0.0
    graph = SteinerGraph(ends, cost, root, required, prize)
    for node in np.flatnonzero(required & (graph.component != graph.component[root]))[:1]:
        raise PlanningError("routing.apart", node=int(node), root=root)
    return graph


def components(nodes: int, ends: NDArray[np.int64], used: NDArray[np.bool_]) -> NDArray[np.int32]:
    """The number of the connected part that each node is in, by the edges that are used."""
    u, v = ends[used].T
    matrix = sparse.coo_array((np.ones(u.size, bool), (u, v)), (nodes, nodes))
    return sparse.csgraph.connected_components(matrix, directed=False)[1]
