"""Which radio of which operator on which mast would serve whom: what the ways of sharing are compared by.

A mast is a location of the area (sites within ``area.location_radius_m``, the masts of ``assessment/resilience.py``) or
a place for a new mast. New radios hang at the height of its tallest site, with the azimuths and the tilt of the
settings, and radiate all licensed NR carriers of their operator.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from covplan.assessment.residents import Residents, find_residents
from covplan.assessment.served import ANY_OPERATOR, Served, counts_in_reading
from covplan.assessment.serving import serving
from covplan.assessment.sharing import mast_users
from covplan.coverage.settings import RadioSettings
from covplan.errors import PlanningError
from covplan.ingest.area import Area, Progress
from covplan.network import Carrier, Sector, Site
from covplan.planning.antenna_load import exceeds, mast_loads, new_set_m2
from covplan.planning.candidate_costs import equipment, on_mast, strengthening
from covplan.planning.candidate_records import Candidate, CandidateKind
from covplan.planning.candidates import find_candidates
from covplan.planning.settings import PlanningSettings

Licensed = Mapping[str, tuple[Carrier, ...]]
"""Operator → its NR carriers."""


@dataclass(frozen=True)
class Mast:
    """A mast that stands, or a place for one.

    Attributes
    ----------
    id : str
        Of a location, or of the candidate for a new mast.
    x_m, y_m : float
    is_new : bool
    users : frozenset of str
        Operators that stand on it; empty for a new mast.
    common_mn_vnd : float
        A new mast with power and access, and backhaul: paid once by those who share them [million đồng].
    room_m2 : float
        Antenna area that it bears beside what hangs on it today.
    strengthening_mn_vnd : float, optional
        What makes it bear more; None: nothing does.
    """

    id: str
    x_m: float
    y_m: float
    is_new: bool
    users: frozenset[str]
    common_mn_vnd: float
    room_m2: float = math.inf
    strengthening_mn_vnd: float | None = None


@dataclass(frozen=True)
class Radio:
    """One operator's NR equipment on a mast (its row): on air today, or what could be put up.

    ``on_mast_mn_vnd`` is rent on somebody else's mast, or what makes one's own fit for it; 0 on a new mast.
    ``antennas_m2`` is the area of the antennas that would be put up.
    """

    mast: int
    operator: str
    on_air: bool
    equipment_mn_vnd: float
    on_mast_mn_vnd: float
    antennas_m2: float = 0.0


@dataclass(frozen=True, eq=False)
class SharingReach:
    """Who would be served by which radio.

    Attributes
    ----------
    operators : tuple of str
        Those that hold NR carriers: the others cannot serve by themselves whatever is built.
    masts : tuple of Mast
    radios : tuple of Radio
        At most one per operator and mast.
    serves : csr_array of bool, shape (radios, pixels)
        One radio alone, whoever's subscribers may use it.
    people : array, float64, shape (pixels,)
        People of each inhabited pixel inside the communes.
    builders : tuple of str
        Those of whom one must be among the operators of a new mast; empty: whoever wants.
    """

    operators: tuple[str, ...]
    masts: tuple[Mast, ...]
    radios: tuple[Radio, ...]
    serves: sparse.csr_array
    people: NDArray[np.float64]
    builders: tuple[str, ...] = ()

    def served_today(self, operator: str | None) -> NDArray[np.bool_]:
        """Pixels that radios on air serve: those of an operator, or of any (None)."""
        rows = [k for k, r in enumerate(self.radios) if r.on_air and operator in (None, r.operator)]
        return np.asarray(self.serves[rows].sum(axis=0)).ravel() > 0


@dataclass(frozen=True)
class _Station:
    """What is predicted at once: several operators' carriers at one place."""

    x_m: float
    y_m: float
    sectors: tuple[Sector, ...]
    radios: dict[str, Radio]  # by operator


def build_sharing_reach(
    area: Area,
    today: Served,
    radio: RadioSettings,
    planning: PlanningSettings,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> SharingReach:
    """Predict today's radios, and every operator's at every place where somebody's subscribers are unserved.

    Places are those of ``find_candidates`` for the people whom not all operators serve, and all masts with 5G, which
    have their backhaul.

    Raises
    ------
    PlanningError
        As ``find_candidates`` does.
    """
    licensed = {o: c for o in area.operators if (c := tuple(c for c in area.carriers if counts_in_reading(c, o)))}
    if not licensed:
        raise PlanningError("planning.no_licence", reading=ANY_OPERATOR)
    by_all = np.logical_and.reduce([today.served[operator] for operator in licensed])
    of_somebody = replace(
        today,
        served={**today.served, ANY_OPERATOR: by_all},
        service=replace(today.service, reading=ANY_OPERATOR),
    )
    candidates = find_candidates(area, of_somebody, planning)
    masts, stations = _masts_and_stations(area, candidates, licensed, planning)
    residents = find_residents(area)
    radios, serves = _predicted(area, radio, today, residents, stations, executor, progress)
    return SharingReach(
        operators=tuple(licensed),
        masts=masts,
        radios=radios,
        serves=serves,
        people=np.asarray(residents.in_communes.sum(axis=0), float).ravel(),
        builders=planning.builders,
    )


def _masts_and_stations(
    area: Area, candidates: tuple[Candidate, ...], licensed: Licensed, planning: PlanningSettings
) -> tuple[tuple[Mast, ...], list[_Station]]:
    hung_m2 = {operator: new_set_m2(carriers, planning) for operator, carriers in licensed.items()}
    masts: list[Mast] = []
    stations: list[_Station] = []
    sites = {site.id: site for site in area.sites}
    backhaul = {one.site_id: one.backhaul_mn_vnd for one in candidates}
    room_m2 = {id: load.room_m2 for load in mast_loads(area, planning.antenna_areas) for id in load.site_ids[:1]}
    price = strengthening(area.costs)
    stronger = None if price is None else price.base
    for location in area.locations:
        members = [sites[id] for id in location.site_ids]
        on_air = [replace(site, sectors=sectors) for site in members if (sectors := _nr_sectors(site))]
        estimates = [backhaul[site.id] for site in members if site.id in backhaul]
        if not on_air and not estimates:
            continue
        tallest = max(members, key=lambda site: site.mast_height_m)
        users = frozenset().union(*(mast_users(site, area) for site in members))
        owners = {site.mast_owner or site.operator for site in members}
        common = 0.0 if on_air else min(estimates)
        room = sum(room_m2.get(id, 0.0) for id in location.site_ids)  # owners' masts that stand together
        masts.append(Mast(location.id, tallest.x_m, tallest.y_m, False, users, common, room, stronger))
        there = {carrier.operator for site in on_air for carrier in _nr_carriers(site.sectors)}
        row = len(masts) - 1
        radios = {
            operator: Radio(
                row, operator, operator in there, *_prices(area, carriers, operator in owners), hung_m2[operator]
            )
            for operator, carriers in licensed.items()
        }
        stations += [_Station(site.x_m, site.y_m, site.sectors, radios) for site in on_air]
        free = {operator: carriers for operator, carriers in licensed.items() if operator not in there}
        stations.append(_new_station(masts[row], tallest.mast_height_m, free, radios, planning))
    taken: set[tuple[float, float]] = set()
    for one in candidates:
        if not one.site_id and (one.x_m, one.y_m) not in taken:  # the first of alternatives at a place
            taken.add((one.x_m, one.y_m))
            room = math.inf if one.room_m2 is None else one.room_m2
            common = one.total_mn_vnd - equipment(area.costs, one.carriers).base
            if exceeds(one.antennas_m2, room):
                common -= stronger or 0.0  # it is in the price of the candidate
            masts.append(Mast(one.id, one.x_m, one.y_m, True, frozenset(), common, room, stronger))
            radios = {
                operator: Radio(
                    len(masts) - 1, operator, False, equipment(area.costs, carriers).base, 0.0, hung_m2[operator]
                )
                for operator, carriers in licensed.items()
            }
            stations.append(_new_station(masts[-1], one.sectors[0].antenna_agl_m, licensed, radios, planning))
    return tuple(masts), stations


def _prices(area: Area, carriers: tuple[Carrier, ...], is_owner: bool) -> tuple[float, float]:
    """Base prices of equipment, and of its place on a mast that stands [million đồng]."""
    kind = CandidateKind.UPGRADE if is_owner else CandidateKind.RENT
    price = equipment(area.costs, carriers).base
    return price, on_mast(area.costs, kind, carriers)[0].base - price


def _new_station(
    mast: Mast, height_m: float, carriers: Licensed, radios: dict[str, Radio], planning: PlanningSettings
) -> _Station:
    every = tuple(carrier for one in carriers.values() for carrier in one)
    sectors = tuple(
        Sector(f"{mast.id}-{k}", azimuth, planning.new_mast_tilt_deg, height_m, every)
        for k, azimuth in enumerate(planning.new_mast_azimuths_deg, 1)
        if every
    )
    return _Station(mast.x_m, mast.y_m, sectors, radios)


def _nr_sectors(site: Site) -> tuple[Sector, ...]:
    return tuple(sector for sector in site.sectors if any(_nr_carriers([sector])))


def _nr_carriers(sectors: Iterable[Sector]) -> Iterator[Carrier]:
    return (c for sector in sectors for c in sector.carriers if counts_in_reading(c, ANY_OPERATOR))


def _predicted(
    area: Area,
    radio: RadioSettings,
    today: Served,
    residents: Residents,
    stations: list[_Station],
    executor: Executor | None,
    progress: Progress | None,
) -> tuple[tuple[Radio, ...], sparse.csr_array]:
    """The radios of the stations, and whom each serves."""
    radios = list(dict.fromkeys(one.radios[c.operator] for one in stations for c in _nr_carriers(one.sectors)))
    row = {one: k for k, one in enumerate(radios)}
    rows, cols = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for one in serving(area, radio, today.service, residents, stations, executor=executor, progress=progress):
        cols.append(one.positions)
        rows.append(np.full(one.positions.size, row[stations[one.station].radios[one.carrier.operator]]))
    at = (np.concatenate(rows), np.concatenate(cols))
    shape = (len(radios), residents.rows.size)
    return tuple(radios), sparse.csr_array(sparse.coo_array((np.ones(at[0].size, bool), at), shape=shape))
