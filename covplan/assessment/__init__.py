"""Who is served: the numbers that a plan is held to."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from covplan.assessment.busy_hour import share_busy_hour
    from covplan.assessment.profiles import served_by_profile
    from covplan.assessment.served import Served, count_served
    from covplan.assessment.settings import BusyHourSettings

__all__ = [
    "BusyHourSettings",
    "Served",
    "count_served",
    "served_by_profile",
    "share_busy_hour",
]

_HOME = {
    "Served": "served",
    "count_served": "served",
    "BusyHourSettings": "settings",
    "served_by_profile": "profiles",
    "share_busy_hour": "busy_hour",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is first asked for."""
    if name in _HOME:
        return getattr(import_module(f"covplan.assessment.{_HOME[name]}"), name)
    raise AttributeError(f"module 'covplan.assessment' has no attribute {name!r}")
