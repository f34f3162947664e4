"""Two plans of one place on one map: communes by people served more or fewer, pixels won, lost and served by both.

Every difference is the second minus the first. Both must lie on one grid and have the same communes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from covplan.outputs import map_data, map_panel, palette
from covplan.outputs.comparison import Side, by_commune, side_names
from covplan.outputs.map_images import WebGrid, inside_communes, relief_classes, relief_colours
from covplan.outputs.map_page import NOTHING, OfflineMap, assemble, bounds_of
from covplan.outputs.map_panel import Figure, Group, Keys, Switch
from covplan.outputs.marking import generation, service_line
from covplan.outputs.numbers import format_cost, format_number, format_share
from covplan.outputs.settings import Language, Marking
from covplan.outputs.texts import text

_PEOPLE, _PIXELS, _NONE = "people", "pixels", "none"
_Shown = Callable[[float], str]


def can_be_drawn(first: Side, second: Side) -> bool:
    """Whether both have the same grid and the same commune codes: without that no difference has a place."""
    codes = [side.area.communes["code"].astype(str).tolist() for side in (first, second)]
    return first.area.grid == second.area.grid and codes[0] == codes[1]


def draw_difference(first: Side, second: Side, markings: tuple[Marking, Marking], language: Language) -> OfflineMap:
    """The map of two sides of which ``can_be_drawn`` holds; ``markings`` say what the outputs of each are."""
    names = side_names(first, second, language)
    table, other = by_commune(first), by_commune(second)
    change = (other["after_people"] - table["after_people"]).round().to_numpy(float)
    limits = class_limits(change)
    area = first.area
    communes = map_data.commune_shapes(area, language)
    for item, one, two, people in zip(communes, table.itertuples(), other.itertuples(), change, strict=True):
        item["fill"][_PEOPLE] = palette.DIFFERENCE[difference_class(people, limits)]
        item["rows"] = [["", *names], *_rows(one, two, language)]
    web = WebGrid.over(area.grid)
    classes, colours = pixel_classes(first, second), palette.CHANGED
    relief = relief_classes(area.ground.values, area.grid.pixel_m, inside_communes(area))
    data: dict[str, Any] = {
        "communes": {"items": communes},
        "roads": map_data.road_data(area, language),
        "chainage": map_data.chainage_data(area),
        "places": NOTHING if area.places.empty else map_data.place_data(area, language),
        "stages": [],
        "heads": {},
        "themes": {name: {"states": [name]} for name in (_PEOPLE, _PIXELS, _NONE)},
        "swipe": "",
        "images": {
            _PIXELS: {
                "src": web.picture(classes, colours),
                "colours": [colours[k - 1] for k in np.unique(classes) if k > 0],
            },
            "relief": {"src": web.picture(relief, relief_colours()), "colours": []},
        },
        "image_bounds": web.bounds,
        "bounds": bounds_of(area.communes.total_bounds, area.grid),
    }
    data |= dict.fromkeys(("masts", "planned", "routes", "shared_routes", "cables", "key_areas", "exclusions"), NOTHING)
    marking = _of_both(names, markings, language)
    panel = map_panel.panel_html(
        marking,
        _figures(first, second, language),
        _groups(names, limits, not area.places.empty, language),
        language,
        definitions=_definitions(names, markings, language),
    )
    return assemble(panel, data, marking.title, language)


def class_limits(change: NDArray[np.float64]) -> tuple[float, float]:
    """Where small and large differences end [people]: round numbers at about a tenth and a third of the largest."""
    largest = float(np.abs(change).max(initial=0.0))
    small = _round_number(largest / 10.0)
    return small, max(_round_number(largest / 3.0), 2.0 * small)


def _round_number(value: float) -> float:
    """The largest of 1, 2, 5, 10, 20, … that is not above a value; at least 1."""
    if value < 1.0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return power * max(step for step in (1.0, 2.0, 5.0) if step * power <= value)


def difference_class(people: float, limits: tuple[float, float]) -> int:
    """Index into ``palette.DIFFERENCE``: three classes of fewer, one of none, three of more people."""
    size = abs(people)
    steps = 0 if size < 0.5 else 1 + sum(size >= limit for limit in limits)
    return len(palette.DIFFERENCE) // 2 + (steps if people > 0 else -steps)


def pixel_classes(first: Side, second: Side) -> NDArray[np.uint8]:
    """1 served by both, 2 by the second only, 3 by the first only; with their plans, each under its own definition."""
    a, b = (side.after.served[side.after.service.reading] for side in (first, second))
    return np.select([a & b, b, a], [1, 2, 3], 0).astype(np.uint8)


def _rows(a: Any, b: Any, language: Language) -> list[list[str]]:
    """People, share and money of a commune in both, and the difference."""

    def row(key: str, x: float, y: float, shown: _Shown, apart: _Shown | None = None) -> list[str]:
        return [text(f"map.{key}", language), shown(x), shown(y), _signed(y - x, apart or shown)]

    def points(value: float) -> str:
        return text("map.points", language, value=format_number(value, language, 1))

    return [
        row("people_after", round(a.after_people), round(b.after_people), lambda v: format_number(v, language)),
        row("share_after", a.after_pct, b.after_pct, lambda v: format_share(v, language), points),
        row("cost", a.cost_mn, b.cost_mn, lambda v: format_cost(v, language)),
    ]


def _signed(difference: float, shown: _Shown) -> str:
    """With its sign; nothing for what is not known."""
    if math.isnan(difference):
        return ""
    sign = "+" if difference > 0 else "−" if difference < 0 else ""
    return sign + shown(abs(difference))


def _figures(first: Side, second: Side, language: Language) -> list[Figure]:
    """What of the province differs: people, sites, fibre, money."""
    sides = (first, second)
    generations = ", ".join(dict.fromkeys(generation(side.after.service) for side in sides))

    def both(label: str, values: list[float], shown: _Shown, detail: str = "") -> Figure:
        apart = _signed(values[1] - values[0], shown)
        return Figure(
            text(f"map.{label}", language, generation=generations), " → ".join(map(shown, values)), detail or apart
        )

    people = [round(side.after.totals[side.after.service.reading]) for side in sides]
    more = _signed(people[1] - people[0], lambda value: format_number(value, language))
    money = [sum(s.candidate.cost_mn_vnd for s in side.plan.sites) + side.fibre.cost_mn_vnd for side in sides]
    return [
        both(
            "served_now",
            [side.after.headline_pct for side in sides],
            lambda value: format_share(value, language),
            text("map.people_more", language, people=more),
        ),
        both("sites", [len(side.plan.sites) for side in sides], lambda value: format_number(value, language)),
        both("fibre", [side.fibre.new_km for side in sides], lambda value: f"{format_number(value, language)} km"),
        both("cost", money, lambda value: format_cost(value, language)),
    ]


def _groups(
    names: tuple[str, str, str], limits: tuple[float, float], has_places: bool, language: Language
) -> list[Group]:
    small, large = (format_number(limit, language) for limit in limits)
    more = [
        text("map.more_up_to", language, high=small),
        text("map.more_between", language, low=small, high=large),
        text("map.more_from", language, low=large),
    ]
    fewer = [text(f"map.fewer_{key}", language, low=small, high=large) for key in ("from", "between", "up_to")]
    words = [*fewer, text("map.no_change", language), *more]
    people = Keys(tuple(zip(palette.DIFFERENCE, words, strict=True))[::-1], _PEOPLE)
    changed = [
        text("map.served_by_both", language),
        text("map.served_only_by", language, name=names[1]),
        text("map.served_only_by", language, name=names[0]),
    ]
    pixels = Keys(tuple(zip(palette.CHANGED, changed, strict=True)), _PIXELS)
    return [
        Group(
            text("map.group_difference", language),
            (Switch(_PEOPLE, text("map.by_people", language), True, theme=True),),
            (people,),
        ),
        Group(
            text("map.group_coverage", language),
            (
                Switch(_PIXELS, text("map.changed", language), theme=True),
                Switch(_NONE, text("map.none", language), theme=True),
            ),
            (pixels,),
        ),
        map_panel.base_group(has_places, False, False, language),
    ]


def _definitions(names: tuple[str, str, str], markings: tuple[Marking, Marking], language: Language) -> tuple[str, ...]:
    """The definition of service, that of each side by its name where they differ."""
    lines = [service_line(marking, language) for marking in markings]
    if lines[0] == lines[1]:
        return (lines[0],)
    return tuple(f"{name}: {line}" for name, line in zip(names, lines, strict=False))


def _of_both(names: tuple[str, str, str], markings: tuple[Marking, Marking], language: Language) -> Marking:
    """The marking of a map that shows both: synthetic if one is, all classifications, operators and sources."""
    first, second = markings
    return replace(
        first,
        title=text("map.difference_title", language, first=names[0], second=names[1]),
        synthetic=first.synthetic or second.synthetic,
        non_commercial=first.non_commercial or second.non_commercial,
        classification=", ".join(_distinct((first.classification,), (second.classification,))),
        operators=_distinct(first.operators, second.operators),
        carriers=_distinct(first.carriers, second.carriers),
        sources=_distinct(first.sources, second.sources),
        fingerprint=f"{first.fingerprint} / {second.fingerprint}",
    )


def _distinct(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in (*first, *second) if value))
