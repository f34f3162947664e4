"""``covplan export --profile sxd`` as a user types it."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pyogrio
import pytest
import rasterio

from covplan.cli import main
from covplan.outputs.fields import LAYERS
from covplan.outputs.palette import SERVED_TODAY
from covplan.outputs.profiles import profile_names, read_profile
from covplan.outputs.qml import qml_style
from covplan.outputs.settings import Language
from tests.tiny_scenario import write_tiny_scenario


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("giao nộp")
    scenario = write_tiny_scenario(base)
    assert main(["export", str(scenario), "--profile", "sxd", "--out", str(base / "out")]) == 0
    return base / "out" / "export_sxd"


def test_every_layer_is_listed_the_empty_ones_too(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "tu_dien.xlsx")
    listed = [row for row in book.worksheets[0].iter_rows(values_only=True) if row[0] in LAYERS]
    assert [row[0] for row in listed] == list(read_profile("sxd").layers)
    counts = {row[0]: row[2] for row in listed}
    assert counts["TUYEN_NGAMHOA"] == 0
    assert counts["COT_ANTEN"] > 0
    assert all((row[3] == "không có dữ liệu") == (row[2] == 0) for row in listed)
    fields = [row for row in book.worksheets[1].iter_rows(values_only=True) if row[0] in LAYERS]
    assert {row[1] for row in fields if row[0] == "COT_ANTEN"} >= {field.code for field in LAYERS["COT_ANTEN"]}


def test_what_a_format_cannot_hold_is_listed(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "tu_dien.xlsx")
    told = [row[:2] for row in book["Giới hạn của định dạng"].iter_rows(values_only=True)]
    formats = read_profile("sxd").formats
    assert {form for form in formats if form not in {name for name, _ in told}} == {"geopackage"}
    assert any("254 byte" in str(what) for form, what in told if form == "shapefile")
    problems = [str(cell) for row in book.worksheets[3].iter_rows(values_only=True) for cell in row]
    assert any("bảng MapInfo" in cell for cell in problems)


def test_all_formats_hold_the_same_masts(folder: Path) -> None:
    (package,) = folder.glob("*.gpkg")
    expected = sorted(pyogrio.read_dataframe(package, layer="COT_ANTEN").iloc[:, 0])
    for file in ("shapefile/COT_ANTEN.shp", "mapinfo/COT_ANTEN.tab", "geojson/COT_ANTEN.geojson"):
        assert sorted(pyogrio.read_dataframe(folder / file)["id"]) == expected
    (drawing,) = folder.glob("*.dxf")
    assert (pyogrio.read_dataframe(drawing)["Layer"] == "COT_ANTEN").sum() >= len(expected)
    assert list(folder.glob("*.kmz"))


def test_geojson_is_in_degrees(folder: Path) -> None:
    frame = pyogrio.read_dataframe(folder / "geojson" / "COT_ANTEN.geojson")
    assert frame.crs.to_epsg() == 4326
    west, south, east, north = frame.total_bounds
    assert 107 < west <= east < 110
    assert 11 < south <= north < 15


def test_the_raster_has_a_colour_table(folder: Path) -> None:
    with rasterio.open(folder / "VUNG_PHU.tif") as made:
        colours = made.colormap(1)
        assert "#{:02x}{:02x}{:02x}".format(*colours[1][:3]) == SERVED_TODAY
        assert made.nodata == 0  # what is not served is transparent
        assert made.crs.to_epsg() == 9218


def test_each_shapefile_has_its_style(folder: Path) -> None:
    for file in (folder / "shapefile").glob("*.shp"):
        root = ElementTree.parse(file.with_suffix(".qml")).getroot()
        assert root.find("renderer-v2/symbols/symbol") is not None


@pytest.mark.parametrize("layer", LAYERS)
def test_every_layer_has_a_style_whose_label_is_a_field(layer: str) -> None:
    root = ElementTree.fromstring(qml_style(layer, Language.VIETNAMESE).removeprefix("<!DOCTYPE qgis>\n"))
    label = root.find("labeling/settings/text-style")
    assert label is None or label.get("fieldName") in {field.code for field in LAYERS[layer]}
    fields = {f'"{field.code}"' for field in LAYERS[layer]}
    filters = [rule.get("filter", "") for rule in root.iterfind("renderer-v2/rules/rule")]
    assert all(set(re.findall('"[^"]*"', one)) <= fields for one in filters)
    assert not filters or (filters[-1] == "ELSE" and len(set(filters)) == len(filters))
    assert len(root.findall("renderer-v2/symbols/symbol")) == max(1, len(filters))


def test_a_profile_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scenario = write_tiny_scenario(tmp_path)
    assert main(["export", str(scenario), "--profile", "skhcn", "--out", str(tmp_path / "out")]) == 1
    assert "sxd" in capsys.readouterr().err


def test_profiles_name_layers_that_there_are() -> None:
    for name in profile_names():
        assert set(read_profile(name).layers) <= set(LAYERS)
