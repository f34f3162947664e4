"""Roads and their numbers."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from covplan.ingest.problems import ProblemLog
from covplan.ingest.roads import RoadClass, read_roads, road_class, road_number, split_numbers
from covplan.ingest.settings import TableSettings


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("QL.14;HCM", ["QL.14", "HCM"]),
        ("QL.1, QL.25", ["QL.1", "QL.25"]),
        ("QL14C", ["QL.14C"]),
        ("ql 26 ; QL.26", ["QL.26"]),
        ("DT.697b", ["ĐT.697B"]),
        ("TSĐ", ["TSĐ"]),
        ("690", ["690"]),
        ("", [""]),
    ],
)
def test_numbers_are_split_and_written_one_way(text: str, numbers: list[str]) -> None:
    assert split_numbers(text) == numbers


@pytest.mark.parametrize(
    ("number", "stated", "expected"),
    [
        ("CT.24", "", RoadClass.EXPRESSWAY),
        ("QL.29", "provincial", RoadClass.NATIONAL),
        ("HCM", "", RoadClass.NATIONAL),
        ("TSĐ", "", RoadClass.NATIONAL),
        ("ĐT.697", "national", RoadClass.PROVINCIAL),
        ("690", "secondary", RoadClass.PROVINCIAL),
        ("", "motorway", RoadClass.EXPRESSWAY),
        ("", "Quốc lộ", RoadClass.NATIONAL),
        ("", "district", RoadClass.OTHER),
    ],
)
def test_class_comes_from_the_number_first(number: str, stated: str, expected: RoadClass) -> None:
    assert road_class(number, stated) is expected


def test_prefixes_with_and_without_signs_agree() -> None:
    assert road_number("QL-1D") == road_number("QL 1D") == road_number("QL.1d") == "QL.1D"


def test_reading_a_file(tmp_path: Path) -> None:
    x, y = 450_000, 1_400_000
    one = shapely.LineString([(x, y), (x + 1000, y)])
    two = shapely.MultiLineString([[(x, y), (x, y + 500)], [(x, y + 600), (x, y + 900)]])
    table = {
        "reference": ["QL.14;HCM", "ĐT.697", "", "HSR", "QL.1"],
        "name": ["Đường Hồ Chí Minh", "", "Đường huyện", "Đường sắt", ""],
        "kind": ["national", "provincial", "district", "planned_rail", "planned expressway"],
    }
    shapes = [one, two, one, one, one]
    file = tmp_path / "đường.gpkg"
    gpd.GeoDataFrame(table, geometry=shapes, crs=9218).to_crs(32649).to_file(file)
    log = ProblemLog()
    roads = read_roads(TableSettings(file, "nguồn"), 9218, log)
    assert roads["number"].tolist() == ["QL.14", "HCM", "ĐT.697", "ĐT.697", "", "QL.1"]
    assert roads["status"].tolist() == ["existing"] * 5 + ["planned"]
    assert roads["road_class"].tolist() == ["national", "national", "provincial", "provincial", "other", "national"]
    assert set(roads.geom_type) == {"LineString"} and set(roads["source"]) == {"nguồn"}
    assert roads.geometry.iloc[0].equals_exact(one, 1e-3)
    assert [(p.code, p.row) for p in log.problems] == [("road.rail", 4)]
