"""ITU-R P.1812-8: path-specific prediction for terrestrial services, 30 MHz to 6 GHz, 0.25 to 3,000 km.

The face of the kernels beside it: ``_path`` (Attachment 1 and the searches over one profile, free of frequency),
``_losses`` (the equations of §§4.2-4.5), ``_evaluate`` (what becomes of them, up to §4.6) and ``_block`` (where both
put their values). The same equations and the same evaluation serve single paths and whole areas.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import ClassVar

import numpy as np

from covplan.errors import ModelRangeError
from covplan.propagation.p1812._block import BLOCK, DCR, DCT, NAMES, SIZE
from covplan.propagation.p1812._losses import inverse_normal
from covplan.propagation.p1812._path import SEA, evaluate_path, search
from covplan.propagation.path_loss import PathLoss
from covplan.propagation.ranges import Range
from covplan.terrain.profile import Profile
from covplan.units import EARTH_RADIUS_KM

MIN_POINTS = 5
GEOMETRY = (
    "d", "dlt", "dlr", "theta_t", "theta_r", "theta", "hts", "hrs", "hst", "hsr", "hstd", "hsrd", "hst_90", "hsr_90",
    "hted", "hred", "hte", "hre", "hm", "omega", "dtm", "dlm", "dct", "dcr",
)  # fmt: skip
LOSSES = (
    "b0", "Fi", "Fj", "Fk", "Lbfs", "Lb0p", "Lb0b", "Lbulla", "Lbulls", "Ldsph", "Ld50", "Ldb", "Ldp", "Lbd50", "Lbd",
    "Lbs", "Lba", "Lminb0p", "Lminbap", "Lbda", "Lbam", "Lbc", "Lb",
)  # fmt: skip


class Polarisation(StrEnum):
    """Polarisation of the wave."""

    HORIZONTAL = "horizontal"
    VERTICAL = "vertical"


@dataclass(frozen=True)
class P1812:
    """ITU-R P.1812-8 with the settings that belong to the place, not to the path.

    Parameters
    ----------
    delta_n : float
        Average lapse rate of refractivity through the lowest kilometre [N-units/km], positive.
    n0 : float
        Average surface refractivity at sea level [N-units].
    latitude_deg : float
        Latitude of the path's centre [deg]; one value serves a province.
    time_pct : float
        Percentage of the average year for which the loss is not exceeded [%], 1 to 50.
    polarisation : Polarisation

    Raises
    ------
    ModelRangeError
        If a value is outside the range of the Recommendation.
    """

    name: ClassVar[str] = "p1812"
    edition: ClassVar[str] = "ITU-R P.1812-8"
    source: ClassVar[str] = "Recommendation ITU-R P.1812-8, Annex 1"
    ranges: ClassVar[Mapping[str, Range]] = {
        "freq_mhz": Range(30.0, 6000.0, "MHz"),
        "dist_km": Range(0.25, 3000.0, "km"),
        "tx_agl_m": Range(1.0, 3000.0, "m"),
        "rx_agl_m": Range(1.0, 3000.0, "m"),
        "delta_n": Range(20.0, 120.0, "N-units/km"),
        "n0": Range(250.0, 450.0, "N-units"),
        "latitude_deg": Range(-90.0, 90.0, "deg"),
        "time_pct": Range(1.0, 50.0, "%"),
        "location_pct": Range(1.0, 99.0, "%"),
    }
    holds_clutter: ClassVar[bool] = True

    delta_n: float
    n0: float
    latitude_deg: float
    time_pct: float = 50.0
    polarisation: Polarisation = Polarisation.VERTICAL

    def __post_init__(self) -> None:
        for name in ("delta_n", "n0", "latitude_deg", "time_pct"):
            self._check(name, getattr(self, name))

    def _check(self, name: str, got: float) -> None:
        self.ranges[name].check(name, got, self.edition)

    @property
    def median_earth_radius_km(self) -> float:
        """Median effective Earth radius, eq. (7a) [km]."""
        return EARTH_RADIUS_KM * 157.0 / (157.0 - self.delta_n)

    @property
    def beta_earth_radius_km(self) -> float:
        """Effective Earth radius exceeded for beta0 % of time, eq. (7b) [km]."""
        return EARTH_RADIUS_KM * 3.0

    def path(
        self, profile: Profile, *, freq_mhz: float, tx_agl_m: float, rx_agl_m: float, location_pct: float = 50.0,
        sigma_db: float = 0.0, coast_km: tuple[float, float] | None = None,
    ) -> PathLoss:  # fmt: skip
        """Loss of one path with every intermediate.

        Parameters
        ----------
        profile : Profile
            At least 5 points over at least 0.25 km.
        freq_mhz : float
            30 to 6000 MHz.
        tx_agl_m, rx_agl_m : float
            Antenna heights above ground [m], 1 to 3000.
        location_pct : float
            Percentage of locations at which the loss is not exceeded [%], 1 to 99; 50 is the median.
        sigma_db : float
            Location variability [dB], see ``location_sigma_db``.
        coast_km : (float, float), optional
            Distances over land from transmitter and receiver to the coast [km]; by default from the zones.

        Raises
        ------
        ModelRangeError
            If a value is out of range or the profile too short.

        References
        ----------
        ITU-R P.1812-8, whole of Annex 1.
        """
        self._check("freq_mhz", freq_mhz)
        self._check("tx_agl_m", tx_agl_m)
        self._check("rx_agl_m", rx_agl_m)
        self._check("location_pct", location_pct)
        if profile.dist_km.size < MIN_POINTS:
            raise ModelRangeError("range.points", model=self.edition, low=MIN_POINTS, got=profile.dist_km.size)
        self._check("dist_km", float(profile.dist_km[-1]))
        if not (np.isfinite(profile.ground_m).all() and np.isfinite(profile.clutter_m).all()):
            raise ModelRangeError("range.void", model=self.edition)
        surface_m = profile.ground_m + profile.clutter_m
        surface_m[0], surface_m[-1] = profile.ground_m[0], profile.ground_m[-1]
        ae, ab = self.median_earth_radius_km, self.beta_earth_radius_km
        block = np.zeros(SIZE)
        search(profile.dist_km, profile.ground_m, surface_m, profile.zone, tx_agl_m, rx_agl_m, ae, ab, True, block, 0)
        if coast_km is not None:
            block[DCT], block[DCR] = coast_km
        place = (self.time_pct, self.latitude_deg, self.n0, ae, ab)
        vertical = self.polarisation is Polarisation.VERTICAL
        evaluate_path(block, profile.dist_km, freq_mhz / 1000.0, tx_agl_m, rx_agl_m, place, vertical)
        values = {name: float(value) for name, value in zip(NAMES, block[::BLOCK], strict=True)}
        variation_db = -inverse_normal(location_pct / 100.0) * sigma_db
        if location_pct == 50.0 or profile.zone[-1] == SEA:
            variation_db = 0.0  # no location variability at sea, and none of the median
        values["Lb"] = max(values["Lb0p"], values["Lbc"] + variation_db)  # (69)
        return PathLoss(
            loss_db=values["Lb"],
            freq_mhz=freq_mhz,
            losses={name: values[name] for name in LOSSES},
            geometry={name: values[name] for name in GEOMETRY},
        )

    def __str__(self) -> str:
        values = asdict(self)
        return f"{self.edition} ({', '.join(f'{key}={value}' for key, value in values.items())})"


def most_multipath_db(time_pct: float) -> float:
    """The most that a loss can lie under free space [dB], for no path has less than Lb0p.

    References
    ----------
    ITU-R P.1812-8 eqs (9), (10), (69).
    """
    return -2.6 * float(np.log10(time_pct / 50.0))


def location_sigma_db(freq_mhz: float, pixel_m: float) -> float:
    """Standard deviation of the median loss inside a square of side ``pixel_m`` [dB], outdoors near the ground.

    References
    ----------
    ITU-R P.1812-8 §4.7: (0.024 f + 0.52) w^0.28 with f in GHz and w in m.
    """
    return (0.024 * freq_mhz / 1000.0 + 0.52) * pixel_m**0.28
