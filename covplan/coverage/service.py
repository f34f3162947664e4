"""Received power → served or not, at a threshold, a probability and an environment; location variability enters here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SigmaSource(StrEnum):
    """Where the location variability comes from."""

    FIXED = "fixed"
    P1812 = "p1812"  # §4.7 of P.1812-8, from the pixel size
    CALIBRATED = "calibrated"  # residuals of measurements; the value stands in sigma_db


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
