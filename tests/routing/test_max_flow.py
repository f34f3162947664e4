"""Maximum flow: hand-made cases, and networkx as an independent algorithm."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covplan.routing._max_flow import leaving, max_flow, sink_side, source_side

pytestmark = pytest.mark.kernel


def _flow(nodes, ends, capacity, source, sink, enough=math.inf):
    """Flow, source side and sink side; ``capacity`` is (there, back) by edge."""
    graph = leaving(np.array(ends, np.int64).reshape(-1, 2), nodes)
    residual = np.array(capacity, float).ravel()
    flow = max_flow(source, sink, *graph, residual, enough)
    return flow, source_side(source, *graph, residual), sink_side(sink, *graph, residual)


def test_the_narrowest_place_limits_a_path():
    flow, near, far = _flow(4, [(0, 1), (1, 2), (2, 3)], [(3, 0), (1.5, 0), (2, 0)], 0, 3)
    assert flow == 1.5
    assert near.tolist() == [True, True, False, False]
    assert far.tolist() == [False, False, True, True]


def test_a_flow_that_must_be_sent_back():
    """The shortest way 0-1-2-3 blocks both long ones; only by undoing 1-2 can 2 units flow."""
    ends = [(0, 1), (1, 2), (2, 3), (0, 4), (4, 5), (5, 2), (1, 6), (6, 7), (7, 3)]
    assert _flow(8, ends, [(1, 0)] * 9, 0, 3)[0] == 2.0


def test_a_directed_arc_carries_nothing_back():
    assert _flow(2, [(1, 0)], [(1, 0)], 0, 1)[0] == 0.0
    assert _flow(2, [(1, 0)], [(1, 1)], 0, 1)[0] == 1.0


def test_parallel_edges_add_up_and_loops_carry_nothing():
    assert _flow(2, [(0, 1), (1, 0), (0, 0)], [(1, 0), (0, 2), (9, 9)], 0, 1)[0] == 3.0


def test_it_stops_when_there_is_enough():
    assert _flow(2, [(0, 1)], [(5, 0)], 0, 1, enough=2.0)[0] == 2.0


@st.composite
def _networks(draw):
    nodes = draw(st.integers(2, 8))
    ends = draw(st.lists(st.tuples(st.integers(0, nodes - 1), st.integers(0, nodes - 1)), max_size=20))
    amounts = st.sampled_from([0.0, 0.25, 0.5, 1.0, 1.5, 3.0])
    capacity = [draw(st.tuples(amounts, amounts)) for _ in ends]
    return nodes, ends, capacity


@settings(deadline=None, max_examples=100)
@given(_networks())
def test_flow_and_both_cuts_agree_with_networkx(network):
    nodes, ends, capacity = network
    graph = nx.DiGraph()
    graph.add_nodes_from(range(nodes))
    for (u, v), pair in zip(ends, capacity, strict=True):
        for tail, head, amount in ((u, v, pair[0]), (v, u, pair[1])):
            if tail != head:
                before = graph.get_edge_data(tail, head, {"capacity": 0.0})["capacity"]
                graph.add_edge(tail, head, capacity=before + amount)
    flow, near, far = _flow(nodes, ends, capacity, 0, nodes - 1)
    assert flow == pytest.approx(nx.maximum_flow_value(graph, 0, nodes - 1))
    for side in (near, ~far):
        assert side[0] and not side[nodes - 1]
        cut = sum(data["capacity"] for u, v, data in graph.edges(data=True) if side[u] and not side[v])
        assert cut == pytest.approx(flow)
