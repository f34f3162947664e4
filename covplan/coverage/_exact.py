"""Median loss from one mast to chosen pixels: a bilinear profile per pixel, ITU-R P.1812-8 along it.

The geometry of a path is found once and evaluated for every frequency. Under ``NEAR_KM`` the Recommendation does not
apply: there the loss is free space plus a share of the excess that P.1812 finds at ``NEAR_KM`` on the same bearing,
growing with distance from 0 to 1, so that it joins without a step.
"""

import math

import numpy as np
from numba import njit

import covplan.propagation.p1812._block as row
from covplan.propagation._vector_math import log10
from covplan.propagation.p1812._evaluate import empty_block, median_losses
from covplan.propagation.p1812._losses import slant_db
from covplan.propagation.p1812._path import search
from covplan.terrain._sampling import bilinear, sample_profile

NEAR_KM = 0.25
LEAST_KM = 0.001
MIN_STEPS = 5


@njit(cache=True, nogil=True, error_model="numpy")
def search_path(area, start, end, dist_km, heights, radii, with_beta, step_km, work, block, i):
    """The searches over one bilinear profile into column ``i`` of a block; False if it crosses a void."""
    ground, clutter, zone = area
    dist, h, g, z = work
    steps = max(MIN_STEPS, int(math.ceil(dist_km / step_km - 1e-9)))
    n = steps + 1
    if not sample_profile(ground, clutter, zone, start[0], start[1], end[0], end[1], steps, h, g, z):
        return False
    for k in range(n):
        dist[k] = dist_km * k / steps
        g[k] += h[k]
    g[0], g[steps] = h[0], h[steps]  # both ends bare
    search(dist[:n], h[:n], g[:n], z[:n], heights[0], heights[1], radii[0], radii[1], with_beta, block, i)
    block[row.STEP + i], block[row.START + i] = dist_km / steps, 0.0
    return True


@njit(cache=True, nogil=True, error_model="numpy")
def pixel_losses(area, pixel_km, row0, col0, rows, cols, heights, place, vertical, freqs, step_km, loss):
    """Fill ``loss`` (frequency, pixel) [dB] at ``freqs`` [GHz], NaN before; count the voids.

    ``row0``, ``col0`` are the mast's position in pixels (centre of the first pixel at 0, 0). Where the path leaves the
    terrain or crosses a void, nothing is written. Pixels nearer than ``NEAR_KM`` get the loss at ``NEAR_KM`` on their
    bearing, for ``join_near`` to work on.
    """
    ground = area[0]
    reach_km = NEAR_KM
    for j in range(rows.size):
        reach_km = max(reach_km, math.hypot(rows[j] - row0, cols[j] - col0) * pixel_km)
    most = max(MIN_STEPS, int(math.ceil(reach_km / step_km))) + 2
    work = (np.empty(most), np.empty(most), np.empty(most), np.empty(most, np.uint8))
    block, paths = empty_block(), np.zeros(row.BLOCK, np.int64)
    voids, filled = 0, 0
    foot = bilinear(ground, row0, col0)
    for j in range(rows.size):
        down, right = rows[j] - row0, cols[j] - col0
        dist_km = math.hypot(down, right) * pixel_km
        if math.isnan(foot) or math.isnan(ground[rows[j], cols[j]]):
            voids += 1
            continue
        end = (row0 + down, col0 + right)
        if dist_km < NEAR_KM:
            end = near_end(row0, col0, down, right, pixel_km)
        path_km = max(dist_km, NEAR_KM)
        start, radii = (row0, col0), (place[3], place[4])
        if not search_path(area, start, end, path_km, heights, radii, place[0] < 50.0, step_km, work, block, filled):
            voids += 1
            continue
        paths[filled] = j
        filled += 1
        if filled == row.BLOCK:
            median_losses(block, filled, heights[0], heights[1], freqs, place, vertical, loss, paths)
            filled = 0
    if filled:
        median_losses(block, filled, heights[0], heights[1], freqs, place, vertical, loss, paths)
    return voids


@njit(cache=True, nogil=True, error_model="numpy")
def near_end(row0, col0, down, right, pixel_km):
    """Where the bearing to a near pixel meets ``NEAR_KM``; north for a pixel at the mast itself, which has none."""
    pixels = math.hypot(down, right)
    if pixels == 0.0:
        return row0 - NEAR_KM / pixel_km, col0
    stretch = NEAR_KM / (pixels * pixel_km)
    return row0 + down * stretch, col0 + right * stretch


@njit(cache=True, nogil=True, error_model="numpy")
def join_near(ground, pixel_km, row0, col0, rows, cols, heights, freqs, loss):
    """Under ``NEAR_KM``: free space plus a share of the excess at ``NEAR_KM`` that grows from 0 at the mast to 1."""
    foot = bilinear(ground, row0, col0) + heights[0]
    for j in range(rows.size):
        down, right = rows[j] - row0, cols[j] - col0
        dist_km = max(math.hypot(down, right) * pixel_km, LEAST_KM)
        if dist_km >= NEAR_KM:
            continue
        end_row, end_col = near_end(row0, col0, down, right, pixel_km)
        end = bilinear(ground, end_row, end_col) + heights[1]
        at = ground[rows[j], cols[j]] + heights[1]
        for k in range(freqs.size):
            of_frequency = 20.0 * log10(freqs[k])  # (8)
            excess = loss[k, j] - slant_db(NEAR_KM, foot, end) - of_frequency
            loss[k, j] = slant_db(dist_km, foot, at) + of_frequency + excess * dist_km / NEAR_KM
