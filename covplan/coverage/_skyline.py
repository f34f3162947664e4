"""Searches along a radial that stay cheap as it grows: upper convex hulls, and the least Fresnel clearance by blocks.

A radial's points are at distances x[1], x[2], ... from the mast; the profile of a receiver at point k is the points
before it. Whatever is seen under the greatest or least slope from a point beyond the others is a vertex of their upper
convex hull, kept by a monotone chain: a new point removes those under it, so the work is constant per point on average,
and a tangent is found by bisection. The least clearance is no such point (its level curves are not lines): there,
blocks of points under one line each are left out where even the line cannot hold it.

A *line* is one flat array with a row per quantity of a set of heights over one Earth radius, a *radial* one with what
the sets share. Rows are compile-time constants, as in the block of the evaluation and for the same reason; one array
to a function also costs no counting of references per pixel.

Ties are broken as ``propagation/p1812/_path.py`` says: a point replaces one nearer the receiver only if it still beats
it when lowered by ``GRAZING_M``.
"""

import math

import numpy as np
from numba import njit

from covplan.propagation._vector_math import bits, from_bits, vectorised
from covplan.propagation.p1812._losses import GRAZING_M
from covplan.propagation.p1812._path import is_hidden

strict = njit(cache=True, nogil=True, error_model="numpy")
inlined_strict = njit(cache=True, nogil=True, error_model="numpy", forceinline=True)

MOST_POINTS = 4096
ROOM = MOST_POINTS + 72  # not a power of two: the rows of one point would share a place in the cache
BLOCK_POINTS = 32
NO_TIE = 1e-5  # ratios that differ by more than this share cannot tie unless the clearance is tiny
_LARGEST = 0x7FE0000000000000  # bits of about 9e307

# rows of a line: height less the curvature, h - c x² [m]; slope from the transmitter [m/km]; the greatest slope of the
# points before, and which of them has it; points and heights of the vertices of the hull; lines over blocks of points,
# at their first and last
Q, ELEVATION, HIGHEST, HORIZON, HULL_K, HULL_Y, LEFT, RIGHT = range(0, 8 * ROOM, ROOM)
LINE_SIZE = 8 * ROOM
# and its whole numbers: vertices of the hull, the next point to push, blocks covered, last least clearance or vertex
# over a line
TOP, PUSHED, COVERED, GUESS = range(4)

# rows of a radial: distance [km], 1 / x, 1 / (m steps) (from a receiver at k to point i are k - i steps), distance of
# the first point of each block, ground, clutter, no clutter, the smooth earth's ends, room for the least clearance
X, INVERSE, BACK, BLOCK_X, H, CLUTTER, BARE, SMOOTH_T, SMOOTH_R, RATIO, MARK = range(0, 11 * ROOM, ROOM)
RADIAL_SIZE = 11 * ROOM


@vectorised
def lay_out(radial, last, step, start):
    """Distances of the points of a radial and their reciprocals."""
    for k in range(1, last + 1):
        radial[X + k] = k * step - start
        radial[INVERSE + k] = 1.0 / (k * step - start)
        radial[BACK + k] = 1.0 / (k * step)
    for b in range(last // BLOCK_POINTS + 1):
        radial[BLOCK_X + b] = (b * BLOCK_POINTS + 1) * step - start


@vectorised
def smooth_earth(radial, last):
    """Heights of the smooth earth at the mast and at a receiver at each point, eqs (83)-(86)."""
    for k in range(1, last + 1):
        x, before, h, h_before = radial[X + k], radial[X + k - 1], radial[H + k], radial[H + k - 1]
        radial[SMOOTH_T + k] = (x - before) * (h + h_before)
        radial[SMOOTH_R + k] = (x - before) * (h * (2.0 * x + before) + h_before * (x + 2.0 * before))
    v1, v2 = 0.0, 0.0
    for k in range(1, last + 1):
        v1 += radial[SMOOTH_T + k]
        v2 += radial[SMOOTH_R + k]
        radial[SMOOTH_T + k], radial[SMOOTH_R + k] = v1, v2  # (83), (84)
    for k in range(1, last + 1):
        d, inverse, v1, v2 = radial[X + k], radial[INVERSE + k], radial[SMOOTH_T + k], radial[SMOOTH_R + k]
        radial[SMOOTH_T + k] = (2.0 * v1 * d - v2) * inverse * inverse  # (85)
        radial[SMOOTH_R + k] = (v2 - v1 * d) * inverse * inverse  # (86)


@strict
def horizons(line, last):
    """The greatest slope from the transmitter over the points before each, and its point, eqs (13), (76).

    A point takes the place of another only if its slope when lowered, which row HIGHEST holds before, still is greater.
    """
    highest, horizon = -math.inf, 1.0
    for k in range(1, last + 1):
        slope, lowered = line[ELEVATION + k], line[HIGHEST + k]
        line[HIGHEST + k], line[HORIZON + k] = highest, horizon
        higher = lowered > highest
        highest, horizon = slope if higher else highest, np.float64(k) if higher else horizon


@vectorised
def look_out(radial, line, clutter, hts, curve, last, grazing_m):
    """Heights less the curvature, slopes from the transmitter and horizons, of ground plus the ``clutter`` row.

    For the horizon a point is lowered by ``grazing_m`` before it is compared.
    """
    for k in range(1, last + 1):
        x, height = radial[X + k], radial[H + k] + radial[np.uint64(clutter + k)]
        line[Q + k] = height - curve * x * x
        slope = (height - hts) * radial[INVERSE + k] - curve * x
        line[ELEVATION + k], line[HIGHEST + k] = slope, slope - grazing_m * radial[INVERSE + k]
    horizons(line, last)


@inlined_strict
def begin(state):
    """Nothing has been walked."""
    state[TOP], state[PUSHED], state[COVERED], state[GUESS] = 0, 1, 0, 0


@inlined_strict
def grow_hull(line, state, k):
    """Push the points before point k onto the upper hull; the number of its vertices."""
    top, pushed = state[TOP], state[PUSHED]
    while pushed < k:
        y = line[np.uint64(Q + pushed)]
        while top >= 2:
            k1, y1 = line[np.uint64(HULL_K + top - 1)], line[np.uint64(HULL_Y + top - 1)]
            k0, y0 = line[np.uint64(HULL_K + top - 2)], line[np.uint64(HULL_Y + top - 2)]
            if (y1 - y0) * (pushed - k1) > (y - y1) * (k1 - k0):
                break
            top -= 1
        line[np.uint64(HULL_K + top)] = pushed
        line[np.uint64(HULL_Y + top)] = y
        top += 1
        pushed += 1
    state[TOP], state[PUSHED] = top, pushed
    return top


@inlined_strict
def falls_towards(line, vertex, k, y):
    """Whether the vertex before is seen under a slope as great as this one from height y at point k beyond the hull."""
    k1, y1 = line[np.uint64(HULL_K + vertex)], line[np.uint64(HULL_Y + vertex)]
    k0, y0 = line[np.uint64(HULL_K + vertex - 1)], line[np.uint64(HULL_Y + vertex - 1)]
    return (y1 - y0) * (k - k1) <= (y - y1) * (k1 - k0)


@inlined_strict
def tangent(line, top, k, y):
    """Vertex seen under the greatest slope from height y at point k beyond the hull: gallop from there, then bisect."""
    low, high, stride, vertex = 0, top - 1, 1, top - 1
    while vertex >= 1:
        if not falls_towards(line, vertex, k, y):
            low = vertex
            break
        high = vertex - 1
        vertex -= stride
        stride *= 2
    while low < high:
        middle = (low + high + 1) >> 1
        if falls_towards(line, middle, k, y):
            high = middle - 1
        else:
            low = middle
    return low


@inlined_strict
def nearest_level(line, top, vertex, k, y):
    """The vertex nearest to point k that ``vertex``, seen under the greatest slope, does not beat by ``GRAZING_M``."""
    lowered, far = line[np.uint64(HULL_Y + vertex)] - GRAZING_M - y, k - line[np.uint64(HULL_K + vertex)]
    while vertex < top - 1:
        rise, near = line[np.uint64(HULL_Y + vertex + 1)] - y, k - line[np.uint64(HULL_K + vertex + 1)]
        if rise * far < lowered * near:
            break
        vertex += 1
    return vertex


@inlined_strict
def highest_over_line(line, top, slope, vertex):
    """Vertex of the greatest y - slope * k, walking from the last answer."""
    vertex = min(vertex, top - 1)
    while vertex < top - 1:
        rise = line[np.uint64(HULL_Y + vertex + 1)] - line[np.uint64(HULL_Y + vertex)]
        if not rise > slope * (line[np.uint64(HULL_K + vertex + 1)] - line[np.uint64(HULL_K + vertex)]):
            break
        vertex += 1
    while vertex > 0:
        rise = line[np.uint64(HULL_Y + vertex)] - line[np.uint64(HULL_Y + vertex - 1)]
        if rise > slope * (line[np.uint64(HULL_K + vertex)] - line[np.uint64(HULL_K + vertex - 1)]):
            break
        vertex -= 1
    return vertex


@vectorised
def cover_blocks(line, first, last, points):
    """A line over each block of points (block b: points b * 32 + 1 and on): its height at the block's two ends.

    ``points`` is 32, given when called: a loop of constant length is unrolled before it can become vector instructions.
    """
    for b in range(first, last):
        i = Q + b * BLOCK_POINTS + 1
        y0, y1 = line[i], line[i + BLOCK_POINTS - 1]
        slope = (y1 - y0) / (BLOCK_POINTS - 1.0)
        highest = np.int64(0)
        for t in range(points):
            highest = max(highest, bits(max(line[np.uint64(i + t)] - y0 - slope * t, 0.0)))
        above = from_bits(highest)
        above += 1e-12 * (1.0 + abs(y0) + above)  # over all points in spite of rounding
        line[LEFT + b], line[RIGHT + b] = y0 + above, y1 + above


@strict
def cover(line, state, k):
    """Lines over all whole blocks before point k."""
    blocks = (k - 1) // BLOCK_POINTS
    if state[COVERED] < blocks:
        cover_blocks(line, state[COVERED], blocks, BLOCK_POINTS)
        state[COVERED] = blocks


@vectorised
def fresnel_ratios(line, radial, n, i, hts, slope, points):
    """clearance² (1/x + 1/(d - x)) of points i, i + 1, ... under the direct line into row RATIO; the least of them."""
    least = np.int64(_LARGEST)
    for t in range(points):
        clearance = max(hts + slope * radial[np.uint64(X + i + t)] - line[np.uint64(Q + i + t)], 0.0)
        value = clearance * clearance * (radial[np.uint64(INVERSE + i + t)] + radial[np.uint64(BACK + n - i - t)])
        radial[np.uint64(RATIO + t)] = value
        least = min(least, bits(value))
    return from_bits(least)


@vectorised
def mark_blocks(line, radial, blocks, hts, slope, d, bound, width):
    """Row MARK <= 0 where a block may hold a point of clearance² <= bound x (d - x); how many do.

    By the least clearance of the block's line and the greatest x (d - x) of the block.
    """
    count = 0
    middle = 0.5 * d
    for b in range(blocks):
        x0 = radial[np.uint64(BLOCK_X + b)]
        x1 = x0 + width
        c0, c1 = hts + slope * x0 - line[np.uint64(LEFT + b)], hts + slope * x1 - line[np.uint64(RIGHT + b)]
        lowest = max(min(c0, c1), 0.0)
        widest = min(max(middle, x0), x1)
        slack = lowest * lowest - bound * widest * (d - widest)
        radial[np.uint64(MARK + b)] = slack
        count += 1 if slack <= 0.0 else 0
    return count


@strict
def may_hold(line, radial, b, hts, slope, d, bound, width):
    """The same of one block, sharper: by the least clearance² / (x (d - x)) of its line.

    That ratio of a line has one minimum, at d c(0) / (c(0) + c(d)): its slack there and at both ends is all that is
    needed.
    """
    x0 = radial[BLOCK_X + b]
    x1 = x0 + width
    c0, c1 = hts + slope * x0 - line[LEFT + b], hts + slope * x1 - line[RIGHT + b]
    if min(c0, c1) <= 0.0:
        return True
    rise = (c1 - c0) / width
    at_zero = c0 - rise * x0
    total = rise * d + 2.0 * at_zero
    x2 = min(max(at_zero * d / (total if total != 0.0 else 1.0), x0), x1)
    c2 = at_zero + rise * x2
    return c0 * c0 <= bound * x0 * (d - x0) or c1 * c1 <= bound * x1 * (d - x1) or c2 * c2 <= bound * x2 * (d - x2)


@inlined_strict
def ratio_at(line, radial, n, j, hts, slope, lowered):
    """clearance² (1/x + 1/(d - x)) of point j, lowered by so much."""
    clearance = max(hts + slope * radial[np.uint64(X + j)] - line[np.uint64(Q + j)], 0.0) + lowered
    return clearance * clearance * (radial[np.uint64(INVERSE + j)] + radial[np.uint64(BACK + n - j)])


@strict
def better_in(line, radial, n, i, points, hts, slope, least, best, at):
    """The best so far and its point, after a block whose least ratio, ``least`` < ``best``, is known.

    Mostly one point has that ratio and no nearer one comes close; only else the points are gone through one by one.
    """
    t = points - 1
    while radial[np.uint64(RATIO + t)] > least * (1.0 + NO_TIE):
        t -= 1
    if radial[np.uint64(RATIO + t)] == least and ratio_at(line, radial, n, i + t, hts, slope, GRAZING_M) < min(
        best, least * (1.0 + NO_TIE)
    ):
        return least, i + t
    for t in range(points - 1, -1, -1):
        value = radial[np.uint64(RATIO + t)]
        if value < best and ratio_at(line, radial, n, i + t, hts, slope, GRAZING_M) < best:
            best, at = value, i + t
    return best, at


@strict
def least_clearance(line, state, radial, n, hts, slope, d, step):
    """Least clearance² / (x (d - x)) of the points before point n, all under the direct line, and its point, eq. (15).

    ``slope`` is that of the direct line over heights less the curvature.
    """
    cover(line, state, n)
    first = max(n - BLOCK_POINTS, 1)
    at = n - 1
    least = fresnel_ratios(line, radial, n, first, hts, slope, n - first)
    best = radial[np.uint64(RATIO + n - first - 1)]
    if least < best:
        best, at = better_in(line, radial, n, first, n - first - 1, hts, slope, least, best, at)
    if first > 1:
        bound, guess = best, state[GUESS]  # the last answer may be this one: it only tightens the bound
        if 0 < guess < first:
            bound = min(bound, ratio_at(line, radial, n, guess, hts, slope, 0.0))
        blocks = (first - 2) // BLOCK_POINTS + 1  # those before ``first``; the last may reach over it
        width = (BLOCK_POINTS - 1) * step
        bound *= (1.0 + 1e-9) / d
        if mark_blocks(line, radial, blocks, hts, slope, d, bound, width) > 0:
            for b in range(blocks - 1, -1, -1):
                if radial[np.uint64(MARK + b)] <= 0.0 and may_hold(line, radial, b, hts, slope, d, bound, width):
                    i = b * BLOCK_POINTS + 1
                    points = min(BLOCK_POINTS, first - i)
                    least = fresnel_ratios(line, radial, n, i, hts, slope, points)
                    if least < best:
                        best, at = better_in(line, radial, n, i, points, hts, slope, least, best, at)
    state[GUESS] = at
    return best / d, at


@vectorised
def highest_over(radial, slope, first, last):
    """Greatest h - slope * x of points ``first`` to ``last``."""
    low = radial[H + first] - slope * radial[X + first]
    above = np.int64(0)
    for i in range(first, last + 1):
        # floats >= 0 are ordered like their bits, and a greatest integer is found by vector instructions
        above = max(above, bits(max(radial[np.uint64(H + i)] - slope * radial[np.uint64(X + i)] - low, 0.0)))
    return low + from_bits(above)


@inlined_strict
def edges(line, state, radial, k, hts, hrs, curve, step):
    """For the receiver at point k: least clearance (-1 if hidden), and elevation and point of both horizons."""
    d, horizon = radial[np.uint64(X + k)], np.int64(line[np.uint64(HORIZON + k)])
    highest = line[np.uint64(HIGHEST + k)]
    q = hrs - curve * d * d
    inverse = radial[np.uint64(INVERSE + k)]
    if not is_hidden(highest, radial[np.uint64(INVERSE + horizon)], d, inverse, hts, hrs, curve):
        least, at = least_clearance(line, state, radial, k, hts, (q - hts) * inverse, d, step)
        return least, highest, at, 0.0, at
    top = grow_hull(line, state, k)
    vertex = nearest_level(line, top, tangent(line, top, k, q), k, q)
    at = np.int64(line[np.uint64(HULL_K + vertex)])
    slope = (line[np.uint64(HULL_Y + vertex)] - q) * radial[np.uint64(BACK + k - at)] - 2.0 * curve * d
    return -1.0, highest, horizon, slope, at
