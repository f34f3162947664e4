"""Masts on the map: those that stand, by operator and class, and those of the plan; their legends."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from covplan.ingest.area import Area
from covplan.network import MastClass, Site, Technology
from covplan.outputs import palette
from covplan.outputs.layers import (
    bands_text,
    chainage_text,
    commune_of,
    fibre_cost_mn_vnd,
    kind_text,
    technologies_text,
    with_rounding,
)
from covplan.outputs.map_data import labels, points
from covplan.outputs.map_panel import Group, Keys, Switch, svg
from covplan.outputs.map_symbols import Look, symbol
from covplan.outputs.marking import operator_name
from covplan.outputs.numbers import format_cost, format_number
from covplan.outputs.settings import Language
from covplan.outputs.texts import text
from covplan.planning.candidate_records import Candidate, CandidateKind
from covplan.planning.plan import Plan
from covplan.routing.fibre_plan import FibrePlan

_GREY = "#8a8f96"  # of a user that is not named, and of symbols of the legend that are of no operator
_ON_BUILDING = ("A1a", "A2a")
_USUAL = {  # layers of the plan, each with the symbol of its switch
    "built": Look("triangle", (palette.PROPOSED,), "#fff", 7.0),
    "shared": Look("diamond", ("#fff",), palette.PROPOSED, 6.5, 2.0),
}
_CODES = ("A2b", "A2c", "A2a", "A1b", "A1a", "")  # in the order of the legend


def mast_code(site: Site) -> str:
    """Code of a local plan, empty where the list says nothing of the mast."""
    return site.mast_code or (site.mast_class or "")


def users_of(site: Site, operators: Sequence[str]) -> tuple[str, ...]:
    """Operators on a mast as far as its list names them, its own first; ``""`` stands for one that it does not name."""
    named = [o for o in dict.fromkeys((site.operator, *site.tenants, site.mast_owner)) if o in operators]
    return (*named, "") if site.is_shared and len(named) == 1 else tuple(named)


def mast_look(code: str, users: Sequence[str], has_5g: bool, colours: dict[str, str]) -> Look:
    """The look of an existing site."""
    fills = tuple(colours.get(user, _GREY) for user in users) or (_GREY,)
    shape = "circle" if not code else "roof" if code in _ON_BUILDING else "triangle"
    radius = 4.0 if shape == "circle" else 5.2
    return Look(shape, fills, palette.STANDING, radius, 0.9, hollow=code.startswith("A1"), dot=has_5g)


def mast_data(area: Area, language: Language) -> dict[str, Any]:
    """One mark per site; sites of one location are set apart on the screen by their number ``k`` of ``of``."""
    colours, letters = palette.operator_colours(area.operators), palette.operator_letters(area.operators)
    place = {id: (k, len(spot.site_ids)) for spot in area.locations for k, id in enumerate(spot.site_ids)}
    at = points([s.x_m for s in area.sites], [s.y_m for s in area.sites], area.grid.epsg)
    items, looks = [], dict[Look, int]()
    for site, position in zip(area.sites, at, strict=True):
        k, of = place.get(site.id, (0, 1))
        code, users = mast_code(site), users_of(site, area.operators)
        look = mast_look(code, users, Technology.NR in site.technologies, colours)
        items.append(
            {
                "at": position,
                "look": looks.setdefault(look, len(looks)),
                "k": k,
                "of": of,
                # those that share a location and have marks of their own beside it bear their own letters
                "letter": "+".join(letters.get(user, "?") for user in (users if of == 1 else users[:1])),
                "n": site.name or site.id,
                "s": with_rounding(site.id if site.name not in ("", site.id) else "", site.rounded_m, language),
                "r": [
                    operator_name(site.operator),
                    operator_name(site.mast_owner),
                    code,
                    technologies_text(site.technologies),
                    f"{format_number(site.mast_height_m, language)} m" if math.isfinite(site.mast_height_m) else "",
                    text("word.yes" if site.is_shared else "word.no", language),
                ],
            }
        )
    keys = ("operator", "owner", "mast_code", "technology", "height", "shared")
    return {"items": items, "labels": labels(language, *keys), "looks": [look.as_data() for look in looks]}


def planned_look(spot: Candidate, operators: Sequence[str]) -> Look:
    """The look of a proposed site: a red triangle for a new mast, a red diamond for a mast that stands.

    Stripes are the operators that share it, with the owner of the mast.
    """
    colours = palette.operator_colours(tuple(operators))
    users = tuple(dict.fromkeys((*spot.operator.split("+"), *filter(None, (spot.mast_owner,)))))
    shared = tuple(colours.get(user, _GREY) for user in users) if len(users) > 1 else ()
    if spot.kind is CandidateKind.BUILD:
        shape = "roof" if spot.mast_class is MastClass.BUILDING else "triangle"
        return Look(
            shape, shared or (palette.PROPOSED,), palette.PROPOSED if shared else "#fff", 7.0, 2.0 if shared else 1.2
        )
    return Look("diamond", shared or ("#fff",), palette.PROPOSED, 6.5, 2.0)


def planned_data(area: Area, plan: Plan, fibre: FibrePlan | None, language: Language) -> dict[str, Any]:
    """Proposed sites by kind, with order, people, cost, commune and road."""
    at = points([s.candidate.x_m for s in plan.sites], [s.candidate.y_m for s in plan.sites], area.grid.epsg)
    items, looks = [], dict[Look, int]()
    for site, position in zip(plan.sites, at, strict=True):
        spot = site.candidate
        fibre_cost = fibre_cost_mn_vnd(spot, fibre)
        items.append(
            {
                "at": position,
                "kind": str(spot.kind),
                "look": looks.setdefault(planned_look(spot, area.operators), len(looks)),
                "order": str(site.order),
                "year": site.year,
                "n": with_rounding(f"{site.order}. {kind_text(spot.kind, language)}", spot.rounded_m, language),
                "s": spot.id,
                "r": [
                    operator_name(spot.operator),
                    operator_name(spot.mast_owner),
                    str(spot.mast_class or ""),
                    bands_text(spot.carriers),
                    f"+{format_number(site.people_added, language)}",
                    format_cost(spot.cost_mn_vnd, language),
                    format_cost(fibre_cost, language) if math.isfinite(fibre_cost) else text("map.apart", language),
                    commune_of(area, spot.x_m, spot.y_m, spot.rounded_m)[1],
                    " ".join(filter(None, (spot.road, chainage_text(spot.chainage_m)))),
                    "" if site.year is None else str(site.year),
                ],
            }
        )
    keys = ("operator", "owner", "mast_code", "bands", "people", "cost", "fibre_cost", "commune", "road", "year")
    return {"items": items, "labels": labels(language, *keys), "looks": [look.as_data() for look in looks]}


def plan_group(area: Area, plan: Plan | None, has_fibre: bool, language: Language) -> Group:
    """New masts, sites on masts that stand, new fibre, with every kind of mark that is on the map."""
    switches, keys = [], []
    for layer, usual in _USUAL.items():
        if plan is None:
            continue
        spots = [s.candidate for s in plan.sites if (s.candidate.kind is CandidateKind.BUILD) is (layer == "built")]
        looks = dict.fromkeys(planned_look(spot, area.operators) for spot in spots)
        switches.append(Switch(layer, text(f"map.{layer}", language), True, symbol=symbol(usual)))
        keys.append(Keys((), layer=layer, symbols=_planned_kinds(tuple(looks), layer, language)))
    if has_fibre:
        line = svg(f'<path d="M-10 0h20" stroke="{palette.PROPOSED}" stroke-width="2.6"/>')
        switches.append(Switch("routes", text("map.new_fibre", language), True, symbol=line))
    return Group(text("map.group_plan", language), tuple(switches), tuple(keys))


def _planned_kinds(looks: Sequence[Look], layer: str, language: Language) -> tuple[tuple[Markup, str], ...]:
    """One row for each shape of the looks of a layer, and one for stripes."""
    rows: dict[str, tuple[Markup, str]] = {}
    for look in looks:
        key = "striped" if len(look.fills) > 1 else {"roof": "A2a", "triangle": "A2b", "diamond": "own"}[look.shape]
        rows.setdefault(key, (symbol(look), text(f"map.{layer}_{key}", language)))
    return tuple(rows.values())


def existing_group(area: Area, language: Language) -> Group:
    """Masts with every kind of mark that is on the map, operators with colour and letter, cable."""
    switches = []
    if area.fibre:
        dash = f'<path d="M-10 0h20" stroke="{palette.CABLE}" stroke-width="1.8" stroke-dasharray="5 3"/>'
        switches.append(Switch("cables", text("map.cables", language), symbol=svg(dash)))
    known = palette.operator_colours(area.operators)
    letters = palette.operator_letters(area.operators)
    some = tuple(known[operator] for operator in area.operators[:2]) or (_GREY,)
    plain = {"": _GREY}
    switches.append(Switch("masts", text("map.masts", language), symbol=symbol(mast_look("", ("",), True, plain))))
    codes = {mast_code(site) for site in area.sites}
    kinds = [
        (symbol(mast_look(code, ("",), False, plain)), text(f"map.mast_{code or 'unknown'}", language))
        for code in _CODES
        if code in codes
    ]
    if any(Technology.NR in site.technologies for site in area.sites):
        kinds.append((symbol(mast_look("", ("",), True, plain)), text("map.mast_5g", language)))
    if any(site.is_shared for site in area.sites):
        stripes = Look("circle", some if len(some) > 1 else (*some, _GREY), palette.STANDING, 4.5)
        kinds.append((symbol(stripes), text("map.mast_shared", language)))
    rows = tuple((known[operator], operator_name(operator), letters[operator]) for operator in area.operators)
    return Group(
        text("map.group_existing", language), tuple(switches), (Keys(rows, layer="masts", symbols=tuple(kinds)),)
    )
