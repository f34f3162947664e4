"""What users of the shared network are taken to need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from covplan.propagation.ranges import require_in_ranges
from covplan.routing.terminal_kinds import TerminalKind


@dataclass(frozen=True)
class DemandSettings:
    """Demand in the busy hour. All but ``overhead_pct`` and ``mean_pct`` are assumptions.

    ``load_pct``: how full the sectors of a mast are in the busy hour of ``base_year``. ``growth_pct_per_year``: of
    traffic; traffic per smartphone in South-East Asia and Oceania is forecast to double from 2024 to 2030, 12 % a year
    (Ericsson Mobility Report, June 2025). ``take_up_pct``: households with a line, of those that can have one.
    """

    base_year: int = 2026
    growth_pct_per_year: float = 12.0
    load_pct: float = 50.0
    mean_pct: float = 30.0  # mean of a full sector, of its peak: O-RAN.WG9.XTRP-REQ-v01.00 §10.2.3, there of LTE
    overhead_pct: float = 10.0  # of transport: NGMN 2011 by O-RAN.WG9 §10.2.2; with IPsec 14 % more
    modulation_bits: int = 8  # 256QAM
    place_mbps: Mapping[TerminalKind, float] = field(
        default_factory=lambda: {
            TerminalKind.COMMUNE_OFFICE: 200.0,
            TerminalKind.SCHOOL: 200.0,
            TerminalKind.HEALTH: 100.0,
            TerminalKind.INDUSTRIAL_PARK: 1000.0,
        }
    )  # in base_year
    household_mbps: float = 2.5  # mean of a line in the busy hour of base_year
    take_up_pct: float = 70.0

    def __post_init__(self) -> None:
        require_in_ranges(
            self,
            "demand",
            (
                ("base_year", 2000, 2100, ""),
                ("growth_pct_per_year", 0.0, 100.0, "%"),
                ("load_pct", 0.0, 100.0, "%"),
                ("mean_pct", 1.0, 100.0, "%"),
                ("overhead_pct", 0.0, 100.0, "%"),
                ("modulation_bits", 2, 10, "bit"),
                ("household_mbps", 0.0, 1000.0, "Mb/s"),
                ("take_up_pct", 0.0, 100.0, "%"),
            ),
        )
