"""Sectors of a mast over pixels: directions, and the strongest of several."""

import math

import numpy as np
from numba import njit

from covplan.propagation._pattern import pattern_db
from covplan.propagation._vector_math import atan, log10, vectorised

LEAST_KM = 0.001


@vectorised
def directions(rows, cols, row0, col0, pixel_m, rise_m, azimuth_deg, elevation_deg):
    """Azimuth clockwise from north and elevation [deg] of pixels seen from a mast ``rise_m`` below them."""
    for j in range(rows.size):
        north, east = row0 - rows[j], cols[j] - col0
        steep = abs(east) > abs(north)
        ratio = (north if steep else east) / (east if steep else (north if north != 0.0 else 1.0))
        angle = atan(ratio) * (180.0 / math.pi)
        upright = angle if north >= 0.0 else angle + 180.0
        sideways = (90.0 if east >= 0.0 else 270.0) - angle
        azimuth_deg[j] = sideways if steep else upright
        across_m = max(math.sqrt(north * north + east * east) * pixel_m, 1000.0 * LEAST_KM)
        elevation_deg[j] = atan(rise_m[j] / across_m) * (180.0 / math.pi)


@njit(cache=True, nogil=True, error_model="numpy")
def add_sector(
    loss, dist_km, radius_km, azimuths, elevations, eirp_dbm, azimuth, mechanical, electrical, panel, index, best_dbm,
    best_index,
):  # fmt: skip
    """Keep the sector's median RSRP where it is the strongest so far; ``eirp_dbm`` is per resource element."""
    for j in range(loss.size):
        if math.isnan(loss[j]) or dist_km[j] > radius_km:
            continue
        pattern = pattern_db(azimuths[j], elevations[j], azimuth, mechanical, electrical, panel)
        rsrp = np.float32(eirp_dbm + pattern - loss[j])
        if math.isnan(best_dbm[j]) or rsrp > best_dbm[j]:
            best_dbm[j] = rsrp
            best_index[j] = index


@njit(cache=True, nogil=True, error_model="numpy")
def keep_strongest(rows, cols, rsrp_dbm, sector, first, layer_dbm, strongest_dbm, best_sector):
    """Merge one station's carrier into the rasters; of two equal sectors the one listed first, in whatever order."""
    for j in range(rows.size):
        value = rsrp_dbm[j]
        if math.isnan(value):
            continue
        r, c = rows[j], cols[j]
        if not layer_dbm[r, c] >= value:
            layer_dbm[r, c] = value
        index = first + sector[j]
        best = strongest_dbm[r, c]
        if not best >= value or (best == value and index < best_sector[r, c]):
            strongest_dbm[r, c], best_sector[r, c] = value, index


@vectorised
def highest_possible(rows, cols, row0, col0, pixel_km, slack_km, eirp_dbm, out):
    """Power that no loss lets a pixel exceed: free space [dBm], at the distance less ``slack_km``."""
    for j in range(rows.size):
        down, right = rows[j] - row0, cols[j] - col0
        dist_km = max(math.sqrt(down * down + right * right) * pixel_km - slack_km, LEAST_KM)
        out[j] = eirp_dbm - 20.0 * log10(dist_km)
