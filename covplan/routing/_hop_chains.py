"""Hops one behind the other: where they lead, what they carry, and the cheapest by which a mast joins them.

``way[c]`` of mast c is FIBRE, LEFT or the number of a hop option; ``parent[c]`` the mast at its other end; ``state`` is
both with what ``follow`` finds. The options of mast c are ``option[ptr[c] : ptr[c + 1]]`` to ``other`` of the same
places, the cheapest first; their cost, capacity and outage are by option. ``limits`` are the most hops and the most
outage.
"""

import numpy as np
from numba import njit

from covplan.planning._cover_search import random

kernel = njit(cache=True, nogil=True, error_model="numpy")

FIBRE, LEFT = -1, -2
LITTLE = 1e-9  # of a limit: what sums may miss it by


@kernel
def follow(way, parent, demand, outage, hops, out, load):
    """Hops and outage of each mast to fibre and the load of its hop; -1 hops for one that is left or behind one."""
    hops[:], out[:], load[:] = 0, 0.0, 0.0
    for c in range(hops.size):
        at, steps = c, 0
        while way[at] >= 0:
            load[at] += demand[c]
            out[c] += outage[way[at]]
            at, steps = parent[at], steps + 1
        hops[c] = steps if way[at] == FIBRE else -1


@kernel
def worst_behind(a, way, parent, hops, out):
    """The greatest outage of the masts whose hops lead through mast a, itself included."""
    worst = 0.0
    for c in range(hops.size):
        at = c
        while at != a and way[at] >= 0:
            at = parent[at]
        if at == a and hops[c] >= 0:
            worst = max(worst, out[c])
    return worst


@kernel
def widened(a, more, added, state, options, limits):
    """The cheapest option of the same pair by which mast a's hop carries ``more``: it, what it costs and is out beyond
    the present one; -1 without one. ``added`` is the outage that may have been added already to what is behind it."""
    way, parent, hops, out, load = state
    ptr, option, other, hop_cost, capacity, outage = options
    now = way[a]
    if load[a] + more <= capacity[now] * (1.0 + LITTLE):
        return now, 0.0, 0.0
    room = limits[1] - worst_behind(a, way, parent, hops, out) - added
    for k in range(ptr[a], ptr[a + 1]):
        o = option[k]
        longer = max(outage[o] - outage[now], 0.0)
        if other[k] == parent[a] and load[a] + more <= capacity[o] and (longer == 0.0 or longer <= room):
            return o, hop_cost[o] - hop_cost[now], longer
    return -1, np.inf, np.inf


@kernel
def best_hop(c, demand, state, options, limits, skip, rng):
    """Place in ``option`` of the hop by which client c is joined at the least cost, and this cost; -1 without one.

    Hops behind it that carry too little then are widened, at a cost. A share ``skip`` of the options is not looked at.
    """
    way, parent, hops, out, load = state
    ptr, option, other, hop_cost, capacity, outage = options
    most = limits[1] * (1.0 + LITTLE)
    best, least = -1, np.inf
    for k in range(ptr[c], ptr[c + 1]):
        o, p = option[k], other[k]
        price = hop_cost[o]
        if price >= least:
            break
        if skip > 0.0 and random(rng) < skip:
            continue
        if way[p] == LEFT or hops[p] < 0 or hops[p] + 1 > limits[0] or demand > capacity[o] * (1.0 + LITTLE):
            continue
        at, added = p, 0.0
        while way[at] >= 0 and price < least:
            _, more, longer = widened(at, demand, added, state, options, limits)
            price, added, at = price + more, added + longer, parent[at]
        if price < least and out[p] + outage[o] + added <= most:
            best, least = k, price
    return best, least


@kernel
def take_hop(c, k, demand, state, options, limits):
    """Join client c by its option at place k."""
    way, parent = state[0], state[1]
    at, added = options[2][k], 0.0
    while way[at] >= 0:
        o, _, longer = widened(at, demand, added, state, options, limits)
        way[at], added, at = o, added + longer, parent[at]
    way[c], parent[c] = options[1][k], options[2][k]


@kernel
def narrow(state, options):
    """Put a cheaper radio on each hop that carries less than it did, if it is not out for longer."""
    way, parent, hops, out, load = state
    ptr, option, other, hop_cost, capacity, outage = options
    for c in range(hops.size):
        if way[c] >= 0:
            for k in range(ptr[c], ptr[c + 1]):
                o = option[k]
                if hop_cost[o] >= hop_cost[way[c]]:
                    break
                if other[k] == parent[c] and load[c] <= capacity[o] and outage[o] <= outage[way[c]]:
                    way[c] = o
