"""Logarithm, exponential and arc tangent of which a compiler makes vector instructions inside a loop.

The library functions are calls, and a loop with calls stays scalar. These are polynomials and bit operations only: no
table, no branch, no conversion between 64-bit integers and floats (which processors before AVX-512 lack). Largest
relative errors (absolute ones for logarithms near 1) are below 1e-14, see the tests. Arguments must be finite; ``ln``
takes positive normal numbers and ``exp`` is clamped at +-700.

``vectorised`` may assume finite numbers, fuse multiplications with additions and multiply by a reciprocal instead of
dividing, but must not reorder sums.
"""

import math

import numpy as np
from numba import njit

vectorised = njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract", "arcp", "nnan", "ninf", "nsz"})
inlined = njit(
    cache=True, nogil=True, error_model="numpy", fastmath={"contract", "arcp", "nnan", "ninf", "nsz"}, forceinline=True
)

_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10  # ln 2 in two pieces
_LOG2_E, _LOG10_E = 1.0 / math.log(2.0), 1.0 / math.log(10.0)
_SQRT_HALF = 0x3FE6A09E667F3BCD  # bits of sqrt(1/2): mantissas are taken from sqrt(1/2) to sqrt(2)
_BIAS = 1 << 62  # keeps a shifted exponent positive: only the logical shift exists in every instruction set
_TWO_52 = 0x4330000000000000  # bits of 2^52: a small integer or-ed into them is 2^52 + that integer
_ROUND = 6755399441055744.0  # 1.5 * 2^52: adding it rounds to an integer held in the low bits


def _polynomial(function, low, high, degree):
    """Coefficients, lowest first, of the Chebyshev interpolant of a smooth function."""
    chebyshev = np.polynomial.chebyshev.Chebyshev.interpolate(function, degree, domain=[low, high])
    plain = chebyshev.convert(kind=np.polynomial.Polynomial, domain=[-1, 1], window=[-1, 1])
    return tuple(float(value) for value in plain.coef)


@inlined
def bits(x):
    """The 64 bits of a float as an integer."""
    return np.float64(x).view(np.int64)


@inlined
def from_bits(i):
    """The float of 64 bits."""
    return np.int64(i).view(np.float64)


@inlined
def ln(x):
    """Natural logarithm, x > 0: exponent and mantissa apart, atanh series of the mantissa."""
    exponent = np.int64(np.uint64(bits(x) - _SQRT_HALF + _BIAS) >> np.uint64(52))  # + 1024
    mantissa = from_bits(bits(x) - ((exponent - 1024) << 52))
    k = from_bits(exponent + _TWO_52) - 4503599627371520.0
    f = mantissa - 1.0
    s = f / (f + 2.0)
    w = s * s
    p = 2.0 / 17.0 * w + 2.0 / 15.0
    p = p * w + 2.0 / 13.0
    p = p * w + 2.0 / 11.0
    p = p * w + 2.0 / 9.0
    p = p * w + 2.0 / 7.0
    p = p * w + 2.0 / 5.0
    p = p * w + 2.0 / 3.0
    return k * _LN2_HIGH + (s * (p * w + 2.0) + k * _LN2_LOW)


@inlined
def log10(x):
    """Decimal logarithm, x > 0."""
    return ln(x) * _LOG10_E


@inlined
def exp(x):
    """Exponential of x clamped to -700 ... 700: a power of two times a Taylor series."""
    x = min(max(x, -700.0), 700.0)
    t = x * _LOG2_E + _ROUND
    k = t - _ROUND
    r = (x - k * _LN2_HIGH) - k * _LN2_LOW
    p = r / 39916800.0 + 1.0 / 3628800.0
    p = p * r + 1.0 / 362880.0
    p = p * r + 1.0 / 40320.0
    p = p * r + 1.0 / 5040.0
    p = p * r + 1.0 / 720.0
    p = p * r + 1.0 / 120.0
    p = p * r + 1.0 / 24.0
    p = p * r + 1.0 / 6.0
    p = p * r + 0.5
    p = p * r + 1.0
    p = p * r + 1.0
    return from_bits(bits(p) + (bits(t) << 52))


@inlined
def power(x, y):
    """x to the power of y, x > 0."""
    return exp(y * ln(x))


def _atan_over_root(z):
    root = np.sqrt(np.maximum(z, 1e-30))
    return np.where(z < 1e-9, 1.0 - z / 3.0, np.arctan(root) / root)


(_A0, _A1, _A2, _A3, _A4, _A5, _A6, _A7, _A8, _A9, _A10) = _polynomial(
    _atan_over_root, 0.0, 1.0001 * math.tan(math.pi / 8.0) ** 2, 10
)


@inlined
def atan(x):
    """Arc tangent: reduced to at most tan(22.5 deg), then a polynomial in the square."""
    a = abs(x)
    steep, middling = a > 2.414213562373095, a > 0.4142135623730951
    top = -1.0 if steep else (a - 1.0 if middling else a)
    bottom = a if steep else (a + 1.0 if middling else 1.0)
    base = 1.5707963267948966 if steep else (0.7853981633974483 if middling else 0.0)
    y = top / bottom
    z = y * y
    p = _A10 * z + _A9
    p = p * z + _A8
    p = p * z + _A7
    p = p * z + _A6
    p = p * z + _A5
    p = p * z + _A4
    p = p * z + _A3
    p = p * z + _A2
    p = p * z + _A1
    p = p * z + _A0
    angle = base + y * p
    return angle if x >= 0.0 else -angle


@inlined
def atan2(y, x):
    """Angle of the point (x, y), -pi to pi; 0 at the origin."""
    steep = abs(y) > abs(x)
    angle = atan((x if steep else y) / (y if steep else (x if x != 0.0 else 1.0)))
    turned = (0.5 * math.pi if y >= 0.0 else -0.5 * math.pi) - angle
    ahead = angle + (0.0 if x >= 0.0 else (math.pi if y >= 0.0 else -math.pi))
    return turned if steep else ahead


def _third_of_arc(z):
    """3 sin(acos(z) / 3) / sin(acos z), smooth from 0 to 1."""
    arc = np.arccos(np.clip(z, -1.0, 1.0))
    safe = np.where(arc < 1e-7, 1.0, np.sin(arc))
    return np.where(arc < 1e-7, 1.0, 3.0 * np.sin(arc / 3.0) / safe)


(_C0, _C1, _C2, _C3, _C4, _C5, _C6, _C7, _C8, _C9, _C10, _C11, _C12, _C13, _C14, _C15, _C16, _C17, _C18) = _polynomial(
    _third_of_arc, 0.0, 1.0, 18
)


@inlined
def middle_root(m, c):
    """The root b of m b^3 - (m + 1) b + c = 0 between -1 and 1, |c| <= 1: P.1812-8 eq. (24c) without trigonometry."""
    inverse = 1.0 / (m + 1.0)
    w = m * c * c * inverse * inverse * inverse
    z = math.sqrt(max(1.0 - 6.75 * w, 0.0))
    p = _C18 * z + _C17
    p = p * z + _C16
    p = p * z + _C15
    p = p * z + _C14
    p = p * z + _C13
    p = p * z + _C12
    p = p * z + _C11
    p = p * z + _C10
    p = p * z + _C9
    p = p * z + _C8
    p = p * z + _C7
    p = p * z + _C6
    p = p * z + _C5
    p = p * z + _C4
    p = p * z + _C3
    p = p * z + _C2
    p = p * z + _C1
    p = p * z + _C0
    return c * inverse * p
