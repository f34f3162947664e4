"""ITU-R P.526-16: diffraction by the main edge, by Bullington's edge, and delta-Bullington, over bare ground.

The equations of the losses and of the smooth Earth are those of P.1812-8, which took them from P.526, and stand once,
in ``p1812``; here is what finds the edges on a profile. Lengths along the path in km, heights in m, slopes in m/km.

A model gives free space plus diffraction: no clutter, no time variability, no other mechanism.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from covplan.errors import ModelRangeError
from covplan.propagation.free_space import free_space_loss_db
from covplan.propagation.links import EFFECTIVE_EARTH_KM
from covplan.propagation.p1812 import Polarisation
from covplan.propagation.p1812._losses import bullington_db, knife_edge_db, spherical_earth_db, wavelength_m
from covplan.propagation.p1812._path import obstructions, smooth_earth, zone_lengths
from covplan.propagation.path_loss import PathLoss
from covplan.propagation.ranges import Range
from covplan.terrain.profile import Profile

Array = NDArray[np.float64]

MIN_POINTS = 3


def knife_edge_loss_db(nu: float) -> float:
    """Loss J(nu) of a single knife edge [dB], 0 for nu <= -0.78.

    References
    ----------
    ITU-R P.526-16 §4.1, eq. (31).
    """
    return float(knife_edge_db(nu))


def spherical_earth_loss_db(
    dist_km: float, *, freq_mhz: float, tx_m: float, rx_m: float, earth_radius_km: float = EFFECTIVE_EARTH_KM,
    sea_share: float = 0.0, polarisation: Polarisation = Polarisation.VERTICAL,
) -> float:  # fmt: skip
    """Diffraction loss of a smooth spherical Earth [dB], 0 where the path clears it.

    Parameters
    ----------
    dist_km : float
        Path length [km], > 0.
    freq_mhz : float
        From 10 MHz.
    tx_m, rx_m : float
        Antenna heights above the smooth Earth [m], > 0.
    earth_radius_km : float
        Effective Earth radius [km].
    sea_share : float
        Share of the path over sea, 0 to 1.
    polarisation : Polarisation

    References
    ----------
    ITU-R P.526-16 §3.1.1 and §3.2, with the ground constants of P.1812-8 §4.3.3.
    """
    vertical = polarisation is Polarisation.VERTICAL
    return float(spherical_earth_db(freq_mhz / 1000.0, dist_km, tx_m, rx_m, earth_radius_km, sea_share, vertical))


class Cut(NamedTuple):
    """A profile as the searches need it: inner points only, antennas above sea."""

    inner_km: Array
    inner_m: Array
    total_km: float
    tx_m: float
    rx_m: float
    earth_km: float

    @property
    def above_m(self) -> Array:
        """Ground and Earth bulge above the straight line between the antennas."""
        d, rest = self.inner_km, self.total_km - self.inner_km
        line = (self.tx_m * rest + self.rx_m * d) / self.total_km
        return self.inner_m + 500.0 / self.earth_km * d * rest - line

    def edge_nu(self, freq_mhz: float) -> float:
        """Highest nu of all points, each taken for a knife edge; §4.1."""
        d, rest = self.inner_km, self.total_km - self.inner_km
        scale = 0.002 * self.total_km / wavelength_m(freq_mhz / 1000.0)
        return float((self.above_m * np.sqrt(scale / (d * rest))).max())  # (26)

    def bullington_nu(self, freq_mhz: float) -> float:
        """nu of the point where the horizon rays cross, or of the highest edge if the line is free; §4.5.1.

        With the slopes u and v of both rays over the direct line the rays cross at a height u v d / (u + v), at a
        distance v d / (u + v): put into nu, both leave nu^2 = 0.002 d u v / wavelength.
        """
        from_tx = float((self.above_m / self.inner_km).max())
        if from_tx < 0.0:
            return self.edge_nu(freq_mhz)
        from_rx = float((self.above_m / (self.total_km - self.inner_km)).max())
        return float(np.sqrt(0.002 * self.total_km * from_tx * from_rx / wavelength_m(freq_mhz / 1000.0)))


@dataclass(frozen=True)
class Diffraction(ABC):
    """What the models of this module share.

    Parameters
    ----------
    earth_radius_km : float
        Effective Earth radius [km]; by default 4/3 of the mean one.
    """

    name: ClassVar[str]
    section: ClassVar[str]
    edition: ClassVar[str] = "ITU-R P.526-16"
    source: ClassVar[str]
    ranges: ClassVar[Mapping[str, Range]] = {
        "freq_mhz": Range(30.0, 50_000.0, "MHz"),
        "dist_km": Range(0.05, 1000.0, "km"),
        "tx_agl_m": Range(1.0, 3000.0, "m"),
        "rx_agl_m": Range(1.0, 3000.0, "m"),
        "earth_radius_km": Range(1000.0, 100_000.0, "km"),
    }
    """The Recommendation names no ends but 10 MHz (§3.2); these keep the models where they are in use."""
    holds_clutter: ClassVar[bool] = False

    earth_radius_km: float = EFFECTIVE_EARTH_KM

    def __post_init__(self) -> None:
        self._check("earth_radius_km", self.earth_radius_km)

    def _check(self, name: str, got: float) -> None:
        self.ranges[name].check(name, got, self.edition)

    def path(self, profile: Profile, *, freq_mhz: float, tx_agl_m: float, rx_agl_m: float) -> PathLoss:
        """Free-space and diffraction loss of one path over its bare ground.

        Parameters
        ----------
        profile : Profile
            At least 3 points over at least 0.05 km; its clutter is not used.
        freq_mhz : float
            30 to 50000 MHz.
        tx_agl_m, rx_agl_m : float
            Antenna heights above ground [m], 1 to 3000.

        Raises
        ------
        ModelRangeError
            If a value is out of range, the profile too short or the ground void.
        """
        self._check("freq_mhz", freq_mhz)
        self._check("tx_agl_m", tx_agl_m)
        self._check("rx_agl_m", rx_agl_m)
        dist, ground = profile.dist_km, profile.ground_m
        if dist.size < MIN_POINTS:
            raise ModelRangeError("range.points", model=self.edition, low=MIN_POINTS, got=dist.size)
        total = float(dist[-1])
        self._check("dist_km", total)
        if not np.isfinite(ground).all():
            raise ModelRangeError("range.void", model=self.edition)
        tx_m, rx_m = float(ground[0]) + tx_agl_m, float(ground[-1]) + rx_agl_m
        cut = Cut(dist[1:-1], ground[1:-1], total, tx_m, rx_m, self.earth_radius_km)
        slant_m = float(np.hypot(1000.0 * total, tx_m - rx_m))
        free_db = free_space_loss_db(slant_m, freq_mhz)
        parts = self._parts(cut, profile, freq_mhz)
        return PathLoss(free_db + parts["Ld"], freq_mhz, losses={"Lbfs": free_db, **parts}, geometry={"d": total})

    @abstractmethod
    def _parts(self, cut: Cut, profile: Profile, freq_mhz: float) -> dict[str, float]:
        """Diffraction loss ``Ld`` and what it was made of."""

    def __str__(self) -> str:
        values = asdict(self)
        return f"{self.edition} {self.section} ({', '.join(f'{key}={value}' for key, value in values.items())})"


@dataclass(frozen=True)
class KnifeEdge(Diffraction):
    """The single edge that stands highest in the Fresnel ellipsoids, §4.1; optimistic behind several ridges."""

    name: ClassVar[str] = "p526-knife-edge"
    section: ClassVar[str] = "§4.1"
    source: ClassVar[str] = "Recommendation ITU-R P.526-16, Annex 1, §4.1"

    def _parts(self, cut: Cut, profile: Profile, freq_mhz: float) -> dict[str, float]:
        nu = cut.edge_nu(freq_mhz)
        return {"nu": nu, "Ld": knife_edge_loss_db(nu)}


@dataclass(frozen=True)
class Bullington(Diffraction):
    """Bullington's single equivalent edge with its empirical correction, §4.5.1."""

    name: ClassVar[str] = "p526-bullington"
    section: ClassVar[str] = "§4.5.1"
    source: ClassVar[str] = "Recommendation ITU-R P.526-16, Annex 1, §4.5.1"

    def _parts(self, cut: Cut, profile: Profile, freq_mhz: float) -> dict[str, float]:
        nu = cut.bullington_nu(freq_mhz)
        return {"nu": nu, "Luc": knife_edge_loss_db(nu), "Ld": float(bullington_db(nu, cut.total_km))}


@dataclass(frozen=True)
class DeltaBullington(Diffraction):
    """Bullington's loss plus what a smooth spherical Earth loses beyond its own Bullington loss, §4.5.2.

    Parameters
    ----------
    polarisation : Polarisation
    """

    name: ClassVar[str] = "p526-delta-bullington"
    section: ClassVar[str] = "§4.5.2"
    source: ClassVar[str] = "Recommendation ITU-R P.526-16, Annex 1, §4.5.2"

    polarisation: Polarisation = Polarisation.VERTICAL

    def _parts(self, cut: Cut, profile: Profile, freq_mhz: float) -> dict[str, float]:
        tx_smooth, rx_smooth = _smooth_earth_m(profile, cut)
        tx, rx = cut.tx_m - tx_smooth, cut.rx_m - rx_smooth
        smooth = cut._replace(inner_m=np.zeros_like(cut.inner_m), tx_m=tx, rx_m=rx)
        actual_db = float(bullington_db(cut.bullington_nu(freq_mhz), cut.total_km))
        smooth_db = float(bullington_db(smooth.bullington_nu(freq_mhz), cut.total_km))
        _, _, sea_share, _, _ = zone_lengths(profile.dist_km, profile.zone)
        sphere_db = spherical_earth_loss_db(
            cut.total_km, freq_mhz=freq_mhz, tx_m=tx, rx_m=rx, earth_radius_km=cut.earth_km,
            sea_share=sea_share, polarisation=self.polarisation,
        )  # fmt: skip
        loss_db = actual_db + max(sphere_db - smooth_db, 0.0)
        return {
            "hst": tx_smooth, "hsr": rx_smooth, "Lbulla": actual_db, "Lbulls": smooth_db, "Ldsph": sphere_db,
            "Ld": loss_db,
        }  # fmt: skip


def _smooth_earth_m(profile: Profile, cut: Cut) -> tuple[float, float]:
    """Heights of the smooth Earth at both terminals [m above sea] for the spherical part; §4.5.2."""
    tx, rx = smooth_earth(profile.dist_km, profile.ground_m)
    highest, from_tx, from_rx = obstructions(profile.dist_km, profile.ground_m, cut.tx_m, cut.rx_m)
    if highest > 0.0:
        share = from_tx / (from_tx + from_rx)
        tx, rx = tx - highest * share, rx - highest * (1.0 - share)
    return min(tx, float(profile.ground_m[0])), min(rx, float(profile.ground_m[-1]))
