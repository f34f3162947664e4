"""ITM 1.2.2: what time, places and situations add to the reference attenuation.

Symbols, metres, equation numbers of the Algorithm, section 5. The curves are fits to NBS Technical Note 101, eqs
(III.69), (III.70), their constants as in NTIA's C++ release. Columns: the radio climates 1 to 7.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from covplan.propagation.itm._reference import reference_attenuation
from covplan.propagation.itm._system import F_0, terrain_irregularity

SINGLE_MESSAGE, ACCIDENTAL, MOBILE = 0, 1, 2  # and 3, broadcast

# rows: c_1, c_2 [dB], x_1, x_2, x_3 [m]
MEDIAN = np.array([
    [-9.67, -0.62, 1.26, -9.21, -0.62, -0.39, 3.15],
    [12.7, 9.19, 15.5, 9.05, 9.19, 2.86, 857.9],
    [144.9e3, 228.9e3, 262.6e3, 84.1e3, 228.9e3, 141.7e3, 2222e3],
    [190.3e3, 205.2e3, 185.2e3, 101.1e3, 205.2e3, 315.9e3, 164.8e3],
    [133.8e3, 143.6e3, 99.8e3, 98.6e3, 143.6e3, 167.4e3, 116.3e3],
])  # fmt: skip
SIGMA_MINUS = np.array([
    [2.13, 2.66, 6.11, 1.98, 2.68, 6.86, 8.51],
    [159.5, 7.67, 6.65, 13.11, 7.16, 10.38, 169.8],
    [762.2e3, 100.4e3, 138.2e3, 139.1e3, 93.7e3, 187.8e3, 609.8e3],
    [123.6e3, 172.5e3, 242.2e3, 132.7e3, 186.8e3, 169.6e3, 119.9e3],
    [94.5e3, 136.4e3, 178.6e3, 193.5e3, 133.5e3, 108.9e3, 106.6e3],
])  # fmt: skip
SIGMA_PLUS = np.array([
    [2.11, 6.87, 10.08, 3.68, 4.75, 8.58, 8.43],
    [102.3, 15.53, 9.60, 159.3, 8.12, 13.97, 8.19],
    [636.9e3, 138.7e3, 165.3e3, 464.4e3, 93.2e3, 216.0e3, 136.2e3],
    [134.8e3, 143.7e3, 225.7e3, 93.1e3, 135.9e3, 152.0e3, 188.5e3],
    [95.6e3, 98.6e3, 129.7e3, 94.2e3, 113.4e3, 122.7e3, 122.9e3],
])  # fmt: skip
C_D = np.array([1.224, 0.801, 1.380, 1.000, 1.224, 1.518, 1.518])  # Table 5.1
Z_D = np.array([1.282, 2.161, 1.282, 20.0, 1.282, 1.282, 1.282])  # Table 5.1
# rows: three constants of the dependence on frequency
FREQUENCY_MINUS = np.array([
    [1.0, 1.0, 1.0, 1.0, 0.92, 1.0, 1.0],
    [0.0, 0.0, 0.0, 0.0, 0.25, 0.0, 0.0],
    [0.0, 0.0, 0.0, 0.0, 1.77, 0.0, 0.0],
])  # fmt: skip
FREQUENCY_PLUS = np.array([
    [1.0, 0.93, 1.0, 0.93, 0.93, 1.0, 1.0],
    [0.0, 0.31, 0.0, 0.19, 0.31, 0.0, 0.0],
    [0.0, 2.00, 0.0, 1.79, 2.00, 0.0, 0.0],
])  # fmt: skip


class Statistics(NamedTuple):
    """Normal deviates of time, location and situation; mode 0 to 3; which of the latter two vary; climate from 0."""

    z_T: float
    z_L: float
    z_S: float
    mode: int
    location_varies: bool
    situation_varies: bool
    climate: int


class Attenuation(NamedTuple):
    """Attenuation beyond free space A and its parts [dB], and the mode of propagation."""

    A_ref: float
    V_med: float
    Y_R: float
    Y_S: float
    A: float
    mode: int


@njit(cache=True, nogil=True, error_model="numpy")
def normal_deviate(q):
    """Deviate exceeded with the probability q in (0, 1): Abramowitz and Stegun (26.2.23), as rounded by NTIA."""
    if q > 0.5:
        return -normal_deviate(1.0 - q)
    t = math.sqrt(-2.0 * math.log(q))
    top = (0.010328 * t + 0.802853) * t + 2.515516
    return t - top / (((0.001308 * t + 0.189269) * t + 1.432788) * t + 1.0)


@njit(cache=True, nogil=True, error_model="numpy")
def effective_distance(d, f, geometry):
    """Effective distance d_e of the climate curves, eqs (5.3), (5.4)."""
    d_ex = math.sqrt(2.0 * 9000e3 * geometry.h_e_tx) + math.sqrt(2.0 * 9000e3 * geometry.h_e_rx)
    d_ex += (575.7e12 * F_0 / f) ** (1.0 / 3.0)  # (5.3)
    return 130e3 * d / d_ex if d < d_ex else 130e3 + d - d_ex  # (5.4)


@njit(cache=True, nogil=True, error_model="numpy")
def climate_curve(table, climate, d_e):
    """One climate's curve at the effective distance, TN 101 eqs (III.69), (III.70)."""
    far = (d_e / table[2, climate]) ** 2
    hump = ((d_e - table[3, climate]) / table[4, climate]) ** 2
    return (table[0, climate] + table[1, climate] / (1.0 + hump)) * far / (1.0 + far)


@njit(cache=True, nogil=True, error_model="numpy")
def frequency_factor(table, climate, f):
    """Factor of the deviations in time at the frequency f."""
    q = math.log(0.133 * f / F_0)
    return table[0, climate] + table[1, climate] / ((table[2, climate] * q) ** 2 + 1.0)


@njit(cache=True, nogil=True, error_model="numpy")
def time_deviation(z_T, d_e, f, climate):
    """Pseudo-standard deviation in time sigma_T, eqs (5.7), (5.8)."""
    if z_T < 0.0:
        return climate_curve(SIGMA_MINUS, climate, d_e) * frequency_factor(FREQUENCY_MINUS, climate, f)  # (5.7)
    sigma_plus = climate_curve(SIGMA_PLUS, climate, d_e) * frequency_factor(FREQUENCY_PLUS, climate, f)  # (5.7)
    if z_T <= Z_D[climate]:
        return sigma_plus
    sigma_D = C_D[climate] * sigma_plus
    return sigma_D + (sigma_plus - sigma_D) * Z_D[climate] / z_T  # (5.8)


@njit(cache=True, nogil=True, error_model="numpy")
def location_deviation(d, f, delta_h):
    """Standard deviation over locations sigma_L, eq. (5.9)."""
    rough = f / F_0 * terrain_irregularity(d, delta_h)
    return 10.0 * rough / (rough + 13.0)  # (5.9)


@njit(cache=True, nogil=True, error_model="numpy")
def deviations(d, d_e, f, delta_h, statistics):
    """Deviations Y_R of reliability and Y_S of confidence by the mode of variability, eqs (5.10), (5.11)."""
    z_S, mode = statistics.z_S, statistics.mode
    z_T = z_S if mode == SINGLE_MESSAGE else statistics.z_T
    z_L = statistics.z_L
    if mode in (SINGLE_MESSAGE, ACCIDENTAL):
        z_L = z_S
    elif mode == MOBILE:
        z_L = z_T
    sigma_T = time_deviation(z_T, d_e, f, statistics.climate)
    sigma_L = location_deviation(d, f, delta_h) if statistics.location_varies else 0.0
    sigma_S = 5.0 + 3.0 * math.exp(-d_e / 100e3) if statistics.situation_varies else 0.0  # (5.10)
    Y_T, Y_L = sigma_T * z_T, sigma_L * z_L
    rest = sigma_S**2 + Y_T**2 / (7.8 + z_S**2) + Y_L**2 / (24.0 + z_S**2)  # (5.11)
    if mode == SINGLE_MESSAGE:
        return 0.0, math.sqrt(sigma_T**2 + sigma_L**2 + rest) * z_S
    if mode == ACCIDENTAL:
        return Y_T, math.sqrt(sigma_L**2 + rest) * z_S
    if mode == MOBILE:
        return math.sqrt(sigma_T**2 + sigma_L**2) * z_T, math.sqrt(rest) * z_S
    return Y_T + Y_L, math.sqrt(rest) * z_S


@njit(cache=True, nogil=True, error_model="numpy")
def vary(A_ref, mode, d, f, geometry, statistics):
    """Attenuation at the wanted time, locations and situations, eqs (5.1), (5.2), (5.5)."""
    d_e = effective_distance(d, f, geometry)
    V_med = climate_curve(MEDIAN, statistics.climate, d_e)  # (5.5)
    Y_R, Y_S = deviations(d, d_e, f, geometry.delta_h, statistics)
    A = A_ref - V_med - Y_R - Y_S  # (5.1)
    if A < 0.0:
        A *= (29.0 - A) / (29.0 - 10.0 * A)  # (5.2)
    return Attenuation(A_ref, V_med, Y_R, Y_S, A, mode)


@njit(cache=True, nogil=True, error_model="numpy")
def attenuation(d, f, geometry, curves, statistics):
    """Attenuation beyond free space at the distance d [m]."""
    A_ref, mode = reference_attenuation(d, curves)
    return vary(A_ref, mode, d, f, geometry, statistics)


@njit(cache=True, nogil=True, error_model="numpy")
def free_space_db(d, f):
    """Free-space loss as ITM rounds it, d in metres."""
    return 32.45 + 20.0 * math.log10(f) + 20.0 * math.log10(d / 1000.0)


@njit(cache=True, nogil=True, error_model="numpy")
def losses_db(d, f, geometry, curves, statistics):
    """Basic transmission losses at many distances d [m] of one geometry; NaN where the distance is not above 0."""
    losses = np.full(d.size, np.nan)
    for k in range(d.size):
        if d[k] > 0.0:
            losses[k] = free_space_db(d[k], f) + attenuation(d[k], f, geometry, curves, statistics).A
    return losses
