"""The equipment that comes with the project: every entry has its source, and no panel radiates more than it can."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from covplan.ingest.equipment import Equipment, read_equipment
from covplan.network import AntennaPattern, Technology
from covplan.propagation.antenna import gain_dbi

FOLDER = Path(__file__).resolve().parents[2] / "data/equipment"
PANELS, RADIOS = read_equipment(FOLDER / "panels.toml"), read_equipment(FOLDER / "radios.toml")


def directivity_dbi(antenna: AntennaPattern) -> float:
    """Of the pattern itself: 4 pi over the integral of its relative power over the sphere."""
    elevations = np.linspace(-90.0, 90.0, 181)
    gains = [
        [gain_dbi(antenna, azimuth_deg=2.0 * k, elevation_deg=e, sector_azimuth_deg=0.0) for e in elevations]
        for k in range(180)
    ]
    power = (10.0 ** ((np.array(gains) - antenna.gain_dbi) / 10.0)).mean(axis=0)
    weight = np.cos(np.radians(elevations))
    return float(-10.0 * np.log10((power * weight).sum() / weight.sum()))


@pytest.mark.parametrize("equipment", [PANELS, RADIOS], ids=lambda equipment: equipment.file.name)
def test_all_figures_say_that_they_are_assumed(equipment: Equipment) -> None:
    entries = [*equipment.antennas, *equipment.radios]
    assert entries and all("giả định" in entry.source for entry in entries)


def test_bands_and_kinds_are_there() -> None:
    names = {antenna.name for antenna in PANELS.antennas}
    assert {f"panel-{band}" for band in (700, 1800, 2100, 2600, 3500)} < names
    assert {"aas-64t64r-ssb", "aas-64t64r-ssb-envelope", "aas-64t64r-traffic-envelope", "omni"} < names
    assert {radio.technology for radio in RADIOS.radios} == set(Technology)


@pytest.mark.parametrize("antenna", PANELS.antennas, ids=lambda antenna: antenna.name)
def test_no_antenna_has_more_gain_than_its_pattern_allows(antenna: AntennaPattern) -> None:
    """Losses take 0 to 3 dB off the directivity; an envelope is no pattern of one beam and says so."""
    spare_db = directivity_dbi(antenna) - antenna.gain_dbi
    if antenna.name.endswith("-envelope"):
        assert "không phải giản đồ của một búp" in antenna.source
        assert spare_db < 0
    else:
        assert 0.0 <= spare_db <= 3.0


def test_an_isotropic_pattern_has_no_directivity() -> None:
    """The check of the check."""
    assert directivity_dbi(AntennaPattern("i", 0.0, 360.0, 360.0)) == pytest.approx(0.0, abs=1e-6)
