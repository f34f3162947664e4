"""The boxes over the map: what it is and what it says, tools, layers with their legend; fills ``page/boxes.html``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment, Template
from markupsafe import Markup

from covplan.assessment.served import Served
from covplan.outputs import palette
from covplan.outputs.map_data import FIBRE_REACH
from covplan.outputs.marking import handout_line, header, marks, operator_name, reading_text, service_line, short_line
from covplan.outputs.numbers import format_cost, format_date, format_number, format_share
from covplan.outputs.settings import Language, Marking
from covplan.outputs.texts import text
from covplan.planning.candidate_records import CandidateKind
from covplan.planning.plan import Plan
from covplan.routing.fibre_plan import FibrePlan

_PAGE = Environment(autoescape=True, trim_blocks=True)
_MINUS = "−"
_WORDS = ("sources", "panel", "whole", "print", "paper", "search", "measure", "swipe", "years", "opacity")


@dataclass(frozen=True)
class Switch:
    """One layer that can be shown; a theme excludes the other themes."""

    name: str
    label: str
    on: bool = False
    theme: bool = False
    symbol: Markup = Markup()


@dataclass(frozen=True)
class Keys:
    """A block of the legend: colours, words, and letters where there are any.

    It is shown with the themes named (then only the colours that are on the map), with the layer named, or always.
    """

    rows: tuple[tuple[str, ...], ...]
    themes: str = ""
    layer: str = ""


@dataclass(frozen=True)
class Group:
    """A heading of the panel with its switches and legend."""

    title: str
    switches: tuple[Switch, ...]
    keys: tuple[Keys, ...] = ()
    opacity: bool = False  # whether the slider of opacity stands here


@dataclass(frozen=True)
class Figure:
    """A number that the map is about."""

    label: str
    value: str
    detail: str = ""


@cache
def _boxes() -> Template:
    source = files("covplan.outputs").joinpath("page", "boxes.html").read_text(encoding="utf-8")
    return _PAGE.from_string(source)


def panel_html(
    marking: Marking,
    figures: list[Figure],
    groups: list[Group],
    language: Language,
    *,
    definitions: Sequence[str] = (),
    stages: Sequence[str] = (),
    swipe: tuple[str, str] | None = None,
) -> str:
    """All boxes as HTML, every text escaped.

    ``definitions`` of service stand in place of the marking's own, ``stages`` are the stops of the slider of the years,
    ``swipe`` names its sides.
    """
    about = header(marking, language)
    shown = {text(f"marking.label_{key}", language) for key in ("title", "marks", "handout", "definition")}
    date = format_date(marking.as_of, language)
    sources = "; ".join(marking.sources)
    return _boxes().render(
        marks=marks(marking, language),
        synthetic=marking.synthetic,
        title=marking.title,
        date=text("map.as_of", language, date=date) if date else "",
        figures=figures,
        definitions=definitions
        or tuple(filter(None, (service_line(marking, language), handout_line(marking, language)))),
        about=[row for row in about if row[0] not in shown],
        groups=groups,
        stages=stages,
        swipe=swipe,
        source=f"{text('map.sources', language)}: {sources}. {short_line(marking, language)}",
        words={key: text(f"map.{key}", language) for key in _WORDS},
    )


def figures(
    today: Served | None,
    after: Served | None,
    plan: Plan | None,
    fibre: FibrePlan | None,
    marking: Marking,
    language: Language,
) -> list[Figure]:
    """Share served, sites, fibre and cost, as far as they are known."""
    result = []
    if today is not None:
        share = format_share(today.headline_pct, language)
        if after is not None:
            share += f" → {format_share(after.headline_pct, language)}"
        detail = f"{text('map.estimate', language)}, {reading_text(marking, language)}"
        result.append(Figure(text("map.served_now", language), share, detail))
    if plan is not None:
        built = sum(site.candidate.kind is CandidateKind.BUILD for site in plan.sites)
        detail = text("map.sites_detail", language, built=built, shared=len(plan.sites) - built)
        whose = "" if marking.handout is None else f" ({operator_name(marking.handout.partner)})"
        result.append(Figure(text("map.sites", language) + whose, str(len(plan.sites)), detail))
    if fibre is not None:
        apart = len(fibre.unconnected)
        detail = text("map.fibre_detail", language, count=apart) if apart else ""
        result.append(Figure(text("map.fibre", language), f"{format_number(fibre.new_km, language, 1)} km", detail))
    if plan is not None and fibre is not None:
        cost = sum(site.candidate.cost_mn_vnd for site in plan.sites) + fibre.cost_mn_vnd
        detail = text("map.cost_detail", language)
        result.append(Figure(text("map.cost", language), format_cost(cost, language), detail))
    return result


def _svg(body: str) -> Markup:
    return Markup(f'<svg viewBox="0 0 22 14" aria-hidden="true">{body}</svg>')


def plan_group(has_plan: bool, has_fibre: bool, language: Language) -> Group:
    """New masts, shared masts, new fibre."""
    red = palette.PROPOSED
    full = f'<path d="M6 1l5 11H1z" fill="{red}"/>'
    hollow = f'<path d="M16 2l4.6 9.3h-9.2z" fill="#fff" stroke="{red}" stroke-width="1.6"/>'
    diamond = _svg(f'<path d="M11 1l6 6-6 6-6-6z" fill="#fff" stroke="{red}" stroke-width="2"/>')
    line = _svg(f'<path d="M1 7h20" stroke="{red}" stroke-width="2.6"/>')
    switches = []
    if has_plan:
        switches += [
            Switch("built", text("map.built", language), True, symbol=_svg(full + hollow)),
            Switch("shared", text("map.shared", language), True, symbol=diamond),
        ]
    if has_fibre:
        switches.append(Switch("routes", text("map.new_fibre", language), True, symbol=line))
    return Group(text("map.group_plan", language), tuple(switches))


def _served_rows(language: Language) -> tuple[tuple[str, str], ...]:
    return (
        (palette.SERVED_TODAY, text("map.served_today", language)),
        (palette.SERVED_NEW, text("map.served_new", language)),
        (palette.UNSERVED, text("map.unserved_people", language)),
    )


def commune_group(themes: list[str], language: Language) -> Group:
    """Communes before and after; the last of them is shown first."""
    switches = tuple(
        Switch(name, text(f"map.communes_{name}", language), name == themes[-1], theme=True) for name in themes
    )
    return Group(text("map.group_communes", language), switches, (_share_keys(themes, language),))


def fibre_reach_group(language: Language) -> Group:
    """Households near fibre by commune, by existing cable and with the routes."""
    themes = [f"fibre_{when}" for when in FIBRE_REACH]
    switches = tuple(
        Switch(name, text(f"map.communes_{when}", language), theme=True)
        for name, when in zip(themes, FIBRE_REACH, strict=True)
    )
    return Group(text("map.group_fibre_reach", language), switches, (_share_keys(themes, language),))


def _share_keys(themes: list[str], language: Language) -> Keys:
    bounds = [format_number(value, language) for value in palette.SERVED_CLASSES_PCT]
    words = [text("map.class_below", language, high=bounds[0])]
    words += [
        text("map.class_between", language, low=low, high=high)
        for low, high in zip(bounds[:-1], bounds[1:], strict=True)
    ]
    words.append(text("map.class_above", language, low=bounds[-1]))
    return Keys(tuple(zip(palette.SERVED_COLOURS, words, strict=True))[::-1], " ".join(themes))


def coverage_group(images: list[str], threshold_dbm: float, language: Language) -> Group:
    """Coverage pictures by name: ``area``, ``rsrp_before``, ``rsrp_after``, ``op_<operator>``; and none."""
    labels = {"area": text("map.served_area", language)}
    labels |= {name: text(f"map.{name}", language) for name in ("rsrp_before", "rsrp_after")}
    switches = [
        Switch(
            name,
            labels.get(name) or text("map.served_by", language, operator=operator_name(name.removeprefix("op_"))),
            theme=True,
        )
        for name in images
    ]
    switches.append(Switch("none", text("map.none", language), theme=True))
    area = _served_rows(language)
    operators = " ".join(name for name in images if name.startswith("op_"))
    keys = (
        Keys(area, "area"),
        Keys(_rsrp_rows(threshold_dbm, language), "rsrp_before rsrp_after"),
        Keys(area[:2], operators or "-"),
    )
    return Group(text("map.group_coverage", language), tuple(switches), keys, opacity=True)


def _rsrp_rows(threshold_dbm: float, language: Language) -> tuple[tuple[str, str], ...]:
    lows = [
        f"{threshold_dbm + k * palette.RSRP_STEP_DB:g}".replace("-", _MINUS) for k in range(len(palette.RSRP_COLOURS))
    ]
    words = [
        text("map.rsrp_between", language, low=low, high=high) for low, high in zip(lows[:-1], lows[1:], strict=True)
    ]
    words.append(text("map.rsrp_above", language, low=lows[-1]))
    return tuple(zip(palette.RSRP_COLOURS, words, strict=True))[::-1]


def existing_group(operators: tuple[str, ...], has_cable: bool, language: Language) -> Group:
    """Masts by operator and technology, cable."""
    full = '<circle cx="6" cy="7" r="4" fill="#555"/>'
    hollow = '<circle cx="16" cy="7" r="3.2" fill="#fff" stroke="#555" stroke-width="1.6"/>'
    words = f"{text('map.masts', language)} (● {text('map.mast_5g', language)}, ○ {text('map.mast_4g', language)})"
    switches = []
    if has_cable:
        dash = _svg(f'<path d="M1 7h20" stroke="{palette.CABLE}" stroke-width="1.8" stroke-dasharray="5 3"/>')
        switches.append(Switch("cables", text("map.cables", language), symbol=dash))
    switches.append(Switch("masts", words, symbol=_svg(full + hollow)))
    colours, letters = palette.operator_colours(operators), palette.operator_letters(operators)
    rows = tuple((colours[operator], operator_name(operator), letters[operator]) for operator in operators)
    return Group(text("map.group_existing", language), tuple(switches), (Keys(rows, layer="masts"),))


def base_group(has_places: bool, has_exclusions: bool, language: Language) -> Group:
    """Roads, names, places, relief."""
    line = _svg(f'<path d="M1 7h20" stroke="{palette.ROADS["national"]}" stroke-width="2"/>')
    square = _svg('<rect x="7" y="3" width="8" height="8" fill="#30343b"/>')
    switches = [
        Switch("names", text("map.names", language), True),
        Switch("relief", text("map.relief", language), True),
    ]
    if has_places:
        switches.append(Switch("places", text("map.places", language), symbol=square))
    if has_exclusions:
        switches.append(Switch("exclusions", text("map.exclusions", language)))
    switches.append(Switch("roads", text("map.roads", language), True, symbol=line))
    roads = tuple(
        (palette.ROADS[kind], text(f"map.road_{word}", language))
        for kind, word in (("expressway", "expressway"), ("national", "national"), ("provincial", "other"))
    )
    return Group(text("map.group_base", language), tuple(switches), (Keys(roads, layer="roads"),))
