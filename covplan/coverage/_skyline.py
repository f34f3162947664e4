"""Searches along a radial that stay cheap as it grows: upper convex hulls, and the least Fresnel clearance by blocks.

A radial's points are at distances x[1], x[2], ... from the mast; the profile of a receiver at point k is the points
before it. Whatever is seen under the greatest or least slope from a point beyond the others is a vertex of their upper
convex hull, kept by a monotone chain: a new point removes those under it, so the work is constant per point on average,
and a tangent is found by bisection. The least clearance is no such point (its level curves are not lines): there,
blocks of points under one line each are left out where even the line cannot hold it.

Ties are broken as ``propagation/p1812/_path.py`` says: a point replaces one nearer the receiver only if it still beats
it when lowered by ``GRAZING_M``.
"""

import math

import numpy as np
from numba import njit

from covplan.propagation._vector_math import bits, from_bits, vectorised
from covplan.propagation.p1812._losses import GRAZING_M

BLOCK_POINTS = 32
_LARGEST = 0x7FE0000000000000  # bits of about 9e307


@njit(cache=True, nogil=True, error_model="numpy")
def push(hull_x, hull_y, top, x, y):
    """Add the next point to an upper hull of ``top`` vertices; the new number of vertices."""
    while top >= 2:
        last, before = np.uint64(top - 1), np.uint64(top - 2)
        if (hull_y[last] - hull_y[before]) * (x - hull_x[last]) > (y - hull_y[last]) * (hull_x[last] - hull_x[before]):
            break
        top -= 1
    hull_x[np.uint64(top)] = x
    hull_y[np.uint64(top)] = y
    return top + 1


@njit(cache=True, nogil=True, error_model="numpy")
def falls_towards(hull_x, hull_y, k, x, y):
    """Whether vertex k - 1 is seen under a slope as great as vertex k from (x, y) beyond the hull."""
    here, before = np.uint64(k), np.uint64(k - 1)
    rise = (hull_y[here] - hull_y[before]) * (x - hull_x[here])
    return rise <= (y - hull_y[here]) * (hull_x[here] - hull_x[before])


@njit(cache=True, nogil=True, error_model="numpy")
def tangent(hull_x, hull_y, top, x, y):
    """Vertex seen under the greatest slope from (x, y) beyond the hull: gallop from the near end, then bisect."""
    low, high, step, k = 0, top - 1, 1, top - 1
    while k >= 1:
        if not falls_towards(hull_x, hull_y, k, x, y):
            low = k
            break
        high = k - 1
        k -= step
        step *= 2
    while low < high:
        middle = (low + high + 1) >> 1
        if falls_towards(hull_x, hull_y, middle, x, y):
            high = middle - 1
        else:
            low = middle
    return low


@njit(cache=True, nogil=True, error_model="numpy")
def nearest_level(hull_x, hull_y, top, vertex, x, y):
    """The vertex nearest to (x, y) that ``vertex``, seen under the greatest slope, does not beat by ``GRAZING_M``."""
    inverse = 1.0 / (x - hull_x[np.uint64(vertex)])
    lowered = (hull_y[np.uint64(vertex)] - GRAZING_M - y) * inverse
    while vertex < top - 1:
        after = np.uint64(vertex + 1)
        if (hull_y[after] - y) < lowered * (x - hull_x[after]):
            break
        vertex += 1
    return vertex


@njit(cache=True, nogil=True, error_model="numpy")
def highest_over_line(hull_x, hull_y, top, slope, vertex):
    """Vertex of the greatest y - slope * x, walking from the last answer."""
    vertex = min(vertex, top - 1)
    while vertex < top - 1 and hull_y[np.uint64(vertex + 1)] - hull_y[np.uint64(vertex)] > slope * (
        hull_x[np.uint64(vertex + 1)] - hull_x[np.uint64(vertex)]
    ):
        vertex += 1
    while vertex > 0 and not hull_y[np.uint64(vertex)] - hull_y[np.uint64(vertex - 1)] > slope * (
        hull_x[np.uint64(vertex)] - hull_x[np.uint64(vertex - 1)]
    ):
        vertex -= 1
    return vertex


@vectorised
def cover_blocks(y, left, right, first, last, points):
    """A line over each block of points (block b: points b * 32 + 1 and on): its height at the block's two ends.

    ``points`` is 32, given when called: a loop of constant length is unrolled before it can become vector instructions.
    """
    for b in range(first, last):
        i = b * BLOCK_POINTS + 1
        y0, slope = y[i], (y[i + BLOCK_POINTS - 1] - y[i]) / (BLOCK_POINTS - 1.0)
        highest = np.int64(0)
        for t in range(points):
            # floats >= 0 are ordered like their bits, and a greatest integer is found by vector instructions
            highest = max(highest, bits(max(y[np.uint64(i + t)] - y0 - slope * t, 0.0)))
        above = from_bits(highest)
        above += 1e-12 * (1.0 + abs(y0) + above)  # over all points in spite of rounding
        left[b], right[b] = y0 + above, y[i + BLOCK_POINTS - 1] + above


@vectorised
def fresnel_ratios(n, i, q, x, inverse, inverse_back, hts, slope, ratio, points):
    """clearance² (1/x + 1/(d - x)) of points i, i + 1, ... under the direct line into ``ratio``; the least of them."""
    least = np.int64(_LARGEST)
    for t in range(points):
        j = i + t
        clearance = max(hts + slope * x[np.uint64(j)] - q[np.uint64(j)], 0.0)
        value = clearance * clearance * (inverse[np.uint64(j)] + inverse_back[np.uint64(n - j)])
        ratio[np.uint64(t)] = value
        least = min(least, bits(value))
    return from_bits(least)


@vectorised
def mark_blocks(blocks, block_x, left, right, hts, slope, d, bound, width, mark):
    """``mark`` <= 0 where a block may hold a point of clearance² <= bound x (d - x); how many do.

    clearance² / (x (d - x)) of a line has one minimum, at d c(0) / (c(0) + c(d)): its slack there and at both ends is
    all that is needed.
    """
    inverse = 1.0 / width
    count = 0
    for b in range(blocks):
        x0 = block_x[np.uint64(b)]
        x1 = x0 + width
        c0, c1 = hts + slope * x0 - left[np.uint64(b)], hts + slope * x1 - right[np.uint64(b)]
        rise = (c1 - c0) * inverse
        at_zero = c0 - rise * x0
        total = rise * d + 2.0 * at_zero
        x2 = min(max(at_zero * d / (total if total != 0.0 else 1.0), x0), x1)
        c2 = at_zero + rise * x2
        slack = min(
            min(c0 * abs(c0) - bound * x0 * (d - x0), c1 * abs(c1) - bound * x1 * (d - x1)),
            c2 * abs(c2) - bound * x2 * (d - x2),
        )
        mark[np.uint64(b)] = slack
        count += 1 if slack <= 0.0 else 0
    return count


@njit(cache=True, nogil=True, error_model="numpy")
def better_in(ratio, points, i, n, q, x, inverse, inverse_back, hts, slope, best, at):
    """Go through the ratios of a block from the receiver's side; the best so far, and its point."""
    for t in range(points - 1, -1, -1):
        if ratio[t] < best:
            j = i + t
            clearance = max(hts + slope * x[j] - q[j], 0.0) + GRAZING_M
            if clearance * clearance * (inverse[j] + inverse_back[n - j]) < best:
                best, at = ratio[t], j
    return best, at


@njit(cache=True, nogil=True, error_model="numpy")
def least_clearance(n, q, left, right, block_x, hts, slope, d, step, guess, x, inverse, inverse_back, ratio, mark):
    """Least clearance² / (x (d - x)) of the points before point n, all under the direct line, and its point, eq. (15).

    ``q`` are heights without the Earth's curvature, ``slope`` that of the direct line over them; ``guess`` is a point
    that may be the one (the last answer): it only tightens the bound.
    """
    best, at = math.inf, n - 1
    first = max(n - BLOCK_POINTS, 1)
    fresnel_ratios(n, first, q, x, inverse, inverse_back, hts, slope, ratio, n - first)
    best, at = better_in(ratio, n - first, first, n, q, x, inverse, inverse_back, hts, slope, best, at)
    if first > 1:
        bound = best
        if 0 < guess < first:
            clearance = max(hts + slope * x[guess] - q[guess], 0.0)
            bound = min(bound, clearance * clearance * (inverse[guess] + inverse_back[n - guess]))
        # blocks before ``first``; the last may reach over it
        blocks = (first - 1 + BLOCK_POINTS - 1) // BLOCK_POINTS
        width = (BLOCK_POINTS - 1) * step
        if mark_blocks(blocks, block_x, left, right, hts, slope, d, bound / d * (1.0 + 1e-9), width, mark) > 0:
            for b in range(blocks - 1, -1, -1):
                if mark[b] <= 0.0:
                    i = b * BLOCK_POINTS + 1
                    if (
                        fresnel_ratios(
                            n, i, q, x, inverse, inverse_back, hts, slope, ratio, min(BLOCK_POINTS, first - i)
                        )
                        < best
                    ):
                        best, at = better_in(
                            ratio, min(BLOCK_POINTS, first - i), i, n, q, x, inverse, inverse_back, hts, slope, best, at
                        )
    return best / d, at


@njit(cache=True, nogil=True, error_model="numpy")
def highest_between(y, left, right, x, slope, first, last):
    """Greatest y - slope * x of points ``first`` to ``last``, leaving out whole blocks under what is found."""
    best = -math.inf
    i = first
    while i <= last:
        if (i - 1) % BLOCK_POINTS == 0 and i + BLOCK_POINTS - 1 <= last:
            b = (i - 1) // BLOCK_POINTS
            if max(left[b] - slope * x[i], right[b] - slope * x[i + BLOCK_POINTS - 1]) <= best:
                i += BLOCK_POINTS
                continue
        best = max(best, y[i] - slope * x[i])
        i += 1
    return best
