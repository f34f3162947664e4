"""Who is served at the end of each year: predicted from the masts that stand then, and as the plan says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tiny_scenario import write_tiny_scenario

from covplan import assessment, coverage
from covplan.scenario import read_scenario
from covplan.workflow.job import open_job

# the second year has no money
YEARS = "planning.years=[{year=2027,budget_bn_vnd=2.0},{year=2028,budget_bn_vnd=0.0},{year=2030}]"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_scenario(tmp_path_factory.mktemp("từng năm"))


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory, file: Path) -> Path:
    folder = tmp_path_factory.mktemp("out")
    with open_job(read_scenario(file, [YEARS]), folder) as job:
        _ = job.cover_after
    return folder


def test_each_year_serves_whom_the_plan_says(file: Path, out: Path) -> None:
    with open_job(read_scenario(file, [YEARS]), out) as job:
        plan, by_year = job.routed[0], job.after_by_year
        assert list(by_year) == [2027, 2028, 2030] and by_year[2030] is job.after
        for year in plan.years:
            assert by_year[year.year].headline_pct == pytest.approx(year.served_pct, abs=1e-6)
        assert plan.served_pct_before < by_year[2027].headline_pct == by_year[2028].headline_pct
        assert by_year[2028].headline_pct < by_year[2030].headline_pct
        assert {"plan", "after"} <= set(job.unchanged)


def test_a_year_is_today_with_the_masts_that_stand_then(file: Path, out: Path) -> None:
    with open_job(read_scenario(file, [YEARS]), out) as job:
        scenario, area = job.scenario, job.area
        for year, served in job.after_by_year.items():
            masts = tuple(site.candidate for site in job.routed[0].sites if site.year is not None and site.year <= year)
            added = coverage.predict(area, scenario.radio, sites=masts)
            then = assessment.count_served(coverage.merge(job.cover, added), area, scenario.service)
            assert set(then.served) == set(served.served)
            for reading, mask in then.served.items():
                np.testing.assert_array_equal(mask, served.served[reading])


def test_a_year_that_is_lost_is_predicted_again(file: Path, out: Path) -> None:
    lost = out / "results/after_2027.npz"
    before = lost.read_bytes()
    lost.unlink()
    with open_job(read_scenario(file, [YEARS]), out) as job:
        assert "after" not in job.unchanged and job.after_by_year[2027].headline_pct > 0.0
    assert len(lost.read_bytes()) == len(before)


def test_a_plan_without_years_has_none(file: Path, tmp_path: Path) -> None:
    with open_job(read_scenario(file), tmp_path) as job:
        assert job.after_by_year == {} and job.after.headline_pct > job.today.headline_pct
    assert not list(tmp_path.rglob("after_*"))
