"""Commune polygons."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from tiny_inputs import BOTTOM, EPSG, HEIGHT, LEFT, WIDTH, communes

from covplan.errors import AdminEpochError, CrsError, InputError, InputProblemsError, Severity
from covplan.ingest.boundaries import planning_grid, province_extent, read_communes
from covplan.ingest.problems import ProblemLog
from covplan.ingest.settings import AdminEpoch, BoundarySettings

EPOCH = AdminEpoch.JULY_2025


def read(
    folder: Path, frame: gpd.GeoDataFrame, name: str = "xã.gpkg", **options: object
) -> tuple[gpd.GeoDataFrame, ProblemLog]:
    file = folder / name
    frame.to_file(file)
    log = ProblemLog()
    settings = BoundarySettings(file, EPOCH, "test", **options)  # type: ignore[arg-type]
    return read_communes(settings, EPSG, EPOCH, log), log


@pytest.mark.parametrize("name", ["xã.gpkg", "xã.geojson"])
def test_vietnamese_headings_and_degrees(tmp_path: Path, name: str) -> None:
    frame = communes().iloc[::-1].to_crs(4326)
    result, log = read(tmp_path, frame, name)
    assert result["code"].tolist() == ["24133", "24136"]  # in order of code
    assert result["name"].tolist() == ["Buôn Đôn", "Ea Súp"]
    assert result["type"].tolist() == ["xã", "phường"]
    assert result["population"].tolist() == [6000, 4000]
    assert result["area_km2"].tolist() == pytest.approx([10.4, 9.6], rel=1e-4)
    assert result.crs.to_epsg() == EPSG
    assert shapely.contains_xy(result.geometry.to_numpy(), result["seat_x_m"], result["seat_y_m"]).all()
    assert log.problems == []


def test_mapped_columns_escapes_and_numbers_as_codes(tmp_path: Path) -> None:
    frame = communes().rename(columns={"huyen": "old_district_approx"})
    frame["old_district_approx"] = r"Huy\u1ec7n M’Ðr\u1eafk"
    frame["ma_xa"] = [1234, 24136]
    result, _ = read(tmp_path, frame, columns={"district": "old_district_approx"})
    assert set(result["district"]) == {"Huyện M'Đrắk"}
    assert result["code"].tolist() == ["01234", "24136"]


def test_stated_centres_are_seats(tmp_path: Path) -> None:
    frame = communes()
    inner = gpd.GeoSeries([shapely.Point(LEFT + 700, BOTTOM + 900), shapely.Point(LEFT - 400, BOTTOM)], crs=EPSG)
    lonlat = inner.to_crs(4326)
    frame["centre_lon"], frame["centre_lat"] = lonlat.x, lonlat.y
    result, log = read(tmp_path, frame)
    assert result["seat_x_m"].tolist() == pytest.approx([LEFT + 700, LEFT - 400], abs=1e-3)
    assert [(p.code, p.row, p.severity) for p in log.problems] == [("boundaries.seat", 2, Severity.NOTE)]
    assert "3000 m outside" in log.problems[0].text


def test_stated_areas_off_the_geometry_are_noted(tmp_path: Path) -> None:
    frame = communes()
    frame["area_km2"] = [10.4, 12.0]
    result, log = read(tmp_path, frame)
    assert result["area_km2"][1] == pytest.approx(9.6)
    assert [p.code for p in log.problems] == ["boundaries.area"]
    assert "24136" in log.problems[0].text


def test_a_bow_tie_is_repaired_and_reported(tmp_path: Path) -> None:
    frame = communes()
    east = LEFT + WIDTH
    bow = shapely.Polygon(
        [(LEFT + 2_600, BOTTOM), (east, BOTTOM + HEIGHT), (east, BOTTOM), (LEFT + 2_600, BOTTOM + HEIGHT)]
    )
    frame.loc[1, "geometry"] = bow
    result, log = read(tmp_path, frame)
    assert result.geometry.is_valid.all()
    assert [(p.code, p.severity, p.row) for p in log.problems] == [("geometry.invalid", Severity.REPAIRED, 2)]


def test_overlaps_are_errors_and_slivers_notes(tmp_path: Path) -> None:
    frame = communes()
    frame.loc[1, "geometry"] = shapely.box(LEFT + 2_500, BOTTOM, LEFT + WIDTH, BOTTOM + HEIGHT)
    with pytest.raises(InputProblemsError, match="communes 24133 and 24136 overlap by 0.4000 km²"):
        read(tmp_path, frame)
    frame.loc[1, "geometry"] = shapely.box(LEFT + 2_599, BOTTOM, LEFT + WIDTH, BOTTOM + HEIGHT)
    _, log = read(tmp_path, frame, "b.gpkg")
    assert [(p.code, p.severity) for p in log.problems] == [("boundaries.overlap", Severity.NOTE)]


def test_every_wrong_row_is_reported_at_once(tmp_path: Path) -> None:
    frame = communes()
    frame["ma_xa"] = ["24133", "24133"]
    frame["dan_so"] = ["6000", "bốn nghìn"]
    with pytest.raises(InputProblemsError) as caught:
        read(tmp_path, frame)
    assert [(p.code, p.row) for p in caught.value.problems] == [("cell.count", 2), ("boundaries.duplicate", 2)]


def test_another_epoch_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "xã.gpkg"
    communes().to_file(file)
    settings = BoundarySettings(file, AdminEpoch.PRE_2025, "test")
    with pytest.raises(AdminEpochError, match="epoch pre2025, the scenario of 2025-07"):
        read_communes(settings, EPSG, EPOCH, ProblemLog())
    assert len(read_communes(replace(settings, admin_epoch=EPOCH), EPSG, EPOCH, ProblemLog())) == 2


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_no_crs_and_points_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CrsError, match="carries no CRS"):
        read(tmp_path, gpd.GeoDataFrame(communes().drop(columns="geometry"), geometry=communes().geometry.to_numpy()))
    with pytest.raises(InputProblemsError, match="a polygon is needed, got Point"):
        read(tmp_path, communes().set_geometry(communes().centroid), "c.gpkg")


def test_a_missing_layer_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no sheet or layer 'communes'; it has: xã"):
        read(tmp_path, communes(), layer="communes")


def test_grid_and_extent() -> None:
    frame = communes()
    grid = planning_grid(frame, 250.0, 2.0, EPSG)
    assert grid.bounds == (LEFT - 2000, BOTTOM - 2000, LEFT + WIDTH + 2000, BOTTOM + HEIGHT + 2000)
    extent = province_extent(frame)
    assert shapely.contains_xy(extent, LEFT - 900, BOTTOM) and not shapely.contains_xy(extent, LEFT - 1100, BOTTOM)
