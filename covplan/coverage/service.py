"""Received power → served or not, at a threshold, a probability and an environment.

Location variability enters here, once.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

from covplan.errors import CalibrationError, ModelRangeError
from covplan.ingest.corrections import Corrections
from covplan.network import Carrier
from covplan.propagation.p1812 import location_sigma_db


class SigmaSource(StrEnum):
    """Where the location variability comes from."""

    FIXED = "fixed"
    P1812 = "p1812"  # §4.7 of P.1812-8, from the pixel size and the frequency; for that model only
    CALIBRATED = "calibrated"  # residuals of measurements: per carrier in the area's corrections


class Environment(StrEnum):
    """Where the receiver is."""

    OUTDOOR = "outdoor"


@dataclass(frozen=True)
class ServiceSettings:
    """What "served" means; printed beside every percentage.

    ``reading`` is ``any`` (at least one operator serves) or the id of one operator: the headline of every result.
    """

    threshold_dbm: float = -110.0
    probability_pct: float = 95.0
    environment: Environment = Environment.OUTDOOR
    sigma_source: SigmaSource = SigmaSource.FIXED
    sigma_db: float = 8.0
    reading: str = "any"

    def __post_init__(self) -> None:
        for name, low, high, unit in (
            ("threshold_dbm", -156.0, -31.0, "dBm"),  # range of reported SS-RSRP, TS 38.133 §10.1.6
            ("probability_pct", 50.0, 99.9, "%"),
            ("sigma_db", 0.0, 20.0, "dB"),
        ):
            value = getattr(self, name)
            if not low <= value <= high:
                raise ModelRangeError(
                    "range.value", name=name, low=low, high=high, unit=unit, model="service", got=value
                )


def sigma_db(
    carrier: Carrier, service: ServiceSettings, pixel_m: float, corrections: Corrections | None = None
) -> float:
    """Standard deviation of RSRP over places [dB], by the source that the settings name.

    Raises
    ------
    CalibrationError
        If it is to come from corrections and these are not there or do not have the carrier.
    """
    if service.sigma_source is SigmaSource.P1812:
        return location_sigma_db(carrier.freq_mhz, pixel_m)
    if service.sigma_source is SigmaSource.FIXED:
        return service.sigma_db
    if corrections is None:
        raise CalibrationError("service.sigma_corrections")
    measured = corrections.of(carrier.id)
    if measured is None:
        raise CalibrationError("service.sigma_carrier", file=corrections.file, carrier=carrier.id)
    return measured.sigma_db


def required_median_dbm(
    carrier: Carrier, service: ServiceSettings, pixel_m: float, corrections: Corrections | None = None
) -> float:
    """Median RSRP from which a pixel counts as served [dBm].

    With locations normal about the median, P(RSRP >= threshold) >= probability exactly when
    median >= threshold + z sigma, where z is the quantile of the probability (1.645 at 95 %).
    """
    z = NormalDist().inv_cdf(service.probability_pct / 100.0)
    return service.threshold_dbm + z * sigma_db(carrier, service, pixel_m, corrections)
