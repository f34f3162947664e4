"""Key areas, districts, roads and villages as tables; what each test asks for stands in the headings."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

import pandas as pd

from covplan.assessment.districts import DistrictTest
from covplan.assessment.served import ANY_OPERATOR
from covplan.assessment.spots import SpotState
from covplan.assessment.where import Where
from covplan.linear_reference import format_chainage
from covplan.outputs.marking import operator_name
from covplan.outputs.numbers import format_date, format_plain
from covplan.outputs.settings import Language
from covplan.outputs.tables import Table
from covplan.outputs.texts import text

WHERE_PARTS = {
    "key-areas": ("key_area_classes", "key_area_failures"),
    "districts": ("district_tests", "commune_tests"),
    "roads": ("road_km", "road_gaps"),
    "villages": ("village_counts", "village_fund"),
}
"""What the command line shows of each part; files hold all tables."""


def make_where_tables(
    where: Where,
    language: Language,
    keys: Collection[str] | None = None,
    reading: str | None = None,
    as_of: str = "",
) -> tuple[Table, ...]:
    """The tables of these keys, or all of them, in one order; rows of one reading, or of all readings.

    ``as_of`` is the date of the data: a rule that has ended by then says so.
    """
    writer = _Writer(where, language, reading, as_of)
    makers = {
        "key_area_classes": writer.key_area_classes,
        "key_area_failures": writer.key_area_failures,
        "key_areas": writer.key_areas,
        "district_tests": writer.district_tests,
        "commune_tests": writer.commune_tests,
        "road_km": writer.road_km,
        "road_gaps": writer.road_gaps,
        "road_stretches": writer.road_stretches,
        "village_counts": writer.village_counts,
        "village_fund": writer.village_fund,
        "villages": writer.villages,
        "village_points": writer.village_points,
    }
    return tuple(make(key) for key, make in makers.items() if keys is None or key in keys)


class _Writer:
    """Makes the tables of one result in one language."""

    def __init__(self, where: Where, language: Language, reading: str | None, as_of: str) -> None:
        self._where, self._language, self._only, self._as_of = where, language, reading, as_of

    def _rows(self, table: pd.DataFrame) -> pd.DataFrame:
        return table if self._only is None else table[table["reading"] == self._only]

    def _text(self, key: str, **params: object) -> str:
        return text(key, self._language, **params)

    def _heads(self, *keys: str, **params: object) -> tuple[str, ...]:
        return tuple(self._text(f"where.{key}", **params) for key in keys)

    def _reading(self, reading: str) -> str:
        return self._text("word.any_operator") if reading == ANY_OPERATOR else operator_name(reading)

    def _number(self, value: float) -> str:
        return format_plain(value, self._language)

    def _yes_no(self, value: Any) -> str:
        if pd.isna(value):
            return self._text("verdict.untold")
        return self._text("word.yes" if value else "word.no")

    def key_area_classes(self, key: str) -> Table:
        result = self._where.key_areas
        required = self._number(result.required_pct)
        heads = self._heads(
            *("place_class", "reading", "areas", "passed", "failed", "untold", "passed_pct", "mean_share_pct"),
            required=required,
        )
        rows = [
            (self._text(f"place_class.{row[0]}"), self._reading(row[1]), *row[2:])
            for row in self._rows(result.by_class).itertuples(index=False, name=None)
        ]
        return Table(key, heads, tuple(rows))

    def key_area_failures(self, key: str) -> Table:
        heads = self._heads("place_class", "commune_code", "commune", "reading", "failed", "untold", "names")
        failures = self._rows(self._where.key_areas.failures)
        rows = [
            (self._text(f"place_class.{kind}"), code, commune, self._reading(reading), *rest)
            for kind, code, commune, reading, *rest in failures.itertuples(index=False, name=None)
        ]
        return Table(key, heads, tuple(rows))

    def key_areas(self, key: str) -> Table:
        table = self._where.key_areas.areas
        readings = [column.removesuffix("_verdict") for column in table.columns if column.endswith("_verdict")]
        heads = self._heads("name", "place_class", "shape", "commune_code", "commune", "untold_pct")
        columns: list[list[Any]] = [
            table["name"].tolist(),
            [self._text(f"place_class.{kind}") for kind in table["place_class"]],
            [self._text(f"shape.{kind}") for kind in table["kind"]],
            *(table[name].tolist() for name in ("commune_code", "commune", "untold_pct")),
        ]
        for reading in readings:
            heads += self._heads("share", "verdict", operator=self._reading(reading))
            columns.append(table[f"{reading}_pct"].tolist())
            columns.append([self._text(f"verdict.{verdict}") for verdict in table[f"{reading}_verdict"]])
        return Table(key, (*heads, self._text("where.source")), tuple(zip(*columns, table["source"], strict=True)))

    def _tests(self, key: str, table: pd.DataFrame, units: tuple[str, str]) -> Table:
        columns = [*units, "reading", "sites_5g", "people_pct"]
        heads = self._heads(*columns)
        columns += list(DistrictTest)
        required = self._number(self._where.districts.people_pct)
        heads += tuple(self._text(f"where.test_{test}", required=required) for test in DistrictTest)
        rows = [
            (*map(str, row[:2]), self._reading(row[2]), row[3], row[4], *map(self._yes_no, row[5:]))
            for row in self._rows(table)[columns].itertuples(index=False, name=None)
        ]
        return Table(key, heads, tuple(rows))

    def district_tests(self, key: str) -> Table:
        return self._tests(key, self._where.districts.by_district, ("district", "province"))

    def commune_tests(self, key: str) -> Table:
        return self._tests(key, self._where.districts.by_commune, ("code", "name"))

    def road_km(self, key: str) -> Table:
        heads = self._heads(
            "road", "road_class", "status", "reading", "km", "km_served", "km_unserved", "km_untold", "served_pct"
        )
        rows = [
            (
                row.road,
                self._text(f"road_class.{row.road_class}"),
                self._text(f"road_status.{row.status}"),
                self._reading(row.reading),
                *map(float, (row.km, row.km_served, row.km_unserved, row.km_untold, row.served_pct)),
            )
            for row in self._rows(self._where.roads.roads).itertuples()
        ]
        return Table(key, heads, tuple(rows))

    def _stretches(self, key: str, table: pd.DataFrame) -> Table:
        heads = self._heads("road", "reading", "state", "from", "to", "basis", "length_m", "commune_from", "commune_to")
        rows = [
            (
                row.road,
                self._reading(row.reading),
                self._text(f"stretch.{row.state}"),
                format_chainage(row.from_m),
                format_chainage(row.to_m),
                self._text(f"chainage.{row.basis}"),
                float(row.length_m),
                row.commune_from,
                row.commune_to,
            )
            for row in self._rows(table).itertuples()
        ]
        return Table(key, heads, tuple(rows))

    def road_gaps(self, key: str) -> Table:
        return self._stretches(key, self._where.roads.gaps)

    def road_stretches(self, key: str) -> Table:
        return self._stretches(key, self._where.roads.stretches)

    def village_counts(self, key: str) -> Table:
        villages = self._where.villages.villages
        rows = [
            (self._text(f"spot.{state}"), len(own), _whole(own["people"].sum(min_count=1)))
            for state in SpotState
            for own in [villages[villages["state"] == state.value]]
        ]
        return Table(key, self._heads("village_state", "villages", "people", margin=self._margin), tuple(rows))

    def village_fund(self, key: str) -> Table:
        return self._villages(key, self._where.villages.fund_facts)

    def villages(self, key: str) -> Table:
        return self._villages(key, self._where.villages.villages)

    @property
    def _margin(self) -> str:
        return self._number(self._where.villages.weak_margin_db)

    def _villages(self, key: str, table: pd.DataFrame) -> Table:
        heads = self._heads(
            *("village_id", "name", "commune_code", "commune", "people", "modelled_people"),
            *("electrified", "area_class", "centre", "clusters", "clusters_white", "clusters_weak", "village_state"),
            margin=self._margin,
        )
        heads = (*heads, self._fund())
        rows = [
            (
                *(row.village_id, row.name, row.commune_code, row.commune, _whole(row.people)),
                _whole(row.modelled_people),
                "" if pd.isna(row.electrified) else self._yes_no(row.electrified),
                row.area_class,
                self._text(f"spot.{row.centre}") if row.centre else "",
                *(row.clusters, row.clusters_white, row.clusters_weak),
                self._text(f"spot.{row.state}"),
                self._text(f"eligibility.{row.eligibility}"),
            )
            for row in table.itertuples()
        ]
        return Table(key, heads, tuple(rows))

    def _fund(self) -> str:
        """The fund, with the rule by which villages are judged and until when that holds."""
        rule = self._where.villages.fund_rule
        if rule is None:
            return self._text("where.fund")
        title = self._text("where.fund_rule", rule=rule.title)
        if not rule.last_day:
            return title
        key = "where.fund_ended" if rule.ended(self._as_of) else "where.fund_until"
        return self._text(key, title=title, day=format_date(rule.last_day, self._language))

    def village_points(self, key: str) -> Table:
        heads = self._heads(
            *("village_id", "name", "part", "commune_code", "commune", "people", "modelled_people", "operators"),
            *("margin_db", "spot_state"),
        )
        rows = [
            (
                *(row.village_id, row.name, self._text(f"village_part.{row.part}"), row.commune_code, row.commune),
                _whole(row.people),
                _whole(row.modelled_people),
                ", ".join(map(operator_name, filter(None, row.operators.split(", ")))),
                float(row.margin_db),
                self._text(f"spot.{row.state}"),
            )
            for row in self._where.villages.points.itertuples()
        ]
        return Table(key, heads, tuple(rows))


def _whole(people: float) -> int | float:
    """A count as a whole number; NaN stays."""
    return round(people) if math.isfinite(people) else people
