"""Channel numbers against published pairs, and the ends of their tables."""

from __future__ import annotations

import pytest

from covplan.ingest.channel_numbers import earfcn_mhz, nr_arfcn_mhz


@pytest.mark.parametrize(
    ("number", "freq_mhz"),
    [
        (151_600, 758.0),  # band edges of TS 38.104 Table 5.4.2.3-1: n28, n8, n1, n41, n78
        (160_600, 803.0),
        (185_000, 925.0),
        (422_000, 2110.0),
        (499_200, 2496.0),
        (620_000, 3300.0),
        (0, 0.0),
        (599_999, 2999.995),
        (600_000, 3000.0),
        (633_984, 3509.76),
        (2_016_666, 24_249.99),
        (2_016_667, 24_250.08),
        (3_279_165, 99_999.96),
    ],
)
def test_nr(number: int, freq_mhz: float) -> None:
    assert nr_arfcn_mhz(number) == pytest.approx(freq_mhz, abs=1e-9)


@pytest.mark.parametrize(
    ("number", "freq_mhz"),
    [
        (0, 2110.0),
        (599, 2169.9),
        (1200, 1805.0),
        (1300, 1815.0),
        (2750, 2620.0),
        (3799, 959.9),
        (9210, 758.0),
        (39_650, 2496.0),
        (41_589, 2689.9),
    ],
)
def test_lte(number: int, freq_mhz: float) -> None:
    assert earfcn_mhz(number) == pytest.approx(freq_mhz, abs=1e-9)


@pytest.mark.parametrize("number", [-1, 3_279_166])
def test_nr_outside(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        nr_arfcn_mhz(number)


@pytest.mark.parametrize("number", [-1, 600, 1199, 1950, 2749, 3800, 9209, 9660, 39_649, 41_590])
def test_lte_outside(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        earfcn_mhz(number)
