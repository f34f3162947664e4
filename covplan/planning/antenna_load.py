"""Antenna area: how much a mast bears, how much hangs on it, and how much an operator's antennas would add.

The measure is the front of the housings of antennas and radios near the top [m²]: like is compared with like, under the
wind and at the height that the mast was designed for. It tells what is plainly too much; it is no proof of a structure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from covplan.assessment.sharing import mast_users
from covplan.ingest.area import Area
from covplan.ingest.costs import UnitCosts
from covplan.network import AntennaPattern, Carrier, MastClass, Sector, Site, Technology
from covplan.planning.candidate_costs import strengthening
from covplan.planning.candidate_records import Candidate
from covplan.planning.settings import LOW_BAND_BELOW_MHZ, AntennaAreas, PlanningSettings

_LOW_MAST_BELOW_M = 30.0
_ROUNDING_M2 = 1e-6  # sums of areas differ by less


@dataclass(frozen=True)
class MastLoad:
    """What hangs on a mast that stands: sites of one owner at one location.

    Attributes
    ----------
    site_ids : tuple of str
    owner : str
        As the lists say, the operator of the site where they do not.
    mast_class : MastClass
        On the ground where no list says otherwise.
    height_m : float
    hung_m2 : float
        Area of all antennas on it.
    allowed_m2 : float
        Area that it bears.
    is_stated : bool
        Whether a list says what it bears.
    """

    site_ids: tuple[str, ...]
    owner: str
    mast_class: MastClass
    height_m: float
    hung_m2: float
    allowed_m2: float
    is_stated: bool

    @property
    def room_m2(self) -> float:
        """Area that may be added."""
        return max(self.allowed_m2 - self.hung_m2, 0.0)


def mast_loads(area: Area, areas: AntennaAreas) -> tuple[MastLoad, ...]:
    """Every mast of the site lists, in the order of locations."""
    sites = {site.id: site for site in area.sites}
    loads = []
    for location in area.locations:
        members = [sites[id] for id in location.site_ids]
        here = {site.operator for site in members}
        by_owner: dict[str, list[Site]] = {}
        for site in members:
            by_owner.setdefault(site.mast_owner or site.operator, []).append(site)
        for owner, on_it in by_owner.items():
            listed_elsewhere = here | {owner}  # an owner without a site of its own has no antennas
            guests = frozenset().union(*(mast_users(site, area) for site in on_it)) - listed_elsewhere
            hung = sum(_hung_m2(site, areas) for site in on_it) + len(guests) * areas.unknown_set_m2
            loads.append(_load(owner, on_it, hung, areas))
    return tuple(loads)


def _load(owner: str, sites: Sequence[Site], hung_m2: float, areas: AntennaAreas) -> MastLoad:
    height_m = max(site.mast_height_m for site in sites)
    mast_class = next((site.mast_class for site in sites if site.mast_class is not None), MastClass.GROUND)
    stated = [site.antenna_area_m2 for site in sites if site.antenna_area_m2 is not None]
    allowed = min(stated) if stated else allowed_m2(mast_class, height_m, areas)
    return MastLoad(tuple(site.id for site in sites), owner, mast_class, height_m, hung_m2, allowed, bool(stated))


def _hung_m2(site: Site, areas: AntennaAreas) -> float:
    """Antennas of a site: those that are predicted, and a set for what is on air beside them."""
    predicted = {carrier.technology for sector in site.sectors for carrier in sector.carriers}
    others = not predicted or bool(site.technologies - predicted)
    return antennas_m2(site.sectors, areas) + (areas.unknown_set_m2 if others else 0.0)


def allowed_m2(mast_class: MastClass, mast_height_m: float, areas: AntennaAreas) -> float:
    """What a mast of a class and height above roof or ground [m] is taken to bear where nobody says."""
    if mast_class is MastClass.BUILDING:
        return areas.building_m2
    return areas.low_mast_m2 if mast_height_m < _LOW_MAST_BELOW_M else areas.ground_m2


def antennas_m2(sectors: Iterable[Sector], areas: AntennaAreas) -> float:
    """Area of the antennas of sectors: of each operator one of every pattern in each direction."""
    total = 0.0
    for sector in sectors:
        panels: dict[tuple[str, AntennaPattern], list[Carrier]] = {}
        for carrier in sector.carriers:
            panels.setdefault((carrier.operator, carrier.antenna), []).append(carrier)
        total += sum(_panel_m2(panel, min(c.freq_mhz for c in on_it), areas) for (_, panel), on_it in panels.items())
    return total


def new_set_m2(carriers: tuple[Carrier, ...], planning: PlanningSettings) -> float:
    """Area of what an operator would put up for these carriers on one mast."""
    one = antennas_m2([Sector("new", 0.0, 0.0, 1.0, carriers)], planning.antenna_areas)
    return len(planning.new_mast_azimuths_deg) * one


def without_room(load: MastLoad, area: Area, planning: PlanningSettings) -> dict[str, float]:
    """Operators without NR on a mast whose NR antennas, all of them, are more than it has room for: their area [m²]."""
    there = {s.operator for s in area.sites if s.id in load.site_ids and Technology.NR in s.technologies}
    nr = {
        o: tuple(c for c in area.carriers if c.operator == o and c.technology is Technology.NR) for o in area.operators
    }
    wanted = {o: new_set_m2(carriers, planning) for o, carriers in nr.items() if carriers and o not in there}
    return {operator: m2 for operator, m2 in wanted.items() if exceeds(m2, load.room_m2)}


def _panel_m2(panel: AntennaPattern, lowest_mhz: float, areas: AntennaAreas) -> float:
    if panel.area_m2 > 0.0:
        return panel.area_m2
    return areas.low_panel_m2 if lowest_mhz < LOW_BAND_BELOW_MHZ else areas.mid_panel_m2


def borne(candidate: Candidate, room_m2: float, costs: UnitCosts, areas: AntennaAreas) -> Candidate | None:
    """The candidate on a mast with so much room: strengthened where need be, None where that has no price."""
    needed = antennas_m2(candidate.sectors, areas)
    capex = candidate.capex
    if exceeds(needed, room_m2):
        if (price := strengthening(costs)) is None:
            return None
        capex += price
    return replace(candidate, capex=capex, antennas_m2=needed, room_m2=room_m2)


def with_crowds(candidates: Iterable[Candidate], loads: Sequence[MastLoad]) -> tuple[Candidate, ...]:
    """The candidates, those on a mast that does not bear the antennas of all of them with its name as ``crowd``."""
    mast_of = {id: k for k, load in enumerate(loads) for id in load.site_ids}
    every = tuple(candidates)
    most: dict[int, dict[str, float]] = {}  # area by mast and operator
    for one in every:
        if one.site_id:
            wanted = most.setdefault(mast_of[one.site_id], {})
            wanted[one.operator] = max(one.antennas_m2, wanted.get(one.operator, 0.0))
    full = {k for k, wanted in most.items() if len(wanted) > 1 and exceeds(sum(wanted.values()), loads[k].room_m2)}
    return tuple(
        replace(one, crowd=f"S-{'+'.join(loads[mast_of[one.site_id]].site_ids)}")
        if one.site_id and mast_of[one.site_id] in full
        else one
        for one in every
    )


def exceeds(area_m2: float, room_m2: float) -> bool:
    """Whether antennas are more than there is room for, beyond what sums differ by."""
    return area_m2 > room_m2 + _ROUNDING_M2
