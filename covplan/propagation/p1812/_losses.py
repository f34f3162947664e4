"""ITU-R P.1812-8, §§3.6 and 4.2-4.5: each mechanism's equations, in the Recommendation's units (GHz, km, m, mrad, %).

Branches are written as choices between two values, so that a loop over many paths becomes vector instructions; the
same functions serve a single path.
"""

import math

from covplan.propagation._vector_math import exp, inlined, ln, log10, middle_root, power

SLANT_DB = 92.4
GRAZING_M = 1e-9  # an obstruction of at most this height counts as none, see _path


@inlined
def wavelength_m(f):
    """Wavelength with the Recommendation's rounded speed of light."""
    return 0.2998 / f


@inlined
def inverse_normal(x):
    """Inverse complementary cumulative normal distribution, Attachment 2, for 1e-6 <= x <= 1 - 1e-6."""
    tail = max(min(x, 1.0 - x), 1e-6)
    t = math.sqrt(-2.0 * ln(tail))
    top = (0.010328 * t + 0.802853) * t + 2.515516698
    bottom = ((0.001308 * t + 0.189269) * t + 1.432788) * t + 1.0
    value = t - top / bottom
    return -value if x > 0.5 else value


# --- §3.6, §4.5: anomalous propagation -------------------------------------------------------------------------------


@inlined
def tau_of(dlm):
    """Eq. (3); ``dlm`` is the longest inland section."""
    return 1.0 - exp(-4.12e-4 * power(max(dlm, 1e-9), 2.41))


@inlined
def log_beta0_inland(phi):
    """Eq. (5) with mu1 = mu4 = 1: no path has more, for mu4 is mu1 to a power above -1."""
    return -0.015 * abs(phi) + 1.67 if abs(phi) <= 70.0 else math.log10(4.17)


@inlined
def log_beta0(phi, dtm, tau):
    """Decimal logarithm of the time with refractivity lapse above 100 N/km [%], eqs (2), (4), (5)."""
    land = exp(-math.log(10.0) * dtm / (16.0 - 6.6 * tau)) + exp(-math.log(10.0) * 5.0 * (0.496 + 0.354 * tau))
    log_mu1 = min(0.2 * log10(land), 0.0)  # (2)
    log_mu4 = ((-0.935 + 0.0176 * abs(phi)) if abs(phi) <= 70.0 else 0.3) * log_mu1  # (4)
    return log_beta0_inland(phi) + log_mu1 + log_mu4  # (5)


@inlined
def ducting_time_db(p, d, dlt, dlr, hm, hte, hre, ae, tau, log_b0):
    """Time dependence A(p) of the ducting loss, eqs (53)-(56)."""
    alpha = max(-0.6 - 3.5e-9 * power(d, 3.1) * tau, -3.4)  # (55a)
    roots = math.sqrt(hte) + math.sqrt(hre)
    log_mu2 = min(alpha * log10(500.0 / ae * d * d / (roots * roots)), 0.0)  # (55)
    between = min(d - dlt - dlr, 40.0)  # (56a)
    log_mu3 = -4.6e-5 / math.log(10.0) * max(hm - 10.0, 0.0) * (43.0 + 6.0 * between)  # (56)
    return time_dependence_db(p, d, log_b0 + log_mu2 + log_mu3)  # (54)


@inlined
def time_dependence_db(p, d, log_beta):
    """Eqs (53), (53a) for the decimal logarithm of beta."""
    fall = (9.51 - 4.8 * log_beta + 0.198 * log_beta * log_beta) * 1e-6 * power(d, 1.13)
    gamma = 1.076 * exp(-1.012 * ln(2.0058 - log_beta) - fall)  # (53a)
    log_ratio = math.log10(p) - log_beta
    return -12.0 + (1.2 + 3.7e-3 * d) * log_ratio + 12.0 * exp(gamma * math.log(10.0) * log_ratio)  # (53)


@inlined
def least_ducting_time_db(phi):
    """What A(50 %) is at least, up to 1000 km: it falls with beta, and mu2 and mu3 only lower beta.

    Its exponent is u - 0.31 over u^1.012 for u = 2.0058 - log beta, which rises until u = 26, times a factor that is 1
    but for long distances: that takes less than 1 dB from the least value. Where u is larger, 1.2 log(50 / beta) alone
    is more.
    """
    return max(time_dependence_db(50.0, 0.25, log_beta0_inland(phi)) - 1.0, 0.0)


@inlined
def shielding(f, theta, dl):
    """Site shielding of one terminal, eq. (48): the factor under 20 log10, and the part in dB."""
    excess = max(theta - 0.1 * dl, 0.0)
    return 1.0 + 0.361 * excess * math.sqrt(f * dl), 0.264 * excess * power(f, 1.0 / 3.0)


@inlined
def coast_db(dc, dl, height, omega):
    """Over-sea surface-duct coupling of one terminal, eq. (49)."""
    tanh = 1.0 - 2.0 / (exp(0.14 * (50.0 - height)) + 1.0)
    coupled = -3.0 * exp(-0.25 * min(dc * dc, 2800.0)) * (1.0 + tanh)
    return coupled if omega >= 0.75 and dc <= dl and dc <= 5.0 else 0.0


@inlined
def ducting_coupling_db(f, dlt, dlr, theta_t, theta_r, coast):
    """Fixed coupling losses of the anomalous wave, eqs (47), (47a), (48)."""
    alf = 45.375 - 137.0 * f + 92.5 * f * f if f < 0.5 else 0.0  # (47a)
    factor_t, linear_t = shielding(f, theta_t, dlt)
    factor_r, linear_r = shielding(f, theta_r, dlr)
    return (
        102.45 + 20.0 * log10(f) + 20.0 * log10((dlt + dlr) * factor_t * factor_r) + alf + linear_t + linear_r + coast
    )  # (47)


# --- §4.2, §4.4 ------------------------------------------------------------------------------------------------------


@inlined
def slant_db(d, hts, hrs):
    """Free-space loss along the slant path but for the frequency's 20 log10 f, eq. (8)."""
    rise = (hts - hrs) / 1000.0
    return SLANT_DB + 10.0 * log10(d * d + rise * rise)


@inlined
def multipath_db(dlt, dlr):
    """Focusing and multipath per decade of p/50 %, eq. (9)."""
    return 2.6 * (1.0 - exp(-0.1 * (dlt + dlr)))


@inlined
def troposcatter_path_db(d, theta, n0, p):
    """Troposcatter loss but for its frequency term, eq. (44)."""
    return 190.1 + 20.0 * log10(d) + 0.573 * theta - 0.15 * n0 - 10.125 * max(math.log10(50.0 / p), 0.0) ** 0.7


@inlined
def troposcatter_frequency_db(f):
    """Eq. (45)."""
    return 25.0 * log10(f) - 2.5 * log10(0.5 * f) ** 2


# --- §4.3: diffraction -----------------------------------------------------------------------------------------------


@inlined
def knife_edge_db(nu):
    """Single knife-edge loss J(nu), eq. (12)."""
    v = nu - 0.1
    loss = 6.9 + 20.0 * log10(math.sqrt(v * v + 1.0) + v)
    return loss if nu > -0.78 else 0.0


@inlined
def bullington_db(nu, d):
    """Bullington loss from the parameter of the Bullington point, eqs (19), (21)."""
    luc = knife_edge_db(nu)
    return luc + (1.0 - exp(-luc / 6.0)) * (10.0 + 0.02 * d)


@inlined
def crossing_nu(d, hts, hrs, stim, at_t, srim, at_r):
    """Parameter where the horizon rays of both ends cross, per sqrt(1 m / wavelength), eqs (18)-(20).

    Rounding may not carry the point past its obstructions; at exact grazing both rays run along the direct line.
    """
    total = stim + srim
    dbp = (hrs - hts + srim * d) / (total if total > 0.0 else 1.0)  # (18)
    dbp = min(max(dbp, min(at_t, at_r)), max(at_t, at_r))
    rise = hts + stim * dbp - (hts * (d - dbp) + hrs * dbp) / d
    return rise * math.sqrt(0.002 * d / (dbp * (d - dbp))) if total > 0.0 else 0.0  # (20)


@inlined
def bullington_nu(d, hts, hrs, least, edge_t, at_t, edge_r, at_r, ap):
    """Parameter of the Bullington point of a profile, per sqrt(1 m / wavelength), eqs (13)-(20)."""
    bulge = 500.0 * d / ap
    crossing = crossing_nu(d, hts, hrs, edge_t + bulge, at_t, edge_r + bulge, at_r)
    clear = -math.sqrt(0.002 * d * max(least, 0.0))  # (15)
    return clear if least >= 0.0 else crossing


@inlined
def elevation_over_smooth(height, x, curve):
    """Elevation from an antenna to a point of the smooth path at distance x, as a slope [m/km]."""
    return -height / x - curve * x


@inlined
def signed_nu_square_over_smooth(d, x, hte, hre, curve):
    """nu |nu| at a point of the smooth path but for 0.002 d; it orders points as nu does and needs no root."""
    span = x * (d - x)
    above = curve * span - (hte * (d - x) + hre * x) / d
    return above * abs(above) / span


@inlined
def smooth_nu(d, hte, hre, ap, t_near, t_far, r_near, r_far, c_near, c_far):
    """Eqs (13)-(20) over the same points with all heights zero and effective antenna heights.

    Without terrain every search has one optimum, so the points of the profile on both sides of it are all that need
    be tried: for the slope from the transmitter (t), from the receiver (r, distances from there), and for nu (c).
    """
    curve = 500.0 / ap
    bulge = curve * d
    near, far = elevation_over_smooth(hte, t_near, curve), elevation_over_smooth(hte, t_far, curve)
    stim, at_t = max(near, far) + bulge, t_near if near >= far else t_far  # (13)
    near, far = elevation_over_smooth(hre, r_near, curve), elevation_over_smooth(hre, r_far, curve)
    srim, at_r = max(near, far) + bulge, d - (r_near if near >= far else r_far)  # (17)
    crossing = crossing_nu(d, hte, hre, stim, at_t, srim, at_r)
    square = max(
        signed_nu_square_over_smooth(d, c_near, hte, hre, curve),
        signed_nu_square_over_smooth(d, c_far, hte, hre, curve),
    )
    root = math.sqrt(0.002 * d * abs(square))
    clear = root if square > 0.0 else -root  # (15)
    return clear if stim < (hre - hte) / d else crossing  # (14)


@inlined
def least_clearance_km(d, hte, hre, ap):
    """Distance of the smooth path's point of least clearance, also that of its highest nu, eqs (24a), (24c)-(24e)."""
    total = 1.0 / (hte + hre)
    c = (hte - hre) * total  # (24d)
    m = 250.0 * d * d / ap * total  # (24e)
    return 0.5 * d * (1.0 + middle_root(m, c))  # (24a), (24c)


@inlined
def clearance_share(f, d, hte, hre, ap):
    """Share of the first-term loss that counts and the Earth radius to take it with, eqs (22)-(27)."""
    d_los = math.sqrt(0.002 * ap) * (math.sqrt(hte) + math.sqrt(hre))  # (22)
    d1 = least_clearance_km(d, hte, hre, ap)
    d2 = d - d1  # (24b)
    h_se = ((hte - 500.0 * d1 * d1 / ap) * d2 + (hre - 500.0 * d2 * d2 / ap) * d1) / d  # (23)
    h_req = 17.456 * math.sqrt(max(d1 * d2, 1e-12) * wavelength_m(f) / d)  # (25)
    stretch = d / (math.sqrt(hte) + math.sqrt(hre))
    beyond = d >= d_los
    return 1.0 if beyond else max(1.0 - h_se / h_req, 0.0), ap if beyond else 500.0 * stretch * stretch  # (26)


@inlined
def ground_admittance(f, permittivity, conductivity, vertical):
    """Normalised surface admittance times the cube root of the Earth radius, eqs (30a), (30b)."""
    loss = 18.0 * conductivity / f
    k = 0.036 * power(f, -1.0 / 3.0) * power((permittivity - 1.0) ** 2 + loss * loss, -0.25)  # (30a)
    return k * math.sqrt(permittivity * permittivity + loss * loss) if vertical else k  # (30b)


@inlined
def height_gain_db(b, least):
    """Antenna height gain G(Y) of the first residue term, eqs (35), (36)."""
    above = max(b - 1.1, 0.1)
    log = log10(above if b > 2.0 else b + 0.1 * b * b * b)
    return max(17.6 * math.sqrt(above) - 5.0 * log - 8.0 if b > 2.0 else 20.0 * log, least)


@inlined
def first_term_over_db(f, d, hte, hre, a, admittance):
    """First residue term over ground of one kind, eqs (30)-(36)."""
    third = ln(a) / 3.0
    inverse_root = exp(-third)
    k = admittance * inverse_root
    k2 = k * k
    beta = (1.0 + 1.6 * k2 + 0.67 * k2 * k2) / (1.0 + 4.5 * k2 + 1.53 * k2 * k2)  # (31)
    x = 21.88 * beta * power(f, 1.0 / 3.0) * inverse_root * inverse_root * d  # (32)
    scale = 0.9575 * beta * beta * power(f, 2.0 / 3.0) * inverse_root  # (33) times beta
    ln_x = ln(x)
    log_x = ln_x / math.log(10.0)
    fx = 11.0 + 10.0 * log_x - 17.6 * x if x >= 1.6 else -20.0 * log_x - 5.6488 * exp(1.425 * ln_x)  # (34)
    least = 2.0 + 20.0 * (math.log10(admittance) - third / math.log(10.0))
    return -fx - height_gain_db(scale * hte, least) - height_gain_db(scale * hre, least)  # (36)


LAND, SEA_WATER = (22.0, 0.003), (80.0, 5.0)  # permittivity, conductivity [S/m]


@inlined
def first_term_db(f, d, hte, hre, a, omega, vertical):
    """First residue term over land and sea by the sea fraction omega, eq. (29)."""
    land = first_term_over_db(f, d, hte, hre, a, ground_admittance(f, LAND[0], LAND[1], vertical))
    sea = first_term_over_db(f, d, hte, hre, a, ground_admittance(f, SEA_WATER[0], SEA_WATER[1], vertical))
    return land + omega * (sea - land)


@inlined
def spherical_earth_db(f, d, hte, hre, ap, omega, vertical):
    """Spherical-earth diffraction loss, eqs (22)-(28)."""
    share, radius = clearance_share(f, d, hte, hre, ap)
    loss = first_term_db(f, d, hte, hre, radius, omega, vertical)
    return loss if radius == ap else share * max(loss, 0.0)  # (27)
