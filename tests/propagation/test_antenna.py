"""Sector antennas: what the pattern's own figures promise."""

from __future__ import annotations

import pytest

from covplan.network import AntennaPattern
from covplan.propagation.antenna import gain_dbi

PANEL = AntennaPattern("p", gain_dbi=18.0, horizontal_beamwidth_deg=65.0, vertical_beamwidth_deg=7.0)


def gain(
    azimuth: float, elevation: float, sector: float = 0.0, mechanical: float = 0.0, electric: float = 0.0
) -> float:
    return gain_dbi(
        PANEL,
        azimuth_deg=azimuth,
        elevation_deg=elevation,
        sector_azimuth_deg=sector,
        mechanical_tilt_deg=mechanical,
        electrical_tilt_deg=electric,
    )


@pytest.mark.kernel
@pytest.mark.parametrize("sector", [0.0, 120.0, 359.0])
def test_boresight_half_power_and_back(sector: float) -> None:
    assert gain(sector, 0.0, sector) == pytest.approx(18.0)
    for side in (-32.5, 32.5):
        assert gain(sector + side, 0.0, sector) == pytest.approx(15.0)
    for up in (-3.5, 3.5):
        assert gain(sector, up, sector) == pytest.approx(15.0)
    assert gain(sector + 180.0, 0.0, sector) == pytest.approx(18.0 - 30.0)
    assert gain(sector, -90.0, sector) == pytest.approx(18.0 - 30.0)


@pytest.mark.kernel
def test_cuts_add_up_to_the_greatest_attenuation() -> None:
    assert gain(32.5, 3.5) == pytest.approx(12.0, abs=0.05)  # the azimuth in the panel's frame is that of the ground
    assert gain(90.0, 30.0) == pytest.approx(-12.0)


@pytest.mark.kernel
def test_azimuth_wraps_round_north() -> None:
    assert gain(10.0, 0.0, 350.0) == pytest.approx(gain(-10.0, 0.0, -30.0))
    assert gain(350.0, 0.0, 10.0) == pytest.approx(gain(30.0, 0.0, 10.0))


@pytest.mark.kernel
def test_symmetric_about_the_boresight() -> None:
    for side in (5.0, 40.0, 100.0, 170.0):
        for tilt in (0.0, 4.0):
            assert gain(60.0 + side, -2.0, 60.0, tilt) == pytest.approx(gain(60.0 - side, -2.0, 60.0, tilt))


@pytest.mark.kernel
def test_tilts_lean_down_and_agree_ahead() -> None:
    assert gain(0.0, -6.0, mechanical=6.0) == pytest.approx(18.0)
    assert gain(0.0, -6.0, electric=6.0) == pytest.approx(18.0)
    for elevation in (-9.0, -3.0, 0.0, 2.0):
        mechanical = gain(0.0, elevation, mechanical=4.0)
        assert mechanical == pytest.approx(gain(0.0, elevation, electric=4.0))
        assert mechanical == pytest.approx(gain(0.0, elevation, mechanical=1.0, electric=3.0))


@pytest.mark.kernel
def test_a_mechanical_tilt_does_not_lean_sideways() -> None:
    """At right angles to the boresight the panel only turns about the line of sight; an electrical tilt counts."""
    level = gain(90.0, 0.0)
    assert gain(90.0, 0.0, mechanical=5.0) == pytest.approx(level)
    assert gain(60.0, 0.0, electric=5.0) < gain(60.0, 0.0, mechanical=5.0)
