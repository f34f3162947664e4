"""``[routing.microwave]`` as a planner writes it: off without the table, sources needed, slips are errors."""

from __future__ import annotations

from pathlib import Path

import pytest
from scenario_files import BASE, write_scenario

from covplan.errors import ScenarioError
from covplan.scenario import Step, fingerprint, read_scenario

TABLE = """
[routing.microwave]
equipment = "radios.toml"
rain_mm_h = 95.0
rain_source = "thử"
low_k = 0.6
low_k_source = "thử"
"""


def written(folder: Path, table: str) -> Path:
    (folder / "radios.toml").write_text("", encoding="utf-8")
    return write_scenario(folder, BASE + table)


def test_without_the_table_there_is_no_microwave(tmp_path: Path) -> None:
    assert read_scenario(write_scenario(tmp_path)).routing.microwave is None


def test_a_table_is_read_and_its_file_found_beside_the_scenario(tmp_path: Path) -> None:
    settings = read_scenario(
        written(tmp_path, TABLE + "multipath = { log_k = -4.5, dn75 = 60.0, source = 'thử' }")
    ).routing
    assert settings.microwave is not None and settings.microwave.equipment == tmp_path / "radios.toml"
    assert settings.microwave.most_hops == 3 and settings.microwave.multipath is not None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("rain_mm_h", "rain_mmh"), "routing.microwave.rain_mm_h"),
        (('rain_source = "thử"', ""), "routing.microwave.rain_source"),
        (("low_k = 0.6", "low_k = 6"), "0.3"),
        (('"radios.toml"', '"none.toml"'), "none.toml"),
        (("low_k = 0.6", "low_k = 0.6\navailability_pct = 0.9995"), "availability_pct"),
    ],
)
def test_slips_are_errors(tmp_path: Path, change: tuple[str, str], says: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        read_scenario(written(tmp_path, TABLE.replace(*change)))
    problems = caught.value.problems
    assert any(says in problem.text for problem in problems), [problem.text for problem in problems]
    assert any(problem.row for problem in problems)


def test_what_stands_in_the_equipment_file_changes_routes_and_no_plan(tmp_path: Path) -> None:
    file = written(tmp_path, TABLE)
    before = {step: fingerprint(read_scenario(file), step) for step in Step}
    (tmp_path / "radios.toml").write_text("# khác", encoding="utf-8")
    after = {step: fingerprint(read_scenario(file), step) for step in Step}
    assert {step for step in Step if before[step] != after[step]} == {Step.ROUTES, Step.EXPORT}
