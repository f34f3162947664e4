"""Floors: what they weigh is what the assessment counts, and plans keep them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from reaches import candidate
from scipy import sparse
from test_candidates import nobody_served

from covplan.assessment.where_settings import WhereSettings
from covplan.errors import PlanningError
from covplan.ingest.area import Area
from covplan.planning.floors import Floors, commune_weights, find_floors
from covplan.planning.planner import make_plan
from covplan.planning.reach_matrix import Reach
from covplan.planning.settings import FloorOf, FloorSettings, PlanningAim, PlanningSettings, WeightSettings

WHERE = WhereSettings()


def floors_of(area: Area, *floors: FloorSettings, west_served: bool = False) -> Floors:
    today = nobody_served(area, west_served=west_served)
    return find_floors(area, today, PlanningSettings(floors=floors), WHERE)


def half_and_half(area: Area) -> Reach:
    """One candidate for the western half, a dearer one for the eastern one; every pixel is asked for."""
    rows, cols = (index.ravel() for index in np.indices(area.grid.shape))
    west = cols < area.grid.cols // 2
    people = area.people.values[rows, cols]
    matrix = sparse.csr_array(np.array([west, ~west]))
    return Reach(
        (candidate(1, 1000.0), candidate(2, 5000.0)), matrix, people, rows, cols, float(people.sum()), 0.0, "any"
    )


def test_a_commune_weighs_its_people(tiny_area: Area) -> None:
    floors = floors_of(tiny_area, FloorSettings(FloorOf.COMMUNE, 80.0))
    assert floors.names == ("commune Tuy Hòa", "commune Buôn Ma Thuột")
    people = tiny_area.people.values
    expected = [people[:, :32].sum(), people[:, 32:].sum()]
    np.testing.assert_allclose(np.asarray(floors.weights.sum(axis=1)).ravel(), expected)
    np.testing.assert_allclose(floors.needed, 0.8 * np.array(expected), rtol=1e-5)
    assert (floors.unserved == (people > 0)).all()


def test_what_is_served_today_is_not_needed(tiny_area: Area) -> None:
    floors = floors_of(tiny_area, FloorSettings(FloorOf.DISTRICT, 90.0), west_served=True)
    assert floors.needed[0] < 0.0 < floors.needed[1]
    assert not floors.unserved[:, :32].any()
    (only,) = floors.requirements(half_and_half(tiny_area))
    assert only.name == "district Buôn Ma Thuột"


def test_names_that_two_share_mean_both_and_unknown_districts_are_counted(tiny_area: Area) -> None:
    same = replace(tiny_area, communes=tiny_area.communes.assign(name="Ea Kar", district="Ea Kar"))
    assert floors_of(same, FloorSettings(FloorOf.COMMUNE, 50.0, ("Ea Kar",))).weights.shape[0] == 2
    assert floors_of(same, FloorSettings(FloorOf.DISTRICT, 50.0)).weights.shape[0] == 2  # of two former provinces
    untold = replace(tiny_area, communes=tiny_area.communes.assign(district=None))
    weights = floors_of(untold, FloorSettings(FloorOf.DISTRICT, 50.0)).weights
    assert weights.sum() == pytest.approx(tiny_area.people.values.sum())


def test_a_road_weighs_its_metres(tiny_area: Area) -> None:
    floors = floors_of(tiny_area, FloorSettings(FloorOf.ROAD, 50.0, ("QL.26",), from_year=2026))
    assert floors.names == ("road QL.26",) and floors.from_years == (2026,)
    assert floors.weights.sum() == pytest.approx(15_000.0, rel=1e-6)
    assert floors.needed[0] == pytest.approx(7_500.0, rel=1e-5)
    assert floors.unserved.any(axis=1).sum() == 1  # the row of pixels under the road, inhabited or not


def test_a_plan_keeps_the_floor_at_more_cost(tiny_area: Area) -> None:
    reach = half_and_half(tiny_area)
    settings = PlanningSettings(target_pct=30.0)
    assert [site.candidate.id for site in make_plan(reach, settings).sites] == ["N-0001"]
    floor = FloorSettings(FloorOf.COMMUNE, 10.0, ("24133",))
    asked = floors_of(tiny_area, floor).requirements(reach)
    plan = make_plan(reach, settings, asked)
    assert "N-0002" in {site.candidate.id for site in plan.sites}
    assert plan.reached and not plan.missing


def test_a_floor_out_of_reach_is_named_with_what_is_missing(tiny_area: Area) -> None:
    reach = half_and_half(tiny_area)
    west = replace(reach, candidates=reach.candidates[:1], matrix=reach.matrix[[0]])
    asked = floors_of(tiny_area, FloorSettings(FloorOf.COMMUNE, 50.0)).requirements(west)
    plan = make_plan(west, PlanningSettings(target_pct=10.0), asked)
    assert not plan.reached
    (lack,) = plan.missing
    assert lack.name == "commune Buôn Ma Thuột"
    assert lack.missing == pytest.approx(0.5 * tiny_area.people.values[:, 32:].sum(), rel=1e-5)


def test_unknown_names_are_told_together_with_the_known_ones(tiny_area: Area) -> None:
    with pytest.raises(PlanningError, match=r"Nowhere, Nirgends.*Buôn Ma Thuột, Tuy Hòa"):
        floors_of(tiny_area, FloorSettings(FloorOf.COMMUNE, 50.0, ("Nowhere", "Tuy Hòa", "Nirgends")))


def test_people_of_a_commune_weigh_as_it_does(tiny_area: Area) -> None:
    weights = (WeightSettings(("Tuy Hòa",), 3.0),)
    settings = PlanningSettings(aim=PlanningAim.MOST_PEOPLE, budget_bn_vnd=1.0, weights=weights)
    reach = half_and_half(tiny_area)
    found = commune_weights(tiny_area, reach, settings)
    assert (found == np.where(reach.cols < 32, 3.0, 1.0)).all()
