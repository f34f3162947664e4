"""Why fibre, why microwave: for each mast what the other would cost, all others staying as they are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from covplan.routing._backhaul_search import pull_back
from covplan.routing._hop_chains import follow
from covplan.routing._shortest_paths import distances
from covplan.routing.backhaul_problem import FIBRE, BackhaulProblem
from covplan.routing.noding import Floats, Ints


class Why(StrEnum):
    """What decided."""

    CHEAPER = "cheaper"  # the other is possible and costs more by itself, or something else was gained with it
    NO_ROAD = "no_road"  # no road leads to the backbone: no fibre
    NO_HOP = "no_hop"  # no mast within reach over a clear path
    CAPACITY = "capacity"  # no such hop carries what the mast needs
    CHAIN = "chain"  # what is behind them allows none: too many hops, too little capacity or availability


@dataclass(frozen=True)
class Alternative:
    """Costs of fibre and of the cheapest hop for one mast [as the problem's]; infinite where it is not possible.

    Fibre is what only this mast uses of the tree, or what joins it to the tree, and its spur. Several masts that share
    a branch may each be cheaper by a hop, and not all together.
    """

    fibre_cost: float
    hop_cost: float
    why: Why


def alternatives(problem: BackhaulProblem, edges: Ints, option: Ints, parent: Ints) -> dict[int, Alternative]:
    """For each mast that needs backhaul and has it, by row."""
    return _Alternatives(problem, edges, option, parent).all()


class _Alternatives:
    def __init__(self, problem: BackhaulProblem, edges: Ints, option: Ints, parent: Ints) -> None:
        graph = problem.graph
        self._problem, self._option, self._parent = problem, option.astype(np.int64), parent.astype(np.int64)
        self._used = np.zeros(len(graph.ends), bool)
        self._used[edges] = True
        own = (option == FIBRE) & ~problem.lit
        self._need = graph.required + np.bincount(problem.node[own], minlength=graph.nodes)
        tree = np.unique(np.append(graph.ends[edges], graph.root))
        self._away = distances(tree, False, *graph.arcs, np.repeat(graph.cost, 2))
        self._hops, self._load_mbps = self._followed(self._option, self._parent)[::2]

    def all(self) -> dict[int, Alternative]:
        """By row of the mast."""
        wanting = np.flatnonzero(~self._problem.lit & (self._option >= FIBRE))
        return {int(mast): self._of(int(mast)) for mast in wanting}

    def _of(self, mast: int) -> Alternative:
        node, spur = int(self._problem.node[mast]), float(self._problem.spur_cost[mast])
        if (chosen := int(self._option[mast])) >= 0:
            fibre = np.inf if node < 0 else float(self._away[node]) + spur
            return Alternative(fibre, float(self._problem.hops.cost[chosen]), Why.NO_ROAD if node < 0 else Why.CHEAPER)
        return Alternative(self._own_fibre(node) + spur, *self._best_hop(mast))

    def _own_fibre(self, node: int) -> float:
        """Cost of the edges that nobody but a mast at this node needs."""
        graph = self._problem.graph
        left, need = self._used.copy(), self._need.copy()
        need[node] -= 1
        pull_back(left, need, graph.root, *graph.arcs)
        return float(graph.cost[self._used & ~left].sum())

    def _best_hop(self, mast: int) -> tuple[float, Why]:
        """The cheapest hop that a mast with fibre could have instead, those behind it staying behind it."""
        problem = self._problem
        indptr, options, others = problem.arcs
        own = slice(indptr[mast], indptr[mast + 1])
        load = problem.demand_mbps[mast] + sum(
            self._load_mbps[child] for child in np.flatnonzero(self._parent == mast) if self._option[child] >= 0
        )
        carries = problem.hops.capacity_mbps[options[own]] >= load
        for k, other in zip(options[own][carries].tolist(), others[own][carries].tolist(), strict=True):
            if not self._is_behind(other, mast) and self._holds(mast, k, other):
                return float(problem.hops.cost[k]), Why.CHEAPER
        return np.inf, Why.CHAIN if carries.any() else Why.CAPACITY if carries.size else Why.NO_HOP

    def _is_behind(self, other: int, mast: int) -> bool:
        at = other
        while at != mast and self._option[at] >= 0:
            at = int(self._parent[at])
        return at == mast

    def _holds(self, mast: int, k: int, other: int) -> bool:
        option, parent = self._option.copy(), self._parent.copy()
        option[mast], parent[mast] = k, other
        hops, outage_pct, load_mbps = self._followed(option, parent)
        by_hop = option >= 0
        return bool(
            hops[other] >= 0
            and hops.max() <= self._problem.most_hops
            and outage_pct.max() <= self._problem.most_outage_pct
            and (load_mbps[by_hop] <= self._problem.hops.capacity_mbps[option[by_hop]]).all()
        )

    def _followed(self, option: Ints, parent: Ints) -> tuple[Ints, Floats, Floats]:
        count = self._problem.masts
        found: tuple[Ints, Floats, NDArray[np.float64]] = (np.zeros(count, np.int64), np.zeros(count), np.zeros(count))
        demand, outage = self._problem.demand_mbps.astype(float), self._problem.hops.outage_pct
        follow(option, parent, demand, outage, *found)
        return found
