"""COST 231-Hata: Hata's formula carried from 1500 to 2000 MHz with measurements in European cities, 1 to 20 km.

Equation numbers are the sections of ETSI ETR 364 (GSM 03.30), Annex B, which prints the formula of the COST 231 final
report, chapter 4. Units MHz, km, m, dB.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from covplan.propagation.hata import distance_slope_db, small_city_a_hm_db
from covplan.propagation.hata_links import base_height_m, check_radio, link_along, loss_of_link, within_distance
from covplan.propagation.links import Links
from covplan.propagation.path_loss import PathLoss
from covplan.propagation.ranges import Range
from covplan.terrain.profile import Profile


class Cost231Environment(StrEnum):
    """What surrounds the mobile; COST 231 measured in towns only."""

    MEDIUM_CITY = "medium-city"
    METROPOLITAN = "metropolitan"


METROPOLITAN_DB = 3.0  # C_m of metropolitan centres


@dataclass(frozen=True)
class Cost231Hata:
    """COST 231-Hata in one kind of town.

    Parameters
    ----------
    environment : Cost231Environment
        Medium city, which includes suburban centres with some trees, or metropolitan centre.

    Notes
    -----
    The base station height is that over the average ground, at least 30 m and at most 200 m: ``hata_links``.

    References
    ----------
    COST 231 final report, Digital mobile radio towards future generation systems, EUR 18957, 1999, chapter 4;
    ETSI ETR 364, Annex B.2.
    """

    name: ClassVar[str] = "cost231-hata"
    edition: ClassVar[str] = "COST 231-Hata (1999)"
    source: ClassVar[str] = "COST 231 final report, EUR 18957, 1999, chapter 4; ETSI ETR 364, Annex B.2"
    ranges: ClassVar[Mapping[str, Range]] = {
        "freq_mhz": Range(1500.0, 2000.0, "MHz"),
        "dist_km": Range(1.0, 20.0, "km"),
        "tx_agl_m": Range(30.0, 200.0, "m"),
        "rx_agl_m": Range(1.0, 10.0, "m"),
        "tx_effective_m": Range(30.0, 200.0, "m"),
    }
    holds_clutter: ClassVar[bool] = True

    environment: Cost231Environment = Cost231Environment.MEDIUM_CITY

    @property
    def c_m_db(self) -> float:
        """What is lost beyond a medium city, C_m [dB]."""
        return METROPOLITAN_DB if self.environment is Cost231Environment.METROPOLITAN else 0.0

    def links_db(self, links: Links, *, freq_mhz: float) -> NDArray[np.float64]:
        """Median loss of many links [dB]; NaN where the distance is not 1 to 20 km.

        ``ModelRangeError`` if frequency or receiver height is out of range.
        """
        check_radio(self, freq_mhz=freq_mhz, rx_agl_m=links.rx_agl_m)
        h_b = base_height_m(self, links.tx_effective_m)
        loss_db = (
            46.3
            + 33.9 * math.log10(freq_mhz)
            - 13.82 * np.log10(h_b)
            - small_city_a_hm_db(freq_mhz, links.rx_agl_m)
            + distance_slope_db(h_b) * np.log10(links.dist_km)
            + self.c_m_db
        )  # (B.2)
        return within_distance(self, links.dist_km, loss_db)

    def path(self, profile: Profile, *, freq_mhz: float, tx_agl_m: float, rx_agl_m: float) -> PathLoss:
        """Median loss of one path.

        Raises
        ------
        ModelRangeError
            If frequency, receiver height or distance is out of range or terrain is void; a mast only has a remark.
        """
        links = link_along(self, profile, freq_mhz=freq_mhz, tx_agl_m=tx_agl_m, rx_agl_m=rx_agl_m)
        losses = {"a_hm": small_city_a_hm_db(freq_mhz, rx_agl_m), "C_m": self.c_m_db}
        return loss_of_link(self, links, freq_mhz=freq_mhz, losses=losses)

    def __str__(self) -> str:
        return f"{self.edition} (environment={self.environment})"
