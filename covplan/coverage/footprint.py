"""One mast over the grid: median received power of its sectors, per carrier, at any pixels.

Carriers of a mast at one height share the geometry of their paths; sectors share the loss and differ by pattern.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from covplan.coverage._sectors import add_sector, directions
from covplan.coverage.path_losses import Mast, Pixels, losses_db
from covplan.coverage.settings import RadioSettings
from covplan.grid import Grid
from covplan.ingest.area import Area
from covplan.network import Sector
from covplan.propagation.antenna import panel
from covplan.propagation.link_budget import link_budget
from covplan.terrain._sampling import bilinear


class Station(Protocol):
    """Anything that radiates from one place: a site or a candidate."""

    @property
    def x_m(self) -> float: ...
    @property
    def y_m(self) -> float: ...
    @property
    def sectors(self) -> tuple[Sector, ...]: ...


@dataclass(frozen=True, eq=False)
class Received:
    """What pixels receive from a station on one carrier: median RSRP [dBm], and which sector gives it (-1 none).

    ``beyond_model`` counts pixels within the carrier's radius that are farther than the model's range.
    """

    rsrp_dbm: NDArray[np.float32]
    sector: NDArray[np.int32]
    beyond_model: int = 0


def pixels_in_reach(station: Station, grid: Grid) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows and columns of the pixels whose centre lies within the longest radius of the station's carriers."""
    reach_m = max((c.radius_km for s in station.sectors for c in s.carriers), default=0.0) * 1000.0
    x, y = grid.centres()
    cols = np.flatnonzero(np.abs(x - station.x_m) <= reach_m)
    rows = np.flatnonzero(np.abs(y - station.y_m) <= reach_m)
    inside = np.hypot(y[rows, None] - station.y_m, x[None, cols] - station.x_m) <= reach_m
    row, col = np.nonzero(inside)
    return rows[row], cols[col]


def received(
    station: Station, rows: NDArray[np.int64], cols: NDArray[np.int64], area: Area, radio: RadioSettings
) -> tuple[dict[str, Received], int]:
    """Median RSRP of the strongest sector per carrier at given pixels, and the number of pixels lost to voids.

    Parameters
    ----------
    station : Station
        A site or a candidate.
    rows, cols : array of int, shape (n,)
        Pixels of ``area.grid``.

    Returns
    -------
    dict
        Carrier id → ``Received`` with arrays of shape (n,); NaN beyond the carrier's radius, off the terrain,
        over voids and beyond the model's range.
    int
        Pixels within the longest radius whose path leaves the terrain or crosses a void.
    """
    by_height: dict[float, list[tuple[int, Sector]]] = defaultdict(list)
    for index, sector in enumerate(station.sectors):
        if sector.carriers:
            by_height[sector.antenna_agl_m].append((index, sector))
    carriers = {carrier.id for sector in station.sectors for carrier in sector.carriers}
    result = {
        id: Received(np.full(rows.size, math.nan, np.float32), np.full(rows.size, -1, np.int32)) for id in carriers
    }
    voids = 0
    for height_m, sectors in by_height.items():
        voids = max(voids, _from_height(station, height_m, sectors, rows, cols, area, radio, result))
    return result, voids


def received_dbm(
    station: Station, rows: NDArray[np.int64], cols: NDArray[np.int64], area: Area, radio: RadioSettings
) -> dict[str, NDArray[np.float32]]:
    """``received`` without the sector: carrier id → median RSRP [dBm], shape (n,)."""
    return {carrier: found.rsrp_dbm for carrier, found in received(station, rows, cols, area, radio)[0].items()}


def _from_height(
    station: Station,
    height_m: float,
    sectors: list[tuple[int, Sector]],
    rows: Pixels,
    cols: Pixels,
    area: Area,
    radio: RadioSettings,
    result: dict[str, Received],
) -> int:
    """Add what the sectors at one height give to ``result``; the number of pixels lost to voids."""
    mast = Mast.at(station.x_m, station.y_m, height_m, area.grid)
    dist_km = mast.dist_km(rows, cols, area.grid)
    reach_km = max(carrier.radius_km for _, sector in sectors for carrier in sector.carriers)
    within = np.flatnonzero(dist_km <= reach_km)
    rows, cols, dist_km = rows[within], cols[within], dist_km[within]
    freqs_mhz = sorted({carrier.freq_mhz for _, sector in sectors for carrier in sector.carriers})
    loss, voids, beyond = losses_db(mast, rows, cols, freqs_mhz, area, radio)
    ground = area.ground.values
    rise_m = ground[rows, cols] + (radio.receiver_agl_m - height_m) - float(bilinear(ground, mast.row, mast.col))
    azimuth_deg, elevation_deg = np.empty(rows.size), np.empty(rows.size)
    directions(rows, cols, mast.row, mast.col, area.grid.pixel_m, rise_m, azimuth_deg, elevation_deg)
    for index, sector in sectors:
        for carrier in sector.carriers:
            eirp_dbm = link_budget(
                carrier, loss_db=0.0, feeder_loss_db=radio.feeder_loss_db, receiver_gain_dbi=radio.receiver_gain_dbi
            ).rsrp_dbm
            rsrp_dbm, best = result[carrier.id].rsrp_dbm[within], result[carrier.id].sector[within]
            add_sector(
                loss[freqs_mhz.index(carrier.freq_mhz)], dist_km, carrier.radius_km, azimuth_deg, elevation_deg,
                eirp_dbm, float(sector.azimuth_deg), float(sector.mechanical_tilt_deg),
                float(carrier.electrical_tilt_deg), panel(carrier.antenna), index, rsrp_dbm, best,
            )  # fmt: skip
            result[carrier.id].rsrp_dbm[within], result[carrier.id].sector[within] = rsrp_dbm, best
            lost = max(result[carrier.id].beyond_model, int((beyond & (dist_km <= carrier.radius_km)).sum()))
            result[carrier.id] = replace(result[carrier.id], beyond_model=lost)
    return voids
