"""ITU-R P.2109-2: building entry loss, to be added to the loss of a path outdoors."""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import StrEnum
from statistics import NormalDist
from typing import NamedTuple

from covplan.propagation.ranges import Range

EDITION = "ITU-R P.2109-2"
RANGES: Mapping[str, Range] = {
    "freq_mhz": Range(80.0, 100_000.0, "MHz"),
    "probability_pct": Range(1e-6, 99.999999, "%"),
    "elevation_deg": Range(-90.0, 90.0, "deg"),
}


class Building(StrEnum):
    """Kind of building; thermally efficient ones have metallised glass or foil-backed panels."""

    TRADITIONAL = "traditional"
    EFFICIENT = "thermally-efficient"


class Constants(NamedTuple):
    """Column of Table 1."""

    r: float
    s: float
    t: float
    u: float
    v: float
    w: float
    x: float
    y: float
    z: float


TABLE_1 = {
    Building.TRADITIONAL: Constants(12.64, 3.72, 0.96, 9.6, 2.0, 9.1, -3.0, 4.5, -2.0),
    Building.EFFICIENT: Constants(28.19, -3.0, 8.48, 13.5, 3.8, 27.8, -2.9, 9.4, -2.1),
}


def building_entry_loss_db(
    freq_mhz: float, building: Building, *, probability_pct: float = 50.0, elevation_deg: float = 0.0
) -> float:
    """Building entry loss that is not exceeded with a probability [dB].

    Parameters
    ----------
    freq_mhz : float
        80 to 100000 MHz.
    building : Building
    probability_pct : float
        Over buildings and places in them [%], above 0 and below 100; 50 is the median.
    elevation_deg : float
        Elevation of the path at the wall [deg], -90 to 90.

    Raises
    ------
    ModelRangeError
        If a value is out of range.

    References
    ----------
    ITU-R P.2109-2, Annex 1 §3, eqs (1)-(10), Table 1.
    """
    RANGES["freq_mhz"].check("freq_mhz", freq_mhz, EDITION)
    RANGES["probability_pct"].check("probability_pct", probability_pct, EDITION)
    RANGES["elevation_deg"].check("elevation_deg", elevation_deg, EDITION)
    k = TABLE_1[building]
    log_f = math.log10(freq_mhz / 1000.0)
    normal = NormalDist().inv_cdf(probability_pct / 100.0)
    horizontal = k.r + k.s * log_f + k.t * log_f**2  # (9)
    slope = 0.212 * abs(elevation_deg)  # (10)
    a = normal * (k.u + k.v * log_f) + horizontal + slope  # (2), (5), (7)
    b = normal * (k.y + k.z * log_f) + k.w + k.x * log_f  # (3), (6), (8)
    c = -3.0  # (4)
    return 10.0 * math.log10(10.0 ** (0.1 * a) + 10.0 ** (0.1 * b) + 10.0 ** (0.1 * c))  # (1)
