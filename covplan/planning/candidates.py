"""Where a mast could be upgraded, rented or built: masts that stand first, then given positions, then new places."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from covplan.assessment.served import Served, check_reading, counts_in_reading, require_power_of_nr
from covplan.errors import PlanningError
from covplan.ingest.area import Area
from covplan.ingest.costs import NO_COST, CostRange
from covplan.network import Carrier, MastClass, Sector, Site
from covplan.planning.antenna_load import MastLoad, allowed_m2, borne, mast_loads, with_crowds
from covplan.planning.candidate_costs import on_mast
from covplan.planning.candidate_costs import on_new_mast as cost_of_new_mast
from covplan.planning.candidate_records import Candidate, CandidateKind, Origin
from covplan.planning.mast_choices import NewMast, new_masts, under_limit
from covplan.planning.positions import new_positions
from covplan.planning.proposals import (
    Licensed,
    Proposal,
    find_builders,
    given_places,
    on_new_mast,
    on_standing_masts,
    owner_of,
    with_people,
)
from covplan.planning.settings import LOW_BAND_BELOW_MHZ, Configuration, PlanningSettings
from covplan.planning.surroundings import Surroundings, look_around
from covplan.units import M_PER_KM

__all__ = ["Candidate", "CandidateKind", "Configuration", "Origin", "PlanningSettings", "find_candidates"]

_log = logging.getLogger(__name__)


def find_candidates(
    area: Area, today: Served, planning: PlanningSettings, also: NDArray[np.bool_] | None = None
) -> tuple[Candidate, ...]:
    """Propose masts to upgrade, to rent and to build where people are unserved under the reading of ``today``.

    Existing masts come first: each operator on its own masts without NR, and as guests the builders (see
    ``PlanningSettings.builders``) where they add what the mast's operator cannot offer. Then the positions of the area,
    all of them outside exclusions. New masts fill the list up to ``max_candidates`` places. Existing masts with no
    unserved people in their carriers' radius are left out. Every allowed height, every configuration of carriers and
    every set of builders is a candidate of its own with the same ``place``. Antennas that a mast does not bear are not
    proposed, or pay for its strengthening where that has a price.

    Parameters
    ----------
    area : Area
        Sites, roads, communes, exclusions, cables, licences (``carriers``), unit costs and given positions.
    today : Served
        Who is served now; its service reading says which operators count.
    planning : PlanningSettings
        Spacing, heights, configurations, azimuths and limits.
    also : array of bool, shape of the grid, optional
        Unserved pixels that a floor asks to be served: each counts as one more person in the search for places.

    Returns
    -------
    tuple of Candidate
        Existing masts ``S-…`` in order of id, given positions ``U-…`` in order of the file, new masts ``N-0001`` … in
        order of the unserved people they could reach; alternatives behind one another.

    Raises
    ------
    PlanningError
        If the service asks for more than power of NR, no operator of the reading holds an NR carrier,
        one of ``builders`` is unknown, the area has no cable, a mast on a building has no price or no height.
    """
    reading = today.service.reading
    check_reading(today.service, area)
    require_power_of_nr(today.service)
    if not area.fibre:
        raise PlanningError("planning.no_cable")
    licensed = {o: c for o in area.operators if (c := _licensed(area, o, reading))}
    if not licensed:
        raise PlanningError("planning.no_licence", reading=reading)
    if unknown := [one for one in planning.builders if one not in area.operators]:
        raise PlanningError("planning.builder", got=", ".join(unknown), known=", ".join(area.operators))
    builders = find_builders(licensed, planning)
    unserved = np.where(today.served[reading], 0.0, today.people) + (0.0 if also is None else also.astype(float))
    standing = with_people(on_standing_masts(area, licensed, builders, reading), licensed, unserved, area)
    given = given_places(area)
    room = planning.max_candidates - len(standing) - len(given)
    if len(standing) > planning.max_candidates:
        left_out = len(standing) - planning.max_candidates
        _log.warning("%d existing masts are more than max_candidates; %d left out", len(standing), left_out)
    radius_m = M_PER_KM * max(c.radius_km for operator in builders for c in licensed[operator])
    proposals = standing[: planning.max_candidates]
    for one in given:
        proposals += on_new_mast(f"U-{one.id}", Origin.USER, one.x_m, one.y_m, builders, planning, one)
    for k, place in enumerate(new_positions(area, unserved, planning, radius_m, room), 1):
        proposals += on_new_mast(f"N-{k:04d}", place.origin, place.x_m, place.y_m, builders, planning)
    loads = mast_loads(area, planning.antenna_areas)
    return with_crowds(_candidates(proposals, licensed, loads, area, planning), loads)


def new_mast_at(
    id: str,
    x_m: float,
    y_m: float,
    carriers: tuple[Carrier, ...],
    area: Area,
    planning: PlanningSettings,
    height_m: float | None = None,
    mast_class: MastClass = MastClass.GROUND,
) -> Candidate:
    """A new mast where somebody wants one, with the antennas so high above ground [m], or as high as the settings say.

    Raises
    ------
    PlanningError
        If it would stand above the height limit of the place, or has no price.
    """
    (around,) = look_around(np.array([[x_m, y_m]]), area)
    agl_m = planning.ground_mast_heights_m[0] if height_m is None else height_m
    base_m = around.building_m if mast_class is MastClass.BUILDING else 0.0
    mast = NewMast(mast_class, agl_m, max(agl_m - base_m, 0.0))
    if under_limit([mast], around) != [mast]:
        raise PlanningError("planning.over_limit", id=id, limit=around.limit_asl_m)
    operators = tuple(dict.fromkeys(carrier.operator for carrier in carriers))
    wanted = Proposal(id, id, CandidateKind.BUILD, Origin.USER, operators, x_m, y_m)
    return _candidate(wanted, "", mast, Configuration.ALL, carriers, around, area, planning)


def licensed_carriers(area: Area, operator: str, reading: str) -> tuple[Carrier, ...]:
    """The NR carriers that an operator may radiate and that count under a reading.

    Raises
    ------
    PlanningError
        If it holds none.
    """
    if not (carriers := _licensed(area, operator, reading)):
        raise PlanningError("planning.unlicensed", operator=operator, reading=reading)
    return carriers


def _licensed(area: Area, operator: str, reading: str) -> tuple[Carrier, ...]:
    return tuple(c for c in area.carriers if c.operator == operator and counts_in_reading(c, reading))


def _candidates(
    proposals: list[Proposal],
    licensed: Licensed,
    loads: Sequence[MastLoad],
    area: Area,
    planning: PlanningSettings,
) -> Iterator[Candidate]:
    """Every height and configuration of every proposal that a mast bears."""
    without, lower, refused = 0, 0, 0
    room_m2 = {id: load.room_m2 for load in loads for id in load.site_ids}
    areas = planning.antenna_areas
    xy = np.array([(p.x_m, p.y_m) for p in proposals]).reshape(-1, 2)
    for proposal, around in zip(proposals, look_around(xy, area), strict=True):
        masts: Sequence[NewMast | Site]
        if proposal.site is not None:
            masts = [proposal.site]
        else:
            masts = new_masts(proposal.position, around, planning)
            without += not masts
            lower += bool(masts) and masts != new_masts(proposal.position, replace(around, limit_asl_m=None), planning)
        first = True
        for mast in masts:
            room = (
                room_m2[mast.id] if isinstance(mast, Site) else allowed_m2(mast.mast_class, mast.mast_height_m, areas)
            )
            for configuration, carriers in _configurations(proposal.operators, licensed, planning):
                alternative = "" if first else _alternative(mast, configuration)
                found = _candidate(proposal, alternative, mast, configuration, carriers, around, area, planning)
                if (offered := borne(found, room, area.costs, areas)) is None:
                    refused += 1
                    continue
                yield offered
                first = False
    if refused:
        _log.info("antennas that their masts do not bear: %d candidates are left out", refused)
    if without or lower:
        _log.info("height limits: masts are lower at %d places, %d places are left out", lower, without)


def _configurations(
    operators: Sequence[str], licensed: Licensed, planning: PlanningSettings
) -> Iterator[tuple[Configuration, tuple[Carrier, ...]]]:
    """The asked configurations that the licences of all operators allow, those with the same carriers once."""
    seen = set()
    for configuration in planning.configurations:
        of_each = [tuple(c for c in licensed[one] if _belongs(c, configuration)) for one in operators]
        carriers = tuple(c for carriers in of_each for c in carriers)
        if all(of_each) and carriers not in seen:
            seen.add(carriers)
            yield configuration, carriers


def _belongs(carrier: Carrier, configuration: Configuration) -> bool:
    low = carrier.freq_mhz < LOW_BAND_BELOW_MHZ
    return configuration is Configuration.ALL or low == (configuration is Configuration.LOW)


def _alternative(mast: NewMast | Site, configuration: Configuration) -> str:
    """What tells an alternative from the first candidate of its place, for its id."""
    height = "" if isinstance(mast, Site) else f"-{mast.mast_class}-{mast.antenna_agl_m:g}m"
    return f"{height}-{configuration}"


def _candidate(
    proposal: Proposal,
    alternative: str,
    mast: NewMast | Site,
    configuration: Configuration,
    carriers: tuple[Carrier, ...],
    around: Surroundings,
    area: Area,
    planning: PlanningSettings,
) -> Candidate:
    id, site, position = proposal.id + alternative, proposal.site, proposal.position
    if isinstance(mast, Site):
        height_m, mast_class = mast.mast_height_m, None
        capex, opex = on_mast(area.costs, proposal.kind, carriers)
    else:
        height_m, mast_class = mast.antenna_agl_m, mast.mast_class
        capex, opex = cost_of_new_mast(
            area.costs,
            carriers,
            mast.mast_class,
            mast_height_m=mast.mast_height_m,
            power_m=around.power_m,
            access_m=None if around.access_m is None else around.access_m * planning.backhaul_detour,
        )
    return Candidate(
        id=id,
        kind=proposal.kind,
        operator="+".join(proposal.operators),
        x_m=proposal.x_m,
        y_m=proposal.y_m,
        mast_owner="" if site is None else owner_of(site),
        site_id="" if site is None else site.id,
        sectors=tuple(
            Sector(f"{id}-{k}", azimuth, planning.new_mast_tilt_deg, height_m, carriers)
            for k, azimuth in enumerate(planning.new_mast_azimuths_deg, 1)
        ),
        capex=capex,
        backhaul=_backhaul(around.cable_m, area, planning),
        commune=around.commune,
        road=around.road,
        chainage_m=around.chainage_m,
        place=proposal.place,
        origin=proposal.origin,
        mast_class=mast_class,
        configuration=configuration,
        opex_per_year=opex,
        land_cover=around.land_cover,
        protected=around.protected,
        limit_asl_m=around.limit_asl_m,
        road_m=around.road_m,
        power_m=around.power_m,
        cable_m=around.cable_m,
        land="" if position is None else position.land,
        land_owner="" if position is None else position.owner,
        note="" if position is None else position.note,
    )


def _backhaul(cable_m: float | None, area: Area, planning: PlanningSettings) -> CostRange:
    """Cost of a cable of its own: distance to the nearest cable, with a detour."""
    if cable_m is None or cable_m <= planning.connected_within_m:
        return NO_COST
    return area.costs.range("fibre_aerial") * (cable_m * planning.backhaul_detour / M_PER_KM)
