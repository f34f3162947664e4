"""The plan by year and by operator in the report, with what the universal-service fund could be asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from covplan.assessment.fund_rules import Eligibility
from covplan.outputs.layers import fibre_cost_mn_vnd
from covplan.outputs.marking import operator_name
from covplan.outputs.plan_tables import PlanFindings, by_year
from covplan.outputs.report.report_tables import SHARE, TENTH, TEXT, WHOLE, ReportTable, make_table
from covplan.outputs.settings import Language
from covplan.outputs.texts import text
from covplan.planning.candidate_records import CandidateKind
from covplan.planning.plan import PlannedSite
from covplan.units import MN_PER_BN


def years_table(planned: PlanFindings, as_of: str, language: Language) -> ReportTable:
    """Sites and money by year, with what a fund could be asked for; the share of people at the end of each."""
    years = by_year(planned.plan)
    groups = {text("planned.no_year", language) if year is None else str(year): sites for year, sites, _ in years}
    table = _sums(planned, as_of, language, "year", groups)
    columns = [*zip(table.heads, table.kinds, table.widths_mm, strict=True)]
    columns.append((text("report.column_share_end", language), SHARE, 19))
    rows = [(*row, served_pct) for row, (_, _, served_pct) in zip(table.rows, years, strict=True)]
    return make_table(columns, rows, (*(table.total or ()), planned.plan.served_pct_after))


def operators_table(planned: PlanFindings, as_of: str, language: Language) -> ReportTable:
    """The same by operator."""
    groups: dict[str, list[PlannedSite]] = {}
    for site in planned.plan.sites:
        groups.setdefault(operator_name(site.candidate.operator), []).append(site)
    return _sums(planned, as_of, language, "operator", groups)


def has_fund_rule(planned: PlanFindings, as_of: str) -> bool:
    """Whether the scenario names a rule of the fund that is in force on the day of the data."""
    rule = planned.villages.fund_rule
    return rule is not None and not rule.ended(as_of)


def fund_orders(planned: PlanFindings) -> frozenset[int]:
    """Orders of the sites that serve a village which the fund's rule named in the scenario takes."""
    villages = planned.villages.villages.set_index("village_id")["eligibility"]
    gains: pd.DataFrame = planned.gains
    return frozenset(int(one.order) for one in gains.itertuples() if villages[one.village_id] == Eligibility.ELIGIBLE)


def site_cost_bn_vnd(site: PlannedSite, planned: PlanFindings) -> tuple[float, float]:
    """Of the site and of its share of the fibre, 0 where none joins it [tỷ đồng]."""
    fibre = fibre_cost_mn_vnd(site.candidate, planned.fibre)
    return site.candidate.cost_mn_vnd / MN_PER_BN, (0.0 if pd.isna(fibre) else fibre) / MN_PER_BN


def _sums(
    planned: PlanFindings,
    as_of: str,
    language: Language,
    first: str,
    groups: Mapping[str, Sequence[PlannedSite]],
) -> ReportTable:
    fund, has_rule = fund_orders(planned), has_fund_rule(planned, as_of)

    def figures(sites: Sequence[PlannedSite]) -> tuple[Any, ...]:
        costs = [site_cost_bn_vnd(site, planned) for site in sites]
        both = sum(map(sum, costs))
        asked = sum(sum(cost) for cost, site in zip(costs, sites, strict=True) if site.order in fund)
        built = sum(site.candidate.kind is CandidateKind.BUILD for site in sites)
        of_sites, of_fibre = sum(cost for cost, _ in costs), sum(cost for _, cost in costs)
        return len(sites), built, of_sites, of_fibre, both, *([asked] if has_rule else [])

    def column(name: str, kind: str, width: float) -> tuple[str, str, float]:
        return text(f"report.column_{name}", language), kind, width

    columns = [column(first, TEXT, 22)]
    columns += [column("sites", WHOLE, 16), column("built", WHOLE, 16)]
    money = ("sites", "fibre", "both", *(["fund"] if has_rule else []))
    columns += [column(f"cost_{name}", TENTH, 21) for name in money]
    rows = [(name, *figures(own)) for name, own in groups.items()]
    return make_table(columns, rows, (text("report.total", language), *figures(planned.plan.sites)))
