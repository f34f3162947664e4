"""``covplan plan --cost-range`` as a user types it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tiny_scenario import write_tiny_scenario

from covplan.cli import main


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_scenario(tmp_path_factory.mktemp("đơn giá"))


def number(text: str) -> float:
    return float(text.replace(".", "").replace(",", "."))


def test_plans_under_other_prices_are_printed_and_written(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = scenario.parent / "kết quả"
    lenient = ["--set", "planning.target_pct=60", "--set", "planning.max_candidates=20"]
    assert main(["plan", str(scenario), "--cost-range", "--out", str(out), *lenient]) == 0
    done = capsys.readouterr().out
    assert "ĐƠN GIÁ THAY ĐỔI" in done and "cột đắt, cáp rẻ" in done and "60 %" in done
    folder = out / "plan_cost_range"
    assert {file.name for file in folder.iterdir()} == {"cost_range.xlsx", "cost_range.csv", "cost_range_sites.csv"}
    with (folder / "cost_range.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = [row[:9] for row in list(csv.reader(stream, delimiter=";"))[1:]]
    costs = [[number(cell) for cell in row[3:8]] for row in rows]
    for case in range(5):  # the plan for a case is the cheapest in it
        assert costs[case][case] == min(cost[case] for cost in costs)
    for row, cost in zip(rows, costs, strict=True):
        regret = max(cost[case] - costs[case][case] for case in range(5))
        assert number(row[8]) == pytest.approx(regret, abs=0.01)
        assert cost[0] <= cost[1] <= cost[2]


def test_only_one_question_at_a_time(scenario: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", str(scenario), "--cost-range", "--sharing"]) == 2
    assert "--cost-range" in capsys.readouterr().err
