"""Multipath fading of a line-of-sight path in the worst month: ITU-R P.530-18 §2.3.1, large fade depths, one frequency.

What it needs of the climate is an input: ITU's maps of log K and dN75 may not be redistributed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from covplan.propagation.ranges import Range, require_in_ranges

EDITION = "ITU-R P.530-18 §2.3.1"
_SHORT_KM = 5.0  # shorter paths need no calculation


@dataclass(frozen=True)
class MultipathClimate:
    """Climate of a place.

    Parameters
    ----------
    log_k : float
        Decimal logarithm of the geoclimatic factor K.
    dn75 : float
        Empirical refractivity parameter dN75 [N-units].
    source : str
        Where both are from.
    """

    RANGES: ClassVar = (("log_k", -12.0, 0.0, ""), ("dn75", 0.0, 200.0, "N"))

    log_k: float
    dn75: float
    source: str

    def __post_init__(self) -> None:
        require_in_ranges(self, EDITION, self.RANGES)


def multipath_exceeded_pct(
    climate: MultipathClimate,
    *,
    freq_ghz: float,
    dist_km: float,
    tx_asl_m: float,
    rx_asl_m: float,
    mean_ground_m: float,
    margin_db: float,
) -> float:
    """Share of the average worst month in which multipath takes more than a margin [%], at most 100.

    Parameters
    ----------
    freq_ghz, dist_km : float
        Up to 100 GHz; paths shorter than 5 km give 0.
    tx_asl_m, rx_asl_m, mean_ground_m : float
        Antennas, and mean height of the ground along the path without trees [m above sea].
    margin_db : float
        Fade depth. The law is one of deep fades, of some 25 dB and more.

    References
    ----------
    ITU-R P.530-18 §2.3.1, steps 1 to 3.
    """
    Range(0.1, 100.0, "GHz").check("freq_ghz", freq_ghz, EDITION)
    if dist_km < _SHORT_KM:
        return 0.0
    inclination_mrad = abs(rx_asl_m - tx_asl_m) / dist_km
    clearance_m = (tx_asl_m + rx_asl_m) / 2.0 - dist_km**2 / 102.0 - mean_ground_m
    surface = min(
        (climate.dn75 / 50.0) ** 1.8 * math.exp(-clearance_m / (2.5 * math.sqrt(dist_km))),
        climate.dn75 * dist_km**1.5 * math.sqrt(freq_ghz) / 24_730.0,
    )
    exponent = (
        -0.376 * math.tanh((clearance_m - 147.0) / 125.0) - 0.334 * inclination_mrad**0.39
        - 0.00027 * min(tx_asl_m, rx_asl_m) + 17.85 * surface - margin_db / 10.0
    )  # fmt: skip
    return min(100.0, 10.0 ** (climate.log_k + exponent) * dist_km**3.51 * (freq_ghz**2 + 13.0) ** 0.447)
