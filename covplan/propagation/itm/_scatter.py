"""ITM 1.2.2: attenuation by tropospheric scatter. Symbols, metres, equation numbers of the Algorithm, 4 and 6."""

import math

import numpy as np
from numba import njit

from covplan.propagation.itm._system import F_0

UNDEFINED_DB = 1001.0  # NTIA's mark of no scatter at all; any attenuation of 1000 dB or more is taken so
SQRT2 = math.sqrt(2.0)
H_01_A = np.array([25.0, 80.0, 177.0, 395.0, 705.0])  # (6.13)
H_01_B = np.array([24.0, 45.0, 68.0, 80.0, 105.0])  # (6.13)


@njit(cache=True, nogil=True, error_model="numpy")
def attenuation_function_db(theta_d):
    """F_0 of the product of angular distance and distance [m], eq. (6.9)."""
    if theta_d <= 10e3:
        return 133.4 + 0.332e-3 * theta_d - 10.0 * math.log10(theta_d)  # (6.9)
    if theta_d <= 70e3:
        return 104.6 + 0.212e-3 * theta_d - 2.5 * math.log10(theta_d)  # (6.9)
    return 71.8 + 0.157e-3 * theta_d + 5.0 * math.log10(theta_d)  # (6.9)


@njit(cache=True, nogil=True, error_model="numpy")
def frequency_gain_curve_db(r, j):
    """H_01(r, j) for the j-th whole scattering efficiency, counted from 0, eq. (6.13)."""
    return 10.0 * math.log10(1.0 + H_01_A[j] / r**4 + H_01_B[j] / r**2)  # (6.13)


@njit(cache=True, nogil=True, error_model="numpy")
def frequency_gain_db(r, eta_s):
    """H_01(r, eta_s), between the curves of whole efficiencies 1 to 5."""
    eta_s = min(max(eta_s, 1.0), 5.0)
    j = int(eta_s)
    part = eta_s - j
    gain = frequency_gain_curve_db(r, j - 1)
    return gain if part == 0.0 else (1.0 - part) * gain + part * frequency_gain_curve_db(r, j)


@njit(cache=True, nogil=True, error_model="numpy")
def scattering_efficiency(h_0, N_s):
    """Scattering efficiency eta_s of the height h_0 where the horizon rays cross, eq. (4.67)."""
    refraction = 0.031 - 2.32e-3 * N_s + 5.67e-6 * N_s * N_s
    return h_0 / 1.7556e3 * (1.0 + refraction * math.exp(-(min(1.7, h_0 / 8.0e3) ** 6)))  # (4.67)


@njit(cache=True, nogil=True, error_model="numpy")
def frequency_gain_of_path_db(d, geometry, system):
    """Frequency gain H_0, eqs (4.61)-(4.67) and (6.10)-(6.14); NaN where both antennas are too low for it."""
    theta = geometry.theta_hzn_tx + geometry.theta_hzn_rx + d / system.a_e  # (4.61)
    r_1 = 2.0 * system.f / F_0 * theta * geometry.h_e_tx  # (4.62)
    r_2 = 2.0 * system.f / F_0 * theta * geometry.h_e_rx  # (4.62)
    if r_1 < 0.2 and r_2 < 0.2:
        return math.nan
    apart = geometry.d_hzn_tx - geometry.d_hzn_rx
    ratio = geometry.h_e_rx / geometry.h_e_tx
    if apart < 0.0:
        apart, ratio = -apart, 1.0 / ratio
    s = (d - apart) / (d + apart)  # (4.65)
    q = min(max(0.1, ratio / s), 10.0)
    s = max(0.1, s)
    h_0 = 0.25 * (d - apart) * (d + apart) * theta / d  # (4.66)
    eta_s = scattering_efficiency(h_0, system.N_s)
    H_00 = 0.5 * (frequency_gain_db(r_1, eta_s) + frequency_gain_db(r_2, eta_s))  # (6.12)
    shift = 6.0 * (0.6 - math.log10(max(eta_s, 1.0))) * math.log10(s) * math.log10(q)  # (6.11)
    H_0 = max(H_00 + min(H_00, shift), 0.0)  # (6.10)
    if eta_s >= 1.0:
        return H_0
    low = ((1.0 + SQRT2 / r_1) * (1.0 + SQRT2 / r_2)) ** 2 * (r_1 + r_2) / (r_1 + r_2 + 2.0 * SQRT2)
    return eta_s * H_0 + (1.0 - eta_s) * 10.0 * math.log10(low)  # (6.14)


@njit(cache=True, nogil=True, error_model="numpy")
def scatter_with_gain_db(d, theta_los, system, H_0):
    """Scatter attenuation with a known frequency gain, eqs (4.60), (4.63) and (6.8)."""
    theta = d / system.a_e - theta_los  # (4.60)
    weather_db = 0.1 * (system.N_s - 301.0) * math.exp(-theta * d / 40e3)  # (6.8)
    spread_db = 10.0 * math.log10(system.f * theta**4)  # k times H = 47.7 m is f / MHz
    return attenuation_function_db(theta * d) + spread_db - weather_db + H_0  # (4.63)


@njit(cache=True, nogil=True, error_model="numpy")
def scatter_pair_db(near, far, theta_los, geometry, system):
    """Scatter attenuation at two distances.

    Beyond 15 dB the frequency gain of the nearer one is not trusted and that of the farther one is taken.
    """
    H_far = frequency_gain_of_path_db(far, geometry, system)
    H_near = frequency_gain_of_path_db(near, geometry, system)
    if math.isnan(H_far) or (math.isnan(H_near) and H_far <= 15.0):
        return UNDEFINED_DB, UNDEFINED_DB
    if H_far > 15.0 or H_near > 15.0:
        H_near = H_far
    return scatter_with_gain_db(near, theta_los, system, H_near), scatter_with_gain_db(far, theta_los, system, H_far)
