"""Where a model holds: each quantity's range, and the error outside it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from covplan.errors import ModelRangeError


@dataclass(frozen=True)
class Range:
    """A closed interval of a quantity in its unit."""

    low: float
    high: float
    unit: str

    def __str__(self) -> str:
        if self.high == math.inf:
            return f"{self.low:g} {self.unit} and more" if self.low else f"any {self.unit}"
        return f"{self.low:g} to {self.high:g} {self.unit}"

    def check(self, name: str, got: float, model: str) -> None:
        """Raise ``ModelRangeError`` with the range unless ``low <= got <= high``."""
        if not self.low <= got <= self.high:
            raise ModelRangeError(
                "range.value", name=name, low=self.low, high=self.high, unit=self.unit, model=model, got=got
            )


def require_in_ranges(settings: object, of: str, ranges: Iterable[tuple[str, float, float, str]]) -> None:
    """Raise ``ModelRangeError`` at the first attribute (name, lowest, highest, unit) out of its range."""
    for name, low, high, unit in ranges:
        Range(low, high, unit).check(name, getattr(settings, name), of)
