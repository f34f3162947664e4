"""What the graph allows: nodes that no network could protect, what stands in the way, and what would cure it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from covplan.errors import PlanningError
from covplan.routing._two_routes import reached_without, walk
from covplan.routing.protection_problem import ProtectionProblem


@dataclass(frozen=True)
class Cure:
    """A link that does not exist: a missing road, an entry of a neighbour's cable (a link to the root), a radio hop."""

    name: str
    ends: tuple[int, int]
    cost: float


@dataclass(frozen=True)
class Unprotected:
    """A node that has but one route, whatever is built over the given graph.

    Attributes
    ----------
    node : int
    edges, nodes, groups : tuple of int
        What cuts it off if it fails alone: bridges and (if nodes may fail) nodes, from the root outwards; groups.
    cures : tuple of str
        Names of the given links each of which would protect it, the cheapest first.
    """

    node: int
    edges: tuple[int, ...]
    nodes: tuple[int, ...]
    groups: tuple[int, ...]
    cures: tuple[str, ...]


def lowered(
    problem: ProtectionProblem, cures: Sequence[Cure] = ()
) -> tuple[ProtectionProblem, tuple[Unprotected, ...]]:
    """The problem with one route for nodes that the graph cannot protect, and these nodes, ascending.

    Raises
    ------
    PlanningError
        If a node that needs a route is not joined to the root, or a cure names a node that does not exist.
    """
    everything = np.ones(len(problem.ends), bool)
    joined = replace(problem, needed=np.minimum(problem.needed, 1))
    for node in np.flatnonzero(joined.unmet(everything)):
        raise PlanningError("routing.unjoined", node=int(node), root=problem.root)
    missing = np.flatnonzero(problem.unmet(everything))
    if not missing.size:
        return problem, ()
    cured: dict[int, list[str]] = {int(node): [] for node in missing}
    for cure in sorted(cures, key=lambda cure: cure.cost):
        wider = replace(problem, ends=np.vstack([problem.ends, cure.ends]), cost=np.append(problem.cost, cure.cost))
        still = wider.unmet(np.ones(len(wider.ends), bool))
        for node in missing[~still[missing]]:
            cured[int(node)].append(cure.name)
    needed = problem.needed.copy()
    needed[missing] = 1
    causes = _causes(problem, missing.tolist())
    return replace(problem, needed=needed), tuple(
        Unprotected(node, *causes[node], tuple(names)) for node, names in cured.items()
    )


_Cause = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]  # edges, nodes, groups


def _causes(problem: ProtectionProblem, missing: list[int]) -> dict[int, _Cause]:
    root, _, _, indptr, arcs, head, by_node, group_ptr, group_edges = problem.graph
    everything = np.ones(len(problem.ends), bool)
    _, met, low, way = walk(root, indptr, arcs, head, everything)
    groups: dict[int, list[int]] = {node: [] for node in missing}
    for g in range(len(problem.groups)):
        seen = reached_without(g, root, indptr, arcs, head, everything, group_ptr, group_edges)
        for node in missing:
            if not seen[node]:
                groups[node].append(g)
    found = {}
    for node in missing:
        edges: list[int] = []
        nodes: list[int] = []
        v = node
        while v != root:
            above = int(head[way[v] ^ 1])
            if low[v] == met[v]:
                edges.append(int(way[v] >> 1))
            if by_node and above != root and low[v] >= met[above]:
                nodes.append(above)
            v = above
        found[node] = (tuple(edges[::-1]), tuple(nodes[::-1]), tuple(groups[node]))
    return found
