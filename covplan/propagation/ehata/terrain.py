"""What eHata reads off one profile: heights over average ground, undulation, slope, sea and horizons.

All arrays run from the mobile to the base station at equal steps, as in NTIA's program. Equation numbers are those of
NTIA TR-15-517, appendix A; what has none is from NTIA's program (github.com/NTIA/ehata).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

AVERAGED_FROM_M, AVERAGED_TO_M = 3000.0, 15_000.0
UNDULATION_OVER_M = 10_000.0
SLOPE_SHORTEST_KM, SLOPE_LONGEST_KM = 5, 10
SEA_LEVEL_REFRACTIVITY, EARTH_CURVATURE_PER_M = 301.0, 157e-9
A_LITTLE = 1e-9  # whole steps that rounding made a hair less


@dataclass(frozen=True, eq=False)
class GroundLine:
    """Ground from the mobile to the base station at equal steps.

    Attributes
    ----------
    ground_m : array, shape (n,)
        Heights above sea [m].
    sea : array of bool, shape (n,)
        Where the path is over the sea.
    step_m : float
        Distance between points [m].
    """

    ground_m: NDArray[np.float64]
    sea: NDArray[np.bool_]
    step_m: float

    @property
    def dist_m(self) -> float:
        """Length [m]."""
        return (self.ground_m.size - 1) * self.step_m

    def steps(self, metres: float) -> int:
        """Whole steps in a distance."""
        return int(metres / self.step_m + A_LITTLE)

    def reversed(self) -> GroundLine:
        """The same line from the base station."""
        return GroundLine(self.ground_m[::-1], self.sea[::-1], self.step_m)


@dataclass(frozen=True)
class Undulation:
    """Heights that 10, 50 and 90 % of the ground near the mobile exceed [m]."""

    h_10: float
    h_50: float
    h_90: float

    @property
    def delta_h(self) -> float:
        """Terrain irregularity [m]."""
        return self.h_10 - self.h_90


@dataclass(frozen=True)
class Ridge:
    """A ridge that both terminals see as their horizon: distances from each [km] and height over the ray [m]."""

    from_base_km: float
    from_mobile_km: float
    height_m: float


def effective_height_m(line: GroundLine, antenna_agl_m: float) -> float:
    """Antenna at the first point over the ground 3 to 15 km from it [m].

    Up to 3 km it is the height above ground; up to 15 km the ground's part grows with distance.
    """
    if line.dist_m < AVERAGED_FROM_M:
        return antenna_agl_m
    stretch = line.ground_m[line.steps(AVERAGED_FROM_M) : line.steps(AVERAGED_TO_M) + 1]
    share = min(1.0, (line.dist_m - AVERAGED_FROM_M) / (AVERAGED_TO_M - AVERAGED_FROM_M))
    return antenna_agl_m + share * float(line.ground_m[0] - stretch.mean())


def undulation(line: GroundLine) -> Undulation:
    """Undulation over the 10 km next to the mobile, or over a shorter path's whole length.

    A shorter path is brought to 10 km; NTIA's program does so with the heights above sea, not with their span alone.
    """
    near = np.sort(line.ground_m[: line.steps(UNDULATION_OVER_M) + 1])[::-1]
    to_10_km = 1.0
    if line.dist_m < UNDULATION_OVER_M:
        to_10_km = (1.0 - 0.8 * math.exp(-0.2)) / (1.0 - 0.8 * math.exp(-2e-5 * line.dist_m))
    return Undulation(*(to_10_km * float(near[int(share * near.size - 1.0)]) for share in (0.1, 0.5, 0.9)))


def slope_mrad(line: GroundLine) -> float:
    """General slope within 5 to 10 km of the mobile [mrad], positive where the ground rises towards it.

    The steepest of the lines fitted over 5, 6, ... 10 km where all rise or all fall, else that over 5 km; 0 on paths
    shorter than 5 km.
    """
    lengths_km = [km for km in range(SLOPE_SHORTEST_KM, SLOPE_LONGEST_KM + 1) if line.dist_m >= 1000.0 * km]
    slopes = [_fitted_mrad(line, 1000.0 * km) for km in lengths_km]
    if not slopes:
        return 0.0
    if line.dist_m <= 1000.0 * SLOPE_SHORTEST_KM or min(slopes) * max(slopes) < 0.0:
        return slopes[0]
    return max(slopes) if max(slopes) >= 0.0 else min(slopes)


def _fitted_mrad(line: GroundLine, length_m: float) -> float:
    """Slope of the least-squares line over the first ``length_m``, its ends counting half [mrad]."""
    n = line.steps(length_m)
    weights = np.ones(n + 1)
    weights[[0, -1]] = 0.5
    rise_per_step = 12.0 * float(np.sum(weights * (np.arange(n + 1) - n / 2.0) * line.ground_m[: n + 1]))
    return -1000.0 * rise_per_step / ((n * n + 2.0) * length_m)


def sea_share(line: GroundLine) -> tuple[float, float]:
    """Share of the path over sea, and the weight of the mobile's end: 1, 0, or 0.5 if both halves have as much."""
    middle = (line.sea.size - 1) // 2
    near, far = int(line.sea[:middle].sum()), int(line.sea[middle:].sum())
    weight = 1.0 if near > far else 0.0 if far > near else 0.5
    return float(line.sea.mean()), weight


def single_ridge(line: GroundLine, tx_agl_m: float, rx_agl_m: float) -> Ridge | None:
    """The one ridge that is the horizon of both terminals, or None: two horizons or line of sight.

    NTIA's program weighs each antenna with its own distance from the ridge, not with the other's, so that the ray under
    the ridge is not the line between the antennas unless the ridge lies in the middle.
    """
    refractivity = SEA_LEVEL_REFRACTIVITY * math.exp(-float(line.ground_m.mean()) / 9460.0)
    curvature = EARTH_CURVATURE_PER_M * (1.0 - 0.04665 * math.exp(refractivity / 179.3))
    mobile_asl, base_asl = float(line.ground_m[0]) + rx_agl_m, float(line.ground_m[-1]) + tx_agl_m
    from_mobile = line.step_m * np.arange(1, line.ground_m.size - 1)
    from_base = line.dist_m - from_mobile
    inner = line.ground_m[1:-1]
    ray = (mobile_asl * from_base + base_asl * from_mobile) / line.dist_m
    over_ray = inner - ray + 0.5 * curvature * from_mobile * from_base
    if not (over_ray > 0.0).any():
        return None
    edge = int(np.argmax(over_ray / from_mobile))
    if edge != int(np.argmax(over_ray / from_base)):
        return None
    d_b, d_m = float(from_base[edge]), float(from_mobile[edge])
    weighed = (base_asl * d_b + mobile_asl * d_m) / line.dist_m
    height_m = float(inner[edge]) - weighed + 0.5 * curvature * d_m * d_b
    return Ridge(d_b / 1000.0, d_m / 1000.0, max(0.0, height_m))
