"""Indicators: single values about a place and a period, with what kind of evidence they are.

Measured, reported, declared and modelled values live in one registry and are never mixed: the kind travels with every
value.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EvidenceKind(StrEnum):
    """What a value rests on."""

    MEASURED = "measured"  # tests in the field or by users
    REPORTED = "reported"  # told by an operator or a department
    DECLARED = "declared"  # published as a promise, e.g. service-area polygons
    MODELLED = "modelled"  # computed by covplan


@dataclass(frozen=True)
class Indicator:
    """One value.

    Attributes
    ----------
    id : str
        What is counted, e.g. ``served_5g_pct``; operators and classes are part of it after a colon.
    admin_code : str
        Commune code, ``district:<name>`` for a former district, or the code of the province.
    admin_epoch : str
        Which administrative units the code means: ``pre2025`` or ``2025-07``.
    period : str
        Year, quarter or month the value is for: ``2026``, ``2026-Q3``, ``2026-11``.
    value : float
    unit : str
    kind : EvidenceKind
    source : str
    as_of : str
        Date of the source, ISO.
    n_samples : int, optional
        Samples that a measured value rests on.
    confidence : str
        Interval or remark, as it is to be printed beside the value; may be empty.
    """

    id: str
    admin_code: str
    admin_epoch: str
    period: str
    value: float
    unit: str
    kind: EvidenceKind
    source: str
    as_of: str
    n_samples: int | None = None
    confidence: str = ""
