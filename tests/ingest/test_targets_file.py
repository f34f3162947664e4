"""Targets files: the plan's 58 rows against the table of the domain, and every mistake by its line."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from covplan.errors import InputError, InputProblemsError, MissingFileError
from covplan.ingest.indicators import EvidenceKind
from covplan.ingest.targets import Comparison, PlanTargets, read_targets

DATA = Path(__file__).resolve().parents[2] / "data/daklak/targets.toml"
GOOD = """\
plan = "Plan"
source = "text"

[areas.old]
title_vi = "cũ"
title_en = "old"
units = [{ admin_code = "66", admin_epoch = "pre2025" }]

[[target]]
id = "T1"
clause = "II"
title_vi = "một"
title_en = "one"
scope = "old"
operator = ">="
value = 99
unit = "%"
year = 2030
evidence = "served_5g_pct:any"
kinds = ["modelled"]
"""
DONE = """
[[target]]
id = "N1"
clause = "III"
title_vi = "việc"
title_en = "task"
scope = "old"
operator = "done"
evidence = "done:N1"
kinds = ["reported"]
"""


def write(folder: Path, text: str) -> Path:
    (folder / "chỉ tiêu.toml").write_text(text, encoding="utf-8")
    return folder / "chỉ tiêu.toml"


@pytest.fixture(scope="module")
def plan() -> PlanTargets:
    return read_targets(DATA)


def test_the_embedded_targets_are_those_of_the_plan(shared: Path, plan: PlanTargets) -> None:
    with (shared / "domain/targets.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [target.id for target in plan.targets] == [row["id"] for row in rows]
    assert len(rows) == 58
    for target, row in zip(plan.targets, rows, strict=True):
        assert target.clause == row["clause"], target.id
        asked = "" if target.value is None else f"{target.value:g}"
        assert asked == row["value"], target.id
        assert str(target.year or "") == row["year"], target.id
        if row["value"]:
            assert target.operator == row["operator"], target.id
        else:
            assert target.operator is Comparison.DONE, target.id


def test_speed_is_proven_by_measurements_only(plan: PlanTargets) -> None:
    speed = [target for target in plan.targets if target.unit == "Mb/s" or target.id in ("T25-03", "T25-04")]
    assert len(speed) == 4
    assert {target.kinds for target in speed} == {(EvidenceKind.MEASURED,)}
    coverage = [target for target in plan.targets if "5g_pct" in target.evidence[0]]
    assert len(coverage) == 1 + 5 + 13
    for target in coverage:
        assert set(target.kinds) == {EvidenceKind.MODELLED, EvidenceKind.REPORTED, EvidenceKind.MEASURED}


def test_units_are_those_that_the_evidence_has(plan: PlanTargets) -> None:
    units: dict[str, set[str]] = {}
    for target in plan.targets:
        units.setdefault(target.evidence[0].split(":")[0], set()).add(target.unit)
    assert all(len(found) == 1 for found in units.values())
    assert {target.scope for target in plan.targets} == {"old"}
    assert [area.id for area in plan.areas] == ["old", "new"]


def test_a_number_and_a_task(tmp_path: Path) -> None:
    first, task = read_targets(write(tmp_path, GOOD + DONE)).targets
    assert (first.operator, first.value, first.unit, first.year) == (Comparison.AT_LEAST, 99.0, "%", 2030)
    assert first.evidence == ("served_5g_pct:any",)
    assert (task.operator, task.value, task.unit, task.year) == (Comparison.DONE, None, "yes_no", None)


def line_of(text: str, start: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if line.startswith(start))


@pytest.mark.parametrize(
    ("before", "after", "code", "line"),
    [
        ("value = 99", "value = true", "targets.value", "value"),
        ("value = 99", 'value = "99"', "targets.value", "value"),
        ("value = 99", "value = -1", "targets.value", "value"),
        ("value = 99", "value = inf", "targets.value", "value"),
        ("value = 99\n", "", "targets.missing", "[[target]]"),
        ('unit = "%"\n', "", "targets.missing", "[[target]]"),
        ('unit = "%"', 'unit = "percent"', "targets.value", "unit ="),
        ("year = 2030", "year = 30", "targets.value", "year"),
        ("year = 2030", "year = 2030.0", "targets.value", "year"),
        ('operator = ">="', 'operator = "=>"', "targets.value", "operator"),
        ('operator = ">="', 'operator = "done"', "targets.value", "value"),
        ('["modelled"]', '["modeled"]', "targets.value", "kinds"),
        ('["modelled"]', "[]", "targets.value", "kinds"),
        ('["modelled"]', '["modelled"]\nbeside = [1]', "targets.value", "beside"),
        ('["modelled"]', '["modelled"]\nyaer = 2030', "targets.key", "yaer"),
        ('scope = "old"', 'scope = "new"', "targets.value", "scope"),
        ('evidence = "served_5g_pct:any"', 'evidence = ""', "targets.value", "evidence"),
        ('evidence = "served_5g_pct:any"', 'evidence = ["a", 1]', "targets.value", "evidence"),
        ('admin_epoch = "pre2025"', 'admin_epoch = "2024"', "targets.value", "units"),
        ('title_en = "old"\n', "", "targets.missing", "[areas.old]"),
        ("[areas.old]", "[area.old]", "targets.table", "[area.old]"),
    ],
)
def test_a_mistake_is_told_at_its_line(tmp_path: Path, before: str, after: str, code: str, line: str) -> None:
    assert before in GOOD
    text = GOOD.replace(before, after, 1)
    with pytest.raises(InputProblemsError) as caught:
        read_targets(write(tmp_path, text))
    assert (code, line_of(text, line)) in [(problem.code, problem.row) for problem in caught.value.problems]


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("value = 99", 'value = "x"').replace("2030", "3") + DONE.replace("N1", "T1") + DONE + DONE
    with pytest.raises(InputProblemsError) as caught:
        read_targets(write(tmp_path, text))
    assert [problem.code for problem in caught.value.problems] == ["targets.value", "targets.value", "targets.twice"]


def test_a_file_that_is_not_there_or_no_toml(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        read_targets(tmp_path / "none.toml")
    with pytest.raises(InputError, match="as TOML"):
        read_targets(write(tmp_path, "plan = "))
