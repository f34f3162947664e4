"""Corridors → what fibre along each costs by every way of laying, and the cheapest way in a year.

What is dug or set up anew (trench, poles) costs more on slopes, through towns and across water; cable does not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from covplan.errors import PlanningError, Problem, Severity
from covplan.grid import Raster, check_same_grid
from covplan.ingest.costs import UnitCosts
from covplan.ingest.road_works import RoadWorks
from covplan.ingest.shared_routes import RouteKind, SharedRoute
from covplan.network import FibreRoute
from covplan.routing.corridors import Corridors
from covplan.routing.noding import Floats, Ints
from covplan.routing.settings import LayingSettings, Way
from covplan.units import M_PER_KM

LEVELS = ("low", "base", "high")
BASE = 1

_PRICED_BY = {
    Way.CABLE: (),
    Way.DUCT: ("fibre_duct",),
    Way.POLES: ("fibre_poles",),
    Way.CODUG: ("fibre_buried", "fibre_duct"),
    Way.AERIAL: ("fibre_aerial",),
    Way.BURIED: ("fibre_buried",),
}
_LEASES = {Way.CABLE: "cable_lease", Way.DUCT: "duct_lease", Way.POLES: "pole_lease"}


@dataclass(frozen=True, eq=False)
class Routes:
    """What runs beside corridors: cables, then ducts and poles, then works, numbered in this order."""

    cables: tuple[FibreRoute, ...] = ()
    shared: tuple[SharedRoute, ...] = ()
    works: tuple[RoadWorks, ...] = ()

    @property
    def all(self) -> tuple[FibreRoute | SharedRoute | RoadWorks, ...]:
        """The routes by number."""
        return (*self.cables, *self.shared, *self.works)

    @property
    def shapes(self) -> list[shapely.Geometry]:
        """Their geometry, as ``build_corridors`` takes it."""
        lines = [cable.line for cable in self.cables]
        return [*lines, *(route.shape for route in self.shared), *(one.shape for one in self.works)]

    def within_m(self, settings: LayingSettings) -> list[float]:
        """How near a corridor must be to run beside each [m]."""
        points = [shape.geom_type == "MultiPoint" for shape in self.shapes]
        return [settings.pole_within_m if is_points else settings.cable_within_m for is_points in points]


@dataclass(frozen=True, eq=False)
class LayingCosts:
    """Costs of fibre along each corridor in one year.

    Attributes
    ----------
    year : int
    ways : tuple of Way
        The ways that are allowed and priced.
    cost_mn_vnd : array, shape (ways, edges, 3)
        Low, base and high cost with leases; infinite where the way is not possible.
    route : array of int64, shape (ways, edges)
        Number of the cable, duct, row of poles or works in ``Routes.all`` that the cost stands for, -1 for none.
    unpriced : tuple of str
        Items without a price: leases that are not counted, and what makes a way impossible.
    unknown_ground_m : float
        Length of corridors without terrain or land cover: their costs are those of flat open ground.
    """

    year: int
    ways: tuple[Way, ...]
    cost_mn_vnd: Floats
    route: Ints
    unpriced: tuple[str, ...]
    unknown_ground_m: float

    @cached_property
    def cheapest(self) -> Ints:
        """Index into ``ways`` of the way of least base cost, shape (edges,); the earlier way where they are equal."""
        return np.asarray(np.argmin(self.cost_mn_vnd[:, :, BASE], axis=0), np.int64)

    @property
    def least_mn_vnd(self) -> Floats:
        """Low, base and high cost of that way, shape (edges, 3)."""
        return np.asarray(self.cost_mn_vnd[self.cheapest, np.arange(self.cheapest.size)])

    def way_of(self, edge: int) -> Way:
        """That way on one edge."""
        return self.ways[int(self.cheapest[edge])]


def laying_costs(
    corridors: Corridors,
    routes: Routes,
    prices: UnitCosts,
    ground: Raster,
    clutter_class: Raster,
    settings: LayingSettings,
    year: int,
) -> LayingCosts:
    """Cost of every allowed way along every corridor in a year.

    Parameters
    ----------
    corridors : Corridors
        Built with ``routes.shapes`` and ``routes.within_m(settings)``.
    routes : Routes
    prices : UnitCosts
        A way whose cable or trench has no price is not possible; a lease without one is not counted; both are told.
    ground, clutter_class : Raster
        Terrain [m] and WorldCover codes, on one grid.
    settings : LayingSettings
    year : int
        Works count while their trench is open.

    Raises
    ------
    PlanningError
        If a price of what is dug or set up is negative, or no way is possible somewhere.
    """
    wanted = [item for way in settings.ways for item in (*_PRICED_BY[way], *filter(None, [_LEASES.get(way)]))]
    missing = tuple(item for item in dict.fromkeys(wanted) if item in prices.unpriced)
    ways = tuple(way for way in settings.ways if not set(_PRICED_BY[way]) & set(missing))
    factor, unknown = ground_factors(corridors, ground, clutter_class, settings)
    length_km = corridors.pieces.length_m / M_PER_KM
    edges = len(corridors.ends)
    plain_km = np.bincount(corridors.edge_of, length_km, edges)
    hard_km = np.bincount(corridors.edge_of, length_km * factor, edges)
    cost = np.full((len(ways), edges, len(LEVELS)), np.inf)
    held_by = np.full((len(ways), edges), -1)
    for k, way in enumerate(ways):
        held_by[k] = _best_route(corridors, routes, way, settings, year)
        possible = held_by[k] >= 0
        if way in (Way.AERIAL, Way.BURIED):
            possible = np.full(edges, True)
        if way is Way.AERIAL:
            possible &= ~np.isin(corridors.road_class.astype(str), list(settings.no_new_poles))
        saved = trench_saved(routes, held_by[k])
        for level, name in enumerate(LEVELS):
            price = way_price(way, prices, name, settings)
            per_edge = plain_km * (price.cable + price.lease) + hard_km * (1.0 - saved) * price.built
            cost[k, possible, level] = per_edge[possible]
    if (nowhere := np.flatnonzero(~np.isfinite(cost).any(axis=(0, 2)))).size:
        params = {"count": int(nowhere.size), "year": year, "road": corridors.road[nowhere[0]] or "?"}
        raise PlanningError("corridors.no_way", **params)
    unknown_m = float(corridors.pieces.length_m[unknown].sum())
    return LayingCosts(year, ways, cost, held_by, missing, unknown_m)


def trench_saved(routes: Routes, held_by: Ints) -> Floats:
    """Share of a trench that the works of a number in ``Routes.all`` save; 0 for other routes and none."""
    shares = np.array([*(getattr(route, "trench_saved", 0.0) for route in routes.all), 0.0])
    return np.asarray(shares[held_by])  # -1: the last


def ground_factors(
    corridors: Corridors, ground: Raster, clutter_class: Raster, settings: LayingSettings
) -> tuple[Floats, NDArray[np.bool_]]:
    """What digging is multiplied by on each piece (1 where nothing is known), and where nothing is known."""
    slope_pct, code = ground_of_pieces(corridors, ground, clutter_class)
    factor = np.ones(slope_pct.size)
    for from_pct, times in settings.slope_factors:
        factor[slope_pct >= from_pct] = times
    for one, times in settings.ground_factors.items():
        factor[code == one] *= times
    return factor, np.isnan(slope_pct) | (code == 0)


def ground_of_pieces(corridors: Corridors, ground: Raster, clutter_class: Raster) -> tuple[Floats, Ints]:
    """Slope [%] and WorldCover code of each piece of the corridors, NaN and 0 where nothing is known.

    The slope is the steepest of the terrain in the pixel of the piece's middle; the code is that pixel's.
    """
    check_same_grid(ground, clutter_class)
    x, y = corridors.pieces.along(0.5).T
    row, col = ground.grid.rowcol(x, y)
    inside = ground.grid.contains(x, y)
    row, col = np.where(inside, row, 0), np.where(inside, col, 0)
    north, east = np.gradient(ground.values.astype(float), ground.grid.pixel_m)
    slope_pct = np.where(inside, 100.0 * np.hypot(north, east)[row, col], np.nan)
    return slope_pct, np.where(inside, clutter_class.values[row, col], 0).astype(np.int64)


class WayPrice(NamedTuple):
    """What a kilometre of a way costs [mn_vnd]: ``built`` is dug or set up anew and dearer on hard ground."""

    cable: float
    lease: float  # of all years
    built: float


def way_price(way: Way, prices: UnitCosts, level: str, settings: LayingSettings) -> WayPrice:
    """The price of a way at a level of ``LEVELS``.

    Raises
    ------
    PlanningError
        If the price of what is dug or set up is negative.
    """

    def price(item: str) -> float:
        return float(getattr(prices.range(item), level))

    def built(whole: str, cable: str) -> WayPrice:
        rest = price(whole) - price(cable)
        if rest < 0:
            params = {"whole": whole, "cable": cable, "level": level, "first": price(whole), "second": price(cable)}
            raise PlanningError("corridors.built", **params)
        return WayPrice(price(cable), 0.0, rest)

    if way in (Way.BURIED, Way.CODUG):
        return built("fibre_buried", "fibre_duct")
    if way is Way.AERIAL:
        return built("fibre_aerial", "fibre_poles")
    cable = float(sum(price(item) for item in _PRICED_BY[way]))
    return WayPrice(cable, price(_LEASES[way]) * settings.lease_years, 0.0)


def _best_route(corridors: Corridors, routes: Routes, way: Way, settings: LayingSettings, year: int) -> Ints:
    """The best usable route of the right kind beside each edge, -1 for none: most spare, most saved, then the first."""
    edge, number = corridors.beside.T
    worth = np.array([_worth(route, way, settings, year) for route in routes.all], float)
    best = np.full(len(corridors.ends), -1)
    usable = np.isfinite(worth[number]) if number.size else np.zeros(0, bool)
    edge, number = edge[usable], number[usable]
    order = np.lexsort((-number, worth[number], edge))  # the last of an edge is its best
    best[edge[order]] = number[order]
    return best


def _worth(route: FibreRoute | SharedRoute | RoadWorks, way: Way, settings: LayingSettings, year: int) -> float:
    """How good a route is for a way, NaN where it is of no use."""
    willing = not settings.willing_owners or route.owner in settings.willing_owners
    if isinstance(route, FibreRoute):
        spare = settings.spare_fibres if route.spare_fibres is None else route.spare_fibres
        return float(spare) if way is Way.CABLE and willing and spare >= settings.spare_fibres else np.nan
    if isinstance(route, RoadWorks):
        return route.trench_saved if way is Way.CODUG and route.first_year <= year <= route.last_year else np.nan
    fits = route.kind is {Way.DUCT: RouteKind.DUCT, Way.POLES: RouteKind.POLES}.get(way)
    return (1.0 if route.free is None else float(route.free)) if fits and willing and route.free != 0 else np.nan


def usable_cables(cables: Iterable[FibreRoute], settings: LayingSettings) -> tuple[FibreRoute, ...]:
    """Cables of willing owners with fibres to spare."""
    return tuple(cable for cable in cables if np.isfinite(_worth(cable, Way.CABLE, settings, 0)))


def routes_apart(corridors: Corridors, routes: Routes, settings: LayingSettings) -> tuple[Problem, ...]:
    """A note for each route that runs beside no corridor: nothing is known of what it would save."""
    used = set(corridors.beside[:, 1].tolist())
    return tuple(
        Problem(
            "corridors.route_off", Severity.NOTE, "",
            params={"id": route.name if isinstance(route, RoadWorks) else route.id, "within_m": within_m},
        )
        for k, (route, within_m) in enumerate(zip(routes.all, routes.within_m(settings), strict=True))
        if k not in used
    )  # fmt: skip
