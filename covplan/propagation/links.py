"""What statistical models know of paths: length and heights, not the whole profile; many paths at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covplan.terrain.line_of_sight import MIN_POINTS, STANDARD_EARTH_RADIUS_KM, line_of_sight
from covplan.terrain.profile import Profile

EFFECTIVE_EARTH_KM = STANDARD_EARTH_RADIUS_KM
AVERAGED_FROM_KM, AVERAGED_TO_KM = 3.0, 15.0  # Okumura's stretch for the height over average terrain
AVERAGED_FROM_SHARE = AVERAGED_FROM_KM / AVERAGED_TO_KM  # of the distance, on paths shorter than that


@dataclass(frozen=True, eq=False)
class Links:
    """Paths from one antenna; arrays of shape (n,), from a profile or from the sweep over an area.

    Attributes
    ----------
    dist_km : array
        Distance on the ground [km], > 0.
    tx_agl_m, rx_agl_m : float
        Antenna heights above ground [m].
    tx_asl_m, rx_asl_m : array
        Antenna heights above sea [m].
    tx_effective_m : array
        Transmitting antenna above the average ground from 3 to 15 km towards the receiver, or from 0.2 d to d on
        shorter paths [m]; as it comes, also negative; NaN where a profile has no point there.
    clear : array of bool
        Line of sight over ground and clutter, effective Earth radius 4/3.
    """

    dist_km: NDArray[np.float64]
    tx_agl_m: float
    rx_agl_m: float
    tx_asl_m: NDArray[np.float64]
    rx_asl_m: NDArray[np.float64]
    tx_effective_m: NDArray[np.float64]
    clear: NDArray[np.bool_]

    @property
    def slant_km(self) -> NDArray[np.float64]:
        """Distance from antenna to antenna [km]."""
        return np.hypot(self.dist_km, (self.tx_asl_m - self.rx_asl_m) / 1000.0)

    @classmethod
    def of(cls, profile: Profile, *, tx_agl_m: float, rx_agl_m: float) -> Links:
        """The one link along a profile."""
        dist, ground = profile.dist_km, profile.ground_m
        total = dist[-1]
        tx_asl, rx_asl = ground[0] + tx_agl_m, ground[-1] + rx_agl_m
        first, last = (
            (AVERAGED_FROM_KM, AVERAGED_TO_KM) if total >= AVERAGED_TO_KM else (AVERAGED_FROM_SHARE * total, total)
        )
        stretch = (dist >= first) & (dist <= last)
        rise = ground[stretch] - ground[0]  # over the foot, so that level ground leaves no rounding
        average = np.average(rise, weights=np.gradient(dist)[stretch]) if stretch.any() else np.nan
        between = dist.size >= MIN_POINTS
        clear = not between or line_of_sight(profile, tx_agl_m=tx_agl_m, rx_agl_m=rx_agl_m).clear
        return cls(
            dist_km=np.array([total]),
            tx_agl_m=tx_agl_m,
            rx_agl_m=rx_agl_m,
            tx_asl_m=np.array([tx_asl]),
            rx_asl_m=np.array([rx_asl]),
            tx_effective_m=np.array([tx_agl_m - average]),
            clear=np.array([clear]),
        )
