"""Edges → unbroken lines: the longest shortest path of each connected part, then of what is left, until nothing is."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Mapping, Sequence

from covplan.routing.noding import Floats, Ints

Path = list[tuple[int, bool]]
"""Edges in order, each with whether it is passed from its first node to its last."""

_Links = Mapping[int, Sequence[tuple[int, int, bool]]]
"""Node → node beyond, edge, and whether the edge leads there from its first node."""


def longest_paths(edges: Iterable[int], ends: Ints, length_m: Floats, node_xy: Floats) -> list[Path]:
    """Each of ``edges`` in one path; of equally good ones that which begins farther west, then south."""
    paths: list[Path] = []
    left = set(edges)
    while left:
        links = _links(left, ends)
        seen: set[int] = set()
        for start in sorted(links, key=lambda node: tuple(node_xy[node])):
            if start in seen:
                continue
            path, reached = _longest(start, links, length_m, node_xy)
            seen |= reached
            path = path or [(min(edge for _, edge, _ in links[start]), True)]  # nothing but loops
            paths.append(path)
            left.difference_update(edge for edge, _ in path)
    return paths


def _links(edges: Iterable[int], ends: Ints) -> _Links:
    links: dict[int, list[tuple[int, int, bool]]] = {}
    for edge in sorted(edges):
        first, last = ends[edge].tolist()
        links.setdefault(first, []).append((last, edge, True))
        links.setdefault(last, []).append((first, edge, False))
    return links


def _longest(start: int, links: _Links, length_m: Floats, node_xy: Floats) -> tuple[Path, set[int]]:
    """Double sweep: from the node farthest from ``start`` to the node farthest from that; and all nodes reached."""

    def far(node: int) -> tuple[float, ...]:
        return (round(dist_m[node], 3), *-node_xy[node])

    dist_m, _ = _distances(start, links, length_m)
    origin = max(dist_m, key=far)
    dist_m, came_by = _distances(origin, links, length_m)
    node, path = max(dist_m, key=far), []
    while node != origin:
        before, edge, forward = came_by[node]
        path.append((edge, forward))
        node = before
    return path[::-1], set(dist_m)


def _distances(
    origin: int, links: _Links, length_m: Floats
) -> tuple[dict[int, float], dict[int, tuple[int, int, bool]]]:
    dist_m, came_by = {origin: 0.0}, {}
    queue = [(0.0, origin)]
    while queue:
        so_far_m, node = heapq.heappop(queue)
        if so_far_m > dist_m[node]:
            continue
        for beyond, edge, forward in links[node]:
            there_m = so_far_m + float(length_m[edge])
            if there_m < dist_m.get(beyond, math.inf):
                dist_m[beyond], came_by[beyond] = there_m, (node, edge, forward)
                heapq.heappush(queue, (there_m, beyond))
    return dist_m, came_by
