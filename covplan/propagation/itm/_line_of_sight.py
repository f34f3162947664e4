"""ITM 1.2.2: attenuation in sight, two rays blended with extended diffraction, and the curve laid through it.

Symbols, metres, equation numbers of the Algorithm, section 4; equations of ERL 79-ITS 67 where the release names them.
"""

import math

from numba import njit

from covplan.propagation.itm._system import F_0, height_deviation, terrain_irregularity


@njit(cache=True, nogil=True, error_model="numpy")
def two_ray_db(d, geometry, system):
    """Attenuation of the direct and the ground-reflected ray, eqs (4.46)-(4.51)."""
    k = system.f / F_0
    sigma_h = height_deviation(terrain_irregularity(d, geometry.delta_h))
    heights = geometry.h_e_tx + geometry.h_e_rx
    sin_psi = heights / math.sqrt(d * d + heights * heights)  # (4.46)
    R_e = (sin_psi - system.Z_g) / (sin_psi + system.Z_g) * math.exp(-min(10.0, k * sigma_h * sin_psi))  # (4.47)
    power = R_e.real**2 + R_e.imag**2
    if power < 0.25 or power < sin_psi:
        R_e *= math.sqrt(sin_psi / power)  # (4.48)
    delta = 2.0 * k * geometry.h_e_tx * geometry.h_e_rx / d  # (4.49)
    if delta > 0.5 * math.pi:
        delta = math.pi - (0.5 * math.pi) ** 2 / delta  # (4.50)
    real, imag = math.cos(delta) + R_e.real, R_e.imag - math.sin(delta)
    return -10.0 * math.log10(real * real + imag * imag)  # (4.51)


@njit(cache=True, nogil=True, error_model="numpy")
def line_of_sight_db(d, M_d, A_ed, d_sML, geometry, system):
    """Attenuation at one distance in sight, eqs (4.43)-(4.45)."""
    w = 1.0 / (1.0 + system.f * geometry.delta_h / max(10e3, d_sML))  # (4.43)
    extended_db = M_d * d + A_ed  # (4.45)
    return w * two_ray_db(d, geometry, system) + (1.0 - w) * extended_db  # (4.44)


@njit(cache=True, nogil=True, error_model="numpy")
def line_of_sight_distances(M_d, A_ed, d_ML, geometry, system):
    """Two distances d_0, d_1 well in sight, eqs (4.28), (4.29), (4.38), (4.39); ERL 79-ITS 67 eqs (3.16)."""
    d_0 = 0.04 * system.f * geometry.h_e_tx * geometry.h_e_rx  # (4.38)
    if A_ed >= 0.0:
        d_0 = min(d_0, 0.5 * d_ML)  # (4.28)
        return d_0, d_0 + 0.25 * (d_ML - d_0)  # (4.29)
    return d_0, max(-A_ed / M_d, 0.25 * d_ML)  # (4.39)


@njit(cache=True, nogil=True, error_model="numpy")
def line_of_sight_curve(M_d, A_ed, d_sML, d_ML, geometry, system):
    """A_el, K_1, K_2 of A = A_el + K_1 d + K_2 ln d through d_0, d_1 and the end of sight, eqs (4.30)-(4.42)."""
    A_2 = A_ed + M_d * d_sML
    d_0, d_1 = line_of_sight_distances(M_d, A_ed, d_ML, geometry, system)
    A_1 = line_of_sight_db(d_1, M_d, A_ed, d_sML, geometry, system)  # (4.31)
    K_1 = K_2 = 0.0
    three_points = False
    if d_0 < d_1:
        A_0 = line_of_sight_db(d_0, M_d, A_ed, d_sML, geometry, system)  # (4.30)
        span, inner = d_sML - d_0, d_1 - d_0
        ratio = math.log(d_sML / d_0)
        K_2 = max(
            0.0, (span * (A_1 - A_0) - inner * (A_2 - A_0)) / (span * math.log(d_1 / d_0) - inner * ratio)
        )  # (4.32)
        three_points = A_ed > 0.0 or K_2 > 0.0
        if three_points:
            K_1 = (A_2 - A_0 - K_2 * ratio) / span  # (4.33)
            if K_1 < 0.0:
                K_1 = 0.0  # (4.36)
                K_2 = max(A_2 - A_0, 0.0) / ratio  # (4.35)
                if K_2 == 0.0:
                    K_1 = M_d  # (4.37)
    if not three_points:
        K_2 = 0.0  # (4.41)
        K_1 = max(A_2 - A_1, 0.0) / (d_sML - d_1)  # (4.40)
        if K_1 == 0.0:
            K_1 = M_d  # (4.37)
    return A_2 - K_1 * d_sML - K_2 * math.log(d_sML), K_1, K_2  # (4.42)
