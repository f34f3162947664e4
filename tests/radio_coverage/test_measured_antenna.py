"""A measured antenna over an area: it radiates where its cuts say."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from covplan.coverage import RadioSettings, predict
from covplan.ingest.area import Area
from covplan.network import AntennaPattern, Carrier, PatternMethod, Sector
from covplan.propagation import P1812
from covplan.propagation.antenna import gain_dbi

RADIO = RadioSettings(P1812(delta_n=45.0, n0=370.0, latitude_deg=12.7))
HORIZONTAL = tuple(min(12.0 * (((k + 180) % 360 - 180) / 65.0) ** 2, 25.0) for k in range(360))
TILTED = tuple(min(12.0 * (((k + 4 + 180) % 360 - 180) / 8.0) ** 2, 25.0) for k in range(360))  # four degrees down


@pytest.mark.parametrize("method", [PatternMethod.CROSS_SUM, PatternMethod.HORIZONTAL_PROJECTION])
def test_power_differs_from_all_round_by_the_gain_of_the_direction(tiny_area: Area, method: PatternMethod) -> None:
    """The same mast with an antenna that takes nothing off anywhere differs only by the pattern."""
    low = tiny_area.carriers[0]
    flat = replace(tiny_area, ground=replace(tiny_area.ground, values=np.full(tiny_area.grid.shape, 100.0, np.float32)))
    measured = AntennaPattern("m", 15.0, 65.0, 8.0, 40.0, "", method, HORIZONTAL, TILTED, electrical_tilt_deg=4.0)
    all_round = AntennaPattern("o", 15.0, 360.0, 360.0, 0.0)
    site = tiny_area.sites[0]
    azimuth, tilt, height_m = 70.0, 1.0, 42.0

    def layer(antenna: AntennaPattern, carrier: Carrier) -> np.ndarray:
        radiated = replace(carrier, antenna=antenna)
        sector = Sector("a", azimuth, tilt, height_m, (radiated,))
        return predict(flat, RADIO, sites=[replace(site, sectors=(sector,))]).rsrp_dbm[carrier.id]

    difference = layer(measured, low) - layer(all_round, low)
    x, y = flat.grid.centres()
    for row, col in ((30, 20), (31, 30), (25, 14), (40, 4)):
        east, north = x[col] - site.x_m, y[row] - site.y_m
        gain = gain_dbi(
            measured,
            azimuth_deg=math.degrees(math.atan2(east, north)),
            elevation_deg=math.degrees(math.atan2(RADIO.receiver_agl_m - height_m, math.hypot(east, north))),
            sector_azimuth_deg=azimuth,
            mechanical_tilt_deg=tilt,
        )
        assert difference[row, col] == pytest.approx(gain - 15.0, abs=0.01)
