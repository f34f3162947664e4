"""ITU-R P.2108-1: loss in the clutter around a terminal, on paths over land.

§3.1 by the terminal's height in clutter of a known kind, §3.2 as a statistic over urban and suburban places. Both are
for models without clutter: ``additional_loss`` puts them on one and refuses the others.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist
from typing import ClassVar

from covplan.propagation.additional_loss import Terminal
from covplan.propagation.p526 import knife_edge_loss_db
from covplan.propagation.ranges import Range

EDITION = "ITU-R P.2108-1"


class Clutter(StrEnum):
    """Kind of clutter of Table 3."""

    WATER = "water"
    OPEN = "open"
    SUBURBAN = "suburban"
    URBAN = "urban"
    WOODLAND = "woodland"
    DENSE_URBAN = "dense-urban"


REPRESENTATIVE_M = {
    Clutter.WATER: 10.0,
    Clutter.OPEN: 10.0,
    Clutter.SUBURBAN: 10.0,
    Clutter.URBAN: 15.0,
    Clutter.WOODLAND: 15.0,
    Clutter.DENSE_URBAN: 20.0,
}
STREET_M = 27.0


@dataclass(frozen=True)
class HeightGainClutter:
    """Median loss of a terminal below its clutter, §3.1.

    The path has to be calculated to the clutter's height, ``counted_agl_m``.

    Parameters
    ----------
    clutter : Clutter
    clutter_m : float, optional
        Representative clutter height R [m]; by default that of Table 3.
    street_width_m : float
        w_s [m]; 27 unless something is known of the place.

    References
    ----------
    ITU-R P.2108-1 §3.1, Table 3, eqs (2a)-(2g); 30 MHz to 3 GHz.
    """

    name: ClassVar[str] = f"{EDITION} §3.1"
    ranges: ClassVar[Mapping[str, Range]] = {
        "freq_mhz": Range(30.0, 3000.0, "MHz"),
        "agl_m": Range(0.1, 3000.0, "m"),  # (2b) has no value at 0
        "clutter_m": Range(1.0, 100.0, "m"),
        "street_width_m": Range(1.0, 200.0, "m"),
    }

    clutter: Clutter
    clutter_m: float | None = None
    street_width_m: float = STREET_M

    def __post_init__(self) -> None:
        self.ranges["clutter_m"].check("clutter_m", self.top_m, self.name)
        self.ranges["street_width_m"].check("street_width_m", self.street_width_m, self.name)

    @property
    def top_m(self) -> float:
        """Representative clutter height R [m]."""
        return REPRESENTATIVE_M[self.clutter] if self.clutter_m is None else self.clutter_m

    def counted_agl_m(self, agl_m: float) -> float:
        """Height above ground to which the path below this loss has to be calculated [m]."""
        return max(agl_m, self.top_m)

    def loss_db(self, terminal: Terminal) -> float:
        """Loss A_h [dB], 0 at and above the clutter's height."""
        f, h, r = terminal.freq_mhz / 1000.0, terminal.agl_m, self.top_m
        self.ranges["freq_mhz"].check("freq_mhz", terminal.freq_mhz, self.name)
        self.ranges["agl_m"].check("agl_m", h, self.name)
        if h >= r:
            return 0.0
        if self.clutter in (Clutter.WATER, Clutter.OPEN):
            k_h2 = 21.8 + 6.2 * math.log10(f)  # (2f)
            return -k_h2 * math.log10(h / r)  # (2b)
        h_dif = r - h  # (2d)
        theta_deg = math.degrees(math.atan(h_dif / self.street_width_m))  # (2e)
        nu = 0.342 * math.sqrt(f) * math.sqrt(h_dif * theta_deg)  # (2c), (2g)
        return knife_edge_loss_db(nu) - 6.03  # (2a)


@dataclass(frozen=True)
class StatisticalClutter:
    """Loss not exceeded at a share of urban and suburban places, terminal well below the clutter, §3.2.

    Parameters
    ----------
    location_pct : float
        Share of places [%], 0.1 to 99.9; 50 is the median.

    References
    ----------
    ITU-R P.2108-1 §3.2, eqs (3a)-(6); 0.5 to 67 GHz, from 0.25 km, at both ends of a path from 1 km.
    """

    name: ClassVar[str] = f"{EDITION} §3.2"
    ranges: ClassVar[Mapping[str, Range]] = {
        "freq_mhz": Range(500.0, 67_000.0, "MHz"),
        "dist_km": Range(0.25, 3000.0, "km"),
        "location_pct": Range(0.1, 99.9, "%"),
    }
    both_ends: ClassVar[Range] = Range(1.0, 3000.0, "km")
    longest_km: ClassVar[float] = 2.0  # the loss grows no further

    location_pct: float = 50.0

    def __post_init__(self) -> None:
        self.ranges["location_pct"].check("location_pct", self.location_pct, self.name)

    def counted_agl_m(self, agl_m: float) -> float:
        """The antenna's own height [m]."""
        return agl_m

    def loss_db(self, terminal: Terminal) -> float:
        """Loss L_ctt [dB]."""
        self.ranges["freq_mhz"].check("freq_mhz", terminal.freq_mhz, self.name)
        reach = self.both_ends if terminal.both_ends else self.ranges["dist_km"]
        reach.check("dist_km", terminal.dist_km, self.name)
        f = terminal.freq_mhz / 1000.0
        return min(self._loss_db(f, terminal.dist_km), self._loss_db(f, self.longest_km))  # (6)

    def _loss_db(self, f: float, d: float) -> float:
        long_db = -2.0 * math.log10(10.0 ** (-5.0 * math.log10(f) - 12.5) + 10.0**-16.5)  # (4a)
        short_db = 32.98 + 23.9 * math.log10(d) + 3.0 * math.log10(f)  # (5a)
        sigma_l, sigma_s = 4.0, 6.0  # (4b), (5b)
        long, short = 10.0 ** (-0.2 * long_db), 10.0 ** (-0.2 * short_db)
        sigma = math.sqrt((sigma_l**2 * long + sigma_s**2 * short) / (long + short))  # (3b)
        return -5.0 * math.log10(long + short) + sigma * NormalDist().inv_cdf(self.location_pct / 100.0)  # (3a)
