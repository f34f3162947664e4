"""Road works and the cables beside them: what is dug once, and what is lost where a window is missed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from covplan.routing.corridors import Corridors
from covplan.routing.laying import BASE, LayingCosts, Routes
from covplan.routing.noding import Floats, Ints
from covplan.routing.route_phases import RoutePhases
from covplan.routing.settings import Way


@dataclass(frozen=True, eq=False)
class Window:
    """Works, and the chosen edges that run beside them all along. Money: low, base and high [million đồng].

    Attributes
    ----------
    works : int
        Number in ``Routes.all``.
    dug : array of int64
        Edges that are dug with these works.
    late : array of int64
        Edges that are due before the works begin.
    saved_mn_vnd : array, shape (dug, 3)
        What each would cost more by the cheapest way without works, after them or before: these ways cost the same in
        every year.
    present_mn_vnd : array, shape (dug,)
        The base value of what is lost if the window is missed: each laid in its due year, discounted as the phases.
    wait_mn_vnd : array, shape (late, 3)
        What each of these would cost less, dug with the works in their first year; less than 0: more; NaN where there
        are no costs of that year, or other works save more.
    """

    works: int
    dug: Ints
    late: Ints
    saved_mn_vnd: Floats
    present_mn_vnd: Floats
    wait_mn_vnd: Floats


def windows(
    corridors: Corridors, routes: Routes, costs: Mapping[int, LayingCosts], phases: RoutePhases, discount_pct: float
) -> tuple[Window, ...]:
    """Every one of the works with a chosen edge beside it, in the order of ``Routes.works``.

    Parameters
    ----------
    corridors, routes
        What the costs were computed from.
    costs : mapping
        Year → costs of laying in it, as ``lay_in_time`` had them.
    phases : RoutePhases
    discount_pct : float
        Interest of a year [%].
    """
    first_number = len(routes.cables) + len(routes.shared)
    row_of = {int(edge): row for row, edge in enumerate(phases.edges)}
    found = []
    for number, works in enumerate(routes.works, start=first_number):
        beside = corridors.beside[corridors.beside[:, 1] == number, 0]
        rows = np.array([row_of[edge] for edge in beside.tolist() if edge in row_of], np.int64)
        if not rows.size:
            continue
        dug = rows[phases.works[rows] == number]
        late = rows[phases.due[rows] < works.first_year]
        own = _own_ways(costs, phases, dug)
        since = np.maximum(phases.due[dug], min(costs)) - min(costs)
        later = own[:, BASE] / (1.0 + discount_pct / 100.0) ** since
        wait = phases.cost_mn_vnd[late] - _dug_with(costs.get(works.first_year), number, phases.edges[late])
        found.append(
            Window(
                number, phases.edges[dug], phases.edges[late], own - phases.cost_mn_vnd[dug],
                later - phases.present_mn_vnd[dug, BASE], wait,
            )
        )  # fmt: skip
    return tuple(found)


def _dug_with(costs: LayingCosts | None, works: int, edges: Ints) -> Floats:
    """Cost dug with these works, shape (edges, 3); NaN without costs of the year or where other works save more."""
    if costs is None or Way.CODUG not in costs.ways:
        return np.full((edges.size, 3), np.nan)
    way = costs.ways.index(Way.CODUG)
    return np.where((costs.route[way, edges] == works)[:, None], costs.cost_mn_vnd[way, edges], np.nan)


def _own_ways(costs: Mapping[int, LayingCosts], phases: RoutePhases, rows: Ints) -> Floats:
    """Cost by the cheapest way without works, shape (rows, 3)."""
    own = np.full((rows.size, 3), np.inf)
    for k, row in enumerate(rows.tolist()):
        of_year = costs[int(phases.year[row])]
        edge = phases.edges[row]
        others = [way for way, name in enumerate(of_year.ways) if name is not Way.CODUG]
        by_way = of_year.cost_mn_vnd[others, edge]
        own[k] = by_way[np.argmin(by_way[:, BASE])] if others else np.inf
    return own
