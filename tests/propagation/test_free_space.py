"""Free space against the Recommendation's own shorthand, as a function and as a model."""

from __future__ import annotations

import math

import numpy as np
import pytest

from covplan.errors import ModelRangeError
from covplan.propagation.free_space import FreeSpace, free_space_loss_db
from covplan.propagation.links import Links
from covplan.propagation.model import StatisticalModel
from covplan.terrain.profile import Profile


def test_known_values() -> None:
    assert free_space_loss_db(1_000.0, 1_000.0) == pytest.approx(92.45, abs=0.005)  # 32.4 + 20 log f + 20 log d
    assert free_space_loss_db(1_000.0, 1.0) == pytest.approx(32.45, abs=0.005)


def test_twice_as_far_or_as_high_costs_six_decibels() -> None:
    once = free_space_loss_db(700.0, 773.0)
    assert free_space_loss_db(1_400.0, 773.0) - once == pytest.approx(20.0 * math.log10(2.0))
    assert free_space_loss_db(700.0, 1_546.0) - once == pytest.approx(20.0 * math.log10(2.0))


def sloped(length_km: float = 4.0) -> Profile:
    """From a valley up to 3 km higher, with a ridge between, which free space does not see."""
    return Profile.of([0.0, length_km / 2.0, length_km], [100.0, 9000.0, 3100.0], [0.0, 0.0, 0.0], [4, 4, 4])


def test_the_model_follows_the_straight_line() -> None:
    """4 km along the ground, 3 km of height between the antennas: 5 km; 92.45 + 20 log 5 = 106.43 dB at 1 GHz."""
    got = FreeSpace().path(sloped(), freq_mhz=1000.0, tx_agl_m=10.0, rx_agl_m=10.0)
    assert got.loss_db == pytest.approx(106.43, abs=0.005)
    assert got.loss_db == pytest.approx(free_space_loss_db(5000.0, 1000.0))
    assert got.geometry["d"] == pytest.approx(5.0)
    assert str(FreeSpace()) == "ITU-R P.525-5"


def test_many_paths_at_once() -> None:
    dist, level = np.array([0.0005, 0.001, 2.0, 3001.0]), np.zeros(4)
    links = Links(dist, 10.0, 10.0, level + 10.0, level + 10.0, level + 10.0, np.full(4, True))
    assert isinstance(FreeSpace(), StatisticalModel)
    got = FreeSpace().links_db(links, freq_mhz=2600.0)
    assert np.isnan(got).tolist() == [True, False, False, True]
    assert got[1:3] == pytest.approx([free_space_loss_db(1.0, 2600.0), free_space_loss_db(2000.0, 2600.0)])


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [("freq_mhz", 20.0, 19.0), ("tx_agl_m", 0.5, 0.4), ("rx_agl_m", 3000.0, 3001.0)],
)
def test_range_ends(name: str, inside: float, outside: float) -> None:
    radio = {"freq_mhz": 800.0, "tx_agl_m": 30.0, "rx_agl_m": 1.5}
    assert math.isfinite(FreeSpace().path(sloped(), **{**radio, name: inside}).loss_db)
    with pytest.raises(ModelRangeError, match=rf"{name} must be .* for ITU-R P\.525-5, got {outside:g}"):
        FreeSpace().path(sloped(), **{**radio, name: outside})


def test_profiles_out_of_range() -> None:
    radio = {"freq_mhz": 800.0, "tx_agl_m": 30.0, "rx_agl_m": 1.5}
    with pytest.raises(ModelRangeError, match=r"dist_km must be 0\.001 to 3000 km"):
        FreeSpace().path(sloped(3001.0), **radio)
    holed = sloped()
    holed.ground_m[-1] = math.nan
    with pytest.raises(ModelRangeError, match="void terrain"):
        FreeSpace().path(holed, **radio)
