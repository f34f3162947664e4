"""What a plan is held to. Apart from what computes it, so that a scenario is read without that."""

from __future__ import annotations

from dataclasses import dataclass

from covplan.propagation.ranges import require_in_ranges


@dataclass(frozen=True)
class SharingRules:
    """What holds where operators share. Both figures are assumptions.

    ``most_tenants`` stands for what a mast bears: no load of antennas, wind or power is computed. ``partner_pct`` is
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
    sharing: SharingRules = SharingRules()  # for the comparison of ways of sharing
