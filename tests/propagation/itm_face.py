"""ITM as the tests ask it: one model of each mode, one radio, hills, links and remark codes."""

from __future__ import annotations

import numpy as np
from itm_reference import profile_of

from covplan.propagation.itm import ITM, Climate, ITMArea
from covplan.propagation.links import Links
from covplan.propagation.path_loss import PathLoss
from covplan.terrain.profile import Profile

MODEL = ITM(climate=Climate.MARITIME_SUBTROPICAL, n0=370.0)
AREA = ITMArea(climate=Climate.MARITIME_SUBTROPICAL, n0=370.0, delta_h_m=90.0)
RADIO = {"freq_mhz": 773.0, "tx_agl_m": 40.0, "rx_agl_m": 1.5}


def hilly(n: int = 61, length_km: float = 12.0) -> Profile:
    x = np.linspace(0.0, 1.0, n)
    return profile_of(400.0 + 30.0 * np.sin(14.0 * x), 1000.0 * length_km / (n - 1))


def loss_of(profile: Profile, model: ITM | ITMArea = MODEL, **changes: float) -> PathLoss:
    return model.path(profile, **{**RADIO, **changes})


def links(dist_km: list[float], tx_agl_m: float = 40.0, rx_agl_m: float = 1.5) -> Links:
    dist = np.array(dist_km)
    flat = np.zeros(dist.size)
    return Links(dist, tx_agl_m, rx_agl_m, flat + tx_agl_m, flat + rx_agl_m, flat + tx_agl_m, flat == 0.0)


def codes(loss: PathLoss) -> set[str]:
    return {remark.code for remark in loss.remarks}
