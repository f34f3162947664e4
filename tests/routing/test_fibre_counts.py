"""Fibres per section and year, cable sizes, and what fills up."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from covplan.errors import PlanningError
from covplan.routing.demand_settings import DemandSettings
from covplan.routing.fibre_counts import Needs, State, cables_for, full_sections, section_capacity, user_needs
from covplan.routing.fibre_settings import CapacitySettings, Right
from covplan.routing.settings import TerminalKind

SETTINGS = CapacitySettings()
DEMAND = DemandSettings(base_year=2026, growth_pct_per_year=10.0)
YEARS = (2027, 2028, 2029, 2030)
NEW, OLD = np.array([False]), np.array([True])


def users(*rows: tuple[TerminalKind, float, int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["kind", "households", "operators", "year"]).astype({"households": float})


MAST = (TerminalKind.MAST, math.nan, 3, 2028)
VILLAGE = (TerminalKind.VILLAGE, 100.0, 0, 2027)
OFFICE = (TerminalKind.COMMUNE_OFFICE, math.nan, 0, 2027)


def needs(*rows: tuple[TerminalKind, float, int, int], settings: CapacitySettings = SETTINGS) -> Needs:
    return user_needs(users(*rows), YEARS, settings, DEMAND)


def one_section(
    found: Needs, free: float = math.nan, existing: np.ndarray = NEW, settings: CapacitySettings = SETTINGS
) -> pd.DataFrame:
    return section_capacity([np.arange(len(found.fibres))], [2027], [free], existing, found, settings)


def test_each_user_has_what_its_right_gives_from_its_year_on() -> None:
    found = needs(MAST, VILLAGE, OFFICE)
    assert found.fibres.tolist() == [[0, 6, 6, 6], [3, 3, 3, 3], [0, 0, 0, 0]]  # 100 * 70 % / 32 = 2.2 feeders
    assert found.shared_mbps[2].tolist() == pytest.approx([200 * 1.1**n for n in (1, 2, 3, 4)])


def test_a_village_of_untold_households_has_one_feeder() -> None:
    assert needs((TerminalKind.VILLAGE, math.nan, 0, 2027)).fibres.tolist() == [[1] * 4]


def test_a_section_by_hand() -> None:
    table = one_section(needs(MAST, VILLAGE, OFFICE))
    assert table["own_fibres"].tolist() == [3, 9, 9, 9] and table["users"].tolist() == [2, 3, 3, 3]
    assert table["shared_mbps"].tolist() == pytest.approx([300 * 1.1**n for n in (1, 2, 3, 4)])  # surge 50 %
    assert table["systems"].tolist() == [1] * 4 and table["fibres"].tolist() == [5, 11, 11, 11]
    assert table["wanted"].tolist() == [7, 15, 15, 15]  # 5 * 1.3 = 6.5, 11 * 1.3 = 14.3
    assert set(table["cable_fibres"]) == {24} and set(table["cables"]) == {1} and set(table["state"]) == {State.ENOUGH}


def test_a_section_is_counted_from_its_own_year() -> None:
    found = needs(MAST)
    table = section_capacity([np.array([0])], [2029], [math.nan], NEW, found, SETTINGS)
    assert table["year"].tolist() == [2029, 2030]


@pytest.mark.parametrize(
    ("free", "states"),
    [
        (math.nan, [State.UNTOLD] * 4),
        (15, [State.ENOUGH] * 4),
        (14, [State.ENOUGH, *[State.NO_RESERVE] * 3]),
        (10, [State.ENOUGH, *[State.FULL] * 3]),
        (4, [State.FULL] * 4),
    ],
)
def test_an_existing_cable_fills_up(free: float, states: list[State]) -> None:
    table = one_section(needs(MAST, VILLAGE, OFFICE), free, OLD)
    assert table["state"].tolist() == states and set(table["cable_fibres"]) == {0}


def test_full_sections_tell_reason_and_first_year() -> None:
    small = replace(SETTINGS, lit_mbps=380.0)  # 363 Mb/s in 2028, 399 in 2029
    table = one_section(needs(OFFICE, MAST, settings=small), 6, OLD, small)
    found = full_sections(table, small)
    assert found["reason"].tolist() == ["fibres", "capacity"] and found["year"].tolist() == [2028, 2029]
    assert found["needed"].tolist() == pytest.approx([8, 300 * 1.1**3])
    assert found["available"].tolist() == [6, 380]
    assert table["systems"].tolist() == [1, 1, 2, 2]


def test_what_fits_is_not_full() -> None:
    assert full_sections(one_section(needs(MAST)), SETTINGS).empty


@pytest.mark.parametrize(
    ("fibres", "expected"), [(0, (1, 12)), (12, (1, 12)), (13, (1, 24)), (96, (1, 96)), (97, (2, 96)), (193, (3, 96))]
)
def test_the_smallest_cable_that_suffices(fibres: int, expected: tuple[int, int]) -> None:
    assert cables_for(fibres, SETTINGS.cable_sizes) == expected


a_user = st.tuples(st.sampled_from(list(TerminalKind)), st.floats(0, 2000), st.integers(1, 4), st.sampled_from(YEARS))


@given(st.lists(a_user, min_size=1, max_size=8), st.integers(0, 8))
def test_fibres_of_users_add_up_and_never_fall_with_the_year(rows: list, cut: int) -> None:
    found = needs(*rows)
    parts = [np.arange(len(rows))[:cut], np.arange(len(rows))[cut:], np.arange(len(rows))]
    table = section_capacity(parts, [2027] * 3, [math.nan] * 3, np.zeros(3, bool), found, SETTINGS)
    own = table.pivot(index="section", columns="year", values="own_fibres")
    assert (own.loc[0] + own.loc[1] == own.loc[2]).all()
    assert (table.groupby("section")["fibres"].diff().dropna() >= 0).all()
    assert (table["wanted"] >= table["fibres"]).all() and (
        table["wanted"] <= table["cables"] * table["cable_fibres"]
    ).all()
    assert (table["systems"] * SETTINGS.lit_mbps >= table["shared_mbps"] - 1e-6).all()


def test_settings_that_say_too_little_are_errors() -> None:
    with pytest.raises(PlanningError, match="rights.*mast"):
        CapacitySettings(rights={kind: Right.CAPACITY for kind in TerminalKind if kind is not TerminalKind.MAST})
    with pytest.raises(PlanningError, match="cable_sizes"):
        replace(SETTINGS, cable_sizes=(24, 12))
    with pytest.raises(PlanningError, match="place_mbps"):
        needs(MAST, settings=replace(SETTINGS, rights={**SETTINGS.rights, TerminalKind.MAST: Right.CAPACITY}))
