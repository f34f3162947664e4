"""Plans under other prices → tables; numbers stay numbers."""

from __future__ import annotations

from typing import Any

from covplan.ingest.area import Area
from covplan.outputs.marking import operator_name
from covplan.outputs.place_names import place_names
from covplan.outputs.settings import Language
from covplan.outputs.table_rows import kind_text
from covplan.outputs.tables import Table
from covplan.outputs.texts import text
from covplan.outputs.together_tables import Both
from covplan.planning.cost_range import CasePlan, CostRangeOutcome, PriceCase
from covplan.planning.reach_matrix import Reach


def cost_range_tables(found: CostRangeOutcome, reach: Reach, area: Area, language: Language) -> Both:
    """The plan of each case of prices with its regret in all of them; then every candidate of any of these plans."""
    case_heads = tuple(text("column.cost_in", language, case=_name(case, language)) for case in PriceCase)
    first = tuple(text(f"column.{key}", language) for key in ("plan_for", "sites", "gap_pct"))
    heads = (*first, *case_heads, text("column.greatest_regret", language))
    plans = tuple(_plan(plan, language) for plan in found.plans)
    by_candidate = (
        *(f"planned.{key}" for key in ("id", "kind", "place", "operator")),
        "column.in_plans",
        "column.always",
    )
    candidates = _candidates(found, reach, area, language)
    return (Table("cost_range", heads, plans),), (
        Table("cost_range_sites", tuple(text(key, language) for key in by_candidate), candidates),
    )


def _name(case: PriceCase, language: Language) -> str:
    return text(f"prices.{case}", language)


def _plan(plan: CasePlan, language: Language) -> tuple[Any, ...]:
    own = plan.cost_mn_vnd[plan.case]
    gap_pct = 100.0 * (own - plan.bound_mn_vnd) / plan.bound_mn_vnd if plan.bound_mn_vnd > 0.0 else None
    costs = tuple(plan.cost_mn_vnd[case] for case in PriceCase)
    return (_name(plan.case, language), int(plan.chosen.sum()), gap_pct, *costs, plan.greatest_regret_mn_vnd)


def _candidates(found: CostRangeOutcome, reach: Reach, area: Area, language: Language) -> tuple[tuple[Any, ...], ...]:
    rows = [k for k in range(len(reach.candidates)) if found.always[k] or found.sometimes[k]]
    spots = [reach.candidates[k] for k in rows]
    places = place_names([(spot.x_m, spot.y_m, spot.site_id) for spot in spots], area, language)
    times = [sum(bool(plan.chosen[k]) for plan in found.plans) for k in rows]
    return tuple(
        (
            *(spot.id, kind_text(spot.kind, language), place, operator_name(spot.operator), count),
            text("word.yes" if found.always[k] else "word.no", language),
        )
        for k, spot, place, count in zip(rows, spots, places, times, strict=True)
    )
