"""Channel numbers of the downlink → frequency [MHz].

NR-ARFCN: 3GPP TS 38.104 V18.8.0 §5.4.2.1, Table 5.4.2.1-1. EARFCN: 3GPP TS 36.101 §5.7.3, Table 5.7.3-1, the bands in
use in Vietnam.
"""

from __future__ import annotations

# First and last N_REF, F_REF-Offs [MHz], ΔF_Global [MHz]; N_REF-Offs is the first number of a row.
_NR_ROWS = ((0, 599_999, 0.0, 0.005), (600_000, 2_016_666, 3000.0, 0.015), (2_016_667, 3_279_165, 24_250.08, 0.06))

# First and last N_DL, F_DL_low [MHz]; N_Offs-DL is the first number of a row. Bands 1, 3, 7, 8, 28, 41.
_LTE_ROWS = (
    (0, 599, 2110.0),
    (1200, 1949, 1805.0),
    (2750, 3449, 2620.0),
    (3450, 3799, 925.0),
    (9210, 9659, 758.0),
    (39_650, 41_589, 2496.0),
)


def nr_arfcn_mhz(number: int) -> float:
    """Frequency of an NR-ARFCN [MHz]; ``ValueError`` for a number that the table does not have."""
    for first, last, offset_mhz, step_mhz in _NR_ROWS:
        if first <= number <= last:
            return offset_mhz + step_mhz * (number - first)
    raise ValueError(number)


def earfcn_mhz(number: int) -> float:
    """Downlink frequency of an EARFCN [MHz]; ``ValueError`` outside the bands of the table above."""
    for first, last, low_mhz in _LTE_ROWS:
        if first <= number <= last:
            return low_mhz + 0.1 * (number - first)
    raise ValueError(number)
