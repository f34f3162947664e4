"""Shortest paths and the trees made of them.

Graphs are as in ``_max_flow``: edge k is the arcs 2k and 2k + 1. ``cost`` is by edge here, ``arc_cost`` by arc; an
infinite cost is no way. Trees are ``used``, a flag by edge.
"""

import heapq

import numpy as np
from numba import njit

kernel = njit(cache=True, nogil=True, error_model="numpy")


@kernel
def distances(sources, backward, indptr, arcs, head, arc_cost):
    """Least cost from the nearest source to each node, or to it if ``backward``; infinite without a way."""
    dist = np.full(indptr.size - 1, np.inf)
    heap = [(0.0, np.int64(v)) for v in sources]
    for v in sources:
        dist[v] = 0.0
    heapq.heapify(heap)
    while heap:
        d, v = heapq.heappop(heap)
        if d > dist[v]:
            continue
        for k in range(indptr[v], indptr[v + 1]):
            a = arcs[k]
            w = head[a]
            through = d + arc_cost[a ^ 1 if backward else a]
            if through < dist[w]:
                dist[w] = through
                heapq.heappush(heap, (through, w))
    return dist


@kernel
def joined_by_paths(start, wanted, indptr, arcs, head, cost):
    """A tree that grows from ``start`` along the shortest path to the nearest wanted node until it has all in reach.

    H. Takahashi, A. Matsuyama, An approximate solution for the Steiner problem in graphs, Math. Japonica 24 (1980).
    """
    nodes = indptr.size - 1
    used = np.zeros(head.size // 2, np.bool_)
    dist, into = np.full(nodes, np.inf), np.full(nodes, -1)
    joined = np.zeros(nodes, np.bool_)
    dist[start], joined[start] = 0.0, True
    heap = [(0.0, np.int64(start))]
    while heap:
        d, v = heapq.heappop(heap)
        if d > dist[v]:
            continue
        if wanted[v] and not joined[v]:
            w = v
            while not joined[w]:
                joined[w], dist[w] = True, 0.0
                used[into[w] >> 1] = True
                heapq.heappush(heap, (0.0, w))
                w = head[into[w] ^ 1]
            continue
        for k in range(indptr[v], indptr[v + 1]):
            a = arcs[k]
            w = head[a]
            through = d + cost[a >> 1]
            if through < dist[w]:
                dist[w], into[w] = through, a
                heapq.heappush(heap, (through, w))
    return used


@kernel
def find(parent, v):
    """The number of v's set."""
    while parent[v] != v:
        parent[v] = parent[parent[v]]
        v = parent[v]
    return v


@kernel
def spanned(used, by_cost, head):
    """The cheapest forest over the nodes of a tree; ``by_cost`` is all edges, cheapest first."""
    nodes = 0
    for a in range(head.size):
        nodes = max(nodes, head[a] + 1)
    there = np.zeros(nodes, np.bool_)
    for k in range(used.size):
        if used[k]:
            there[head[2 * k]] = there[head[2 * k + 1]] = True
    parent = np.arange(nodes)
    forest = np.zeros(used.size, np.bool_)
    for k in by_cost:
        u, v = head[2 * k], head[2 * k + 1]
        if there[u] and there[v]:
            u, v = find(parent, u), find(parent, v)
            if u != v:
                parent[u] = v
                forest[k] = True
    return forest


@kernel
def pruned(used, root, required, prize, indptr, arcs, head, cost):
    """The part of a tree around ``root`` that is worth its cost: branches to nothing required pay by their prizes.

    Returns the flags, the cost of the edges and the prizes of the nodes in the tree.
    """
    nodes = indptr.size - 1
    order, into = np.empty(nodes, np.int64), np.full(nodes, -1)
    order[0], count = root, 1
    seen = np.zeros(nodes, np.bool_)
    seen[root] = True
    done = 0
    while done < count:
        v = order[done]
        done += 1
        for k in range(indptr[v], indptr[v + 1]):
            w = head[arcs[k]]
            if used[arcs[k] >> 1] and not seen[w]:
                seen[w], into[w] = True, arcs[k]
                order[count] = w
                count += 1
    worth, needed = np.zeros(nodes), np.zeros(nodes, np.bool_)
    kept = np.zeros(nodes, np.bool_)
    kept[root] = True
    for position in range(count - 1, 0, -1):
        v = order[position]
        worth[v] += prize[v]
        needed[v] |= required[v]
        a = into[v]
        net, tail = worth[v] - cost[a >> 1], head[a ^ 1]
        if needed[v] or net > 0.0:
            kept[v] = True
            worth[tail] += net
            needed[tail] |= needed[v]
    tree = np.zeros(used.size, np.bool_)
    total, gained = 0.0, prize[root]
    for position in range(1, count):
        v = order[position]
        tail = head[into[v] ^ 1]
        kept[v] &= kept[tail]
        if kept[v]:
            tree[into[v] >> 1] = True
            total += cost[into[v] >> 1]
            gained += prize[v]
    return tree, total, gained
