"""What statistical models are told of one profile, where its points lie unevenly or far apart."""

from __future__ import annotations

import numpy as np
import pytest

from covplan.propagation.free_space import FreeSpace, free_space_loss_db
from covplan.propagation.links import Links
from covplan.terrain.profile import Profile


def bare(dist_km: np.ndarray, ground_m: np.ndarray) -> Profile:
    return Profile.of(dist_km, ground_m, np.zeros(dist_km.size), np.full(dist_km.size, 4))


def test_closer_points_do_not_count_more_in_the_average_ground() -> None:
    """Half of 3 to 15 km lies at 0 m with a point every kilometre, half at 100 m with ten of them."""
    dist = np.concatenate([np.arange(0.0, 9.0), np.linspace(9.0, 15.0, 61)])
    effective = Links.of(bare(dist, np.where(dist < 9.0, 0.0, 100.0)), tx_agl_m=30.0, rx_agl_m=1.5).tx_effective_m[0]
    assert effective == pytest.approx(30.0 - 50.0, abs=6.0)  # the halves end midway between two points


def test_on_even_steps_every_point_counts_alike() -> None:
    ground = np.random.default_rng(3).random(41) * 100.0
    got = Links.of(bare(np.linspace(0.0, 20.0, 41), ground), tx_agl_m=30.0, rx_agl_m=1.5).tx_effective_m[0]
    assert got == pytest.approx(ground[0] + 30.0 - ground[6:31].mean())


def test_free_space_asks_for_no_point_where_the_ground_is_averaged() -> None:
    path = bare(np.linspace(0.0, 100.0, 6), np.zeros(6))
    got = FreeSpace().path(path, freq_mhz=773.0, tx_agl_m=30.0, rx_agl_m=30.0)
    assert got.loss_db == pytest.approx(free_space_loss_db(100_000.0, 773.0))
    assert np.isnan(Links.of(path, tx_agl_m=30.0, rx_agl_m=30.0).tx_effective_m[0])


def test_nothing_stands_between_two_points() -> None:
    assert Links.of(bare(np.array([0.0, 1.0]), np.zeros(2)), tx_agl_m=1.0, rx_agl_m=1.0).clear[0]
