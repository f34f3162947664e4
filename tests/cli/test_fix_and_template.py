"""``covplan template`` and ``covplan check --fix`` as a user types them."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from tiny_scenario import TOML, write_tiny_scenario

from covplan.cli import main


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COVPLAN_LANG", raising=False)


def test_a_template_is_written_by_the_name_of_its_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["template", "thôn/thon.xlsx"]) == 0
    assert capsys.readouterr().out.strip() == "thôn/thon.xlsx"
    assert load_workbook("thôn/thon.xlsx").sheetnames == ["Số liệu", "Hướng dẫn", "Danh mục"]
    assert main(["template", "for VNPT.xlsx", "--kind", "sites", "--lang", "en"]) == 0
    assert load_workbook("for VNPT.xlsx").sheetnames == ["Data", "Instructions", "Lists"]


def test_a_template_never_takes_the_place_of_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    Path("sites.xlsx").write_bytes(b"filled in")
    assert main(["template", "sites.xlsx"]) == 1
    assert "không bị ghi đè" in capsys.readouterr().err and Path("sites.xlsx").read_bytes() == b"filled in"
    assert main(["template", "x.xlsx", "--lang", "en"]) == 1
    assert "known: sites, fibre, villages, places, road_works, indicators, costs" in capsys.readouterr().err


def test_a_filled_template_is_checked_and_cleaned_and_its_copy_read_again(capsys: pytest.CaptureFixture[str]) -> None:
    file = write_tiny_scenario(Path("dữ liệu"))
    assert main(["template", "dữ liệu/sites.xlsx"]) == 0
    book = load_workbook("dữ liệu/sites.xlsx")
    sheet = book.worksheets[0]
    sheet["B2"] = "VN-2000, 108:30"
    columns = {cell.value: cell.column for cell in sheet[5]}
    values = {"Mã trạm": "V  1", "X bắc (m)": "1.401.500,00", "Y đông (m)": 451200, "Công nghệ": "4G"}
    for heading, value in (values | {"Chiều cao cột (m)": "42,5"}).items():
        sheet.cell(6, columns[heading]).value = value
    book.save("dữ liệu/sites.xlsx")
    text = TOML.replace('file = "viettel.csv"', 'file = "sites.xlsx"').replace('meridian = "108:30"\n', "")
    file.write_text(text.replace('coordinates = "vn2000"', 'coordinates = "template"'), encoding="utf-8")
    assert main(["check", str(file), "--fix"]) == 0
    out = capsys.readouterr().out
    cleaned = Path.cwd() / "out/ti-hon/cleaned/sites.xlsx"
    assert f"Bản sạch: {cleaned}" in out
    assert f"3 thay đổi: {Path.cwd() / 'out/ti-hon/changes.csv'}" in out and "đề xuất" not in out
    Path("dữ liệu/sites.xlsx").write_bytes(cleaned.read_bytes())
    assert main(["check", str(file), "--fix"]) == 0
    assert "0 thay đổi" in capsys.readouterr().out
