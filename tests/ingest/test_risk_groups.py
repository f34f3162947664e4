"""Groups of sites that fail together, and what site lists say of power, road and autonomy."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tiny_inputs import SITES_CSV, write_tiny_inputs

from covplan.errors import InputError, Severity
from covplan.ingest.area import read_area
from covplan.ingest.problems import ProblemLog
from covplan.ingest.risk_groups import RiskGroup, RiskKind, read_risk_groups

CSV = """Tên nhóm;Loại;Mã trạm
Lộ 22 kV Ea Súp;Khu vực điện;VT1; VT2
Lộ 22 kV Ea Súp;power;MB1
QL.29 Km90;đường;VT2, XX9
"""


def test_rows_of_one_group_are_joined_and_unknown_sites_noted(tmp_path: Path) -> None:
    (tmp_path / "nhóm.csv").write_text(CSV.replace("VT1; VT2", '"VT1; VT2"'), encoding="utf-8")
    settings = replace(write_tiny_inputs(tmp_path), risk_groups=tmp_path / "nhóm.csv")
    area = read_area(settings)
    assert area.risk_groups == (
        RiskGroup(RiskKind.POWER, "Lộ 22 kV Ea Súp", ("VT1", "VT2", "MB1")),
        RiskGroup(RiskKind.ROAD, "QL.29 Km90", ("VT2",)),
    )
    noted = [problem for problem in area.problems if problem.code == "risk.sites"]
    assert [(problem.severity, problem.params["ids"], problem.row) for problem in noted] == [(Severity.NOTE, "XX9", 4)]


def test_an_unknown_kind_rejects_the_row(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,kind,sites\nA,flood,VT1\n,power,VT1\n", encoding="utf-8")
    log = ProblemLog()
    assert read_risk_groups(tmp_path / "a.csv", (), log) == ()
    assert [problem.code for problem in log.problems] == ["risk.kind", "cell.empty"]


def test_columns_must_be_there(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,kind\nA,power\n", encoding="utf-8")
    with pytest.raises(InputError, match="sites"):
        read_risk_groups(tmp_path / "a.csv", (), ProblemLog())


def test_a_site_list_may_say_what_a_site_hangs_on(tmp_path: Path) -> None:
    settings = write_tiny_inputs(tmp_path)
    heads, first, second = SITES_CSV.splitlines()[1:]
    lines = [f"{heads};Lộ điện;Đường vào;Giờ dự trữ nguồn", f"{first};E26;QL.26;4,5", f"{second};;;"]
    (tmp_path / "viettel.csv").write_text("\n".join(lines), encoding="utf-8")
    vt1, vt2 = read_area(settings).sites[:2]
    assert (vt1.power_area, vt1.access_road, vt1.autonomy_h) == ("E26", "QL.26", 4.5)
    assert (vt2.power_area, vt2.access_road, vt2.autonomy_h) == ("", "", None)  # unknown, not 0


def test_impossible_autonomy_rejects_the_row(tmp_path: Path) -> None:
    settings = write_tiny_inputs(tmp_path)
    heads, first, second = SITES_CSV.splitlines()[1:]
    lines = [f"{heads};Giờ dự trữ nguồn", f"{first};-1", f"{second};8"]
    (tmp_path / "viettel.csv").write_text("\n".join(lines), encoding="utf-8")
    area = read_area(settings)
    assert "VT1" not in [site.id for site in area.sites]
    assert any(problem.code == "cell.range" for problem in area.problems)
