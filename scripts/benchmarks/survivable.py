"""Solve a protection problem: an SNDlib network (FILE), or a road-like planar graph (--nodes, --protected).

Of a network the nodes that lie in its largest 2-edge-connected part need two routes, the others one; an edge costs the
great-circle distance of its ends (R = 6371 km), the plain one where coordinates are no degrees.
"""

from __future__ import annotations

import argparse
import math
import re
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial import Delaunay

from covplan.routing.protection import ProtectionWork, protect
from covplan.routing.protection_problem import ProtectionProblem
from covplan.units import EARTH_RADIUS_KM

SIDE_KM = 100.0
EXTRA = 0.42  # of the edges of the triangulation, beyond those of its least spanning tree
GAP = 1e-6  # at which to stop
JOINED = 10  # made graphs: so many more nodes need one route


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Problem and work."""
    parser.add_argument("file", type=Path, nargs="?", help="SNDlib native format")
    parser.add_argument("--nodes", type=int)
    parser.add_argument("--protected", type=int, default=40)
    parser.add_argument("--by-node", action="store_true", help="single nodes may fail too")
    parser.add_argument("--search-steps", type=int, default=ProtectionWork.search_steps)
    parser.add_argument("--exact-nodes", type=float, default=math.inf)
    parser.add_argument("--seed", type=int, default=0, help="of the made graph and of the search")


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Cost, bound, gap and seconds."""
    if (arguments.file is None) == (arguments.nodes is None):
        raise SystemExit("a file or --nodes, one of the two")
    if arguments.file:
        problem = read_network(arguments.file.read_text(encoding="utf-8"))
    else:
        problem = made(arguments.nodes, arguments.protected, arguments.seed)
    problem = ProtectionProblem(problem.ends, problem.cost, problem.needed, problem.root, by_node=arguments.by_node)
    work = ProtectionWork(arguments.search_steps, GAP, exact_nodes=arguments.exact_nodes, seed=arguments.seed)
    protect(_square(arguments.by_node), work)  # compiles
    found = protect(problem, work)
    return {
        "case": arguments.file.stem if arguments.file else "made",
        "nodes": problem.needed.size,
        "edges": problem.cost.size,
        "protected": int((problem.needed == 2).sum()),
        "unprotected": len(found.unprotected),
        "by_node": problem.by_node,
        "cost": round(found.cost, 6),
        "bound": round(found.bound, 6),
        "gap": float(f"{found.gap:.3g}"),
        "seconds": round(found.seconds, 2),
        "method": found.method,
        "seed": found.seed,
        "chosen": found.edges.size,
    }


def read_network(text: str) -> ProtectionProblem:
    """A network in SNDlib's native format; its root is the first node that needs two routes."""
    number = r"(-?[\d.]+)"
    nodes, links = (text.split(f"{section} (", 1)[1].split("\n)", 1)[0] for section in ("NODES", "LINKS"))
    places = re.findall(rf"^\s*(\S+) \( {number} {number} \)", nodes, re.MULTILINE)
    index = {name: k for k, (name, _, _) in enumerate(places)}
    xy = np.array([[float(x), float(y)] for _, x, y in places])
    pairs = re.findall(r"^\s*\S+ \( (\S+) (\S+) \)", links, re.MULTILINE)
    ends = np.unique(np.sort([[index[a], index[b]] for a, b in pairs], axis=1), axis=0)  # there and back: one edge
    degrees = bool((np.abs(xy) <= [180.0, 90.0]).all())
    cost = np.array([(_great_circle_km if degrees else math.dist)(xy[u], xy[v]) for u, v in ends])
    parts = nx.k_edge_components(nx.Graph(ends.tolist()), 2)
    needed = np.ones(len(xy), np.int64)
    needed[sorted(max(parts, key=len))] = 2
    return ProtectionProblem(ends, cost, needed, int(np.argmax(needed)))


def _great_circle_km(start: NDArray[np.float64], end: NDArray[np.float64]) -> float:
    (lon, lat), (to_lon, to_lat) = np.radians(start), np.radians(end)
    half = math.sin((to_lat - lat) / 2) ** 2 + math.cos(lat) * math.cos(to_lat) * math.sin((to_lon - lon) / 2) ** 2
    return 2.0 * EARTH_RADIUS_KM * math.asin(math.sqrt(half))


def _square(by_node: bool) -> ProtectionProblem:
    ends = np.array([[0, 1], [1, 2], [2, 3], [3, 0], [0, 2]])
    return ProtectionProblem(ends, np.array([1.0, 1.0, 1.0, 1.0, 1.2]), np.array([2, 0, 2, 1]), 0, by_node=by_node)


def made(nodes: int, protected: int, seed: int) -> ProtectionProblem:
    """Points, the least spanning tree over their triangulation and some more of its edges: mean degree about 3.7."""
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0.0, SIDE_KM, (nodes, 2))
    corners = Delaunay(xy).simplices
    pairs = np.unique(np.sort(corners[:, [[0, 1], [1, 2], [0, 2]]].reshape(-1, 2), axis=1), axis=0)
    length = np.hypot(*(xy[pairs[:, 0]] - xy[pairs[:, 1]]).T)
    tree = minimum_spanning_tree(sparse.csr_array((length, pairs.T), (nodes, nodes))).tocoo()
    spans = np.isin(pairs @ [nodes, 1], np.sort([tree.row, tree.col], axis=0).T @ [nodes, 1])
    kept = spans | (rng.random(len(pairs)) < EXTRA)
    cost = length * rng.uniform(1.0, 1.5, len(pairs))  # roads bend, and ground differs
    asks = rng.choice(nodes, protected + JOINED, replace=False)
    needed = np.zeros(nodes, np.int64)
    needed[asks[:protected]], needed[asks[protected:]] = 2, 1
    return ProtectionProblem(pairs[kept].astype(np.int64), cost[kept], needed, int(asks[0]))
