"""ITU-R P.1812-8, §§4.2-4.5: the losses of each mechanism, in the Recommendation's units (GHz, km, m, mrad, %)."""

import math

from numba import njit


@njit(cache=True, nogil=True, error_model="numpy")
def wavelength_m(f):
    """Wavelength with the Recommendation's rounded speed of light."""
    return 0.2998 / f


@njit(cache=True, nogil=True, error_model="numpy")
def inverse_normal(x):
    """Inverse complementary cumulative normal distribution, Attachment 2, for 1e-6 <= x <= 1 - 1e-6."""
    if x > 0.5:
        return -inverse_normal_tail(1.0 - x)
    return inverse_normal_tail(x)


@njit(cache=True, nogil=True, error_model="numpy")
def inverse_normal_tail(x):
    """The rational approximation of Attachment 2 for x <= 0.5."""
    t = math.sqrt(-2.0 * math.log(max(x, 1e-6)))
    top = (0.010328 * t + 0.802853) * t + 2.515516698
    bottom = ((0.001308 * t + 0.189269) * t + 1.432788) * t + 1.0
    return t - top / bottom


@njit(cache=True, nogil=True, error_model="numpy")
def mu1_and_tau(dtm, dlm):
    """Degree of anomalous propagation along the path, eqs (2), (3)."""
    tau = 1.0 - math.exp(-4.12e-4 * dlm**2.41)  # (3)
    mu1 = (10.0 ** (-dtm / (16.0 - 6.6 * tau)) + 10.0 ** (-5.0 * (0.496 + 0.354 * tau))) ** 0.2  # (2)
    return min(mu1, 1.0), tau


@njit(cache=True, nogil=True, error_model="numpy")
def beta0_pct(phi, mu1):
    """Time with refractivity lapse above 100 N/km [%], eqs (4), (5)."""
    phi = abs(phi)
    if phi <= 70.0:
        mu4 = 10.0 ** ((-0.935 + 0.0176 * phi) * math.log10(mu1))
        return 10.0 ** (-0.015 * phi + 1.67) * mu1 * mu4
    return 4.17 * mu1 * 10.0 ** (0.3 * math.log10(mu1))


@njit(cache=True, nogil=True, error_model="numpy")
def free_space_db(f, d, hts, hrs):
    """Free-space loss along the slant path, eq. (8)."""
    slant = math.sqrt(d * d + ((hts - hrs) / 1000.0) ** 2)
    return 92.4 + 20.0 * math.log10(f) + 20.0 * math.log10(slant)


@njit(cache=True, nogil=True, error_model="numpy")
def multipath_db(dlt, dlr, p):
    """Focusing and multipath correction at p % of time, eq. (9)."""
    return 2.6 * (1.0 - math.exp(-0.1 * (dlt + dlr))) * math.log10(p / 50.0)


@njit(cache=True, nogil=True, error_model="numpy")
def knife_edge_db(nu):
    """Single knife-edge loss J(nu), eq. (12)."""
    if nu <= -0.78:
        return 0.0
    return 6.9 + 20.0 * math.log10(math.sqrt((nu - 0.1) ** 2 + 1.0) + nu - 0.1)


@njit(cache=True, nogil=True, error_model="numpy")
def bullington_db(nu, d):
    """Bullington loss from the parameter of the Bullington point, eqs (19), (21)."""
    luc = knife_edge_db(nu)
    return luc + (1.0 - math.exp(-luc / 6.0)) * (10.0 + 0.02 * d)


@njit(cache=True, nogil=True, error_model="numpy")
def height_gain_db(y, beta, k):
    """Antenna height gain G(Y) of the first residue term, eqs (35), (36)."""
    b = beta * y
    gain = 17.6 * math.sqrt(b - 1.1) - 5.0 * math.log10(b - 1.1) - 8.0 if b > 2.0 else 20.0 * math.log10(b + 0.1 * b**3)
    return max(gain, 2.0 + 20.0 * math.log10(k))


@njit(cache=True, nogil=True, error_model="numpy")
def first_term_over_db(f, d, hte, hre, a, permittivity, conductivity, vertical):
    """First residue term over ground of one kind, eqs (30)-(36)."""
    loss_term = 18.0 * conductivity / f
    k = 0.036 * (a * f) ** (-1.0 / 3.0) * ((permittivity - 1.0) ** 2 + loss_term**2) ** -0.25  # (30a)
    if vertical:
        k *= math.sqrt(permittivity**2 + loss_term**2)  # (30b)
    k2 = k * k
    beta = (1.0 + 1.6 * k2 + 0.67 * k2 * k2) / (1.0 + 4.5 * k2 + 1.53 * k2 * k2)  # (31)
    x = 21.88 * beta * (f / a**2) ** (1.0 / 3.0) * d  # (32)
    scale = 0.9575 * beta * (f * f / a) ** (1.0 / 3.0)  # (33)
    fx = 11.0 + 10.0 * math.log10(x) - 17.6 * x if x >= 1.6 else -20.0 * math.log10(x) - 5.6488 * x**1.425  # (34)
    return -fx - height_gain_db(scale * hte, beta, k) - height_gain_db(scale * hre, beta, k)  # (36)


@njit(cache=True, nogil=True, error_model="numpy")
def first_term_db(f, d, hte, hre, a, omega, vertical):
    """First residue term over land and sea by the sea fraction omega, eq. (29)."""
    loss = 0.0
    if omega < 1.0:
        loss += (1.0 - omega) * first_term_over_db(f, d, hte, hre, a, 22.0, 0.003, vertical)
    if omega > 0.0:
        loss += omega * first_term_over_db(f, d, hte, hre, a, 80.0, 5.0, vertical)
    return loss


@njit(cache=True, nogil=True, error_model="numpy")
def spherical_earth_db(f, d, hte, hre, ap, omega, vertical):
    """Spherical-earth diffraction loss, eqs (22)-(28)."""
    d_los = math.sqrt(2.0 * ap) * (math.sqrt(0.001 * hte) + math.sqrt(0.001 * hre))  # (22)
    if d >= d_los:
        return first_term_db(f, d, hte, hre, ap, omega, vertical)
    c = (hte - hre) / (hte + hre)  # (24d)
    m = 250.0 * d * d / (ap * (hte + hre))  # (24e)
    angle = math.acos(max(-1.0, min(1.0, 1.5 * c * math.sqrt(3.0 * m / (m + 1.0) ** 3))))
    b = 2.0 * math.sqrt((m + 1.0) / (3.0 * m)) * math.cos(math.pi / 3.0 + angle / 3.0)  # (24c)
    d1 = 0.5 * d * (1.0 + b)  # (24a)
    d2 = d - d1  # (24b)
    h_se = ((hte - 500.0 * d1 * d1 / ap) * d2 + (hre - 500.0 * d2 * d2 / ap) * d1) / d  # (23)
    h_req = 17.456 * math.sqrt(d1 * d2 * wavelength_m(f) / d)  # (25)
    if h_se > h_req:
        return 0.0
    a_em = 500.0 * (d / (math.sqrt(hte) + math.sqrt(hre))) ** 2  # (26)
    loss = first_term_db(f, d, hte, hre, a_em, omega, vertical)
    return 0.0 if loss < 0.0 else (1.0 - h_se / h_req) * loss  # (27)


@njit(cache=True, nogil=True, error_model="numpy")
def troposcatter_db(f, d, theta, n0, p):
    """Troposcatter loss, eqs (44), (45)."""
    lf = 25.0 * math.log10(f) - 2.5 * math.log10(0.5 * f) ** 2  # (45)
    return (
        190.1 + lf + 20.0 * math.log10(d) + 0.573 * theta - 0.15 * n0 - 10.125 * max(math.log10(50.0 / p), 0.0) ** 0.7
    )


@njit(cache=True, nogil=True, error_model="numpy")
def site_shielding_db(f, theta, dl):
    """Site-shielding loss of one terminal, eq. (48)."""
    excess = theta - 0.1 * dl
    if excess <= 0.0:
        return 0.0
    return 20.0 * math.log10(1.0 + 0.361 * excess * math.sqrt(f * dl)) + 0.264 * excess * f ** (1.0 / 3.0)


@njit(cache=True, nogil=True, error_model="numpy")
def coast_db(dc, dl, height, omega):
    """Over-sea surface-duct coupling of one terminal, eq. (49)."""
    if omega < 0.75 or dc > dl or dc > 5.0:
        return 0.0
    return -3.0 * math.exp(-0.25 * dc * dc) * (1.0 + math.tanh(0.07 * (50.0 - height)))


@njit(cache=True, nogil=True, error_model="numpy")
def ducting_db(f, p, path, ae, beta0, tau):
    """Ducting and layer-reflection loss, eqs (46)-(56)."""
    d, dlt, dlr = path.d, path.dlt, path.dlr
    alf = 45.375 - 137.0 * f + 92.5 * f * f if f < 0.5 else 0.0  # (47a)
    coupling = (
        102.45
        + 20.0 * math.log10(f)
        + 20.0 * math.log10(dlt + dlr)
        + alf
        + site_shielding_db(f, path.theta_t, dlt)
        + site_shielding_db(f, path.theta_r, dlr)
        + coast_db(path.dct, dlt, path.hts, path.omega)
        + coast_db(path.dcr, dlr, path.hrs, path.omega)
    )  # (47)
    angle = 1000.0 * d / ae + min(path.theta_t, 0.1 * dlt) + min(path.theta_r, 0.1 * dlr)  # (52)
    alpha = max(-0.6 - 3.5e-9 * d**3.1 * tau, -3.4)  # (55a)
    mu2 = min((500.0 / ae * d * d / (math.sqrt(path.hte) + math.sqrt(path.hre)) ** 2) ** alpha, 1.0)  # (55)
    mu3 = 1.0
    if path.hm > 10.0:
        between = min(d - dlt - dlr, 40.0)  # (56a)
        mu3 = math.exp(-4.6e-5 * (path.hm - 10.0) * (43.0 + 6.0 * between))  # (56)
    beta = beta0 * mu2 * mu3  # (54)
    log_beta = math.log10(beta)
    gamma = (
        1.076 / (2.0058 - log_beta) ** 1.012 * math.exp(-(9.51 - 4.8 * log_beta + 0.198 * log_beta**2) * 1e-6 * d**1.13)
    )  # (53a)
    ratio = p / beta
    a_p = -12.0 + (1.2 + 3.7e-3 * d) * math.log10(ratio) + 12.0 * ratio**gamma  # (53)
    return coupling + 5e-5 * ae * f ** (1.0 / 3.0) * angle + a_p  # (46), (50), (51)
