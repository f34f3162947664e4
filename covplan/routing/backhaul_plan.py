"""How each mast of an area is joined, and what is left to be joined by fibre."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from covplan.ingest.costs import NO_COST, CostRange
from covplan.notebook import ShownInNotebooks
from covplan.routing.backhaul_basis import BackhaulBasis, required_nodes
from covplan.routing.backhaul_choice import BackhaulChoice, choose_backhaul
from covplan.routing.backhaul_problem import FIBRE, LEFT, Chains, chains
from covplan.routing.backhaul_reasons import Alternative, alternatives
from covplan.routing.laying import BASE, LEVELS
from covplan.routing.microwave import Hop
from covplan.routing.noding import Floats, Ints
from covplan.routing.terminals import JoiningProblem


@dataclass(frozen=True, eq=False)
class BackhaulPlan(ShownInNotebooks):
    """How each mast is joined.

    Attributes
    ----------
    basis : BackhaulBasis
    choice : BackhaulChoice
        With its bound, for a tree of fibre without second routes.
    option, parent : arrays of int64, shape (masts,)
        As of the choice, but for masts that the network passes anyway.
    """

    basis: BackhaulBasis
    choice: BackhaulChoice
    option: Ints
    parent: Ints

    @cached_property
    def chains(self) -> Chains:
        """Hops, outage and load of each mast."""
        return chains(self.basis.problem, self.option, self.parent)

    @cached_property
    def alternatives(self) -> Mapping[int, Alternative]:
        """Why each mast is joined as it is, by row."""
        return alternatives(self.basis.problem, self.choice.edges, self.option, self.parent)

    @property
    def by_hop(self) -> Ints:
        """Rows of the masts that are joined by microwave."""
        return np.flatnonzero(self.option >= 0)

    @property
    def left(self) -> Ints:
        """Rows of the masts for which nothing was found."""
        return np.flatnonzero(self.option == LEFT)

    @property
    def cost(self) -> CostRange:
        """Of all hops [mn_vnd]."""
        return sum((self.basis.costs[k] for k in self.option[self.by_hop].tolist()), NO_COST)

    def hop(self, mast: int) -> Hop:
        """The link of a mast that is joined by microwave."""
        return self.basis.candidates.links[int(self.option[mast])][1]

    def end(self, mast: int) -> int:
        """The mast with fibre to which a mast's hops lead."""
        while self.option[mast] >= 0:
            mast = int(self.parent[mast])
        return mast

    def settled(self, edges: Ints) -> BackhaulPlan:
        """With fibre for the masts that a network passes if their spurs cost no more than their hops."""
        problem = self.basis.problem
        touched = np.zeros(problem.graph.nodes, bool)
        touched[problem.graph.ends[edges]] = touched[problem.graph.root] = True
        there = (self.option >= 0) & (problem.node >= 0) & touched[problem.node]
        there[there] &= problem.spur_cost[there] <= problem.hops.cost[self.option[there]]
        return replace(self, option=np.where(there, FIBRE, self.option), parent=np.where(there, -1, self.parent))


def plan_backhaul(basis: BackhaulBasis, choice: BackhaulChoice | None = None) -> BackhaulPlan:
    """Choose fibre or microwave for each mast, or take a choice that was made before."""
    choice = choose_backhaul(basis.problem) if choice is None else choice
    return BackhaulPlan(basis, choice, choice.option, choice.parent)


def without_hops(joining: JoiningProblem, plan: BackhaulPlan) -> JoiningProblem:
    """What is left to be joined by fibre.

    A mast that has a hop enters the fibre where the mast at the end of its hops does, without a spur, and uses the same
    routes; behind a mast that has fibre already it is at the root.
    """
    row_of = plan.basis.masts["terminal"].to_numpy()
    rows = row_of[plan.by_hop]
    terminals = joining.terminals.copy()
    node, may = terminals["node"].to_numpy().copy(), ~terminals["must"].to_numpy(bool)
    required = required_nodes(joining, rows)
    ends = np.array([plan.end(mast) for mast in plan.by_hop.tolist()], np.int64)
    node[rows] = np.where(plan.basis.problem.lit[ends], joining.graph.root, plan.basis.problem.node[ends])
    terminals["node"] = node
    spurs = ["spur_m", *(f"spur_{level}_mn_vnd" for level in LEVELS)]
    terminals.iloc[rows, [terminals.columns.get_loc(column) for column in spurs]] = 0.0
    may &= node >= 0
    worth: Floats = terminals["prize_mn_vnd"].to_numpy(float) - terminals[f"spur_{LEVELS[BASE]}_mn_vnd"].to_numpy(float)
    prize = np.bincount(node[may], np.maximum(0.0, worth[may]), joining.graph.nodes).astype(float)
    prize[required] = 0.0
    named = set(terminals["name"].iloc[rows])
    apart = tuple(problem for problem in joining.apart if problem.params["name"] not in named)
    return replace(
        joining, graph=replace(joining.graph, required=required, prize=prize), terminals=terminals, apart=apart
    )
