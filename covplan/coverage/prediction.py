"""Sites and terrain → median received power per carrier."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor, as_completed

import numpy as np
from numpy.typing import NDArray

from covplan.coverage.composite import Coverage
from covplan.coverage.footprint import Received, Station, pixels_in_reach, received
from covplan.coverage.settings import RadioSettings
from covplan.ingest.area import Area, Progress

Footprint = tuple[Station, NDArray[np.int64], NDArray[np.int64], dict[str, Received], int]


def predict(
    area: Area,
    radio: RadioSettings,
    executor: Executor | None = None,
    progress: Progress | None = None,
    sites: Sequence[Station] | None = None,
) -> Coverage:
    """Median SS-RSRP of the strongest sector per carrier over the grid.

    Parameters
    ----------
    area : Area
    radio : RadioSettings
    executor : Executor, optional
        Runs one mast per task; serial without it.
    progress : callable, optional
        Called with the fraction of masts done.
    sites : sequence of Station, optional
        Stations in place of ``area.sites``, e.g. the candidates of a plan.

    Notes
    -----
    Results do not depend on the executor: masts are joined in their given order. Carriers that a site overrides
    (power, EIRP) keep the id of the licensed carrier.
    """
    stations: Sequence[Station] = area.sites if sites is None else sites
    stations = [station for station in stations if station.sectors]
    cover = Coverage(
        area.grid,
        area.carriers,
        {c.id: np.full(area.grid.shape, np.nan, np.float32) for c in area.carriers},
        {operator: np.full(area.grid.shape, -1, np.int32) for operator in area.operators},
        tuple(sector.id for station in stations for sector in station.sectors),
        0,
    )
    strongest = {operator: np.full(area.grid.shape, np.nan, np.float32) for operator in area.operators}
    voids, first = 0, 0
    for station, rows, cols, found, void in _footprints(stations, area, radio, executor, progress):
        voids += void
        for carrier, one in found.items():
            layer = cover.rsrp_dbm[carrier]
            layer[rows, cols] = np.fmax(layer[rows, cols], one.rsrp_dbm)
            operator = next(c.operator for c in area.carriers if c.id == carrier)
            stronger = ~np.isnan(one.rsrp_dbm) & ~(strongest[operator][rows, cols] >= one.rsrp_dbm)
            at = rows[stronger], cols[stronger]
            strongest[operator][at] = one.rsrp_dbm[stronger]
            cover.best_sector[operator][at] = one.sector[stronger] + first
        first += len(station.sectors)
    return Coverage(cover.grid, cover.carriers, cover.rsrp_dbm, cover.best_sector, cover.sector_ids, voids)


def _footprints(
    stations: Sequence[Station],
    area: Area,
    radio: RadioSettings,
    executor: Executor | None,
    progress: Progress | None,
) -> list[Footprint]:
    """Every station's footprint in the given order; unfinished tasks are cancelled on an interrupt."""

    def one(station: Station) -> Footprint:
        rows, cols = pixels_in_reach(station, area.grid)
        found, void = received(station, rows, cols, area, radio)
        return station, rows, cols, found, void

    if executor is None:
        done = []
        for k, station in enumerate(stations):
            done.append(one(station))
            if progress is not None:
                progress((k + 1) / len(stations))
        return done
    futures = [executor.submit(one, station) for station in stations]
    try:
        for k, _ in enumerate(as_completed(futures)):
            if progress is not None:
                progress((k + 1) / len(futures))
        return [future.result() for future in futures]
    finally:
        for future in futures:  # on an interrupt the masts that have not begun are let go
            future.cancel()
