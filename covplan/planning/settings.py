"""What a plan is held to. Apart from what computes it, so that a scenario is read without that."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from covplan.errors import PlanningError
from covplan.propagation.ranges import require_in_ranges

LOW_BAND_BELOW_MHZ = 1_000.0
"""Carriers below are of the low band."""
_HEIGHTS_M = (5.0, 200.0)


class Configuration(StrEnum):
    """Which of an operator's licensed carriers a candidate radiates."""

    ALL = "all"
    LOW = "low"  # those below LOW_BAND_BELOW_MHZ
    MID = "mid"  # those from it up


class PlanningAim(StrEnum):
    """What is to be made as small, or as great, as it can be."""

    LEAST_COST = "least_cost"  # for ``target_pct`` of the people
    MOST_PEOPLE = "most_people"  # for ``budget_bn_vnd``


class FloorOf(StrEnum):
    """Of what a share must be served."""

    COMMUNE = "commune"  # its people
    DISTRICT = "district"  # the people of a former district
    KEY_AREA = "key_area"  # the areas of a class of key areas, each counting alike
    ROAD = "road"  # the length of a numbered road in the province


@dataclass(frozen=True)
class FloorSettings:
    """One table of ``[[planning.floors]]``: at least so much of each of these is served."""

    of: FloorOf
    served_pct: float
    names: tuple[str, ...] = ()  # names or codes of communes, districts, classes, roads; empty: each
    from_year: int | None = None  # met first among the years from this one on; None: by the last year

    def __post_init__(self) -> None:
        require_in_ranges(self, "planning.floors", (("served_pct", 0.0, 100.0, "%"),))


@dataclass(frozen=True)
class WeightSettings:
    """One table of ``[[planning.weights]]``: people of these communes count so much where most people are sought."""

    communes: tuple[str, ...]  # names or codes
    weight: float

    def __post_init__(self) -> None:
        require_in_ranges(self, "planning.weights", (("weight", 0.01, 100.0, ""),))


@dataclass(frozen=True)
class YearSettings:
    """One table of ``[[planning.years]]``: a year of building."""

    year: int
    budget_bn_vnd: float | None = None  # what may be spent in it, nothing carried over; None: no limit
    target_pct: float | None = None  # of all people, at its end; None: none

    def __post_init__(self) -> None:
        if self.budget_bn_vnd is not None:
            require_in_ranges(self, "planning.years", (("budget_bn_vnd", 0.0, 1e6, "bn VND"),))
        if self.target_pct is not None:
            require_in_ranges(self, "planning.years", (("target_pct", 0.0, 100.0, "%"),))


@dataclass(frozen=True)
class AntennaAreas:
    """Front areas of antennas, and what masts bear, where neither equipment nor lists say. All are assumptions.

    Orders of magnitude from the size of housings: 2 m × 0.4 m for a panel below 1 GHz, 0.9 m × 0.4 m for an active one
    from 1 GHz up, each with 0.1 m² for radio and mount. By these a mast of 30 m and more bears two operators with all
    their bands, and one on a building or a lower one bears one with all bands and an older generation of another.
    """

    low_panel_m2: float = 0.9
    mid_panel_m2: float = 0.45
    unknown_set_m2: float = 2.0  # all antennas of an operator on air that the scenario does not predict
    building_m2: float = 8.5  # what a mast on a building bears (A2a)
    low_mast_m2: float = 8.5  # one on the ground of less than 30 m (A2b)
    ground_m2: float = 12.5  # one of 30 m and more

    def __post_init__(self) -> None:
        panels = [(name, 0.0, 10.0, "m²") for name in ("low_panel_m2", "mid_panel_m2")]
        masts = [(name, 0.0, 200.0, "m²") for name in ("unknown_set_m2", "building_m2", "low_mast_m2", "ground_m2")]
        require_in_ranges(self, "planning.antenna_areas", (*panels, *masts))


@dataclass(frozen=True)
class SharingRules:
    """What holds where operators share. Both figures are assumptions.

    ``most_tenants`` is how many an owner lets onto a mast, whatever it bears (``AntennaAreas``). ``partner_pct`` is
    what each partner of a radio that serves several operators adds to its price: capacity, licences, the link to its
    own core network.
    """

    most_tenants: int = 3  # operators with equipment on one mast
    partner_pct: float = 10.0

    def __post_init__(self) -> None:
        ranges = [("most_tenants", 1, 20, "operators"), ("partner_pct", 0.0, 100.0, "%")]
        require_in_ranges(self, "planning.sharing", ranges)


@dataclass(frozen=True)
class PlanningSettings:
    """What is to be reached and what may be proposed.

    Every height and configuration beyond the first is an alternative at the same place: it makes the reach matrix
    longer and the search slower.
    """

    target_pct: float = 99.0
    aim: PlanningAim = PlanningAim.LEAST_COST
    budget_bn_vnd: float | None = None  # masts, equipment and backhaul; asked for by the aim most_people
    floors: tuple[FloorSettings, ...] = ()
    weights: tuple[WeightSettings, ...] = ()
    lock: tuple[str, ...] = ()  # candidates, or sites on whose mast they are, that are built in any case
    forbid: tuple[str, ...] = ()  # the same, that are not built
    years: tuple[YearSettings, ...] = ()  # in order; empty: all is built at once
    discount_pct: float = 0.0  # a year, for the present value
    max_candidates: int = 800  # operators at places; alternatives and given positions come on top
    configurations: tuple[Configuration, ...] = (Configuration.ALL,)
    roadside_spacing_m: float = 3000.0
    new_mast_height_m: float = 45.0  # of a mast on the ground
    other_mast_heights_m: tuple[float, ...] = ()  # further ones
    roof_mast_heights_m: tuple[float, ...] = ()  # of masts on buildings, above the roof; proposed on built-up land
    new_mast_tilt_deg: float = 2.0
    new_mast_azimuths_deg: tuple[float, ...] = (0.0, 120.0, 240.0)
    builders: tuple[str, ...] = ()  # who builds new masts, alone or together; empty: who holds the lowest carrier
    backhaul_detour: float = 1.3  # road length over straight line, for the estimate before routing
    twice_pct: float = 0.0  # of all people: served by two masts at least
    most_behind_one: int | None = None  # people who may hang on one mast, or on one power area
    power_within_m: float = 3000.0  # a new mast this near to a power line or a site is fed by the same area
    exact_nodes: int = 1000  # of HiGHS, to close the gap that search and bound leave; 0: it is not asked
    connected_within_m: float = 200.0  # a mast this near to a cable needs no new one
    antenna_areas: AntennaAreas = AntennaAreas()
    sharing: SharingRules = SharingRules()

    def __post_init__(self) -> None:
        shares = [("discount_pct", 0.0, 50.0, "%"), ("twice_pct", 0.0, 100.0, "%")]
        require_in_ranges(self, "planning", [*shares, ("power_within_m", 0.0, 100_000.0, "m")])
        if self.most_behind_one is not None:
            require_in_ranges(self, "planning", (("most_behind_one", 0, 100_000_000, "people"),))
        if self.aim is PlanningAim.MOST_PEOPLE and self.budget_bn_vnd is None:
            raise PlanningError("planning.no_budget")
        if self.aim is PlanningAim.LEAST_COST and self.budget_bn_vnd is not None:
            raise PlanningError("planning.budget_unused")
        if self.aim is PlanningAim.LEAST_COST and self.weights:
            raise PlanningError("planning.weights_unused")
        years = [year.year for year in self.years]
        if years != sorted(set(years)):
            raise PlanningError("planning.years", got=", ".join(map(str, years)))
        if both := sorted(set(self.lock) & set(self.forbid)):
            raise PlanningError("planning.lock_and_forbid", names=", ".join(both))
        if not self.configurations:
            raise PlanningError("planning.no_configuration", known=", ".join(Configuration))
        for height_m in (*self.other_mast_heights_m, *self.roof_mast_heights_m):
            if not _HEIGHTS_M[0] <= height_m <= _HEIGHTS_M[1]:
                raise PlanningError("planning.height", got=height_m, low=_HEIGHTS_M[0], high=_HEIGHTS_M[1])

    @property
    def ground_mast_heights_m(self) -> tuple[float, ...]:
        """Heights of masts on the ground, the first choice first."""
        return (self.new_mast_height_m, *self.other_mast_heights_m)

    @property
    def asks_for_second_service(self) -> bool:
        """Whether anything is asked about what fails together."""
        return self.twice_pct > 0.0 or self.most_behind_one is not None
