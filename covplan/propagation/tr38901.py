"""3GPP TR 38.901 V19.4.0 (Release 19), §7.4: path loss, line-of-sight probability and penetration in UMa, UMi, RMa.

The report's symbols and units inside (m, GHz); distances d_2D and d_3D over flat ground, as the report defines them:
the height difference in d_3D is that of the antennas above ground. Plain arithmetic on arrays, one element per path.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from covplan.errors import ModelRangeError
from covplan.propagation.links import Links
from covplan.propagation.path_loss import PathLoss, Remark
from covplan.propagation.ranges import Range
from covplan.terrain.profile import Profile

Array = NDArray[np.float64]

LIGHT_M_S = 3.0e8  # as notes 1 and 5 of Table 7.4.1-1 have it
ENVIRONMENT_M = 1.0  # h_E of note 1: UMi always; UMa always for h_UT < 13 m, and taken so above
CERTAIN_ENVIRONMENT_M = 13.0
NLOS_KM = 5.0  # the NLOS formulas end here; of the LOS formulas only RMa's goes further


class Scenario(StrEnum):
    """Deployment scenario of the report."""

    UMA = "uma"
    UMI = "umi"
    RMA = "rma"


class LineOfSight(StrEnum):
    """What decides between the LOS and the NLOS formula."""

    TERRAIN = "terrain"
    PROBABILITY = "probability"
    LOS = "los"
    NLOS = "nlos"


class Penetration(StrEnum):
    """Outdoor-to-indoor loss of the receiver: building of Table 7.4.3-2 or car of §7.4.3.2."""

    NONE = "none"
    LOW = "low"
    HIGH = "high"
    CAR = "car"
    CAR_METALLIZED = "car-metallized"


SITE_M = {Scenario.UMA: 25.0, Scenario.UMI: 10.0, Scenario.RMA: 35.0}  # nominal h_BS
DEEPEST_M = {Scenario.UMA: 25.0, Scenario.UMI: 25.0, Scenario.RMA: 10.0}  # largest d_2D-in
CAR_DB = {Penetration.CAR: 9.0, Penetration.CAR_METALLIZED: 20.0}


class Losses(NamedTuple):
    """All that one evaluation gives, under the report's symbols [m, dB], each of shape (n,)."""

    d_2D: Array
    d_3D: Array
    d_BP: Array
    PL_LOS: Array
    PL_NLOS: Array
    P_LOS: Array
    sigma_SF: Array
    PL_b: Array
    PL_tw: Array
    PL_in: Array
    sigma_P: Array


@dataclass(frozen=True)
class TR38901:
    """TR 38.901 for one scenario.

    Parameters
    ----------
    scenario : Scenario
    los : LineOfSight
        ``terrain``: LOS where ground and clutter leave the line free. ``probability``: P_LOS PL_LOS +
        (1 - P_LOS) PL_NLOS in dB, the expected loss over the places at that distance; sigma_SF is then the standard
        deviation of the mixture, with the gap between both. ``los``, ``nlos``: always that formula.
    street_width_m, building_m : float
        Average street width W and building height h of RMa [m], 5 to 50.
    penetration : Penetration
        RMa knows the low-loss building only.
    indoor_m : float, optional
        Distance inside the building d_2D-in [m], 0 to 25 (RMa: 10); by default the mean of the report's distribution,
        a third of the largest.

    Raises
    ------
    ModelRangeError
        If a value is out of range.

    References
    ----------
    3GPP TR 38.901 V19.4.0, Tables 7.4.1-1, 7.4.2-1, 7.4.3-1, 7.4.3-2, eqs (7.4-2), (7.4-3), (7.4-4).
    """

    name: ClassVar[str] = "tr38901"
    edition: ClassVar[str] = "3GPP TR 38.901 V19.4.0"
    source: ClassVar[str] = "3GPP TR 38.901 V19.4.0 (Release 19), §7.4"
    ranges: ClassVar[Mapping[str, Range]] = {
        "freq_mhz": Range(500.0, 100_000.0, "MHz"),
        "dist_km": Range(0.01, 10.0, "km"),
        "tx_agl_m": Range(10.0, 150.0, "m"),
        "rx_agl_m": Range(1.0, 22.5, "m"),
        "street_width_m": Range(5.0, 50.0, "m"),
        "building_m": Range(5.0, 50.0, "m"),
        "indoor_m": Range(0.0, 25.0, "m"),
    }
    """Over all scenarios; ``limits`` are those of one. The report gives UMa and UMi one height h_BS: other ones are
    computed with a remark, within the heights that it gives RMa."""
    holds_clutter: ClassVar[bool] = True

    scenario: Scenario
    los: LineOfSight = LineOfSight.TERRAIN
    street_width_m: float = 20.0
    building_m: float = 5.0
    penetration: Penetration = Penetration.NONE
    indoor_m: float | None = None

    def __post_init__(self) -> None:
        self._check("street_width_m", self.street_width_m)
        self._check("building_m", self.building_m)
        if self.indoor_m is not None:
            self._check("indoor_m", self.indoor_m)
        if self.scenario is Scenario.RMA and self.penetration is Penetration.HIGH:
            raise ModelRangeError("tr38901.rural_building", model=self.edition, got=self.penetration.value)

    @property
    def limits(self) -> Mapping[str, Range]:
        """Ranges of this scenario with these settings; ``dist_km`` is the reach of the longest formula in use."""
        rural = self.scenario is Scenario.RMA
        far = rural and self.los in (LineOfSight.TERRAIN, LineOfSight.LOS)
        narrow: dict[str, Range] = {
            "dist_km": Range(0.01, 10.0 if far else NLOS_KM, "km"),
            "rx_agl_m": Range(1.0, 10.0, "m") if rural else Range(1.5, 22.5, "m"),
            "indoor_m": Range(0.0, DEEPEST_M[self.scenario], "m"),
        }
        if self.penetration in CAR_DB:
            narrow["freq_mhz"] = Range(600.0, 30_000.0 if rural else 60_000.0, "MHz")
        elif rural:
            narrow["freq_mhz"] = Range(500.0, 30_000.0, "MHz")
        return {**self.ranges, **narrow}

    def _check(self, name: str, got: float) -> None:
        self.limits[name].check(name, got, f"{self.edition} {self.scenario.value}")

    def path(self, profile: Profile, *, freq_mhz: float, tx_agl_m: float, rx_agl_m: float) -> PathLoss:
        """Median loss of one path with every intermediate, penetration included.

        Parameters
        ----------
        profile : Profile
            Its length and, with ``los`` = ``terrain``, whether it is clear.
        freq_mhz : float
            500 to 100000 MHz, RMa to 30000 MHz, cars 600 to 60000 MHz.
        tx_agl_m, rx_agl_m : float
            Antenna heights above ground [m], 10 to 150 and 1.5 to 22.5 (RMa: 1 to 10).

        Raises
        ------
        ModelRangeError
            If a value is out of range or the profile has voids.
        """
        if not (np.isfinite(profile.ground_m).all() and np.isfinite(profile.clutter_m).all()):
            raise ModelRangeError("range.void", model=self.edition)
        self._check_radio(freq_mhz, tx_agl_m, rx_agl_m)
        links = Links.of(profile, tx_agl_m=tx_agl_m, rx_agl_m=rx_agl_m)
        losses = self._evaluate(links, freq_mhz)
        reach = self.limits["dist_km"] if losses.P_LOS[0] == 1.0 else Range(0.01, NLOS_KM, "km")
        reach.check("dist_km", float(links.dist_km[0]), f"{self.edition} {self.scenario.value}")
        return PathLoss(
            loss_db=float(losses.PL_b[0] + losses.PL_tw[0] + losses.PL_in[0]),  # (7.4-2), (7.4-4)
            freq_mhz=freq_mhz,
            losses={name: float(value[0]) for name, value in losses._asdict().items()},
            remarks=self._remarks(tx_agl_m, rx_agl_m),
        )

    def links_db(self, links: Links, *, freq_mhz: float) -> Array:
        """Median loss of many paths [dB], shape (n,), penetration included; NaN beyond the reach of its formula."""
        self._check_radio(freq_mhz, links.tx_agl_m, links.rx_agl_m)
        losses = self._evaluate(links, freq_mhz)
        limit = self.limits["dist_km"]
        high = np.where(losses.P_LOS == 1.0, limit.high, NLOS_KM)
        valid = (links.dist_km >= limit.low) & (links.dist_km <= high)
        return np.where(valid, losses.PL_b + losses.PL_tw + losses.PL_in, np.nan)

    def _check_radio(self, freq_mhz: float, tx_agl_m: float, rx_agl_m: float) -> None:
        self._check("freq_mhz", freq_mhz)
        self._check("tx_agl_m", tx_agl_m)
        self._check("rx_agl_m", rx_agl_m)

    def _remarks(self, tx_agl_m: float, rx_agl_m: float) -> tuple[Remark, ...]:
        remarks = []
        nominal = SITE_M[self.scenario]
        if self.scenario is not Scenario.RMA and tx_agl_m != nominal:
            params = {"name": "tx_agl_m", "got": tx_agl_m, "scenario": self.scenario.value, "nominal": nominal}
            remarks.append(Remark("tr38901.height", params))
        if self.scenario is Scenario.UMA and rx_agl_m >= CERTAIN_ENVIRONMENT_M:
            remarks.append(Remark("tr38901.environment", {"got": rx_agl_m}))
        return tuple(remarks)

    def _evaluate(self, links: Links, freq_mhz: float) -> Losses:
        fc, h_bs, h_ut = freq_mhz / 1000.0, links.tx_agl_m, links.rx_agl_m
        d_2d = links.dist_km * 1000.0
        d_3d = np.hypot(d_2d, h_bs - h_ut)
        d_bp = self._breakpoint_m(fc, h_bs, h_ut)
        near = d_2d <= d_bp
        los = self._los_db(d_3d, near, d_bp, fc, h_bs - h_ut)
        nlos = np.maximum(los, self._nlos_db(d_3d, fc, h_bs, h_ut))
        wall, inside, depth_m, sigma_p = self._penetration(fc)
        share = self._los_share(links.clear, np.maximum(d_2d - depth_m, 0.0), h_ut)
        sigma_los, sigma_nlos = self._shadow_db(near)
        spread = share * sigma_los**2 + (1.0 - share) * sigma_nlos**2 + share * (1.0 - share) * (nlos - los) ** 2
        whole = np.ones_like(d_2d)
        return Losses(
            d_2d, d_3d, d_bp * whole, los, nlos, share, np.sqrt(spread), share * los + (1.0 - share) * nlos,
            wall * whole, inside * whole, sigma_p * whole,
        )  # fmt: skip

    def _breakpoint_m(self, fc: float, h_bs: float, h_ut: float) -> float:
        """Breakpoint distance, notes 1 and 5 of Table 7.4.1-1."""
        if self.scenario is Scenario.RMA:
            return 2.0 * math.pi * h_bs * h_ut * fc * 1e9 / LIGHT_M_S  # note 5
        return 4.0 * (h_bs - ENVIRONMENT_M) * (h_ut - ENVIRONMENT_M) * fc * 1e9 / LIGHT_M_S  # note 1

    def _los_db(self, d_3d: Array, near: NDArray[np.bool_], d_bp: float, fc: float, rise: float) -> Array:
        """PL_LOS of Table 7.4.1-1: PL_1 up to the breakpoint, PL_2 beyond it."""
        if self.scenario is Scenario.RMA:
            beyond = self._rural_db(np.float64(d_bp), fc) + 40.0 * np.log10(d_3d / d_bp)
            return np.where(near, self._rural_db(d_3d, fc), beyond)
        level, slope, bend = (28.0, 22.0, 9.0) if self.scenario is Scenario.UMA else (32.4, 21.0, 9.5)
        far = 40.0 * np.log10(d_3d) - bend * np.log10(d_bp**2 + rise**2)
        return level + 20.0 * np.log10(fc) + np.where(near, slope * np.log10(d_3d), far)

    def _rural_db(self, d_3d: Array | np.float64, fc: float) -> Array:
        """PL_1 of RMa."""
        h = self.building_m
        return np.asarray(
            20.0 * np.log10(40.0 * math.pi * d_3d * fc / 3.0)
            + min(0.03 * h**1.72, 10.0) * np.log10(d_3d)
            - min(0.044 * h**1.72, 14.77)
            + 0.002 * math.log10(h) * d_3d
        )

    def _nlos_db(self, d_3d: Array, fc: float, h_bs: float, h_ut: float) -> Array:
        """PL'_NLOS of Table 7.4.1-1, before the maximum with PL_LOS."""
        if self.scenario is Scenario.UMA:
            return 13.54 + 39.08 * np.log10(d_3d) + 20.0 * math.log10(fc) - 0.6 * (h_ut - 1.5)
        if self.scenario is Scenario.UMI:
            return 35.3 * np.log10(d_3d) + 22.4 + 21.3 * math.log10(fc) - 0.3 * (h_ut - 1.5)
        w, h, log_bs = self.street_width_m, self.building_m, math.log10(h_bs)
        return (
            161.04
            - 7.1 * math.log10(w)
            + 7.5 * math.log10(h)
            - (24.37 - 3.7 * (h / h_bs) ** 2) * log_bs
            + (43.42 - 3.1 * log_bs) * (np.log10(d_3d) - 3.0)
            + 20.0 * math.log10(fc)
            - (3.2 * math.log10(11.75 * h_ut) ** 2 - 4.97)
        )

    def _los_share(self, clear: NDArray[np.bool_], d_out: Array, h_ut: float) -> Array:
        """Weight of the LOS formula: 0 or 1, or the probability of Table 7.4.2-1 at the outdoor distance."""
        if self.los is LineOfSight.TERRAIN:
            return clear.astype(np.float64)
        if self.los is not LineOfSight.PROBABILITY:
            return np.full_like(d_out, 1.0 if self.los is LineOfSight.LOS else 0.0)
        if self.scenario is Scenario.RMA:
            return np.exp(-np.maximum(d_out - 10.0, 0.0) / 1000.0)
        d = np.maximum(d_out, 18.0)  # where both formulas below give 1
        fall = np.exp(-d / (63.0 if self.scenario is Scenario.UMA else 36.0))
        share = 18.0 / d + fall * (1.0 - 18.0 / d)
        if self.scenario is Scenario.UMA and h_ut > CERTAIN_ENVIRONMENT_M:
            above = ((h_ut - 13.0) / 10.0) ** 1.5
            share = share * (1.0 + above * 1.25 * (d / 100.0) ** 3 * np.exp(-d / 150.0))
        return np.minimum(share, 1.0)  # above h_UT = 13 m the table's product passes 1 just beyond 18 m

    def _shadow_db(self, near: NDArray[np.bool_]) -> tuple[Array, float]:
        """sigma_SF of Table 7.4.1-1, LOS and NLOS."""
        if self.scenario is Scenario.RMA:
            return np.where(near, 4.0, 6.0), 8.0
        return np.full(near.shape, 4.0), 6.0 if self.scenario is Scenario.UMA else 7.82

    def _penetration(self, fc: float) -> tuple[float, float, float, float]:
        """PL_tw and PL_in [dB], d_2D-in [m], sigma_P [dB]: Tables 7.4.3-1 and 7.4.3-2, or a car, §7.4.3.2."""
        if self.penetration is Penetration.NONE:
            return 0.0, 0.0, 0.0, 0.0
        if self.penetration in CAR_DB:
            return CAR_DB[self.penetration], 0.0, 0.0, 5.0
        glass, irr_glass, concrete = (10.0 ** (-0.1 * (a + b * fc)) for a, b in ((2, 0.2), (25.4, 0.11), (5, 4)))
        low = self.penetration is Penetration.LOW
        through = 0.3 * glass + 0.7 * concrete if low else 0.7 * irr_glass + 0.3 * concrete
        depth = DEEPEST_M[self.scenario] / 3.0 if self.indoor_m is None else self.indoor_m
        return 5.0 - 10.0 * math.log10(through), 0.5 * depth, depth, 4.4 if low else 6.5  # (7.4-3)

    def __str__(self) -> str:
        values = asdict(self)
        return f"{self.edition} ({', '.join(f'{key}={value}' for key, value in values.items())})"
