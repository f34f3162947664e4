"""What fibre along a corridor costs, by way, ground and year."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, MultiLineString, MultiPoint, Point

from covplan.errors import PlanningError
from covplan.grid import Grid, Raster
from covplan.ingest.costs import UnitCost, UnitCosts
from covplan.ingest.road_works import RoadWorks
from covplan.ingest.shared_routes import RouteKind, SharedRoute
from covplan.network import CableKind, FibreRoute
from covplan.routing.corridors import Corridors, build_corridors
from covplan.routing.laying import BASE, LayingCosts, Routes, ground_factors, laying_costs, routes_apart
from covplan.routing.settings import CorridorSettings, LayingSettings, Way

GRID = Grid(9218, 449_000.0, 1_401_000.0, 250.0, 8, 48)
X, Y = 450_000.0, 1_400_000.0
FLAT = Raster(np.full(GRID.shape, 100.0, np.float32), GRID, "ground")
OPEN = Raster(np.full(GRID.shape, 30, np.uint8), GRID, "classes")
BASES = {"fibre_aerial": 60.0, "fibre_buried": 250.0, "fibre_duct": 50.0, "fibre_poles": 40.0}
LEASES = {"duct_lease": 5.0, "pole_lease": 2.0, "cable_lease": 1.0}
SETTINGS = LayingSettings()


def prices(**base: float) -> UnitCosts:
    items = {**BASES, **LEASES, **base}
    return UnitCosts({k: UnitCost(k, "", v / 2, v, 2 * v, 2025, "test") for k, v in items.items() if v >= 0})


def along(start_km: float = 0.0, end_km: float = 10.0, off_m: float = 0.0) -> LineString:
    return LineString([(X + 1000 * start_km, Y + off_m), (X + 1000 * end_km, Y + off_m)])


def cable(spare: int | None = 12, owner: str = "viettel", **ends: float) -> FibreRoute:
    return FibreRoute(f"{owner}-{spare}", owner, along(**ends), CableKind.BURIED, 24, spare)


def held(kind: RouteKind, free: int | None = None, owner: str = "evn") -> SharedRoute:
    return SharedRoute("r", owner, kind, along(), free, "test")


def works(saved: float, first: int = 2027, last: int = 2028) -> RoadWorks:
    return RoadWorks(f"w{saved}", "Sở XD", MultiLineString([along()]), first, last, saved, "test")


def corridors_of(routes: Routes, settings: LayingSettings = SETTINGS) -> Corridors:
    columns = {"number": ["QL.26"], "name": [""], "road_class": ["national"], "status": ["existing"]}
    roads = gpd.GeoDataFrame(columns, geometry=[along()], crs=9218)
    within_m = routes.within_m(settings)
    return build_corridors(roads, {}, CorridorSettings(), routes=routes.shapes, routes_within_m=within_m)


def costs_of(
    routes: Routes = Routes(),  # noqa: B008
    year: int = 2027,
    settings: LayingSettings = SETTINGS,
    ground: Raster = FLAT,
    classes: Raster = OPEN,
    **base: float,
) -> LayingCosts:
    corridors = corridors_of(routes, settings)
    return laying_costs(corridors, routes, prices(**base), ground, classes, settings, year)


def base(costs: LayingCosts, way: Way) -> float:
    return float(costs.cost_mn_vnd[costs.ways.index(way), 0, BASE])


def test_new_cable_on_flat_open_ground_costs_its_price_at_each_level() -> None:
    costs = costs_of()
    assert costs.cost_mn_vnd[costs.ways.index(Way.BURIED), 0].tolist() == pytest.approx([1250, 2500, 5000])
    assert costs.cost_mn_vnd[costs.ways.index(Way.AERIAL), 0].tolist() == pytest.approx([300, 600, 1200])
    assert not np.isfinite(base(costs, Way.CABLE)) and not np.isfinite(base(costs, Way.CODUG))
    assert costs.way_of(0) is Way.AERIAL and costs.least_mn_vnd[0].tolist() == pytest.approx([300, 600, 1200])


def test_what_is_there_costs_cable_and_ten_years_of_lease() -> None:
    costs = costs_of(Routes((cable(),), (held(RouteKind.DUCT), held(RouteKind.POLES))))
    assert base(costs, Way.CABLE) == pytest.approx(10 * 1 * 10)
    assert base(costs, Way.DUCT) == pytest.approx(10 * (50 + 5 * 10))
    assert base(costs, Way.POLES) == pytest.approx(10 * (40 + 2 * 10))
    assert costs.way_of(0) is Way.CABLE and costs.route[:, 0].tolist() == [0, 1, 2, -1, -1, -1]


def test_digging_with_works_saves_its_share_of_the_trench_while_it_is_open() -> None:
    routes = Routes(works=(works(0.4), works(0.7), works(0.9, 2029, 2030)))
    assert base(costs_of(routes), Way.CODUG) == pytest.approx(10 * (50 + 0.3 * 200))
    assert costs_of(routes).route[costs_of(routes).ways.index(Way.CODUG), 0] == 1
    assert base(costs_of(routes, 2030), Way.CODUG) == pytest.approx(10 * (50 + 0.1 * 200))
    assert not np.isfinite(base(costs_of(routes, 2031), Way.CODUG))


@pytest.mark.parametrize(("spare", "usable"), [(0, False), (1, False), (2, True), (None, True)])
def test_a_cable_is_used_only_with_enough_spare_fibres(spare: int | None, usable: bool) -> None:
    assert np.isfinite(base(costs_of(Routes((cable(spare),))), Way.CABLE)) == usable


def test_only_willing_owners_count_and_full_ducts_do_not() -> None:
    routes = Routes((cable(), cable(20, "mobifone")), (held(RouteKind.DUCT, free=0),))
    assert costs_of(routes).route[:2, 0].tolist() == [1, -1]
    willing = replace(SETTINGS, willing_owners=("viettel",))
    assert costs_of(routes, settings=willing).route[0, 0] == 0


def test_ground_makes_digging_and_poles_dearer_and_cable_not() -> None:
    _, column = np.indices(GRID.shape)
    steep = Raster((column * 250.0 * 0.3).astype(np.float32), GRID, "ground")  # 30 %
    routes = Routes(shared=(held(RouteKind.DUCT),))
    costs = costs_of(routes, ground=steep)
    assert base(costs, Way.BURIED) == pytest.approx(10 * (50 + 1.6 * 200))
    assert base(costs, Way.AERIAL) == pytest.approx(10 * (40 + 1.6 * 20))
    assert base(costs, Way.DUCT) == base(costs_of(routes), Way.DUCT)


def test_a_river_counts_by_its_width() -> None:
    water = OPEN.values.copy()
    water[:, 20:24] = 80  # 1 km
    costs = costs_of(classes=Raster(water, GRID, "classes"))
    assert base(costs, Way.BURIED) == pytest.approx(10 * 50 + 200 * (9 + 3 * 1))


def test_off_the_grid_and_in_voids_the_ground_is_unknown_and_told() -> None:
    void = FLAT.values.copy()
    void[:, 20:22] = np.nan
    corridors = corridors_of(Routes())
    factor, unknown = ground_factors(corridors, Raster(void, GRID, "ground"), OPEN, SETTINGS)
    assert (factor == 1.0).all() and unknown.any() and not unknown.all()
    assert costs_of(ground=Raster(void, GRID, "ground")).unknown_ground_m == pytest.approx(1_000, abs=201)


def test_an_old_cost_file_still_gives_aerial_cable() -> None:
    none = dict.fromkeys([*BASES, *LEASES], -1.0) | {"fibre_aerial": 60.0}
    costs = costs_of(**none)
    assert costs.ways == (Way.CABLE, Way.AERIAL) and base(costs, Way.AERIAL) == pytest.approx(600)
    assert "fibre_buried" in costs.unpriced and "cable_lease" in costs.unpriced


def test_a_trench_of_negative_price_and_no_way_at_all_are_errors() -> None:
    with pytest.raises(PlanningError, match="fibre_buried less fibre_duct"):
        costs_of(fibre_duct=300.0)
    with pytest.raises(PlanningError, match="no way of laying .* along QL.26"):
        costs_of(settings=replace(SETTINGS, ways=(Way.CABLE,)))


def test_single_poles_count_where_the_spans_between_them_are_short() -> None:
    near = MultiPoint([Point(X + 50 * k, Y + 20) for k in range(101)])  # the first 5 km
    costs = costs_of(Routes(shared=(SharedRoute("p", "evn", RouteKind.POLES, near, None, "test"),)))
    with_poles = np.isfinite(costs.cost_mn_vnd[costs.ways.index(Way.POLES), :, BASE])
    assert with_poles.sum() == 1 and len(with_poles) == 2


def test_routes_beside_no_corridor_are_told_by_name() -> None:
    far = replace(cable(), line=along(off_m=700.0))
    routes = Routes((cable(), far))
    (remark,) = routes_apart(corridors_of(routes), routes, SETTINGS)
    assert remark.code == "corridors.route_off" and "viettel-12" in remark.text
