"""Results as GeoDataFrames: figures by hand, CRS, and the definition beside them."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd

from covplan.outputs import make_commune_frame, make_site_frame
from covplan.outputs.settings import Language


def test_communes_with_their_people(results: Any) -> None:
    frame = make_commune_frame(results.today, results.area)
    assert frame.crs.to_epsg() == 9218 and frame["code"].tolist() == ["22015", "24133"]
    assert frame["any"].sum() == results.today.totals["any"]
    assert (100 * frame["any"] / frame["population"]).round(9).tolist() == frame["any_pct"].round(9).tolist()
    assert frame.attrs["definition"].startswith("Được phủ sóng 5G: SS-RSRP ≥ −110 dBm với xác suất ≥ 95 %, ngoài trời")
    assert frame.attrs["people_base"] == "synthetic" and frame.attrs["operators"] == ["viettel", "mobifone"]
    assert frame.geometry.geom_equals(results.area.communes.geometry).all()


def test_sites_in_the_order_of_the_plan(results: Any, tmp_path: Path) -> None:
    plan = replace(results.plan, definition=results.today.definition)
    frame = make_site_frame(plan, results.area, results.fibre, Language.ENGLISH)
    assert frame[["order", "id", "kind", "people_added"]].values.tolist() == [
        [1, "S-MB1", "rent", 2500.0],
        [2, "B-1", "build", 1000.0],
    ]
    assert frame["cost_mn_vnd"].tolist() == [1000.0, 1900.0] and frame["backhaul_mn_vnd"].tolist() == [225.0, 565.8]
    assert frame["commune"].tolist() == ["Buôn Ma Thuột"] * 2
    left, bottom, _, _ = results.area.grid.bounds
    assert (frame.geometry.x - left).tolist() == [12_500.0, 15_000.0] and (frame.geometry.y - bottom)[1] == 3_000.0
    assert frame.attrs["definition"].startswith("Served by 5G")
    frame.to_file(tmp_path / "sites.gpkg")
    assert gpd.read_file(tmp_path / "sites.gpkg")["id"].tolist() == ["S-MB1", "B-1"]


def test_without_fibre_the_estimate_stands_and_without_a_route_nothing(results: Any) -> None:
    assert make_site_frame(results.plan, results.area)["backhaul_mn_vnd"].tolist() == [450.0, 600.0]
    apart = replace(results.fibre, site_cost_mn_vnd={"S-MB1": 225.0}, unconnected=("B-1",))
    assert math.isnan(make_site_frame(results.plan, results.area, apart)["backhaul_mn_vnd"][1])
    nothing = make_site_frame(replace(results.plan, sites=()), results.area)
    assert nothing.empty and nothing.crs.to_epsg() == 9218 and "served_pct_after" in nothing
