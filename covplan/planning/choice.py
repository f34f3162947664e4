"""What may be chosen and at what cost: the covering problem of a reach, and its locked and forbidden candidates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from covplan.errors import PlanningError
from covplan.planning.cover_problem import CoverProblem, Requirement
from covplan.planning.reach_matrix import Reach
from covplan.planning.settings import PlanningSettings


def cover_problem(
    reach: Reach,
    requirements: Sequence[Requirement] = (),
    weights: NDArray[np.float64] | None = None,
    together: Sequence[tuple[int, ...]] = (),
) -> CoverProblem:
    """Candidates of a reach with their total costs, the people by their weights, and what else must be served.

    Of the candidates (rows) of each set of ``together``, and of their alternatives, one at most can be chosen.

    Raises
    ------
    PlanningError
        If a candidate's cost is not above 0.
    """
    for candidate in reach.candidates:
        if not candidate.total_mn_vnd > 0:
            raise PlanningError("planning.cost", id=candidate.id, cost=candidate.total_mn_vnd)
    costs = np.array([candidate.total_mn_vnd for candidate in reach.candidates], float)
    people = reach.people if weights is None else reach.people * weights
    places = np.array(_places(reach), np.int64)
    for rows in together:
        places[np.isin(places, places[list(rows)])] = places[rows[0]]
    if np.unique(places).size == places.size:
        return CoverProblem(reach.matrix, people, costs, tuple(requirements))
    return CoverProblem(reach.matrix, people, costs, tuple(requirements), places)


def _places(reach: Reach) -> list[int]:
    """A number for each candidate; alternatives have the same."""
    numbers: dict[tuple[str, str], int] = {}
    return [numbers.setdefault(c.alternative_to, len(numbers)) for c in reach.candidates]


def locked_and_allowed(reach: Reach, planning: PlanningSettings) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Candidates that must be and that may be chosen, shape (candidates,); a site's id stands for all on its mast.

    Raises
    ------
    PlanningError
        With all names of ``lock`` and ``forbid`` that are neither, or if two alternatives of one place are locked.
    """
    known = {name for c in reach.candidates for name in (c.id, c.site_id) if name}
    if unknown := [name for name in (*planning.lock, *planning.forbid) if name not in known]:
        raise PlanningError("planning.lock_unknown", names=", ".join(unknown))
    locked, forbidden = (
        np.array([c.id in names or (bool(c.site_id) and c.site_id in names) for c in reach.candidates], bool)
        for names in (planning.lock, planning.forbid)
    )
    first: dict[int, str] = {}
    for place, candidate, is_locked in zip(_places(reach), reach.candidates, locked, strict=True):
        if is_locked and first.setdefault(place, candidate.id) != candidate.id:
            raise PlanningError("planning.lock_alternatives", first=first[place], second=candidate.id)
    return locked, ~forbidden
