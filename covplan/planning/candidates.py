"""Where a mast could be shared or built: existing masts without 5G first, then commune seats and roadside."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from covplan.network import Carrier, Sector


class CandidateKind(StrEnum):
    """What would be done."""

    SHARE = "share"  # new equipment on a mast that stands
    BUILD = "build"  # a new mast


@dataclass(frozen=True)
class PlanningSettings:
    """What is to be reached and what may be proposed."""

    target_pct: float = 99.0
    max_candidates: int = 800
    roadside_spacing_m: float = 3000.0
    new_mast_height_m: float = 45.0
    new_mast_tilt_deg: float = 2.0
    new_mast_azimuths_deg: tuple[float, ...] = (0.0, 120.0, 240.0)
    new_mast_operator: str = ""  # empty: the operator whose lowest licensed carrier is lowest
    backhaul_detour: float = 1.3  # road length over straight line, for the estimate before routing
    connected_within_m: float = 200.0  # a mast this near to a cable needs no new one


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
