"""Who needs how many routes over which corridors: the problem that protection solves, and a smaller one like it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from covplan.errors import PlanningError
from covplan.routing._max_flow import leaving
from covplan.routing._two_routes import feasible, unmet, walk

MOST_ROUTES = 2


@dataclass(frozen=True, eq=False)
class ProtectionProblem:
    """A graph of corridors and the routes to the root that its nodes need.

    A node that needs two routes must keep a way to the root when any one edge fails, when all edges of any one group
    fail, and, ``by_node``, when any one node other than it and the root fails. Two routes without a common edge exist
    exactly if each single edge may fail, and likewise for nodes [K. Menger, Fund. Math. 10 (1927) 96-115]. For groups
    there need not be two routes that share none: what is held is that each may fail.

    Attributes
    ----------
    ends : array of int64, shape (edges, 2)
        Nodes of each edge; parallel edges and loops may occur.
    cost : array, shape (edges,)
        Cost of each edge, >= 0.
    needed : array of int64, shape (nodes,)
        Routes to the root: 0, 1 or 2.
    root : int
        Where routes lead: the backbone.
    groups : tuple of int64 arrays
        Edges that fail together, e.g. those along one road.
    by_node : bool
        Whether single nodes may fail too.

    Raises
    ------
    PlanningError
        If a node, cost or number of routes is out of range.
    """

    ends: NDArray[np.int64]
    cost: NDArray[np.float64]
    needed: NDArray[np.int64]
    root: int
    groups: tuple[NDArray[np.int64], ...] = ()
    by_node: bool = False

    def __post_init__(self) -> None:
        ends = np.ascontiguousarray(self.ends, np.int64).reshape(-1, 2)
        for name, value in (
            ("ends", ends), ("cost", np.asarray(self.cost, float)), ("needed", np.asarray(self.needed, np.int64)),
            ("groups", tuple(np.asarray(group, np.int64) for group in self.groups)),
        ):  # fmt: skip
            object.__setattr__(self, name, value)
        last = self.needed.size - 1
        for node in (self.root, *ends.ravel()[(ends.ravel() < 0) | (ends.ravel() > last)]):
            if not 0 <= node <= last:
                raise PlanningError("routing.node", got=int(node), last=last)
        if self.cost.size != len(ends):
            raise PlanningError("routing.costs", got=self.cost.size, expected=len(ends))
        for edge in np.flatnonzero(~(np.isfinite(self.cost) & (self.cost >= 0.0))):
            raise PlanningError("routing.cost", edge=int(edge), got=float(self.cost[edge]))
        for node in np.flatnonzero((self.needed < 0) | (self.needed > MOST_ROUTES)):
            raise PlanningError("routing.routes", node=int(node), got=int(self.needed[node]))
        for edge in np.concatenate([np.empty(0, np.int64), *self.groups]):
            if not 0 <= edge < len(ends):
                raise PlanningError("routing.group", got=int(edge), last=len(ends) - 1)

    @cached_property
    def graph(self) -> tuple[Any, ...]:
        """As the kernels of ``_ring_search`` and ``_ring_cuts`` take it."""
        group_ptr = np.cumsum([0, *(group.size for group in self.groups)]).astype(np.int64)
        group_edges = np.concatenate([np.empty(0, np.int64), *self.groups])
        return (
            self.root, self.needed, self.ends, *leaving(self.ends, self.needed.size), self.by_node,
            group_ptr, group_edges,
        )  # fmt: skip

    @cached_property
    def net(self) -> tuple[Any, ...]:
        """The network of ``_ring_search``: the graph itself, or with every node split in two."""
        nodes, edges = self.needed.size, np.arange(len(self.ends))
        if not self.by_node:
            return (*self.graph[3:6], edges, np.ones(edges.size, bool))
        inside = np.column_stack([np.arange(nodes), np.arange(nodes) + nodes])
        there, back = self.ends + [nodes, 0], self.ends[:, ::-1] + [nodes, 0]
        split = np.ascontiguousarray(np.concatenate([inside, there, back]))
        edge_of = np.concatenate([np.full(nodes, -1), edges, edges])
        return (*leaving(split, 2 * nodes), edge_of, np.zeros(len(split), bool))

    def unmet(self, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Nodes that have not what they need over the chosen edges, shape (nodes,)."""
        return np.asarray(unmet(self.graph, chosen))

    def met(self, chosen: NDArray[np.bool_]) -> bool:
        """Whether all nodes have what they need over the chosen edges."""
        return bool(feasible(self.graph, chosen))


def without_bridges(problem: ProtectionProblem) -> tuple[ProtectionProblem, NDArray[np.int64]]:
    """The problem with both ends of every bridge that each network must hold as one node, and these bridges.

    The problem is one that the graph allows: whoever is behind a bridge needs one route only. So it asks the same of
    the rest of the network, which costs less by the bridges. Nodes keep their numbers, the bridges become loops.
    """
    root, needed, _, indptr, arcs, head, *_ = problem.graph
    order, met, low, way = walk(root, indptr, arcs, head, np.ones(len(problem.ends), bool))
    behind = (needed > 0).astype(np.int64)
    for v in order[:0:-1]:
        behind[head[way[v] ^ 1]] += behind[v]
    beyond = [v for v in order[1:] if low[v] == met[v] and behind[v]]
    bridges = np.array(sorted(way[v] >> 1 for v in beyond), np.int64)
    stands_for = np.arange(needed.size)
    for v in beyond:  # from the root outwards
        stands_for[v] = stands_for[head[way[v] ^ 1]]
    most = np.zeros_like(needed)
    np.maximum.at(most, stands_for, needed)
    most[root] = 0
    return replace(problem, ends=stands_for[problem.ends], needed=most), bridges


def contracted(problem: ProtectionProblem) -> tuple[ProtectionProblem, list[NDArray[np.int64]]]:
    """A smaller problem of the same least cost, and the original edges behind each of its edges.

    Loops and dead ends that nobody needs are left out. A chain through nodes of degree 2 that nobody needs is one edge.
    Of edges between the same nodes and in the same groups the two cheapest stay: unlike in a tree the second one
    counts. Nodes keep their numbers.
    """
    member = [frozenset[int]()] * len(problem.ends)
    for g, group in enumerate(problem.groups):
        for edge in group.tolist():
            member[edge] |= {g}
    kept = {k: (u, v, [k], member[k]) for k, (u, v) in enumerate(problem.ends.tolist())}
    fixed = np.flatnonzero(problem.needed > 0).tolist()
    while True:
        before = len(kept)
        kept = _two_cheapest(kept, problem.cost)
        kept = _without_passages(kept, {*fixed, problem.root})
        if len(kept) == before:
            break
    edges = list(kept.values())
    groups = {tuple(k for k, edge in enumerate(edges) if g in edge[3]) for g in range(len(problem.groups))}
    small = replace(
        problem,
        ends=np.array([edge[:2] for edge in edges], np.int64).reshape(-1, 2),
        cost=np.array([problem.cost[edge[2]].sum() for edge in edges]),
        groups=tuple(np.array(group, np.int64) for group in sorted(groups) if len(group) > 1),  # one may fail anyway
    )
    return small, [np.array(edge[2], np.int64) for edge in edges]


_Edge = tuple[int, int, list[int], frozenset[int]]  # nodes, original edges, groups


def _two_cheapest(kept: dict[int, _Edge], cost: NDArray[np.float64]) -> dict[int, _Edge]:
    alike: dict[tuple[int, int, frozenset[int]], list[int]] = {}
    for k, (u, v, _, groups) in kept.items():
        if u != v:
            alike.setdefault((min(u, v), max(u, v), groups), []).append(k)
    stay = sorted(k for keys in alike.values() for k in sorted(keys, key=lambda k: (cost[kept[k][2]].sum(), k))[:2])
    return {k: kept[k] for k in stay}


def _without_passages(kept: dict[int, _Edge], fixed: set[int]) -> dict[int, _Edge]:
    """Drop dead ends and join the two edges of every passage, until neither is left."""
    beside: dict[int, set[int]] = {}
    for k, (u, v, _, _) in kept.items():
        beside.setdefault(u, set()).add(k)
        beside.setdefault(v, set()).add(k)
    waiting = [node for node in sorted(beside) if node not in fixed]
    while waiting:
        node = waiting.pop()
        if len(beside[node]) not in (1, 2):
            continue
        taken = sorted(beside[node])
        outer = [kept[k][1] if kept[k][0] == node else kept[k][0] for k in taken]
        parts, groups = [kept[k][2] for k in taken], frozenset[int]().union(*(kept[k][3] for k in taken))
        for k, far in zip(taken, outer, strict=True):
            del kept[k]
            beside[far].discard(k)
        beside[node] = set()
        if len(taken) == 2 and outer[0] != outer[1]:  # else a loop, which carries nothing anywhere
            kept[taken[0]] = (outer[0], outer[1], [*parts[0], *parts[1]], groups)
            beside[outer[0]].add(taken[0])
            beside[outer[1]].add(taken[0])
        waiting += [far for far in outer if far not in fixed]
    return kept
