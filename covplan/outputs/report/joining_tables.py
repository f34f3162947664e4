"""How masts are joined and whether the fibre of shared routes is enough: what a page has room for."""

from __future__ import annotations

import geopandas as gpd
import numpy as np

from covplan.ingest.costs import NO_COST, CostRange
from covplan.outputs.layers import chainage_text
from covplan.outputs.numbers import format_number
from covplan.outputs.report.report_tables import TENTH, TEXT, WHOLE, YEAR, ReportTable, make_table
from covplan.outputs.settings import Language
from covplan.outputs.texts import text
from covplan.routing.backhaul_plan import BackhaulPlan
from covplan.routing.backhaul_problem import FIBRE, LEFT
from covplan.routing.fibre_findings import FibreFindings
from covplan.units import MN_PER_BN

SHOWN = 15
"""Rows of a list of which the workbook holds all."""

_MONEY = (("cost_low", TENTH, 26.0), ("cost_base", TENTH, 26.0), ("cost_high", TENTH, 26.0))
_STATES = ("enough", "no_reserve", "full", "untold")


def backhaul_sums(plan: BackhaulPlan, language: Language) -> ReportTable:
    """Masts that want backhaul by fibre, by microwave, and those for which nothing was found, with the money."""
    wanting, basis = ~plan.basis.problem.lit, plan.basis
    by_fibre = np.flatnonzero(wanting & (plan.option == FIBRE))
    fibre = sum((basis.spurs[mast] for mast in by_fibre.tolist()), NO_COST)
    left = int((wanting & (plan.option == LEFT)).sum())
    rows = [
        (text("report.by_fibre", language), len(by_fibre), *_bn(fibre)),
        (text("report.by_microwave", language), len(plan.by_hop), *_bn(plan.cost)),
        (text("report.by_none", language), left, None, None, None),
    ]
    columns = _columns(language, ("joined_by", TEXT, 60), ("masts", WHOLE, 24), *_MONEY)
    return make_table(columns, rows, (text("report.total", language), int(wanting.sum()), *_bn(fibre + plan.cost)))


def hop_table(plan: BackhaulPlan, language: Language) -> ReportTable:
    """Microwave hops, those with the least availability of the way to fibre first."""
    names, chains = plan.basis.masts["name"].to_list(), plan.chains
    masts = sorted(plan.by_hop.tolist(), key=lambda mast: (-float(chains.outage_pct[mast]), mast))
    rows = []
    for mast in masts[:SHOWN]:
        hop = plan.hop(mast)
        rows.append(
            (
                *(names[mast], names[plan.parent[mast]], hop.dist_km, hop.radio.freq_ghz, hop.radio.capacity_mbps),
                *(float(chains.load_mbps[mast]), format_number(100.0 - float(chains.outage_pct[mast]), language, 3)),
            )
        )
    heads = [("mast", TEXT, 36), ("hop_to", TEXT, 36), ("km", TENTH, 18), ("band", TENTH, 18)]
    heads += [("capacity", WHOLE, 20), ("load", WHOLE, 18), ("available", TEXT, 22)]
    return make_table(_columns(language, *heads), rows)


def capacity_table(found: FibreFindings, language: Language) -> ReportTable:
    """Sections that have been built by the end of each year, by whether their fibre is enough."""
    counts = found.capacity.groupby(["year", "state"]).size().unstack(fill_value=0)
    rows = [
        (int(year), int(row.sum()), *(int(row.get(state, 0)) for state in _STATES)) for year, row in counts.iterrows()
    ]
    columns = _columns(language, ("year", YEAR, 22), ("sections", WHOLE, 28))
    columns += [(text(f"fibre.state_{state}", language), WHOLE, 28.0) for state in _STATES]
    return make_table(columns, rows)


def full_table(found: FibreFindings, sections: gpd.GeoDataFrame, language: Language) -> ReportTable:
    """Sections that want most more than there is: fibres first, then the rate of shared systems, then the reserve."""
    rank = {reason: k for k, reason in enumerate(("fibres", "capacity", "reserve"))}
    lacking = sorted(
        found.full.itertuples(), key=lambda one: (rank[one.reason], one.available - one.needed, one.section)
    )
    places = sections.set_index("section")
    rows = []
    for one in lacking[:SHOWN]:
        place = places.loc[one.section]
        at = (place["road"], chainage_text(place["from_m"]), chainage_text(place["to_m"]))
        reason = text(f"fibre.reason_{one.reason}", language)
        rows.append((one.section, *at, reason, int(one.year), one.needed, one.available))
    heads = [("section", TEXT, 16), ("road", TEXT, 26), ("from", TEXT, 22), ("to", TEXT, 22), ("reason", TEXT, 34)]
    heads += [("year", YEAR, 14), ("needed", WHOLE, 16), ("there", WHOLE, 16)]
    return make_table(_columns(language, *heads), rows)


def _columns(language: Language, *columns: tuple[str, str, float]) -> list[tuple[str, str, float]]:
    return [(text(f"report.column_{key}", language), kind, width) for key, kind, width in columns]


def _bn(cost: CostRange) -> tuple[float, ...]:
    return tuple(level / MN_PER_BN for level in (cost.low, cost.base, cost.high))
