"""Maximum flow and minimum cut between two nodes, by Dinic's algorithm on float capacities.

Edge k joins ``ends[k, 0]`` and ``ends[k, 1]``. It is two arcs, 2k from the first to the second node and 2k + 1 back,
each with its own capacity: an undirected edge has both alike, a directed one has 0 on the way back. What flows along an
arc may flow back along its mate, arc ^ 1. ``leaving`` makes from the ends what the others read: ``arcs[indptr[v] :
indptr[v + 1]]`` leave node v, ``head[a]`` is where arc a ends. ``residual[a]`` is what may still flow along arc a: the
capacities before a flow, which it changes.

References
----------
E. A. Dinic, Algorithm for solution of a problem of maximum flow in networks with power estimation, Soviet Math. Dokl.
11 (1970) 1277-1280.
"""

import numpy as np
from numba import njit

kernel = njit(cache=True, nogil=True, error_model="numpy")

CLOSED = 1e-10  # an arc with no more than this left is full


@kernel
def leaving(ends, nodes):
    """``indptr, arcs, head`` of a graph."""
    edges = ends.shape[0]
    indptr = np.zeros(nodes + 1, np.int64)
    head = np.empty(2 * edges, np.int64)
    for k in range(edges):
        u, v = ends[k, 0], ends[k, 1]
        head[2 * k], head[2 * k + 1] = v, u
        indptr[u + 1] += 1
        indptr[v + 1] += 1
    for v in range(nodes):
        indptr[v + 1] += indptr[v]
    free = indptr[:-1].copy()
    arcs = np.empty(2 * edges, np.int64)
    for a in range(2 * edges):
        tail = head[a ^ 1]
        arcs[free[tail]] = a
        free[tail] += 1
    return indptr, arcs, head


@kernel
def levels_from(sink, source, indptr, arcs, head, residual, level, queue):
    """Arcs from each node to the sink along arcs that are not full; whether the source has such a way.

    -1 where there is none; nodes farther than the source may be left out.
    """
    level[:] = -1
    level[sink] = 0
    queue[0] = sink
    first, last = 0, 1
    while first < last:
        v = queue[first]
        first += 1
        for k in range(indptr[v], indptr[v + 1]):
            u = head[arcs[k]]
            if level[u] < 0 and residual[arcs[k] ^ 1] > CLOSED:
                level[u] = level[v] + 1
                if u == source:
                    return True
                queue[last] = u
                last += 1
    return False


@kernel
def max_flow(source, sink, indptr, arcs, head, residual, enough):
    """What can flow from source to sink (another node), or ``enough`` if that is less; ``residual`` is what is left.

    ``enough`` may be infinite. Only a flow below it proves a minimum cut.
    """
    nodes = indptr.size - 1
    level, queue = np.empty(nodes, np.int64), np.empty(nodes, np.int64)
    path = np.empty(nodes, np.int64)  # arcs from the source to where the search stands
    flow = 0.0
    while flow < enough and levels_from(sink, source, indptr, arcs, head, residual, level, queue):
        untried = indptr[:-1].copy()
        length, v = 0, source
        while True:
            if v == sink:
                most, tightest = enough - flow, 0
                for k in range(length):
                    if residual[path[k]] < most:
                        most, tightest = residual[path[k]], k
                for k in range(length):
                    residual[path[k]] -= most
                    residual[path[k] ^ 1] += most
                flow += most
                if flow >= enough:
                    return flow
                length = tightest
                v = head[path[length] ^ 1]
                continue
            onward = -1
            while untried[v] < indptr[v + 1]:
                a = arcs[untried[v]]
                if residual[a] > CLOSED and level[head[a]] >= 0 and level[head[a]] == level[v] - 1:
                    onward = a
                    break
                untried[v] += 1
            if onward >= 0:
                path[length] = onward
                length += 1
                v = head[onward]
            elif length == 0:
                break
            else:
                length -= 1
                v = head[path[length] ^ 1]
                untried[v] += 1
    return flow


@kernel
def source_side(source, indptr, arcs, head, residual):
    """Nodes that the source still reaches: after a maximum flow, the smallest source side of a minimum cut."""
    side = np.zeros(indptr.size - 1, np.bool_)
    stack = np.empty(side.size, np.int64)
    side[source], stack[0], count = True, source, 1
    while count:
        count -= 1
        v = stack[count]
        for k in range(indptr[v], indptr[v + 1]):
            w = head[arcs[k]]
            if not side[w] and residual[arcs[k]] > CLOSED:
                side[w], stack[count] = True, w
                count += 1
    return side


@kernel
def sink_side(sink, indptr, arcs, head, residual):
    """Nodes that still reach the sink: after a maximum flow, the smallest sink side of a minimum cut."""
    side = np.zeros(indptr.size - 1, np.bool_)
    stack = np.empty(side.size, np.int64)
    side[sink], stack[0], count = True, sink, 1
    while count:
        count -= 1
        v = stack[count]
        for k in range(indptr[v], indptr[v + 1]):
            u = head[arcs[k]]
            if not side[u] and residual[arcs[k] ^ 1] > CLOSED:
                side[u], stack[count] = True, u
                count += 1
    return side
