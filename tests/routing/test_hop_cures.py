"""Hops as cures: out of a branch that hangs on a bridge, checked by what protection itself says."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from covplan.ingest.costs import CostRange
from covplan.routing.hop_cures import find_hop_cures
from covplan.routing.protectable import lowered
from covplan.routing.protection_problem import ProtectionProblem
from covplan.routing.steiner_graph import steiner_graph

pytestmark = pytest.mark.kernel
# a ring 0-1-2 with the root 0; 1-3-4 and 2-5 hang on bridges
ENDS = np.array([(0, 1), (1, 2), (2, 0), (1, 3), (3, 4), (2, 5)])


def basis(*links: tuple[int, int, float]) -> SimpleNamespace:
    """A mast at each node, links of so much between some."""
    hop = SimpleNamespace(radio=SimpleNamespace(name="mw"), dist_km=7.2)
    return SimpleNamespace(
        masts=pd.DataFrame({"name": [f"M{k}" for k in range(6)]}),
        candidates=SimpleNamespace(
            pairs=np.array([link[:2] for link in links]), links=[(k, hop) for k in range(len(links))]
        ),
        problem=SimpleNamespace(graph=steiner_graph(ENDS, np.ones(6), 0, []), node=np.arange(6)),
        costs=[CostRange.known(cost) for *_, cost in links],
    )  # fmt: skip


def test_only_hops_out_of_the_branch_are_offered_the_cheapest_of_each_part() -> None:
    found = find_hop_cures(basis((3, 4, 1.0), (4, 5, 9.0), (4, 2, 5.0), (0, 1, 1.0), (4, 1, 6.0)))  # type: ignore[arg-type]
    assert {(cure.name, cure.ends, cure.cost) for cure in found} == {
        ("M4 – M2, mw, 7 km", (4, 2), 5.0),  # for the part of node 4, and of nodes 0 to 2
        ("M4 – M5, mw, 7 km", (4, 5), 9.0),  # for the part of node 5
    }


def test_what_is_left_out_would_cure_nobody() -> None:
    problem = ProtectionProblem(ENDS, np.ones(6), np.array([0, 0, 0, 2, 2, 2]), 0)
    _, unprotected = lowered(problem, find_hop_cures(basis((3, 4, 1.0), (4, 5, 9.0), (3, 2, 5.0))))  # type: ignore[arg-type]
    cures = {one.node: one.cures for one in unprotected}
    assert cures == {
        3: ("M3 – M2, mw, 7 km", "M4 – M5, mw, 7 km"), 4: ("M4 – M5, mw, 7 km",), 5: ("M4 – M5, mw, 7 km",)
    }  # fmt: skip
