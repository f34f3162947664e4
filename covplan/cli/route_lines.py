"""Shared routes as lines of a terminal. Imported only for ``covplan route``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from covplan.cli.table_lines import titled_lines
from covplan.cli.words import word
from covplan.ingest.roads import RoadClass
from covplan.outputs.marking import marks
from covplan.outputs.numbers import format_number, format_share
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
    "backhaul": (0, 2, 3, 4, 6, 9, 10, 13, 14, 15, 22, 24, 25, 26),
    "full_sections": (0, 1, 2, 3, 4, 7, 8, 9, 10),
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
    yield from _fibre_lines(found["fibre"], language)
    yield word("route.protected", language, protected=found["protected"], wanted=found["wanted_twice"])
    if found["apart"]:
        yield word("route.apart", language)
    for problem in found["apart"]:
        yield f"  {problem_text(problem, language)}"
    yield from _shared_lines(found, language)
    if "backhaul" in found:
        yield from _backhaul_lines(found["backhaul"], language)
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


def _backhaul_lines(found: dict[str, Any], language: Language) -> Iterator[str]:
    """How many masts by fibre and by hops, what hops cost, and how good the mix is."""
    low, base, high = (format_number(bn, language, 1) for bn in found["cost_bn_vnd"])
    counts = {key: found[key] for key in ("masts", "by_hop", "left", "most_hops")}
    yield word("route.hops", language, low=low, base=base, high=high, **counts)
    proof = found["proof"]
    cost, bound = (format_number(proof[f"{key}_bn_vnd"], language, 2) for key in ("cost", "bound"))
    yield word("route.mix", language, cost=cost, bound=bound, gap=format_number(proof["gap_pct"], language, 2))


def _fibre_lines(found: dict[str, Any], language: Language) -> Iterator[str]:
    """What fills up, who can have fibre before and after, and where OLTs stand."""
    full = {reason: found["full"].get(reason, 0) for reason in ("fibres", "reserve", "capacity")}
    yield word("route.full", language, sections=found["sections"], **full)
    before, after, gbps = (format_share(pct, language) for pct in found["households_pct"])
    counts: dict[str, int] = {}
    for what, whole in found["all"].items():
        counts |= {what: whole, f"{what}_before": found[what][0], f"{what}_after": found[what][1]}
    yield word("route.reach", language, before=before, after=after, **counts)
    olts = {"olts": found["olts"], "bound": found["olt_bound"], "system": found["system"]}
    yield word("route.olts", language, share=gbps, **olts)


def _narrow(table: Table) -> Table:
    shown = _SHOWN[table.key]
    rows = tuple(tuple(row[k] for k in shown) for row in table.rows)
    return Table(table.key, tuple(table.columns[k] for k in shown), rows)
