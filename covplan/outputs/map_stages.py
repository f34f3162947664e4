"""The stages of a plan: today, then the end of each of its years; what stands, who is served, what it has cost by then.

And the themes of the map, each with its state at every stage. A *state* names a picture, or a colour of each commune.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from covplan.assessment.served import Served
from covplan.outputs.layers import route_years
from covplan.outputs.map_panel import figures
from covplan.outputs.settings import Language, Marking
from covplan.outputs.texts import text
from covplan.planning.plan import Plan
from covplan.routing.fibre_plan import FibrePlan
from covplan.units import M_PER_KM

BEFORE, AFTER = "before", "after"


@dataclass(frozen=True, eq=False)
class Stage:
    """Who is served at the end of a year, None for today; ``state`` is the name of its colours."""

    year: int | None
    state: str
    served: Served


def find_stages(today: Served | None, after: Served | None, by_year: Mapping[int, Served]) -> list[Stage]:
    """Today and every year; the last of them is the whole plan. Empty where the plan has no years."""
    if today is None or not by_year:
        return []
    years = [Stage(year, f"year_{year}", served) for year, served in sorted(by_year.items())]
    if years[-1].served is after:
        years[-1] = replace(years[-1], state=AFTER)
    return [Stage(None, BEFORE, today), *years]


def stage_data(
    stages: Sequence[Stage], plan: Plan | None, fibre: FibrePlan | None, marking: Marking, language: Language
) -> list[dict[str, Any]]:
    """Year, state of communes, title, and figures in the order of the head, at each stage."""
    rows = []
    for stage in stages:
        built, laid = until(stage.year, plan, fibre)
        served = None if stage.year is None else stage.served
        shown = figures(stages[0].served, served, built, laid, marking, language)
        title = text("map.today", language) if stage.year is None else text("map.at_end", language, year=stage.year)
        rows.append(
            {
                "year": stage.year,
                "state": stage.state,
                "title": title,
                "figures": [{"value": figure.value, "detail": figure.detail} for figure in shown],
            }
        )
    return rows


def until(year: int | None, plan: Plan | None, fibre: FibrePlan | None) -> tuple[Plan | None, FibrePlan | None]:
    """What of a plan stands at the end of a year; nothing for None.

    Routes count from the year in which a site first needs them. The money of fibre is what the sites that stand pay for
    it, as in the plan's own years: a trench that is open for later sites too is not yet paid for by those.
    """
    if plan is None:
        return None, fibre
    sites = tuple(s for s in plan.sites if year is not None and s.year is not None and s.year <= year)
    if fibre is None:
        return replace(plan, sites=sites), None
    first_needed = route_years(fibre, plan.sites)
    laid = fibre.segments[[year is not None and first is not None and first <= year for first in first_needed]]
    standing = {site.candidate.id for site in sites}
    shares = {id: cost for id, cost in fibre.site_cost_mn_vnd.items() if id in standing}
    built = replace(
        fibre,
        segments=laid,
        new_km=float(laid["length_m"].sum()) / M_PER_KM,
        cost_mn_vnd=sum(shares.values()),
        site_cost_mn_vnd=shares,
        unconnected=tuple(id for id in fibre.unconnected if id in standing),
    )
    return replace(plan, sites=sites), built


def themes(pictures: Sequence[str], stages: Sequence[Stage], has_today: bool, has_after: bool) -> dict[str, Any]:
    """Theme → its states, one for each stage or one only.

    ``left`` is the state that a swipe shows beside it, ``against`` the theme to swipe to from one that is itself the
    past, ``end`` says that it shows the whole plan.
    """
    last = AFTER if has_after else BEFORE
    states = [stage.state for stage in stages] or [last]
    result: dict[str, Any] = {}
    if has_today:
        result["before"] = {"states": [BEFORE]} | ({"against": "after"} if has_after else {})
        result["area"] = {"states": [f"area_{state}" for state in states]}
        if has_after:
            result["after"] = {"states": states, "left": BEFORE}
            result["area"]["left"] = f"area_{BEFORE}"
    pair = [name for name in ("rsrp_before", "rsrp_after") if name in pictures]
    result |= compared(*pair) if len(pair) == 2 else {name: {"states": [name]} for name in pair}
    return result | {"none": {"states": [""]}}


def compared(past: str, last: str) -> dict[str, Any]:
    """Two themes of one state each: today and the whole plan, which a swipe shows side by side."""
    return {past: {"states": [past], "against": last}, last: {"states": [last], "left": past, "end": True}}
