"""ITU-R P.1812-8, Attachment 1 and the searches of §4.3: what one profile of any spacing says free of frequency.

Distances in km, heights in m above sea. ``ground`` is bare terrain, ``surface`` terrain plus clutter, its ends bare;
horizons and the smooth earth follow the terrain, the Bullington constructions the surface. Elevations are slopes [m/km]
over the curved Earth, (h - h_antenna) / x - 500 x / a. The result is column ``i`` of a block (see ``_block``).

Ties. One rule for all searches, here and in the sweep over an area: going from a terminal outwards (for the highest nu
of a path in line of sight, from the receiver), a point takes the place of the best one only if it still beats it when
lowered by ``GRAZING_M``. So of points that are level but for rounding the nearest to the terminal counts, and an
obstruction of at most ``GRAZING_M`` above a ray is none: below that, eqs (87) divide rounding noise by rounding noise.
"""

import math

from numba import njit

import covplan.propagation.p1812._block as row
from covplan.propagation.p1812._evaluate import (
    add_ducting_time,
    anomalous,
    away_from_median,
    combine,
    delta_bullington,
    delta_bullington_beta,
    direct_waves,
    ducting_coupling,
    first_term,
    mix_ducting,
    prepare,
    profile_diffraction,
    profile_diffraction_beta,
    profile_nu_beta,
    smooth_path_nu,
    smooth_path_nu_beta,
)
from covplan.propagation.p1812._losses import GRAZING_M, least_clearance_km

SEA, COASTAL, INLAND = 1, 3, 4
NO_COAST_KM = 500.0  # stands for "no sea on this path" in dct and dcr


@njit(cache=True, nogil=True, error_model="numpy")
def horizon_from_transmitter(d, h, hts, curve):
    """Highest elevation from the transmitter and its point, eqs (13), (76)."""
    best, at = -math.inf, 1
    for i in range(1, d.size - 1):
        inverse = 1.0 / d[i]
        slope = (h[i] - hts) * inverse - curve * d[i]
        if slope > best + GRAZING_M * inverse:
            best, at = slope, i
    return best, at


@njit(cache=True, nogil=True, error_model="numpy")
def horizon_from_receiver(d, h, hrs, curve):
    """Highest elevation from the receiver and its point, eqs (17), (79)."""
    best, at = -math.inf, d.size - 2
    total = d[-1]
    for i in range(d.size - 2, 0, -1):
        inverse = 1.0 / (total - d[i])
        slope = (h[i] - hrs) * inverse - curve * (total - d[i])
        if slope > best + GRAZING_M * inverse:
            best, at = slope, i
    return best, at


@njit(cache=True, nogil=True, error_model="numpy")
def least_clearance(d, h, hts, hrs, curve):
    """Least clearance² / (x (d - x)), by which nu orders the points of a path in line of sight, and its point, (15)."""
    best, at = math.inf, d.size - 2
    total = d[-1]
    fall = (hrs - hts) / total
    for i in range(d.size - 2, 0, -1):
        span = d[i] * (total - d[i])
        clearance = max(hts + fall * d[i] - curve * span - h[i], 0.0)
        inverse = 1.0 / span
        if (clearance + GRAZING_M) ** 2 * inverse < best:
            best, at = clearance * clearance * inverse, i
    return best, at


@njit(cache=True, nogil=True, error_model="numpy")
def is_hidden(slope, inverse_at, d, inverse_d, hts, hrs, curve):
    """Whether the point at 1 / ``inverse_at`` km stands above the direct line, eqs (14), (77)."""
    return slope > (hrs - hts) * inverse_d - curve * d + GRAZING_M * inverse_at


@njit(cache=True, nogil=True, error_model="numpy")
def bullington_edges(d, g, hts, hrs, ap, block, least, edge_t, at_t, edge_r, at_r):
    """What the Bullington construction needs of a surface, into the elements of ``block`` that are named."""
    total, curve = d[-1], 500.0 / ap
    block[edge_t], first = horizon_from_transmitter(d, g, hts, curve)
    block[edge_r], last = 0.0, first
    block[least] = -1.0
    if is_hidden(block[edge_t], 1.0 / d[first], total, 1.0 / total, hts, hrs, curve):
        block[edge_r], last = horizon_from_receiver(d, g, hrs, curve)
    else:
        block[least], first = least_clearance(d, g, hts, hrs, curve)
        last = first
    block[at_t], block[at_r] = d[first], d[last]


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
def obstructions(d, h, hts, hrs):
    """Highest obstruction over the direct line on a flat earth and its slopes from both ends, eqs (87)."""
    total = d[-1]
    fall = (hrs - hts) / total
    hobs, alpha_t, alpha_r = -math.inf, -math.inf, -math.inf
    for i in range(1, d.size - 1):
        above = h[i] - (hts + fall * d[i])  # (87d)
        hobs = max(hobs, above)  # (87a)
        alpha_t = max(alpha_t, above / d[i])  # (87b)
        alpha_r = max(alpha_r, above / (total - d[i]))  # (87c)
    return hobs, alpha_t, alpha_r


@njit(cache=True, nogil=True, error_model="numpy")
def roughness(d, h, hst, hsr, first, last):
    """Highest terrain over the smooth earth between the horizons, eqs (91), (93)."""
    slope = (hsr - hst) / d[-1]
    hm = -math.inf
    for i in range(first, last + 1):
        hm = max(hm, h[i] - (hst + slope * d[i]))
    return hm


@njit(cache=True, nogil=True, error_model="numpy")
def zones_before():
    """State of ``zone_step`` at the transmitter: land, inland section; sea; longest ones; sea from, to."""
    return 0.0, 0.0, 0.0, 0.0, 0.0, NO_COAST_KM, -math.inf


@njit(cache=True, nogil=True, error_model="numpy")
def zone_step(zone, low, high, state):
    """Add the stretch from ``low`` to ``high`` km, in one zone, to the sections of a path."""
    land, inland, sea, dtm, dlm, sea_from, sea_to = state
    if zone == SEA:
        return 0.0, 0.0, sea + high - low, dtm, dlm, min(sea_from, low), high
    land += high - low
    inland = inland + high - low if zone == INLAND else 0.0
    return land, inland, sea, max(dtm, land), max(dlm, inland), sea_from, sea_to


@njit(cache=True, nogil=True, error_model="numpy")
def zone_results(state, d):
    """Longest land and inland sections, sea fraction, distances to the coast (Table 3, Table 5, §4.5)."""
    _, _, sea, dtm, dlm, sea_from, sea_to = state
    return dtm, dlm, sea / d, sea_from, min(d - sea_to, NO_COAST_KM)


@njit(cache=True, nogil=True, error_model="numpy")
def zone_lengths(d, zone):
    """``zone_results`` of a profile; a border between zones lies midway between two points."""
    state, last = zones_before(), d.size - 1
    for i in range(d.size):
        low = 0.0 if i == 0 else 0.5 * (d[i - 1] + d[i])
        high = d[last] if i == last else 0.5 * (d[i] + d[i + 1])
        state = zone_step(zone[i], low, high, state)
    return zone_results(state, d[last])


@njit(cache=True, nogil=True, error_model="numpy")
def search(d, ground, surface, zone, htg, hrg, ae, ab, with_beta, block, i):
    """The whole of Attachment 1 and the Bullington searches into column ``i``; ``with_beta`` adds beta0 % of time."""
    total, curve = d[-1], 500.0 / ae
    hts, hrs = ground[0] + htg, ground[-1] + hrg
    block[row.D + i], block[row.H0 + i], block[row.HN + i] = total, ground[0], ground[-1]
    block[row.DTM + i], block[row.DLM + i], block[row.OMEGA + i], block[row.DCT + i], block[row.DCR + i] = zone_lengths(
        d, zone
    )
    hst, hsr = smooth_earth(d, ground)
    block[row.HST + i], block[row.HSR + i] = hst, hsr
    block[row.HOBS + i], block[row.ALPHA_T + i], block[row.ALPHA_R + i] = obstructions(d, ground, hts, hrs)

    slope_t, first = horizon_from_transmitter(d, ground, hts, curve)
    if is_hidden(slope_t, 1.0 / d[first], total, 1.0 / total, hts, hrs, curve):
        slope_r, last = horizon_from_receiver(d, ground, hrs, curve)
    else:
        slope_t, slope_r = (hrs - hts) / total - curve * total, (hts - hrs) / total - curve * total  # (76), (79)
        last = least_clearance(d, ground, hts, hrs, curve)[1]
        first = last
    block[row.SLOPE_T + i], block[row.SLOPE_R + i] = slope_t, slope_r
    block[row.DLT + i], block[row.DLR + i] = d[first], total - d[last]  # (78), (81a)
    block[row.HM + i] = roughness(d, ground, min(hst, ground[0]), min(hsr, ground[-1]), first, last)

    bullington_edges(
        d, surface, hts, hrs, ae, block, row.LEAST + i, row.EDGE_T + i, row.AT_T + i, row.EDGE_R + i, row.AT_R + i
    )
    if with_beta:
        bullington_edges(
            d, surface, hts, hrs, ab, block,
            row.LEAST_B + i, row.EDGE_T_B + i, row.AT_T_B + i, row.EDGE_R_B + i, row.AT_R_B + i,
        )  # fmt: skip


@njit(cache=True, nogil=True, error_model="numpy")
def inner_points_beside(d, x):
    """The inner points on both sides of distance x, twice the nearest one beyond the ends."""
    k = 1
    while k < d.size - 2 and d[k + 1] <= x:
        k += 1
    return d[k], d[min(k + 1, d.size - 2)]


@njit(cache=True, nogil=True, error_model="numpy")
def points_beside(block, d, ap):
    """For a profile of any spacing in column 0: what ``_evaluate.points_beside`` does for equal steps."""
    total, hte, hre = d[-1], block[row.HTED], block[row.HRED]
    block[row.T_NEAR], block[row.T_FAR] = inner_points_beside(d, math.sqrt(hte * ap / 500.0))
    near, far = inner_points_beside(d, total - math.sqrt(hre * ap / 500.0))
    block[row.R_NEAR], block[row.R_FAR] = total - far, total - near
    block[row.C_NEAR], block[row.C_FAR] = inner_points_beside(d, least_clearance_km(total, hte, hre, ap))


@njit(cache=True, nogil=True, error_model="numpy")
def evaluate_path(block, d, f, htg, hrg, place, vertical):
    """All losses of the path in column 0 at f GHz, every intermediate for both Earth radii included."""
    p, phi, _, ae, ab = place
    prepare(block, 1, htg, hrg, place)
    anomalous(block, 1, p, phi, ae)
    away_from_median(block, 1, p)
    points_beside(block, d, ae)
    smooth_path_nu(block, 1, ae)
    profile_diffraction(block, 1, f, ae)
    first_term(block, 1, f, vertical, True)
    delta_bullington(block, 1, f, ae)
    profile_nu_beta(block, 1, ab)
    points_beside(block, d, ab)
    smooth_path_nu_beta(block, 1, ab)
    profile_diffraction_beta(block, 1, f, ab)  # last: published results state the parts of this one
    first_term(block, 1, f, vertical, True)
    delta_bullington_beta(block, 1, f, ab)
    direct_waves(block, 1, f, p)
    ducting_coupling(block, 1, f, 0.0)
    add_ducting_time(block, 1)
    mix_ducting(block, 1)
    combine(block, 1)
