"""Cost shares on a tree: hand example, and sums."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covplan.routing.sharing import equal_shares, users_of_edges


def test_each_edge_is_split_among_those_beyond_it() -> None:
    #  0 ──e0── 1 ──e1── 2(a)
    #           └──e3── 3(b, c)        e2 is not in the tree
    ends = np.array([[0, 1], [2, 1], [0, 3], [1, 3]])
    users = users_of_edges(ends, np.array([0, 1, 3]), 0, {2: ["a"], 3: ["c", "b"]})
    assert users == {0: ("a", "b", "c"), 1: ("a",), 3: ("b", "c")}
    shares = equal_shares([9.0, 5.0, 4.0], [users[0], users[1], users[3]])
    assert shares == {"a": 8.0, "b": 5.0, "c": 5.0}


def test_a_user_on_the_way_does_not_pay_for_what_lies_beyond() -> None:
    users = users_of_edges(np.array([[0, 1], [1, 2]]), np.array([0, 1]), 0, {1: ["near"], 2: ["far"]})
    assert users == {0: ("far", "near"), 1: ("far",)}


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 10**6), st.integers(2, 40))
def test_shares_sum_to_the_total(seed: int, nodes: int) -> None:
    rng = np.random.default_rng(seed)
    ends = np.array([(int(rng.integers(k)), k) for k in range(1, nodes)])
    leaves = set(range(1, nodes)) - set(ends[:, 0].tolist())
    tree = np.arange(nodes - 1)
    users = users_of_edges(ends, tree, 0, {leaf: [f"s{leaf}"] for leaf in leaves})
    cost = rng.uniform(0, 100, nodes - 1)
    shares = equal_shares(cost.tolist(), [users[k] for k in range(nodes - 1)])
    assert sum(shares.values()) == pytest.approx(cost.sum(), abs=1e-6)
    assert set(shares) == {f"s{leaf}" for leaf in leaves}
