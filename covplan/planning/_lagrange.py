"""Bounds on covering problems by Lagrangian relaxation: prices for being served replace the cover constraints.

With prices l_i >= 0 on z_i <= sum of x_j over the candidates j that serve class i, the candidates and the classes fall
apart, and each part is solved by itself. Any prices give a bound; a subgradient walk betters them. The best bound is
that of the linear relaxation.
"""

from numba import njit

kernel = njit(cache=True, nogil=True, error_model="numpy")


@kernel
def earnings(indptr, indices, prices, earned):
    """Sum of the prices of the classes that each candidate serves."""
    for j in range(earned.size):
        total = 0.0
        for k in range(indptr[j], indptr[j + 1]):
            total += prices[indices[k]]
        earned[j] = total


@kernel
def times_served(indptr, indices, x, times):
    """Candidates of a (fractional) choice that serve each class."""
    times[:] = 0.0
    for j in range(x.size):
        if x[j] > 0.0:
            for k in range(indptr[j], indptr[j + 1]):
                times[indices[k]] += x[j]


@kernel
def cheapest_people(prices, weights, needed, order, z):
    """Least sum of l_i z_i that adds people of at least ``needed`` to those of z, 0 <= z <= 1; z is changed.

    ``order`` sorts the classes that may be added by price per person.
    """
    cost, left = 0.0, needed
    for i in order:
        if left <= 0.0:
            break
        share = min(1.0 - z[i], left / weights[i])
        z[i] += share
        cost += share * prices[i]
        left -= share * weights[i]
    return cost


@kernel
def best_purchase(earned, costs, budget, order, x):
    """Greatest sum of earnings within a budget, 0 <= x <= 1; ``order`` sorts by earnings per cost, greatest first."""
    x[:] = 0.0
    total, left = 0.0, budget
    for j in order:
        if earned[j] <= 0.0:
            break
        share = 1.0 if costs[j] <= left else left / costs[j]  # without money left, what costs nothing
        x[j] = share
        total += share * earned[j]
        left -= share * costs[j]
    return total
