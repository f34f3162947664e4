"""A better bound for a graph too large for the cut model: the model is solved on one part of it after the other.

The multipliers of the dual ascent's cuts are kept but for those whose arcs all lead into nodes of the part. What they
used up of the costs is given back, all nodes outside are taken as reached, and the cut model of the part distributes
its costs anew: never worse, since the cuts that were there are its first rows. Parts differ from pass to pass, so that
what lies across a border is next time inside.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

from covplan.planning.node_budget import NodeBudget
from covplan.routing._max_flow import leaving
from covplan.routing.arborescence import Arborescence, Cuts, ascended
from covplan.routing.steiner_cuts import CutModel


def bound_by_parts(
    tree: Arborescence,
    *,
    targets: int,
    passes: int,
    rounds: int,
    budget: NodeBudget,
    seed: int,
    report: Callable[[float], None],
) -> tuple[float, NDArray[np.float64]]:
    """A bound, and what each arc costs beyond it.

    Parameters
    ----------
    tree : Arborescence
    targets : int
        In a part, about.
    passes, rounds : int
        Over all parts; of cuts in a part.
    budget : NodeBudget
        Rounds of cuts after which to stop.
    seed : int
        Of the choice of parts.
    report : callable
        Called with each bound.
    """
    rng = np.random.default_rng(seed)
    bound, _, cuts = ascended(tree, keep=True)
    for _ in range(passes):
        seeds = rng.choice(tree.targets, max(tree.targets.size // targets, 1), replace=False)
        part = _nearest(tree, seeds)
        for k in range(seeds.size):
            if budget.left <= 0:
                break
            inside = part == k
            inside[tree.root] = False
            cuts = _better_inside(tree, cuts, inside, rounds, budget)
            report(_bound(tree, cuts)[0])
    return _bound(tree, cuts)


def _charged(tree: Arborescence, cuts: Cuts) -> NDArray[np.float64]:
    """What the cuts' multipliers use up of the cost of each arc."""
    return np.bincount(cuts.entering, np.repeat(cuts.raised, np.diff(cuts.start)), tree.arc_cost.size).astype(float)


def _bound(tree: Arborescence, cuts: Cuts) -> tuple[float, NDArray[np.float64]]:
    """The bound of the multipliers: an arc that is charged too much, by rounding, is in a tree once at most."""
    reduced = tree.arc_cost - _charged(tree, cuts)
    return float(cuts.raised.sum() + np.minimum(reduced, 0.0).sum()), np.maximum(reduced, 0.0)


def _nearest(tree: Arborescence, seeds: NDArray[np.int64]) -> NDArray[np.int64]:
    """Which of the seeds is nearest to each node, by arcs in their own direction or against it."""
    there = np.isfinite(tree.arc_cost)
    nodes = tree.arcs[0].size - 1
    cost = np.maximum(tree.arc_cost[there], tree.free + 1e-300)  # an entry of 0 would be no arc
    matrix = sparse.coo_array((cost, (tree.tail[there], tree.arcs[2][there])), (nodes, nodes)).tocsr()
    *_, source = dijkstra(matrix, directed=False, indices=seeds, min_only=True, return_predecessors=True)
    number = np.full(nodes + 1, -1)
    number[seeds] = np.arange(seeds.size)
    return number[np.where(source < 0, nodes, source)]


def _better_inside(tree: Arborescence, cuts: Cuts, inside: NDArray[np.bool_], rounds: int, budget: NodeBudget) -> Cuts:
    """The cuts with multipliers that are better in one part."""
    head = tree.arcs[2]
    if not inside[tree.targets].any():
        return cuts
    is_inner = np.logical_and.reduceat(inside[head[cuts.entering]], cuts.start[:-1])
    inner, outer = _some(cuts, is_inner), _some(cuts, ~is_inner)
    left = np.maximum(tree.arc_cost - _charged(tree, outer), 0.0)
    edges = np.flatnonzero((inside[head] & np.isfinite(left)).reshape(-1, 2).any(axis=1))
    number = np.where(inside, np.cumsum(inside), 0)
    ends = np.column_stack([number[head[2 * edges + 1]], number[head[2 * edges]]])
    arcs = np.column_stack([2 * edges, 2 * edges + 1]).ravel()
    cost = np.where(inside[head[arcs]], left[arcs], np.inf)
    targets = number[tree.targets[inside[tree.targets]]]
    part = Arborescence(0, targets, leaving(ends, int(inside.sum()) + 1), cost)
    own = np.zeros(head.size, np.int32)
    own[arcs] = np.arange(arcs.size)
    first = Cuts(inner.raised, inner.start, own[inner.entering])
    model = CutModel(part, np.zeros(arcs.size, bool), first, budget, is_part=True)
    best, found = float(inner.raised.sum()), inner
    for _ in range(rounds):
        relaxed = model.relax()
        if relaxed is None:
            break
        if relaxed.bound > best:
            better = model.cuts(relaxed.multipliers)
            best, found = relaxed.bound, Cuts(better.raised, better.start, arcs[better.entering].astype(np.int32))
        if not model.separate(np.where(cost == 0.0, 1.0, relaxed.value)):
            break
    start = np.concatenate([outer.start, outer.start[-1] + found.start[1:]])
    return Cuts(np.concatenate([outer.raised, found.raised]), start, np.concatenate([outer.entering, found.entering]))


def _some(cuts: Cuts, which: NDArray[np.bool_]) -> Cuts:
    length = np.diff(cuts.start)
    start = np.concatenate([[0], np.cumsum(length[which])])
    return Cuts(cuts.raised[which], start, cuts.entering[np.repeat(which, length)])
