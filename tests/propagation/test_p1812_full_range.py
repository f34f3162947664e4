"""P.1812-8 over everything it allows: each intermediate is a number, and nothing beats the fields of clear air."""

from __future__ import annotations

import numpy as np
import pytest
from p1812_full_range import AGL, DIST, FREQ, FullRange, full_range

from covplan.propagation.p1812._losses import ducting_time_db, least_ducting_time_db, log_beta0, tau_of


def assert_sound(found: FullRange) -> None:
    where = f"path {found.first_bad}"
    assert (found.not_finite, found.below_free_space) == (0, 0), where
    for name in ("Lbulla", "Lbulls", "Ldsph", "Ld50", "Ldb", "share"):
        assert found.extremes[name][0] >= 0.0, name
    for name in ("Fi", "Fj", "Fk"):
        low, high = found.extremes[name]
        assert 0.0 <= low <= high <= 1.0, name
    assert 0.0 < found.extremes["b0"][0] <= found.extremes["b0"][1] <= 50.0
    assert found.extremes["omega"][1] <= 1.0 + 1e-12
    assert DIST[0] <= found.extremes["d"][0] <= found.extremes["d"][1] <= DIST[1] * (1.0 + 1e-12)


def test_every_intermediate_is_finite() -> None:
    found = full_range(20_000, 8)
    assert_sound(found)
    assert (found.extremes["d"][0], found.extremes["d"][1]) == pytest.approx(DIST)
    assert found.extremes["theta"][1] > 1000.0  # steeper than any network's path
    assert found.extremes["Lb"][1] > 500.0


@pytest.mark.kernel
def test_every_intermediate_of_a_few_paths_is_finite() -> None:
    assert_sound(full_range(150, 9))


def test_the_sample_reaches_the_ends_of_the_ranges() -> None:
    assert (FREQ, DIST, AGL) == ((30.0, 6000.0), (0.25, 3000.0), (1.0, 3000.0))
    found = full_range(2000, 11).extremes
    slant_db = 20.0 * np.log10(0.25 * 0.03)  # the shortest path at the lowest frequency
    assert found["Lbfs"][0] < 92.4 + slant_db + 10.0
    assert found["hte"][0] == pytest.approx(1.0)


@pytest.mark.kernel
def test_the_time_dependence_of_ducting_is_never_less_than_its_bound() -> None:
    """At p = 50 %, over land and sea, from smooth to rough, up to 1000 km and at all latitudes."""
    rng = np.random.default_rng(3)
    smallest = np.inf
    for _ in range(3000):
        phi, d = float(rng.uniform(-90.0, 90.0)), float(np.exp(rng.uniform(np.log(0.25), np.log(1000.0))))
        inland = d * float(rng.choice([0.0, 1.0, rng.random()]))
        tau = tau_of(inland)
        log_b0 = log_beta0(phi, d * float(rng.choice([0.0, 1.0, rng.random()])), tau)
        dlt, dlr = (0.5 * d * float(rng.random()) for _ in range(2))
        hm = float(rng.choice([0.0, 10.0, 100.0, 9000.0]))
        hte, hre = (float(np.exp(rng.uniform(0.0, np.log(9000.0)))) for _ in range(2))
        time_db = ducting_time_db(50.0, d, dlt, dlr, hm, hte, hre, 8500.0, tau, log_b0)
        assert time_db >= least_ducting_time_db(phi) >= 0.0
        smallest = min(smallest, time_db - least_ducting_time_db(phi))
    assert smallest < 1.5  # the bound is worth having
