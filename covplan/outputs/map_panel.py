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
from covplan.outputs.marking import (
    generation,
    handout_line,
    header,
    marks,
    operator_name,
    reading_text,
    service_line,
    short_line,
)
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
    """A block of the legend: symbols with words, then colours with words and letters where there are any, then notes.

    It is shown with the themes named (then only the colours that are on the map), with the layer named, or always.
    """

    rows: tuple[tuple[str, ...], ...]
    themes: str = ""
    layer: str = ""
    symbols: tuple[tuple[Markup, str], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """A heading of the panel with its switches and legend."""

    title: str
    switches: tuple[Switch, ...]
    keys: tuple[Keys, ...] = ()

    @property
    def is_shown(self) -> bool:
        """Whether something of it is on the map when the page is opened."""
        return any(switch.on for switch in self.switches)


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
        label = text("map.served_now", language, generation=generation(marking.service))
        result.append(Figure(label, share, detail))
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


def svg(body: str) -> Markup:
    """A symbol of the legend about the origin, 22 wide and 16 high."""
    return Markup(f'<svg viewBox="-11 -8 22 16" aria-hidden="true">{body}</svg>')


def served_rows(language: Language) -> tuple[tuple[str, str], ...]:
    """Colours of pixels by who serves them: today, with the plan, nobody though people live there."""
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


def coverage_group(images: list[str], marking: Marking, language: Language) -> Group:
    """Coverage pictures by name: ``area``, ``rsrp_before``, ``rsrp_after``; and none."""
    labels = {"area": text("map.served_area", language, generation=generation(marking.service))}
    labels |= {name: text(f"map.{name}", language) for name in ("rsrp_before", "rsrp_after")}
    switches = [Switch(name, labels[name], theme=True) for name in images]
    switches.append(Switch("none", text("map.none", language), theme=True))
    keys = (
        Keys(served_rows(language), "area"),
        Keys(_rsrp_rows(marking.service.threshold_dbm, language), "rsrp_before rsrp_after"),
    )
    return Group(text("map.group_coverage", language), tuple(switches), keys)


def _rsrp_rows(threshold_dbm: float, language: Language) -> tuple[tuple[str, str], ...]:
    lows = [
        f"{threshold_dbm + k * palette.RSRP_STEP_DB:g}".replace("-", _MINUS) for k in range(len(palette.RSRP_COLOURS))
    ]
    words = [
        text("map.rsrp_between", language, low=low, high=high) for low, high in zip(lows[:-1], lows[1:], strict=True)
    ]
    words.append(text("map.rsrp_above", language, low=lows[-1]))
    return tuple(zip(palette.RSRP_COLOURS, words, strict=True))[::-1]


def base_group(has_places: bool, has_exclusions: bool, has_tiles: bool, language: Language) -> Group:
    """Roads, names, places, relief; tiles of OpenStreetMap in place of the relief."""
    line = svg(f'<path d="M-10 0h20" stroke="{palette.ROADS["national"]}" stroke-width="2"/>')
    square = svg(f'<rect x="-4" y="-4" width="8" height="8" fill="{palette.PLACE}"/>')
    switches = [
        Switch("names", text("map.names", language), True),
        Switch("relief", text("map.relief", language), not has_tiles),
    ]
    if has_tiles:
        switches.append(Switch("tiles", text("map.tiles", language), True))
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
