"""Okumura's corrections for one path, as eHata reads them off his figures. Gains: they are taken off the median loss.

Equation numbers are those of NTIA TR-15-517, appendix A; the readings of figures 31, 34 and 35 are those of NTIA's
program (github.com/NTIA/ehata).
"""

from __future__ import annotations

import math

import numpy as np

from covplan.propagation.ehata.terrain import Ridge, Undulation

ROLLING_FROM_M, FINE_FROM_M = 15.0, 10.0  # irregularity below which the ground counts as smooth
CURVES_END_DELTA_H_M, CURVES_END_MRAD = 500.0, 20.0  # where figures 28 and 34 end

FALLING_KM, FALLING_DB_PER_MRAD = (10.0, 30.0), (0.25, 0.8)  # figure 34
RISING_KM, RISING_DB_PER_MRAD = (10.0, 30.0, 60.0), (0.125, 0.35, 0.6)

RIDGE_BASE_KM, RIDGE_MOBILE_KM = (15.0, 30.0, 60.0), tuple(range(9))  # figure 31: curves C, B, A
RIDGE_DB = (
    (4.0, -13.0, -17.5, -17.5, -15.0, -12.5, -10.0, -8.0, -6.0),
    (12.0, -8.5, -13.0, -12.0, -10.0, -8.0, -6.5, -5.0, -4.0),
    (20.0, -4.0, -6.5, -6.0, -4.5, -3.5, -2.5, -2.0, -1.0),
)
RIDGE_REFERENCE_M, RIDGE_NO_GAIN_FROM_KM = 200.0, 2.0

SEA_KM = (30.0, 60.0)  # figure 35; sea next to the base station, next to the mobile
SEA_SHARE = (
    (0.0, 0.15, 0.35, 0.45, 0.6, 0.65, 0.725, 0.775, 0.85, 1.0),
    (0.0, 0.15, 0.3, 0.4, 0.5, 0.6, 0.725, 0.85, 0.9, 1.0),
)
SEA_AT_BASE_DB = (
    (0.0, 1.0, 3.0, 4.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0),
    (0.0, 2.0, 4.0, 5.5, 7.0, 9.0, 11.0, 13.0, 14.0, 15.0),
)
SEA_AT_MOBILE_DB = (
    (0.0, 4.0, 5.5, 7.0, 8.5, 9.0, 9.5, 9.8, 10.25, 11.0),
    (0.0, 4.25, 6.25, 9.2, 10.5, 11.75, 13.0, 14.0, 14.25, 15.0),
)


def rolling_gain_db(delta_h_m: float) -> float:
    """Median gain of rolling hilly terrain of an irregularity [m], <= 0."""
    log_h = math.log10(max(ROLLING_FROM_M, delta_h_m))
    return -1.5072013 + log_h * (8.458676 - 6.102538 * log_h)


def fine_rolling_gain_db(around: Undulation, mobile_ground_m: float) -> float:
    """Gain of the mobile's place in rolling hills: on top of the undulation most, at its bottom as much loss.

    NTIA's program as it was for the published figures: smooth ground counts as an undulation of 10 m, and in the lower
    half the loss runs from 0 at the bottom to the most at the median.
    """
    log_h = math.log10(max(FINE_FROM_M, around.delta_h))
    most_db = -11.728795 + log_h * (15.544272 - 1.8154766 * log_h)
    if mobile_ground_m >= around.h_10:
        return most_db
    if mobile_ground_m <= around.h_90:
        return -most_db
    if mobile_ground_m >= around.h_50:
        return most_db * (mobile_ground_m - around.h_50) / (around.h_10 - around.h_50)
    return -most_db * (mobile_ground_m - around.h_90) / (around.h_50 - around.h_90)


def slope_gain_db(slope_mrad: float, dist_km: float) -> float:
    """Gain of ground that rises towards the mobile, loss where it falls."""
    if slope_mrad <= 0.0:
        return slope_mrad * float(np.interp(dist_km, FALLING_KM, FALLING_DB_PER_MRAD))
    return slope_mrad * float(np.interp(dist_km, RISING_KM, RISING_DB_PER_MRAD))


def ridge_gain_db(ridge: Ridge) -> float:
    """Gain, mostly negative, of one ridge between the terminals.

    Beyond 8 km from the mobile the last leg of the curves goes on until it reaches 0.
    """
    legs = [_along(curve, ridge.from_mobile_km) for curve in RIDGE_DB]
    gain_db = float(np.interp(ridge.from_base_km, RIDGE_BASE_KM, legs))
    if ridge.from_mobile_km > RIDGE_NO_GAIN_FROM_KM:
        gain_db = min(gain_db, 0.0)
    return math.sqrt(ridge.height_m / RIDGE_REFERENCE_M) * gain_db


def _along(curve: tuple[float, ...], mobile_km: float) -> float:
    beyond_km = mobile_km - RIDGE_MOBILE_KM[-1]
    if beyond_km > 0.0:
        return curve[-1] + (curve[-1] - curve[-2]) * beyond_km
    return float(np.interp(mobile_km, RIDGE_MOBILE_KM, curve))


def sea_gain_db(share: float, weight_of_mobile: float, dist_km: float) -> float:
    """Gain of a path partly over sea: ``weight_of_mobile`` is 1 with the sea at the mobile, 0 with it at the base."""
    at = [
        weight_of_mobile * np.interp(share, shares, at_mobile)
        + (1.0 - weight_of_mobile) * np.interp(share, shares, at_base)
        for shares, at_mobile, at_base in zip(SEA_SHARE, SEA_AT_MOBILE_DB, SEA_AT_BASE_DB, strict=True)
    ]
    return float(np.interp(dist_km, SEA_KM, at))
