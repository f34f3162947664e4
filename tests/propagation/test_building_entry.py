"""P.2109-2: every published row, and the ranges."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from covplan.errors import ModelRangeError
from covplan.propagation.building_entry import Building, building_entry_loss_db

KINDS = {"1": Building.TRADITIONAL, "2": Building.EFFICIENT}


def test_all_published_rows(shared: Path) -> None:
    with (shared / "reference/p2109/validation.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    assert len(rows) == 3125
    for freq_ghz, probability_pct, kind, elevation_deg, expected_db in rows:
        got = building_entry_loss_db(
            1000.0 * float(freq_ghz),
            KINDS[kind],
            probability_pct=float(probability_pct),
            elevation_deg=float(elevation_deg),
        )
        assert got == pytest.approx(float(expected_db), abs=1e-6), (freq_ghz, probability_pct, kind, elevation_deg)


def test_medians_by_hand() -> None:
    """At 1 GHz all logarithms vanish: 10 log(10^1.264 + 10^0.91 + 10^-0.3), and so for the other kind."""
    assert building_entry_loss_db(1000.0, Building.TRADITIONAL) == pytest.approx(14.31, abs=0.005)
    assert building_entry_loss_db(1000.0, Building.EFFICIENT) == pytest.approx(31.01, abs=0.005)


@pytest.mark.parametrize("building", Building)
def test_steeper_paths_and_rarer_places_lose_more(building: Building) -> None:
    by_angle = [building_entry_loss_db(2600.0, building, elevation_deg=angle) for angle in (0.0, 10.0, 60.0)]
    assert by_angle == sorted(by_angle)
    assert by_angle[1] == building_entry_loss_db(2600.0, building, elevation_deg=-10.0)
    by_share = [building_entry_loss_db(2600.0, building, probability_pct=p) for p in (1.0, 50.0, 80.0, 99.0)]
    assert by_share == sorted(by_share)


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [
        ("freq_mhz", 80.0, 79.9),
        ("freq_mhz", 100_000.0, 100_001.0),
        ("probability_pct", 1e-6, 0.0),
        ("probability_pct", 99.999999, 100.0),
        ("elevation_deg", -90.0, -90.1),
        ("elevation_deg", 90.0, 90.1),
    ],
)
def test_range_ends(name: str, inside: float, outside: float) -> None:
    values = {"freq_mhz": 800.0, "building": Building.TRADITIONAL}
    assert building_entry_loss_db(**{**values, name: inside}) > -3.0
    with pytest.raises(ModelRangeError, match=rf"{name} must be .* for ITU-R P\.2109-2, got {outside:g}"):
        building_entry_loss_db(**{**values, name: outside})
