"""Fibre or microwave: the graph of fibre, the masts that need backhaul, and the hops that may stand in for fibre.

A mast has fibre along the graph and its spur, or one hop to another mast that has backhaul. A choice holds if every
mast is joined within ``most_hops`` hops to fibre, each hop carries what all masts behind it need, and the outages of
the hops from a mast to fibre add up to no more than ``most_outage_pct``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from covplan.errors import PlanningError
from covplan.routing._max_flow import leaving
from covplan.routing.arborescence import Arborescence
from covplan.routing.noding import Floats, Ints
from covplan.routing.steiner_graph import SteinerGraph, components

_NOWHERE = -1
_ROUNDING = 1e-9  # sums of demands and outages in another order differ by less, relatively


@dataclass(frozen=True, eq=False)
class HopOptions:
    """One radio on one pair of masts each; either end may be the one that needs it.

    Attributes
    ----------
    ends : array of int64, shape (options, 2)
        Rows of the masts.
    cost : array, shape (options,)
    capacity_mbps, outage_pct : arrays, shape (options,)
        Each way; share of the year.
    """

    ends: Ints
    cost: Floats
    capacity_mbps: Floats
    outage_pct: Floats


@dataclass(frozen=True, eq=False)
class BackhaulProblem:
    """What is to be joined and by what.

    Attributes
    ----------
    graph : SteinerGraph
        Fibre; ``required`` are the root and those for whom microwave is no choice. Prizes are not looked at.
    node : array of int64, shape (masts,)
        Where a mast's spur enters the graph, -1 where no road leads to the backbone.
    spur_cost : array, shape (masts,)
    lit : array of bool, shape (masts,)
        Masts that have fibre; their node and spur do not matter.
    demand_mbps : array, shape (masts,)
    hops : HopOptions
    most_hops : int
    most_outage_pct : float

    Raises
    ------
    PlanningError
        If a node, mast, cost, demand, capacity or outage is impossible.
    """

    graph: SteinerGraph
    node: Ints
    spur_cost: Floats
    lit: NDArray[np.bool_]
    demand_mbps: Floats
    hops: HopOptions
    most_hops: int
    most_outage_pct: float

    def __post_init__(self) -> None:
        wanting, hops = ~self.lit, self.hops
        for name, values in (
            ("spur_cost", self.spur_cost[wanting & (self.node >= 0)]), ("demand_mbps", self.demand_mbps[wanting]),
            ("hop cost", hops.cost), ("capacity_mbps", hops.capacity_mbps), ("outage_pct", hops.outage_pct),
        ):  # fmt: skip
            for value in values[~((values >= 0.0) & np.isfinite(values))][:1]:
                raise PlanningError("routing.negative", name=name, value=float(value))
        for rows, least, last in (
            (self.node[wanting], _NOWHERE, self.graph.nodes - 1), (hops.ends.ravel(), 0, self.masts - 1),
        ):  # fmt: skip
            for row in rows[(rows < least) | (rows > last)][:1]:
                raise PlanningError("routing.node", got=int(row), last=last)

    @property
    def masts(self) -> int:
        """How many masts there are, those with fibre included."""
        return self.lit.size

    @cached_property
    def arcs(self) -> tuple[Ints, Ints, Ints]:
        """``indptr, option, parent``: the options of mast i are ``indptr[i] : indptr[i + 1]``, the cheapest first."""
        hops = self.hops
        child, parent = hops.ends.ravel(), hops.ends[:, ::-1].ravel()
        option = np.repeat(np.arange(hops.cost.size), 2)
        order = np.lexsort((option, hops.outage_pct[option], hops.cost[option], child))
        indptr = np.zeros(self.masts + 1, np.int64)
        np.cumsum(np.bincount(child, minlength=self.masts), out=indptr[1:])
        return indptr, option[order], parent[order]

    def total(self, edges: Ints, option: Ints) -> float:
        """Cost of fibre edges, of the spurs of masts with option -1 and of hops."""
        spurs = self.spur_cost[(option == FIBRE) & ~self.lit]
        return float(self.graph.cost[edges].sum() + spurs.sum() + self.hops.cost[option[option >= 0]].sum())


FIBRE, LEFT = -1, -2
"""In place of an option: the mast has fibre; it is left without backhaul."""


@dataclass(frozen=True, eq=False)
class Chains:
    """What follows from hops: by mast, hops to fibre (0: has it), outage to fibre, what its own hop must carry.

    ``hops`` is -1 for a mast that is left or whose hops end at one that is, or in a circle.
    """

    hops: Ints
    outage_pct: Floats
    load_mbps: Floats


def chains(problem: BackhaulProblem, option: Ints, parent: Ints) -> Chains:
    """Follow each mast's hops to fibre."""
    count = problem.masts
    hops, outage_pct, load_mbps = np.zeros(count, np.int64), np.zeros(count), np.zeros(count)
    for mast in range(count):
        at, steps = mast, 0
        while option[at] >= 0 and steps <= count:
            load_mbps[at] += problem.demand_mbps[mast]
            outage_pct[mast] += problem.hops.outage_pct[option[at]]
            at, steps = int(parent[at]), steps + 1
        hops[mast] = steps if option[at] == FIBRE else -1
    return Chains(hops, outage_pct, load_mbps)


def faults(problem: BackhaulProblem, edges: Ints, option: Ints, parent: Ints) -> tuple[str, ...]:
    """Whatever a choice breaks, in plain words; masts that are left are no fault. Looks at nothing but the problem."""
    graph, hops, found = problem.graph, problem.hops, []
    used = np.zeros(len(graph.ends), bool)
    used[edges] = True
    part = components(graph.nodes, graph.ends, used)
    reached = part == part[graph.root]
    found += [f"node {node} has no fibre" for node in np.flatnonzero(graph.required & ~reached)]
    followed = chains(problem, option, parent)
    for mast in range(problem.masts):
        chosen = option[mast]
        if problem.lit[mast]:
            found += [f"mast {mast} has fibre and a hop"] * bool(chosen != FIBRE)
        elif chosen == FIBRE:
            node = problem.node[mast]
            found += [f"mast {mast} is not at the fibre"] * bool(node < 0 or not reached[node])
        elif chosen >= 0:
            if sorted(hops.ends[chosen].tolist()) != sorted((mast, int(parent[mast]))):
                found.append(f"mast {mast} has a hop of others")
            if not 1 <= followed.hops[mast] <= problem.most_hops:
                found.append(f"mast {mast} is {followed.hops[mast]} hops from fibre")
            if followed.load_mbps[mast] > hops.capacity_mbps[chosen] * (1.0 + _ROUNDING):
                found.append(f"the hop of mast {mast} carries less than is behind it")
            if followed.outage_pct[mast] > problem.most_outage_pct * (1.0 + _ROUNDING):
                found.append(f"mast {mast} is out for too long")
    return tuple(found)


def layered(problem: BackhaulProblem, served: NDArray[np.bool_]) -> Arborescence:
    """The choice as an arborescence, with what hops carry together and are out together left aside: for bounds.

    Mast i is a node for each number h of hops to fibre. At h = 0 it is entered by its spur; at h from another mast at
    h - 1 along a hop that carries mast i's own demand. Its target is entered from all of them for nothing. Each choice
    that serves the masts ``served`` is an arborescence of at most its cost. An arborescence that has one mast at two
    places needs but the earlier one, so that the limit of hops is kept.
    """
    graph, hops, count = problem.graph, problem.hops, problem.masts
    layers = problem.most_hops + 1
    base = graph.nodes

    def place(mast: Ints, layer: int) -> Ints:
        return base + mast * (layers + 1) + layer

    wanting = np.flatnonzero(~problem.lit)
    on_road = wanting[problem.node[wanting] >= 0]
    lit = np.flatnonzero(problem.lit)
    there = [(problem.node[on_road], place(on_road, 0), problem.spur_cost[on_road])]
    there.append((np.full(lit.size, graph.root), place(lit, 0), np.zeros(lit.size)))
    indptr, option, parent = problem.arcs
    child = np.repeat(np.arange(count), np.diff(indptr))
    good = ~problem.lit[child] & (problem.demand_mbps[child] <= hops.capacity_mbps[option] * (1.0 + _ROUNDING))
    good &= hops.outage_pct[option] <= problem.most_outage_pct * (1.0 + _ROUNDING)
    child, option, parent = child[good], option[good], parent[good]
    widest, least_pct = np.zeros(count), np.full(count, np.inf)  # of the hops of each mast
    np.maximum.at(widest, child, hops.capacity_mbps[option])
    np.minimum.at(least_pct, child, hops.outage_pct[option])
    demand, outage_pct = problem.demand_mbps, hops.outage_pct[option]
    onward = demand[child] + demand[parent] <= widest[parent] * (1.0 + _ROUNDING)  # a further hop carries both
    onward &= outage_pct + least_pct[parent] <= problem.most_outage_pct * (1.0 + _ROUNDING)
    for layer in range(1, layers):
        from_here = onward & ~problem.lit[parent] if layer > 1 else np.ones(child.size, bool)
        pair = (child * count + parent)[from_here]
        here = np.flatnonzero(from_here)[np.unique(pair, return_index=True)[1]]  # the first of a pair is its cheapest
        there.append((place(parent[here], layer - 1), place(child[here], layer), hops.cost[option[here]]))
    targets = np.flatnonzero(served & ~problem.lit)
    there += [(place(targets, layer), place(targets, layers), np.zeros(targets.size)) for layer in range(layers)]
    tail, head, cost = (np.concatenate(part) for part in zip(*there, strict=True))
    ends = np.concatenate([graph.ends, np.column_stack([tail, head])]).astype(np.int64)
    nodes = base + count * (layers + 1)
    arc_cost = np.concatenate([np.repeat(graph.cost, 2), np.column_stack([cost, np.full(cost.size, np.inf)]).ravel()])
    arcs = leaving(ends, nodes)
    arc_cost[arcs[2] == graph.root] = np.inf
    required = np.flatnonzero(graph.required)
    wanted = np.concatenate([required[required != graph.root], place(targets, layers)])
    return Arborescence(graph.root, wanted, arcs, arc_cost)
