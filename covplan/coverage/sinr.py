"""Power of all sectors of a channel → signal to interference and noise, and reference signal quality, under a load.

Median powers throughout: location variability belongs to ``service.py``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from covplan.coverage.composite import Coverage
from covplan.coverage.interference import Interference
from covplan.errors import CovplanError, ModelRangeError
from covplan.network import Carrier
from covplan.propagation.link_budget import SUBCARRIERS_PER_BLOCK, noise_per_re_dbm


class InterferenceError(CovplanError, ValueError):
    """Coverage was predicted without what is asked of it."""


def interference_of(cover: Coverage) -> Interference:
    """What the coverage holds beside the strongest powers; ``InterferenceError`` if it was predicted without."""
    if cover.interference is None:
        raise InterferenceError("coverage.no_interference")
    return cover.interference


def noise_and_interference_mw(
    cover: Coverage, carrier: Carrier, load_pct: float, entry_loss_db: float = 0.0
) -> NDArray[np.float64]:
    """Noise and loaded interference in a resource element that carries data [mW], after a loss at the receiver.

    An interferer's data lie ``reference_boost_db`` under its reference signal. The loss takes from the interferers what
    it takes from the wanted signal; noise arises behind it.
    """
    if not 0.0 < load_pct <= 100.0:
        raise ModelRangeError("range.value", name="load_pct", low=0, high=100, unit="%", model="SINR", got=load_pct)
    own = interference_of(cover)
    scale = load_pct / 100.0 * 10.0 ** (-0.1 * (carrier.reference_boost_db + entry_loss_db))
    noise_mw = 10.0 ** (0.1 * noise_per_re_dbm(carrier.scs_khz, own.noise_figure_db))
    return noise_mw + scale * own.rest_mw[carrier.id].astype(np.float64)


def sinr_db(cover: Coverage, carrier: Carrier, load_pct: float) -> NDArray[np.float32]:
    """SINR of a resource element that carries data of the strongest sector [dB]; NaN where nothing is received.

    Parameters
    ----------
    cover : Coverage
        Predicted with ``RadioSettings.interference``.
    carrier : Carrier
        One of ``cover.carriers``.
    load_pct : float
        Share of the other sectors' resource elements in use [%], above 0 to 100.

    Raises
    ------
    InterferenceError
        If the coverage was predicted without interference.
    ModelRangeError
        If the load is out of range.
    """
    wanted_dbm = cover.rsrp_dbm[carrier.id].astype(np.float64) - carrier.reference_boost_db
    return (wanted_dbm - 10.0 * np.log10(noise_and_interference_mw(cover, carrier, load_pct))).astype(np.float32)


def rsrq_db(cover: Coverage, carrier: Carrier, load_pct: float) -> NDArray[np.float32]:
    """RSRQ of LTE, SS-RSRQ of NR [dB]; NaN where nothing is received. Arguments and errors as of ``sinr_db``.

    N · RSRP / RSSI over the N resource blocks of the channel. RSSI is all power in 12 N resource elements: noise, and
    the data of every sector, the strongest included, in the loaded share of them; reference signals in the measured
    symbols count as part of that load.

    References
    ----------
    3GPP TS 36.214 §5.1.3, TS 38.215 §5.1.3.
    """
    signal_mw = 10.0 ** (0.1 * cover.rsrp_dbm[carrier.id].astype(np.float64))
    own_mw = load_pct / 100.0 * signal_mw * 10.0 ** (-0.1 * carrier.reference_boost_db)
    received_mw = SUBCARRIERS_PER_BLOCK * (noise_and_interference_mw(cover, carrier, load_pct) + own_mw)
    return (10.0 * np.log10(signal_mw / received_mw)).astype(np.float32)
