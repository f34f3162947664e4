"""ITU-R P.833-10 §2.1: loss of a terminal that stands in woodland, over what it would have without the trees.

For models without clutter: ``additional_loss`` puts it on one and refuses the others.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, NamedTuple

import numpy as np

from covplan.propagation.additional_loss import Terminal
from covplan.propagation.ranges import Range

EDITION = "ITU-R P.833-10 §2.1"


class Campaign(StrEnum):
    """Measurements that the Recommendation fits by A_m = A_1 f^alpha."""

    RIO_DE_JANEIRO = "rio-de-janeiro"
    MULHOUSE = "mulhouse"
    ST_PETERSBURG = "st-petersburg"


class Fit(NamedTuple):
    """A_1 [dB] and alpha of eq. (2), f in MHz, and where they were measured."""

    a_1: float
    alpha: float
    freq_mhz: Range


FITS = {
    Campaign.RIO_DE_JANEIRO: Fit(0.18, 0.752, Range(900.0, 1800.0, "MHz")),  # tropical trees of a park
    Campaign.MULHOUSE: Fit(1.15, 0.43, Range(900.0, 2200.0, "MHz")),
    Campaign.ST_PETERSBURG: Fit(1.37, 0.42, Range(105.9, 2117.5, "MHz")),  # mixed forest
}
MIXED_FOREST = np.array([
    (105.9, 0.04), (466.475, 0.12), (949.0, 0.17), (1852.2, 0.30), (2117.5, 0.34),
])  # fmt: skip
"""Table 1, St. Petersburg: frequency [MHz] and specific attenuation [dB/m]."""


def woodland_max_db(freq_mhz: float, campaign: Campaign) -> float:
    """Largest loss A_m of one terminal in woodland like the campaign's [dB].

    Raises
    ------
    ModelRangeError
        Outside the campaign's frequencies.

    References
    ----------
    ITU-R P.833-10 §2.1, eq. (2).
    """
    fit = FITS[campaign]
    fit.freq_mhz.check("freq_mhz", freq_mhz, f"{EDITION} {campaign.value}")
    return fit.a_1 * freq_mhz**fit.alpha  # (2)


def mixed_forest_gamma_db_m(freq_mhz: float) -> float:
    """Specific attenuation of mixed forest [dB/m], 105.9 to 2117.5 MHz.

    The straight lines between the measured values of Table 1, in the logarithms of both, are ours.

    References
    ----------
    ITU-R P.833-10 §2.1, Table 1.
    """
    measured = np.log(MIXED_FOREST)
    Range(MIXED_FOREST[0, 0], MIXED_FOREST[-1, 0], "MHz").check("freq_mhz", freq_mhz, EDITION)
    return float(np.exp(np.interp(math.log(freq_mhz), measured[:, 0], measured[:, 1])))


@dataclass(frozen=True)
class Woodland:
    """A terminal in woodland.

    Both constants depend on the trees; where nothing is measured, ``woodland_max_db`` and ``mixed_forest_gamma_db_m``
    give those of published campaigns.

    Parameters
    ----------
    depth_m : float
        Length of the path in the woodland in front of the terminal [m], 0 to 20000.
    gamma_db_m : float
        Specific attenuation of very short paths through the trees [dB/m], above 0.
    max_db : float
        Largest loss A_m [dB], above 0.

    References
    ----------
    ITU-R P.833-10 §2.1, eq. (1).
    """

    name: ClassVar[str] = EDITION
    ranges: ClassVar[Mapping[str, Range]] = {
        "depth_m": Range(0.0, 20_000.0, "m"),
        "gamma_db_m": Range(0.001, 20.0, "dB/m"),
        "max_db": Range(0.1, 100.0, "dB"),
    }

    depth_m: float
    gamma_db_m: float
    max_db: float

    def __post_init__(self) -> None:
        for name, allowed in self.ranges.items():
            allowed.check(name, getattr(self, name), self.name)

    def counted_agl_m(self, agl_m: float) -> float:
        """The antenna's own height [m]."""
        return agl_m

    def loss_db(self, terminal: Terminal) -> float:
        """Loss A_ev [dB], whatever the terminal's frequency: that is in the constants."""
        return self.max_db * -math.expm1(-self.depth_m * self.gamma_db_m / self.max_db)  # (1)
