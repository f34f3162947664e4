"""A plan and what somebody made of it, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

from covplan.assessment.served import Served
from covplan.ingest.area import Area
from covplan.outputs.layers import kind_text
from covplan.outputs.marking import operator_name
from covplan.outputs.place_names import place_names
from covplan.outputs.settings import Language
from covplan.outputs.tables import Table, Year
from covplan.outputs.texts import text
from covplan.planning.candidates import CandidateKind
from covplan.planning.editing import Edit
from covplan.planning.plan import Plan, PlannedSite
from covplan.routing.fibre_plan import FibrePlan

Routed = tuple[Plan, FibrePlan]


def edit_tables(
    before: Routed,
    after: Routed,
    edits: Sequence[Edit],
    today: Served,
    people: tuple[NDArray[Any], NDArray[Any]],
    area: Area,
    language: Language,
) -> tuple[Table, ...]:
    """Figures of both plans, what was changed, and the people of every commune, those that lose most first.

    Parameters
    ----------
    before, after : Plan and FibrePlan
    edits : sequence of Edit
    today : Served
        The people of the communes.
    people : two arrays, shape (communes,)
        People served in each commune with the one and with the other.
    area : Area
    language : Language
    """
    return (
        _figures(before, after, today, language),
        _changes(edits, area, language),
        _communes(today, people, area, language),
    )


def _heads(language: Language, *keys: str) -> tuple[str, ...]:
    return tuple(text(f"planned.{key}", language) for key in keys)


def _figures(before: Routed, after: Routed, today: Served, language: Language) -> Table:
    pairs = zip(_of(before, today, language), _of(after, today, language), strict=True)
    rows = [
        (text(f"planned.edit_{key}", language), old, new, None if isinstance(old, str) else new - old)
        for (key, old), (_, new) in pairs
    ]
    return Table("edit_figures", _heads(language, "item", "before", "after", "difference"), tuple(rows))


def _of(routed: Routed, today: Served, language: Language) -> list[tuple[str, Any]]:
    plan, fibre = routed
    sites_cost = sum(site.candidate.cost_mn_vnd for site in plan.sites)
    return [
        ("people", round(plan.served_pct_after / 100.0 * today.population)),
        ("served_pct", plan.served_pct_after),
        ("reached", text("word.yes" if plan.reached else "word.no", language)),
        ("sites", len(plan.sites)),
        ("built", sum(site.candidate.kind is CandidateKind.BUILD for site in plan.sites)),
        ("site_cost", sites_cost),
        ("fibre_km", fibre.new_km),
        ("fibre_cost", fibre.cost_mn_vnd),
        ("total_cost", sites_cost + fibre.cost_mn_vnd),
        ("unconnected", len(fibre.unconnected)),
    ]


def _changes(edits: Sequence[Edit], area: Area, language: Language) -> Table:
    heads = _heads(language, "change", "id", "kind", "operator", "place", "north_before", "east_before")
    heads += _heads(language, "north", "east", "height_before", "height", "year_before", "year", "site_cost")
    rows = []
    for edit in edits:
        spot = _site(edit).candidate
        (place,) = place_names([(spot.x_m, spot.y_m, spot.site_id)], area, language)
        old, new = _made(edit.before), _made(edit.after)
        rows.append(
            (
                text(f"planned.{edit.kind}", language),
                *(spot.id, kind_text(spot.kind, language), operator_name(spot.operator), place),
                *(old[0], old[1], new[0], new[1], old[2], new[2], old[3], new[3], spot.cost_mn_vnd),
            )
        )
    return Table("edit_changes", heads, tuple(rows))


def _site(edit: Edit) -> PlannedSite:
    site = edit.after or edit.before
    assert site is not None  # an edit has one of them
    return site


def _made(site: PlannedSite | None) -> tuple[float | int | None, ...]:
    """North, east, height and year."""
    if site is None:
        return (None,) * 4
    spot = site.candidate
    height_m = max(sector.antenna_agl_m for sector in spot.sectors)
    return spot.y_m, spot.x_m, height_m, Year.of(site.year)


def _communes(today: Served, people: tuple[NDArray[Any], NDArray[Any]], area: Area, language: Language) -> Table:
    heads = _heads(language, "commune_code", "commune", "population", "people_before", "people_after", "difference")
    heads += _heads(language, "share_before", "share_after")
    population = today.by_commune["population"].to_numpy(float)
    rows = []
    for k in sorted(range(len(population)), key=lambda k: (people[1][k] - people[0][k], k)):
        before, after = float(people[0][k]), float(people[1][k])
        shares = [100.0 * served / population[k] if population[k] > 0 else None for served in (before, after)]
        name = (str(area.communes["code"].iloc[k]), str(area.communes["name"].iloc[k]))
        rows.append((*name, *(round(value) for value in (population[k], before, after, after - before)), *shares))
    return Table("edit_communes", heads, tuple(rows))
