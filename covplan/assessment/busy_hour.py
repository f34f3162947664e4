"""Estimated throughput → what is left for each user of a sector in the busy hour.

People camp on the operator's carrier that would serve them fastest, at its strongest sector. All active users of a
sector have the same amount of data to move, so the sector's capacity is the harmonic mean of their rates. Estimates
("ước tính") throughout: never to be compared with a measured rate as if measured.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from covplan.assessment.busy_hour_settings import BusyHourSettings
from covplan.coverage.composite import Coverage
from covplan.coverage.service import ServiceSettings
from covplan.coverage.sinr import interference_of, sinr_db
from covplan.coverage.throughput import downlink_mbps
from covplan.ingest.area import Area

COLUMNS = ("operator", "carrier", "sector", "people", "active_users", "capacity_mbps", "per_user_mbps", "passes")


def share_busy_hour(cover: Coverage, area: Area, service: ServiceSettings, settings: BusyHourSettings) -> pd.DataFrame:
    """Estimated downlink of every sector that people camp on, when its own users fill it.

    Parameters
    ----------
    cover : Coverage
        Predicted with interference.
    area : Area
        People and operators.
    service : ServiceSettings
        Technology, load of the other sectors, throughput. Outdoors, at the median.
    settings : BusyHourSettings

    Returns
    -------
    DataFrame
        A row per sector and carrier with people, in the order of operators, carriers and sectors: people, active_users,
        capacity_mbps (with that mixture of users), per_user_mbps (capacity over active users, at least one), passes
        (not less than ``settings.per_user_mbps``). People whom no carrier gives any rate are in no row.

    Raises
    ------
    InterferenceError
        If the coverage was predicted without interference.
    """
    strongest, people = interference_of(cover).best_sector, area.people.values
    rows = []
    for operator in area.operators:
        carriers = [c for c in cover.carriers if c.operator == operator and c.technology is service.technology]
        if not carriers:
            continue
        rates = np.stack(
            [
                np.nan_to_num(downlink_mbps(sinr_db(cover, c, service.load_of(c)), c, service.throughput))
                for c in carriers
            ]
        )
        fastest = rates.argmax(axis=0)
        for k, carrier in enumerate(carriers):
            here = (fastest == k) & (rates[k] > 0.0) & (people > 0.0)
            sectors, camping = strongest[carrier.id][here], people[here]
            count = len(cover.sector_ids)
            on_sector = np.bincount(sectors, camping, count)
            seconds = np.bincount(sectors, camping / rates[k][here], count)  # for one Mbit each
            for index in np.flatnonzero(on_sector):
                active = on_sector[index] * settings.active_share
                capacity = on_sector[index] / seconds[index]
                each = capacity / max(active, 1.0)
                rows.append((
                    operator, carrier.id, cover.sector_ids[index], on_sector[index], active, capacity, each,
                    each >= settings.per_user_mbps,
                ))  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def busy_pct(
    people: NDArray[np.float64], rates_mbps: NDArray[np.float64], sectors: int, settings: BusyHourSettings
) -> float:
    """Air time that people need of a mast in the busy hour, of what its fullest carrier has [%].

    Above 100 the active users cannot all have ``settings.per_user_mbps``: the same bound as in ``share_busy_hour`` for
    people who are spread evenly over the sectors.

    Parameters
    ----------
    people : array, shape (n,)
        People of each place.
    rates_mbps : array, shape (carriers, n)
        What one user there would have of each carrier alone; 0 for none. People camp on the fastest; those whom no
        carrier gives any rate are not counted.
    sectors : int
        Of the mast; each has every carrier.
    """
    if not rates_mbps.size:
        return 0.0
    fastest, best = rates_mbps.argmax(axis=0), rates_mbps.max(axis=0)
    some = best > 0.0
    seconds = np.bincount(fastest[some], people[some] / best[some], len(rates_mbps))  # for one Mbit each
    return float(100.0 * settings.active_share * settings.per_user_mbps * seconds.max() / sectors)
