"""ITU-R P.1812-8, §§4.2-4.6 for a block of paths: what frequencies share, diffraction, and all losses combined.

One path is a block of one. The loops run over the paths of a block and call the equations of ``_losses``; long ones are
cut in pieces that keep their values in registers.
"""

import math

import numpy as np
from numba import njit

import covplan.propagation.p1812._block as row
from covplan.propagation._vector_math import atan, exp, ln, log10, power, vectorised
from covplan.propagation.p1812._losses import (
    GRAZING_M,
    LAND,
    SEA_WATER,
    bullington_db,
    bullington_nu,
    clearance_share,
    coast_db,
    ducting_coupling_db,
    ducting_time_db,
    first_term_over_db,
    ground_admittance,
    inverse_normal,
    least_clearance_km,
    least_ducting_time_db,
    log_beta0,
    multipath_db,
    slant_db,
    smooth_nu,
    tau_of,
    troposcatter_frequency_db,
    troposcatter_path_db,
)


@njit(cache=True, nogil=True, error_model="numpy")
def empty_block():
    """A block whose paths, not yet filled, are possible ones: 1 km with a step of 0.1 km."""
    block = np.ones(row.SIZE)
    for i in range(row.BLOCK):
        block[row.STEP + i], block[row.START + i] = 0.1, 0.0
        block[row.AT_T + i], block[row.AT_R + i] = 0.5, 0.5
        block[row.AT_T_B + i], block[row.AT_R_B + i] = 0.5, 0.5
        block[row.DLT + i], block[row.DLR + i] = 0.5, 0.5
    return block


@vectorised
def terminals(block, n, htg, hrg, ae):
    """Effective antenna heights and horizon angles, eqs (37), (76)-(82), (88)-(92)."""
    for i in range(n):
        h0, hn, hst, hsr = block[row.H0 + i], block[row.HN + i], block[row.HST + i], block[row.HSR + i]
        hts, hrs = h0 + htg, hn + hrg
        obstructed = block[row.HOBS + i] > GRAZING_M
        hobs = block[row.HOBS + i] if obstructed else 0.0
        both = block[row.ALPHA_T + i] + block[row.ALPHA_R + i]
        share = block[row.ALPHA_T + i] / (both if obstructed else 1.0)
        hstd, hsrd = min(hst - hobs * share, h0), min(hsr - hobs * (1.0 - share), hn)  # (88), (89)
        low_t, low_r = min(hst, h0), min(hsr, hn)  # (90)
        block[row.HTS + i], block[row.HRS + i] = hts, hrs
        block[row.HSTD + i], block[row.HSRD + i] = hstd, hsrd
        block[row.HTED + i], block[row.HRED + i] = hts - hstd, hrs - hsrd  # (37a), (37b)
        block[row.HST_90 + i], block[row.HSR_90 + i] = low_t, low_r
        block[row.HTE + i], block[row.HRE + i] = hts - low_t, hrs - low_r  # (92)
    for i in range(n):
        theta_t = 1000.0 * atan(block[row.SLOPE_T + i] / 1000.0)  # (76), (78)
        theta_r = 1000.0 * atan(block[row.SLOPE_R + i] / 1000.0)  # (79), (81)
        block[row.THETA_T + i], block[row.THETA_R + i] = theta_t, theta_r
        block[row.THETA + i] = 1000.0 * block[row.D + i] / ae + theta_t + theta_r  # (82)


@vectorised
def without_frequency(block, n, n0, p, ae):
    """What the frequency does not touch of §§4.2, 4.4, 4.5 and 4.6."""
    for i in range(n):
        d, dlt, dlr, theta = block[row.D + i], block[row.DLT + i], block[row.DLR + i], block[row.THETA + i]
        block[row.SLANT + i] = slant_db(d, block[row.HTS + i], block[row.HRS + i])
        block[row.TROPO + i] = troposcatter_path_db(d, theta, n0, p)
        bent = min(block[row.THETA_T + i], 0.1 * dlt) + min(block[row.THETA_R + i], 0.1 * dlr)  # (52)
        block[row.ANGLE + i] = 5e-5 * ae * (1000.0 * d / ae + bent)  # (50), (51) but for the frequency's cube root
        block[row.FJ + i] = 1.0 / (1.0 + exp(4.8 * (theta - 0.3) / 0.3))  # (57)
        block[row.COAST + i] = 0.0


@vectorised
def anomalous(block, n, p, phi, ae):
    """Anomalous propagation, §3.6 and the time dependence of §4.5, and its weight in §4.6."""
    for i in range(n):
        block[row.FK + i] = 1.0 / (1.0 + exp(3.0 * (block[row.D + i] - 20.0) / 20.0))  # (58)
        tau = tau_of(block[row.DLM + i])
        log_b0 = log_beta0(phi, block[row.DTM + i], tau)
        block[row.LOG_B0 + i] = log_b0
        block[row.DUCTING + i] = ducting_time_db(
            p, block[row.D + i], block[row.DLT + i], block[row.DLR + i], block[row.HM + i], block[row.HTE + i],
            block[row.HRE + i], ae, tau, log_b0,
        )  # fmt: skip


@vectorised
def away_from_median(block, n, p):
    """What makes a loss differ from that for 50 % of time, eqs (9), (40)."""
    quantile = inverse_normal(p / 100.0) if p < 50.0 else 0.0
    for i in range(n):
        b0 = exp(math.log(10.0) * block[row.LOG_B0 + i])
        block[row.B0 + i] = b0
        block[row.MULTIPATH + i] = multipath_db(block[row.DLT + i], block[row.DLR + i])
        block[row.FI + i] = quantile / inverse_normal(b0 / 100.0) if p > b0 else 1.0  # (40)


@vectorised
def coasts(block, n):
    """Coupling over the sea at both ends, eq. (49)."""
    for i in range(n):
        omega = block[row.OMEGA + i]
        near_t = coast_db(block[row.DCT + i], block[row.DLT + i], block[row.HTS + i], omega)
        block[row.COAST + i] = near_t + coast_db(block[row.DCR + i], block[row.DLR + i], block[row.HRS + i], omega)


# A row that is not known when a kernel is compiled costs it its vector instructions: what is done for the median and
# for the beta0 Earth radius is compiled once for the rows of each.


def _profile_nu(least, edge_t, at_t, edge_r, at_r, nu):
    @vectorised
    def kernel(block, n, ap):
        for i in range(n):
            block[nu + i] = bullington_nu(
                block[row.D + i], block[row.HTS + i], block[row.HRS + i], block[least + i], block[edge_t + i],
                block[at_t + i], block[edge_r + i], block[at_r + i], ap,
            )  # fmt: skip

    return kernel


profile_nu = _profile_nu(row.LEAST, row.EDGE_T, row.AT_T, row.EDGE_R, row.AT_R, row.NU)
profile_nu_beta = _profile_nu(row.LEAST_B, row.EDGE_T_B, row.AT_T_B, row.EDGE_R_B, row.AT_R_B, row.NU_B)


@vectorised
def points_beside(block, n, ap):
    """Inner points of an equally spaced profile on both sides of the three optima that ``smooth_nu`` tries.

    Points are at k * step - start for k from 1 to one before the receiver; distances from the receiver are whole steps.
    """
    for i in range(n):
        d, step, start = block[row.D + i], block[row.STEP + i], block[row.START + i]
        hte, hre = block[row.HTED + i], block[row.HRED + i]
        inverse = 1.0 / step
        last = math.floor((d + start) * inverse + 0.5) - 1.0
        k = math.floor((math.sqrt(hte * ap / 500.0) + start) * inverse)
        block[row.T_NEAR + i] = min(max(k, 1.0), last) * step - start
        block[row.T_FAR + i] = min(max(k + 1.0, 1.0), last) * step - start
        k = math.floor(math.sqrt(hre * ap / 500.0) * inverse)
        block[row.R_NEAR + i] = min(max(k, 1.0), last) * step
        block[row.R_FAR + i] = min(max(k + 1.0, 1.0), last) * step
        k = math.floor((least_clearance_km(d, hte, hre, ap) + start) * inverse)
        block[row.C_NEAR + i] = min(max(k, 1.0), last) * step - start
        block[row.C_FAR + i] = min(max(k + 1.0, 1.0), last) * step - start


def _smooth_path_nu(nu_smooth):
    @vectorised
    def kernel(block, n, ap):
        for i in range(n):
            block[nu_smooth + i] = smooth_nu(
                block[row.D + i], block[row.HTED + i], block[row.HRED + i], ap,
                block[row.T_NEAR + i], block[row.T_FAR + i], block[row.R_NEAR + i], block[row.R_FAR + i],
                block[row.C_NEAR + i], block[row.C_FAR + i],
            )  # fmt: skip

    return kernel


smooth_path_nu, smooth_path_nu_beta = _smooth_path_nu(row.NU_SMOOTH), _smooth_path_nu(row.NU_SMOOTH_B)


def _profile_diffraction(nu):
    @vectorised
    def kernel(block, n, f, ap):
        root = math.sqrt(f / 0.2998)
        near = 0
        for i in range(n):
            d = block[row.D + i]
            block[row.LBULLA + i] = bullington_db(block[nu + i] * root, d)
            share, radius = clearance_share(f, d, block[row.HTED + i], block[row.HRED + i], ap)
            block[row.SHARE + i], block[row.RADIUS + i] = share, radius
            near += 1 if share > 0.0 else 0
        return near

    return kernel


# Bullington loss of the profile; returns how many paths come so near the smooth earth that it adds loss
profile_diffraction, profile_diffraction_beta = _profile_diffraction(row.NU), _profile_diffraction(row.NU_B)


@vectorised
def first_term(block, n, f, vertical, sea):
    """First residue term of the spherical earth, over land and by the sea fraction over sea, eqs (28)-(36)."""
    admittance = ground_admittance(f, LAND[0], LAND[1], vertical)
    for i in range(n):
        block[row.LDFT + i] = first_term_over_db(
            f, block[row.D + i], block[row.HTED + i], block[row.HRED + i], block[row.RADIUS + i], admittance
        )
    if sea:
        admittance = ground_admittance(f, SEA_WATER[0], SEA_WATER[1], vertical)
        for i in range(n):
            over_sea = first_term_over_db(
                f, block[row.D + i], block[row.HTED + i], block[row.HRED + i], block[row.RADIUS + i], admittance
            )
            block[row.LDFT + i] += block[row.OMEGA + i] * (over_sea - block[row.LDFT + i])  # (29)


def _delta_bullington(nu_smooth, loss_db):
    @vectorised
    def with_smooth_earth(block, n, f, ap):
        root = math.sqrt(f / 0.2998)
        for i in range(n):
            within = block[row.RADIUS + i] != ap
            loss = block[row.LDFT + i]
            sphere = block[row.SHARE + i] * max(loss, 0.0) if within else loss  # (27)
            smooth = bullington_db(block[nu_smooth + i] * root, block[row.D + i])
            block[row.LDSPH + i], block[row.LBULLS + i] = sphere, smooth
            block[loss_db + i] = block[row.LBULLA + i] + max(sphere - smooth, 0.0)  # (39)

    @vectorised
    def far_from_it(block, n):
        for i in range(n):
            block[loss_db + i] = block[row.LBULLA + i]  # (39) with Ldsph = 0

    return with_smooth_earth, far_from_it


delta_bullington, bullington_alone = _delta_bullington(row.NU_SMOOTH, row.LD50)
delta_bullington_beta, bullington_alone_beta = _delta_bullington(row.NU_SMOOTH_B, row.LDB)


@vectorised
def median_for_beta(block, n):
    """At p = 50 % the loss for beta0 % of time plays no part."""
    for i in range(n):
        block[row.LDB + i] = block[row.LD50 + i]


@vectorised
def direct_waves(block, n, f, p):
    """Line of sight with diffraction, eqs (8)-(11), (41)-(43), (59), and troposcatter, eq. (44)."""
    log_f, fading, tropo = log10(f), math.log10(p / 50.0), troposcatter_frequency_db(f)
    for i in range(n):
        lbfs = block[row.SLANT + i] + 20.0 * log_f  # (8)
        lb0p = lbfs + block[row.MULTIPATH + i] * fading  # (10)
        lb0b = lbfs + block[row.MULTIPATH + i] * (block[row.LOG_B0 + i] - math.log10(50.0))  # (11)
        fi, ld50 = block[row.FI + i], block[row.LD50 + i]
        ldp = ld50 + (block[row.LDB + i] - ld50) * fi  # (41)
        lbd50 = lbfs + ld50  # (42)
        over_land = (1.0 - block[row.OMEGA + i]) * ldp
        slow = lbd50 + (lb0b + over_land - lbd50) * fi
        block[row.LBFS + i], block[row.LB0P + i], block[row.LB0B + i] = lbfs, lb0p, lb0b
        block[row.LDP + i], block[row.LBD50 + i], block[row.LBD + i] = ldp, lbd50, lb0p + ldp  # (43)
        block[row.LMINB0P + i] = lb0p + over_land if p < block[row.B0 + i] else slow  # (59)
        block[row.LBS + i] = block[row.TROPO + i] + tropo  # (44)


@vectorised
def ducting_coupling(block, n, f, least_db):
    """Ducting loss but for its time dependence, eqs (46)-(51).

    Returns how many paths may have it at or under Lbd when the time dependence is ``least_db`` or more.
    """
    cube_root = power(f, 1.0 / 3.0)
    low = 0
    for i in range(n):
        coupling = ducting_coupling_db(
            f, block[row.DLT + i], block[row.DLR + i], block[row.THETA_T + i], block[row.THETA_R + i],
            block[row.COAST + i],
        )  # fmt: skip
        lba = coupling + cube_root * block[row.ANGLE + i]
        block[row.LBA + i] = lba
        low += 1 if lba + least_db <= block[row.LBD + i] else 0
    return low


@vectorised
def add_ducting_time(block, n):
    """Eq. (46) made whole by A(p)."""
    for i in range(n):
        block[row.LBA + i] += block[row.DUCTING + i]


@vectorised
def mix_ducting(block, n):
    """Ducting mixed with diffraction, eqs (60), (61)."""
    for i in range(n):
        lb0p, lba, lbd = block[row.LB0P + i], block[row.LBA + i], block[row.LBD + i]
        lminbap = max(lba, lb0p) + 2.5 * ln(1.0 + exp(-abs(lba - lb0p) / 2.5))  # (60)
        block[row.LMINBAP + i] = lminbap
        block[row.LBDA + i] = lbd if lminbap > lbd else lminbap + (lbd - lminbap) * block[row.FK + i]  # (61)


@vectorised
def diffraction_alone(block, n):
    """Eq. (61) where Lba, and so Lminbap, is above Lbd."""
    for i in range(n):
        block[row.LBDA + i] = block[row.LBD + i]


@vectorised
def combine(block, n):
    """Both mixed with line of sight and troposcatter, eqs (62), (63), (69) at the median of locations."""
    for i in range(n):
        lbda, lbs = block[row.LBDA + i], block[row.LBS + i]
        lbam = lbda + (block[row.LMINB0P + i] - lbda) * block[row.FJ + i]  # (62)
        lbc = min(lbs, lbam) - 5.0 * log10(1.0 + exp(-0.2 * math.log(10.0) * abs(lbs - lbam)))  # (63)
        block[row.LBAM + i], block[row.LBC + i] = lbam, lbc
        block[row.LB + i] = max(block[row.LB0P + i], lbc)  # (69)


@vectorised
def crosses_sea(block, n):
    """Whether any path of the block does: the sea's terms are zero where none does."""
    total = 0.0
    for i in range(n):
        total += block[row.OMEGA + i]
    return total > 0.0


@vectorised
def at_the_median(block, n):
    """At p = 50 % they play no part."""
    for i in range(n):
        block[row.FI + i], block[row.B0 + i], block[row.LOG_B0 + i], block[row.MULTIPATH + i] = 0.0, 0.0, 0.0, 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def prepare(block, n, htg, hrg, place):
    """All that frequencies share, from the rows of the searches; ``place`` is (p, phi, N0, ae, ab)."""
    p, phi, n0, ae, ab = place
    terminals(block, n, htg, hrg, ae)
    without_frequency(block, n, n0, p, ae)
    if crosses_sea(block, n):
        coasts(block, n)
    profile_nu(block, n, ae)
    if p < 50.0:
        anomalous(block, n, p, phi, ae)
        away_from_median(block, n, p)
        profile_nu_beta(block, n, ab)
    else:
        at_the_median(block, n)


@njit(cache=True, nogil=True, error_model="numpy")
def median_losses(block, filled, htg, hrg, freqs, place, vertical, out, paths):
    """Loss at the median location of a block of equally spaced paths, into ``out[k, paths[i]]`` for frequency k [GHz].

    The whole block is evaluated, also where it is not filled: the last few paths of a shorter loop would go through
    other instructions and be rounded otherwise, and a loss must not depend on which paths happen to share its block.
    What cannot change any path of the block is left out: the smooth earth's part where none comes near it, for it would
    be zero; and at p = 50 % the time dependence of ducting where its least value already lifts Lba above Lbd, for then
    (61) takes Lbd.
    """
    p, phi, _, ae, ab = place
    n = row.BLOCK
    prepare(block, n, htg, hrg, place)
    sea = crosses_sea(block, n)
    have_smooth, have_smooth_beta, have_anomalous = False, False, p < 50.0
    least_db = least_ducting_time_db(phi)
    for k in range(freqs.size):
        f = freqs[k]
        if not profile_diffraction(block, n, f, ae):
            bullington_alone(block, n)
        else:
            if not have_smooth:
                points_beside(block, n, ae)
                smooth_path_nu(block, n, ae)
                have_smooth = True
            first_term(block, n, f, vertical, sea)
            delta_bullington(block, n, f, ae)
        if p >= 50.0:
            median_for_beta(block, n)
        elif not profile_diffraction_beta(block, n, f, ab):
            bullington_alone_beta(block, n)
        else:
            if not have_smooth_beta:
                points_beside(block, n, ab)
                smooth_path_nu_beta(block, n, ab)
                have_smooth_beta = True
            first_term(block, n, f, vertical, sea)
            delta_bullington_beta(block, n, f, ab)
        direct_waves(block, n, f, p)
        if ducting_coupling(block, n, f, least_db) or p < 50.0:
            if not have_anomalous:
                anomalous(block, n, p, phi, ae)
                have_anomalous = True
            add_ducting_time(block, n)
            mix_ducting(block, n)
        else:
            diffraction_alone(block, n)
        combine(block, n)
        for i in range(filled):
            out[k, paths[i]] = block[row.LB + i]
