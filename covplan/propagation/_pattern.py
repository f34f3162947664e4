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
from numpy.typing import NDArray

from covplan.propagation._vector_math import atan2, inlined

PARAMETRIC, CROSS_SUM, HORIZONTAL_PROJECTION = 0, 1, 2


class Panel(NamedTuple):
    """What the kernels need of an antenna.

    Inverse beamwidths are 0 all round. ``cuts`` is None for a parametric pattern: its kernel is compiled without the
    measured branch and becomes vector instructions. Measured: horizontal and vertical attenuation, shape (2, 361), the
    last value that of 0 degrees.
    """

    method: int
    horizontal_inverse: float
    vertical_inverse: float
    greatest: float
    cuts: NDArray[np.float64] | None


class Mount(NamedTuple):
    """How a panel hangs: sine and cosine of its azimuth and of its mechanical tilt, and the electrical tilt [deg]."""

    sin_azimuth: float
    cos_azimuth: float
    sin_tilt: float
    cos_tilt: float
    electrical_deg: float


@inlined
def cut_db(cuts, plane, angle_deg):
    """Measured attenuation in a plane (0 horizontal, 1 vertical) at -360 to 360 degrees, linear between whole ones."""
    angle = angle_deg + 360.0 if angle_deg < 0.0 else angle_deg
    k = max(0, min(int(angle), 359))
    share = angle - k
    return (1.0 - share) * cuts[plane, k] + share * cuts[plane, k + 1]


@inlined
def attenuation_db(phi, theta, electrical_deg, panel, cuts):
    """Attenuation in the panel's frame, 0 to the panel's greatest; ``cuts`` are the panel's.

    The electrical tilt moves a parametric vertical cut; measured cuts contain theirs, and it is not applied to them.
    """
    if cuts is None:
        vertical = (theta + electrical_deg) * panel.vertical_inverse
        horizontal = phi * panel.horizontal_inverse
        total = min(12.0 * vertical * vertical, panel.greatest) + min(12.0 * horizontal * horizontal, panel.greatest)
    elif panel.method == CROSS_SUM:
        total = cut_db(cuts, 0, phi) + cut_db(cuts, 1, theta)
    else:
        behind = abs(phi) / 180.0
        front = cuts[0, 0] - cut_db(cuts, 1, theta)
        back = cuts[0, 180] - cut_db(cuts, 1, 180.0 - theta)
        total = cut_db(cuts, 0, phi) - (1.0 - behind) * front - behind * back  # (1)
    return max(0.0, min(total, panel.greatest))


@inlined
def pattern_db(east, north, up, mount, panel):
    """Gain relative to the boresight [dB], <= 0, in a direction seen from the mast, given by a vector of any length.

    The direction is turned about the vertical into the sector's, then about the horizontal axis of the panel, which
    leans forward by the mechanical tilt.
    """
    ahead = north * mount.cos_azimuth + east * mount.sin_azimuth
    side = east * mount.cos_azimuth - north * mount.sin_azimuth
    along = ahead * mount.cos_tilt - up * mount.sin_tilt
    above = ahead * mount.sin_tilt + up * mount.cos_tilt
    phi = atan2(side, along) * (180.0 / math.pi)
    theta = atan2(above, math.sqrt(side * side + along * along)) * (180.0 / math.pi)
    return -attenuation_db(phi, theta, mount.electrical_deg, panel, panel.cuts)
