"""Fibre or microwave through the job: off without its table; files, figures and words of ``covplan route`` with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tiny_scenario import write_tiny_scenario

from covplan import workflow
from covplan.cli.route_lines import route_lines
from covplan.outputs.settings import Language
from covplan.scenario import Step, read_scenario
from covplan.workflow.backhaul import write_backhaul
from covplan.workflow.job import open_job

RADIOS = Path(__file__).resolve().parents[2] / "data/equipment/microwave.toml"
TABLE = f"""
[routing.microwave]
equipment = "{RADIOS.as_posix()}"
rain_mm_h = 80.0
rain_source = "thử"
low_k = 0.7
low_k_source = "thử"
figures = 1
"""
PRICES = "microwave_end,mn_vnd,1,2,3,2025,test\nmicrowave_licence,mn_vnd/mhz/year,0.01,0.01,0.02,2025,test\n"
QUICK = ("planning.exact_nodes=20", "routing.protection.exact_nodes=20")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("vi ba")


def test_without_the_table_there_is_no_microwave(folder: Path) -> None:
    with open_job(read_scenario(write_tiny_scenario(folder), QUICK), folder / "out") as job:
        assert job.backhaul is None and "backhaul" not in job.seconds


def test_with_it_the_table_and_pictures_are_written_and_told(folder: Path) -> None:
    file = write_tiny_scenario(folder)
    file.write_text(file.read_text(encoding="utf-8") + TABLE, encoding="utf-8")
    (prices,) = folder.rglob("đơn giá.csv")
    prices.write_text(prices.read_text(encoding="utf-8") + PRICES, encoding="utf-8")
    with open_job(read_scenario(file, QUICK), folder / "out") as job:
        answer, plan = workflow.route(job), job.backhaul
    assert plan is not None and plan.by_hop.size
    names = {path.name for path in answer.folder.iterdir()}
    assert "backhaul.csv" in names and sum(name.startswith("hop_") for name in names) == 1
    assert (answer.folder / "shapefiles/CHANG_VIBA.shp").exists()
    found = answer.summary["backhaul"]
    assert found["by_hop"] == plan.by_hop.size and found["masts"] == int((~plan.basis.problem.lit).sum())
    told = "\n".join(route_lines(answer, Language.VIETNAMESE))
    assert "Vi ba:" in told and "không cách chọn nào dưới" in told
    with open_job(read_scenario(file, QUICK), folder / "out") as job:
        assert job.backhaul is not None and job.backhaul.option.tolist() == plan.option.tolist()
        assert "backhaul" in job.unchanged


def test_pictures_of_masts_with_ids_of_people_lie_in_the_folder(folder: Path) -> None:
    with open_job(read_scenario(folder / "kịch bản.toml", QUICK), folder / "out") as job:
        plan = job.backhaul
        assert plan is not None
        named = plan.basis.masts.assign(id="U-../" + plan.basis.masts["id"] + ":a?")
        write_backhaul(
            job, replace(plan, basis=replace(plan.basis, masts=named)), folder / "x", job.marking(Step.ROUTES)
        )
    names = sorted(path.name for path in folder.joinpath("x").iterdir())
    assert names == ["backhaul.csv", "hop_U-.._L0002_a_.png"]
    assert names[1] in (folder / "x/backhaul.csv").read_text(encoding="utf-8-sig")
