"""What shared routes are planned on: corridors with their stops, costs by year, who is joined, and who twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from covplan.errors import PlanningError
from covplan.ingest.area import Area
from covplan.planning.plan import PlannedSite
from covplan.routing.corridors import Corridors, build_corridors
from covplan.routing.laying import BASE, LayingCosts, Routes, laying_costs, usable_cables
from covplan.routing.marked_sections import MarkedSections
from covplan.routing.noding import Floats, Ints
from covplan.routing.road_lines import RoadLines, road_lines
from covplan.routing.settings import Disjoint, ProtectionSettings, RoutingSettings, TerminalKind, Way
from covplan.routing.terminals import JoiningProblem, find_terminals, joining_problem

_NOTHING_MARKED = MarkedSections()


@dataclass(frozen=True, eq=False)
class RouteBasis:
    """Everything that routes are chosen from.

    Attributes
    ----------
    corridors : Corridors
        Its stops are the terminals, the entries from outside, the gateways, and where roads cross communes.
    lines : RoadLines
        Road and Km of each corridor, those without a number too.
    routes : Routes
        What runs beside them.
    costs : mapping of int to LayingCosts
        By year, ascending: of all years until the last in which somebody is due, and of the first years of later
        works.
    joining : JoiningProblem
        Its ``terminals`` have two more columns: ``year`` by which each needs a route, and ``twice``, whether it is to
        have two.
    commune : array of int64, shape (edges,)
        Row of ``Area.communes`` in which the middle of each edge lies, -1 outside.
    locked : array of int64
        Edges that are in the plan at no choice.
    locked_mn_vnd : float
        What these cost at least, of all ways and years in which somebody is due: nothing in ``joining``.
    disjoint : Disjoint
        What may fail for those who have two routes.
    synthetic : bool, optional
        Whether any input is made up; None where nobody said.
    """

    corridors: Corridors
    lines: RoadLines
    routes: Routes
    costs: Mapping[int, LayingCosts]
    joining: JoiningProblem
    commune: Ints
    locked: Ints
    locked_mn_vnd: float
    disjoint: Disjoint
    synthetic: bool | None = None

    def cost_mn_vnd(self, edge: int, year: int) -> Floats:
        """Low, base and high cost of an edge by the cheapest way of a year, shape (3,)."""
        return np.asarray(self.costs[year].least_mn_vnd[edge])

    def way(self, edge: int, year: int) -> Way:
        """That way."""
        return self.costs[year].way_of(edge)

    def owner(self, edge: int, year: int) -> str:
        """Owner of the cable, duct, poles or works that this way takes; empty where all is new."""
        costs = self.costs[year]
        held_by = int(costs.route[costs.cheapest[edge], edge])
        return self.routes.all[held_by].owner if held_by >= 0 else ""


def find_basis(
    area: Area,
    settings: RoutingSettings,
    planned: Sequence[PlannedSite] = (),
    gateways: Sequence[str] = (),
    marked: MarkedSections = _NOTHING_MARKED,
) -> RouteBasis:
    """Put everything together.

    Parameters
    ----------
    area : Area
    settings : RoutingSettings
    planned : sequence of PlannedSite
        Masts to be built or equipped, by the year that each has.
    gateways : sequence of str
        Ids of the sites at which cable meets the core network. Without one all usable cable counts as backbone that
        does not fail.
    marked : MarkedSections
        What is in the plan whatever it costs, and what is not used.

    Raises
    ------
    PlanningError
        If there is no road, nobody to join, nothing to join to, or the settings name somebody who is not there.
    """
    laying, within_m = settings.laying, settings.terminals.longest_spur_m
    routes = Routes(area.fibre, area.shared_routes, area.road_works)
    cables = usable_cables(area.fibre, laying)
    terminals = find_terminals(area, cables, settings.terminals, planned, settings.protection.masts)
    joined = shapely.get_coordinates(terminals.geometry.to_numpy())
    entries = np.array([(entry.x_m, entry.y_m) for entry in area.fibre_entries]).reshape(-1, 2)
    core = _gateways(area, gateways)
    breaks = np.vstack([_borders(area), marked.ends(area.road_references)])
    corridors = build_corridors(
        area.roads, area.road_references, settings.corridors,
        stops=np.vstack([joined, entries, core, breaks]), stops_within_m=within_m,
        routes=routes.shapes, routes_within_m=routes.within_m(laying),
        leads_to=[*shapely.points(np.vstack([entries, core])), *([] if len(core) else (one.line for one in cables))],
    )  # fmt: skip
    node = np.split(corridors.stop_node, np.cumsum([len(joined), len(entries), len(core)]))
    year_of = {site.candidate.id: site.year for site in planned}
    years = [
        _first_year(ids.split(";"), year_of, settings.terminals.years.get(TerminalKind(kind), settings.target_year))
        for ids, kind in zip(terminals["candidates"], terminals["kind"], strict=True)
    ]
    in_time = range(min(settings.first_year, *years), max(years) + 1)
    later = {works.first_year for works in routes.works if works.first_year > in_time[-1]}
    costs = {
        year: laying_costs(corridors, routes, area.costs, area.ground, area.clutter_class, laying, year)
        for year in (*in_time, *sorted(later))
    }
    terminals = terminals.assign(year=years, twice=_twice(terminals, settings.protection))
    locked, forbidden = marked.edges(corridors, area.road_references, settings)
    joining = joining_problem(
        corridors, [costs[year] for year in in_time], terminals, area.costs, laying, settings.terminals,
        entries=node[1], gateways=node[2], locked=locked, forbidden=forbidden,
    )  # fmt: skip
    middle = shapely.line_interpolate_point(corridors.lines, 0.5, normalized=True)
    locked_mn_vnd = float(np.min([costs[year].least_mn_vnd[locked, BASE] for year in in_time], axis=0).sum())
    return RouteBasis(
        corridors,
        road_lines(corridors, area.road_references, settings.corridors.on_road_m),
        routes,
        costs,
        joining,
        _commune_of(area, middle),
        locked,
        locked_mn_vnd,
        settings.protection.disjoint,
        area.synthetic,
    )


def _gateways(area: Area, ids: Sequence[str]) -> Floats:
    places = {site.id: (site.x_m, site.y_m) for site in area.sites}
    for id in ids:
        if id not in places:
            raise PlanningError("assessment.site_unknown", got=id, key="fibre_gateways")
    return np.array([places[id] for id in ids], float).reshape(-1, 2)


def _borders(area: Area) -> Floats:
    """Where roads cross from one commune to another: a section lies in one commune."""
    outlines = shapely.boundary(area.communes.geometry.to_numpy())
    roads = area.roads.geometry.to_numpy()
    road, outline = shapely.STRtree(outlines).query(roads, predicate="intersects")
    met = shapely.intersection(roads[road], outlines[outline])
    return shapely.get_coordinates(met[shapely.get_dimensions(met) == 0])


def _first_year(ids: Sequence[str], year_of: Mapping[str, int | None], otherwise: int) -> int:
    return min((year for id in ids if (year := year_of.get(id)) is not None), default=otherwise)


def _twice(terminals: gpd.GeoDataFrame, settings: ProtectionSettings) -> NDArray[np.bool_]:
    """Who is to have two routes, shape (terminals,)."""
    kind = terminals["kind"].to_numpy(object)
    twice = np.asarray((kind == TerminalKind.COMMUNE_OFFICE) & settings.offices)
    is_mast = kind == TerminalKind.MAST
    for key, named, pool in (("hubs", settings.hubs, ~is_mast), ("masts", settings.masts, is_mast)):
        for one in named:
            found = pool & [one in names for names in _names(terminals)]
            if not found.any():
                raise PlanningError("routing.protect", got=one, key=key)
            twice |= found
    return twice


def _names(terminals: gpd.GeoDataFrame) -> list[set[str]]:
    """By what each terminal can be called: id, name, its sites' and planned masts' ids."""
    return [
        {id, name, *name.split(", "), *candidates.split(";")} - {""}
        for id, name, candidates in zip(terminals["id"], terminals["name"], terminals["candidates"], strict=True)
    ]


def _commune_of(area: Area, points: NDArray[np.object_]) -> Ints:
    commune = np.full(len(points), -1)
    found, row = shapely.STRtree(area.communes.geometry.to_numpy()).query(points, predicate="intersects")
    commune[found[::-1]] = row[::-1]
    return commune
