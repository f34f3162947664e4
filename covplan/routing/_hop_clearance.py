"""What lies between many pairs of antennas: the tightest point over two Earths, in first Fresnel radii of 1 GHz.

Lengths in metres; positions in pixels as in ``covplan.terrain._sampling``.
"""

import math

import numpy as np
from numba import njit

from covplan.terrain._sampling import sample_profile
from covplan.units import M_PER_KM, SPEED_OF_LIGHT_M_S

kernel = njit(cache=True, nogil=True, error_model="numpy")

LEAST_STEPS = 5
WAVELENGTH_M = SPEED_OF_LIGHT_M_S / 1e9


@kernel
def pair_clearances(
    ground, clutter, zone, row, col, agl_m, pairs, pixel_m, step_m, median_radius_m, low_radius_m, found
):
    """Fill rows of ``found``: length [km], both antennas and mean ground [m above sea], tightest median and low share.

    Of a path that crosses a void or leaves the raster, all but the length is NaN.
    """
    longest_m = 0.0
    for a, b in pairs:
        longest_m = max(longest_m, math.hypot(row[a] - row[b], col[a] - col[b]) * pixel_m)
    room = max(LEAST_STEPS, math.ceil(longest_m / step_m)) + 1
    heights, tops, zones = np.empty(room), np.empty(room), np.empty(room, np.uint8)
    for k in range(pairs.shape[0]):
        a, b = pairs[k, 0], pairs[k, 1]
        dist_m = math.hypot(row[a] - row[b], col[a] - col[b]) * pixel_m
        found[k, 0] = dist_m / M_PER_KM
        found[k, 1:] = np.nan
        steps = max(LEAST_STEPS, math.ceil(dist_m / step_m))
        if not sample_profile(ground, clutter, zone, row[a], col[a], row[b], col[b], steps, heights, tops, zones):
            continue
        first_m, last_m = heights[0] + agl_m[a], heights[steps] + agl_m[b]
        total, median, low = heights[0] + heights[steps], np.inf, np.inf
        for i in range(1, steps):
            total += heights[i]
            share = i / steps
            there_m, onward_m = share * dist_m, (1.0 - share) * dist_m
            above_m = first_m + share * (last_m - first_m) - heights[i] - tops[i]
            radius_m = math.sqrt(WAVELENGTH_M * there_m * onward_m / dist_m)  # P.526-16 eq. (2)
            bent = there_m * onward_m / 2.0
            median = min(median, (above_m - bent / median_radius_m) / radius_m)
            low = min(low, (above_m - bent / low_radius_m) / radius_m)
        if not math.isnan(median):  # a void of the clutter leaves it NaN
            found[k, 1], found[k, 2], found[k, 3] = first_m, last_m, total / (steps + 1)
            found[k, 4], found[k, 5] = median, low
