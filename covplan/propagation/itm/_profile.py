"""ITM 1.2.2, point to point: horizons, effective heights and terrain irregularity from equally spaced heights.

The references here are NTIA's C++ release, which is more explicit than the Algorithm (its FindHorizons,
LinearLeastSquaresFit, ComputeDeltaH, QuickPfl) and NTIA Report 82-100. Metres and radians; ``step`` is the spacing.

Places on the profile are counted in steps, from the end that they belong to. The release counts metres from the
transmitter and cuts to whole steps, where a rounding error can cost one step and move a loss by decibels.
"""

import math

import numpy as np
from numba import njit

from covplan.propagation.itm._geometry import Geometry, likely_geometry, likely_horizon_distance


@njit(cache=True, nogil=True, error_model="numpy")
def system_height(height):
    """Mean height above sea of the profile without its first and last tenth."""
    tenth = int(0.1 * (height.size - 1))
    total = 0.0
    for k in range(tenth, height.size - tenth):
        total += height[k]
    return total / (height.size - 2 * tenth)


@njit(cache=True, nogil=True, error_model="numpy")
def find_horizons(height, step, h_tx, h_rx, a_e):
    """Horizons as steps from either end and angles; the other antenna where no terrain stands above the ray to it."""
    n = height.size - 1
    d = n * step
    z_tx, z_rx = height[0] + h_tx, height[n] + h_rx
    theta_tx = (z_rx - z_tx) / d - d / (2.0 * a_e)
    theta_rx = (z_tx - z_rx) / d - d / (2.0 * a_e)
    k_tx = k_rx = n
    for k in range(1, n):
        from_tx, from_rx = k * step, (n - k) * step
        seen_tx = (height[k] - z_tx) / from_tx - from_tx / (2.0 * a_e)
        seen_rx = (height[k] - z_rx) / from_rx - from_rx / (2.0 * a_e)
        if seen_tx > theta_tx:
            theta_tx, k_tx = seen_tx, k
        if seen_rx > theta_rx:
            theta_rx, k_rx = seen_rx, n - k
    return k_tx, k_rx, theta_tx, theta_rx


@njit(cache=True, nogil=True, error_model="numpy")
def fitted_ends(height, before, after):
    """Heights at both ends of the whole profile of the straight line fitted without its first and last steps.

    Whole steps are left out, so the stretch is rather too long; where nothing is left it is widened by a step each way.
    """
    n = height.size - 1
    a, b = int(before), n - int(after)
    if b <= a:
        a, b = max(a - 1, 0), min(b + 1, n)
    length = float(b - a)
    middle = 0.5 * (a + b)
    mean = 0.5 * (height[a] + height[b])
    slope = 0.25 * length * (height[b] - height[a])
    for k in range(a + 1, b):
        mean += height[k]
        slope += height[k] * (k - middle)
    mean /= length
    slope *= 12.0 / ((length * length + 2.0) * length)
    return mean - slope * middle, mean + slope * (n - middle)


@njit(cache=True, nogil=True, error_model="numpy")
def interdecile_range(height, step, before, after):
    """Terrain irregularity of the heights without the first and last steps, as over an endless stretch."""
    steps = height.size - 1 - before - after
    if steps < 2.0:
        return 0.0
    tenth = min(max(4, int(0.1 * (steps + 8.0))), 25)
    n = 10 * tenth - 5
    sample = np.empty(n)
    for j in range(n):
        place = before + j * steps / (n - 1)
        k = min(max(math.ceil(place), 1), height.size - 1)
        sample[j] = height[k] + (height[k] - height[k - 1]) * (place - k)
    begin, finish = fitted_ends(sample, 0.0, 0.0)
    for j in range(n):
        sample[j] -= begin + (finish - begin) * j / (n - 1)
    sample.sort()
    delta_h_d = sample[n - tenth] - sample[tenth - 1]
    return delta_h_d / (1.0 - 0.8 * math.exp(-steps * step / 50e3))  # (3.9) turned round


@njit(cache=True, nogil=True, error_model="numpy")
def profile_geometry(height, step, h_tx, h_rx, a_e):
    """Geometry of one path."""
    n = height.size - 1
    k_tx, k_rx, theta_tx, theta_rx = find_horizons(height, step, h_tx, h_rx, a_e)
    # the ground close to an antenna tells nothing of what lies before it: 15 heights are left out (82-100, p. 25)
    before, after = min(15.0 * h_tx / step, 0.1 * k_tx), min(15.0 * h_rx / step, 0.1 * k_rx)
    delta_h = interdecile_range(height, step, before, after)
    if k_tx + k_rx > 1.5 * n:
        return clear_geometry(height, step, before, after, h_tx, h_rx, delta_h, a_e)
    base_tx, _ = fitted_ends(height, before, n - 0.9 * k_tx)
    _, base_rx = fitted_ends(height, n - 0.9 * k_rx, after)
    h_e_tx = h_tx + max(height[0] - base_tx, 0.0)
    h_e_rx = h_rx + max(height[n] - base_rx, 0.0)
    return Geometry(delta_h, h_e_tx, h_e_rx, k_tx * step, k_rx * step, theta_tx, theta_rx)


@njit(cache=True, nogil=True, error_model="numpy")
def clear_geometry(height, step, before, after, h_tx, h_rx, delta_h, a_e):
    """Geometry of a path in sight, whose horizons lie beyond it: estimated as in the area mode."""
    d = (height.size - 1) * step
    base_tx, base_rx = fitted_ends(height, before, after)
    h_e_tx = h_tx + max(height[0] - base_tx, 0.0)
    h_e_rx = h_rx + max(height[-1] - base_rx, 0.0)
    reach = likely_horizon_distance(h_e_tx, delta_h, a_e) + likely_horizon_distance(h_e_rx, delta_h, a_e)
    if reach <= d:
        higher = (d / reach) ** 2
        h_e_tx *= higher
        h_e_rx *= higher
    return likely_geometry(h_e_tx, h_e_rx, delta_h, a_e)
