"""Cables, places, exclusions and costs."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from tiny_inputs import BOTTOM, COSTS_CSV, EPSG, LEFT, communes

from covplan.errors import InputError, InputProblemsError, Severity
from covplan.ingest.boundaries import planning_grid, province_extent
from covplan.ingest.costs import NO_COST, OPTIONAL_UNITS, CostRange, read_costs
from covplan.ingest.fibre_routes import read_fibre
from covplan.ingest.places import read_exclusions, read_places
from covplan.ingest.problems import ProblemLog
from covplan.ingest.settings import FibreSettings, TableSettings
from covplan.network import CableKind

LINE = shapely.LineString([(LEFT, BOTTOM), (LEFT + 1_000, BOTTOM)])


def cables(folder: Path, **columns: list[object]) -> Path:
    file = folder / "tuyến cáp.shp"
    rows = len(next(iter(columns.values())))
    gpd.GeoDataFrame(columns, geometry=[LINE] * rows, crs=EPSG).to_file(file)
    return file


def test_cables(tmp_path: Path) -> None:
    file = cables(
        tmp_path,
        don_vi=["Viettel", "VNPT", "MobiFone", "Viettel", None],
        ma_tuyen=["A", "A", "B", "C", "D"],
        loai=["ngầm", "treo", "ống nhựa", "cống", "treo"],
        so_soi=[48, 24, 24, 24, 24],
        soi_roi=[18, 0, 24, 30, 3],
    )
    log = ProblemLog()
    routes = read_fibre(FibreSettings(file, "s"), EPSG, log)
    assert [(r.id, r.owner, r.kind, r.fibres, r.spare_fibres) for r in routes] == [
        ("A", "viettel", CableKind.BURIED, 48, 18),
        ("A/2", "vinaphone", CableKind.AERIAL, 24, 0),
        ("B", "mobifone", CableKind.UNKNOWN, 24, 24),
    ]
    assert routes[0].line.equals_exact(LINE, 1e-6)
    assert [(p.code, p.row) for p in log.problems] == [("fibre.spare", 4), ("fibre.owner", 5), ("fibre.kind", None)]


def test_an_owner_for_a_file_without_one(tmp_path: Path) -> None:
    file = cables(tmp_path, ma_tuyen=["A"])
    assert read_fibre(FibreSettings(file, "s", owner="viettel"), EPSG, ProblemLog())[0].owner == "viettel"
    with pytest.raises(InputError, match="none of the 1 rows"):
        read_fibre(FibreSettings(file, "s"), EPSG, ProblemLog())


def test_places_of_a_table_and_of_polygons(tmp_path: Path) -> None:
    extent, grid = province_extent(communes()), planning_grid(communes(), 250.0, 2.0, EPSG)
    inside, near, far = (
        gpd.GeoSeries([shapely.Point(LEFT + dx, BOTTOM + 500)], crs=EPSG).to_crs(4326).iloc[0]
        for dx in (500, -1_500, -9_000)
    )
    file = tmp_path / "địa điểm.csv"
    lines = [f"Chợ,market,{inside.x},{inside.y},", f"Gần,x,{near.x},{near.y},s2", f"Xa,x,{far.x},{far.y},"]
    file.write_text("\n".join(["Tên,Loại,kinh độ,vĩ độ,nguồn", *lines, "Lỗi,x,?,1,"]), encoding="utf-8")
    log = ProblemLog()
    places = read_places(TableSettings(file, "s"), EPSG, extent, grid, log)
    assert places[["name", "category", "source"]].values.tolist() == [["Chợ", "market", "s"], ["Gần", "x", "s2"]]
    assert places.geometry.iloc[0].x == pytest.approx(LEFT + 500, abs=0.01)
    assert [(p.code, p.severity, p.row) for p in log.problems] == [
        ("cell.angle", Severity.REJECTED, 5),
        ("place.outside", Severity.NOTE, 3),
        ("place.outside", Severity.REJECTED, 4),
        ("place.class", Severity.NOTE, 2),
        ("place.class", Severity.NOTE, 3),
    ]
    zone = tmp_path / "kcn.gpkg"
    table = {"name": ["KCN Hòa Phú"], "category": ["industrial"]}
    gpd.GeoDataFrame(table, geometry=[shapely.box(LEFT, BOTTOM, LEFT + 900, BOTTOM + 900)], crs=EPSG).to_file(zone)
    read = read_places(TableSettings(zone, "s"), EPSG, extent, grid, log)
    assert read[["name", "place_class"]].values.tolist() == [["KCN Hòa Phú", "industrial_park"]]


def test_places_may_be_lines_and_polygons_and_say_their_class(tmp_path: Path) -> None:
    file = tmp_path / "trọng điểm.gpkg"
    bow = shapely.Polygon([(LEFT, BOTTOM), (LEFT + 9, BOTTOM + 9), (LEFT + 9, BOTTOM), (LEFT, BOTTOM + 9)])
    dot = shapely.LineString([(LEFT, BOTTOM), (LEFT, BOTTOM)])
    columns = {
        "ten": ["Sông", "Chợ", "Khu", "Không", "Trạm"],
        "loai": ["sông", "chợ", "khu", "x", "school"],
        "ma_nhom": ["KA-08", "Trung tâm thương mại", "ka 10", None, None],
    }
    shapes = [LINE, shapely.Point(LEFT, BOTTOM), bow, dot, shapely.Point(LEFT, BOTTOM)]
    gpd.GeoDataFrame(columns, geometry=shapes, crs=EPSG).to_file(file)
    log = ProblemLog()
    places = read_places(TableSettings(file, "s"), EPSG, None, None, log)
    assert places["name"].tolist() == ["Sông", "Chợ", "Khu", "Trạm"]
    assert places["place_class"].tolist() == ["waterway", "shopping_centre", "dense_residential", ""]
    assert places.geometry.is_valid.all()
    assert [(p.code, p.row, p.params.get("got")) for p in log.problems] == [
        ("geometry.invalid", 3, None),
        ("geometry.kind", 4, "LineString"),
        ("place.class", 5, "school"),
    ]


def test_exclusions_are_repaired_polygons(tmp_path: Path) -> None:
    file = tmp_path / "cấm.gpkg"
    bow = shapely.Polygon([(LEFT, BOTTOM), (LEFT + 9, BOTTOM + 9), (LEFT + 9, BOTTOM), (LEFT, BOTTOM + 9)])
    gpd.GeoDataFrame({"name": ["a", "b"]}, geometry=[bow, LINE], crs=EPSG).to_file(file)
    log = ProblemLog()
    areas = read_exclusions(TableSettings(file, "s"), EPSG, log)
    assert areas["name"].tolist() == ["a"] and areas.geometry.is_valid.all()
    assert [p.code for p in log.problems] == ["geometry.invalid", "geometry.kind"]


def test_costs(tmp_path: Path) -> None:
    file = tmp_path / "đơn giá.csv"
    file.write_text(COSTS_CSV.replace(",", ";").replace("800", "800,5"), encoding="utf-8")
    costs = read_costs(file)
    assert costs.base("new_mast") == 900
    assert (costs.items["nr_on_mast"].low, costs.items["fibre_aerial"].unit) == (800.5, "mn_vnd/km")
    assert costs.items["mast_sharing"].year == 2025


def test_four_items_are_enough_and_what_has_no_price_costs_nothing(tmp_path: Path) -> None:
    file = tmp_path / "c.csv"
    file.write_text(COSTS_CSV, encoding="utf-8")
    costs = read_costs(file)
    assert costs.unpriced == tuple(OPTIONAL_UNITS) and costs.range("mast_rent") == NO_COST
    file.write_text(COSTS_CSV + "mast_rent,mn_vnd/year,36,60,96,2025,test\n", encoding="utf-8")
    costs = read_costs(file)
    assert costs.range("mast_rent") == CostRange(36, 60, 96) and "mast_rent" not in costs.unpriced
    with pytest.raises(KeyError):
        costs.range("mast_rant")


def test_a_years_price_is_no_price(tmp_path: Path) -> None:
    file = tmp_path / "c.csv"
    file.write_text(COSTS_CSV + "mast_rent,mn_vnd,36,60,96,2025,test\n", encoding="utf-8")
    with pytest.raises(InputProblemsError, match=r"mast_rent must be in mn_vnd/year, got 'mn_vnd'"):
        read_costs(file)


def test_ranges_add_and_scale_end_by_end() -> None:
    assert CostRange(1, 2, 4) + CostRange(10, 10, 10) * 0.5 == CostRange(6, 7, 9)
    assert CostRange.known(3.0) + NO_COST == CostRange(3, 3, 3)


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("600,900,1200", "1000,900,1200", "new_mast needs low <= base <= high, got 1000, 900, 1200"),
        ("fibre_aerial,mn_vnd/km", "fibre_aerial,vnd/m", "fibre_aerial must be in mn_vnd/km, got 'vnd/m'"),
        ("new_mast", "new_tower", "'new_tower' is no known item"),
        ("800,1000", "tám trăm,1000", "'tám trăm' is not a number"),
        ("2025,test\nnew", "25,test\nnew", "25 is not within 1990 to 2100"),
        ("2025,test\nnew", "2025,\nnew", "row 2, column source: the cell is empty"),
        ("new_mast", "nr_on_mast", "nr_on_mast stands twice"),
        ("800", "", "row 2, column low: the cell is empty"),
    ],
)
def test_wrong_costs(tmp_path: Path, old: str, new: str, text: str) -> None:
    assert old in COSTS_CSV
    file = tmp_path / "đơn giá.csv"
    file.write_text(COSTS_CSV.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputProblemsError, match=text.replace(".", r"\.")):
        read_costs(file)


def test_a_missing_item(tmp_path: Path) -> None:
    file = tmp_path / "c.csv"
    file.write_text(COSTS_CSV.replace("fibre_aerial,mn_vnd/km,40,60,80,2025,test\n", ""), encoding="utf-8")
    with pytest.raises(InputProblemsError, match=r"fibre_aerial \[mn_vnd/km\] is missing"):
        read_costs(file)
