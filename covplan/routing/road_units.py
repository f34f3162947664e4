"""Corridors → unbroken lines of one number, one name or one way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from covplan.routing.corridors import Corridors
from covplan.routing.longest_paths import Path, longest_paths
from covplan.routing.noding import Ints


@dataclass(frozen=True)
class RoadUnit:
    """A line of corridors, each in the direction in which it is passed.

    Attributes
    ----------
    number, name : str
        Of the road; the name only without number.
    path : list of (edge, whether from its first node to its last)
    nodes : tuple of int
        Nodes passed, one more than edges.
    at_m : tuple of float
        Distance of each from the first [m].
    """

    number: str
    name: str
    path: Path
    nodes: tuple[int, ...]
    at_m: tuple[float, ...]

    def turned(self) -> RoadUnit:
        """The same from its other end."""
        path = [(edge, not forward) for edge, forward in reversed(self.path)]
        at_m = tuple(self.at_m[-1] - at_m for at_m in reversed(self.at_m))
        return RoadUnit(self.number, self.name, path, self.nodes[::-1], at_m)

    def stretches(self) -> Iterator[tuple[int, float, float]]:
        """Each edge with the distance of its first and of its last node from the start [m]."""
        for (edge, forward), ends_m in zip(self.path, pairwise(self.at_m), strict=True):
            yield (edge, *(ends_m if forward else ends_m[::-1]))

    @cached_property
    def length_m(self) -> float:
        """Length [m]."""
        return self.at_m[-1]


def road_units(corridors: Corridors, edges: Ints) -> list[RoadUnit]:
    """``edges`` in lines, in no order that means anything.

    Corridors that meet are of one line if they have the same number or, without number, the same name; without either,
    if one way (a row of the roads) passes from one to the other, or if nothing else meets there.
    """
    if not edges.size:
        return []
    pairs = _continued(corridors, edges)
    count = len(corridors.ends)
    links = sparse.coo_array((np.ones(len(pairs), bool), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    part = connected_components(links, directed=False)[1][edges]
    order = np.argsort(part, kind="stable")
    groups = np.split(edges[order], np.flatnonzero(np.diff(part[order])) + 1)
    units = []
    for group in groups:
        for path in longest_paths(group.tolist(), corridors.ends, corridors.length_m, corridors.node_xy):
            units.append(_unit(corridors, path))
    return units


def _unit(corridors: Corridors, path: Path) -> RoadUnit:
    edge, forward = path[0]
    nodes = [int(corridors.ends[edge, 0 if forward else 1])]
    nodes += [int(corridors.ends[edge, 1 if forward else 0]) for edge, forward in path]
    at_m = accumulate((float(corridors.length_m[edge]) for edge, _ in path), initial=0.0)
    return RoadUnit(corridors.road[edge], corridors.name[edge], path, tuple(nodes), tuple(at_m))


def _continued(corridors: Corridors, edges: Ints) -> Ints:
    """Pairs of edges that meet and are of one line, shape (pairs, 2)."""
    edge, node = np.repeat(edges, 2), corridors.ends[edges].ravel()
    title = np.array([corridors.road[k] or f"\n{corridors.name[k]}" for k in edges.tolist()], object)
    bare = np.repeat(title == "\n", 2)
    key = np.unique(np.repeat(title, 2).astype(str), return_inverse=True)[1]
    key = np.where(bare, key.max() + 1 + _rows_at_ends(corridors)[edges].ravel(), key)
    order = np.lexsort((edge, key, node))
    same = (np.diff(node[order]) == 0) & (np.diff(key[order]) == 0)
    by_key = np.column_stack([edge[order][:-1][same], edge[order][1:][same]])
    passing = bare & (np.bincount(corridors.ends.ravel(), minlength=len(corridors.node_xy)) == 2)[node]
    order = np.flatnonzero(passing)[np.argsort(node[passing], kind="stable")]
    same = np.diff(node[order]) == 0
    by_node = np.column_stack([edge[order][:-1][same], edge[order][1:][same]])
    return np.concatenate([by_key, by_node])


def _rows_at_ends(corridors: Corridors) -> Ints:
    """The row of the roads from which each edge's first and last piece are, shape (edges, 2)."""
    nodes, pieces = corridors.node_xy @ [1.0, 1.0j], corridors.pieces
    by_place = np.argsort(nodes)
    at = (pieces.node_xy @ [1.0, 1.0j])[pieces.ends].ravel()
    found = np.minimum(np.searchsorted(nodes[by_place], at), nodes.size - 1)
    node = by_place[found]
    here = np.flatnonzero(nodes[node] == at)
    key, row = (corridors.edge_of[here // 2] * nodes.size + node[here]), pieces.line[here // 2]
    order = np.lexsort((row, key))
    known, first = np.unique(key[order], return_index=True)
    wanted = np.arange(len(corridors.ends))[:, None] * nodes.size + corridors.ends
    return np.asarray(row[order][first][np.searchsorted(known, wanted)])
