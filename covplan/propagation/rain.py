"""Rain on a terrestrial path: specific attenuation (ITU-R P.838-3), how often it is exceeded (ITU-R P.530-18 §2.4.1).

The rain rate exceeded for 0.01 % of an average year is an input: ITU's map (P.837) may not be redistributed.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from covplan.propagation.ranges import Range

SPECIFIC, STATISTICS = "ITU-R P.838-3", "ITU-R P.530-18 §2.4.1"
FREQ_GHZ = Range(1.0, 100.0, "GHz")  # P.838 goes to 1000 GHz, the statistics of P.530 to 100 GHz
DIST_KM = Range(0.01, 60.0, "km")
RAIN_MM_H = Range(1.0, 250.0, "mm/h")
LEAST_PCT, MOST_PCT = 0.001, 1.0  # of the year, between which the statistics hold

_LONGEST_SHARE = 2.5  # largest distance factor
# a, b, c of each term, then m and c: Tables 1 to 4
_K_H = ((-5.33980, -0.10008, 1.13098), (-0.35351, 1.26970, 0.45400), (-0.23789, 0.86036, 0.15354),
        (-0.94158, 0.64552, 0.16817)), -0.18961, 0.71147  # fmt: skip
_K_V = ((-3.80595, 0.56934, 0.81061), (-3.44965, -0.22911, 0.51059), (-0.39902, 0.73042, 0.11899),
        (0.50167, 1.07319, 0.27195)), -0.16398, 0.63297  # fmt: skip
_ALPHA_H = ((-0.14318, 1.82442, -0.55187), (0.29591, 0.77564, 0.19822), (0.32177, 0.63773, 0.13164),
            (-5.37610, -0.96230, 1.47828), (16.1721, -3.29980, 3.43990)), 0.67849, -1.95537  # fmt: skip
_ALPHA_V = ((-0.07771, 2.33840, -0.76284), (0.56727, 0.95545, 0.54039), (-0.20238, 1.14520, 0.26809),
            (-48.2991, 0.791669, 0.116226), (48.5833, 0.791459, 0.116479)), -0.053739, 0.83433  # fmt: skip
_Curve = tuple[tuple[tuple[float, float, float], ...], float, float]


class PowerLaw(NamedTuple):
    """gamma = k R^alpha, dB/km for R in mm/h."""

    k: float
    alpha: float

    def gamma_db_km(self, rain_mm_h: float) -> float:
        """Specific attenuation [dB/km], eq. (1)."""
        return self.k * rain_mm_h**self.alpha


def rain_power_law(freq_ghz: float, *, tilt_deg: float, elevation_deg: float = 0.0) -> PowerLaw:
    """k and alpha of rain.

    Parameters
    ----------
    freq_ghz : float
        1 to 100 GHz.
    tilt_deg : float
        Polarisation: 0 horizontal, 90 vertical, 45 circular.
    elevation_deg : float
        Of the path.

    Raises
    ------
    ModelRangeError
        Outside the frequencies.

    References
    ----------
    ITU-R P.838-3, eqs (1) to (5), Tables 1 to 4.
    """
    FREQ_GHZ.check("freq_ghz", freq_ghz, SPECIFIC)
    k_h, k_v = 10.0 ** _fitted(_K_H, freq_ghz), 10.0 ** _fitted(_K_V, freq_ghz)  # (2)
    alpha_h, alpha_v = _fitted(_ALPHA_H, freq_ghz), _fitted(_ALPHA_V, freq_ghz)  # (3)
    turn = math.cos(math.radians(elevation_deg)) ** 2 * math.cos(2.0 * math.radians(tilt_deg))
    k = (k_h + k_v + (k_h - k_v) * turn) / 2.0  # (4)
    return PowerLaw(k, (k_h * alpha_h + k_v * alpha_v + (k_h * alpha_h - k_v * alpha_v) * turn) / (2.0 * k))  # (5)


def _fitted(curve: _Curve, freq_ghz: float) -> float:
    terms, m, c = curve
    log_f = math.log10(freq_ghz)
    return sum(a * math.exp(-(((log_f - b) / c_j) ** 2)) for a, b, c_j in terms) + m * log_f + c


class RainFading(NamedTuple):
    """Rain on one path: ``a001_db`` is exceeded for 0.01 % of an average year; ``c0`` shapes the other percentages."""

    a001_db: float
    c0: float

    def attenuation_db(self, time_pct: float) -> float:
        """Exceeded for ``time_pct`` of an average year [dB], 0.001 to 1 %, eqs (34) to (36)."""
        Range(LEAST_PCT, MOST_PCT, "%").check("time_pct", time_pct, STATISTICS)
        c1, c2, c3 = self._shape()
        log_p = math.log10(time_pct)
        return self.a001_db * c1 * 10.0 ** (-(c2 + c3 * log_p) * log_p)

    def exceeded_pct(self, margin_db: float) -> float:
        """Share of an average year in which rain takes more than ``margin_db`` [%].

        At least 0.001, to which the statistics hold; NaN if it is more than 1 %, or if there is no margin.
        """
        if margin_db < self.attenuation_db(MOST_PCT) or margin_db <= 0.0:
            return math.nan
        if margin_db >= self.attenuation_db(LEAST_PCT):
            return LEAST_PCT
        c1, c2, c3 = self._shape()
        level = math.log10(margin_db / (self.a001_db * c1))
        return 10.0 ** ((-c2 + math.sqrt(c2 * c2 - 4.0 * c3 * level)) / (2.0 * c3))  # the root that falls with p

    def _shape(self) -> tuple[float, float, float]:
        c0 = self.c0
        return 0.07**c0 * 0.12 ** (1.0 - c0), 0.855 * c0 + 0.546 * (1.0 - c0), 0.139 * c0 + 0.043 * (1.0 - c0)


def rain_fading(
    *, freq_ghz: float, dist_km: float, rain_mm_h: float, tilt_deg: float, elevation_deg: float = 0.0
) -> RainFading:
    """Rain statistics of a path.

    The printed C_0 = 0.12 + 0.4 [log10 (f/10)^0.8] of 10 GHz and more is read as the logarithm of the power.

    Parameters
    ----------
    freq_ghz, dist_km : float
        1 to 100 GHz, up to 60 km.
    rain_mm_h : float
        Rain rate exceeded for 0.01 % of an average year, integrated over one minute [mm/h].
    tilt_deg, elevation_deg : float
        As of ``rain_power_law``.

    Raises
    ------
    ModelRangeError
        Outside these ranges.

    References
    ----------
    ITU-R P.530-18 §2.4.1, steps 2 to 5.
    """
    DIST_KM.check("dist_km", dist_km, STATISTICS)
    RAIN_MM_H.check("rain_mm_h", rain_mm_h, STATISTICS)
    law = rain_power_law(freq_ghz, tilt_deg=tilt_deg, elevation_deg=elevation_deg)
    inverse = 0.477 * dist_km**0.633 * rain_mm_h ** (0.073 * law.alpha) * freq_ghz**0.123 - 10.579 * (
        1.0 - math.exp(-0.024 * dist_km)
    )
    share = _LONGEST_SHARE if inverse < 1.0 / _LONGEST_SHARE else 1.0 / inverse  # (32)
    c0 = 0.12 + 0.4 * math.log10((freq_ghz / 10.0) ** 0.8) if freq_ghz >= 10.0 else 0.12
    return RainFading(law.gamma_db_km(rain_mm_h) * dist_km * share, c0)  # (33)
