"""How sites are joined. Apart from what does it, so that a scenario is read without that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from covplan.errors import PlanningError
from covplan.network import RoadClass
from covplan.routing.demand_settings import DemandSettings
from covplan.routing.fibre_settings import CapacitySettings, FibreReachSettings, QuantitySettings, Right
from covplan.routing.microwave_settings import MicrowaveSettings
from covplan.routing.passive_optical import by_name, reach_km
from covplan.routing.terminal_kinds import TerminalKind as TerminalKind  # a part of these settings


@dataclass(frozen=True)
class CorridorSettings:
    """How lines of roads become corridors."""

    snap_m: float = 5.0  # ends and crossings this near are one node; at least 0.1
    carriageway_m: float = 40.0  # parallel lines of one road this near are its two carriageways
    piece_m: float = 200.0  # length of the pieces by which ground, cables, ducts and poles are looked up
    on_road_m: float = 100.0  # farther from the line of its road a point has no Km


class Way(StrEnum):
    """How a cable is laid along a corridor."""

    CABLE = "cable"  # fibres of a cable that is there
    DUCT = "duct"  # new cable in a duct that is there
    POLES = "poles"  # new cable on poles that are there
    CODUG = "codug"  # new cable in the ground, dug with other works
    AERIAL = "aerial"  # new cable on new poles
    BURIED = "buried"  # new cable in a trench of its own


@dataclass(frozen=True)
class LayingSettings:
    """Which ways of laying count, and what ground does to their costs. The factors are assumptions without a source."""

    ways: tuple[Way, ...] = tuple(Way)
    willing_owners: tuple[str, ...] = ()  # owners whose cables, ducts and poles may be used; empty: all
    no_new_poles: tuple[RoadClass, ...] = ()  # roads of these classes get no new poles
    spare_fibres: int = 2  # a cable with fewer is not used; one that does not say is
    cable_within_m: float = 100.0  # a corridor this near to a cable, duct or works runs beside it
    pole_within_m: float = 60.0  # the same for poles drawn as points: about a span
    lease_years: float = 10.0  # for so long leases are counted, without discount
    slope_factors: tuple[tuple[float, float], ...] = ((10.0, 1.3), (25.0, 1.6))  # from a slope [%] on, rising
    ground_factors: Mapping[int, float] = field(default_factory=lambda: {50: 1.5, 80: 3.0, 90: 1.3, 95: 1.3})
    # by code of ESA WorldCover: built-up, water (rivers to be crossed), wetland, mangroves


@dataclass(frozen=True)
class TerminalSettings:
    """Who must be joined, and what it is worth to join the others. The prizes are assumptions without a source."""

    must: tuple[TerminalKind, ...] = tuple(kind for kind in TerminalKind if kind is not TerminalKind.VILLAGE)
    years: Mapping[TerminalKind, int] = field(default_factory=dict)  # by which a kind is joined
    prizes_mn_vnd: Mapping[TerminalKind, float] = field(default_factory=dict)  # of each of a kind, e.g. a subsidy
    household_prize_mn_vnd: float = 3.0  # of each household of a village
    people_per_household: float = 3.6  # national average of the census of 2019
    connected_within_m: float = 200.0  # a mast this near to a usable cable has fibre
    longest_spur_m: float = 10_000.0  # who is farther from every corridor is on no road


class Disjoint(StrEnum):
    """What may fail without anybody protected being cut off."""

    EDGE = "edge"  # any one corridor between two junctions
    NODE = "node"  # any one corridor or junction
    ROAD = "road"  # any one corridor, and all of any one numbered road at once


@dataclass(frozen=True)
class ProtectionSettings:
    """Who gets two routes wherever the roads allow it."""

    offices: bool = True  # of all communes
    hubs: tuple[str, ...] = ()  # names or ids of other terminals: schools, health posts, parks, villages
    masts: tuple[str, ...] = ()  # ids of sites, of their locations, or of planned masts
    disjoint: Disjoint = Disjoint.EDGE
    exact_nodes: int = 50  # of HiGHS, after which the proof of the rings stops; of a large network each takes seconds


@dataclass(frozen=True)
class RoutingSettings:
    """How everybody is joined by shared fibre along roads."""

    lock: tuple[str, ...] = ()  # sections that are in the plan: "QL.29 Km 10-25", or "QL.29" for the whole road
    forbid: tuple[str, ...] = ()  # sections that are not used
    lock_lines: tuple[Path, ...] = ()  # files of lines: what runs beside them all along is in the plan
    forbid_lines: tuple[Path, ...] = ()  # and is not used
    first_year: int = 2027  # before which nothing is laid, unless somebody is due earlier
    target_year: int = 2030  # by which all are joined whom neither the plan of masts nor their kind gives a year
    corridors: CorridorSettings = CorridorSettings()
    laying: LayingSettings = LayingSettings()
    terminals: TerminalSettings = TerminalSettings()
    protection: ProtectionSettings = ProtectionSettings()
    microwave: MicrowaveSettings | None = None  # without it every mast is joined by fibre
    demand: DemandSettings = DemandSettings()
    capacity: CapacitySettings = CapacitySettings()
    quantities: QuantitySettings = QuantitySettings()
    reach: FibreReachSettings = FibreReachSettings()

    def __post_init__(self) -> None:
        reach_km(by_name(self.reach.system), self.capacity.split_users)  # is there such a system, with such a split
        asked = {kind for kind, right in self.capacity.rights.items() if right is Right.CAPACITY}
        for kind in sorted(asked - {TerminalKind.VILLAGE} - set(self.demand.place_mbps)):
            raise PlanningError("demand.no_kind", kind=kind.value, known=", ".join(self.demand.place_mbps))
