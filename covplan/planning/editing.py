"""A plan changed by hand: who is served by it, after predicting only what is new."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse

from covplan.assessment.served import Served
from covplan.coverage.settings import RadioSettings
from covplan.errors import PlanningError, Severity
from covplan.ingest.area import Area
from covplan.ingest.owners import owner_id
from covplan.ingest.plan_edits import EditedRow, PlanEdits
from covplan.ingest.problems import ProblemLog
from covplan.network import Carrier, MastClass
from covplan.planning.candidate_records import Candidate, CandidateKind
from covplan.planning.candidates import licensed_carriers, new_mast_at
from covplan.planning.choice import cover_problem
from covplan.planning.cover_problem import ROUNDING
from covplan.planning.covering import PEOPLE
from covplan.planning.floors import Floors
from covplan.planning.plan import Plan, PlannedSite, Proof, Shortfall
from covplan.planning.plan_facts import people_by_commune
from covplan.planning.reach_matrix import Reach, build_reach_matrix
from covplan.planning.settings import PlanningSettings

_SAME_M = 0.5  # a table is rounded; what is nearer has not been moved
BY_HAND = "by hand"


class EditKind(StrEnum):
    """What was done to a site."""

    DROPPED = "dropped"
    ADDED = "added"
    CHANGED = "changed"  # moved, or of another height or year


@dataclass(frozen=True)
class Edit:
    """One difference between two plans; ``before`` is None for what was added, ``after`` for what was dropped."""

    kind: EditKind
    before: PlannedSite | None
    after: PlannedSite | None


@dataclass(frozen=True, eq=False)
class EditedPlan:
    """A plan in the order of its file (by year where years are given), with nothing proven of it.

    Attributes
    ----------
    plan : Plan
        Its backhaul is estimated for what is new.
    reach : Reach
        That of the plan before, with changed candidates in their places and new ones at the end.
    edits : tuple of Edit
        All differences: dropped, then changed and added in the order of the new plan.
    """

    plan: Plan
    reach: Reach
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class WantedSite:
    """A site of the edited plan, and the year in which it is built; None where the plan has no years."""

    candidate: Candidate
    year: int | None


def wanted_sites(
    edits: PlanEdits, reach: Reach, area: Area, planning: PlanningSettings, log: ProblemLog
) -> tuple[WantedSite, ...]:
    """The sites that the rows of an edited plan ask for; every row that asks for what cannot be is an error in the log.

    A known id without position stands where the candidate does. A new mast may be moved or be of another height. An
    unknown id with operator and position is a new mast.
    """
    found: list[WantedSite] = []
    taken: dict[tuple[str, str], str] = {}  # of alternatives one can be done
    for row in edits.rows:
        try:
            candidate = _candidate(row, reach, area, planning)
            first = taken.setdefault(candidate.alternative_to, candidate.id)
            if first != candidate.id:
                raise _Mistake("plan_edit.alternative", "id", id=candidate.id, first=first)
        except _Mistake as mistake:
            log.add(
                Severity.ERROR,
                mistake.code,
                edits.file,
                sheet=edits.sheet,
                row=row.number,
                column=edits.headings[mistake.field],
                **mistake.params,
            )
            continue
        found.append(WantedSite(candidate, row.year))
    return tuple(found)


def edit_plan(
    plan: Plan,
    wanted: Sequence[WantedSite],
    reach: Reach,
    area: Area,
    radio: RadioSettings,
    today: Served,
    floors: Floors,
    executor: Executor | None = None,
) -> EditedPlan:
    """Count a plan of these sites.

    Parameters
    ----------
    plan : Plan
        What it is compared with.
    wanted : sequence of WantedSite
        In the order in which they are built; years come first where they are given, sites without a year last.
    reach : Reach
        Of the plan: what it knows is not predicted again.
    area, radio, today, floors
        As the reach matrix was made with.
    """
    reach = _extended(reach, [site.candidate for site in wanted], area, radio, today, floors, executor)
    in_order = sorted(wanted, key=lambda site: (site.year is None, site.year or 0))
    unserved, people = np.ones(reach.people.size, bool), reach.people_served_before
    sites = []
    for order, site in enumerate(in_order, 1):
        pixels = reach.pixels_of(site.candidate.id)
        added = float(reach.people[pixels[unserved[pixels]]].sum())
        unserved[pixels] = False
        people += added
        share = 100.0 * people / reach.people_total
        sites.append(PlannedSite(order, site.candidate, added, share, site.year))
    after = 100.0 * people / reach.people_total
    cost, added = sum(site.candidate.total_mn_vnd for site in sites), people - reach.people_served_before
    missing = _missing(plan, sites, people, reach, floors)
    edited = replace(
        plan,
        sites=tuple(sites),
        served_pct_after=after,
        reached=not missing,
        proof=Proof(cost, None, BY_HAND, added),
        missing=missing,
        years=(),
    )
    return EditedPlan(edited, reach, _differences(plan, edited))


def _missing(
    plan: Plan, sites: Sequence[PlannedSite], people: float, reach: Reach, floors: Floors
) -> tuple[Shortfall, ...]:
    """What of the target and of the floors these sites do not serve."""
    chosen = np.zeros(len(reach.candidates), bool)
    chosen[[reach.row_of[site.candidate.id] for site in sites]] = True
    missing = cover_problem(reach, floors.requirements(reach)).missing(chosen)
    lack = plan.target_pct / 100.0 * reach.people_total - people
    if lack > ROUNDING * reach.people_total:
        missing = {PEOPLE: lack, **missing}
    return tuple(Shortfall(name, float(amount)) for name, amount in missing.items())


def served_by_commune(plan: Plan, reach: Reach, area: Area, today: Served) -> NDArray[np.float64]:
    """People of each commune who are served with a plan under its reading, shape (communes,)."""
    served = np.zeros(reach.people.size, bool)
    for site in plan.sites:
        served[reach.pixels_of(site.candidate.id)] = True
    before = today.by_commune[plan.reading].to_numpy(float)
    return before + np.asarray(people_by_commune(reach, area)[:, np.flatnonzero(served)].sum(axis=1))


class _Mistake(Exception):
    def __init__(self, code: str, field: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.field, self.params = code, field, params


def _candidate(row: EditedRow, reach: Reach, area: Area, planning: PlanningSettings) -> Candidate:
    ids = {owner_id(operator): operator for operator in area.operators}
    operator = ids.get(row.operator, row.operator)
    if row.id not in reach.row_of:
        if not operator or row.x_m is None or row.y_m is None:
            raise _Mistake("plan_edit.unknown", "id", id=row.id)
        _check_place(row.x_m, row.y_m, area)
        try:
            carriers = licensed_carriers(area, operator, reach.reading)
        except PlanningError as error:
            raise _Mistake(error.code, "operator", **error.params) from None
        return _new_mast(row, row.x_m, row.y_m, carriers, area, planning)
    known = reach.candidates[reach.row_of[row.id]]
    if operator not in ("", known.operator, owner_id(known.operator)):
        raise _Mistake("plan_edit.operator", "operator", id=row.id, operator=known.operator, got=operator)
    x_m, y_m, height_m = known.x_m, known.y_m, known.height_m
    if row.x_m is not None and row.y_m is not None and np.hypot(row.x_m - x_m, row.y_m - y_m) > _SAME_M:
        _check_new(known, "north")
        _check_place(row.x_m, row.y_m, area)
        x_m, y_m = row.x_m, row.y_m
    if row.height_m is not None and height_m is not None and abs(row.height_m - height_m) > _SAME_M:
        _check_new(known, "height")
        height_m = row.height_m
    if (x_m, y_m, height_m) == (known.x_m, known.y_m, known.height_m):
        return known
    changed = _new_mast(replace(row, height_m=height_m), x_m, y_m, known.carriers, area, planning, known.mast_class)
    return replace(changed, place=known.place, origin=known.origin, configuration=known.configuration)


def _new_mast(
    row: EditedRow,
    x_m: float,
    y_m: float,
    carriers: tuple[Carrier, ...],
    area: Area,
    planning: PlanningSettings,
    mast_class: MastClass | None = None,
) -> Candidate:
    try:
        return new_mast_at(row.id, x_m, y_m, carriers, area, planning, row.height_m, mast_class or MastClass.GROUND)
    except PlanningError as error:
        raise _Mistake(error.code, "height", **error.params) from None


def _check_new(candidate: Candidate, field: str) -> None:
    if candidate.kind is not CandidateKind.BUILD:
        raise _Mistake("plan_edit.standing", field, id=candidate.id)


def _check_place(x_m: float, y_m: float, area: Area) -> None:
    point = shapely.Point(x_m, y_m)
    if not area.grid.contains(x_m, y_m) or not len(area.communes.sindex.query(point, predicate="intersects")):
        raise _Mistake("plan_edit.outside", "north")
    excluded = area.exclusions.sindex.query(point, predicate="intersects")
    if len(excluded):
        raise _Mistake("plan_edit.excluded", "north", name=str(area.exclusions["name"].iloc[int(min(excluded))]))
    row, col = area.grid.rowcol(x_m, y_m)
    if np.isnan(area.ground.values[row, col]):
        raise _Mistake("plan_edit.void", "north")


def _extended(
    reach: Reach,
    chosen: Sequence[Candidate],
    area: Area,
    radio: RadioSettings,
    today: Served,
    floors: Floors,
    executor: Executor | None,
) -> Reach:
    """The matrix with rows for what it does not know: in the place of the candidate of that id, or at the end."""
    known = set(reach.candidates)
    new = tuple(candidate for candidate in chosen if candidate not in known)
    if not new:
        return reach
    added = build_reach_matrix(new, area, radio, today.service, today, floors.unserved, executor)
    if not (np.array_equal(added.rows, reach.rows) and np.array_equal(added.cols, reach.cols)):
        raise PlanningError("planning.service")
    count = len(reach.candidates)
    candidates, rows = list(reach.candidates), list(range(count))
    for k, candidate in enumerate(new):
        if candidate.id in reach.row_of:
            candidates[reach.row_of[candidate.id]], rows[reach.row_of[candidate.id]] = candidate, count + k
        else:
            candidates.append(candidate)
            rows.append(count + k)
    matrix = sparse.csr_array(sparse.vstack([reach.matrix, added.matrix], format="csr")[rows])
    return replace(reach, candidates=tuple(candidates), matrix=matrix)


def _differences(before: Plan, after: Plan) -> tuple[Edit, ...]:
    old = {site.candidate.id: site for site in before.sites}
    new = {site.candidate.id: site for site in after.sites}
    edits = [Edit(EditKind.DROPPED, site, None) for id, site in old.items() if id not in new]
    for id, site in new.items():
        if id not in old:
            edits.append(Edit(EditKind.ADDED, None, site))
        elif (_made(old[id]), old[id].year) != (_made(site), site.year):
            edits.append(Edit(EditKind.CHANGED, old[id], site))
    return tuple(edits)


def _made(site: PlannedSite) -> tuple[object, ...]:
    """What of a site a person can change; its backhaul cost follows from the plan."""
    return site.candidate.x_m, site.candidate.y_m, site.candidate.sectors
