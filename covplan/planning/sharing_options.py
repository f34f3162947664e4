"""What operators may do together at one mast under a way of sharing, and what each of them pays for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations

import numpy as np
from scipy import sparse

from covplan.planning.antenna_load import exceeds
from covplan.planning.settings import SharingRules
from covplan.planning.sharing_reach import SharingReach


class SharingScenario(StrEnum):
    """How far operators share; each scenario allows what those before it allow."""

    NONE = "none"  # own masts and own new masts
    PASSIVE = "passive"  # masts are shared, every operator puts up its own equipment
    ACTIVE = "active"  # radios may serve the subscribers of all operators (MOCN, TS 23.251 §4)
    ROAMING = "roaming"  # every radio serves everybody


@dataclass(frozen=True)
class Option:
    """Something that may be done at a mast.

    Attributes
    ----------
    mast : int
    radios : tuple of int
        Rows of ``SharingReach.radios``: put up together, or, if on air, opened to the subscribers of the others.
    is_open : bool
        Whether they serve the subscribers of every operator.
    shares_mn_vnd : tuple of float
        What each operator pays [million đồng], in the order of ``SharingReach.operators``.
    is_exclusive : bool
        Whether at most one of the options of the mast may be chosen.
    """

    mast: int
    radios: tuple[int, ...]
    is_open: bool
    shares_mn_vnd: tuple[float, ...]
    is_exclusive: bool = False

    @property
    def cost_mn_vnd(self) -> float:
        """What all pay together."""
        return sum(self.shares_mn_vnd)


def find_options(reach: SharingReach, scenario: SharingScenario, rules: SharingRules) -> tuple[Option, ...]:
    """Everything that a scenario allows and that serves somebody who is unserved."""
    needy = _Needy(reach)
    if scenario is SharingScenario.NONE:
        return tuple(_alone(reach, needy))
    together = tuple(_on_shared_masts(reach, needy.others, rules))
    if scenario is SharingScenario.ROAMING:
        return tuple(replace(one, is_open=True) for one in together)
    apart = tuple(one for one in together if needy.own.issuperset(one.radios))
    if scenario is SharingScenario.PASSIVE:
        return apart
    opened = (_opened(one, reach, rules) for one in together if len(one.radios) == 1)
    return (*apart, *opened, *_opened_today(reach, needy, rules))


class _Needy:
    """Which radios serve somebody who is unserved by their own operator, or by some operator."""

    def __init__(self, reach: SharingReach) -> None:
        unserved = {o: ~reach.served_today(o) & (reach.people > 0.0) for o in reach.operators}
        by_somebody = np.logical_or.reduce(list(unserved.values()))
        counts = {o: reach.serves @ mask.astype(np.int64) for o, mask in {**unserved, "": by_somebody}.items()}
        self.own = {k for k, radio in enumerate(reach.radios) if not radio.on_air and counts[radio.operator][k]}
        self.others = [k for k, radio in enumerate(reach.radios) if not radio.on_air and counts[""][k]]
        self.on_air = [k for k, radio in enumerate(reach.radios) if radio.on_air and counts[""][k]]


def _alone(reach: SharingReach, needy: _Needy) -> Iterator[Option]:
    """Each operator on masts where it stands, and on new masts of its own."""
    for k in sorted(needy.own):
        mast = reach.masts[reach.radios[k].mast]
        at_home = _may_build(reach, (k,)) if mast.is_new else reach.radios[k].operator in mast.users
        if at_home and _bears(reach, (k,)):
            yield _apart(reach, (k,))


def _on_shared_masts(reach: SharingReach, radios: Iterable[int], rules: SharingRules) -> Iterator[Option]:
    """Every set of operators that a mast bears and takes in, each with its own equipment.

    Where nothing is paid in common operators decide without each other. Options exclude each other only where not all
    have room: elsewhere two of them cost more than the one that is both; at a new place they are two masts.
    """
    on_mast: dict[int, list[int]] = {}
    for k in radios:
        on_mast.setdefault(reach.radios[k].mast, []).append(k)
    for row, there in on_mast.items():
        mast = reach.masts[row]
        guests = {k for k in there if reach.radios[k].operator not in mast.users}
        room = max(rules.most_tenants - len(mast.users), 0)
        is_full = not mast.is_new and (len(guests) > room or _too_much(reach, there))
        most = len(there) if mast.common_mn_vnd > 0.0 or is_full else 1
        for size in range(1, most + 1):
            for chosen in combinations(there, size):
                if len(guests.intersection(chosen)) <= room and _bears(reach, chosen) and _may_build(reach, chosen):
                    yield _apart(reach, chosen, is_exclusive=is_full)


def _apart(reach: SharingReach, radios: tuple[int, ...], is_exclusive: bool = False) -> Option:
    """Every operator pays its equipment and its place on the mast, and an equal part of what is common.

    Common is also what makes the mast bear the antennas of all of them.
    """
    row = reach.radios[radios[0]].mast
    common = reach.masts[row].common_mn_vnd
    if _too_much(reach, radios):
        common += reach.masts[row].strengthening_mn_vnd or 0.0
    shares = dict.fromkeys(reach.operators, 0.0)
    for radio in (reach.radios[k] for k in radios):
        own = radio.equipment_mn_vnd + radio.on_mast_mn_vnd
        shares[radio.operator] = common / len(radios) + own
    return Option(row, radios, False, tuple(shares.values()), is_exclusive)


def _too_much(reach: SharingReach, radios: Sequence[int]) -> bool:
    """Whether the antennas are more than their mast has room for."""
    room_m2 = reach.masts[reach.radios[radios[0]].mast].room_m2
    return exceeds(sum(reach.radios[k].antennas_m2 for k in radios), room_m2)


def _bears(reach: SharingReach, radios: Sequence[int]) -> bool:
    """Whether the mast bears the antennas, strengthened for a price if it has one."""
    return not _too_much(reach, radios) or reach.masts[reach.radios[radios[0]].mast].strengthening_mn_vnd is not None


def _may_build(reach: SharingReach, radios: Sequence[int]) -> bool:
    """Whether one of the operators builds new masts, where one is needed."""
    is_new = reach.masts[reach.radios[radios[0]].mast].is_new
    return not is_new or not reach.builders or any(reach.radios[k].operator in reach.builders for k in radios)


def _opened(option: Option, reach: SharingReach, rules: SharingRules) -> Option:
    """The same radio for the subscribers of all operators, who all pay alike."""
    total = option.cost_mn_vnd + _for_partners(option.radios[0], reach, rules)
    shares = (total / len(reach.operators),) * len(reach.operators)
    return replace(option, is_open=True, shares_mn_vnd=shares)


def _opened_today(reach: SharingReach, needy: _Needy, rules: SharingRules) -> Iterator[Option]:
    """Radios on air that are opened to the others, who pay for it."""
    for k in needy.on_air if len(reach.operators) > 1 else ():
        each = _for_partners(k, reach, rules) / (len(reach.operators) - 1)
        shares = tuple(0.0 if o == reach.radios[k].operator else each for o in reach.operators)
        yield Option(reach.radios[k].mast, (k,), True, shares)


def _for_partners(radio: int, reach: SharingReach, rules: SharingRules) -> float:
    """What all partners of a radio add to it."""
    return (len(reach.operators) - 1) * rules.partner_pct / 100.0 * reach.radios[radio].equipment_mn_vnd


def serving_radios(options: Sequence[Option], reach: SharingReach, operator: str | None) -> sparse.csr_array:
    """Which radios of each option serve an operator's subscribers, or any's (None): 1, shape (options, radios)."""
    pairs = [
        (row, k)
        for row, option in enumerate(options)
        for k in option.radios
        if operator is None or option.is_open or reach.radios[k].operator == operator
    ]
    at = np.array(pairs, np.int64).reshape(-1, 2).T
    return sparse.csr_array((np.ones(at.shape[1], np.int32), (at[0], at[1])), shape=(len(options), len(reach.radios)))
