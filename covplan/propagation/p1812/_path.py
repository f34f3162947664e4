"""ITU-R P.1812-8, Attachment 1 and the searches of §4.3: what a profile says before a frequency is named.

Distances in km, heights in m above sea, angles in mrad. ``ground`` is bare terrain, ``surface`` terrain plus clutter
with both ends bare; horizons and the smooth earth follow the terrain, the Bullington constructions the surface.

Ties. Of two horizon points at one angle the nearer to its terminal counts. An obstruction of at most ``GRAZING_M``
above the direct line counts as none: below that, eqs (89) divide rounding noise by rounding noise.
"""

import math
from typing import NamedTuple

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
def horizon_slope(d, h, hts, hrs, ae):
    """Highest slope from the transmitter and its point, eq. (76); slopes of the direct ray, eq. (77)."""
    best, at = -math.inf, 1
    for i in range(1, d.size - 1):
        slope = (h[i] - hts) / (1000.0 * d[i]) - d[i] / (2.0 * ae)
        if slope > best:
            best, at = slope, i
    total = d[-1]
    return best, at, (hrs - hts) / (1000.0 * total) - total / (2.0 * ae)


@njit(cache=True, nogil=True, error_model="numpy")
def receiver_slope(d, h, hrs, ae):
    """Highest slope from the receiver and its point, eqs (79), (80)."""
    best, at = -math.inf, 1
    total = d[-1]
    for i in range(1, d.size - 1):
        back = total - d[i]
        slope = (h[i] - hrs) / (1000.0 * back) - back / (2.0 * ae)
        if slope >= best:
            best, at = slope, i
    return best, at


@njit(cache=True, nogil=True, error_model="numpy")
def highest_nu(d, g, hts, hrs, ap):
    """Highest diffraction parameter over a profile in line of sight, eq. (16), and its point."""
    best, at = -math.inf, 1
    total = d[-1]
    for i in range(1, d.size - 1):
        back = total - d[i]
        clearance = g[i] + 500.0 * d[i] * back / ap - (hts * back + hrs * d[i]) / total
        nu = clearance * math.sqrt(0.002 * total / (d[i] * back))
        if nu > best:
            best, at = nu, i
    return best, at


@njit(cache=True, nogil=True, error_model="numpy")
def bullington_nu(d, g, hts, hrs, ap):
    """Diffraction parameter of the Bullington point of a profile, eqs (13)-(20)."""
    total = d[-1]
    stim, first = -math.inf, 1
    for i in range(1, d.size - 1):
        slope = (g[i] + 500.0 * d[i] * (total - d[i]) / ap - hts) / d[i]  # (13)
        if slope > stim:
            stim, first = slope, i
    if stim < (hrs - hts) / total:  # (14)
        return highest_nu(d, g, hts, hrs, ap)[0]  # (15)
    srim, last = -math.inf, first
    for i in range(1, d.size - 1):
        slope = (g[i] + 500.0 * d[i] * (total - d[i]) / ap - hrs) / (total - d[i])  # (17)
        if slope >= srim:
            srim, last = slope, i
    crossing = stim + srim
    if crossing <= 0.0:  # exact grazing: both rays run along the direct line
        return 0.0
    dbp = (hrs - hts + srim * total) / crossing  # (18)
    dbp = min(max(dbp, d[min(first, last)]), d[max(first, last)])  # rounding may not carry it past its obstructions
    rise = hts + stim * dbp - (hts * (total - dbp) + hrs * dbp) / total
    return rise * math.sqrt(0.002 * total / (dbp * (total - dbp)))  # (20)


@njit(cache=True, nogil=True, error_model="numpy")
def smooth_bullington_nu(d, hte, hre, ap):
    """Eqs (13)-(20) over the same points with all heights zero and effective antenna heights."""
    total = d[-1]
    stim, srim = -math.inf, -math.inf
    first, last = 1, 1
    for i in range(1, d.size - 1):
        bulge = 500.0 * d[i] * (total - d[i]) / ap
        slope = (bulge - hte) / d[i]
        if slope > stim:
            stim, first = slope, i
        slope = (bulge - hre) / (total - d[i])
        if slope >= srim:
            srim, last = slope, i
    if stim < (hre - hte) / total:
        best = -math.inf
        for i in range(1, d.size - 1):
            back = total - d[i]
            clearance = 500.0 * d[i] * back / ap - (hte * back + hre * d[i]) / total
            best = max(best, clearance * math.sqrt(0.002 * total / (d[i] * back)))
        return best
    crossing = stim + srim
    if crossing <= 0.0:
        return 0.0
    dbp = (hre - hte + srim * total) / crossing
    dbp = min(max(dbp, d[min(first, last)]), d[max(first, last)])
    rise = hte + stim * dbp - (hte * (total - dbp) + hre * dbp) / total
    return rise * math.sqrt(0.002 * total / (dbp * (total - dbp)))


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
    hobs, alpha_t, alpha_r = -math.inf, -math.inf, -math.inf
    for i in range(1, d.size - 1):
        back = total - d[i]
        above = h[i] - (hts * back + hrs * d[i]) / total  # (87d)
        hobs = max(hobs, above)  # (87a)
        alpha_t = max(alpha_t, above / d[i])  # (87b)
        alpha_r = max(alpha_r, above / back)  # (87c)
    if hobs > GRAZING_M:
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
    slope, first, direct = horizon_slope(d, ground, hts, hrs, ae)
    if slope > direct:
        slope_r, last = receiver_slope(d, ground, hrs, ae)
        dlt, dlr = d[first], total - d[last]  # (78), (81a)
    else:
        slope = direct
        slope_r = (hts - hrs) / (1000.0 * total) - total / (2.0 * ae)
        _, first = highest_nu(d, ground, hts, hrs, ae)
        last = first
        dlt, dlr = d[first], total - d[first]
    theta_t, theta_r = 1000.0 * math.atan(slope), 1000.0 * math.atan(slope_r)  # (76), (79)
    theta = 1000.0 * total / ae + theta_t + theta_r  # (82)

    hst, hsr = smooth_earth(d, ground)
    hstd, hsrd = diffraction_smooth_earth(d, ground, hts, hrs, hst, hsr)
    hst_duct, hsr_duct = min(hst, ground[0]), min(hsr, ground[-1])  # (90)
    hm = roughness(d, ground, hst_duct, hsr_duct, first, last)

    nu_median = bullington_nu(d, surface, hts, hrs, ae)
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
