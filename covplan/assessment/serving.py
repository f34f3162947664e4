"""Which station serves which residents, by the rule of ``count_served``: one carrier suffices alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covplan.assessment.residents import Residents
from covplan.assessment.served import ANY_OPERATOR, carrier_serves, counts_in_reading, require_power
from covplan.coverage.by_station import by_station
from covplan.coverage.footprint import Station
from covplan.coverage.service import ServiceSettings, required_median_dbm
from covplan.coverage.settings import RadioSettings
from covplan.ingest.area import Area, Progress
from covplan.network import Carrier


@dataclass(frozen=True, eq=False)
class Serving:
    """Residents (positions in ``Residents``) whom one carrier of one station serves."""

    station: int
    carrier: Carrier
    positions: NDArray[np.int64]


def serving(
    area: Area,
    radio: RadioSettings,
    service: ServiceSettings,
    residents: Residents,
    stations: Sequence[Station],
    *,
    already: Mapping[str, NDArray[np.bool_]] | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Iterator[Serving]:
    """Whom each station serves, in the given order of stations.

    Parameters
    ----------
    stations : sequence of Station
        Sites as they are, or with other carriers.
    already : mapping, optional
        Operator → residents, shape (n,), about whom its carriers are not asked; they may be told or not.
    """
    require_power(service)
    classes = area.clutter_class.values
    at_residents = classes[residents.rows, residents.cols]
    own = {
        carrier.id: carrier for carrier in area.carriers if counts_in_reading(carrier, ANY_OPERATOR, service.technology)
    }
    least = {carrier.id: np.full(area.grid.shape, np.inf, np.float32) for carrier in area.carriers}
    asked = np.ones(residents.rows.size, bool)
    if already is not None:
        asked = ~np.logical_and.reduce(list(already.values()))
    for id, carrier in own.items():
        # the next lower number: a power that just suffices must not be left out
        needed = required_median_dbm(carrier, service, area.grid.pixel_m, area.corrections, at_residents)
        needed = np.nextafter(needed.astype(np.float32), np.float32(-np.inf))
        not_asked = ~asked if already is None else already[carrier.operator]
        least[id][residents.rows, residents.cols] = np.where(not_asked, np.inf, needed)
    wanted = np.zeros(area.grid.shape, bool)
    wanted[residents.rows, residents.cols] = asked
    for one in by_station(area, radio, stations, wanted, least_dbm=least, executor=executor, progress=progress):
        positions = residents.position[one.rows, one.cols]
        for id, rsrp_dbm in one.rsrp_dbm.items():
            if id in own:
                enough = carrier_serves(rsrp_dbm, own[id], service, area, classes[one.rows, one.cols])
                yield Serving(one.station, own[id], positions[enough])
