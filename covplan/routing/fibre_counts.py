"""Who uses each section → fibres needed by year, sizes of new cables, and where fibres or shared systems run out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from covplan.routing.demand import place_demand_mbit_s
from covplan.routing.demand_settings import DemandSettings
from covplan.routing.fibre_settings import CapacitySettings, Right
from covplan.routing.noding import Floats, Ints
from covplan.routing.settings import TerminalKind

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
    """What each user needs of every section that it uses, by year; nothing before its own year.

    Attributes
    ----------
    years : tuple of int
    fibres : array of int64, shape (users, years)
        Fibres of its own.
    shared_mbps : array, shape (users, years)
        Demand on the shared system, without surge.
    """

    years: tuple[int, ...]
    fibres: Ints
    shared_mbps: Floats


def user_needs(users: pd.DataFrame, years: Sequence[int], settings: CapacitySettings, demand: DemandSettings) -> Needs:
    """What the terminals need.

    Parameters
    ----------
    users : DataFrame
        A row per terminal: ``kind`` (value of a ``TerminalKind``), ``households`` (NaN: not told), ``operators`` (of a
        mast: how many have equipment there), ``year`` from which it is joined.
    years : sequence of int
    settings : CapacitySettings
    demand : DemandSettings

    Raises
    ------
    PlanningError
        If a kind with the right ``capacity`` has no demand in the settings.

    Notes
    -----
    A village whose households nobody tells has one feeder.
    """
    fibres, shared = np.zeros((len(users), len(years)), np.int64), np.zeros((len(users), len(years)))
    for k, user in enumerate(users.itertuples(index=False)):
        kind = TerminalKind(user.kind)
        joined = np.array(years) >= user.year
        right = settings.rights[kind]
        if right is Right.DARK_FIBRE:
            fibres[k, joined] = _PAIR * (max(1, int(user.operators)) if kind is TerminalKind.MAST else 1)
        elif right is Right.FEEDER:
            fibres[k, joined] = _feeders(float(user.households), settings, demand)
        else:
            shared[k] = joined * np.array([place_demand_mbit_s(kind, year, demand) for year in years])
    return Needs(tuple(years), fibres, shared)


def _feeders(households: float, settings: CapacitySettings, demand: DemandSettings) -> int:
    if math.isnan(households):
        return 1
    return max(1, _whole(households * demand.take_up_pct / 100.0 / settings.split_users))


def section_capacity(
    users: Sequence[Ints],
    first_year: Sequence[int],
    free_fibres: Sequence[float],
    existing: NDArray[np.bool_],
    needs: Needs,
    settings: CapacitySettings,
) -> pd.DataFrame:
    """Fibres, cables and shared systems of every section from the year in which it is there.

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
    needs : Needs
    settings : CapacitySettings

    Returns
    -------
    DataFrame
        A row per section and year: ``section`` (its number), ``year``, ``users`` joined by then, ``own_fibres``,
        ``shared_mbps`` (with surge), ``systems`` that carry it, ``fibres`` in use, ``wanted`` with the spare share,
        ``cables`` and ``cable_fibres`` (each; 0 on existing cable), ``free_fibres``, ``state`` (a ``State``).

    Notes
    -----
    New cable is laid once: its size is that of the last year.
    """
    rows = []
    for k, who in enumerate(users):
        own, shared = needs.fibres[who].sum(axis=0), needs.shared_mbps[who].sum(axis=0) * (1 + settings.surge_pct / 100)
        joined = (needs.fibres[who] + needs.shared_mbps[who] > 0).sum(axis=0)
        systems = np.array([_whole(mbps / settings.lit_mbps) for mbps in shared], np.int64)
        used = own + _PAIR * systems
        wanted = np.array([_whole(n * (1 + settings.spare_pct / 100)) for n in used], np.int64)
        cables, size = (0, 0) if existing[k] else cables_for(int(wanted[-1]), settings.cable_sizes)
        there = float(free_fibres[k]) if existing[k] else float(cables * size)
        rows += [
            (k, year, joined[t], own[t], shared[t], systems[t], used[t], wanted[t], cables, size,
             there if existing[k] else math.nan, _state(int(used[t]), int(wanted[t]), there))
            for t, year in enumerate(needs.years)
            if year >= first_year[k]
        ]  # fmt: skip
    return pd.DataFrame(rows, columns=CAPACITY_COLUMNS)


CAPACITY_COLUMNS = (
    "section", "year", "users", "own_fibres", "shared_mbps", "systems", "fibres", "wanted", "cables", "cable_fibres",
    "free_fibres", "state",
)  # fmt: skip


def full_sections(capacity: pd.DataFrame, settings: CapacitySettings) -> pd.DataFrame:
    """The sections whose existing cable has too few fibres, or whose first shared system is full, with the first year.

    Returns
    -------
    DataFrame
        ``section``, ``reason`` (``fibres``, ``reserve`` or ``capacity``), ``year``, and what there is then:
        ``needed`` and ``available`` (fibres, or Mb/s with surge).
    """
    found = []
    for reason, rows, needed, available in (
        ("fibres", capacity["state"] == State.FULL, "fibres", "free_fibres"),
        ("reserve", capacity["state"] == State.NO_RESERVE, "wanted", "free_fibres"),
        ("capacity", capacity["shared_mbps"] > settings.lit_mbps, "shared_mbps", ""),
    ):
        first = capacity[rows].sort_values("year", kind="stable").drop_duplicates("section")
        there = first[available] if available else settings.lit_mbps
        found.append(
            first[["section", "year"]].assign(reason=reason, needed=first[needed].astype(float), available=there)
        )
    table = pd.concat(found, ignore_index=True)[["section", "reason", "year", "needed", "available"]]
    return table.sort_values(["section", "year"], kind="stable", ignore_index=True)


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
