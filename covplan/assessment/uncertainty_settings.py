"""What is uncertain about the served share, and by how much. Apart from what computes it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from covplan.propagation.ranges import require_in_ranges

MEDIAN_PCT = 50.0
"""At this probability the required median is the threshold itself: no margin is in it."""


class BiasSource(StrEnum):
    """Where the standard deviation of the model's common bias comes from."""

    FIXED = "fixed"
    CALIBRATED = "calibrated"  # standard error over blocks of the area's corrections


@dataclass(frozen=True)
class UncertaintySettings:
    """Sources of uncertainty, all normal in dB but the population's, which is log-normal with mean 1.

    Attributes
    ----------
    draws, seed : int
    interval_pct : float
        Share of the draws between the ends of the interval.
    bias_sigma_db : float
        The model's error common to the whole province; 4 to 6 dB without measurements (assumption).
    class_sigma_db : float
        Its error common to a clutter class (assumption).
    correlation_m : float
        Distance at which shadowing of one mast is correlated by 1/e: 120 m, rural macro without line of sight,
        TR 38.901 Table 7.5-6. Its standard deviation is that of the service.
    between_masts : float
        Correlation of the shadowing of two masts at one place: 0.5, as system simulations of TR 36.814 §A.2 take it.
    population_sigma : float
        Relative standard deviation of a commune's people (assumption).
    servers : int
        Strongest masts of each operator that a pixel is drawn with.
    """

    draws: int = 200
    seed: int = 1
    interval_pct: float = 90.0
    bias_source: BiasSource = BiasSource.FIXED
    bias_sigma_db: float = 5.0
    class_sigma_db: float = 2.0
    correlation_m: float = 120.0
    between_masts: float = 0.5
    population_sigma: float = 0.05
    servers: int = 4

    def __post_init__(self) -> None:
        require_in_ranges(
            self,
            "uncertainty",
            (
                ("draws", 2, 100_000, ""),
                ("seed", 0, 2**31 - 1, ""),
                ("interval_pct", 1.0, 99.9, "%"),
                ("bias_sigma_db", 0.0, 20.0, "dB"),
                ("class_sigma_db", 0.0, 20.0, "dB"),
                ("correlation_m", 1.0, 10_000.0, "m"),
                ("between_masts", 0.0, 1.0, ""),
                ("population_sigma", 0.0, 1.0, ""),
                ("servers", 1, 16, ""),
            ),
        )
