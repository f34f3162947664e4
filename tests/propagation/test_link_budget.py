"""The link budget against sums done by hand."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from pathlib import Path

import pytest

from covplan.errors import ModelRangeError
from covplan.ingest.equipment import read_equipment
from covplan.network import (
    RESOURCE_BLOCKS,
    AntennaPattern,
    Carrier,
    NetworkError,
    PatternMethod,
    Radio,
    Technology,
    resource_blocks,
)
from covplan.propagation.link_budget import crs_boost_db, link_budget, power_per_re_dbm, ssb_boost_db

LOW = Carrier(
    "viettel", Technology.NR, 773.0, 10.0, 15, 52, 50.8, AntennaPattern("low", 14.5, 65.0, 12.0), radius_km=8.0
)
MID = Carrier(
    "mobifone", Technology.NR, 3850.0, 100.0, 30, 273, 53.0, AntennaPattern("mid", 18.0, 65.0, 7.0), radius_km=5.0
)


def test_low_band_by_hand() -> None:
    """52 blocks: 624 subcarriers, 27.952 dB; 50.8 - 27.952 + 14.5 = 37.348 dBm per resource element."""
    budget = link_budget(LOW, loss_db=120.0)
    assert budget.subcarriers_db == pytest.approx(27.952, abs=5e-4)
    assert budget.eirp_per_re_dbm == pytest.approx(37.348, abs=5e-4)
    assert budget.rsrp_dbm == pytest.approx(-82.652, abs=5e-4)


def test_mid_band_by_hand_with_every_term() -> None:
    """273 blocks: 3276 subcarriers, 35.153 dB; 53 - 35.153 - 0.5 + 18 - 3 = 32.347; - 130 + 2 = -95.653 dBm."""
    budget = link_budget(MID, loss_db=130.0, pattern_db=-3.0, feeder_loss_db=0.5, receiver_gain_dbi=2.0)
    assert budget.eirp_per_re_dbm == pytest.approx(32.347, abs=5e-4)
    assert budget.rsrp_dbm == pytest.approx(-95.653, abs=5e-4)


def test_a_boost_of_the_reference_signal_counts_once() -> None:
    plain, boosted = (link_budget(replace(MID, reference_boost_db=b), loss_db=130.0) for b in (0.0, 3.0))
    assert boosted.power_per_re_dbm - plain.power_per_re_dbm == pytest.approx(3.0)
    assert boosted.rsrp_dbm - plain.rsrp_dbm == pytest.approx(3.0)


# TS 36.213 Table 5.2-1: rho_B / rho_A by P_B, for one port and for two or four.
RATIOS = {1: (1.0, 4 / 5, 3 / 5, 2 / 5), 2: (5 / 4, 1.0, 3 / 4, 1 / 2), 4: (5 / 4, 1.0, 3 / 4, 1 / 2)}


@pytest.mark.parametrize("ports", [1, 2, 4])
@pytest.mark.parametrize("p_b", [0, 1, 2, 3])
def test_crs_boost_keeps_the_power_of_every_symbol(ports: int, p_b: int) -> None:
    """One port, one block, power 12 in a symbol without CRS: the symbol with CRS has the same power."""
    crs = ports * 10.0 ** (crs_boost_db(ports=ports, p_b=p_b) / 10.0)  # in even shares of the port
    data = 1.0 * RATIOS[ports][p_b]  # E_B from E_A = 1
    left = 10 if ports == 1 else 8  # without the port's two CRS and, with more ports, two muted for another's
    assert 2.0 * crs + left * data == pytest.approx(12.0)


def test_two_ports_with_the_usual_boost_have_the_even_share() -> None:
    assert crs_boost_db(ports=2, p_b=1) == pytest.approx(0.0)
    assert crs_boost_db(ports=2, p_b=0) == pytest.approx(-3.0103, abs=1e-4)
    assert crs_boost_db(ports=1, p_b=0) == 0.0


def test_crs_boost_ranges() -> None:
    with pytest.raises(ModelRangeError, match="1, 2 or 4 antenna ports, got 3"):
        crs_boost_db(ports=3, p_b=1)
    with pytest.raises(ModelRangeError, match="p_b must be 0 to 3 .* got 4"):
        crs_boost_db(ports=2, p_b=4)


def test_ssb_spacing_carries_the_power_density() -> None:
    """30 kHz block on a 15 kHz carrier: half as many resource elements in a band, each with twice the power."""
    assert ssb_boost_db(scs_khz=15, ssb_scs_khz=30, resource_blocks=106) == pytest.approx(3.0103, abs=1e-4)
    assert ssb_boost_db(scs_khz=60, ssb_scs_khz=30, resource_blocks=135) == pytest.approx(-3.0103, abs=1e-4)
    assert ssb_boost_db(scs_khz=30, ssb_scs_khz=30, resource_blocks=273, boost_db=3.0) == pytest.approx(3.0)


def test_ssb_boost_ends_where_all_power_is_in_the_block() -> None:
    """273 blocks of 12 subcarriers over 240: 13.65, 11.351 dB."""
    most = 10.0 * math.log10(273 * 12 / 240)
    assert ssb_boost_db(scs_khz=30, ssb_scs_khz=30, resource_blocks=273, boost_db=most) == pytest.approx(
        11.351, abs=5e-4
    )
    with pytest.raises(ModelRangeError, match="boost_db must be 0 to 11.3513 dB for SSB, got 11.4"):
        ssb_boost_db(scs_khz=30, ssb_scs_khz=30, resource_blocks=273, boost_db=11.4)
    with pytest.raises(ModelRangeError, match="boost_db must be 0 to"):
        ssb_boost_db(scs_khz=30, ssb_scs_khz=30, resource_blocks=273, boost_db=-0.1)
    with pytest.raises(ModelRangeError, match="15 or 30 kHz, got 60"):
        ssb_boost_db(scs_khz=30, ssb_scs_khz=60, resource_blocks=273)


# ---- channels and radios


@pytest.mark.parametrize(
    ("technology", "bandwidth_mhz", "scs_khz", "blocks"),
    [
        (Technology.LTE, 1.4, 15, 6),
        (Technology.LTE, 20.0, 15, 100),
        (Technology.NR, 10.0, 15, 52),
        (Technology.NR, 50.0, 15, 270),
        (Technology.NR, 35.0, 30, 92),
        (Technology.NR, 100.0, 30, 273),
        (Technology.NR, 100.0, 60, 135),
    ],
)
def test_resource_blocks_of_the_tables(technology: Technology, bandwidth_mhz: float, scs_khz: int, blocks: int) -> None:
    assert resource_blocks(technology, bandwidth_mhz, scs_khz) == blocks


def test_every_channel_fits_into_its_bandwidth_with_a_guard_and_wastes_little() -> None:
    """An independent check of each number typed in: 180 kHz blocks fill 76 to 99 % of the channel."""
    for technology, spacings in RESOURCE_BLOCKS.items():
        for scs_khz, widths in spacings.items():
            for bandwidth_mhz, blocks in widths.items():
                share = blocks * 12 * scs_khz / 1000.0 / bandwidth_mhz
                assert 0.76 <= share <= 0.983, (technology, scs_khz, bandwidth_mhz)


def test_a_channel_that_is_not_in_the_tables_is_refused() -> None:
    with pytest.raises(NetworkError, match="NR 70 MHz: bandwidth_mhz must be one of 3, 5, .* at 15 kHz, got 70"):
        resource_blocks(Technology.NR, 70.0, 15)
    with pytest.raises(NetworkError, match="LTE 20 MHz: scs_khz must be 15 kHz, got 30"):
        resource_blocks(Technology.LTE, 20.0, 30)


def test_power_per_resource_element_of_radios() -> None:
    lte = Radio("r", Technology.LTE, 20.0, 15, 49.0309, ports=2, p_b=1)
    assert power_per_re_dbm(lte) == pytest.approx(18.239, abs=1e-3)  # 40 W on each port: 46.02 - 30.79 + 3.01
    nr = Radio("r", Technology.NR, 100.0, 30, 53.0)
    assert power_per_re_dbm(nr) == pytest.approx(17.847, abs=1e-3)


def test_a_radio_says_what_is_wrong() -> None:
    with pytest.raises(NetworkError, match=r"radio r: ports must be one of \(1, 2, 4\), got 8"):
        Radio("r", Technology.LTE, 20.0, 15, 46.0, ports=8)
    with pytest.raises(NetworkError, match="radio r: p_b must be 0 to 0 for NR, got 1"):
        Radio("r", Technology.NR, 100.0, 30, 53.0, p_b=1)
    with pytest.raises(NetworkError, match="radio r: power_dbm must be -30 to 70 dBm, got 200"):
        Radio("r", Technology.NR, 100.0, 30, 200.0)


def test_a_carrier_takes_no_other_tilt_than_its_measured_pattern_contains() -> None:
    cut = (0.0,) * 360
    held = AntennaPattern("m", 15.0, 65.0, 7.0, 30.0, "", PatternMethod.CROSS_SUM, cut, cut, electrical_tilt_deg=4.0)
    for tilt in (0.0, 4.0):
        assert replace(MID, antenna=held, electrical_tilt_deg=tilt).electrical_tilt_deg == tilt
    with pytest.raises(NetworkError, match="electrical_tilt_deg must be 0 or 4, the tilt that the measured pattern m"):
        replace(MID, antenna=held, electrical_tilt_deg=6.0)


# ---- the worked examples of docs/link_budget.md

ROOT = Path(__file__).resolve().parents[2]


def doc_rows(heading: str) -> list[list[str]]:
    """Cells of the table under a heading of the docs page, without its header; minus signs made readable."""
    page = (ROOT / "docs/link_budget.md").read_text(encoding="utf-8").replace("\u2212", "-").replace("**", "")
    section = page.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line.startswith("|")
    ]
    return rows[2:]


def last_number(cell: str) -> float:
    return float(re.findall(r"-?\d+(?:\.\d+)?", cell)[-1])


def test_two_budgets_of_the_docs() -> None:
    rows = {row[0]: row[1:] for row in doc_rows("Two budgets to check by hand")}
    for column, carrier in enumerate((LOW, MID)):
        free_space = 20.0 * math.log10(4.0 * math.pi * 5_000.0 * carrier.freq_mhz * 1e6 / 299_792_458.0)
        budget = link_budget(carrier, loss_db=free_space)
        expected = {
            "P_tx [dBm]": budget.power_dbm,
            "10 log10(12 · N_RB)": budget.subcarriers_db,
            "per resource element [dBm]": budget.power_per_re_dbm,
            "+ G [dBi]": budget.gain_dbi,
            "EIRP per resource element [dBm]": budget.eirp_per_re_dbm,
            "- L_fs [dB]": free_space,
            "SS-RSRP [dBm]": budget.rsrp_dbm,
        }
        for name, value in expected.items():
            assert last_number(rows[name][column]) == pytest.approx(value, abs=0.0101), name


def test_crs_boosts_of_the_docs() -> None:
    rows = doc_rows("Reference signals")
    assert [row[0] for row in rows] == ["one port", "two ports", "four ports"]
    for row, ports in zip(rows, (1, 2, 4), strict=True):
        for p_b in range(4):
            assert float(row[1 + p_b]) == pytest.approx(crs_boost_db(ports=ports, p_b=p_b), abs=0.00501)


def test_equipment_of_the_docs() -> None:
    panels = read_equipment(ROOT / "data/equipment/panels.toml")
    radios = read_equipment(ROOT / "data/equipment/radios.toml").radios
    rows = {row[0]: row[1:] for row in doc_rows("Equipment of data/equipment")}
    assert list(rows) == [radio.name for radio in radios]
    for radio in radios:
        panel, *numbers = rows[radio.name]
        per_re = power_per_re_dbm(radio)
        shares = 10.0 * math.log10(12 * radio.resource_blocks)
        expected = [radio.power_dbm, radio.resource_blocks, shares, per_re - radio.power_dbm + shares, per_re]
        expected.append(per_re + panels.antenna(panel).gain_dbi)
        assert [float(number) for number in numbers] == pytest.approx(expected, abs=0.00501)
