"""Edges that a Steiner tree never needs: another way joins their ends by steps that are no dearer.

The special distance test: if a way that avoids edge (u, v) leads from u to v and its parts between terminals cost no
more than the edge, each, then the edge of any tree can be exchanged for one of the parts. Graphs are as in
``_max_flow``.

References
----------
C. W. Duin, A. Volgenant, Reduction tests for the Steiner problem in graphs, Networks 19 (1989) 549-567.
"""

import heapq

import numpy as np
from numba import njit

kernel = njit(cache=True, nogil=True, error_model="numpy")


@kernel
def needed_edges(most, required, indptr, arcs, head, cost):
    """Flags of edges that stay; from one end up to ``most`` nodes are looked at, the dearest edges first."""
    nodes = indptr.size - 1
    stays = np.ones(cost.size, np.bool_)
    reached, dist = np.full(nodes, -1), np.empty(nodes)
    for e in np.argsort(-cost, kind="mergesort"):
        u, v = head[2 * e], head[2 * e + 1]
        if u == v:
            stays[e] = False
            continue
        reached[u], dist[u] = e, 0.0
        heap = [(0.0, np.int64(u))]
        looked = 0
        while heap and looked < most and stays[e]:
            d, w = heapq.heappop(heap)
            if d > dist[w]:
                continue
            looked += 1
            if required[w]:
                d = 0.0
            for k in range(indptr[w], indptr[w + 1]):
                x, f = head[arcs[k]], arcs[k] >> 1
                if f == e or not stays[f]:
                    continue
                through = d + cost[f]
                if through <= cost[e] and (reached[x] != e or through < dist[x]):
                    if x == v:
                        stays[e] = False
                        break
                    if required[x]:
                        through = 0.0
                    if reached[x] != e or through < dist[x]:
                        reached[x], dist[x] = e, through
                        heapq.heappush(heap, (through, x))
    return stays
