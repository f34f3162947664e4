"""ITM 1.2.2: reference attenuation, the median beyond free space, as three curves over distance.

Symbols, metres, equation numbers of the Algorithm, sections 3 and 4. The curves hold for one geometry: the area mode
reads one set of them at every distance.
"""

import math
from typing import NamedTuple

from numba import njit

from covplan.propagation.itm._diffraction import diffraction_db
from covplan.propagation.itm._line_of_sight import line_of_sight_curve
from covplan.propagation.itm._scatter import scatter_pair_db
from covplan.propagation.itm._system import smooth_horizon

LINE_OF_SIGHT, DIFFRACTION, TROPOSCATTER = 1, 2, 3


class Curves(NamedTuple):
    """Sight: A_el + K_1 d + K_2 ln d up to d_sML; diffraction: A_ed + M_d d up to d_x; then A_es + M_s d."""

    d_sML: float
    A_el: float
    K_1: float
    K_2: float
    A_ed: float
    M_d: float
    d_x: float
    A_es: float
    M_s: float


@njit(cache=True, nogil=True, error_model="numpy")
def diffraction_line(theta_los, d_sML, d_ML, geometry, system, point_to_point):
    """Slope M_d and intercept A_ed of the line through two distances far beyond sight, eqs (4.2)-(4.8)."""
    X_ae = (system.a_e**2 / system.f) ** (1.0 / 3.0)  # (4.2), without the factor 47.7^(1/3)
    d_3 = max(d_sML, d_ML + 5.0 * X_ae)  # (4.3)
    d_4 = d_3 + 10.0 * X_ae  # (4.4)
    A_3 = diffraction_db(d_3, theta_los, d_sML, geometry, system, point_to_point)
    A_4 = diffraction_db(d_4, theta_los, d_sML, geometry, system, point_to_point)
    M_d = (A_4 - A_3) / (d_4 - d_3)
    return M_d, A_3 - M_d * d_3  # (4.5)-(4.8)


@njit(cache=True, nogil=True, error_model="numpy")
def scatter_line(M_d, A_ed, theta_los, d_sML, d_ML, geometry, system):
    """Start d_x, intercept A_es and slope M_s of the scatter line, eqs (4.52)-(4.59)."""
    d_5, d_6 = d_ML + 200e3, d_ML + 400e3  # (4.52), (4.53)
    A_5, A_6 = scatter_pair_db(d_5, d_6, theta_los, geometry, system)  # (4.54), (4.55)
    if A_5 >= 1000.0:
        return 10e6, A_ed, M_d  # (4.56)
    M_s = (A_6 - A_5) / 200e3  # (4.57)
    X_ae = (system.a_e**2 / system.f) ** (1.0 / 3.0)
    meeting = (A_5 - A_ed - M_s * d_5) / (M_d - M_s)
    d_x = max(d_sML, d_ML + 1.088 * X_ae * math.log(system.f), meeting)  # (4.58)
    return d_x, (M_d - M_s) * d_x + A_ed, M_s  # (4.59)


@njit(cache=True, nogil=True, error_model="numpy")
def reference_curves(geometry, system, point_to_point):
    """The three curves of one geometry; all NaN where the rounded Earth has no value."""
    d_sML = smooth_horizon(geometry.h_e_tx, system.a_e) + smooth_horizon(geometry.h_e_rx, system.a_e)  # (3.6)
    d_ML = geometry.d_hzn_tx + geometry.d_hzn_rx  # (3.7)
    theta_los = -max(geometry.theta_hzn_tx + geometry.theta_hzn_rx, -d_ML / system.a_e)  # (3.8)
    M_d, A_ed = diffraction_line(theta_los, d_sML, d_ML, geometry, system, point_to_point)
    if math.isnan(M_d):
        nan = math.nan
        return Curves(d_sML, nan, nan, nan, nan, nan, nan, nan, nan)
    A_el, K_1, K_2 = line_of_sight_curve(M_d, A_ed, d_sML, d_ML, geometry, system)
    d_x, A_es, M_s = scatter_line(M_d, A_ed, theta_los, d_sML, d_ML, geometry, system)
    return Curves(d_sML, A_el, K_1, K_2, A_ed, M_d, d_x, A_es, M_s)


@njit(cache=True, nogil=True, error_model="numpy")
def reference_attenuation(d, curves):
    """Reference attenuation A_ref >= 0 [dB] and mode of propagation at the distance d, eq. (4.1)."""
    if math.isnan(curves.M_d):
        return math.nan, 0
    if d < curves.d_sML:
        return max(0.0, curves.A_el + curves.K_1 * d + curves.K_2 * math.log(d)), LINE_OF_SIGHT  # (4.1)
    if d > curves.d_x:
        return max(0.0, curves.A_es + curves.M_s * d), TROPOSCATTER  # (4.1)
    return max(0.0, curves.A_ed + curves.M_d * d), DIFFRACTION  # (4.1)
