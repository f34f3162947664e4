"""Targets held against indicators: reached, not reached, overdue or without evidence, as of a day.

Kinds of evidence stand side by side and are never merged. A target is reached where every value that decides says so.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from covplan.assessment.target_records import (
    CommuneCount,
    EarlierRun,
    EarlierValue,
    HeldTarget,
    HeldValue,
    PlannedValue,
    TargetStatus,
)
from covplan.errors import InputError
from covplan.ingest.indicators import EvidenceKind, Indicator, period_days
from covplan.ingest.targets import ANNUAL, AreaUnit, Comparison, PlanTargets, Target, TargetArea

_ROUNDING = 1e-9  # a sum of shares that ends this near to the target is on it


def hold_targets(
    plan: PlanTargets,
    indicators: Iterable[Indicator],
    *,
    as_of: date,
    communes: Mapping[str, Collection[AreaUnit]] | None = None,
    planned: Iterable[PlannedValue] = (),
    earlier: Iterable[EarlierRun] = (),
    definition: str = "",
) -> tuple[HeldTarget, ...]:
    """Hold every target in every area against what is known on a day.

    Parameters
    ----------
    plan : PlanTargets
    indicators : iterable of Indicator
        From all sources. Those dated after ``as_of`` are left out; of one id, place and kind the latest period counts,
        and of one source in it the latest date.
    as_of : date
    communes : mapping, optional
        Area's id → its communes, to count those that reach a target.
    planned : iterable of PlannedValue
        From planning.
    earlier : iterable of EarlierRun
        In any order; those of the same day or later are left out.
    definition : str
        What today's modelled values stand on; those of a run with another one are marked as not comparable.

    Returns
    -------
    tuple of HeldTarget
        In the order of the plan; for each target the area that it means, then the others.

    Raises
    ------
    InputError
        If an indicator has another unit than the target that it decides.
    """
    known = _latest(indicators, as_of)
    runs = sorted((run for run in earlier if run.as_of < as_of.isoformat()), key=lambda run: run.as_of)
    future = sorted(planned, key=lambda one: one.year)
    held = []
    for target in plan.targets:
        for area in sorted(plan.areas, key=lambda area: area.id != target.scope):
            inside = (communes or {}).get(area.id, ())
            one = _held(target, area, known, inside, as_of)
            one = replace(one, planned_year=_planned_year(target, area, future))
            held.append(_with_earlier(one, runs, definition))
    return tuple(held)


def _latest(indicators: Iterable[Indicator], as_of: date) -> list[Indicator]:
    """Of one id, place and kind the latest period; of one source in it the latest date."""

    def speaks_of(one: Indicator) -> str:
        return min(period_days(one.period)[1].isoformat(), one.as_of)  # a year that is not over ends when it was told

    groups: dict[tuple[str, ...], list[Indicator]] = {}
    for one in indicators:
        if one.as_of <= as_of.isoformat():
            groups.setdefault((one.id, one.admin_code, one.admin_epoch, one.kind), []).append(one)
    latest: list[Indicator] = []
    for group in groups.values():
        period = max(group, key=lambda one: (speaks_of(one), one.period)).period
        in_period = sorted((one for one in group if one.period == period), key=lambda one: one.as_of)
        latest += {one.source: one for one in in_period}.values()
    return latest


def _held(
    target: Target, area: TargetArea, known: Sequence[Indicator], communes: Collection[AreaUnit], as_of: date
) -> HeldTarget:
    here = [one for one in known if _is_in(one, area.units)]
    evidence = [one for one in here if one.id in target.evidence and _is_recent(one, target, as_of)]
    deciding = [one for one in evidence if one.kind in target.kinds]
    beside = [one for one in here if one.id not in target.evidence and _is_named(one.id, target.beside)]
    values = tuple(_value(target, one, as_of) for one in deciding)
    due = _due(target, None, as_of)
    return HeldTarget(
        target=target,
        area=area,
        status=_status([value.status for value in values if value.status is not None]),
        due_passed=due is not None and as_of > due,
        deciding=values,
        beside=tuple(
            _value(target, one, as_of)
            if _stem(one.id) in map(_stem, target.evidence) and one.kind in target.kinds
            else HeldValue(one, None, None, ())
            for one in beside
        ),
        refused=tuple(one for one in evidence if one.kind not in target.kinds),
        communes=_count_communes(target, known, communes, as_of),
        planned_year=None,
        earlier=(),
    )


def _status(statuses: Sequence[TargetStatus]) -> TargetStatus:
    for worst in (TargetStatus.OVERDUE, TargetStatus.NOT_REACHED, TargetStatus.REACHED):
        if worst in statuses:
            return worst
    return TargetStatus.NO_EVIDENCE


def _value(target: Target, one: Indicator, as_of: date) -> HeldValue:
    if one.unit != target.unit:
        raise InputError("targets.unit", id=target.id, expected=target.unit, indicator=one.id, got=one.unit)
    if math.isnan(one.value):
        return HeldValue(one, None, None, ())
    asked = 1.0 if target.value is None else target.value
    if _reaches(target, one.value):
        return HeldValue(one, TargetStatus.REACHED, 0.0, ())
    due = _due(target, one, as_of)
    late = due is not None and as_of > due
    return HeldValue(one, TargetStatus.OVERDUE if late else TargetStatus.NOT_REACHED, abs(asked - one.value), ())


def _reaches(target: Target, value: float) -> bool:
    asked = 1.0 if target.value is None else target.value
    more = value - asked
    slack = _ROUNDING * max(1.0, abs(asked))
    return {
        Comparison.AT_LEAST: more >= -slack,
        Comparison.MORE_THAN: more > slack,
        Comparison.EXACTLY: abs(more) <= slack,
        Comparison.AT_MOST: more <= slack,
        Comparison.DONE: more >= -slack,
    }[target.operator]


def _due(target: Target, one: Indicator | None, as_of: date) -> date | None:
    """Last day of a target; of one asked each year that of the value's year, or of last year without a value."""
    if target.year == ANNUAL:
        return date(period_days(one.period)[0].year if one else as_of.year - 1, 12, 31)
    return date(int(target.year), 12, 31) if target.year is not None else None


def _is_recent(one: Indicator, target: Target, as_of: date) -> bool:
    """Whether a value is of this year or the last, which counts only for what is asked each year."""
    return target.year != ANNUAL or period_days(one.period)[0].year >= as_of.year - 1


def _is_in(one: Indicator | PlannedValue, units: Collection[AreaUnit]) -> bool:
    return AreaUnit(one.admin_code, one.admin_epoch) in units


def _planned_year(target: Target, area: TargetArea, planned: Sequence[PlannedValue]) -> int | None:
    """First year by whose end every indicator that decides is planned to have reached the target."""
    reaching = [one for one in planned if _is_in(one, area.units) and _reaches(target, one.value)]
    firsts = [next((one.year for one in reaching if one.id == id), None) for id in target.evidence]
    years = [year for year in firsts if year is not None]
    return max(years) if len(years) == len(firsts) else None


def _stem(id: str) -> str:
    return id.split(":")[0]


def _is_named(id: str, names: Collection[str]) -> bool:
    return any(id == name or (name.endswith(":") and id.startswith(name)) for name in names)


def _count_communes(
    target: Target, known: Iterable[Indicator], communes: Collection[AreaUnit], as_of: date
) -> tuple[CommuneCount, ...]:
    """Of each kind that decides; a commune reaches where every source of it says so."""
    found: dict[EvidenceKind, dict[str, list[TargetStatus]]] = {}
    for one in known:
        if one.id in target.evidence and one.kind in target.kinds and _is_in(one, communes):
            status = _value(target, one, as_of).status
            of_commune = found.setdefault(one.kind, {}).setdefault(one.admin_code, [])
            of_commune += [] if status is None else [status]
    counts = []
    for kind, by_code in found.items():
        statuses = [_status(statuses) for statuses in by_code.values()]
        reaching, not_assessable = (statuses.count(s) for s in (TargetStatus.REACHED, TargetStatus.NO_EVIDENCE))
        short = len(statuses) - reaching - not_assessable
        counts.append(CommuneCount(kind, reaching, short, not_assessable, len(communes) - len(statuses)))
    return tuple(counts)


def _with_earlier(held: HeldTarget, runs: Sequence[EarlierRun], definition: str) -> HeldTarget:
    place = (held.target.id, held.area.id)

    def compared(value: HeldValue) -> HeldValue:
        one = value.indicator
        key = (*place, one.id, one.kind)
        modelled = one.kind is EvidenceKind.MODELLED
        earlier = (
            EarlierValue(run.as_of, run.values[key], not modelled or run.definition == definition)
            for run in runs
            if key in run.values
        )
        return replace(value, earlier=tuple(earlier))

    return replace(
        held,
        deciding=tuple(map(compared, held.deciding)),
        beside=tuple(map(compared, held.beside)),
        earlier=tuple((run.as_of, run.statuses[place]) for run in runs if place in run.statuses),
    )
