"""Sector antennas: gain of a panel in a direction."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from covplan.network import AntennaPattern, PatternMethod
from covplan.propagation import _pattern
from covplan.propagation._pattern import Mount, Panel, pattern_db

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
        _inverse(antenna.horizontal_beamwidth_deg),
        _inverse(antenna.vertical_beamwidth_deg),
        float(antenna.max_attenuation_db),
        cuts,
    )


def _inverse(width_deg: float) -> float:
    """All round is a parabola without curvature."""
    return 0.0 if width_deg == 360.0 else 1.0 / width_deg


def mount(sector_azimuth_deg: float, mechanical_tilt_deg: float, electrical_tilt_deg: float) -> Mount:
    """What the pattern kernels need of how a panel hangs."""
    azimuth, tilt = math.radians(sector_azimuth_deg), math.radians(mechanical_tilt_deg)
    return Mount(math.sin(azimuth), math.cos(azimuth), math.sin(tilt), math.cos(tilt), float(electrical_tilt_deg))


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
    azimuth, elevation = math.radians(azimuth_deg), math.radians(elevation_deg)
    across = math.cos(elevation)
    hung = mount(sector_azimuth_deg, mechanical_tilt_deg, electrical_tilt_deg)
    return antenna.gain_dbi + float(
        pattern_db(across * math.sin(azimuth), across * math.cos(azimuth), math.sin(elevation), hung, panel(antenna))
    )
