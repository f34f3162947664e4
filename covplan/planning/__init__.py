"""Who is unserved → where to share or build."""

from __future__ import annotations

from covplan.planning.candidates import Candidate, CandidateKind, PlanningSettings, find_candidates
from covplan.planning.greedy import Plan, PlannedSite, solve_greedy
from covplan.planning.reach_matrix import Reach, build_reach_matrix, with_backhaul

__all__ = [
    "Candidate",
    "CandidateKind",
    "Plan",
    "PlannedSite",
    "PlanningSettings",
    "Reach",
    "build_reach_matrix",
    "find_candidates",
    "solve_greedy",
    "with_backhaul",
]
