"""ITU-R P.525-5: free-space basic transmission loss."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from covplan.errors import ModelRangeError
from covplan.propagation.links import Links
from covplan.propagation.path_loss import PathLoss
from covplan.propagation.ranges import Range
from covplan.terrain.profile import Profile
from covplan.units import SPEED_OF_LIGHT_M_S


def free_space_loss_db(dist_m: float, freq_mhz: float) -> float:
    """Free-space basic transmission loss [dB] over ``dist_m`` [m, > 0] at ``freq_mhz`` [MHz].

    References
    ----------
    ITU-R P.525-5, point-to-point links: 20 log10(4 pi d / lambda), eq. (4) of P.525-4.

    Examples
    --------
    >>> round(free_space_loss_db(1000.0, 1000.0), 2)
    92.45
    """
    return 20.0 * math.log10(4.0 * math.pi * dist_m * freq_mhz * 1e6 / SPEED_OF_LIGHT_M_S)


@dataclass(frozen=True)
class FreeSpace:
    """ITU-R P.525-5 along the straight line between the antennas, whatever stands in it.

    The Recommendation holds at every frequency; ``ranges`` are those of the other models of this package together.
    """

    name: ClassVar[str] = "p525"
    edition: ClassVar[str] = "ITU-R P.525-5"
    source: ClassVar[str] = "Recommendation ITU-R P.525-5, Annex"
    ranges: ClassVar[Mapping[str, Range]] = {
        "freq_mhz": Range(20.0, 100_000.0, "MHz"),
        "dist_km": Range(0.001, 3000.0, "km"),
        "tx_agl_m": Range(0.5, 3000.0, "m"),
        "rx_agl_m": Range(0.5, 3000.0, "m"),
    }
    holds_clutter: ClassVar[bool] = False

    def _check(self, name: str, got: float) -> None:
        self.ranges[name].check(name, got, self.edition)

    def path(self, profile: Profile, *, freq_mhz: float, tx_agl_m: float, rx_agl_m: float) -> PathLoss:
        """Loss of one path.

        Parameters
        ----------
        profile : Profile
            Its length and the ground at both ends count.
        freq_mhz : float
            20 to 100000 MHz.
        tx_agl_m, rx_agl_m : float
            Antenna heights above ground [m], 0.5 to 3000.

        Raises
        ------
        ModelRangeError
            If a value is out of range or an end of the profile is void.
        """
        if not np.isfinite(profile.ground_m[[0, -1]]).all():
            raise ModelRangeError("range.void", model=self.edition)
        self._check("dist_km", float(profile.dist_km[-1]))
        links = Links.of(profile, tx_agl_m=tx_agl_m, rx_agl_m=rx_agl_m)
        loss_db = float(self.links_db(links, freq_mhz=freq_mhz)[0])
        return PathLoss(loss_db, freq_mhz, losses={"Lbf": loss_db}, geometry={"d": float(links.slant_km[0])})

    def links_db(self, links: Links, *, freq_mhz: float) -> NDArray[np.float64]:
        """Loss of many paths [dB], shape (n,); NaN where the distance is out of range."""
        self._check("freq_mhz", freq_mhz)
        self._check("tx_agl_m", links.tx_agl_m)
        self._check("rx_agl_m", links.rx_agl_m)
        reach = self.ranges["dist_km"]
        valid = (links.dist_km >= reach.low) & (links.dist_km <= reach.high)
        slant_km = np.where(valid, links.slant_km, np.nan)
        return free_space_loss_db(1000.0, freq_mhz) + 20.0 * np.log10(slant_km)

    def __str__(self) -> str:
        return self.edition
