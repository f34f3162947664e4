"""Tables of key areas, districts, roads and villages: whole rows, words in both languages, one reading or all."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
import shapely

from covplan.assessment.fund_rules import QD_2269
from covplan.assessment.where import Where, assess_where
from covplan.assessment.where_settings import WhereSettings
from covplan.outputs import WHERE_PARTS, make_where_tables, write_workbook
from covplan.outputs.settings import Language

VI, EN = Language.VIETNAMESE, Language.ENGLISH


@pytest.fixture(scope="module")
def where(results) -> Where:  # type: ignore[no-untyped-def]
    """The tiny area with a hospital in the west, a seat in the east, and a village without a known number of people."""
    left, bottom, _, _ = results.area.grid.bounds
    west, east = shapely.Point(left + 3_000, bottom + 8_000), shapely.Point(left + 15_000, bottom + 8_000)
    places = {"name": ["=1+1", "Huyện lỵ"], "place_class": ["health", "district_seat"], "source": ["s", "s"]}
    villages = {
        "village_id": ["A", "A"],
        "name": ["Buôn A", "Buôn A"],
        "part": ["centre", "cluster"],
        "people": [np.nan, np.nan],
        "modelled_people": [120.0, np.nan],
        "electrified": [None, None],
        "area_class": ["", ""],
        "mobile_service": [None, None],
    }
    area = replace(
        results.area,
        places=gpd.GeoDataFrame(places, geometry=[west, east], crs=9218),
        villages=gpd.GeoDataFrame(villages, geometry=[west, east], crs=9218),
    )
    settings = WhereSettings(key_area_pct=97.5, district_people_pct=80.0)
    return assess_where(results.cover, results.today, area, settings)


@pytest.mark.parametrize("language", [VI, EN])
def test_every_row_has_a_cell_under_each_heading(where: Where, language: Language) -> None:
    tables = make_where_tables(where, language)
    assert len(tables) == 12
    for table in tables:
        assert table.rows, table.key
        assert {len(row) for row in table.rows} == {len(table.columns)}
        assert len(set(table.columns)) == len(table.columns), table.key


def test_the_parts_of_the_command_line_are_tables(where: Where) -> None:
    keys = [table.key for table in make_where_tables(where, VI)]
    assert {key for part in WHERE_PARTS.values() for key in part} <= set(keys)


def test_one_reading_or_all(where: Where) -> None:
    (every,) = make_where_tables(where, VI, ["district_tests"])
    (one,) = make_where_tables(where, VI, ["district_tests"], "viettel")
    assert len(every.rows) == 3 * len(one.rows) == 6
    assert {row[one.columns.index("Phủ sóng bởi")] for row in one.rows} == {"Viettel"}


def test_what_a_test_asks_for_stands_in_its_heading(where: Where) -> None:
    classes, districts = make_where_tables(where, VI, ["key_area_classes", "district_tests"])
    assert "Đạt (≥ 97,5 % khu vực có sóng)" in classes.columns
    assert "≥ 80 % dân số" in districts.columns
    first = dict(zip(districts.columns, districts.rows[0], strict=True))
    assert (first["Có trạm 5G"], first["Trung tâm có sóng"]) == ("Có", "Chưa xác định")


def test_villages_say_that_the_fund_was_not_judged(where: Where) -> None:
    counts, villages = make_where_tables(where, VI, ["village_counts", "village_fund"])
    assert [row[:2] for row in counts.rows][0] == ("trắng sóng 5G", 1)
    row = dict(zip(villages.columns, villages.rows[0], strict=True))
    assert row["Hỗ trợ của Quỹ DVVTCI"] == "chưa có quy định"
    assert np.isnan(row["Số người"]) and row["Điện lưới"] == ""
    assert (row["Trung tâm thôn"], row["Cụm trắng sóng"]) == ("có sóng 5G", 1)


def test_names_stay_text_in_a_workbook(where: Where, results, tmp_path) -> None:  # type: ignore[no-untyped-def]
    write_workbook(make_where_tables(where, VI), tmp_path / "a.xlsx", marking=results.marking, language=VI)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Từng khu vực trọng điểm"]
    cell = next(row[0] for row in sheet.iter_rows() if row[0].value == "=1+1")
    assert cell.data_type == "s"


def test_roads_show_km_and_whose_km_they_are(where: Where) -> None:
    (gaps,) = make_where_tables(where, VI, ["road_gaps"], "any")
    row = dict(zip(gaps.columns, gaps.rows[0], strict=True))
    assert row["Từ lý trình"] == "Km7+500" and row["Đến lý trình"] == "Km15+000"
    assert row["Gốc lý trình"] == "tính trên bản đồ"


def test_a_rule_that_has_ended_says_so(where: Where) -> None:
    judged = replace(where, villages=replace(where.villages, fund_rule=QD_2269))
    heads = {
        as_of: make_where_tables(judged, VI, ["villages"], as_of=as_of)[0].columns[-1]
        for as_of in ("2026-11-01", "2025-06-30")
    }
    assert heads["2026-11-01"] == "Quỹ DVVTCI theo QĐ 2269/QĐ-TTg (ĐÃ HẾT HIỆU LỰC từ sau 31/12/2025)"
    assert heads["2025-06-30"] == "Quỹ DVVTCI theo QĐ 2269/QĐ-TTg (hiệu lực đến 31/12/2025)"
