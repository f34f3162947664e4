"""Tables: numbers stay numbers, texts stay texts, whatever they begin with."""

from __future__ import annotations

import csv
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from covplan.errors import Problem, Severity
from covplan.outputs.settings import Language
from covplan.outputs.tables import Table, make_tables, safe_cell, write_csv, write_input_report, write_workbook

VI, EN = Language.VIETNAMESE, Language.ENGLISH
RISKY = ["=1+1", '=HYPERLINK("x")', "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1"]


def tables_of(results, language=VI):  # type: ignore[no-untyped-def]
    return make_tables(results.area, results.today, results.plan, results.fibre, results.after, language)


def test_the_workbook_has_its_sheets_marks_and_numbers(results, tmp_path) -> None:
    write_workbook(tables_of(results), tmp_path / "a.xlsx", marking=results.marking, language=VI)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["Tóm tắt", "Xã phường", "Huyện cũ", "Trạm đề xuất", "Tuyến cáp", "Vấn đề đầu vào"]
    for sheet in book:
        block = {row[0].value: row[1].value for row in sheet.iter_rows(max_row=12)}
        assert block["Dấu"] == "DỮ LIỆU MÔ PHỎNG – NỘI BỘ"
        assert "SS-RSRP ≥ −110 dBm" in block["Định nghĩa phủ sóng"]
    figures = {row[0].value: row[1].value for row in book["Tóm tắt"].iter_rows()}
    assert figures["Số cột xây mới"] == 1 and figures["Số trạm trên cột hiện hữu"] == 1
    assert figures["Tổng chi phí (triệu đồng)"] == pytest.approx(1000 + 1900 + 790.8)
    assert figures["Dân số được phủ hiện trạng (%, ước tính)"] == pytest.approx(results.today.headline_pct)
    assert figures["Đạt mục tiêu và mọi mức sàn"] == "Có"


def test_sites_say_owner_road_and_x_north(results) -> None:
    table = next(t for t in tables_of(results) if t.key == "sites")
    row = dict(zip(table.columns, table.rows[0], strict=True))
    site = results.plan.sites[0].candidate
    assert row["Chủ sở hữu cột"] == "Viettel"
    assert (row["Đường"], row["Lý trình (tính trên bản đồ)"]) == ("QL.26", "Km12+000")
    assert row["X bắc (m, VN-2000)"] == site.y_m > row["Y đông (m, VN-2000)"] == site.x_m
    assert row["Chi phí cáp (triệu đồng)"] == 225.0
    assert (row["Mã xã"], row["Xã, phường"]) == ("24133", "Buôn Ma Thuột")


def test_a_site_that_no_road_joins_is_told(results) -> None:
    fibre = replace(results.fibre, site_cost_mn_vnd={"S-MB1": 450.0}, unconnected=("B-1",))
    joined = {}
    for routed in (fibre, None):
        table = next(t for t in tables_of(replace(results, fibre=routed)) if t.key == "sites")
        at = table.columns.index("Nối được vào cáp")
        joined[routed] = [row[at] for row in table.rows]
    assert joined == {fibre: ["Có", "Không"], None: ["", ""]}
    figures = dict(tables_of(replace(results, fibre=fibre))[0].rows)
    assert figures["Trạm chưa nối được cáp"] == 1


@pytest.mark.parametrize("name", RISKY)
def test_no_cell_becomes_a_formula(results, tmp_path, name: str) -> None:
    table = Table("communes", ("Tên", name), ((name, -5.25), ("x", 3)))
    write_workbook([table], tmp_path / "a.xlsx", marking=replace(results.marking, title=name), language=VI)
    for row in openpyxl.load_workbook(tmp_path / "a.xlsx").active.iter_rows():
        assert all(cell.data_type != "f" for cell in row)
    write_csv(table, tmp_path / "a.csv", language=EN)
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as stream:
        heads, first, _ = csv.reader(stream)
    assert heads[1] == first[0] == f"'{name}"
    assert first[1] == "-5.25"


@given(st.text())
def test_a_text_cell_never_starts_a_formula(value: str) -> None:
    cell = safe_cell(value, True)
    assert cell.lstrip("'") == value.lstrip("'")
    if cell[:1] in "=+-@\t\r" and cell:
        float(cell.replace(",", "."))  # a signed number and nothing else


def test_csv_follows_the_language(results, tmp_path) -> None:
    for language, expected in ((VI, "Buôn Ma Thuột;12,5;-110;Có"), (EN, "Buôn Ma Thuột,12.5,-110,Có")):
        table = Table("communes", ("a", "b", "c", "d"), (("Buôn Ma Thuột", 12.5, "-110", "Có"),))
        write_csv(table, tmp_path / "a.csv", language=language)
        raw = (tmp_path / "a.csv").read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        assert raw.decode("utf-8-sig").splitlines()[1] == expected
    write_csv(table, tmp_path / "a.csv", language=EN, marking=results.marking)
    assert "SYNTHETIC DATA – NỘI BỘ" in (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()[1]


def test_control_characters_do_not_break_the_workbook(results, tmp_path) -> None:
    write_workbook(
        [Table("communes", ("a",), (("x\x00\x1by",),))], tmp_path / "a.xlsx", marking=results.marking, language=VI
    )
    assert [row[0].value for row in openpyxl.load_workbook(tmp_path / "a.xlsx").active.iter_rows()][-1] == "xy"


def test_the_input_report_names_place_and_reason(tmp_path) -> None:
    problem = Problem("road.empty", Severity.REJECTED, "đường.gpkg", "roads", 7, "geom", {"road": "=QL.26"})
    write_input_report([problem], tmp_path / "input_report.csv", language=VI)
    with (tmp_path / "input_report.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream, delimiter=";"))
    assert rows == [
        ["Tệp", "Trang tính", "Dòng", "Cột", "Mức", "Mã vấn đề", "Lý do"],
        ["đường.gpkg", "roads", "7", "geom", "Bị loại", "road.empty", "đường =QL.26 không có tuyến để đo lý trình"],
    ]


def test_without_a_plan_the_tables_speak_of_today(results) -> None:
    tables = make_tables(results.area, results.today, None, None, None, EN)
    assert [t.key for t in tables] == ["summary", "communes", "districts", "problems"]
    assert len(tables[1].columns) == 6 + 2 * (1 + len(results.area.operators))
