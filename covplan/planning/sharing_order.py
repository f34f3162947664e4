"""A way of sharing as a plan read as each operator: its steps in the order that does most for its money."""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from covplan.planning.sharing_options import Option, SharingScenario, serving_radios
from covplan.planning.sharing_reach import SharingReach
from covplan.planning.sharing_scenarios import SharingOutcome


@dataclass(frozen=True)
class SharingStep:
    """One option of a way of sharing.

    Attributes
    ----------
    option : Option
    people_added : float
        People newly served, each counted once for every operator whose subscriber he may be.
    served_pct_after : mapping
        Operator → share of all people whom it serves then [%].
    """

    option: Option
    people_added: float
    served_pct_after: Mapping[str, float]


def steps_in_order(outcome: SharingOutcome, reach: SharingReach) -> tuple[SharingStep, ...]:
    """The options of an outcome by people newly served per đồng, those that cost nothing first; ties as they stand."""
    everybody = outcome.scenario is SharingScenario.ROAMING
    serves = [_serves(outcome, reach, None if everybody else operator) for operator in reach.operators]
    unserved = [~reach.served_today(None if everybody else operator) for operator in reach.operators]
    served = [float(reach.people[~open_ones].sum()) for open_ones in unserved]
    total = float(reach.people.sum())

    def gains(k: int) -> list[float]:
        pixels = [_pixels(matrix, k) for matrix in serves]
        return [float(reach.people[at[mask[at]]].sum()) for at, mask in zip(pixels, unserved, strict=True)]

    def worth(k: int) -> float:
        cost = outcome.options[k].cost_mn_vnd
        return sum(gains(k)) / cost if cost > 0.0 else math.inf

    heap = [(-worth(k), k) for k in range(len(outcome.options))]
    heapq.heapify(heap)
    steps = []
    while heap:
        _, k = heapq.heappop(heap)
        if heap and (again := -worth(k)) > heap[0][0]:  # others were done since: it may be worth less than the next
            heapq.heappush(heap, (again, k))
            continue
        added = gains(k)
        served = [before + more for before, more in zip(served, added, strict=True)]
        for matrix, mask in zip(serves, unserved, strict=True):
            mask[_pixels(matrix, k)] = False
        after = {o: 100.0 * people / total for o, people in zip(reach.operators, served, strict=True)}
        steps.append(SharingStep(outcome.options[k], sum(added), after))
    return tuple(steps)


def _serves(outcome: SharingOutcome, reach: SharingReach, operator: str | None) -> sparse.csr_array:
    """Which pixels each option serves for subscribers of an operator, or of any (None), shape (options, pixels)."""
    return sparse.csr_array(serving_radios(outcome.options, reach, operator) @ reach.serves.astype(np.int32))


def _pixels(matrix: sparse.csr_array, row: int) -> NDArray[np.int64]:
    return matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
