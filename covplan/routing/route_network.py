"""The network: who may be joined is chosen by a tree with prizes, then rings and tree are chosen together.

Both are solved at the least cost of each edge over all ways and years, so that the bound holds whatever year an edge is
laid in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from covplan.planning.node_budget import INTERRUPTED
from covplan.routing.noding import Ints
from covplan.routing.protection import ProtectionWork, protect
from covplan.routing.protection_problem import ProtectionProblem
from covplan.routing.route_basis import RouteBasis
from covplan.routing.settings import Disjoint
from covplan.routing.steiner import SteinerWork, solve_steiner

Report = Callable[[float, float], None]


@dataclass(frozen=True)
class RouteProof:
    """How good a network is, at the least cost of every edge of all ways and years [mn_vnd].

    Attributes
    ----------
    cost_mn_vnd, bound_mn_vnd : float
        Of the network for those whom it joins; no network that gives them their routes costs less than the bound.
    tree_mn_vnd, tree_bound_mn_vnd : float
        Of the tree that joins without second routes, by which it was chosen who of those who may be joined is; both
        with the prizes of those who are not.
    seconds : float
    method : str
    """

    cost_mn_vnd: float
    bound_mn_vnd: float
    tree_mn_vnd: float
    tree_bound_mn_vnd: float
    seconds: float
    method: str

    @property
    def interrupted(self) -> bool:
        """Whether Ctrl-C ended the search before it was through."""
        return INTERRUPTED in self.method


@dataclass(frozen=True, eq=False)
class RouteNetwork:
    """Chosen edges of the corridors, ascending: none of them can be left out but for the locked ones."""

    edges: Ints
    proof: RouteProof


def choose_network(basis: RouteBasis, exact_nodes: float, report: Report | None = None) -> RouteNetwork:
    """The cheapest network that gives everybody a way to the backbone, and two where asked for and possible.

    Parameters
    ----------
    basis : RouteBasis
    exact_nodes : float
        After which the proof of the rings stops, see ``ProtectionWork``.
    report : callable, optional
        Called with cost and bound as they get better.
    """
    graph = basis.joining.graph
    tree = solve_steiner(graph, SteinerWork(), report)
    problem = needed_routes(basis, tree.edges)
    found = protect(problem, ProtectionWork(exact_nodes=exact_nodes), report=report)
    locked = basis.locked_mn_vnd
    proof = RouteProof(
        cost_mn_vnd=found.cost + locked,
        bound_mn_vnd=found.bound + locked,
        tree_mn_vnd=tree.cost + locked,
        tree_bound_mn_vnd=tree.bound + locked,
        seconds=tree.seconds + found.seconds,
        method=f"{tree.method}; {found.method}",
    )
    return RouteNetwork(np.union1d(found.edges, basis.locked), proof)


def needed_routes(basis: RouteBasis, edges: Ints) -> ProtectionProblem:
    """How many routes each node needs: one where a network joins it, two where it is to be protected."""
    graph, terminals = basis.joining.graph, basis.joining.terminals
    held = graph.required.copy()
    held[graph.ends[edges]] |= graph.prize[graph.ends[edges]] > 0.0
    needed = held.astype(np.int64)
    node = terminals["node"].to_numpy()
    needed[node[terminals["twice"].to_numpy(bool) & (node >= 0)]] = 2
    needed[graph.root] = 0
    groups = tuple(basis.joining.groups.values()) if basis.disjoint is Disjoint.ROAD else ()
    return ProtectionProblem(graph.ends, graph.cost, needed, graph.root, groups, basis.disjoint is Disjoint.NODE)
