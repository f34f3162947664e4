"""Kernels that cut a window of fine pixels out of rasters, and lay out which of its pixels are wanted."""

import numpy as np
from numba import njit

TILE = 64  # pixels: a tile of a raster and its transposed one lie in the nearest cache together


@njit(cache=True, nogil=True, error_model="numpy")
def between(i, factor, count):
    """Of fine pixel i, ``factor`` to a pixel: the pixel before it that has another after it, and its share of that."""
    place = min(max(i / factor, 0.0), count - 1.0)
    first = min(int(place), max(count - 2, 0))
    return first, place - first


@njit(cache=True, nogil=True, error_model="numpy")
def refine(values, factor, top, left, nearest, beyond, out):
    """A window of a raster, ``factor`` fine pixels to a pixel, from fine row ``top`` and column ``left``.

    Bilinear between pixel centres, or the nearest pixel. The outermost fine pixels are repeated once, for a sample may
    lie half of one farther out and still in the raster; ``beyond`` fills the rest.
    """
    rows, cols = values.shape
    height, width = out.shape
    first, last = min(max(-1 - left, 0), width), max(min((cols - 1) * factor + 2 - left, width), 0)
    whole = nearest or factor == 1
    column, share = np.zeros(width, np.int64), np.zeros(width)
    for j in range(first, last):
        column[j], share[j] = between(left + j, factor, cols)
        column[j] += whole and share[j] >= 0.5
    for i in range(height):
        if not -1 <= top + i <= (rows - 1) * factor + 1:
            out[i] = beyond
            continue
        out[i, :first] = beyond
        out[i, last:] = beyond
        r, down = between(top + i, factor, rows)
        if whole:
            r += down >= 0.5
            for j in range(first, last):
                out[i, j] = values[r, column[j]]
            continue
        for j in range(first, last):
            c, right = column[j], share[j]
            upper = values[r, c] + right * (values[r, c + 1] - values[r, c])
            lower = values[r + 1, c] + right * (values[r + 1, c + 1] - values[r + 1, c])
            out[i, j] = upper + down * (lower - upper)


@njit(cache=True, nogil=True, error_model="numpy")
def turn(window, out):
    """The transposed window, tile by tile: row by row one of the two would be met a cache line per pixel."""
    rows, cols = window.shape
    for top in range(0, rows, TILE):
        for left in range(0, cols, TILE):
            for j in range(left, min(left + TILE, cols)):
                for i in range(top, min(top + TILE, rows)):
                    out[j, i] = window[i, j]


@njit(cache=True, nogil=True, error_model="numpy")
def lay_targets(rows, cols, row, col, near, factor, top, left, target, excepted, again, first):
    """The index of each pixel into ``target``, a window as in ``refine``; how many were left out and asked for again.

    Pixels nearer to (row, col) than ``near`` pixels are left out and their indices put into ``excepted``. Of those
    asked for again, the index goes into ``again`` and that of their like in the target into ``first``.
    """
    left_out, repeated = 0, 0
    for k in range(rows.size):
        down, right = rows[k] - row, cols[k] - col
        if down * down + right * right < near * near:
            excepted[left_out] = k
            left_out += 1
            continue
        i, j = rows[k] * factor - top, cols[k] * factor - left
        if target[i, j] >= 0:
            again[repeated], first[repeated] = k, target[i, j]
            repeated += 1
        else:
            target[i, j] = k
    return left_out, repeated
