"""3GPP TR 38.901 (V18) Table 7.3-1 with the panel's own figures, and the tilt of its mast mount."""

import math

from numba import njit


@njit(cache=True, nogil=True, error_model="numpy")
def pattern_db(azimuth_deg, elevation_deg, sector_azimuth_deg, mechanical_deg, electrical_deg, panel):
    """Gain relative to the boresight [dB], <= 0, in a direction seen from the mast.

    Azimuths clockwise from north, elevation above the horizon. The panel leans forward by the mechanical tilt: the
    direction is turned into the panel's frame (rotation about its horizontal axis); the electrical tilt then moves the
    vertical cut. ``panel`` is (horizontal beamwidth, vertical beamwidth, greatest attenuation).
    """
    horizontal_bw, vertical_bw, greatest = panel
    phi = math.radians(azimuth_deg - sector_azimuth_deg)
    elevation, tilt = math.radians(elevation_deg), math.radians(mechanical_deg)
    ahead, side, up = math.cos(elevation) * math.cos(phi), math.cos(elevation) * math.sin(phi), math.sin(elevation)
    along = ahead * math.cos(tilt) - up * math.sin(tilt)
    above = ahead * math.sin(tilt) + up * math.cos(tilt)
    panel_phi = math.degrees(math.atan2(side, along))
    panel_elevation = math.degrees(math.asin(max(-1.0, min(1.0, above))))
    vertical = min(12.0 * ((panel_elevation + electrical_deg) / vertical_bw) ** 2, greatest)
    horizontal = min(12.0 * (panel_phi / horizontal_bw) ** 2, greatest)
    return -min(vertical + horizontal, greatest)
