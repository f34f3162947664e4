"""A plan: chosen candidates in order, and how good the choice is proven to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from covplan.assessment.served import Definition
from covplan.notebook import ShownInNotebooks
from covplan.planning.candidate_records import Candidate
from covplan.planning.covering import CoverSolution
from covplan.planning.node_budget import INTERRUPTED
from covplan.planning.reach_matrix import Reach
from covplan.planning.settings import PlanningAim, PlanningSettings

_TOLERANCE = 1e-6  # to which a bound holds


@dataclass(frozen=True)
class PlannedSite:
    """One step of a plan, in order of choice; ``year`` is None where the plan has no years.

    ``people_added`` are those whom nothing before it serves, ``served_pct_after`` is the share served with it and all
    before it [% of the people under the plan's reading].
    """

    order: int
    candidate: Candidate
    people_added: float
    served_pct_after: float
    year: int | None = None


@dataclass(frozen=True)
class Proof:
    """How good a choice is, for the reach matrix and the costs that it was made with.

    Attributes
    ----------
    cost_mn_vnd : float
        Cost of the choice under these costs, backhaul as estimated or routed before the choice [million đồng].
    bound_mn_vnd : float or None
        No choice of the same candidates that serves what is asked costs less; None where most people were sought.
    method : str
        What found choice and bound.
    people, bound_people : float, float or None
        People newly served, by their weights if they have any; and the number that no choice of the same candidates
        exceeds for the budget, None where least cost was sought.
    """

    cost_mn_vnd: float
    bound_mn_vnd: float | None
    method: str
    people: float = 0.0
    bound_people: float | None = None

    @property
    def interrupted(self) -> bool:
        """Whether Ctrl-C ended the search: it is the best so far."""
        return self.method.endswith(INTERRUPTED)

    @property
    def gap_pct(self) -> float | None:
        """Distance of the choice from the bound, as a share of the bound [%]; None where nothing is proven."""
        if self.bound_people is not None:
            away, bound = self.bound_people - self.people, self.bound_people
        else:
            bound = self.bound_mn_vnd or 0.0
            away = self.cost_mn_vnd - bound
        if away <= 0.0:
            return 0.0
        return 100.0 * away / bound if bound > 0.0 else None


@dataclass(frozen=True)
class Shortfall:
    """Something that is asked for and that no choice, or not this one, serves: ``missing`` in the unit of its kind."""

    name: str
    missing: float


@dataclass(frozen=True)
class PlanYear:
    """A year of building.

    Attributes
    ----------
    year : int
    budget_mn_vnd, target_pct : float or None
        As asked.
    cost_mn_vnd, present_value_mn_vnd : float
        Spent in it; the same discounted to the first year.
    served_pct : float
        At its end.
    most_pct : float
        What no choice of all candidates exceeds for the money spent up to its end: how much better it could have been
        had building stopped here.
    """

    year: int
    budget_mn_vnd: float | None
    target_pct: float | None
    cost_mn_vnd: float
    present_value_mn_vnd: float
    served_pct: float
    most_pct: float


@dataclass(frozen=True)
class Plan(ShownInNotebooks):
    """Chosen candidates in order.

    Attributes
    ----------
    sites : tuple of PlannedSite
    target_pct : float
        Share of the people that was asked for [%].
    served_pct_before, served_pct_after : float
        Share of the people served without and with the plan [%], under ``reading``.
    reached : bool
        Whether the target and all that was asked for beside it is served.
    reading : str
        ``any`` or an operator.
    proof : Proof
        How good the choice is.
    missing : tuple of Shortfall
        What of that which was asked for is not served.
    years : tuple of PlanYear
        Empty where the plan has no years.
    definition : Definition, optional
        What the shares of people mean.
    """

    sites: tuple[PlannedSite, ...]
    target_pct: float
    served_pct_before: float
    served_pct_after: float
    reached: bool
    reading: str
    proof: Proof
    missing: tuple[Shortfall, ...] = ()
    years: tuple[PlanYear, ...] = ()
    definition: Definition | None = None

    @property
    def cost_mn_vnd(self) -> float:
        """Masts, equipment and backhaul of all chosen candidates [million đồng]."""
        return sum(site.candidate.total_mn_vnd for site in self.sites)


def plan_of(found: CoverSolution, reach: Reach, planning: PlanningSettings) -> Plan:
    """A solution as a plan."""
    sites = in_order(np.flatnonzero(found.chosen[: len(reach.candidates)]).tolist(), reach)
    before = 100 * reach.people_served_before / reach.people_total
    after = sites[-1].served_pct_after if sites else before
    least_cost = planning.aim is PlanningAim.LEAST_COST
    bound = float(found.bound)
    bounds = (bound, None) if least_cost else (None, bound)
    return Plan(
        sites=sites,
        target_pct=planning.target_pct,
        served_pct_before=before,
        served_pct_after=after,
        reached=found.reached if least_cost else after >= planning.target_pct and found.reached,
        reading=reach.reading,
        proof=Proof(found.cost, bounds[0], found.method, found.people, bounds[1]),
        missing=tuple(Shortfall(name, float(lack)) for name, lack in found.missing.items()),
        definition=reach.definition,
    )


def chosen_in(plan: Plan, reach: Reach, size: int) -> NDArray[np.bool_]:
    """A plan as a choice of the candidates of a reach, which are the first of ``size`` rows."""
    chosen = np.zeros(size, bool)
    chosen[[reach.row_of[site.candidate.id] for site in plan.sites]] = True
    return chosen


def proven_by(plan: Plan, other: Plan, reach: Reach) -> Plan:
    """A plan with its cost in a reach, and the bound that another plan of the same candidates and costs came with.

    A bound that the plan is beyond is about other wishes, as that for a budget which it does not keep: nothing is
    proven then.
    """
    cost = sum(reach.candidates[reach.row_of[site.candidate.id]].total_mn_vnd for site in plan.sites)
    people, found = plan.proof.people, other.proof
    bound, most = found.bound_mn_vnd, found.bound_people
    if bound is not None and cost < bound * (1.0 - _TOLERANCE):
        bound = None
    if most is not None and people > most * (1.0 + _TOLERANCE):
        most = None
    return replace(plan, proof=Proof(cost, bound, found.method, people, most))


def in_order(chosen: Sequence[int], reach: Reach) -> tuple[PlannedSite, ...]:
    """Chosen rows by people newly served per đồng, so that a plan that stops early has done the most for its money.

    Ties go to the earlier candidate.
    """
    return in_rounds([chosen], reach)[0]


def in_rounds(rounds: Sequence[Sequence[int]], reach: Reach) -> list[tuple[PlannedSite, ...]]:
    """The same for rows that are chosen in rounds: all of one come before those of the next."""
    unserved, served, order = np.ones(reach.people.size, bool), reach.people_served_before, 0
    result: list[tuple[PlannedSite, ...]] = []

    def gain(k: int) -> float:
        pixels = reach.matrix.indices[reach.matrix.indptr[k] : reach.matrix.indptr[k + 1]]
        return float(reach.people[pixels][unserved[pixels]].sum())

    for chosen in rounds:
        left, sites = list(chosen), []
        while left:
            k = max(left, key=lambda k: (gain(k) / reach.candidates[k].total_mn_vnd, -k))
            added = gain(k)
            left.remove(k)
            unserved[reach.matrix.indices[reach.matrix.indptr[k] : reach.matrix.indptr[k + 1]]] = False
            served, order = served + added, order + 1
            sites.append(PlannedSite(order, reach.candidates[k], added, 100 * served / reach.people_total))
        result.append(tuple(sites))
    return result
