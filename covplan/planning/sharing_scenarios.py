"""What ways of sharing cost, and what hangs on one mast then, when every operator must serve the same share of people.

Classes of the covering problem are pairs of an operator and a pixel that it does not serve; every operator has its
requirement. Where nobody's choice touches another's (nothing is shared) each operator is a problem of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from covplan.assessment.served import ANY_OPERATOR
from covplan.planning.cover_problem import CoverProblem, Requirement
from covplan.planning.covering import CoverSolution, CoverWork, least_cost
from covplan.planning.plan import Proof
from covplan.planning.settings import PlanningSettings
from covplan.planning.sharing_options import Option, SharingScenario, find_options, serving_radios
from covplan.planning.sharing_reach import SharingReach

Numbers = Mapping[str, float]


@dataclass(frozen=True, eq=False)
class SharingOutcome:
    """What a scenario comes to; ``scenario`` is None for what stands today.

    Attributes
    ----------
    options : tuple of Option
        What is done.
    cost_by_operator : mapping
        Operator → what it pays [million đồng].
    people, behind_one : mapping
        Operator or ``any`` → people served, and those of them whom one mast alone serves.
    missing : mapping
        Operator → people that it lacks for the target.
    proof : Proof
    """

    scenario: SharingScenario | None
    options: tuple[Option, ...]
    new_masts: int
    masts_used: int  # of those that stand, which get radios
    new_radios: int
    opened_radios: int  # on air today
    cost_by_operator: Numbers
    people: Numbers
    behind_one: Numbers
    missing: Numbers
    proof: Proof


def compare_sharing(
    reach: SharingReach, planning: PlanningSettings, progress: Callable[[float], None] | None = None
) -> tuple[SharingOutcome, ...]:
    """Today, then every scenario at least cost.

    Parameters
    ----------
    reach : SharingReach
    planning : PlanningSettings
        ``target_pct`` [% of all people, for every operator], ``sharing``, and how long the exact solver may try.
    progress : callable, optional
        Called with the fraction of the scenarios done.
    """
    nothing = Proof(0.0, 0.0, "")
    outcomes = [_outcome(reach, None, (), planning.target_pct, nothing)]
    for done, scenario in enumerate(SharingScenario, 1):
        options = find_options(reach, scenario, planning.sharing)
        chosen, proof = _solve(reach, scenario, options, planning)
        outcomes.append(_outcome(reach, scenario, chosen, planning.target_pct, proof))
        if progress is not None:
            progress(done / len(SharingScenario))
    return tuple(outcomes)


def _solve(
    reach: SharingReach, scenario: SharingScenario, options: tuple[Option, ...], planning: PlanningSettings
) -> tuple[tuple[Option, ...], Proof]:
    """The cheapest choice of options, and how good it is."""
    readers: list[tuple[str | None, ...]] = [reach.operators]
    if scenario is SharingScenario.NONE:
        readers = [(operator,) for operator in reach.operators]
    elif scenario is SharingScenario.ROAMING:
        readers = [(None,)]
    work = CoverWork(exact_nodes=planning.exact_nodes / len(readers))
    chosen = np.zeros(len(options), bool)
    found: list[CoverSolution] = []
    for group in readers:
        problem, needed = sharing_problem(reach, options, group, planning.target_pct)
        found.append(least_cost(problem, needed, work if len(group) == 1 else _coupled(problem, work)))
        chosen |= found[-1].chosen
    kept = [option for option, is_chosen in zip(options, chosen, strict=True) if is_chosen]
    if scenario is not SharingScenario.NONE:
        kept = _joined(kept, options)
    methods = dict.fromkeys(one.method for one in found)
    cost = sum(option.cost_mn_vnd for option in kept)
    return tuple(kept), Proof(cost, sum(one.bound for one in found), "; ".join(methods))


def _coupled(problem: CoverProblem, work: CoverWork) -> CoverWork:
    """Where operators depend on each other a step of the search is dear, and the Lagrangian bound knows their needs."""
    coupled = replace(work, search_steps=600, bound_steps=1500)
    if problem.matrix.nnz > work.exact_nonzeros:
        return replace(coupled, exact_nonzeros=problem.matrix.nnz, exact_nodes=0)
    return coupled


def _joined(chosen: Sequence[Option], options: Sequence[Option]) -> list[Option]:
    """The same radios, those of one mast in one option where that is allowed and costs less."""
    known = {(one.mast, frozenset(one.radios), one.is_open): one for one in options}
    at_mast: dict[tuple[int, bool], list[Option]] = {}
    for one in chosen:
        at_mast.setdefault((one.mast, one.is_open), []).append(one)
    kept: list[Option] = []
    for (mast, is_open), there in at_mast.items():
        both = known.get((mast, frozenset(k for one in there for k in one.radios), is_open))
        cheaper = both is not None and both.cost_mn_vnd < sum(one.cost_mn_vnd for one in there)
        kept += [both] if both is not None and cheaper else there
    return kept


def sharing_problem(
    reach: SharingReach, options: Sequence[Option], readers: Sequence[str | None], target_pct: float
) -> tuple[CoverProblem, float]:
    """The options against the unserved subscribers of the readers, and how many of them must be served in all.

    Parameters
    ----------
    readers : sequence of str or None
        Operators, each of which must serve the target; None for any operator.

    Returns
    -------
    CoverProblem
        With a requirement for each reader if there are several: the target, or what all masts at their fullest serve.
    float
        The sum of the needs: it follows from the requirements and makes the bound.
    """
    blocks, weights, needs = [], [], []
    everything = _most(reach, options)
    for operator in readers:
        served = reach.served_today(operator)
        open_pixels = np.flatnonzero(~served & (reach.people > 0.0))
        radios = reach.serves[:, open_pixels].astype(np.int32)
        block = sparse.csr_array(serving_radios(options, reach, operator) @ radios > 0)
        people = reach.people[open_pixels]
        needed = target_pct / 100.0 * float(reach.people.sum()) - float(reach.people[served].sum())
        at_most = float(people[np.asarray(block[everything].sum(axis=0)).ravel() > 0].sum())
        blocks.append(block)
        weights.append(people)
        needs.append(min(max(needed, 0.0), at_most))
    starts = np.cumsum([0, *(one.size for one in weights)])
    requirements = []
    for k, operator in enumerate(readers):
        own = np.zeros(starts[-1])
        own[starts[k] : starts[k + 1]] = weights[k]
        requirements.append(Requirement(operator or ANY_OPERATOR, own, needs[k]))
    problem = CoverProblem(
        sparse.csr_array(sparse.hstack(blocks, format="csr")),
        np.concatenate(weights),
        np.array([option.cost_mn_vnd for option in options], float),
        tuple(requirements) if len(readers) > 1 else (),
        places=np.array([option.mast if option.is_exclusive else -1 for option in options], np.int64),
    )
    return problem, sum(needs)


def _most(reach: SharingReach, options: Sequence[Option]) -> NDArray[np.int64]:
    """A choice that leaves little out: of options that exclude each other the one for most people, and all others."""
    people = reach.serves @ reach.people
    best: dict[int, tuple[float, int]] = {}
    for row, option in enumerate(options):
        if option.is_exclusive:
            served = people[list(option.radios)].sum() * (len(reach.operators) if option.is_open else 1)
            best[option.mast] = max(best.get(option.mast, (-1.0, 0)), (float(served), row))
    free = [row for row, option in enumerate(options) if not option.is_exclusive]
    return np.array([*free, *(row for _, row in best.values())], np.int64)


def _outcome(
    reach: SharingReach,
    scenario: SharingScenario | None,
    options: tuple[Option, ...],
    target_pct: float,
    proof: Proof,
) -> SharingOutcome:
    people, behind_one = {}, {}
    for operator in (*reach.operators, None):
        reader = None if scenario is SharingScenario.ROAMING else operator
        masts = masts_serving(reach, options, reader)
        name = operator or ANY_OPERATOR
        people[name], behind_one[name] = (float(reach.people[which].sum()) for which in (masts > 0, masts == 1))
    needed = target_pct / 100.0 * float(reach.people.sum())
    put_up = [option for option in options if not reach.radios[option.radios[0]].on_air]
    costs = np.array([option.shares_mn_vnd for option in options]).reshape(-1, len(reach.operators)).sum(axis=0)
    return SharingOutcome(
        scenario=scenario,
        options=options,
        new_masts=sum(reach.masts[option.mast].is_new for option in put_up),
        masts_used=len({option.mast for option in put_up if not reach.masts[option.mast].is_new}),
        new_radios=sum(len(option.radios) for option in put_up),
        opened_radios=len(options) - len(put_up),
        cost_by_operator=dict(zip(reach.operators, costs.tolist(), strict=True)),
        people=people,
        behind_one=behind_one,
        missing={o: needed - people[o] for o in reach.operators if people[o] < needed * (1.0 - 1e-9)},
        proof=proof,
    )


def masts_serving(reach: SharingReach, options: Sequence[Option], operator: str | None) -> NDArray[np.int64]:
    """By how many masts the subscribers of an operator, or of any (None), are served in each pixel, shape (pixels,).

    Every option at a place for a new mast is a mast of its own.
    """
    pairs = [
        (radio.mast, k) for k, radio in enumerate(reach.radios) if radio.on_air and operator in (None, radio.operator)
    ]
    used = serving_radios(options, reach, operator).tocoo()
    for row, k in zip(used.row.tolist(), used.col.tolist(), strict=True):
        mast = options[row].mast
        pairs.append((len(reach.masts) + row if reach.masts[mast].is_new else mast, k))
    at = np.array(pairs, np.int64).reshape(-1, 2).T
    shape = (len(reach.masts) + len(options), len(reach.radios))
    on_mast = sparse.csr_array((np.ones(at.shape[1], np.int32), (at[0], at[1])), shape=shape)
    return np.asarray((on_mast @ reach.serves.astype(np.int32) > 0).sum(axis=0)).ravel().astype(np.int64)
