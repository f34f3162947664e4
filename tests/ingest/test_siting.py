"""Positions that somebody wants a mast at, height limits, power lines."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from tiny_inputs import BOTTOM, EPSG, LEFT, communes

from covplan.ingest.boundaries import planning_grid, province_extent
from covplan.ingest.mast_positions import MastPosition, read_mast_positions
from covplan.ingest.problems import ProblemLog
from covplan.ingest.settings import TableSettings
from covplan.ingest.siting import HEIGHT_LIMIT_COLUMNS, read_height_limits, read_power_lines
from covplan.network import MastClass

HEAD = "Mã vị trí;Chiều cao (m);Loại cột;Chủ sở hữu;Loại đất;Ghi chú;Kinh độ;Vĩ độ"


def at(east_m: float) -> str:
    point = gpd.GeoSeries([shapely.Point(LEFT + east_m, BOTTOM + 500)], crs=EPSG).to_crs(4326).iloc[0]
    return f"{point.x};{point.y}"


def read(tmp_path: Path, *rows: str, taken: set[str] | None = None) -> tuple[tuple[MastPosition, ...], ProblemLog]:
    file = tmp_path / "vị trí.csv"
    file.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    log = ProblemLog()
    extent, grid = province_extent(communes()), planning_grid(communes(), 250.0, 2.0, EPSG)
    settings = TableSettings(file, "Sở")
    return read_mast_positions(settings, EPSG, extent, grid, log, set() if taken is None else taken), log


def test_positions_with_heights_class_and_words(tmp_path: Path) -> None:
    (first, second), log = read(
        tmp_path,
        f"VT-1;30/45;A2b;UBND xã;đất công;gần trường;{at(500)}",
        f"VT-2;;Tòa nhà;;;;{at(900)}",
    )
    assert not log.problems
    assert (first.heights_m, first.mast_class) == ((30.0, 45.0), MastClass.GROUND)
    assert (first.owner, first.land, first.note) == ("UBND xã", "đất công", "gần trường")
    assert (first.x_m, first.y_m) == pytest.approx((LEFT + 500, BOTTOM + 500), abs=0.01)
    assert (second.heights_m, second.mast_class) == ((), MastClass.BUILDING)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("B;300;;;;;{}", "cell.range"),
        ("B;cao;;;;;{}", "cell.number"),
        ("B;30;A1b;;;;{}", "mast_position.class"),
        ("A;30;;;;;{}", "mast_position.twice"),
        (";30;;;;;{}", "cell.empty"),
    ],
)
def test_what_cannot_be_read_is_rejected(tmp_path: Path, row: str, code: str) -> None:
    positions, log = read(tmp_path, f"A;;;;;;{at(500)}", row.format(at(700)))
    assert [one.id for one in positions] == ["A"]
    assert [(p.code, p.row) for p in log.problems] == [(code, 3)]


def test_an_id_of_another_file_and_a_point_outside_are_rejected(tmp_path: Path) -> None:
    taken = {"A"}
    rows = (f"A;;;;;;{at(500)}", f"B;;;;;;{at(700)}", f"C;;;;;;{at(-90_000)}")
    positions, log = read(tmp_path, *rows, taken=taken)
    assert [one.id for one in positions] == ["B"] and taken == {"A", "B"}
    assert [p.code for p in log.problems] == ["mast_position.twice", "place.outside"]


def test_points_of_a_vector_file(tmp_path: Path) -> None:
    file = tmp_path / "p.gpkg"
    columns = {"id": ["A"], "chieu_cao": [42.5]}
    gpd.GeoDataFrame(columns, geometry=[shapely.Point(LEFT + 9, BOTTOM + 9)], crs=EPSG).to_file(file)
    (one,) = read_mast_positions(TableSettings(file, "s"), EPSG, None, None, ProblemLog(), set())
    assert one.heights_m == (42.5,) and (one.x_m, one.y_m) == (LEFT + 9, BOTTOM + 9)


def test_height_limits_need_their_number(tmp_path: Path) -> None:
    file = tmp_path / "tĩnh không.gpkg"
    boxes = [shapely.box(LEFT + k, BOTTOM, LEFT + k + 1, BOTTOM + 1) for k in range(3)]
    columns = {"ten": ["đường băng", "b", "c"], "do_cao_toi_da": ["545,5", "", "chưa rõ"]}
    gpd.GeoDataFrame(columns, geometry=boxes, crs=EPSG).to_file(file)
    log = ProblemLog()
    limits = read_height_limits(TableSettings(file, "s"), EPSG, log)
    assert tuple(limits.columns) == (*HEIGHT_LIMIT_COLUMNS, "geometry")
    assert limits["max_asl_m"][0] == 545.5
    assert [(p.code, p.row) for p in log.errors()] == [("height_limit.value", 2), ("height_limit.value", 3)]


def test_power_lines_are_lines(tmp_path: Path) -> None:
    file = tmp_path / "điện.gpkg"
    shapes = [shapely.LineString([(LEFT, BOTTOM), (LEFT + 9, BOTTOM)]), shapely.box(LEFT, BOTTOM, LEFT + 1, BOTTOM + 1)]
    gpd.GeoDataFrame({"name": ["22 kV", "trạm"]}, geometry=shapes, crs=EPSG).to_file(file)
    log = ProblemLog()
    lines = read_power_lines(TableSettings(file, "s"), EPSG, log)
    assert lines["name"].tolist() == ["22 kV"]
    assert [(p.code, p.row) for p in log.problems] == [("geometry.kind", 2)]
