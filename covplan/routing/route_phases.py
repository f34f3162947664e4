"""When each chosen edge is laid: when its first user needs it or before, while a trench is open if that is cheaper.

A cable may lie dark, so nothing but its due year ties an edge to others: each is laid in the year of least present
value until then, and together these are the least present value of the whole. See docs/method_route_phases.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from covplan.errors import PlanningError
from covplan.routing.laying import BASE, LayingCosts
from covplan.routing.protection_problem import ProtectionProblem
from covplan.routing.settings import Way

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NO_WORKS = -1


@dataclass(frozen=True, eq=False)
class RoutePhases:
    """The year of each edge; arrays of shape (chosen edges,) in the order of ``edges``.

    Attributes
    ----------
    edges : array of int64
        The chosen edges.
    due, year : arrays of int64
        Until when each must be laid, and when it is.
    cost_mn_vnd : array, shape (chosen edges, 3)
        Low, base and high cost in that year, as paid then.
    present_mn_vnd : array, shape (chosen edges, 3)
        The same discounted to the first year that there are costs for.
    works : array of int64
        Number in ``Routes.all`` of the works that the cable is dug with, ``NO_WORKS`` for none.
    """

    edges: Ints
    due: Ints
    year: Ints
    cost_mn_vnd: Floats
    present_mn_vnd: Floats
    works: Ints


def due_years(problem: ProtectionProblem, edges: Ints, year_at: Ints) -> Ints:
    """Until when each edge of a network must be there, shape (edges,).

    Year by year, what nodes due by then need of the network joins what was due before: edges are taken out in falling
    order of cost as long as every node that is due keeps its routes. In a tree this is the year of the first user
    behind each edge; in rings there may be a cheaper order. An edge that nobody needs is due in the last year.

    Parameters
    ----------
    problem : ProtectionProblem
        With no more routes than the network gives.
    edges : array of int64
        The network.
    year_at : array of int64, shape (nodes,)
        When the first at each node is due; looked at where the problem needs routes.

    Raises
    ------
    PlanningError
        If the network does not give everybody the routes that it needs.
    """
    edges = np.asarray(edges, np.int64)
    left = np.zeros(len(problem.ends), bool)
    left[edges] = True
    for node in np.flatnonzero(problem.unmet(left))[:1]:
        raise PlanningError("phases.unmet", node=int(node), needed=int(problem.needed[node]))
    dear_first = edges[np.argsort(-problem.cost[edges], kind="stable")]
    years = np.unique(year_at[problem.needed > 0])
    due = np.full(len(problem.ends), years[-1] if years.size else 0)
    for year in years[-2::-1]:  # the last first, so that each year's edges are among those of the next
        asked = replace(problem, needed=np.where(year_at <= year, problem.needed, 0))
        for edge in dear_first[left[dear_first]]:
            left[edge] = False
            left[edge] = not asked.met(left)
        due[left] = year
    return due[edges]


def lay_in_time(edges: Ints, due: Ints, costs: Mapping[int, LayingCosts], discount_pct: float) -> RoutePhases:
    """The year of least present value of every edge, at its base cost; of equal years the last.

    Parameters
    ----------
    edges, due : arrays of int64, shape (chosen edges,)
        What is laid, and until when; what is due before the first year is laid in the first year.
    costs : mapping
        Year → costs of laying in it.
    discount_pct : float
        Interest of a year [%].

    Raises
    ------
    PlanningError
        If there is no year.
    """
    if not costs:
        raise PlanningError("phases.no_year")
    years = np.array(sorted(costs))
    paid = np.array([costs[year].least_mn_vnd[edges] for year in years.tolist()])  # year, edge, level
    present = paid / ((1.0 + discount_pct / 100.0) ** (years - years[0]))[:, None, None]
    allowed = years[:, None] <= np.maximum(due, years[0])
    value = np.where(allowed, present[:, :, BASE], np.inf)
    last = len(years) - 1 - np.argmin(value[::-1], axis=0)
    at = np.arange(len(edges))
    return RoutePhases(
        edges=edges, due=due, year=years[last], cost_mn_vnd=paid[last, at], present_mn_vnd=present[last, at],
        works=np.array([_works(costs[int(years[k])], edge) for k, edge in zip(last, edges, strict=True)], np.int64),
    )  # fmt: skip


def _works(costs: LayingCosts, edge: int) -> int:
    """The works that the cheapest way digs with."""
    return int(costs.route[costs.cheapest[edge], edge]) if costs.way_of(edge) is Way.CODUG else NO_WORKS
