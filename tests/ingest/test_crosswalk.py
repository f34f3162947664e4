"""Communes before July 2025 and those that they went into."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from covplan.errors import InputError, InputProblemsError
from covplan.ingest.crosswalk import read_crosswalk

HEAD = "old_code,old_name,new_code,new_name\n"


def written(folder: Path, text: str) -> Path:
    file = folder / "chuyển đổi.csv"
    file.write_text(HEAD + text, encoding="utf-8")
    return file


def test_a_whole_commune_by_its_code_and_a_divided_one_by_the_position(tmp_path: Path) -> None:
    rows = "22018,Phường 2,22015,Tuy Hòa\n22024,Phường 9,22015,Tuy Hòa\n22024,Phường 9,22045,Bình Kiến\n"
    crosswalk = read_crosswalk(written(tmp_path, rows))
    shapes = {"22015": shapely.box(0, 0, 10, 10), "22045": shapely.box(10, 0, 20, 10)}
    far, west, east = shapely.Point(500, 500), shapely.Point(5, 5), shapely.Point(15, 5)
    assert crosswalk.new_code("22018", far, shapes) == "22015"  # no position is asked
    assert crosswalk.new_code("22024", west, shapes) == "22015"
    assert crosswalk.new_code("22024", east, shapes) == "22045"
    assert crosswalk.new_code("22024", far, shapes) is None
    assert crosswalk.new_code("22024", shapely.Point(10, 5), shapes) is None  # on the border of both
    assert crosswalk.new_code("99999", west, shapes) is None


def test_a_code_with_two_names_and_an_empty_cell_are_errors_at_their_rows(tmp_path: Path) -> None:
    file = written(tmp_path, "22018,Phường 2,22015,Tuy Hòa\n22018,Phường 3,22015,Tuy Hòa\n22030,,22015,Tuy Hòa\n")
    with pytest.raises(InputProblemsError) as error:
        read_crosswalk(file)
    assert [(one.code, one.row, one.column) for one in error.value.problems] == [
        ("crosswalk.name", 3, "old_name"),
        ("cell.empty", 4, "old_name"),
    ]


def test_a_table_without_the_new_codes_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("old_code,old_name\n22018,Phường 2\n", encoding="utf-8")
    with pytest.raises(InputError, match="new_code"):
        read_crosswalk(file)


def test_the_crosswalk_of_the_province_has_eight_divided_communes_each_told_by_a_point_within(shared: Path) -> None:
    crosswalk = read_crosswalk(shared / "domain/commune_crosswalk.csv")
    divided = {old: new for old, new in crosswalk.new_codes.items() if len(new) > 1}
    assert len(crosswalk.new_codes) == 286 and len(divided) == 8
    communes = gpd.read_file(shared / "data/daklak/daklak_communes_2025_simplified.geojson")
    column = next(name for name in communes.columns if communes[name].astype(str).eq("22015").any())
    shapes = dict(zip(communes[column].astype(str), communes.geometry, strict=True))
    assert {code for new in crosswalk.new_codes.values() for code in new} == set(shapes)
    for old, new in divided.items():
        for code in new:
            assert crosswalk.new_code(old, shapely.point_on_surface(shapes[code]), shapes) == code
