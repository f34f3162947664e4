"""Chosen sites → shared fibre along corridors; the corridor graph, its costs and who is to be joined."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from covplan.routing.corridors import Corridors, build_corridors
    from covplan.routing.fibre_plan import FibrePlan, connect
    from covplan.routing.laying import LayingCosts, Routes, laying_costs
    from covplan.routing.settings import CorridorSettings, LayingSettings, RoutingSettings, TerminalSettings
    from covplan.routing.terminals import JoiningProblem, find_terminals, joining_problem

__all__ = [
    "CorridorSettings",
    "Corridors",
    "FibrePlan",
    "JoiningProblem",
    "LayingCosts",
    "LayingSettings",
    "Routes",
    "RoutingSettings",
    "TerminalSettings",
    "build_corridors",
    "connect",
    "find_terminals",
    "joining_problem",
    "laying_costs",
]

_HOME = {
    "CorridorSettings": "settings",
    "Corridors": "corridors",
    "FibrePlan": "fibre_plan",
    "JoiningProblem": "terminals",
    "LayingCosts": "laying",
    "LayingSettings": "settings",
    "Routes": "laying",
    "RoutingSettings": "settings",
    "TerminalSettings": "settings",
    "build_corridors": "corridors",
    "connect": "fibre_plan",
    "find_terminals": "terminals",
    "joining_problem": "terminals",
    "laying_costs": "laying",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is first asked for."""
    if name in _HOME:
        return getattr(import_module(f"covplan.routing.{_HOME[name]}"), name)
    raise AttributeError(f"module 'covplan.routing' has no attribute {name!r}")
