"""What microwave hops are planned by. Apart from what plans them, so that a scenario is read without that."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from covplan.propagation.multipath import MultipathClimate
from covplan.propagation.ranges import require_in_ranges

EDITION = "ITU-R P.530-18"


@dataclass(frozen=True)
class HopSettings:
    """Climate, clearance and length of hops.

    Attributes
    ----------
    rain_mm_h : float
        R0.01: rain rate exceeded for 0.01 % of an average year [mm/h].
    rain_source : str
    low_k : float
        Effective Earth radius factor exceeded for 99.9 % of the time, for hops of the length in question.
    low_k_source : str
    multipath : MultipathClimate, optional
        Without it availability is that of rain alone.
    median_k, median_fraction, low_fraction : float
        Median k; first Fresnel radii that must be clear over it, and over the low k.
    longest_km : float
        Longer hops are refused.
    most_hops : int
        Hops that may follow each other to fibre.
    tilt_deg : float
        Polarisation: 0 horizontal, 90 vertical.
    """

    RANGES: ClassVar[tuple[tuple[str, float, float, str], ...]] = (
        ("rain_mm_h", 1.0, 250.0, "mm/h"), ("low_k", 0.3, 4.0 / 3.0, ""), ("median_k", 1.0, 2.0, ""),
        ("median_fraction", 0.0, 2.0, ""), ("low_fraction", 0.0, 2.0, ""), ("longest_km", 0.1, 60.0, "km"),
        ("most_hops", 1, 10, ""), ("tilt_deg", 0.0, 90.0, "°"),
    )  # fmt: skip

    rain_mm_h: float
    rain_source: str
    low_k: float
    low_k_source: str
    multipath: MultipathClimate | None = None
    median_k: float = 4.0 / 3.0
    median_fraction: float = 1.0
    low_fraction: float = 0.6
    longest_km: float = 40.0
    most_hops: int = 3
    tilt_deg: float = 90.0

    def __post_init__(self) -> None:
        require_in_ranges(self, EDITION, self.RANGES)


@dataclass(frozen=True, kw_only=True)
class MicrowaveSettings(HopSettings):
    """Microwave in the place of fibre; without this table of a scenario every mast is joined by fibre.

    Attributes
    ----------
    equipment : Path
        File with the radios, ``[[microwave]]``.
    radios : tuple of str
        Names of those that may be used: bands and channels; empty: all.
    availability_pct : float
        Of the year, from a mast to fibre over all hops; an assumption without a source.
    below_top_m : float
        Dishes hang so far below the top of the mast.
    unknown_mbps : float
        Demand of a mast none of whose carriers is in the scenario [Mb/s]; an assumption without a source.
    figures : int
        Profiles of so many hops are drawn, those with the least clearance first.
    """

    RANGES: ClassVar[tuple[tuple[str, float, float, str], ...]] = (
        *HopSettings.RANGES, ("availability_pct", 99.0, 99.999, "%"), ("below_top_m", 0.0, 100.0, "m"),
        ("unknown_mbps", 0.0, 100_000.0, "Mb/s"), ("figures", 0, 10_000, ""),
    )  # fmt: skip

    equipment: Path
    radios: tuple[str, ...] = ()
    availability_pct: float = 99.95
    below_top_m: float = 2.0
    unknown_mbps: float = 150.0
    figures: int = 20
