"""Cost shares: worked cases, axioms, and the đồng adds up."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covplan.errors import PlanningError
from covplan.routing.cost_shares import CostShares, ShareMethod, coalition_costs, coalitions, share_cost


def costs_of(**costs: float) -> dict[frozenset[str], float]:
    """``AB=7.0`` is the cost of A and B together."""
    return {frozenset(names): cost for names, cost in costs.items()}


def by_orders(costs: dict[frozenset[str], float]) -> dict[str, float]:
    """The Shapley value by its own words: the mean over all orders."""
    partners = sorted(frozenset().union(*costs))
    added = dict.fromkeys(partners, 0.0)
    orders = list(permutations(partners))
    for order in orders:
        for k, one in enumerate(order):
            before = costs[frozenset(order[:k])] if k else 0.0
            added[one] += (costs[frozenset(order[: k + 1])] - before) / len(orders)
    return added


def check_whole(found: CostShares, total: float) -> None:
    assert sum(found.vnd.values()) == round(total * 1e6)


def test_a_common_road_is_paid_in_equal_parts_by_its_users() -> None:
    """Three partners along one road with sections of 1, 2 and 3: the airport game, whose Shapley value is known."""
    found = share_cost(costs_of(A=1.0, B=3.0, C=6.0, AB=3.0, AC=6.0, BC=6.0, ABC=6.0))
    assert found.shapley_mn_vnd == pytest.approx({"A": 1 / 3, "B": 1 / 3 + 1, "C": 1 / 3 + 1 + 3})
    assert found.method is ShareMethod.SHAPLEY and found.in_core
    assert found.saving_mn_vnd == pytest.approx(4.0)
    assert found.vnd == {"A": 333_334, "B": 1_333_333, "C": 4_333_333}  # the odd đồng goes to the greatest remainder
    check_whole(found, 6.0)


def test_outside_the_core_the_least_core_is_taken() -> None:
    """Any two build for 6, all three for 10: no shares keep every pair content; equal ones do the least harm."""
    found = share_cost(costs_of(A=6.0, B=6.0, C=6.0, AB=6.0, AC=6.0, BC=6.0, ABC=10.0))
    assert found.method is ShareMethod.LEAST_CORE and not found.in_core
    assert found.excess_mn_vnd == pytest.approx(2 / 3, abs=1e-6)
    assert [found.vnd[one] / 1e6 for one in "ABC"] == pytest.approx([10 / 3] * 3, abs=1e-5)
    check_whole(found, 10.0)


def test_shapley_outside_a_core_that_is_not_empty() -> None:
    costs = costs_of(A=8.0, B=8.0, C=8.0, AB=7.5, AC=15.0, BC=15.0, ABC=15.5)
    found = share_cost(costs)
    assert found.method is ShareMethod.LEAST_CORE
    assert found.in_core and found.excess_mn_vnd <= 1e-6
    paid = {one: vnd / 1e6 for one, vnd in found.vnd.items()}
    for some in coalitions("ABC"):
        assert sum(paid[one] for one in some) <= costs[some] + 1e-5
    check_whole(found, 15.5)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4))
def test_the_value_is_the_mean_over_all_orders_and_every_dong_is_paid(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    partners = "ABCD"[:count]
    needs = {one: rng.random(6) < 0.5 for one in partners}
    prices = rng.uniform(0.0, 9.0, 6)

    def cost(some: frozenset[str]) -> float:
        return float(prices[np.logical_or.reduce([needs[one] for one in some])].sum())

    costs = coalition_costs(partners, cost)
    assert len(costs) == 2**count - 1
    found = share_cost(costs)
    assert found.shapley_mn_vnd == pytest.approx(by_orders(costs), abs=1e-9)
    assert found.method is ShareMethod.SHAPLEY  # sections paid by their users: the value is in the core
    check_whole(found, costs[frozenset(partners)])
    for one in partners:
        if not needs[one].any():
            assert found.vnd[one] == 0
        assert found.vnd[one] <= found.alone_mn_vnd[one] * 1e6 + 1.0


def test_what_is_missing_or_impossible_is_named() -> None:
    with pytest.raises(PlanningError, match="A, B"):
        share_cost(costs_of(A=1.0, B=1.0))
    with pytest.raises(PlanningError, match="-1"):
        share_cost(costs_of(A=-1.0))
    with pytest.raises(PlanningError, match="partners"):
        share_cost({})
