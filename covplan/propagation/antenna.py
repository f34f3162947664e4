"""Sector antennas: gain of a panel in a direction."""

from __future__ import annotations

from covplan.network import AntennaPattern
from covplan.propagation._pattern import pattern_db


def panel(antenna: AntennaPattern) -> tuple[float, float, float]:
    """What the pattern kernel needs of an antenna: beamwidths and greatest attenuation [deg, deg, dB]."""
    return (
        float(antenna.horizontal_beamwidth_deg),
        float(antenna.vertical_beamwidth_deg),
        float(antenna.max_attenuation_db),
    )


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
        How the panel hangs; tilts positive downwards [deg].

    References
    ----------
    3GPP TR 38.901 Table 7.3-1 (form), with the beamwidths and the attenuation of ``antenna``.
    """
    return antenna.gain_dbi + pattern_db(
        azimuth_deg, elevation_deg, sector_azimuth_deg, mechanical_tilt_deg, electrical_tilt_deg, panel(antenna)
    )
