"""ITM 1.2.2: what ground and atmosphere give, and the statistics of irregular terrain.

Symbols, units (MHz, m, N-units, S/m) and equation numbers of Hufford's "The ITS Irregular Terrain Model, version 1.2.2:
the Algorithm", sections 1 and 3; constants as in NTIA's C++ release.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit

F_0 = 47.7  # MHz m: frequency over this is the wave number (1.1)
EARTH_CURVATURE = 157e-9  # 1/m


class System(NamedTuple):
    """Frequency [MHz], structural heights [m], surface refractivity, effective Earth radius [m], ground impedance."""

    f: float
    h_tx: float
    h_rx: float
    N_s: float
    a_e: float
    Z_g: complex


@njit(cache=True, nogil=True, error_model="numpy")
def surface_refractivity(N_0, z_s):
    """Surface refractivity at the height z_s above sea, eq. (1.2)."""
    return N_0 * math.exp(-z_s / 9460.0)  # (1.2)


@njit(cache=True, nogil=True, error_model="numpy")
def effective_earth_radius(N_s):
    """Effective Earth radius [m], eq. (1.3)."""
    return 1.0 / (EARTH_CURVATURE * (1.0 - 0.04665 * math.exp(N_s / 179.3)))  # (1.3)


@njit(cache=True, nogil=True, error_model="numpy")
def ground_impedance(f, epsilon, sigma, vertical):
    """Surface transfer impedance of the ground, relative to that of free space, eqs (1.4), (1.5)."""
    epsilon_r = complex(epsilon, 18000.0 * sigma / f)  # (1.5)
    Z_g = np.sqrt(epsilon_r - 1.0)  # (1.4)
    return Z_g / epsilon_r if vertical else Z_g


@njit(cache=True, nogil=True, error_model="numpy")
def system(f, h_tx, h_rx, N_0, z_s, epsilon, sigma, vertical):
    """All that a path's length and terrain leave alone."""
    N_s = surface_refractivity(N_0, z_s)
    Z_g = ground_impedance(f, epsilon, sigma, vertical)
    return System(f, h_tx, h_rx, N_s, effective_earth_radius(N_s), Z_g)


@njit(cache=True, nogil=True, error_model="numpy")
def smooth_horizon(h_e, a_e):
    """Distance of the horizon over a smooth Earth [m], eq. (3.5)."""
    return math.sqrt(2.0 * h_e * a_e)  # (3.5)


@njit(cache=True, nogil=True, error_model="numpy")
def terrain_irregularity(d, delta_h):
    """Interdecile range of the heights on a stretch of length d [m], eq. (3.9)."""
    return delta_h * (1.0 - 0.8 * math.exp(-d / 50e3))  # (3.9)


@njit(cache=True, nogil=True, error_model="numpy")
def height_deviation(delta_h_d):
    """Standard deviation of the heights in the first Fresnel zone [m], eq. (3.10)."""
    return 0.78 * delta_h_d * math.exp(-0.5 * delta_h_d**0.25)  # (3.10); (1/16)^0.25 is 0.5
