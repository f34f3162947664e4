"""Fibre or microwave for each mast: part of the network is taken out and put back, cheapest first, again and again.

*Clients* are the masts, then the nodes that must have fibre; ``way``, ``parent``, ``options`` and ``limits`` are as in
``_hop_chains``. ``used`` are the fibre's edges, a tree around the root; ``need[v]`` counts the clients that have their
fibre from node v. The graph of fibre is as in ``_max_flow``, ``cost`` by edge.

References
----------
P. Shaw, Using constraint programming and local search methods to solve vehicle routing problems, CP-98, LNCS 1520
(1998) 417-431: clients near each other are taken out together.
"""

import heapq
import math

import numpy as np
from numba import njit

from covplan.planning._cover_search import random
from covplan.routing._hop_chains import FIBRE, LEFT, best_hop, follow, narrow, take_hop

kernel = njit(cache=True, nogil=True, error_model="numpy")

NOISE = 0.6  # prices in the search differ from the costs by factors of about e to this power
SKIP = 0.4  # share of the options that the search does not look at, per unit of noise


@kernel
def spread(heap, dist, into, indptr, arcs, head, cost):
    """Let the shortest distances spread from what is in the heap."""
    while heap:
        d, v = heapq.heappop(heap)
        if d > dist[v]:
            continue
        for i in range(indptr[v], indptr[v + 1]):
            a = arcs[i]
            through = d + cost[a >> 1]
            if through < dist[head[a]]:
                dist[head[a]], into[head[a]] = through, a
                heapq.heappush(heap, (through, head[a]))


@kernel
def lay(v, used, dist, into, indptr, arcs, head, cost):
    """Lay fibre from the tree to node v."""
    heap = [(0.0, np.int64(v))]
    while dist[v] > 0.0 or into[v] >= 0:
        a = into[v]
        used[a >> 1] = True
        dist[v], into[v] = 0.0, -1
        heapq.heappush(heap, (0.0, v))
        v = head[a ^ 1]
    spread(heap, dist, into, indptr, arcs, head, cost)


@kernel
def pull_back(used, need, root, indptr, arcs, head):
    """Take out fibre that leads to nobody."""
    nodes = need.size
    degree = np.zeros(nodes, np.int64)
    for e in range(used.size):
        if used[e]:
            degree[head[2 * e]] += 1
            degree[head[2 * e + 1]] += 1
    for first in range(nodes):
        v = first
        while degree[v] == 1 and need[v] == 0 and v != root:
            for i in range(indptr[v], indptr[v + 1]):
                e = arcs[i] >> 1
                if used[e]:
                    used[e] = False
                    degree[v] -= 1
                    v = head[arcs[i]]
                    degree[v] -= 1
                    break


@kernel
def put_back(used, way, parent, need, clients, graph, options, limits, noise, rng):
    """Join all clients that are left, the cheapest first by prices that differ from the costs at random."""
    node, spur, demand, masts = clients
    root, indptr, arcs, head, cost = graph
    outage = options[5]
    hops, out, load = np.zeros(masts, np.int64), np.zeros(masts), np.zeros(masts)
    dist, into = np.full(need.size, np.inf), np.full(need.size, -1)
    heap = [(0.0, np.int64(root))]
    dist[root] = 0.0
    for e in range(used.size):
        if used[e]:
            for v in (head[2 * e], head[2 * e + 1]):
                if dist[v] > 0.0:
                    dist[v] = 0.0
                    heapq.heappush(heap, (0.0, v))
    spread(heap, dist, into, indptr, arcs, head, cost)
    left = [c for c in range(way.size) if way[c] == LEFT]
    all_hops = math.exp(noise * (random(rng) - 0.5))
    fibre_times = [math.exp(noise * (random(rng) - 0.5)) for _ in left]
    hop_times = [all_hops * math.exp(noise * (random(rng) - 0.5)) for _ in left]
    state = (way, parent, hops, out, load)
    follow(way, parent, demand, outage, hops, out, load)
    narrow(state, options)
    while left:
        follow(way, parent, demand, outage, hops, out, load)
        best, least, by = -1, np.inf, -1
        for i in range(len(left)):
            c = left[i]
            if node[c] >= 0:
                price = (dist[node[c]] + spur[c]) * fibre_times[i]
                if price < least:
                    best, least, by = i, price, -1
            if c < masts:
                k, price = best_hop(c, demand[c], state, options, limits, SKIP * noise, rng)
                if price * hop_times[i] < least:
                    best, least, by = i, price * hop_times[i], k
        if best < 0:
            return
        c = left[best]
        if by < 0:
            lay(node[c], used, dist, into, indptr, arcs, head, cost)
            way[c] = FIBRE
            need[node[c]] += 1
        else:
            take_hop(c, by, demand[c], state, options, limits)
        left[best], fibre_times[best], hop_times[best] = left[-1], fibre_times[-1], hop_times[-1]
        left.pop()
        fibre_times.pop()
        hop_times.pop()


@kernel
def near(seed, count, clients, graph, options, lit, rng):
    """Clients near one: the next along the fibre, and some at the other ends of its hops."""
    node, masts = clients[0], clients[3]
    root, indptr, arcs, head, cost = graph
    chosen = np.zeros(node.size, np.bool_)
    chosen[seed] = True
    found = 1
    if seed < masts:
        ptr, other = options[0], options[2]
        for _ in range(count // 2):
            if ptr[seed + 1] > ptr[seed]:
                c = other[ptr[seed] + int(random(rng) * (ptr[seed + 1] - ptr[seed]))]
                if not lit[c] and not chosen[c]:
                    chosen[c] = True
                    found += 1
    if node[seed] < 0:
        return chosen
    at = np.full(indptr.size - 1, -1)  # clients by node, as a list through ``after``
    after = np.full(node.size, -1)
    for c in range(node.size):
        if node[c] >= 0 and not lit[c]:
            after[c], at[node[c]] = at[node[c]], c
    dist = np.full(indptr.size - 1, np.inf)
    dist[node[seed]] = 0.0
    heap = [(0.0, np.int64(node[seed]))]
    while heap and found < count:
        d, v = heapq.heappop(heap)
        if d > dist[v]:
            continue
        c = at[v]
        while c >= 0 and found < count:
            if not chosen[c]:
                chosen[c] = True
                found += 1
            c = after[c]
        if v == root:
            continue
        for i in range(indptr[v], indptr[v + 1]):
            w = head[arcs[i]]
            through = d + cost[arcs[i] >> 1]
            if through < dist[w]:
                dist[w] = through
                heapq.heappush(heap, (through, w))
    return chosen


@kernel
def total(used, way, lit, spur, cost, hop_cost, dear):
    """Cost of a network; each client that is left costs ``dear``."""
    worth = 0.0
    for e in range(used.size):
        if used[e]:
            worth += cost[e]
    for c in range(way.size):
        if way[c] == LEFT:
            worth += dear
        elif way[c] >= 0:
            worth += hop_cost[way[c]]
        elif not lit[c]:
            worth += spur[c]
    return worth


@kernel
def search(
    steps, done, whole, most_removed, heat, dear, lit, used, way, parent, need, clients, graph, options, limits, rng
):
    """``steps`` of ``whole`` steps, of which ``done`` are done; changes ``used``, ``way``, ``parent``, ``need``.

    A step may make it worse by about ``heat`` at first, by nothing at the end. They hold the best of these steps.
    """
    node, spur, demand, masts = clients
    root, indptr, arcs, head, cost = graph
    hop_cost = options[3]
    free = np.flatnonzero(~lit)
    if free.size == 0:
        return
    now = total(used, way, lit, spur, cost, hop_cost, dear)
    best = now
    kept_used, kept_way, kept_parent, kept_need = used.copy(), way.copy(), parent.copy(), need.copy()
    best_used, best_way, best_parent, best_need = used.copy(), way.copy(), parent.copy(), need.copy()
    for step in range(done, done + steps):
        seed = free[int(random(rng) * free.size)]
        removed = near(seed, 1 + int(random(rng) * most_removed), clients, graph, options, lit, rng)
        for c in range(masts):  # and whose hops lead through them
            at = c
            while way[at] >= 0 and not removed[at]:
                at = parent[at]
            removed[c] |= removed[at]
        for c in range(way.size):
            if removed[c] and way[c] != LEFT:
                if way[c] == FIBRE:
                    need[node[c]] -= 1
                way[c] = LEFT
        pull_back(used, need, root, indptr, arcs, head)
        put_back(used, way, parent, need, clients, graph, options, limits, NOISE * random(rng), rng)
        pull_back(used, need, root, indptr, arcs, head)
        cost_now = total(used, way, lit, spur, cost, hop_cost, dear)
        if cost_now <= now - heat * (1.0 - step / whole) * math.log(1.0 - random(rng)):
            now = cost_now
            kept_used[:], kept_way[:], kept_parent[:], kept_need[:] = used, way, parent, need
            if now < best:
                best = now
                best_used[:], best_way[:], best_parent[:], best_need[:] = used, way, parent, need
        else:
            used[:], way[:], parent[:], need[:] = kept_used, kept_way, kept_parent, kept_need
    used[:], way[:], parent[:], need[:] = best_used, best_way, best_parent, best_need
