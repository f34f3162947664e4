"""Greedy and large-neighbourhood search over a sparse covering problem.

Candidates are the rows of a matrix, demand classes its columns; both ways of reading it are given (``indptr, indices``
by candidate, ``col_ptr, col_rows`` by class). ``times[i]`` counts the chosen candidates that serve class i, ``gain[j]``
is the people that candidate j would newly serve: both are kept up to date when one is put in or taken out, which costs
the classes of that candidate times the candidates of each.

A choice is judged by a target (least cost for at least so many people) or by a budget (most people for at most so
much): ``limit`` is the one or the other, ``by_budget`` says which. Random numbers are our own, so that a seed gives the
same choice everywhere.
"""

import numpy as np
from numba import njit

kernel = njit(cache=True, nogil=True, error_model="numpy")

LEAST = 1e-200  # in place of a cost of nothing, to divide by
WORSE, NOISE = 0.002, 0.3  # how much worse a step may be at first; how far a repair may stray from the best ratio


@kernel
def random(state):
    """Uniform from 0 to 1, below 1, from 64 bits that are not all 0: G. Marsaglia's xorshift (13, 7, 17)."""
    z = state[0]
    z = z ^ (z << np.uint64(13))
    z = z ^ (z >> np.uint64(7))
    z = z ^ (z << np.uint64(17))
    state[0] = z
    return np.float64(z >> np.uint64(11)) * 2.0**-53


@kernel
def put(j, change, indptr, indices, col_ptr, col_rows, weights, times, gain):
    """Put candidate j in (change 1) or take it out (-1); the people that are served more."""
    served = 0.0
    for k in range(indptr[j], indptr[j + 1]):
        i = indices[k]
        before = times[i]
        times[i] = before + change
        if before == 0 or before + change == 0:
            delta = -weights[i] * change
            served -= delta
            for m in range(col_ptr[i], col_ptr[i + 1]):
                gain[col_rows[m]] += delta
    return served


@kernel
def only_by(j, indptr, indices, weights, times):
    """People whom no other chosen candidate serves."""
    people = 0.0
    for k in range(indptr[j], indptr[j + 1]):
        if times[indices[k]] == 1:
            people += weights[indices[k]]
    return people


@kernel
def best_next(chosen, allowed, gain, costs, spent, served, limit, by_budget, noise, state, small):
    """The candidate with most people per cost, among those that fit; -1 without one."""
    best, at = 0.0, -1
    for j in range(costs.size):
        if chosen[j] or not allowed[j] or gain[j] <= small or (by_budget and spent + costs[j] > limit):
            continue
        useful = gain[j] if by_budget else min(gain[j], limit - served)
        ratio = useful / max(costs[j], LEAST)
        if noise > 0.0:
            ratio *= 1.0 - noise * random(state)
        if ratio > best:
            best, at = ratio, j
    return at


@kernel
def fill(chosen, allowed, indptr, indices, col_ptr, col_rows, weights, costs, times, gain, totals, limit, by_budget,
         noise, state, small):  # fmt: skip
    """Add candidates until the target is met, the budget used up, or nobody is left to gain."""
    while by_budget or totals[1] < limit:
        j = best_next(chosen, allowed, gain, costs, totals[0], totals[1], limit, by_budget, noise, state, small)
        if j < 0:
            return
        chosen[j] = True
        totals[0] += costs[j]
        totals[1] += put(j, 1, indptr, indices, col_ptr, col_rows, weights, times, gain)


@kernel
def drop_superfluous(chosen, locked, indptr, indices, col_ptr, col_rows, weights, costs, times, gain, totals, limit,
                     by_budget, small):  # fmt: skip
    """Take out, dearest first, what the target does not need, or what serves nobody by itself."""
    for j in np.argsort(-costs, kind="mergesort"):
        if not chosen[j] or locked[j]:
            continue
        people = only_by(j, indptr, indices, weights, times)
        if people <= small or (not by_budget and totals[1] - people >= limit):
            chosen[j] = False
            totals[0] -= costs[j]
            totals[1] += put(j, -1, indptr, indices, col_ptr, col_rows, weights, times, gain)


@kernel
def next_out(there, last, chosen, locked, indptr, indices, col_ptr, col_rows, state):
    """One of ``there`` by chance, or, every other time, a chosen candidate that serves a class of the ``last`` one."""
    if last >= 0 and indptr[last + 1] > indptr[last] and random(state) < 0.5:
        for _ in range(8):
            i = indices[indptr[last] + int(random(state) * (indptr[last + 1] - indptr[last]))]
            other = col_rows[col_ptr[i] + int(random(state) * (col_ptr[i + 1] - col_ptr[i]))]
            if chosen[other] and not locked[other]:
                return other
    return there[int(random(state) * there.size)]


@kernel
def destroy(count, chosen, locked, indptr, indices, col_ptr, col_rows, weights, costs, times, gain, totals, state):
    """Take out up to ``count`` chosen candidates, by chance or of those that serve the same as the one before."""
    there = np.flatnonzero(chosen & ~locked)
    if there.size == 0:
        return
    last = -1
    for _ in range(count):
        j = next_out(there, last, chosen, locked, indptr, indices, col_ptr, col_rows, state)
        if chosen[j]:
            chosen[j] = False
            totals[0] -= costs[j]
            totals[1] += put(j, -1, indptr, indices, col_ptr, col_rows, weights, times, gain)
            last = j


@kernel
def is_better(totals, other, limit, by_budget, margin):
    """Whether a choice is better than another, or not worse by more than a margin [share]."""
    if by_budget:
        return totals[1] > other[1] * (1.0 - margin)
    return totals[1] >= limit and totals[0] < other[0] * (1.0 + margin)


@kernel
def search(steps, done, total_steps, most, chosen, allowed, locked, indptr, indices, col_ptr, col_rows, weights, costs,
           times, gain, totals, best, best_totals, limit, by_budget, state, small):  # fmt: skip
    """Steps ``done`` to ``done + steps`` of destroying and repairing; the best choice is kept in ``best``.

    A step that is a little worse is taken too, less so towards the end, to leave a valley.
    """
    kept, kept_times, kept_gain, kept_totals = chosen.copy(), times.copy(), gain.copy(), totals.copy()
    for step in range(done, done + steps):
        kept[:], kept_times[:], kept_gain[:], kept_totals[:] = chosen, times, gain, totals
        count = 1 + int(random(state) * most)
        destroy(count, chosen, locked, indptr, indices, col_ptr, col_rows, weights, costs, times, gain, totals, state)
        fill(chosen, allowed, indptr, indices, col_ptr, col_rows, weights, costs, times, gain, totals, limit, by_budget,
             NOISE * random(state), state, small)  # fmt: skip
        drop_superfluous(chosen, locked, indptr, indices, col_ptr, col_rows, weights, costs, times, gain, totals,
                         limit, by_budget, small)  # fmt: skip
        if by_budget:  # what was dropped left money
            fill(chosen, allowed, indptr, indices, col_ptr, col_rows, weights, costs, times, gain, totals, limit,
                 by_budget, 0.0, state, small)  # fmt: skip
        if is_better(totals, best_totals, limit, by_budget, 0.0):
            best[:], best_totals[:] = chosen, totals
        margin = WORSE * random(state) ** 2 * (1.0 - step / total_steps)
        if not is_better(totals, kept_totals, limit, by_budget, margin):
            chosen[:], times[:], gain[:], totals[:] = kept, kept_times, kept_gain, kept_totals
