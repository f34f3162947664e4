"""Constants and conversions that more than one layer needs; every name carries its unit."""

from __future__ import annotations

SPEED_OF_LIGHT_M_S = 299_792_458.0
"""Speed of light in vacuum [m/s], exact (SI)."""

EARTH_RADIUS_KM = 6371.0
"""Mean Earth radius of the ITU-R P series [km]."""

MN_PER_BN = 1000.0
"""Million đồng in a tỷ (billion) đồng."""

M_PER_KM = 1000.0
