"""A reach matrix drawn by chance over the pixels of the tiny area, and a plan of some of its candidates."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from covplan.ingest.area import Area
from covplan.ingest.costs import CostRange
from covplan.network import Sector
from covplan.planning.candidates import Candidate, CandidateKind
from covplan.planning.plan import Plan, PlannedSite, Proof
from covplan.planning.reach_matrix import Reach


def drawn_reach(area: Area, seed: int = 0, candidates: int = 8, served: float = 1000.0) -> Reach:
    """Each candidate serves a fifth of the inhabited pixels, drawn by chance; nobody of them is served today."""
    rng = np.random.default_rng(seed)
    rows, cols = np.nonzero(area.people.values > 0)
    matrix = sparse.csr_array(rng.random((candidates, rows.size)) < 0.2)
    spots = []
    for k in range(candidates):
        sectors = (Sector(f"N-{k}-1", 0.0, 2.0, 45.0, (area.carriers[0],)),)
        x_m, y_m = area.grid.left_m + 1_000.0 * (k + 1), area.grid.bounds[1] + 5_000.0
        cost = float(rng.choice([1000.0, 1900.0]))
        spots.append(
            Candidate(
                f"N-{k}", CandidateKind.BUILD, "viettel", x_m, y_m, "", "", sectors, CostRange.known(cost),
                CostRange.known(float(rng.uniform(0.0, 500.0))), 0, "", None,
            )
        )  # fmt: skip
    people = area.people.values[rows, cols].astype(float)
    return Reach(tuple(spots), matrix, people, rows, cols, float(people.sum() + served), served, "any")


def plan_of(reach: Reach, ids: list[str]) -> Plan:
    """A plan of these candidates in this order, counted pixel by pixel."""
    served: set[int] = set()
    sites, before = [], reach.people_served_before
    for order, id in enumerate(ids, 1):
        k = [c.id for c in reach.candidates].index(id)
        new = set(np.flatnonzero(reach.matrix.toarray()[k]).tolist()) - served
        added = float(sum(reach.people[p] for p in new))
        served |= new
        before += added
        sites.append(PlannedSite(order, reach.candidates[k], added, 100 * before / reach.people_total))
    start = 100 * reach.people_served_before / reach.people_total
    after = sites[-1].served_pct_after if sites else start
    return Plan(tuple(sites), 99.0, start, after, False, "any", Proof(1.0, 1.0, "drawn"))
