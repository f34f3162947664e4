"""Sector antennas: gain of a panel in a direction."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from covplan.network import AntennaPattern, PatternMethod
from covplan.propagation import _pattern
from covplan.propagation._pattern import Panel, pattern_db

_METHODS = {
    PatternMethod.PARAMETRIC_3GPP: _pattern.PARAMETRIC,
    PatternMethod.CROSS_SUM: _pattern.CROSS_SUM,
    PatternMethod.HORIZONTAL_PROJECTION: _pattern.HORIZONTAL_PROJECTION,
}


@lru_cache(maxsize=1024)
def panel(antenna: AntennaPattern) -> Panel:
    """What the pattern kernels need of an antenna: method, beamwidths, greatest attenuation, cuts [deg, dB].

    Kept for each antenna; nobody writes into its arrays.
    """
    cuts = None
    if antenna.is_measured:  # closed: 359.5 degrees has a value on either side
        cuts = np.array([[*cut, cut[0]] for cut in (antenna.horizontal_db, antenna.vertical_db)])
    return Panel(
        _METHODS[antenna.method],
        _beamwidth(antenna.horizontal_beamwidth_deg),
        _beamwidth(antenna.vertical_beamwidth_deg),
        float(antenna.max_attenuation_db),
        cuts,
    )


def _beamwidth(width_deg: float) -> float:
    """All round is a parabola without curvature."""
    return math.inf if width_deg == 360.0 else float(width_deg)


def gain_dbi(
    antenna: AntennaPattern,
    *,
    azimuth_deg: float,
    elevation_deg: float,
    sector_azimuth_deg: float,
    mechanical_tilt_deg: float = 0.0,
    electrical_tilt_deg: float = 0.0,
) -> float:
    """Gain of a sector in a direction [dBi].

    Parameters
    ----------
    azimuth_deg, elevation_deg : float
        Direction from the mast: clockwise from north, above the horizon [deg].
    sector_azimuth_deg, mechanical_tilt_deg, electrical_tilt_deg : float
        How the panel hangs; tilts positive downwards [deg]. Measured patterns contain their electrical tilt.

    References
    ----------
    3GPP TR 38.901 Table 7.3-1 (parametric form and sum of cuts), with the figures of ``antenna``; horizontal
    projection interpolation: ``docs/antennas.md``.
    """
    return antenna.gain_dbi + pattern_db(
        azimuth_deg, elevation_deg, sector_azimuth_deg, mechanical_tilt_deg, electrical_tilt_deg, panel(antenna)
    )


def gain_table_db(
    antenna: AntennaPattern,
    *,
    mechanical_tilt_deg: float = 0.0,
    electrical_tilt_deg: float = 0.0,
    shape: tuple[int, int] = _pattern.TABLE_SHAPE,
) -> NDArray[np.float32]:
    """Gain relative to the boresight over all directions, for the bilinear lookup ``_pattern.table_db``.

    Parameters
    ----------
    mechanical_tilt_deg, electrical_tilt_deg : float
        As in ``gain_dbi``.
    shape : (int, int)
        Number of azimuths, from 0 relative to the sector, and of elevations, from -90 to 90.

    Returns
    -------
    array of float32, shape ``shape``
        Gain relative to the boresight [dB], <= 0; ``docs/antennas.md`` states the error of the lookup.
    """
    table = np.empty(shape, np.float32)
    _pattern.gain_table(panel(antenna), float(mechanical_tilt_deg), float(electrical_tilt_deg), table)
    return table
