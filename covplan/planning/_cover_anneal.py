"""Annealing of a covering choice: one candidate out, another in by its chance at a temperature that falls.

A step takes out a chosen candidate, or none, and puts in one of all that are not chosen, or none, with a chance
exp(-energy / temperature) each (heat bath). The energy is in costs. For a target it is the cost plus what the people
short of it are worth; for a budget, what the people served are worth, less, and dearly what the budget is exceeded by.
"""

import numpy as np
from numba import njit

from covplan.planning._cover_search import put, random

kernel = njit(cache=True, nogil=True, error_model="numpy")

FAR = 40.0  # temperatures above the least energy: a chance of 4e-18, taken as none


@kernel
def excess_energy(cost, people, limit, by_budget, price, penalty):
    """Energy of a choice of so much cost and so many people."""
    if by_budget:
        return penalty * max(cost - limit, 0.0) - price * people
    return cost + penalty * price * max(limit - people, 0.0)


@kernel
def anneal(first, last, total, hot, cold, price, penalty, chosen, indptr, indices, col_ptr, col_rows, weights, costs,
           times, gain, totals, best, best_totals, limit, by_budget, state):  # fmt: skip
    """Steps ``first`` to ``last`` of ``total``; the best choice that keeps the limit is kept in ``best``."""
    size = costs.size
    chance = np.empty(size + 1)
    for step in range(first, last):
        temperature = hot * (cold / hot) ** (step / total)
        there = np.flatnonzero(chosen)
        at = int(random(state) * (there.size + 1))
        if at < there.size:
            j = there[at]
            chosen[j] = False
            totals[0] -= costs[j]
            totals[1] += put(j, -1, indptr, indices, col_ptr, col_rows, weights, times, gain)
        least = excess_energy(totals[0], totals[1], limit, by_budget, price, penalty)
        chance[size] = least
        for j in range(size):
            chance[j] = np.inf
            if not chosen[j]:
                chance[j] = excess_energy(totals[0] + costs[j], totals[1] + gain[j], limit, by_budget, price, penalty)
                least = min(least, chance[j])
        together = 0.0
        for j in range(size + 1):
            above = (chance[j] - least) / temperature
            chance[j] = np.exp(-above) if above < FAR else 0.0
            together += chance[j]
        drawn = random(state) * together
        j = 0
        while j < size and drawn >= chance[j]:
            drawn -= chance[j]
            j += 1
        if j < size and chance[j] > 0.0:
            chosen[j] = True
            totals[0] += costs[j]
            totals[1] += put(j, 1, indptr, indices, col_ptr, col_rows, weights, times, gain)
        if by_budget:
            better = totals[0] <= limit and totals[1] > best_totals[1]
        else:
            better = totals[1] >= limit and totals[0] < best_totals[0]
        if better:
            best[:], best_totals[:] = chosen, totals
