"""SINR and uplink path → throughput. Estimates ("ước tính") throughout, never to be compared as if measured.

One user who has the whole sector, with a carrier's layers, overhead and share of time. ``assessment/busy_hour.py`` lets
users share.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from covplan.coverage.composite import Coverage
from covplan.coverage.settings import ThroughputSettings
from covplan.coverage.sinr import interference_of
from covplan.network import Carrier, Technology
from covplan.propagation.link_budget import SUBCARRIERS_PER_BLOCK, noise_per_re_dbm

SYMBOLS_PER_MS = 14  # of 15 kHz, normal cyclic prefix: TS 38.211 Table 4.3.2-1, TS 36.211 §6.2.3
HIGHEST_CODE_RATE = 948 / 1024  # TS 38.214 Table 5.1.3.1-2 index 27, TS 36.213 Table 7.2.3-1 index 15
_BEST_SINR_DB, _LEAST_COUPLING_DB = 80.0, 0.0  # beyond any: ends of the searches


def bits_per_element(
    sinr_db: NDArray[np.floating], *, alpha: float, min_sinr_db: float, cap: float
) -> NDArray[np.float64]:
    """Truncated Shannon: α log2(1 + SINR), at most ``cap``, nothing below ``min_sinr_db`` [bit per resource element].

    References
    ----------
    3GPP TR 36.942 Annex A. Its bit/s/Hz are taken per resource element; what control and reference signals occupy is
    taken off as overhead.
    """
    sinr = np.asarray(sinr_db, np.float64)
    bits = np.minimum(alpha * np.log2(1.0 + 10.0 ** (0.1 * sinr)), cap)
    return np.where(sinr < min_sinr_db, 0.0 * sinr, bits)  # NaN stays NaN


def downlink_mbps(sinr_db: NDArray[np.floating], carrier: Carrier, settings: ThroughputSettings) -> NDArray[np.float64]:
    """Estimated downlink rate of a user who has the whole sector [Mb/s]; NaN where SINR is.

    ``sinr_db`` is an array of any shape [dB], the result has the same. The curve is that of TR 36.942 Annex A with the
    parameters of ``settings``.

    As many of the carrier's layers as serve best: l layers share the power evenly, so each has SINR / l, and do not
    disturb each other (assumed). A layer carries at most the highest modulation and code rate.
    """
    peak = min(settings.downlink_cap, settings.modulation_bits * HIGHEST_CODE_RATE)
    by_layers = [
        layers
        * bits_per_element(
            np.asarray(sinr_db, np.float64) - 10.0 * math.log10(layers),
            alpha=settings.downlink_alpha,
            min_sinr_db=settings.downlink_min_sinr_db,
            cap=peak,
        )
        for layers in range(1, carrier.mimo_layers + 1)
    ]
    nr = carrier.technology is Technology.NR
    overhead = settings.nr_downlink_overhead if nr else settings.lte_downlink_overhead
    elements = elements_per_second(carrier, carrier.resource_blocks) * (1.0 - overhead) * carrier.downlink_share
    return np.maximum.reduce(by_layers) * elements / 1e6


def uplink_mbps(
    coupling_db: NDArray[np.floating], carrier: Carrier, settings: ThroughputSettings
) -> NDArray[np.float64]:
    """Estimated uplink rate of a user who has the whole sector [Mb/s]; NaN where the coupling loss is.

    Parameters
    ----------
    coupling_db : array, any shape
        Loss between the antenna ports of base station and user, both antennas counted in [dB]; that of the downlink is
        taken for the uplink too.

    Notes
    -----
    One layer. The user's power is spread over as many resource blocks as keep ``uplink_min_sinr_db``, up to the
    channel's: a concave rate is best spread out. Less than one block is out of reach: 0.
    """
    nr = carrier.technology is Technology.NR
    overhead = settings.nr_uplink_overhead if nr else settings.lte_uplink_overhead
    noise_dbm = noise_per_re_dbm(carrier.scs_khz, settings.base_noise_figure_db) + settings.uplink_rise_db
    power_dbm = settings.ue_power_dbm - 10.0 * math.log10(SUBCARRIERS_PER_BLOCK)
    one_block_db = power_dbm - np.asarray(coupling_db, np.float64) - noise_dbm
    most = 10.0 ** (0.1 * (one_block_db - settings.uplink_min_sinr_db))
    blocks = np.clip(most, 1.0, carrier.resource_blocks)
    # as far as there is a choice, the blocks are those that leave the least SINR: rounding must not go under it
    sinr_db = np.where(
        (most >= 1.0) & (most < carrier.resource_blocks),
        settings.uplink_min_sinr_db,
        one_block_db - 10.0 * np.log10(blocks),
    )
    peak = min(settings.uplink_cap, settings.modulation_bits * HIGHEST_CODE_RATE)
    bits = bits_per_element(sinr_db, alpha=settings.uplink_alpha, min_sinr_db=settings.uplink_min_sinr_db, cap=peak)
    return bits * elements_per_second(carrier, 1.0) * blocks * (1.0 - overhead) * carrier.uplink_share / 1e6


def elements_per_second(carrier: Carrier, blocks: float) -> float:
    """Resource elements of a number of resource blocks in a second: 12 subcarriers, 14 symbols per slot."""
    return SUBCARRIERS_PER_BLOCK * blocks * SYMBOLS_PER_MS * 1000.0 * carrier.scs_khz / 15.0


def coupling_loss_db(cover: Coverage, carrier: Carrier) -> NDArray[np.float64]:
    """Loss from the strongest sector's antenna port to the receiver's, both antennas counted in [dB]; NaN: none."""
    return strongest_power_dbm(cover, carrier) - cover.rsrp_dbm[carrier.id]


def strongest_power_dbm(cover: Coverage, carrier: Carrier) -> NDArray[np.float64]:
    """Power of a reference signal's resource element at the antenna port of each pixel's strongest sector [dBm]."""
    own = interference_of(cover)
    return np.append(own.sector_power_dbm[carrier.id], math.nan)[own.best_sector[carrier.id]]  # -1: the last


def sinr_for_downlink_db(mbps: float, carrier: Carrier, settings: ThroughputSettings) -> float:
    """Least SINR with a downlink rate [dB]; infinite if none has it, minus infinite if none is asked for."""
    if mbps <= 0.0:
        return -math.inf
    return -_least(lambda x: float(downlink_mbps(np.array(-x), carrier, settings)), mbps, -_BEST_SINR_DB)


def coupling_for_uplink_db(mbps: float, carrier: Carrier, settings: ThroughputSettings) -> float:
    """Greatest coupling loss with an uplink rate [dB]; minus infinite if none has it, infinite if none is asked for."""
    if mbps <= 0.0:
        return math.inf
    return _least(lambda x: float(uplink_mbps(np.array(x), carrier, settings)), mbps, _LEAST_COUPLING_DB)


def _least(rate: Callable[[float], float], mbps: float, best: float) -> float:
    """Greatest x with a rate that falls with x; minus infinite if even ``best`` has not."""
    if rate(best) < mbps:
        return -math.inf
    low, high = best, best + 400.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if rate(middle) >= mbps else (low, middle)
    return low
