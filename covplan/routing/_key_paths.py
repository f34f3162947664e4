"""Local search for a Steiner tree: key paths around a place are taken out and what falls apart is joined anew.

A key node is a terminal, a node with a prize, or one where the tree branches; a key path runs from one to the next. A
step takes out a few key paths that hang together (one: key-path exchange; all of a branching: its elimination), may put
in a node by chance (Steiner-node insertion), joins the parts by shortest paths, each grown from one of them until it
meets another, and drops a part whose prizes do not pay its way. A worse tree is kept with a probability that falls with
the loss and over time. The work of a step is local: the largest part is not walked through.

Graphs are as in ``_max_flow``, trees as in ``_shortest_paths``; ``degree`` is that of each node in the tree. Random
numbers are our own, so that a seed gives the same tree everywhere.
"""

import heapq
import math

import numpy as np
from numba import njit

from covplan.planning._cover_search import random
from covplan.routing._shortest_paths import find

kernel = njit(cache=True, nogil=True, error_model="numpy")

INSERT = 0.35  # how often a node is put in
ALL = 0.5  # how often all key paths of a terminal are taken out, not one
FAR = 3  # edges from what was taken out to where a node is put in, at most
SHORT_WALK, LONG_WALK, SELDOM = 100, 1_000_000, 0.05  # nodes of parts that a step may walk through, seldom many
PATIENCE = 300  # tries to hit the tree by chance


@kernel
def flip(k, used, degree, head, journal, count):
    """Put edge k into the tree or take it out, and note it."""
    change = -1 if used[k] else 1
    used[k] = not used[k]
    degree[head[2 * k]] += change
    degree[head[2 * k + 1]] += change
    journal[count] = k
    return count + 1


@kernel
def used_arc(v, which, indptr, arcs, used):
    """The arc from v to its neighbour number ``which`` in the tree."""
    for k in range(indptr[v], indptr[v + 1]):
        if used[arcs[k] >> 1]:
            if which == 0:
                return arcs[k]
            which -= 1
    return -1


@kernel
def take_out_path(a, fixed, indptr, arcs, head, cost, used, degree, journal, count):
    """Take out the key path that begins with arc a: its far end, its cost."""
    saved = 0.0
    while True:
        saved += cost[a >> 1]
        count = flip(a >> 1, used, degree, head, journal, count)
        v = head[a]
        if fixed[v] or degree[v] != 1:
            return v, saved, count
        a = used_arc(v, 0, indptr, arcs, used)


@kernel
def take_out(seed, most, fixed, indptr, arcs, head, cost, used, degree, journal, touched, state):
    """Take out up to about ``most`` key paths that hang together, from ``seed`` on.

    Returns how many nodes were touched (they may repeat or have left the tree), the cost saved, the journal's length.
    """
    touched[0], ends, count, paths, saved = seed, 1, 0, 0, 0.0
    hub = seed
    while paths < most:
        some = 1 if fixed[hub] and random(state) >= ALL else degree[hub]
        for _ in range(some):
            if ends == touched.size - 1 or degree[hub] == 0:
                break
            a = used_arc(hub, int(random(state) * degree[hub]), indptr, arcs, used)
            end, won, count = take_out_path(a, fixed, indptr, arcs, head, cost, used, degree, journal, count)
            touched[ends] = end
            ends += 1
            paths += 1
            saved += won
        hub = touched[int(random(state) * ends)]
        if degree[hub] == 0 or ends == touched.size - 1:
            break
    done = 0
    while done < ends and ends < touched.size:  # a loose end that nobody needs
        v = touched[done]
        done += 1
        if degree[v] == 1 and not fixed[v]:
            a = used_arc(v, 0, indptr, arcs, used)
            end, won, count = take_out_path(a, fixed, indptr, arcs, head, cost, used, degree, journal, count)
            touched[ends] = end
            ends += 1
            saved += won
    return ends, saved, count


@kernel
def label_parts(ends, now, touched, required, prize, indptr, arcs, head, cost, used, degree, fixed, mark, label,
                follow, first, last, needed, worth, spent, walk):  # fmt: skip
    """Number the parts that hang on the touched nodes; all but one are walked through. How many, and that one's number.

    No parts if more than ``walk`` nodes would have to be walked through.

    The nodes of a part are a list, from ``first`` by ``follow`` to ``last``; ``needed``, ``worth`` and ``spent`` are
    whether it holds anything required, its prizes, and what its edges cost.
    """
    parts = 0
    for i in range(ends):
        v = touched[i]
        if mark[v] != now and (degree[v] > 0 or fixed[v]):
            mark[v], label[v], follow[v] = now, parts, -1
            first[parts] = last[parts] = v
            needed[parts], worth[parts], spent[parts] = required[v], prize[v], 0.0
            parts += 1
    at = first[:parts].copy()
    left, walked = parts, 0
    while left > 1:
        walked += left
        if walked > walk:
            return 0, 0
        for i in range(parts):
            v = at[i]
            if v < 0:
                continue
            for k in range(indptr[v], indptr[v + 1]):
                w = head[arcs[k]]
                if used[arcs[k] >> 1] and mark[w] != now:
                    mark[w], label[w], follow[w] = now, i, -1
                    follow[last[i]] = w
                    last[i] = w
                    needed[i] |= required[w]
                    worth[i] += prize[w]
                    spent[i] += cost[arcs[k] >> 1]
            at[i] = follow[v]
            if at[i] < 0:
                left -= 1
                if left == 1:
                    break
    rest = 0
    for i in range(parts):
        if at[i] >= 0:
            rest = i
    return parts, rest


@kernel
def nearest_part(c, rest, now, limit, first, follow, parent, label, mark, degree, indptr, arcs, head, cost, dist, into,
                 reached, turn):  # fmt: skip
    """The nearest node of another part than c within ``limit``, and how far it is; -1 without one."""
    heap = [(0.0, np.int64(first[c]))]
    v = first[c]
    while v >= 0:
        reached[v], dist[v], into[v] = turn, 0.0, -1
        if v != first[c]:
            heap.append((0.0, np.int64(v)))
        v = follow[v]
    while heap:
        d, v = heapq.heappop(heap)
        if d > dist[v]:
            continue
        if d > limit:
            break
        if into[v] >= 0 and (mark[v] == now or degree[v] > 0):
            return v, d
        for k in range(indptr[v], indptr[v + 1]):
            a = arcs[k]
            w = head[a]
            through = d + cost[a >> 1]
            if through <= limit and (reached[w] != turn or through < dist[w]):
                reached[w], dist[w], into[w] = turn, through, a
                heapq.heappush(heap, (through, w))
    return -1, np.inf


@kernel
def search(steps, done, total_steps, most, heat, root, required, prize, prized, indptr, arcs, head, cost, used,
           state):  # fmt: skip
    """Steps ``done`` to ``done + steps``; changes the tree ``used``. The change of cost less prizes."""
    nodes = indptr.size - 1
    fixed = required | (prize > 0.0)  # never the inside of a key path
    degree = np.zeros(nodes, np.int64)
    for k in range(used.size):
        if used[k]:
            degree[head[2 * k]] += 1
            degree[head[2 * k + 1]] += 1
    journal = np.empty(16 * used.size + 16, np.int64)
    touched = np.empty(4 * most + 64, np.int64)
    mark, label, follow = np.zeros(nodes, np.int64), np.zeros(nodes, np.int64), np.zeros(nodes, np.int64)
    reached, dist, into = np.zeros(nodes, np.int64), np.zeros(nodes), np.zeros(nodes, np.int64)
    size = touched.size + 1
    first, last = np.zeros(size, np.int64), np.zeros(size, np.int64)
    needed, worth, spent = np.zeros(size, np.bool_), np.zeros(size), np.zeros(size)
    parent, alone = np.zeros(size, np.int64), np.zeros(size, np.int64)
    turn, change = 0, 0.0
    for step in range(done, done + steps):
        now = step - done + 1
        share = 1.0 - step / total_steps
        slack = -heat * share * share * math.log(1.0 - random(state))
        seed = root
        for _ in range(PATIENCE):
            v = int(random(state) * nodes)
            if degree[v] > 0:
                seed = v
                break
        ends, saved, count = take_out(
            seed, 1 + int(most * random(state) ** 2), fixed, indptr, arcs, head, cost, used, degree, journal, touched,
            state,
        )  # fmt: skip
        parts, rest = label_parts(
            ends, now, touched, required, prize, indptr, arcs, head, cost, used, degree, fixed, mark, label, follow,
            first, last, needed, worth, spent, LONG_WALK if random(state) < SELDOM else SHORT_WALK,
        )  # fmt: skip
        if parts == 0:
            for i in range(count - 1, -1, -1):
                flip(journal[i], used, degree, head, journal, i)
            continue
        value = -saved
        put_in = -1
        if random(state) < INSERT:
            if prized.size and random(state) < 0.5:
                put_in = prized[int(random(state) * prized.size)]
            else:
                put_in = head[2 * journal[int(random(state) * count)]] if count else seed
                for _ in range(int(random(state) * (FAR + 1))):
                    if indptr[put_in + 1] > indptr[put_in]:
                        away = int(random(state) * (indptr[put_in + 1] - indptr[put_in]))
                        put_in = head[arcs[indptr[put_in] + away]]
            if mark[put_in] == now or degree[put_in] > 0:
                put_in = -1
            else:
                mark[put_in], label[put_in], follow[put_in] = now, parts, -1
                first[parts] = last[parts] = put_in
                needed[parts], worth[parts], spent[parts] = True, prize[put_in], 0.0
                value -= prize[put_in]
                parts += 1
        left = 0
        for i in range(parts):
            parent[i] = i
            if i != rest:
                alone[left] = i
                left += 1
        while left:
            chosen = int(random(state) * left)
            c = alone[chosen]
            limit = slack - value
            loss = np.inf if needed[c] else worth[c] - spent[c]
            turn += 1
            v, d = nearest_part(
                c, rest, now, min(limit, loss), first, follow, parent, label, mark, degree, indptr, arcs, head, cost,
                dist, into, reached, turn,
            )  # fmt: skip
            if v < 0 and loss > limit:
                break  # too dear
            alone[chosen] = alone[left - 1]
            left -= 1
            if v < 0 or d >= loss:  # not worth its way
                value += loss
                v = first[c]
                while v >= 0:
                    for k in range(indptr[v], indptr[v + 1]):
                        if used[arcs[k] >> 1]:
                            count = flip(arcs[k] >> 1, used, degree, head, journal, count)
                    mark[v] = 0
                    v = follow[v]
                continue
            value += d
            other = find(parent, label[v]) if mark[v] == now else rest
            a = into[v]
            while True:
                count = flip(a >> 1, used, degree, head, journal, count)
                w = head[a ^ 1]
                if into[w] < 0:
                    break
                mark[w], label[w], follow[w] = now, c, -1
                follow[last[c]] = w
                last[c] = w
                worth[c] += prize[w]
                value -= prize[w]
                a = into[w]
            parent[c] = other
            if other != rest:
                follow[last[other]] = first[c]
                last[other] = last[c]
                needed[other] |= needed[c]
                worth[other] += worth[c]
                spent[other] += spent[c] + d
        if left == 0 and put_in >= 0 and not fixed[put_in] and degree[put_in] == 1:
            a = used_arc(put_in, 0, indptr, arcs, used)
            _, won, count = take_out_path(a, fixed, indptr, arcs, head, cost, used, degree, journal, count)
            value -= won
        if left or value > slack:
            for i in range(count - 1, -1, -1):
                flip(journal[i], used, degree, head, journal, i)
        else:
            change += value
    return change
