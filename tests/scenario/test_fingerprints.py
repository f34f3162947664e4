"""A fingerprint changes with what a step depends on, and with nothing else."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from scenario_files import write_scenario

from covplan.errors import MissingFileError
from covplan.network import AntennaPattern, PatternMethod
from covplan.scenario import Step, as_plain, file_checksum, fingerprint, read_scenario


def fingerprints(file: Path, *overrides: str) -> dict[Step, str]:
    scenario = read_scenario(file, overrides)
    return {step: fingerprint(scenario, step) for step in Step}


def changed(first: dict[Step, str], second: dict[Step, str]) -> set[Step]:
    return {step for step in Step if first[step] != second[step]}


@pytest.mark.parametrize(
    "override",
    ["assessment.uncertainty.draws=50", "assessment.where.road_gap_m=600", "assessment.where.fund_rule=qd-2269"],
)
def test_what_an_assessment_is_asked_changes_no_plan(tmp_path: Path, override: str) -> None:
    file = write_scenario(tmp_path)
    assert changed(fingerprints(file), fingerprints(file, override)) == {Step.ASSESSMENT, Step.EXPORT}


@pytest.mark.parametrize(
    ("override", "first_changed"),
    [
        ("area.pixel_m=100", Step.AREA),
        ("radio.profile_step_m=25", Step.COVERAGE),
        ("service.sigma_db=7", Step.ASSESSMENT),
        ("planning.max_candidates=10", Step.REACH),
        ("planning.target_pct=98", Step.PLAN),
        ("routing.corridors.piece_m=500", Step.PLAN),
        ("routing.protection.exact_nodes=5", Step.ROUTES),
        ("outputs.language=en", Step.EXPORT),
        ("title=Khác", Step.EXPORT),
    ],
)
def test_a_setting_changes_its_step_and_those_after_it(tmp_path: Path, override: str, first_changed: Step) -> None:
    file = write_scenario(tmp_path)
    steps = list(Step)
    assert changed(fingerprints(file), fingerprints(file, override)) == set(steps[steps.index(first_changed) :])


def test_how_measurements_are_compared_changes_no_result(tmp_path: Path) -> None:
    file = write_scenario(tmp_path)
    assert changed(fingerprints(file), fingerprints(file, "calibration.block_km=3")) == set()


def test_content_counts_and_place_does_not(tmp_path: Path) -> None:
    file = write_scenario(tmp_path / "a")
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    before = fingerprints(file)
    assert fingerprints(tmp_path / "b/scenario.toml") == before
    (tmp_path / "a/people.tif").write_text("other", encoding="utf-8")
    assert changed(before, fingerprints(file)) == set(Step)


def test_a_measured_cut_is_recorded_by_its_checksum() -> None:
    cut = tuple(float(k % 180) for k in range(360))
    antenna = AntennaPattern("m", 15.0, 65.0, 7.0, 200.0, "", PatternMethod.CROSS_SUM, cut, cut)
    other = replace(antenna, horizontal_db=(0.1, *cut[1:]))
    plain, changed_one = as_plain(antenna), as_plain(other)
    assert plain["horizontal_db"] == plain["vertical_db"] == changed_one["vertical_db"]
    assert plain["horizontal_db"]["values"] == 360
    assert plain["horizontal_db"]["sha256"] != changed_one["horizontal_db"]["sha256"]


def test_the_files_beside_a_shapefile_count(tmp_path: Path) -> None:
    for suffix in ("shp", "dbf", "prj"):
        (tmp_path / f"a.{suffix}").write_text(suffix, encoding="utf-8")
    before = file_checksum(tmp_path / "a.shp")
    (tmp_path / "a.dbf").write_text("changed", encoding="utf-8")
    assert file_checksum(tmp_path / "a.shp") != before


def test_a_vanished_file_is_an_error(tmp_path: Path) -> None:
    scenario = read_scenario(write_scenario(tmp_path))
    (tmp_path / "people.tif").unlink()
    with pytest.raises(MissingFileError, match="people.tif"):
        fingerprint(scenario, Step.AREA)
