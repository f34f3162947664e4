"""How good a covering can be at best: Lagrangian bounds, by a subgradient walk."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from covplan.planning._cover_search import LEAST
from covplan.planning._lagrange import best_purchase, cheapest_people, earnings, times_served
from covplan.planning.cover_problem import CoverProblem

_SAFETY = 1e-9  # of the bound: it is given away for rounding
_PATIENCE = 20  # steps without a better bound after which steps are halved


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
    indptr, indices = problem.matrix.indptr, problem.matrix.indices
    people, costs = problem.people, problem.costs
    z, times = np.zeros(people.size), np.zeros(people.size)
    earned = np.zeros(costs.size)
    prices = _first_prices(problem)

    def evaluate(prices: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        earnings(indptr, indices, prices, earned)
        x = (earned > costs).astype(np.float64)
        value = float(np.minimum(costs - earned, 0.0).sum())
        z[:] = 0.0
        rate = prices / people
        for classes, of_part in parts:  # each to its need, then all to theirs: the best there is, as parts are disjoint
            value += cheapest_people(prices, people, of_part, classes[np.argsort(rate[classes], kind="stable")], z)
        value += cheapest_people(prices, people, needed - float(people @ z), np.argsort(rate, kind="stable"), z)
        times_served(indptr, indices, x, times)
        return value, z - times

    best = _walk(prices, np.full(people.size, np.inf), evaluate, incumbent, steps, stop)
    return max(best - _SAFETY * abs(best), 0.0)


def most_people_bound(
    problem: CoverProblem, budget: float, incumbent: float, steps: int, stop: Callable[[float], bool] | None = None
) -> float:
    """A number of people that nobody can exceed for ``budget``; parameters as of ``least_cost_bound``."""
    indptr, indices = problem.matrix.indptr, problem.matrix.indices
    people, costs = problem.people, problem.costs
    times, x, earned = np.zeros(people.size), np.zeros(costs.size), np.zeros(costs.size)
    prices = np.minimum(_first_prices(problem, in_people=True), people)

    def evaluate(prices: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        earnings(indptr, indices, prices, earned)
        value = best_purchase(earned, costs, budget, np.argsort(-earned / np.maximum(costs, LEAST), kind="stable"), x)
        value += float((people - prices).sum())  # prices never exceed the people
        times_served(indptr, indices, x, times)
        return -value, 1.0 - times

    best = -_walk(prices, people, evaluate, -incumbent, steps, stop, sign=-1.0)
    return best + _SAFETY * abs(best)


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
    evaluate: Callable[[NDArray[np.float64]], tuple[float, NDArray[np.float64]]],
    incumbent: float,
    steps: int,
    stop: Callable[[float], bool] | None,
    sign: float = 1.0,
) -> float:
    """The greatest lower bound that the walk meets; directions are those in which the bound grows."""
    best, best_prices, direction = -np.inf, prices.copy(), np.zeros(prices.size)
    length, idle = 1.0, 0
    for step in range(steps):
        value, gradient = evaluate(prices)
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
        stride = length * max(incumbent - value, 1e-6 * abs(incumbent)) / norm
        prices = np.clip(prices + stride * direction, 0.0, highest)
    return best
