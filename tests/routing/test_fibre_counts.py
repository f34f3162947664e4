"""Fibres per section and year, cable sizes, and what fills up."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from covplan.errors import PlanningError
from covplan.network import AntennaPattern, Carrier, Technology
from covplan.routing.demand import mast_demand_mbit_s
from covplan.routing.demand_settings import DemandSettings
from covplan.routing.fibre_counts import (
    Needs,
    State,
    cables_for,
    full_sections,
    section_capacity,
    splitters,
    user_needs,
)
from covplan.routing.fibre_settings import CapacitySettings, Right
from covplan.routing.settings import TerminalKind

PANEL = AntennaPattern("panel", 18.0, 65.0, 7.0)
MID = Carrier("viettel", Technology.NR, 2550.0, 100.0, 30, 273, 53.0, PANEL, 8.0)
OTHER = replace(MID, operator="mobifone", freq_mhz=3850.0)
SETTINGS = CapacitySettings()
DEMAND = DemandSettings(base_year=2026, growth_pct_per_year=10.0)
YEARS = (2027, 2028, 2029, 2030)

Row = tuple[TerminalKind, float, int]
MAST: Row = (TerminalKind.MAST, math.nan, 2028)
PARK: Row = (TerminalKind.INDUSTRIAL_PARK, math.nan, 2027)
VILLAGE: Row = (TerminalKind.VILLAGE, 100.0, 2027)
OFFICE: Row = (TerminalKind.COMMUNE_OFFICE, math.nan, 2027)
Radios = Mapping[str, Sequence[Carrier]]
TWO: Radios = {"viettel": [MID] * 3, "mobifone": [OTHER] * 3}


def needs(*rows: Row, radios: Radios = TWO, settings: CapacitySettings = SETTINGS) -> Needs:
    users = pd.DataFrame(rows, columns=["kind", "households", "year"]).astype({"households": float})
    of_each = [radios if kind == TerminalKind.MAST else {} for kind in users["kind"]]
    return user_needs(users, of_each, YEARS, settings, DEMAND)


def one_section(
    found: Needs, free: float | None = None, feeders: int = 0, settings: CapacitySettings = SETTINGS
) -> pd.DataFrame:
    existing, fibres = np.array([free is not None]), math.nan if free is None else free
    users = [np.arange(len(found.fibres))]
    return section_capacity(users, [2027], [fibres], existing, np.full((1, 4), feeders), found, settings)


def test_a_section_by_hand() -> None:
    table = one_section(needs(MAST, PARK, VILLAGE, OFFICE), feeders=3)
    assert table["users"].tolist() == [3, 4, 4, 4]
    assert table["own_fibres"].tolist() == [2] * 4 and table["feeders"].tolist() == [3] * 4
    assert table["own_systems"].tolist() == [0, 2, 2, 2]  # a pair of each operator at the mast
    per_year = 1.5 * (200 + 100 * 0.7 * 2.5)  # surge 50 %, office and village
    assert table["shared_mbps"].tolist() == pytest.approx([per_year * 1.1**n for n in (1, 2, 3, 4)])
    assert table["shared_systems"].tolist() == [1] * 4
    assert table["fibres"].tolist() == [7, 11, 11, 11] and table["wanted"].tolist() == [10, 15, 15, 15]
    assert set(table["cable_fibres"]) == {24} and set(table["cables"]) == {1} and set(table["state"]) == {State.ENOUGH}


def test_masts_of_an_operator_share_its_pairs_by_the_rule_for_many_sectors() -> None:
    """Mean of all sectors against the peak of one: what ``mast_demand_mbit_s`` gives for all carriers together."""
    masts, demand = 40, replace(DEMAND, load_pct=100.0)
    users = pd.DataFrame([MAST] * masts, columns=["kind", "households", "year"])
    found = user_needs(users, [{"viettel": [MID] * 3}] * masts, YEARS, SETTINGS, demand)
    together = mast_demand_mbit_s([MID] * 3 * masts, 2030, demand)
    assert one_section(found)["own_systems"].tolist() == [0] + [math.ceil(together / SETTINGS.lit_mbps)] * 3
    assert together > SETTINGS.lit_mbps


def test_an_operator_of_unknown_carriers_has_a_pair() -> None:
    assert one_section(needs(MAST, radios={"viettel": []}))["own_systems"].tolist() == [0, 1, 1, 1]


def test_dark_fibre_is_a_pair_of_each_operator_alone() -> None:
    dark = replace(SETTINGS, rights={**SETTINGS.rights, TerminalKind.MAST: Right.DARK_FIBRE})
    assert one_section(needs(MAST, MAST, settings=dark), settings=dark)["own_fibres"].tolist() == [0, 8, 8, 8]


def test_splitters_of_villages() -> None:
    assert [splitters(n, SETTINGS, DEMAND) for n in (math.nan, 0, 45, 46, 100)] == [1, 1, 1, 2, 3]  # 32 / 0.7 = 45.7
    assert one_section(needs((TerminalKind.VILLAGE, math.nan, 2027)))["shared_mbps"].tolist() == [0] * 4


def test_a_section_is_counted_from_its_own_year() -> None:
    none = np.zeros((1, 4), np.int64)
    table = section_capacity([np.array([0])], [2029], [math.nan], np.array([False]), none, needs(MAST), SETTINGS)
    assert table["year"].tolist() == [2029, 2030]


@pytest.mark.parametrize(
    ("free", "states"),
    [
        (math.nan, [State.UNTOLD] * 4),
        (8, [State.ENOUGH] * 4),
        (7, [State.ENOUGH, *[State.NO_RESERVE] * 3]),
        (5, [State.ENOUGH, *[State.FULL] * 3]),
        (1, [State.FULL] * 4),
    ],
)
def test_an_existing_cable_fills_up(free: float, states: list[State]) -> None:
    table = one_section(needs(MAST, OFFICE), free)  # 2 fibres, then 6; 3 and 8 with reserve
    assert table["state"].tolist() == states and set(table["cable_fibres"]) == {0}


def test_full_sections_tell_reason_and_first_year() -> None:
    small = replace(SETTINGS, lit_mbps=380.0)  # the office: 363 Mb/s in 2028, 399 in 2029
    table = one_section(needs(OFFICE, PARK, settings=small), 4, settings=small)
    found = full_sections(table, small)
    assert found["reason"].tolist() == ["fibres", "reserve", "capacity"]
    assert found["year"].tolist() == [2029, 2027, 2029]
    assert found["needed"].tolist() == pytest.approx([6, 6, 300 * 1.1**3])
    assert found["available"].tolist() == [4, 4, 380]
    assert table["shared_systems"].tolist() == [1, 1, 2, 2]


def test_what_fits_is_not_full() -> None:
    assert full_sections(one_section(needs(MAST)), SETTINGS).empty


@pytest.mark.parametrize(
    ("fibres", "expected"), [(0, (1, 12)), (12, (1, 12)), (13, (1, 24)), (96, (1, 96)), (97, (2, 96)), (193, (3, 96))]
)
def test_the_smallest_cable_that_suffices(fibres: int, expected: tuple[int, int]) -> None:
    assert cables_for(fibres, SETTINGS.cable_sizes) == expected


a_user = st.tuples(st.sampled_from(list(TerminalKind)), st.floats(0, 2000), st.sampled_from(YEARS))


@given(st.lists(a_user, min_size=1, max_size=8), st.integers(0, 8))
def test_fibres_of_users_add_up_and_none_are_lost_by_sharing(rows: list[Row], cut: int) -> None:
    found = needs(*rows)
    everybody = np.arange(len(rows))
    parts, none = [everybody[:cut], everybody[cut:], everybody], np.zeros((3, 4), np.int64)
    table = section_capacity(parts, [2027] * 3, [math.nan] * 3, np.zeros(3, bool), none, found, SETTINGS)
    by_section = table.pivot(index="section", columns="year")
    for column in ("own_fibres", "shared_mbps", "users"):
        first, second, both = (by_section[column].loc[k].to_numpy() for k in range(3))
        assert first + second == pytest.approx(both)
    used = [by_section["fibres"].loc[k].to_numpy() for k in range(3)]
    assert (used[2] <= used[0] + used[1]).all() and (used[2] >= np.maximum(used[0], used[1])).all()
    assert (table.groupby("section")["fibres"].diff().dropna() >= 0).all()
    assert (table["wanted"] >= table["fibres"]).all()
    assert (table["wanted"] <= table["cables"] * table["cable_fibres"]).all()
    assert (table["shared_systems"] * SETTINGS.lit_mbps >= table["shared_mbps"] - 1e-6).all()


def test_settings_that_say_too_little_are_errors() -> None:
    few = {kind: right for kind, right in SETTINGS.rights.items() if kind is not TerminalKind.MAST}
    with pytest.raises(PlanningError, match="nothing for mast"):
        CapacitySettings(rights=few)
    with pytest.raises(PlanningError, match="own_system is for the kind mast.*school"):
        replace(SETTINGS, rights={**SETTINGS.rights, TerminalKind.SCHOOL: Right.OWN_SYSTEM})
    with pytest.raises(PlanningError, match="cable_sizes"):
        replace(SETTINGS, cable_sizes=(24, 12))
    with pytest.raises(PlanningError, match="place_mbps"):
        needs(MAST, settings=replace(SETTINGS, rights={**SETTINGS.rights, TerminalKind.MAST: Right.CAPACITY}))
