"""Which nodes keep a way to the root when one thing fails: an edge, a node, or a group of edges.

Graphs are those of ``_max_flow``: ``indptr, arcs, head``, arcs 2k and 2k + 1 being edge k there and back. ``chosen``
says which edges are there. ``needed`` is 0, 1 (a way to the root) or 2 (a way whatever fails) by node. Groups of edges
that fail together: group g is ``group_edges[group_ptr[g] : group_ptr[g + 1]]``. ``graph`` is all of it: ``root, needed,
ends, indptr, arcs, head, by_node, group_ptr, group_edges``; ``by_node``: single nodes may fail too.

References
----------
R. E. Tarjan, Depth-first search and linear graph algorithms, SIAM J. Comput. 1 (1972) 146-160: low points. An edge of
the search tree is a bridge if nothing below it reaches above its lower node; a node separates the subtree below it that
reaches no higher than the node itself.
"""

import numpy as np
from numba import njit

kernel = njit(cache=True, nogil=True, error_model="numpy")


@kernel
def walk(root, indptr, arcs, head, chosen):
    """Depth-first from the root: nodes in the order met; when each was met (-1: never), low points, arcs to them."""
    nodes = indptr.size - 1
    order = np.empty(nodes, np.int64)
    met, low, way = np.full(nodes, -1), np.full(nodes, -1), np.full(nodes, -1)
    untried = indptr[:-1].copy()
    order[0], met[root], low[root], count, v = root, 0, 0, 1, root
    while True:
        if untried[v] < indptr[v + 1]:
            a = arcs[untried[v]]
            untried[v] += 1
            if not chosen[a >> 1] or (way[v] >= 0 and a == way[v] ^ 1):
                continue
            w = head[a]
            if met[w] < 0:
                order[count], met[w], low[w], way[w] = w, count, count, a
                count += 1
                v = w
            elif met[w] < low[v]:
                low[v] = met[w]
        elif way[v] < 0:
            return order[:count], met, low, way
        else:
            below, v = v, head[way[v] ^ 1]
            low[v] = min(low[v], low[below])


@kernel
def unmet_by_one(root, needed, indptr, arcs, head, chosen, by_node):
    """Nodes without what they need, groups apart: not joined, or a single edge (or node) between them and the root."""
    order, met, low, way = walk(root, indptr, arcs, head, chosen)
    unmet = np.zeros(needed.size, np.bool_)
    weak = np.zeros(needed.size, np.bool_)
    for v in range(needed.size):
        unmet[v] = needed[v] > 0 and met[v] < 0
    for k in range(1, order.size):
        v = order[k]
        above = head[way[v] ^ 1]
        weak[v] = weak[above] or low[v] == met[v] or (by_node and above != root and low[v] >= met[above])
        unmet[v] = weak[v] and needed[v] > 1
    return unmet


@kernel
def reached_without(group, root, indptr, arcs, head, chosen, group_ptr, group_edges):
    """Nodes joined to the root by chosen edges that are not of the group."""
    left = chosen.copy()
    for k in range(group_ptr[group], group_ptr[group + 1]):
        left[group_edges[k]] = False
    return reached(root, indptr, arcs, head, left)


@kernel
def reached(root, indptr, arcs, head, chosen):
    """Nodes joined to the root by chosen edges."""
    seen = np.zeros(indptr.size - 1, np.bool_)
    stack = np.empty(seen.size, np.int64)
    seen[root], stack[0], count = True, root, 1
    while count:
        count -= 1
        v = stack[count]
        for k in range(indptr[v], indptr[v + 1]):
            w = head[arcs[k]]
            if chosen[arcs[k] >> 1] and not seen[w]:
                seen[w], stack[count] = True, w
                count += 1
    return seen


@kernel
def feasible(graph, chosen):
    """Whether all nodes have what they need."""
    root, needed, _, indptr, arcs, head, by_node, group_ptr, group_edges = graph
    if unmet_by_one(root, needed, indptr, arcs, head, chosen, by_node).any():
        return False
    for g in range(group_ptr.size - 1):
        used = False
        for k in range(group_ptr[g], group_ptr[g + 1]):
            used = used or chosen[group_edges[k]]
        if used:
            seen = reached_without(g, root, indptr, arcs, head, chosen, group_ptr, group_edges)
            for v in range(needed.size):
                if needed[v] > 1 and not seen[v]:
                    return False
    return True


@kernel
def unmet(graph, chosen):
    """Nodes without what they need."""
    root, needed, _, indptr, arcs, head, by_node, group_ptr, group_edges = graph
    missing = unmet_by_one(root, needed, indptr, arcs, head, chosen, by_node)
    for g in range(group_ptr.size - 1):
        seen = reached_without(g, root, indptr, arcs, head, chosen, group_ptr, group_edges)
        for v in range(needed.size):
            missing[v] = missing[v] or (needed[v] > 1 and not seen[v])
    return missing
