"""The kernels of ITM function by function: figures of NTIA's own unit tests, and plain geometry as oracle.

The figures stand in the ``tests`` folder of NTIA's repository, to the last digit of double precision.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from itm_reference import plain_fit, plain_horizon, plain_irregularity, random_heights

from covplan.propagation.itm._diffraction import diffraction_db, double_knife_edge_db, height_gain_db, rounded_earth_db
from covplan.propagation.itm._geometry import Geometry, area_geometry
from covplan.propagation.itm._line_of_sight import line_of_sight_db
from covplan.propagation.itm._profile import (
    find_horizons,
    fitted_ends,
    interdecile_range,
    profile_geometry,
    system_height,
)
from covplan.propagation.itm._reference import reference_attenuation, reference_curves
from covplan.propagation.itm._scatter import (
    attenuation_function_db,
    frequency_gain_db,
    frequency_gain_of_path_db,
    scatter_pair_db,
    scatter_with_gain_db,
)
from covplan.propagation.itm._system import System, effective_earth_radius, ground_impedance, system
from covplan.propagation.itm._variability import Statistics, normal_deviate, vary

pytestmark = pytest.mark.kernel

EXACT = 1e-12  # relative: the same formulas in double precision
CLIFFS = np.array([100.0] + [1.0] * 8 + [100.0])
BUMPS = np.repeat([100.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 100.0], [1, 8, 3, 4, 3, 3, 3, 5, 3, 1])


def geometry(
    h_e: tuple[float, float],
    d_hzn: tuple[float, float] = (8e3, 8e3),
    theta: tuple[float, float] = (0.0, 0.0),
    delta_h: float = 10.0,
) -> Geometry:
    return Geometry(delta_h, *h_e, *d_hzn, *theta)


def radio(
    f: float, h: tuple[float, float], a_e: float = 7850e3, N_s: float = 301.0, Z_g: complex = 0.2 + 0.0j
) -> System:
    return System(f, *h, N_s, a_e, Z_g)


@pytest.mark.parametrize(
    ("d", "A_ref", "mode"),
    [(10e3, 4.2910433148599818, 1), (25e3, 23.008174136481173, 2), (10e6 + 1, 10257.44380116946, 3)],
)
def test_reference_attenuation_as_published(d: float, A_ref: float, mode: int) -> None:
    given = geometry((15.0, 5.0), (15e3, 7e3), (-1.9, -0.8), 3.5)
    curves = reference_curves(given, radio(3500.0, (15.0, 5.0), 7860e3, 252.0), True)
    assert curves.d_x == 10e6  # the horizons lie so low that there is no scatter
    assert reference_attenuation(d, curves) == (pytest.approx(A_ref, rel=EXACT), mode)


def test_diffraction_as_published() -> None:
    given = geometry((8.0, 5.0), (2500.0, 3000.0))
    radius = 6371e3
    in_sight = math.sqrt(2.0 * 8.0 * radius) + math.sqrt(2.0 * 5.0 * radius)
    found = diffraction_db(
        1000.0, 5500.0 / radius, in_sight, given, radio(3500.0, (8.0, 5.0), radius, Z_g=1.0 + 0.1j), True
    )
    assert found == pytest.approx(14.728185720658667, rel=EXACT)


def test_rounded_earth_as_published() -> None:
    theta = 18e3 / 7850e3 - 0.002
    found = rounded_earth_db(18e3, 3500.0, theta, geometry((15.0, 3.0)), 0.2 + 0.0j)
    assert found == pytest.approx(25.355962945991564, rel=EXACT)


def test_height_gain_in_all_its_pieces() -> None:
    assert height_gain_db(150.0, 1.0) == pytest.approx(2.5e-5 * 150.0**2 - 15.0)
    assert height_gain_db(150.0, 1e-6) == pytest.approx(17.372 * math.log(150.0) - 117.0)
    assert height_gain_db(0.9, 1e-6) == -117.0
    far = 0.05751 * 2001.0 - 4.343 * math.log(2001.0)
    assert height_gain_db(2001.0, 1e-6) == height_gain_db(2001.0, 1.0) == pytest.approx(far)
    blend = 0.0134 * 250.0 * math.exp(-1.25)
    between = (1.0 - blend) * (14.3775 - 4.343 * math.log(250.0)) + blend * (17.372 * math.log(250.0) - 117.0)
    assert height_gain_db(250.0, 1e-6) == pytest.approx(between)


def test_knife_edges_as_published() -> None:
    v2 = 0.0795775 * math.pi * 4.0 / 5.0
    found = double_knife_edge_db(6.0, math.pi * 47.7, 1.0, geometry((1.0, 1.0), (1.0, 1.0)))
    assert found == pytest.approx(2.0 * (6.02 + 9.11 * math.sqrt(v2) - 1.27 * v2), rel=EXACT)


def test_scatter_as_published() -> None:
    given, sent = geometry((10.0, 5.0), theta=(-0.001, -0.001)), radio(3500.0, (10.0, 5.0))
    gain = frequency_gain_of_path_db(100e3, given, sent)
    # the figure was made with the square root of 2 as 1.4142, the release takes all its digits
    assert scatter_with_gain_db(100e3, -0.02, sent, gain) == pytest.approx(76.969416176795889, abs=5e-5)


def test_scatter_functions() -> None:
    for below, above in ((10e3, 10e3 + 1e-3), (70e3, 70e3 + 1e-3)):
        assert attenuation_function_db(below) == pytest.approx(attenuation_function_db(above), abs=0.5)
    assert attenuation_function_db(30e3) == pytest.approx(104.6 + 6.36 - 2.5 * math.log10(30e3))
    assert frequency_gain_db(1.0, 3.0) == pytest.approx(10.0 * math.log10(1.0 + 177.0 + 68.0))
    assert frequency_gain_db(1.0, 3.5) == pytest.approx(
        0.5 * (frequency_gain_db(1.0, 3.0) + frequency_gain_db(1.0, 4.0)), rel=EXACT
    )
    assert frequency_gain_db(1.0, 0.9) == frequency_gain_db(1.0, 1.0)
    assert frequency_gain_db(1.0, 500.0) == frequency_gain_db(1.0, 5.0)


def test_the_nearer_scatter_takes_the_gain_of_the_farther_where_it_is_large() -> None:
    sent, low = radio(150.0, (2.0, 2.0)), geometry((2.0, 2.0), theta=(-0.001, -0.001))
    near, far = scatter_pair_db(216e3, 416e3, 0.001, low, sent)
    gain = frequency_gain_of_path_db(416e3, low, sent)
    assert frequency_gain_of_path_db(216e3, low, sent) > 15.0
    assert (near, far) == (
        scatter_with_gain_db(216e3, 0.001, sent, gain),
        scatter_with_gain_db(416e3, 0.001, sent, gain),
    )


@pytest.mark.parametrize(("f", "A"), [(47.7e12, 249.99999994754504), (47.7, 44.454186433741803)])
def test_line_of_sight_as_published(f: float, A: float) -> None:
    found = line_of_sight_db(5e3, 0.05, 0.0, 100e3, geometry((1.0, 2.0)), radio(f, (1.0, 2.0)))
    assert found == pytest.approx(A, rel=EXACT)


@pytest.mark.parametrize(
    ("climate", "mode", "location", "situation", "A"),
    [
        (0, 3, True, True, 62.258514685008194),
        (1, 3, True, True, 62.172817403455056),
        (2, 3, True, True, 62.180947861894204),
        (3, 3, True, True, 62.285710999957999),
        (4, 3, True, True, 62.148868476830557),
        (5, 3, True, True, 62.202217322742925),
        (6, 3, True, True, 62.171720116596696),
        (0, 0, True, True, 65.983366483245064),
        (0, 1, True, True, 65.975212768420008),
        (0, 2, True, True, 54.938699908329184),
        (0, 3, False, True, 59.833829899214862),
        (0, 3, True, False, 53.043626273213889),
    ],
)
def test_variability_as_published(climate: int, mode: int, location: bool, situation: bool, A: float) -> None:
    deviates = (normal_deviate(share) for share in (0.3, 0.6, 0.9))
    given = vary(
        50.0, 1, 10e3, 3500.0, geometry((100.0, 100.0)), Statistics(*deviates, mode, location, situation, climate)
    )
    assert pytest.approx(A, rel=EXACT) == given.A


def test_normal_deviates() -> None:
    assert normal_deviate(0.5) == pytest.approx(2.378045045325905e-07, rel=1e-6)
    for share, deviate in ((0.1, 1.281552), (0.49, 0.025069), (0.001, 3.090232)):
        assert normal_deviate(share) == pytest.approx(deviate, abs=4.5e-4)
        assert normal_deviate(1.0 - share) == pytest.approx(-deviate, abs=4.5e-4)


@pytest.mark.parametrize(
    ("height", "start", "end", "delta_h"),
    [
        (CLIFFS, 10.0, 90.0, 130.80086741994160),
        (CLIFFS, 15.0, 85.0, 41.639683828192240),
        (BUMPS, 10.0, 320.0, 5.5481498660992807),
        (BUMPS, 15.0, 315.0, 5.4395216034312366),
        (np.arange(5.0), 40.0, 50.0, 0.0),
    ],
)
def test_terrain_irregularity_as_published(height: np.ndarray, start: float, end: float, delta_h: float) -> None:
    before, after = start / 10.0, height.size - 1 - end / 10.0
    assert interdecile_range(height, 10.0, before, after) == pytest.approx(delta_h, rel=EXACT)


def test_geometry_of_a_profile_as_published() -> None:
    found = profile_geometry(np.array([1.0, 2.0, 3.0, 5.0, 3.0, 5.0, 3.0, 2.0, 1.0]), 100.0, 6.0, 5.0, 7860e3)
    assert found == pytest.approx(
        Geometry(
            12.901387666337202, 6.0, 5.0, 8764.4253963572828, 7922.7879168398858, -0.0011422640014581357,
            -0.0010153790362535343,
        ),
        rel=EXACT,
    )  # fmt: skip


@pytest.mark.parametrize(("first", "last"), [(0.0, 4.0), (0.0, 0.0), (2.0, 2.0), (4.0, 4.0), (1.0, 0.0), (4.0, 3.0)])
def test_a_slope_is_fitted_by_itself(first: float, last: float) -> None:
    assert fitted_ends(np.arange(1.0, 6.0), first, 4.0 - last) == pytest.approx((1.0, 5.0), rel=EXACT)


def test_geometry_against_the_plain_version() -> None:
    for seed in range(60):
        rng = np.random.default_rng(seed)
        height, step = random_heights(rng)
        h_tx, h_rx, a_e, n = float(rng.uniform(1.0, 60.0)), 1.5, 8500e3, height.size - 1
        k_tx, k_rx, theta_tx, theta_rx = find_horizons(height, step, h_tx, h_rx, a_e)
        assert (k_tx * step, theta_tx) == pytest.approx(plain_horizon(height, step, h_tx, h_rx, a_e)), seed
        assert (k_rx * step, theta_rx) == pytest.approx(plain_horizon(height[::-1], step, h_rx, h_tx, a_e)), seed
        first = int(rng.integers(0, n - 2))
        last = int(rng.integers(first + 2, n + 1))
        assert fitted_ends(height, first + 0.3, n - last + 0.3) == pytest.approx(
            plain_fit(height, first, last), abs=1e-6
        ), seed
        if 0.7 * n > 2.0:
            plain = plain_irregularity(height, step, 0.1 * n * step, 0.8 * n * step)
            assert interdecile_range(height, step, 0.1 * n, 0.2 * n) == pytest.approx(plain, abs=1e-6), seed


def test_the_mean_height_leaves_out_a_tenth_at_each_end() -> None:
    height = np.array([1000.0, 1000.0] + [10.0] * 17 + [500.0, 500.0])
    assert system_height(height) == 10.0
    assert system_height(height[:9]) == pytest.approx((2000.0 + 70.0) / 9.0)


def test_effective_heights_by_siting() -> None:
    """NTIA Report 82-100: up to 5 m and 10 m are added, less on smooth ground and for antennas below 5 m."""
    for siting, most in ((0, 0.0), (1, 5.0), (2, 10.0)):
        high, low = area_geometry(6.0, 2.0, siting, siting, 500.0, 8500e3)[1:3]
        assert high == pytest.approx(6.0 + most * math.exp(-12.0 / 500.0))
        part = (1.0 + (most - 1.0) * math.sin(0.2 * math.pi)) if most else 0.0
        assert low == pytest.approx(2.0 + part * math.exp(-4.0 / 500.0))
    assert area_geometry(6.0, 2.0, 2, 2, 0.0, 8500e3)[1] == pytest.approx(6.0, abs=1e-6)


def test_ground_and_atmosphere() -> None:
    assert effective_earth_radius(301.0) == pytest.approx(8500e3, rel=2e-3)  # four thirds
    assert system(700.0, 30.0, 1.5, 301.0, 1.5, 15.0, 0.005, True).N_s == pytest.approx(301.0 * math.exp(-1.5 / 9460.0))
    horizontal = ground_impedance(3500.0, 15.0, 3500.0 / 18000.0, False)
    assert horizontal**2 == pytest.approx(14.0 + 1.0j)
    assert ground_impedance(3500.0, 15.0, 3500.0 / 18000.0, True) == pytest.approx(horizontal / (15.0 + 1.0j))


def test_the_effective_earth_stays_within_its_range_with_the_refractivity() -> None:
    """NTIA's error of the effective Earth, 4000 to 13333 km, cannot come with a surface refractivity in range."""
    radii = [effective_earth_radius(float(N_s)) for N_s in range(150, 401)]
    assert min(radii) > 4000e3 and max(radii) < 13_333e3
