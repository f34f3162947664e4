"""S2 cells of level 4, by which Google's building files are cut: their tokens for a box.

The projection (quadratic) and the Hilbert curve are those of the S2 geometry library, s2geometry.io.
"""

from __future__ import annotations

import math

import numpy as np

_LEVEL = 4
_STEP_DEG = 0.05
_IJ_OF_POSITION = ((0, 1, 3, 2), (0, 2, 3, 1), (3, 2, 0, 1), (3, 1, 0, 2))  # by orientation of the curve
_TURN_OF_POSITION = (1, 0, 0, 3)


def level_4_tokens(west: float, south: float, east: float, north: float) -> list[str]:
    """Tokens of the cells of level 4 (some 600 km wide) that a box [degrees] touches by more than 0.05 degrees."""
    lons = np.linspace(west, east, max(2, math.ceil((east - west) / _STEP_DEG) + 1))
    lats = np.linspace(south, north, max(2, math.ceil((north - south) / _STEP_DEG) + 1))
    edge = [(lon, lat) for lon in lons for lat in (south, north)] + [(lon, lat) for lat in lats for lon in (west, east)]
    inner = [(lon, lat) for lon in lons[::20] for lat in lats[::20]]
    return sorted({token(lon, lat) for lon, lat in edge + inner})


def token(lon: float, lat: float) -> str:
    """Token of the cell of level 4 at a place [degrees]."""
    face, u, v = _face_uv(math.radians(lon), math.radians(lat))
    side = 1 << _LEVEL
    i, j = (min(side - 1, int(_st(value) * side)) for value in (u, v))
    orientation, position = face & 1, 0
    for bit in range(_LEVEL - 1, -1, -1):
        step = _IJ_OF_POSITION[orientation].index((i >> bit & 1) << 1 | (j >> bit & 1))
        position = position << 2 | step
        orientation ^= _TURN_OF_POSITION[step]
    # three bits of face, two per level, and the bit that marks the level: twelve bits, three hexadecimal digits
    return f"{face << 9 | position << 1 | 1:03x}".rstrip("0")


def _face_uv(lon: float, lat: float) -> tuple[int, float, float]:
    x, y, z = math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)
    axis = max(range(3), key=lambda k: abs((x, y, z)[k]))
    face = axis if (x, y, z)[axis] > 0 else axis + 3
    u, v = _uv(face, x, y, z)
    return face, u, v


def _uv(face: int, x: float, y: float, z: float) -> tuple[float, float]:
    match face:
        case 0:
            return y / x, z / x
        case 1:
            return -x / y, z / y
        case 2:
            return -x / z, -y / z
        case 3:
            return z / x, y / x
        case 4:
            return z / y, -x / y
        case _:
            return -y / z, -x / z


def _st(u: float) -> float:
    return 0.5 * math.sqrt(1.0 + 3.0 * u) if u >= 0.0 else 1.0 - 0.5 * math.sqrt(1.0 - 3.0 * u)
