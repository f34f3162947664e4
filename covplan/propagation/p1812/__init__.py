"""ITU-R P.1812-8 (08/2025?): placeholder replaced below."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Polarisation(StrEnum):
    """Polarisation of the wave."""

    HORIZONTAL = "horizontal"
    VERTICAL = "vertical"


@dataclass(frozen=True)
class P1812:
    """Settings of ITU-R P.1812-8 that belong to the place, not to the path."""

    delta_n: float
    n0: float
    time_pct: float = 50.0
    polarisation: Polarisation = Polarisation.VERTICAL
