"""What a notebook shows of a scenario or a result: figures, marks, and what the shares of people mean.

Only counts, sums and names of files' sources stand in a box: no position, no name of a site. Every text is escaped.
A share of people stands only beside the definition that it was counted under.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

import numpy as np
from jinja2 import Environment

from covplan.assessment.served import ANY_OPERATOR, Definition, Served
from covplan.coverage.area_models import label
from covplan.errors import Severity
from covplan.ingest.area_record import Area
from covplan.ingest.costs import CostRange
from covplan.notebook import ShownInNotebooks
from covplan.outputs.marking import definition_line, operator_name
from covplan.outputs.numbers import format_cost, format_number, format_share
from covplan.outputs.settings import Language
from covplan.outputs.texts import text
from covplan.planning.candidate_records import CandidateKind
from covplan.planning.plan import Plan
from covplan.routing.backhaul_plan import BackhaulPlan
from covplan.routing.fibre_plan import FibrePlan
from covplan.routing.route_plan import RoutePlan
from covplan.units import M_PER_KM

Rows = Iterator[tuple[str, str]]
"""Key of the label in ``[notebook]``, and the value as people read it."""

_BOX = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """\
<div style="border:1px solid #b9c0c6;border-radius:4px;padding:.6em .9em;max-width:56em">
<div style="font-weight:bold">{{ heading }}</div>
{% if marks %}
<div style="font-weight:bold;color:#c1121f">{{ marks }}</div>
{% endif %}
<table style="margin:.4em 0">
{% for name, value in rows %}
<tr style="vertical-align:top;text-align:left">
<th style="font-weight:normal;text-align:left;white-space:nowrap;padding-right:1em">{{ name }}</th>
<td style="text-align:left">{{ value }}</td></tr>
{% endfor %}
</table>
{% for note in notes %}
<div style="font-size:90%;opacity:.8">{{ note }}</div>
{% endfor %}
</div>
"""
)


@dataclass(frozen=True)
class _Box:
    kind: str
    rows: tuple[tuple[str, str], ...]
    synthetic: bool | None
    definition: Definition | None = None
    title: str = ""
    classification: str = ""
    estimate: bool = True


def show(result: ShownInNotebooks, kind: str) -> str:
    """A result as ``html`` or ``plain`` text: Vietnamese, or English where COVPLAN_LANG or the scenario asks for it."""
    wished = os.environ.get("COVPLAN_LANG", "")[:2].lower()
    settings = getattr(result, "outputs", None)
    language = Language.VIETNAMESE if settings is None else settings.language
    if wished in tuple(Language):
        language = Language(wished)
    content = _content(result, language)
    heading = " · ".join(filter(None, (text(f"notebook.{content.kind}", language), content.title)))
    marks = " – ".join(_marks(content, language))
    rows = [(text(f"notebook.{key}", language), value) for key, value in content.rows]
    notes = list(_notes(content, language))
    if kind == "html":
        return _BOX.render(heading=heading, marks=marks, rows=rows, notes=notes)
    return "\n".join(filter(None, (heading, marks, *(f"  {name}: {value}" for name, value in rows), *notes)))


def _marks(content: _Box, language: Language) -> Iterator[str]:
    if content.synthetic is None:
        yield text("notebook.mark_unknown", language)
    elif content.synthetic:
        yield text("marking.synthetic", language)
    if content.classification:
        yield content.classification


def _notes(content: _Box, language: Language) -> Iterator[str]:
    if content.estimate:
        yield text("notebook.estimate", language)
    if content.definition is not None:
        yield definition_line(content.definition.service, language)
        operators = ", ".join(map(operator_name, content.definition.operators))
        yield f"{text('marking.label_operators', language)}: {operators}"
        yield f"{text('marking.label_people_base', language)}: {content.definition.people_base}"


@singledispatch
def _content(scenario: Any, language: Language) -> _Box:
    """Of a scenario, whose class no layer may import."""

    def rows() -> Rows:
        area = scenario.area
        yield "pixel", f"{format_number(area.pixel_m, language)} m, EPSG:{area.epsg}"
        yield "carriers", "; ".join(f"{operator_name(c.operator)} {c.band} {c.freq_mhz:g} MHz" for c in area.carriers)
        yield "model", label(scenario.radio.model)
        yield "admin_epoch", str(area.admin_epoch)
        yield "target", format_share(scenario.planning.target_pct, language)

    operators = tuple(dict.fromkeys(carrier.operator for carrier in scenario.area.carriers))
    definition = Definition(scenario.service, operators, scenario.area.people.base, scenario.synthetic)
    title, classification = scenario.title, scenario.outputs.classification
    return _Box("scenario", tuple(rows()), scenario.synthetic, definition, title, classification, estimate=False)


@_content.register
def _(area: Area, language: Language) -> _Box:
    def rows() -> Rows:
        height, width = area.grid.shape
        yield "grid", f"{height} × {width}, {format_number(area.grid.pixel_m, language)} m, EPSG:{area.grid.epsg}"
        yield "communes", format_number(len(area.communes), language)
        yield "population", format_number(float(area.communes["population"].sum()), language)
        yield "people_base", area.people_base
        counts = Counter(site.operator for site in area.sites)
        of_each = ", ".join(f"{operator_name(operator)} {count}" for operator, count in counts.items())
        yield "sites", f"{format_number(len(area.sites), language)} ({of_each})" if counts else "0"
        yield "roads", f"{format_number(area.roads.length.sum() / M_PER_KM, language)} km"
        cable_km = sum(cable.line.length for cable in area.fibre) / M_PER_KM
        yield "cable", f"{format_number(cable_km, language)} km"
        yield "places", f"{len(area.places)} / {len(area.villages)}"
        found = Counter(problem.severity for problem in area.problems)
        yield "remarks", ", ".join(f"{text(f'word.{s}', language)} {found[s]}" for s in Severity if found[s]) or "0"
        yield "admin_epoch", str(area.admin_epoch)
        yield "sources", "; ".join(area.sources)

    return _Box("area", tuple(rows()), area.synthetic, estimate=False)


@_content.register
def _(served: Served, language: Language) -> _Box:
    def rows() -> Rows:
        yield "population_counted", format_number(served.population, language)
        yield "headline", format_share(served.headline_pct, language)
        for reading, people in served.totals.items():
            key = "any" if reading == ANY_OPERATOR else "by_operator"
            share = format_share(100 * people / served.population, language)
            name = "" if reading == ANY_OPERATOR else f"{operator_name(reading)}: "
            yield key, f"{name}{format_number(people, language)} ({share})"
        if served.people_void:
            yield "void", format_number(served.people_void, language)

    return _Box("served", tuple(rows()), served.synthetic, served.definition)


@_content.register
def _(plan: Plan, language: Language) -> _Box:
    def rows() -> Rows:
        kinds = Counter(site.candidate.kind for site in plan.sites)
        of_each = ", ".join(f"{text(f'word.{kind}', language).lower()} {kinds[kind]}" for kind in CandidateKind)
        yield "planned", f"{len(plan.sites)} ({of_each})"
        yield "people_added", format_number(sum(site.people_added for site in plan.sites), language)
        if plan.definition is not None:
            before, after = (format_share(pct, language) for pct in (plan.served_pct_before, plan.served_pct_after))
            yield "before_after", f"{before} → {after}"
            reached = text("word.yes" if plan.reached else "word.no", language).lower()
            yield "target_reached", f"{format_share(plan.target_pct, language)}: {reached}"
        yield "plan_cost", format_cost(plan.cost_mn_vnd, language)
        gap = plan.proof.gap_pct
        yield "gap", "–" if gap is None else f"{format_number(gap, language, 2)} %"
        if plan.years:
            yield "years", ", ".join(f"{y.year}: {format_cost(y.cost_mn_vnd, language)}" for y in plan.years)

    synthetic = None if plan.definition is None else plan.definition.synthetic
    return _Box("plan", tuple(rows()), synthetic, plan.definition)


@_content.register
def _(fibre: FibrePlan, language: Language) -> _Box:
    def rows() -> Rows:
        yield "new_fibre", f"{format_number(fibre.new_km, language, 1)} km"
        yield "cost", format_cost(fibre.cost_mn_vnd, language)
        yield "connected", format_number(len(fibre.site_cost_mn_vnd), language)
        yield "unconnected", format_number(len(fibre.unconnected), language)

    return _Box("fibre", tuple(rows()), fibre.synthetic)


@_content.register
def _(plan: RoutePlan, language: Language) -> _Box:
    def rows() -> Rows:
        length_m = plan.basis.corridors.length_m[plan.edges]
        km: Counter[str] = Counter()
        for way, metres in zip(plan.way, length_m.tolist(), strict=True):
            km[way] += metres / M_PER_KM
        for name, total in km.most_common():
            yield "way", f"{text(f'route.way_{name}', language)}: {format_number(total, language, 1)} km"
        yield "cost_range", _range(CostRange(*plan.cost_mn_vnd.sum(axis=0).tolist()), language)
        yield "joined", f"{plan.joined.sum()} / {plan.joined.size}"
        wanted = plan.basis.joining.terminals["twice"].to_numpy(bool)
        yield "protected", f"{plan.is_protected.sum()} / {wanted.sum()}"
        proof = plan.proof
        yield "bound", format_cost(proof.bound_mn_vnd, language)
        yield "proof_cost", format_cost(proof.cost_mn_vnd, language)

    return _Box("routes", tuple(rows()), plan.basis.synthetic)


@_content.register
def _(plan: BackhaulPlan, language: Language) -> _Box:
    def rows() -> Rows:
        masts, by_hop, left = plan.option.size, plan.by_hop.size, plan.left.size
        yield "masts", f"{masts}: {masts - by_hop - left} / {by_hop} / {left}"
        yield "hops", format_number(int(np.max(plan.chains.hops, initial=0)), language)
        yield "hop_cost", _range(plan.cost, language)
        yield "gap", f"{format_number(100 * plan.choice.gap, language, 2)} %"

    return _Box("backhaul", tuple(rows()), plan.basis.synthetic)


def _range(cost: CostRange, language: Language) -> str:
    low, base, high = (format_cost(amount, language) for amount in (cost.low, cost.base, cost.high))
    return f"{base} ({low} – {high})"
