"""Reach matrices made by hand."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from covplan.ingest.costs import CostRange
from covplan.planning.candidates import Candidate, CandidateKind
from covplan.planning.reach_matrix import Reach


def candidate(k: int, cost: float, backhaul: float = 0.0) -> Candidate:
    """A new mast at the origin that nothing is known of but its cost [million đồng]."""
    capex, fibre = CostRange.known(cost), CostRange.known(backhaul)
    return Candidate(f"N-{k:04d}", CandidateKind.BUILD, "viettel", 0.0, 0.0, "", "", (), capex, fibre, -1, "", None)


def reach_from(matrix: np.ndarray, people: np.ndarray, cost: np.ndarray, before: float = 0.0) -> Reach:
    """Who is served by whom; pixels lie on the diagonal of a grid."""
    spots = tuple(candidate(k, float(c)) for k, c in enumerate(cost))
    pixels = np.arange(people.size)
    csr = sparse.csr_array(matrix.astype(bool))
    return Reach(spots, csr, people.astype(float), pixels, pixels, float(people.sum() + before), before, "any")
