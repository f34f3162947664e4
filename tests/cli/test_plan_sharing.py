"""``covplan plan --sharing`` as a user types it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tiny_scenario import TOML, write_tiny_scenario

from covplan.cli import main


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_scenario(tmp_path_factory.mktemp("dùng chung"), TOML)


def rows_of(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream, delimiter=";"))[1:]


@pytest.mark.parametrize(("language", "titles"), [("vi", "CÁCH DÙNG CHUNG"), ("en", "WAYS OF SHARING")])
def test_ways_of_sharing_are_printed_and_written(
    scenario: Path,
    language: str,
    titles: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COVPLAN_LANG", language)
    out = scenario.parent / f"kết quả {language}"
    lenient = ["--set", "planning.target_pct=60", "--set", "planning.max_candidates=20"]
    assert main(["plan", str(scenario), "--sharing", "--out", str(out), *lenient]) == 0
    done = capsys.readouterr()
    assert titles in done.out and "MOCN" in done.out and "10 %" in done.out
    folder = out / "plan_sharing"
    assert {file.name for file in folder.iterdir()} == {
        "sharing.xlsx", "sharing_scenarios.csv", "sharing_operators.csv", "sharing_masts.csv"
    }  # fmt: skip
    scenarios = rows_of(folder / "sharing_scenarios.csv")
    assert len(scenarios) == 5
    assert len(rows_of(folder / "sharing_operators.csv")) == 5 * 2
    costs = [float(row[5].replace(".", "").replace(",", ".")) for row in scenarios]
    assert costs[0] == 0.0 and costs[1] > 0.0 and costs[4] <= min(costs[1:4])


def test_a_wrong_rule_is_one_line(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", str(scenario), "--sharing", "--set", "planning.sharing.most_tenants=0"]) == 1
    assert "most_tenants" in capsys.readouterr().err
