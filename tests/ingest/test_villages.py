"""Villages: points with people, electrification and area class; what cannot be read is rejected with its reason."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from tiny_inputs import BOTTOM, EPSG, LEFT, communes

from covplan.errors import InputError
from covplan.ingest.boundaries import planning_grid, province_extent
from covplan.ingest.problems import ProblemLog
from covplan.ingest.settings import TableSettings
from covplan.ingest.villages import VILLAGE_COLUMNS, read_villages

HEAD = "Mã thôn;Tên thôn;Vị trí;Số người;Điện lưới;Khu vực;Kinh độ;Vĩ độ"


def at(east_m: float) -> str:
    point = gpd.GeoSeries([shapely.Point(LEFT + east_m, BOTTOM + 500)], crs=EPSG).to_crs(4326).iloc[0]
    return f"{point.x};{point.y}"


def read(tmp_path: Path, *rows: str) -> tuple[gpd.GeoDataFrame, ProblemLog]:
    file = tmp_path / "thôn.csv"
    file.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    log = ProblemLog()
    extent, grid = province_extent(communes()), planning_grid(communes(), 250.0, 2.0, EPSG)
    return read_villages(TableSettings(file, "Sở"), EPSG, extent, grid, log), log


def test_centres_and_clusters(tmp_path: Path) -> None:
    villages, log = read(
        tmp_path,
        f"A;Buôn A;trung tâm;420;Có;III;{at(500)}",
        f"A;Buôn A;Cụm dân cư;35;Không;ĐBKK;{at(900)}",
        f"B;Buôn B;;;;;{at(1_500)}",
    )
    assert not log.problems
    assert tuple(villages.columns) == (*VILLAGE_COLUMNS, "geometry")
    assert villages["part"].tolist() == ["centre", "cluster", "centre"]
    assert villages["electrified"].tolist() == [True, False, None]
    assert villages["area_class"].tolist() == ["III", "ĐBKK", ""]
    np.testing.assert_array_equal(villages["people"], [420, 35, np.nan])
    assert villages.geometry.iloc[0].x == pytest.approx(LEFT + 500, abs=0.01)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("C;Buôn C;giữa;1;Có;I;{}", "village.part"),
        ("C;Buôn C;cụm;1;có lẽ;I;{}", "cell.yes_no"),
        ("C;Buôn C;cụm;1;Có;IV;{}", "village.area_class"),
        ("C;Buôn C;cụm;nhiều;Có;I;{}", "cell.number"),
        ("C;Buôn C;cụm;-3;Có;I;{}", "cell.range"),
        (";Buôn C;cụm;1;Có;I;{}", "cell.empty"),
        ("C;;cụm;1;Có;I;{}", "cell.empty"),
        ("A;Buôn khác;cụm;1;Có;I;{}", "village.id"),
    ],
)
def test_what_cannot_be_read_is_rejected(tmp_path: Path, row: str, code: str) -> None:
    villages, log = read(tmp_path, f"A;Buôn A;;;;;{at(500)}", row.format(at(700)))
    assert villages["village_id"].tolist() == ["A"]
    assert [(p.code, p.row) for p in log.problems] == [(code, 3)]


def test_points_off_the_province_are_rejected(tmp_path: Path) -> None:
    villages, log = read(tmp_path, f"A;Buôn A;;;;;{at(500)}", f"F;Xa;;;;;{at(-1_900)}", f"G;Xa;;;;;{at(-90_000)}")
    assert villages["village_id"].tolist() == ["A"]
    assert [p.code for p in log.problems] == ["place.outside"] * 2


def test_points_of_a_vector_file(tmp_path: Path) -> None:
    file = tmp_path / "thôn.gpkg"
    shapes = [shapely.Point(LEFT + 500, BOTTOM + 500), shapely.box(LEFT, BOTTOM, LEFT + 9, BOTTOM + 9)]
    columns = {"ma_thon": ["A", "B"], "ten_thon": ["Buôn A", "Buôn B"]}
    gpd.GeoDataFrame(columns, geometry=shapes, crs=EPSG).to_file(file)
    log = ProblemLog()
    villages = read_villages(TableSettings(file, "s"), EPSG, None, None, log)
    assert villages["village_id"].tolist() == ["A"]
    assert [(p.code, p.row, p.params["got"]) for p in log.problems] == [("geometry.kind", 2, "Polygon")]


def test_a_list_of_persons_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "thôn.csv"
    file.write_text(f"{HEAD};Số điện thoại\nA;Buôn A;;;;;{at(500)};0900", encoding="utf-8")
    with pytest.raises(InputError, match="personal data"):
        read_villages(TableSettings(file, "s"), EPSG, None, None, ProblemLog())


def test_a_file_without_a_usable_row_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="none of the 1 rows"):
        read(tmp_path, f"A;Buôn A;giữa;;;;{at(500)}")
