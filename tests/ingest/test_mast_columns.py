"""What a site list says of the mast: its class and the antenna area that it bears."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_inputs import SITES_CSV, write_tiny_inputs

from covplan.ingest.area import Area, read_area
from covplan.network import MastClass


def read_with(folder: Path, heads: str, first: str, second: str) -> Area:
    settings = write_tiny_inputs(folder)
    lines = [f"{line};{more}" for line, more in zip(SITES_CSV.splitlines()[1:], (heads, first, second), strict=True)]
    (folder / "viettel.csv").write_text("\n".join(lines), encoding="utf-8")
    return read_area(settings)


@pytest.mark.parametrize(
    "heads",
    ["Loại cột;Diện tích ăng ten cho phép (m²)", "mast_class;antenna_area_m2", "Loại cột;Tải ăng ten cho phép (m2)"],
)
def test_class_and_area_are_read(tmp_path: Path, heads: str) -> None:
    area = read_with(tmp_path, heads, "A2a;7,5", ";")
    assert [(s.mast_class, s.antenna_area_m2) for s in area.sites[:2]] == [(MastClass.BUILDING, 7.5), (None, None)]
    assert not [problem for problem in area.problems if problem.code == "site.mast_class"]


def test_another_kind_of_class_is_told_and_left_open(tmp_path: Path) -> None:
    area = read_with(tmp_path, "Loại cột", "dây co", "A2b")
    assert [site.mast_class for site in area.sites[:2]] == [None, MastClass.GROUND]
    (note,) = (problem for problem in area.problems if problem.code == "site.mast_class")
    assert note.params["count"] == 1


@pytest.mark.parametrize("wrong", ["-1", "nhiều", "900"])
def test_an_impossible_area_rejects_the_row(tmp_path: Path, wrong: str) -> None:
    area = read_with(tmp_path, "antenna_area_m2", wrong, "8")
    assert "VT1" not in [site.id for site in area.sites]
    assert any(problem.code in ("cell.range", "cell.number") for problem in area.problems)
