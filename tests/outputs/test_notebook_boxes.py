"""Boxes that notebooks show: marks, the definition beside every share, escaped texts, no positions and no names."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from backhaul_cases import MICROWAVE, chosen, priced
from IPython.core.formatters import DisplayFormatter
from tiny_scenario import write_tiny_scenario

from covplan.assessment.served import Definition
from covplan.coverage.service import Environment, ServiceSettings
from covplan.ingest.area import Area
from covplan.notebook import ShownInNotebooks
from covplan.outputs.results import load_fibre, load_plan, load_served, save_fibre, save_plan, save_served
from covplan.scenario import read_scenario
from covplan.workflow import Job, open_job

UNKNOWN = "CHƯA RÕ SỐ LIỆU THẬT HAY MÔ PHỎNG"


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Job:
    folder = tmp_path_factory.mktemp("boxes")
    scenario = read_scenario(
        write_tiny_scenario(folder), ["planning.exact_nodes=20", "routing.protection.exact_nodes=20"]
    )
    with open_job(scenario, folder / "out") as opened:
        assert opened.routed and opened.routes
    return opened


def html(result: ShownInNotebooks) -> str:
    return result._repr_html_()


def in_ipython(result: ShownInNotebooks) -> str:
    """The plain text that IPython prints, and that Jupyter keeps beside the box."""
    bundle, _ = DisplayFormatter().format(result)
    assert set(bundle) == {"text/html", "text/plain"} and bundle["text/html"] == html(result)
    return str(bundle["text/plain"])


def made(job: Job) -> dict[str, ShownInNotebooks]:
    plan, fibre = job.routed
    return {
        "scenario": job.scenario,
        "area": job.area,
        "served": job.today,
        "plan": plan,
        "fibre": fibre,
        "routes": job.routes,
    }


@pytest.mark.parametrize("name", ["scenario", "area", "served", "plan", "fibre", "routes"])
def test_what_comes_from_a_synthetic_scenario_says_so_and_tells_no_place(job: Job, name: str) -> None:
    page, plain = html(made(job)[name]), in_ipython(made(job)[name])
    assert "DỮ LIỆU MÔ PHỎNG" in page and UNKNOWN not in page
    words = re.sub(r"<[^>]*>", " ", page) + plain
    assert re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page)).split()[:2] == plain.split()[:2] and "<" not in plain
    assert not re.search(r"\d{6,}", words)  # no coordinate in metres
    assert not re.search(r"1[23][.,]\d{3,}|10[89][.,]\d{3,}", words)  # nor in degrees
    for site in job.area.sites:
        assert site.id not in words and site.name not in words


@pytest.mark.parametrize("name", ["scenario", "served", "plan"])
def test_a_share_stands_beside_its_definition(job: Job, name: str) -> None:
    page = html(made(job)[name])
    assert "Được phủ sóng 5G: SS-RSRP ≥ −85 dBm với xác suất ≥ 95 %, ngoài trời, ít nhất một nhà mạng." in page
    assert "Nhà mạng: Viettel, MobiFone" in page and "Nguồn dân số: tiny 2025" in page


def test_the_figures_are_those_of_the_results(job: Job, results: Any) -> None:
    assert "55,0 % → 99,2 %" in html(replace(results.plan, definition=results.today.definition))
    assert "2 (nâng cấp cột của mình 0, thuê chỗ trên cột khác 1, xây cột mới 1)" in html(results.plan)
    assert "3.500" in html(results.plan) and "1,01 %" in html(results.plan)  # 30 of 2970 mn_vnd
    assert "13,2 km" in html(results.fibre) and "791 triệu đồng" in html(results.fibre)
    assert "Viettel: " in html(results.today)
    kilometres = sum(float(km) for km in re.findall(r"([\d.]+) km", html(job.routes).replace(",", ".")))
    assert kilometres == pytest.approx(job.routes.basis.corridors.length_m[job.routes.edges].sum() / 1000, abs=0.2)


def test_without_its_definition_a_plan_shows_no_share_and_says_what_it_does_not_know(results: Any) -> None:
    page = html(results.plan)
    assert UNKNOWN in page and "99,2" not in page and "55,0" not in page
    for result in (results.fibre, results.today, results.area):
        assert UNKNOWN in html(result)


def test_backhaul_counts_every_mast(tiny_area: Area) -> None:
    _, plan = chosen(priced(replace(tiny_area, synthetic=True), 100.0), MICROWAVE)
    count = re.search(r">(\d+): (\d+) / (\d+) / (\d+)<", html(plan))
    assert count is not None
    masts, by_fibre, by_hop, left = map(int, count.groups())
    assert masts == plan.option.size == by_fibre + by_hop + left and by_hop == plan.by_hop.size
    assert "DỮ LIỆU MÔ PHỎNG" in html(plan)


def test_texts_from_files_are_escaped(job: Job, results: Any) -> None:
    bad = "<script>alert(1)</script>"
    area = replace(job.area, people_base=bad, sources=(bad,))
    definition = Definition(ServiceSettings(reading=bad), (bad,), bad, False)
    scenario = replace(job.scenario, title=bad)
    for result in (area, scenario, replace(results.plan, definition=definition)):
        assert "<script" not in html(result) and "&lt;script&gt;" in html(result)


def test_what_is_not_synthetic_bears_no_such_mark(results: Any) -> None:
    page = html(replace(results.today, synthetic=False, service=ServiceSettings(environment=Environment.IN_VEHICLE)))
    assert "MÔ PHỎNG" not in page and "trong xe" in page


def test_english_where_it_is_asked_for(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    in_english = replace(job.scenario, outputs=replace(job.scenario.outputs, language="en"))
    assert "Scenario" in html(in_english) and "SYNTHETIC DATA" in html(in_english)
    monkeypatch.setenv("COVPLAN_LANG", "en")
    assert "Served by 5G: SS-RSRP ≥ −85 dBm" in html(job.today)
    monkeypatch.setenv("COVPLAN_LANG", "vi")
    assert "Kịch bản" in html(in_english)


@pytest.mark.parametrize("corrected", [True, False])
def test_the_definition_survives_being_kept(results: Any, tmp_path: Path, corrected: bool) -> None:
    plan: Any = replace(results.plan, definition=replace(results.today.definition, synthetic=corrected))
    save_plan(plan, tmp_path / "plan.npz", "a")
    assert load_plan(tmp_path / "plan.npz", "a") == plan
    save_served(replace(results.today, synthetic=corrected), tmp_path / "served.npz", "a")
    assert load_served(tmp_path / "served.npz", "a").definition == plan.definition
    save_fibre(replace(results.fibre, synthetic=corrected), tmp_path / "fibre.npz", "a")
    assert load_fibre(tmp_path / "fibre.npz", "a").synthetic is corrected
