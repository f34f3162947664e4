"""Chosen sites → shared fibre along corridors."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from covplan.routing.corridors import Corridors, build_corridors
    from covplan.routing.failures import Failure, single_failures
    from covplan.routing.fibre_plan import FibrePlan, connect
    from covplan.routing.laying import LayingCosts, Routes, laying_costs
    from covplan.routing.protectable import Cure, Unprotected
    from covplan.routing.protection import ProtectedNetwork, ProtectionWork, protect
    from covplan.routing.protection_problem import ProtectionProblem
    from covplan.routing.settings import CorridorSettings, LayingSettings, RoutingSettings, TerminalSettings
    from covplan.routing.terminals import JoiningProblem, find_terminals, joining_problem

__all__ = [
    "CorridorSettings",
    "Corridors",
    "Cure",
    "Failure",
    "FibrePlan",
    "JoiningProblem",
    "LayingCosts",
    "LayingSettings",
    "ProtectedNetwork",
    "ProtectionProblem",
    "ProtectionWork",
    "Routes",
    "RoutingSettings",
    "TerminalSettings",
    "Unprotected",
    "build_corridors",
    "connect",
    "find_terminals",
    "joining_problem",
    "laying_costs",
    "protect",
    "single_failures",
]

_HOME = {
    "CorridorSettings": "settings",
    "Corridors": "corridors",
    "Cure": "protectable",
    "Failure": "failures",
    "FibrePlan": "fibre_plan",
    "JoiningProblem": "terminals",
    "LayingCosts": "laying",
    "LayingSettings": "settings",
    "ProtectedNetwork": "protection",
    "ProtectionProblem": "protection_problem",
    "ProtectionWork": "protection",
    "Routes": "laying",
    "RoutingSettings": "settings",
    "TerminalSettings": "settings",
    "Unprotected": "protectable",
    "build_corridors": "corridors",
    "connect": "fibre_plan",
    "find_terminals": "terminals",
    "joining_problem": "terminals",
    "laying_costs": "laying",
    "protect": "protection",
    "single_failures": "failures",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is first asked for."""
    if name in _HOME:
        return getattr(import_module(f"covplan.routing.{_HOME[name]}"), name)
    raise AttributeError(f"module 'covplan.routing' has no attribute {name!r}")
