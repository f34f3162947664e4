"""Fibre or microwave for the masts of an area, as tests ask it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from covplan.ingest.area import Area
from covplan.ingest.costs import UnitCost, UnitCosts
from covplan.ingest.equipment import read_equipment
from covplan.routing.backhaul_basis import BackhaulBasis, find_backhaul
from covplan.routing.backhaul_plan import BackhaulPlan, plan_backhaul
from covplan.routing.microwave_settings import MicrowaveSettings
from covplan.routing.route_basis import RouteBasis, find_basis
from covplan.routing.settings import ProtectionSettings, RoutingSettings, TerminalKind, TerminalSettings

FILE = Path(__file__).resolve().parents[1] / "data/equipment/microwave.toml"
RADIOS = read_equipment(FILE).microwave
MICROWAVE = MicrowaveSettings(rain_mm_h=80.0, rain_source="test", low_k=0.7, low_k_source="test", equipment=FILE)
ONLY_MASTS = RoutingSettings(
    terminals=TerminalSettings(must=(TerminalKind.MAST,), household_prize_mn_vnd=0.0),
    protection=ProtectionSettings(offices=False, exact_nodes=20),
)


def priced(area: Area, end_mn_vnd: float) -> Area:
    items = {
        item: UnitCost(item, unit, 0.5 * base, base, 2.0 * base, 2025, "test")
        for item, unit, base in (
            ("microwave_end", "mn_vnd", end_mn_vnd), ("microwave_licence", "mn_vnd/mhz/year", 0.01),
        )
    }  # fmt: skip
    return replace(area, costs=UnitCosts({**area.costs.items, **items}))


def find(area: Area, settings: MicrowaveSettings = MICROWAVE, mbps: float = 50.0) -> tuple[RouteBasis, BackhaulBasis]:
    basis = find_basis(area, ONLY_MASTS)
    return basis, find_backhaul(
        area, basis.joining, (), RADIOS, settings, lambda carriers: mbps, lease_years=10.0, step_m=50.0
    )


def chosen(area: Area, settings: MicrowaveSettings = MICROWAVE, mbps: float = 50.0) -> tuple[RouteBasis, BackhaulPlan]:
    routes, basis = find(area, settings, mbps)
    return routes, plan_backhaul(basis)
