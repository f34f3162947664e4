"""One draw of what is served: shadowing by hashed numbers, so that a draw is the same whoever makes it, in any order.

Shadowing of a mast is a field of blocks: one standard normal number in each square of a lattice, whose origin is drawn
for each mast and draw. Its correlation at a lag (dx, dy) is (1 - |dx|/L)(1 - |dy|/L) within a side L, else 0.
Lengths in metres, levels in dB.
"""

import math

import numpy as np
from numba import njit

LIMIT = 4.0  # normal numbers beyond it (6 in 100,000) are cut to it, so that clear cases need none
_UNIT = 1.0 / 9007199254740992.0  # 2**-53
_COMMON = -1  # the field that all masts share


@njit(cache=True, nogil=True, error_model="numpy")
def mix(z):
    """Finaliser of SplitMix64: spreads the bits of a counter (Steele, Lea, Flood 2014)."""
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit(cache=True, nogil=True, error_model="numpy")
def hashed(key, a, b):
    """64 bits of a key and two whole numbers."""
    z = mix(key + np.uint64(a) * np.uint64(0x9E3779B97F4A7C15))
    return mix(z + np.uint64(b) * np.uint64(0xD1B54A32D192ED03))


@njit(cache=True, nogil=True, error_model="numpy")
def uniform(bits):
    """Number in (0, 1)."""
    return (float(bits >> np.uint64(11)) + 0.5) * _UNIT


@njit(cache=True, nogil=True, error_model="numpy")
def normal(bits):
    """Standard normal number by Box and Muller (1958), cut at ``LIMIT``."""
    radius = math.sqrt(-2.0 * math.log(uniform(bits)))
    z = radius * math.cos(2.0 * math.pi * uniform(mix(bits + np.uint64(1))))
    return min(max(z, -LIMIT), LIMIT)


@njit(cache=True, nogil=True, error_model="numpy")
def field(key, mast, x_m, y_m, side_m):
    """The shadowing of a mast at a position, in standard deviations."""
    own = hashed(key, mast + 1, 0)
    col = math.floor(x_m / side_m + uniform(own))
    row = math.floor(y_m / side_m + uniform(mix(own + np.uint64(1))))
    return normal(hashed(own, col, row))


@njit(cache=True, nogil=True, error_model="numpy")
def keep_strongest(positions, margin_db, sigma_db, mast, top_margin_db, top_sigma_db, top_mast):
    """Insert a station into each resident's strongest few, the strongest first; of equals the earlier stays ahead."""
    most = top_margin_db.shape[1]
    for j in range(positions.size):
        p, margin = positions[j], margin_db[j]
        k = most
        while k > 0 and margin > top_margin_db[p, k - 1]:
            k -= 1
        if k == most:
            continue
        for i in range(most - 1, k, -1):
            top_margin_db[p, i], top_sigma_db[p, i], top_mast[p, i] = (
                top_margin_db[p, i - 1], top_sigma_db[p, i - 1], top_mast[p, i - 1],
            )  # fmt: skip
        top_margin_db[p, k], top_sigma_db[p, k], top_mast[p, k] = margin, sigma_db[j], mast


@njit(cache=True, nogil=True, error_model="numpy")
def draw_served(key, shift_db, x_m, y_m, side_m, between, shadowed, margin_db, sigma_db, mast, served):
    """Which operators serve which residents in one draw.

    ``shift_db`` (n,) is what the draw adds to all power at a resident; ``margin_db``, ``sigma_db``, ``mast``
    (operator, n, few) are median power over the threshold, deviation and mast of the strongest, -inf where none;
    ``served`` (operator, n) is written.
    """
    common_share, own_share = math.sqrt(between), math.sqrt(1.0 - between)
    for p in range(x_m.size):
        common, drawn = 0.0, False
        for o in range(margin_db.shape[0]):
            found = False
            for k in range(margin_db.shape[2]):
                level = margin_db[o, p, k] + shift_db[p]
                sigma = sigma_db[o, p, k] if shadowed else 0.0
                if not level >= -LIMIT * (common_share + own_share) * sigma:
                    continue
                if level >= LIMIT * (common_share + own_share) * sigma:
                    found = True
                    break
                if not drawn:
                    common, drawn = field(key, _COMMON, x_m[p], y_m[p], side_m), True
                level += sigma * common_share * common
                if level < -LIMIT * own_share * sigma:
                    continue
                if level >= LIMIT * own_share * sigma:
                    found = True
                    break
                if level + sigma * own_share * field(key, mast[o, p, k], x_m[p], y_m[p], side_m) >= 0.0:
                    found = True
                    break
            served[o, p] = found
