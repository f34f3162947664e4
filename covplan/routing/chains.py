"""Segments → chains: unbroken runs of one kind between nodes where something meets, ends or changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from covplan.routing.noding import Floats, Ints, Segments


@dataclass(frozen=True, eq=False)
class Chains:
    """A graph whose edges are chains of segments; parallel edges and loops are kept.

    Attributes
    ----------
    node_xy : array, shape (nodes, 2)
        Positions [m].
    ends : array of int64, shape (edges, 2)
        First and last node of each edge.
    lines : array of LineString, shape (edges,)
        From the first node to the last.
    edge_of : array of int64, shape (segments,)
        The edge that each segment became part of.
    node_of : array of int64
        The node that each node of the segments became, -1 inside a chain.
    """

    node_xy: Floats
    ends: Ints
    lines: NDArray[np.object_]
    edge_of: Ints
    node_of: Ints


def chains(segments: Segments, kind: Ints, keep: Ints) -> Chains:
    """Contract the nodes at which two segments of one kind meet and nothing else.

    Parameters
    ----------
    segments : Segments
    kind : array of int64, shape (segments,)
        A chain is of one kind.
    keep : array of int64
        Nodes that stay whatever meets there.
    """
    inner = _inner_nodes(segments, kind, keep)
    edge_of, edges = _together(segments, inner)
    inner[_ring_nodes(segments, inner, edge_of, edges)] = False
    kept = np.flatnonzero(~inner)
    node_of = np.full(inner.size, -1)
    node_of[kept] = np.arange(kept.size)
    ends = _ends(segments, inner, edge_of, edges)
    lines = _lines(segments, edge_of, ends)
    return Chains(segments.node_xy[kept], node_of[ends], lines, edge_of, node_of)


def _inner_nodes(segments: Segments, kind: Ints, keep: Ints) -> NDArray[np.bool_]:
    nodes, count = segments.ends.T.ravel(), len(segments.node_xy)
    low, high = np.full(count, np.iinfo(np.int64).max), np.full(count, np.iinfo(np.int64).min)
    np.minimum.at(low, nodes, np.tile(kind, 2))
    np.maximum.at(high, nodes, np.tile(kind, 2))
    inner = (np.bincount(nodes, minlength=count) == 2) & (low == high)
    inner[keep] = False
    return np.asarray(inner)


def _together(segments: Segments, inner: NDArray[np.bool_]) -> tuple[Ints, int]:
    """Number of the chain of each segment, in order of its first segment, and how many there are."""
    size = segments.line.size
    nodes, segment = segments.ends.T.ravel(), np.tile(np.arange(size), 2)
    at_inner = np.flatnonzero(inner[nodes])
    pairs = segment[at_inner[np.argsort(nodes[at_inner], kind="stable")]].reshape(-1, 2)
    links = sparse.coo_array((np.ones(len(pairs), bool), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    edges, label = connected_components(links, directed=False)
    _, first = np.unique(label, return_index=True)
    rank = np.empty(edges, np.int64)
    rank[np.argsort(first)] = np.arange(edges)
    return rank[label], int(edges)


def _ring_nodes(segments: Segments, inner: NDArray[np.bool_], edge_of: Ints, edges: int) -> Ints:
    """A node for each ring that nothing else touches: its lowest one."""
    whole = np.bincount(edge_of, (~inner[segments.ends]).sum(axis=1), edges) == 0
    lowest = np.full(edges, len(inner))
    np.minimum.at(lowest, edge_of, segments.ends.min(axis=1))
    return lowest[whole]


def _ends(segments: Segments, inner: NDArray[np.bool_], edge_of: Ints, edges: int) -> Ints:
    """The outer nodes of each chain, shape (edges, 2), the earlier segment's first; the same one twice for a ring."""
    nodes, edge = segments.ends.ravel(), np.repeat(edge_of, 2)
    outer = np.flatnonzero(~inner[nodes])
    return np.asarray(nodes[outer[np.argsort(edge[outer], kind="stable")]].reshape(edges, 2))


def _lines(segments: Segments, edge_of: Ints, ends: Ints) -> NDArray[np.object_]:
    order = np.argsort(edge_of, kind="stable")
    parts = shapely.multilinestrings(segments.shapes[order], indices=edge_of[order])
    lines = shapely.line_merge(parts)
    starts = shapely.get_coordinates(shapely.get_point(lines, 0))
    wanted = segments.node_xy[ends[:, 0]]
    turned = (starts != wanted).any(axis=1)
    is_ring = ends[:, 0] == ends[:, 1]
    lines[turned & ~is_ring] = shapely.reverse(lines[turned & ~is_ring])
    for k in np.flatnonzero(turned & is_ring):  # a merged ring starts anywhere
        xy = shapely.get_coordinates(lines[k])[:-1]
        at = int(np.flatnonzero((xy == wanted[k]).all(axis=1))[0])
        lines[k] = shapely.LineString(np.concatenate([xy[at:], xy[: at + 1]]))
    return np.asarray(lines)
