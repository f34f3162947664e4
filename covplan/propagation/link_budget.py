"""From transmitter power to RSRP, term by term; ``docs/link_budget.md`` works budgets by hand.

Power of a resource element: that of all subcarriers sharing the sector's power evenly, and the boost of the reference
signal over it. LTE reports the CRS of one antenna port (TS 36.214 §5.1.1), NR the synchronisation block (TS 38.215
§5.1.1).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from covplan.errors import ModelRangeError
from covplan.network import Carrier, Radio, Technology

SUBCARRIERS_PER_BLOCK = 12
THERMAL_NOISE_DBM_HZ = -174.0  # k T at 290 K, as 3GPP rounds it
SSB_SUBCARRIERS = 240  # TS 38.211 §7.4.3.1: 20 resource blocks


@dataclass(frozen=True)
class LinkBudget:
    """The terms of one link [dB, dBm, dBi]; gains and losses positive, ``pattern_db`` <= 0.

    Attributes
    ----------
    power_dbm : float
        Power of the sector over all subcarriers at the antenna port.
    subcarriers_db : float
        10 log10 of the number of subcarriers: the power is spread evenly over resource elements.
    reference_boost_db : float
        Power of the reference signal's resource elements over an even share.
    feeder_loss_db, gain_dbi, pattern_db : float
        Feeder, boresight gain of the panel, gain in the direction of the receiver relative to it.
    loss_db : float
        Basic transmission loss.
    receiver_gain_dbi : float
        Gain of the receiver's antenna.
    """

    power_dbm: float
    subcarriers_db: float
    feeder_loss_db: float
    gain_dbi: float
    pattern_db: float
    loss_db: float
    receiver_gain_dbi: float
    reference_boost_db: float = 0.0

    @property
    def power_per_re_dbm(self) -> float:
        """Power of a resource element of the reference signal at the antenna port [dBm]."""
        return self.power_dbm - self.subcarriers_db + self.reference_boost_db

    @property
    def eirp_per_re_dbm(self) -> float:
        """EIRP of a resource element of the reference signal towards the receiver [dBm]."""
        return self.power_per_re_dbm - self.feeder_loss_db + self.gain_dbi + self.pattern_db

    @property
    def rsrp_dbm(self) -> float:
        """Received power of a resource element: RSRP of LTE, SS-RSRP of NR [dBm]."""
        return self.eirp_per_re_dbm - self.loss_db + self.receiver_gain_dbi


def link_budget(
    carrier: Carrier,
    *,
    loss_db: float,
    pattern_db: float = 0.0,
    feeder_loss_db: float = 0.0,
    receiver_gain_dbi: float = 0.0,
) -> LinkBudget:
    """The budget of one carrier over one path, with the carrier's own reference boost.

    Parameters
    ----------
    carrier : Carrier
        Power at the antenna port [dBm], gain of its antenna, resource blocks.
    loss_db : float
        Basic transmission loss of the path [dB].
    pattern_db : float
        Gain of the antenna in the direction of the path, less that of its main lobe [dB, <= 0].
    feeder_loss_db : float
        Between the power's port and the antenna [dB].
    receiver_gain_dbi : float
        Of the receiver's antenna [dBi].
    """
    return LinkBudget(
        carrier.power_dbm,
        subcarriers_db(carrier.resource_blocks),
        feeder_loss_db,
        carrier.antenna.gain_dbi,
        pattern_db,
        loss_db,
        receiver_gain_dbi,
        carrier.reference_boost_db,
    )


def subcarriers_db(resource_blocks: int) -> float:
    """10 log10 of the number of subcarriers [dB]."""
    return 10.0 * math.log10(SUBCARRIERS_PER_BLOCK * resource_blocks)


def noise_per_re_dbm(scs_khz: float, noise_figure_db: float) -> float:
    """Noise in one resource element [dBm]: -174 dBm/Hz over its subcarrier, and the receiver's noise figure."""
    return THERMAL_NOISE_DBM_HZ + 10.0 * math.log10(scs_khz * 1000.0) + noise_figure_db


def crs_boost_db(*, ports: int, p_b: int) -> float:
    """Power of a CRS resource element of one port over an even share of the sector's power [dB].

    Each port has 1/ports of the power. With the same power in every symbol, TS 36.213 Table 5.2-1 makes the CRS of a
    port 1 + P_B times as strong as an even share of that port: with ratio r = rho_B / rho_A of the table and 12
    subcarriers in a block, of which 2 carry the port's CRS, 12 rho_A = 2 + n r rho_A with n = 10 subcarriers left for
    one port and 8 for two or four.

    Parameters
    ----------
    ports : int
        Antenna ports with CRS: 1, 2 or 4.
    p_b : int
        P_B of the operator, 0 to 3: 0 for a CRS as strong as the data, 1 for twice as strong.

    Raises
    ------
    ModelRangeError
        If ports or p_b is none of these.

    References
    ----------
    3GPP TS 36.213 §5.2, Tables 5.2-1 and 5.2-2.
    """
    if ports not in (1, 2, 4):
        raise ModelRangeError("budget.ports", got=ports)
    if p_b not in range(4):
        raise ModelRangeError("range.value", name="p_b", low=0, high=3, unit="", model="LTE", got=p_b)
    return 10.0 * math.log10((1 + p_b) / ports)


def ssb_boost_db(*, scs_khz: int, ssb_scs_khz: int, resource_blocks: int, boost_db: float = 0.0) -> float:
    """Power of a resource element of the synchronisation block over an even share of the sector's power [dB].

    The block is taken to leave on all transmitters with the power density of the other subcarriers, so that its
    resource elements grow with its subcarrier spacing; ``boost_db`` is what the operator adds.

    Parameters
    ----------
    scs_khz, ssb_scs_khz : int
        Subcarrier spacing of the carrier and of its synchronisation block: 15 or 30 kHz below 7.125 GHz.
    resource_blocks : int
        Of the carrier.
    boost_db : float
        Power density of the block over that of the carrier, 0 up to all power in the block.

    Raises
    ------
    ModelRangeError
        If the block has another spacing, or the boost asks for more power than there is.

    References
    ----------
    3GPP TS 38.211 §7.4.3.1 (240 subcarriers), TS 38.213 §4.1 (spacings).
    """
    if ssb_scs_khz not in (15, 30):
        raise ModelRangeError("budget.ssb_spacing", got=ssb_scs_khz)
    most = 10.0 * math.log10(SUBCARRIERS_PER_BLOCK * resource_blocks * scs_khz / (SSB_SUBCARRIERS * ssb_scs_khz))
    if not 0 <= boost_db <= max(0.0, most):
        high = max(0.0, most)
        raise ModelRangeError("range.value", name="boost_db", low=0, high=high, unit="dB", model="SSB", got=boost_db)
    return 10.0 * math.log10(ssb_scs_khz / scs_khz) + boost_db


def power_per_re_dbm(radio: Radio) -> float:
    """Power of a resource element of a radio's reference signal at the antenna port [dBm].

    LTE: the CRS of one port. NR: the synchronisation block, at the carrier's spacing and without a boost.
    """
    boost = crs_boost_db(ports=radio.ports, p_b=radio.p_b) if radio.technology is Technology.LTE else 0.0
    return radio.power_dbm - subcarriers_db(radio.resource_blocks) + boost
