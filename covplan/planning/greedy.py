"""Lazy greedy covering: people newly served per đồng, until the target."""

from __future__ import annotations

from dataclasses import dataclass

from covplan.planning.candidates import Candidate


@dataclass(frozen=True)
class PlannedSite:
    """One step of a plan, in order of choice."""

    order: int
    candidate: Candidate
    people_added: float
    served_pct_after: float


@dataclass(frozen=True)
class Plan:
    """Chosen candidates in order; ``reached`` says whether the target was met."""

    sites: tuple[PlannedSite, ...]
    target_pct: float
    served_pct_before: float
    served_pct_after: float
    reached: bool
    reading: str
