"""Heights, configurations, height limits and given positions: what of a place becomes candidates."""

from __future__ import annotations

import logging
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from all_prices import prices

from covplan.assessment.served import Served, count_served
from covplan.coverage.composite import Coverage
from covplan.coverage.service import ServiceSettings
from covplan.errors import PlanningError
from covplan.grid import Raster
from covplan.ingest.area import Area
from covplan.ingest.mast_positions import MastPosition
from covplan.network import MastClass
from covplan.planning.candidate_records import Candidate, CandidateKind, Origin
from covplan.planning.candidates import find_candidates
from covplan.planning.settings import Configuration, PlanningSettings


def nobody_served(area: Area) -> Served:
    none = np.zeros(area.grid.shape, bool)
    layers = {c.id: np.full(area.grid.shape, np.nan, np.float32) for c in area.carriers}
    return count_served(Coverage(area.grid, area.carriers, layers, {}, (), none, none), area, ServiceSettings())


def propose(area: Area, **settings: object) -> tuple[Candidate, ...]:
    return find_candidates(area, nobody_served(area), PlanningSettings(**settings))  # type: ignore[arg-type]


def zone(area: Area, max_asl_m: float, shape: shapely.Geometry | None = None) -> Area:
    """A height limit over a shape, or over everything."""
    shape = shapely.box(*area.grid.bounds) if shape is None else shape
    columns = {"name": ["sân bay"], "max_asl_m": [max_asl_m], "source": ["test"]}
    return replace(area, height_limits=gpd.GeoDataFrame(columns, geometry=[shape], crs=9218))


def position(area: Area, east_m: float, north_m: float, **more: object) -> MastPosition:
    left, bottom, _, _ = area.grid.bounds
    stated: dict[str, object] = {"mast_class": MastClass.GROUND, "heights_m": (), "owner": "", "land": "", "note": ""}
    return MastPosition("A", left + east_m, bottom + north_m, **{**stated, **more})  # type: ignore[arg-type]


def built(candidates: tuple[Candidate, ...]) -> list[Candidate]:
    return [c for c in candidates if c.kind is CandidateKind.BUILD]


def test_configurations_are_alternatives_on_licensed_carriers(tiny_area: Area) -> None:
    one = {c.id: c for c in propose(tiny_area)}
    three = propose(tiny_area, configurations=tuple(Configuration))
    assert {c.id: c for c in three if c.id in one} == one  # the first keeps its id
    guest = [c for c in three if c.place == "S-MB1" and c.operator == "viettel"]
    assert [c.id for c in guest] == ["S-MB1-viettel", "S-MB1-viettel-low", "S-MB1-viettel-mid"]
    n28, n41, n77 = tiny_area.carriers
    assert [c.carriers for c in guest] == [(n28, n41), (n28,), (n41,)]
    assert [c.id for c in three if c.place == "S-MB1" and c.operator == "mobifone"] == ["S-MB1-mobifone"]  # n77 only
    assert len({c.id for c in three}) == len(three)


def test_a_configuration_that_nobody_is_licensed_for_proposes_nothing(tiny_area: Area) -> None:
    low = propose(tiny_area, configurations=(Configuration.LOW,))
    assert low and {c.operator for c in low} == {"viettel"}


def test_heights_are_alternatives(tiny_area: Area) -> None:
    candidates = built(propose(tiny_area, other_mast_heights_m=(30.0, 60.0), max_candidates=4))
    assert [c.id for c in candidates] == ["N-0001", "N-0001-A2b-30m-all", "N-0001-A2b-60m-all"]
    assert [c.height_m for c in candidates] == [45.0, 30.0, 60.0]
    assert {c.place for c in candidates} == {"N-0001"} and {c.mast_class for c in candidates} == {MastClass.GROUND}


def test_roofs_carry_masts_where_the_land_is_built_up(tiny_area: Area) -> None:
    classes, heights = tiny_area.clutter_class.values.copy(), tiny_area.clutter_m.values.copy()
    classes[:, 32:], heights[:, 32:] = 50, 10.0
    area = replace(
        tiny_area,
        clutter_class=Raster(classes, tiny_area.grid, "classes"),
        clutter_m=Raster(heights, tiny_area.grid, "heights"),
        costs=prices(),
    )
    candidates = built(propose(area, roof_mast_heights_m=(15.0,)))
    middle = sum(area.grid.bounds[::2]) / 2
    on_roof = [c for c in candidates if c.mast_class is MastClass.BUILDING]
    assert on_roof and all(c.x_m > middle and c.land_cover == 50 and c.height_m == 25.0 for c in on_roof)
    east = {c.place for c in candidates if c.x_m > middle}
    assert {c.place for c in on_roof} == east and len(candidates) == len(on_roof) + len({c.place for c in candidates})
    with pytest.raises(PlanningError, match="no price for mast_on_building"):
        propose(replace(area, costs=tiny_area.costs), roof_mast_heights_m=(15.0,))


def test_height_limits_lower_masts_or_leave_them_out(tiny_area: Area, caplog: pytest.LogCaptureFixture) -> None:
    ground = Raster(np.full(tiny_area.grid.shape, 400.0, np.float32), tiny_area.grid, "ground")
    flat = replace(tiny_area, ground=ground)
    caplog.set_level(logging.INFO, "covplan.planning.candidates")
    free = built(propose(flat))
    assert [c.height_m for c in built(propose(zone(flat, 445.0)))] == [45.0] * len(free)
    assert not [r for r in caplog.records if "height limits" in r.message]
    assert [c.height_m for c in built(propose(zone(flat, 432.7)))] == [32.0] * len(free)
    assert f"lower at {len(free)} places, 0 places are left out" in caplog.text
    assert built(propose(zone(flat, 414.9))) == []
    assert f"lower at 0 places, {len(free)} places are left out" in caplog.text
    # 30 m stay, 45 m becomes 32 m: two alternatives; what becomes equal is one
    assert {c.height_m for c in built(propose(zone(flat, 432.7), other_mast_heights_m=(30.0, 60.0)))} == {32.0, 30.0}


def test_of_two_limits_the_lower_counts_and_only_where_it_is(tiny_area: Area) -> None:
    ground = Raster(np.full(tiny_area.grid.shape, 400.0, np.float32), tiny_area.grid, "ground")
    left, bottom, right, top = tiny_area.grid.bounds
    west = shapely.box(left, bottom, left + 8_000, top)
    area = zone(replace(tiny_area, ground=ground), 430.0, west)
    columns = {"name": ["a", "b"], "max_asl_m": [440.0, 430.0], "source": ["", ""]}
    area = replace(area, height_limits=gpd.GeoDataFrame(columns, geometry=[west, west], crs=9218))
    for one in built(propose(area)):
        inside = one.x_m <= left + 8_000
        assert (one.height_m, one.limit_asl_m) == ((30.0, 430.0) if inside else (45.0, None))
    masts = [c for c in propose(area) if c.origin is Origin.MAST]
    assert {c.height_m for c in masts} == {42.0}  # what stands is not cut


def test_given_positions_are_always_proposed(tiny_area: Area) -> None:
    given = position(tiny_area, 2_000, 1_000, heights_m=(30.0, 48.0), owner="UBND xã", land="đất công", note="gần chợ")
    area = replace(tiny_area, positions=(given,))
    for limit in (1, 800):
        first, second = (c for c in propose(area, max_candidates=limit) if c.origin is Origin.USER)
        assert (first.id, second.id) == ("U-A", "U-A-A2b-48m-all") and first.place == second.place == "U-A"
        assert (first.height_m, second.height_m) == (30.0, 48.0)
        assert (first.land_owner, first.land, first.note) == ("UBND xã", "đất công", "gần chợ")
    near = [c for c in built(propose(area)) if np.hypot(c.x_m - given.x_m, c.y_m - given.y_m) < 500.0]
    assert {c.origin for c in near} == {Origin.USER}


def test_a_given_position_inside_an_exclusion_is_left_out(tiny_area: Area, caplog: pytest.LogCaptureFixture) -> None:
    left, bottom, _, _ = tiny_area.grid.bounds
    shape = shapely.box(left, bottom, left + 3_000, bottom + 3_000)
    exclusions = gpd.GeoDataFrame({"name": ["quân sự"], "source": [""]}, geometry=[shape], crs=9218)
    area = replace(tiny_area, positions=(position(tiny_area, 2_000, 1_000),), exclusions=exclusions)
    assert "U-A" not in {c.id for c in propose(area)}
    assert "inside exclusions are left out: A" in caplog.text


def test_a_position_on_a_building_needs_a_height(tiny_area: Area) -> None:
    area = replace(tiny_area, costs=prices())
    roof = replace(area, positions=(position(area, 2_000, 1_000, mast_class=MastClass.BUILDING),))
    with pytest.raises(PlanningError, match="position A is on a building"):
        propose(roof)
    (one,) = (c for c in propose(roof, roof_mast_heights_m=(12.0,)) if c.origin is Origin.USER)
    assert (one.height_m, one.mast_class, one.cost_mn_vnd) == (12.0, MastClass.BUILDING, 1250.0)


def test_land_limits_and_distances_stand_beside_a_candidate(tiny_area: Area) -> None:
    classes = np.full(tiny_area.grid.shape, 10, np.uint8)
    left, bottom, right, top = tiny_area.grid.bounds
    park = gpd.GeoDataFrame({"name": ["VQG"], "source": [""]}, geometry=[shapely.box(left, bottom, right, top)])
    line = gpd.GeoDataFrame(
        {"name": [""], "source": [""]}, geometry=[shapely.LineString([(left, bottom), (left, top)])]
    )
    area = replace(
        tiny_area,
        clutter_class=Raster(classes, tiny_area.grid, "classes"),
        protected=park,
        power_lines=line,
        positions=(position(tiny_area, 2_000, 1_000),),
        costs=prices(),
    )
    (one,) = (c for c in propose(area) if c.origin is Origin.USER)
    assert (one.land_cover, one.in_forest, one.protected) == (10, True, "VQG")
    assert (one.power_m, one.road_m, one.cable_m) == pytest.approx((2_000.0, 7_100.0, 7_100.0))
    x, y = area.grid.centres()
    rows, cols = np.nonzero(area.people.values)
    people_m = np.hypot(x[cols] - one.x_m, y[rows] - one.y_m).min()
    assert one.cost_mn_vnd == pytest.approx(1900 + 2 * 500 + 1.3 * people_m / 1000 * 300)
    assert one.capex.high == pytest.approx(2 * one.capex.base) and one.opex_per_year.base == 130.0
    (bare,) = (c for c in propose(replace(area, power_lines=tiny_area.power_lines)) if c.origin is Origin.USER)
    assert bare.power_m is None and bare.cost_mn_vnd == pytest.approx(one.cost_mn_vnd - 1000)


def test_settings_that_cannot_be() -> None:
    with pytest.raises(PlanningError, match=r"planning\.configurations is empty"):
        PlanningSettings(configurations=())
    with pytest.raises(PlanningError, match="5 to 200 m, got 450"):
        PlanningSettings(other_mast_heights_m=(450.0,))
