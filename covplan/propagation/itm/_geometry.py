"""ITM 1.2.2: effective heights and horizons, all that the attenuation knows of the terrain.

The area mode estimates them from the terrain irregularity alone. Symbols, metres and radians, equation numbers of the
Algorithm, section 3.
"""

import math
from typing import NamedTuple

from numba import njit

from covplan.propagation.itm._system import smooth_horizon


class Geometry(NamedTuple):
    """Terrain irregularity, effective heights, horizon distances [m] and elevation angles of the horizons [rad]."""

    delta_h: float
    h_e_tx: float
    h_e_rx: float
    d_hzn_tx: float
    d_hzn_rx: float
    theta_hzn_tx: float
    theta_hzn_rx: float


@njit(cache=True, nogil=True, error_model="numpy")
def likely_horizon_distance(h_e, delta_h, a_e):
    """Horizon distance over terrain of which only the irregularity is known, eq. (3.3)."""
    return smooth_horizon(h_e, a_e) * math.exp(-0.07 * math.sqrt(delta_h / max(h_e, 5.0)))  # (3.3)


@njit(cache=True, nogil=True, error_model="numpy")
def likely_horizon_angle(h_e, d_hzn, delta_h, a_e):
    """Elevation angle of that horizon, eq. (3.4)."""
    d_Ls = smooth_horizon(h_e, a_e)
    return (0.65 * delta_h * (d_Ls / d_hzn - 1.0) - 2.0 * h_e) / d_Ls  # (3.4)


@njit(cache=True, nogil=True, error_model="numpy")
def sited_height(h, siting, delta_h):
    """Effective height by siting: 0 random, 1 careful, 2 very careful; eqs (3.1), (3.2)."""
    if siting == 0:
        return h  # (3.1)
    B = 4.0 if siting == 1 else 9.0
    if h < 5.0:
        B *= math.sin(0.1 * math.pi * h)
    return h + (1.0 + B) * math.exp(-min(20.0, 2.0 * h / max(1e-3, delta_h)))  # (3.2)


@njit(cache=True, nogil=True, error_model="numpy")
def likely_geometry(h_e_tx, h_e_rx, delta_h, a_e):
    """Geometry of effective heights over terrain of which only the irregularity is known."""
    d_tx = likely_horizon_distance(h_e_tx, delta_h, a_e)
    d_rx = likely_horizon_distance(h_e_rx, delta_h, a_e)
    return Geometry(
        delta_h, h_e_tx, h_e_rx, d_tx, d_rx,
        likely_horizon_angle(h_e_tx, d_tx, delta_h, a_e), likely_horizon_angle(h_e_rx, d_rx, delta_h, a_e),
    )  # fmt: skip


@njit(cache=True, nogil=True, error_model="numpy")
def area_geometry(h_tx, h_rx, siting_tx, siting_rx, delta_h, a_e):
    """Geometry of the area mode."""
    return likely_geometry(sited_height(h_tx, siting_tx, delta_h), sited_height(h_rx, siting_rx, delta_h), delta_h, a_e)
