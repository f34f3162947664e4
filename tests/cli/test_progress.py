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
