"""Lines → straight segments between numbered nodes, joined wherever lines cross, touch or nearly touch.

A node is the end of a line, a bend, or a place where lines meet. Only places where lines end or meet are moved, by
snapping those within the tolerance onto one of them; bends stay where they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_SAME_M = 1e-3  # coordinates that are equal to the millimetre are one point
_TOUCH_M = 1e-2  # a vertex so near to a segment lies on it
_OWN_LINE = 3.0  # a line's end is not snapped to what lies within so many tolerances along the same line


@dataclass(frozen=True, eq=False)
class Segments:
    """Straight segments between nodes, each cut from one line.

    Attributes
    ----------
    node_xy : array, shape (nodes, 2)
        Positions [m].
    ends : array of int64, shape (segments, 2)
        Nodes of each segment.
    line : array of int64, shape (segments,)
        The line that each was cut from: the first, where several lie on each other.
    """

    node_xy: Floats
    ends: Ints
    line: Ints

    @cached_property
    def length_m(self) -> Floats:
        """Length of each segment, shape (segments,)."""
        return np.asarray(np.hypot(*(self.node_xy[self.ends[:, 1]] - self.node_xy[self.ends[:, 0]]).T))

    def along(self, share: Floats | float) -> Floats:
        """The points at a share of the way along each segment, shape (segments, 2)."""
        first, last = self.node_xy[self.ends[:, 0]], self.node_xy[self.ends[:, 1]]
        return np.asarray(first + np.reshape(share, (-1, 1)) * (last - first))

    @cached_property
    def shapes(self) -> NDArray[np.object_]:
        """Each segment as a LineString, shape (segments,)."""
        return np.asarray(shapely.linestrings(self.node_xy[self.ends]))


@dataclass(frozen=True, eq=False)
class Noding:
    """What noding did beside joining.

    Attributes
    ----------
    moved_xy, moved_m : arrays, shape (moved, 2) and (moved,)
        Ends and crossings that were moved farther than the tolerance, because a chain of near ones became one node.
    self_crossing : array of int64
        Lines that cross themselves: they are joined there.
    empty : array of int64
        Lines of which nothing is left: shorter than the tolerance or without length.
    """

    moved_xy: Floats
    moved_m: Floats
    self_crossing: Ints
    empty: Ints


def node_lines(lines: NDArray[np.object_], snap_m: float) -> tuple[Segments, Noding]:
    """Segments of all lines, joined where lines cross, touch, or end within a tolerance of each other.

    Parameters
    ----------
    lines : array of LineString
        In order of importance: a segment that several lines share is named after the first.
    snap_m : float
        Ends and crossings this near to each other become one node, and ends this near to a line are joined to it [m].
        Bridges are joined to what they cross: a cable can leave there.
    """
    raw, along_m, tips = _segments_of(lines)
    where, share, touched, crossing_itself = _meetings(raw, lines.size, along_m, tips, snap_m)
    cut, inserted = _cut(raw, where, share)
    snapped, moved_xy, moved_m = _snapped(cut, np.concatenate([inserted, touched, tips]), snap_m)
    segments = in_use(snapped)
    empty = np.setdiff1d(np.arange(lines.size), np.unique(snapped.line[snapped.ends[:, 0] != snapped.ends[:, 1]]))
    return segments, Noding(moved_xy, moved_m, crossing_itself, empty)


def cut_at(segments: Segments, where: Ints, share: Floats) -> tuple[Segments, Ints]:
    """Segments cut at points along them.

    Parameters
    ----------
    segments : Segments
    where, share : arrays, shape (points,)
        Segment of each point, and the share of the way along it, 0 to 1.

    Returns
    -------
    segments : Segments
        Nodes keep their numbers.
    node : array of int64, shape (points,)
        Node of each point: one of the ends where the share is 0 or 1, else one of its own.
    """
    return _cut(segments, where, share)


def shortened(segments: Segments, longest_m: float) -> Segments:
    """Segments cut to equal parts of at most a length [m]."""
    parts = np.maximum(1, np.ceil(segments.length_m / longest_m)).astype(np.int64)
    where = np.repeat(np.arange(parts.size), parts - 1)
    first = np.repeat(np.cumsum(parts - 1) - (parts - 1), parts - 1)
    share = (np.arange(where.size) - first + 1) / parts[where]
    return _cut(segments, where, share)[0]


def _segments_of(lines: NDArray[np.object_]) -> tuple[Segments, Floats, Ints]:
    """Consecutive vertices as segments, the length along the line before each, and the nodes of all lines' ends."""
    xy, of_line = shapely.get_coordinates(lines, return_index=True)
    x, y = np.rint((xy - xy.min(axis=0)) / _SAME_M).astype(np.int64).T
    _, first, node = np.unique(x * (y.max() + 1) + y, return_index=True, return_inverse=True)  # fits: < 3,000 km a side
    same = of_line[1:] == of_line[:-1]
    ends = np.column_stack([node[:-1], node[1:]])[same]
    segments = Segments(xy[first], ends, of_line[1:][same])
    apart = ends[:, 0] != ends[:, 1]
    segments = Segments(segments.node_xy, ends[apart], segments.line[apart])
    run = np.concatenate([[0.0], np.cumsum(segments.length_m)])
    starts = np.searchsorted(segments.line, np.arange(lines.size))
    along_m = run[:-1] - run[starts][segments.line]
    breaks = np.flatnonzero(~same)
    tips = node[np.concatenate([[0], breaks, breaks + 1, [node.size - 1]])] if node.size else node
    return segments, along_m, np.unique(tips)


def _meetings(raw: Segments, lines: int, along_m: Floats, tips: Ints, snap_m: float) -> tuple[Ints, Floats, Ints, Ints]:
    """Where segments are to be cut (segment, share of the way along it), bends at which lines meet, and the lines
    that cross themselves."""
    tree = shapely.STRtree(raw.shapes)
    a, b = tree.query(raw.shapes, predicate="dwithin", distance=_TOUCH_M)
    a, b = a[a < b], b[a < b]
    cut_a, share_a, cut_b, share_b = _crossings(raw, a, b)
    itself = np.unique(raw.line[cut_a[raw.line[cut_a] == raw.line[cut_b]]])
    where, share, touched = [cut_a, cut_b], [share_a, share_b], []
    for one, other in ((a, b), (b, a)):  # an end of one lies on the other
        for end in (0, 1):
            at, off_m, inside = _foot(raw, raw.ends[one, end], other)
            found = inside & (off_m <= _TOUCH_M)
            where.append(other[found])
            share.append(at[found])
            touched.append(raw.ends[one[found], end])
    tip, segment = tree.query(shapely.points(raw.node_xy[tips]), predicate="dwithin", distance=snap_m)
    others = ~_on_own_end(raw, along_m, tips[tip], segment, lines, snap_m)
    tip, segment = tip[others], segment[others]
    at, _, inside = _foot(raw, tips[tip], segment)
    where.append(segment[inside])
    share.append(at[inside])
    touched.append(raw.ends[segment[~inside], (at[~inside] > 0.5).astype(np.int64)])
    return np.concatenate(where), np.concatenate(share), np.concatenate(touched), itself


def _crossings(raw: Segments, a: Ints, b: Ints) -> tuple[Ints, Floats, Ints, Floats]:
    """Pairs that cross between their ends, with the share of the way along each."""
    p, q = raw.node_xy[raw.ends[a, 0]], raw.node_xy[raw.ends[b, 0]]
    u, v = raw.node_xy[raw.ends[a, 1]] - p, raw.node_xy[raw.ends[b, 1]] - q
    turn = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
    gap = q - p
    with np.errstate(divide="ignore", invalid="ignore"):
        s = (gap[:, 0] * v[:, 1] - gap[:, 1] * v[:, 0]) / turn
        t = (gap[:, 0] * u[:, 1] - gap[:, 1] * u[:, 0]) / turn
    off_a, off_b = _TOUCH_M / np.hypot(*u.T), _TOUCH_M / np.hypot(*v.T)
    inside = (s > off_a) & (s < 1 - off_a) & (t > off_b) & (t < 1 - off_b)  # NaN for parallels: their ends touch
    return a[inside], s[inside], b[inside], t[inside]


def _foot(raw: Segments, nodes: Ints, segment: Ints) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Share of the way along its segment at which each node lies, how far off [m], and whether inside its ends."""
    first, last = raw.node_xy[raw.ends[segment, 0]], raw.node_xy[raw.ends[segment, 1]]
    along, to_node = last - first, raw.node_xy[nodes] - first
    share = (to_node * along).sum(axis=1) / (along**2).sum(axis=1)
    off_m = np.hypot(*(to_node - share[:, None] * along).T)
    margin = _TOUCH_M / np.hypot(*along.T)
    return share, off_m, (share > margin) & (share < 1 - margin)


def _on_own_end(
    raw: Segments, along_m: Floats, tip: Ints, segment: Ints, lines: int, snap_m: float
) -> NDArray[np.bool_]:
    """Whether the segment belongs to the last metres of a line that ends at the node."""
    total = np.zeros(lines)
    np.maximum.at(total, raw.line, along_m + raw.length_m)
    before, after = along_m[segment], total[raw.line[segment]] - along_m[segment] - raw.length_m[segment]
    own = np.isin(tip * lines + raw.line[segment], raw.ends * lines + raw.line[:, None])
    return np.asarray(own & (np.minimum(before, after) <= _OWN_LINE * snap_m))


def _cut(segments: Segments, where: Ints, share: Floats) -> tuple[Segments, Ints]:
    """Segments cut at points, and the node of each point."""
    share = np.clip(share, 0.0, 1.0)
    inside = (share > 0.0) & (share < 1.0)
    node = segments.ends[where, (share > 0.5).astype(np.int64)]
    node[inside] = len(segments.node_xy) + np.arange(np.count_nonzero(inside))
    first, last = segments.node_xy[segments.ends[where, 0]], segments.node_xy[segments.ends[where, 1]]
    node_xy = np.concatenate([segments.node_xy, (first + share[:, None] * (last - first))[inside]])
    count = segments.line.size
    of = np.concatenate([np.arange(count), where, np.arange(count)])
    at = np.concatenate([np.zeros(count), share, np.ones(count)])
    nodes = np.concatenate([segments.ends[:, 0], node, segments.ends[:, 1]])
    order = np.lexsort((np.arange(of.size), at, of))
    of, nodes = of[order], nodes[order]
    follow = of[1:] == of[:-1]
    ends = np.column_stack([nodes[:-1], nodes[1:]])[follow]
    apart = ends[:, 0] != ends[:, 1]
    return Segments(node_xy, ends[apart], segments.line[of[1:][follow][apart]]), node


def _snapped(cut: Segments, special: Ints, snap_m: float) -> tuple[Segments, Floats, Floats]:
    """Special nodes within the tolerance of each other as one: the member nearest to their middle."""
    shared = _shared_by_lines(cut)
    special = np.unique(np.concatenate([special, shared]))
    xy = cut.node_xy[special]
    pairs = KDTree(xy).query_pairs(snap_m, output_type="ndarray")
    links = sparse.coo_array((np.ones(len(pairs), bool), (pairs[:, 0], pairs[:, 1])), shape=(len(xy), len(xy)))
    count, group = connected_components(links, directed=False)
    size = np.bincount(group, minlength=count)
    middle = np.column_stack([np.bincount(group, xy[:, k], count) / size for k in (0, 1)])
    off = np.hypot(*(xy - middle[group]).T)
    order = np.lexsort((special, off, group))
    first = order[np.searchsorted(group[order], np.arange(count))]
    stands_for = np.arange(len(cut.node_xy))
    stands_for[special] = special[first[group]]
    moved_m = np.hypot(*(xy - xy[first[group]]).T)
    far = moved_m > snap_m
    return Segments(cut.node_xy, stands_for[cut.ends], cut.line), xy[far], moved_m[far]


def _shared_by_lines(cut: Segments) -> Ints:
    """Nodes that segments of several lines end at."""
    nodes, lines = cut.ends.T.ravel(), np.tile(cut.line, 2)
    low = np.full(len(cut.node_xy), np.iinfo(np.int64).max)
    high = np.full(len(cut.node_xy), -1)
    np.minimum.at(low, nodes, lines)
    np.maximum.at(high, nodes, lines)
    return np.flatnonzero(high > low)


def in_use(segments: Segments) -> Segments:
    """Without segments of no length and without the later of those between the same nodes; nodes in use, renumbered."""
    low, high = np.sort(segments.ends, axis=1).T
    apart = np.flatnonzero(low != high)
    order = apart[np.lexsort((segments.line[apart], high[apart], low[apart]))]
    new = np.ones(order.size, bool)
    new[1:] = (low[order[1:]] != low[order[:-1]]) | (high[order[1:]] != high[order[:-1]])
    kept = np.sort(order[new])
    used, node = np.unique(segments.ends[kept], return_inverse=True)
    return Segments(segments.node_xy[used], node.reshape(-1, 2), segments.line[kept])
