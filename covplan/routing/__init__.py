"""Chosen sites → shared fibre along corridors."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from covplan.routing.backhaul_basis import BackhaulBasis, find_backhaul
    from covplan.routing.backhaul_choice import BackhaulChoice, BackhaulWork, choose_backhaul
    from covplan.routing.backhaul_plan import BackhaulPlan, plan_backhaul, without_hops
    from covplan.routing.corridors import Corridors, build_corridors
    from covplan.routing.cures import CureKind, PossibleCure, possible_cures, with_hops
    from covplan.routing.demand import mast_demand_mbit_s
    from covplan.routing.dig_once import Window, windows
    from covplan.routing.existing_cable import CableRun, cable_runs
    from covplan.routing.failures import Failure, single_failures
    from covplan.routing.fibre_findings import FibreFindings, find_fibre
    from covplan.routing.fibre_plan import FibrePlan, connect
    from covplan.routing.hop_cures import find_hop_cures
    from covplan.routing.laying import LEVELS, LayingCosts, Routes, laying_costs
    from covplan.routing.marked_sections import MarkedSections, mark_sections
    from covplan.routing.microwave_settings import HopSettings, MicrowaveSettings
    from covplan.routing.partners import partners_of
    from covplan.routing.protectable import Cure, Unprotected
    from covplan.routing.protection import ProtectedNetwork, ProtectionWork, protect
    from covplan.routing.protection_problem import ProtectionProblem
    from covplan.routing.route_basis import RouteBasis, find_basis
    from covplan.routing.route_network import RouteNetwork, RouteProof, choose_network, needed_routes
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
    "BackhaulBasis",
    "BackhaulChoice",
    "BackhaulPlan",
    "BackhaulWork",
    "CableRun",
    "CorridorSettings",
    "Corridors",
    "Cure",
    "CureKind",
    "Failure",
    "FibreFindings",
    "FibrePlan",
    "HopSettings",
    "JoiningProblem",
    "LEVELS",
    "LayingCosts",
    "LayingSettings",
    "MarkedSections",
    "MicrowaveSettings",
    "PossibleCure",
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
    "choose_backhaul",
    "choose_network",
    "connect",
    "find_backhaul",
    "find_basis",
    "find_fibre",
    "find_hop_cures",
    "find_terminals",
    "joining_problem",
    "laying_costs",
    "make_sections",
    "mast_demand_mbit_s",
    "mark_sections",
    "needed_routes",
    "partners_of",
    "plan_backhaul",
    "possible_cures",
    "protect",
    "share_routes",
    "single_failures",
    "windows",
    "with_hops",
    "without_hops",
]

_HOME = {
    "BackhaulBasis": "backhaul_basis",
    "BackhaulChoice": "backhaul_choice",
    "BackhaulPlan": "backhaul_plan",
    "BackhaulWork": "backhaul_choice",
    "CableRun": "existing_cable",
    "CorridorSettings": "settings",
    "Corridors": "corridors",
    "Cure": "protectable",
    "CureKind": "cures",
    "Failure": "failures",
    "FibreFindings": "fibre_findings",
    "FibrePlan": "fibre_plan",
    "HopSettings": "microwave_settings",
    "JoiningProblem": "terminals",
    "LEVELS": "laying",
    "LayingCosts": "laying",
    "LayingSettings": "settings",
    "MarkedSections": "marked_sections",
    "MicrowaveSettings": "microwave_settings",
    "PossibleCure": "cures",
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
    "choose_backhaul": "backhaul_choice",
    "choose_network": "route_network",
    "connect": "fibre_plan",
    "find_backhaul": "backhaul_basis",
    "find_basis": "route_basis",
    "find_fibre": "fibre_findings",
    "find_hop_cures": "hop_cures",
    "find_terminals": "terminals",
    "joining_problem": "terminals",
    "laying_costs": "laying",
    "make_sections": "sections",
    "mast_demand_mbit_s": "demand",
    "mark_sections": "marked_sections",
    "needed_routes": "route_network",
    "partners_of": "partners",
    "plan_backhaul": "backhaul_plan",
    "possible_cures": "cures",
    "protect": "protection",
    "share_routes": "route_shares",
    "single_failures": "failures",
    "windows": "dig_once",
    "with_hops": "cures",
    "without_hops": "backhaul_plan",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is first asked for."""
    if name in _HOME:
        return getattr(import_module(f"covplan.routing.{_HOME[name]}"), name)
    raise AttributeError(f"module 'covplan.routing' has no attribute {name!r}")
