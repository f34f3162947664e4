"""What masts, offices and villages need, and how it grows."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covplan.errors import ModelRangeError, PlanningError
from covplan.network import AntennaPattern, Carrier, Technology
from covplan.routing.demand import mast_demand_mbit_s, place_demand_mbit_s, sector_peak_mbps, village_demand_mbit_s
from covplan.routing.demand_settings import DemandSettings
from covplan.routing.settings import TerminalKind

PANEL = AntennaPattern("panel", 18.0, 65.0, 7.0)
MID = Carrier("viettel", Technology.NR, 2550.0, 100.0, 30, 273, 53.0, PANEL, 8.0, mimo_layers=4,
              tdd_downlink_share=11 / 14, tdd_uplink_share=2 / 14)  # fmt: skip
LOW = Carrier("viettel", Technology.NR, 773.0, 10.0, 15, 52, 50.8, PANEL, 15.0)
OTHER = replace(MID, operator="mobifone", freq_mhz=3850.0)
FULL = DemandSettings(load_pct=100.0)
YEARS = st.integers(2020, 2040)


def test_the_peak_of_a_sector_is_that_of_the_published_example() -> None:
    """O-RAN.WG9.XTRP-REQ-v01.00 Table 8: 100 MHz, 4 layers, 256QAM, 11 of 14 symbols down: 1836 Mb/s."""
    assert sector_peak_mbps(MID, FULL) == pytest.approx(1836, abs=0.5)


def test_a_full_mast_needs_what_the_published_example_does() -> None:
    """Table 13, one and three sectors of 100 MHz: 2020 Mb/s each; the mean of three, 3 x 606, is less."""
    assert mast_demand_mbit_s([MID], 2026, FULL) == pytest.approx(2020, abs=1)
    assert mast_demand_mbit_s([MID] * 3, 2026, FULL) == pytest.approx(2020, abs=1)
    assert mast_demand_mbit_s([MID] * 4, 2026, FULL) == pytest.approx(4 * 606, rel=1e-3)


def test_an_lte_carrier_has_its_own_overhead() -> None:
    lte = Carrier("viettel", Technology.LTE, 1842.5, 20.0, 15, 100, 46.0, PANEL, 10.0)
    elements = 100 * 12 * 14 * 1000 * 0.75
    assert sector_peak_mbps(lte, FULL) == pytest.approx(elements * 2 * 8 * 948 / 1024 / 1e6)


def test_carriers_of_one_operator_peak_together_and_operators_do_not() -> None:
    peak = sector_peak_mbps(MID, FULL) + sector_peak_mbps(LOW, FULL)
    assert mast_demand_mbit_s([MID, LOW, OTHER], 2026, FULL) == pytest.approx(1.1 * peak)


def test_a_half_full_mast_grows_until_it_is_full() -> None:
    settings = DemandSettings(load_pct=50.0, growth_pct_per_year=10.0)
    carriers = [MID] * 9
    full = mast_demand_mbit_s(carriers, 2026, FULL)
    assert mast_demand_mbit_s(carriers, 2028, settings) == pytest.approx(0.5 * 1.21 * full)
    assert mast_demand_mbit_s(carriers, 2040, settings) == pytest.approx(full)


@given(YEARS, YEARS, st.integers(1, 9), st.floats(0, 100), st.floats(0, 100))
def test_demand_never_falls_with_the_year_nor_with_a_sector_more(
    first: int, second: int, sectors: int, load: float, rate: float
) -> None:
    first, second = sorted((first, second))
    settings = DemandSettings(load_pct=load, growth_pct_per_year=rate)
    demand = mast_demand_mbit_s([MID] * sectors, first, settings)
    assert demand <= mast_demand_mbit_s([MID] * sectors, second, settings) + 1e-6
    assert demand <= mast_demand_mbit_s([MID] * sectors + [LOW], first, settings) + 1e-6
    office = TerminalKind.COMMUNE_OFFICE
    assert place_demand_mbit_s(office, first, settings) <= place_demand_mbit_s(office, second, settings)
    assert village_demand_mbit_s(100, first, settings) <= village_demand_mbit_s(100, second, settings)


def test_a_village_needs_households_times_take_up_times_rate() -> None:
    assert village_demand_mbit_s(100.0, 2026, DemandSettings()) == pytest.approx(100 * 0.7 * 2.5)
    assert village_demand_mbit_s(100.0, 2027, DemandSettings()) == pytest.approx(100 * 0.7 * 2.5 * 1.12)
    assert math.isnan(village_demand_mbit_s(math.nan, 2027, DemandSettings()))


def test_what_nothing_is_known_of_has_no_demand() -> None:
    with pytest.raises(PlanningError, match="no carrier"):
        mast_demand_mbit_s([], 2026, FULL)
    with pytest.raises(PlanningError, match="place_mbps.*mast"):
        place_demand_mbit_s(TerminalKind.MAST, 2026, FULL)
    with pytest.raises(ModelRangeError, match="load_pct"):
        DemandSettings(load_pct=101.0)
