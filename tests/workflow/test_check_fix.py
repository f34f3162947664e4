"""``check --fix`` from end to end: originals stay, cleaned copies read as the originals, decisions come back."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openpyxl import Workbook, load_workbook
from tiny_scenario import TOML, write_tiny_scenario

from covplan import ingest, workflow
from covplan.errors import InputProblemsError
from covplan.ingest.area import Area
from covplan.outputs.settings import OutputError
from covplan.scenario import Scenario, read_scenario
from covplan.workflow import FixAnswer, open_job

MESSY = """DANH SÁCH TRẠM;;;;;;;;;;
Mã trạm;Tên trạm;X (m);Y (m);Chiều cao cột (m);Công nghệ;Tần số 5G;Phương vị;Góc ngẩng;Chủ cột;Mã xã;Xã
VT1;Buôn  \u00d0ôn 1;1.401.500,00;451200,5;42 m;4G;2550;0/120/240;4;Viettel;;Buon Don
VT2;Ea Súp 2;1402500,0;453700,5;36;4G;;0/120/240;3;MobiFone;24136;Ea Sút
VT1;Buôn Đôn 1;1401500,0;451200,5;42;5G;2550;0/120/240;4;Viettel;24133;Xã Buôn Đôn

VT4;Ea Súp 4;1402500,0;453000;36;4G;;0/120/240;3;Viettel;24136;Buôn Đôn
"""


def fix(scenario: Scenario, out: Path) -> FixAnswer:
    with open_job(scenario, out) as job:
        return workflow.fix(job)


def read(file: Path) -> Scenario:
    return read_scenario(file)


def on_cleaned(file: Path, answer: FixAnswer, copies: Path) -> Scenario:
    """The scenario with the cleaned copies, moved out of the results, in place of its tables."""
    text = file.read_text(encoding="utf-8")
    copies.mkdir()
    for cleaned in answer.cleaned:
        (copies / cleaned.name).write_bytes(cleaned.read_bytes())
        text = text.replace(f'"{cleaned.name}"', f'"{copies.name}/{cleaned.name}"')
    other = file.with_name("sạch.toml")
    other.write_text(text, encoding="utf-8")
    return read_scenario(other)


def decide(folder: Path, words: dict[str, str]) -> None:
    """Fill in the decisions by the code of the text in the column why."""
    book = load_workbook(folder / "proposals.xlsx")
    sheet = book.active
    for row in range(4, sheet.max_row + 1):
        for part, word in words.items():
            if part in sheet.cell(row, 7).value:
                sheet.cell(row, 9).value = word
    book.save(folder / "proposals.xlsx")


def decisions(folder: Path) -> list[Any]:
    sheet = load_workbook(folder / "proposals.xlsx").active
    return [sheet.cell(row, 9).value for row in range(4, sheet.max_row + 1)]


def log(folder: Path) -> list[dict[str, str]]:
    with (folder / "changes.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def same_area(one: Area, other: Area) -> bool:
    frames = all(
        getattr(one, name).equals(getattr(other, name)) for name in ("places", "villages", "communes", "roads")
    )
    fibre = [(a.id, a.line.wkb) for a in one.fibre] == [(a.id, a.line.wkb) for a in other.fibre]
    same = one.sites == other.sites and one.costs == other.costs and one.positions == other.positions
    return frames and fibre and same and bool(np.array_equal(one.people.values, other.people.values))


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    file = write_tiny_scenario(tmp_path / "dữ liệu")
    text = TOML.replace('meridian = "108:30"\n', 'meridian = "108:30"\nadmin_epoch = "2025-07"\n')
    file.write_text(text, encoding="utf-8")
    (file.parent / "viettel.csv").write_text(MESSY, encoding="utf-8-sig")
    return file


def test_where_nothing_is_wrong_the_cleaned_copies_give_the_same_area(tmp_path: Path) -> None:
    file = write_tiny_scenario(tmp_path / "dữ liệu")
    answer = fix(read(file), tmp_path / "out")
    assert (answer.changed, answer.asked) == (0, 0) and log(answer.folder) == []
    assert not (answer.folder / "proposals.xlsx").exists()
    cleaned = on_cleaned(file, answer, file.parent / "sạch")
    assert len(answer.cleaned) == 5 and all(one.file.parent.name == "sạch" for one in cleaned.area.sites)
    assert same_area(ingest.read_area(read(file).area), ingest.read_area(cleaned.area))


def test_originals_stay_and_every_change_is_logged(messy: Path, tmp_path: Path) -> None:
    before = {one: one.read_bytes() for one in messy.parent.iterdir()}
    answer = fix(read(messy), tmp_path / "out")
    assert {one: one.read_bytes() for one in messy.parent.iterdir()} == before
    told = [(one["Dòng"], one["Cột"], one["Trước"], one["Sau"]) for one in log(answer.folder)]
    assert told == [
        ("3", "Tên trạm", "Buôn  \u00d0ôn 1", "Buôn Đôn 1"),
        ("3", "X (m)", "1.401.500,00", "1401500"),
        ("3", "Chiều cao cột (m)", "42 m", "42"),
        ("3", "Mã xã", "", "24133"),
    ]
    assert all(one["Tệp"] == "viettel.csv" and one["Lý do"] for one in log(answer.folder))
    sheet = load_workbook(answer.folder / "changes.xlsx").active
    assert sheet.max_row == 3 + len(told)
    assert (answer.changed, answer.asked, answer.undecided) == (4, 4, 4)


def test_decisions_are_carried_out_kept_and_not_asked_again(messy: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = fix(read(messy), out)
    decide(out, {"gần giống": "đồng ý", "24136 là Ea Súp": "", "24133 là Buôn Đôn": "Đồng ý", "mã này còn có": "Agree"})
    second = fix(read(messy), out)
    assert (second.changed, second.asked, second.undecided, second.outdated) == (8, 4, 1, 0)
    assert sorted(filter(None, decisions(out))) == ["đồng ý"] * 3
    third = fix(read(messy), out)
    assert third == second and first.cleaned == second.cleaned

    cleaned = on_cleaned(messy, third, messy.parent / "sạch")
    area = ingest.read_area(cleaned.area)
    viettel = [site for site in area.sites if site.operator == "viettel"]
    assert [(site.id, site.row) for site in viettel] == [("VT1", 3), ("VT2", 4), ("VT4", 7)]
    assert len(viettel[0].technologies) == 2 and viettel[0].mast_height_m == 42
    with pytest.raises(InputProblemsError, match="24136"):
        ingest.read_area(read(messy).area)  # the original: its code and name disagree
    again = fix(cleaned, tmp_path / "out2")
    assert (again.changed, again.asked) == (0, 0)


def test_lists_with_old_codes_come_with_the_communes_of_today(messy: Path, tmp_path: Path) -> None:
    text = TOML.replace('meridian = "108:30"\n', 'meridian = "108:30"\nadmin_epoch = "pre2025"\n')
    messy.write_text(text.replace("margin_km = 1.0", 'margin_km = 1.0\ncrosswalk = "cũ mới.csv"'), encoding="utf-8")
    rows = "old_code,old_name,new_code,new_name\n24133,Buôn Đôn,24133,Buôn Đôn\n24136,Ea Sút,24133,Buôn Đôn\n"
    (messy.parent / "cũ mới.csv").write_text(rows + "24136,Ea Sút,24136,Ea Súp\n", encoding="utf-8")
    answer = fix(read(messy), tmp_path / "out")
    lines = (answer.folder / "new_units.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[1:3] == [
        "viettel.csv;3;VT1;24133;Buôn Đôn;24133;Buôn Đôn;bảng chuyển đổi",
        "viettel.csv;4;VT2;24136;Ea Sút;24136;Ea Súp;vị trí trạm (xã cũ bị chia)",
    ]


def test_two_files_of_one_name_but_for_case_and_a_workbook_with_macros_have_copies_of_their_own(tmp_path: Path) -> None:
    file = write_tiny_scenario(tmp_path / "dữ liệu")
    (file.parent / "khác").mkdir()
    (file.parent / "khác/Viettel.csv").write_bytes((file.parent / "mobifone.csv").read_bytes())
    book = Workbook()
    for line in (file.parent / "đơn giá.csv").read_text(encoding="utf-8").splitlines():
        book.active.append([float(cell) if cell.isdigit() else cell for cell in line.split(",")])
    book.save(file.parent / "giá.xlsm")
    text = TOML.replace('"mobifone.csv"', '"khác/Viettel.csv"').replace("đơn giá.csv", "giá.xlsm")
    file.write_text(text, encoding="utf-8")
    answer = fix(read(file), tmp_path / "out")
    assert {"dữ liệu_viettel.csv", "khác_Viettel.csv", "giá.xlsx"} <= {one.name for one in answer.cleaned}
    assert all(one.is_file() for one in answer.cleaned)
    assert ingest.read_area(read_scenario(file, [f'area.costs="{answer.folder}/cleaned/giá.xlsx"']).area).costs


def test_what_is_to_stay_is_remembered(messy: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    fix(read(messy), out)
    decide(out, {"": "giữ nguyên"})
    answer = fix(read(messy), out)
    assert (answer.changed, answer.asked, answer.undecided) == (4, 4, 0)
    cleaned = on_cleaned(messy, answer, messy.parent / "sạch")
    again = fix(cleaned, out)
    assert (again.changed, again.asked, again.undecided) == (0, 4, 0)


def test_a_word_that_is_no_decision_is_told_with_its_row_and_nothing_is_written(messy: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    fix(read(messy), out)
    decide(out, {"gần giống": "có lẽ"})
    handed_back, changes = (out / "proposals.xlsx").read_bytes(), (out / "changes.csv").read_bytes()
    with pytest.raises(InputProblemsError) as error:
        fix(read(messy), out)
    (one,) = error.value.problems
    assert (one.code, one.file, one.row, one.column) == ("decision.word", "proposals.xlsx", 4, "Quyết định")
    assert ((out / "proposals.xlsx").read_bytes(), (out / "changes.csv").read_bytes()) == (handed_back, changes)


def test_the_folder_of_copies_is_never_written_over_its_own_input(messy: Path, tmp_path: Path) -> None:
    answer = fix(read(messy), tmp_path / "out")
    own = next(one for one in answer.cleaned if one.name == "viettel.csv")
    scenario = read_scenario(
        messy,
        [f'area.sites=[{{file="{own}", operator="viettel", coordinates="vn2000", meridian="108:30", source="s"}}]'],
    )
    before = own.read_bytes()
    with pytest.raises(OutputError, match="cleaned copy"):
        fix(scenario, tmp_path / "out")
    assert own.read_bytes() == before


def test_a_workbook_keeps_its_sheets_types_and_rows(tmp_path: Path) -> None:
    file = write_tiny_scenario(tmp_path / "dữ liệu")
    book = Workbook()
    for title, operator, north in (("Trạm V", "viettel", 1401500.1234567892), ("Trạm M", "mobifone", 1402500)):
        sheet = book.active if title == "Trạm V" else book.create_sheet()
        sheet.title = title
        sheet["A1"] = "DANH SÁCH"
        heads = ("Mã trạm", "X", "Y", "Chiều cao cột (m)", "Công nghệ", "Ngày", "Ghi chú")
        row = (f"{operator} 1 ", north, "453.000,50", 30, "4G", date(2026, 5, 1), "=1+1")
        for column, (name, value) in enumerate(zip(heads, row, strict=True), 2):
            sheet.cell(4, column, name)
            cell = sheet.cell(7, column, value)
            if isinstance(value, float):
                cell.value, cell.data_type = repr(value), "n"  # all 17 digits, as Excel writes what it computed
            elif value == "=1+1":
                cell.data_type = "s"
    book.save(file.parent / "trạm.xlsx")
    text = TOML.replace('file = "viettel.csv"', 'file = "trạm.xlsx"\nsheet = "Trạm V"')
    text = text.replace('file = "mobifone.csv"', 'file = "trạm.xlsx"\nsheet = "Trạm M"\nmeridian = "108:30"')
    file.write_text(text.replace('coordinates = "lonlat"', 'coordinates = "vn2000"'), encoding="utf-8")
    answer = fix(read(file), tmp_path / "out")
    copy = load_workbook(next(one for one in answer.cleaned if one.suffix == ".xlsx"))
    assert copy.sheetnames == ["Trạm V", "Trạm M"]
    cells = [cell.value for cell in copy["Trạm V"][7]]
    assert cells[1:6] == ["viettel 1", 1401500.1234567892, 453000.5, 30, "4G"]
    assert cells[6].date() == date(2026, 5, 1) and copy["Trạm V"]["H7"].data_type == "s"
    assert [cell.value for cell in copy["Trạm V"][6]][1] == "Mã trạm"
    assert [one["Dòng"] for one in log(answer.folder)] == ["7", "7"] * 2
    cleaned = on_cleaned(file, answer, file.parent / "sạch")
    assert ingest.read_area(cleaned.area).sites == ingest.read_area(read(file).area).sites
