"""Statistical models over an area: the rule near the mast, and a look at their ranges beforehand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from covplan.propagation.free_space import free_space_loss_db
from covplan.propagation.links import Links
from covplan.propagation.model import StatisticalModel


def joined_db(model: StatisticalModel, links: Links, freq_mhz: float) -> NDArray[np.float64]:
    """Median loss of many paths [dB], NaN beyond the model's range of distances.

    Nearer than that range begins: free space plus a share of the excess over free space that the same path would have
    at its lower end; the share grows linearly with distance from 0 at the mast to 1.
    """
    from_km = model.ranges["dist_km"].low
    held = replace(links, dist_km=np.maximum(links.dist_km, from_km))
    loss_db = model.links_db(held, freq_mhz=freq_mhz)
    near = links.dist_km < from_km
    if near.any():
        excess_db = loss_db[near] - _free_space_db(held.slant_km[near], freq_mhz)
        share = links.dist_km[near] / from_km
        loss_db[near] = _free_space_db(links.slant_km[near], freq_mhz) + share * excess_db
    return loss_db


def _free_space_db(slant_km: NDArray[np.float64], freq_mhz: float) -> NDArray[np.float64]:
    return free_space_loss_db(1000.0, freq_mhz) + 20.0 * np.log10(slant_km)


def check_radio(model: StatisticalModel, *, freq_mhz: float, tx_agl_m: float, rx_agl_m: float) -> None:
    """Raise ``ModelRangeError`` where a model cannot take a frequency or a height, before a whole area is asked."""
    one = np.ones(1)
    links = Links(one, tx_agl_m, rx_agl_m, one * tx_agl_m, one * rx_agl_m, one * tx_agl_m, one > 0.0)
    model.links_db(links, freq_mhz=freq_mhz)
