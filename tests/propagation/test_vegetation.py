"""P.833-10 §2.1: the shape of the loss, the published values, the ranges."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covplan.errors import ModelRangeError
from covplan.propagation.additional_loss import Terminal
from covplan.propagation.vegetation import Campaign, Woodland, mixed_forest_gamma_db_m, woodland_max_db

HERE = Terminal(949.0, 5.0, 1.5)
TABLE_1 = [  # MHz, dB/m, A_m in dB: St. Petersburg
    (105.9, 0.04, 9.4),
    (466.475, 0.12, 18.0),
    (949.0, 0.17, 26.5),
    (1852.2, 0.30, 29.0),
    (2117.5, 0.34, 34.1),
]


def test_by_hand() -> None:
    """100 m of the forest of Table 1 at 949 MHz: 26.5 (1 - exp(-17 / 26.5)) = 12.55 dB."""
    assert Woodland(100.0, 0.17, 26.5).loss_db(HERE) == pytest.approx(12.55, abs=0.005)
    assert Woodland(0.0, 0.17, 26.5).loss_db(HERE) == 0.0


@given(gamma=st.floats(0.01, 5.0), most=st.floats(1.0, 60.0), depths=st.lists(st.floats(0.0, 20_000.0), min_size=2))
@settings(deadline=None)
def test_it_grows_with_depth_from_gamma_a_metre_to_its_largest(gamma: float, most: float, depths: list[float]) -> None:
    losses = [Woodland(d, gamma, most).loss_db(HERE) for d in sorted(depths)]
    assert losses == sorted(losses)
    assert 0.0 <= losses[0] <= losses[-1] <= most
    assert Woodland(1e-4, gamma, most).loss_db(HERE) == pytest.approx(1e-4 * gamma, rel=1e-3)
    assert Woodland(20_000.0, gamma, most).loss_db(HERE) > 0.96 * most


@pytest.mark.parametrize(("freq_mhz", "gamma", "most_db"), TABLE_1)
def test_table_1(freq_mhz: float, gamma: float, most_db: float) -> None:
    """gamma is the table's; the fit of eq. (2) keeps within 3.4 dB of the table's A_m."""
    assert mixed_forest_gamma_db_m(freq_mhz) == pytest.approx(gamma)
    assert woodland_max_db(freq_mhz, Campaign.ST_PETERSBURG) == pytest.approx(most_db, abs=3.4)


def test_between_the_measured_frequencies() -> None:
    """Straight in the logarithms: halfway between two frequencies stands the geometric mean."""
    for (low, first, _), (high, second, _) in zip(TABLE_1, TABLE_1[1:], strict=False):
        assert mixed_forest_gamma_db_m(math.sqrt(low * high)) == pytest.approx(math.sqrt(first * second))


def test_fits_by_hand() -> None:
    """0.18 900^0.752 = 30.0, 1.15 900^0.43 = 21.4 and 1.37 900^0.42 = 23.9 dB."""
    got = [woodland_max_db(900.0, campaign) for campaign in Campaign]
    assert got == pytest.approx([30.0, 21.4, 23.9], abs=0.05)


@pytest.mark.parametrize(
    ("campaign", "low", "high"),
    [
        (Campaign.RIO_DE_JANEIRO, 900.0, 1800.0),
        (Campaign.MULHOUSE, 900.0, 2200.0),
        (Campaign.ST_PETERSBURG, 105.9, 2117.5),
    ],
)
def test_no_campaign_speaks_for_other_frequencies(campaign: Campaign, low: float, high: float) -> None:
    for inside in (low, high):
        assert woodland_max_db(inside, campaign) > 0.0
    for outside in (low - 0.1, high + 0.1):
        with pytest.raises(ModelRangeError, match=rf"for ITU-R P\.833-10 §2\.1 {campaign}"):
            woodland_max_db(outside, campaign)


def test_range_ends() -> None:
    for outside in (105.8, 2117.6):
        with pytest.raises(ModelRangeError, match=r"freq_mhz must be 105\.9 to 2117\.5 MHz"):
            mixed_forest_gamma_db_m(outside)
    with pytest.raises(ModelRangeError, match="depth_m must be 0 to 20000 m .* got -1"):
        Woodland(-1.0, 0.2, 20.0)
    with pytest.raises(ModelRangeError, match="gamma_db_m must be"):
        Woodland(10.0, 0.0, 20.0)
    with pytest.raises(ModelRangeError, match="max_db must be"):
        Woodland(10.0, 0.2, 0.0)
