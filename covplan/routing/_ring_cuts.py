"""Separation: minimum cuts that a fractional oriented network ``y``, by arc, does not fill.

Directed cuts: y >= 1 over the arcs of every cut from the root to a node that needs a route, and of every cut from a
node that needs two back to the root. Undirected ones, with x = y there and back: without any group of edges
x(cut) >= 1, and if nodes may fail x(cut) + (nodes in the cut) >= 2 over cuts of the split network. See ``_ring_search``
for networks, ``_two_routes`` for graphs.
"""

import numpy as np
from numba import njit

from covplan.routing._max_flow import max_flow, sink_side, source_side

kernel = njit(cache=True, nogil=True, error_model="numpy")

VIOLATED = 1e-4  # what a cut must lack to be worth a row
CREEP = 1e-7  # added to all capacities: of several least cuts, the one with fewest edges


@kernel
def crossing(side, net, directed, blocked, marked):
    """Mark the corridor arcs of a cut from one side to the other; how many nodes' insides lie between."""
    indptr, arcs, head, edge_of, both_ways = net
    marked[:] = False
    inner = 0
    for a in range(head.size):
        if side[head[a ^ 1]] and not side[head[a]] and (not a & 1 or both_ways[a >> 1]):
            edge = edge_of[a >> 1]
            if directed:
                marked[a] = True
            elif edge < 0:
                inner += 1
            elif not blocked[edge]:
                marked[2 * edge] = marked[2 * edge + 1] = True
    return inner


@kernel
def violated_cuts(source, sink, wanted, net, directed, y, blocked, nested, rows, right, count):
    """Write cuts that lack something into ``rows`` and ``right`` from ``count`` on; the new count.

    Both ends' smallest minimum cuts; then, with these filled, the next ones, ``nested`` times.
    """
    indptr, arcs, head, edge_of, both_ways = net
    open_to = np.zeros(head.size)
    for a in range(head.size):
        edge = edge_of[a >> 1]
        if directed:
            open_to[a] = max(y[a], 0.0) + CREEP
        elif edge < 0:
            open_to[a] = 0.0 if a & 1 else 1.0
        elif not blocked[edge] and (not a & 1 or both_ways[a >> 1]):
            open_to[a] = max(y[2 * edge] + y[2 * edge + 1], 0.0) + CREEP
    marked = np.zeros(y.size, np.bool_)
    for _ in range(nested):
        residual = open_to.copy()
        if max_flow(source, sink, indptr, arcs, head, residual, wanted) >= wanted:
            break
        lacking = False
        for end in range(2):
            if end == 0:
                side = source_side(source, indptr, arcs, head, residual)
            else:
                side = ~sink_side(sink, indptr, arcs, head, residual)
            inner = crossing(side, net, directed, blocked, marked)
            have = 0.0
            for a in range(y.size):
                if marked[a]:
                    have += y[a]
            if have < wanted - inner - VIOLATED and count < right.size:
                lacking = True
                rows[count], right[count] = marked, wanted - inner
                count += 1
                for a in range(head.size):
                    edge = edge_of[a >> 1]
                    if edge >= 0 and open_to[a] > 0.0 and marked[a if directed else 2 * edge]:
                        open_to[a] = 1.0
        if not lacking:
            break
    return count


@kernel
def separate(graph, net, y, nested, most):
    """At most ``most`` violated cuts: arcs by row, and what each must sum to."""
    root, needed, ends, indptr, arcs, head, by_node, group_ptr, group_edges = graph
    rows, right = np.zeros((most, y.size), np.bool_), np.zeros(most)
    edges = ends.shape[0]
    blocked, plain = np.zeros(edges, np.bool_), (indptr, arcs, head, np.arange(edges), np.ones(edges, np.bool_))
    count = 0
    for v in range(needed.size):
        if needed[v] > 0 and v != root:
            count = violated_cuts(root, v, 1.0, plain, True, y, blocked, nested, rows, right, count)
            if needed[v] > 1:
                count = violated_cuts(v, root, 1.0, plain, True, y, blocked, nested, rows, right, count)
    if by_node:
        for v in range(needed.size):
            if needed[v] > 1 and v != root:
                source = root + needed.size
                count = violated_cuts(source, v, 2.0, net, False, y, blocked, nested, rows, right, count)
    for g in range(group_ptr.size - 1):
        inside = 0.0
        for k in range(group_ptr[g], group_ptr[g + 1]):
            inside += y[2 * group_edges[k]] + y[2 * group_edges[k] + 1]
        if inside <= 1.0 + VIOLATED:  # two units reach every node: at most one of them through the group
            continue
        blocked[:] = False
        for k in range(group_ptr[g], group_ptr[g + 1]):
            blocked[group_edges[k]] = True
        for v in range(needed.size):
            if needed[v] > 1 and v != root:
                count = violated_cuts(root, v, 1.0, plain, False, y, blocked, nested, rows, right, count)
    return rows[:count], right[:count]
