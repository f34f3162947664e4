"""The targets of a tiny scenario from files to statuses, and what is refused."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from pyproj import Transformer
from tiny_inputs import BOTTOM, EPSG, LEFT
from tiny_scenario import TOML, write_tiny_scenario

from covplan.coverage.service import ServiceSettings
from covplan.errors import InputError, InputProblemsError, ScenarioError
from covplan.ingest.indicators import read_indicators
from covplan.outputs.settings import Language
from covplan.scenario import read_scenario
from covplan.workflow import Job, check
from covplan.workflow.registry import computed_indicators, planned_values
from covplan.workflow.targets import TargetResult, assess_targets

SETTINGS = """
[targets]
file = "chỉ tiêu.toml"
indicators = ["sổ.csv"]

[outputs]
as_of = "2026-11-01"
"""
TARGETS = """\
plan = "Kế hoạch"
source = "thử"

[areas.new]
title_vi = "Tỉnh mới"
title_en = "New province"
units = [{ admin_code = "66", admin_epoch = "2025-07" }]

[[target]]
id = "P"
clause = "II.2"
title_vi = "Dân số"
title_en = "People"
scope = "new"
operator = ">="
value = 99
unit = "%"
year = 2030
evidence = "served_5g_pct:any"
kinds = ["modelled", "reported"]
beside = ["served_5g_pct:"]

[[target]]
id = "V"
clause = "II.1"
title_vi = "Tốc độ"
title_en = "Speed"
scope = "new"
operator = ">="
value = 40
unit = "Mb/s"
year = 2025
evidence = "dl_mean_4g_mbps"
kinds = ["measured"]
beside = ["dl_mean_5g_mbps:", "qcvn126_5g:"]

[[target]]
id = "D"
clause = "III"
title_vi = "Việc"
title_en = "Task"
scope = "new"
operator = "done"
evidence = "done:D"
kinds = ["reported"]
"""
HEAD = "id,admin_code,admin_epoch,period,value,unit,kind,source,as_of,n_samples\n"
REGISTRY = HEAD + (
    "served_5g_pct:any,66,2025-07,2026-Q3,99.2,%,reported,operators,2026-10-05,\n"
    "dl_mean_4g_mbps,66,2025-07,2026-10,39.996,Mb/s,measured,i-Speed,2026-10-31,900\n"
    "dl_mean_4g_mbps,24133,2025-07,2026-10,41,Mb/s,measured,i-Speed,2026-10-31,299\n"
    "dl_mean_4g_mbps,24136,2025-07,2026-10,41,Mb/s,measured,i-Speed,2026-10-31,300\n"
)

Make = Callable[..., Job]


@pytest.fixture(scope="module")
def make_job(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """A job over the tiny scenario with given targets and registry; its results are kept for the next job."""
    place = tmp_path_factory.mktemp("chỉ tiêu")

    def make(targets: str = TARGETS, registry: str = REGISTRY, settings: str = SETTINGS, *overrides: str) -> Job:
        file = write_tiny_scenario(place, TOML + settings) if not (place / "out").exists() else place / "kịch bản.toml"
        file.write_text(TOML + settings, encoding="utf-8")
        (place / "chỉ tiêu.toml").write_text(targets, encoding="utf-8")
        (place / "sổ.csv").write_text(registry, encoding="utf-8")
        return Job(read_scenario(file, overrides), place / "out")

    return make


@pytest.fixture(scope="module")
def result(make_job: Make) -> TargetResult:
    return assess_targets(make_job())


def test_statuses_with_kind_source_and_what_is_left(make_job: Make, result: TargetResult) -> None:
    people, speed, task = result.held
    today = make_job().today
    modelled, reported = people.deciding
    assert (people.status, speed.status, task.status) == ("not_reached", "overdue", "no_evidence")
    assert modelled.indicator.value == pytest.approx(100 * today.totals["any"] / today.population)
    assert (reported.indicator.value, reported.status) == (99.2, "reached")
    assert {value.indicator.id for value in people.beside} == {"served_5g_pct:viettel", "served_5g_pct:mobifone"}
    assert speed.deciding[0].left == pytest.approx(0.004)
    (count,) = speed.communes
    assert (count.reaching, count.short, count.not_assessable, count.unknown) == (1, 0, 1, 0)


def test_the_record_says_what_the_figures_stand_on(make_job: Make, result: TargetResult) -> None:
    record = json.loads((make_job().folder / "targets.json").read_text(encoding="utf-8"))
    assert record == json.loads(json.dumps(result.record))
    assert record["counts"] == {"new": {"reached": 0, "not_reached": 1, "overdue": 1, "no_evidence": 1}}
    assert (record["threshold_dbm"], record["probability"], record["environment"]) == (-85.0, 0.95, "outdoor")
    assert record["people_base"] == "tiny 2025"
    assert {one["file"] for one in record["inputs"]} == {"chỉ tiêu.toml", "sổ.csv"}
    assert [one["kind"] for one in record["targets"][0]["deciding"]] == ["modelled", "reported"]


def test_the_table_has_a_row_for_each_value(make_job: Make, result: TargetResult) -> None:
    with (make_job().folder / "targets.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    assert [row["Chỉ tiêu"] for row in rows] == ["P"] * 4 + ["V", "D"]
    assert [row["Loại số liệu"] for row in rows][1] == "báo cáo"
    assert (rows[1]["Giá trị"], rows[1]["Nguồn"], rows[1]["Ngày"]) == ("99,2", "operators", "05/10/2026")
    assert (rows[4]["Kết quả"], rows[4]["Còn thiếu"]) == ("QUÁ HẠN", "0,004")
    assert (rows[5]["Kết quả"], rows[5]["Giá trị"]) == ("KHÔNG CÓ SỐ LIỆU", "")
    assert all("MÔ PHỎNG" in row["Đánh dấu"] for row in rows)


def test_lines_never_round_a_value_up_to_its_target(result: TargetResult) -> None:
    from covplan.cli.target_lines import target_lines

    lines = list(target_lines(result, Language.ENGLISH))
    speed = next(line for line in lines if "dl_mean_4g_mbps" in line)
    assert (
        "39.99 Mb/s (measured; dl_mean_4g_mbps, for 2026-10; i-Speed, 2026-10-31), 900 samples; 0.01 Mb/s left" in speed
    )
    at = next(k for k, line in enumerate(lines) if line.startswith("P (II.2) People: ≥ 99 %, due 2030-12-31"))
    assert "SS-RSRP ≥ −85 dBm with probability ≥ 95 %, outdoor" in lines[at + 1]
    assert "at least one operator" in lines[at + 1] and "tiny 2025" in lines[at + 2]
    vietnamese = "\n".join(target_lines(result, Language.VIETNAMESE))
    assert "QUÁ HẠN" in vietnamese and "39,99 Mb/s (đo kiểm" in vietnamese and "Tỉnh mới" in vietnamese


def test_an_earlier_run_is_compared(make_job: Make, result: TargetResult, tmp_path: Path) -> None:
    record: dict[str, Any] = json.loads(json.dumps(result.record)) | {"as_of": "2025-11-01"}
    record["targets"][0]["deciding"][0]["value"] = 10.0
    (tmp_path / "targets.json").write_text(json.dumps(record), encoding="utf-8")
    held = assess_targets(make_job(), [tmp_path]).held[0]
    assert [(e.as_of, e.value, e.comparable) for e in held.deciding[0].earlier] == [("2025-11-01", 10.0, True)]
    assert held.earlier == (("2025-11-01", "not_reached"),)
    stricter = assess_targets(make_job(TARGETS, REGISTRY, SETTINGS, "service.threshold_dbm=-80"), [tmp_path]).held[0]
    assert [value.earlier[0].comparable for value in stricter.deciding] == [False, True]


def test_a_run_of_the_same_day_is_not_earlier(make_job: Make, result: TargetResult) -> None:
    with pytest.raises(InputError, match="as of 2026-11-01, which is not before 2026-11-01"):
        assess_targets(make_job(), [make_job().folder])


@pytest.mark.parametrize("content", [None, "{", "[]", '{"targets": [{}], "as_of": "x"}'])
def test_a_folder_without_statuses_is_refused(make_job: Make, tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "targets.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="holds no statuses of targets"):
        assess_targets(make_job(), [tmp_path])


def test_the_mistakes_of_all_files_come_at_once(make_job: Make) -> None:
    registry = REGISTRY.replace("24133", "24134").replace("reported", "guessed")
    job = make_job(TARGETS.replace("value = 40", 'value = "40"'), registry)
    with pytest.raises(InputProblemsError) as caught:
        assess_targets(job)
    expected = ["targets.value", "indicator.choice", "indicator.commune"]
    assert [problem.code for problem in caught.value.problems] == expected
    assert [problem.code for problem in check(job)][-3:] == expected
    assert "24134" in (job.folder / "input_report.csv").read_text(encoding="utf-8-sig")


def test_speed_tests_stand_beside_and_their_bad_rows_are_told(make_job: Make) -> None:
    lon, lat = Transformer.from_crs(EPSG, 4326, always_xy=True).transform(LEFT + 1_000.0, BOTTOM + 1_000.0)
    rows = [f"2026-10-20,{lon},{lat},Viettel,5G,210,35,30", f"2026-10-20,{lon},{lat},Viettel,4G,50,9,30"]
    text = "time,lon,lat,operator,technology,dl,ul,ping\n" + "\n".join(rows)
    (make_job().scenario.file.parent / "tốc độ.csv").write_text(text, encoding="utf-8")
    job = make_job(TARGETS, REGISTRY, SETTINGS.replace("[outputs]", 'speed_tests = ["tốc độ.csv"]\n\n[outputs]'))
    beside = {value.indicator.id: value for value in assess_targets(job).held[1].beside}
    assert set(beside) == {"dl_mean_5g_mbps:viettel", "qcvn126_5g:viettel"}
    assert all(math.isnan(value.indicator.value) for value in beside.values())
    assert beside["dl_mean_5g_mbps:viettel"].indicator.n_samples == 1
    assert [problem.code for problem in check(job)][-1] == "speed.technology"


def test_tiles_of_speed_tests_are_measured_values_of_all_networks(make_job: Make) -> None:
    lon, lat = Transformer.from_crs(EPSG, 4326, always_xy=True).transform(LEFT + 1_000.0, BOTTOM + 1_000.0)
    rows = [f"2025-Q4,1,{lon},{lat},30000,9000,40,20,9", f"2026-Q1,1,{lon},{lat},60000,9000,40,45,9"]
    text = "period,quadkey,lon,lat,dl_kbps,ul_kbps,latency_ms,tests,devices\n" + "\n".join(rows)
    (make_job().scenario.file.parent / "ô đo.csv").write_text(text, encoding="utf-8")
    targets = TARGETS.replace('"dl_mean_4g_mbps"', '"dl_mean_mobile_mbps"')
    job = make_job(targets, REGISTRY, SETTINGS.replace("[outputs]", 'speed_tiles = ["ô đo.csv"]\n\n[outputs]'))
    held = assess_targets(job).held[1]
    (value,) = held.deciding
    assert (value.indicator.value, value.indicator.n_samples, value.indicator.period) == (60.0, 45, "2026-Q1")
    assert value.indicator.kind == "measured" and "non-commercial" in value.indicator.source
    assert held.status == "reached"


def test_a_declared_area_is_compared_commune_by_commune(make_job: Make) -> None:
    folder = make_job().scenario.file.parent
    area = gpd.GeoDataFrame(geometry=[shapely.box(LEFT, BOTTOM, LEFT + 2_000.0, BOTTOM + 2_000.0)], crs=EPSG)
    area.to_file(folder / "vùng.gpkg")
    declared = 'service_areas = [{ file = "vùng.gpkg", operator = "viettel", source = "web", as_of = "2026-10-01" }]'
    job = make_job(TARGETS, REGISTRY, SETTINGS.replace("[outputs]", f"{declared}\n\n[outputs]"))
    result = assess_targets(job)
    assert job.folder / "declared_areas.csv" in result.files
    with (job.folder / "declared_areas.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    assert [row["Mã"] for row in rows] == ["24133", "24136"]
    people = sum(int(row["Chỉ công bố (người)"]) + int(row["Công bố và dự báo đều có (người)"]) for row in rows)
    assert 0 < people < sum(int(row["Dân số"]) for row in rows)
    assert {one["file"] for one in result.record["inputs"]} == {"chỉ tiêu.toml", "sổ.csv", "vùng.gpkg"}


def test_a_scenario_without_targets_or_date_says_so(make_job: Make) -> None:
    with pytest.raises(ScenarioError, match="names no targets"):
        assess_targets(make_job(TARGETS, REGISTRY, ""))
    with pytest.raises(ScenarioError, match=r"state outputs\.as_of"):
        assess_targets(make_job(TARGETS, REGISTRY, SETTINGS, "outputs.as_of="))


def test_what_the_run_computes_is_a_registry_for_others(make_job: Make) -> None:
    """Read back value by value, with the profile of service in its source; more only where the plan names it."""
    job = make_job()
    result = assess_targets(job)
    (file,) = (file for file in result.files if file.name == "indicators.csv")
    area = job.area
    read = read_indicators(file, admin_epoch=area.admin_epoch, communes=set(area.communes["code"]))
    computed = computed_indicators(job, (), ())
    assert list(read) == [replace(one, admin_epoch=str(one.admin_epoch), value=float(one.value)) for one in computed]
    modelled = {one.source for one in read if one.kind == "modelled" and one.unit != "people"}
    labels = job.scenario.service.label, "own: NR, ", "tiny cables; cách cáp không quá 500 m"  # draws have no margin
    assert all(any(label in source for label in labels) and "DỮ LIỆU MÔ PHỎNG" in source for source in modelled)
    assert ServiceSettings().label == "vn-planning: NR, -110 dBm, 95 %, outdoor"
    stems = {one.id.split(":")[0] for one in read}
    assert not stems & {"gain_5g_people", "behind_one_mast_pct"}
    asked = TARGETS.replace('["served_5g_pct:"]', '["served_5g_pct:", "gain_5g_people:", "behind_one_mast_pct"]')
    people = assess_targets(make_job(asked)).held[0]
    beside = {value.indicator.id for value in people.beside}
    assert {"gain_5g_people:viettel:mobifone", "behind_one_mast_pct", "served_5g_pct:all"} <= beside


def test_years_of_the_plan_say_when_a_target_is_planned_to_be_reached(make_job: Make) -> None:
    years = "planning.years=[{year=2027, budget_bn_vnd=1.2}, {year=2028}]"
    lower = TARGETS.replace("value = 99", "value = 50")
    job = make_job(lower, REGISTRY, SETTINGS, "planning.target_pct=60", years)
    (people, *_) = assess_targets(job).held
    built = {year.year: year.served_pct for year in job.routed[0].years}
    assert people.planned_year == min(year for year, pct in built.items() if pct >= 50.0)
    planned = [one for one in planned_values(job) if one.admin_code == "66"]
    last = [one for one in planned if one.year == 2028]
    assert [one.value for one in last] == pytest.approx([job.routed[0].served_pct_after])
    fibre = {one.id: one.value for one in planned if one.year == 2030}
    households = job.route_fibre.reach.sum(numeric_only=True)
    assert fibre["households_fibre_passed_pct"] == pytest.approx(
        100 * households["households_after"] / households["households"]
    )
    assert set(fibre) == {"households_fibre_passed_pct", "users_fibre_1gbps_pct", "villages_fixed_broadband_pct"}
    assert not planned_values(make_job())
