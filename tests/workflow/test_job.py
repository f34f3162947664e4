"""A job makes each result once, uses kept ones only under their fingerprint, and leaves nothing half written."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
from tiny_scenario import write_tiny_scenario

from covplan import routing, workflow
from covplan.errors import InputProblemsError, Problem, Severity
from covplan.planning import solve_set_covering
from covplan.routing import RouteBasis, RouteNetwork, connect
from covplan.routing.steiner import INTERRUPTED
from covplan.scenario import Scenario, Step, read_scenario
from covplan.workflow.job import Job, open_job
from covplan.workflow.plan_and_route import plan_and_route, total_cost_mn_vnd
from covplan.workflow.records import summarise
from covplan.workflow.registry import stamp

KEYS = {
    *("population", "served_before_pct", "served_after_pct", "sites_built", "sites_shared", "fibre_new_km"),
    *("cost_bn_vnd", "operators", "threshold_dbm", "probability", "sigma_db", "environment", "carriers", "pixel_m"),
    *("model", "admin_epoch", "synthetic"),
}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_scenario(tmp_path_factory.mktemp("tí hon"))


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory, file: Path) -> Path:
    """The folder of a whole run."""
    folder = tmp_path_factory.mktemp("out") / "kết quả"
    with open_job(read_scenario(file), folder) as job:
        workflow.run(job)
        assert job.unchanged == []
    return folder


def test_indicators_are_modelled_values_of_the_province(file: Path, out: Path) -> None:
    with open_job(read_scenario(file, ["outputs.as_of=2026-11-23"]), out) as job:
        found = {one.id: one for one in job.where.indicators(replace(stamp(job), parts={}))}
        assert {"key_area_5g_pct:health", "district_5g_pct:seat", "road_5g_km_pct:QL.26"} <= set(found)
        assert found["village_white_5g"].unit == "count"
        for one in found.values():
            assert (one.admin_code, one.admin_epoch, one.period, one.kind) == ("66", "2025-07", "2026-11", "modelled")
            assert job.marking(Step.EXPORT).fingerprint[:12] in one.source and job.scenario.service.label in one.source
        any_site = 100 * job.where.districts.by_district.query("reading == 'any'")["any_site"].astype(bool).mean()
        assert found["district_5g_pct:any_site"].value == any_site


def rerun(file: Path, out: Path, *overrides: str) -> tuple[Job, list[tuple[str, float | None]]]:
    news: list[tuple[str, float | None]] = []
    with open_job(read_scenario(file, overrides), out, lambda step, fraction: news.append((step, fraction))) as job:
        workflow.run(job)
    return job, news


def test_the_summary_has_the_figures_and_what_they_depend_on(out: Path) -> None:
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert set(summary) >= KEYS
    assert summary["population"] == 10_000
    assert summary["synthetic"] is True
    assert (summary["threshold_dbm"], summary["probability"], summary["sigma_db"]) == (-85.0, 0.95, 8.0)
    assert 0 < summary["served_before_pct"] < summary["served_after_pct"]
    assert summary["sites_built"] + summary["sites_shared"] > 0
    assert summary["target_reached"] == (summary["served_after_pct"] >= 98.999)
    assert 0 < summary["cost_low_bn_vnd"] <= summary["cost_bn_vnd"] <= summary["cost_high_bn_vnd"]
    assert summary["opex_bn_vnd_per_year"] == 0  # the tiny cost file does not price it
    assert "P(" in summary["definition"]["vi"] or "xác suất" in summary["definition"]["vi"]
    assert "MÔ PHỎNG" in summary["marks"]["vi"]


def test_a_share_just_below_its_target_is_not_rounded_up_to_it(file: Path, out: Path) -> None:
    with open_job(read_scenario(file), out) as job:
        given = {"today": replace(job.today, headline_pct=98.99961), "after": replace(job.after, headline_pct=99.0)}
        vars(job).update(given)  # as if it had found these
        summary = summarise(job)
    assert (summary["served_before_pct"], summary["served_after_pct"]) == (98.999, 99.0)


def test_a_raster_of_one_operator_says_whose_service_it_is(out: Path) -> None:
    for name, words in (("any", "ít nhất một nhà mạng"), ("viettel", "Viettel")):
        with rasterio.open(out / f"rasters_after/served_{name}.tif") as made:
            assert f", {words}; ô lưới" in made.tags()["MARKING"]


def test_the_record_lets_another_repeat_the_run(file: Path, out: Path) -> None:
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert record["scenario"] == file.name
    assert record["settings"]["service"]["threshold_dbm"] == -85.0
    assert {"area", "coverage", "reach", "plan", "after", "where", "routes", "export", "map"} == set(record["seconds"])
    assert {"covplan", "python", "numpy", "gdal", "proj"} <= set(record["versions"])
    sites = [entry for entry in record["inputs"] if entry["key"] == "area.sites[1].file"]
    assert len(sites) == 1 and len(sites[0]["sha256"]) == 64
    assert all((out / name).exists() for name in record["outputs"])


def test_every_output_is_there_and_nothing_temporary(out: Path) -> None:
    names = {path.relative_to(out).as_posix() for path in out.rglob("*")}
    expected = {"map.html", "ti-hon.gpkg", "tables/ti-hon.xlsx", "tables/sites.csv", "shapefiles/COT_ANTEN.shp"}
    expected |= {"rasters_before/rsrp_any.tif", "rasters_after/served_viettel.tif", "input_report.csv"}
    assert names >= expected
    assert not [name for name in names if name.rsplit("/", 1)[-1].startswith(".")]


def test_an_unchanged_run_does_nothing_and_says_so(file: Path, out: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    job, news = rerun(file, out)
    assert news == [("run", None)]
    assert "area" not in vars(job)
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before


def test_a_missing_output_is_written_again_from_kept_results(file: Path, out: Path) -> None:
    (out / "map.html").unlink()
    job, _ = rerun(file, out)
    assert job.unchanged == ["coverage", "reach", "plan", "after", "routes"]
    assert (out / "map.html").exists()


def test_only_what_depends_on_a_change_is_made_again(file: Path, out: Path) -> None:
    job, _ = rerun(file, out, "planning.target_pct=90")
    assert job.unchanged == ["coverage", "reach"]
    job, _ = rerun(file, out, "planning.target_pct=90", "outputs.language=en")
    assert job.unchanged == ["coverage", "reach", "plan", "after", "routes"]
    job, _ = rerun(file, out)
    assert job.unchanged == ["coverage", "reach"]


def test_a_damaged_result_is_made_again(file: Path, out: Path) -> None:
    rerun(file, out)
    (out / "results/coverage.npz").write_bytes(b"PK damaged")
    (out / "run.json").write_text("{", encoding="utf-8")
    job, _ = rerun(file, out)
    assert job.unchanged == ["reach", "plan", "after", "routes"]


def test_threads_do_not_change_a_number(file: Path, tmp_path: Path) -> None:
    scenario = read_scenario(file)
    alone = Job(scenario, tmp_path / "a")
    with open_job(scenario, tmp_path / "b") as threaded:
        for id, values in alone.cover.rsrp_dbm.items():
            np.testing.assert_array_equal(values, threaded.cover.rsrp_dbm[id])
        assert alone.routed[0] == threaded.routed[0]


def test_the_plan_serves_what_its_coverage_says(file: Path, out: Path) -> None:
    with open_job(read_scenario(file), out) as job:
        plan, _ = job.routed
        assert job.after.headline_pct == pytest.approx(plan.served_pct_after, abs=1e-6)
        assert job.today.headline_pct == pytest.approx(plan.served_pct_before, abs=1e-6)


def test_routed_costs_never_make_the_plan_dearer(file: Path, out: Path) -> None:
    with open_job(read_scenario(file), out) as job:
        scenario: Scenario = job.scenario
        first = solve_set_covering(job.reach, scenario.planning)
        first_cost = total_cost_mn_vnd(first, connect(first.sites, job.area, scenario.routing))
        plan, fibre = plan_and_route(job.reach, scenario, job.planner, lambda fraction: None)
    assert total_cost_mn_vnd(plan, fibre) <= first_cost + 1e-9
    shares = [site.candidate.backhaul_mn_vnd for site in plan.sites if site.candidate.id not in fibre.unconnected]
    assert sum(shares) == pytest.approx(fibre.cost_mn_vnd)


def test_an_interrupted_run_keeps_finished_steps_and_no_half_files(file: Path, tmp_path: Path) -> None:
    def stop(step: str, fraction: float | None) -> None:
        if step == "plan":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), open_job(read_scenario(file), tmp_path, stop) as job:
        workflow.run(job)
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {
        "input_report.csv",
        "coverage.npz",
        "reach.npz",
    }
    assert rerun(file, tmp_path)[0].unchanged == ["coverage", "reach"]


def test_files_of_other_settings_end_the_record_of_the_run(file: Path, out: Path) -> None:
    rerun(file, out)
    with open_job(read_scenario(file, ["outputs.language=en"]), out) as job:
        workflow.map_(job)
    assert not (out / "run.json").exists()
    job, _ = rerun(file, out)
    assert "export" in job.seconds
    with open_job(read_scenario(file), out) as job:
        workflow.map_(job)
    assert rerun(file, out)[1] == [("run", None)]


def test_bad_inputs_are_reported_before_the_error(file: Path, tmp_path: Path) -> None:
    scenario = read_scenario(file)
    people = replace(scenario.area.people, file=scenario.area.costs)
    broken = replace(scenario, area=replace(scenario.area, people=people))
    with open_job(broken, tmp_path) as job:
        problems = workflow.check(job)
        assert any(problem.severity is Severity.ERROR for problem in problems)
        with pytest.raises(InputProblemsError):
            workflow.coverage(job)
    assert (tmp_path / "input_report.csv").is_file()


def test_remarks_on_antenna_files_stand_with_those_on_other_inputs(file: Path, tmp_path: Path) -> None:
    remark = Problem("antenna.gain_unit", Severity.NOTE, "a.msi", row=4, params={"gain": 15.0, "dbi": 17.15})
    scenario = replace(read_scenario(file), remarks=(remark,))
    with open_job(scenario, tmp_path) as job:
        assert workflow.check(job)[0] == remark and job.area.problems[0] == remark
    assert "a.msi" in (tmp_path / "input_report.csv").read_text(encoding="utf-8-sig")
    people = replace(scenario.area.people, file=scenario.area.costs)
    with open_job(replace(scenario, area=replace(scenario.area, people=people)), tmp_path / "broken") as job:
        assert workflow.check(job)[0] == remark
    assert "a.msi" in (tmp_path / "broken/input_report.csv").read_text(encoding="utf-8-sig")


def test_a_run_with_another_model_says_so(file: Path, out: Path, tmp_path: Path) -> None:
    """The whole way from ``radio.model.name`` to the figures; a changed model is a changed prediction."""
    text = file.read_text(encoding="utf-8")
    table = text[text.index("[radio.model]") : text.index("[service]")]
    other = file.with_name("tr38901.toml")
    other.write_text(text.replace(table, '[radio.model]\nname = "tr38901"\nscenario = "rma"\n\n'), encoding="utf-8")
    with open_job(read_scenario(other), tmp_path) as job:
        summary = workflow.run(job).summary
    assert summary["model"] == "3GPP TR 38.901 V19.4.0 (scenario rma, los terrain, penetration none)"
    assert summary["model"] in summary["definition"]["vi"] and summary["served_before_pct"] > 0
    assert json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))["settings"]["radio"]["model"] == {
        "name": "tr38901", "scenario": "rma", "los": "terrain", "street_width_m": 20.0, "building_m": 5.0,
        "penetration": "none", "indoor_m": None,
    }  # fmt: skip
    earlier = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert earlier["model"] == "ITU-R P.1812-8" and earlier["fingerprint"] != summary["fingerprint"]


def test_an_interrupted_plan_is_used_but_not_kept(file: Path, tmp_path: Path) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with open_job(read_scenario(file), tmp_path, found=stop) as job:
        plan, _ = job.routed
    assert plan.proof.interrupted and plan.sites
    with open_job(read_scenario(file), tmp_path) as job:
        assert not job.routed[0].proof.interrupted
        assert "plan" not in job.unchanged


def test_interrupted_routes_are_used_but_not_kept(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    choose = routing.choose_network

    def broken_off(basis: RouteBasis, exact_nodes: float) -> RouteNetwork:
        found = choose(basis, exact_nodes)
        return replace(found, proof=replace(found.proof, method=f"search{INTERRUPTED}; HiGHS"))

    monkeypatch.setattr(routing, "choose_network", broken_off)
    with open_job(read_scenario(file), tmp_path) as job:
        assert job.network.proof.interrupted and job.network.edges.size
    monkeypatch.undo()
    with open_job(read_scenario(file), tmp_path) as job:
        assert not job.network.proof.interrupted
        assert "routes" not in job.unchanged
    with open_job(read_scenario(file), tmp_path) as job:
        assert job.network.edges.size and "routes" in job.unchanged
