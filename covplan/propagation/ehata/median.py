"""Basic median transmission loss of NTIA's eHata, without the corrections for one path.

Equation numbers are those of NTIA TR-15-517, appendix A. Okumura's curves, read at 1500, 2000 and 3000 MHz and at 1 and
100 km, give what is lost beyond free space; between them parabolas in the logarithm of frequency. Units MHz, km, m, dB.
"""

from __future__ import annotations

import math
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from covplan.propagation.hata import distance_slope_db, large_city_a_hm_db, open_gain_db

READ_AT_MHZ = (1500.0, 2000.0, 3000.0)
URBAN_1KM_DB = (22.0, 23.5, 25.85)  # over free space, base station 200 m, mobile 3 m
SUBURBAN_GAIN_DB = (11.5, 12.4, 14.0)
FAR_READ_AT_M, FAR_HALF_EXPONENT = (24.5, 70.0, 200.0), (2.5, 3.0, 3.22)  # Okumura's figure 12, beyond 20 km
REFERENCE_BASE_M, REFERENCE_MOBILE_M = 200.0, 3.0
LIGHT_M_S = 1.0 / math.sqrt(8.854e-12 * 4.0e-7 * math.pi)  # NTIA's, 1e-5 above the defined one
REFERENCE_SLANT_M = math.hypot(1000.0, REFERENCE_BASE_M - REFERENCE_MOBILE_M)


class EHataEnvironment(StrEnum):
    """What surrounds the mobile, by class of the National Land Cover Database."""

    URBAN = "urban"
    """Developed, medium and high intensity: classes 23 and 24."""
    SUBURBAN = "suburban"
    """Developed, low intensity: class 22."""
    RURAL = "rural"
    """Every other class: Hata's open country."""


def median_loss_db(
    freq_mhz: float,
    dist_km: NDArray[np.float64],
    h_b: NDArray[np.float64],
    h_m: float,
    environment: EHataEnvironment,
) -> NDArray[np.float64]:
    """Basic median transmission loss [dB], shape of ``dist_km`` and ``h_b`` [m, effective]."""
    heights_db = 13.82 * np.log10(REFERENCE_BASE_M / h_b) + _a_hm_db(REFERENCE_MOBILE_M) - _a_hm_db(h_m)
    near_db = (
        attenuation_1km_db(freq_mhz)
        + _free_space_db(freq_mhz, REFERENCE_SLANT_M)
        + distance_slope_db(h_b) * np.log10(dist_km)
    )
    far_db = (
        attenuation_100km_db(freq_mhz)
        + 10.0 * far_exponent(h_b) * np.log10(dist_km / 100.0)
        + _free_space_db(freq_mhz, np.hypot(1000.0 * dist_km, h_b - h_m))
    )
    urban_db = heights_db + np.where(dist_km <= break_km(freq_mhz, h_b), near_db, far_db)
    return urban_db - environment_gain_db(freq_mhz, environment)


def environment_gain_db(freq_mhz: float, environment: EHataEnvironment) -> float:
    """How much less than in a city is lost in an environment [dB]."""
    if environment is EHataEnvironment.SUBURBAN:
        return float(_parabola(READ_AT_MHZ, SUBURBAN_GAIN_DB, freq_mhz))
    if environment is EHataEnvironment.RURAL:
        return open_gain_db(freq_mhz)
    return 0.0


def attenuation_1km_db(freq_mhz: float) -> float:
    """Urban attenuation over free space at 1 km with the reference heights [dB]."""
    return float(_parabola(READ_AT_MHZ, URBAN_1KM_DB, freq_mhz))


def attenuation_100km_db(freq_mhz: float) -> float:
    """Urban attenuation over free space at 100 km with the reference heights [dB]."""
    log_f = math.log10(freq_mhz)
    return 120.78129 - 52.714929 * log_f + 10.919011 * log_f**2


def near_exponent(h_b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Exponent of distance over free space up to the break, n_l."""
    return 0.1 * distance_slope_db(h_b) - 2.0


def far_exponent(h_b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Exponent of distance over free space beyond the break, n_h."""
    return 2.0 * (_parabola(FAR_READ_AT_M, FAR_HALF_EXPONENT, h_b) - 1.0)


def break_km(freq_mhz: float, h_b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distance at which the two laws of distance meet [km], near 20 km."""
    n_h, n_l = far_exponent(h_b), near_exponent(h_b)
    apart_db = attenuation_1km_db(freq_mhz) - attenuation_100km_db(freq_mhz)
    return 10.0 ** ((2.0 * n_h + 0.1 * apart_db) / (n_h - n_l))  # (A-9b)


def sigma_db(freq_mhz: float, environment: EHataEnvironment) -> float:
    """Standard deviation of the loss over locations [dB]."""
    log_f = math.log10(freq_mhz)
    urban_db = 4.0976291 - 1.2255656 * log_f + 0.68350345 * log_f**2  # (A-18c)
    return urban_db if environment is EHataEnvironment.URBAN else urban_db + 2.0


def _a_hm_db(h_m: float) -> float:
    """Gain of the mobile antenna's height in a large city [dB]."""
    return large_city_a_hm_db(READ_AT_MHZ[0], h_m)  # (A-2a), the same from 400 MHz on


def _free_space_db(freq_mhz: float, dist_m: NDArray[np.float64] | float) -> NDArray[np.float64]:
    return 20.0 * np.log10(4.0e6 * math.pi * freq_mhz / LIGHT_M_S * np.asarray(dist_m))


def _parabola(
    at: tuple[float, float, float], values: tuple[float, float, float], x: NDArray[np.float64] | float
) -> NDArray[np.float64]:
    """The parabola in log x through three points."""
    x0, x1, x2 = (math.log10(a) for a in at)
    first, second = (values[1] - values[0]) / (x1 - x0), (values[2] - values[1]) / (x2 - x1)
    log_x = np.log10(x)
    return values[0] + (log_x - x0) * (first + (log_x - x1) * (second - first) / (x2 - x0))
