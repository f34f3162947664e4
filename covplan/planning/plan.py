"""A plan: chosen candidates in order, and how good the choice is proven to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from covplan.planning.candidates import Candidate
from covplan.planning.reach_matrix import Reach


@dataclass(frozen=True)
class PlannedSite:
    """One step of a plan, in order of choice; ``year`` is None in a plan without phases."""

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
    bound_mn_vnd : float
        No choice of the same candidates that serves as many people costs less.
    method : str
        What found choice and bound.
    """

    cost_mn_vnd: float
    bound_mn_vnd: float
    method: str

    @property
    def gap_pct(self) -> float | None:
        """What the choice costs more than the bound, as a share of the bound [%]; None where nothing is proven."""
        above = max(self.cost_mn_vnd - self.bound_mn_vnd, 0.0)
        if above == 0.0:
            return 0.0
        return 100.0 * above / self.bound_mn_vnd if self.bound_mn_vnd > 0.0 else None


@dataclass(frozen=True)
class Plan:
    """Chosen candidates in order; ``reached`` says whether the target was met."""

    sites: tuple[PlannedSite, ...]
    target_pct: float
    served_pct_before: float
    served_pct_after: float
    reached: bool
    reading: str
    proof: Proof

    @property
    def cost_mn_vnd(self) -> float:
        """Masts, equipment and backhaul of all chosen candidates [million đồng]."""
        return sum(site.candidate.total_mn_vnd for site in self.sites)


def in_order(chosen: Sequence[int], reach: Reach) -> tuple[PlannedSite, ...]:
    """Chosen rows by people newly served per đồng, so that a plan that stops early has done the most for its money.

    Ties go to the earlier candidate.
    """
    unserved, left = np.ones(reach.people.size, bool), list(chosen)
    served = reach.people_served_before
    sites: list[PlannedSite] = []

    def gain(k: int) -> float:
        pixels = reach.matrix.indices[reach.matrix.indptr[k] : reach.matrix.indptr[k + 1]]
        return float(reach.people[pixels][unserved[pixels]].sum())

    while left:
        k = max(left, key=lambda k: (gain(k) / reach.candidates[k].total_mn_vnd, -k))
        added = gain(k)
        left.remove(k)
        unserved[reach.matrix.indices[reach.matrix.indptr[k] : reach.matrix.indptr[k + 1]]] = False
        served += added
        sites.append(PlannedSite(len(sites) + 1, reach.candidates[k], added, 100 * served / reach.people_total))
    return tuple(sites)
