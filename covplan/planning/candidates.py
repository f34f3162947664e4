"""Where a mast could be upgraded, rented or built: masts that stand first, then given positions, then new places."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from covplan.assessment.served import ANY_OPERATOR, Served, check_reading, counts_in_reading, require_power_of_nr
from covplan.errors import PlanningError
from covplan.ingest.area import Area
from covplan.ingest.costs import NO_COST, CostRange
from covplan.ingest.mast_positions import MastPosition
from covplan.network import Carrier, MastClass, Sector, Site, Technology
from covplan.planning.candidate_costs import on_mast, on_new_mast
from covplan.planning.candidate_records import Candidate, CandidateKind, Origin
from covplan.planning.mast_choices import NewMast, new_masts, under_limit
from covplan.planning.positions import in_exclusions, new_positions
from covplan.planning.settings import Configuration, PlanningSettings
from covplan.planning.surroundings import Surroundings, look_around
from covplan.units import M_PER_KM

__all__ = ["Candidate", "CandidateKind", "Configuration", "Origin", "PlanningSettings", "find_candidates"]

_log = logging.getLogger(__name__)

_LOW_BAND_BELOW_MHZ = 1_000.0


@dataclass(frozen=True)
class _Proposal:
    """An operator at a place, before heights and carriers are chosen."""

    id: str
    place: str
    kind: CandidateKind
    origin: Origin
    operator: str
    x_m: float
    y_m: float
    site: Site | None = None
    position: MastPosition | None = None


def find_candidates(
    area: Area, today: Served, planning: PlanningSettings, also: NDArray[np.bool_] | None = None
) -> tuple[Candidate, ...]:
    """Propose masts to upgrade, to rent and to build where people are unserved under the reading of ``today``.

    Existing masts come first: each operator on its own masts without NR, and as a guest the builder (see
    ``PlanningSettings.new_mast_operator``) where it adds what the mast's operator cannot offer. Then the positions of
    the area, all of them outside exclusions. New masts fill the list up to ``max_candidates``. Existing masts with no
    unserved people in their carriers' radius are left out. Every allowed height and every configuration of carriers is
    a candidate of its own with the same ``place``.

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
        ``new_mast_operator`` is unknown, the area has no cable, a mast on a building has no price or no height.
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
    standing = _with_people(_standing(area, licensed, builder, reading), licensed, unserved, area)
    given = _given(area, builder)
    room = planning.max_candidates - len(standing) - len(given)
    if len(standing) > planning.max_candidates:
        left_out = len(standing) - planning.max_candidates
        _log.warning("%d existing masts are more than max_candidates; %d left out", len(standing), left_out)
    radius_m = M_PER_KM * max(c.radius_km for c in licensed[builder])
    built = [
        _Proposal(id, id, CandidateKind.BUILD, place.origin, builder, place.x_m, place.y_m)
        for k, place in enumerate(new_positions(area, unserved, planning, radius_m, room), 1)
        for id in (f"N-{k:04d}",)
    ]
    proposals = [*standing[: planning.max_candidates], *given, *built]
    return tuple(_candidates(proposals, licensed, area, planning))


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
    wanted = _Proposal(id, id, CandidateKind.BUILD, Origin.USER, carriers[0].operator, x_m, y_m)
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


def _builder(licensed: dict[str, tuple[Carrier, ...]], planning: PlanningSettings) -> str:
    """Who builds new masts: the named operator if it counts, else the holder of the lowest carrier."""
    if planning.new_mast_operator in licensed:
        return planning.new_mast_operator
    return min(licensed, key=lambda operator: min(c.freq_mhz for c in licensed[operator]))


def _standing(area: Area, licensed: dict[str, tuple[Carrier, ...]], builder: str, reading: str) -> list[_Proposal]:
    proposals = []
    for site in area.sites:
        without_nr = Technology.NR not in site.technologies
        if without_nr and site.operator in licensed:
            proposals.append(_on_site(site, site.operator))
        if _guest_helps(site, licensed, builder, reading, without_nr):
            proposals.append(_on_site(site, builder))
    return sorted(proposals, key=lambda c: c.id)


def _on_site(site: Site, operator: str) -> _Proposal:
    kind = CandidateKind.UPGRADE if _owner(site) == operator else CandidateKind.RENT
    return _Proposal(
        f"S-{site.id}-{operator}", f"S-{site.id}", kind, Origin.MAST, operator, site.x_m, site.y_m, site=site
    )


def _owner(site: Site) -> str:
    return site.mast_owner or site.operator


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


def _with_people(
    proposals: list[_Proposal], licensed: dict[str, tuple[Carrier, ...]], unserved: NDArray[np.float64], area: Area
) -> list[_Proposal]:
    """Those with a pixel of unserved people within the radius of one of their operator's carriers."""
    rows, cols = np.nonzero(unserved > 0)
    if not proposals or not rows.size:
        return []
    x, y = area.grid.centres()
    away_m, _ = KDTree(np.column_stack([x[cols], y[rows]])).query([(c.x_m, c.y_m) for c in proposals])
    radius_m = [M_PER_KM * max(c.radius_km for c in licensed[p.operator]) for p in proposals]
    return [p for p, away, radius in zip(proposals, away_m, radius_m, strict=True) if away <= radius]


def _given(area: Area, builder: str) -> list[_Proposal]:
    """The positions of the area outside exclusions."""
    excluded = in_exclusions(np.array([(p.x_m, p.y_m) for p in area.positions]).reshape(-1, 2), area)
    if excluded.any():
        ids = ", ".join(p.id for p, out in zip(area.positions, excluded, strict=True) if out)
        _log.warning("given positions inside exclusions are left out: %s", ids)
    return [
        _Proposal(f"U-{p.id}", f"U-{p.id}", CandidateKind.BUILD, Origin.USER, builder, p.x_m, p.y_m, position=p)
        for p, out in zip(area.positions, excluded, strict=True)
        if not out
    ]


def _candidates(
    proposals: list[_Proposal], licensed: dict[str, tuple[Carrier, ...]], area: Area, planning: PlanningSettings
) -> Iterator[Candidate]:
    """Every height and configuration of every proposal."""
    without, lower = 0, 0
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
            for configuration, carriers in _configurations(licensed[proposal.operator], planning):
                alternative = "" if first else _alternative(mast, configuration)
                yield _candidate(proposal, alternative, mast, configuration, carriers, around, area, planning)
                first = False
    if without or lower:
        _log.info("height limits: masts are lower at %d places, %d places are left out", lower, without)


def _configurations(
    licensed: tuple[Carrier, ...], planning: PlanningSettings
) -> Iterator[tuple[Configuration, tuple[Carrier, ...]]]:
    """The asked configurations that an operator's licences allow, those with the same carriers once."""
    seen = set()
    for configuration in planning.configurations:
        carriers = tuple(c for c in licensed if _belongs(c, configuration))
        if carriers and carriers not in seen:
            seen.add(carriers)
            yield configuration, carriers


def _belongs(carrier: Carrier, configuration: Configuration) -> bool:
    low = carrier.freq_mhz < _LOW_BAND_BELOW_MHZ
    return configuration is Configuration.ALL or low == (configuration is Configuration.LOW)


def _alternative(mast: NewMast | Site, configuration: Configuration) -> str:
    """What tells an alternative from the first candidate of its place, for its id."""
    height = "" if isinstance(mast, Site) else f"-{mast.mast_class}-{mast.antenna_agl_m:g}m"
    return f"{height}-{configuration}"


def _candidate(
    proposal: _Proposal,
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
        capex, opex = on_new_mast(
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
        operator=proposal.operator,
        x_m=proposal.x_m,
        y_m=proposal.y_m,
        mast_owner="" if site is None else _owner(site),
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
