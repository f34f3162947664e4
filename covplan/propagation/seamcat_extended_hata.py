"""Extended Hata of CEPT's SEAMCAT: 30 MHz to 3 GHz, up to 100 km, for compatibility studies.

Equation numbers are those of the SEAMCAT handbook, A17.3.1; Report ITU-R SM.2028-2 has the same formulas. Not NTIA's
eHata, which shares the name. Units MHz, km, m, dB.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from covplan.propagation.hata import distance_slope_db, open_gain_db, small_city_a_hm_db, suburban_gain_db
from covplan.propagation.hata_links import base_height_m, check_radio, link_along, loss_of_link, within_distance
from covplan.propagation.links import Links
from covplan.propagation.path_loss import PathLoss
from covplan.propagation.ranges import Range
from covplan.terrain.profile import Profile

FREE_SPACE_TO_KM, HATA_FROM_KM = 0.04, 0.1
FAR_FROM_KM = 20.0
SIGMA_KM, SIGMA_DB = (FREE_SPACE_TO_KM, HATA_FROM_KM, 0.2, 0.6), (3.5, 12.0, 12.0, 9.0)  # Table 81, above the roofs


class SeamcatEnvironment(StrEnum):
    """What surrounds the mobile."""

    URBAN = "urban"
    SUBURBAN = "suburban"
    OPEN = "open"


@dataclass(frozen=True)
class SeamcatExtendedHata:
    """SEAMCAT's Extended Hata in one environment.

    Parameters
    ----------
    environment : SeamcatEnvironment
        Urban, suburban or open area around the mobile.

    Notes
    -----
    The base station height is that over the average ground, at least 30 m and at most 200 m: ``hata_links``. Free space
    is taken over the true distance from antenna to antenna. H_b being at least 30 m and the mobile lower than 10 m,
    b(H_b) and the last term of a(H_m) are 0.

    References
    ----------
    SEAMCAT handbook, A17.3.1, Tables 80 and 81; Report ITU-R SM.2028-2.
    """

    name: ClassVar[str] = "extended-hata-seamcat"
    edition: ClassVar[str] = "SEAMCAT Extended Hata (handbook A17.3.1)"
    source: ClassVar[str] = "ECO, SEAMCAT handbook, A17.3.1; Report ITU-R SM.2028-2"
    ranges: ClassVar[Mapping[str, Range]] = {
        "freq_mhz": Range(30.0, 3000.0, "MHz"),
        "dist_km": Range(0.0, 100.0, "km"),
        "tx_agl_m": Range(30.0, 200.0, "m"),
        "rx_agl_m": Range(1.0, 10.0, "m"),
        "tx_effective_m": Range(30.0, 200.0, "m"),
    }
    holds_clutter: ClassVar[bool] = True

    environment: SeamcatEnvironment = SeamcatEnvironment.SUBURBAN

    def links_db(self, links: Links, *, freq_mhz: float) -> NDArray[np.float64]:
        """Median loss of many links [dB]; NaN where the distance is above 100 km.

        ``ModelRangeError`` if frequency or receiver height is out of range.
        """
        check_radio(self, freq_mhz=freq_mhz, rx_agl_m=links.rx_agl_m)
        dist_km, h_b = links.dist_km, base_height_m(self, links.tx_effective_m)
        rise_km = (links.tx_asl_m - links.rx_asl_m) / 1000.0

        def free_space_db(km: NDArray[np.float64] | float) -> NDArray[np.float64]:
            return 32.4 + 20.0 * math.log10(freq_mhz) + 10.0 * np.log10(km**2 + rise_km**2)  # (191)

        first_db = free_space_db(FREE_SPACE_TO_KM)
        second_db = self._hata_db(np.full_like(dist_km, HATA_FROM_KM), h_b, freq_mhz, links.rx_agl_m)
        share = np.log10(dist_km / FREE_SPACE_TO_KM) / math.log10(HATA_FROM_KM / FREE_SPACE_TO_KM)
        loss_db = np.select(
            [dist_km < FREE_SPACE_TO_KM, dist_km < HATA_FROM_KM],
            [free_space_db(dist_km), first_db + share * (second_db - first_db)],  # (191), (198)
            self._hata_db(dist_km, h_b, freq_mhz, links.rx_agl_m),
        )
        return within_distance(self, dist_km, np.maximum(loss_db, free_space_db(dist_km)))

    def path(self, profile: Profile, *, freq_mhz: float, tx_agl_m: float, rx_agl_m: float) -> PathLoss:
        """Median loss of one path.

        Raises
        ------
        ModelRangeError
            If frequency, receiver height or distance is out of range or terrain is void; a mast only has a remark.
        """
        links = link_along(self, profile, freq_mhz=freq_mhz, tx_agl_m=tx_agl_m, rx_agl_m=rx_agl_m)
        losses = {
            "a_hm": small_city_a_hm_db(freq_mhz, rx_agl_m),
            "environment_gain": self.environment_gain_db(freq_mhz),
            "sigma": float(np.interp(links.dist_km[0], SIGMA_KM, SIGMA_DB)),
        }
        return loss_of_link(self, links, freq_mhz=freq_mhz, losses=losses)

    def _hata_db(
        self, dist_km: NDArray[np.float64], h_b: NDArray[np.float64], freq_mhz: float, h_m: float
    ) -> NDArray[np.float64]:
        """The part of Table 80 from 0.1 km on [dB]."""
        log_d = np.log10(dist_km)
        raised = np.where(dist_km > FAR_FROM_KM, np.abs(log_d) ** _alpha(dist_km, h_b, freq_mhz), log_d)
        urban_db = (
            _frequency_db(freq_mhz)
            - 13.82 * np.log10(h_b)
            + distance_slope_db(h_b) * raised
            - small_city_a_hm_db(freq_mhz, h_m)
        )  # (192)-(195)
        return urban_db - self.environment_gain_db(freq_mhz)

    def environment_gain_db(self, freq_mhz: float) -> float:
        """How much less than in a city is lost in this environment [dB]; constant below 150 and above 2000 MHz."""
        held_mhz = min(max(150.0, freq_mhz), 2000.0)
        if self.environment is SeamcatEnvironment.SUBURBAN:
            return suburban_gain_db(held_mhz)  # (196)
        if self.environment is SeamcatEnvironment.OPEN:
            return open_gain_db(held_mhz)  # (197)
        return 0.0

    def __str__(self) -> str:
        return f"{self.edition} (environment={self.environment})"


def _frequency_db(freq_mhz: float) -> float:
    """Terms of frequency alone in the urban formulas [dB]."""
    if freq_mhz <= 150.0:
        return 69.6 + 26.2 * math.log10(150.0) - 20.0 * math.log10(150.0 / freq_mhz)  # (192)
    if freq_mhz <= 1500.0:
        return 69.6 + 26.2 * math.log10(freq_mhz)  # (193)
    if freq_mhz <= 2000.0:
        return 46.3 + 33.9 * math.log10(freq_mhz)  # (194)
    return 46.3 + 33.9 * math.log10(2000.0) + 10.0 * math.log10(freq_mhz / 2000.0)  # (195)


def _alpha(dist_km: NDArray[np.float64], h_b: NDArray[np.float64], freq_mhz: float) -> NDArray[np.float64]:
    """Exponent of log d: 1 up to 20 km."""
    decades = np.log10(np.maximum(dist_km / FAR_FROM_KM, 1.0))
    return 1.0 + (0.14 + 1.87e-4 * freq_mhz + 1.07e-3 * h_b) * decades**0.8  # (201)
