"""A plan as tables: each site with its reasons, sums by year, operator and commune, masts that matter, villages."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from covplan.assessment.villages import VillageService
from covplan.ingest.area import Area
from covplan.ingest.costs import NO_COST, CostRange
from covplan.outputs.layers import (
    bands_text,
    chainage_text,
    commune_of,
    fibre_cost_mn_vnd,
    fibre_range,
    joined_text,
    kind_text,
)
from covplan.outputs.marking import operator_name
from covplan.outputs.numbers import format_cost, format_number, format_plain, format_share
from covplan.outputs.place_names import place_names
from covplan.outputs.settings import Language
from covplan.outputs.tables import Table, Year
from covplan.outputs.texts import text
from covplan.planning.candidates import CandidateKind
from covplan.planning.curve import PeopleCurve
from covplan.planning.importance import SiteImportance
from covplan.planning.plan import Plan, PlannedSite
from covplan.planning.plan_facts import SiteFacts
from covplan.planning.reach_matrix import Reach
from covplan.routing.fibre_plan import FibrePlan

KEY_MASTS = 10
HARD_AREAS = ("ĐBKK", "III")
"""Classes of area whose villages are listed for the universal-service fund."""

PLAN_COLUMNS = (
    *("year", "order", "id", "kind", "place", "commune_code", "commune", "road", "chainage", "mast_owner", "operator"),
    *(
        "bands",
        "height",
        "azimuths",
        "site_cost",
        "fibre_cost",
        "total_cost",
        "total_cost_low",
        "total_cost_high",
        "opex",
    ),
    *("joined", "people_added", "served_pct", "busy_hour", "why", "north", "east"),
)
FUND_COLUMNS = (
    *("village_id", "village", "commune_code", "commune", "area_class", "electrified", "points", "centre"),
    *("village_people", "year", "order", "id", "kind", "place", "operator", "total_cost", "fund"),
)
_SUM_COLUMNS = (
    *("sites", "built", "site_cost", "fibre_cost", "total_cost", "total_cost_low", "total_cost_high", "opex"),
    "people_added",
)
YEAR_COLUMNS = (
    *("year", *_SUM_COLUMNS, "cost_so_far", "opex_so_far", "served_pct", "most_pct", "target_pct", "budget"),
    "present_value",
)
OPERATOR_COLUMNS = ("operator", *_SUM_COLUMNS)
COMMUNE_COLUMNS = ("commune_code", "commune", *_SUM_COLUMNS)


@dataclass(frozen=True, eq=False)
class PlanFindings:
    """A routed plan and what is told about it; ``facts`` belong to ``plan.sites`` one by one."""

    plan: Plan
    fibre: FibrePlan
    facts: tuple[SiteFacts, ...]
    importance: tuple[SiteImportance, ...]
    gains: pd.DataFrame  # of villages_gained
    villages: VillageService


def make_plan_tables(found: PlanFindings, area: Area, language: Language) -> tuple[Table, ...]:
    """The plan, its sums by year, operator and commune, the masts that matter most, and villages in hard areas."""
    writer = _Writer(found, area, language)
    return (
        writer.plan(),
        writer.years(),
        writer.operators(),
        writer.communes(),
        writer.key_masts(),
        writer.fund_villages(),
    )


def by_year(plan: Plan) -> list[tuple[int | None, list[PlannedSite], float]]:
    """Every year of a plan, with what is built in it, be it nothing, and the share served at its end [%].

    The year is None for sites that have none.
    """
    years: dict[int | None, list[PlannedSite]] = {one.year: [] for one in plan.years}
    for site in plan.sites:
        years.setdefault(site.year, []).append(site)
    rows, served_pct = [], plan.served_pct_before
    for year, sites in years.items():
        served_pct = sites[-1].served_pct_after if sites else served_pct
        rows.append((year, sites, served_pct))
    return rows


def curve_table(curve: PeopleCurve, language: Language) -> Table:
    """A row per budget: what it buys, and what nobody can exceed."""
    heads = _heads(language, "budget", "total_cost", "sites", "people_added", "served_pct", "bound_pct", "open_points")
    rows = []
    for point in curve.points:
        served, bound = curve.served_pct(point.people), curve.served_pct(point.bound_people)
        money = (point.budget_mn_vnd, point.cost_mn_vnd)
        rows.append((*money, point.sites, round(point.people), served, bound, bound - served))
    return Table("people_curve", heads, tuple(rows))


def candidate_table(reach: Reach, plan: Plan, area: Area, language: Language) -> Table:
    """Every candidate with the people whom it alone would newly serve: what can be put into a plan by hand."""
    heads = _heads(language, "id", "kind", "operator", "mast_owner", "place", "commune", "road", "chainage")
    heads += _heads(language, "north", "east", "total_cost", "people_alone", "chosen")
    heads += _heads(language, "antennas_m2", "room_m2", "crowd")
    chosen, alone = {site.candidate.id for site in plan.sites}, reach.matrix @ reach.people
    places = place_names([(spot.x_m, spot.y_m, spot.site_id) for spot in reach.candidates], area, language)
    rows = [
        (
            *(spot.id, kind_text(spot.kind, language), operator_name(spot.operator), operator_name(spot.mast_owner)),
            *(place, commune_of(area, spot.x_m, spot.y_m)[1], spot.road, chainage_text(spot.chainage_m)),
            *(spot.y_m, spot.x_m, spot.total_mn_vnd, round(float(people))),
            text("word.yes" if spot.id in chosen else "word.no", language),
            *(spot.antennas_m2, math.nan if spot.room_m2 is None else spot.room_m2, spot.crowd),
        )
        for spot, place, people in zip(reach.candidates, places, alone, strict=True)
    ]
    return Table("candidates", heads, tuple(rows))


def why_text(site: PlannedSite, facts: SiteFacts, area: Area, language: Language) -> str:
    """The facts that speak for a site, as one sentence."""
    if facts.commune < 0:
        return text("planned.why_nobody", language)

    def number(value: float) -> str:
        return format_number(value, language)

    parts = [
        text("planned.why_gain", language, people=number(site.people_added), rate=number(facts.people_per_bn_vnd)),
        text(
            "planned.why_commune",
            language,
            commune=area.communes["name"].iloc[facts.commune],
            people=number(facts.commune_people),
            before=format_share(facts.commune_before_pct, language),
            after=format_share(facts.commune_after_pct, language),
        ),
    ]
    if facts.rivals:
        cost = format_cost(facts.best_rival_mn_vnd, language)
        best = {"id": facts.best_rival, "people": number(facts.best_rival_people), "cost": cost}
        parts.append(text("planned.why_rivals", language, count=number(facts.rivals), **best))
    else:
        parts.append(text("planned.why_no_rival", language))
    return "; ".join(parts) + "."


def _heads(language: Language, *keys: str) -> tuple[str, ...]:
    return tuple(text(f"planned.{key}", language) for key in keys)


class _Writer:
    """Makes the tables of one plan in one language."""

    def __init__(self, found: PlanFindings, area: Area, language: Language) -> None:
        self._found, self._area, self._language = found, area, language
        spots = [site.candidate for site in found.plan.sites]
        places = place_names([(spot.x_m, spot.y_m, spot.site_id) for spot in spots], area, language)
        self._place = {spot.id: place for spot, place in zip(spots, places, strict=True)}
        self._commune = {spot.id: commune_of(area, spot.x_m, spot.y_m) for spot in spots}

    def _costs(self, site: PlannedSite) -> tuple[float, float, float]:
        """Of the site, of its share of the fibre (NaN where none joins it), and both."""
        fibre = fibre_cost_mn_vnd(site.candidate, self._found.fibre)
        return site.candidate.cost_mn_vnd, fibre, site.candidate.cost_mn_vnd + (0.0 if math.isnan(fibre) else fibre)

    def _total(self, site: PlannedSite) -> CostRange:
        """Of the site and its share of the fibre."""
        return site.candidate.capex + fibre_range(site.candidate, self._found.fibre)

    def plan(self) -> Table:
        heads = _heads(self._language, *PLAN_COLUMNS)
        rows = []
        for site, facts in zip(self._found.plan.sites, self._found.facts, strict=True):
            spot, language = site.candidate, self._language
            azimuths = "/".join(format_plain(sector.azimuth_deg, language) for sector in spot.sectors)
            height_m = max((sector.antenna_agl_m for sector in spot.sectors), default=math.nan)
            rows.append(
                (
                    *(Year.of(site.year), site.order, spot.id, kind_text(spot.kind, language), self._place[spot.id]),
                    *(*self._commune[spot.id], spot.road, chainage_text(spot.chainage_m)),
                    *(operator_name(spot.mast_owner), operator_name(spot.operator)),
                    *(bands_text(spot.carriers), height_m, azimuths, *self._costs(site)),
                    *((total := self._total(site)).low, total.high, spot.opex_per_year.base),
                    joined_text(spot, self._found.fibre, language),
                    *(round(site.people_added), site.served_pct_after, spot.busy_hour_pct),
                    why_text(site, facts, self._area, language),
                    *(spot.y_m, spot.x_m),
                )
            )
        return Table("plan", heads, tuple(rows))

    def years(self) -> Table:
        """With the money spent and the people served by the end of each, and what was asked of it."""
        spent, running, rows, asked = 0.0, 0.0, [], {one.year: one for one in self._found.plan.years}
        for year, sites, served_pct in by_year(self._found.plan):
            sums = self._sum(sites)
            spent += sums[_SUM_COLUMNS.index("total_cost")]
            running += sums[_SUM_COLUMNS.index("opex")]
            shown = text("planned.no_year", self._language) if year is None else Year(year)
            one = None if year is None else asked.get(year)
            told = (one.most_pct, one.target_pct, one.budget_mn_vnd, one.present_value_mn_vnd) if one else (None,) * 4
            rows.append((shown, *sums, spent, running, served_pct, *told))
        return Table("plan_years", _heads(self._language, *YEAR_COLUMNS), tuple(rows))

    def operators(self) -> Table:
        rows = self._sums(lambda site: (operator_name(site.candidate.operator),))
        return Table("plan_operators", _heads(self._language, *OPERATOR_COLUMNS), tuple(rows))

    def communes(self) -> Table:
        rows = self._sums(lambda site: self._commune[site.candidate.id])
        return Table("plan_communes", _heads(self._language, *COMMUNE_COLUMNS), tuple(sorted(rows)))

    def _sums(self, key: Callable[[PlannedSite], tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """What ``_SUM_COLUMNS`` say of each key, in the plan's order."""
        groups: dict[tuple[Any, ...], list[PlannedSite]] = {}
        for site in self._found.plan.sites:
            groups.setdefault(key(site), []).append(site)
        return [(*name, *self._sum(sites)) for name, sites in groups.items()]

    def _sum(self, sites: Sequence[PlannedSite]) -> tuple[Any, ...]:
        costs = [self._costs(site) for site in sites]
        built = sum(site.candidate.kind is CandidateKind.BUILD for site in sites)
        of_sites = sum(cost for cost, _, _ in costs)
        both = sum(total for *_, total in costs)
        total = sum((self._total(site) for site in sites), NO_COST)
        opex = sum(site.candidate.opex_per_year.base for site in sites)
        people = round(sum(site.people_added for site in sites))
        return len(sites), built, of_sites, both - of_sites, both, total.low, total.high, opex, people

    def key_masts(self) -> Table:
        heads = _heads(self._language, "rank", "order", "id", "kind", "place", "commune", "operator")
        heads += _heads(self._language, "people_lost", "served_without", "saved")
        rows = []
        for rank, one in enumerate(self._found.importance[:KEY_MASTS], 1):
            spot = one.site.candidate
            rows.append(
                (
                    *(rank, one.site.order, spot.id, kind_text(spot.kind, self._language), self._place[spot.id]),
                    *(self._commune[spot.id][1], operator_name(spot.operator)),
                    *(round(one.people_lost), one.served_pct_without, one.saved_mn_vnd),
                )
            )
        return Table("key_masts", heads, tuple(rows))

    def fund_villages(self) -> Table:
        """Villages of hard areas that a site serves; eligibility is under the rule that the scenario names, if any."""
        language, sites = self._language, self._found.plan.sites
        villages = self._found.villages.villages.set_index("village_id")
        rows = []
        for gain in self._found.gains.itertuples():
            village, site = villages.loc[gain.village_id], sites[gain.order - 1]
            if village["area_class"] not in HARD_AREAS:
                continue
            spot = site.candidate
            rows.append(
                (
                    *(gain.village_id, village["name"], village["commune_code"], village["commune"]),
                    *(village["area_class"], self._yes_no(village["electrified"])),
                    *(int(gain.points), self._yes_no(gain.centre)),
                    round(gain.people) if math.isfinite(gain.people) else None,
                    *(Year.of(site.year), site.order, spot.id, kind_text(spot.kind, language), self._place[spot.id]),
                    *(operator_name(spot.operator), self._costs(site)[-1]),
                    text(f"eligibility.{village['eligibility']}", language),
                )
            )
        return Table("fund_villages", _heads(language, *FUND_COLUMNS), tuple(rows))

    def _yes_no(self, value: Any) -> str:
        return "" if pd.isna(value) else text("word.yes" if value else "word.no", self._language)
