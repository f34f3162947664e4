"""Why this one: what speaks for each site of a plan, counted from the reach matrix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from covplan.assessment.served import Served
from covplan.ingest.area import Area
from covplan.ingest.people import commune_shares
from covplan.planning.plan import Plan
from covplan.planning.reach_matrix import Reach
from covplan.units import MN_PER_BN

NO_COMMUNE = -1
_RIVAL_SHARE = 0.5


@dataclass(frozen=True)
class SiteFacts:
    """What speaks for a planned site, counted at its place in the plan's order.

    Attributes
    ----------
    people_per_bn_vnd : float
        People newly served per billion đồng of mast, equipment and backhaul.
    commune : int
        Row of ``Area.communes`` where most of them live, -1 if there are none.
    commune_people, commune_before_pct, commune_after_pct : float
        How many of them live there, and the share of that commune's people served before and after the site; NaN
        without a commune.
    rivals : int
        Candidates outside the plan of which each alone would serve at least half of the people newly served.
    best_rival : str
        That of them which would serve most, "" if there is none.
    best_rival_people, best_rival_mn_vnd : float
        How many of the same people it would serve, and what it costs; NaN if there is none.
    """

    people_per_bn_vnd: float
    commune: int
    commune_people: float
    commune_before_pct: float
    commune_after_pct: float
    rivals: int
    best_rival: str
    best_rival_people: float
    best_rival_mn_vnd: float


def site_facts(plan: Plan, reach: Reach, area: Area, today: Served) -> tuple[SiteFacts, ...]:
    """The facts of each site of ``plan.sites``.

    Parameters
    ----------
    plan : Plan
        All its candidates are rows of ``reach``.
    reach : Reach
    area : Area
        Communes and people.
    today : Served
        Whom the plan starts with.

    Raises
    ------
    PlanningError
        If a site of the plan is not in the reach matrix.
    """
    added = newly_served(plan, reach)
    in_commune = people_by_commune(reach, area)
    population = today.by_commune["population"].to_numpy(float)
    served = today.by_commune[plan.reading].to_numpy(float).copy()
    outside = np.ones(len(reach.candidates), bool)
    outside[[reach.row_of[site.candidate.id] for site in plan.sites]] = False
    also = _people_also_served(added, reach)
    facts = []
    for k, site in enumerate(plan.sites):
        by_commune = np.asarray(in_commune[:, added[k]].sum(axis=1))
        most = int(by_commune.argmax()) if by_commune.any() else NO_COMMUNE
        there = 0.0 if most == NO_COMMUNE else float(by_commune[most])
        before = np.nan if most == NO_COMMUNE else 100.0 * served[most] / population[most]
        served += by_commune
        after = np.nan if most == NO_COMMUNE else 100.0 * served[most] / population[most]
        of_others = np.where(outside, also[k], 0.0)
        enough = of_others >= max(_RIVAL_SHARE * site.people_added, np.finfo(float).tiny)
        best = int(of_others.argmax()) if enough.any() else None
        facts.append(
            SiteFacts(
                people_per_bn_vnd=MN_PER_BN * site.people_added / site.candidate.total_mn_vnd,
                commune=most,
                commune_people=there,
                commune_before_pct=float(before),
                commune_after_pct=float(after),
                rivals=int(enough.sum()),
                best_rival="" if best is None else reach.candidates[best].id,
                best_rival_people=np.nan if best is None else float(of_others[best]),
                best_rival_mn_vnd=np.nan if best is None else reach.candidates[best].total_mn_vnd,
            )
        )
    return tuple(facts)


def newly_served(plan: Plan, reach: Reach) -> list[NDArray[np.int64]]:
    """For each site of the plan the demand pixels that no site before it serves."""
    unserved, found = np.ones(reach.people.size, bool), []
    for site in plan.sites:
        pixels = reach.pixels_of(site.candidate.id)
        found.append(pixels[unserved[pixels]])
        unserved[pixels] = False
    return found


def people_by_commune(reach: Reach, area: Area) -> sparse.csc_array:
    """People of each demand pixel by the commune in which they live, shape (communes, pixels)."""
    pixels = reach.rows * area.grid.cols + reach.cols
    shares = commune_shares(area.communes, area.grid).matrix[:, pixels]
    return sparse.csc_array(shares @ sparse.diags_array(area.people.values.ravel()[pixels].astype(float)))


def _people_also_served(added: list[NDArray[np.int64]], reach: Reach) -> NDArray[np.float64]:
    """Of the people newly served by each site, those whom each candidate would serve too, (sites, candidates)."""
    also = np.zeros((len(added), len(reach.candidates)))
    by_pixel = reach.matrix.tocsc()
    for k, pixels in enumerate(added):
        also[k] = by_pixel[:, pixels] @ reach.people[pixels]
    return also
