"""Greedy and large-neighbourhood search over a covering problem with requirements, places and units.

The people are requirement 0, the others follow. ``req_ptr, req_of, req_weight`` hold the requirements that each class
counts for, by class. ``times[i]`` counts the units of the choice that serve class i; ``served[r]`` what requirement r
has. ``peer_ptr, peers`` hold the other candidates of a candidate's unit. Unlike in ``_cover_search`` gains are counted
anew at each step: they depend on what every requirement still lacks. Where they can only fall (nothing is to be served
twice, no candidate came for which more is asked), what was counted before tells which cannot be the best.

Random numbers are our own, so that a seed gives the same choice everywhere.
"""

import numpy as np
from numba import njit

from covplan.planning._cover_search import LEAST, NOISE, WORSE, next_out, random

kernel = njit(cache=True, nogil=True, error_model="numpy")

_FIRST_OF_TWO = 0.25  # what the first of two needed services counts towards them


@kernel
def serves(j, i, indptr, indices):
    """Whether candidate j serves class i; the classes of each candidate are sorted."""
    low, high = indptr[j], indptr[j + 1]
    while low < high:
        mid = (low + high) // 2
        if indices[mid] < i:
            low = mid + 1
        else:
            high = mid
    return low < indptr[j + 1] and indices[low] == i


@kernel
def peer_serves(j, i, chosen, indptr, indices, peer_ptr, peers):
    """Whether another chosen candidate of j's unit serves class i."""
    for p in range(peer_ptr[j], peer_ptr[j + 1]):  # noqa: SIM110 - numba has no any()
        if chosen[peers[p]] and serves(peers[p], i, indptr, indices):
            return True
    return False


@kernel
def put(j, change, chosen, indptr, indices, req_ptr, req_of, req_weight, twice, peer_ptr, peers, times, served):
    """Put candidate j in (change 1) or take it out (-1)."""
    for k in range(indptr[j], indptr[j + 1]):
        i = indices[k]
        if peer_serves(j, i, chosen, indptr, indices, peer_ptr, peers):
            continue
        most = max(times[i], times[i] + change)
        times[i] += change
        if most <= 2:
            for m in range(req_ptr[i], req_ptr[i + 1]):
                r = req_of[m]
                if most == (2 if twice[r] else 1):
                    served[r] += change * req_weight[m]
    chosen[j] = change > 0


@kernel
def lack(r, chosen, needs, only_with, served):
    """What requirement r lacks now; nothing if its candidate is not chosen."""
    if only_with[r] >= 0 and not chosen[only_with[r]]:
        return 0.0
    short = needs[r] - served[r]
    return short if short > 1e-9 * needs[r] else 0.0


@kernel
def shortfall(first, chosen, needs, only_with, scale, served):
    """What all requirements from ``first`` on lack, in people."""
    total = 0.0
    for r in range(first, needs.size):
        total += scale[r] * lack(r, chosen, needs, only_with, served)
    return total


@kernel
def usefulness(j, first, last, lacking, chosen, indptr, indices, req_ptr, req_of, req_weight, twice, scale, peer_ptr,
               peers, times, added):  # fmt: skip
    """What candidate j would add to requirements ``first`` to ``last``, none beyond what it lacks, in people."""
    added[:] = 0.0
    for k in range(indptr[j], indptr[j + 1]):
        i = indices[k]
        if times[i] > 1 or peer_serves(j, i, chosen, indptr, indices, peer_ptr, peers):
            continue
        for m in range(req_ptr[i], req_ptr[i + 1]):
            r = req_of[m]
            if twice[r]:
                added[r] += req_weight[m] if times[i] == 1 else _FIRST_OF_TWO * req_weight[m]
            elif times[i] == 0:
                added[r] += req_weight[m]
    total = 0.0
    for r in range(first, last):
        total += scale[r] * min(added[r], lacking[r])
    return total


@kernel
def fill(chosen, allowed, costs, place, indptr, indices, req_ptr, req_of, req_weight, twice, needs, only_with, scale,
         peer_ptr, peers, times, served, spent, budget, noise, state, small):  # fmt: skip
    """Add candidates until all requirements are met; with a finite budget then for more people until it is used up."""
    count = needs.size
    by_budget = np.isfinite(budget)
    taken = np.zeros(costs.size, np.bool_)  # places
    for j in range(costs.size):
        if chosen[j] and place[j] >= 0:
            taken[place[j]] = True
    lacking, added = np.empty(count), np.empty(count)
    most = np.full(costs.size, np.inf)  # what a candidate added when last counted: with another chosen it adds no more
    only_falls = not twice.any()
    start = 1 if by_budget else 0
    floors = start < count
    while True:
        if floors:
            floors = shortfall(start, chosen, needs, only_with, scale, served) > 0.0
            if not floors:
                most[:] = np.inf
        if not floors and not by_budget:
            return
        for r in range(count):
            lacking[r] = lack(r, chosen, needs, only_with, served) if floors else np.inf
        first, last = (start, count) if floors else (0, 1)
        best, at = 0.0, -1
        for j in range(costs.size):
            if chosen[j] or not allowed[j] or spent[0] + costs[j] > budget or (place[j] >= 0 and taken[place[j]]):
                continue
            if only_falls and most[j] <= max(small, best * max(costs[j], LEAST)):
                continue
            useful = usefulness(j, first, last, lacking, chosen, indptr, indices, req_ptr, req_of, req_weight, twice,
                                scale, peer_ptr, peers, times, added)  # fmt: skip
            most[j] = useful
            if useful <= small:
                continue
            ratio = useful / max(costs[j], LEAST)
            if noise > 0.0:
                ratio *= 1.0 - noise * random(state)
            if ratio > best:
                best, at = ratio, j
        if at < 0:
            if not floors or not by_budget:
                return
            floors, start = False, count  # they cannot be met: the rest of the budget is for people
            most[:] = np.inf
            continue
        put(at, 1, chosen, indptr, indices, req_ptr, req_of, req_weight, twice, peer_ptr, peers, times, served)
        spent[0] += costs[at]
        if place[at] >= 0:
            taken[place[at]] = True
        if (only_with == at).any():
            most[:] = np.inf


@kernel
def drop_superfluous(chosen, locked, order, costs, indptr, indices, req_ptr, req_of, req_weight, twice, needs,
                     only_with, peer_ptr, peers, times, served, spent, by_budget, small):  # fmt: skip
    """Take out, dearest first (``order``), what no requirement needs; for a budget, what serves nobody by itself."""
    lost = np.empty(needs.size)
    for j in order:
        if not chosen[j] or locked[j]:
            continue
        lost[:] = 0.0
        for k in range(indptr[j], indptr[j + 1]):
            i = indices[k]
            if times[i] > 2 or peer_serves(j, i, chosen, indptr, indices, peer_ptr, peers):
                continue
            for m in range(req_ptr[i], req_ptr[i + 1]):
                if times[i] == (2 if twice[req_of[m]] else 1):
                    lost[req_of[m]] += req_weight[m]
        spare = True
        for r in range(needs.size):
            if only_with[r] >= 0 and not chosen[only_with[r]]:
                continue
            objective = by_budget and r == 0
            if lost[r] > (small if objective else 0.0) and (objective or served[r] - lost[r] < needs[r] * (1.0 - 1e-9)):
                spare = False
                break
        if spare:
            put(j, -1, chosen, indptr, indices, req_ptr, req_of, req_weight, twice, peer_ptr, peers, times, served)
            spent[0] -= costs[j]


@kernel
def destroy(count, chosen, locked, costs, indptr, indices, col_ptr, col_rows, req_ptr, req_of, req_weight, twice,
            peer_ptr, peers, times, served, spent, state):  # fmt: skip
    """Take out up to ``count`` chosen candidates, by chance or of those that serve the same as the one before."""
    there = np.flatnonzero(chosen & ~locked)
    if there.size == 0:
        return
    last = -1
    for _ in range(count):
        j = next_out(there, last, chosen, locked, indptr, indices, col_ptr, col_rows, state)
        if chosen[j]:
            put(j, -1, chosen, indptr, indices, req_ptr, req_of, req_weight, twice, peer_ptr, peers, times, served)
            spent[0] -= costs[j]
            last = j


@kernel
def is_better(short, value, other_short, other_value, by_budget, margin):
    """Whether a choice lacks less than another, or as little and is better, or not worse by more than a margin."""
    if abs(short - other_short) > 1e-9 * max(short, other_short):
        return short < other_short
    if by_budget:
        return value > other_value * (1.0 - margin)
    return value < other_value * (1.0 + margin)


@kernel
def search(steps, done, total_steps, most, chosen, allowed, locked, order, costs, place, indptr, indices, col_ptr,
           col_rows, req_ptr, req_of, req_weight, twice, needs, only_with, scale, peer_ptr, peers, times, served, spent,
           budget, best, best_marks, state, small):  # fmt: skip
    """Steps ``done`` to ``done + steps`` of destroying and repairing.

    The best choice is kept in ``best``, what it lacks and its value (cost, or people) in ``best_marks``.
    """
    by_budget = np.isfinite(budget)
    first = 1 if by_budget else 0
    kept, kept_times, kept_served, kept_spent = chosen.copy(), times.copy(), served.copy(), spent.copy()
    short = shortfall(first, chosen, needs, only_with, scale, served)
    value = served[0] if by_budget else spent[0]
    for step in range(done, done + steps):
        kept[:], kept_times[:], kept_served[:], kept_spent[:] = chosen, times, served, spent
        kept_short, kept_value = short, value
        count = 1 + int(random(state) * most)
        destroy(count, chosen, locked, costs, indptr, indices, col_ptr, col_rows, req_ptr, req_of, req_weight, twice,
                peer_ptr, peers, times, served, spent, state)  # fmt: skip
        fill(chosen, allowed, costs, place, indptr, indices, req_ptr, req_of, req_weight, twice, needs, only_with,
             scale, peer_ptr, peers, times, served, spent, budget, NOISE * random(state), state, small)  # fmt: skip
        drop_superfluous(chosen, locked, order, costs, indptr, indices, req_ptr, req_of, req_weight, twice, needs,
                         only_with, peer_ptr, peers, times, served, spent, by_budget, small)  # fmt: skip
        short = shortfall(first, chosen, needs, only_with, scale, served)
        value = served[0] if by_budget else spent[0]
        if is_better(short, value, best_marks[0], best_marks[1], by_budget, 0.0):
            best[:], best_marks[0], best_marks[1] = chosen, short, value
        margin = WORSE * random(state) ** 2 * (1.0 - step / total_steps)
        if not is_better(short, value, kept_short, kept_value, by_budget, margin):
            chosen[:], times[:], served[:], spent[:] = kept, kept_times, kept_served, kept_spent
            short, value = kept_short, kept_value
