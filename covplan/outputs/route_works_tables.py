"""Routes and works, and cable that is there → tables for the department of construction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import geopandas as gpd
import numpy as np

from covplan.ingest.road_works import RoadWorks
from covplan.ingest.roads import RoadClass
from covplan.outputs.layers import chainage_text
from covplan.outputs.marking import operator_name
from covplan.outputs.route_share_tables import partner_names
from covplan.outputs.route_tables import chainage_basis
from covplan.outputs.settings import Language
from covplan.outputs.tables import Table
from covplan.outputs.texts import text
from covplan.routing.dig_once import Window
from covplan.routing.existing_cable import CableRun
from covplan.routing.noding import Floats
from covplan.routing.route_plan import RoutePlan
from covplan.routing.runs import alike_runs
from covplan.units import M_PER_KM

SPARE_DUCTS = 1  # beside one for each user; an assumption

_DIG_ONCE = (
    "sections road from to chainage communes works works_owner works_years year length ducts users_partners saving_low "
    "saving_base saving_high"
)
_WINDOWS = (
    "works works_owner works_years dug_km late_km lost_low lost_base lost_high lost_present wait_low wait_base "
    "wait_high verdict"
)
_DUPLICATES = "road road_class owners from to chainage km owners_count"
_WITHOUT = "road_class road from to chainage km"


def make_works_tables(
    plan: RoutePlan,
    sections: gpd.GeoDataFrame,
    users: Mapping[str, frozenset[str]],
    windows: Sequence[Window],
    language: Language,
) -> tuple[Table, ...]:
    """``dig_once``: sections to be dug with works; ``missed_windows``: works beside routes; in million đồng.

    ``users``: section → its partners.
    """
    return (
        _table("dig_once", _DIG_ONCE, _dig_once(plan, sections, users, windows, language), language),
        _table("missed_windows", _WINDOWS, _windows(plan, windows, language), language),
    )


def make_cable_tables(runs: Sequence[CableRun], crossing_m: float, language: Language) -> tuple[Table, ...]:
    """``duplicates``: roads with cables of several owners; ``roads_without_cable``: roads with nobody's, by class.

    ``crossing_m``: runs up to this length lie beside the cable of another road that they cross.
    """
    long = [run for run in runs if run.length_m > crossing_m]
    return (
        _table("duplicates", _DUPLICATES, _duplicates(long, language), language),
        _table("roads_without_cable", _WITHOUT, _without(runs, language), language),
    )


def _table(key: str, columns: str, rows: Iterable[tuple[object, ...]], language: Language) -> Table:
    return Table(key, tuple(text(f"route.{column}", language) for column in columns.split()), tuple(rows))


def _dig_once(
    plan: RoutePlan,
    sections: gpd.GeoDataFrame,
    users: Mapping[str, frozenset[str]],
    windows: Sequence[Window],
    language: Language,
) -> Iterator[tuple[object, ...]]:
    """A row per unbroken part of a road with the same works, year and users; several sections may lie in it."""
    corridors = plan.basis.corridors
    saved: dict[int, Floats] = {}
    works_of: dict[int, int] = {}
    for window in windows:
        saved |= dict(zip(window.dug.tolist(), window.saved_mn_vnd, strict=True))
        works_of |= dict.fromkeys(window.dug.tolist(), window.works)
    dug = [(edge, row) for row in sections.itertuples() for edge in row.edges if edge in works_of]
    keys = [(row.road, works_of[edge], row.year, users[row.section], row.official) for edge, row in dug]
    for members in alike_runs(corridors.ends[[edge for edge, _ in dug]], keys):
        edges = [dug[k][0] for k in members]
        rows = {dug[k][1].section: dug[k][1] for k in members}
        road, number, year, partners, official = keys[members[0]]
        works = plan.basis.routes.all[number]
        assert isinstance(works, RoadWorks)
        at_m = np.concatenate([plan.basis.lines.from_m[edges], plan.basis.lines.to_m[edges]])
        from_m, to_m = at_m.min(), at_m.max()
        yield (
            *("; ".join(rows), road, chainage_text(from_m), chainage_text(to_m)),
            chainage_basis(from_m, official, language),
            "; ".join(dict.fromkeys(row.commune for row in rows.values())),
            *(*_works(works), year, round(float(corridors.length_m[edges].sum()))),
            *(len(partners) + SPARE_DUCTS, partner_names(partners, language)),
            *_floats(np.sum([saved[edge] for edge in edges], axis=0)),
        )


def _windows(plan: RoutePlan, windows: Sequence[Window], language: Language) -> Iterator[tuple[object, ...]]:
    length_m = plan.basis.corridors.length_m
    for window in windows:
        works = plan.basis.routes.all[window.works]
        assert isinstance(works, RoadWorks)
        verdict = "used" if window.dug.size else "too_late" if window.late.size else "dearer"
        yield (
            *_works(works),
            *(float(length_m[edges].sum()) / M_PER_KM for edges in (window.dug, window.late)),
            *(*_floats(window.saved_mn_vnd.sum(axis=0)), float(window.present_mn_vnd.sum())),
            *_floats(window.wait_mn_vnd.sum(axis=0)),
            text(f"route.window_{verdict}", language),
        )


def _floats(values: Floats) -> list[float]:
    return [float(value) for value in values]


def _works(works: RoadWorks) -> tuple[str, str, str]:
    return works.name, operator_name(works.owner), f"{works.first_year}–{works.last_year}"


def _duplicates(runs: Sequence[CableRun], language: Language) -> Iterator[tuple[object, ...]]:
    for run in runs:
        if len(run.owners) > 1:
            yield (
                *(run.road, text(f"road_class.{run.road_class}", language), ", ".join(map(operator_name, run.owners))),
                *(*_km(run, language), run.length_m / M_PER_KM, len(run.owners)),
            )


def _without(runs: Sequence[CableRun], language: Language) -> Iterator[tuple[object, ...]]:
    """By class; roads without number are one row of each class."""
    for road_class in RoadClass:
        name = text(f"road_class.{road_class}", language)
        bare = [run for run in runs if run.road_class == road_class and not run.owners]
        for run in bare:
            if run.road:
                yield name, run.road, *_km(run, language), run.length_m / M_PER_KM
        if unnumbered := sum(run.length_m for run in bare if not run.road):
            yield name, text("route.unnumbered", language), "", "", "", unnumbered / M_PER_KM


def _km(run: CableRun, language: Language) -> tuple[str, str, str]:
    return chainage_text(run.from_m), chainage_text(run.to_m), chainage_basis(run.from_m, run.official, language)
