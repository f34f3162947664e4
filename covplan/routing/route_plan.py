"""A network of shared routes and what follows from it: users, years, who is protected, whom single failures cut off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from covplan.errors import Problem
from covplan.notebook import ShownInNotebooks
from covplan.routing.cures import PossibleCure, as_links
from covplan.routing.failures import Failure, single_failures
from covplan.routing.noding import Floats, Ints
from covplan.routing.protectable import Unprotected, lowered
from covplan.routing.protection_problem import MOST_ROUTES, ProtectionProblem
from covplan.routing.route_basis import RouteBasis
from covplan.routing.route_network import RouteNetwork, RouteProof, needed_routes
from covplan.routing.route_phases import RoutePhases, due_years, lay_in_time
from covplan.routing.settings import Way
from covplan.routing.sharing import users_of_edges
from covplan.routing.steiner import SteinerWork, whole_tree
from covplan.routing.steiner_graph import SteinerGraph, components


@dataclass(frozen=True, eq=False)
class RoutePlan(ShownInNotebooks):
    """Shared routes; arrays of shape (chosen,) follow ``edges``.

    Attributes
    ----------
    basis : RouteBasis
    proof : RouteProof
    edges : array of int64
        Chosen edges of ``basis.corridors``, ascending.
    in_tree : array of bool
        Whether the edge joins somebody; the others are there for second routes only.
    users : tuple of arrays of int64
        Rows of ``basis.joining.terminals`` that are joined over the edge of the tree; of other edges none.
    protects : tuple of arrays of int64
        Rows of those who would lose their second route without the edge.
    phases : RoutePhases
        Until when each edge is due, and when it is laid.
    joined : array of bool, shape (terminals,)
        Who has a way to the backbone.
    problem : ProtectionProblem
        How many routes each node needs, as far as the roads allow.
    unprotected : tuple of Unprotected
        Nodes that were to have two routes and have one.
    cures : tuple of PossibleCure
        Those that ``unprotected`` name.
    failures : tuple of Failure
        Whom each single edge and each single road cuts off; groups are numbers of ``roads``.
    roads : tuple of str
    """

    basis: RouteBasis
    proof: RouteProof
    edges: Ints
    in_tree: NDArray[np.bool_]
    users: tuple[Ints, ...]
    protects: tuple[Ints, ...]
    phases: RoutePhases
    joined: NDArray[np.bool_]
    problem: ProtectionProblem
    unprotected: tuple[Unprotected, ...]
    cures: tuple[PossibleCure, ...]
    failures: tuple[Failure, ...]
    roads: tuple[str, ...]

    @property
    def year(self) -> Ints:
        """The year in which each edge is laid."""
        return self.phases.year

    @cached_property
    def way(self) -> tuple[Way, ...]:
        """The cheapest way of laying in the edge's year."""
        return tuple(self.basis.way(*pair) for pair in zip(self.edges.tolist(), self.year.tolist(), strict=True))

    @property
    def cost_mn_vnd(self) -> Floats:
        """Low, base and high cost of each edge in its year, leases included, shape (chosen, 3)."""
        return self.phases.cost_mn_vnd

    @property
    def is_protected(self) -> NDArray[np.bool_]:
        """Who has two routes as asked for, shape (terminals,)."""
        terminals = self.basis.joining.terminals
        return np.asarray(self.joined & terminals["twice"] & (self._needed(terminals["node"].to_numpy()) != 1))

    @property
    def apart(self) -> tuple[Problem, ...]:
        """By name: who is on no road, and whose roads do not lead to the backbone."""
        return self.basis.joining.apart

    def _needed(self, node: Ints) -> Ints:
        return np.where(node >= 0, self.problem.needed[node], 0)

    def at(self, node: int) -> Ints:
        """Rows of the joined terminals that enter at a node."""
        return np.flatnonzero(self.joined & (self.basis.joining.terminals["node"].to_numpy() == node))


def assemble_routes(
    basis: RouteBasis, network: RouteNetwork, cures: Sequence[PossibleCure] = (), discount_pct: float = 0.0
) -> RoutePlan:
    """Work out what follows from a network.

    Parameters
    ----------
    basis : RouteBasis
        That the network was chosen from.
    network : RouteNetwork
    cures : sequence of PossibleCure
        From ``possible_cures``: links that do not exist and might give a second route to those who cannot have one.
    discount_pct : float
        Interest of a year [%]: an edge is laid in the year of least present value.
    """
    graph, terminals = basis.joining.graph, basis.joining.terminals
    problem, unprotected = lowered(needed_routes(basis, network.edges), as_links(cures))
    node = terminals["node"].to_numpy()
    joined = (node >= 0) & ((problem.needed[node] > 0) | (node == graph.root))
    tree = _tree(graph, network.edges, problem.needed > 0)
    users_at: dict[int, list[str]] = {}
    for row in np.flatnonzero(joined).tolist():
        users_at.setdefault(int(node[row]), []).append(str(row))
    of_edge = users_of_edges(graph.ends, tree, graph.root, users_at)
    users = tuple(np.array(sorted(map(int, of_edge.get(edge, ()))), np.int64) for edge in network.edges.tolist())
    protects = _protects(problem, network.edges, node, joined)
    year_at = np.full(problem.needed.size, terminals["year"].max())
    np.minimum.at(year_at, node[joined], terminals["year"].to_numpy()[joined])
    phases = lay_in_time(network.edges, due_years(problem, network.edges, year_at), basis.costs, discount_pct)
    people = np.bincount(node[joined], terminals["people"].to_numpy(float)[joined], problem.needed.size).astype(float)
    groups = basis.joining.groups
    named = {name for one in unprotected for name in one.cures}
    failures = single_failures(graph.ends, network.edges, graph.root, problem.needed, people, tuple(groups.values()))
    return RoutePlan(
        basis=basis,
        proof=network.proof,
        edges=network.edges,
        in_tree=np.isin(network.edges, tree),
        users=users,
        protects=protects,
        phases=phases,
        joined=joined,
        problem=problem,
        unprotected=unprotected,
        cures=tuple(cure for cure in cures if cure.name in named),
        failures=failures,
        roads=tuple(groups),
    )


def _tree(graph: SteinerGraph, edges: Ints, needed: NDArray[np.bool_]) -> Ints:
    """The cheapest tree within a network that joins all who need a route."""
    kept = np.zeros(len(graph.ends), bool)
    kept[edges] = True
    ends = np.where(kept[:, None], graph.ends, graph.root)
    required = needed.copy()
    required[graph.root] = True
    return whole_tree(SteinerGraph(ends, graph.cost, graph.root, required, np.zeros(required.size)), _WORK).edges


_WORK = SteinerWork(search_steps=100)  # a network has few rings


def _protects(problem: ProtectionProblem, edges: Ints, node: Ints, joined: NDArray[np.bool_]) -> tuple[Ints, ...]:
    """For each edge the rows of terminals that without it keep a way to the root, but not all that they need."""
    chosen = np.zeros(len(problem.ends), bool)
    chosen[edges] = True
    found = []
    for edge in edges.tolist():
        chosen[edge] = False
        part = components(problem.needed.size, problem.ends, chosen)
        lacking = problem.unmet(chosen) & (part == part[problem.root]) & (problem.needed == MOST_ROUTES)
        found.append(np.flatnonzero(joined & lacking[node]))
        chosen[edge] = True
    return tuple(found)
