"""A coverage after some stations have changed: only what they touch is predicted again."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor

import numpy as np
from numpy.typing import NDArray

from covplan.coverage.composite import Coverage
from covplan.coverage.footprint import Station, pixels_in_reach, received
from covplan.coverage.prediction import first_sectors, join
from covplan.coverage.settings import RadioSettings
from covplan.coverage.window import Mast
from covplan.errors import PlanningError
from covplan.ingest.area import Area, Progress


def revise(
    cover: Coverage,
    before: Sequence[Station],
    after: Sequence[Station],
    area: Area,
    radio: RadioSettings,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Coverage:
    """The coverage of the stations ``after``, from that of the stations ``before``.

    Where a station that is gone, or is another now, was the strongest on a carrier, the pixel is predicted anew from
    all that stay; what is new is added. The result is that of ``predict`` with ``after``, bit by bit.

    Parameters
    ----------
    cover : Coverage
        What ``predict(area, radio, sites=before)`` gave; it is left as it is.
    before, after : sequence of Station
        Those that stay must be in the same order in both.

    Raises
    ------
    PlanningError
        If ``cover`` is not of the stations ``before``, or the order of those that stay has changed.
    """
    old, new = ([station for station in stations if station.sectors] for stations in (before, after))
    were, are = set(old), set(new)
    kept_old = [k for k, station in enumerate(old) if station in are]
    kept_new = [k for k, station in enumerate(new) if station in were]
    same = cover.sector_ids == tuple(sector.id for station in old for sector in station.sectors)
    if not same or [old[k] for k in kept_old] != [new[k] for k in kept_new]:
        raise PlanningError("coverage.revise")
    firsts_old, firsts = first_sectors(old), first_sectors(new)
    stale = _stale(cover, [station for station in old if station not in are], area, radio)

    index = np.full(len(cover.sector_ids) + 1, -1, np.int32)  # the last for "no sector", -1
    for a, b in zip(kept_old, kept_new, strict=True):
        size = len(old[a].sectors)
        index[firsts_old[a] : firsts_old[a] + size] = np.arange(firsts[b], firsts[b] + size)
    result = Coverage(
        cover.grid,
        cover.carriers,
        {id: np.where(stale, np.float32(np.nan), layer) for id, layer in cover.rsrp_dbm.items()},
        {operator: np.where(stale, np.int32(-1), index[best]) for operator, best in cover.best_sector.items()},
        tuple(sector.id for station in new for sector in station.sectors),
        void=cover.void & ~stale,
        beyond_model=cover.beyond_model & ~stale,
    )
    near = [k for k in kept_new if _may_reach(new[k], stale, area)]
    join(result, [new[k] for k in near], [firsts[k] for k in near], area, radio, executor, progress, within=stale)
    added = [k for k, station in enumerate(new) if station not in were]
    join(result, [new[k] for k in added], [firsts[k] for k in added], area, radio, executor)
    return result


def _stale(cover: Coverage, gone: Sequence[Station], area: Area, radio: RadioSettings) -> NDArray[np.bool_]:
    """Pixels that owe something to stations that are gone: a carrier's power, or a mark that nobody reaches them."""
    stale = np.zeros(cover.grid.shape, bool)
    for station in gone:
        rows, cols = pixels_in_reach(station, area.grid)
        owed = cover.void[rows, cols] | cover.beyond_model[rows, cols]
        for carrier, found in received(station, rows, cols, area, radio)[0].items():
            owed |= cover.rsrp_dbm[carrier][rows, cols] == found.rsrp_dbm
        stale[rows[owed], cols[owed]] = True
    return stale


def _may_reach(station: Station, stale: NDArray[np.bool_], area: Area) -> bool:
    """Whether any of the pixels lies within the square round the station's longest radius."""
    mast, pixel_km = Mast.at(station.x_m, station.y_m, 0.0, area.grid), area.grid.pixel_m / 1000.0
    reach = max((c.radius_km for s in station.sectors for c in s.carriers), default=0.0) / pixel_km + 1.0
    rows, cols = (slice(max(int(at - reach), 0), max(int(at + reach) + 1, 0)) for at in (mast.row, mast.col))
    return bool(stale[rows, cols].any())
