"""Who is served when operators stand together: any, all, roaming, shared networks, every mast shared.

Own service is that of ``Served``. What an operator would gain from masts of others is predicted with its own licensed
carriers of the service's technology, at the powers, tilts and antennas of the scenario, on the sectors that stand
there: same antenna heights, azimuths and mechanical tilts. Masts whose list gives no sectors with that technology carry
none here either, and are counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from covplan.assessment.modelled import Modelled
from covplan.assessment.operator_settings import NetworkSharing, SharedNetwork
from covplan.assessment.residents import Residents, find_residents
from covplan.assessment.served import ANY_OPERATOR, Served, counts_in_reading
from covplan.assessment.serving import serving
from covplan.coverage.settings import RadioSettings
from covplan.errors import PlanningError
from covplan.ingest.area import Area, Progress
from covplan.ingest.indicators import Indicator
from covplan.network import Carrier, Sector, Site, Technology

ALL_OPERATORS = "all"
OWN, ROAMING, NETWORKS, EVERY_MAST = "own", "roaming", "shared_networks", "every_mast"
ARRANGEMENTS = (OWN, ROAMING, NETWORKS, EVERY_MAST)
"""Own service; any network; listed shared networks; own carriers on every mast with the technology."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class OperatorsTogether:
    """People served, by reading and arrangement.

    Attributes
    ----------
    arrangements : tuple of str
        Of ``ARRANGEMENTS``; ``shared_networks`` only where there are such.
    by_commune : DataFrame
        code, name, population, and a column of people for each of ``columns``.
    by_operator : DataFrame
        operator, then people of the province for each arrangement, and the same with ``_pct``. Under roaming every
        subscriber has the service of ``any``.
    gains : DataFrame
        Index guest, columns host: people whom the guest does not serve and would serve with its carriers on the host's
        masts; 0 on the diagonal.
    masts_without : int
        Sites left out of the sharing because their list gives no sectors with the technology.
    """

    arrangements: tuple[str, ...]
    by_commune: pd.DataFrame
    by_operator: pd.DataFrame
    gains: pd.DataFrame
    population: float
    masts_without: int

    @property
    def columns(self) -> tuple[str, ...]:
        """``<operator>``, ``any``, ``all``; then the same with ``:<arrangement>`` for each way of sharing."""
        return tuple(self.by_commune.columns[3:])


def operators_together(
    today: Served,
    area: Area,
    radio: RadioSettings,
    networks: Sequence[SharedNetwork] = (),
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> OperatorsTogether:
    """Count the people served by operators alone and together.

    Parameters
    ----------
    today : Served
        Service of each operator by its own masts.
    area, radio
        Those that it was predicted with.
    networks : sequence of SharedNetwork
        Networks that several operators share.

    Raises
    ------
    PlanningError
        If a shared network names an operator or a site that is not there.
    """
    check_networks(networks, area)
    residents = find_residents(area)
    rows, cols = residents.rows, residents.cols
    own = {operator: today.served[operator][rows, cols] for operator in area.operators}
    hosts = [site for site in area.sites if _sectors(site, today.service.technology)]
    steps = _steps(progress)
    guests = _as_guests(today, area, radio, residents, hosts, own, executor, steps[0])
    shared = _in_networks(today, area, radio, residents, networks, own, executor, steps[1])
    every = {a: np.logical_or.reduce([own[a], *(guests[a, b] for b in area.operators if b != a)]) for a in own}
    under = {"": own, f":{NETWORKS}": shared, f":{EVERY_MAST}": every}
    if not networks:
        del under[f":{NETWORKS}"]
    counted = {
        reading + suffix: mask for suffix, masks in under.items() for reading, mask in _with_any_and_all(masks).items()
    }
    people = residents.count(np.column_stack(list(counted.values())))
    population = np.asarray(residents.in_communes.sum(axis=1)).ravel()
    by_commune = residents.names.assign(population=population, **dict(zip(counted, people.T, strict=True)))
    gains = [
        [residents.total(guests[a, b] & ~own[a]) if a != b else 0.0 for b in area.operators] for a in area.operators
    ]
    names = list(area.operators)
    arrangements = tuple(name for name in ARRANGEMENTS if networks or name != NETWORKS)
    return OperatorsTogether(
        arrangements=arrangements,
        by_commune=by_commune,
        by_operator=_by_operator(by_commune, names, arrangements),
        gains=pd.DataFrame(gains, index=pd.Index(names, name="guest"), columns=pd.Index(names, name="host")),
        population=residents.population,
        masts_without=len(area.sites) - len(hosts),
    )


def check_networks(networks: Iterable[SharedNetwork], area: Area) -> None:
    """Raise ``PlanningError`` if a shared network names an operator or a site that is not there."""
    sites = {site.id for site in area.sites}
    for network in networks:
        for operator in network.operators:
            if operator not in area.operators:
                raise PlanningError(
                    "assessment.operator_unknown", got=operator, known=", ".join(area.operators), key="shared_networks"
                )
        for site in network.sites:
            if site not in sites:
                raise PlanningError("assessment.site_unknown", got=site, key="shared_networks")


def operator_indicators(result: OperatorsTogether, about: Modelled) -> tuple[Indicator, ...]:
    """``served_5g_pct:all`` and ``shared_5g_pct:<reading>:<arrangement>`` of communes, parts and province.

    Gains of the province are ``gain_5g_people:<guest>:<host>``. What operators and any of them serve by their own masts
    is told by ``Served``, not again here.
    """
    ids = {column: f"shared_5g_pct:{column}" for column in result.columns if ":" in column}
    shares = about.shares(result.by_commune, {ALL_OPERATORS: f"served_5g_pct:{ALL_OPERATORS}", **ids})
    gains = (
        about.indicator(f"gain_5g_people:{guest}:{host}", float(result.gains.loc[guest, host]), "people")
        for guest in result.gains.index
        for host in result.gains.columns
        if guest != host
    )
    return (*shares, *gains)


def _steps(progress: Progress | None) -> tuple[Progress | None, Progress | None]:
    """The first pass is nearly all of the work."""
    if progress is None:
        return None, None
    return lambda done: progress(0.9 * done), lambda done: progress(0.9 + 0.1 * done)


def _with_any_and_all(masks: Mapping[str, Mask]) -> dict[str, Mask]:
    every = list(masks.values())
    return {**masks, ANY_OPERATOR: np.logical_or.reduce(every), ALL_OPERATORS: np.logical_and.reduce(every)}


def _by_operator(by_commune: pd.DataFrame, operators: list[str], arrangements: tuple[str, ...]) -> pd.DataFrame:
    totals = by_commune.drop(columns=["code", "name"]).sum()
    ends = {OWN: "", NETWORKS: f":{NETWORKS}", EVERY_MAST: f":{EVERY_MAST}"}
    people = {
        name: [totals[ANY_OPERATOR if name == ROAMING else o + ends[name]] for o in operators] for name in arrangements
    }
    shares = {f"{name}_pct": 100 * np.array(values) / totals["population"] for name, values in people.items()}
    return pd.DataFrame({"operator": operators, **people, **shares})


def _licensed(area: Area, technology: Technology) -> dict[str, tuple[Carrier, ...]]:
    """The carriers of each operator as the scenario has them."""
    return {o: tuple(c for c in area.carriers if counts_in_reading(c, o, technology)) for o in area.operators}


def _hosting(site: Site, carriers: Sequence[Carrier], technology: Technology) -> Site:
    """The site with other carriers on its sectors with the technology, everything else as it stands."""
    sectors = tuple(replace(sector, carriers=tuple(carriers)) for sector in _sectors(site, technology))
    return replace(site, sectors=sectors if carriers else ())


def _sectors(site: Site, technology: Technology) -> list[Sector]:
    """Those with a carrier of the technology."""
    return [s for s in site.sectors if any(counts_in_reading(c, ANY_OPERATOR, technology) for c in s.carriers)]


def _as_guests(
    today: Served,
    area: Area,
    radio: RadioSettings,
    residents: Residents,
    hosts: Sequence[Site],
    own: Mapping[str, Mask],
    executor: Executor | None,
    progress: Progress | None,
) -> dict[tuple[str, str], Mask]:
    """(guest, host) → where the guest's carriers on the host's masts serve; complete where the guest does not yet."""
    technology = today.service.technology
    licensed = _licensed(area, technology)
    stations = [
        _hosting(site, [c for guest in area.operators if guest != site.operator for c in licensed[guest]], technology)
        for site in hosts
    ]
    found: dict[tuple[str, str], Mask] = defaultdict(lambda: np.zeros(residents.rows.size, bool))
    for one in serving(
        area, radio, today.service, residents, stations, already=own, executor=executor, progress=progress
    ):
        found[one.carrier.operator, stations[one.station].operator][one.positions] = True
    return found


def _in_networks(
    today: Served,
    area: Area,
    radio: RadioSettings,
    residents: Residents,
    networks: Sequence[SharedNetwork],
    own: Mapping[str, Mask],
    executor: Executor | None,
    progress: Progress | None,
) -> dict[str, Mask]:
    """Operator → where it serves with its own masts and the networks that it shares."""
    technology, by_id = today.service.technology, {site.id: site for site in area.sites}
    licensed = _licensed(area, technology)
    shared = {operator: mask.copy() for operator, mask in own.items()}
    stations: list[Site] = []
    partners: list[dict[str, tuple[str, ...]]] = []  # of a station: operator of the carrier → who is served by it
    for network in networks:
        for host in (by_id[id] for id in network.sites):
            guests = tuple(o for o in network.operators if o != host.operator)
            if network.kind is NetworkSharing.MOCN:
                stations.append(host)
                partners.append({host.operator: guests})
            else:
                stations.append(_hosting(host, [c for guest in guests for c in licensed[guest]], technology))
                partners.append({guest: (guest,) for guest in guests})
    for one in serving(area, radio, today.service, residents, stations, executor=executor, progress=progress):
        for guest in partners[one.station].get(one.carrier.operator, ()):
            shared[guest][one.positions] = True
    return shared
