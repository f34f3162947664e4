"""Indicators → a registry file, as ``ingest.read_indicators`` reads it: in full, for programs and later runs."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import astuple, fields
from pathlib import Path

from covplan.ingest.indicators import Indicator
from covplan.outputs.files import writing

REGISTRY_CSV = "indicators.csv"


def write_registry(indicators: Iterable[Indicator], file: Path) -> None:
    """Write a row per indicator under the names of its fields; numbers with a point and all their digits.

    What is not assessable (NaN) has no value and is left out.
    """
    with writing(file) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([field.name for field in fields(Indicator)])
        writer.writerows(astuple(one) for one in indicators if one.value == one.value)
