"""Measured cuts: what each way of combining them promises, tilts, and all-round antennas."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covplan.network import AntennaPattern, NetworkError, PatternMethod
from covplan.propagation.antenna import gain_dbi, panel

GAIN = 17.0
SUM, PROJECTION = PatternMethod.CROSS_SUM, PatternMethod.HORIZONTAL_PROJECTION


def lobe(angle: float, peak: float, width: float, floor: float) -> float:
    away = (angle - peak + 180.0) % 360.0 - 180.0
    return min(12.0 * (away / width) ** 2, floor)


HORIZONTAL = tuple(lobe(k, 0.0, 65.0, 25.0) + 0.5 * math.sin(math.radians(k)) ** 2 for k in range(360))
LEVEL = tuple(lobe(k, 0.0, 8.0, 25.0) for k in range(360))
TILTED = tuple(lobe(k, 356.0, 8.0, 25.0) for k in range(360))  # four degrees down


def measured(method: PatternMethod, vertical: tuple[float, ...] = LEVEL, tilt: float = 0.0) -> AntennaPattern:
    return AntennaPattern("m", GAIN, 65.0, 8.0, 60.0, "test", method, HORIZONTAL, vertical, electrical_tilt_deg=tilt)


def gain(antenna: AntennaPattern, azimuth: float, elevation: float, mechanical: float = 0.0, electric: float = 0.0):
    return gain_dbi(
        antenna,
        azimuth_deg=azimuth,
        elevation_deg=elevation,
        sector_azimuth_deg=0.0,
        mechanical_tilt_deg=mechanical,
        electrical_tilt_deg=electric,
    )


def slow_attenuation(antenna: AntennaPattern, phi: float, theta: float) -> float:
    """The equations of docs/antennas.md with numpy's interpolation, in the panel's frame."""

    def cut(values: tuple[float, ...], angle: float) -> float:
        return float(np.interp(angle % 360.0, np.arange(361), [*values, values[0]]))

    h, v = antenna.horizontal_db, antenna.vertical_db
    if antenna.method is SUM:
        total = cut(h, phi) + cut(v, theta)
    else:
        turn = abs(phi) / 180.0
        ahead, behind = h[0] - cut(v, theta), h[180] - cut(v, 180.0 - theta)
        total = cut(h, phi) - ((1.0 - turn) * ahead + turn * behind)
    return min(max(total, 0.0), antenna.max_attenuation_db)


@pytest.mark.kernel
@pytest.mark.parametrize("method", [SUM, PROJECTION])
def test_kernel_follows_the_equations(method: PatternMethod) -> None:
    uneven = tuple(float(value) for value in np.random.default_rng(3).uniform(0.0, 30.0, 360))
    antenna = replace(measured(method), vertical_db=uneven, horizontal_db=uneven[::-1])
    for phi in (-180.0, -179.5, -90.25, -0.001, 0.0, 0.4, 33.3, 90.0, 179.75):
        for theta in (-90.0, -41.7, -0.5, 0.0, 0.25, 12.0, 89.9):
            assert gain(antenna, phi, theta) == pytest.approx(GAIN - slow_attenuation(antenna, phi, theta), abs=1e-9)


@pytest.mark.kernel
def test_projection_keeps_both_cuts() -> None:
    """Cuts that agree where they meet: the horizontal one at the horizon, the vertical one in front and behind."""
    antenna = measured(PROJECTION)
    assert HORIZONTAL[0] == LEVEL[0] and HORIZONTAL[180] == pytest.approx(LEVEL[180])
    for k in range(0, 360, 7):
        assert gain(antenna, k, 0.0) == pytest.approx(GAIN - HORIZONTAL[k])
    for k in range(-90, 91, 3):
        assert gain(antenna, 0.0, k) == pytest.approx(GAIN - LEVEL[k % 360])
        assert gain(antenna, 180.0, k) == pytest.approx(GAIN - LEVEL[180 - k])


@pytest.mark.kernel
def test_sum_adds_the_cuts_up_to_the_greatest_attenuation() -> None:
    antenna = replace(measured(SUM), max_attenuation_db=30.0)
    assert gain(antenna, 30.0, -3.0) == pytest.approx(GAIN - HORIZONTAL[30] - LEVEL[357])
    assert gain(antenna, 170.0, -30.0) == pytest.approx(GAIN - 30.0)


@pytest.mark.kernel
def test_sum_of_parabolas_is_the_parametric_pattern() -> None:
    """On whole degrees the measured sum of TR 38.901's own cuts is TR 38.901's pattern."""
    h = tuple(lobe(k, 0.0, 65.0, 30.0) for k in range(360))
    v = tuple(lobe(k, 0.0, 7.0, 30.0) for k in range(360))
    sampled = AntennaPattern("s", GAIN, 65.0, 7.0, 30.0, "", SUM, h, v)
    formula = AntennaPattern("f", GAIN, 65.0, 7.0)
    for phi in range(-180, 181, 12):
        for theta in range(-30, 31, 5):
            assert gain(sampled, phi, theta) == pytest.approx(gain(formula, phi, theta), abs=1e-9)


@pytest.mark.kernel
@pytest.mark.parametrize("method", [SUM, PROJECTION])
def test_up_is_up_and_down_is_down(method: PatternMethod) -> None:
    antenna = measured(method, TILTED, 4.0)
    assert gain(antenna, 0.0, -4.0) == pytest.approx(GAIN)
    assert gain(antenna, 0.0, 4.0) == pytest.approx(GAIN - 12.0)
    right = replace(antenna, horizontal_db=tuple(lobe(k, 40.0, 65.0, 25.0) for k in range(360)))
    assert gain(right, 40.0, -4.0) > gain(right, -40.0, -4.0)  # clockwise seen from above


@pytest.mark.kernel
@pytest.mark.parametrize("method", [SUM, PROJECTION])
def test_the_contained_tilt_is_never_applied_twice(method: PatternMethod) -> None:
    antenna = measured(method, TILTED, 4.0)
    for elevation in (-12.0, -4.0, 0.0, 5.0):
        assert gain(antenna, 20.0, elevation, electric=4.0) == gain(antenna, 20.0, elevation)
    assert gain(antenna, 0.0, -6.0, mechanical=2.0, electric=4.0) == pytest.approx(GAIN)


@pytest.mark.kernel
def test_all_round_takes_nothing_off_in_its_plane() -> None:
    omni = AntennaPattern("o", 8.0, 360.0, 10.0)
    for azimuth in (0.0, 77.0, 180.0, 300.0):
        assert gain(omni, azimuth, 0.0) == pytest.approx(8.0)
        assert gain(omni, azimuth, 5.0) == pytest.approx(5.0)


@settings(deadline=None, max_examples=60)
@given(
    phi=st.floats(-180.0, 180.0),
    theta=st.floats(-90.0, 90.0),
    mechanical=st.floats(-10.0, 20.0),
    method=st.sampled_from([SUM, PROJECTION]),
)
def test_gain_never_leaves_its_bounds(phi: float, theta: float, mechanical: float, method: PatternMethod) -> None:
    antenna = measured(method, TILTED, 4.0)
    assert GAIN - 60.0 <= gain(antenna, phi, theta, mechanical) <= GAIN


# ---- what a pattern may be


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"horizontal_db": HORIZONTAL[:-1]}, "horizontal_db must be 360 values with cross_sum, got 359"),
        ({"vertical_db": ()}, "vertical_db must be 360 values with cross_sum, got 0"),
        ({"vertical_db": (*LEVEL[:-1], -0.1)}, "vertical_db must be 0 to 200 dB, got -0.1"),
        ({"horizontal_db": (math.nan, *HORIZONTAL[1:])}, "horizontal_db must be 0 to 200 dB, got nan"),
        ({"method": PatternMethod.PARAMETRIC_3GPP}, "horizontal_db must be 0 values with parametric_3gpp, got 360"),
        ({"electrical_tilt_deg": 46.0}, "electrical_tilt_deg must be -20 to 45 degrees, got 46.0"),
        ({"max_attenuation_db": -1.0}, "max_attenuation_db must be 0 to 200 dB, got -1.0"),
    ],
)
def test_an_impossible_pattern_says_why(values: dict[str, object], text: str) -> None:
    with pytest.raises(NetworkError, match=f"antenna m: {text}"):
        replace(measured(SUM), **values)


def test_a_parametric_pattern_contains_no_tilt() -> None:
    with pytest.raises(NetworkError, match="electrical_tilt_deg must be 0: the carrier sets it, got 4"):
        AntennaPattern("p", 18.0, 65.0, 7.0, electrical_tilt_deg=4.0)


def test_a_pattern_is_a_key() -> None:
    assert {measured(SUM): 1}[measured(SUM)] == 1
    assert measured(SUM) != measured(PROJECTION)
    assert panel(measured(SUM)) is panel(measured(SUM))
    assert len(repr(measured(SUM))) < 300
