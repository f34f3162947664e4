"""Targets in the report: what is asked, the verdict, and the evidence with a column for each kind, never mixed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from covplan.assessment.target_records import HeldTarget, HeldValue
from covplan.ingest.indicators import EvidenceKind
from covplan.outputs.numbers import format_date
from covplan.outputs.report.report_tables import TEXT, ReportTable, make_table
from covplan.outputs.settings import Language
from covplan.outputs.target_statuses import area_title, asked_text, counts_by_area, due_text, titled, value_text
from covplan.outputs.texts import text

_KINDS = (EvidenceKind.MODELLED, EvidenceKind.DECLARED, EvidenceKind.REPORTED, EvidenceKind.MEASURED)


def target_table(held: Sequence[HeldTarget], language: Language) -> ReportTable:
    """A row per target and area; kinds without any value have no column."""
    kinds = [kind for kind in _KINDS if any(_values(one, kind) for one in held)]
    columns = [
        (text("report.column_target", language), TEXT, 52.0),
        (text("report.column_area", language), TEXT, 22.0),
        (text("report.column_status", language), TEXT, 21.0),
        *((text(f"report.evidence_{kind}", language), TEXT, 26.0) for kind in kinds),
    ]
    rows = [
        (
            _asked(one, language),
            area_title(one, language),
            text(f"target.{one.status}", language),
            *("; ".join(_shown(value, language) for value in _values(one, kind)) for kind in kinds),
        )
        for one in held
    ]
    return make_table(columns, rows)


def _values(held: HeldTarget, kind: EvidenceKind) -> list[HeldValue]:
    """Those that decide, of one kind."""
    return [value for value in held.deciding if value.indicator.kind is kind]


def _asked(held: HeldTarget, language: Language) -> str:
    target = held.target
    due = due_text(target, language)
    asked = asked_text(target, language)
    shown = text("target.due", language, asked=asked, due=due) if due else asked
    params = {"id": target.id, "clause": target.clause, "title": titled(target, language), "asked": shown}
    return text("target.asked", language, **params)


def _shown(value: HeldValue, language: Language) -> str:
    """The value with its source and day; what it was in the last earlier run that can be compared."""
    one = value.indicator
    day = format_date(one.as_of, language)
    parts = [part for part in (one.source, day) if part]
    shown = f"{value_text(one, language)} ({', '.join(parts)})" if parts else value_text(one, language)
    last = next((earlier for earlier in reversed(value.earlier) if earlier.comparable), None)
    if last is None:
        return shown
    was = value_text(replace(one, value=last.value), language)
    return f"{shown}; {text('report.was', language, day=format_date(last.as_of, language), value=was)}"


def counts_lines(held: Sequence[HeldTarget], language: Language) -> list[str]:
    """One sentence per area: how many targets have each status."""
    titles = {one.area.id: area_title(one, language) for one in held}
    return [
        text("target.counts", language, area=titles[area], **counts) + "."
        for area, counts in counts_by_area(held).items()
    ]
