"""Who uses each section → fibres needed by year, sizes of new cables, and where fibres or shared systems run out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from covplan.network import Carrier
from covplan.routing.demand import (
    busy_load,
    peak_and_full_mean_mbps,
    place_demand_mbit_s,
    village_demand_mbit_s,
)
from covplan.routing.demand_settings import DemandSettings
from covplan.routing.fibre_settings import CapacitySettings, Right
from covplan.routing.noding import Floats, Ints
from covplan.routing.terminal_kinds import TerminalKind

CAPACITY_COLUMNS = (
    "section", "year", "users", "own_fibres", "feeders", "own_systems", "shared_mbps", "shared_systems", "fibres",
    "wanted", "cables", "cable_fibres", "free_fibres", "state",
)  # fmt: skip

_PAIR = 2  # fibres: one each way
_ROUNDING = 1e-9  # of a count: 12 * 1.25 is 15


class State(StrEnum):
    """Whether a section's cable suffices in a year."""

    ENOUGH = "enough"
    NO_RESERVE = "no_reserve"  # for the plan, but not with the spare share
    FULL = "full"  # not for the plan
    UNTOLD = "untold"  # nobody says how many fibres of the existing cable are free


@dataclass(frozen=True, eq=False)
class Needs:
    """What each user needs of every section on its routes, from its year on.

    Attributes
    ----------
    years : tuple of int
    joined : array of bool, shape (users, years)
    fibres : array of int64, shape (users,)
        Fibres for it alone.
    shared_mbps : array, shape (users, years)
        Demand on the shared systems, with surge.
    has : array of bool, shape (users, operators)
        Whose equipment is there.
    peak_mbps, full_mbps : arrays, shape (users, operators)
        Peak of one sector, and mean of all sectors when full; 0 where the carriers are not known.
    load : array, shape (years,)
        How full sectors are, with surge.
    """

    years: tuple[int, ...]
    joined: NDArray[np.bool_]
    fibres: Ints
    shared_mbps: Floats
    has: NDArray[np.bool_]
    peak_mbps: Floats
    full_mbps: Floats
    load: Floats


def user_needs(
    users: pd.DataFrame,
    radios: Sequence[Mapping[str, Sequence[Carrier]]],
    years: Sequence[int],
    settings: CapacitySettings,
    demand: DemandSettings,
) -> Needs:
    """What the terminals need.

    Parameters
    ----------
    users : DataFrame
        A row per terminal: ``kind`` (value of a ``TerminalKind``), ``households`` (NaN: not told), ``year`` from which
        it is joined.
    radios : sequence of mapping
        Of each terminal: operator → its carriers at the mast, each as often as sectors radiate it; none where they are
        not known.
    years : sequence of int
    settings : CapacitySettings
    demand : DemandSettings

    Raises
    ------
    PlanningError
        If a kind with the right ``capacity`` has no demand in the settings.

    Notes
    -----
    Of masts without known carriers, and of villages without households, no demand is counted.
    """
    operators = tuple(dict.fromkeys(operator for one in radios for operator in one))
    fibres, shared = np.zeros(len(users), np.int64), np.zeros((len(users), len(years)))
    has = np.zeros((len(users), len(operators)), bool)
    peak, full = np.zeros(has.shape), np.zeros(has.shape)
    surge = 1.0 + settings.surge_pct / 100.0
    for k, user in enumerate(users.itertuples(index=False)):
        kind = TerminalKind(user.kind)
        right = settings.rights[kind]
        if right is Right.OWN_SYSTEM:
            for operator, carriers in radios[k].items():
                at = operators.index(operator)
                has[k, at] = True
                peak[k, at], full[k, at] = peak_and_full_mean_mbps(carriers, demand)
        elif right is Right.DARK_FIBRE:
            fibres[k] = _PAIR * max(1, len(radios[k]))
        elif right is Right.CAPACITY and kind is not TerminalKind.VILLAGE:
            shared[k] = [surge * place_demand_mbit_s(kind, year, demand) for year in years]
        elif not math.isnan(user.households):
            shared[k] = [surge * village_demand_mbit_s(float(user.households), year, demand) for year in years]
    joined = users["year"].to_numpy()[:, None] <= np.array(years)
    load = np.array([busy_load(year, demand, settings.surge_pct) for year in years])
    overhead = 1.0 + demand.overhead_pct / 100.0
    return Needs(tuple(years), joined, fibres, shared, has, peak * overhead, full * overhead, load)


def splitters(households: float, settings: CapacitySettings, demand: DemandSettings) -> int:
    """Splitters, each with a feeder, of a village; one where nobody tells its households."""
    if math.isnan(households):
        return 1
    return max(1, _whole(households * demand.take_up_pct / 100.0 / settings.split_users))


def section_capacity(
    users: Sequence[Ints],
    first_year: Sequence[int],
    free_fibres: Sequence[float],
    existing: NDArray[np.bool_],
    feeders: Ints,
    needs: Needs,
    settings: CapacitySettings,
) -> pd.DataFrame:
    """Fibres, cables and systems of every section from the year in which it is there.

    Parameters
    ----------
    users : sequence of array of int64
        Rows of the users of each section.
    first_year : sequence of int
        Year from which each section is there.
    free_fibres : sequence of float
        Fibres that are free in the existing cable, NaN where nobody tells or all is new.
    existing : array of bool, shape (sections,)
        Whether the section is fibres of a cable that is there.
    feeders : array of int64, shape (sections, years)
        Fibres to splitters along each.
    needs : Needs
    settings : CapacitySettings

    Returns
    -------
    DataFrame
        ``CAPACITY_COLUMNS``, a row per section and year: ``section`` (its number), ``year``, ``users`` joined by then,
        ``own_fibres`` (dark), ``feeders``, ``own_systems`` of operators, ``shared_mbps`` and ``shared_systems`` that
        carry it, ``fibres`` in use, ``wanted`` with the spare share, ``cables`` and ``cable_fibres`` (each; 0 on
        existing cable), ``free_fibres``, ``state`` (a ``State``).

    Notes
    -----
    New cable is laid once: its size is that of the last year.
    """
    rows = []
    for k, who in enumerate(users):
        joined = needs.joined[who]
        own = needs.fibres[who] @ joined
        shared = (needs.shared_mbps[who] * joined).sum(axis=0)
        shared_systems = [_whole(mbps / settings.lit_mbps) for mbps in shared]
        systems = [_own_systems(who[joined[:, t]], t, needs, settings) for t in range(len(needs.years))]
        used = own + feeders[k] + _PAIR * (np.array(systems) + np.array(shared_systems))
        wanted = [_whole(n * (1 + settings.spare_pct / 100)) for n in used.tolist()]
        cables, size = (0, 0) if existing[k] else cables_for(wanted[-1], settings.cable_sizes)
        there = float(free_fibres[k]) if existing[k] else float(cables * size)
        rows += [
            (k, year, int(joined[:, t].sum()), int(own[t]), int(feeders[k, t]), systems[t], float(shared[t]),
             shared_systems[t], int(used[t]), wanted[t], cables, size, there if existing[k] else math.nan,
             _state(int(used[t]), wanted[t], there))
            for t, year in enumerate(needs.years)
            if year >= first_year[k]
        ]  # fmt: skip
    return pd.DataFrame(rows, columns=CAPACITY_COLUMNS)


def _own_systems(who: Ints, t: int, needs: Needs, settings: CapacitySettings) -> int:
    """Pairs that operators light: one for each that has a mast there, more where one does not carry all."""
    has = needs.has[who].any(axis=0)
    if not has.any():
        return 0
    mbps = np.maximum(needs.peak_mbps[who].max(axis=0), needs.load[t] * needs.full_mbps[who].sum(axis=0))
    return sum(max(1, _whole(one / settings.lit_mbps)) for one in mbps[has].tolist())


def full_sections(capacity: pd.DataFrame, settings: CapacitySettings) -> pd.DataFrame:
    """The sections whose existing cable has too few fibres, or whose first shared system is full, with the first year.

    Returns
    -------
    DataFrame
        ``section``, ``reason`` (``fibres``, ``reserve`` or ``capacity``), ``year``, and what there is then:
        ``needed`` and ``available`` (fibres, or Mb/s with surge). By reason; the first years, then the shortest first.
    """
    found = []
    for reason, rows, needed, available in (
        ("fibres", capacity["state"] == State.FULL, "fibres", "free_fibres"),
        ("reserve", capacity["state"] == State.NO_RESERVE, "wanted", "free_fibres"),
        ("capacity", capacity["shared_mbps"] > settings.lit_mbps, "shared_mbps", ""),
    ):
        first = capacity[rows].sort_values("year", kind="stable").drop_duplicates("section")
        there = first[available] if available else settings.lit_mbps
        table = first[["section", "year"]].assign(reason=reason, needed=first[needed].astype(float), available=there)
        short = table["needed"] / table["available"]
        found.append(table.assign(short=short).sort_values(["year", "short"], ascending=[True, False], kind="stable"))
    return pd.concat(found, ignore_index=True)[["section", "reason", "year", "needed", "available"]]


def cables_for(fibres: int, sizes: Sequence[int]) -> tuple[int, int]:
    """How many cables of which size: one of the smallest that suffices, else as few as possible of the largest."""
    size = next((size for size in sizes if size >= fibres), sizes[-1])
    return max(1, math.ceil(fibres / size)), size


def _whole(number: float) -> int:
    return math.ceil(number - _ROUNDING)


def _state(used: int, wanted: int, there: float) -> State:
    if math.isnan(there):
        return State.UNTOLD
    if used > there:
        return State.FULL
    return State.NO_RESERVE if wanted > there else State.ENOUGH
