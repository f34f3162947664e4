"""The logarithm, exponential, power, arc tangent and cubic root that compilers can vectorise, over all they may take.

Each runs in a loop over an array, as in the package: that is where vector instructions replace scalar ones.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from covplan.propagation._vector_math import atan, bits, exp, from_bits, ln, log10, middle_root, power, vectorised

Floats = NDArray[np.float64]
# The series end where they are below the rounding of a sum of a dozen terms: 50 units in the last place of a float.
ROUNDING = 50.0 * 2.0**-52


@vectorised
def all_ln(x, out, n):
    for i in range(n):
        out[i] = ln(x[i])


@vectorised
def all_log10(x, out, n):
    for i in range(n):
        out[i] = log10(x[i])


@vectorised
def all_exp(x, out, n):
    for i in range(n):
        out[i] = exp(x[i])


@vectorised
def all_atan(x, out, n):
    for i in range(n):
        out[i] = atan(x[i])


@vectorised
def all_powers(x, y, out, n):
    for i in range(n):
        out[i] = power(x[i], y[i])


@vectorised
def all_roots(m, c, out, n):
    for i in range(n):
        out[i] = middle_root(m[i], c[i])


def each(kernel: Callable[..., None], *arguments: Floats) -> Floats:
    out = np.empty(arguments[0].size)
    kernel(*arguments, out, out.size)
    return out


def relative(got: Floats, expected: Floats) -> float:
    return float(np.max(np.abs(got - expected) / np.abs(expected)))


def check_logarithms(count: int) -> None:
    """Every exponent but the largest; close to 1 the logarithm is small and its absolute error counts."""
    rng = np.random.default_rng(1)
    x = np.exp(rng.uniform(-708.0, 700.0, count))
    x = np.concatenate((x, [2.0**-1022, 1e304, 2.0, 10.0, math.sqrt(0.5), math.sqrt(2.0)]))
    far = np.abs(x - 1.0) > 0.1
    for kernel, reference in ((all_ln, np.log), (all_log10, np.log10)):
        assert relative(each(kernel, x)[far], reference(x)[far]) < ROUNDING
        near = rng.uniform(0.9, 1.1, count)
        assert np.abs(each(kernel, near) - reference(near)).max() < ROUNDING
        assert each(kernel, np.array([1.0]))[0] == 0.0


def check_exponential(count: int) -> None:
    x = np.concatenate((np.random.default_rng(2).uniform(-700.0, 700.0, count), [-700.0, -1e-300, 0.0, 1e-17, 700.0]))
    assert relative(each(all_exp, x), np.exp(x)) < ROUNDING
    clamped = each(all_exp, np.array([-1e9, -700.1, 700.1, 1e9]))
    assert clamped.tolist() == each(all_exp, np.array([-700.0, -700.0, 700.0, 700.0])).tolist()


def check_powers(count: int) -> None:
    """The error of a power is that of its exponent times as much as the exponent is large."""
    rng = np.random.default_rng(3)
    x, y = np.exp(rng.uniform(-30.0, 30.0, count)), rng.uniform(-4.0, 4.0, count)
    size = np.maximum(np.abs(y * np.log(x)), 1.0)
    assert np.max(np.abs(each(all_powers, x, y) / np.power(x, y) - 1.0) / size) < ROUNDING


def check_arc_tangents(count: int) -> None:
    rng = np.random.default_rng(4)
    x = np.exp(rng.uniform(-40.0, 40.0, count)) * rng.choice([-1.0, 1.0], count)
    bends = np.array([math.tan(math.pi / 8.0), math.tan(3.0 * math.pi / 8.0), 1.0, 1e300])
    x = np.concatenate((x, bends, -bends, np.nextafter(bends, 0.0), np.nextafter(bends, 2.0)))
    assert relative(each(all_atan, x), np.arctan(x)) < ROUNDING
    assert each(all_atan, np.array([0.0]))[0] == 0.0


def bisected(m: Floats, c: Floats) -> Floats:
    """The root between the two places where the cubic is level, where it falls all the way."""
    high = np.sqrt((m + 1.0) / (3.0 * m))
    low = -high
    for _ in range(80):
        middle = 0.5 * (low + high)
        positive = m * middle**3 - (m + 1.0) * middle + c > 0.0
        low, high = np.where(positive, middle, low), np.where(positive, high, middle)
    return 0.5 * (low + high)


def check_roots(count: int) -> None:
    """Against bisection. Where two roots meet (|c| = 1, m = 1/2) a root is only good to half of the digits."""
    rng = np.random.default_rng(5)
    m, c = np.exp(rng.uniform(-25.0, 25.0, count)), rng.uniform(-1.0, 1.0, count)
    m[: count // 4] = 0.5 * np.exp(rng.normal(0.0, 0.1, count // 4))
    c[: count // 8] = rng.choice([-1.0, 1.0], count // 8)
    got, expected = each(all_roots, m, c), bisected(m, c)
    slope = np.abs(3.0 * m * expected**2 - (m + 1.0)) / (m + 1.0)  # 0 where two roots meet, otherwise up to 1
    off = np.abs(got - expected)
    assert np.all(off * slope < ROUNDING)
    assert off.max() < 5e-8
    assert np.all(np.abs(got) <= 1.0 + 5e-8)


CHECKS = (check_logarithms, check_exponential, check_powers, check_arc_tangents, check_roots)
every = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)


@every
def test_over_the_whole_range(check: Callable[[int], None]) -> None:
    check(100_000)


@pytest.mark.kernel
@every
def test_over_the_whole_range_in_steps(check: Callable[[int], None]) -> None:
    check(400)


@pytest.mark.kernel
def test_bits_there_and_back() -> None:
    for value in (0.0, 1.0, -1.0, math.pi, 5e-324, 1e308):
        assert from_bits(bits(value)) == value
    assert bits(1.0) == 0x3FF0000000000000


def test_the_middle_root_is_one_of_the_polynomials_roots() -> None:
    """Some by numpy: of three real roots the one in the middle, for P.1812-8 eq. (24c) has cos(pi/3 + acos(.)/3)."""
    for m, c in ((0.3, 0.2), (2.0, -0.7), (40.0, 0.99), (1e-3, 0.5)):
        roots = np.sort(np.roots([m, 0.0, -(m + 1.0), c]).real)
        assert middle_root(m, c) == pytest.approx(roots[1], rel=1e-12)
        cosine = 1.5 * c * math.sqrt(3.0 * m / (m + 1.0) ** 3)
        printed = 2.0 * math.sqrt((m + 1.0) / (3.0 * m)) * math.cos(math.pi / 3.0 + math.acos(cosine) / 3.0)  # (24c)
        assert middle_root(m, c) == pytest.approx(printed, rel=1e-12)
