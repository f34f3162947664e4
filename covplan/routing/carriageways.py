r"""The two carriageways of one road → one corridor: a cable beside the one is no second route beside the other.

      kept     ──────┬───────────────┬──────────
      dropped  ─ ─ ─ ┼ ─ ─ ─ ─ ─ ─ ─ ┼ ─ ─ ─ ─      crossovers go, side roads reach across
                                     │ side road

Of each numbered road the way between its farthest points is kept; what faces it under the same number is dropped.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components, dijkstra

from covplan.routing.noding import Floats, Ints, Segments, cut_at, in_use

_LEAST_APART_M = 1.0
_PARALLEL = np.cos(np.radians(25.0))


def merge_carriageways(segments: Segments, road: Ints, apart_m: float) -> tuple[Segments, float]:
    """One line of segments where a road has two side by side.

    Parameters
    ----------
    segments : Segments
    road : array of int64, shape (lines,)
        Road of each line; negative where it has no number: such lines are left as they are.
    apart_m : float
        Lines of one road this near to each other and parallel are its carriageways [m].

    Returns
    -------
    segments : Segments
        Side roads that ended at a dropped carriageway reach across to the kept one.
    dropped_m : float
        Length of what was dropped [m].
    """
    number = road[segments.line]
    beside, of = _side_by_side(segments, number, apart_m)
    path, dropped_by = _paths(segments, number, beside, of)
    dropped = dropped_by >= 0
    if not dropped.any():
        return segments, 0.0
    dropped |= _crossovers(segments, path, dropped, apart_m)
    joined = _reach_across(segments, path, dropped_by, dropped, apart_m)
    return joined, float(segments.length_m[dropped].sum())


def _side_by_side(segments: Segments, number: Ints, apart_m: float) -> tuple[Ints, Ints]:
    """Pairs of segments of one road of which the middle of the first faces the second across the median."""
    numbered = np.flatnonzero(number >= 0)
    middle = segments.along(0.5)
    tree = shapely.STRtree(segments.shapes[numbered])
    a, b = tree.query(shapely.points(middle[numbered]), predicate="dwithin", distance=apart_m)
    a, b = numbered[a], numbered[b]
    a, b = a[(number[a] == number[b]) & (a != b)], b[(number[a] == number[b]) & (a != b)]
    first = segments.node_xy[segments.ends[b, 0]]
    v = segments.node_xy[segments.ends[b, 1]] - first
    u = segments.node_xy[segments.ends[a, 1]] - segments.node_xy[segments.ends[a, 0]]
    long_b = np.hypot(*v.T)
    share = ((middle[a] - first) * v).sum(axis=1) / long_b**2
    off_m = np.abs(v[:, 0] * (middle[a] - first)[:, 1] - v[:, 1] * (middle[a] - first)[:, 0]) / long_b
    parallel = np.abs((u * v).sum(axis=1)) >= _PARALLEL * np.hypot(*u.T) * long_b
    faces = parallel & (share >= 0) & (share <= 1) & (off_m > _LEAST_APART_M)
    return a[faces], b[faces]


def _paths(segments: Segments, number: Ints, beside: Ints, of: Ints) -> tuple[Ints, Ints]:
    """Number of the kept path of each segment, and of the path beside which it was dropped; -1 for neither."""
    path, dropped_by = np.full(number.size, -1), np.full(number.size, -1)
    paths = 0
    for one in np.unique(number[beside]):
        pair = number[beside] == one
        doubled, facing = beside[pair], of[pair]
        left = np.flatnonzero(number == one)
        while np.isin(left, doubled).any():
            on = _path_across(segments, left)
            path[on] = paths
            found = np.unique(doubled[np.isin(facing, on)])
            found = found[(path[found] < 0) & (dropped_by[found] < 0)]
            dropped_by[found] = paths
            paths += 1
            left = left[(path[left] < 0) & (dropped_by[left] < 0)]
    return path, dropped_by


def _path_across(segments: Segments, among: Ints) -> Ints:
    """The segments of the shortest way through the longest connected part, between two of its points farthest apart.

    Farthest apart as the crow flies: the longest way could run along one carriageway and back along the other.
    """
    used, ends = np.unique(segments.ends[among], return_inverse=True)
    ends = ends.reshape(-1, 2)
    length_m = segments.length_m[among]
    graph = sparse.coo_array((length_m, (ends[:, 0], ends[:, 1])), shape=(used.size, used.size)).tocsr()
    _, part = connected_components(graph, directed=False)
    nodes = np.flatnonzero(part == np.argmax(np.bincount(part[ends[:, 0]], length_m)))
    xy = segments.node_xy[used[nodes]]
    start = _farthest(xy, 0)
    at, start_node = int(nodes[_farthest(xy, start)]), int(nodes[start])
    before = dijkstra(graph, directed=False, indices=start_node, return_predecessors=True)[1]
    steps = []
    while at != start_node:
        steps.append((min(at, before[at]), max(at, before[at])))
        at = int(before[at])
    low, high = np.sort(ends, axis=1).T
    keys = np.array([u * used.size + v for u, v in steps], np.int64)
    return among[np.isin(low * used.size + high, keys)]


def _farthest(xy: Floats, origin: int) -> int:
    return int(np.argmax(np.hypot(*(xy - xy[origin]).T)))


def _crossovers(segments: Segments, path: Ints, dropped: NDArray[np.bool_], apart_m: float) -> NDArray[np.bool_]:
    """Short pieces between the carriageways: joined to a dropped one and nowhere farther from the kept one."""
    rest = np.flatnonzero((path < 0) & ~dropped)
    on_path, on_dropped = (np.zeros(len(segments.node_xy), bool) for _ in range(2))
    on_path[segments.ends[path >= 0]] = True
    on_dropped[segments.ends[dropped]] = True
    ends = segments.ends[rest]
    alone = ends + len(segments.node_xy) * (1 + 2 * np.arange(rest.size)[:, None] + [0, 1])  # a node of one's own
    nodes, of = np.unique(np.where(on_path[ends], alone, ends), return_inverse=True)
    of = of.reshape(-1, 2)
    links = sparse.coo_array((np.ones(rest.size, bool), (of[:, 0], of[:, 1])), shape=(nodes.size, nodes.size))
    _, part = connected_components(links, directed=False)
    piece = part[of[:, 0]]
    count = nodes.size
    inside = np.bincount(piece, on_dropped[ends].any(axis=1), count) > 0
    inside &= np.bincount(piece, segments.length_m[rest], count) <= 2.0 * apart_m
    asked = np.unique(ends[inside[piece]])
    points = shapely.points(segments.node_xy[asked])
    kept = shapely.STRtree(segments.shapes[path >= 0])
    near = np.zeros(len(segments.node_xy), bool)
    near[asked[kept.query(points, predicate="dwithin", distance=apart_m)[0]]] = True
    inside &= np.bincount(piece, ~near[ends].all(axis=1), count) == 0
    result = np.zeros(path.size, bool)
    result[rest[inside[piece]]] = True
    return result


def _reach_across(
    segments: Segments, path: Ints, dropped_by: Ints, dropped: NDArray[np.bool_], apart_m: float
) -> Segments:
    """Without the dropped segments; what met them is led straight to the path that was kept instead."""
    gone = np.flatnonzero(dropped_by >= 0)
    node, first = np.unique(segments.ends[gone], return_index=True)
    kept_instead = dropped_by[gone[first // 2]]
    staying = np.flatnonzero(~dropped)
    at, line = segments.ends[staying].ravel(), np.repeat(segments.line[staying], 2)
    order = np.lexsort((line, at))
    met, lowest = np.unique(at[order], return_index=True)
    line_at = np.full(len(segments.node_xy), -1)
    line_at[met] = line[order][lowest]
    on_path = np.isin(
        node * (path.max() + 2) + kept_instead, (segments.ends * (path.max() + 2) + path[:, None])[path >= 0]
    )
    open_end = (line_at[node] >= 0) & ~on_path & ~_crossing(segments, path, dropped, apart_m)[node]
    node, kept_instead = node[open_end], kept_instead[open_end]
    where, share = _nearest_on(segments, path, node, kept_instead)
    cut, foot = cut_at(segments, where, share)
    stays = np.ones(cut.line.size, bool)
    doomed = np.sort(segments.ends[dropped], axis=1)
    size = len(cut.node_xy)
    low, high = np.sort(cut.ends, axis=1).T
    stays &= ~np.isin(low * size + high, doomed[:, 0] * size + doomed[:, 1])
    ends = np.concatenate([cut.ends[stays], np.column_stack([node, foot])])
    return in_use(Segments(cut.node_xy, ends, np.concatenate([cut.line[stays], line_at[node]])))


def _crossing(segments: Segments, path: Ints, dropped: NDArray[np.bool_], apart_m: float) -> NDArray[np.bool_]:
    """Nodes from which a road that stays leads to a kept path in one short step: it crosses both carriageways."""
    on_path, crosses = (np.zeros(len(segments.node_xy), bool) for _ in range(2))
    on_path[segments.ends[path >= 0]] = True
    short = segments.ends[(path < 0) & ~dropped & (segments.length_m <= 2.0 * apart_m)]
    crosses[short[on_path[short[:, ::-1]]]] = True
    return crosses


def _nearest_on(segments: Segments, path: Ints, node: Ints, wanted: Ints) -> tuple[Ints, Floats]:
    """Nearest segment of the wanted path and the share of the way along it, for each node."""
    where, share = np.zeros(node.size, np.int64), np.zeros(node.size)
    lines = segments.shapes
    for one in np.unique(wanted):
        here, on = np.flatnonzero(wanted == one), np.flatnonzero(path == one)
        points = shapely.points(segments.node_xy[node[here]])
        where[here] = on[shapely.STRtree(lines[on]).query_nearest(points, all_matches=False)[1]]
        share[here] = shapely.line_locate_point(lines[where[here]], points, normalized=True)
    return where, share
