"""Shared routes as tables, layer and map."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
from browser import Browser
from shapely import LineString
from test_map import check_quiet, draw

from covplan.ingest.area import Area
from covplan.outputs.fields import LAYERS
from covplan.outputs.map_routes import protection_colour, shared_route_data, sharing_colour
from covplan.outputs.palette import PROTECTION, SHARING
from covplan.outputs.route_layers import make_route_layers
from covplan.outputs.route_tables import make_route_tables
from covplan.outputs.settings import Language
from covplan.routing import assemble_routes, choose_network, find_basis, make_sections, needed_routes, possible_cures
from covplan.routing.route_plan import RoutePlan
from covplan.routing.settings import RoutingSettings

EN, VI = Language.ENGLISH, Language.VIETNAMESE


@pytest.fixture(scope="module")
def area(tiny_area: Area) -> Area:
    """An office at the end of a dead end beside those on QL.26, of which one has a loop."""
    left, bottom, *_ = tiny_area.grid.bounds
    roads = [tiny_area.roads]
    for points in (
        [(1_000, 8_100), (1_000, 12_000), (4_000, 12_000), (4_000, 8_100)],
        [(12_000, 8_100), (12_000, 3_000)],
    ):
        line = LineString([(left + x, bottom + y) for x, y in points])
        row = tiny_area.roads.iloc[[0]].assign(number="", name="", road_class="other")
        roads.append(gpd.GeoDataFrame(row.drop(columns="geometry"), geometry=[line], crs=9218))
    seats = tiny_area.communes.assign(
        seat_x_m=[left + 2_500.0, left + 12_000.0], seat_y_m=[bottom + 12_000.0, bottom + 3_000.0]
    )
    return replace(tiny_area, communes=seats, roads=gpd.GeoDataFrame(pd.concat(roads, ignore_index=True), crs=9218))


@pytest.fixture(scope="module")
def plan(area: Area) -> RoutePlan:
    basis = find_basis(area, RoutingSettings())
    network = choose_network(basis, 10.0)
    return assemble_routes(basis, network, possible_cures(basis, needed_routes(basis, network.edges), area))


@pytest.fixture(scope="module")
def sections(plan: RoutePlan, area: Area) -> gpd.GeoDataFrame:
    return make_sections(plan, area)


@pytest.mark.parametrize("language", list(Language))
def test_tables_say_who_where_and_how_much(plan: RoutePlan, sections: gpd.GeoDataFrame, language: Language) -> None:
    tables = {table.key: table for table in make_route_tables(plan, sections, language)}
    assert list(tables) == ["sections", "failures", "unprotected", "terminals"]
    assert all(len(row) == len(table.columns) for table in tables.values() for row in table.rows)
    cost = tables["sections"].columns.index("Cost, base (mn VND)" if language is EN else "Chi phí cơ sở (triệu đồng)")
    assert sum(row[cost] for row in tables["sections"].rows) == pytest.approx(plan.proof.cost_mn_vnd)
    (lonely,) = tables["unprotected"].rows
    assert lonely[0] == "Buôn Ma Thuột" and "QL.26 Km" in lonely[1] and lonely[2]
    assert len(tables["terminals"].rows) == len(plan.joined)


def test_a_cut_of_one_road_is_one_row_however_many_sections_it_has(plan: RoutePlan, sections: gpd.GeoDataFrame) -> None:
    failures = make_route_tables(plan, sections, EN)[1].rows
    assert len(failures) == len({(row[0], row[1]) for row in failures}) <= len(plan.failures)
    most = max(row[2] for row in failures)
    assert failures[0][2] == most and all(row[6] for row in failures)


def test_the_layer_has_its_fields_and_the_lines_of_the_sections(sections: gpd.GeoDataFrame) -> None:
    layer = make_route_layers(sections, VI)["TUYEN_CHUNG"]
    assert [*layer.columns[:-1]] == [field.code for field in LAYERS["TUYEN_CHUNG"]]
    assert layer.crs.to_epsg() == 9218 and layer.length.sum() == pytest.approx(sections["length_m"].sum())
    assert layer.loc[layer["duong"] == "QL.26", "loai_lt"].tolist()[0] == "lý trình mô hình"


def test_colours_say_how_many_share_and_what_a_cut_would_do() -> None:
    assert [sharing_colour(users) for users in (0, 1, 2, 9, 10, 49, 50, 400)] == [
        SHARING[k] for k in (0, 0, 1, 1, 2, 2, 3, 3)
    ]
    assert [protection_colour(*one) for one in ((True, ()), (True, (3,)), (False, (3,)))] == list(PROTECTION)


def test_the_map_shows_both_layers_without_a_complaint(
    results, sections: gpd.GeoDataFrame, browser: Browser, tmp_path
) -> None:
    file = tmp_path / "map.html"
    draw(results, sections=sections).save(file)
    page = browser.open(file)
    for name in ("sharing", "protection"):
        page.evaluate(f"document.querySelector('input[data-layer={name}]').click()")
    page.wait(0.2)
    check_quiet(page)
    page.close()
    items = shared_route_data(sections, VI)["items"]
    assert len(items) == len(sections) and all(item["c"] for item in items)
    assert 'data-layer="sharing"' not in draw(results).html


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with Browser(chromium) as running:
        yield running
