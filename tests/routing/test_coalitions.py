"""Coalitions planned anew and shares by section: all trees of small graphs as the oracle, and the đồng adds up."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covplan.errors import PlanningError
from covplan.routing.coalitions import coalition_trees
from covplan.routing.cost_shares import ShareMethod, share_cost
from covplan.routing.section_shares import divide_sections, equal_sections
from covplan.routing.sharing import users_of_edges
from covplan.routing.steiner import solve_steiner
from covplan.routing.steiner_graph import SteinerGraph, steiner_graph

ROOT = 0
A, B, C = (frozenset({one}) for one in "abc")


def grown(ends: list[tuple[int, int]], cost: list[float], users_at: dict[int, frozenset[str]]) -> SteinerGraph:
    return steiner_graph(np.array(ends), np.array(cost), ROOT, users_at)


def least(graph: SteinerGraph, wanted: set[int]) -> float:
    """The cheapest tree over every set of nodes that holds what is wanted."""
    others = [v for v in range(graph.nodes) if v not in wanted]
    best = np.inf
    for choice in range(2 ** len(others)):
        nodes = wanted | {v for k, v in enumerate(others) if choice >> k & 1}
        part: nx.Graph = nx.Graph()
        part.add_nodes_from(nodes)
        for (u, v), cost in zip(graph.ends.tolist(), graph.cost.tolist(), strict=True):
            if u in nodes and v in nodes and u != v and cost < part.get_edge_data(u, v, {"weight": np.inf})["weight"]:
                part.add_edge(u, v, weight=cost)
        if nx.is_connected(part):
            best = min(best, nx.minimum_spanning_tree(part).size("weight"))
    return best


@st.composite
def games(draw: st.DrawFn) -> tuple[SteinerGraph, dict[int, frozenset[str]]]:
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    nodes = draw(st.integers(4, 7))
    tree = [(int(rng.integers(k)), k) for k in range(1, nodes)]
    extra = rng.integers(0, nodes, (draw(st.integers(0, 8)), 2)).tolist()
    ends = np.array([*tree, *extra], np.int64)
    cost = rng.integers(1, 30, len(ends)) * draw(st.sampled_from([1.0, 1.0 / 3.0]))
    at = rng.choice(np.arange(1, nodes), draw(st.integers(3, nodes - 1)), replace=False).tolist()
    users_at = {v: frozenset({"abc"[k % 3], "abc"[int(rng.integers(3))]}) for k, v in enumerate(at)}
    return steiner_graph(ends, cost, ROOT, users_at, nodes=nodes), users_at


@settings(max_examples=25, deadline=None)
@given(games())
def test_every_coalition_has_its_own_cheapest_tree(game: tuple[SteinerGraph, dict[int, frozenset[str]]]) -> None:
    graph, users_at = game
    found = coalition_trees(graph, users_at, solve_steiner(graph).edges)
    for some, cost in found.cost_mn_vnd.items():
        assert cost == pytest.approx(least(graph, {ROOT, *(v for v, users in users_at.items() if users & some)}))
        assert found.bound_mn_vnd[some] == pytest.approx(cost)
    assert len(found.cost_mn_vnd) == 7 and found.gap == pytest.approx(0.0, abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(games())
def test_shares_in_the_core_are_paid_on_used_sections_alone(
    game: tuple[SteinerGraph, dict[int, frozenset[str]]],
) -> None:
    graph, users_at = game
    tree = solve_steiner(graph).edges
    shares = share_cost(coalition_trees(graph, users_at, tree).cost_mn_vnd)
    users = users_of_edges(graph.ends, tree, ROOT, users_at)
    uses = np.array([[one in users[edge] for one in "abc"] for edge in tree.tolist()])
    paid = divide_sections(graph.cost[tree], uses, shares.vnd)
    assert not paid.vnd[~uses].any() and (paid.vnd >= 0).all()
    assert sum(paid.total_vnd.values()) == round(graph.cost[tree].sum() * 1e6)
    assert paid.vnd.sum(axis=1) == pytest.approx(graph.cost[tree] * 1e6, abs=1)
    assert paid.settled_vnd.sum() == 0
    assert all(abs(paid.total_vnd[one] - shares.vnd[one]) <= tree.size for one in "abc")
    if shares.in_core:
        assert not paid.settled_vnd.any()


def test_a_detour_for_company_is_taken_and_shared() -> None:
    """Alone a and b each pay a road of 10; together one of 12 that neither would take alone (14 with its branch)."""
    users_at = {1: A, 2: B}
    graph = grown([(0, 1), (0, 2), (0, 3), (3, 1), (3, 2)], [10.0, 10.0, 9.0, 2.0, 3.0], users_at)
    found = coalition_trees(graph, users_at, np.array([2, 3, 4]))
    assert found.cost_mn_vnd == {A: 10.0, B: 10.0, A | B: 14.0}
    shares = share_cost(found.cost_mn_vnd)
    assert shares.saving_mn_vnd == 6.0 and shares.vnd == {"a": 7_000_000, "b": 7_000_000}
    paid = divide_sections(np.array([9.0, 2.0, 3.0]), np.array([[1, 1], [1, 0], [0, 1]], bool), shares.vnd)
    assert paid.vnd.tolist() == [[5_000_000, 4_000_000], [2_000_000, 0], [0, 3_000_000]]
    alike = equal_sections(np.array([9.0, 2.0, 3.0]), np.array([[1, 1], [1, 0], [0, 1]], bool), ("a", "b"))
    assert alike.total_vnd == {"a": 6_500_000, "b": 7_500_000}


def test_a_coalition_never_pays_more_than_its_part_of_a_larger_one() -> None:
    """Even where the tree that all build is better than what is found for a few."""
    users_at = {1: A, 2: B, 3: C}
    graph = grown([(0, 1), (1, 2), (2, 3), (0, 3)], [3.0, 3.0, 3.0, 9.0], users_at)
    found = coalition_trees(graph, users_at, np.array([0, 1, 2]))
    assert found.edges[B].tolist() == [0, 1] and found.edges[A | C].tolist() == [0, 1, 2]
    everyone = found.cost_mn_vnd[A | B | C]
    assert all(cost <= everyone for cost in found.cost_mn_vnd.values())


def test_what_is_not_planned_anew_falls_on_each_coalition_with_a_user() -> None:
    users_at = {1: A, 2: B}
    graph = grown([(0, 1), (0, 2)], [4.0, 6.0], users_at)
    found = coalition_trees(graph, users_at, np.array([0, 1])).with_fixed([(A | B, 3.0), (B, 1.0)])
    assert found == {A: 7.0, B: 10.0, A | B: 14.0}
    assert share_cost(found).vnd == {"a": 5_500_000, "b": 8_500_000}


def test_who_stands_at_the_backbone_needs_no_tree() -> None:
    users_at = {0: A, 1: B}
    found = coalition_trees(grown([(0, 1)], [5.0], users_at), users_at, np.array([0]))
    assert found.cost_mn_vnd == {A: 0.0, B: 5.0, A | B: 5.0}


def test_too_many_partners_or_none_are_an_error() -> None:
    users_at = {1: frozenset("abcdefghijk")}
    graph = grown([(0, 1)], [1.0], users_at)
    for users in (users_at, {}):
        with pytest.raises(PlanningError, match="1 to 10 partners"):
            coalition_trees(graph, users, np.array([0]))


def test_odd_dong_are_divided_without_a_rest() -> None:
    """Three sections of a third of a đồng more than a whole number; three users of each."""
    cost = np.full(3, 1.0 + 1e-6 / 3.0)
    uses = np.ones((3, 3), bool)
    paid = equal_sections(cost, uses, ("a", "b", "c"))
    assert paid.vnd.sum() == 3_000_001
    assert sorted(paid.vnd.sum(axis=1).tolist()) == [1_000_000, 1_000_000, 1_000_001]
    shared = divide_sections(cost, uses, {"a": 0, "b": 1, "c": 3_000_000})
    assert shared.total_vnd == {"a": 0, "b": 1, "c": 3_000_000}


def test_shares_beyond_the_sections_of_a_partner_are_settled_between_partners() -> None:
    uses = np.array([[True, False], [False, True]])
    paid = divide_sections(np.array([1.0, 2.0]), uses, {"a": 1_500_000, "b": 1_500_000})
    assert paid.settled_vnd.tolist() == [500_000, -500_000]
    assert paid.total_vnd == {"a": 1_500_000, "b": 1_500_000}


@pytest.mark.parametrize(
    ("uses", "share", "code"),
    [
        ([[True], [False]], {"a": 3_000_000}, "routing.unused"),
        ([[True], [True]], {"a": 2_999_000}, "routing.sections"),
        ([[True]], {"a": 3_000_000}, "routing.uses"),
    ],
)
def test_what_does_not_fit_is_an_error(uses: list[list[bool]], share: dict[str, int], code: str) -> None:
    with pytest.raises(PlanningError) as caught:
        divide_sections(np.array([1.0, 2.0]), np.array(uses), share)
    assert caught.value.code == code


def test_the_method_is_told() -> None:
    """Three partners around a hub that is dear to reach: Shapley in the core, as on any fixed tree."""
    users_at = {2: A, 3: B, 4: C}
    graph = grown([(0, 1), (1, 2), (1, 3), (1, 4)], [30.0, 1.0, 1.0, 1.0], users_at)
    shares = share_cost(coalition_trees(graph, users_at, np.arange(4)).cost_mn_vnd)
    assert shares.method is ShareMethod.SHAPLEY and shares.in_core
    assert shares.vnd == dict.fromkeys("abc", 11_000_000)
