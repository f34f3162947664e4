"""Median loss from one mast to many pixels along radials: ITU-R P.1812-8 in O(log n) per pixel.

Profiles of successive pixels of a radial are prefixes of one another: the mast's horizons and the smooth earth of all
of them are found at once, hulls grow along the walk outwards, and ``_skyline`` answers what depends on the receiver.
A walk only searches and fills a block; blocks may straddle radials and are evaluated by
``propagation/p1812/_evaluate.py``, once for geometry and once per frequency. The searches are those of
``propagation/p1812/_path.py``, with its rule for ties.
"""

import math

import numpy as np

import covplan.propagation.p1812._block as row
from covplan.coverage._radials import MARGIN, PARTS, aims, fan_towards, sample_heights, sample_nearest, slope_of
from covplan.coverage._skyline import (
    BACK,
    BARE,
    CLUTTER,
    GUESS,
    HIGHEST,
    HULL_K,
    HULL_Y,
    INVERSE,
    LINE_SIZE,
    RADIAL_SIZE,
    ROOM,
    SMOOTH_R,
    SMOOTH_T,
    H,
    X,
    begin,
    edges,
    grow_hull,
    highest_over,
    highest_over_line,
    inlined_strict,
    lay_out,
    look_out,
    smooth_earth,
    strict,
    tangent,
)
from covplan.propagation.p1812._evaluate import empty_block, median_losses
from covplan.propagation.p1812._losses import GRAZING_M
from covplan.propagation.p1812._path import NO_COAST_KM, zone_results, zone_step, zones_before


@inlined_strict
def fill_obstructions(block, i, flat, state, radial, k, hts, hrs, step):
    """Eqs (87) for the receiver at point k, whose line ``flat`` has no curvature; no obstruction is -1."""
    fall = (hrs - hts) * radial[INVERSE + k]
    alpha_t = flat[HIGHEST + k] - fall  # (87b)
    block[row.HOBS + i], block[row.ALPHA_T + i], block[row.ALPHA_R + i] = -1.0, alpha_t, 1.0
    if alpha_t > 0.0:
        top = grow_hull(flat, state, k)
        vertex = highest_over_line(flat, top, fall * step, state[GUESS])
        state[GUESS] = vertex
        at = np.int64(flat[HULL_K + vertex])
        block[row.HOBS + i] = flat[HULL_Y + vertex] - (hts + fall * radial[X + at])  # (87a)
        vertex = tangent(flat, top, k, hrs)
        at = np.int64(flat[HULL_K + vertex])
        block[row.ALPHA_R + i] = (flat[HULL_Y + vertex] - hrs) * radial[BACK + k - at] + fall  # (87c)


@strict
def points_aimed_at(aim, last, points):
    """The points of a radial that reach a wanted pixel, into ``points``; how many."""
    count = 0
    for k in range(1, last + 1):
        points[count] = k
        count += aim[k] >= 0
    return count


@strict
def walk(radial, aim, points, zone, lines, states, flags, last, step, start, heights, place, vertical, freqs,
         block, filled, paths, loss):  # fmt: skip
    """Walk one radial and evaluate every block that gets full; the number of paths that wait in the block.

    ``aim[k]`` is the wanted pixel that is reached at point k, or -1; ``points`` is room for a list of those points.
    ``lines`` and ``states`` are those of the ground on a flat earth, the ground, the surface, and the surface for beta0
    % of time; ``flags`` say whether there is clutter (else the surface is the ground), zones other than inland, and
    p < 50 %.
    """
    has_clutter, has_zones, has_beta = flags
    flat, terrain, surface, beta = lines
    flat_state, terrain_state, surface_state, beta_state = states
    htg, hrg = heights
    curve, curve_beta = 500.0 / place[3], 500.0 / place[4]
    h0, hts = radial[H], radial[H] + htg
    walked = 0
    zones = zone_step(zone[0], 0.0, 0.5 * radial[X + 1], zones_before())
    for n in range(points_aimed_at(aim, last, points)):
        k = np.int64(points[n])
        d, inverse = radial[X + k], radial[INVERSE + k]
        i, hn = filled & (row.BLOCK - 1), radial[H + k]  # masked: the compiler sees that no index is negative
        hrs = hn + hrg
        block[row.D + i], block[row.H0 + i], block[row.HN + i] = d, h0, hn
        block[row.STEP + i], block[row.START + i] = step, start
        hst, hsr = radial[SMOOTH_T + k], radial[SMOOTH_R + k]
        block[row.HST + i], block[row.HSR + i] = hst, hsr
        fill_obstructions(block, i, flat, flat_state, radial, k, hts, hrs, step)
        found = edges(terrain, terrain_state, radial, k, hts, hrs, curve, step)
        least, slope_t, first, slope_r, end = found
        if least >= 0.0:
            slope_t, slope_r = (hrs - hts) * inverse - curve * d, (hts - hrs) * inverse - curve * d  # (76), (79)
        block[row.SLOPE_T + i], block[row.SLOPE_R + i] = slope_t, slope_r
        block[row.DLT + i], block[row.DLR + i] = radial[X + first], d - radial[X + end]  # (78), (81a)
        low_t, low_r = min(hst, h0), min(hsr, hn)  # (90)
        block[row.HM + i] = highest_over(radial, (low_r - low_t) * inverse, first, end) - low_t  # (93)
        if has_clutter:
            found = edges(surface, surface_state, radial, k, hts, hrs, curve, step)
        block[row.LEAST + i], block[row.EDGE_T + i], block[row.EDGE_R + i] = found[0], found[1], found[3]
        block[row.AT_T + i], block[row.AT_R + i] = radial[X + found[2]], radial[X + found[4]]
        if has_beta:
            found = edges(beta, beta_state, radial, k, hts, hrs, curve_beta, step)
            block[row.LEAST_B + i], block[row.EDGE_T_B + i], block[row.EDGE_R_B + i] = found[0], found[1], found[3]
            block[row.AT_T_B + i], block[row.AT_R_B + i] = radial[X + found[2]], radial[X + found[4]]
        block[row.DTM + i], block[row.DLM + i], block[row.OMEGA + i] = d, d, 0.0
        block[row.DCT + i], block[row.DCR + i] = NO_COAST_KM, NO_COAST_KM
        if has_zones:
            for passed in range(walked + 1, k):
                middle, after = 0.5 * (radial[X + passed - 1] + radial[X + passed]), radial[X + passed + 1]
                zones = zone_step(zone[passed], middle, 0.5 * (radial[X + passed] + after), zones)
            walked = k - 1
            ended = zone_step(zone[k], 0.5 * (radial[X + k - 1] + d), d, zones)
            (
                block[row.DTM + i], block[row.DLM + i], block[row.OMEGA + i], block[row.DCT + i], block[row.DCR + i]
            ) = zone_results(ended, d)  # fmt: skip
        paths[i] = aim[k]
        filled += 1
        if filled == row.BLOCK:
            median_losses(block, filled, htg, hrg, freqs, place, vertical, loss, paths)
            filled = 0
    return filled


@strict
def last_aim(aim, last):
    """The last point that reaches a wanted pixel, 0 if none does."""
    while last > 0 and aim[last] < 0:
        last -= 1
    return last


@strict
def stop_at_void(radial, aim, last):
    """The last point before a void, and how many wanted pixels lie at it or beyond."""
    for k in range(1, last + 1):
        if math.isnan(radial[H + k]):
            lost = 0
            for i in range(k, last + 1):
                lost += aim[i] >= 0
            return k - 1, lost
    return last, 0


@strict
def set_out(radial, lines, states, flags, last, step, start, hts, curve, curve_beta):
    """All that follows from the samples of a radial alone; then nothing has been walked."""
    flat, terrain, surface, beta = lines
    clutter = CLUTTER if flags[0] else BARE
    lay_out(radial, last, step, start)
    smooth_earth(radial, last)
    look_out(radial, flat, BARE, hts, 0.0, last, 0.0)
    look_out(radial, terrain, BARE, hts, curve, last, GRAZING_M)
    if flags[0]:
        look_out(radial, surface, clutter, hts, curve, last, GRAZING_M)
    if flags[2]:
        look_out(radial, beta, clutter, hts, curve_beta, last, GRAZING_M)
    for state in states:
        begin(state)


@strict
def empty_radial():
    """Room for one radial: its rows, aims, the points that have one, zones, four lines and their states."""
    lines = (np.zeros(LINE_SIZE), np.zeros(LINE_SIZE), np.zeros(LINE_SIZE), np.zeros(LINE_SIZE))
    states = (np.zeros(4, np.int64), np.zeros(4, np.int64), np.zeros(4, np.int64), np.zeros(4, np.int64))
    aim, points = np.full(ROOM, -1, np.int32), np.zeros(ROOM, np.uint16)  # unsigned: no index is negative
    return np.zeros(RADIAL_SIZE), aim, points, np.zeros(ROOM, np.uint8), lines, states


@strict
def sample_radial(windows, targets, size, border, fan, turned, j, foot_m, flags, radial, aim, zone):
    """Fill a radial's samples up to its last wanted pixel: that point (0 for none), wanted pixels lost to a void."""
    reach = size // 2 - MARGIN
    aims(targets[turned], size, border, fan, j, reach, aim)
    last, lost = last_aim(aim, reach), 0
    if last == 0:
        return 0, 0
    slope = slope_of(border, fan, j)
    radial[H] = foot_m
    sample_heights(windows[0][turned], size, fan, slope, last, radial, H)
    last, lost = stop_at_void(radial, aim, last)
    last = last_aim(aim, last)
    if last and flags[0]:
        sample_nearest(windows[1][turned], size, fan, slope, last, radial, CLUTTER)
    if last and flags[1]:
        sample_nearest(windows[2][turned], size, fan, slope, last, zone, 0)
        zone[0] = windows[2][turned][(size // 2) * size + size // 2]
    return last, lost


@strict
def sweep(windows, targets, size, border, east, south, foot_m, pixel_km, flags, heights, place, vertical, freqs, loss):
    """Fill ``loss`` (frequency [GHz], wanted pixel) [dB] from a window and its transposed; count those lost to voids.

    ``windows`` holds ground, clutter and zone, each flat, plain and transposed; ``targets`` the index of a wanted
    pixel or -1 in the same way; ``border`` as in ``_radials``; ``east``, ``south`` the mast's offset [1/1024 fine
    pixel]; ``foot_m`` the ground at the mast. Without clutter or zones those windows may hold anything: ``flags`` tell
    (see ``walk``).
    """
    radial, aim, points, zone, lines, states = empty_radial()
    block, paths = empty_block(), np.zeros(row.BLOCK, np.int64)
    hts, curve, curve_beta = foot_m + heights[0], 500.0 / place[3], 500.0 / place[4]
    filled, voids = 0, 0
    for turned in range(2):
        for sign in (1, -1):
            fan = fan_towards(turned, sign, east, south)
            for j in range(-border - 1, border + 2):
                last, lost = sample_radial(
                    windows, targets, size, border, fan, turned, j, foot_m, flags, radial, aim, zone
                )
                voids += lost
                if last == 0:
                    continue
                step = pixel_km * math.sqrt(1.0 + slope_of(border, fan, j) ** 2)
                start = step * fan.major / PARTS
                set_out(radial, lines, states, flags, last, step, start, hts, curve, curve_beta)
                filled = walk(
                    radial, aim, points, zone, lines, states, flags, last, step, start, heights, place, vertical, freqs,
                    block, filled, paths, loss,
                )  # fmt: skip
    if filled:
        median_losses(block, filled, heights[0], heights[1], freqs, place, vertical, loss, paths)
    return voids


@strict
def sweep_links(
    windows, targets, size, border, east, south, foot_m, pixel_km, flags, heights, earth_km, averaged_km, links
):
    """Fill ``links`` (2, wanted pixel), NaN before, with what statistical models ask of the ground between.

    Rows: mean ground over the stretch that ``averaged_km`` = (from, to, and on shorter paths from this share of the
    distance) names [m], and 1 where ground and clutter leave the line clear, else 0. Lost to a void: nothing.
    """
    radial, aim, _, zone, _, _ = empty_radial()
    sums = np.zeros(ROOM)
    hts, curve = foot_m + heights[0], 500.0 / earth_km
    foot = targets[0][(size // 2) * size + size // 2]
    if foot >= 0:  # no radial has a point there
        links[0, foot], links[1, foot] = foot_m, 1.0
    for turned in range(2):
        for sign in (1, -1):
            fan = fan_towards(turned, sign, east, south)
            for j in range(-border - 1, border + 2):
                last, _ = sample_radial(
                    windows, targets, size, border, fan, turned, j, foot_m, flags, radial, aim, zone
                )
                step = pixel_km * math.sqrt(1.0 + slope_of(border, fan, j) ** 2)
                start = step * fan.major / PARTS
                highest = -math.inf
                for k in range(1, last + 1):
                    d, h = k * step - start, radial[H + k]
                    sums[k] = sums[k - 1] + h
                    if aim[k] >= 0:
                        low, end = averaged_km[2] * d, k
                        if d >= averaged_km[1]:
                            low, end = averaged_km[0], min(int((averaged_km[1] + start) / step), k)
                        first = max(int(math.ceil((low + start) / step)), 1)
                        links[0, aim[k]] = (sums[end] - sums[first - 1]) / (end - first + 1)
                        links[1, aim[k]] = 1.0 if highest <= (h + heights[1] - hts) / d - curve * d else 0.0
                    top = h + (radial[CLUTTER + k] if flags[0] else 0.0)
                    highest = max(highest, (top - hts) / d - curve * d)
