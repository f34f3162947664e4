"""Median loss from one mast to chosen pixels: a bilinear profile per pixel, ITU-R P.1812-8 along it.

The geometry of a path is found once and evaluated for every frequency. Under ``NEAR_KM`` the Recommendation does not
apply: there the loss is free space plus a share of the excess that P.1812 finds at ``NEAR_KM`` on the same bearing,
growing with distance from 0 to 1, so that it joins without a step.
"""

import math

import numpy as np
from numba import njit

from covplan.propagation._pattern import pattern_db
from covplan.propagation.p1812._combine import evaluate
from covplan.propagation.p1812._losses import free_space_db
from covplan.propagation.p1812._path import analyse
from covplan.terrain._sampling import bilinear, sample_profile

NEAR_KM = 0.25
LEAST_KM = 0.001
MIN_STEPS = 5


@njit(cache=True, nogil=True, error_model="numpy")
def path_losses(area, row0, col0, row1, col1, dist_km, heights, model, freqs_ghz, step_km, work, out):
    """Losses of one path of at least ``NEAR_KM`` at every frequency; False if it crosses a void."""
    ground, clutter, zone = area
    htg, hrg = heights
    p, phi, n0, ae, ab, vertical = model
    dist, h, g, z = work
    steps = max(MIN_STEPS, int(math.ceil(dist_km / step_km - 1e-9)))
    n = steps + 1
    if not sample_profile(ground, clutter, zone, row0, col0, row1, col1, steps, h, g, z):
        return False
    for k in range(n):
        dist[k] = dist_km * k / steps
        g[k] += h[k]
    g[0], g[steps] = h[0], h[steps]  # both ends bare
    with_beta = p < 50.0
    path = analyse(dist[:n], h[:n], g[:n], z[:n], htg, hrg, ae, ab, with_beta)
    for k in range(freqs_ghz.size):
        losses = evaluate(path, freqs_ghz[k], p, phi, n0, ae, ab, vertical, with_beta)
        out[k] = max(losses.Lb0p, losses.Lbc)  # (69) at the median location
    return True


@njit(cache=True, nogil=True, error_model="numpy")
def pixel_losses(area, pixel_km, row0, col0, rows, cols, heights, model, freqs_ghz, radii_km, step_km, loss, direction):
    """Fill ``loss`` (frequency, pixel) [dB] and ``direction`` (azimuth, elevation; pixel) [deg]; count the voids.

    ``row0``, ``col0`` are the mast's position in pixels (centre of the first pixel at 0, 0). Loss is NaN beyond the
    radius of the frequency and where the path leaves the terrain or crosses a void.
    """
    ground = area[0]
    reach = radii_km.max()
    most = max(MIN_STEPS, int(math.ceil(reach / step_km))) + 2
    work = (np.empty(most), np.empty(most), np.empty(most), np.empty(most, np.uint8))
    out = np.empty(freqs_ghz.size)
    loss[:] = math.nan
    direction[:] = math.nan
    voids = 0
    foot = bilinear(ground, row0, col0)
    for j in range(rows.size):
        down, right = rows[j] - row0, cols[j] - col0
        dist_km = max(math.hypot(down, right) * pixel_km, LEAST_KM)
        if dist_km > reach:
            continue
        at = ground[rows[j], cols[j]]
        if math.isnan(foot) or math.isnan(at):
            voids += 1
            continue
        rise = at + heights[1] - foot - heights[0]
        near = dist_km < NEAR_KM
        stretch = NEAR_KM / dist_km if near else 1.0
        if near and math.hypot(down, right) == 0.0:
            end_row, end_col = row0 - NEAR_KM / pixel_km, col0  # no bearing at the mast itself: north
        else:
            end_row, end_col = row0 + down * stretch, col0 + right * stretch
        path_km = NEAR_KM if near else dist_km
        if not path_losses(area, row0, col0, end_row, end_col, path_km, heights, model, freqs_ghz, step_km, work, out):
            voids += 1
            continue
        direction[0, j] = math.degrees(math.atan2(right, -down))
        direction[1, j] = math.degrees(math.atan2(rise, 1000.0 * dist_km))
        for k in range(freqs_ghz.size):
            if dist_km > radii_km[k]:
                continue
            loss[k, j] = out[k]
            if near:
                end = bilinear(ground, end_row, end_col) + heights[1]
                excess = out[k] - free_space_db(freqs_ghz[k], NEAR_KM, foot + heights[0], end)
                here = free_space_db(freqs_ghz[k], dist_km, foot + heights[0], at + heights[1])
                loss[k, j] = here + excess * dist_km / NEAR_KM
    return voids


@njit(cache=True, nogil=True, error_model="numpy")
def add_sector(loss, direction, eirp_dbm, azimuth, mechanical, electrical, panel, index, best_dbm, best_index):
    """Keep the sector's median RSRP where it is the strongest so far; ``eirp_dbm`` is per resource element."""
    for j in range(loss.size):
        if math.isnan(loss[j]):
            continue
        pattern = pattern_db(direction[0, j], direction[1, j], azimuth, mechanical, electrical, panel)
        rsrp = np.float32(eirp_dbm + pattern - loss[j])
        if math.isnan(best_dbm[j]) or rsrp > best_dbm[j]:
            best_dbm[j] = rsrp
            best_index[j] = index
