"""What a plan is held to. Apart from what computes it, so that a scenario is read without that."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from covplan.errors import PlanningError

_HEIGHTS_M = (5.0, 200.0)


class Configuration(StrEnum):
    """Which of an operator's licensed carriers a candidate radiates."""

    ALL = "all"
    LOW = "low"  # those below 1 GHz
    MID = "mid"  # those from 1 GHz up


@dataclass(frozen=True)
class PlanningSettings:
    """What is to be reached and what may be proposed.

    Every height and configuration beyond the first is an alternative at the same place: it makes the reach matrix
    longer and the search slower.
    """

    target_pct: float = 99.0
    max_candidates: int = 800  # operators at places; alternatives and given positions come on top
    configurations: tuple[Configuration, ...] = (Configuration.ALL,)
    roadside_spacing_m: float = 3000.0
    new_mast_height_m: float = 45.0  # of a mast on the ground
    other_mast_heights_m: tuple[float, ...] = ()  # further ones
    roof_mast_heights_m: tuple[float, ...] = ()  # of masts on buildings, above the roof; proposed on built-up land
    new_mast_tilt_deg: float = 2.0
    new_mast_azimuths_deg: tuple[float, ...] = (0.0, 120.0, 240.0)
    new_mast_operator: str = ""  # empty: the operator whose lowest licensed carrier is lowest
    backhaul_detour: float = 1.3  # road length over straight line, for the estimate before routing
    exact_seconds: float = 60.0  # how long HiGHS may close the gap that search and bound leave; 0: it is not asked
    connected_within_m: float = 200.0  # a mast this near to a cable needs no new one

    def __post_init__(self) -> None:
        if not self.configurations:
            raise PlanningError("planning.no_configuration", known=", ".join(Configuration))
        for height_m in (*self.other_mast_heights_m, *self.roof_mast_heights_m):
            if not _HEIGHTS_M[0] <= height_m <= _HEIGHTS_M[1]:
                raise PlanningError("planning.height", got=height_m, low=_HEIGHTS_M[0], high=_HEIGHTS_M[1])

    @property
    def ground_mast_heights_m(self) -> tuple[float, ...]:
        """Heights of masts on the ground, the first choice first."""
        return (self.new_mast_height_m, *self.other_mast_heights_m)
