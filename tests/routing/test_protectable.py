"""What stands in the way of protection, and what would cure it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from small_rings import allowed, lacking, small_problems

from covplan.errors import PlanningError
from covplan.routing.protectable import Cure, Unprotected, lowered
from covplan.routing.protection_problem import ProtectionProblem

#   0 ==== 1 ---- 2      triangle 2-3-4 behind the bridge 2 (1-2); node 5 hangs on 4 by edge 6
#                / \
#               3 - 4 -- 5
ENDS = np.array([[0, 1], [0, 1], [1, 2], [2, 3], [3, 4], [4, 2], [4, 5]])
NEEDED = np.array([0, 2, 0, 2, 2, 2])


def test_bridges_are_named_from_the_root_outwards_with_their_cures() -> None:
    problem = ProtectionProblem(ENDS, np.ones(7), NEEDED, 0)
    cures = [
        Cure("hop 5-0", (5, 0), 40.0),
        Cure("neighbour's entry at 3", (3, 0), 10.0),
        Cure("missing link 3-5", (3, 5), 5.0),
    ]
    held, unprotected = lowered(problem, cures)
    assert held.needed.tolist() == [0, 2, 0, 1, 1, 1]
    assert unprotected == (
        Unprotected(3, (2,), (), (), ("neighbour's entry at 3", "hop 5-0")),
        Unprotected(4, (2,), (), (), ("neighbour's entry at 3", "hop 5-0")),
        Unprotected(5, (2, 6), (), (), ("hop 5-0",)),
    )


def test_a_road_that_carries_both_ways_is_the_cause() -> None:
    problem = ProtectionProblem(ENDS, np.ones(7), np.array([0, 2, 0, 0, 0, 0]), 0, (np.array([3]), np.array([0, 1])))
    _, unprotected = lowered(problem, [Cure("hop", (1, 0), 1.0)])
    assert unprotected == (Unprotected(1, (), (), (1,), ("hop",)),)


def test_a_node_between_is_the_cause_where_nodes_fail() -> None:
    ends = np.array([[0, 1], [1, 2], [2, 0], [2, 3], [3, 4], [4, 2]])
    problem = ProtectionProblem(ends, np.ones(6), np.array([0, 2, 0, 0, 2]), 0, by_node=True)
    _, unprotected = lowered(problem, [Cure("1-3", (1, 3), 2.0), Cure("2-4", (2, 4), 1.0)])
    assert unprotected == (Unprotected(4, (), (2,), (), ("1-3",)),)


def test_a_cure_between_nodes_that_are_not_there_is_an_error() -> None:
    with pytest.raises(PlanningError, match="no node 77"):
        lowered(ProtectionProblem(ENDS, np.ones(7), NEEDED, 0), [Cure("typo", (77, 0), 1.0)])


@settings(deadline=None, max_examples=100)
@given(small_problems())
def test_what_is_lowered_is_what_the_whole_graph_lacks_and_each_cause_cuts_it_off(problem: ProtectionProblem) -> None:
    held, unprotected = lowered(problem)
    everything = np.ones(len(problem.ends), bool)
    assert held.needed.tolist() == allowed(problem).needed.tolist()
    assert not lacking(held, everything)
    for one in unprotected:
        assert one.edges or one.nodes or one.groups
        for edges in [[edge] for edge in one.edges] + [problem.groups[g].tolist() for g in one.groups]:
            left = everything.copy()
            left[edges] = False
            assert one.node in lacking(problem, left)
