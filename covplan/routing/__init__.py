"""Chosen sites → shared fibre along corridors."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from covplan.routing.corridors import Corridors, build_corridors
    from covplan.routing.cures import CureKind, PossibleCure, possible_cures
    from covplan.routing.failures import Failure, single_failures
    from covplan.routing.fibre_findings import FibreFindings, find_fibre
    from covplan.routing.fibre_plan import FibrePlan, connect
    from covplan.routing.laying import LEVELS, LayingCosts, Routes, laying_costs
    from covplan.routing.marked_sections import MarkedSections, mark_sections
    from covplan.routing.protectable import Cure, Unprotected
    from covplan.routing.protection import ProtectedNetwork, ProtectionWork, protect
    from covplan.routing.protection_problem import ProtectionProblem
    from covplan.routing.route_basis import RouteBasis, find_basis
    from covplan.routing.route_network import RouteNetwork, RouteProof, choose_network, needed_routes
    from covplan.routing.route_plan import RoutePlan, assemble_routes
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
    "CorridorSettings",
    "Corridors",
    "Cure",
    "CureKind",
    "Failure",
    "FibreFindings",
    "FibrePlan",
    "JoiningProblem",
    "LEVELS",
    "LayingCosts",
    "LayingSettings",
    "MarkedSections",
    "PossibleCure",
    "ProtectedNetwork",
    "ProtectionProblem",
    "ProtectionSettings",
    "ProtectionWork",
    "RouteBasis",
    "RouteNetwork",
    "RoutePlan",
    "RouteProof",
    "Routes",
    "RoutingSettings",
    "TerminalSettings",
    "Unprotected",
    "assemble_routes",
    "build_corridors",
    "choose_network",
    "connect",
    "find_basis",
    "find_fibre",
    "find_terminals",
    "joining_problem",
    "laying_costs",
    "make_sections",
    "mark_sections",
    "needed_routes",
    "possible_cures",
    "protect",
    "single_failures",
]

_HOME = {
    "CorridorSettings": "settings",
    "Corridors": "corridors",
    "Cure": "protectable",
    "CureKind": "cures",
    "Failure": "failures",
    "FibreFindings": "fibre_findings",
    "FibrePlan": "fibre_plan",
    "JoiningProblem": "terminals",
    "LEVELS": "laying",
    "LayingCosts": "laying",
    "LayingSettings": "settings",
    "MarkedSections": "marked_sections",
    "PossibleCure": "cures",
    "ProtectedNetwork": "protection",
    "ProtectionProblem": "protection_problem",
    "ProtectionSettings": "settings",
    "ProtectionWork": "protection",
    "RouteBasis": "route_basis",
    "RouteNetwork": "route_network",
    "RoutePlan": "route_plan",
    "RouteProof": "route_network",
    "Routes": "laying",
    "RoutingSettings": "settings",
    "TerminalSettings": "settings",
    "Unprotected": "protectable",
    "assemble_routes": "route_plan",
    "build_corridors": "corridors",
    "choose_network": "route_network",
    "connect": "fibre_plan",
    "find_basis": "route_basis",
    "find_fibre": "fibre_findings",
    "find_terminals": "terminals",
    "joining_problem": "terminals",
    "laying_costs": "laying",
    "make_sections": "sections",
    "mark_sections": "marked_sections",
    "needed_routes": "route_network",
    "possible_cures": "cures",
    "protect": "protection",
    "single_failures": "failures",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is first asked for."""
    if name in _HOME:
        return getattr(import_module(f"covplan.routing.{_HOME[name]}"), name)
    raise AttributeError(f"module 'covplan.routing' has no attribute {name!r}")
