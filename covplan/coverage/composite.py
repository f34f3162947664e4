"""Many stations → the strongest median power per carrier and the strongest sector per operator."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covplan.coverage.interference import Interference, merge_interference
from covplan.errors import GridMismatchError
from covplan.grid import Grid
from covplan.network import Carrier


@dataclass(frozen=True, eq=False)
class Coverage:
    """Median SS-RSRP of the strongest sector [dBm], NaN where no carrier reaches or the terrain is void.

    ``rsrp_dbm[carrier.id]`` are float32 rasters of shape ``grid.shape``; ``best_sector[operator]`` int32 rasters of
    indices into ``sector_ids``, -1 where nothing is received (strongest over all carriers of the operator);
    ``void`` marks pixels that a station would reach but for a void in the terrain, and that nobody reaches;
    ``beyond_model`` those within a station's radius that are farther than the model's range, likewise.
    ``interference`` is there where the settings of the prediction asked for it.
    """

    grid: Grid
    carriers: tuple[Carrier, ...]
    rsrp_dbm: dict[str, NDArray[np.float32]]
    best_sector: dict[str, NDArray[np.int32]]
    sector_ids: tuple[str, ...]
    void: NDArray[np.bool_]
    beyond_model: NDArray[np.bool_]
    interference: Interference | None = None

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


def merge(first: Coverage, second: Coverage) -> Coverage:
    """The coverage of both sets of stations together, on one grid with one set of carriers.

    Interference is there if both have it.

    Raises
    ------
    GridMismatchError
        If grids or carriers differ.
    """
    if first.grid != second.grid or first.carriers != second.carriers:
        raise GridMismatchError(
            "grid.mismatch",
            first="first coverage",
            second="second coverage",
            first_grid=str(first.grid),
            second_grid=str(second.grid),
        )
    best = {}
    for operator, index in first.best_sector.items():
        moved = np.where(second.best_sector[operator] >= 0, second.best_sector[operator] + len(first.sector_ids), -1)
        stronger = second.operator_rsrp_dbm(operator) > first.operator_rsrp_dbm(operator)
        best[operator] = np.where(stronger | (index < 0), moved, index).astype(np.int32)
    nobody = np.isnan(first.any_rsrp_dbm()) & np.isnan(second.any_rsrp_dbm())
    return Coverage(
        first.grid,
        first.carriers,
        {key: np.fmax(layer, second.rsrp_dbm[key]) for key, layer in first.rsrp_dbm.items()},
        best,
        first.sector_ids + second.sector_ids,
        (first.void | second.void) & nobody,
        (first.beyond_model | second.beyond_model) & nobody,
        _merged_interference(first, second),
    )


def _merged_interference(first: Coverage, second: Coverage) -> Interference | None:
    if first.interference is None or second.interference is None:
        return None
    return merge_interference(
        first.interference, second.interference, first.rsrp_dbm, second.rsrp_dbm, len(first.sector_ids)
    )
