"""Who is served: the numbers that a plan is held to."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from covplan.assessment.operators import OperatorsTogether, operators_together
    from covplan.assessment.resilience import Resilience, count_resilience
    from covplan.assessment.served import Served, count_served
    from covplan.assessment.settings import AssessmentSettings
    from covplan.assessment.sharing import MastSharing, count_sharing
    from covplan.assessment.uncertainty import Uncertainty, draw_shares

__all__ = [
    "AssessmentSettings",
    "MastSharing",
    "OperatorsTogether",
    "Resilience",
    "Served",
    "Uncertainty",
    "count_resilience",
    "count_served",
    "count_sharing",
    "draw_shares",
    "operators_together",
]

_HOME = {
    "AssessmentSettings": "settings",
    "MastSharing": "sharing",
    "OperatorsTogether": "operators",
    "Resilience": "resilience",
    "Served": "served",
    "Uncertainty": "uncertainty",
    "count_resilience": "resilience",
    "count_served": "served",
    "count_sharing": "sharing",
    "draw_shares": "uncertainty",
    "operators_together": "operators",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is first asked for."""
    if name in _HOME:
        return getattr(import_module(f"covplan.assessment.{_HOME[name]}"), name)
    raise AttributeError(f"module 'covplan.assessment' has no attribute {name!r}")
