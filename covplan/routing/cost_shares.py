"""Who pays how much of what several build together: Shapley value, core and least core.

c(S) is the least cost of what the partners of a coalition S need, planned for them alone. The Shapley value gives each
partner the mean of what it adds to the cost over all orders of joining (L. S. Shapley, "A value for n-person games",
1953). It lies in the core if no coalition pays more than it would alone; where it does not, the shares are the point of
the least core (M. Maschler, B. Peleg, L. S. Shapley, 1979) that is nearest to it: the greatest sum that any coalition
pays above its own cost is as small as it can be.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from covplan.errors import PlanningError

MOST_PARTNERS = 10
_ROUNDING = 1e-9
VND_PER_MN = 1_000_000


class ShareMethod(StrEnum):
    """Where the shares come from."""

    SHAPLEY = "shapley"
    LEAST_CORE = "least_core"


@dataclass(frozen=True)
class CostShares:
    """Shares of a common cost.

    Attributes
    ----------
    vnd : mapping
        Partner → share in whole đồng; together exactly the common cost.
    shapley_mn_vnd : mapping
        The Shapley value [million đồng].
    alone_mn_vnd : mapping
        What each would pay alone [million đồng].
    method : ShareMethod
    excess_mn_vnd : float
        The most that a coalition pays above its own cost with these shares; 0 or less: nobody gains by leaving.
    saving_mn_vnd : float
        What all together pay less than each alone.
    """

    vnd: dict[str, int]
    shapley_mn_vnd: dict[str, float]
    alone_mn_vnd: dict[str, float]
    method: ShareMethod
    excess_mn_vnd: float
    saving_mn_vnd: float

    @property
    def in_core(self) -> bool:
        """Whether no coalition pays more than it would alone."""
        return self.excess_mn_vnd <= _ROUNDING * max(sum(self.alone_mn_vnd.values()), 1.0)


def coalitions(partners: Sequence[str]) -> list[frozenset[str]]:
    """All coalitions of one partner or more, the small ones first."""
    return [frozenset(some) for size in range(1, len(partners) + 1) for some in combinations(sorted(partners), size)]


def coalition_costs(partners: Sequence[str], cost: Callable[[frozenset[str]], float]) -> dict[frozenset[str], float]:
    """The cost of each coalition, each planned anew [million đồng]."""
    return {some: cost(some) for some in coalitions(partners)}


def share_cost(costs_mn_vnd: Mapping[frozenset[str], float]) -> CostShares:
    """Divide the cost of all partners together.

    Parameters
    ----------
    costs_mn_vnd : mapping
        The cost of every coalition, from ``coalition_costs`` [million đồng].

    Raises
    ------
    PlanningError
        If a coalition has no cost, or one below 0 or not finite, or there are more than ten partners.
    """
    partners = sorted(frozenset().union(*costs_mn_vnd)) if costs_mn_vnd else []
    if not 1 <= len(partners) <= MOST_PARTNERS:
        raise PlanningError("routing.partners", got=len(partners), most=MOST_PARTNERS)
    for some in coalitions(partners):
        cost = costs_mn_vnd.get(some, math.nan)
        if not (math.isfinite(cost) and cost >= 0.0):
            raise PlanningError("routing.coalition", coalition=", ".join(sorted(some)), got=cost)
    everybody = frozenset(partners)
    value = _shapley(partners, costs_mn_vnd)
    shares, method = value, ShareMethod.SHAPLEY
    if _excess(partners, value, costs_mn_vnd) > _ROUNDING * max(costs_mn_vnd[everybody], 1.0):
        shares, method = _least_core(partners, value, costs_mn_vnd), ShareMethod.LEAST_CORE
    alone = {one: costs_mn_vnd[frozenset({one})] for one in partners}
    return CostShares(
        vnd=dict(zip(partners, whole_dong(shares, round(costs_mn_vnd[everybody] * VND_PER_MN)).tolist(), strict=True)),
        shapley_mn_vnd=dict(zip(partners, value.tolist(), strict=True)),
        alone_mn_vnd=alone,
        method=method,
        excess_mn_vnd=_excess(partners, shares, costs_mn_vnd),
        saving_mn_vnd=sum(alone.values()) - costs_mn_vnd[everybody],
    )


def _shapley(partners: Sequence[str], costs: Mapping[frozenset[str], float]) -> NDArray[np.float64]:
    count = len(partners)
    value = np.zeros(count)
    for k, partner in enumerate(partners):
        others = [one for one in partners if one != partner]
        for size in range(count):
            weight = math.factorial(size) * math.factorial(count - size - 1) / math.factorial(count)
            for some in combinations(others, size):
                before = costs[frozenset(some)] if some else 0.0
                value[k] += weight * (costs[frozenset((*some, partner))] - before)
    return value


def _excess(partners: Sequence[str], shares: NDArray[np.float64], costs: Mapping[frozenset[str], float]) -> float:
    """The most that a coalition, not all together, pays above its own cost; 0 for a single partner."""
    paid = dict(zip(partners, shares.tolist(), strict=True))
    proper = [some for some in coalitions(partners) if len(some) < len(partners)]
    return max((sum(paid[one] for one in some) - costs[some] for some in proper), default=0.0)


def _least_core(
    partners: Sequence[str], near: NDArray[np.float64], costs: Mapping[frozenset[str], float]
) -> NDArray[np.float64]:
    """Of the shares with the least greatest excess those with the least sum of distances from a point."""
    count = len(partners)
    proper = [some for some in coalitions(partners) if len(some) < count]
    member = np.array([[one in some for one in partners] for some in proper], float)
    limit = np.array([costs[some] for some in proper])
    total = costs[frozenset(partners)]
    # columns: shares, excess
    first = linprog(
        np.append(np.zeros(count), 1.0), A_ub=np.column_stack([member, -np.ones(len(proper))]), b_ub=limit,
        A_eq=[[*np.ones(count), 0.0]], b_eq=[total], bounds=[(None, None)] * (count + 1),
    )  # fmt: skip
    allowed = limit + first.x[-1] + _ROUNDING * max(total, 1.0)
    # columns: shares, distances of each from ``near``
    eye = np.eye(count)
    second = linprog(
        np.append(np.zeros(count), np.ones(count)),
        A_ub=np.block([[member, np.zeros((len(proper), count))], [eye, -eye], [-eye, -eye]]),
        b_ub=np.concatenate([allowed, near, -near]),
        A_eq=[[*np.ones(count), *np.zeros(count)]], b_eq=[total], bounds=[(None, None)] * count + [(0.0, None)] * count,
    )  # fmt: skip
    return np.asarray(second.x[:count])


def whole_dong(shares_mn_vnd: NDArray[np.float64], total_vnd: int) -> NDArray[np.int64]:
    """Shares in whole đồng whose sum is the total: what rounding down leaves goes to the greatest remainders."""
    exact = shares_mn_vnd * VND_PER_MN
    whole = np.floor(exact).astype(np.int64)
    left = total_vnd - int(whole.sum())
    order = np.argsort(-(exact - whole), kind="stable")
    whole += left // whole.size
    whole[order[: left % whole.size]] += 1
    return whole
