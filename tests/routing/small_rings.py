"""Small protection problems, and what they need checked by taking everything away that may fail, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from covplan.routing.protection_problem import ProtectionProblem


def reached(problem: ProtectionProblem, chosen: NDArray[np.bool_], gone: int = -1) -> set[int]:
    """Nodes joined to the root without the node ``gone``."""
    seen, grown = {problem.root}, True
    while grown:
        grown = False
        for u, v in problem.ends[chosen].tolist():
            if gone not in (u, v) and (u in seen) != (v in seen):
                seen |= {u, v}
                grown = True
    return seen


def failures(problem: ProtectionProblem) -> Iterator[tuple[list[int], int]]:
    """Edges and node that fail together."""
    yield from (([edge], -1) for edge in range(len(problem.ends)))
    yield from ((group.tolist(), -1) for group in problem.groups)
    if problem.by_node:
        yield from (([], node) for node in range(problem.needed.size) if node != problem.root)


def lacking(problem: ProtectionProblem, chosen: NDArray[np.bool_]) -> set[int]:
    """Nodes that have not what they need, by trying every failure."""
    missing = set(np.flatnonzero(problem.needed > 0).tolist()) - reached(problem, chosen)
    two = set(np.flatnonzero(problem.needed > 1).tolist())
    for edges, node in failures(problem):
        left = chosen.copy()
        left[edges] = False
        missing |= two - reached(problem, left, node) - {node}
    return missing


def allowed(problem: ProtectionProblem) -> ProtectionProblem:
    """One route for what the whole graph cannot protect."""
    needed = problem.needed.copy()
    needed[list(lacking(problem, np.ones(len(problem.ends), bool)))] = 1
    return replace(problem, needed=needed)


def least_cost(problem: ProtectionProblem) -> float:
    """Of all sets of edges that give what is needed."""
    edges = len(problem.ends)
    choices = np.array(list(product([False, True], repeat=edges)), bool).reshape(2**edges, edges)
    costs = choices @ problem.cost
    return float(next(costs[k] for k in np.argsort(costs, kind="stable") if not lacking(problem, choices[k])))


@st.composite
def small_problems(draw: st.DrawFn, most_edges: int = 9) -> ProtectionProblem:
    """Connected, with parallel edges, loops, zero and equal costs; groups and failing nodes now and then."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    nodes = draw(st.integers(2, 6))
    tree = [(int(rng.integers(k)), k) for k in range(1, nodes)]
    extra = rng.integers(0, nodes, (draw(st.integers(0, most_edges - len(tree))), 2)).tolist()
    ends = np.array([*tree, *extra], np.int64)
    cost = draw(st.sampled_from([np.zeros(len(ends)), np.ones(len(ends)), rng.integers(0, 6, len(ends)) * 1.0]))
    cost = cost if cost.any() else rng.uniform(0.5, 2.0, len(ends)).round(2) * draw(st.integers(0, 1))
    sizes = draw(st.lists(st.integers(1, 3), max_size=3))
    groups = tuple(rng.choice(len(ends), min(size, len(ends)), replace=False) for size in sizes)
    return ProtectionProblem(
        ends, cost, rng.choice([0, 1, 2, 2], nodes), int(rng.integers(nodes)), groups, draw(st.booleans())
    )
