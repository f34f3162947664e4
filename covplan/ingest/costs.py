"""Unit costs: a CSV of item, unit, low, base, high, year, source → ``UnitCosts``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


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


@dataclass(frozen=True)
class UnitCosts:
    """Prices by item."""

    items: Mapping[str, UnitCost]

    def base(self, item: str) -> float:
        """Base price of an item in the item's own unit."""
        return self.items[item].base
