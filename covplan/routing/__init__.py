"""Chosen sites → shared fibre along corridors."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from covplan.routing.fibre_plan import FibrePlan, connect
    from covplan.routing.settings import RoutingSettings

__all__ = [
    "FibrePlan",
    "RoutingSettings",
    "connect",
]

_HOME = {
    "FibrePlan": "fibre_plan",
    "RoutingSettings": "settings",
    "connect": "fibre_plan",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is first asked for."""
    if name in _HOME:
        return getattr(import_module(f"covplan.routing.{_HOME[name]}"), name)
    raise AttributeError(f"module 'covplan.routing' has no attribute {name!r}")
