"""Who is unserved → where to share or build."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from covplan.planning.candidates import Candidate, CandidateKind, find_candidates
    from covplan.planning.cover_problem import CoverProblem, Requirement
    from covplan.planning.covering import CoverSolution, CoverWork, least_cost, most_people
    from covplan.planning.plan import Plan, PlannedSite, Proof
    from covplan.planning.reach_matrix import Reach, build_reach_matrix, with_backhaul
    from covplan.planning.set_covering import solve_set_covering
    from covplan.planning.settings import PlanningSettings, SharingRules
    from covplan.planning.sharing_reach import SharingReach, build_sharing_reach
    from covplan.planning.sharing_scenarios import SharingOutcome, compare_sharing

__all__ = [
    "Candidate",
    "CandidateKind",
    "CoverProblem",
    "CoverSolution",
    "CoverWork",
    "Plan",
    "PlannedSite",
    "Proof",
    "PlanningSettings",
    "Reach",
    "Requirement",
    "SharingOutcome",
    "SharingReach",
    "SharingRules",
    "build_reach_matrix",
    "build_sharing_reach",
    "compare_sharing",
    "find_candidates",
    "least_cost",
    "most_people",
    "solve_set_covering",
    "with_backhaul",
]

_HOME = {
    "Candidate": "candidates",
    "CandidateKind": "candidates",
    "CoverProblem": "cover_problem",
    "CoverSolution": "covering",
    "CoverWork": "covering",
    "Plan": "plan",
    "PlannedSite": "plan",
    "Proof": "plan",
    "PlanningSettings": "settings",
    "Reach": "reach_matrix",
    "Requirement": "cover_problem",
    "SharingOutcome": "sharing_scenarios",
    "SharingReach": "sharing_reach",
    "SharingRules": "settings",
    "build_reach_matrix": "reach_matrix",
    "build_sharing_reach": "sharing_reach",
    "compare_sharing": "sharing_scenarios",
    "find_candidates": "candidates",
    "least_cost": "covering",
    "most_people": "covering",
    "solve_set_covering": "set_covering",
    "with_backhaul": "reach_matrix",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is first asked for."""
    if name in _HOME:
        return getattr(import_module(f"covplan.planning.{_HOME[name]}"), name)
    raise AttributeError(f"module 'covplan.planning' has no attribute {name!r}")
