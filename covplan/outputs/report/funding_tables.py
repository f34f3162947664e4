"""The money of the plan by who pays: as the scenario's table of funding says, else "not decided"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from covplan.ingest.area import Area
from covplan.ingest.funding import Funding
from covplan.outputs.layers import commune_of, kind_text
from covplan.outputs.marking import operator_name
from covplan.outputs.plan_tables import PlanFindings
from covplan.outputs.report.plan_sums import site_cost_bn_vnd
from covplan.outputs.report.report_tables import HUNDREDTH, TENTH, TEXT, WHOLE, YEAR, ReportTable, make_table
from covplan.outputs.settings import Language, OutputError
from covplan.outputs.tables import Table, Year
from covplan.outputs.texts import text
from covplan.planning.candidate_records import CandidateKind
from covplan.planning.plan import PlannedSite
from covplan.units import MN_PER_BN

FIBRE = "fibre"
KINDS = (*(kind.value for kind in CandidateKind), FIBRE)
"""Kinds of work that a row of the table may name; a row with the id of a site is about its mast and its fibre."""

_COLUMNS = ("order", "year", "id", "operator", "item", "cost", "payer", "basis")


@dataclass(frozen=True)
class FundedPart:
    """What is paid of a site: mast and equipment, by kind, or its share of the fibre; payer "" if not decided."""

    site: PlannedSite
    kind: str
    cost_bn_vnd: float
    payer: str
    basis: str


def funded_parts(planned: PlanFindings, funding: Mapping[str, Funding]) -> list[FundedPart]:
    """Two parts for each site of the plan, in its order.

    Raises
    ------
    OutputError
        If a row names no site of this plan and no kind of work: ids are those of one plan, another has others.
    """
    sites = planned.plan.sites
    known = {*KINDS, *(site.candidate.id for site in sites)}
    if strange := [item for item in funding if item not in known]:
        raise OutputError("funding.unknown", items=", ".join(strange), kinds=", ".join(KINDS))
    parts = []
    for site in sites:
        id, kinds = site.candidate.id, (site.candidate.kind.value, FIBRE)
        for kind, cost in zip(kinds, site_cost_bn_vnd(site, planned), strict=True):
            row = funding.get(id) or funding.get(kind) or Funding(kind, "", "")
            parts.append(FundedPart(site, kind, cost, row.payer, row.basis))
    return parts


def funding_sums(parts: list[FundedPart], language: Language) -> ReportTable:
    """A row per kind of work, payer and basis, in the order of kinds: money, and number of sites.

    Sites are not counted again for their fibre, so that the column adds up.
    """
    groups: dict[tuple[str, str, str], list[float]] = {}
    for part in sorted(parts, key=lambda part: KINDS.index(part.kind)):
        groups.setdefault((part.kind, part.payer, part.basis), []).append(part.cost_bn_vnd)
    rows = [
        (
            *(_kind_text(kind, language), _payer_text(payer, language), basis),
            *(None if kind == FIBRE else len(costs), sum(costs)),
        )
        for (kind, payer, basis), costs in groups.items()
    ]
    columns = [
        (text(f"report.column_{key}", language), form, width)
        for key, form, width in (
            ("work", TEXT, 48.0),
            ("payer", TEXT, 42.0),
            ("funding_basis", TEXT, 42.0),
            ("sites", WHOLE, 16.0),
            ("cost_both", TENTH, 18.0),
        )
    ]
    sites = len({part.site.order for part in parts})
    total = (text("report.total", language), "", "", sites, sum(part.cost_bn_vnd for part in parts))
    return make_table(columns, rows, total)


def site_list(parts: list[FundedPart], area: Area, language: Language) -> ReportTable:
    """A row per site, under the number that it has on maps: where and whose, what it costs and who pays."""
    rows = []
    for own, fibre in zip(parts[::2], parts[1::2], strict=True):
        spot, payer = own.site.candidate, _payer_text(own.payer, language)
        if fibre.payer != own.payer:
            payer = text("report.payer_both", language, own=payer, fibre=_payer_text(fibre.payer, language))
        commune = commune_of(area, spot.x_m, spot.y_m)[1]
        about = (_kind_text(own.kind, language), operator_name(spot.operator), commune)
        rows.append((own.site.order, own.site.year, *about, own.cost_bn_vnd, fibre.cost_bn_vnd, payer))
    keys = (("order", WHOLE, 12.0), ("year", YEAR, 11.0), ("work", TEXT, 38.0), ("operator", TEXT, 22.0))
    money = (("cost_sites", HUNDREDTH, 14.0), ("cost_fibre", HUNDREDTH, 14.0))
    more = (("commune", TEXT, 28.0), *money, ("payer", TEXT, 32.0))
    columns = [(text(f"report.column_{key}", language), form, width) for key, form, width in (*keys, *more)]
    sums = (sum(part.cost_bn_vnd for part in some) for some in (parts[::2], parts[1::2]))
    return make_table(columns, rows, (text("report.total", language), "", "", "", "", *sums, ""))


def funding_table(parts: list[FundedPart], language: Language) -> Table:
    """A row per site and part, for the workbook [million đồng]."""
    heads = tuple(text(f"report.funding_{column}", language) for column in _COLUMNS)
    rows = [
        (
            *(part.site.order, Year.of(part.site.year), part.site.candidate.id),
            *(operator_name(part.site.candidate.operator), _kind_text(part.kind, language)),
            *(part.cost_bn_vnd * MN_PER_BN, _payer_text(part.payer, language), part.basis),
        )
        for part in parts
    ]
    return Table("funding", heads, tuple(rows))


def _kind_text(kind: str, language: Language) -> str:
    return text("report.work_fibre", language) if kind == FIBRE else kind_text(kind, language)


def _payer_text(payer: str, language: Language) -> str:
    return payer or text("report.payer_none", language)
