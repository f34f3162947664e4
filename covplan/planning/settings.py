"""What a plan is held to. Apart from what computes it, so that a scenario is read without that."""

from __future__ import annotations

from dataclasses import dataclass


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
    exact_seconds: float = 60.0  # how long HiGHS may close the gap that search and bound leave; 0: it is not asked
    connected_within_m: float = 200.0  # a mast this near to a cable needs no new one
