"""Every station's median power at the pixels that are asked for: where more than the strongest is to be known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covplan.coverage.footprint import Pixels, Station, pixels_between, reach_km, received_dbm
from covplan.coverage.footprint import received as received_from
from covplan.coverage.settings import RadioSettings
from covplan.ingest.area import Area, Progress
from covplan.propagation.p1812 import P1812


@dataclass(frozen=True, eq=False)
class StationPower:
    """What one station gives: pixels of the grid and carrier id → median RSRP there [dBm], NaN where none."""

    station: int  # position in the stations given
    rows: Pixels
    cols: Pixels
    rsrp_dbm: dict[str, NDArray[np.float32]]


def by_station(
    area: Area,
    radio: RadioSettings,
    stations: Sequence[Station],
    wanted: NDArray[np.bool_],
    *,
    least_dbm: Mapping[str, NDArray[np.float32]] | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Iterator[StationPower]:
    """Power of one station after another, in the given order whatever the executor.

    Parameters
    ----------
    area, radio
        As in ``predict``: a pixel has the same power here and there.
    stations : sequence of Station
        Those without sectors are passed over.
    wanted : array of bool, shape of the grid
        Pixels that are asked about.
    least_dbm : mapping, optional
        Carrier id → raster of the power that matters [dBm]. Pixels at which a station can reach it on no carrier, not
        even in free space, may be NaN.
    executor : Executor, optional
        Runs one station per task, in threads; serial without it.
    progress : callable, optional
        Called with the fraction of the stations done.
    """
    # measured corrections may lift a power above free space, and other models than P.1812 may lie above it
    bounded = least_dbm if area.corrections is None and isinstance(radio.model, P1812) else None

    def power(station: int) -> StationPower:
        one = stations[station]
        reach = max((reach_km(c, area, radio) for s in one.sectors for c in s.carriers), default=-1.0)
        rows, cols = pixels_between(one, area.grid, -1.0, reach)
        asked = wanted[rows, cols]
        rows, cols = rows[asked], cols[asked]
        if bounded is None:
            return StationPower(station, rows, cols, received_dbm(one, rows, cols, area, radio))
        found = received_from(one, rows, cols, area, radio, already_dbm=bounded)[0]
        return StationPower(station, rows, cols, {carrier: one.rsrp_dbm for carrier, one in found.items()})

    given = [k for k, station in enumerate(stations) if station.sectors]
    for done, one in enumerate(map(power, given) if executor is None else executor.map(power, given), 1):
        yield one
        if progress is not None:
            progress(done / len(given))
