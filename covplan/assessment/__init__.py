"""Who is served: the numbers that a plan is held to."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from covplan.assessment.declared import DeclaredComparison, compare_declared, declared_indicators
    from covplan.assessment.quality import quality_indicators
    from covplan.assessment.served import Served, count_served
    from covplan.assessment.served_indicators import modelled_indicators
    from covplan.assessment.target_records import EarlierRun, HeldTarget, PlannedValue, TargetStatus
    from covplan.assessment.targets import hold_targets

__all__ = [
    "DeclaredComparison",
    "EarlierRun",
    "HeldTarget",
    "PlannedValue",
    "Served",
    "TargetStatus",
    "compare_declared",
    "count_served",
    "declared_indicators",
    "hold_targets",
    "modelled_indicators",
    "quality_indicators",
]

_HOME = {
    "DeclaredComparison": "declared",
    "EarlierRun": "target_records",
    "HeldTarget": "target_records",
    "PlannedValue": "target_records",
    "Served": "served",
    "TargetStatus": "target_records",
    "compare_declared": "declared",
    "count_served": "served",
    "declared_indicators": "declared",
    "hold_targets": "targets",
    "modelled_indicators": "served_indicators",
    "quality_indicators": "quality",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is first asked for."""
    if name in _HOME:
        return getattr(import_module(f"covplan.assessment.{_HOME[name]}"), name)
    raise AttributeError(f"module 'covplan.assessment' has no attribute {name!r}")
