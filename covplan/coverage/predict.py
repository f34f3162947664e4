"""Sites and terrain → median received power per carrier."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from covplan.grid import Grid
from covplan.network import Carrier
from covplan.propagation.p1812 import P1812


class FootprintMethod(StrEnum):
    """How a mast's pixels are evaluated."""

    EXACT = "exact"  # a bilinear profile per pixel


@dataclass(frozen=True)
class RadioSettings:
    """How coverage is predicted."""

    model: P1812
    method: FootprintMethod = FootprintMethod.EXACT
    profile_step_m: float = 50.0
    receiver_agl_m: float = 1.5
    receiver_gain_dbi: float = 0.0
    feeder_loss_db: float = 0.0


@dataclass(frozen=True, eq=False)
class Coverage:
    """Median SS-RSRP of the strongest sector [dBm], NaN where no carrier reaches or the terrain is void.

    ``rsrp_dbm[carrier.id]`` are float32 rasters of shape ``grid.shape``; ``best_sector[operator]`` int32 rasters of
    indices into ``sector_ids``, -1 where nothing is received (strongest over all carriers of the operator);
    ``void_pixels`` counts pixels in range whose path leaves the terrain.
    """

    grid: Grid
    carriers: tuple[Carrier, ...]
    rsrp_dbm: dict[str, NDArray[np.float32]]
    best_sector: dict[str, NDArray[np.int32]]
    sector_ids: tuple[str, ...]
    void_pixels: int

    def operator_rsrp_dbm(self, operator: str) -> NDArray[np.float32]:
        """Strongest of the operator's carriers [dBm]."""
        return strongest([self.rsrp_dbm[c.id] for c in self.carriers if c.operator == operator], self.grid)

    def any_rsrp_dbm(self) -> NDArray[np.float32]:
        """Strongest over all operators [dBm]."""
        return strongest([self.rsrp_dbm[c.id] for c in self.carriers], self.grid)


def strongest(layers: list[NDArray[np.float32]], grid: Grid) -> NDArray[np.float32]:
    """Pixelwise maximum that ignores NaN; all NaN where there is no layer."""
    result = np.full(grid.shape, np.nan, np.float32)
    for layer in layers:
        np.fmax(result, layer, out=result)
    return result
