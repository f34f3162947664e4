"""``covplan assess`` with --operators, --resilience, --uncertainty as a user types it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tiny_scenario import TOML, write_tiny_scenario

from covplan.cli import main

ASSESSMENT = """
[[assessment.shared_networks]]
kind = "mocn"
operators = ["viettel", "mobifone"]
sites = ["MB1"]

[assessment.resilience]
fibre_gateways = ["VT1"]

[assessment.uncertainty]
draws = 20
"""


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_scenario(tmp_path_factory.mktemp("đánh giá"), TOML + ASSESSMENT)


@pytest.fixture(autouse=True)
def _vietnamese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COVPLAN_LANG", raising=False)


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


@pytest.mark.parametrize(
    ("view", "titles", "files"),
    [
        (
            "operators",
            ("CÁCH DÙNG CHUNG", "LỢI KHI LÊN CỘT CỦA NHAU", "1 trạm chưa phát 5G"),
            ("arrangements", "readings", "gains", "tenancy", "near_masts", "mast_sharing", "operator_communes"),
        ),
        ("resilience", ("NHÓM RỦI RO", "CHƯA xét: đoạn cáp quang, khu vực điện"), ("risk_groups", "risk_communes")),
        (
            "uncertainty",
            ("KHOẢNG BẤT ĐỊNH", "20 lượt, hạt giống 1"),
            ("interval", "interval_sources", "interval_communes"),
        ),
    ],
)
def test_a_view_prints_tables_and_writes_them(
    scenario: Path, view: str, titles: tuple[str, ...], files: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    out = scenario.parent / "kết quả"
    assert main(["assess", str(scenario), f"--{view}", "--out", str(out)]) == 0
    done = capsys.readouterr()
    assert all(title in done.out for title in titles), done.out
    assert "DỮ LIỆU MÔ PHỎNG" in done.err and "Được phủ sóng 5G" in done.err
    folder = out / f"assessment_{view}"
    assert {file.name for file in folder.iterdir()} == {f"{view}.xlsx", *(f"{name}.csv" for name in files)}
    assert all("ước tính" in row["Đánh dấu"] for name in files for row in rows_of(folder / f"{name}.csv"))
    margin = "xác suất ≥ 50 %" if view == "uncertainty" else "xác suất ≥ 95 %"  # draws have no margin
    assert margin in done.err


def test_a_wrong_site_is_one_line(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    override = 'assessment.resilience.fibre_gateways=["VT7"]'
    out = str(scenario.parent / "kết quả")
    assert main(["assess", str(scenario), "--resilience", "--out", out, "--set", override]) == 1
    done = capsys.readouterr()
    assert done.out == "" and "Lỗi: fibre_gateways nêu trạm 'VT7'" in done.err


def test_views_come_together_but_not_with_a_level(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(scenario.parent / "kết quả")
    assert main(["assess", str(scenario), "--operators", "--resilience", "--out", out]) == 0
    text = capsys.readouterr().out
    assert text.index("CÁCH DÙNG CHUNG") < text.index("NHÓM RỦI RO")
    assert main(["assess", str(scenario), "--operators", "--by", "commune"]) == 2
    assert "không dùng cùng nhau" in capsys.readouterr().err
