"""Radials over a window of terrain round a mast: which pixel belongs to which radial, and the samples along one.

The window is a square lattice of fine pixels with the mast near its middle pixel C, off its centre by whole 1/1024
of a pixel. Four fans of radials (east, west, north, south) lead from the mast to the fine pixels of the border, a
square ``border`` fine pixels from C that depends on the mast alone; the window may be smaller, when less is wanted.
Along the fan's axis, the *major* one, a radial has a sample at every pixel; across it, heights are linear between two
pixels, clutter and zone those of the nearest. In its fan every pixel belongs to the one radial that passes nearest.
Positions are whole numbers of 1/1024 pixel, so no rounding decides that; the radial that owns a pixel passes within
half a pixel of it, hence each pixel is met exactly once.

North and south are east and west of the transposed window, so that samples follow each other in memory.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from covplan.propagation._vector_math import vectorised

PARTS = 1024  # positions of the mast are whole numbers of 1/1024 fine pixel
MARGIN = 2  # pixels of the window beyond the border that radials lead to


class Fan(NamedTuple):
    """One quarter of a window, seen along its axis."""

    sign: int  # +1 towards higher indices of the major axis, -1 towards lower ones
    major: int  # offset of the mast from C along the axis, in the fan's direction [1/1024 pixel]
    minor: int  # across it
    closed: bool  # whether the diagonals belong to this fan


@njit(cache=True, nogil=True, error_model="numpy")
def fan_towards(turned, sign, east, south):
    """East, west, south or north: the plain or the transposed window, towards higher or lower indices."""
    return Fan(sign, sign * (south if turned else east), east if turned else south, turned == 0)


@njit(cache=True, nogil=True, error_model="numpy")
def slope_of(border, fan, j):
    """Pixels across the axis per pixel along it, of the radial to pixel j of the border."""
    return (PARTS * j - fan.minor) / (PARTS * border - fan.major)


@vectorised
def aims(target, size, border, fan, j, last, aim):
    """The wanted pixel that belongs to point k of radial j of a fan into ``aim[k]``: its index, or -1.

    All products are whole numbers below 2^53, so the comparisons are exact.
    """
    centre = size // 2
    major, minor, sign = float(fan.major), float(fan.minor), np.int32(fan.sign)
    width, middle = np.int32(size), np.int32(centre)
    ahead, across = float(PARTS * border - fan.major), float(PARTS * j - fan.minor)
    slope = across / ahead / PARTS
    first_y = centre + minor / PARTS + 0.5
    for k in range(1, last + 1):
        x = PARTS * np.float64(np.int32(k)) - major
        nearest = math.floor(first_y + slope * x)
        y = PARTS * (nearest - centre) - minor
        off = y * ahead - across * x
        own = (off >= -0.5 * PARTS * x) & (off < 0.5 * PARTS * x) & ((abs(y) < x) | (fan.closed & (abs(y) == x)))
        wanted = target[np.uint64(np.int32(nearest) * width + middle + sign * np.int32(k))]
        aim[np.uint64(k)] = wanted if own else np.int32(-1)


@vectorised
def sample_heights(values, size, fan, slope, last, out, first):
    """Heights along a radial, linear across the axis, from a flat window into ``out`` from ``first`` on."""
    sign, width, middle = np.int32(fan.sign), np.int32(size), np.int32(size // 2)
    first_y = size // 2 + (fan.minor - slope * fan.major) / PARTS
    for k in range(1, last + 1):
        y = first_y + slope * np.float64(np.int32(k))
        upper = math.floor(y)
        share = y - upper
        at = np.int32(upper) * width + middle + sign * np.int32(k)
        out[np.uint64(first + k)] = values[np.uint64(at)] * (1.0 - share) + values[np.uint64(at + width)] * share


@vectorised
def sample_nearest(values, size, fan, slope, last, out, first):
    """Values of the nearest pixel along a radial from a flat window into ``out`` from ``first`` on."""
    sign, width, middle = np.int32(fan.sign), np.int32(size), np.int32(size // 2)
    first_y = size // 2 + (fan.minor - slope * fan.major) / PARTS + 0.5
    for k in range(1, last + 1):
        nearest = np.int32(math.floor(first_y + slope * np.float64(np.int32(k))))
        out[np.uint64(first + k)] = values[np.uint64(nearest * width + middle + sign * np.int32(k))]
