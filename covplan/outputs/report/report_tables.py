"""Tables of the report: the columns that a page has room for, with their sums; all columns are in the workbook."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from covplan.assessment.served import Served
from covplan.outputs.marking import operator_name
from covplan.outputs.numbers import format_number, format_share
from covplan.outputs.report.findings import ReportFindings
from covplan.outputs.settings import Language
from covplan.outputs.texts import text
from covplan.routing.settings import Way
from covplan.units import M_PER_KM, MN_PER_BN

TEXT, WHOLE, SHARE, TENTH, HUNDREDTH, YEAR = "text", "whole", "share", "tenth", "hundredth", "year"
DECIMALS = {TENTH: 1, HUNDREDTH: 2}
DIG_ONCE = "dig_once"
_DIG_ONCE_COLUMNS = ("road", "from", "to", "works", "year", "length", "saving_base")
_DIG_ONCE_WIDTHS = (18.0, 24.0, 24.0, 44.0, 13.0, 20.0, 24.0)


@dataclass(frozen=True)
class ReportTable:
    """Heads, kinds of columns (how a value is written), relative widths, rows, and sums where they have a meaning."""

    heads: tuple[str, ...]
    kinds: tuple[str, ...]
    widths_mm: tuple[float, ...]
    rows: tuple[tuple[Any, ...], ...]
    total: tuple[Any, ...] | None = None


def is_text(kind: str) -> bool:
    """Whether a column is read from the left."""
    return kind == TEXT


def formatted(row: Sequence[Any], kinds: Sequence[str], language: Language) -> tuple[str, ...]:
    """A row as words; a share is cut rather than rounded up, and what is not told is a dash."""
    return tuple(_cell(value, kind, language) for value, kind in zip(row, kinds, strict=True))


def _cell(value: Any, kind: str, language: Language) -> str:
    if value is None or isinstance(value, float) and not math.isfinite(value):
        return "–"
    if isinstance(value, str):
        return value
    if kind == YEAR:
        return str(int(value))
    if kind == SHARE:
        return format_share(float(value), language).removesuffix(" %")
    return format_number(float(value), language, DECIMALS.get(kind, 0))


def make_table(
    columns: Sequence[tuple[str, str, float]], rows: Iterable[Sequence[Any]], total: Sequence[Any] | None = None
) -> ReportTable:
    """From (head, kind, width) of each column."""
    heads, kinds, widths = zip(*columns, strict=True)
    return ReportTable(heads, kinds, widths, tuple(map(tuple, rows)), None if total is None else tuple(total))


class Tables:
    """Makes the tables of one report in one language."""

    def __init__(self, found: ReportFindings, language: Language) -> None:
        self._found, self._language = found, language
        self._reading = found.today.service.reading

    def word(self, key: str, **params: object) -> str:
        """A word of the report."""
        return text(f"report.{key}", self._language, **params)

    def _column(self, key: str, kind: str, width: float, **params: object) -> tuple[str, str, float]:
        return self.word(f"column_{key}", **params), kind, width

    def headline(self) -> ReportTable:
        """The main figures with their units."""
        summary, language = self._found.summary, self._language

        def number(key: str, decimals: int = 1) -> str:
            return format_number(float(summary[key]), language, decimals)

        money = {end: number(f"cost_{key}bn_vnd") for end, key in (("low", "low_"), ("base", ""), ("high", "high_"))}
        rows = [
            (self.word("figure_population"), number("population", 0)),
            (self.word("figure_before"), format_share(summary["served_before_pct"], language)),
            (self.word("figure_after"), format_share(summary["served_after_pct"], language)),
            (self.word("figure_target"), f"{number('target_pct')} %"),
            (self.word("figure_reached"), text(f"word.{'yes' if summary['target_reached'] else 'no'}", language)),
            (self.word("figure_built"), number("sites_built", 0)),
            (self.word("figure_shared"), number("sites_shared", 0)),
            (self.word("figure_fibre"), number("fibre_new_km")),
            (self.word("figure_unconnected"), number("sites_unconnected", 0)),
            (self.word("figure_cost"), self.word("money_range", **money)),
            (self.word("figure_opex"), number("opex_bn_vnd_per_year")),
        ]
        return make_table([self._column("figure", TEXT, 110), self._column("value", TEXT, 55)], rows)

    def _people(self, names: Sequence[Sequence[str]], today: Any, after: Any, first: Sequence[Any]) -> ReportTable:
        """Population, people and share today and with the plan under the headline's reading, then by operator."""
        operators = [one for one in self._found.area.operators if one != self._reading]
        columns = [
            *first,
            self._column("population", WHOLE, 17.5),
            self._column("served_now", WHOLE, 17.5),
            self._column("share_now", SHARE, 11),
            self._column("share_after", SHARE, 14),
            *(self._column("share_of", SHARE, 19, operator=operator_name(one)) for one in operators),
        ]
        keys = ["population", self._reading, f"{self._reading}_pct"]
        shares = [f"{one}_pct" for one in operators]
        rows = [
            (*name, *now[:3], then, *now[3:])
            for name, now, then in zip(
                names,
                today[[*keys, *shares]].to_numpy(float).tolist(),
                after[f"{self._reading}_pct"].tolist(),
                strict=True,
            )
        ]
        return make_table(columns, rows, self._people_total(len(first), operators))

    def _people_total(self, first: int, operators: Sequence[str]) -> tuple[Any, ...]:
        def pct(served: Served, reading: str) -> float:
            return 100.0 * served.totals[reading] / served.population

        today, after = self._found.today, self._found.after
        names = (self.word("total"), *("",) * (first - 1))
        figures = (today.population, today.totals[self._reading], pct(today, self._reading), pct(after, self._reading))
        return (*names, *figures, *(pct(today, one) for one in operators))

    def communes(self) -> ReportTable:
        """Every commune in order of code."""
        frame = self._found.area.communes
        names = [
            (str(code), f"{kind} {name}".strip(), str(district))
            for code, kind, name, district in frame[["code", "type", "name", "district"]].itertuples(index=False)
        ]
        first = [
            self._column("code", TEXT, 12.5),
            self._column("commune", TEXT, 27),
            self._column("district", TEXT, 28),
        ]
        return self._people(names, self._found.today.by_commune, self._found.after.by_commune, first)

    def districts(self) -> ReportTable:
        """Every former district."""
        today = self._found.today.by_district
        names = [tuple(map(str, row)) for row in today[["district", "province"]].itertuples(index=False)]
        first = [self._column("district", TEXT, 36), self._column("province", TEXT, 20)]
        return self._people(names, today, self._found.after.by_district, first)

    def lowest(self, count: int = 10) -> ReportTable:
        """The communes of the smallest shares today; among equal ones those with most people."""
        every = self.communes()
        share = every.kinds.index(SHARE)
        people = every.kinds.index(WHOLE)
        known = [row for row in every.rows if math.isfinite(row[share])]
        known.sort(key=lambda row: (row[share], -row[people]))
        return ReportTable(every.heads, every.kinds, every.widths_mm, tuple(known[:count]))

    def key_areas(self) -> ReportTable:
        """Classes of key areas under the headline's reading."""
        result = self._found.where.key_areas
        rows = [
            (text(f"place_class.{one.place_class}", self._language), one.areas, one.passed, one.failed, one.untold,
             one.passed_pct)
            for one in result.by_class[result.by_class["reading"] == self._reading].itertuples()
        ]  # fmt: skip
        columns = [
            self._column("place_class", TEXT, 66),
            *(self._column(key, WHOLE, 20) for key in ("areas", "passed", "failed", "untold")),
            self._column("passed_pct", SHARE, 20),
        ]
        return make_table(columns, rows)

    def tenancy(self) -> ReportTable:
        """Masts by owner, operators on them, and operators per mast."""
        frame = self._found.sharing.by_owner
        rows = [
            (operator_name(one.owner) if one.owner else text("word.unknown", self._language), one.masts, one.tenants,
             format_number(one.tenancy, self._language, 2))
            for one in frame.itertuples()
        ]  # fmt: skip
        masts, tenants = int(frame["masts"].sum()), int(frame["tenants"].sum())
        ratio = format_number(tenants / masts if masts else math.nan, self._language, 2)
        columns = [
            self._column("owner", TEXT, 60),
            *(self._column(key, WHOLE, 35) for key in ("masts", "tenants", "tenancy")),
        ]
        return make_table(columns, rows, (self.word("total"), masts, tenants, ratio))

    def arrangements(self) -> ReportTable:
        """Share of people by operator under each way of sharing what stands today."""
        together = self._found.together
        columns = [self._column("operator", TEXT, 40)]
        columns += [(text(f"arrangement.{one}", self._language), SHARE, 35) for one in together.arrangements]
        frame = together.by_operator
        rows = [
            (operator_name(row["operator"]), *(row[f"{one}_pct"] for one in together.arrangements))
            for _, row in frame.iterrows()
        ]
        return make_table(columns, rows)

    def routes(self) -> ReportTable:
        """Shared routes by road, the longest first: what existing cable and works on the road give, and the money."""
        frame = self._found.sections
        roads = frame["road"].replace("", text("route.unnumbered", self._language))
        rows = [(road, *self._route_figures(own)) for road, own in frame.groupby(roads)]
        rows.sort(key=lambda row: -row[2])
        columns = [
            self._column("road", TEXT, 44),
            self._column("sections", WHOLE, 18),
            *(self._column(key, TENTH, 25) for key in ("km", "km_cable", "km_codug", "cost_bn")),
        ]
        return make_table(columns, rows, (self.word("total"), *self._route_figures(frame)))

    def _route_figures(self, own: Any) -> tuple[float, ...]:
        km = [float(part.sum()) / M_PER_KM for part in (own["length_m"], *self._by_way(own))]
        return len(own), *km, float(own["cost_base_mn_vnd"].sum()) / MN_PER_BN

    def _by_way(self, own: Any) -> list[Any]:
        return [own.loc[own["way"] == way.value, "length_m"] for way in (Way.CABLE, Way.CODUG)]

    def dig_once(self) -> ReportTable:
        """Ducts to lay with works on the road: where, with whose works, by when, and what that saves."""
        table = next(one for one in self._found.route_tables if one.key == DIG_ONCE)
        columns = zip(_DIG_ONCE_COLUMNS, (TEXT, TEXT, TEXT, TEXT, YEAR, WHOLE, TENTH), _DIG_ONCE_WIDTHS, strict=True)
        at = [table.columns.index(text(f"route.{key}", self._language)) for key in _DIG_ONCE_COLUMNS]
        rows = [tuple(row[k] for k in at) for row in table.rows]
        length, saved = (sum(float(row[k]) for row in rows) for k in (5, 6))
        return make_table(
            [(text(f"route.{key}", self._language), kind, width) for key, kind, width in columns],
            rows,
            (self.word("total"), "", "", "", "", length, saved) if rows else None,
        )

    def interval(self) -> ReportTable:
        """The interval of the share of today by reading."""
        frame, settings = self._found.uncertainty.by_reading, self._found.uncertainty.settings
        params = {"interval": format_number(settings.interval_pct, self._language)}
        names = {"any": text("word.any_operator", self._language)}
        rows = [
            (
                names.get(one.reading, operator_name(one.reading)),
                one.median_pct,
                one.mean_pct,
                one.low_pct,
                one.high_pct,
            )
            for one in frame.itertuples()
        ]
        columns = [
            self._column("reading", TEXT, 55),
            *(self._column(key, SHARE, 27, **params) for key in ("median", "mean", "low", "high")),
        ]
        return make_table(columns, rows)
