"""ITM 1.2.2: diffraction attenuation, between a double knife edge and a smooth rounded Earth.

Symbols, metres, equation numbers of the Algorithm, sections 4 and 6. The rounded Earth is Vogler's (1964), kept in his
units (km and MHz) as NTIA's C++ release has it; that states what the Algorithm's (4.16)-(4.20) say with wave numbers.
"""

import math

from numba import njit

from covplan.propagation.itm._system import F_0, height_deviation, terrain_irregularity

FOUR_THIRDS_EARTH = 4.0 / 3.0 * 6370e3  # m


@njit(cache=True, nogil=True, error_model="numpy")
def knife_edge_db(v2):
    """Loss of one knife edge Fn(v) from the square of v, eq. (6.1)."""
    if v2 < 5.76:
        return 6.02 + 9.11 * math.sqrt(v2) - 1.27 * v2  # (6.1)
    return 12.953 + 10.0 * math.log10(v2)  # (6.1)


@njit(cache=True, nogil=True, error_model="numpy")
def double_knife_edge_db(d, f, theta, geometry):
    """Loss over both horizons as knife edges, eqs (4.13), (4.14); theta is the bending angle of eq. (4.12)."""
    beyond = d - geometry.d_hzn_tx - geometry.d_hzn_rx
    scale = 0.0795775 * f / F_0 * theta * theta * beyond  # 1/(4 pi)
    v2_tx = scale * geometry.d_hzn_tx / (beyond + geometry.d_hzn_tx)
    v2_rx = scale * geometry.d_hzn_rx / (beyond + geometry.d_hzn_rx)
    return knife_edge_db(v2_tx) + knife_edge_db(v2_rx)  # (4.13), (4.14)


@njit(cache=True, nogil=True, error_model="numpy")
def height_gain_db(x, K):
    """Height gain F(x, K) over the rounded Earth, eqs (6.4)-(6.6)."""
    if x < 200.0:
        w = -math.log(K)
        if K < 1e-5 or x * w**3 > 5495.0:
            return 17.372 * math.log(x) - 117.0 if x > 1.0 else -117.0  # (6.5)
        return 2.5e-5 * x * x / K - 8.686 * w - 15.0  # (6.6)
    gain = 0.05751 * x - 4.343 * math.log(x)  # (6.3)
    if x >= 2000.0:
        return gain
    w = 0.0134 * x * math.exp(-0.005 * x)
    return (1.0 - w) * gain + w * (17.372 * math.log(x) - 117.0)  # (6.4)


@njit(cache=True, nogil=True, error_model="numpy")
def rounded_step(a, length, f, Z_g):
    """Normalised length x and K of a stretch of radius a, eqs (4.16)-(4.18), in Vogler's form."""
    C_0 = (FOUR_THIRDS_EARTH / a) ** (1.0 / 3.0)  # (4.16)
    K = 0.017778 * C_0 * f ** (-1.0 / 3.0) / abs(Z_g)  # (4.17)
    return (1.607 - K) * C_0 * C_0 * f ** (1.0 / 3.0) * length / 1000.0, K  # (4.18), (6.2)


@njit(cache=True, nogil=True, error_model="numpy")
def rounded_earth_db(d, f, theta, geometry, Z_g):
    """Loss over a rounded Earth of three radii, eqs (4.15)-(4.20); NaN where the method has no value.

    At a horizon very close to a high antenna and at low frequency K passes 1.607 and x turns negative.
    """
    beyond = d - geometry.d_hzn_tx - geometry.d_hzn_rx
    a_tx = 0.5 * geometry.d_hzn_tx**2 / geometry.h_e_tx  # (4.15)
    a_rx = 0.5 * geometry.d_hzn_rx**2 / geometry.h_e_rx  # (4.15)
    x_tx, K_tx = rounded_step(a_tx, geometry.d_hzn_tx, f, Z_g)
    x_rx, K_rx = rounded_step(a_rx, geometry.d_hzn_rx, f, Z_g)
    x_beyond, _ = rounded_step(beyond / theta, beyond, f, Z_g)
    x = x_beyond + x_tx + x_rx  # (4.19)
    if x <= 0.0:
        return math.nan
    distance_db = 0.05751 * x - 10.0 * math.log10(x)  # (6.3)
    return distance_db - height_gain_db(x_tx, K_tx) - height_gain_db(x_rx, K_rx) - 20.0  # (4.20)


@njit(cache=True, nogil=True, error_model="numpy")
def clutter_db(d_sML, delta_h, system):
    """Loss A_fo of what stands at low antennas in irregular terrain, eq. (4.10)."""
    sigma_h = height_deviation(terrain_irregularity(d_sML, delta_h))
    return min(15.0, 5.0 * math.log10(1.0 + 1e-5 * system.h_tx * system.h_rx * system.f * sigma_h))  # (4.10)


@njit(cache=True, nogil=True, error_model="numpy")
def rounded_weight(d, theta_los, geometry, system, point_to_point):
    """Share of the rounded Earth in the loss, eq. (4.9)."""
    known = 10.0 if point_to_point else 0.0  # low antennas on a known path
    structural = system.h_tx * system.h_rx
    heights = math.sqrt(1.0 + (geometry.h_e_tx * geometry.h_e_rx - structural) / (structural + known))
    horizons = (geometry.d_hzn_tx + geometry.d_hzn_rx - theta_los * system.a_e) / d
    rough = min(terrain_irregularity(d, geometry.delta_h) * system.f / F_0, 6283.2)
    return 25.1 / (25.1 + math.sqrt((heights + horizons) * rough))  # (4.9)


@njit(cache=True, nogil=True, error_model="numpy")
def diffraction_db(d, theta_los, d_sML, geometry, system, point_to_point):
    """Diffraction attenuation at the distance d, eqs (4.11), (4.12)."""
    theta = d / system.a_e - theta_los  # (4.12)
    edges_db = double_knife_edge_db(d, system.f, theta, geometry)
    rounded_db = rounded_earth_db(d, system.f, theta, geometry, system.Z_g)
    w = rounded_weight(d, theta_los, geometry, system, point_to_point)
    return w * rounded_db + (1.0 - w) * edges_db + clutter_db(d_sML, geometry.delta_h, system)  # (4.11)
