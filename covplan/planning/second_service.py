"""So that not all fails with one mast: people served by two masts, and few behind one mast or power area.

What fails together are the *groups* of ``assessment/resilience.py`` of kind mast and power, every place for a new mast,
and new masts with the power area that would feed them. What people hang on is counted from today's prediction and from
candidates at the pixels that one group alone serves today.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from covplan.assessment.operator_settings import ResilienceSettings
from covplan.assessment.residents import Residents, find_residents
from covplan.assessment.resilience import failing_sites, find_groups, left_without, serving_sites
from covplan.assessment.served import ANY_OPERATOR, Served
from covplan.coverage.service import ServiceSettings
from covplan.coverage.settings import RadioSettings
from covplan.ingest.area import Area, Progress
from covplan.ingest.risk_groups import RiskGroup, RiskKind
from covplan.planning.plan import Plan, Shortfall
from covplan.planning.power_areas import power_areas
from covplan.planning.reach_matrix import Reach, build_reach_matrix
from covplan.planning.settings import PlanningSettings

TWICE, BEHIND = "served twice", "behind"
"""How names begin of what is missing of a second service."""


@dataclass(frozen=True, eq=False)
class Hanging:
    """Who hangs on what today, under a reading.

    Attributes
    ----------
    residents : Residents
    groups : tuple of RiskGroup
        Of kind mast and power, each with the sites that go off with it.
    lost : csc_array, shape (residents, groups)
        1 where all sites that serve somebody are in the group.
    masts, sole : array, int64, shape (residents,)
        By how many masts each is served; the location that alone does so, -1 where it is none or several.
    """

    residents: Residents
    groups: tuple[RiskGroup, ...]
    lost: sparse.csc_array
    masts: NDArray[np.int64]
    sole: NDArray[np.int64]

    def as_unserved(self, today: Served, only: bool = False) -> Served:
        """Today as if those who hang on one group were not served; with ``only``, as if everybody else were."""
        hanging = np.zeros(today.people.shape, bool)
        at = np.flatnonzero(np.asarray(self.lost.sum(axis=1)).ravel() > 0)
        hanging[self.residents.rows[at], self.residents.cols[at]] = True
        reading = today.service.reading
        served = ~hanging if only else today.served[reading] & ~hanging
        return replace(today, served={**today.served, reading: served})


def find_hanging(
    area: Area,
    radio: RadioSettings,
    service: ServiceSettings,
    settings: ResilienceSettings,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Hanging:
    """Who hangs on one mast or power area today; for the reading of one operator, of its own sites."""
    residents = find_residents(area)
    serves = serving_sites(area, radio, service, residents, executor, progress)
    counts = np.array([service.reading in (ANY_OPERATOR, site.operator) for site in area.sites], np.float32)
    serves = sparse.csr_array(serves @ sparse.diags_array(counts))
    serves.eliminate_zeros()
    kinds = (RiskKind.MAST, RiskKind.POWER)
    groups = [group for group in find_groups(area, settings) if group.kind in kinds]
    failing = failing_sites(groups, area.sites, settings.outage_h)
    row = {site.id: k for k, site in enumerate(area.sites)}
    pairs = [(row[id], k) for k, location in enumerate(area.locations) for id in location.site_ids]
    at = np.array(pairs, np.int64).reshape(-1, 2).T
    shape = (len(area.sites), len(area.locations))
    on_mast = sparse.csr_array((np.ones(at.shape[1], np.float32), (at[0], at[1])), shape=shape)
    ids = np.array([site.id for site in area.sites], object)
    ends = zip(failing.indptr, failing.indptr[1:], strict=False)
    going_off = (tuple(ids[failing.indices[start:end]]) for start, end in ends)
    groups = [replace(group, sites=off) for group, off in zip(groups, going_off, strict=True)]
    by_mast = sparse.csr_array(serves @ on_mast)
    masts = np.diff(by_mast.indptr).astype(np.int64)
    sole = np.full(masts.size, -1, np.int64)
    sole[masts == 1] = by_mast.indices[by_mast.indptr[:-1][masts == 1]]
    return Hanging(residents, tuple(groups), left_without(serves, failing), masts, sole)


@dataclass(frozen=True, eq=False)
class Group:
    """What fails together: candidates (rows) in it, and pixels of ``SecondService.reach`` that hang on it today."""

    name: str
    members: NDArray[np.int64]
    behind: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class SecondService:
    """What candidates would serve of those who hang on one group today.

    Attributes
    ----------
    reach : Reach
        The same candidates at these pixels.
    unit_of : array, int64, shape (candidates,)
        Mast of each candidate: the number of a location, or a number beyond these for a new mast.
    mast_of : array, int64, shape (pixels,)
        The location that alone serves a pixel; -1 where several do.
    groups : tuple of Group
    people_twice : float
        Served by two masts or more today.
    """

    reach: Reach
    unit_of: NDArray[np.int64]
    mast_of: NDArray[np.int64]
    groups: tuple[Group, ...]
    people_twice: float

    def told(self, plan: Plan, reach: Reach, planning: PlanningSettings) -> Plan:
        """A plan with what it leaves open of a second service, counted anew from its sites."""
        lacking = self.shortfalls(plan, reach, planning)
        others = [one for one in plan.missing if not one.name.startswith((TWICE, BEHIND))]
        return replace(plan, missing=(*others, *lacking), reached=plan.reached and not lacking)

    def shortfalls(self, plan: Plan, reach: Reach, planning: PlanningSettings) -> tuple[Shortfall, ...]:
        """What the sites of a plan leave open of ``twice_pct`` and ``most_behind_one``."""
        built = {site.candidate.id for site in plan.sites}
        rows = np.array([k for k, candidate in enumerate(reach.candidates) if candidate.id in built], np.int64)
        found = []
        if planning.twice_pct > 0.0:
            lack = planning.twice_pct / 100.0 * reach.people_total - self._served_twice(rows, reach)
            found.append(Shortfall(TWICE, lack))
        if planning.most_behind_one is not None:
            for group in self.groups:
                over = self.behind(group, rows, reach) - planning.most_behind_one
                found.append(Shortfall(f"{BEHIND} {group.name}", over))
        return tuple(one for one in found if one.missing > 1e-9 * reach.people_total)

    def _served_twice(self, rows: NDArray[np.int64], reach: Reach) -> float:
        masts = np.unique(self.unit_of[rows])
        new, more = np.zeros(reach.people.size, int), np.zeros(self.reach.people.size, int)
        for mast in masts:
            of_mast = rows[self.unit_of[rows] == mast]
            new += _any(reach.matrix, of_mast)
            more += _any(self.reach.matrix, of_mast) & (self.mast_of != mast)
        once = self.mast_of >= 0
        return self.people_twice + float(reach.people[new > 1].sum() + self.reach.people[once & (more > 0)].sum())

    def behind(self, group: Group, rows: NDArray[np.int64], reach: Reach) -> float:
        """People who hang on a group when candidates (rows) are chosen."""
        inside = np.isin(rows, group.members)
        new = _any(reach.matrix, rows[inside]) & ~_any(reach.matrix, rows[~inside])
        left = ~_any(self.reach.matrix, rows[~inside])[group.behind]
        return float(reach.people[new].sum() + self.reach.people[group.behind][left].sum())


def build_second_service(
    hanging: Hanging,
    reach: Reach,
    area: Area,
    radio: RadioSettings,
    service: ServiceSettings,
    today: Served,
    planning: PlanningSettings,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> SecondService:
    """Predict the candidates of a reach at the pixels that hang on one group, as ``build_reach_matrix`` does.

    New masts belong to the power areas of ``power_areas`` within ``planning.power_within_m``.
    """
    alone = hanging.as_unserved(today, only=True)
    again = build_reach_matrix(reach.candidates, area, radio, service, alone, None, executor, progress)
    at = hanging.residents.position[again.rows, again.cols]
    lost = sparse.csc_array(hanging.lost[at])
    location_of = {id: k for k, location in enumerate(area.locations) for id in location.site_ids}
    places: dict[tuple[float, float], int] = {}
    units = [
        location_of[c.site_id] if c.site_id else places.setdefault((c.x_m, c.y_m), len(area.locations) + len(places))
        for c in reach.candidates
    ]
    unit_of = np.array(units, np.int64)
    fed_by = _new_masts_by_area(reach, area, planning.power_within_m)
    groups = []
    for g, group in enumerate(hanging.groups):
        behind = lost.indices[lost.indptr[g] : lost.indptr[g + 1]].astype(np.int64)
        if group.kind is RiskKind.MAST:
            members = np.flatnonzero(np.isin(unit_of, [location_of[id] for id in group.sites]))
        else:
            on_sites = np.flatnonzero([c.site_id in group.sites for c in reach.candidates])
            members = np.concatenate([on_sites, np.array(fed_by.pop(group.name, []), np.int64)])
        groups.append(Group(f"{group.kind} {group.name}", members, behind))
    nobody = np.zeros(0, np.int64)
    groups += [
        Group(f"{RiskKind.MAST} {reach.candidates[int(members[0])].id}", members, nobody)
        for members in (np.flatnonzero(unit_of == unit) for unit in places.values())
    ]
    groups += [Group(f"{RiskKind.POWER} {name}", np.array(rows, np.int64), nobody) for name, rows in fed_by.items()]
    people = np.asarray(hanging.residents.in_communes.sum(axis=0)).ravel()
    return SecondService(again, unit_of, hanging.sole[at], tuple(groups), float(people[hanging.masts > 1].sum()))


def _new_masts_by_area(reach: Reach, area: Area, within_m: float) -> dict[str, list[int]]:
    """Name of a power area → candidates (rows) for new masts that it would feed."""
    new = [k for k, candidate in enumerate(reach.candidates) if not candidate.site_id]
    xy = np.array([(reach.candidates[k].x_m, reach.candidates[k].y_m) for k in new]).reshape(-1, 2)
    found: dict[str, list[int]] = {}
    for k, names in zip(new, power_areas(xy, area, within_m), strict=True):
        for name in names:
            found.setdefault(name, []).append(k)
    return found


def _any(matrix: sparse.csr_array, rows: NDArray[np.int64] | Sequence[int]) -> NDArray[np.bool_]:
    """Which columns any of the rows serves."""
    return np.asarray(matrix[rows].sum(axis=0)).ravel() > 0
