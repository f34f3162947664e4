"""What a mast's top sees of the ground: straight rays over an effective Earth, positions in pixels."""

import math

from numba import njit

from covplan.terrain._sampling import bilinear


@njit(cache=True, nogil=True, error_model="numpy")
def mark_seen(ground, row, col, tx_agl_m, rows, cols, rx_agl_m, pixel_m, step_m, least_steps, radius_m, seen):
    """Set ``seen`` for each target that no ground between hides; voids and what lies off the raster hide."""
    tx_m = bilinear(ground, row, col) + tx_agl_m
    for k in range(rows.size):
        down, right = rows[k] - row, cols[k] - col
        dist_m = pixel_m * math.hypot(down, right)
        steps = max(least_steps, math.ceil(dist_m / step_m))
        rx_m = bilinear(ground, rows[k], cols[k]) + rx_agl_m
        seen[k] = True
        for i in range(1, steps):
            share = i / steps
            ray_m = tx_m + share * (rx_m - tx_m)
            bulge_m = share * (1.0 - share) * dist_m * dist_m / (2.0 * radius_m)
            # a NaN compares false
            if not ray_m - bulge_m >= bilinear(ground, row + share * down, col + share * right):
                seen[k] = False
                break
