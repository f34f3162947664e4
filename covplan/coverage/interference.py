"""What pixels receive on a channel beside the strongest sector, over all stations.

A channel is one carrier: sectors of the same operator on the same block hear each other, those of one mast included.
Powers are those of reference signals at full load; the load enters in ``sinr.py``, so that any load can be asked for.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covplan.coverage._sectors import add_station
from covplan.coverage.footprint import Others, Received, Station
from covplan.coverage.settings import InterferenceSettings
from covplan.coverage.window import Pixels
from covplan.network import Carrier
from covplan.propagation.link_budget import noise_per_re_dbm, subcarriers_db


@dataclass(frozen=True, eq=False)
class Interference:
    """Rasters per carrier, of the grid's shape, and what its sectors radiate.

    Attributes
    ----------
    rest_mw : dict
        Carrier id → sum over all sectors of the channel but the strongest [mW per resource element], float32; 0 where
        there is none.
    best_sector, second_sector : dict
        Carrier id → indices into ``Coverage.sector_ids``, int32; -1 where there is none.
    second_dbm : dict
        Carrier id → median RSRP of the second strongest sector [dBm], float32; NaN where there is none.
    sector_power_dbm : dict
        Carrier id → power of a resource element of the reference signal at the antenna port [dBm], by sector index;
        NaN for sectors without the carrier.
    noise_figure_db : float
        The receiver's.
    """

    rest_mw: dict[str, NDArray[np.float32]]
    best_sector: dict[str, NDArray[np.int32]]
    second_sector: dict[str, NDArray[np.int32]]
    second_dbm: dict[str, NDArray[np.float32]]
    sector_power_dbm: dict[str, NDArray[np.float64]]
    noise_figure_db: float

    @classmethod
    def nothing(
        cls, carriers: Iterable[Carrier], stations: Sequence[Station], shape: tuple[int, int], noise_figure_db: float
    ) -> Interference:
        """Before any station is joined."""
        ids = [carrier.id for carrier in carriers]
        sectors = [sector for station in stations for sector in station.sectors]
        return cls(
            {id: np.zeros(shape, np.float32) for id in ids},
            {id: np.full(shape, -1, np.int32) for id in ids},
            {id: np.full(shape, -1, np.int32) for id in ids},
            {id: np.full(shape, math.nan, np.float32) for id in ids},
            {id: np.array([_power_dbm(sector.carriers, id) for sector in sectors]) for id in ids},
            noise_figure_db,
        )

    def join(
        self,
        rows: Pixels,
        cols: Pixels,
        carrier: str,
        power: Received,
        others: Others,
        first: int,
        best_dbm: NDArray[np.float32],
    ) -> None:
        """Add what a station gives on a carrier; ``best_dbm`` is the raster of the strongest before it."""
        add_station(
            rows, cols, power.rsrp_dbm, power.sector, others.rest_mw, others.second_dbm, others.second_sector, first,
            best_dbm, self.best_sector[carrier], self.second_dbm[carrier], self.second_sector[carrier],
            self.rest_mw[carrier],
        )  # fmt: skip


def _power_dbm(carriers: Iterable[Carrier], id: str) -> float:
    for carrier in carriers:
        if carrier.id == id:
            return carrier.power_dbm - subcarriers_db(carrier.resource_blocks) + carrier.reference_boost_db
    return math.nan


def neglected_dbm(settings: InterferenceSettings, stations: Iterable[Station]) -> float:
    """Power under which a sector may be left out [dBm], whatever others are left out with it.

    Each sector of the busiest channel gets an equal part of what may be neglected: if none of N exceeds its part, their
    sum stays ``neglect_db`` under the noise of the narrowest subcarrier.
    """
    carriers = [c for station in stations for sector in station.sectors for c in sector.carriers]
    if not carriers:
        return math.inf
    noise_dbm = min(noise_per_re_dbm(c.scs_khz, settings.noise_figure_db) for c in carriers)
    ids = [c.id for c in carriers]
    most = max(ids.count(id) for id in set(ids))
    return noise_dbm - settings.neglect_db - 10.0 * math.log10(most)


def merge_interference(
    first: Interference,
    second: Interference,
    first_dbm: dict[str, NDArray[np.float32]],
    second_dbm: dict[str, NDArray[np.float32]],
    offset: int,
) -> Interference:
    """The interference of both sets of stations; what each has neglected adds up.

    ``first_dbm`` and ``second_dbm`` hold the strongest of each set by carrier; ``offset`` is the number of the first
    set's sectors.
    """
    rest, best, runner_up, runner_up_dbm = {}, {}, {}, {}
    for id, a_dbm in first_dbm.items():
        b_dbm, moved = second_dbm[id], _moved(second.best_sector[id], offset)
        wins = (b_dbm > a_dbm) | np.isnan(a_dbm)
        best[id] = np.where(wins, moved, first.best_sector[id]).astype(np.int32)
        loser_dbm = np.where(wins, a_dbm, b_dbm)
        loser = np.where(wins, first.best_sector[id], moved)
        own_dbm = np.where(wins, second.second_dbm[id], first.second_dbm[id])
        own = np.where(wins, _moved(second.second_sector[id], offset), first.second_sector[id])
        # of equals the first set's: the loser where the second set wins, else the winner's own second
        takes_own = np.isnan(loser_dbm) | np.where(wins, own_dbm > loser_dbm, own_dbm >= loser_dbm)
        runner_up_dbm[id] = np.where(takes_own, own_dbm, loser_dbm).astype(np.float32)
        runner_up[id] = np.where(takes_own, own, loser).astype(np.int32)
        lost_mw = np.nan_to_num(10.0 ** (0.1 * loser_dbm.astype(np.float64)), nan=0.0)
        rest[id] = (first.rest_mw[id] + second.rest_mw[id] + lost_mw).astype(np.float32)
    power = {id: np.concatenate([one, second.sector_power_dbm[id]]) for id, one in first.sector_power_dbm.items()}
    return Interference(rest, best, runner_up, runner_up_dbm, power, first.noise_figure_db)


def _moved(index: NDArray[np.int32], offset: int) -> NDArray[np.int32]:
    return np.where(index >= 0, index + offset, -1).astype(np.int32)
