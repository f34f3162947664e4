"""The bill of quantities: by hand, and equal to what the ways cost."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiLineString

from covplan.grid import Grid, Raster
from covplan.ingest.costs import UnitCost, UnitCosts
from covplan.ingest.road_works import RoadWorks
from covplan.ingest.shared_routes import RouteKind, SharedRoute
from covplan.network import CableKind, FibreRoute
from covplan.routing.corridors import Corridors, build_corridors
from covplan.routing.fibre_settings import QuantitySettings
from covplan.routing.laying import LEVELS, Routes, laying_costs
from covplan.routing.noding import Ints
from covplan.routing.quantities import Laid, bill_of_quantities
from covplan.routing.settings import CorridorSettings, LayingSettings, Way

GRID = Grid(9218, 449_000.0, 1_401_000.0, 250.0, 8, 48)
X, Y = 450_000.0, 1_400_000.0
BASES = {"fibre_aerial": 60.0, "fibre_buried": 250.0, "fibre_duct": 50.0, "fibre_poles": 40.0}
LEASES = {"duct_lease": 5.0, "pole_lease": 2.0, "cable_lease": 1.0}
PRICES = UnitCosts({k: UnitCost(k, "", v / 2, v, 2 * v, 2025, "test") for k, v in {**BASES, **LEASES}.items()})
LAYING, SETTINGS = LayingSettings(), QuantitySettings()
NO_SPURS = np.empty(0)
COSTS = [f"cost_{level}_mn_vnd" for level in LEVELS]


def along(start_km: float, end_km: float, y_m: float = Y) -> LineString:
    return LineString([(X + 1000 * start_km, y_m), (X + 1000 * end_km, y_m)])


LINE = along(0, 10)
ROUTES = Routes(
    (FibreRoute("c", "viettel", LINE, CableKind.BURIED, 24, 12),),
    (
        SharedRoute("d", "evn", RouteKind.DUCT, LINE, None, "t"),
        SharedRoute("p", "evn", RouteKind.POLES, LINE, None, "t"),
    ),
    (RoadWorks("w", "Sở XD", MultiLineString([LINE]), 2027, 2028, 0.4, "t"),),
)


def ground_and_classes() -> tuple[Raster, Raster]:
    """30 % steep in the last 5 km; two rivers, at 2 and 7 km, and a town at 4 km."""
    _, column = np.indices(GRID.shape)
    east_m = GRID.left_m + 250.0 * column - X
    height = np.maximum(0.0, east_m - 5_000.0) * 0.3
    classes = np.full(GRID.shape, 30, np.uint8)
    classes[(east_m >= 2_000) & (east_m < 2_500)] = 80
    classes[(east_m >= 7_000) & (east_m < 7_250)] = 80
    classes[(east_m >= 4_000) & (east_m < 4_500)] = 50
    return Raster(height.astype(np.float32), GRID, "ground"), Raster(classes, GRID, "classes")


GROUND, CLASSES = ground_and_classes()


@pytest.fixture(scope="module")
def corridors() -> Corridors:
    """A trunk of 10 km and a branch of 900 m at 6 km."""
    branch = LineString([(X + 6_000, Y), (X + 6_000, Y - 900)])
    columns = {
        "number": ["QL.26", ""],
        "name": [""] * 2,
        "road_class": ["national", "other"],
        "status": ["existing"] * 2,
    }
    roads = gpd.GeoDataFrame(columns, geometry=[LINE, branch], crs=9218)
    within_m = ROUTES.within_m(LAYING)
    return build_corridors(roads, {}, CorridorSettings(), routes=ROUTES.shapes, routes_within_m=within_m)


def bill(
    corridors: Corridors, edge: Ints, way: list[Way], held_by: Ints, fibres: int = 24, spur_m: np.ndarray = NO_SPURS
) -> pd.DataFrame:
    ways = np.array(way, dtype=object)
    sizes = np.where(ways == Way.CABLE, 0, fibres)
    laid = Laid(edge, ways, held_by, sizes, spur_m, 12)
    return bill_of_quantities(laid, corridors, ROUTES, PRICES, GROUND, CLASSES, LAYING, SETTINGS)


def test_a_trench_by_hand(corridors: Corridors) -> None:
    west = np.array([int(np.argmin([line.bounds[0] for line in corridors.lines]))])  # the first 6 km of the trunk
    found = bill(corridors, west, [Way.BURIED], np.array([-1]))
    cable = found[found["item"] == "cable"].iloc[0]
    assert (cable["fibres"], cable["amount"]) == (24, pytest.approx(6_000)) and cable["price_base_vnd"] == 50_000
    assert cable["cost_base_mn_vnd"] == pytest.approx(300) and cable["priced_by"] == "fibre_duct"
    trench = found[found["item"] == "trench"].set_index(["slope_from_pct", "land_cover"])
    metres = trench["amount"].groupby(level="land_cover").sum()
    assert metres.to_dict() == pytest.approx({30: 5_200, 50: 400, 80: 400})  # pieces of 200 m, by their middles
    assert trench.loc[(0, 80), "price_base_vnd"] == pytest.approx(600_000)  # 200 mn/km, three times
    assert trench.loc[(25, 30), "price_base_vnd"] == pytest.approx(320_000)  # 1.6 times
    assert trench["amount"].groupby(level="slope_from_pct").sum()[25] == pytest.approx(1_000, abs=251)
    counts = found[found["unit"] == "count"].set_index("item")["amount"]
    assert counts.to_dict() == {"closures": 3, "water_crossings": 1} and found["saved_pct"].dropna().eq(0).all()


def test_leases_are_metres_times_years(corridors: Corridors) -> None:
    edges = np.arange(len(corridors.ends))
    trunk = edges[corridors.road == "QL.26"]
    found = bill(corridors, trunk, [Way.CABLE] * len(trunk), np.zeros(len(trunk), np.int64))
    (line,) = found.to_dict("records")
    assert (line["item"], line["unit"], line["amount"]) == ("lease", "m_year", pytest.approx(100_000))
    assert line["price_base_vnd"] == 1_000 and line["cost_base_mn_vnd"] == pytest.approx(100)


def test_poles_and_spurs_are_counted_together(corridors: Corridors) -> None:
    branch = np.flatnonzero(corridors.road == "")
    found = bill(corridors, branch, [Way.AERIAL], np.array([-1]), spur_m=np.array([60.0, 40.0]))
    rows = found.set_index("item")
    assert rows.loc["poles", "amount"] == 20 and rows.loc["closures", "amount"] == 1  # 1,000 m
    assert rows.loc["spur", "amount"] == 100 and rows.loc["spur", "cost_base_mn_vnd"] == pytest.approx(6)
    assert rows.loc["spur", "fibres"] == 12


@given(st.lists(st.sampled_from(list(Way)), min_size=3, max_size=3), st.sampled_from([12, 96]))
def test_the_bill_sums_to_what_the_ways_cost(corridors: Corridors, ways: list[Way], fibres: int) -> None:
    costs = laying_costs(corridors, ROUTES, PRICES, GROUND, CLASSES, LAYING, 2027)
    k = [costs.ways.index(way) for way in ways]
    edge = np.array([e for e in range(3) if np.isfinite(costs.cost_mn_vnd[k[e], e]).all()], np.int64)
    k = [k[e] for e in edge]
    found = bill(corridors, edge, [ways[e] for e in edge], costs.route[k, edge], fibres)
    expected = costs.cost_mn_vnd[k, edge].sum(axis=0)
    assert found[COSTS].sum().tolist() == pytest.approx(expected.tolist(), rel=1e-12)


def test_amount_times_price_is_cost_in_every_line(corridors: Corridors) -> None:
    edge = np.arange(3)
    held_by = np.array([3, 3, -1])
    found = bill(corridors, edge, [Way.CODUG, Way.CODUG, Way.AERIAL], held_by).dropna(subset=COSTS)
    for level in LEVELS:
        product = (found["amount"] * found[f"price_{level}_vnd"] / 1e6).tolist()
        assert product == pytest.approx(found[f"cost_{level}_mn_vnd"].tolist())
    assert found.loc[found["way"] == Way.CODUG, "saved_pct"].dropna().eq(40).all()
