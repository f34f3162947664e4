"""Cheap networks in which nodes have one or two ways to the root: insertion, reverse deletion, local search.

A *network* is a graph whose flows are routes: ``net_ends`` as in ``_max_flow``, ``edge_of[q]`` the corridor edge behind
its edge q (-1: the inside of a node), ``both_ways[q]`` whether q may be used backwards. Where routes may share nodes it
is the corridor graph itself; else each node v is an edge from v (in) to v + nodes (out), and each corridor edge two
directed ones.

A node is *inserted* by the cheapest one or two disjoint routes from the root, edges that are there already being
free: successive shortest paths with reduced costs [J. W. Suurballe, Networks 4 (1974) 125-145]. What has become
superfluous is then deleted, dearest chain first. Neither step ever breaks what another node has. ``graph`` is that of
``_two_routes``.
"""

import numpy as np
from numba import njit

from covplan.planning._cover_search import random
from covplan.routing._max_flow import leaving
from covplan.routing._two_routes import feasible, reached_without, unmet_by_one

kernel = njit(cache=True, nogil=True, error_model="numpy")

NOISE = 0.4  # prices in the search differ by up to so much from the costs
WORSE = 0.01  # a step may be worse by so much at first
MOST_REMOVED = 40  # nodes between which a step of the search may take edges out


@kernel
def push(keys, items, size, key, item):
    """Put an item into a binary heap with the least key on top; its new size."""
    k = size
    while k > 0 and key < keys[(k - 1) >> 1]:
        keys[k], items[k] = keys[(k - 1) >> 1], items[(k - 1) >> 1]
        k = (k - 1) >> 1
    keys[k], items[k] = key, item
    return size + 1


@kernel
def pop(keys, items, size):
    """Take the top off; its new size."""
    size -= 1
    key, item, k = keys[size], items[size], 0
    while 2 * k + 1 < size:
        child = 2 * k + 1
        if child + 1 < size and keys[child + 1] < keys[child]:
            child += 1
        if keys[child] >= key:
            break
        keys[k], items[k] = keys[child], items[child]
        k = child
    keys[k], items[k] = key, item
    return size


@kernel
def shortest(source, sink, net, price, flow, rank, way):
    """Cheapest way that is left; writes the arcs into each node, and distances into the ranks (potentials)."""
    indptr, arcs, head, edge_of, both_ways = net
    nodes = indptr.size - 1
    dist = np.full(nodes, np.inf)
    final = np.zeros(nodes, np.bool_)
    dist[source] = 0.0
    keys, items = np.empty(head.size + 1), np.empty(head.size + 1, np.int64)
    waiting = push(keys, items, 0, 0.0, source)
    while waiting:
        d, v = keys[0], items[0]
        waiting = pop(keys, items, waiting)
        if final[v]:
            continue
        final[v] = True
        if v == sink:
            break
        for k in range(indptr[v], indptr[v + 1]):
            a = arcs[k]
            w, edge = head[a], edge_of[a >> 1]
            if final[w] or flow[a]:
                continue
            cost = price[edge] if edge >= 0 else 0.0
            if flow[a ^ 1]:
                cost = -cost
            elif a & 1 and not both_ways[a >> 1]:
                continue
            onward = d + max(cost + rank[v] - rank[w], 0.0)  # not negative but for rounding
            if onward < dist[w]:
                dist[w], way[w] = onward, a
                waiting = push(keys, items, waiting, onward, w)
    if not final[sink]:
        return False
    for v in range(nodes):
        rank[v] += min(dist[v], dist[sink])
    return True


@kernel
def insert(source, sink, routes, net, price, chosen):
    """Choose the edges of the cheapest disjoint routes from source to sink; whether there are so many."""
    indptr, arcs, head, edge_of, _ = net
    flow = np.zeros(head.size, np.bool_)
    rank = np.zeros(indptr.size - 1)
    way = np.empty(indptr.size - 1, np.int64)
    for _ in range(routes):
        if not shortest(source, sink, net, price, flow, rank, way):
            return False
        v = sink
        while v != source:
            a = way[v]
            if flow[a ^ 1]:
                flow[a ^ 1] = False
            else:
                flow[a] = True
            v = head[a ^ 1]
    for a in range(head.size):
        if flow[a] and edge_of[a >> 1] >= 0:
            chosen[edge_of[a >> 1]] = True
    return True


@kernel
def complete(graph, net, price, chosen, state):
    """Insert, in an order by chance, every node that has not what it needs; True unless the graph cannot give it."""
    root, needed, ends, indptr, arcs, head, by_node, group_ptr, group_edges = graph
    nodes = needed.size
    source = root + nodes if by_node else root
    paid = np.where(chosen, 0.0, price)
    ranks = np.empty(nodes)
    for v in range(nodes):
        ranks[v] = random(state)
    for v in np.argsort(ranks):
        if needed[v] > 0 and v != root and unmet_by_one(root, needed, indptr, arcs, head, chosen, by_node)[v]:
            if not insert(source, v, needed[v], net, paid, chosen):
                return False
            paid = np.where(chosen, 0.0, paid)
    for g in range(group_ptr.size - 1):
        for v in np.argsort(ranks):
            if needed[v] < 2:
                continue
            seen = reached_without(g, root, indptr, arcs, head, chosen, group_ptr, group_edges)
            if not seen[v]:
                blocked = paid.copy()
                for k in range(group_ptr[g], group_ptr[g + 1]):
                    blocked[group_edges[k]] = np.inf
                if not insert(source, v, 1, net, blocked, chosen):
                    return False
                paid = np.where(chosen, 0.0, paid)
    return True


@kernel
def strip(root, needed, ends, chosen):
    """Drop dead ends that nobody needs."""
    degree = np.zeros(needed.size, np.int64)
    for e in range(chosen.size):
        if chosen[e]:
            degree[ends[e, 0]] += 1
            degree[ends[e, 1]] += 1
    again = True
    while again:
        again = False
        for e in range(chosen.size):
            if chosen[e]:
                for side in range(2):
                    v = ends[e, side]
                    if degree[v] == 1 and needed[v] == 0 and v != root:
                        chosen[e] = False
                        degree[ends[e, 0]] -= 1
                        degree[ends[e, 1]] -= 1
                        again = True
                        break
    return degree


@kernel
def chains(root, needed, ends, chosen, degree):
    """Number of the chain that each chosen edge is on (-1: not chosen), and how many chains there are.

    A chain runs between nodes that are needed or are no mere passage; all of it is there, or none.
    """
    part = np.arange(chosen.size)  # edges that meet at a passage are of one part: union by halving paths
    first = np.full(needed.size, -1)
    for e in range(chosen.size):
        if chosen[e]:
            for side in range(2):
                v = ends[e, side]
                if degree[v] == 2 and needed[v] == 0 and v != root:
                    if first[v] < 0:
                        first[v] = e
                    else:
                        a, b = first[v], e
                        while part[a] != a:
                            part[a] = part[part[a]]
                            a = part[a]
                        while part[b] != b:
                            part[b] = part[part[b]]
                            b = part[b]
                        part[b] = a
    number = np.full(chosen.size, -1)
    count = 0
    for e in range(chosen.size):
        if chosen[e]:
            a = e
            while part[a] != a:
                a = part[a]
            if number[a] < 0:
                number[a] = count
                count += 1
            number[e] = number[a]
    return number, count


@kernel
def prune(graph, price, chosen):
    """Delete chains that are superfluous, dearest first: afterwards every edge is needed."""
    root, needed, ends, _, _, _, by_node, group_ptr, group_edges = graph
    number, count = chains(root, needed, ends, chosen, strip(root, needed, ends, chosen))
    kept = np.flatnonzero(chosen)
    place = np.full(chosen.size, -1)
    place[kept] = np.arange(kept.size)
    few = ends[kept]  # a small graph: it is looked at for every chain
    indptr, arcs, head = leaving(few, needed.size)
    part_ptr = np.zeros(group_ptr.size, np.int64)
    part_edges = np.empty(group_edges.size, np.int64)
    filled = 0
    for g in range(group_ptr.size - 1):
        for k in range(group_ptr[g], group_ptr[g + 1]):
            if place[group_edges[k]] >= 0:
                part_edges[filled] = place[group_edges[k]]
                filled += 1
        part_ptr[g + 1] = filled
    part = (root, needed, few, indptr, arcs, head, by_node, part_ptr, part_edges[:filled])
    total = np.zeros(count)
    for e in kept:
        total[number[e]] += price[e]
    left = np.ones(kept.size, np.bool_)
    of = number[kept]
    for chain in np.argsort(-total):
        for k in range(kept.size):
            if of[k] == chain:
                left[k] = False
        if not feasible(part, left):
            for k in range(kept.size):
                if of[k] == chain:
                    left[k] = True
    for k in range(kept.size):
        chosen[kept[k]] = left[k]
    strip(root, needed, ends, chosen)


@kernel
def noisy(cost, state):
    """Costs that differ a little by chance."""
    price = np.empty(cost.size)
    for e in range(cost.size):
        price[e] = cost[e] * (1.0 + NOISE * random(state))
    return price


@kernel
def take_out(ends, indptr, arcs, head, chosen, state):
    """Remove the edges between some nodes that lie near to each other."""
    kept = np.flatnonzero(chosen)
    if kept.size == 0:
        return
    most = 3 + int(random(state) * MOST_REMOVED)
    inside = np.zeros(indptr.size - 1, np.bool_)
    queue = np.empty(inside.size, np.int64)
    start = ends[kept[int(random(state) * kept.size)], 0]
    inside[start], queue[0], first, last = True, start, 0, 1
    while first < last and last < most:
        v = queue[first]
        first += 1
        for k in range(indptr[v], indptr[v + 1]):
            w = head[arcs[k]]
            if not inside[w]:
                inside[w], queue[last] = True, w
                last += 1
    for e in kept:
        if inside[ends[e, 0]] and inside[ends[e, 1]]:
            chosen[e] = False


@kernel
def search(steps, done, planned, graph, net, cost, guide, chosen, best, state):
    """Better ``best``: take edges out of ``chosen`` in one place and complete it again, at prices near ``guide``."""
    _, _, ends, indptr, arcs, head, _, _, _ = graph
    value, best_value = cost[chosen].sum(), cost[best].sum()
    for step in range(done, done + steps):
        trial = chosen.copy()
        take_out(ends, indptr, arcs, head, trial, state)
        price = noisy(guide, state)
        if not complete(graph, net, price, trial, state):
            return
        prune(graph, price if random(state) < 0.5 else cost, trial)
        found = cost[trial].sum()
        if found <= value * (1.0 + WORSE * (1.0 - step / planned) * random(state) ** 4):
            value = found
            chosen[:] = trial
            if found < best_value:
                best_value = found
                best[:] = trial
