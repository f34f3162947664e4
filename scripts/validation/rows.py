"""One line of the validation: a model against one reference, with the largest difference found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Row:
    """``worst`` in ``unit``; ``tolerance`` is what the tests hold it to, and why it is not zero."""

    model: str
    reference: str
    source: str
    cases: int
    worst: float
    tolerance: float
    reason: str
    unit: str = "dB"

    @property
    def holds(self) -> bool:
        """Whether it is within the tolerance; NaN is not."""
        return self.worst <= self.tolerance


def largest(values: Iterable[float]) -> float:
    """The largest of all, NaN if one is: ``max`` would pass over it."""
    return float(np.max(list(values)))


def compared(
    model: str, reference: str, source: str, pairs: Iterable[tuple[float, float]], tolerance: float, reason: str
) -> Row:
    """A line from (got, expected) of every case [dB]."""
    differences = [abs(got - expected) for got, expected in pairs]
    return Row(model, reference, source, len(differences), largest(differences), tolerance, reason)
