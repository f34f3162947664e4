"""Ducts, poles, works and entries as files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from shapely import LineString, Point

from covplan.errors import InputError
from covplan.ingest.fibre_entries import read_fibre_entries
from covplan.ingest.problems import ProblemLog
from covplan.ingest.road_works import read_road_works
from covplan.ingest.settings import FibreSettings, TableSettings
from covplan.ingest.shared_routes import RouteKind, read_shared_routes

LINE = LineString([(450_000, 1_400_000), (451_000, 1_400_000)])
POLE = Point(450_000, 1_400_000)


def layer(tmp_path: Path, shapes: list[Any], **columns: list[Any]) -> Path:
    file = tmp_path / "layer.gpkg"
    gpd.GeoDataFrame(columns, geometry=shapes, crs=9218).to_file(file, driver="GPKG")
    return file


def test_ducts_have_owner_and_free_places(tmp_path: Path) -> None:
    file = layer(tmp_path, [LINE] * 4, don_vi=["VNPT", None, "VNPT", "EVN"], ong_trong=["2", "1", "một", None])
    log = ProblemLog()
    ducts = read_shared_routes(FibreSettings(file, "test"), RouteKind.DUCT, 9218, log)
    assert [(duct.owner, duct.free, duct.source) for duct in ducts] == [("vinaphone", 2, "test"), ("evn", None, "test")]
    assert sorted(problem.code for problem in log.problems) == ["cell.count", "route.owner"]
    named = read_shared_routes(FibreSettings(file, "test", owner="evn"), RouteKind.DUCT, 9218, ProblemLog())
    assert [duct.owner for duct in named] == ["vinaphone", "evn", "evn"]


def test_single_poles_become_one_route_of_each_owner(tmp_path: Path) -> None:
    file = layer(tmp_path, [POLE, POLE, LINE], operator=["EVN", "EVN", "EVN"])
    log = ProblemLog()
    poles = read_shared_routes(FibreSettings(file, "test"), RouteKind.POLES, 9218, log)
    assert sorted(route.shape.geom_type for route in poles) == ["LineString", "MultiPoint"] and not log.problems
    assert read_shared_routes(FibreSettings(file, "test"), RouteKind.DUCT, 9218, log)[0].shape == LINE
    assert [problem.code for problem in log.problems] == ["geometry.kind"] * 2


def test_works_need_years_and_a_share(tmp_path: Path) -> None:
    rows = {"ten": ["QL.29", "b", "c", "d"], "tu_nam": [2027, 2028, None, 2027], "den_nam": [2028, 2027, 2028, 2027]}
    file = layer(tmp_path, [LINE, LINE, LINE, POLE], **rows, tiet_kiem=[60, 60, 60, 60])
    log = ProblemLog()
    (works,) = read_road_works(TableSettings(file, "test"), 9218, log)
    assert (works.name, works.first_year, works.last_year, works.trench_saved) == ("QL.29", 2027, 2028, 0.6)
    assert works.shape.length == pytest.approx(1_000)
    assert sorted(problem.code for problem in log.problems) == ["cell.empty", "geometry.kind", "works.years"]


def test_works_without_share_column_are_an_error(tmp_path: Path) -> None:
    file = layer(tmp_path, [LINE], ten=["a"], tu_nam=[2027], den_nam=[2028])
    with pytest.raises(InputError, match="trench_saved_pct"):
        read_road_works(TableSettings(file, "test"), 9218, ProblemLog())


def test_entries_may_be_a_table(tmp_path: Path) -> None:
    file = tmp_path / "entries.csv"
    file.write_text("ten,don_vi,tinh,lon,lat\nĐèo Cả,VNPT,Khánh Hòa,109.36,12.93\n,x,y,109,13\n", encoding="utf-8")
    log = ProblemLog()
    (entry,) = read_fibre_entries(TableSettings(file, "test"), 9218, log)
    assert (entry.name, entry.owner, entry.leads_to) == ("Đèo Cả", "vinaphone", "Khánh Hòa")
    assert [problem.code for problem in log.problems] == ["cell.empty"]
