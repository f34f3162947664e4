r"""What stands between two antennas: clearance over an effective Earth, Fresnel zone and horizons.

        ray  ______________________________•  rx
      tx •‾‾‾      clearance  ↕       ______|
         |     ____/‾‾‾clutter‾‾\____/      |
         |____/   ground raised by the      |
                  Earth's bulge

The Earth is drawn with its effective radius, so that the ray is straight.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covplan.errors import GridError
from covplan.terrain.profile import Profile
from covplan.units import EARTH_RADIUS_KM, M_PER_KM, SPEED_OF_LIGHT_M_S

STANDARD_EARTH_RADIUS_KM = EARTH_RADIUS_KM * 4.0 / 3.0
MIN_POINTS = 3


@dataclass(frozen=True)
class Horizon:
    """The point that an antenna sees highest: distance from that antenna [km], elevation above its horizontal [mrad].

    Ground and clutter between the ends count. It hides the other end where the path is not clear.
    """

    dist_km: float
    elevation_mrad: float


@dataclass(frozen=True)
class Clearance:
    """The tightest point of a path.

    Attributes
    ----------
    dist_km : float
        Distance from the transmitter [km].
    clearance_m : float
        From the top of ground and clutter up to the ray [m]; negative where the ray is cut.
    fraction : float
        The same in radii of the first Fresnel zone; NaN where no frequency was named.
    """

    dist_km: float
    clearance_m: float
    fraction: float


@dataclass(frozen=True, eq=False)
class LineOfSight:
    """The ray between two antennas over a profile; arrays of shape (n,) along the profile.

    Attributes
    ----------
    dist_km : array
        Distance from the transmitter [km].
    surface_m : array
        Ground plus clutter, bare ground at both ends [m above sea].
    bulge_m : array
        What the curved Earth rises above the chord between the ends [m].
    ray_m : array
        Straight line from antenna to antenna [m above sea at the ends].
    earth_radius_km : float
        Effective Earth radius [km].
    tx_horizon, rx_horizon : Horizon
    """

    dist_km: NDArray[np.float64]
    surface_m: NDArray[np.float64]
    bulge_m: NDArray[np.float64]
    ray_m: NDArray[np.float64]
    earth_radius_km: float
    tx_horizon: Horizon
    rx_horizon: Horizon

    @property
    def earth_k(self) -> float:
        """Effective over true Earth radius."""
        return self.earth_radius_km / EARTH_RADIUS_KM

    @property
    def clearance_m(self) -> NDArray[np.float64]:
        """From the top of ground and clutter up to the ray [m]."""
        return self.ray_m - self.surface_m - self.bulge_m

    @property
    def clear(self) -> bool:
        """Whether nothing between the ends stands above the ray."""
        return bool((self.clearance_m[1:-1] >= 0.0).all())

    @property
    def lowest(self) -> Clearance:
        """Where the ray passes lowest over ground and clutter, ends apart."""
        at = 1 + int(np.argmin(self.clearance_m[1:-1]))
        return Clearance(float(self.dist_km[at]), float(self.clearance_m[at]), float("nan"))

    def worst(self, freq_mhz: float) -> Clearance:
        """Where the clearance is the smallest part of the first Fresnel radius, ends apart."""
        share = self.clearance_m[1:-1] / fresnel_radius_m(self.dist_km, freq_mhz)[1:-1]
        at = int(np.argmin(share))
        return Clearance(float(self.dist_km[1 + at]), float(self.clearance_m[1 + at]), float(share[at]))


def fresnel_radius_m(dist_km: NDArray[np.float64], freq_mhz: float) -> NDArray[np.float64]:
    """Radius of the first Fresnel ellipsoid [m] along a path from one end to the other, 0 at both.

    Parameters
    ----------
    dist_km : array, shape (n,)
        Distance from the transmitter [km], from 0 to the length of the path.
    freq_mhz : float
        Frequency [MHz].

    References
    ----------
    ITU-R P.526-16 §2.1, eq. (2) with n = 1.

    Examples
    --------
    >>> fresnel_radius_m(np.array([0.0, 5.0, 10.0]), 1000.0).round(1).tolist()
    [0.0, 27.4, 0.0]
    """
    wavelength_m = SPEED_OF_LIGHT_M_S / (freq_mhz * 1e6)
    d1, d2 = dist_km * M_PER_KM, (dist_km[-1] - dist_km) * M_PER_KM
    return np.sqrt(wavelength_m * d1 * d2 / (d1 + d2))  # (2)


def line_of_sight(
    profile: Profile, *, tx_agl_m: float, rx_agl_m: float, earth_radius_km: float = STANDARD_EARTH_RADIUS_KM
) -> LineOfSight:
    """Clearance and horizons of one path.

    Parameters
    ----------
    profile : Profile
        At least 3 points without voids.
    tx_agl_m, rx_agl_m : float
        Antenna heights above ground [m].
    earth_radius_km : float
        Effective Earth radius [km]; 4/3 of the Earth's by default.

    Raises
    ------
    GridError
        If the profile has fewer than 3 points.
    """
    dist, ground = profile.dist_km, profile.ground_m
    if dist.size < MIN_POINTS:
        raise GridError("profile.points", low=MIN_POINTS, got=dist.size)
    surface = ground + profile.clutter_m
    surface[0], surface[-1] = ground[0], ground[-1]
    tx_m, rx_m = ground[0] + tx_agl_m, ground[-1] + rx_agl_m
    rest = dist[-1] - dist
    return LineOfSight(
        dist_km=dist,
        surface_m=surface,
        bulge_m=dist * rest * M_PER_KM / (2.0 * earth_radius_km),
        ray_m=tx_m + (rx_m - tx_m) * dist / dist[-1],
        earth_radius_km=earth_radius_km,
        tx_horizon=_horizon(dist[1:-1], surface[1:-1] - tx_m, earth_radius_km),
        rx_horizon=_horizon(rest[1:-1], surface[1:-1] - rx_m, earth_radius_km),
    )


def _horizon(dist_km: NDArray[np.float64], rise_m: NDArray[np.float64], earth_radius_km: float) -> Horizon:
    """The highest of points that rise above an antenna at these distances from it."""
    # 1 m per km is 1 mrad; a point at d has sunk by d² / 2a below the antenna's horizontal
    elevation = rise_m / dist_km - 0.5 * M_PER_KM * dist_km / earth_radius_km
    at = int(np.argmax(elevation))
    return Horizon(float(dist_km[at]), float(elevation[at]))
