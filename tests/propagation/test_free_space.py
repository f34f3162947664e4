"""Free space against the Recommendation's own shorthand."""

from __future__ import annotations

import math

import pytest

from covplan.propagation.free_space import free_space_loss_db


def test_known_values() -> None:
    assert free_space_loss_db(1_000.0, 1_000.0) == pytest.approx(92.45, abs=0.005)  # 32.4 + 20 log f + 20 log d
    assert free_space_loss_db(1_000.0, 1.0) == pytest.approx(32.45, abs=0.005)


def test_twice_as_far_or_as_high_costs_six_decibels() -> None:
    once = free_space_loss_db(700.0, 773.0)
    assert free_space_loss_db(1_400.0, 773.0) - once == pytest.approx(20.0 * math.log10(2.0))
    assert free_space_loss_db(700.0, 1_546.0) - once == pytest.approx(20.0 * math.log10(2.0))
