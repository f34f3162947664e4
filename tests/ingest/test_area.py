"""Everything read together, from the files of a tiny scenario and of the real-geography pack."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource
from tiny_inputs import BOTTOM, CARRIERS, COSTS_CSV, EPSG, LEFT, LOW_PANEL, PANEL, write_tiny_inputs

from covplan.errors import InputProblemsError, Severity
from covplan.grid import Raster, check_same_grid
from covplan.ingest.area import (
    AdminEpoch,
    Area,
    AreaSettings,
    BoundarySettings,
    Coordinates,
    ElevationSettings,
    FibreSettings,
    LandCoverSettings,
    PeopleSettings,
    SiteListSettings,
    SurfaceKind,
    TableSettings,
    read_area,
)
from covplan.network import Carrier, Technology


def zonal(area: Area) -> np.ndarray:
    left, bottom, right, top = area.grid.bounds
    wkt = area.communes.crs.to_wkt()
    source = NumPyRasterSource(area.people.values, xmin=left, ymin=bottom, xmax=right, ymax=top, srs_wkt=wkt)
    return exact_extract(source, area.communes, ["sum"], output="pandas")["sum"].to_numpy()


def rasters(area: Area) -> list[Raster]:
    return [area.ground, area.clutter_class, area.clutter_m, area.zone, area.people]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Area:
    return read_area(write_tiny_inputs(tmp_path_factory.mktemp("số liệu thử")))


def test_the_tiny_area_holds_what_its_files_hold(tiny: Area) -> None:
    assert tiny.communes["name"].tolist() == ["Buôn Đôn", "Ea Súp"]
    np.testing.assert_allclose(zonal(tiny), [6_000, 4_000], atol=0.5)
    assert [site.id for site in tiny.sites] == ["VT1", "VT2", "MB1"]
    assert [len(site.sectors) for site in tiny.sites] == [3, 0, 3]
    assert list(tiny.road_references) == ["HCM", "QL.26"] and len(tiny.roads) == 2
    assert (len(tiny.fibre), len(tiny.places), len(tiny.exclusions), len(tiny.locations)) == (1, 1, 1, 3)
    assert tiny.villages["name"].tolist() == ["Buôn Một"]
    assert tiny.operators == ("viettel", "mobifone")
    assert tiny.people_base == "tiny 2025" and tiny.sources[0] == "tiny communes"
    assert {p.severity for p in tiny.problems} == {Severity.NOTE}
    for raster in rasters(tiny):
        check_same_grid(tiny.ground, raster)


def test_what_bears_on_new_masts_is_read(tmp_path: Path) -> None:
    settings = write_tiny_inputs(tmp_path)
    box = shapely.box(LEFT, BOTTOM, LEFT + 900, BOTTOM + 900)
    line = shapely.LineString([(LEFT, BOTTOM), (LEFT + 9, BOTTOM)])
    gpd.GeoDataFrame({"name": ["a"], "max_asl_m": [90.0]}, geometry=[box], crs=EPSG).to_file(tmp_path / "cao.gpkg")
    gpd.GeoDataFrame({"name": ["22 kV"]}, geometry=[line], crs=EPSG).to_file(tmp_path / "điện.gpkg")
    point = gpd.GeoDataFrame({"id": ["A"]}, geometry=[shapely.Point(LEFT + 500, BOTTOM + 500)], crs=EPSG)
    point.to_file(tmp_path / "vị trí.gpkg")
    area = read_area(
        replace(
            settings,
            positions=(TableSettings(tmp_path / "vị trí.gpkg", "xin xây"),),
            protected=(TableSettings(tmp_path / "cấm.gpkg", "rừng"),),
            height_limits=(TableSettings(tmp_path / "cao.gpkg", "tĩnh không"),),
            power_lines=(TableSettings(tmp_path / "điện.gpkg", "lưới điện"),),
        )
    )
    assert [one.id for one in area.positions] == ["A"] and area.height_limits["max_asl_m"].tolist() == [90.0]
    assert (area.protected["name"].tolist(), area.power_lines["name"].tolist()) == (["Rừng"], ["22 kV"])
    assert {"xin xây", "rừng", "tĩnh không", "lưới điện"} <= set(area.sources)
    unpriced = [p for p in area.problems if p.code == "cost.unpriced"]
    assert len(unpriced) == 1 and "mast_rent" in unpriced[0].params["items"]


def test_what_bears_on_fibre_is_read(tmp_path: Path) -> None:
    settings = write_tiny_inputs(tmp_path)
    line = shapely.LineString([(LEFT + 200, BOTTOM + 500), (LEFT + 900, BOTTOM + 500)])
    owned = gpd.GeoDataFrame({"owner": ["EVN"]}, geometry=[line], crs=EPSG)
    owned.to_file(tmp_path / "cống.gpkg")
    works = {"name": ["w"], "first_year": [2027], "last_year": [2028], "trench_saved_pct": [50]}
    gpd.GeoDataFrame(works, geometry=[line], crs=EPSG).to_file(tmp_path / "công trình.gpkg")
    entry = gpd.GeoDataFrame({"name": ["Đèo"]}, geometry=[shapely.Point(LEFT, BOTTOM)], crs=EPSG)
    entry.to_file(tmp_path / "vào.gpkg")
    gpd.GeoDataFrame({"road": ["x"], "km": ["1"]}, geometry=entry.geometry).to_file(tmp_path / "km.gpkg")
    area = read_area(
        replace(
            settings,
            ducts=(FibreSettings(tmp_path / "cống.gpkg", "ống"),),
            poles=(FibreSettings(tmp_path / "cống.gpkg", "cột điện"),),
            road_works=(TableSettings(tmp_path / "công trình.gpkg", "sở"),),
            fibre_entries=(TableSettings(tmp_path / "vào.gpkg", "cửa ngõ"),),
            km_posts=(TableSettings(tmp_path / "km.gpkg", "cột Km"),),
        )
    )
    assert [route.kind.value for route in area.shared_routes] == ["duct", "poles"]
    assert area.road_works[0].trench_saved == 0.5 and area.fibre_entries[0].name == "Đèo"
    assert {"ống", "cột điện", "sở", "cửa ngõ", "cột Km"} <= set(area.sources)
    assert "post.road" in {problem.code for problem in area.problems}


def test_the_tiny_rasters(tiny: Area) -> None:
    assert [r.values.dtype.name for r in rasters(tiny)] == ["float32", "uint8", "float32", "uint8", "float64"]
    row, col = (int(k) for k in tiny.grid.rowcol(LEFT + 2_000, BOTTOM + 2_000))
    assert tiny.clutter_class.values[row, col] == 50 and tiny.clutter_m.values[row, col] == 10
    assert tiny.ground.values[row, col] == pytest.approx(2 * (80 - 50), abs=2)
    land = np.where(tiny.ground.values[:, :-4] <= 100, 3, 4)
    assert (tiny.zone.values[:, -4:] == 1).all() and (tiny.zone.values[:, :-4] == land).all()


def test_progress_runs_to_the_end(tmp_path: Path) -> None:
    steps: list[float] = []
    read_area(write_tiny_inputs(tmp_path), steps.append)
    assert steps == sorted(steps) and steps[-1] == 1.0


def test_all_problems_of_all_inputs_are_raised_together(tmp_path: Path) -> None:
    settings = write_tiny_inputs(tmp_path)
    (tmp_path / "đơn giá.csv").write_text(COSTS_CSV.replace("600,900", "1000,900"), encoding="utf-8")
    (tmp_path / "mobifone.csv").unlink()
    (tmp_path / "độ cao.tif").write_bytes(b"no raster")
    (tmp_path / "cáp.gpkg").unlink()
    with pytest.raises(InputProblemsError, match=r"^4 problem\(s\)") as caught:
        read_area(settings)
    errors = [(p.file, p.code) for p in caught.value.problems if p.severity is Severity.ERROR]
    assert errors == [
        ("đơn giá.csv", "cost.order"),
        ("cáp.gpkg", "file.missing"),
        ("mobifone.csv", "file.missing"),
        ("độ cao.tif", "file.unreadable"),
    ]
    assert any(p.severity is Severity.NOTE for p in caught.value.problems)


def test_rasters_are_looked_at_even_where_there_are_no_boundaries(tmp_path: Path) -> None:
    settings = write_tiny_inputs(tmp_path)
    (tmp_path / "xã.gpkg").unlink()
    (tmp_path / "dân số.tif").write_bytes(b"no raster")
    with pytest.raises(InputProblemsError) as caught:
        read_area(settings)
    errors = [(p.file, p.code) for p in caught.value.problems if p.severity is Severity.ERROR]
    assert errors == [("xã.gpkg", "file.missing"), ("dân số.tif", "file.unreadable")]


def test_communes_without_official_people_take_those_of_the_raster(tmp_path: Path) -> None:
    settings = write_tiny_inputs(tmp_path)
    boundaries = replace(settings.boundaries, columns={"population": "huyen"})
    frame_settings = replace(settings, boundaries=boundaries)
    with pytest.raises(InputProblemsError, match="'Buôn Đôn' is not a whole number"):
        read_area(frame_settings)
    import geopandas as gpd

    bare = gpd.read_file(tmp_path / "xã.gpkg").drop(columns="dan_so")
    bare.to_file(tmp_path / "xã không dân.gpkg")
    settings = replace(settings, boundaries=replace(settings.boundaries, file=tmp_path / "xã không dân.gpkg"))
    with pytest.raises(InputProblemsError, match="no population column"):
        read_area(settings)
    area = read_area(replace(settings, people=replace(settings.people, rescale_to_official=False)))
    np.testing.assert_allclose(area.communes["population"], zonal(area), atol=0.51)
    assert area.communes["population"].sum() == pytest.approx(9_600, abs=2)


def test_the_package_imports_nothing_heavy_before_it_is_asked() -> None:
    code = "import sys, covplan.ingest; assert 'geopandas' not in sys.modules; covplan.ingest.AreaSettings"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).resolve().parents[2])


# ---- the pack of real geography and invented networks

PACK_CARRIERS = (
    *CARRIERS,
    Carrier("vinaphone", Technology.NR, 763.0, 10.0, 15, 52, 50.8, LOW_PANEL, radius_km=8.0),
    Carrier("vinaphone", Technology.NR, 3750.0, 100.0, 30, 273, 53.0, PANEL, radius_km=5.0),
)


def pack_settings(pack: Path, costs: Path, pixel_m: float = 250.0) -> AreaSettings:
    epoch, lists = AdminEpoch.JULY_2025, pack / "operators"
    columns = {"district": "old_district_approx", "province": "old_province"}
    return AreaSettings(
        epsg=9218,
        pixel_m=pixel_m,
        admin_epoch=epoch,
        boundaries=BoundarySettings(pack / "daklak_boundaries.gpkg", epoch, "b", "communes_2025", columns),
        elevation=ElevationSettings((pack / "dem_daklak_10as_4326.tif",), SurfaceKind.TERRAIN, "SRTM"),
        land_cover=LandCoverSettings(lists / "landcover_modelled_250m_utm49n.tif", "modelled"),
        people=PeopleSettings(pack / "population_modelled_250m_utm49n.tif", "official 2025", "modelled"),
        costs=costs,
        carriers=PACK_CARRIERS,
        sites=(
            SiteListSettings(lists / "viettel_tram_bts.xlsx", "viettel", Coordinates.VN2000, "v", meridian="108:30"),
            SiteListSettings(lists / "vnpt_bts.csv", "vinaphone", Coordinates.LONLAT, "n", admin_epoch=epoch),
            SiteListSettings(lists / "mobifone_sites.gpkg", "mobifone", Coordinates.GEOMETRY, "m"),
        ),
        roads=(
            TableSettings(pack / "daklak_roads_osm.gpkg", "OSM", "roads"),
            TableSettings(pack / "daklak_roads_osm.gpkg", "OSM", "expressway_and_planned", columns={"number": "id"}),
        ),
        fibre=(FibreSettings(lists / "tuyen_cap_quang_vn2000.shp", "f"),),
        places=(TableSettings(pack / "key_places_daklak.csv", "p"),),
    )


@pytest.fixture(scope="module")
def pack(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Area:
    costs = tmp_path_factory.mktemp("giá") / "costs.csv"
    costs.write_text(COSTS_CSV, encoding="utf-8")
    return read_area(pack_settings(shared / "data" / "daklak", costs))


def test_the_packs_sites(pack: Area) -> None:
    count = {operator: sum(s.operator == operator for s in pack.sites) for operator in pack.operators}
    assert count == {"viettel": 215, "mobifone": 120, "vinaphone": 152}
    assert sum(bool(site.sectors) for site in pack.sites) == 105 and len(pack.locations) == 420
    assert not any(p.severity is Severity.REJECTED and p.code.startswith("site") for p in pack.problems)
    vnpt = next(site for site in pack.sites if site.id == "VNP-0004")
    assert {c.freq_mhz: c.power_dbm for c in vnpt.sectors[0].carriers} == {763.0: 50.8, 3750.0: 58.0}


def test_the_packs_people(pack: Area) -> None:
    assert pack.communes["population"].sum() == 3_346_853
    np.testing.assert_allclose(zonal(pack), pack.communes["population"], atol=0.5)
    assert pack.people.values.sum() == pytest.approx(3_346_853, abs=1)


def test_the_packs_communes_are_of_one_province_and_24_districts(pack: Area) -> None:
    assert len(pack.communes) == 102 and pack.communes["district"].nunique() == 24
    assert "Huyện Phú Hòa" in set(pack.communes["district"])
    assert pack.communes["area_km2"].sum() == pytest.approx(18_096, rel=0.002)


def test_the_packs_roads(pack: Area) -> None:
    length = {number: road.line.length / 1000 for number, road in pack.road_references.items()}
    assert length["CT.24"] == pytest.approx(112.4, rel=0.01)
    assert 100 < length["QL.1"] < 125  # 209 km of carriageway, dual for most of it
    assert 260 < length["QL.29"] < 300 and 110 < length["QL.26"] < 135
    assert not any(";" in number for number in pack.roads["number"])
    west, east = (pack.road_references["QL.29"].line.coords[k][0] for k in (0, -1))
    assert west < east


def test_the_packs_ground_and_zones(pack: Area) -> None:
    assert 1_600 < np.nanmax(pack.ground.values) < 1_760
    inside = pack.people.values > 0
    assert np.isnan(pack.ground.values[inside]).mean() < 0.001
    assert set(np.unique(pack.zone.values)) == {1, 3, 4}
    seats = pack.grid.rowcol(pack.communes["seat_x_m"], pack.communes["seat_y_m"])
    zone = dict(zip(pack.communes["name"], pack.zone.values[seats], strict=True))
    assert zone["Tuy Hoà"] == 3 and zone["Buôn Ma Thuột"] == 4
    assert (pack.zone.values[:, 0] == 4).all()  # the western edge is no sea although its terrain is void


@pytest.mark.parametrize("pixel_m", [100.0, 317.0])
def test_regridding_keeps_the_packs_people(shared: Path, pixel_m: float) -> None:
    from covplan.grid import Grid
    from covplan.ingest.regrid import Method, regrid

    file = shared / "data" / "daklak" / "population_modelled_250m_utm49n.tif"
    grid = Grid.covering((380_000.0, 1_335_000.0, 615_000.0, 1_525_000.0), pixel_m, 9218)
    assert regrid(file, grid, Method.SUM).sum() == pytest.approx(3_346_853, rel=1e-6)


def test_an_optional_file_without_features_is_noted_and_another_is_an_error(tmp_path: Path) -> None:
    settings = write_tiny_inputs(tmp_path)
    nothing = gpd.GeoDataFrame({"name": []}, geometry=[], crs=EPSG)
    nothing.to_file(tmp_path / "không.gpkg", geometry_type="Polygon")
    none = TableSettings(tmp_path / "không.gpkg", "open", optional=True)
    area = read_area(replace(settings, exclusions=(*settings.exclusions, none), places=(none,), positions=(none,)))
    assert (len(area.exclusions), len(area.places), area.positions) == (1, 0, ())
    assert [p.code for p in area.problems if p.file == "không.gpkg"] == ["vector.none"] * 3
    with pytest.raises(InputProblemsError, match="holds no features"):
        read_area(replace(settings, exclusions=(replace(none, optional=False),)))
