"""Unit costs: a CSV of item, unit, low, base, high, year, source → ``UnitCosts``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from covplan.errors import InputProblemsError, Severity
from covplan.ingest.headings import Vocabulary, require_columns
from covplan.ingest.problems import ProblemLog
from covplan.ingest.rows import RejectedRow, Row, read_rows
from covplan.ingest.table_files import read_table

REQUIRED_UNITS = {
    "nr_on_mast": "mn_vnd",
    "new_mast": "mn_vnd",
    "mast_sharing": "mn_vnd",
    "fibre_aerial": "mn_vnd/km",
}
"""The items without which nothing is planned, each in its unit."""

OPTIONAL_UNITS = {
    "nr_one_carrier": "mn_vnd",
    "mast_upgrade": "mn_vnd",
    "mast_strengthening": "mn_vnd",
    "mast_on_building": "mn_vnd",
    "extra_height": "mn_vnd/m",
    "power_connection": "mn_vnd/km",
    "access_road": "mn_vnd/km",
    "nr_opex": "mn_vnd/year",
    "mast_opex": "mn_vnd/year",
    "mast_rent": "mn_vnd/year",
    "fibre_buried": "mn_vnd/km",
    "fibre_duct": "mn_vnd/km",
    "fibre_poles": "mn_vnd/km",
    "duct_lease": "mn_vnd/km/year",
    "pole_lease": "mn_vnd/km/year",
    "cable_lease": "mn_vnd/km/year",
    "microwave_end": "mn_vnd",
    "microwave_licence": "mn_vnd/mhz/year",
}
"""Items that a file may leave out: what it does not price is not counted, and is told."""

ITEM_UNITS = {**REQUIRED_UNITS, **OPTIONAL_UNITS}

VOCABULARY: Vocabulary = {
    "item": ("item", "hangmuc"),
    "unit": ("unit", "donvi", "donvitinh"),
    "low": ("low", "thap"),
    "base": ("base", "coso"),
    "high": ("high", "cao"),
    "year": ("year", "nam"),
    "source": ("source", "nguon"),
}


@dataclass(frozen=True)
class CostRange:
    """A low, a base and a high estimate of one sum of money [million đồng, a year's where the name says so]."""

    low: float
    base: float
    high: float

    def __add__(self, other: CostRange) -> CostRange:
        """All low, all base, all high together: prices are wrong in the same direction."""
        return CostRange(self.low + other.low, self.base + other.base, self.high + other.high)

    def __mul__(self, amount: float) -> CostRange:
        """The price of an amount, which is not negative."""
        return CostRange(self.low * amount, self.base * amount, self.high * amount)

    def scaled_to(self, base: float) -> CostRange:
        """A sum with this base, at the same price: low and high stand to it as they stand to the price's base."""
        return self * (base / self.base) if self.base > 0.0 else CostRange.known(base)

    @classmethod
    def known(cls, cost: float) -> CostRange:
        """A sum without a range."""
        return cls(cost, cost, cost)


NO_COST = CostRange(0.0, 0.0, 0.0)


@dataclass(frozen=True)
class UnitCost:
    """One price with its range; ``unit`` is e.g. ``mn_vnd`` or ``mn_vnd/km`` (million đồng)."""

    item: str
    unit: str
    low: float
    base: float
    high: float
    year: int
    source: str

    @property
    def range(self) -> CostRange:
        """The price in its unit."""
        return CostRange(self.low, self.base, self.high)


@dataclass(frozen=True)
class UnitCosts:
    """Prices by item."""

    items: Mapping[str, UnitCost]

    def base(self, item: str) -> float:
        """Base price of an item in the item's own unit."""
        return self.items[item].base

    def range(self, item: str) -> CostRange:
        """Price of an item in the item's own unit; nothing for an optional one that the file does not price."""
        return NO_COST if item in self.unpriced else self.items[item].range

    @property
    def unpriced(self) -> tuple[str, ...]:
        """Optional items that the file leaves out."""
        return tuple(item for item in OPTIONAL_UNITS if item not in self.items)


def read_costs(file: Path) -> UnitCosts:
    """The prices of a file: each required item once, each optional one at most once.

    An item stands in its unit, with low ≤ base ≤ high, year and source.

    Raises
    ------
    MissingFileError, InputError
        If the file cannot be read or lacks a column.
    InputProblemsError
        With all rows that are wrong and all items that are missing.
    """
    table = read_table(file, VOCABULARY, {})
    columns = require_columns(table.headings, VOCABULARY, {}, VOCABULARY, file)
    log = ProblemLog()
    items: dict[str, UnitCost] = {}
    named = set()
    for row in read_rows(table, columns):
        try:
            named.add(row.text("item"))
            cost = _unit_cost(row)
            if cost.item in items:
                raise RejectedRow("cost.twice", row.heading("item"), item=cost.item)
            items[cost.item] = cost
        except RejectedRow as reason:
            row.report(reason, log, Severity.ERROR)
    for item in REQUIRED_UNITS.keys() - named:
        log.add(Severity.ERROR, "cost.missing", file, item=item, unit=REQUIRED_UNITS[item])
    if errors := log.errors():
        raise InputProblemsError(errors)
    return UnitCosts(items)


def _unit_cost(row: Row) -> UnitCost:
    item, unit = row.required("item"), row.required("unit")
    if item not in ITEM_UNITS:
        raise RejectedRow("cost.item", row.heading("item"), item=item, known=", ".join(ITEM_UNITS))
    if unit != ITEM_UNITS[item]:
        raise RejectedRow("cost.unit", row.heading("unit"), item=item, got=unit, expected=ITEM_UNITS[item])
    for field in ("low", "base", "high", "year"):
        row.required(field)
    low, base, high = (row.value(field, 0, 1e9, unit) or 0.0 for field in ("low", "base", "high"))
    year = row.value("year", 1990, 2100, "") or 0.0
    if not low <= base <= high:
        raise RejectedRow("cost.order", row.heading("base"), item=item, low=low, base=base, high=high)
    return UnitCost(item, unit, low, base, high, int(year), row.required("source"))
