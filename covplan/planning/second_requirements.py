"""``twice_pct`` and ``most_behind_one`` as requirements of a covering problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from covplan.planning.cover_problem import CoverProblem, Requirement
from covplan.planning.covering import CoverWork
from covplan.planning.reach_matrix import Reach
from covplan.planning.second_service import BEHIND, TWICE, Group, SecondService
from covplan.planning.settings import PlanningSettings

_MOST_ENTRIES = 2_000_000_000  # of the matrix, that all steps of the search look at together
_LEAST_STEPS = 100


@dataclass(frozen=True, eq=False)
class Asked:
    """A problem with what must, and what may be chosen; the candidates are its first rows."""

    problem: CoverProblem
    locked: NDArray[np.bool_]
    allowed: NDArray[np.bool_]


def work_on(asked: Asked, planning: PlanningSettings) -> CoverWork:
    """Fewer steps of the search where caps make the problem so large that each is dear."""
    work = CoverWork(exact_nodes=planning.exact_nodes)
    if planning.most_behind_one is None:
        return work
    steps = max(_MOST_ENTRIES // max(asked.problem.matrix.nnz, 1), _LEAST_STEPS)
    return replace(work, search_steps=min(work.search_steps, steps))


def with_second_service(asked: Asked, reach: Reach, second: SecondService | None, planning: PlanningSettings) -> Asked:
    """The same problem with what is asked for of a second service.

    Served twice: the masts that alone serve somebody today are locked candidates without cost, and pixels that they
    serve are classes whose people count for nothing else. Behind a group: pixels in reach of its candidates, or that
    hang on it today, are classes once more, which only candidates outside the group serve.

    Of a group with several candidates that may be chosen together each is held to the cap with what hangs on the group
    today, not all of them together: the bound holds, the choice may exceed the cap (``group_caps.py``).
    """
    if second is None:
        return asked
    if planning.twice_pct > 0.0:
        asked = _with_masts_of_today(asked, reach, second, planning)
    if planning.most_behind_one is not None:
        caps = [_cap(group, reach, second, planning.most_behind_one) for group in second.groups]
        asked = replace(asked, problem=with_caps(asked.problem, [cap for cap in caps if cap is not None]))
    return asked


def _with_masts_of_today(asked: Asked, reach: Reach, second: SecondService, planning: PlanningSettings) -> Asked:
    problem = asked.problem
    once = np.flatnonzero(second.mast_of >= 0)
    masts, row = np.unique(second.mast_of[once], return_inverse=True)
    there = sparse.csr_array((np.ones(once.size, bool), (row, np.arange(once.size))), shape=(masts.size, once.size))
    wider = _wider(problem, second.reach.matrix[:, once])
    nothing = sparse.csr_array((masts.size, problem.people.size), dtype=bool)
    below = sparse.hstack([nothing, there], format="csr")
    counted = np.concatenate([reach.people, second.reach.people[once]])
    needed = planning.twice_pct / 100.0 * reach.people_total - second.people_twice
    requirement = Requirement(TWICE, counted, max(needed, 0.0), twice=True)
    added = np.full(masts.size, -1, np.int64)
    return Asked(
        replace(
            wider,
            matrix=sparse.csr_array(sparse.vstack([wider.matrix, below], format="csr")),
            costs=np.concatenate([problem.costs, np.zeros(masts.size)]),
            requirements=(*wider.requirements, requirement),
            places=None if problem.places is None else np.concatenate([problem.places, added]),
            units=np.concatenate([second.unit_of, masts]),
        ),
        np.concatenate([asked.locked, np.ones(masts.size, bool)]),
        np.concatenate([asked.allowed, np.ones(masts.size, bool)]),
    )


@dataclass(frozen=True, eq=False)
class GroupCap:
    """Columns that candidates outside a group serve, and what is asked of them: (candidate or -1, weights, needed)."""

    name: str
    columns: sparse.csr_array
    asked: list[tuple[int, NDArray[np.float64], float]]


def _cap(group: Group, reach: Reach, second: SecondService, most: float) -> GroupCap | None:
    """The cap on a group for each of its candidates alone; None where none of them could bring it above the cap."""
    behind = second.reach.people[group.behind].sum()
    pixels = {int(j): reach.matrix.indices[slice(*reach.matrix.indptr[j : j + 2])] for j in group.members}
    over = {j: at for j, at in pixels.items() if behind + reach.people[at].sum() > most}
    return group_cap(group, over, reach, second, most) if over or behind > most else None


def group_cap(
    group: Group, hanging: Mapping[int, NDArray[np.int64]], reach: Reach, second: SecondService, most: float
) -> GroupCap:
    """So that with each of some candidates no more than ``most`` hang on the group.

    ``hanging`` has the pixels of ``reach`` that would hang on it when the candidate is chosen and nobody outside the
    group serves them.
    """
    behind = second.reach.people[group.behind]
    new = np.unique(np.concatenate([np.zeros(0, np.int64), *hanging.values()]))
    outside = np.ones(len(reach.candidates), bool)
    outside[group.members] = False
    columns = sparse.hstack([second.reach.matrix[:, group.behind], reach.matrix[:, new]], format="csr")
    columns = sparse.csr_array(sparse.diags_array(outside.astype(float)) @ columns > 0)
    asked = [(-1, np.concatenate([behind, np.zeros(new.size)]), behind.sum() - most)]
    for j, at in hanging.items():
        weights = np.concatenate([behind, np.where(np.isin(new, at), reach.people[new], 0.0)])
        asked.append((j, weights, weights.sum() - most))
    return GroupCap(group.name, columns, [one for one in asked if one[2] > 0.0])


def with_caps(problem: CoverProblem, caps: Sequence[GroupCap]) -> CoverProblem:
    """The problem with classes and requirements of its own for each cap."""
    start = problem.people.size
    wider = _wider(problem, *(cap.columns for cap in caps))
    requirements = list(wider.requirements)
    for cap in caps:
        end = start + cap.columns.shape[1]
        for candidate, weights, needed in cap.asked:
            everywhere = np.zeros(wider.people.size)
            everywhere[start:end] = weights
            requirements.append(Requirement(f"{BEHIND} {cap.name}", everywhere, float(needed), of=candidate))
        start = end
    return replace(wider, requirements=tuple(requirements))


def _wider(problem: CoverProblem, *columns: sparse.csr_array) -> CoverProblem:
    """With further classes, which no people count for; rows beyond those of the columns serve none of them."""
    rows = problem.costs.size
    padded = []
    for block in columns:
        padded.append(sparse.csr_array(block))
        padded[-1].resize((rows, block.shape[1]))
    added = np.zeros(sum(block.shape[1] for block in columns))
    return replace(
        problem,
        matrix=sparse.csr_array(sparse.hstack([problem.matrix, *padded], format="csr")),
        people=np.concatenate([problem.people, added]),
        requirements=tuple(replace(r, weights=np.concatenate([r.weights, added])) for r in problem.requirements),
    )
