"""Who is unserved → where to share or build."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from covplan.planning.candidate_records import Candidate, CandidateKind, Origin
    from covplan.planning.candidates import find_candidates
    from covplan.planning.cover_problem import CoverProblem, Requirement
    from covplan.planning.covering import PEOPLE, CoverSolution, CoverWork, least_cost, most_people
    from covplan.planning.curve import CurvePoint, PeopleCurve, people_for_money
    from covplan.planning.editing import (
        Edit,
        EditedPlan,
        EditKind,
        WantedSite,
        edit_plan,
        served_by_commune,
        wanted_sites,
    )
    from covplan.planning.floors import Floors, commune_weights, find_floors
    from covplan.planning.importance import SiteImportance, rank_importance
    from covplan.planning.maximal_covering import solve_maximal_covering
    from covplan.planning.phases import with_years
    from covplan.planning.plan import Plan, PlannedSite, PlanYear, Proof, Shortfall, proven_by
    from covplan.planning.plan_facts import SiteFacts, site_facts
    from covplan.planning.planner import make_plan
    from covplan.planning.reach_matrix import Reach, build_reach_matrix, with_backhaul
    from covplan.planning.second_service import Hanging, SecondService, build_second_service, find_hanging
    from covplan.planning.set_covering import solve_set_covering
    from covplan.planning.settings import Configuration, PlanningSettings, SharingRules
    from covplan.planning.sharing_reach import SharingReach, build_sharing_reach
    from covplan.planning.sharing_scenarios import SharingOutcome, compare_sharing
    from covplan.planning.village_gains import villages_gained

__all__ = [
    "Candidate",
    "CandidateKind",
    "Configuration",
    "CoverProblem",
    "CoverSolution",
    "CoverWork",
    "CurvePoint",
    "Edit",
    "EditKind",
    "EditedPlan",
    "Floors",
    "Hanging",
    "Origin",
    "PEOPLE",
    "PeopleCurve",
    "Plan",
    "PlanYear",
    "PlannedSite",
    "PlanningSettings",
    "Proof",
    "Reach",
    "Requirement",
    "SecondService",
    "SharingOutcome",
    "SharingReach",
    "SharingRules",
    "Shortfall",
    "SiteFacts",
    "SiteImportance",
    "WantedSite",
    "build_reach_matrix",
    "build_second_service",
    "build_sharing_reach",
    "commune_weights",
    "compare_sharing",
    "edit_plan",
    "find_candidates",
    "find_floors",
    "find_hanging",
    "least_cost",
    "make_plan",
    "most_people",
    "people_for_money",
    "proven_by",
    "rank_importance",
    "served_by_commune",
    "site_facts",
    "solve_maximal_covering",
    "solve_set_covering",
    "villages_gained",
    "wanted_sites",
    "with_backhaul",
    "with_years",
]

_HOME = {
    "Candidate": "candidate_records",
    "CandidateKind": "candidate_records",
    "Configuration": "settings",
    "CoverProblem": "cover_problem",
    "CoverSolution": "covering",
    "CoverWork": "covering",
    "CurvePoint": "curve",
    "Edit": "editing",
    "EditKind": "editing",
    "EditedPlan": "editing",
    "Floors": "floors",
    "Hanging": "second_service",
    "Origin": "candidate_records",
    "PEOPLE": "covering",
    "PeopleCurve": "curve",
    "Plan": "plan",
    "PlanYear": "plan",
    "PlannedSite": "plan",
    "PlanningSettings": "settings",
    "Proof": "plan",
    "Reach": "reach_matrix",
    "Requirement": "cover_problem",
    "SecondService": "second_service",
    "SharingOutcome": "sharing_scenarios",
    "SharingReach": "sharing_reach",
    "SharingRules": "settings",
    "Shortfall": "plan",
    "SiteFacts": "plan_facts",
    "SiteImportance": "importance",
    "WantedSite": "editing",
    "build_reach_matrix": "reach_matrix",
    "build_second_service": "second_service",
    "build_sharing_reach": "sharing_reach",
    "commune_weights": "floors",
    "compare_sharing": "sharing_scenarios",
    "edit_plan": "editing",
    "find_candidates": "candidates",
    "find_floors": "floors",
    "find_hanging": "second_service",
    "least_cost": "covering",
    "make_plan": "planner",
    "most_people": "covering",
    "people_for_money": "curve",
    "proven_by": "plan",
    "rank_importance": "importance",
    "served_by_commune": "editing",
    "site_facts": "plan_facts",
    "solve_maximal_covering": "maximal_covering",
    "solve_set_covering": "set_covering",
    "villages_gained": "village_gains",
    "wanted_sites": "editing",
    "with_backhaul": "reach_matrix",
    "with_years": "phases",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is first asked for."""
    if name in _HOME:
        return getattr(import_module(f"covplan.planning.{_HOME[name]}"), name)
    raise AttributeError(f"module 'covplan.planning' has no attribute {name!r}")
