"""Wong's dual ascent: a lower bound for a Steiner arborescence, and what each arc costs beyond it.

The dual of the cut model: raise y_W >= 0 of sets W that hold a terminal and not the root while for each arc the y of
the sets that it enters stay within its cost. A terminal's set is what reaches it along arcs whose cost is used up; it
grows until it has the root. Graphs are as in ``_max_flow``.

References
----------
R. T. Wong, A dual ascent approach for Steiner tree problems on a directed graph, Math. Program. 28 (1984) 271-287.
T. Pajor, E. Uchoa, R. F. Werneck, A robust and scalable algorithm for the Steiner problem in graphs, Math. Program.
Comput. 10 (2018) 69-118, section 5: small sets first, sizes looked at anew only when a set's turn comes.
"""

import heapq

import numpy as np
from numba import njit

kernel = njit(cache=True, nogil=True, error_model="numpy")

USED_UP = 1e-9  # of the largest cost: an arc with no more than this left is free


@kernel
def longer(array, size):
    """The array with room for ``size`` and more."""
    other = np.empty(max(size, 2 * array.size), array.dtype)
    other[: array.size] = array
    return other


@kernel
def dual_ascent(root, targets, indptr, arcs, head, reduced, free, keep):
    """Raise the sets of ``targets`` from what ``reduced`` still costs; changes ``reduced``.

    Returns the bound that was won, and with ``keep`` the cuts: ``raised`` (by how much), ``owner`` (whose set), and
    the arcs of cut i, ``entering[start[i] : start[i + 1]]``. An arc with at most ``free`` left costs nothing.
    """
    nodes = indptr.size - 1
    active = np.zeros(nodes, np.bool_)
    inside = np.full(nodes, -1)  # the last set that a node was in
    members, cut = np.empty(nodes, np.int64), np.empty(head.size, np.int32)
    heap = [(np.int64(0), np.int64(root)) for _ in range(0)]
    for t in targets:
        if t != root:
            active[t] = True
            heapq.heappush(heap, (indptr[t + 1] - indptr[t], np.int64(t)))
    raised, owner = np.empty(16), np.empty(16, np.int64)
    start, entering = np.zeros(17, np.int64), np.empty(16, np.int32)
    cuts, bound, turn = 0, 0.0, 0
    while heap:
        size, t = heapq.heappop(heap)
        if not active[t]:
            continue
        turn += 1
        inside[t], members[0], count, done = turn, t, 1, 0
        entries = 0
        while True:
            closed = False  # whether it met the root or another's set
            while done < count and not closed:
                v = members[done]
                done += 1
                for k in range(indptr[v], indptr[v + 1]):
                    a = arcs[k] ^ 1
                    u = head[arcs[k]]
                    if inside[u] == turn or reduced[a] == np.inf:
                        continue
                    if reduced[a] > free:
                        cut[entries] = a
                        entries += 1
                        continue
                    if u == root or active[u]:
                        closed = True
                        break
                    inside[u], members[count] = turn, u
                    count += 1
            if closed:
                active[t] = False
                break
            kept, least = 0, np.inf
            for k in range(entries):  # without what has come inside since
                a = cut[k]
                if inside[head[a ^ 1]] != turn:
                    cut[kept] = a
                    kept += 1
                    least = min(least, reduced[a])
            entries = kept
            if entries > size and heap and entries > heap[0][0]:
                heapq.heappush(heap, (np.int64(entries), t))
                break
            size = entries
            if entries == 0:  # the root cannot be reached: no bound at all
                return np.inf, raised[:cuts], owner[:cuts], start[: cuts + 1], entering[: start[cuts]]
            bound += least
            if keep:
                if cuts == raised.size:
                    raised, owner = longer(raised, cuts + 1), longer(owner, cuts + 1)
                    start = longer(start, cuts + 2)
                if start[cuts] + entries > entering.size:
                    entering = longer(entering, start[cuts] + entries)
                raised[cuts], owner[cuts] = least, t
                entering[start[cuts] : start[cuts] + entries] = cut[:entries]
                start[cuts + 1] = start[cuts] + entries
                cuts += 1
            for k in range(entries):
                a = cut[k]
                reduced[a] -= least
                if reduced[a] <= free:
                    reduced[a] = 0.0
                    u = head[a ^ 1]
                    if u == root or active[u]:
                        closed = True
                    elif inside[u] != turn:
                        inside[u], members[count] = turn, u
                        count += 1
            if closed:
                active[t] = False
                break
    return bound, raised[:cuts], owner[:cuts], start[: cuts + 1], entering[: start[cuts]]
