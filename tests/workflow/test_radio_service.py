"""What a prediction with interference adds to the folder, as a user asks for it."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
from tiny_scenario import write_tiny_scenario

from covplan import workflow
from covplan.coverage.service import Environment
from covplan.errors import PlanningError
from covplan.network import Technology
from covplan.outputs.marking import service_line
from covplan.outputs.settings import Language
from covplan.scenario import Step, read_scenario
from covplan.scenario.service_profiles import service_profiles
from covplan.workflow.job import open_job

ASKED = "radio.interference={noise_figure_db=9}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = write_tiny_scenario(tmp_path_factory.mktemp("tiny"))
    with open_job(read_scenario(file, [ASKED, "service.environment=in-vehicle"]), file.parent / "out") as job:
        return workflow.coverage(job)


def read(file: Path) -> tuple[np.ndarray, str, str]:
    with rasterio.open(file) as source:
        return source.read(1), source.descriptions[0], source.units[0]


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def test_rasters_say_what_they_are(folder: Path) -> None:
    power, _, _ = read(folder / "rsrp_viettel-nr-2550.tif")
    sinr, what, unit = read(folder / "sinr_viettel-nr-2550.tif")
    assert "50 %" in what and "ước tính" in what and unit == "dB"
    np.testing.assert_array_equal(np.isnan(sinr), np.isnan(power))
    assert (sinr[~np.isnan(sinr)] <= power[~np.isnan(sinr)] + 120.23).all()  # never better than against noise alone
    down, what, unit = read(folder / "downlink_estimate_viettel-nr-2550.tif")
    assert "ước tính" in what and unit == "Mb/s" and 0 < np.nanmax(down) < 516
    up, what, _ = read(folder / "uplink_estimate_viettel-nr-2550.tif")
    assert "ước tính" in what and 0 < np.nanmax(up) < 40
    assert np.nanmax(read(folder / "rsrq_viettel-nr-2550.tif")[0]) < -7.0  # at most 1 / (12 · 50 %)
    best, second = (
        read(folder / f"{name}.tif")[0] for name in ("best_sector_viettel", "second_sector_viettel-nr-2550")
    )
    assert (second[best < 0] == -1).all() and (second >= 0).any()


def test_people_are_counted_by_profile(folder: Path) -> None:
    found = {(row["Bộ tiêu chí"], row["Nhà mạng"]): row for row in rows(folder / "service_profiles.csv")}
    profiles = {profile for profile, _ in found}
    assert profiles == {"own", "vn-planning", "fcc-5g-7-1", "fcc-5g-35-3"}  # no LTE carrier: Ofcom's cannot be counted
    share = {p: float(found[p, "any"]["Tỷ lệ dân số (%, ước tính)"].replace(",", ".")) for p in profiles}
    assert share["fcc-5g-35-3"] <= share["fcc-5g-7-1"] <= 100.0
    assert found["fcc-5g-7-1", "any"]["Môi trường"] == "in-vehicle"


def test_sectors_of_the_busy_hour_are_estimates(folder: Path) -> None:
    sectors = rows(folder / "busy_hour.csv")
    assert sectors and all("ước tính" in row["Đánh dấu"] for row in sectors)
    for row in sectors:
        if row["Sóng mang"] == "viettel-nr-2550":
            assert float(row["Dung lượng xuống (Mb/s, ước tính)"].replace(",", ".")) < 516.0


def test_without_asking_there_is_nothing_more_and_kept_results_come_back(tmp_path: Path, folder: Path) -> None:
    file = write_tiny_scenario(tmp_path)
    with open_job(read_scenario(file), tmp_path / "out") as job:
        names = {path.name for path in workflow.coverage(job).iterdir()}
    assert not any(name.startswith(("sinr", "rsrq", "downlink", "busy", "service")) for name in names)
    with open_job(read_scenario(file, [ASKED]), tmp_path / "out") as job:
        made = job.cover
    with open_job(read_scenario(file, [ASKED]), tmp_path / "out") as job:
        kept = job.cover
        assert job.unchanged == ["coverage"]
    assert made.interference is not None and kept.interference is not None
    assert kept.interference.noise_figure_db == 9.0
    for id, rest_mw in made.interference.rest_mw.items():
        np.testing.assert_array_equal(kept.interference.rest_mw[id], rest_mw)
        np.testing.assert_array_equal(kept.interference.sector_power_dbm[id], made.interference.sector_power_dbm[id])


def test_a_service_with_rates_is_assessed_and_not_planned(tmp_path: Path) -> None:
    file = write_tiny_scenario(tmp_path)
    with open_job(read_scenario(file, [ASKED, "service.downlink_mbps=5"]), tmp_path / "out") as job:
        assert 0 < job.today.headline_pct < 100
        with pytest.raises(PlanningError, match="5/0 Mb/s can be counted, but not planned"):
            _ = job.reach


def test_the_definition_names_rates_technology_and_environment(tmp_path: Path) -> None:
    file = write_tiny_scenario(tmp_path)
    with open_job(read_scenario(file, [ASKED]), tmp_path / "out") as job:
        marking = job.marking(Step.COVERAGE)
    for language in Language:
        line = service_line(marking, language)
        assert "5G: SS-RSRP ≥ −85 dBm" in line and "Mb/s" not in line
    asked = service_profiles()["fcc-5g-7-1"].of(marking.service)
    line = service_line(replace(marking, service=replace(asked, environment=Environment.IN_VEHICLE)), Language.ENGLISH)
    assert "rates ≥ 7/1 Mb/s (down/up) at 50 % load" in line and "in vehicles (loss 9 ± 5 dB)" in line
    for environment in Environment:
        service = replace(asked, technology=Technology.LTE, environment=environment)
        assert "4G: RSRP ≥" in service_line(replace(marking, service=service), Language.VIETNAMESE)
