"""``covplan plan``, with ``--curve`` and ``--edit``, as a user types it, and against a full recount."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from pyproj import Transformer
from tiny_inputs import BOTTOM, LEFT
from tiny_scenario import write_tiny_scenario

from covplan import assessment
from covplan.cli import main
from covplan.coverage import predict
from covplan.scenario import read_scenario
from covplan.workflow import open_job

PLACE, ID = "Địa điểm", "Mã vị trí"
NORTH, EAST = "X bắc (m, VN-2000)", "Y đông (m, VN-2000)"


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With a village of a hard area every 300 m along a line across both communes."""
    file = write_tiny_scenario(tmp_path_factory.mktemp("quy hoạch"))
    to_lonlat = Transformer.from_crs(9218, 4326, always_xy=True)
    lines = ["village_id,name,people,electrified,area_class,lon,lat"]
    for k in range(16):
        lon, lat = to_lonlat.transform(LEFT + 150 + 300 * k, BOTTOM + 2_300)
        lines.append(f"T{k},Buôn {k},{40 + k},Có,{'III' if k % 2 else 'I'},{lon},{lat}")
    (file.parent / "thôn.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def out(scenario: Path) -> Path:
    """Where all commands keep their results."""
    return scenario.parent / "kết quả"


@pytest.fixture(autouse=True)
def _vietnamese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COVPLAN_LANG", raising=False)


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def write(rows: list[dict[str, str]], file: Path) -> Path:
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), delimiter=";", restval="")
        writer.writeheader()
        writer.writerows(rows)
    return file


def number(text: str) -> float:
    return float(text.replace(",", "."))


FILES = (
    "plan",
    "plan_years",
    "plan_operators",
    "plan_communes",
    "key_masts",
    "fund_villages",
    "candidates",
    "mast_loads",
)


def test_the_plan_is_printed_with_reasons_and_written(
    scenario: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", str(scenario), "--out", str(out)]) == 0
    done = capsys.readouterr().out
    for words in ("DỮ LIỆU MÔ PHỎNG", "PHƯƠNG ÁN", "Phủ thêm", "TRẠM QUAN TRỌNG NHẤT", "chưa có quy định", "--edit"):
        assert words in done
    assert "tỷ đồng theo khoảng đơn giá; vận hành thêm" in done and "ăng ten cao 45 m. Phủ thêm" in done
    assert "CHƯA ĐẠT" in done  # of the tiny area not all people are in reach
    assert {file.name for file in (out / "plan").iterdir()} == {"plan.xlsx", *(f"{name}.csv" for name in FILES)}
    for name in FILES:
        assert all("ước tính" in row["Đánh dấu"] for row in rows_of(out / f"plan/{name}.csv"))
    plan, candidates = rows_of(out / "plan/plan.csv"), rows_of(out / "plan/candidates.csv")
    assert [row["Thứ tự"] for row in plan] == [str(k) for k in range(1, len(plan) + 1)]
    assert {row[ID] for row in plan} == {row[ID] for row in candidates if row["Có trong phương án"] == "Có"}
    hard = rows_of(out / "plan/fund_villages.csv")
    assert hard and {row["Phân loại khu vực"] for row in hard} == {"III"}
    sheets = openpyxl.load_workbook(out / "plan/plan.xlsx", read_only=True).sheetnames
    assert sheets[0] == "Phương án" and len(sheets) == len(FILES)


def test_the_people_of_the_plan_are_those_of_a_recount_from_rasters(scenario: Path, out: Path) -> None:
    with open_job(read_scenario(scenario), out) as job:
        plan = job.routed[0]
        stations = (*job.area.sites, *(site.candidate for site in plan.sites))
        again = assessment.count_served(
            predict(job.area, job.scenario.radio, sites=stations), job.area, job.today.service
        )
        assert plan.served_pct_after == pytest.approx(again.headline_pct, abs=1e-9)
        assert job.after.headline_pct == pytest.approx(again.headline_pct, abs=1e-9)
        people = sum(site.people_added for site in plan.sites) + job.today.totals["any"]
        assert people == pytest.approx(job.after.totals["any"], abs=1e-6)


def test_the_curve_is_a_table_and_a_picture_that_a_plan_without_it_takes_away(
    scenario: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", str(scenario), "--curve", "--out", str(out)]) == 0
    assert "DÂN SỐ THEO SỐ TIỀN" in capsys.readouterr().out
    curve = rows_of(out / "plan/people_curve.csv")
    served = [number(row["Lũy kế được phủ (%, ước tính)"]) for row in curve]
    bound = [number(row["Không thể vượt quá (%, đã chứng minh)"]) for row in curve]
    assert served == sorted(served) and all(low <= high + 1e-9 for low, high in zip(served, bound, strict=True))
    plan = rows_of(out / "plan/plan.csv")
    assert served[-1] >= number(plan[-1]["Lũy kế được phủ (%, ước tính)"]) - 1e-9  # a little more money than the plan's
    assert (out / "plan/people_curve.png").stat().st_size > 10_000
    assert main(["plan", str(scenario), "--out", str(out)]) == 0
    assert not list((out / "plan").glob("people_curve*"))


def test_a_change_by_hand_is_counted_as_a_full_recount(
    scenario: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["plan", str(scenario), "--out", str(out)])
    plan, candidates = rows_of(out / "plan/plan.csv"), rows_of(out / "plan/candidates.csv")
    dropped = plan.pop(0)
    moved = next(row for row in plan if row[ID].startswith("N-"))
    moved[NORTH] = str(number(moved[NORTH]) + 700.0).replace(".", ",")
    added = next(row for row in candidates if row["Có trong phương án"] == "Không")
    hand = {ID: "TAY-1", "Nhà mạng": "MobiFone", NORTH: str(BOTTOM + 600), EAST: str(LEFT + 4_500)}
    file = write([*plan, {ID: added[ID]}, hand], out / "plan/sửa tay.csv")
    capsys.readouterr()
    assert main(["plan", str(scenario), "--edit", str(file), "--out", str(out)]) == 0
    done = capsys.readouterr().out
    for words in ("TRƯỚC VÀ SAU KHI SỬA", "NHỮNG GÌ ĐÃ SỬA", "không kèm chứng minh", dropped[ID], "TAY-1"):
        assert words in done
    assert file.is_file()  # beside the tables, and left alone
    changes = {row[ID]: row["Thay đổi"] for row in rows_of(out / "plan_edited/edit_changes.csv")}
    assert changes == {dropped[ID]: "Bỏ", moved[ID]: "Sửa", added[ID]: "Thêm", "TAY-1": "Thêm"}

    edited = rows_of(out / "plan_edited/plan.csv")
    with open_job(read_scenario(scenario), out) as job:
        known = {candidate.id: candidate for candidate in job.reach.candidates}
        from covplan.planning.candidates import licensed_carriers, new_mast_at

        planning = job.scenario.planning
        stations = list(job.area.sites)
        for row in edited:
            x_m, y_m = number(row[EAST]), number(row[NORTH])
            if row[ID] not in known:
                carriers = licensed_carriers(job.area, "mobifone", "any")
                stations.append(new_mast_at(row[ID], x_m, y_m, carriers, job.area, planning))
            else:
                stations.append(replace(known[row[ID]], x_m=x_m, y_m=y_m))
        cover = predict(job.area, job.scenario.radio, sites=stations)
        again = assessment.count_served(cover, job.area, job.today.service)
    figures = {row["Nội dung"]: row for row in rows_of(out / "plan_edited/edit_figures.csv")}
    share = figures["Tỷ lệ dân số được phủ (%, ước tính)"]
    assert number(share["Sau khi sửa"]) == pytest.approx(again.headline_pct, abs=1e-3)
    communes = {row["Mã xã"]: row for row in rows_of(out / "plan_edited/edit_communes.csv")}
    for code, people in zip(again.by_commune["code"], again.by_commune["any"], strict=True):
        assert int(communes[code]["Được phủ sau khi sửa (ước tính)"]) == round(people)
    fibre = number(figures["Chi phí cáp (triệu đồng)"]["Sau khi sửa"])
    of_sites = [number(row["Chi phí cáp (triệu đồng, ước tính)"] or "0") for row in edited]
    assert fibre == pytest.approx(sum(of_sites), abs=0.01)


def test_an_unchanged_table_and_its_workbook_change_nothing(
    scenario: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["plan", str(scenario), "--out", str(out)])
    for name in ("plan.csv", "plan.xlsx"):
        assert main(["plan", str(scenario), "--edit", str(out / "plan" / name), "--out", str(out)]) == 0
        assert not rows_of(out / "plan_edited/edit_changes.csv")
        differences = [row["Chênh lệch"] for row in rows_of(out / "plan_edited/edit_figures.csv")]
        assert np.allclose([number(value) for value in differences if value], 0.0, atol=1e-6)


def test_several_builders_of_one_mast_go_through_tables_and_changes(
    scenario: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wishes = ["--set", "planning.builders=['viettel', 'mobifone']", "--set", "planning.max_candidates=12"]
    wishes += ["--set", "planning.lock=['N-0001-viettel+mobifone']", "--set", "planning.target_pct=60"]
    assert main(["plan", str(scenario), "--out", str(tmp_path), *wishes]) == 0
    (together,) = (row for row in rows_of(tmp_path / "plan/plan.csv") if row[ID] == "N-0001-viettel+mobifone")
    assert together["Nhà mạng"] == "Viettel + MobiFone"
    candidates = {row[ID]: row for row in rows_of(tmp_path / "plan/candidates.csv")}
    assert candidates["N-0001-mobifone"]["Có trong phương án"] == "Không"
    assert number(candidates[together[ID]]["Ăng ten treo thêm (m²)"]) == pytest.approx(3 * (0.9 + 0.45 + 0.45))
    assert {"Chỗ còn cho ăng ten (m²)", "Không còn chỗ cho (m²)"} <= rows_of(tmp_path / "plan/mast_loads.csv")[0].keys()
    capsys.readouterr()
    file = tmp_path / "plan/plan.csv"
    assert main(["plan", str(scenario), "--edit", str(file), "--out", str(tmp_path), *wishes]) == 0
    assert not rows_of(tmp_path / "plan_edited/edit_changes.csv")


def test_every_mistake_of_the_table_is_a_line_with_row_and_column(
    scenario: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["plan", str(scenario), "--out", str(out)])
    rows = rows_of(out / "plan/plan.csv")[:1]
    wrong = [{ID: "N-9999"}, {ID: "A", "Nhà mạng": "Viettel", NORTH: "1000", EAST: "2000"}, {ID: "B", NORTH: "bắc"}]
    file = write([*rows, *wrong], out / "sai.csv")
    capsys.readouterr()
    assert main(["plan", str(scenario), "--edit", str(file), "--out", str(out)]) == 1
    done = capsys.readouterr()
    lines = [line.strip() for line in done.err.splitlines() if line.strip().startswith("sai.csv")]
    assert done.out == "" and "3 lỗi" in done.err and len(lines) == 3
    assert sum("dòng 3, cột mã vị trí" in line.lower() and "N-9999" in line for line in lines) == 1
    assert sum("dòng 4, cột x bắc" in line.lower() for line in lines) == 1
    assert sum("dòng 5" in line and "'bắc' không phải là số" in line for line in lines) == 1


def test_a_file_that_is_no_table_or_not_there(scenario: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (out / "rỗng.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    assert main(["plan", str(scenario), "--edit", str(out / "rỗng.csv"), "--out", str(out)]) == 1
    assert "rỗng.csv" in capsys.readouterr().err
    assert main(["plan", str(scenario), "--edit", str(out / "không có.csv"), "--out", str(out)]) == 2
    arguments = ["plan", str(scenario), "--edit", str(out / "rỗng.csv"), "--curve"]
    assert main(arguments) == 2 and "không dùng cùng nhau" in capsys.readouterr().err


def test_years_and_floors_go_through_tables_and_changes(
    scenario: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    years = "planning.years=[{year=2027, budget_bn_vnd=2.5}, {year=2028, budget_bn_vnd=4.5}, {year=2029}]"
    folder = out.with_name("từng năm")
    command = ["plan", str(scenario), "--out", str(folder), "--set", years]
    command += ["--set", 'planning.floors=[{of="commune", served_pct=50}]']
    assert main(command) == 0
    assert "2027" in capsys.readouterr().out
    plan, by_year = rows_of(folder / "plan/plan.csv"), rows_of(folder / "plan/plan_years.csv")
    assert [row["Năm"] for row in plan] == sorted(row["Năm"] for row in plan)
    total = "Tổng chi phí (triệu đồng, ước tính)"
    for row in by_year:
        own = [one for one in plan if one["Năm"] == row["Năm"]]
        assert number(row[total]) == pytest.approx(sum(number(one[total]) for one in own), abs=0.01)
        assert int(row["Số trạm"]) == len(own)
    assert number(by_year[0][total]) <= 2_500.0
    assert main([*command, "--edit", str(folder / "plan/plan.csv")]) == 0
    assert not rows_of(folder / "plan_edited/edit_changes.csv")
    later = [{**row, "Năm": "2029"} for row in plan]
    assert main([*command, "--edit", str(write(later, folder / "muộn.csv"))]) == 0
    changes = rows_of(folder / "plan_edited/edit_changes.csv")
    assert {row["Năm trước"] for row in changes} == {"2027", "2028"} and {row["Năm"] for row in changes} == {"2029"}


def test_in_english(scenario: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["plan", str(scenario), "--set", "outputs.language=en", "--out", str(out)]
    assert main(command) == 0
    done = capsys.readouterr().out
    assert "MASTS THAT MATTER MOST" in done and "Adds" in done and "no rule known" in done
    assert main([*command, "--edit", str(out / "plan/plan.csv")]) == 0
    assert "BEFORE AND AFTER" in capsys.readouterr().out
