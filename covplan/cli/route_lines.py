"""Shared routes as lines of a terminal. Imported only for ``covplan route``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from covplan.cli.table_lines import titled_lines
from covplan.cli.words import word
from covplan.ingest.roads import RoadClass
from covplan.outputs.marking import marks
from covplan.outputs.numbers import format_number
from covplan.outputs.settings import Language
from covplan.outputs.tables import Table
from covplan.outputs.texts import problem_text, text
from covplan.workflow import RouteAnswer

_SHOWN = {
    "sections": (0, 1, 2, 3, 6, 7, 9, 10, 13, 15, 16),
    "failures": (0, 1, 2, 3, 4, 5),
    "unprotected": (0, 1, 2),
    "shares_total": (0, 1, 2, 3, 4, 6),
    "dig_once": (1, 2, 3, 6, 8, 9, 10, 11, 14),
    "missed_windows": (0, 2, 3, 4, 6, 8, 12),
}
"""Columns that fit a terminal, by table; the others are only files."""


def route_lines(answer: RouteAnswer, language: Language) -> Iterator[str]:
    """Cost with its proof, km by way, who is joined, protected, apart; tables; where the files are."""
    found, proof = answer.summary, answer.summary["proof"]
    yield answer.marking.title
    yield " – ".join(marks(answer.marking, language))
    low, base, high, spurs = (format_number(bn, language, 1) for bn in (*found["cost_bn_vnd"], found["spurs_bn_vnd"]))
    yield word("route.cost", language, low=low, base=base, high=high, spurs=spurs)
    cost, bound, tree = (format_number(proof[f"{key}_bn_vnd"], language, 2) for key in ("cost", "bound", "tree"))
    gap, seconds = format_number(proof["gap_pct"], language, 2), format_number(proof["seconds"], language)
    yield word("route.proof", language, cost=cost, bound=bound, gap=gap, tree=tree, seconds=seconds)
    for way, km in sorted(found["km"].items(), key=lambda item: -item[1]):
        yield f"  {text(f'route.way_{way}', language)}: {format_number(km, language, 1)} km"
    yield word("route.joined", language, joined=found["joined"], all=found["terminals"])
    yield word("route.protected", language, protected=found["protected"], wanted=found["wanted_twice"])
    for problem in found["apart"]:
        yield f"  {problem_text(problem, language)}"
    yield from _shared_lines(found, language)
    for table in answer.tables:
        if table.key in _SHOWN:
            yield ""
            yield from titled_lines(_narrow(table), answer.folder, language)
    yield ""
    yield word("run.tables", language, path=answer.folder)


def _shared_lines(found: dict[str, Any], language: Language) -> Iterator[str]:
    """What sharing saves, what is dug with works, where cable lies twice and where there is none."""

    def number(value: float, decimals: int = 1) -> str:
        return format_number(value, language, decimals)

    alone, together = found["alone_bn_vnd"], found["together_bn_vnd"]
    yield word("route.shared", language, alone=number(alone), together=number(together), saved=number(alone - together))
    core = "route.core" if found["in_core"] else "route.no_core"
    gap, excess = number(found["coalition_gap_pct"], 2), number(max(found["excess_mn_vnd"], 0.0))
    yield word(core, language, gap=gap, excess=excess)
    yield word("route.dug", language, km=number(found["dug_km"]), saved=number(found["dug_saved_mn_vnd"]))
    yield word("route.twice", language, km=number(found["duplicate_km"]))
    without = (
        f"{text(f'road_class.{name}', language).lower()} {number(found['without_cable_km'][name])} km"
        for name in RoadClass
        if name in found["without_cable_km"]
    )
    yield word("route.without", language, classes="; ".join(without))


def _narrow(table: Table) -> Table:
    shown = _SHOWN[table.key]
    rows = tuple(tuple(row[k] for k in shown) for row in table.rows)
    return Table(table.key, tuple(table.columns[k] for k in shown), rows)
