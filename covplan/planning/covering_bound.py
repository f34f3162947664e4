"""How good a covering can be at best: Lagrangian bounds at given prices, and a subgradient walk to good ones."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from covplan.planning._cover_search import LEAST
from covplan.planning._lagrange import best_purchase, cheapest_people, earnings, times_served
from covplan.planning.cover_problem import CoverProblem

_SAFETY = 1e-9  # of the bound: it is given away for rounding
_SHORT = 1e-5  # of a unit: a bound so little above a multiple is taken for it
_MOST_WHOLE = 1e12  # above, sums of costs would not be exact
_PATIENCE = 20  # steps without a better bound after which steps are halved

# a bound at prices by class, and the direction of prices in which it gets better
Dual = Callable[[NDArray[np.float64]], tuple[float, NDArray[np.float64]]]

Parts = Sequence[tuple[NDArray[np.int64], float]]
"""Classes, none in two parts, and the people of them that must be served."""


def least_cost_bound(
    problem: CoverProblem,
    needed: float,
    incumbent: float,
    steps: int,
    stop: Callable[[float], bool] | None = None,
    parts: Parts = (),
) -> float:
    """A cost under which nobody can serve ``needed`` people.

    Parameters
    ----------
    problem : CoverProblem
    needed : float
        People to be served.
    incumbent : float
        The cost of a solution that is known; it sets the length of the steps.
    steps : int
        Steps of the walk.
    stop : callable, optional
        Called with the bound now and then; ends the walk when it returns true.
    parts : sequence of (classes, needed)
        What must be served of parts of the people.
    """
    highest, dual = np.full(problem.people.size, np.inf), least_cost_dual(problem, needed, parts)
    best = _walk(_first_prices(problem), highest, dual, incumbent, steps, stop, sign=1.0)
    return max(best, 0.0)


def most_people_bound(
    problem: CoverProblem, budget: float, incumbent: float, steps: int, stop: Callable[[float], bool] | None = None
) -> float:
    """A number of people that nobody can exceed for ``budget``; parameters as of ``least_cost_bound``."""
    prices = np.minimum(_first_prices(problem, in_people=True), problem.people)
    return _walk(prices, problem.people, most_people_dual(problem, budget), incumbent, steps, stop, sign=-1.0)


def rounded_up(bound: float, costs: NDArray[np.float64]) -> float:
    """The bound on a cost, or the next cost that there can be where all costs are multiples of a whole number."""
    if not costs.size or (costs != np.floor(costs)).any() or costs.max() > _MOST_WHOLE:
        return bound
    unit = float(np.gcd.reduce(costs.astype(np.int64)))
    return max(math.ceil(bound / unit - _SHORT) * unit, bound) if unit > 0.0 else bound


def least_cost_dual(problem: CoverProblem, needed: float, parts: Parts = ()) -> Dual:
    """The bound of ``least_cost_bound`` at prices (cost by class, from 0)."""
    indptr, indices = problem.matrix.indptr, problem.matrix.indices
    people, costs = problem.people, problem.costs
    z, times, earned = np.zeros(people.size), np.zeros(people.size), np.zeros(costs.size)

    def dual(prices: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        earnings(indptr, indices, prices, earned)
        x = (earned > costs).astype(np.float64)
        value = float(np.minimum(costs - earned, 0.0).sum())
        z[:] = 0.0
        rate = prices / people
        for classes, of_part in parts:  # each to its need, then all to theirs: the best there is, as parts are disjoint
            value += cheapest_people(prices, people, of_part, classes[np.argsort(rate[classes], kind="stable")], z)
        value += cheapest_people(prices, people, needed - float(people @ z), np.argsort(rate, kind="stable"), z)
        times_served(indptr, indices, x, times)
        return value - _SAFETY * abs(value), z - times

    return dual


def most_people_dual(problem: CoverProblem, budget: float) -> Dual:
    """The bound of ``most_people_bound`` at prices (people by class, from 0 to those of the class)."""
    indptr, indices = problem.matrix.indptr, problem.matrix.indices
    people, costs = problem.people, problem.costs
    times, x, earned = np.zeros(people.size), np.zeros(costs.size), np.zeros(costs.size)

    def dual(prices: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        earnings(indptr, indices, prices, earned)
        value = best_purchase(earned, costs, budget, np.argsort(-earned / np.maximum(costs, LEAST), kind="stable"), x)
        value += float((people - prices).sum())
        times_served(indptr, indices, x, times)
        return value + _SAFETY * abs(value), 1.0 - times

    return dual


def _first_prices(problem: CoverProblem, in_people: bool = False) -> NDArray[np.float64]:
    """The cost of a person at the cheapest candidate of each class, or the share of its people if each earned alike."""
    per_class = np.maximum(np.diff(problem.by_class.indptr), 1)
    if in_people:
        return problem.people / per_class
    reached = problem.matrix @ problem.people
    rate = problem.costs / np.maximum(reached, 1e-300)
    owner = np.repeat(np.arange(problem.costs.size), np.diff(problem.matrix.indptr))
    least = np.full(problem.people.size, np.inf)
    np.minimum.at(least, problem.matrix.indices, rate[owner])
    return problem.people * np.where(np.isfinite(least), least, 0.0)


def _walk(
    prices: NDArray[np.float64],
    highest: NDArray[np.float64],
    dual: Dual,
    incumbent: float,
    steps: int,
    stop: Callable[[float], bool] | None,
    sign: float,
) -> float:
    """The best bound that the walk meets; sign 1 for one from below, which grows, -1 for one from above."""
    best, best_prices, direction = -np.inf, prices.copy(), np.zeros(prices.size)
    length, idle = 1.0, 0
    for step in range(steps):
        found, gradient = dual(prices)
        value = sign * found
        if value > best:
            if value > best + 1e-6 * abs(best):
                idle = 0
            best, best_prices = value, prices.copy()
        else:
            idle += 1
        if idle > _PATIENCE:
            length, idle, prices = 0.5 * length, 0, best_prices.copy()
            direction[:] = 0.0
            if length < 1e-4:
                break
            continue
        if stop is not None and step % 10 == 9 and stop(sign * best):
            break
        gradient = np.where((prices <= 0.0) & (gradient < 0.0), 0.0, gradient)
        gradient = np.where((prices >= highest) & (gradient > 0.0), 0.0, gradient)
        direction = 0.7 * direction + 0.3 * gradient  # smoothed: plain subgradients zigzag
        norm = float(direction @ direction)
        if norm <= 0.0:
            break
        stride = length * max(sign * incumbent - value, 1e-6 * abs(incumbent)) / norm
        prices = np.clip(prices + stride * direction, 0.0, highest)
    return sign * best
