"""Layers through shapefile and GeoPackage, read by a second reader that knows only the file format."""

from __future__ import annotations

import dataclasses
import sqlite3
import struct
import unicodedata
from contextlib import closing
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

from covplan.network import Site
from covplan.outputs.fields import BY_YEAR, LAYERS, MARKING_FIELDS, Field, check_codes
from covplan.outputs.layers import make_layers, mask_to_polygon
from covplan.outputs.lonlat import to_lonlat, transformer
from covplan.outputs.settings import Language, OutputError
from covplan.outputs.vectors import cut_texts, write_geopackage, write_shapefiles

VI = Language.VIETNAMESE
VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
LETTERS = "".join(unicodedata.normalize("NFC", v + t) for v in VOWELS for t in TONES) + "đ"
# 67 accented or plain vowels in two cases and đ, Đ, less the twelve plain ones: 134 letters beyond ASCII
LETTERS = "".join(c for c in LETTERS + LETTERS.upper() if not c.isascii())
OF_ROUTES = ("TUYEN_CHUNG", "CHANG_VIBA", "XA_CAPQUANG", "VITRI_OLT")  # which ``covplan route`` writes
OF_A_PROFILE = ("CONG_BE", "COT_TREO", "TUYEN_NGAMHOA", "KV_TRONGDIEM", "DIEM_PVCC")  # of ``covplan export --profile``
TABLES = {"tu_dien", "layer_styles"}  # without geometry, in a GeoPackage
OF_A_HANDOUT = ("O_LUCGIAC",)
OF_A_RUN = [name for name in LAYERS if name not in (*OF_ROUTES, *OF_A_PROFILE, *OF_A_HANDOUT)]


def read_dbf(file: Path) -> list[dict[str, str]]:
    """A DBF file by its own layout (dBASE III): header, field descriptors, fixed-width records."""
    raw = file.read_bytes()
    count, header, width = struct.unpack_from("<IHH", raw, 4)
    fields = []
    for at in range(32, header - 1, 32):
        fields.append((raw[at : at + 11].split(b"\0")[0].decode("ascii"), chr(raw[at + 11]), raw[at + 16]))
    encoding = file.with_suffix(".cpg").read_text(encoding="ascii")
    rows = []
    for k in range(count):
        at = header + k * width + 1
        row = {}
        for name, _, size in fields:
            row[name] = raw[at : at + size].decode(encoding).rstrip(" \0").strip()
            at += size
        rows.append(row)
    return rows


def field_types(file: Path) -> dict[str, str]:
    raw = file.read_bytes()
    (header,) = struct.unpack_from("<H", raw, 8)
    return {raw[a : a + 11].split(b"\0")[0].decode("ascii"): chr(raw[a + 11]) for a in range(32, header - 1, 32)}


def read_points(file: Path) -> list[tuple[float, float]]:
    """Points of a .shp file: a 100-byte header, then records of 28 bytes."""
    raw = file.read_bytes()
    return [struct.unpack_from("<dd", raw, at + 12) for at in range(100, len(raw), 28)]


def with_site(area, site: Site):  # type: ignore[no-untyped-def]
    return dataclasses.replace(area, sites=(*area.sites, site))


def layers_of(results, area=None):  # type: ignore[no-untyped-def]
    return make_layers(
        area or results.area, results.today, results.plan, results.fibre, results.after, results.marking, VI
    )


def test_there_are_134_letters() -> None:
    assert len(LETTERS) == len(set(LETTERS)) == 134


def test_the_check_point_and_every_letter_survive_the_shapefile(results, tmp_path) -> None:
    x_m, y_m = transformer(4326, 9218).transform(108.05, 12.6667)
    halves = LETTERS[:67], LETTERS[67:]
    site = dataclasses.replace(results.area.sites[0], name=halves[0], x_m=x_m, y_m=y_m, id="ĐIỂM-1")
    other = dataclasses.replace(site, name=halves[1], id="ĐIỂM-2")
    area = with_site(with_site(results.area, site), other)
    assert write_shapefiles(layers_of(results, area), tmp_path / "shp", marking=results.marking, language=VI) == ()
    rows = read_dbf(tmp_path / "shp/COT_ANTEN.dbf")
    assert (rows[-2]["ten"], rows[-1]["ten"]) == halves
    assert rows[-1]["id"] == "ĐIỂM-2"
    east, north = read_points(tmp_path / "shp/COT_ANTEN.shp")[-1]
    assert (east, north) == pytest.approx((450_927.263, 1_400_853.968), abs=1e-3)
    assert float(rows[-1]["x_bac"]) == pytest.approx(1_400_853.968, abs=1e-3)
    lon, lat = to_lonlat(east, north, 9218)
    assert (float(lon), float(lat)) == pytest.approx((108.05, 12.6667), abs=1e-8)
    again = gpd.read_file(tmp_path / "shp/COT_ANTEN.shp")
    assert "".join(again["ten"][-2:]) == LETTERS
    assert again.crs.to_epsg() == 9218


def test_the_prj_carries_the_datum_of_the_province(results, tmp_path) -> None:
    write_shapefiles(layers_of(results), tmp_path / "shp", marking=results.marking, language=VI)
    wkt = (tmp_path / "shp/COT_ANTEN.prj").read_text(encoding="utf-8")
    assert "VN-2000" in wkt.replace("_", "-")
    assert "108.5" in wkt and "0.9999" in wkt


def test_dates_are_date_fields_and_codes_fit(results, tmp_path) -> None:
    write_shapefiles(layers_of(results), tmp_path / "shp", marking=results.marking, language=VI)
    for file in (tmp_path / "shp").glob("*.dbf"):
        assert field_types(file)["ngay_sl"] == "D"
        assert [f.code for f in LAYERS[file.stem] + MARKING_FIELDS] == list(field_types(file))
        assert read_dbf(file)[0]["ngay_sl"] == "20261123"
        assert file.with_suffix(".cpg").read_text(encoding="ascii") == "UTF-8"


def test_every_layer_says_what_it_is(results, tmp_path) -> None:
    write_shapefiles(layers_of(results), tmp_path / "shp", marking=results.marking, language=VI)
    files = sorted(file.stem for file in (tmp_path / "shp").glob("*.shp"))
    assert files == sorted(OF_A_RUN)
    for name in files:
        about = (tmp_path / f"shp/{name}.shp.xml").read_text(encoding="utf-8")
        assert "DỮ LIỆU MÔ PHỎNG" in about and "NỘI BỘ" in about and "SS-RSRP ≥ −110 dBm" in about
        assert read_dbf(tmp_path / f"shp/{name}.dbf")[0]["danh_dau"].startswith("DỮ LIỆU MÔ PHỎNG – NỘI BỘ")
    words = (tmp_path / "shp/truong_du_lieu.csv").read_text(encoding="utf-8-sig")
    for name, fields in LAYERS.items():
        for field in fields:
            assert f"{name},{field.code}," in words


def test_the_geopackage_holds_all_layers_with_full_names(results, tmp_path) -> None:
    write_geopackage(layers_of(results), tmp_path / "ket_qua.gpkg", marking=results.marking, language=VI)
    assert [file.name for file in tmp_path.iterdir()] == ["ket_qua.gpkg"]
    assert set(pyogrio.list_layers(tmp_path / "ket_qua.gpkg")[:, 0]) == {*OF_A_RUN, *TABLES}
    sites = gpd.read_file(tmp_path / "ket_qua.gpkg", layer="VITRI_DEXUAT")
    assert list(sites["Hình thức (nâng cấp, thuê cột, xây mới)"]) == ["Thuê chỗ trên cột khác", "Xây cột mới"]
    assert list(sites["Lý trình (tính trên bản đồ)"]) == ["Km12+000", ""]
    assert list(sites["Chi phí cáp quang phân bổ, ước tính"]) == [225.0, 565.8]
    assert sites["Thời điểm số liệu"][0].date() == date(2026, 11, 23)
    about = pyogrio.read_info(tmp_path / "ket_qua.gpkg", layer="VITRI_DEXUAT")["layer_metadata"]
    assert "DỮ LIỆU MÔ PHỎNG" in about["Dấu"]


def test_the_geopackage_holds_its_dictionary_and_a_style_for_each_layer(results, tmp_path) -> None:
    """As QGIS looks for styles: by name of layer and geometry column in ``layer_styles``, a label by a field there."""
    file = tmp_path / "ket_qua.gpkg"
    write_geopackage(layers_of(results), file, marking=results.marking, language=VI)
    words = pyogrio.read_dataframe(file, layer="tu_dien", read_geometry=False)
    codes = {(row.lop, row.ma_truong): row.ten_day_du for row in words.itertuples()}
    with closing(sqlite3.connect(file)) as database:
        styles = database.execute(
            "SELECT f_table_name, styleQML, useAsDefault AND update_time IS NOT NULL"
            " FROM layer_styles s JOIN gpkg_geometry_columns g"
            " ON g.table_name = s.f_table_name AND g.column_name = s.f_geometry_column"
            " WHERE f_table_catalog = '' AND f_table_schema = ''"
        ).fetchall()
    assert {name for name, *_ in styles} == set(OF_A_RUN)
    for name, qml, default in styles:
        fields = list(pyogrio.read_info(file, layer=name)["fields"])
        assert [codes[name, field.code] for field in LAYERS[name] + MARKING_FIELDS] == fields
        label = ElementTree.fromstring(qml.removeprefix("<!DOCTYPE qgis>\n")).find("labeling/settings/text-style")
        assert default and (label is None or label.get("fieldName") in fields)


def test_a_plan_without_routes_still_has_every_layer_in_the_geopackage(results, tmp_path) -> None:
    layers = make_layers(results.area, results.today, None, None, None, results.marking, VI)
    write_geopackage(layers, tmp_path / "a.gpkg", marking=results.marking, language=VI)
    assert set(pyogrio.list_layers(tmp_path / "a.gpkg")[:, 0]) == {*OF_A_RUN, *TABLES}
    assert len(gpd.read_file(tmp_path / "a.gpkg", layer="TUYEN_DEXUAT")) == 0


def test_polygons_keep_area_and_people(results) -> None:
    layers = layers_of(results)
    grid, after = results.area.grid, results.after
    covered = layers["VUNG_PHU"].set_index("dn")
    assert covered.loc["Ít nhất một nhà mạng"].geometry.area == pytest.approx(after.served["any"].sum() * 250.0**2)
    for name, definition in covered["dinhnghia"].items():
        assert f", {name.lower() if name.startswith('Ít') else name}; ô lưới" in definition
    gaps = layers["VUNG_LOM"]
    unserved = results.area.people.values[~after.served["any"]].sum()
    assert gaps["dan"].sum() == pytest.approx(unserved)
    assert (gaps["dan"].diff().dropna() <= 0).all()
    mask = np.zeros(grid.shape, bool)
    mask[2:5, 3:7] = True
    mask[3, 4] = False
    outline = mask_to_polygon(mask, grid)
    assert outline.is_valid and outline.area == pytest.approx(11 * 250.0**2)
    assert not outline.contains(shapely.Point(grid.left_m + 4.5 * 250, grid.top_m - 3.5 * 250))


def test_long_text_is_cut_between_characters_and_told(results, tmp_path) -> None:
    site = dataclasses.replace(results.area.sites[0], name="ặ" * 100, tenants=("viettel", "x" * 300))
    area = with_site(results.area, site)
    notes = write_shapefiles(layers_of(results, area), tmp_path / "shp", marking=results.marking, language=VI)
    assert [(n.column, n.params["count"]) for n in notes] == [("ten", 1), ("dn_thue", 1)]
    assert read_dbf(tmp_path / "shp/COT_ANTEN.dbf")[-1]["ten"] == "ặ" * 83 + "…"
    write_geopackage(layers_of(results, area), tmp_path / "a.gpkg", marking=results.marking, language=VI)
    assert gpd.read_file(tmp_path / "a.gpkg", layer="COT_ANTEN")["Tên"].iloc[-1] == "ặ" * 100


def test_sources_that_do_not_fit_are_counted(results, tmp_path) -> None:
    sources = ("Sở " + "a" * 120, "b" * 110, "c" * 60, "d")
    marking = dataclasses.replace(results.marking, sources=sources)
    assert write_shapefiles(layers_of(results), tmp_path / "shp", marking=marking, language=VI) == ()
    (said,) = {row["nguon"] for row in read_dbf(tmp_path / "shp/COT_ANTEN.dbf")}
    assert said == f"{sources[0]}; và 3 nguồn khác"  # with the second it would be 258 bytes
    about = (tmp_path / "shp/COT_ANTEN.shp.xml").read_text(encoding="utf-8")
    assert all(source in about for source in sources)


def test_text_of_254_bytes_is_kept() -> None:
    kept, cut = cut_texts(np.array(["a" * 254, "a" * 255, "ặ" * 84 + "ab"], object))
    assert cut == 1
    assert [len(t.encode()) for t in kept] == [254, 254, 254]


@pytest.mark.parametrize("code", ["mã", "elevenbytes", "ID"])
def test_codes_that_a_dbf_would_cut_or_confuse_are_refused(code: str) -> None:
    with pytest.raises(OutputError, match="ASCII, at most 10 bytes"):
        check_codes("COT_ANTEN", (Field("id", "Mã", "Id"), Field(code, "x", "x")))


def test_each_year_of_a_plan_has_its_layers_in_the_crs_of_the_province(results, in_years, tmp_path) -> None:
    plan, by_year = in_years
    layers = make_layers(results.area, results.today, plan, results.fibre, results.after, results.marking, VI, by_year)
    names = {f"{name}_{year}" for name in BY_YEAR for year in (2027, 2029)}
    assert set(layers) == set(layers_of(results)) | names
    write_shapefiles(layers, tmp_path / "shp", marking=results.marking, language=VI)
    write_geopackage(layers, tmp_path / "a.gpkg", marking=results.marking, language=VI)
    assert set(pyogrio.list_layers(tmp_path / "a.gpkg")[:, 0]) == {*layers, *TABLES}
    for name in names:
        file = tmp_path / f"shp/{name}.shp"
        assert file.with_suffix(".prj").read_text() == (tmp_path / "shp/VITRI_DEXUAT.prj").read_text()
        assert gpd.read_file(tmp_path / "a.gpkg", layer=name).crs.to_epsg() == 9218
        assert f"hết năm {name[-4:]}" in file.with_suffix(".shp.xml").read_text(encoding="utf-8")
    # sites are those that stand, routes those that one of them needs
    assert [row["id"] for row in read_dbf(tmp_path / "shp/VITRI_DEXUAT_2027.dbf")] == ["S-MB1"]
    assert [row["id"] for row in read_dbf(tmp_path / "shp/VITRI_DEXUAT_2029.dbf")] == ["S-MB1", "B-1"]
    assert [row["tram"] for row in read_dbf(tmp_path / "shp/TUYEN_DEXUAT_2027.dbf")] == ["B-1;S-MB1"]
    assert [row["nam"] for row in read_dbf(tmp_path / "shp/TUYEN_DEXUAT.dbf")] == ["2027", "2029"]


def test_the_layers_of_a_year_say_who_is_served_then(results, in_years) -> None:
    plan, by_year = in_years
    layers = make_layers(results.area, results.today, plan, results.fibre, results.after, results.marking, VI, by_year)
    people = float(results.area.people.values.sum())
    for year, served in by_year.items():
        covered = layers[f"VUNG_PHU_{year}"].set_index("dn").loc["Ít nhất một nhà mạng"]
        assert covered["dt_km2"] == pytest.approx(served.served["any"].sum() * results.area.grid.pixel_area_km2)
        unserved = layers[f"VUNG_LOM_{year}"]
        assert unserved["dan"].sum() == pytest.approx(people - results.area.people.values[served.served["any"]].sum())
        communes = layers[f"XA_PHUONG_{year}"]
        assert communes["phu_sau"].tolist() == served.by_commune["any_pct"].tolist()
        assert set(communes["thoidiem"]) == set(unserved["thoidiem"]) == {f"hết năm {year}"}
    assert layers["VUNG_PHU_2027"]["dt_km2"].max() < layers["VUNG_PHU_2029"]["dt_km2"].max()
    assert layers["VUNG_PHU_2029"]["dt_km2"].tolist() == layers["VUNG_PHU"]["dt_km2"].tolist()


def test_planned_sites_carry_their_year_in_both_formats(results, tmp_path) -> None:
    first, *rest = results.plan.sites
    phased = dataclasses.replace(
        results, plan=dataclasses.replace(results.plan, sites=(dataclasses.replace(first, year=2028), *rest))
    )
    layers = layers_of(phased)
    write_shapefiles(layers, tmp_path / "shp", marking=results.marking, language=VI)
    # a DBF file writes a number that is not there as stars
    assert [row["nam"].strip("*") for row in read_dbf(tmp_path / "shp/VITRI_DEXUAT.dbf")] == ["2028", ""]
    write_geopackage(layers, tmp_path / "a.gpkg", marking=results.marking, language=VI)
    years = gpd.read_file(tmp_path / "a.gpkg", layer="VITRI_DEXUAT")["Năm đầu tư (trống: chưa chia năm)"]
    assert years[0] == 2028 and np.isnan(years[1])
    assert gpd.read_file(tmp_path / "a.gpkg", layer="VITRI_DEXUAT").crs.to_epsg() == 9218
