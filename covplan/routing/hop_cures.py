"""Microwave hops that might give a second route to those for whom the roads allow none."""

from __future__ import annotations

import networkx as nx
import numpy as np

from covplan.routing.backhaul_basis import BackhaulBasis
from covplan.routing.noding import Ints
from covplan.routing.protectable import Cure
from covplan.routing.steiner_graph import SteinerGraph, components


def find_hop_cures(basis: BackhaulBasis) -> tuple[Cure, ...]:
    """For each part of the graph without bridges the cheapest hop that leads out of its branch, by name of the masts.

    A second route needs a link around every bridge to the root: from behind them into another branch of the root's own
    part, or into this part. Masts that have fibre are left out: their cable's node is not known here.
    """
    part, branch = _branches(basis.problem.graph)
    node, pairs = basis.problem.node, basis.candidates.pairs
    best: dict[int, tuple[float, int]] = {}
    for k, (pair, _) in enumerate(basis.candidates.links):
        a, b = node[pairs[pair]].tolist()
        if a >= 0 and b >= 0 and branch[a] != branch[b]:
            for end in (a, b):
                known = best.get(int(part[end]), (np.inf, k))
                best[int(part[end])] = min(known, (basis.costs[k].base, k))
    return tuple(_cure(basis, k) for k in sorted({k for _, k in best.values()}))


def _cure(basis: BackhaulBasis, k: int) -> Cure:
    pair, hop = basis.candidates.links[k]
    masts = basis.candidates.pairs[pair].tolist()
    first, second = basis.masts["name"].iloc[masts]
    a, b = basis.problem.node[masts].tolist()
    return Cure(f"{first} – {second}, {hop.radio.name}, {hop.dist_km:.0f} km", (a, b), basis.costs[k].base)


def _branches(graph: SteinerGraph) -> tuple[Ints, Ints]:
    """By node: its part, in which no edge is a bridge, and its branch of the root's part, -1 within this."""
    between: dict[tuple[int, int], list[int]] = {}
    for edge, (a, b) in enumerate(np.sort(graph.ends, axis=1).tolist()):
        between.setdefault((a, b), []).append(edge)
    simple = nx.Graph((a, b) for a, b in between if a != b)
    kept = np.ones(len(graph.ends), bool)
    for a, b in nx.bridges(simple):
        edges = between[min(a, b), max(a, b)]
        kept[edges] = len(edges) > 1
    part = components(graph.nodes, graph.ends, kept)
    at_root = part == part[graph.root]
    branch = components(graph.nodes, graph.ends, ~at_root[graph.ends].any(axis=1)).astype(np.int64)
    branch[at_root] = -1
    return part.astype(np.int64), branch
