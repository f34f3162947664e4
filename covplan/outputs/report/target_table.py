"""Targets in the report: what is asked, the verdict, and the evidence with a column for each kind, never mixed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import compress

from covplan.assessment.target_records import HeldTarget, HeldValue
from covplan.ingest.indicators import EvidenceKind
from covplan.outputs.marking import operator_name
from covplan.outputs.numbers import format_date
from covplan.outputs.report.report_tables import TEXT, ReportTable, make_table
from covplan.outputs.settings import Language
from covplan.outputs.target_statuses import area_title, asked_text, counts_by_area, due_text, titled, value_text
from covplan.outputs.texts import text, texts

_KINDS = (EvidenceKind.MODELLED, EvidenceKind.DECLARED, EvidenceKind.REPORTED, EvidenceKind.MEASURED)


def target_table(held: Sequence[HeldTarget], language: Language) -> ReportTable:
    """A row per target and area with evidence; kinds without any value have no column."""
    told = [one for one in held if one.deciding]
    kinds = [kind for kind in _KINDS if any(_values(one, kind) for one in told)]
    columns = [
        (text("report.column_target", language), TEXT, 56.0),
        (text("report.column_area", language), TEXT, 30.0),
        (text("report.column_status", language), TEXT, 22.0),
        *((text(f"report.evidence_{kind}", language), TEXT, 28.0) for kind in kinds),
    ]
    rows = [
        (
            _asked(one, language),
            area_title(one, language),
            text(f"target.{one.status}", language),
            *("\n".join(_shown_all(_values(one, kind), language)) for kind in kinds),
        )
        for one in told
    ]
    return make_table(columns, rows)


def untold_table(held: Sequence[HeldTarget], language: Language) -> ReportTable:
    """Targets of which nothing is known, with the areas where that is so."""
    areas: dict[str, list[str]] = {}
    for one in held:
        if not one.deciding:
            areas.setdefault(_asked(one, language), []).append(area_title(one, language))
    columns = [
        (text("report.column_target", language), TEXT, 86.0),
        (text("report.column_area", language), TEXT, 78.0),
    ]
    return make_table(columns, [(asked, "; ".join(titles)) for asked, titles in areas.items()])


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


def _shown_all(values: Sequence[HeldValue], language: Language) -> list[str]:
    """Each value; several indicators are told apart by the parts in which their ids differ."""
    ids = [value.indicator.id.split(":") for value in values]
    if len({len(id) for id in ids}) > 1:
        names = [value.indicator.id for value in values]
    else:
        differ = [len(set(part)) > 1 for part in zip(*ids, strict=True)]
        names = [", ".join(_name(part, language) for part in compress(id, differ)) for id in ids]
    shown = [_shown(value, language) for value in values]
    return [f"{name}: {value}" if name else value for name, value in zip(names, shown, strict=True)]


def _name(part: str, language: Language) -> str:
    return texts(language).get(f"place_class.{part}") or operator_name(part)


def _shown(value: HeldValue, language: Language) -> str:
    """The value; of others' values source and day; what it was in the last earlier run that can be compared."""
    one = value.indicator
    parts = [] if one.kind is EvidenceKind.MODELLED else [one.source, format_date(one.as_of, language)]
    about = ", ".join(filter(None, parts))
    shown = f"{value_text(one, language)} ({about})" if about else value_text(one, language)
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
