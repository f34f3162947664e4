"""ITU-R P.1812-8, Attachment 1 and the searches of §4.3: what a profile says before a frequency is named.

Distances in km, heights in m above sea, angles in mrad. ``ground`` is bare terrain, ``surface`` terrain plus clutter
with both ends bare; horizons and the smooth earth follow the terrain, the Bullington constructions the surface.

Ties. Of two horizon points at one angle the nearer to its terminal counts. An obstruction of at most ``GRAZING_M``
above the direct line counts as none: below that, eqs (89) divide rounding noise by rounding noise.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit

GRAZING_M = 1e-9
SEA, COASTAL, INLAND = 1, 3, 4
NO_COAST_KM = 500.0  # stands for "no sea on this path" in dct and dcr


class PathGeometry(NamedTuple):
    """Everything that the losses need of a path, free of frequency; nu is per sqrt(1 m / wavelength)."""

    d: float
    dlt: float
    dlr: float
    theta_t: float
    theta_r: float
    theta: float
    hts: float
    hrs: float
    hst: float
    hsr: float
    hstd: float
    hsrd: float
    hte: float
    hre: float
    hm: float
    omega: float
    dtm: float
    dlm: float
    dct: float
    dcr: float
    nu_median: float
    nu_smooth_median: float
    nu_beta: float
    nu_smooth_beta: float


@njit(cache=True, nogil=True, error_model="numpy")
def highest_from_transmitter(d, h, g, hts, ap):
    """Highest slopes [m/km] from the transmitter over two sets of heights, and their points, eqs (13), (76)."""
    best_h, best_g, at_h, at_g = -math.inf, -math.inf, 1, 1
    total, curve = d[-1], 500.0 / ap
    for i in range(1, d.size - 1):
        inverse = 1.0 / d[i]
        bulge = curve * (total - d[i])
        slope = (h[i] - hts) * inverse + bulge
        if slope > best_h:
            best_h, at_h = slope, i
        slope = (g[i] - hts) * inverse + bulge
        if slope > best_g:
            best_g, at_g = slope, i
    return best_h, at_h, best_g, at_g


@njit(cache=True, nogil=True, error_model="numpy")
def highest_from_receiver(d, h, g, hrs, ap):
    """Highest slopes [m/km] from the receiver over two sets of heights, and their points, eqs (17), (79)."""
    best_h, best_g, at_h, at_g = -math.inf, -math.inf, 1, 1
    total, curve = d[-1], 500.0 / ap
    for i in range(1, d.size - 1):
        inverse = 1.0 / (total - d[i])
        bulge = curve * d[i]
        slope = (h[i] - hrs) * inverse + bulge
        if slope >= best_h:
            best_h, at_h = slope, i
        slope = (g[i] - hrs) * inverse + bulge
        if slope >= best_g:
            best_g, at_g = slope, i
    return best_h, at_h, best_g, at_g


@njit(cache=True, nogil=True, error_model="numpy")
def highest_nu(d, h, g, hts, hrs, ap):
    """Point of the highest nu over ``h`` and the highest nu over ``g``, for a path in line of sight, eq. (15).

    nu |nu| orders points as nu does and needs no root.
    """
    best_h, best_g, at_h = -math.inf, -math.inf, 1
    total, curve = d[-1], 500.0 / ap
    fall = (hrs - hts) / total
    for i in range(1, d.size - 1):
        product = d[i] * (total - d[i])
        inverse = 1.0 / product
        line = hts + fall * d[i] - curve * product
        above = h[i] - line
        square = above * abs(above) * inverse
        if square > best_h:
            best_h, at_h = square, i
        above = g[i] - line
        best_g = max(best_g, above * abs(above) * inverse)
    return at_h, math.copysign(math.sqrt(0.002 * total * abs(best_g)), best_g)


@njit(cache=True, nogil=True, error_model="numpy")
def bullington_point_nu(d, first, stim, last, srim, hts, hrs):
    """Diffraction parameter where the two horizon rays cross, eqs (18)-(20)."""
    total = d[-1]
    crossing = stim + srim
    if crossing <= 0.0:  # exact grazing: both rays run along the direct line
        return 0.0
    dbp = (hrs - hts + srim * total) / crossing  # (18)
    dbp = min(max(dbp, d[min(first, last)]), d[max(first, last)])  # rounding may not carry it past its obstructions
    rise = hts + stim * dbp - (hts * (total - dbp) + hrs * dbp) / total
    return rise * math.sqrt(0.002 * total / (dbp * (total - dbp)))  # (20)


@njit(cache=True, nogil=True, error_model="numpy")
def bullington_nu(d, g, hts, hrs, ap):
    """Diffraction parameter of the Bullington point of a profile, eqs (13)-(20)."""
    _, _, stim, first = highest_from_transmitter(d, g, g, hts, ap)
    if stim < (hrs - hts) / d[-1]:  # (14)
        return highest_nu(d, g, g, hts, hrs, ap)[1]
    _, _, srim, last = highest_from_receiver(d, g, g, hrs, ap)
    return bullington_point_nu(d, first, stim, last, srim, hts, hrs)


@njit(cache=True, nogil=True, error_model="numpy")
def point_after(d, x):
    """First inner point at or beyond distance x, the last inner one if there is none."""
    return min(max(np.searchsorted(d, x), 1), d.size - 2)


@njit(cache=True, nogil=True, error_model="numpy")
def smooth_nu_square(d, i, hte, hre, curve):
    """nu |nu| of the smooth path at point i, up to the factor 0.002 d."""
    total = d[-1]
    product = d[i] * (total - d[i])
    above = curve * product - (hte * (total - d[i]) + hre * d[i]) / total
    return above * abs(above) / product


@njit(cache=True, nogil=True, error_model="numpy")
def smooth_bullington_nu(d, hte, hre, ap):
    """Eqs (13)-(20) over the same points with all heights zero and effective antenna heights.

    Without terrain every search has one optimum: slopes are concave in distance, nu |nu| rises to one peak. The points
    on both sides of the root, or a bisection, give what a walk over all points would.
    """
    total, curve, n = d[-1], 500.0 / ap, d.size
    i = point_after(d, math.sqrt(hte / curve))
    first = i
    stim = curve * (total - d[i]) - hte / d[i]
    if i > 1:
        slope = curve * (total - d[i - 1]) - hte / d[i - 1]
        if slope >= stim:
            stim, first = slope, i - 1
    if stim < (hre - hte) / total:
        low, high = 1, n - 2
        while low < high:
            middle = (low + high) // 2
            if smooth_nu_square(d, middle + 1, hte, hre, curve) > smooth_nu_square(d, middle, hte, hre, curve):
                low = middle + 1
            else:
                high = middle
        best = smooth_nu_square(d, low, hte, hre, curve)
        return math.copysign(math.sqrt(0.002 * total * abs(best)), best)
    i = point_after(d, total - math.sqrt(hre / curve))
    last = i
    srim = curve * d[i] - hre / (total - d[i])
    if i > 1:
        slope = curve * d[i - 1] - hre / (total - d[i - 1])
        if slope > srim:
            srim, last = slope, i - 1
    return bullington_point_nu(d, first, stim, last, srim, hte, hre)


@njit(cache=True, nogil=True, error_model="numpy")
def smooth_earth(d, h):
    """Heights of the fitted smooth earth at both ends, eqs (83)-(86)."""
    v1, v2 = 0.0, 0.0
    for i in range(1, d.size):
        step = d[i] - d[i - 1]
        v1 += step * (h[i] + h[i - 1])  # (83)
        v2 += step * (h[i] * (2.0 * d[i] + d[i - 1]) + h[i - 1] * (d[i] + 2.0 * d[i - 1]))  # (84)
    total = d[-1]
    return (2.0 * v1 * total - v2) / total**2, (v2 - v1 * total) / total**2  # (85), (86)


@njit(cache=True, nogil=True, error_model="numpy")
def diffraction_smooth_earth(d, h, hts, hrs, hst, hsr):
    """Smooth-earth heights of the diffraction model, eqs (87)-(89)."""
    total = d[-1]
    fall = (hrs - hts) / total
    hobs = -math.inf
    for i in range(1, d.size - 1):
        hobs = max(hobs, h[i] - (hts + fall * d[i]))  # (87a), (87d)
    if hobs > GRAZING_M:
        alpha_t, alpha_r = -math.inf, -math.inf
        for i in range(1, d.size - 1):
            above = h[i] - (hts + fall * d[i])
            alpha_t = max(alpha_t, above / d[i])  # (87b)
            alpha_r = max(alpha_r, above / (total - d[i]))  # (87c)
        share = alpha_t / (alpha_t + alpha_r)
        hst -= hobs * share  # (88)
        hsr -= hobs * (1.0 - share)
    return min(hst, h[0]), min(hsr, h[-1])  # (89)


@njit(cache=True, nogil=True, error_model="numpy")
def roughness(d, h, hst, hsr, first, last):
    """Highest terrain over the smooth earth between the horizons, eq. (93)."""
    slope = (hsr - hst) / d[-1]
    hm = -math.inf
    for i in range(first, last + 1):
        hm = max(hm, h[i] - (hst + slope * d[i]))
    return hm


@njit(cache=True, nogil=True, error_model="numpy")
def zone_lengths(d, zone):
    """Longest land and inland sections, sea fraction, distances to the coast (Table 3, Table 5, §4.5).

    A border between zones lies midway between two points.
    """
    n = d.size
    if (zone == INLAND).all():
        return d[n - 1], d[n - 1], 0.0, NO_COAST_KM, NO_COAST_KM
    land, inland, sea, dtm, dlm = 0.0, 0.0, 0.0, 0.0, 0.0
    dct, last_sea = NO_COAST_KM, NO_COAST_KM
    for i in range(n):
        low = 0.0 if i == 0 else 0.5 * (d[i - 1] + d[i])
        high = d[n - 1] if i == n - 1 else 0.5 * (d[i] + d[i + 1])
        if zone[i] == SEA:
            if dct == NO_COAST_KM:
                dct = low
            last_sea = d[n - 1] - high
            sea += high - low
            land, inland = 0.0, 0.0
            continue
        land += high - low
        dtm = max(dtm, land)
        inland = inland + high - low if zone[i] == INLAND else 0.0
        dlm = max(dlm, inland)
    return dtm, dlm, sea / d[n - 1], dct, last_sea


@njit(cache=True, nogil=True, error_model="numpy")
def analyse(d, ground, surface, zone, htg, hrg, ae, ab, with_beta):
    """The whole of Attachment 1 and the Bullington searches; ``with_beta`` adds those for beta0 % of time."""
    total = d[-1]
    hts, hrs = ground[0] + htg, ground[-1] + hrg
    dtm, dlm, omega, dct, dcr = zone_lengths(d, zone)
    direct = (hrs - hts) / total
    slope, first, stim, first_g = highest_from_transmitter(d, ground, surface, hts, ae)
    hidden, hidden_g = slope > direct, stim >= direct
    slope_r, last, srim, last_g, nu_median = 0.0, 0, 0.0, 0, 0.0
    if hidden or hidden_g:
        slope_r, last, srim, last_g = highest_from_receiver(d, ground, surface, hrs, ae)
        nu_median = bullington_point_nu(d, first_g, stim, last_g, srim, hts, hrs)
    if not (hidden and hidden_g):
        at, nu = highest_nu(d, ground, surface, hts, hrs, ae)
        if not hidden:
            slope, slope_r, first, last = direct, -direct, at, at
        if not hidden_g:
            nu_median = nu
    dlt, dlr = d[first], total - d[last]  # (78), (81a)
    # these slopes stand in a frame that has the Earth's curve; from the horizontal they are lower by its half
    bend = 500.0 * total / ae
    theta_t = 1000.0 * math.atan((slope - bend) / 1000.0)  # (76)
    theta_r = 1000.0 * math.atan((slope_r - bend) / 1000.0)  # (79)
    theta = 1000.0 * total / ae + theta_t + theta_r  # (82)

    hst, hsr = smooth_earth(d, ground)
    hstd, hsrd = diffraction_smooth_earth(d, ground, hts, hrs, hst, hsr)
    hst_duct, hsr_duct = min(hst, ground[0]), min(hsr, ground[-1])  # (90)
    hm = roughness(d, ground, hst_duct, hsr_duct, first, last)

    nu_smooth_median = smooth_bullington_nu(d, hts - hstd, hrs - hsrd, ae)
    nu_beta, nu_smooth_beta = nu_median, nu_smooth_median
    if with_beta:
        nu_beta = bullington_nu(d, surface, hts, hrs, ab)
        nu_smooth_beta = smooth_bullington_nu(d, hts - hstd, hrs - hsrd, ab)
    return PathGeometry(
        total, dlt, dlr, theta_t, theta_r, theta, hts, hrs, hst, hsr, hstd, hsrd,
        hts - hst_duct, hrs - hsr_duct, hm, omega, dtm, dlm, dct, dcr,
        nu_median, nu_smooth_median, nu_beta, nu_smooth_beta,
    )  # fmt: skip
