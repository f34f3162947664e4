"""The embedded scenario's data: facts, partition, people, sizes, and that making them again gives the same bytes."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data" / "daklak"
sys.path.insert(0, str(ROOT / "scripts"))

from sample_data import communes as commune_model  # noqa: E402
from sample_data import (  # noqa: E402
    corridor_lists,
    files,
    frame,
    network_lists,
    operator_files,
    road_works,
    settlement,
    terrain,
    villages,
)


@pytest.fixture(scope="module")
def facts() -> pd.DataFrame:
    return commune_model.read_communes()


@pytest.fixture(scope="module")
def communes() -> gpd.GeoDataFrame:
    return gpd.read_file(DATA / "communes.gpkg").to_crs(frame.EPSG)


@pytest.fixture(scope="module")
def people() -> np.ndarray:
    with rasterio.open(DATA / "people.tif") as source:
        return source.read(1)


def read(name: str) -> np.ndarray:
    with rasterio.open(DATA / name) as source:
        assert source.crs.to_epsg() == frame.EPSG
        assert source.shape == frame.SHAPE
        return source.read(1)


def test_the_typed_communes_are_those_of_the_province(facts: pd.DataFrame) -> None:
    assert len(facts) == facts.code.nunique() == 102
    assert facts.type.value_counts().to_dict() == {"xã": 88, "phường": 14}
    assert facts.population.sum() == 3_346_853
    assert facts.area_km2.sum() == pytest.approx(18_096.4, abs=0.1)
    assert facts.groupby("province").district.nunique().to_dict() == {"Phú Yên": 9, "Đắk Lắk": 15}
    assert facts.district.nunique() == 24
    assert facts.set_index("code").district["22015"] == "Thành phố Tuy Hòa"


def test_the_partition_is_valid_without_gaps_and_keeps_centres(communes: gpd.GeoDataFrame, facts: pd.DataFrame) -> None:
    shapes = communes.geometry.to_numpy()
    assert communes.code.tolist() == facts.code.tolist()
    assert communes.is_valid.all() and (communes.geom_type == "Polygon").all()
    assert shapely.coverage_is_valid(shapes)  # no overlap, and borders match vertex by vertex
    together = shapely.coverage_union_all(shapes)
    assert together.geom_type == "Polygon" and len(together.interiors) == 0
    inside = shapely.contains_xy(shapes, facts.x_m.to_numpy(), facts.y_m.to_numpy())
    assert inside.all()
    # seats to within a kilometre: borders are simplified
    assert (shapely.distance(shapes, shapely.points(facts.seat_x_m, facts.seat_y_m)) < 1_000).all()


def test_areas_are_near_the_official_ones(communes: gpd.GeoDataFrame, facts: pd.DataFrame) -> None:
    error = np.abs(communes.area.to_numpy() / 1e6 / facts.area_km2.to_numpy() - 1)
    assert error.max() < 0.04
    assert error.mean() < 0.01


def test_each_commune_holds_its_official_population(
    communes: gpd.GeoDataFrame, facts: pd.DataFrame, people: np.ndarray
) -> None:
    owner = settlement.commune_of_pixels(communes)
    counted = np.bincount(owner[owner >= 0], weights=people[owner >= 0], minlength=102)
    np.testing.assert_array_equal(counted, facts.population)
    assert people.sum(dtype=float) == 3_346_853


def test_each_former_district_has_its_seat_inside(communes: gpd.GeoDataFrame) -> None:
    seats = frame.read_facts("district_seats.csv")
    assert sorted(seats.district) == sorted(communes.district.unique())
    places = frame.points_frame(pd.read_csv(DATA / "places.csv")).to_crs(frame.EPSG)
    places = places[places.category == "district_seat"]
    found = places.sjoin(communes[["district", "geometry"]])
    assert [f"Trung tâm {district} cũ" in name for name, district in zip(found.name, found.district, strict=True)] == [
        True
    ] * 24


def test_villages_are_those_of_the_script_and_say_that_they_are_invented(
    communes: gpd.GeoDataFrame, facts: pd.DataFrame, people: np.ndarray
) -> None:
    made = villages.make_villages(people, communes, facts)
    kept = pd.read_csv(DATA / "villages.csv")
    assert [tuple(row) for row in kept.astype(object).to_numpy()] == [tuple(row) for row in made]
    assert kept.ma_thon.nunique() == 204 and kept.ten_thon.str.contains("giả định").all()
    points = frame.points_frame(kept).to_crs(frame.EPSG).sjoin(communes[["code", "geometry"]])
    assert (points.ma_thon.str[:5] == points.code).mean() > 0.98  # borders are simplified after the pixels were given


def test_nobody_lives_in_water_or_on_summits(people: np.ndarray) -> None:
    height = read("terrain.tif")
    cover = read("land_cover.tif")
    assert (people >= 0).all()
    assert not people[cover == settlement.WATER].any()
    assert not people[height > 1_300].any()


def test_terrain_has_the_known_heights() -> None:
    height = read("terrain.tif")
    spots = terrain.known_heights().set_index("name")
    row, col = frame.rowcol(spots.x_m, spots.y_m)
    got = pd.Series(height[row, col], spots.index)
    assert abs(got["Chư Yang Sin"] - 2442) < 30
    assert abs(got["Đèo Phượng Hoàng"] - 500) < 30
    assert 430 < got["Buôn Ma Thuột"] < 530
    assert got["Tuy Hòa"] < 20
    assert np.median(np.abs(got - spots.height_m)) < 10
    assert height.min() == 0 and height.max() < 2_600


def test_terrain_reaches_five_kilometres_beyond_the_communes(communes: gpd.GeoDataFrame) -> None:
    left, bottom, right, top = communes.total_bounds
    assert left - frame.LEFT_M > 5_000 and frame.TOP_M - top > 5_000
    assert frame.LEFT_M + frame.COLS * frame.PIXEL_M - right > 5_000
    assert bottom - (frame.TOP_M - frame.ROWS * frame.PIXEL_M) > 5_000


def test_roads_meet_and_pass_their_numbers_in_one_line() -> None:
    roads = gpd.read_file(DATA / "roads.gpkg")
    numbers = {"CT.24", "CT.01", "QL.1", "QL.14", "QL.14C", "QL.19C", "QL.25", "QL.26", "QL.27", "QL.29", "TSĐ"}
    assert numbers <= set(roads.number)
    for number in numbers:
        pieces = roads.geometry[roads.number == number].tolist()
        for first, second in zip(pieces[:-1], pieces[1:], strict=True):
            assert first.coords[-1] == second.coords[0], number
    ends = {}
    for line in roads.geometry[roads.road_class != "expressway"]:
        for end in (line.coords[0], line.coords[-1]):
            ends.setdefault(end, []).append(line)
    assert sum(len(lines) > 2 for lines in ends.values()) > 40


def test_fibre_leaves_the_middle_of_ql29_and_the_border_road_free() -> None:
    cables = gpd.read_file(DATA / "fibre_vn2000.shp")
    assert cables.crs.to_epsg() in (frame.EPSG, None)
    assert 1_700 < cables.length.sum() / 1000 < 2_300
    assert not cables.ma_tuyen.str.endswith("QL.14C").any()
    x, y = frame.to_metres(*map(float, _town("Ea Ly")))
    assert cables.distance(shapely.Point(x, y)).min() > 5_000


def test_ducts_poles_works_and_entries_are_those_of_the_script(communes: gpd.GeoDataFrame) -> None:
    roads = gpd.read_file(DATA / "roads.gpkg").to_crs(frame.EPSG)
    towns = frame.points_frame(frame.read_facts("towns.csv")).to_crs(frame.EPSG).set_index("name").geometry
    province = shapely.union_all(communes.geometry.to_numpy())
    lines = shapely.union_all(roads.geometry.to_numpy())
    for name, what in (("ducts", corridor_lists.DUCTS), ("poles", corridor_lists.POLES)):
        kept = gpd.read_file(DATA / f"{name}.geojson").to_crs(frame.EPSG)
        made = corridor_lists.make_shared(what, roads, towns, province)
        assert kept.length.tolist() == pytest.approx(made.length.tolist(), rel=1e-3)
        assert kept.nguon.str.contains("giả định").all()
        assert kept.distance(lines).max() < 5 and shapely.hausdorff_distance(kept.geometry, made.geometry).max() < 5
    works = gpd.read_file(DATA / "expressway_works.geojson")
    assert works.source.str.contains("http|\\.vn", regex=True).all() and (works.first_year <= works.last_year).all()
    entries = frame.points_frame(
        pd.read_csv(DATA / "fibre_entries.csv").rename(columns={"kinh_do": "lon", "vi_do": "lat"})
    )
    entries = entries.to_crs(frame.EPSG)
    assert entries.nguon.str.contains("giả định").all() and (entries.distance(lines) < 5).all()
    assert (entries.distance(shapely.boundary(province)) < 2_000).all()


def _town(name: str) -> tuple[float, float]:
    towns = frame.read_facts("towns.csv").set_index("name")
    return towns.lon[name], towns.lat[name]


def test_site_lists_are_of_the_promised_size() -> None:
    viettel = pd.read_excel(DATA / "viettel_tram_bts.xlsx", header=3)
    vinaphone = pd.read_csv(DATA / "vinaphone_bts.csv", sep=";", decimal=",", encoding="utf-8-sig")
    mobifone = gpd.read_file(DATA / "mobifone_sites.gpkg")
    assert 400 <= len(viettel) + len(vinaphone) + len(mobifone) <= 450
    with_5g = [viettel["Công nghệ"], vinaphone["the_he"], mobifone["tech"]]
    assert 100 <= sum(column.str.contains("5G").sum() for column in with_5g) <= 115
    assert viettel["X (m)"].between(1_330_000, 1_530_000).all()  # X is north


def test_the_whole_is_small() -> None:
    assert sum(file.stat().st_size for file in DATA.rglob("*") if file.is_file()) < 5_000_000


def test_nothing_is_a_copy_of_the_shared_data(shared: Path) -> None:
    def checksums(folder: Path) -> set[str]:
        # .cpg and .prj hold what every shapefile of that encoding and CRS holds
        data = (f for f in folder.rglob("*") if f.is_file() and f.suffix not in (".cpg", ".prj"))
        return {hashlib.sha256(file.read_bytes()).hexdigest() for file in data}

    assert not checksums(DATA) & (checksums(shared / "data") | checksums(shared / "domain"))


def test_works_run_along_their_road_and_say_that_they_are_invented() -> None:
    works = gpd.read_file(DATA / "road_works.gpkg").to_crs(frame.EPSG)
    roads = gpd.read_file(DATA / "roads.gpkg").to_crs(frame.EPSG)
    for one in works.itertuples():
        number = next(work[2] for work in road_works.WORKS if work[0] == one.ten)
        road = shapely.union_all(roads[roads.number == number].geometry.to_numpy())
        assert shapely.covers(shapely.buffer(road, 1.0), one.geometry)
        assert "giả định" in one.source and 2027 <= one.tu_nam <= one.den_nam
    assert set(works.ten) == {work[0] for work in road_works.WORKS}


def test_making_lists_and_vectors_twice_gives_the_same_bytes(
    tmp_path: Path, communes: gpd.GeoDataFrame, people: np.ndarray
) -> None:
    made = []
    for name in ("first", "second"):
        out = tmp_path / name
        out.mkdir()
        operator_files.write_all(network_lists.make_sites(people, communes), out)
        files.write_vectors(settlement.exclusion_example(), out / "exclusions.gpkg", "exclusions")
        files.write_raster(out / "people.tif", people, nodata=-9999.0, predictor=3)
        made.append({file.name: file.read_bytes() for file in out.iterdir()})
    assert made[0] == made[1]
    assert len(made[0]) == 5
