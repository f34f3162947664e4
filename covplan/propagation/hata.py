"""Okumura-Hata: Hata's formulas for Okumura's curves of 1968, 150 to 1500 MHz, 1 to 20 km.

Equation numbers are the sections of ETSI ETR 364 (GSM 03.30), Annex B, which prints them all; the same formulas stand
in Hata 1980 and ITU-R P.529-3. Units MHz, km, m, dB.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from covplan.propagation.hata_links import base_height_m, check_radio, link_along, loss_of_link, within_distance
from covplan.propagation.links import Links
from covplan.propagation.path_loss import PathLoss
from covplan.propagation.ranges import Range
from covplan.terrain.profile import Profile

LARGE_CITY_LOW_MHZ = 200.0  # the large city has one a(h_m) up to here and another from 400 MHz
LARGE_CITY_HIGH = Range(400.0, 1500.0, "MHz")


class HataEnvironment(StrEnum):
    """What surrounds the mobile."""

    LARGE_CITY = "large-city"
    SMALL_CITY = "small-city"
    SUBURBAN = "suburban"
    OPEN = "open"


def small_city_a_hm_db(freq_mhz: float, h_m: float) -> float:
    """What a mobile antenna at ``h_m`` [m] gains over one near 1.5 m in a small or medium city [dB]."""
    log_f = math.log10(freq_mhz)
    return (1.1 * log_f - 0.7) * h_m - (1.56 * log_f - 0.8)  # (B.1.1)


def large_city_a_hm_db(freq_mhz: float, h_m: float) -> float:
    """The same in a large city [dB]: 150 to 200 MHz and 400 to 1500 MHz."""
    if freq_mhz <= LARGE_CITY_LOW_MHZ:
        return 8.29 * math.log10(1.54 * h_m) ** 2 - 1.1  # (B.1.1)
    return 3.2 * math.log10(11.75 * h_m) ** 2 - 4.97  # (B.1.1)


def suburban_gain_db(freq_mhz: float) -> float:
    """How much less than in a city is lost in suburbs [dB]."""
    return 2.0 * math.log10(freq_mhz / 28.0) ** 2 + 5.4  # (B.1.2)


def open_gain_db(freq_mhz: float) -> float:
    """How much less than in a city is lost in open country [dB]."""
    log_f = math.log10(freq_mhz)
    return 4.78 * log_f**2 - 18.33 * log_f + 40.94  # (B.1.4)


def distance_slope_db(h_b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Loss per decade of distance [dB] for a base station at ``h_b`` [m]."""
    return 44.9 - 6.55 * np.log10(h_b)  # (B.1.1)


@dataclass(frozen=True)
class OkumuraHata:
    """Okumura-Hata in one environment.

    Parameters
    ----------
    environment : HataEnvironment
        Large city (buildings above 15 m), small or medium city, suburban or open country around the mobile.

    Notes
    -----
    The base station height is that over the average ground, at least 30 m and at most 200 m: ``hata_links``. Between
    200 and 400 MHz the source has no formula for a large city, and none is made up.

    References
    ----------
    M. Hata, IEEE Trans. Veh. Technol. VT-29(3), 1980, pp. 317-325; ITU-R P.529-3; ETSI ETR 364, Annex B.1.
    """

    name: ClassVar[str] = "okumura-hata"
    edition: ClassVar[str] = "Okumura-Hata (1980)"
    source: ClassVar[str] = "M. Hata, IEEE Trans. Veh. Technol. VT-29(3), 1980; ITU-R P.529-3; ETSI ETR 364, Annex B.1"
    ranges: ClassVar[Mapping[str, Range]] = {
        "freq_mhz": Range(150.0, 1500.0, "MHz"),
        "dist_km": Range(1.0, 20.0, "km"),
        "tx_agl_m": Range(30.0, 200.0, "m"),
        "rx_agl_m": Range(1.0, 10.0, "m"),
        "tx_effective_m": Range(30.0, 200.0, "m"),
    }
    holds_clutter: ClassVar[bool] = True

    environment: HataEnvironment = HataEnvironment.SUBURBAN

    def links_db(self, links: Links, *, freq_mhz: float) -> NDArray[np.float64]:
        """Median loss of many links [dB]; NaN where the distance is not 1 to 20 km.

        ``ModelRangeError`` if frequency or receiver height is out of range.
        """
        check_radio(self, freq_mhz=freq_mhz, rx_agl_m=links.rx_agl_m)
        h_b = base_height_m(self, links.tx_effective_m)
        urban = (
            69.55
            + 26.16 * math.log10(freq_mhz)
            - 13.82 * np.log10(h_b)
            - self.a_hm_db(freq_mhz, links.rx_agl_m)
            + distance_slope_db(h_b) * np.log10(links.dist_km)
        )  # (B.1.1)
        return within_distance(self, links.dist_km, urban - self.environment_gain_db(freq_mhz))

    def path(self, profile: Profile, *, freq_mhz: float, tx_agl_m: float, rx_agl_m: float) -> PathLoss:
        """Median loss of one path.

        Raises
        ------
        ModelRangeError
            If frequency, receiver height or distance is out of range or terrain is void; a mast only has a remark.
        """
        links = link_along(self, profile, freq_mhz=freq_mhz, tx_agl_m=tx_agl_m, rx_agl_m=rx_agl_m)
        losses = {
            "a_hm": self.a_hm_db(freq_mhz, rx_agl_m),
            "environment_gain": self.environment_gain_db(freq_mhz),
        }
        return loss_of_link(self, links, freq_mhz=freq_mhz, losses=losses)

    def a_hm_db(self, freq_mhz: float, h_m: float) -> float:
        """Gain of the mobile antenna's height in this environment, a(h_m) [dB]."""
        if self.environment is not HataEnvironment.LARGE_CITY:
            return small_city_a_hm_db(freq_mhz, h_m)
        if freq_mhz > LARGE_CITY_LOW_MHZ:
            LARGE_CITY_HIGH.check("freq_mhz", freq_mhz, f"{self.edition}, {self.environment}, above 200 MHz")
        return large_city_a_hm_db(freq_mhz, h_m)

    def environment_gain_db(self, freq_mhz: float) -> float:
        """How much less than in a city is lost in this environment [dB]."""
        if self.environment is HataEnvironment.SUBURBAN:
            return suburban_gain_db(freq_mhz)
        if self.environment is HataEnvironment.OPEN:
            return open_gain_db(freq_mhz)
        return 0.0

    def __str__(self) -> str:
        return f"{self.edition} (environment={self.environment})"
