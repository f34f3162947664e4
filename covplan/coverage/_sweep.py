"""Median loss from one mast to many pixels along radials: ITU-R P.1812-8 in O(log n) per pixel.

Profiles of successive pixels of a radial are prefixes of one another, so horizons, smooth earth, obstructions and zones
are kept up to date while walking outwards; ``_skyline`` answers what depends on the receiver. A walk only searches and
fills a block; blocks may straddle radials and are evaluated by ``propagation/p1812/_evaluate.py``, once for geometry
and once per frequency. The searches are those of ``propagation/p1812/_path.py``, with its rule for ties.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit

import covplan.propagation.p1812._block as row
from covplan.coverage._radials import MARGIN, PARTS, Fan, aims, sample_heights, sample_nearest, slope_of
from covplan.coverage._skyline import (
    BLOCK_POINTS,
    cover_blocks,
    highest_between,
    highest_over_line,
    least_clearance,
    nearest_level,
    push,
    tangent,
)
from covplan.propagation._vector_math import vectorised
from covplan.propagation.p1812._evaluate import median_losses
from covplan.propagation.p1812._losses import GRAZING_M
from covplan.propagation.p1812._path import NO_COAST_KM, is_hidden, zone_results, zone_step, zones_before

strict_inline = njit(cache=True, nogil=True, error_model="numpy", forceinline=True)

HULL, PUSHED, COVERED, GUESS, HORIZON = range(5)


class Skyline(NamedTuple):
    """Heights along a radial over one Earth radius, and what is known of the points walked so far."""

    q: np.ndarray  # height without the curvature, h - c x² [m]
    elevation: np.ndarray  # slope from the transmitter [m/km]
    hull_x: np.ndarray
    hull_y: np.ndarray
    left: np.ndarray  # lines over blocks of points
    right: np.ndarray
    state: np.ndarray  # vertices of the hull, points pushed, blocks covered, last least clearance, horizon
    best: np.ndarray  # highest elevation


class Radial(NamedTuple):
    """Samples along a radial, index 0 being the mast, and what follows from distance and height alone."""

    x: np.ndarray  # distance [km]
    inverse: np.ndarray  # 1 / x
    inverse_back: np.ndarray  # 1 / (m steps): from a receiver at k to point i is k - i steps
    block_x: np.ndarray  # distance of the first point of each block
    h: np.ndarray
    clutter: np.ndarray
    zone: np.ndarray
    area: np.ndarray  # terms of (83), (84)
    moment: np.ndarray
    bare: np.ndarray  # zeros: no clutter
    aim: np.ndarray  # the wanted pixel that is reached at a point, or -1
    ratio: np.ndarray  # room for the search of the least clearance
    mark: np.ndarray


@njit(cache=True, nogil=True, error_model="numpy")
def empty_skyline(size):
    """A skyline with room for ``size`` points."""
    a = np.zeros((6, size))
    return Skyline(a[0], a[1], a[2], a[3], a[4], a[5], np.zeros(5, np.int64), np.zeros(1))


@njit(cache=True, nogil=True, error_model="numpy")
def empty_radial(size):
    """A radial with room for ``size`` points."""
    a = np.zeros((11, size))
    zone, aim = np.zeros(size, np.uint8), np.full(size, -1, np.int32)
    return Radial(a[0], a[1], a[2], a[3], a[4], a[5], zone, a[6], a[7], a[8], aim, a[9], a[10])


@vectorised
def lay_out(x, inverse, inverse_back, block_x, last, step, start):
    """Distances of the points of a radial and their reciprocals."""
    for k in range(1, last + 1):
        x[np.uint64(k)] = k * step - start
        inverse[np.uint64(k)] = 1.0 / (k * step - start)
        inverse_back[np.uint64(k)] = 1.0 / (k * step)
    for b in range(last // BLOCK_POINTS + 1):
        block_x[np.uint64(b)] = (b * BLOCK_POINTS + 1) * step - start


@vectorised
def smooth_earth_terms(x, h, area, moment, last):
    """Terms of the sums of eqs (83), (84)."""
    for k in range(1, last + 1):
        here, before = np.uint64(k), np.uint64(k - 1)
        step = x[here] - x[before]
        area[here] = step * (h[here] + h[before])  # (83)
        moment[here] = step * (h[here] * (2.0 * x[here] + x[before]) + h[before] * (x[here] + 2.0 * x[before]))  # (84)


@vectorised
def look_out(x, inverse, h, clutter, hts, curve, q, elevation, last):
    """Heights without the curvature and elevations from the transmitter, of ground plus clutter."""
    for k in range(1, last + 1):
        i = np.uint64(k)
        height = h[i] + clutter[i]
        q[i] = height - curve * x[i] * x[i]
        elevation[i] = (height - hts) * inverse[i] - curve * x[i]


@strict_inline
def begin(skyline):
    """Nothing has been walked."""
    skyline.state[HULL], skyline.state[PUSHED], skyline.state[COVERED] = 0, 1, 0
    skyline.state[GUESS], skyline.state[HORIZON] = 0, 1
    skyline.best[0] = -math.inf


@strict_inline
def walk_past(skyline, k, inverse):
    """Point k is behind: is it the horizon? Eqs (13), (76)."""
    if skyline.elevation[k] > skyline.best[0] + GRAZING_M * inverse:
        skyline.best[0], skyline.state[HORIZON] = skyline.elevation[k], k


@strict_inline
def grow_hull(skyline, radial_x, k):
    """The hull of the points before point k."""
    top, pushed = skyline.state[HULL], skyline.state[PUSHED]
    while pushed < k:
        i = np.uint64(pushed)
        top = push(skyline.hull_x, skyline.hull_y, top, radial_x[i], skyline.q[i])
        pushed += 1
    skyline.state[HULL], skyline.state[PUSHED] = top, pushed
    return top


@strict_inline
def cover(skyline, k):
    """Lines over all whole blocks before point k."""
    blocks = (k - 1) // BLOCK_POINTS
    if skyline.state[COVERED] < blocks:
        cover_blocks(skyline.q, skyline.left, skyline.right, skyline.state[COVERED], blocks, BLOCK_POINTS)
        skyline.state[COVERED] = blocks


@njit(cache=True, nogil=True, error_model="numpy")
def edges(skyline, radial, k, hts, hrs, curve, step, start):
    """For the receiver at point k: least clearance (-1 if hidden), and elevation and point of both horizons."""
    d, horizon = radial.x[k], skyline.state[HORIZON]
    q = hrs - curve * d * d
    if not is_hidden(skyline.best[0], radial.x[horizon], d, hts, hrs, curve):
        cover(skyline, k)
        least, at = least_clearance(
            k, skyline.q, skyline.left, skyline.right, radial.block_x, hts, (q - hts) * radial.inverse[k], d, step,
            skyline.state[GUESS], radial.x, radial.inverse, radial.inverse_back, radial.ratio, radial.mark,
        )  # fmt: skip
        skyline.state[GUESS] = at
        return least, skyline.best[0], at, 0.0, at
    top = grow_hull(skyline, radial.x, k)
    vertex = tangent(skyline.hull_x, skyline.hull_y, top, d, q)
    vertex = nearest_level(skyline.hull_x, skyline.hull_y, top, vertex, d, q)
    at = np.int64((skyline.hull_x[vertex] + start) / step + 0.5)
    slope = (skyline.hull_y[vertex] - q) * radial.inverse_back[k - at] - 2.0 * curve * d
    return -1.0, skyline.best[0], horizon, slope, at


@njit(cache=True, nogil=True, error_model="numpy")
def fill_obstructions(block, i, flat, radial, k, hts, hrs):
    """Eqs (87) for the receiver at point k; no obstruction is -1."""
    d = radial.x[k]
    fall = (hrs - hts) * radial.inverse[k]
    alpha_t = flat.best[0] - fall  # (87b)
    block[row.HOBS + i], block[row.ALPHA_T + i], block[row.ALPHA_R + i] = -1.0, alpha_t, 1.0
    if alpha_t > 0.0:
        top = grow_hull(flat, radial.x, k)
        vertex = highest_over_line(flat.hull_x, flat.hull_y, top, fall, flat.state[GUESS])
        flat.state[GUESS] = vertex
        block[row.HOBS + i] = flat.hull_y[vertex] - (hts + fall * flat.hull_x[vertex])  # (87a)
        vertex = tangent(flat.hull_x, flat.hull_y, top, d, hrs)
        block[row.ALPHA_R + i] = (flat.hull_y[vertex] - hrs) / (d - flat.hull_x[vertex]) + fall  # (87c)


@njit(cache=True, nogil=True, error_model="numpy")
def roughness_between(flat, radial, k, low_t, low_r, first, last, guess):
    """Eq. (93) between the horizons, or any value up to 10 m where it is at most that, for (56) does not tell them."""
    slope = (low_r - low_t) * radial.inverse[k]
    if first == last:
        return radial.h[first] - (low_t + slope * radial.x[first]), guess
    top = grow_hull(flat, radial.x, k)
    guess = highest_over_line(flat.hull_x, flat.hull_y, top, slope, guess)
    highest = flat.hull_y[guess] - slope * flat.hull_x[guess]
    if highest - low_t > 10.0 and not radial.x[first] <= flat.hull_x[guess] <= radial.x[last]:
        cover(flat, k)
        highest = highest_between(radial.h, flat.left, flat.right, radial.x, slope, first, last)
    return highest - low_t, guess


@njit(cache=True, nogil=True, error_model="numpy")
def walk(radial, flat, terrain, surface, beta, flags, last, step, start, heights, place, vertical, freqs,
         block, filled, paths, loss):  # fmt: skip
    """Walk one radial and evaluate every block that gets full; the number of paths that wait in the block.

    ``flags`` say whether there is clutter (else ``surface`` is not used), zones other than inland, and p < 50 %.
    """
    has_clutter, has_zones, has_beta = flags
    htg, hrg = heights
    curve, curve_beta = 500.0 / place[3], 500.0 / place[4]
    x, h0, hts = radial.x, radial.h[0], radial.h[0] + htg
    v1, v2, rough_guess = 0.0, 0.0, 0
    zones = zone_step(radial.zone[0], 0.0, 0.5 * x[1], zones_before())
    for k in range(1, last + 1):
        v1 += radial.area[k]
        v2 += radial.moment[k]
        if radial.aim[k] >= 0:
            i, d, hn = filled, x[k], radial.h[k]
            hrs = hn + hrg
            block[row.D + i], block[row.H0 + i], block[row.HN + i] = d, h0, hn
            block[row.STEP + i], block[row.START + i] = step, start
            inverse2 = radial.inverse[k] * radial.inverse[k]
            hst, hsr = (2.0 * v1 * d - v2) * inverse2, (v2 - v1 * d) * inverse2  # (85), (86)
            block[row.HST + i], block[row.HSR + i] = hst, hsr
            fill_obstructions(block, i, flat, radial, k, hts, hrs)
            found = edges(terrain, radial, k, hts, hrs, curve, step, start)
            least, slope_t, first, slope_r, end = found
            if least >= 0.0:
                slope_t = (hrs - hts) * radial.inverse[k] - curve * d  # (76)
                slope_r = (hts - hrs) * radial.inverse[k] - curve * d  # (79)
            block[row.SLOPE_T + i], block[row.SLOPE_R + i] = slope_t, slope_r
            block[row.DLT + i], block[row.DLR + i] = x[first], d - x[end]  # (78), (81a)
            block[row.HM + i], rough_guess = roughness_between(
                flat, radial, k, min(hst, h0), min(hsr, hn), first, end, rough_guess
            )
            if has_clutter:
                found = edges(surface, radial, k, hts, hrs, curve, step, start)
            block[row.LEAST + i], block[row.EDGE_T + i], block[row.EDGE_R + i] = found[0], found[1], found[3]
            block[row.AT_T + i], block[row.AT_R + i] = x[found[2]], x[found[4]]
            if has_beta:
                found = edges(beta, radial, k, hts, hrs, curve_beta, step, start)
                block[row.LEAST_B + i], block[row.EDGE_T_B + i], block[row.EDGE_R_B + i] = found[0], found[1], found[3]
                block[row.AT_T_B + i], block[row.AT_R_B + i] = x[found[2]], x[found[4]]
            block[row.DTM + i], block[row.DLM + i], block[row.OMEGA + i] = d, d, 0.0
            block[row.DCT + i], block[row.DCR + i] = NO_COAST_KM, NO_COAST_KM
            if has_zones:
                ended = zone_step(radial.zone[k], 0.5 * (x[k - 1] + d), d, zones)
                (
                    block[row.DTM + i], block[row.DLM + i], block[row.OMEGA + i], block[row.DCT + i], block[row.DCR + i]
                ) = zone_results(ended, d)  # fmt: skip
            paths[i] = radial.aim[k]
            filled += 1
            if filled == row.BLOCK:
                median_losses(block, filled, htg, hrg, freqs, place, vertical, loss, paths)
                filled = 0
        flat.best[0] = max(flat.best[0], flat.elevation[k])
        walk_past(terrain, k, radial.inverse[k])
        if has_clutter:
            walk_past(surface, k, radial.inverse[k])
        if has_beta:
            walk_past(beta, k, radial.inverse[k])
        if has_zones and k < last:
            zones = zone_step(radial.zone[k], 0.5 * (x[k - 1] + x[k]), 0.5 * (x[k] + x[k + 1]), zones)
    return filled


@njit(cache=True, nogil=True, error_model="numpy")
def last_aim(aim, last):
    """The last point that reaches a wanted pixel, 0 if none does."""
    while last > 0 and aim[last] < 0:
        last -= 1
    return last


@njit(cache=True, nogil=True, error_model="numpy")
def stop_at_void(h, aim, last):
    """The last point before a void, and how many wanted pixels lie at it or beyond."""
    for k in range(1, last + 1):
        if math.isnan(h[k]):
            lost = 0
            for i in range(k, last + 1):
                lost += aim[i] >= 0
            return k - 1, lost
    return last, 0


@njit(cache=True, nogil=True, error_model="numpy")
def set_out(radial, flat, terrain, surface, beta, flags, last, step, start, hts, curve, curve_beta):
    """All that follows from the samples of a radial alone; then nothing has been walked."""
    x, inverse = radial.x, radial.inverse
    lay_out(x, inverse, radial.inverse_back, radial.block_x, last, step, start)
    smooth_earth_terms(x, radial.h, radial.area, radial.moment, last)
    look_out(x, inverse, radial.h, radial.bare, hts, 0.0, flat.q, flat.elevation, last)
    look_out(x, inverse, radial.h, radial.bare, hts, curve, terrain.q, terrain.elevation, last)
    clutter = radial.clutter if flags[0] else radial.bare
    if flags[0]:
        look_out(x, inverse, radial.h, clutter, hts, curve, surface.q, surface.elevation, last)
    if flags[2]:
        look_out(x, inverse, radial.h, clutter, hts, curve_beta, beta.q, beta.elevation, last)
    for skyline in (flat, terrain, surface, beta):
        begin(skyline)


@njit(cache=True, nogil=True, error_model="numpy")
def fan_towards(turned, sign, east, south):
    """East, west, south or north: the plain or the transposed window, towards higher or lower indices."""
    return Fan(sign, sign * (south if turned else east), east if turned else south, turned == 0)


@njit(cache=True, nogil=True, error_model="numpy")
def sample_radial(windows, targets, size, fan, turned, j, foot_m, flags, radial):
    """Fill a radial's samples up to its last wanted pixel: that point (0 for none), wanted pixels lost to a void."""
    ground, clutter, zone = windows[0][turned], windows[1][turned], windows[2][turned]
    reach = size // 2 - MARGIN
    aims(targets[turned], size, fan, j, reach, radial.aim)
    last, lost = last_aim(radial.aim, reach), 0
    if last == 0:
        return 0, 0
    slope = slope_of(size, fan, j)
    radial.h[0] = foot_m
    sample_heights(ground, size, fan, slope, last, radial.h)
    last, lost = stop_at_void(radial.h, radial.aim, last)
    last = last_aim(radial.aim, last)
    if last and flags[0]:
        sample_nearest(clutter, size, fan, slope, last, radial.clutter)
    if last and flags[1]:
        sample_nearest(zone, size, fan, slope, last, radial.zone)
        radial.zone[0] = zone[(size // 2) * size + size // 2]
    return last, lost


@njit(cache=True, nogil=True, error_model="numpy")
def sweep(windows, targets, size, east, south, foot_m, pixel_km, flags, heights, place, vertical, freqs, loss):
    """Fill ``loss`` (frequency [GHz], wanted pixel) [dB] from a window and its transposed; count those lost to voids.

    ``windows`` holds ground, clutter and zone, each flat, plain and transposed; ``targets`` the index of a wanted
    pixel or -1 in the same way; ``east``, ``south`` the mast's offset [1/1024 fine pixel]; ``foot_m`` the ground
    at the mast. A window without clutter or zones may hold anything there: ``flags`` tell (see ``walk``).
    """
    reach = size // 2 - MARGIN
    radial = empty_radial(reach + 1 + BLOCK_POINTS)
    flat, terrain = empty_skyline(radial.x.size), empty_skyline(radial.x.size)
    surface, beta = empty_skyline(radial.x.size), empty_skyline(radial.x.size)
    block, paths = np.ones(row.SIZE), np.zeros(row.BLOCK, np.int64)
    hts, curve, curve_beta = foot_m + heights[0], 500.0 / place[3], 500.0 / place[4]
    filled, voids = 0, 0
    for turned in range(2):
        for sign in (1, -1):
            fan = fan_towards(turned, sign, east, south)
            for j in range(-reach - 1, reach + 2):
                last, lost = sample_radial(windows, targets, size, fan, turned, j, foot_m, flags, radial)
                voids += lost
                if last == 0:
                    continue
                step = pixel_km * math.sqrt(1.0 + slope_of(size, fan, j) ** 2)
                start = step * fan.major / PARTS
                set_out(radial, flat, terrain, surface, beta, flags, last, step, start, hts, curve, curve_beta)
                filled = walk(
                    radial, flat, terrain, surface, beta, flags, last, step, start, heights, place, vertical, freqs,
                    block, filled, paths, loss,
                )  # fmt: skip
    if filled:
        median_losses(block, filled, heights[0], heights[1], freqs, place, vertical, loss, paths)
    return voids


@njit(cache=True, nogil=True, error_model="numpy")
def sweep_links(windows, targets, size, east, south, foot_m, pixel_km, flags, heights, earth_km, averaged_km, links):
    """Fill ``links`` (4, wanted pixel) with what statistical models ask of paths; count those lost to voids.

    Rows: distance [km], ground at the receiver [m], mean ground over the stretch that ``averaged_km`` = (from, to, and
    on shorter paths from this share of the distance) names [m], and 1 where ground and clutter leave the line clear.
    """
    reach = size // 2 - MARGIN
    radial = empty_radial(reach + 1 + BLOCK_POINTS)
    sums = np.zeros(radial.x.size)
    hts, curve = foot_m + heights[0], 500.0 / earth_km
    voids = 0
    for turned in range(2):
        for sign in (1, -1):
            fan = fan_towards(turned, sign, east, south)
            for j in range(-reach - 1, reach + 2):
                last, lost = sample_radial(windows, targets, size, fan, turned, j, foot_m, flags, radial)
                voids += lost
                if last == 0:
                    continue
                step = pixel_km * math.sqrt(1.0 + slope_of(size, fan, j) ** 2)
                start = step * fan.major / PARTS
                highest = -math.inf
                sums[0] = foot_m
                for k in range(1, last + 1):
                    d, h = k * step - start, radial.h[k]
                    sums[k] = sums[k - 1] + h
                    if radial.aim[k] >= 0:
                        at = radial.aim[k]
                        low, high = (averaged_km[0], averaged_km[1]) if d >= averaged_km[1] else (averaged_km[2] * d, d)
                        first, end = max(int(math.ceil((low + start) / step)), 1), min(int((high + start) / step), k)
                        links[0, at], links[1, at] = d, h
                        links[2, at] = (sums[end] - sums[first - 1]) / (end - first + 1) if end >= first else h
                        links[3, at] = 1.0 if highest <= (h + heights[1] - hts) / d - curve * d else 0.0
                    top = h + (radial.clutter[k] if flags[0] else 0.0)
                    highest = max(highest, (top - hts) / d - curve * d)
    return voids
