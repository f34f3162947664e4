"""Statuses of targets as lines: each target with how it is read, and in each area its values with kind and source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from covplan.assessment.served_indicators import SERVED_5G_PCT
from covplan.assessment.target_records import HeldTarget, HeldValue
from covplan.ingest.indicators import EvidenceKind, Indicator
from covplan.outputs.marking import header, service_line
from covplan.outputs.numbers import format_date, format_number
from covplan.outputs.settings import Language, Marking
from covplan.outputs.target_statuses import (
    area_title,
    asked_text,
    due_text,
    left_text,
    note_of,
    titled,
    value_text,
)
from covplan.outputs.texts import text
from covplan.workflow.targets import TargetResult


def target_lines(result: TargetResult, language: Language) -> Iterator[str]:
    """The plan and what the figures stand on, counts by area, then every target."""
    plan, marking = result.plan, result.marking
    yield text("target.head", language, plan=plan.plan, as_of=format_date(marking.as_of, language))
    for label, value in header(marking, language):
        yield f"{label}: {value}"
    for area in plan.areas:
        title = area.title_vi if language is Language.VIETNAMESE else area.title_en
        yield text("target.counts", language, area=title, **result.record["counts"][area.id])
    for _, places in groupby(result.held, key=lambda held: held.target.id):
        yield ""
        yield from _target(list(places), marking, language)
    yield ""
    yield from map(str, result.files)


def _target(places: list[HeldTarget], marking: Marking, language: Language) -> Iterator[str]:
    target = places[0].target
    asked, due = asked_text(target, language), due_text(target, language)
    asked = text("target.due", language, asked=asked, due=due) if due else asked
    what = titled(target, language)
    yield text("target.asked", language, id=target.id, clause=target.clause, title=what, asked=asked)
    if note := note_of(target, language):
        yield "  " + text("target.reading", language, note=note)
    if reading := _modelled_reading(places):
        service = replace(marking.service, reading=reading)
        yield "  " + service_line(replace(marking, service=service), language)
        yield "  " + text("target.base", language, base=marking.people_base)
    for held in places:
        yield from _place(held, language)


def _modelled_reading(places: list[HeldTarget]) -> str:
    """Whose service a modelled share of people served counts; empty for other evidence."""
    for held in places:
        for value in held.deciding:
            stem, _, reading = value.indicator.id.partition(":")
            if stem == SERVED_5G_PCT and value.indicator.kind is EvidenceKind.MODELLED:
                return reading
    return ""


def _place(held: HeldTarget, language: Language) -> Iterator[str]:
    status = text(f"target.{held.status}", language)
    title = area_title(held, language)
    if held.area.id == held.target.scope:
        title = text("target.scope", language, area=title)
    line = text("target.area_status", language, area=title, status=status)
    if held.due_passed and not held.deciding:
        line = text("target.passed", language, line=line)
    yield f"  {line}"
    for value in held.deciding:
        yield f"    {_value(value, language)}"
    for value in held.beside:
        line = _value(value, language)
        if value.status is not None:
            line = text("target.with_status", language, line=line, status=text(f"target.{value.status}", language))
        yield "    " + text("target.besides", language, line=line)
    for one in held.refused:
        yield "    " + text("target.refuses", language, line=_indicator(one, language))
    for count in held.communes:
        params = {**vars(count), "kind": text(f"target.{count.kind}", language)}
        yield "    " + text("target.communes", language, **params)
    if held.planned_year is not None:
        yield "    " + text("target.planned", language, year=held.planned_year)
    if held.earlier:
        was = [f"{format_date(as_of, language)} {text(f'target.{status}', language)}" for as_of, status in held.earlier]
        yield "    " + text("target.was", language, statuses="; ".join(was))


def _value(value: HeldValue, language: Language) -> str:
    line = _indicator(value.indicator, language)
    if left := left_text(value, language):
        line = text("target.left", language, line=line, left=left)
    for earlier in value.earlier:
        was = value_text(replace(value.indicator, value=earlier.value), language)
        key = "target.earlier" if earlier.comparable else "target.earlier_other"
        line = text(key, language, line=line, as_of=format_date(earlier.as_of, language), value=was)
    return line


def _indicator(one: Indicator, language: Language) -> str:
    line = text(
        "target.value",
        language,
        value=value_text(one, language),
        kind=text(f"target.{one.kind}", language),
        indicator=one.id,
        period=one.period,
        source=one.source,
        as_of=format_date(one.as_of, language),
    )
    if one.n_samples is not None:
        line = text("target.samples", language, line=line, samples=format_number(one.n_samples, language))
    return text("target.confidence", language, line=line, confidence=one.confidence) if one.confidence else line
