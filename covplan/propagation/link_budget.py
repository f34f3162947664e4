"""From transmitter power to SS-RSRP, term by term; ``docs/link_budget.md`` works two budgets by hand."""

from __future__ import annotations

import math
from dataclasses import dataclass

from covplan.network import Carrier

SUBCARRIERS_PER_BLOCK = 12


@dataclass(frozen=True)
class LinkBudget:
    """The terms of one link [dB, dBm, dBi]; gains and losses positive, ``pattern_db`` <= 0.

    Attributes
    ----------
    power_dbm : float
        Power of the sector over all subcarriers at the antenna port.
    subcarriers_db : float
        10 log10 of the number of subcarriers: the power is spread evenly over resource elements.
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

    @property
    def eirp_per_re_dbm(self) -> float:
        """EIRP per resource element towards the receiver [dBm]."""
        return self.power_dbm - self.subcarriers_db - self.feeder_loss_db + self.gain_dbi + self.pattern_db

    @property
    def rsrp_dbm(self) -> float:
        """Received power per resource element, SS-RSRP [dBm]."""
        return self.eirp_per_re_dbm - self.loss_db + self.receiver_gain_dbi


def link_budget(
    carrier: Carrier,
    *,
    loss_db: float,
    pattern_db: float = 0.0,
    feeder_loss_db: float = 0.0,
    receiver_gain_dbi: float = 0.0,
) -> LinkBudget:
    """The budget of one carrier over one path."""
    subcarriers_db = 10.0 * math.log10(SUBCARRIERS_PER_BLOCK * carrier.resource_blocks)
    return LinkBudget(
        carrier.power_dbm,
        subcarriers_db,
        feeder_loss_db,
        carrier.antenna.gain_dbi,
        pattern_db,
        loss_db,
        receiver_gain_dbi,
    )
