"""The headline in one sentence with all that it stands on, and the figures of earlier runs beside those of this one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from covplan.network import Technology
from covplan.outputs.marking import operator_name, service_line
from covplan.outputs.numbers import format_date, format_number, format_plain, format_share
from covplan.outputs.report.findings import ReportFindings
from covplan.outputs.report.report_tables import TEXT, ReportTable, make_table
from covplan.outputs.settings import Language, Marking
from covplan.outputs.texts import text

_FIGURES = (
    *(("population", 0), ("served_before_pct", 1), ("served_after_pct", 1), ("sites_built", 0), ("sites_shared", 0)),
    *(("fibre_new_km", 1), ("cost_bn_vnd", 1)),
)
_DEFINES = ("definition", "people_base")
"""What must be the same for two shares to be compared."""


def lead_sentence(found: ReportFindings, language: Language) -> str:
    """The target, what is served today and with the plan: what a reader in a hurry reads."""
    before, after = found.summary["served_before_pct"], found.summary["served_after_pct"]
    target = found.planned.plan.target_pct
    return text(
        "report.lead",
        language,
        generation="5G" if found.today.service.technology is Technology.NR else "4G",
        target=format_plain(target, language),
        share=format_share(before, language),
        verdict=text(f"report.lead_{'reached' if before >= target else 'open'}", language),
        after=format_share(after, language),
    )


def headline_sentence(found: ReportFindings, marking: Marking, language: Language) -> str:
    """Share of people served today against the target, with threshold, probability, place, operators, population."""
    before, after = found.summary["served_before_pct"], found.summary["served_after_pct"]
    target = found.planned.plan.target_pct
    left = math.ceil((target - before) * 10 - 1e-9) / 10
    shown_target = format_plain(target, language)
    verdict = (
        text("report.above", language, target=shown_target)
        if before >= target
        else text("report.below", language, target=shown_target, left=format_number(left, language, 1))
    )
    definition = service_line(marking, language).removesuffix(".")
    return text(
        "report.headline",
        language,
        as_of=format_date(marking.as_of, language),
        share=format_share(before, language),
        people=format_number(found.today.totals[found.today.service.reading], language),
        population=format_number(found.today.population, language),
        definition=definition[0].lower() + definition[1:],
        operators=", ".join(map(operator_name, marking.operators)),
        base=marking.people_base,
        verdict=verdict,
        after=format_share(after, language),
    )


def is_comparable(earlier: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether the shares of two runs are under one definition and of one base of people."""
    return all(earlier.get(key) == now[key] for key in _DEFINES)


def year_on_year_table(found: ReportFindings, language: Language) -> ReportTable:
    """A row per figure, a column per run, and the change since the last run before, where it can be compared."""
    runs = [*found.earlier, found.summary]
    columns = [(text("report.column_figure", language), TEXT, 65.0)]
    columns += [(format_date(run["as_of"], language), TEXT, 28.0) for run in runs]
    columns.append((text("report.column_change", language), TEXT, 28.0))
    can = is_comparable(runs[-2], runs[-1])
    rows = []
    for key, decimals in _FIGURES:
        values = [float(run[key]) for run in runs]
        change = values[-1] - values[-2]
        sign = "+" if change > 0 else ""
        shown = f"{sign}{format_number(change, language, decimals)}" if can else "–"
        name = text(f"report.earlier_{key}", language)
        share = key.endswith("_pct")
        told = [format_share(v, language) if share else format_number(v, language, decimals) for v in values]
        rows.append((name, *told, shown))
    return make_table(columns, rows)
