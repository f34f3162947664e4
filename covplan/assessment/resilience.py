"""People left without service when what several sites share fails: a mast, a fibre section, power, a road.

For every pixel where people live it is known which sites serve it. A group that fails takes the service of exactly the
pixels all of whose serving sites are in it; what remains serves as before: neighbours are not turned up, and nobody
roams in the reading of one operator.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from covplan.assessment.fibre_cuts import fibre_groups
from covplan.assessment.modelled import Modelled
from covplan.assessment.operator_settings import ResilienceSettings
from covplan.assessment.residents import Residents, find_residents
from covplan.assessment.served import ANY_OPERATOR
from covplan.assessment.serving import serving
from covplan.coverage.service import ServiceSettings
from covplan.coverage.settings import RadioSettings
from covplan.errors import PlanningError
from covplan.ingest.area import Area, Progress
from covplan.ingest.indicators import Indicator
from covplan.ingest.risk_groups import RiskGroup, RiskKind, distinct
from covplan.network import Site


@dataclass(frozen=True, eq=False)
class Resilience:
    """Who hangs on what.

    Attributes
    ----------
    by_group : DataFrame
        kind, name, sites (number), operators (number), autonomy_h (least that the lists state, NaN where none does),
        autonomy_unknown (sites without a statement), then people left without service: ``any`` without any operator's,
        ``<operator>`` without that operator's who had it. Most people first.
    by_commune : DataFrame
        code, name, population, served (by any operator), and for each kind ``one_<kind>``: people who would be left
        without any service by one group of the kind.
    unknown_kinds : tuple of RiskKind
        Kinds of which the inputs say nothing: no figure, which does not mean no risk.
    """

    by_group: pd.DataFrame
    by_commune: pd.DataFrame
    unknown_kinds: tuple[RiskKind, ...]


def count_resilience(
    area: Area,
    radio: RadioSettings,
    service: ServiceSettings,
    settings: ResilienceSettings,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Resilience:
    """Count the people left without service by each shared-risk group.

    Raises
    ------
    PlanningError
        If a gateway is in no site list.
    """
    groups = find_groups(area, settings)
    residents = find_residents(area)
    serves = serving_sites(area, radio, service, residents, executor, progress)
    failing = failing_sites(groups, area.sites, settings.outage_h)
    people = np.asarray(residents.in_communes.sum(axis=0)).ravel()
    lost_any = left_without(serves, failing)
    lost = {ANY_OPERATOR: people @ lost_any}
    for operator in area.operators:
        own = np.array([site.operator == operator for site in area.sites], float)
        lost[operator] = people @ left_without(sparse.csr_array(serves @ sparse.diags_array(own)), failing)
    by_id = {site.id: site for site in area.sites}
    about = [_about(group, [by_id[id] for id in group.sites]) for group in groups]
    columns = ["kind", "name", "sites", "operators", "autonomy_h", "autonomy_unknown"]
    by_group = pd.DataFrame(about, columns=columns).assign(**lost)
    by_group = by_group.sort_values([ANY_OPERATOR, "sites", "name"], ascending=[False, False, True], ignore_index=True)
    kinds = np.array([group.kind for group in groups], object)
    served = np.asarray(serves.sum(axis=1)).ravel() > 0
    by_commune = residents.names.assign(
        population=np.asarray(residents.in_communes.sum(axis=1)).ravel(),
        served=residents.count(served),
        **{
            f"one_{kind}": residents.count(np.asarray(lost_any[:, kinds == kind].sum(axis=1)).ravel() > 0)
            for kind in RiskKind
            if kind in kinds
        },
    )
    return Resilience(by_group, by_commune, tuple(kind for kind in RiskKind if kind not in kinds))


def resilience_indicators(result: Resilience, about: Modelled) -> tuple[Indicator, ...]:
    """``behind_one_<kind>_pct`` of communes, parts and province: people with service that one failure would take."""
    kinds = [column for column in result.by_commune.columns if column.startswith("one_")]
    return tuple(about.shares(result.by_commune, {kind: f"behind_{kind}_pct" for kind in kinds}))


def find_groups(area: Area, settings: ResilienceSettings) -> tuple[RiskGroup, ...]:
    """Every shared-risk group of the inputs.

    Masts are the locations of the area (sites within ``location_radius_m``); fibre sections follow from the cables and
    the gateways; power areas and roads from the fields of the site lists; any kind from the list of groups.
    """
    known = {site.id for site in area.sites}
    for gateway in settings.fibre_gateways:
        if gateway not in known:
            raise PlanningError("assessment.site_unknown", got=gateway, key="fibre_gateways")
    found: dict[tuple[RiskKind, str], list[str]] = {}
    for group in (*_masts(area), *fibre_groups(area, settings), *_by_fields(area.sites), *area.risk_groups):
        found.setdefault((group.kind, group.name), []).extend(group.sites)
    return tuple(RiskGroup(kind, name, distinct(ids)) for (kind, name), ids in found.items())


def _masts(area: Area) -> Iterator[RiskGroup]:
    for location in area.locations:
        yield RiskGroup(RiskKind.MAST, " + ".join(location.site_ids), location.site_ids)


def _by_fields(sites: Iterable[Site]) -> Iterator[RiskGroup]:
    for site in sites:
        for kind, name in ((RiskKind.POWER, site.power_area), (RiskKind.ROAD, site.access_road)):
            if name:
                yield RiskGroup(kind, name, (site.id,))


def _about(group: RiskGroup, sites: Sequence[Site]) -> tuple[RiskKind, str, int, int, float, int]:
    stated = [site.autonomy_h for site in sites if site.autonomy_h is not None]
    least_h = min(stated, default=np.nan)
    return group.kind, group.name, len(sites), len({s.operator for s in sites}), least_h, len(sites) - len(stated)


def serving_sites(
    area: Area,
    radio: RadioSettings,
    service: ServiceSettings,
    residents: Residents,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> sparse.csr_array:
    """Which site serves which residents: 1 or absent, shape (n, sites)."""
    rows: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
    cols = [np.zeros(0, np.int64)]
    for one in serving(area, radio, service, residents, area.sites, executor=executor, progress=progress):
        rows.append(one.positions)
        cols.append(np.full(one.positions.size, one.station, np.int64))
    at = (np.concatenate(rows), np.concatenate(cols))
    shape = (residents.rows.size, len(area.sites))
    matrix = sparse.csr_array(sparse.coo_array((np.ones(at[0].size, np.float32), at), shape=shape))
    matrix.data[:] = 1.0  # several carriers of a site were added up
    return matrix


def failing_sites(groups: Sequence[RiskGroup], sites: Sequence[Site], outage_h: float) -> sparse.csc_array:
    """Which site goes off with which group, shape (sites, groups); own power may outlast a failure of power."""
    index = {site.id: k for k, site in enumerate(sites)}
    off = [
        (index[id], g)
        for g, group in enumerate(groups)
        for id in group.sites
        if group.kind is not RiskKind.POWER or (sites[index[id]].autonomy_h or 0.0) < outage_h
    ]
    site, group_of = np.array(off, np.int64).reshape(-1, 2).T
    shape = (len(sites), len(groups))
    return sparse.csc_array(sparse.coo_array((np.ones(site.size, np.float32), (site, group_of)), shape=shape))


def left_without(serves: sparse.csr_array, failing: sparse.csc_array) -> sparse.csc_array:
    """Which residents a group leaves without service, shape (n, groups): all sites that serve them are in it.

    Parameters
    ----------
    serves : sparse array of 0 and 1, shape (n, sites)
    failing : sparse array of 0 and 1, shape (sites, groups)
    """
    hit = sparse.coo_array(serves @ failing)
    all_of_it = hit.data == np.asarray(serves.sum(axis=1)).ravel()[hit.row]
    lost = (hit.row[all_of_it & (hit.data > 0)], hit.col[all_of_it & (hit.data > 0)])
    return sparse.csc_array(sparse.coo_array((np.ones(lost[0].size), lost), shape=hit.shape))
