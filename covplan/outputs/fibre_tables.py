"""Fibre of shared routes → tables: capacity, what fills up, bill of quantities, reach by commune, OLT sites."""

from __future__ import annotations

import math
from collections.abc import Iterable

import geopandas as gpd
import pandas as pd

from covplan.ingest.costs import UnitCosts
from covplan.outputs.layers import chainage_text
from covplan.outputs.marking import operator_name
from covplan.outputs.settings import Language
from covplan.outputs.tables import Table, Year
from covplan.outputs.texts import text
from covplan.routing.fibre_findings import FibreFindings
from covplan.routing.laying import LEVELS

_COUNTED = ("households", "villages", "offices")
_WHEN = ("before", "after", "gbps")


def make_fibre_tables(
    found: FibreFindings, sections: gpd.GeoDataFrame, prices: UnitCosts, language: Language
) -> tuple[Table, ...]:
    """``capacity``, ``full_sections``, ``quantities``, ``fibre_reach``, ``olt_sites``; money in million đồng."""
    writer = _Writer(found, sections.set_index("section"), language)
    return writer.capacity(), writer.full(), writer.quantities(prices), writer.reach(), writer.olts()


class _Writer:
    def __init__(self, found: FibreFindings, sections: gpd.GeoDataFrame, language: Language) -> None:
        self._found, self._sections, self._language = found, sections, language

    def _table(self, key: str, columns: Iterable[str], rows: Iterable[tuple[object, ...]]) -> Table:
        return Table(key, tuple(text(f"fibre.{column}", self._language) for column in columns), tuple(rows))

    def _word(self, key: str, table: str = "fibre") -> str:
        return text(f"{table}.{key}", self._language)

    def _place(self, section: str) -> tuple[object, ...]:
        """Id, road, Km, commune and way of a section."""
        one = self._sections.loc[section]
        at = (chainage_text(one["from_m"]), chainage_text(one["to_m"]))
        return section, one["road"], *at, one["commune"], self._word(f"way_{one['way']}", "route")

    def capacity(self) -> Table:
        """A row per section and year."""
        columns = (
            "section road from to commune way year users own_fibres feeders own_systems shared_mbps shared_systems "
            "fibres wanted cables cable_fibres free_fibres state"
        )
        rows = [
            (
                *(*self._place(one.section), Year(one.year), one.users, one.own_fibres, one.feeders, one.own_systems),
                *(one.shared_mbps, one.shared_systems, one.fibres, one.wanted, one.cables or None),
                *(one.cable_fibres or None, _told(one.free_fibres), self._word(f"state_{one.state}")),
            )
            for one in self._found.capacity.itertuples()
        ]
        return self._table("capacity", columns.split(), rows)

    def full(self) -> Table:
        """Sections that fill up, with reason and first year."""
        columns = ["section", "road", "from", "to", "commune", "way", "owner", "reason", "year", "needed", "available"]
        rows = [
            (
                *(*self._place(one.section), operator_name(self._sections.loc[one.section, "owner"])),
                *(self._word(f"reason_{one.reason}"), Year(one.year), one.needed, one.available),
            )
            for one in self._found.full.itertuples()
        ]
        return self._table("full_sections", columns, rows)

    def quantities(self, prices: UnitCosts) -> Table:
        """The bill, its sum, and what that differs from the costs of sections and spurs."""
        columns = ["item", "way", "size", "slope", "land_cover", "saved", "unit", "amount"]
        columns += [f"price_{level}" for level in LEVELS] + [f"cost_{level}" for level in LEVELS]
        columns += ["priced_by", "source"]
        bill, empty = self._found.quantities, (None,) * 7
        rows: list[tuple[object, ...]] = [
            (
                *(self._word(f"item_{one.item}"), self._word(f"way_{one.way}", "route"), one.fibres or None),
                *(_told(one.slope_from_pct), self._ground(one.land_cover, one.saved_pct)),
                *(_told(one.saved_pct), self._word(f"unit_{one.unit}"), one.amount),
                *(_told(getattr(one, f"price_{level}_vnd")) for level in LEVELS),
                *(_told(getattr(one, f"cost_{level}_mn_vnd")) for level in LEVELS),
                *(one.priced_by, _sources(one.priced_by, prices)),
            )
            for one in bill.itertuples()
        ]  # fmt: skip
        sums = [bill[f"cost_{level}_mn_vnd"].sum() for level in LEVELS]
        rows.append((self._word("sum"), *empty, *(None,) * 3, *sums, "", ""))
        rows.append((self._word("difference"), *empty, *(None,) * 3, *self._found.difference_mn_vnd.round(6), "", ""))
        return self._table("quantities", columns, rows)

    def _ground(self, code: int, saved_pct: float) -> str:
        """Land cover of what is dug or set up; other lines have none."""
        return "" if math.isnan(saved_pct) else self._word(str(code), "clutter")

    def reach(self) -> Table:
        """The province, then every commune."""
        columns = ["commune_code", "commune"]
        for what in _COUNTED:
            columns += [what, *(f"{what}_{when}" for when in _WHEN)]
        columns += [f"households_{when}_pct" for when in _WHEN]
        counts = [column for column in columns if column.startswith(_COUNTED) and not column.endswith("_pct")]
        reach = self._found.reach
        whole = pd.DataFrame([reach[counts].sum()]).assign(code="", name=self._word("province"))
        rows = [
            (
                *(one["code"], one["name"], *(round(float(one[column])) for column in counts)),
                *(_told(100 * one[f"households_{when}"] / (one["households"] or math.nan)) for when in _WHEN),
            )
            for one in [*whole.to_dict("records"), *reach.to_dict("records")]
        ]
        return self._table("fibre_reach", columns, rows)

    def olts(self) -> Table:
        """Where optical line terminals stand, and what each reaches."""
        columns = ["id", "name", "north", "east", "households_olt", "farthest", "system", "reach"]
        system, reach_km = self._found.system.name, self._found.reach_km
        rows = [
            (one.id, one.name, one.y_m, one.x_m, round(one.households), one.farthest_km, system, reach_km)
            for one in self._found.olts.itertuples()
        ]
        return self._table("olt_sites", columns, rows)


def _told(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _sources(items: str, prices: UnitCosts) -> str:
    """Sources of the items of the cost file that a line is priced by, as in ``fibre_buried - fibre_duct``."""
    known = [prices.items[item] for item in items.split(" - ") if item in prices.items]
    return "; ".join(dict.fromkeys(f"{one.source} ({one.year})" for one in known))
