"""White and weak spots over the raster by hand: quarters of an area with none, one and two operators."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from test_served import GOOD, cover_of

from covplan.assessment.served import count_served
from covplan.assessment.spots import STATES, Spots, SpotState, find_spots
from covplan.assessment.where_settings import WhereSettings
from covplan.coverage.service import ServiceSettings, required_median_dbm
from covplan.errors import PlanningError
from covplan.grid import Raster
from covplan.ingest.area import Area

SERVICE = ServiceSettings()


def spots_of(area: Area, dbm: float = GOOD) -> Spots:
    """Viettel serves the north, mobifone the west, both with the same power."""
    north, west = (np.zeros(area.grid.shape, bool) for _ in range(2))
    north[:32], west[:, :32] = True, True
    n28, _, n77 = (c.id for c in area.carriers)
    cover = cover_of(area, {n28: north, n77: west})
    for id in (n28, n77):
        cover.rsrp_dbm[id][cover.rsrp_dbm[id] == GOOD] = dbm
    return find_spots(cover, count_served(cover, area, SERVICE), area, WhereSettings())


def state_at(spots: Spots, row: int, col: int) -> SpotState:
    return STATES[spots.state[row, col]]


def test_quarters_and_their_people(tiny_area: Area) -> None:
    spots = spots_of(tiny_area)
    corners = [state_at(spots, row, col).value for row in (5, 60) for col in (5, 60)]
    assert corners == ["served", "weak", "weak", "white"]
    people = tiny_area.people.values
    half = np.s_[:, :32], np.s_[:, 32:]  # the two communes
    for row, part in zip(spots.by_commune.itertuples(), half, strict=True):
        state = spots.state[part]
        for name in SpotState:
            inside = people[part][state == STATES.index(name)].sum()
            assert getattr(row, name.value) == pytest.approx(inside)
    assert spots.by_commune["white"].tolist() == [0.0, pytest.approx(people[32:, 32:].sum())]


@pytest.mark.parametrize(("margin_db", "state"), [(4.9, "weak"), (5.1, "served")])
def test_barely_enough_of_two_operators_is_weak(tiny_area: Area, margin_db: float, state: str) -> None:
    needed = float(required_median_dbm(tiny_area.carriers[0], SERVICE, tiny_area.grid.pixel_m))
    assert state_at(spots_of(tiny_area, needed + margin_db), 5, 5).value == state


def test_ground_that_is_not_known_is_neither(tiny_area: Area) -> None:
    ground = tiny_area.ground.values.copy()
    ground[60, 60] = np.nan
    void = replace(tiny_area, ground=Raster(ground, tiny_area.grid, "ground"))
    assert state_at(spots_of(void), 60, 60) is SpotState.UNTOLD


def test_other_services_are_refused(tiny_area: Area) -> None:
    cover = cover_of(tiny_area, {})
    served = count_served(cover, tiny_area, SERVICE)
    asked = replace(served, service=replace(SERVICE, downlink_mbps=7.0))
    with pytest.raises(PlanningError):
        find_spots(cover, asked, tiny_area, WhereSettings())
