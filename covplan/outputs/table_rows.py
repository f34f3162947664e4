"""Headings and rows of every table; numbers stay numbers, so that they can be added up."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import pandas as pd

from covplan.assessment.served import Served
from covplan.errors import Problem
from covplan.ingest.area import Area
from covplan.outputs.layers import (
    bands_text,
    chainage_text,
    commune_of,
    fibre_cost_mn_vnd,
    joined_text,
    kind_text,
    with_rounding,
)
from covplan.outputs.marking import operator_name
from covplan.outputs.settings import Language
from covplan.outputs.texts import problem_text, text
from covplan.planning.candidate_records import CandidateKind
from covplan.planning.plan import Plan
from covplan.routing.fibre_plan import FibrePlan

Rows = tuple[tuple[str, ...], list[tuple[Any, ...]]]


def _columns(language: Language, *keys: str) -> tuple[str, ...]:
    return tuple(text(f"column.{key}", language) for key in keys)


def summary_rows(
    today: Served, plan: Plan | None, fibre: FibrePlan | None, after: Served | None, language: Language
) -> Rows:
    """The figures that the run is about."""
    items: list[tuple[str, Any]] = [("population", round(today.population)), ("served_before", today.headline_pct)]
    if after is not None:
        items.append(("served_after", after.headline_pct))
    costs = []
    if plan is not None:
        built = sum(site.candidate.kind is CandidateKind.BUILD for site in plan.sites)
        costs.append(sum(site.candidate.cost_mn_vnd for site in plan.sites))
        items += [
            ("target", plan.target_pct),
            ("target_reached", text("word.yes" if plan.reached else "word.no", language)),
            ("sites_built", built),
            ("sites_shared", len(plan.sites) - built),
            ("sites_cost", costs[0]),
        ]
    if fibre is not None:
        costs.append(fibre.cost_mn_vnd)
        items += [
            ("fibre_km", fibre.new_km),
            ("fibre_cost", fibre.cost_mn_vnd),
            ("unconnected", len(fibre.unconnected)),
        ]
    if plan is not None and fibre is not None:
        items.append(("total_cost", sum(costs)))
    return _columns(language, "item", "value"), [(text(f"summary.{key}", language), value) for key, value in items]


def _served_columns(
    area: Area, today: pd.DataFrame, after: pd.DataFrame | None, language: Language
) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Population, then people and share by reading, today and after."""
    names = {"any": text("word.any_operator", language)} | {o: operator_name(o) for o in area.operators}
    frames = [("before", today)] + ([] if after is None else [("after", after)])
    columns = [text("column.population", language)]
    series: list[pd.Series[Any]] = [today["population"].round().astype(int)]
    for when, frame in frames:
        for reading, name in names.items():
            params = {"operator": name, "when": text(f"word.{when}", language).lower()}
            columns += [text(f"column.{key}", language, **params) for key in ("served", "share")]
            series += [frame[reading].round().astype(int), frame[f"{reading}_pct"].astype(float)]
    return tuple(columns), list(zip(*(values.tolist() for values in series), strict=True))


def area_rows(area: Area, today: Served, after: Served | None, language: Language) -> Rows:
    """One row per commune."""
    later = None if after is None else after.by_commune
    columns, numbers = _served_columns(area, today.by_commune, later, language)
    keys = area.communes[["code", "name", "type", "district", "province"]].itertuples(index=False, name=None)
    heads = _columns(language, "code", "name", "type", "district", "province")
    return heads + columns, [(*map(str, key), *row) for key, row in zip(keys, numbers, strict=True)]


def district_rows(area: Area, today: Served, after: Served | None, language: Language) -> Rows:
    """One row per former district."""
    later = None if after is None else after.by_district
    columns, numbers = _served_columns(area, today.by_district, later, language)
    keys = today.by_district[["district", "province"]].itertuples(index=False, name=None)
    heads = _columns(language, "district", "province")
    return heads + columns, [(*map(str, key), *row) for key, row in zip(keys, numbers, strict=True)]


def site_rows(area: Area, plan: Plan, fibre: FibrePlan | None, language: Language) -> Rows:
    """One row per proposed site, in order."""
    heads = _columns(
        language,
        *("order", "id", "kind", "operator", "mast_owner", "bands", "height", "north", "east", "people_added"),
        *("served_after", "site_cost", "fibre_cost", "joined", "commune_code", "commune", "road", "chainage"),
    )
    rows = []
    for site in plan.sites:
        spot = site.candidate
        rows.append(
            (
                site.order,
                spot.id,
                with_rounding(kind_text(spot.kind, language), spot.rounded_m, language),
                operator_name(spot.operator),
                operator_name(spot.mast_owner),
                bands_text(spot.carriers),
                max((sector.antenna_agl_m for sector in spot.sectors), default=math.nan),
                spot.y_m,
                spot.x_m,
                round(site.people_added),
                site.served_pct_after,
                spot.cost_mn_vnd,
                fibre_cost_mn_vnd(spot, fibre),
                joined_text(spot, fibre, language),
                *commune_of(area, spot.x_m, spot.y_m, spot.rounded_m),
                spot.road,
                chainage_text(spot.chainage_m),
            )
        )
    return heads, rows


def fibre_rows(fibre: FibrePlan, language: Language) -> Rows:
    """One row per run of new fibre."""
    heads = _columns(language, "road", "from", "to", "route_kind", "length_m", "cost", "sites_using")
    rows = [
        (
            segment.road,
            chainage_text(segment.km_from_m),
            chainage_text(segment.km_to_m),
            kind_text(segment.kind, language),
            float(segment.length_m),
            float(segment.cost_mn_vnd),
            segment.candidate_ids,
        )
        for segment in fibre.segments.itertuples()
    ]
    return heads, rows


def problem_rows(problems: Iterable[Problem], language: Language) -> Rows:
    """One row per remark on the inputs."""
    heads = _columns(language, "file", "sheet", "row", "column", "severity", "problem_code", "reason")
    rows = [
        (
            problem.file,
            problem.sheet,
            problem.row,
            problem.column,
            text(f"word.{problem.severity}", language),
            problem.code,
            problem_text(problem, language),
        )
        for problem in problems
    ]
    return heads, rows
