"""Progress: a line per step without a terminal, bars with one, and neither says more than it knows."""

from __future__ import annotations

import pytest

from covplan.cli.progress import ProgressBars, ProgressLines, make_progress


def play(progress: ProgressLines) -> None:
    with progress:
        for fraction in (0.0, 0.5, 0.999, 1.0):
            progress("coverage", fraction)
        progress("reach", None)


def test_one_line_per_step(capsys: pytest.CaptureFixture[str]) -> None:
    play(make_progress("vi"))
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(":")[0] for line in lines] == ["Tính vùng phủ", "Xét các vị trí"]
    assert lines[0].endswith("giây") and lines[1].endswith("không đổi, dùng lại")


def test_bars_leave_the_same_lines(capsys: pytest.CaptureFixture[str]) -> None:
    play(ProgressBars("en"))
    text = capsys.readouterr().err
    assert "Predicting coverage: " in text and "Trying candidates: unchanged" in text


def test_bars_show_the_best_plan_and_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    shown = []
    with ProgressBars("en") as bars:
        bars("plan", 0.0)
        for aim, value, bound in (("least_cost", 214_000.0, 213_900.0), ("most_people", 5000.0, 5100.0)):
            bars.found(aim, value, bound)
            shown.append(bars._bars.tasks[0].description)
    assert shown[0].endswith("best 214.0 bn VND, none below 213.9 bn VND")
    assert shown[1].endswith("best 5,000 people, none above 5,100")
