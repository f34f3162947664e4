"""The share of each partner → what it pays of each section, to the đồng.

Each partner has one weight, and the users of a section divide its cost in proportion to their weights. The weights are
those with which every partner pays its share of the whole; they are found by scaling rows and columns in turn (W. E.
Deming, F. F. Stephan, Ann. Math. Stat. 11 (1940) 427-444). Shares in the core can always be divided so: sections that
only some partners use cost no more than these pay, since the others could build the rest without them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covplan.errors import PlanningError
from covplan.routing.cost_shares import VND_PER_MN, whole_dong

_ROUNDS = 2_000
_CLOSE = 1e-12  # of the whole cost


@dataclass(frozen=True, eq=False)
class SectionShares:
    """What each partner pays of each section.

    Attributes
    ----------
    partners : tuple of str
        In alphabetical order.
    vnd : array of int64, shape (sections, partners)
        Whole đồng; 0 where the partner does not use the section. Each row is the section's cost.
    settled_vnd : array of int64, shape (partners,)
        What each pays beyond its sections to the others, less than 0: is paid. 0 for shares in the core; they sum to 0.
    """

    partners: tuple[str, ...]
    vnd: NDArray[np.int64]
    settled_vnd: NDArray[np.int64]

    @property
    def total_vnd(self) -> dict[str, int]:
        """Partner → what it pays in all; together exactly the cost of all sections."""
        return dict(zip(self.partners, (self.vnd.sum(axis=0) + self.settled_vnd).tolist(), strict=True))


def equal_sections(
    cost_mn_vnd: NDArray[np.float64], uses: NDArray[np.bool_], partners: tuple[str, ...]
) -> SectionShares:
    """Every section divided equally among its users; parameters as in ``divide_sections``."""
    costs_vnd = _checked(cost_mn_vnd, uses, partners, round(float(np.sum(cost_mn_vnd)) * VND_PER_MN))
    vnd = _rows_in_dong(uses / uses.sum(axis=1, keepdims=True) * cost_mn_vnd[:, None], uses, costs_vnd)
    return SectionShares(partners, vnd, np.zeros(len(partners), np.int64))


def divide_sections(
    cost_mn_vnd: NDArray[np.float64], uses: NDArray[np.bool_], share_vnd: Mapping[str, int]
) -> SectionShares:
    """Divide every section among its users so that each partner pays its share of the whole.

    A partner's total may differ from its share by a đồng per section, by rounding, and is then the sum over sections.

    Parameters
    ----------
    cost_mn_vnd : array, shape (sections,)
        Cost of each section [million đồng].
    uses : array of bool, shape (sections, partners)
        Who uses each section; partners in alphabetical order.
    share_vnd : mapping
        Partner → its share of the whole cost, e.g. ``CostShares.vnd``.

    Raises
    ------
    PlanningError
        If a section has no user, or the shares do not sum to the cost of all sections.
    """
    partners = tuple(sorted(share_vnd))
    share = np.array([share_vnd[one] for one in partners], np.int64)
    costs_vnd = _checked(cost_mn_vnd, uses, partners, int(share.sum()))
    paid = _weighted(costs_vnd / VND_PER_MN, uses, np.maximum(share, 0) / VND_PER_MN)
    vnd = _rows_in_dong(paid, uses, costs_vnd)
    left = share - vnd.sum(axis=0)
    _move(vnd, uses, left)
    settled = left if np.abs(left).max(initial=0) > len(costs_vnd) else np.zeros_like(left)
    return SectionShares(partners, vnd, settled)


def _checked(
    cost_mn_vnd: NDArray[np.float64], uses: NDArray[np.bool_], partners: tuple[str, ...], total_vnd: int
) -> NDArray[np.int64]:
    """The cost of each section in whole đồng; together the total."""
    if uses.shape != (len(cost_mn_vnd), len(partners)):
        raise PlanningError("routing.uses", got=uses.shape, sections=len(cost_mn_vnd), partners=len(partners))
    for row in np.flatnonzero(~uses.any(axis=1))[:1]:
        raise PlanningError("routing.unused", section=int(row))
    whole = float(np.sum(cost_mn_vnd)) * VND_PER_MN
    if abs(whole - total_vnd) > 1.0:
        raise PlanningError("routing.sections", got=total_vnd, expected=round(whole))
    return whole_dong(cost_mn_vnd, total_vnd) if len(cost_mn_vnd) else np.zeros(0, np.int64)


def _weighted(cost: NDArray[np.float64], uses: NDArray[np.bool_], share: NDArray[np.float64]) -> NDArray[np.float64]:
    """What users pay by their weights, rows exact; from equal weights on."""
    weight = np.ones(share.size)
    paid = np.zeros(uses.shape)
    for _ in range(_ROUNDS):
        paid = uses * weight
        whole = paid.sum(axis=1, keepdims=True)
        paid = np.where(whole > 0.0, paid / np.where(whole > 0.0, whole, 1.0), uses / uses.sum(axis=1, keepdims=True))
        paid *= cost[:, None]
        column = paid.sum(axis=0)
        if np.abs(column - share).max(initial=0.0) <= _CLOSE * cost.sum():
            break
        weight = weight * np.where(column > 0.0, share / np.where(column > 0.0, column, 1.0), 1.0)
        weight /= max(weight.max(), np.finfo(float).tiny)
    return paid


def _rows_in_dong(
    paid: NDArray[np.float64], uses: NDArray[np.bool_], costs_vnd: NDArray[np.int64]
) -> NDArray[np.int64]:
    vnd = np.zeros(uses.shape, np.int64)
    for row, total in enumerate(costs_vnd.tolist()):
        users = np.flatnonzero(uses[row])
        vnd[row, users] = whole_dong(paid[row, users], total)
    return vnd


def _move(vnd: NDArray[np.int64], uses: NDArray[np.bool_], left: NDArray[np.int64]) -> None:
    """Move đồng between users of common sections until no way leads from who pays too much to who pays too little.

    In place: ``vnd`` keeps its row sums, ``left`` is what each partner's column still lacks.
    """
    while True:
        way = _way(vnd, uses, left)
        if not way:
            return
        first, last = way[0][0], way[-1][1]
        amount = min(-left[first], left[last], *(vnd[row, one] for one, _, row in way))
        for one, other, row in way:
            vnd[row, one] -= amount
            vnd[row, other] += amount
        left[first] += amount
        left[last] -= amount


def _way(vnd: NDArray[np.int64], uses: NDArray[np.bool_], left: NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """From who pays too much to who pays too little: (payer, next payer, section that both use), [] if there is none.

    Of the sections that two use, the one of which the first pays most.
    """
    came = {int(one): (-1, -1) for one in np.flatnonzero(left < 0)}
    queue = deque(came)
    while queue:
        one = queue.popleft()
        if left[one] > 0:
            way = []
            while came[one][0] >= 0:
                before, row = came[one]
                way.append((before, one, row))
                one = before
            return way[::-1]
        for other in range(left.size):
            if other in came:
                continue
            common = np.where(uses[:, other], vnd[:, one], 0)
            row = int(np.argmax(common)) if common.size else -1
            if row >= 0 and common[row] > 0:
                came[other] = (one, row)
                queue.append(other)
    return []
