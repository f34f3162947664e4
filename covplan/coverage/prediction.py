"""Sites and terrain → median received power per carrier.

Masts are joined as they are done, so that only a few footprints are in memory at a time. Only the strongest power is
kept, so a pixel at which a mast cannot exceed what others give there, not even in free space, need not be evaluated.
The surroundings of all masts come first: they settle most pixels of the farther ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass
from itertools import accumulate, islice

import numpy as np
from numpy.typing import NDArray

from covplan.coverage._sectors import keep_strongest
from covplan.coverage.composite import Coverage
from covplan.coverage.footprint import Pixels, Received, Station, pixels_between, reach_km, received
from covplan.coverage.settings import RadioSettings
from covplan.ingest.area import Area, Progress
from covplan.propagation.p1812 import P1812

NEAR_SHARE = 0.2  # of the radius: what is evaluated of all masts first
IN_FLIGHT = 4  # footprints under way or waiting to be joined

_Task = tuple[int, float, float]  # station, and the ring of distances to evaluate [km]


@dataclass(frozen=True, eq=False)
class _Footprint:
    station: int
    rows: Pixels
    cols: Pixels
    found: dict[str, Received]


def predict(
    area: Area,
    radio: RadioSettings,
    executor: Executor | None = None,
    progress: Progress | None = None,
    sites: Sequence[Station] | None = None,
    prune: bool = True,
) -> Coverage:
    """Median SS-RSRP of the strongest sector per carrier over the grid.

    Parameters
    ----------
    area : Area
    radio : RadioSettings
    executor : Executor, optional
        Runs one mast per task; serial without it.
    progress : callable, optional
        Called with the fraction of the work done.
    sites : sequence of Station, optional
        Stations in place of ``area.sites``, e.g. the candidates of a plan.
    prune : bool
        Leave out what cannot be the strongest. Changes nothing but the time.

    Notes
    -----
    Results do not depend on the executor nor on the order in which masts are done: of equal sectors the first in the
    given order serves. Carriers that a site overrides (power, EIRP) keep the id of the licensed carrier.
    """
    given: Sequence[Station] = area.sites if sites is None else sites
    stations = [station for station in given if station.sectors]
    shape = area.grid.shape
    cover = Coverage(
        area.grid,
        area.carriers,
        {carrier.id: np.full(shape, np.nan, np.float32) for carrier in area.carriers},
        {operator: np.full(shape, -1, np.int32) for operator in area.operators},
        tuple(sector.id for station in stations for sector in station.sectors),
        void=np.zeros(shape, bool),
        beyond_model=np.zeros(shape, bool),
    )
    join(cover, stations, first_sectors(stations), area, radio, executor, progress, prune)
    return cover


def first_sectors(stations: Sequence[Station]) -> list[int]:
    """Where the sectors of each station begin among those of all."""
    return [0, *accumulate(len(station.sectors) for station in stations)][:-1]


def join(
    cover: Coverage,
    stations: Sequence[Station],
    firsts: Sequence[int],
    area: Area,
    radio: RadioSettings,
    executor: Executor | None = None,
    progress: Progress | None = None,
    prune: bool = True,
    within: NDArray[np.bool_] | None = None,
) -> None:
    """Add stations to a coverage in place, everywhere or at the pixels ``within``.

    ``firsts`` are the indices of their first sectors in ``cover.sector_ids``; for the rest see ``predict``.
    """
    # measured corrections may lift a power above free space, and other models than P.1812 may lie above it
    prune = prune and area.corrections is None and isinstance(radio.model, P1812)
    strongest = {operator: cover.operator_rsrp_dbm(operator) for operator in area.operators}
    operators = {carrier.id: carrier.operator for carrier in area.carriers}

    def footprint(task: _Task) -> _Footprint:
        station, from_km, to_km = task
        rows, cols = pixels_between(stations[station], area.grid, from_km, to_km)
        if within is not None:
            wanted = within[rows, cols]
            rows, cols = rows[wanted], cols[wanted]
        already = cover.rsrp_dbm if prune else None
        return _Footprint(
            station, rows, cols, received(stations[station], rows, cols, area, radio, already_dbm=already)[0]
        )

    reaches = [
        max((reach_km(c, area, radio) for s in station.sectors for c in s.carriers), default=-1.0)
        for station in stations
    ]
    tasks = list(_rings(reaches, prune))
    for done, one in enumerate(_in_any_order(footprint, tasks, executor), 1):
        lost, beyond = np.ones(one.rows.size, bool), np.zeros(one.rows.size, bool)
        for carrier, power in one.found.items():
            operator = operators[carrier]
            keep_strongest(
                one.rows, one.cols, power.rsrp_dbm, power.sector, firsts[one.station], cover.rsrp_dbm[carrier],
                strongest[operator], cover.best_sector[operator],
            )  # fmt: skip
            lost &= np.isnan(power.rsrp_dbm)
            beyond |= power.beyond_model
        for raster, marked in ((cover.void, lost & ~beyond), (cover.beyond_model, lost & beyond)):
            raster[one.rows[marked], one.cols[marked]] = True
        if progress is not None:
            progress(done / len(tasks))
    nobody = np.isnan(cover.any_rsrp_dbm())
    for raster in (cover.void, cover.beyond_model):
        np.logical_and(raster, nobody, out=raster)


def _rings(reaches: list[float], prune: bool) -> Iterator[_Task]:
    """What is to be done, in two rounds where pruning can profit from the first."""
    if not prune:
        yield from ((k, -1.0, reach) for k, reach in enumerate(reaches))
        return
    yield from ((k, -1.0, NEAR_SHARE * reach) for k, reach in enumerate(reaches))
    yield from ((k, NEAR_SHARE * reach, reach) for k, reach in enumerate(reaches))


def _in_any_order(
    work: Callable[[_Task], _Footprint], tasks: list[_Task], executor: Executor | None
) -> Iterator[_Footprint]:
    """Results as they come, few at a time; on an interrupt tasks that have not begun are let go."""
    if executor is None:
        yield from map(work, tasks)
        return
    waiting, running = iter(tasks), set[Future[_Footprint]]()
    try:
        for task in islice(waiting, IN_FLIGHT):
            running.add(executor.submit(work, task))
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for task in islice(waiting, len(done)):
                running.add(executor.submit(work, task))
            for future in done:
                yield future.result()
    finally:
        for future in running:
            future.cancel()
