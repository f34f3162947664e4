"""Chosen sites → shared fibre along corridors."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from covplan.routing.failures import Failure, single_failures
    from covplan.routing.fibre_plan import FibrePlan, connect
    from covplan.routing.protectable import Cure, Unprotected
    from covplan.routing.protection import ProtectedNetwork, ProtectionWork, protect
    from covplan.routing.protection_problem import ProtectionProblem
    from covplan.routing.settings import RoutingSettings

__all__ = [
    "Cure",
    "Failure",
    "FibrePlan",
    "ProtectedNetwork",
    "ProtectionProblem",
    "ProtectionWork",
    "RoutingSettings",
    "Unprotected",
    "connect",
    "protect",
    "single_failures",
]

_HOME = {
    "Cure": "protectable",
    "Failure": "failures",
    "FibrePlan": "fibre_plan",
    "ProtectedNetwork": "protection",
    "ProtectionProblem": "protection_problem",
    "ProtectionWork": "protection",
    "RoutingSettings": "settings",
    "Unprotected": "protectable",
    "connect": "fibre_plan",
    "protect": "protection",
    "single_failures": "failures",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is first asked for."""
    if name in _HOME:
        return getattr(import_module(f"covplan.routing.{_HOME[name]}"), name)
    raise AttributeError(f"module 'covplan.routing' has no attribute {name!r}")
