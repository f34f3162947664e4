"""A Steiner tree over generated roads: cost, bound, gap, seconds, and Mehlhorn's tree beside it.

Places lie on a square grid of 500 m, each moved by up to 225 m in x and in y. Of their Delaunay triangulation the
shortest spanning tree stays, and of the other edges the shorter ones, with some chance, until three roads meet at a
place on average. An edge costs its length. Terminals are places by chance.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

import networkx as nx
import numpy as np
from networkx.algorithms.approximation import steiner_tree
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial import Delaunay

from benchmarks import steinlib
from covplan.routing.steiner_graph import SteinerGraph, steiner_graph

SPACING_M, MOVED = 500.0, 0.45  # share of the spacing
ROADS_PER_PLACE = 1.5
CHANCE = (0.7, 1.5)  # by which lengths are multiplied before the shorter ones are taken


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Size and work."""
    parser.add_argument("--nodes", type=int, default=5_000)
    parser.add_argument("--terminals", type=int, default=300)
    parser.add_argument("--roads-seed", type=int, default=1)
    steinlib.add_work(parser)


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Cost, bound, gap and seconds; and how much cheaper than networkx's Mehlhorn."""
    ends, length_m, terminals = generated(arguments.nodes, arguments.terminals, arguments.roads_seed)
    graph = steiner_graph(ends, length_m, terminals[0], terminals)
    tree, found = steinlib.solved(graph, arguments)
    started = time.perf_counter()
    mehlhorn = mehlhorn_cost(graph)
    return {
        "case": f"roads {arguments.nodes}/{arguments.terminals}",
        **found,
        "mehlhorn_cost": round(mehlhorn, 6),
        "mehlhorn_seconds": round(time.perf_counter() - started, 2),
        "cheaper_than_mehlhorn_pct": round(100.0 * (1.0 - tree.cost / mehlhorn), 2),
    }


def generated(nodes: int, terminals: int, seed: int) -> tuple[NDArray[np.int64], NDArray[np.float64], list[int]]:
    """Ends and lengths [m] of the roads, and the terminals."""
    rng = np.random.default_rng(seed)
    side = int(np.ceil(np.sqrt(nodes)))
    grid = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2)[:nodes].astype(float)
    xy_m = (grid + rng.uniform(-MOVED, MOVED, grid.shape)) * SPACING_M
    corners = Delaunay(xy_m).simplices
    pairs = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]])
    ends = np.unique(np.sort(pairs, axis=1), axis=0).astype(np.int64)
    length_m = np.hypot(*(xy_m[ends[:, 0]] - xy_m[ends[:, 1]]).T)
    spanning = minimum_spanning_tree(coo_array((length_m, ends.T), (nodes, nodes))).tocoo()
    number = ends[:, 0] * nodes + ends[:, 1]
    in_tree = np.isin(number, np.minimum(spanning.row, spanning.col) * nodes + np.maximum(spanning.row, spanning.col))
    others = np.flatnonzero(~in_tree)
    by_chance = np.argsort(length_m[others] * rng.uniform(*CHANCE, others.size), kind="stable")
    more = others[by_chance][: int(ROADS_PER_PLACE * nodes) - int(in_tree.sum())]
    kept = np.sort(np.concatenate([np.flatnonzero(in_tree), more]))
    return ends[kept], length_m[kept], rng.choice(nodes, terminals, replace=False).tolist()


def mehlhorn_cost(graph: SteinerGraph) -> float:
    """What the tree of networkx costs."""
    roads = nx.Graph()
    roads.add_weighted_edges_from((u, v, c) for (u, v), c in zip(graph.ends.tolist(), graph.cost.tolist(), strict=True))
    tree = steiner_tree(roads, np.flatnonzero(graph.required).tolist(), method="mehlhorn")
    return float(tree.size("weight"))
