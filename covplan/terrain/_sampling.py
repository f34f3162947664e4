"""Sampling of rasters along a straight line; positions in pixels, the centre of the first pixel at (0, 0)."""

import math

from numba import njit


@njit(cache=True, nogil=True, error_model="numpy")
def bilinear(values, row, col):
    """Value between four pixel centres; NaN beyond the outermost centres or beside a void."""
    rows, cols = values.shape
    if not (row >= 0.0 and col >= 0.0 and row <= rows - 1 and col <= cols - 1):
        return math.nan
    r = min(int(row), rows - 2)
    c = min(int(col), cols - 2)
    down, right = row - r, col - c
    top = values[r, c] + right * (values[r, c + 1] - values[r, c])
    bottom = values[r + 1, c] + right * (values[r + 1, c + 1] - values[r + 1, c])
    return top + down * (bottom - top)


@njit(cache=True, nogil=True, error_model="numpy")
def sample_profile(ground, clutter, zone, row0, col0, row1, col1, steps, ground_out, clutter_out, zone_out):
    """Fill the three outputs with steps + 1 samples; False if any ground sample is void."""
    rows, cols = ground.shape
    complete = True
    for k in range(steps + 1):
        share = k / steps
        row, col = row0 + share * (row1 - row0), col0 + share * (col1 - col0)
        height = bilinear(ground, row, col)
        if math.isnan(height):
            complete = False
            ground_out[k], clutter_out[k], zone_out[k] = math.nan, math.nan, 0
            continue
        r, c = min(int(row + 0.5), rows - 1), min(int(col + 0.5), cols - 1)
        ground_out[k], clutter_out[k], zone_out[k] = height, clutter[r, c], zone[r, c]
    return complete
