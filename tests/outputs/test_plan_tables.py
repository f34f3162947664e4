"""Tables of a plan made by hand: figures, sums, reasons in words, villages, and what a change makes of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely
from PIL import Image

from covplan.assessment.villages import VillageService
from covplan.cli.table_lines import aligned
from covplan.ingest.area import Area
from covplan.ingest.costs import CostRange
from covplan.outputs.curve_figure import draw_curve
from covplan.outputs.edit_tables import edit_tables
from covplan.outputs.place_names import place_names
from covplan.outputs.plan_tables import PlanFindings, curve_table, make_plan_tables, why_text
from covplan.outputs.report.plan_sums import years_table
from covplan.outputs.settings import Language
from covplan.outputs.tables import Table, write_workbook
from covplan.planning.curve import CurvePoint, PeopleCurve
from covplan.planning.editing import Edit, EditKind
from covplan.planning.importance import SiteImportance
from covplan.planning.plan import PlanYear
from covplan.planning.plan_facts import SiteFacts

VI, EN = Language.VIETNAMESE, Language.ENGLISH
NAN = float("nan")


def with_villages(area: Area) -> Area:
    left, bottom, _, _ = area.grid.bounds
    villages = gpd.GeoDataFrame(
        {
            "village_id": ["T1", "T1", "T2", "T3"],
            "name": ["Buôn Một", "Buôn Một", "Buôn Hai", "Buôn Ba"],
            "part": ["centre", "cluster", "centre", "centre"],
            "people": [100.0, 50.0, NAN, 70.0],
            "electrified": [True, True, False, None],
            "area_class": ["III", "III", "ĐBKK", "I"],
            "source": ["test"] * 4,
        },
        geometry=shapely.points(left + np.array([15_400, 15_000, 2_000, 9_000]), bottom + np.full(4, 3_300.0)),
        crs=9218,
    )
    return replace(area, villages=villages)


@pytest.fixture(scope="module")
def found(results: Any) -> PlanFindings:
    """The plan of ``results`` with facts as if they had been counted; the second site is for 2028."""
    first, second = results.plan.sites
    plan = replace(results.plan, sites=(replace(first, year=2027), replace(second, year=2028)))
    facts = (
        SiteFacts(2_040.8, 1, 2_100.0, 40.06, 71.99, 2, "N-0007", 1_900.0, 2_350.0),
        SiteFacts(405.5, 1, 1_000.0, 71.99, 86.0, 0, "", NAN, NAN),
    )
    importance = (
        SiteImportance(plan.sites[1], 900.0, 95.0, 1900.0 + 340.8),
        SiteImportance(plan.sites[0], 800.0, 95.4, 1000.0),
    )
    villages = pd.DataFrame(
        {
            "village_id": ["T1", "T2", "T3"],
            "name": ["Buôn Một", "Buôn Hai", "Buôn Ba"],
            "commune_code": ["24133"] * 3,
            "commune": ["Buôn Ma Thuột"] * 3,
            "electrified": [True, False, None],
            "area_class": ["III", "ĐBKK", "I"],
            "eligibility": ["no_rule"] * 3,
        }
    )
    gains = pd.DataFrame(
        [(1, "T2", True, 1, NAN), (2, "T1", False, 1, 50.0), (2, "T3", True, 1, 70.0)],
        columns=["order", "village_id", "centre", "points", "people"],
    )
    service = VillageService(pd.DataFrame(), villages, pd.DataFrame(), 6.0, None)
    return PlanFindings(plan, results.fibre, facts, importance, gains, service)


def named(results: Any, found: PlanFindings, language: Language = VI) -> dict[str, Table]:
    return {table.key: table for table in make_plan_tables(found, with_villages(results.area), language)}


def cells(table: Table, k: int) -> dict[str, Any]:
    assert len(set(table.columns)) == len(table.columns)
    return dict(zip(table.columns, table.rows[k], strict=True))


def test_a_row_of_the_plan_says_all_that_a_planner_asks_for(results: Any, found: PlanFindings) -> None:
    row = cells(named(results, found)["plan"], 0)
    expected = {
        "Năm": 2027, "Thứ tự": 1, "Mã vị trí": "S-MB1", "Hình thức": "Thuê chỗ trên cột khác", "Địa điểm": "MB1",
        "Mã xã": "24133", "Xã, phường": "Buôn Ma Thuột", "Đường": "QL.26", "Lý trình (tính trên bản đồ)": "Km12+000",
        "Chủ sở hữu cột": "Viettel", "Nhà mạng": "MobiFone", "Sóng mang": "n77 3850 MHz", "Độ cao ăng ten (m)": 42.0,
        "Phương vị (độ)": "0", "Chi phí trạm (triệu đồng, ước tính)": 1000.0,
        "Chi phí cáp (triệu đồng, ước tính)": 225.0, "Tổng chi phí (triệu đồng, ước tính)": 1225.0,
        "Dân số được phủ thêm (ước tính)": 2500, "Lũy kế được phủ (%, ước tính)": 80.0,
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected
    second = cells(named(results, found)["plan"], 1)
    assert second["Địa điểm"] == "cách Buôn Một 0,5 km"  # the centre, nearer than its cluster counts
    assert (second["Chủ sở hữu cột"], second["Đường"]) == ("", "")


def test_reasons_are_the_facts_in_words(results: Any, found: PlanFindings) -> None:
    first, second = found.plan.sites
    assert why_text(first, found.facts[0], results.area, VI) == (
        "Phủ thêm 2.500 người, 2.041 người mỗi tỷ đồng; nhiều nhất ở Buôn Ma Thuột: 2.100 người, tỷ lệ được phủ của xã "
        "40,0 % → 71,9 %; số vị trí khác phủ được ít nhất một nửa số người này: 2, nhiều nhất là N-0007 (1.900 người, "
        "2,4 tỷ đồng)."
    )
    assert why_text(second, found.facts[1], results.area, EN) == (
        "Adds 1,000 people, 406 per bn VND; most of them in Buôn Ma Thuột: 1,000 people, served there 71.9 % → 86.0 %; "
        "no other position would serve half of these people."
    )
    nobody = replace(found.facts[1], commune=-1)
    assert why_text(second, nobody, results.area, EN) == "Adds nobody to the sites before it."


def test_sums_are_those_of_the_rows(results: Any, found: PlanFindings) -> None:
    tables = named(results, found)
    total = 1000.0 + 1900.0 + 790.8
    for key in ("plan_years", "plan_operators", "plan_communes"):
        table = tables[key]
        at = table.columns.index("Tổng chi phí (triệu đồng, ước tính)")
        assert sum(row[at] for row in table.rows) == pytest.approx(total)
        assert sum(row[table.columns.index("Dân số được phủ thêm (ước tính)")] for row in table.rows) == 3500
        assert sum(row[table.columns.index("Số trạm")] for row in table.rows) == 2
    assert [row[0] for row in tables["plan_years"].rows] == [2027, 2028]
    assert [row[-7] for row in tables["plan_years"].rows] == pytest.approx([1225.0, total])  # so far
    assert [row[-5] for row in tables["plan_years"].rows] == [80.0, 99.2]
    assert {row[0]: row[2] for row in tables["plan_operators"].rows} == {"MobiFone": 0, "Viettel": 1}  # new masts
    # the shares of fibre, 225 and 565.8, in the range of their price: 300, 450, 900 and 400, 600, 1200
    low, high = 1000.0 + 150.0 + 1900.0 + 377.2, 1000.0 + 450.0 + 1900.0 + 1131.6
    for key in ("plan", "plan_years", "plan_operators", "plan_communes"):
        for word, expected in (("thấp", low), ("cao", high)):
            at = tables[key].columns.index(f"Tổng chi phí, {word} (triệu đồng)")
            assert sum(row[at] for row in tables[key].rows) == pytest.approx(expected)
    assert [row[:3] for row in tables["plan_communes"].rows] == [("24133", "Buôn Ma Thuột", 2)]


def test_a_year_without_building_is_told_with_what_was_asked_of_it(results: Any, found: PlanFindings) -> None:
    asked = ((2026, 70.0, None, 60.0), (2027, 80.0, 85.0, 60.0), (2028, 99.2, None, 60.0), (2029, 99.2, 99.0, 60.0))
    years = tuple(PlanYear(year, 1000 * bn, target, 0.0, 0.0, served, served) for year, served, target, bn in asked)
    given = replace(found, plan=replace(found.plan, years=years, served_pct_before=70.0))
    table = named(results, given)["plan_years"]
    at = {name: table.columns.index(name) for name in table.columns}
    assert [row[0] for row in table.rows] == [2026, 2027, 2028, 2029]
    assert [row[at["Số trạm"]] for row in table.rows] == [0, 1, 1, 0]
    assert [row[at["Lũy kế được phủ (%, ước tính)"]] for row in table.rows] == [70.0, 80.0, 99.2, 99.2]
    assert [row[at["Mục tiêu năm (%)"]] for row in table.rows] == [None, 85.0, None, 99.0]
    assert sum(row[at["Ngân sách (triệu đồng)"]] for row in table.rows) == 240_000.0
    printed = years_table(given, "2026-11-01", VI)
    assert [(row[0], row[1], row[-1]) for row in printed.rows] == [
        *(("2026", 0, 70.0), ("2027", 1, 80.0), ("2028", 1, 99.2), ("2029", 0, 99.2)),
    ]
    assert printed.total is not None and printed.total[1] == 2


def test_running_costs_add_up_over_the_years(results: Any, found: PlanFindings) -> None:
    costs = (CostRange(10.0, 20.0, 30.0), CostRange(50.0, 70.0, 90.0))
    sites = tuple(
        replace(site, candidate=replace(site.candidate, opex_per_year=cost))
        for site, cost in zip(found.plan.sites, costs, strict=True)
    )
    tables = named(results, replace(found, plan=replace(found.plan, sites=sites)))
    years = tables["plan_years"]
    of_year, so_far = (
        [row[years.columns.index(name)] for row in years.rows]
        for name in (
            "Chi phí vận hành (triệu đồng/năm, ước tính)",
            "Chi phí vận hành các trạm đã xây (triệu đồng/năm)",
        )
    )
    assert of_year == [20.0, 70.0] and so_far == [20.0, 90.0]
    operators = tables["plan_operators"]
    at = operators.columns.index("Chi phí vận hành (triệu đồng/năm, ước tính)")
    assert {row[0]: row[at] for row in operators.rows} == {"MobiFone": 20.0, "Viettel": 70.0}


def test_a_year_is_written_without_separators(results: Any, found: PlanFindings, tmp_path: Path) -> None:
    table = named(results, found)["plan_years"]
    assert aligned(table.columns, table.rows, VI)[-1].split()[0] == "2028"
    write_workbook((table,), tmp_path / "a.xlsx", marking=results.marking, language=VI)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    last = sheet.cell(sheet.max_row, 1)
    assert (last.value, last.number_format) == (2028, "0")


def test_a_plan_without_phases_has_no_year(results: Any, found: PlanFindings) -> None:
    sites = tuple(replace(site, year=None) for site in found.plan.sites)
    tables = named(results, replace(found, plan=replace(found.plan, sites=sites)))
    assert [row[0] for row in tables["plan"].rows] == [None, None]
    assert [row[:2] for row in tables["plan_years"].rows] == [("chưa chia năm", 2)]


def test_a_site_that_no_road_joins_counts_without_fibre(results: Any, found: PlanFindings) -> None:
    fibre = replace(results.fibre, site_cost_mn_vnd={"S-MB1": 225.0}, unconnected=("B-1",))
    row = cells(named(results, replace(found, fibre=fibre))["plan"], 1)
    assert np.isnan(row["Chi phí cáp (triệu đồng, ước tính)"]) and row["Nối được vào cáp"] == "Không"
    assert row["Tổng chi phí (triệu đồng, ước tính)"] == 1900.0


def test_the_masts_that_matter_are_ranked_and_at_most_ten(results: Any, found: PlanFindings) -> None:
    table = named(results, found)["key_masts"]
    assert [row[:3] for row in table.rows] == [(1, 2, "B-1"), (2, 1, "S-MB1")]
    assert [row[-3:] for row in table.rows] == [(900, 95.0, 2240.8), (800, 95.4, 1000.0)]
    assert len(named(results, replace(found, importance=found.importance * 9))["key_masts"].rows) == 10


def test_villages_of_hard_areas_are_listed_with_their_eligibility(results: Any, found: PlanFindings) -> None:
    table = named(results, found)["fund_villages"]
    rows = [cells(table, k) for k in range(len(table.rows))]
    assert [(row["Mã thôn"], row["Phân loại khu vực"], row["Có điện lưới"], row["Mã vị trí"]) for row in rows] == [
        ("T2", "ĐBKK", "Không", "S-MB1"),
        ("T1", "III", "Có", "B-1"),
    ]  # T3 is of class I
    people = "Số người ở các điểm đó (theo danh sách)"
    assert [(row["Gồm trung tâm thôn"], row[people], row["Năm"]) for row in rows] == [
        ("Có", None, 2027),
        ("Không", 50, 2028),
    ]
    assert {row["Quỹ viễn thông công ích"] for row in rows} == {"chưa có quy định"}


def test_places_are_called_by_what_is_nearest(results: Any) -> None:
    left, bottom, _, _ = results.area.grid.bounds
    spots = [(left + 3_000, bottom + 8_050, ""), (left + 3_000, bottom + 9_500, ""), (left, bottom, "VT2")]
    assert place_names(spots, results.area, VI) == ["trung tâm Tuy Hòa", "cách trung tâm Tuy Hòa 1,5 km", "VT2"]
    assert place_names(spots[1:2], results.area, EN) == ["1.5 km from centre of Tuy Hòa"]


CURVE = PeopleCurve(
    (
        CurvePoint(0.0, 0.0, 0, 0.0, 0.0),
        CurvePoint(1000.0, 900.0, 1, 100.0, 130.0),
        CurvePoint(4000.0, 3690.8, 3, 380.0, 380.0),
    ),
    500.0,
    1000.0,
)


def test_the_curve_as_a_table_and_a_picture(results: Any, tmp_path: Path) -> None:
    table = curve_table(CURVE, EN)
    assert [row[4:6] for row in table.rows] == [(50.0, 50.0), (60.0, 63.0), (88.0, 88.0)]
    assert [row[6] for row in table.rows] == pytest.approx([0.0, 3.0, 0.0])
    for language in (VI, EN):
        draw_curve(CURVE, results.plan, 3690.8, "giá $x$", tmp_path / "a.png", language)
        with Image.open(tmp_path / "a.png") as picture:
            pixels = np.asarray(picture.convert("RGB")).astype(int)
        for colour in ((0x21, 0x66, 0xAC), (0xB3, 0x58, 0x06)):  # the curve and the plan
            assert (np.abs(pixels - colour).max(axis=2) < 8).sum() > 30


def test_a_change_stands_beside_the_plan(results: Any, found: PlanFindings) -> None:
    first, second = found.plan.sites
    moved = replace(second, candidate=replace(second.candidate, x_m=second.candidate.x_m + 500.0), year=2029)
    plan = replace(found.plan, sites=(replace(moved, order=1),), served_pct_after=90.0, reached=False)
    fibre = replace(results.fibre, cost_mn_vnd=500.0, new_km=8.0)
    edits = (Edit(EditKind.DROPPED, first, None), Edit(EditKind.CHANGED, second, plan.sites[0]))
    population = results.today.by_commune["population"].to_numpy(float)
    people = (np.array([100.0, 900.0]), np.array([130.0, 700.4]))
    before, after = (found.plan, results.fibre), (plan, fibre)
    figures, changes, communes = edit_tables(before, after, edits, results.today, people, results.area, EN)
    rows = {row[0]: row[1:] for row in figures.rows}
    assert rows["People served (%, estimate)"] == pytest.approx((99.2, 90.0, -9.2))
    assert rows["Target reached"] == ("Yes", "No", None)
    assert rows["Total cost (mn VND)"] == pytest.approx((3690.8, 2400.0, -1290.8))
    assert rows["Sites"] == (2, 1, -1)
    assert [row[:2] for row in changes.rows] == [("Dropped", "S-MB1"), ("Changed", "B-1")]
    row = cells(changes, 1)
    assert row["Y east (m, VN-2000)"] - row["Y east before (m)"] == 500.0
    assert (row["Year before"], row["Year"]) == (2028, 2029)
    assert cells(changes, 0)["X north (m, VN-2000)"] is None
    assert [(row[1], row[5]) for row in communes.rows] == [("Buôn Ma Thuột", -200), ("Tuy Hòa", 30)]  # losses first
    assert communes.rows[0][6:] == pytest.approx((100 * 900 / population[1], 100 * 700.4 / population[1]))
