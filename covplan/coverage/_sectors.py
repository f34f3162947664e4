"""Sectors of a mast over pixels: directions, and the strongest of several."""

import math

import numpy as np
from numba import njit

from covplan.coverage._exact import LEAST_KM
from covplan.propagation._pattern import pattern_db
from covplan.propagation._vector_math import log10, vectorised

NOTHING_DBM = -1e9  # less than any sector sends anywhere; a number, which vector instructions want


@vectorised
def directions(rows, cols, row0, col0, pixel_m, east_m, north_m):
    """Where pixels lie from a mast [m]; the mast's own pixel is a metre to its north."""
    for j in range(rows.size):
        north, east = (row0 - rows[j]) * pixel_m, (cols[j] - col0) * pixel_m
        east_m[j] = east
        north_m[j] = north if abs(north) + abs(east) >= 1000.0 * LEAST_KM else 1000.0 * LEAST_KM


@njit(cache=True, nogil=True, error_model="numpy")
def pixels_between(row0, col0, inner, outer, rows, cols):
    """Rows and columns of the pixels farther than ``inner`` and up to ``outer`` pixels from a position."""
    inner, outer = inner * (1.0 + 1e-12), outer * (1.0 + 1e-12)  # a pixel right on the circle belongs to the inside
    low_row, high_row = max(math.ceil(row0 - outer), 0), min(math.floor(row0 + outer), rows - 1)
    count = 0
    for fill in range(2):
        if fill:
            found = np.empty((2, count), np.int64)
            count = 0
        for r in range(low_row, high_row + 1):
            down2 = (r - row0) ** 2
            half = math.sqrt(max(outer * outer - down2, 0.0))
            for c in range(max(math.ceil(col0 - half), 0), min(math.floor(col0 + half), cols - 1) + 1):
                dist2 = down2 + (c - col0) ** 2
                if inner * abs(inner) < dist2 <= outer * outer:
                    if fill:
                        found[0, count], found[1, count] = r, c
                    count += 1
    return found


@vectorised
def add_sector(east_m, north_m, up_m, eirp_dbm, mount, panel, index, best_dbm, best_index):
    """Keep the sector that radiates most towards each pixel, with its EIRP there; the first of equals.

    Sectors at one height share the loss, so this is also the one that is received best.
    """
    for j in range(east_m.size):
        towards = eirp_dbm + pattern_db(east_m[j], north_m[j], up_m[j], mount, panel)
        more = towards > best_dbm[j]
        best_index[j] = index if more else best_index[j]
        best_dbm[j] = towards if more else best_dbm[j]


@njit(cache=True, nogil=True, error_model="numpy")
def note_unbeaten(eirp_dbm, dist_km, already_dbm, slack_km, gain_db, radius_km, near_km, wanted):
    """Mark pixels where the power could reach what is there ``already`` (NaN: nothing), in free space.

    The distance is taken ``slack_km`` shorter: a radial passes beside the pixel.
    ``gain_db`` is what frequency and multipath of small percentages of time add to -20 log10 d.
    """
    for j in range(dist_km.size):
        dist = max(dist_km[j] - slack_km, LEAST_KM)
        possible = eirp_dbm[j] + gain_db - 20.0 * log10(dist)
        open_to_it = not possible < already_dbm[j] or dist < near_km
        wanted[j] = wanted[j] or (open_to_it and dist_km[j] <= radius_km)


@njit(cache=True, nogil=True, error_model="numpy")
def add_carrier(eirp_dbm, sectors, loss, dist_km, radius_km, within, rsrp_dbm, best_sector):
    """Median RSRP where it is the strongest so far, of pixels ``within``; beyond the radius and over voids nothing."""
    for j in range(loss.size):
        if math.isnan(loss[j]) or dist_km[j] > radius_km:
            continue
        rsrp = np.float32(eirp_dbm[j] - loss[j])
        i = within[j]
        if not rsrp_dbm[i] >= rsrp:
            rsrp_dbm[i], best_sector[i] = rsrp, sectors[j]


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


@njit(cache=True, nogil=True, error_model="numpy")
def add_other(within, rsrp_dbm, index, best_sector, rest_mw, second_dbm, second_sector):
    """Add one sector to what pixels receive beside the station's best: the sum, and the strongest of it."""
    for j in range(within.size):
        i, value = within[j], rsrp_dbm[j]
        if math.isnan(value) or best_sector[i] == index:
            continue
        rest_mw[i] += 10.0 ** (0.1 * value)
        best = second_dbm[i]
        if not best >= value or (best == value and index < second_sector[i]):
            second_dbm[i], second_sector[i] = value, index


@njit(cache=True, nogil=True, error_model="numpy")
def add_station(
    rows, cols, rsrp_dbm, sector, rest_mw, second_dbm, second_sector, first,
    all_best_dbm, all_best, all_second_dbm, all_second, all_rest_mw,
):  # fmt: skip
    """Join one station's carrier to the rasters of all; of two equal sectors the one that came first.

    ``all_best_dbm`` is only read. What stops being the best becomes part of the rest, so nothing is ever subtracted.
    """
    for j in range(rows.size):
        value = rsrp_dbm[j]
        if math.isnan(value):
            continue
        r, c = rows[j], cols[j]
        best = all_best_dbm[r, c]
        if math.isnan(best):
            all_best[r, c] = first + sector[j]
            lesser, lesser_sector = second_dbm[j], -1
            if second_sector[j] >= 0:
                lesser_sector = first + second_sector[j]
            all_second_dbm[r, c], all_second[r, c] = lesser, lesser_sector
            all_rest_mw[r, c] = rest_mw[j]
            continue
        if best >= value:  # the newcomer's best may be the second of all
            lesser, lesser_sector = value, first + sector[j]
            if all_second_dbm[r, c] >= lesser:
                lesser, lesser_sector = all_second_dbm[r, c], all_second[r, c]
            all_rest_mw[r, c] += 10.0 ** (0.1 * value) + rest_mw[j]
        else:  # the old best, or the newcomer's second
            lesser, lesser_sector = best, all_best[r, c]
            if second_dbm[j] > lesser:
                lesser, lesser_sector = second_dbm[j], first + second_sector[j]
            all_best[r, c] = first + sector[j]
            all_rest_mw[r, c] += 10.0 ** (0.1 * best) + rest_mw[j]
        all_second_dbm[r, c], all_second[r, c] = lesser, lesser_sector
