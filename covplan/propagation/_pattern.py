"""Gain of a panel in a direction: its cuts, how they are combined, and the tilt of its mast mount.

Angles in degrees. Parametric cuts: 3GPP TR 38.901 (V18) Table 7.3-1 with the panel's own figures. Measured cuts,
attenuation A_H and A_V for each degree, by one of two methods: the sum, as in the same table, or horizontal projection
interpolation (docs/antennas.md):

    A(phi, theta) = A_H(phi) - (1 - |phi|/180) (A_H(0) - A_V(theta)) - |phi|/180 (A_H(180) - A_V(180 - theta))    (1)

phi is the azimuth in the panel's frame, theta the elevation in it. (1) keeps both cuts where they meet, in front and
behind, and the back of the vertical cut counts behind the panel.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

PARAMETRIC, CROSS_SUM, HORIZONTAL_PROJECTION = 0, 1, 2
TABLE_SHAPE = (720, 721)
"""Half a degree of azimuth, a quarter of elevation: the whole degrees of the cuts are nodes of the table."""


class Panel(NamedTuple):
    """What the kernels need of an antenna.

    ``cuts`` is None for a parametric pattern: its kernel is compiled without the measured branch, which would cost it a
    tenth of its speed. Measured: horizontal and vertical attenuation, shape (2, 361), the last value that of 0 degrees.
    """

    method: int
    horizontal_bw: float
    vertical_bw: float
    greatest: float
    cuts: NDArray[np.float64] | None


@njit(cache=True, nogil=True, error_model="numpy")
def panel_direction(relative_deg, elevation_deg, mechanical_deg):
    """Azimuth (-180 to 180) and elevation in the frame of a panel that leans forward by the mechanical tilt.

    The direction, its azimuth relative to the sector's, is turned about the panel's horizontal axis.
    """
    phi = math.radians(relative_deg)
    elevation, tilt = math.radians(elevation_deg), math.radians(mechanical_deg)
    ahead, side, up = math.cos(elevation) * math.cos(phi), math.cos(elevation) * math.sin(phi), math.sin(elevation)
    along = ahead * math.cos(tilt) - up * math.sin(tilt)
    above = ahead * math.sin(tilt) + up * math.cos(tilt)
    return math.degrees(math.atan2(side, along)), math.degrees(math.asin(max(-1.0, min(1.0, above))))


@njit(cache=True, nogil=True, error_model="numpy")
def cut_db(cuts, plane, angle_deg):
    """Measured attenuation in a plane (0 horizontal, 1 vertical) at -360 to 360 degrees, linear between whole ones."""
    angle = angle_deg + 360.0 if angle_deg < 0.0 else angle_deg
    k = max(0, min(int(angle), 359))  # a NaN angle stays in the cut and gives NaN
    share = angle - k
    return (1.0 - share) * cuts[plane, k] + share * cuts[plane, k + 1]


@njit(cache=True, nogil=True, error_model="numpy")
def attenuation_db(phi, theta, electrical_deg, panel, cuts):
    """Attenuation in the panel's frame, 0 to the panel's greatest; ``cuts`` are the panel's."""
    if cuts is None:
        vertical = min(12.0 * ((theta + electrical_deg) / panel.vertical_bw) ** 2, panel.greatest)
        horizontal = min(12.0 * (phi / panel.horizontal_bw) ** 2, panel.greatest)
        return min(vertical + horizontal, panel.greatest)
    if panel.method == CROSS_SUM:
        total = cut_db(cuts, 0, phi) + cut_db(cuts, 1, theta)
    else:
        behind = abs(phi) / 180.0
        front = cuts[0, 0] - cut_db(cuts, 1, theta)
        back = cuts[0, 180] - cut_db(cuts, 1, 180.0 - theta)
        total = cut_db(cuts, 0, phi) - (1.0 - behind) * front - behind * back  # (1)
    return max(0.0, min(total, panel.greatest))


@njit(cache=True, nogil=True, error_model="numpy")
def pattern_db(azimuth_deg, elevation_deg, sector_azimuth_deg, mechanical_deg, electrical_deg, panel):
    """Gain relative to the boresight [dB], <= 0, in a direction seen from the mast.

    Azimuths clockwise from north, elevation above the horizon. The electrical tilt moves a parametric vertical cut;
    measured cuts contain theirs, and it is not applied to them.
    """
    phi, theta = panel_direction(azimuth_deg - sector_azimuth_deg, elevation_deg, mechanical_deg)
    return -attenuation_db(phi, theta, electrical_deg, panel, panel.cuts)


@njit(cache=True, nogil=True, error_model="numpy")
def gain_table(panel, mechanical_deg, electrical_deg, out):
    """Fill ``out`` (azimuth relative to the sector, elevation) with ``pattern_db``.

    Rows are azimuths from 0 in steps of 360 / rows; columns elevations from -90 to 90, both ends included.
    """
    rows, cols = out.shape
    for i in range(rows):
        for j in range(cols):
            elevation = 180.0 * j / (cols - 1) - 90.0
            out[i, j] = pattern_db(360.0 * i / rows, elevation, 0.0, mechanical_deg, electrical_deg, panel)


@njit(cache=True, nogil=True, error_model="numpy")
def table_db(table, relative_deg, elevation_deg):
    """Gain of a ``gain_table`` at an azimuth relative to the sector and an elevation of -90 to 90, bilinear."""
    rows, cols = table.shape
    turn = relative_deg / 360.0
    row = (turn - math.floor(turn)) * rows
    col = (elevation_deg + 90.0) * (cols - 1) / 180.0
    i, j = max(0, min(int(row), rows - 1)), max(0, min(int(col), cols - 2))
    below, beside = row - i, col - j
    after = i + 1 if i + 1 < rows else 0
    first = (1.0 - beside) * table[i, j] + beside * table[i, j + 1]
    second = (1.0 - beside) * table[after, j] + beside * table[after, j + 1]
    return (1.0 - below) * first + below * second
