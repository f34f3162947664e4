"""ITU-R P.1812-8, §§4.3.4 and 4.6: the losses of one path at one frequency, combined."""

import math
from typing import NamedTuple

from numba import njit

from covplan.propagation.p1812._losses import (
    beta0_pct,
    bullington_db,
    ducting_db,
    free_space_db,
    inverse_normal,
    mu1_and_tau,
    multipath_db,
    spherical_earth_db,
    troposcatter_db,
    wavelength_m,
)


class Losses(NamedTuple):
    """Every intermediate of one evaluation [dB], and the factors that join them; Lbc is the median basic loss."""

    b0: float
    Lbfs: float
    Lb0p: float
    Lb0b: float
    Lbulla: float
    Lbulls: float
    Ldsph: float
    Ld50: float
    Ldb: float
    Fi: float
    Ldp: float
    Lbd50: float
    Lbd: float
    Lbs: float
    Lba: float
    Fj: float
    Fk: float
    Lminb0p: float
    Lminbap: float
    Lbda: float
    Lbam: float
    Lbc: float


@njit(cache=True, nogil=True, error_model="numpy")
def delta_bullington_db(f, path, nu, nu_smooth, ap, vertical):
    """Delta-Bullington loss of the path, its Bullington parts and the spherical-earth loss, eqs (37)-(39)."""
    root = math.sqrt(1.0 / wavelength_m(f))
    actual = bullington_db(nu * root, path.d)
    smooth = bullington_db(nu_smooth * root, path.d)
    sphere = spherical_earth_db(f, path.d, path.hts - path.hstd, path.hrs - path.hsrd, ap, path.omega, vertical)
    return actual + max(sphere - smooth, 0.0), actual, smooth, sphere  # (39)


@njit(cache=True, nogil=True, error_model="numpy")
def evaluate(path, f, p, phi, n0, ae, ab, vertical, with_beta):
    """All losses of a path at f GHz and p % of time; ``with_beta`` may be left out at p = 50, where Fi is 0."""
    mu1, tau = mu1_and_tau(path.dtm, path.dlm)
    b0 = beta0_pct(phi, mu1)
    lbfs = free_space_db(f, path.d, path.hts, path.hrs)
    lb0p = lbfs + multipath_db(path.dlt, path.dlr, p)  # (10)
    lb0b = lbfs + multipath_db(path.dlt, path.dlr, b0)  # (11)

    ld50, actual, smooth, sphere = delta_bullington_db(f, path, path.nu_median, path.nu_smooth_median, ae, vertical)
    ldb, ldp, fi = ld50, ld50, 0.0
    if with_beta:
        ldb, actual, smooth, sphere = delta_bullington_db(f, path, path.nu_beta, path.nu_smooth_beta, ab, vertical)
        fi = inverse_normal(p / 100.0) / inverse_normal(b0 / 100.0) if p > b0 else 1.0  # (40)
        ldp = ld50 + (ldb - ld50) * fi  # (41)
    lbd50 = lbfs + ld50  # (42)
    lbd = lb0p + ldp  # (43)

    lbs = troposcatter_db(f, path.d, path.theta, n0, p)
    lba = ducting_db(f, p, path, ae, b0, tau)
    fj = 1.0 - 0.5 * (1.0 + math.tanh(2.4 * (path.theta - 0.3) / 0.3))  # (57)
    fk = 1.0 - 0.5 * (1.0 + math.tanh(1.5 * (path.d - 20.0) / 20.0))  # (58)
    over_land = (1.0 - path.omega) * ldp
    lminb0p = lb0p + over_land if p < b0 else lbd50 + (lb0b + over_land - lbd50) * fi  # (59)
    lminbap = max(lba, lb0p) + 2.5 * math.log1p(math.exp(-abs(lba - lb0p) / 2.5))  # (60)
    lbda = lbd if lminbap > lbd else lminbap + (lbd - lminbap) * fk  # (61)
    lbam = lbda + (lminb0p - lbda) * fj  # (62)
    least = min(lbs, lbam)
    lbc = least - 5.0 * math.log10(10.0 ** (-0.2 * (lbs - least)) + 10.0 ** (-0.2 * (lbam - least)))  # (63)
    return Losses(
        b0, lbfs, lb0p, lb0b, actual, smooth, sphere, ld50, ldb, fi, ldp, lbd50, lbd, lbs, lba, fj, fk,
        lminb0p, lminbap, lbda, lbam, lbc,
    )  # fmt: skip
