"""What each coalition of partners would pay for cables of its own: the tree is planned anew for its terminals alone.

Partners are operators, the government network and village access. What a partner needs beyond the tree – the spurs to
its terminals, second routes – is not planned anew: it counts in full for every coalition that holds one of its users.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covplan.errors import PlanningError
from covplan.routing.cost_shares import MOST_PARTNERS, coalitions
from covplan.routing.steiner import SteinerWork, whole_tree
from covplan.routing.steiner_graph import SteinerGraph
from covplan.routing.steiner_search import pruned_edges

Partners = frozenset[str]

_WORK = SteinerWork(exact_edges=2_000, part_passes=0, exact_nodes=1000)


@dataclass(frozen=True, eq=False)
class CoalitionTrees:
    """The tree of each coalition.

    Attributes
    ----------
    edges : mapping
        Coalition → edges of its tree.
    cost_mn_vnd, bound_mn_vnd : mappings
        Cost of each tree, and what no tree for this coalition costs less than. For all partners together both are the
        cost of the tree that was given: it is what is to be divided.
    """

    edges: Mapping[Partners, NDArray[np.int64]]
    cost_mn_vnd: Mapping[Partners, float]
    bound_mn_vnd: Mapping[Partners, float]

    @property
    def gap(self) -> float:
        """The greatest distance of cost and bound among all coalitions, as a share of the cost."""
        return max(
            (1.0 - self.bound_mn_vnd[some] / cost for some, cost in self.cost_mn_vnd.items() if cost > 0.0), default=0.0
        )

    def with_fixed(self, items: Iterable[tuple[Partners, float]]) -> dict[Partners, float]:
        """The cost of each coalition with items that are not planned anew, each given as its users and its cost."""
        fixed = list(items)
        return {
            some: cost + sum(price for users, price in fixed if users & some) for some, cost in self.cost_mn_vnd.items()
        }


def coalition_trees(
    graph: SteinerGraph,
    users_at: Mapping[int, Partners],
    tree: NDArray[np.int64],
    work: SteinerWork = _WORK,
    report: Callable[[int, int], None] | None = None,
) -> CoalitionTrees:
    """The cheapest tree that can be found for each coalition.

    All coalitions are planned: 2ⁿ − 2 Steiner trees for n partners. No coalition gets a tree that costs more than what
    its terminals need of a larger coalition's, so costs never fall when a partner joins.

    Parameters
    ----------
    graph : SteinerGraph
        Edges with the costs that are paid; its prizes are not looked at.
    users_at : mapping
        Node → partners with a terminal there. Nodes of nobody are left out.
    tree : array of int64
        Edges of the tree that all partners build together.
    work : SteinerWork
        For each coalition.
    report : callable, optional
        Called with how many coalitions are planned, and of how many.

    Raises
    ------
    PlanningError
        If there are no partners, or more than ten.
    """
    partners = sorted(frozenset[str]().union(*users_at.values()))
    if not 1 <= len(partners) <= MOST_PARTNERS:
        raise PlanningError("routing.partners", got=len(partners), most=MOST_PARTNERS)
    every = coalitions(partners)
    edges = {frozenset(partners): np.sort(np.asarray(tree, np.int64))}
    cost = {frozenset(partners): float(graph.cost[tree].sum())}
    bound = dict(cost)
    for done, some in enumerate(reversed(every[:-1]), start=1):  # the large ones first
        own = _graph_of(graph, users_at, some)
        found = whole_tree(own, work)
        trees = [found.edges, *(_without(own, edges[some | {one}]) for one in partners if one not in some)]
        edges[some] = min(trees, key=own.total)
        cost[some] = own.total(edges[some])
        bound[some] = min(found.bound, cost[some])
        if report is not None:
            report(done, len(every) - 1)
    return CoalitionTrees(edges, cost, bound)


def _graph_of(graph: SteinerGraph, users_at: Mapping[int, Partners], some: Partners) -> SteinerGraph:
    """The graph with the terminals of one coalition."""
    required = np.zeros(graph.nodes, bool)
    required[[graph.root, *(node for node, users in users_at.items() if users & some)]] = True
    return SteinerGraph(graph.ends, graph.cost, graph.root, required, np.zeros(graph.nodes))


def _without(own: SteinerGraph, edges: NDArray[np.int64]) -> NDArray[np.int64]:
    """What the terminals of ``own`` need of a tree."""
    used = np.zeros(len(own.ends), bool)
    used[edges] = True
    return pruned_edges(own, used)
