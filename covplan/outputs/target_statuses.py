"""Statuses of targets → rows for people, a record for programs, and the record of an earlier run read back."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from covplan.assessment.declared import DeclaredComparison
from covplan.assessment.target_records import EarlierRun, HeldTarget, HeldValue, TargetStatus
from covplan.errors import InputError
from covplan.ingest.indicators import EvidenceKind, Indicator
from covplan.ingest.targets import ANNUAL, Comparison, PlanTargets, Target
from covplan.outputs.marking import marks, operator_name, service_line
from covplan.outputs.numbers import format_date, format_number
from covplan.outputs.settings import Language, Marking
from covplan.outputs.tables import Table
from covplan.outputs.texts import text, texts

STATUSES_JSON, STATUSES_CSV, DECLARED_CSV = "targets.json", "targets.csv", "declared_areas.csv"
_COLUMNS = (
    *("target", "clause", "title", "asked", "due", "area", "status", "role", "value", "unit", "evidence_kind"),
    *("indicator", "period", "evidence_source", "as_of", "samples", "confidence", "value_status", "left"),
    *("earlier_as_of", "earlier_value", "change", "planned_year", "target_reading"),
)
_UNITS = {"%": "pct", "Mb/s": "mbps"}  # a key of the texts holds letters only
_COUNT = "count"
_SIGNS = {Comparison.AT_LEAST: "≥", Comparison.MORE_THAN: ">", Comparison.EXACTLY: "=", Comparison.AT_MOST: "≤"}


def titled(target: Target, language: Language) -> str:
    """The short title in a language."""
    return target.title_vi if language is Language.VIETNAMESE else target.title_en


def note_of(target: Target, language: Language) -> str:
    """How the line is read; may be empty."""
    return target.note_vi if language is Language.VIETNAMESE else target.note_en


def area_title(held: HeldTarget, language: Language) -> str:
    """Name of the area."""
    return held.area.title_vi if language is Language.VIETNAMESE else held.area.title_en


def asked_text(target: Target, language: Language) -> str:
    """What is asked: ``≥ 99 %``."""
    if target.value is None:
        return text("target.done", language)
    return f"{_SIGNS[target.operator]} {_plain(target.value, language)} {unit_text(target.unit, language)}".rstrip()


def due_text(target: Target, language: Language) -> str:
    """Last day, ``each year``, or nothing."""
    if target.year == ANNUAL:
        return text("target.annual", language)
    return format_date(f"{target.year}-12-31", language) if target.year is not None else ""


def unit_text(unit: str, language: Language) -> str:
    """A unit as people read it, nothing for a number of things; one that has no words of ours stays as it is."""
    return "" if unit == _COUNT else texts(language).get(f"target.unit_{_UNITS.get(unit, unit)}", unit)


def value_text(one: Indicator, language: Language) -> str:
    """The value with its unit, cut rather than rounded up to a target; or that it is not assessable."""
    if math.isnan(one.value):
        return text("target.not_assessable", language)
    if one.unit == "yes_no":
        return text("word.yes" if one.value else "word.no", language)
    return f"{_plain(math.floor(one.value * 100 + 1e-7) / 100, language)} {unit_text(one.unit, language)}".rstrip()


def left_text(value: HeldValue, language: Language) -> str:
    """What is missing, rounded up so that it never reads as nothing; empty where nothing is, or for yes and no."""
    unit = value.indicator.unit
    if not value.left or unit == "yes_no":
        return ""
    shown = unit_text("points" if unit == "%" else unit, language)
    return f"{_plain(math.ceil(value.left * 100 - 1e-7) / 100, language)} {shown}".rstrip()


def _plain(value: float, language: Language) -> str:
    """Two decimals at most."""
    number = format_number(value, language, 2)
    return number.rstrip("0").rstrip(",.")


def status_rows(held: Iterable[HeldTarget], language: Language) -> Table:
    """A row for each value; one for a target without any."""
    rows = tuple(row for one in held for row in _rows(one, language))
    return Table("targets", tuple(text(f"column.{key}", language) for key in _COLUMNS), rows)


def _rows(held: HeldTarget, language: Language) -> Iterator[tuple[Any, ...]]:
    target = held.target
    before = (
        *(target.id, target.clause, titled(target, language), asked_text(target, language)),
        *(due_text(target, language), area_title(held, language), text(f"target.{held.status}", language)),
    )
    after = (held.planned_year, note_of(target, language))
    values = [
        *(("decides", value) for value in held.deciding),
        *(("beside", value) for value in held.beside),
        *(("refused", HeldValue(one, None, None, ())) for one in held.refused),
    ]
    if not values:
        yield *before, *("",) * (len(_COLUMNS) - len(before) - len(after)), *after
    for role, value in values:
        one = value.indicator
        last = value.earlier[-1] if value.earlier else None
        yield (
            *before,
            text(f"target.{role}", language),
            None if math.isnan(one.value) else one.value,
            unit_text(one.unit, language),
            text(f"target.{one.kind}", language),
            *(one.id, one.period, one.source, format_date(one.as_of, language), one.n_samples),
            text("target.not_assessable", language) if math.isnan(one.value) else one.confidence,
            text(f"target.{value.status}", language) if value.status else "",
            value.left,
            format_date(last.as_of, language) if last else "",
            last.value if last else None,
            one.value - last.value if last and last.comparable else None,
            *after,
        )


def declared_rows(compared: Iterable[DeclaredComparison], language: Language) -> Table:
    """People of each commune by what an operator declares and what is predicted of it, to whole people."""
    parts = ("population", "both", "declared_only", "predicted_only", "neither")
    columns = ("operator", "code", "name", *parts, "evidence_source", "as_of")
    rows = tuple(
        (
            *(operator_name(one.declared.operator), row["code"], row["name"]),
            *(round(float(row[part])) for part in parts),
            *(one.declared.source, format_date(one.declared.as_of, language)),
        )
        for one in compared
        for _, row in one.by_commune.iterrows()
    )
    return Table("declared", tuple(text(f"column.{key}", language) for key in columns), rows)


def counts_by_area(held: Iterable[HeldTarget]) -> dict[str, dict[str, int]]:
    """Area's id → how many targets have each status."""
    counts: dict[str, Counter[TargetStatus]] = {}
    for one in held:
        counts.setdefault(one.area.id, Counter())[one.status] += 1
    return {area: {str(status): count[status] for status in TargetStatus} for area, count in counts.items()}


def definition_key(marking: Marking) -> str:
    """What modelled values stand on: those of two runs can be compared where it is the same."""
    return f"{service_line(marking, Language.ENGLISH)} {marking.people_base}"


def status_record(
    plan: PlanTargets, held: Sequence[HeldTarget], marking: Marking, inputs: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """All of it as JSON values; ``inputs`` are names and SHA-256 of the targets and registries."""
    return {
        "title": marking.title,
        "plan": plan.plan,
        "plan_source": plan.source,
        "as_of": marking.as_of,
        "synthetic": marking.synthetic,
        "marks": {language: " – ".join(marks(marking, language)) for language in Language},
        "definition": {language: service_line(marking, language) for language in Language},
        "definition_key": definition_key(marking),
        "people_base": marking.people_base,
        "threshold_dbm": marking.service.threshold_dbm,
        "probability": marking.service.probability_pct / 100,
        "environment": marking.service.environment,
        "admin_epoch": marking.admin_epoch,
        "fingerprint": marking.fingerprint,
        "inputs": [{"file": file, "sha256": sha256} for file, sha256 in inputs],
        "counts": counts_by_area(held),
        "targets": [_target_record(one) for one in held],
    }


def _target_record(held: HeldTarget) -> dict[str, Any]:
    target = held.target
    return {
        "id": target.id,
        "clause": target.clause,
        "title": {"vi": target.title_vi, "en": target.title_en},
        "note": {"vi": target.note_vi, "en": target.note_en},
        "area": held.area.id,
        "scope": target.scope,
        "operator": target.operator,
        "value": target.value,
        "unit": target.unit,
        "year": target.year,
        "evidence": list(target.evidence),
        "kinds": list(target.kinds),
        "status": held.status,
        "due_passed": held.due_passed,
        "deciding": [_value_record(value) for value in held.deciding],
        "beside": [_value_record(value) for value in held.beside],
        "refused": [_indicator_record(one) for one in held.refused],
        "communes": [vars(count) for count in held.communes],
        "planned_year": held.planned_year,
        "earlier": [{"as_of": as_of, "status": status} for as_of, status in held.earlier],
    }


def _value_record(value: HeldValue) -> dict[str, Any]:
    return {
        **_indicator_record(value.indicator),
        "status": value.status,
        "left": value.left,
        "earlier": [vars(earlier) for earlier in value.earlier],
    }


def _indicator_record(one: Indicator) -> dict[str, Any]:
    """Its fields; a value that is not assessable is null."""
    return {**vars(one), "value": None if math.isnan(one.value) else one.value}


def read_earlier(folder: Path) -> EarlierRun:
    """The statuses that an earlier run left in its folder; values of several sources side by side are left out.

    Raises
    ------
    InputError
        If they are not there or cannot be read.
    """
    file = folder / STATUSES_JSON
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
        rows = record["targets"]
        told: dict[tuple[str, str, str, EvidenceKind], list[float]] = {}
        for row in rows:
            for one in (*row["deciding"], *row["beside"]):
                if one["value"] is not None:
                    key = (row["id"], row["area"], one["id"], EvidenceKind(one["kind"]))
                    told.setdefault(key, []).append(float(one["value"]))
        return EarlierRun(
            as_of=str(record["as_of"]),
            definition=str(record["definition_key"]),
            statuses={(row["id"], row["area"]): TargetStatus(row["status"]) for row in rows},
            values={key: values[0] for key, values in told.items() if len(values) == 1},
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = error.strerror if isinstance(error, OSError) else f"{type(error).__name__}: {error}"
        raise InputError("targets.earlier", file=str(file), reason=reason) from None
