"""Targets against indicators: hand-made cases of every status, dates, kinds side by side, earlier runs."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covplan.assessment.target_records import EarlierRun, HeldTarget, PlannedValue, TargetStatus
from covplan.assessment.targets import hold_targets
from covplan.errors import InputError
from covplan.ingest.indicators import EvidenceKind, Indicator
from covplan.ingest.targets import AreaUnit, Comparison, PlanTargets, Target, TargetArea

MODELLED, MEASURED, REPORTED = EvidenceKind.MODELLED, EvidenceKind.MEASURED, EvidenceKind.REPORTED
REACHED, SHORT, OVERDUE, NONE = TargetStatus
OLD = TargetArea("old", "cũ", "old", (AreaUnit("province:A", "2025-07"), AreaUnit("66", "pre2025")))
NEW = TargetArea("new", "mới", "new", (AreaUnit("66", "2025-07"),))
TARGET = Target(
    *("T", "II", "đích", "target", "new", Comparison.AT_LEAST, ("served:any",), (MODELLED, REPORTED)),
    value=99.0,
    unit="%",
    year=2030,
    beside=("served:",),
)
VALUE = Indicator("served:any", "66", "2025-07", "2026-11", 62.5, "%", MODELLED, "model", "2026-11-01")
DAY = date(2026, 11, 15)


def hold(*indicators: Indicator, target: Target = TARGET, as_of: date = DAY, **options: object) -> HeldTarget:
    """The target in the area that it means."""
    plan = PlanTargets("targets.toml", "plan", "text", (OLD, NEW), (target,))
    return hold_targets(plan, indicators, as_of=as_of, **options)[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("operator", "asked", "value", "expected", "left"),
    [
        (Comparison.AT_LEAST, 99.0, 99.0, REACHED, 0.0),
        (Comparison.AT_LEAST, 99.0, 98.96, SHORT, 0.04),
        (Comparison.AT_LEAST, 100.0, 100 - 1e-12, REACHED, 0.0),
        (Comparison.MORE_THAN, 50.0, 50.0, SHORT, 0.0),
        (Comparison.MORE_THAN, 50.0, 50.1, REACHED, 0.0),
        (Comparison.EXACTLY, 1.0, 2.0, SHORT, 1.0),
        (Comparison.EXACTLY, 1.0, 1.0, REACHED, 0.0),
        (Comparison.AT_MOST, 50.0, 51.0, SHORT, 1.0),
        (Comparison.AT_MOST, 50.0, 49.0, REACHED, 0.0),
    ],
)
def test_a_value_is_compared(
    operator: Comparison, asked: float, value: float, expected: TargetStatus, left: float
) -> None:
    held = hold(replace(VALUE, value=value), target=replace(TARGET, operator=operator, value=asked))
    assert held.status is expected
    assert held.deciding[0].left == pytest.approx(left)


@pytest.mark.parametrize(("day", "expected"), [(date(2030, 12, 31), SHORT), (date(2031, 1, 1), OVERDUE)])
def test_a_year_ends_on_its_last_day(day: date, expected: TargetStatus) -> None:
    held = hold(VALUE, as_of=day)
    assert (held.status, held.due_passed) == (expected, expected is OVERDUE)


def test_without_a_year_nothing_is_overdue() -> None:
    assert hold(VALUE, target=replace(TARGET, year=None), as_of=date(2099, 1, 1)).status is SHORT


def test_no_evidence_says_whether_the_day_has_passed() -> None:
    held = hold(as_of=date(2031, 1, 1))
    assert (held.status, held.due_passed, held.deciding) == (NONE, True, ())
    assert hold().due_passed is False


def test_a_task_is_done_by_a_yes() -> None:
    task = replace(
        TARGET, operator=Comparison.DONE, value=None, unit="yes_no", evidence=("done:T",), beside=("served:",)
    )
    done = replace(VALUE, id="done:T", value=1.0, unit="yes_no", kind=REPORTED)
    assert hold(done, target=task).status is REACHED
    assert hold(replace(done, value=0.0), target=task).status is SHORT
    held = hold(VALUE, target=task)  # a percentage beside a task decides nothing
    assert (held.status, held.beside[0].status, held.beside[0].indicator) == (NONE, None, VALUE)


def test_kinds_stand_side_by_side_and_the_worse_decides() -> None:
    told = replace(VALUE, kind=REPORTED, value=99.5, source="operators")
    held = hold(VALUE, told)
    assert [(v.indicator.kind, v.indicator.value, v.status) for v in held.deciding] == [
        (MODELLED, 62.5, SHORT),
        (REPORTED, 99.5, REACHED),
    ]
    assert held.status is SHORT


def test_a_kind_that_proves_nothing_is_told_apart() -> None:
    speed = replace(TARGET, evidence=("dl",), value=100.0, unit="Mb/s", kinds=(MEASURED,), beside=())
    estimate = replace(VALUE, id="dl", unit="Mb/s", value=180.0)
    held = hold(estimate, target=speed)
    assert (held.status, held.deciding, held.refused) == (NONE, (), (estimate,))


def test_a_value_that_is_not_assessable_decides_nothing() -> None:
    held = hold(replace(VALUE, value=math.nan))
    assert (held.status, held.deciding[0].status, held.deciding[0].left) == (NONE, None, None)


def test_other_readings_stand_beside_with_their_own_status() -> None:
    held = hold(VALUE, replace(VALUE, id="served:x", value=99.0), replace(VALUE, id="other", value=1.0))
    assert [(v.indicator.id, v.status) for v in held.beside] == [("served:x", REACHED)]
    assert held.status is SHORT


def test_several_indicators_must_all_reach() -> None:
    target = replace(TARGET, evidence=("station", "airport"), beside=())
    station, airport = (replace(VALUE, id=id, value=value) for id, value in (("station", 100.0), ("airport", 50.0)))
    assert hold(station, airport, target=target).status is SHORT
    assert hold(station, target=target).status is REACHED


def test_another_unit_is_an_error() -> None:
    with pytest.raises(InputError, match="T is asked in %, but served:any is counted in km"):
        hold(replace(VALUE, unit="km"))


def test_both_areas_are_held_the_meant_one_first() -> None:
    former = replace(VALUE, admin_code="province:A", value=99.0)
    code = replace(VALUE, admin_epoch="pre2025", value=40.0, kind=REPORTED)
    plan = PlanTargets("targets.toml", "plan", "text", (OLD, NEW), (TARGET,))
    new, old = hold_targets(plan, (former, code, VALUE), as_of=DAY)
    assert (new.area.id, [v.indicator.value for v in new.deciding]) == ("new", [62.5])
    assert (old.area.id, [v.indicator.value for v in old.deciding]) == ("old", [99.0, 40.0])


def test_the_latest_period_counts_and_the_future_does_not() -> None:
    third = replace(VALUE, kind=REPORTED, period="2026-Q3", as_of="2026-10-01", value=3.0)
    year = replace(third, period="2026", as_of="2026-03-01", value=1.0)  # told before the third quarter
    revised = replace(third, as_of="2026-10-20", value=4.0)
    other = replace(third, source="second", value=5.0)
    later = replace(third, period="2026-11", as_of="2026-11-20", value=9.0)
    held = hold(year, revised, third, other, later)
    assert sorted(v.indicator.value for v in held.deciding) == [4.0, 5.0]


def test_what_is_asked_each_year() -> None:
    report = replace(TARGET, year="annual", value=1.0, unit="count", evidence=("reports",), operator=Comparison.EXACTLY)
    of_year = replace(VALUE, id="reports", unit="count", kind=REPORTED, value=1.0, period="2026")
    assert hold(of_year, target=report).status is REACHED
    assert hold(replace(of_year, value=0.0), target=report).status is SHORT
    before = replace(of_year, period="2025", as_of="2026-01-20", value=0.0)
    assert hold(before, target=report).status is OVERDUE
    assert hold(replace(before, period="2024", as_of="2025-01-20", value=1.0), target=report).status is NONE


def test_communes_are_counted() -> None:
    codes = [AreaUnit(code, "2025-07") for code in ("00001", "00002", "00003", "00004", "00005")]
    given = [("00001", 99.0), ("00002", 98.0), ("00003", math.nan), ("99999", 100.0)]
    values = [replace(VALUE, admin_code=code, value=value) for code, value in given]
    (count,) = hold(*values, communes={"new": codes}).communes
    assert (count.kind, count.reaching, count.short, count.not_assessable, count.unknown) == (MODELLED, 1, 1, 1, 2)
    assert hold(*values).communes == ()


def test_a_plan_tells_the_first_year() -> None:
    planned = [
        PlannedValue("served:any", "66", "2025-07", year, value)
        for year, value in ((2029, 99.5), (2027, 90.0), (2028, 99.0))
    ]
    assert hold(VALUE, planned=planned).planned_year == 2028
    assert hold(VALUE, planned=planned[1:2]).planned_year is None


def test_earlier_runs_are_compared_where_they_mean_the_same() -> None:
    def run(as_of: str, definition: str, value: float) -> EarlierRun:
        return EarlierRun(as_of, definition, {("T", "new"): SHORT}, {("T", "new", "served:any", MODELLED): value})

    runs = (run("2025-11-01", "-110 dBm", 50.0), run("2024-11-01", "-100 dBm", 20.0), run("2026-11-15", "now", 1.0))
    held = hold(VALUE, earlier=runs, definition="-110 dBm")
    assert held.earlier == (("2024-11-01", SHORT), ("2025-11-01", SHORT))
    assert [(e.as_of, e.value, e.comparable) for e in held.deciding[0].earlier] == [
        ("2024-11-01", 20.0, False),
        ("2025-11-01", 50.0, True),
    ]


@given(st.floats(0, 100), st.floats(0, 100))
def test_more_never_makes_a_target_worse(first: float, second: float) -> None:
    low, high = (hold(replace(VALUE, value=value)) for value in sorted((first, second)))
    assert not (low.status is REACHED and high.status is not REACHED)
    assert (high.deciding[0].left or 0.0) <= (low.deciding[0].left or 0.0)
