"""Chosen sites → shared fibre along corridors."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from covplan.routing.corridors import Corridors, build_corridors
    from covplan.routing.dig_once import Window, windows
    from covplan.routing.existing_cable import CableRun, cable_runs
    from covplan.routing.failures import Failure, single_failures
    from covplan.routing.fibre_plan import FibrePlan, connect
    from covplan.routing.laying import LEVELS, LayingCosts, Routes, laying_costs
    from covplan.routing.partners import partners_of
    from covplan.routing.protectable import Cure, Unprotected
    from covplan.routing.protection import ProtectedNetwork, ProtectionWork, protect
    from covplan.routing.protection_problem import ProtectionProblem
    from covplan.routing.route_basis import RouteBasis, find_basis
    from covplan.routing.route_network import RouteNetwork, RouteProof, choose_network
    from covplan.routing.route_phases import RoutePhases
    from covplan.routing.route_plan import RoutePlan, assemble_routes
    from covplan.routing.route_shares import RouteShares, share_routes
    from covplan.routing.sections import make_sections
    from covplan.routing.settings import (
        CorridorSettings,
        LayingSettings,
        ProtectionSettings,
        RoutingSettings,
        TerminalSettings,
    )
    from covplan.routing.terminals import JoiningProblem, find_terminals, joining_problem

__all__ = [
    "CableRun",
    "CorridorSettings",
    "Corridors",
    "Cure",
    "Failure",
    "FibrePlan",
    "JoiningProblem",
    "LEVELS",
    "LayingCosts",
    "LayingSettings",
    "ProtectedNetwork",
    "ProtectionProblem",
    "ProtectionSettings",
    "ProtectionWork",
    "RouteBasis",
    "RouteNetwork",
    "RoutePhases",
    "RoutePlan",
    "RouteProof",
    "RouteShares",
    "Routes",
    "RoutingSettings",
    "TerminalSettings",
    "Unprotected",
    "Window",
    "assemble_routes",
    "build_corridors",
    "cable_runs",
    "choose_network",
    "connect",
    "find_basis",
    "find_terminals",
    "joining_problem",
    "laying_costs",
    "make_sections",
    "partners_of",
    "protect",
    "share_routes",
    "single_failures",
    "windows",
]

_HOME = {
    "CableRun": "existing_cable",
    "CorridorSettings": "settings",
    "Corridors": "corridors",
    "Cure": "protectable",
    "Failure": "failures",
    "FibrePlan": "fibre_plan",
    "JoiningProblem": "terminals",
    "LEVELS": "laying",
    "LayingCosts": "laying",
    "LayingSettings": "settings",
    "ProtectedNetwork": "protection",
    "ProtectionProblem": "protection_problem",
    "ProtectionSettings": "settings",
    "ProtectionWork": "protection",
    "RouteBasis": "route_basis",
    "RouteNetwork": "route_network",
    "RoutePhases": "route_phases",
    "RoutePlan": "route_plan",
    "RouteProof": "route_network",
    "RouteShares": "route_shares",
    "Routes": "laying",
    "RoutingSettings": "settings",
    "TerminalSettings": "settings",
    "Unprotected": "protectable",
    "Window": "dig_once",
    "assemble_routes": "route_plan",
    "build_corridors": "corridors",
    "cable_runs": "existing_cable",
    "choose_network": "route_network",
    "connect": "fibre_plan",
    "find_basis": "route_basis",
    "find_terminals": "terminals",
    "joining_problem": "terminals",
    "laying_costs": "laying",
    "make_sections": "sections",
    "partners_of": "partners",
    "protect": "protection",
    "share_routes": "route_shares",
    "single_failures": "failures",
    "windows": "dig_once",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is first asked for."""
    if name in _HOME:
        return getattr(import_module(f"covplan.routing.{_HOME[name]}"), name)
    raise AttributeError(f"module 'covplan.routing' has no attribute {name!r}")
