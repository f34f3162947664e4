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
    low, high = min(row0, row1), max(row0, row1)
    left, right_end = min(col0, col1), max(col0, col1)
    if not (low >= 0.0 and left >= 0.0 and high <= rows - 1 and right_end <= cols - 1):
        for k in range(steps + 1):
            row, col = row0 + k / steps * (row1 - row0), col0 + k / steps * (col1 - col0)
            ground_out[k], clutter_out[k], zone_out[k] = bilinear(ground, row, col), math.nan, 0
            if not math.isnan(ground_out[k]):
                near_r, near_c = int(row + 0.5), int(col + 0.5)
                clutter_out[k], zone_out[k] = clutter[near_r, near_c], zone[near_r, near_c]
        return False
    # both ends lie between pixel centres, so the whole line does: no point needs a test of its own
    total = 0.0
    down_step, right_step = (row1 - row0) / steps, (col1 - col0) / steps
    for k in range(steps + 1):
        row, col = row0 + k * down_step, col0 + k * right_step
        r, c = min(max(int(row), 0), rows - 2), min(max(int(col), 0), cols - 2)
        down, right = row - r, col - c
        top = ground[r, c] + right * (ground[r, c + 1] - ground[r, c])
        bottom = ground[r + 1, c] + right * (ground[r + 1, c + 1] - ground[r + 1, c])
        height = top + down * (bottom - top)
        near_r, near_c = r + (down >= 0.5), c + (right >= 0.5)
        ground_out[k], clutter_out[k], zone_out[k] = height, clutter[near_r, near_c], zone[near_r, near_c]
        total += height
    return not math.isnan(total)
