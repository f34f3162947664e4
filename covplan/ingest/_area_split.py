"""Shares source pixels out to grid pixels by exact area: people are neither made nor lost.

Coordinates are in grid pixels: u to the right, v downward; pixel (row i, col j) is [j, j+1] × [i, i+1].
"""

import math

import numpy as np
from numba import njit


@njit(cache=True, nogil=True, error_model="numpy")
def _clip(p, q, n, limit, sign, p_out, q_out):
    """Part of a convex polygon with sign * (p - limit) >= 0 (Sutherland and Hodgman 1974); its number of corners."""
    m = 0
    for k in range(n):
        j = k + 1 if k + 1 < n else 0
        here = sign * (p[k] - limit)
        there = sign * (p[j] - limit)
        if here >= 0.0:
            p_out[m] = p[k]
            q_out[m] = q[k]
            m += 1
        if (here > 0.0 and there < 0.0) or (here < 0.0 and there > 0.0):
            p_out[m] = limit
            q_out[m] = q[k] + here / (here - there) * (q[j] - q[k])
            m += 1
    return m


@njit(cache=True, nogil=True, error_model="numpy")
def _between(p, q, n, low, high, work_p, work_q, p_out, q_out):
    n = _clip(p, q, n, low, 1.0, work_p, work_q)
    return _clip(work_p, work_q, n, high, -1.0, p_out, q_out)


@njit(cache=True, nogil=True, error_model="numpy")
def _area(p, q, n):
    twice = 0.0
    for k in range(n):
        j = k + 1 if k + 1 < n else 0
        twice += p[k] * q[j] - p[j] * q[k]
    return 0.5 * abs(twice)


@njit(cache=True, nogil=True, error_model="numpy")
def _extremes(p):
    return min(min(p[0], p[1]), min(p[2], p[3])), max(max(p[0], p[1]), max(p[2], p[3]))


@njit(cache=True, nogil=True, error_model="numpy")
def split_by_area(values, u, v, out):
    """Add each source pixel to ``out`` by the shares of its area; returns the sum that lies over the grid.

    ``values`` (n, m) counts, ``u`` and ``v`` (n+1, m+1) the pixels' corners. Pixels that are not positive are
    passed over, and so are those with a corner that has no coordinates. The returned sum is found by clipping each
    source pixel against the whole grid, another way than that of ``out``.
    """
    rows, cols = out.shape
    quad_u, quad_v, work_u, work_v = np.empty(16), np.empty(16), np.empty(16), np.empty(16)
    band_u, band_v, part_u, part_v = np.empty(16), np.empty(16), np.empty(16), np.empty(16)
    inside = 0.0
    for r in range(values.shape[0]):
        for c in range(values.shape[1]):
            value = values[r, c]
            if not value > 0.0:
                continue
            for k in range(4):
                quad_u[k] = u[r + k // 2, c + (k + 1) // 2 % 2]
                quad_v[k] = v[r + k // 2, c + (k + 1) // 2 % 2]
            u_min, u_max = _extremes(quad_u)
            v_min, v_max = _extremes(quad_v)
            if not (math.isfinite(u_max - u_min) and math.isfinite(v_max - v_min)):
                continue
            if u_max <= 0.0 or u_min >= cols or v_max <= 0.0 or v_min >= rows:
                continue
            u_0, v_0 = math.floor(u_min), math.floor(v_min)
            if u_min >= 0.0 and v_min >= 0.0 and u_max <= min(u_0 + 1, cols) and v_max <= min(v_0 + 1, rows):
                out[int(v_0), int(u_0)] += value  # wholly in one pixel
                inside += value
                continue
            for k in range(4):  # near the origin a small pixel keeps its digits
                quad_u[k] -= u_0
                quad_v[k] -= v_0
            whole = _area(quad_u, quad_v, 4)
            if not whole > 0.0:
                continue
            n = _between(quad_v, quad_u, 4, -v_0, rows - v_0, work_v, work_u, band_v, band_u)
            n = _between(band_u, band_v, n, -u_0, cols - u_0, work_u, work_v, part_u, part_v)
            inside += value * _area(part_u, part_v, n) / whole
            for i in range(max(int(v_0), 0), min(int(math.floor(v_max)), rows - 1) + 1):
                n_band = _between(quad_v, quad_u, 4, i - v_0, i + 1 - v_0, work_v, work_u, band_v, band_u)
                for j in range(max(int(u_0), 0), min(int(math.floor(u_max)), cols - 1) + 1):
                    n = _between(band_u, band_v, n_band, j - u_0, j + 1 - u_0, work_u, work_v, part_u, part_v)
                    out[i, j] += value * _area(part_u, part_v, n) / whole
    return inside
