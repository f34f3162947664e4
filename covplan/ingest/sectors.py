"""What a row of a site list radiates: the operator's licensed carriers, with the row's own power."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from covplan.network import Carrier, Sector, Technology


class UnlicensedError(ValueError):
    """A frequency in none of the operator's blocks; ``blocks`` lists these."""

    def __init__(self, freq_mhz: float, blocks: str) -> None:
        self.freq_mhz = freq_mhz
        self.blocks = blocks
        super().__init__(freq_mhz, blocks)


def carriers_of(carriers: Sequence[Carrier], operator: str, technology: Technology) -> tuple[Carrier, ...]:
    """The carriers of a technology that an operator is licensed for."""
    return tuple(c for c in carriers if c.operator == operator and c.technology is technology)


def licensed(carriers: Sequence[Carrier], freqs_mhz: Sequence[float]) -> tuple[Carrier, ...]:
    """The carriers in whose blocks the frequencies lie; all where no frequency is named.

    Raises
    ------
    UnlicensedError
        For the first frequency in none of the blocks.
    """
    if not freqs_mhz:
        return tuple(carriers)
    chosen = []
    for freq_mhz in freqs_mhz:
        hits = [c for c in carriers if abs(freq_mhz - c.freq_mhz) <= c.bandwidth_mhz / 2]
        if not hits:
            blocks = "; ".join(
                f"{c.freq_mhz - c.bandwidth_mhz / 2:g}-{c.freq_mhz + c.bandwidth_mhz / 2:g}" for c in carriers
            )
            raise UnlicensedError(freq_mhz, blocks)
        chosen += hits
    return tuple(dict.fromkeys(chosen))


def with_power(carriers: tuple[Carrier, ...], power_w: float | None, eirp_dbm: float | None) -> tuple[Carrier, ...]:
    """The carriers, with a stated power put in place of that of the highest-frequency one.

    ``power_w`` is the total power of a sector at the antenna port [W]; ``eirp_dbm`` its total EIRP, from which the
    antenna's gain is taken off. A stated power counts before a stated EIRP.

    Raises
    ------
    NetworkError
        If the power that results is impossible.
    """
    target = max(carriers, key=lambda c: c.freq_mhz)
    if power_w is not None:
        power_dbm = 10 * math.log10(power_w) + 30
    elif eirp_dbm is not None:
        power_dbm = eirp_dbm - target.antenna.gain_dbi
    else:
        return carriers
    return tuple(replace(c, power_dbm=round(power_dbm, 3)) if c is target else c for c in carriers)


def make_sectors(
    site_id: str, azimuths_deg: Sequence[float], tilt_deg: float, antenna_agl_m: float, carriers: tuple[Carrier, ...]
) -> tuple[Sector, ...]:
    """One sector per azimuth, numbered from 1."""
    return tuple(
        Sector(f"{site_id}-{k}", azimuth, tilt_deg, antenna_agl_m, carriers)
        for k, azimuth in enumerate(azimuths_deg, start=1)
    )
