"""A Steiner tree in SteinLib's format, to optimality if it can be: cost, bound, gap, seconds."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import Any

import numpy as np

from covplan.routing.steiner import SteinerTree, SteinerWork, solve_steiner
from covplan.routing.steiner_graph import SteinerGraph, steiner_graph


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """File and work."""
    parser.add_argument("file", type=Path, help="an .stp with E lines and terminals T, or RootP and prizes TP")
    add_work(parser)


def add_work(parser: argparse.ArgumentParser) -> None:
    """How much work a tree may take."""
    parser.add_argument("--search-steps", type=int, default=SteinerWork.search_steps, help="per terminal")
    parser.add_argument("--exact-nodes", type=float, default=math.inf)
    parser.add_argument("--seed", type=int, default=0)


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Cost, bound, gap and seconds."""
    graph = read(arguments.file)
    return {"case": arguments.file.name, **solved(graph, arguments)[1]}


def solved(graph: SteinerGraph, arguments: argparse.Namespace) -> tuple[SteinerTree, dict[str, Any]]:
    """The tree, and what is printed of it."""
    work = SteinerWork(
        search_steps=arguments.search_steps, exact_nodes=arguments.exact_nodes, seed=arguments.seed
    )  # fmt: skip
    _compile(work)
    tree = solve_steiner(graph, work)
    return tree, {
        "nodes": graph.nodes,
        "edges": len(graph.ends),
        "terminals": int(graph.required.sum()),
        "prizes": int(graph.prized.size),
        "cost": round(tree.cost, 6),
        "bound": round(tree.bound, 6),
        "gap": float(f"{tree.gap:.3g}"),
        "seconds": round(tree.seconds, 2),
        "method": tree.method,
        "seed": tree.seed,
    }


def _compile(work: SteinerWork) -> None:
    """A small case through all kernels: a wheel whose relaxation is not whole, with a prize."""
    rng = np.random.default_rng(1)
    ends = np.array([(u, v) for u in range(12) for v in range(u)], np.int64)
    cost = rng.uniform(1.0, 2.0, len(ends))
    for prizes in ({11: 1.0}, None):
        solve_steiner(steiner_graph(ends, cost, 0, range(0, 11, 2), prizes), work)


def read(file: Path) -> SteinerGraph:
    """An undirected instance; the root is ``RootP``, or the first terminal.

    Format: SteinLib, http://steinlib.zib.de/format.php, with RootP and TP of the 11th DIMACS challenge.
    """
    nodes, root = 0, None
    ends, cost, terminals, prizes = [], [], [], {}
    for line in file.read_text(encoding="utf-8").splitlines():
        word, *rest = line.split() or [""]
        if word == "Nodes":
            nodes = int(rest[0])
        elif word == "E":
            ends.append((int(rest[0]) - 1, int(rest[1]) - 1))
            cost.append(float(rest[2]))
        elif word == "T":
            terminals.append(int(rest[0]) - 1)
        elif word == "TP":
            prizes[int(rest[0]) - 1] = float(rest[1])
        elif word == "RootP":
            root = int(rest[0]) - 1
        elif word in ("A", "Arcs"):
            raise SystemExit(f"{file}: a directed instance; only edges (E) are read")
    if root is None and not terminals:
        raise SystemExit(f"{file}: neither a RootP nor a terminal")
    return steiner_graph(ends, cost, terminals[0] if root is None else root, terminals, prizes, nodes=nodes)
