"""NTIA eHata: Okumura's curves from 1500 to 3000 MHz and 1 to 100 km, with his corrections for one path.

``median`` is the basic loss, ``terrain`` what is read off a profile, ``corrections`` what it is worth. Not SEAMCAT's
Extended Hata, which shares the name.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from covplan.errors import ModelRangeError
from covplan.propagation.ehata.corrections import (
    CURVES_END_DELTA_H_M,
    CURVES_END_MRAD,
    fine_rolling_gain_db,
    ridge_gain_db,
    rolling_gain_db,
    sea_gain_db,
    slope_gain_db,
)
from covplan.propagation.ehata.median import (
    EHataEnvironment,
    attenuation_1km_db,
    attenuation_100km_db,
    break_km,
    environment_gain_db,
    median_loss_db,
    sigma_db,
)
from covplan.propagation.ehata.terrain import (
    AVERAGED_FROM_M,
    AVERAGED_TO_M,
    GroundLine,
    effective_height_m,
    sea_share,
    single_ridge,
    slope_mrad,
    undulation,
)
from covplan.propagation.hata_links import base_height_m, check_radio, height_remarks, link_along, within_distance
from covplan.propagation.links import Links
from covplan.propagation.path_loss import PathLoss, Remark
from covplan.propagation.ranges import Range
from covplan.terrain.profile import Profile

SEA_ZONE = 1
LONGEST_STEP_KM = 0.5


@dataclass(frozen=True)
class EHata:
    """NTIA eHata in one environment.

    Parameters
    ----------
    environment : EHataEnvironment
        Urban, suburban or rural surroundings of the mobile.

    Notes
    -----
    ``path`` has every correction; ``links_db``, over an area, is the basic median without any: it knows lengths and
    heights only, not the ground between.

    References
    ----------
    NTIA Technical Report TR-15-517, June 2015, appendix A; NTIA's program, github.com/NTIA/ehata. Where the program
    departs from the report it is followed, as its published figures have it: docs/model_ehata.md.
    """

    name: ClassVar[str] = "ehata"
    edition: ClassVar[str] = "NTIA eHata (TR-15-517)"
    source: ClassVar[str] = "NTIA TR-15-517, 2015, appendix A; github.com/NTIA/ehata"
    ranges: ClassVar[Mapping[str, Range]] = {
        "freq_mhz": Range(1500.0, 3000.0, "MHz"),
        "dist_km": Range(1.0, 100.0, "km"),
        "tx_agl_m": Range(30.0, 200.0, "m"),
        "rx_agl_m": Range(1.0, 10.0, "m"),
        "tx_effective_m": Range(30.0, 200.0, "m"),
        "rx_effective_m": Range(1.0, 10.0, "m"),
    }
    holds_clutter: ClassVar[bool] = True

    environment: EHataEnvironment = EHataEnvironment.SUBURBAN

    def links_db(self, links: Links, *, freq_mhz: float) -> NDArray[np.float64]:
        """Basic median loss of many links [dB], without corrections; NaN where the distance is not 1 to 100 km.

        The ground enters the base station height as in ``path``: not at all up to 3 km, wholly from 15 km, and
        linearly between. ``ModelRangeError`` if frequency or receiver height is out of range.
        """
        check_radio(self, freq_mhz=freq_mhz, rx_agl_m=links.rx_agl_m)
        share = np.interp(links.dist_km, (AVERAGED_FROM_M / 1000.0, AVERAGED_TO_M / 1000.0), (0.0, 1.0))
        h_b = base_height_m(self, links.tx_agl_m + share * (links.tx_effective_m - links.tx_agl_m))
        loss_db = median_loss_db(freq_mhz, links.dist_km, h_b, links.rx_agl_m, self.environment)
        return within_distance(self, links.dist_km, loss_db)

    def path(self, profile: Profile, *, freq_mhz: float, tx_agl_m: float, rx_agl_m: float) -> PathLoss:
        """Median loss of one path with its corrections.

        Parameters
        ----------
        profile : Profile
            1 to 100 km with a point at least every 0.5 km; sea is where its zone is 1.
        freq_mhz : float
            1500 to 3000 MHz.
        tx_agl_m, rx_agl_m : float
            Antenna heights above ground [m], nominally 30 to 200, and 1 to 10.

        Raises
        ------
        ModelRangeError
            If a value but the mast's height is out of range, terrain is void or the profile too coarse.

        References
        ----------
        NTIA TR-15-517, appendix A, eqs (A-2) to (A-18).
        """
        links = link_along(self, profile, freq_mhz=freq_mhz, tx_agl_m=tx_agl_m, rx_agl_m=rx_agl_m)
        line = self._ground_line(profile)
        heights, height_notes = self._heights(line, tx_agl_m, rx_agl_m)
        gains, ground, curve_notes = self._corrections(line, tx_agl_m, rx_agl_m)
        base = np.array([heights["h_b"]])
        median_db = float(median_loss_db(freq_mhz, links.dist_km, base, heights["h_m"], self.environment)[0])
        return PathLoss(
            loss_db=median_db - sum(gains.values()),
            freq_mhz=freq_mhz,
            losses={
                "median": median_db,
                "A_1km": attenuation_1km_db(freq_mhz),
                "A_100km": attenuation_100km_db(freq_mhz),
                "environment_gain": environment_gain_db(freq_mhz, self.environment),
                **gains,
                "sigma": sigma_db(freq_mhz, self.environment),
            },
            geometry={"d": float(links.dist_km[0]), "d_bp": float(break_km(freq_mhz, base)[0]), **heights, **ground},
            remarks=height_notes + curve_notes,
        )

    def _heights(
        self, line: GroundLine, tx_agl_m: float, rx_agl_m: float
    ) -> tuple[dict[str, float], tuple[Remark, ...]]:
        """Both antennas over the average ground [m], as it comes and within range, with remarks where they differ."""
        tx_effective_m = effective_height_m(line.reversed(), tx_agl_m)
        rx_effective_m = effective_height_m(line, rx_agl_m)
        h_b = float(base_height_m(self, np.array([tx_effective_m]))[0])
        allowed = self.ranges["rx_effective_m"]
        h_m = min(max(rx_effective_m, allowed.low), allowed.high)
        notes = height_remarks(self, tx_agl_m=tx_agl_m, effective_m=tx_effective_m, used_m=h_b)
        if h_m != rx_effective_m:
            notes += (Remark("ehata.mobile_height", {"model": self.edition, "got": rx_effective_m, "used": h_m}),)
        heights = {"h_b": h_b, "h_m": h_m, "tx_effective_m": tx_effective_m, "rx_effective_m": rx_effective_m}
        return heights, notes

    def _ground_line(self, profile: Profile) -> GroundLine:
        """The profile from the mobile at equal steps; uneven ones are brought to as many equal ones."""
        dist_km, points = profile.dist_km, profile.dist_km.size
        total = float(dist_km[-1])
        if float(np.diff(dist_km).max()) > LONGEST_STEP_KM * (1.0 + 1e-9):
            raise ModelRangeError(
                "range.points", model=self.edition, low=math.ceil(total / LONGEST_STEP_KM) + 1, got=points
            )
        ground_m, sea = profile.ground_m, profile.zone == SEA_ZONE
        even = np.linspace(0.0, total, points)
        if not np.allclose(even, dist_km, rtol=0.0, atol=1e-6 * total):
            ground_m = np.interp(even, dist_km, ground_m)
            sea = np.interp(even, dist_km, sea) >= 0.5
        return GroundLine(ground_m[::-1], sea[::-1], 1000.0 * total / (points - 1))

    def _corrections(
        self, line: GroundLine, tx_agl_m: float, rx_agl_m: float
    ) -> tuple[dict[str, float], dict[str, float], tuple[Remark, ...]]:
        """Gains of one path [dB], what they were read from, and remarks where Okumura's curves end.

        A single ridge stands for all of the ground; only without one do hills and slope count.
        """
        dist_km = line.dist_m / 1000.0
        share, weight = sea_share(line)
        gains = {"K_ridge": 0.0, "K_h": 0.0, "K_hf": 0.0, "K_slope": 0.0, "K_sea": sea_gain_db(share, weight, dist_km)}
        ridge = single_ridge(line, tx_agl_m, rx_agl_m)
        if ridge is not None:
            gains["K_ridge"] = ridge_gain_db(ridge)
            return gains, {"sea_share": share, "ridge_m": ridge.height_m, "ridge_km": ridge.from_base_km}, ()
        around, slope = undulation(line), slope_mrad(line)
        gains["K_h"] = rolling_gain_db(around.delta_h)
        gains["K_hf"] = fine_rolling_gain_db(around, float(line.ground_m[0]))
        gains["K_slope"] = slope_gain_db(slope, dist_km)
        ends = (("delta_h", around.delta_h, CURVES_END_DELTA_H_M, "m"), ("theta_m", slope, CURVES_END_MRAD, "mrad"))
        remarks = tuple(
            Remark("ehata.curve", {"model": self.edition, "name": name, "got": got, "limit": limit, "unit": unit})
            for name, got, limit, unit in ends
            if abs(got) > limit
        )
        return gains, {"sea_share": share, "delta_h": around.delta_h, "theta_m": slope}, remarks

    def __str__(self) -> str:
        return f"{self.edition} (environment={self.environment})"
