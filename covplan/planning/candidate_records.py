"""A candidate: one thing that an operator can do at one place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from covplan.ingest.costs import NO_COST, CostRange
from covplan.ingest.land_cover import MANGROVES, TREES
from covplan.network import Carrier, MastClass, Sector
from covplan.planning.settings import Configuration
from covplan.units import M_PER_KM


class CandidateKind(StrEnum):
    """What would be done."""

    UPGRADE = "upgrade"  # equipment on the operator's own mast
    RENT = "rent"  # equipment on somebody else's mast
    BUILD = "build"  # a new mast


class Origin(StrEnum):
    """Where the place comes from."""

    MAST = "mast"  # a mast stands there
    SEAT = "seat"  # of a commune
    VILLAGE = "village"
    ROADSIDE = "roadside"
    HILLTOP = "hilltop"
    CLUSTER = "cluster"  # of unserved people off the roads
    USER = "user"  # given in a file


@dataclass(frozen=True)
class Candidate:
    """One thing that can be done at one place by one operator on its licensed carriers.

    Attributes
    ----------
    place : str
        Candidates of one operator with the same place are alternatives, at a new place those of all operators: at most
        one of them can be done. The candidate's own id where nothing else is said.
    crowd : str
        The mast that stands, where the antennas of all its candidates together are more than it has room for, else "".
    capex : CostRange
        Mast and equipment, for a new mast with power and access; without backhaul [million đồng].
    backhaul : CostRange
        Fibre to the network, estimated, later its share of what is routed [million đồng].
    opex_per_year : CostRange
        What running it costs more than today [million đồng a year].
    commune : int
        Row of ``Area.communes``, -1 outside.
    land_cover : int
        WorldCover code of the pixel, 0 unknown.
    protected : str
        Protected area that it lies in, "" for none.
    limit_asl_m : float, optional
        Lowest height limit over the place [m above sea].
    road_m, power_m, cable_m : float, optional
        Straight distance to the nearest road, power line, cable [m]; None where the scenario has none.
    busy_hour_pct : float, optional
        Air time that the people it would newly serve need in the busy hour, of what its fullest carrier has [%];
        None before the reach matrix is built.
    antennas_m2 : float
        Front area of its antennas [m²].
    room_m2 : float, optional
        What the mast bears beside what hangs on it today [m²]; antennas beyond it were paid for by strengthening it.
    rounded_m : float
        Grid to which its position was rounded, for those who are not told it [m]; 0 where it was not.
    """

    id: str
    kind: CandidateKind
    operator: str  # several that build together: their ids joined by "+"
    x_m: float
    y_m: float
    mast_owner: str  # "" for a new mast
    site_id: str  # the existing site whose mast it is, "" for a new mast
    sectors: tuple[Sector, ...]
    capex: CostRange
    backhaul: CostRange
    commune: int
    road: str  # number of the nearest numbered road, "" if none is near
    chainage_m: float | None
    place: str = ""
    crowd: str = ""
    origin: Origin = Origin.MAST
    mast_class: MastClass | None = None  # of a new mast
    configuration: Configuration = Configuration.ALL
    opex_per_year: CostRange = NO_COST
    land_cover: int = 0
    protected: str = ""
    limit_asl_m: float | None = None
    road_m: float | None = None
    power_m: float | None = None
    cable_m: float | None = None
    land: str = ""  # what a file of positions says of it
    land_owner: str = ""
    note: str = ""
    busy_hour_pct: float | None = None
    antennas_m2: float = 0.0
    room_m2: float | None = None
    rounded_m: float = 0.0

    def __post_init__(self) -> None:
        if not self.place:
            object.__setattr__(self, "place", self.id)

    @property
    def carriers(self) -> tuple[Carrier, ...]:
        """Carriers of all its sectors."""
        return tuple(dict.fromkeys(c for s in self.sectors for c in s.carriers))

    @property
    def alternative_to(self) -> tuple[str, str]:
        """What it has in common with its alternatives."""
        return self.place, "" if self.kind is CandidateKind.BUILD else self.operator

    @property
    def radius_m(self) -> float:
        """How far its farthest carrier is predicted [m]."""
        return M_PER_KM * max(carrier.radius_km for carrier in self.carriers)

    @property
    def height_m(self) -> float | None:
        """Highest antenna above ground [m]."""
        return max((sector.antenna_agl_m for sector in self.sectors), default=None)

    @property
    def cost_mn_vnd(self) -> float:
        """Base of ``capex`` [million đồng]."""
        return self.capex.base

    @property
    def backhaul_mn_vnd(self) -> float:
        """Base of ``backhaul`` [million đồng]."""
        return self.backhaul.base

    @property
    def total(self) -> CostRange:
        """``capex`` and ``backhaul`` [million đồng]."""
        return self.capex + self.backhaul

    @property
    def total_mn_vnd(self) -> float:
        """Base of ``total`` [million đồng]."""
        return self.total.base

    @property
    def in_forest(self) -> bool:
        """Whether the land cover is trees or mangroves."""
        return self.land_cover in (TREES, MANGROVES)

    @property
    def overloaded(self) -> bool | None:
        """Whether its people need more in the busy hour than its carriers have; None before that is known."""
        return None if self.busy_hour_pct is None else self.busy_hour_pct > 100.0
