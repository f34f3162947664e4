"""Who is served under other definitions than the headline's: another technology, environment or operator.

Each is told by its own ``service``; the head of the page names what is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from covplan.assessment.served import Served
from covplan.outputs.map_panel import Figure, Group, Keys, Switch, figures, served_rows
from covplan.outputs.marking import generation, operator_name, service_line
from covplan.outputs.settings import Language, Marking
from covplan.outputs.texts import text

ServedPair = tuple[Served, Served | None]
"""Today and with the plan, under one definition."""


def other_names(others: Sequence[ServedPair]) -> dict[str, ServedPair]:
    """``other_<number>`` → the pair."""
    return {f"other_{k}": pair for k, pair in enumerate(others)}


def by_operator(today: Served, after: Served | None, operators: Sequence[str]) -> dict[str, ServedPair]:
    """``op_<operator>`` → who is served by it alone, where there are several."""
    if len(operators) < 2:
        return {}
    return {f"op_{one}": (_read_as(today, one), None if after is None else _read_as(after, one)) for one in operators}


def _read_as(served: Served, reading: str) -> Served:
    share = 100.0 * served.totals[reading] / served.population
    return replace(served, service=replace(served.service, reading=reading), headline_pct=share)


def heads(pairs: Mapping[str, ServedPair], marking: Marking, language: Language) -> dict[str, dict[str, str]]:
    """What the head says instead of the headline while one of them is shown: label, value, detail, definition."""
    result = {}
    for name, (today, after) in pairs.items():
        about = replace(marking, service=today.service)
        figure: Figure = figures(today, after, None, None, about, language)[0]
        result[name] = {
            "label": figure.label,
            "value": figure.value,
            "detail": figure.detail,
            "definition": service_line(about, language),
        }
    return result


def services_group(pairs: Mapping[str, ServedPair], language: Language) -> Group:
    """A layer for each, with the legend of all."""
    switches = [Switch(name, _label(name, pair[0], language), theme=True) for name, pair in pairs.items()]
    keys = Keys(served_rows(language), themes=" ".join(pairs))
    return Group(text("map.group_services", language), tuple(switches), (keys,))


def _label(name: str, today: Served, language: Language) -> str:
    service = today.service
    if name.startswith("op_"):
        return text("map.served_by", language, generation=generation(service), operator=operator_name(service.reading))
    place = text(f"map.place_{service.environment}", language)
    return text("map.served_at", language, generation=generation(service), place=place)
