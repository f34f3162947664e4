"""Where a mast could be shared or built: existing masts without 5G first, then commune seats, roadside and clusters."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree

from covplan.assessment.served import ANY_OPERATOR, Served, check_reading, counts_in_reading, require_power_of_nr
from covplan.errors import PlanningError
from covplan.ingest.area import Area
from covplan.network import Carrier, Sector, Site, Technology
from covplan.planning.positions import new_positions
from covplan.planning.settings import PlanningSettings
from covplan.units import M_PER_KM

_log = logging.getLogger(__name__)

_ROAD_WITHIN_M = 2_000.0  # a numbered road farther off says nothing about where a mast stands


class CandidateKind(StrEnum):
    """What would be done."""

    SHARE = "share"  # new equipment on a mast that stands
    BUILD = "build"  # a new mast


@dataclass(frozen=True)
class Candidate:
    """One thing that can be done at one place by one operator on its licensed carriers."""

    id: str
    kind: CandidateKind
    operator: str
    x_m: float
    y_m: float
    mast_owner: str  # "" for a new mast
    site_id: str  # the existing site whose mast it is, "" for a new mast
    sectors: tuple[Sector, ...]
    cost_mn_vnd: float  # mast and equipment
    backhaul_mn_vnd: float  # estimated, later routed
    commune: int  # row of Area.communes, -1 outside
    road: str  # number of the nearest numbered road, "" if none is near
    chainage_m: float | None

    @property
    def carriers(self) -> tuple[Carrier, ...]:
        """Carriers of all its sectors."""
        return tuple(dict.fromkeys(c for s in self.sectors for c in s.carriers))

    @property
    def radius_m(self) -> float:
        """How far its farthest carrier is predicted [m]."""
        return M_PER_KM * max(carrier.radius_km for carrier in self.carriers)

    @property
    def total_mn_vnd(self) -> float:
        """Mast, equipment and backhaul [million đồng]."""
        return self.cost_mn_vnd + self.backhaul_mn_vnd


def find_candidates(
    area: Area, today: Served, planning: PlanningSettings, also: NDArray[np.bool_] | None = None
) -> tuple[Candidate, ...]:
    """Propose masts to share and to build where people are unserved under the reading of ``today``.

    Existing masts come first: each operator on its own masts without NR, and as a guest the builder (see
    ``PlanningSettings.new_mast_operator``) where it adds what the mast's operator cannot offer. New masts fill the list
    up to ``max_candidates``. Candidates with no unserved people in their carriers' radius are left out.

    Parameters
    ----------
    area : Area
        Sites, roads, communes, exclusions, cables, licences (``carriers``) and unit costs.
    today : Served
        Who is served now; its service reading says which operators count.
    planning : PlanningSettings
        Spacing, height, azimuths and limits.
    also : array of bool, shape of the grid, optional
        Unserved pixels that a floor asks to be served: each counts as one more person in the search for places.

    Returns
    -------
    tuple of Candidate
        Shared masts in order of id, then new masts ``N-0001`` … in order of the unserved people they could reach.

    Raises
    ------
    PlanningError
        If the service asks for more than power of NR, no operator of the reading holds an NR carrier,
        ``new_mast_operator`` is unknown, or the area has no cable.
    """
    reading = today.service.reading
    check_reading(today.service, area)
    require_power_of_nr(today.service)
    if not area.fibre:
        raise PlanningError("planning.no_cable")
    licensed = {o: c for o in area.operators if (c := _licensed(area, o, reading))}
    if not licensed:
        raise PlanningError("planning.no_licence", reading=reading)
    if planning.new_mast_operator not in ("", *area.operators):
        raise PlanningError("planning.builder", got=planning.new_mast_operator, known=", ".join(area.operators))
    builder = _builder(licensed, planning)
    unserved = np.where(today.served[reading], 0.0, today.people) + (0.0 if also is None else also.astype(float))
    shared = _with_people(_shared(area, licensed, builder, reading, planning), unserved, area)
    room = planning.max_candidates - len(shared)
    if room < 0:
        _log.warning("%d existing masts are more than max_candidates; %d left out", len(shared), -room)
    radius_m = min(5_000.0, M_PER_KM * max(c.radius_km for c in licensed[builder]))
    points = new_positions(area, unserved, planning.roadside_spacing_m, radius_m, max(room, 0))
    built = [
        _new_mast(f"N-{k:04d}", x, y, builder, licensed[builder], area, planning) for k, (x, y) in enumerate(points, 1)
    ]
    return _placed([*shared[: planning.max_candidates], *built], area, planning)


def new_mast_at(
    id: str, x_m: float, y_m: float, operator: str, reading: str, area: Area, planning: PlanningSettings
) -> Candidate:
    """A new mast where somebody wants one, of any operator that holds a carrier of the reading.

    Raises
    ------
    PlanningError
        If the operator holds none.
    """
    if not (carriers := _licensed(area, operator, reading)):
        raise PlanningError("planning.unlicensed", operator=operator, reading=reading)
    return _placed([_new_mast(id, x_m, y_m, operator, carriers, area, planning)], area, planning)[0]


def moved_to(candidate: Candidate, x_m: float, y_m: float, area: Area, planning: PlanningSettings) -> Candidate:
    """The same new mast elsewhere."""
    return _placed([replace(candidate, x_m=x_m, y_m=y_m)], area, planning)[0]


def _licensed(area: Area, operator: str, reading: str) -> tuple[Carrier, ...]:
    """The NR carriers that an operator may radiate and that count under the reading."""
    return tuple(c for c in area.carriers if c.operator == operator and counts_in_reading(c, reading))


def _builder(licensed: dict[str, tuple[Carrier, ...]], planning: PlanningSettings) -> str:
    """Who builds new masts: the named operator if it counts, else the holder of the lowest carrier."""
    if planning.new_mast_operator in licensed:
        return planning.new_mast_operator
    return min(licensed, key=lambda operator: min(c.freq_mhz for c in licensed[operator]))


def _shared(
    area: Area, licensed: dict[str, tuple[Carrier, ...]], builder: str, reading: str, planning: PlanningSettings
) -> list[Candidate]:
    proposals = []
    for site in area.sites:
        without_nr = Technology.NR not in site.technologies
        if without_nr and site.operator in licensed:
            proposals.append(_on_mast(site, site.operator, licensed[site.operator], area, planning))
        if _guest_helps(site, licensed, builder, reading, without_nr):
            proposals.append(_on_mast(site, builder, licensed[builder], area, planning))
    return sorted(proposals, key=lambda c: c.id)


def _guest_helps(
    site: Site, licensed: dict[str, tuple[Carrier, ...]], builder: str, reading: str, without_nr: bool
) -> bool:
    """Whether the builder on this mast adds what its operator cannot: its lowest band, or, read alone, itself."""
    if builder == site.operator or builder in site.tenants:
        return False
    if reading != ANY_OPERATOR:
        return True
    lowest = min(licensed[builder], key=lambda c: c.freq_mhz)
    return without_nr and lowest.band not in {c.band for c in licensed.get(site.operator, ())}


def _on_mast(
    site: Site, operator: str, carriers: tuple[Carrier, ...], area: Area, planning: PlanningSettings
) -> Candidate:
    owner = site.mast_owner or site.operator
    cost = area.costs.base("nr_on_mast") + (area.costs.base("mast_sharing") if owner != operator else 0.0)
    id = f"S-{site.id}-{operator}"
    return Candidate(
        id=id,
        kind=CandidateKind.SHARE,
        operator=operator,
        x_m=site.x_m,
        y_m=site.y_m,
        mast_owner=owner,
        site_id=site.id,
        sectors=_sectors(id, site.mast_height_m, carriers, planning),
        cost_mn_vnd=cost,
        backhaul_mn_vnd=0.0,
        commune=-1,
        road="",
        chainage_m=None,
    )


def _new_mast(
    id: str,
    x_m: float,
    y_m: float,
    operator: str,
    carriers: tuple[Carrier, ...],
    area: Area,
    planning: PlanningSettings,
) -> Candidate:
    return Candidate(
        id=id,
        kind=CandidateKind.BUILD,
        operator=operator,
        x_m=x_m,
        y_m=y_m,
        mast_owner="",
        site_id="",
        sectors=_sectors(id, planning.new_mast_height_m, carriers, planning),
        cost_mn_vnd=area.costs.base("new_mast") + area.costs.base("nr_on_mast"),
        backhaul_mn_vnd=0.0,
        commune=-1,
        road="",
        chainage_m=None,
    )


def _sectors(id: str, height_m: float, carriers: tuple[Carrier, ...], planning: PlanningSettings) -> tuple[Sector, ...]:
    return tuple(
        Sector(f"{id}-{k}", azimuth, planning.new_mast_tilt_deg, height_m, carriers)
        for k, azimuth in enumerate(planning.new_mast_azimuths_deg, 1)
    )


def _with_people(candidates: list[Candidate], unserved: NDArray[np.float64], area: Area) -> list[Candidate]:
    """Those with a pixel of unserved people within the radius of one of their carriers."""
    rows, cols = np.nonzero(unserved > 0)
    if not candidates or not rows.size:
        return []
    x, y = area.grid.centres()
    away, _ = KDTree(np.column_stack([x[cols], y[rows]])).query([(c.x_m, c.y_m) for c in candidates])
    return [c for c, dist_m in zip(candidates, away, strict=True) if dist_m <= c.radius_m]


def _placed(candidates: Iterable[Candidate], area: Area, planning: PlanningSettings) -> tuple[Candidate, ...]:
    """The candidates with commune, road, chainage and estimated backhaul."""
    candidates = tuple(candidates)
    points = shapely.points([c.x_m for c in candidates], [c.y_m for c in candidates])
    communes = _first_match(area.communes.sindex.query(points, predicate="intersects"), len(candidates))
    backhaul = _backhaul_mn_vnd(points, area, planning)
    numbers = sorted(area.road_references)
    tree = shapely.STRtree([area.road_references[n].line for n in numbers])
    near = _first_match(tree.query_nearest(points, max_distance=_ROAD_WITHIN_M), len(candidates))
    placed = []
    for k, candidate in enumerate(candidates):
        road = numbers[near[k]] if near[k] >= 0 else ""
        chainage_m = area.road_references[road].project(candidate.x_m, candidate.y_m)[0] if road else None
        placed.append(
            replace(
                candidate,
                commune=int(communes[k]),
                road=road,
                chainage_m=chainage_m,
                backhaul_mn_vnd=float(backhaul[k]),
            )
        )
    return tuple(placed)


def _backhaul_mn_vnd(points: NDArray[np.object_], area: Area, planning: PlanningSettings) -> NDArray[np.float64]:
    """Cost of a cable of its own to each point, shape (n,): distance to the nearest cable, with a detour."""
    if not len(points):
        return np.zeros(0)
    tree = shapely.STRtree([route.line for route in area.fibre])
    dist_m = tree.query_nearest(points, all_matches=False, return_distance=True)[1]
    price = area.costs.base("fibre_aerial") / M_PER_KM
    return np.where(dist_m <= planning.connected_within_m, 0.0, dist_m * planning.backhaul_detour * price)


def _first_match(pairs: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Lowest tree index for each of ``count`` inputs, -1 where there is none."""
    first = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(first, pairs[0], pairs[1])
    return np.where(first == np.iinfo(np.int64).max, -1, first)
