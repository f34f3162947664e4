"""The masts that matter most: what is lost if one of a plan's sites alone is not built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from covplan.planning.plan import Plan, PlannedSite
from covplan.planning.reach_matrix import Reach


@dataclass(frozen=True)
class SiteImportance:
    """A site of the plan and what the plan would be without it.

    Attributes
    ----------
    site : PlannedSite
    people_lost : float
        People whom no existing mast and no other site of the plan serves.
    served_pct_without : float
        People served by the plan without the site [% of all].
    saved_mn_vnd : float
        Mast, equipment and the backhaul that it alone needs [million đồng].
    """

    site: PlannedSite
    people_lost: float
    served_pct_without: float
    saved_mn_vnd: float


def rank_importance(
    plan: Plan, reach: Reach, own_fibre_mn_vnd: Mapping[str, float] | None = None
) -> tuple[SiteImportance, ...]:
    """All sites of a plan, those first without which most people are lost; of equal ones the cheaper first.

    Parameters
    ----------
    plan : Plan
        All its candidates are rows of ``reach``.
    reach : Reach
    own_fibre_mn_vnd : mapping, optional
        Candidate id → cost of the routed fibre that nobody else uses; the backhaul of the candidate without it.

    Raises
    ------
    PlanningError
        If a site of the plan is not in the reach matrix.
    """
    times = np.zeros(reach.people.size, np.int64)
    for site in plan.sites:
        times[reach.pixels_of(site.candidate.id)] += 1
    served = reach.people_served_before + float(reach.people[times > 0].sum())
    ranked = []
    for site in plan.sites:
        pixels, spot = reach.pixels_of(site.candidate.id), site.candidate
        lost = float(reach.people[pixels[times[pixels] == 1]].sum())
        fibre = spot.backhaul_mn_vnd if own_fibre_mn_vnd is None else own_fibre_mn_vnd.get(spot.id, 0.0)
        without = 100.0 * (served - lost) / reach.people_total
        ranked.append(SiteImportance(site, lost, without, spot.cost_mn_vnd + fibre))
    return tuple(sorted(ranked, key=lambda one: (-one.people_lost, one.saved_mn_vnd, one.site.order)))
