"""Candidates: existing masts first, licences, exclusions, spacing, roads, backhaul."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely

from covplan.assessment.served import Served, count_served
from covplan.coverage.composite import Coverage
from covplan.coverage.service import ServiceSettings
from covplan.errors import PlanningError
from covplan.grid import Raster
from covplan.ingest.area import Area
from covplan.network import Technology
from covplan.planning.candidates import Candidate, CandidateKind, Origin, PlanningSettings, find_candidates
from covplan.planning.positions import new_positions


def nobody_served(area: Area, reading: str = "any", west_served: bool = False) -> Served:
    layers = {c.id: np.full(area.grid.shape, np.nan, np.float32) for c in area.carriers}
    if west_served:
        for layer in layers.values():
            layer[:, :32] = -60.0
    none = np.zeros(area.grid.shape, bool)
    cover = Coverage(area.grid, area.carriers, layers, {}, (), none, none)
    return count_served(cover, area, ServiceSettings(reading=reading))


def propose(area: Area, reading: str = "any", **settings: object) -> tuple[Candidate, ...]:
    return find_candidates(area, nobody_served(area, reading), PlanningSettings(**settings))  # type: ignore[arg-type]


def positions(
    area: Area, unserved: np.ndarray, spacing_m: float, radius_m: float, count: int
) -> list[tuple[float, float]]:
    planning = PlanningSettings(roadside_spacing_m=spacing_m)
    return [(one.x_m, one.y_m) for one in new_positions(area, unserved, planning, radius_m, count)]


def of_kind(candidates: tuple[Candidate, ...], kind: CandidateKind) -> list[Candidate]:
    return [c for c in candidates if c.kind is kind]


def test_existing_masts_come_first_with_guests_where_the_low_band_is_missing(tiny_area: Area) -> None:
    candidates = propose(tiny_area)
    assert [c.id for c in candidates[:3]] == ["S-MB1-mobifone", "S-MB1-viettel", "S-VT2-viettel"]
    own, guest, second = candidates[:3]
    assert (own.cost_mn_vnd, guest.cost_mn_vnd, second.cost_mn_vnd) == (1000.0, 1100.0, 1000.0)
    assert guest.mast_owner == "mobifone" and guest.site_id == "MB1" and guest.sectors[0].antenna_agl_m == 42.0
    built = of_kind(candidates, CandidateKind.BUILD)
    assert built and list(candidates[3:]) == built
    assert [c.id for c in built] == [f"N-{k:04d}" for k in range(1, len(built) + 1)]
    assert {(c.operator, c.cost_mn_vnd, c.mast_owner, c.site_id) for c in built} == {("viettel", 1900.0, "", "")}
    assert candidates == propose(tiny_area)


def test_what_is_done_is_named(tiny_area: Area) -> None:
    own, guest, second = propose(tiny_area)[:3]
    assert (own.kind, guest.kind, second.kind) == (CandidateKind.UPGRADE, CandidateKind.RENT, CandidateKind.UPGRADE)
    assert {c.origin for c in (own, guest, second)} == {Origin.MAST}
    assert (own.place, guest.place, second.place) == ("S-MB1", "S-MB1", "S-VT2")


def test_sharing_costs_more_on_a_foreign_mast(tiny_area: Area) -> None:
    sites = tuple(replace(s, mast_owner="towerco") for s in tiny_area.sites)
    costs = {c.id: c.cost_mn_vnd for c in propose(replace(tiny_area, sites=sites)) if c.site_id}
    assert costs == {"S-MB1-mobifone": 1100.0, "S-MB1-viettel": 1100.0, "S-VT2-viettel": 1100.0}


def test_the_owner_of_the_mast_is_no_paying_guest(tiny_area: Area) -> None:
    sites = tuple(replace(s, mast_owner="viettel") for s in tiny_area.sites)
    costs = {c.id: c.cost_mn_vnd for c in propose(replace(tiny_area, sites=sites)) if c.site_id == "MB1"}
    assert costs == {"S-MB1-mobifone": 1100.0, "S-MB1-viettel": 1000.0}


def test_each_operator_stays_on_its_licences(tiny_area: Area) -> None:
    for candidate in propose(tiny_area):
        assert candidate.carriers
        assert all(c.operator == candidate.operator and c in tiny_area.carriers for c in candidate.carriers)
    no_licence = replace(tiny_area, carriers=tuple(c for c in tiny_area.carriers if c.operator == "viettel"))
    assert "mobifone" not in {c.operator for c in propose(no_licence)}
    lte = replace(tiny_area, carriers=tuple(replace(c, technology=Technology.LTE) for c in tiny_area.carriers))
    with pytest.raises(PlanningError, match="no operator"):
        propose(lte)


def test_one_operators_reading_has_only_its_candidates(tiny_area: Area) -> None:
    candidates = propose(tiny_area, reading="mobifone", builders=("viettel",))
    assert {c.operator for c in candidates} == {"mobifone"}
    standing = {c.id: c.cost_mn_vnd for c in candidates if c.kind is not CandidateKind.BUILD}
    assert standing == {"S-MB1-mobifone": 1000.0, "S-VT1-mobifone": 1100.0, "S-VT2-mobifone": 1100.0}


def test_a_tenant_is_not_its_own_guest(tiny_area: Area) -> None:
    sites = tuple(replace(s, tenants=("mobifone", "viettel")) for s in tiny_area.sites)
    assert "S-MB1-viettel" not in {c.id for c in propose(replace(tiny_area, sites=sites))}


def test_new_masts_keep_off_exclusions_water_voids_and_each_other(tiny_area: Area) -> None:
    left, bottom, right, top = tiny_area.grid.bounds
    forest = shapely.box(left, bottom, left + 6_000, top)
    exclusions = gpd.GeoDataFrame({"name": ["VQG"], "source": ["test"]}, geometry=[forest], crs=9218)
    classes, ground = tiny_area.clutter_class.values.copy(), tiny_area.ground.values.copy()
    classes[:, 30:40] = 80
    ground[:12] = np.nan
    area = replace(
        tiny_area,
        exclusions=exclusions,
        clutter_class=Raster(classes, tiny_area.grid, "classes"),
        ground=Raster(ground, tiny_area.grid, "ground"),
    )
    built = of_kind(propose(area, roadside_spacing_m=300.0), CandidateKind.BUILD)
    assert built
    xy = np.array([(c.x_m, c.y_m) for c in built])
    row, col = tiny_area.grid.rowcol(xy[:, 0], xy[:, 1])
    assert not shapely.contains_xy(forest, xy).any()
    assert (classes[row, col] != 80).all() and np.isfinite(ground[row, col]).all()
    masts = np.array([(s.x_m, s.y_m) for s in tiny_area.sites])
    apart = np.hypot(*(xy[:, None] - np.concatenate([xy, masts])[None]).transpose(2, 0, 1))
    apart[np.arange(len(xy)), np.arange(len(xy))] = np.inf
    assert apart.min() >= 500.0


def test_no_new_mast_stands_outside_the_communes(tiny_area: Area) -> None:
    """A road that goes on beyond the province brings no place there, and neither do people or a seat."""
    left, bottom, right, top = tiny_area.grid.bounds
    halves = shapely.box([left, right - 8_000], bottom + 6_000, [left + 8_000, right - 3_000], top)
    communes = tiny_area.communes.set_geometry(gpd.GeoSeries(halves, crs=9218))
    communes.loc[1, ["seat_x_m", "seat_y_m"]] = right - 1_000.0, bottom + 8_000.0
    area = replace(tiny_area, communes=communes)
    unserved = np.full(area.grid.shape, 1.0)
    everywhere, inside = (positions(a, unserved, 300.0, 3_000.0, 999) for a in (tiny_area, area))
    province = communes.union_all()
    beyond = [p for p in everywhere if not province.covers(shapely.Point(p))]
    assert [p for p in beyond if p[1] == bottom + 8_100.0]  # roadside places among them
    assert inside and all(province.covers(shapely.Point(p)) for p in inside)
    built = of_kind(propose(area, roadside_spacing_m=300.0), CandidateKind.BUILD)
    assert built and all(c.commune >= 0 for c in built)


def test_exclusions_do_not_touch_existing_masts(tiny_area: Area) -> None:
    everything = gpd.GeoDataFrame(
        {"name": ["all"], "source": ["test"]}, geometry=[shapely.box(*tiny_area.grid.bounds)], crs=9218
    )
    candidates = propose(replace(tiny_area, exclusions=everything))
    assert [c.kind for c in candidates] == [CandidateKind.UPGRADE, CandidateKind.RENT, CandidateKind.UPGRADE]


def test_the_limit_cuts_new_masts_before_existing_ones(tiny_area: Area) -> None:
    assert [c.kind for c in propose(tiny_area, max_candidates=5)].count(CandidateKind.BUILD) == 2
    assert [c.id for c in propose(tiny_area, max_candidates=2)] == ["S-MB1-mobifone", "S-MB1-viettel"]


def test_where_all_are_served_nothing_is_proposed(tiny_area: Area) -> None:
    served = nobody_served(tiny_area, west_served=True)
    east = find_candidates(tiny_area, served, PlanningSettings())
    middle = sum(tiny_area.grid.bounds[::2]) / 2
    assert all(c.x_m > middle - 5_000 for c in east)
    everyone = replace(served, served={k: np.ones_like(v) for k, v in served.served.items()})
    assert find_candidates(tiny_area, everyone, PlanningSettings()) == ()


def test_the_first_new_place_has_most_people_and_the_next_counts_them_half(tiny_area: Area) -> None:
    unserved = np.zeros(tiny_area.grid.shape)
    unserved[20, 20], unserved[50, 50] = 100.0, 60.0
    places = positions(tiny_area, unserved, 500.0, 1_000.0, 2)
    x, y = tiny_area.grid.centres()
    near = [
        max(
            ((20, 20), (50, 50)),
            key=lambda p: -np.hypot(px - x[p[1]], py - y[p[0]]),
        )
        for px, py in places
    ]
    assert near == [(20, 20), (50, 50)]


def test_backhaul_commune_and_chainage(tiny_area: Area) -> None:
    left, bottom, _, _ = tiny_area.grid.bounds
    own, _, second, *_ = propose(tiny_area)
    assert own.commune == 1 and own.road == "QL.26"
    assert own.chainage_m == pytest.approx(12_000.0)  # 12.5 km east of the edge, the road starts at 0.5 km
    east_of_cable = np.hypot(12_500 - 5_000, 100)
    assert own.backhaul_mn_vnd == pytest.approx(east_of_cable / 1000 * 1.3 * 60)
    price = tiny_area.costs.range("fibre_aerial")
    assert price.low < price.base < price.high
    assert own.backhaul.low / own.backhaul.base == pytest.approx(price.low / price.base)
    assert own.backhaul.high / own.backhaul.base == pytest.approx(price.high / price.base)
    assert own.total.low == pytest.approx(own.capex.low + own.backhaul.low)
    assert second.road == "" and second.chainage_m is None  # 3.9 km from the road
    beside = replace(tiny_area.sites[1], x_m=left + 3_000, y_m=bottom + 8_299)
    assert propose(replace(tiny_area, sites=(beside,), locations=tiny_area.locations[1:2]))[0].backhaul_mn_vnd == 0.0
    beside = replace(beside, y_m=bottom + 8_301)
    assert propose(replace(tiny_area, sites=(beside,), locations=tiny_area.locations[1:2]))[
        0
    ].backhaul_mn_vnd == pytest.approx(0.201 * 1.3 * 60)


def test_what_cannot_be_answered_is_an_error(tiny_area: Area) -> None:
    with pytest.raises(PlanningError, match="no cable"):
        propose(replace(tiny_area, fibre=()))
    with pytest.raises(PlanningError, match="'viettle'.*viettel, mobifone"):
        propose(tiny_area, builders=("viettle",))


def test_planned_roads_carry_no_mast(tiny_area: Area) -> None:
    unserved = np.zeros(tiny_area.grid.shape)
    unserved[31, 40] = 1.0
    planned = replace(tiny_area, roads=tiny_area.roads.assign(status="planned"))
    road_y = tiny_area.grid.bounds[1] + 8_100
    assert road_y in {y for _, y in positions(tiny_area, unserved, 500.0, 3_000.0, 50)}
    assert road_y not in {y for _, y in positions(planned, unserved, 500.0, 3_000.0, 50)}
