"""Two plans of one place → what differs: settings, figures of the province, people and money by commune.

Every difference is the second minus the first.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from covplan.assessment.served import Served
from covplan.ingest.area import Area
from covplan.outputs.layers import commune_of, fibre_cost_mn_vnd
from covplan.outputs.settings import Language
from covplan.outputs.tables import Table
from covplan.outputs.texts import text
from covplan.outputs.together_tables import Both
from covplan.planning.candidate_records import CandidateKind
from covplan.planning.plan import Plan
from covplan.routing.fibre_plan import FibrePlan
from covplan.units import MN_PER_BN

_SERVED = ("served_before", "served_after")


@dataclass(frozen=True, eq=False)
class Side:
    """One of the two: its settings as plain values and its results."""

    name: str
    settings: Mapping[str, Any]
    area: Area
    today: Served
    after: Served
    plan: Plan
    fibre: FibrePlan


def comparison_tables(first: Side, second: Side, language: Language) -> Both:
    """Province and settings first; then every commune of either, by code."""
    names = side_names(first, second, language)
    province = Table(
        "compare_province", (text("compare.figure", language), *names), tuple(_province(first, second, language))
    )
    heads = (text("compare.setting", language), *names[:2])
    settings = Table("compare_settings", heads, tuple(_settings(first.settings, second.settings)))
    return (province, settings), (_communes(first, second, language),)


def side_names(first: Side, second: Side, language: Language) -> tuple[str, str, str]:
    """The names of the two, told apart where they are one, and of their difference."""
    a, b = (first.name, second.name) if first.name != second.name else (f"{first.name} (A)", f"{second.name} (B)")
    return a, b, text("compare.difference", language)


def _province(first: Side, second: Side, language: Language) -> Iterator[tuple[Any, ...]]:
    for key, a, b in zip(_FIGURES, _figures(first), _figures(second), strict=True):
        yield text(f"compare.{key}", language), a, b, b - a


_FIGURES = ("population", "before_pct", "after_pct", "after_people", "built", "shared", "new_km", "cost_bn")


def _figures(side: Side) -> tuple[float, ...]:
    """In the order of ``_FIGURES``."""
    built = sum(site.candidate.kind is CandidateKind.BUILD for site in side.plan.sites)
    cost = sum(site.candidate.cost_mn_vnd for site in side.plan.sites) + side.fibre.cost_mn_vnd
    people = side.after.totals[side.after.service.reading]
    return (
        *(round(side.today.population), side.today.headline_pct, side.after.headline_pct, round(people)),
        *(built, len(side.plan.sites) - built, side.fibre.new_km, cost / MN_PER_BN),
    )


def _settings(first: Mapping[str, Any], second: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Keys whose values differ, as they stand in the file; a file is told by its name and the start of its checksum."""
    a, b = dict(flat_settings(first)), dict(flat_settings(second))
    for key in sorted({*a, *b}):
        if a.get(key) != b.get(key):
            yield key, a.get(key, ""), b.get(key, "")


def flat_settings(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Key as in the scenario's file and value as text, level by level; a file is its name and checksum's start."""
    if isinstance(value, Mapping) and set(value) == {"file", "sha256"}:
        yield key, f"{value['file']} ({str(value['sha256'])[:8]})"
    elif isinstance(value, Mapping) and value:
        for name, inner in value.items():
            yield from flat_settings(inner, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        for index, inner in enumerate(value, 1):
            yield from flat_settings(inner, f"{key}[{index}]")
    else:
        yield key, "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _communes(first: Side, second: Side, language: Language) -> Table:
    keys = ("commune_code", "commune", *(f"{key}_{side}" for key in _COLUMNS for side in ("a", "b", "difference")))
    of_first, of_second = by_commune(first), by_commune(second)
    rows = []
    for code in sorted({*of_first.index, *of_second.index}):
        sides = [frame.loc[code] if code in frame.index else None for frame in (of_first, of_second)]
        values: list[Any] = []
        for key in _COLUMNS:
            a, b = (None if side is None or pd.isna(side[key]) else float(side[key]) for side in sides)
            values += [a, b, None if a is None or b is None else b - a]
        rows.append((code, next(side["name"] for side in sides if side is not None), *values))
    shown = dict(zip(("a", "b", "difference"), side_names(first, second, language), strict=True))
    heads = [text(f"planned.{key}", language) for key in keys[:2]]
    for key in keys[2:]:
        figure, _, side = key.rpartition("_")
        heads.append(f"{text(f'compare.{figure}', language)}, {shown[side]}")
    return Table("compare_communes", tuple(heads), tuple(rows))


_COLUMNS = ("before_pct", "after_pct", "after_people", "cost_mn")


def by_commune(side: Side) -> pd.DataFrame:
    """Per code: name, shares and people served under the side's reading, and what the plan spends in the commune."""
    reading = side.after.service.reading
    communes = side.area.communes
    after = side.after.by_commune
    frame = pd.DataFrame(
        {
            "name": communes["name"].to_numpy(),
            "before_pct": side.today.by_commune[f"{reading}_pct"].to_numpy(float),
            "after_pct": after[f"{reading}_pct"].to_numpy(float),
            "after_people": after[reading].to_numpy(float),
            "cost_mn": 0.0,
        },
        index=communes["code"].astype(str),
    )
    for site in side.plan.sites:
        code, _ = commune_of(side.area, site.candidate.x_m, site.candidate.y_m)
        fibre = fibre_cost_mn_vnd(site.candidate, side.fibre)
        if code:
            frame.loc[code, "cost_mn"] += site.candidate.cost_mn_vnd + (0.0 if pd.isna(fibre) else fibre)
    return frame
