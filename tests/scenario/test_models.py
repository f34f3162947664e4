"""A scenario names its propagation model: settings of its own, mistakes, fingerprint."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from scenario_files import BASE, write_scenario
from test_reading import line_of, problems_of

from covplan.coverage.area_models import AREA_MODELS, label
from covplan.propagation import (
    P1812,
    TR38901,
    Cost231Hata,
    EHata,
    FreeSpace,
    HataEnvironment,
    ITMArea,
    OkumuraHata,
    SeamcatExtendedHata,
)  # fmt: skip
from covplan.propagation.itm import Climate, Siting
from covplan.propagation.tr38901 import LineOfSight
from covplan.propagation.tr38901 import Scenario as Deployment
from covplan.scenario import Step, as_plain, fingerprint, read_scenario

P1812_TABLE = "[radio.model]\ndelta_n = 45\nn0 = 325\nlatitude_deg = 12.9\n"


def with_model(table: str, freq_mhz: float = 2550) -> str:
    assert P1812_TABLE in BASE
    text = BASE.replace(P1812_TABLE, f"[radio.model]\n{table}\n")
    if freq_mhz < 1000:
        narrow = "bandwidth_mhz = 10\nscs_khz = 15\nresource_blocks = 52"
        text = text.replace("bandwidth_mhz = 100\nscs_khz = 30\nresource_blocks = 273", narrow)
    return text.replace("freq_mhz = 2550", f"freq_mhz = {freq_mhz:g}")


@pytest.mark.parametrize(
    ("table", "freq_mhz", "model"),
    [
        ("delta_n = 45\nn0 = 325\nlatitude_deg = 12.9", 2550, P1812(45.0, 325.0, 12.9)),
        ('name = "p1812"\ndelta_n = 45\nn0 = 325\nlatitude_deg = 12.9', 2550, P1812(45.0, 325.0, 12.9)),
        ('name = "p525"', 2550, FreeSpace()),
        ('name = "tr38901"\nscenario = "rma"', 2550, TR38901(Deployment.RMA)),
        (
            'name = "tr38901"\nscenario = "uma"\nlos = "probability"\nbuilding_m = 12',
            2550,
            TR38901(Deployment.UMA, LineOfSight.PROBABILITY, building_m=12.0),
        ),
        ('name = "okumura-hata"\nenvironment = "open"', 773, OkumuraHata(HataEnvironment.OPEN)),
        ('name = "cost231-hata"', 1850, Cost231Hata()),
        ('name = "extended-hata-seamcat"', 2550, SeamcatExtendedHata()),
        ('name = "ehata"', 2550, EHata()),
        (
            'name = "itm-area"\nclimate = "equatorial"\nn0 = 360\ndelta_h_m = 90\ntx_siting = "careful"',
            2550,
            ITMArea(climate=Climate.EQUATORIAL, n0=360.0, delta_h_m=90.0, tx_siting=Siting.CAREFUL),
        ),
    ],
)
def test_the_named_model_is_made(tmp_path: Path, table: str, freq_mhz: float, model: Any) -> None:
    scenario = read_scenario(write_scenario(tmp_path, with_model(table, freq_mhz)))
    assert scenario.radio.model == model and type(scenario.radio.model) is type(model)
    assert as_plain(scenario.radio)["model"]["name"] == model.name


def test_the_model_is_overridden_from_the_command_line(tmp_path: Path) -> None:
    file = write_scenario(tmp_path, with_model('name = "tr38901"\nscenario = "rma"'))
    assert read_scenario(file, ["radio.model.scenario=uma"]).radio.model == TR38901(Deployment.UMA)


@pytest.mark.parametrize(
    ("table", "key", "code", "start"),
    [
        ('name = "tr38091"', "radio.model.name", "model.unknown", "name = \"tr38091"),
        ("name = 38901", "radio.model.name", "model.unknown", "name = 38901"),
        ('name = "itm"', "radio.model.name", "model.no_area", "name = \"itm"),
        ('name = "p526-bullington"', "radio.model.name", "model.no_area", "name = \"p526"),
        ('name = "p525"\nscenario = "rma"', "radio.model.scenario", "scenario.key_unknown", "scenario"),
        ('name = "tr38901"\nscenario = 2026-11-25', "radio.model.scenario", "scenario.choice", "scenario"),
        ('name = "tr38901"\nscenario = "RMa"', "radio.model.scenario", "scenario.choice", "scenario"),
        ('name = "tr38901"', "radio.model.scenario", "scenario.key_missing", "[radio.model]"),
        ('name = "tr38901"\nscenario = "rma"\nlso = "los"', "radio.model.lso", "scenario.key_near", "lso"),
        ('name = "tr38901"\nscenario = "rma"\nbuilding_m = "5"', "radio.model.building_m", "scenario.number", "build"),
        ('name = "tr38901"\nscenario = "rma"\nbuilding_m = 51', "radio.model.building_m", "scenario.range", "build"),
        ('name = "tr38901"\nscenario = "rma"\nindoor_m = 11', "radio.model.indoor_m", "range.value", "indoor"),
        ('name = "tr38901"\nscenario = "rma"\npenetration = "high"', "radio.model", "tr38901.rural_building", "[radio"),
        ('nmae = "tr38901"', "radio.model.nmae", "scenario.key_near", "nmae"),
        ("time_pct = 60", "radio.model.time_pct", "scenario.range", "time_pct"),
    ],
)  # fmt: skip
def test_each_mistake_stands_at_its_key(tmp_path: Path, table: str, key: str, code: str, start: str) -> None:
    text = with_model(table)
    problem = problems_of(write_scenario(tmp_path, text))[key]
    assert (problem.code, problem.row) == (code, line_of(text, start))


def test_the_text_names_what_would_do(tmp_path: Path) -> None:
    known = "p1812, p525, itm-area, tr38901, okumura-hata, cost231-hata, extended-hata-seamcat, ehata"
    assert ", ".join(AREA_MODELS) == known
    unknown = problems_of(write_scenario(tmp_path, with_model('name = "hata"')))["radio.model.name"]
    assert unknown.text == f"there is no propagation model 'hata'; known: {known}"
    single = problems_of(write_scenario(tmp_path, with_model('name = "itm"')))["radio.model.name"]
    assert single.text == f"itm is for single paths; over an area use: {known}"
    near = problems_of(write_scenario(tmp_path, with_model('name = "tr38901"\nsenario = "rma"')))
    assert near["radio.model.senario"].params["near"] == "radio.model.scenario"
    choice = problems_of(write_scenario(tmp_path, with_model('name = "tr38901"\nscenario = "sma"')))
    assert choice["radio.model.scenario"].params["known"] == "uma, umi, rma"


def test_mistakes_in_the_model_and_elsewhere_come_together(tmp_path: Path) -> None:
    table = 'name = "tr38901"\nscenario = "sma"\nbuilding_m = 500\ncolour = "red"\n[service]\nsigma_db = "8"'
    problems = problems_of(write_scenario(tmp_path, with_model(table).replace("pixel_m = 250", "pixel_m = 1")))
    assert {key: problem.code for key, problem in problems.items()} == {
        "area.pixel_m": "scenario.range",
        "radio.model.scenario": "scenario.choice",
        "radio.model.building_m": "scenario.range",
        "radio.model.colour": "scenario.key_unknown",
        "service.sigma_db": "scenario.number",
    }
    unknown = problems_of(write_scenario(tmp_path, with_model('name = "?"\n[service]\nsigma_db = "8"')))
    assert set(unknown) == {"radio.model.name", "service.sigma_db"}


def test_a_table_must_be_a_table(tmp_path: Path) -> None:
    text = BASE.replace(P1812_TABLE, "[radio]\nmodel = 'p1812'\n")
    assert problems_of(write_scenario(tmp_path, text))["radio.model"].code == "scenario.table"
    assert problems_of(write_scenario(tmp_path, BASE.replace(P1812_TABLE, "")))["radio"].code == "scenario.key_missing"


def test_what_the_model_cannot_take_is_told_before_anything_is_computed(tmp_path: Path) -> None:
    problems = problems_of(write_scenario(tmp_path, with_model('name = "okumura-hata"')))
    assert "150 to 1500 MHz for Okumura-Hata" in problems["carriers[1].freq_mhz"].text
    file = write_scenario(tmp_path, with_model('name = "tr38901"\nscenario = "rma"'))
    assert problems_of(file, "radio.receiver_agl_m=12")["radio.receiver_agl_m"].code == "range.value"
    assert read_scenario(file, ["radio.receiver_agl_m=10"]).radio.receiver_agl_m == 10
    assert problems_of(file, "planning.new_mast_height_m=9")["planning.new_mast_height_m"].code == "range.value"


def test_the_variability_of_p1812_belongs_to_p1812(tmp_path: Path) -> None:
    override = "service.sigma_source=p1812"
    assert read_scenario(write_scenario(tmp_path), [override]).service.sigma_source == "p1812"
    problem = problems_of(write_scenario(tmp_path, with_model('name = "p525"')), override)["service.sigma_source"]
    assert "not to ITU-R P.525-5" in problem.text


def test_the_fingerprint_knows_the_model_by_name(tmp_path: Path) -> None:
    """eHata and SEAMCAT's may be made of the same settings."""
    files = [write_scenario(tmp_path / str(k), with_model(table)) for k, table in enumerate(
        ('name = "p525"', 'name = "ehata"', 'name = "extended-hata-seamcat"', 'name = "ehata"')
    )]  # fmt: skip
    marks = [fingerprint(read_scenario(file), Step.COVERAGE) for file in files]
    assert len(set(marks)) == 3 and marks[1] == marks[3]
    areas = {fingerprint(read_scenario(file), Step.AREA) for file in files}
    assert len(areas) == 1


def test_a_figure_says_which_model_it_is_of() -> None:
    assert label(P1812(45.0, 325.0, 12.9)) == "ITU-R P.1812-8"
    assert label(FreeSpace()) == "ITU-R P.525-5"
    assert label(OkumuraHata()) == "Okumura-Hata (1980) (environment suburban)"
    assert label(TR38901(Deployment.RMA)) == ("3GPP TR 38.901 V19.4.0 (scenario rma, los terrain, penetration none)")


@pytest.mark.parametrize("way", ["extends", "override", "key"])
def test_another_model_leaves_the_settings_of_the_first_behind(tmp_path: Path, way: str) -> None:
    base = write_scenario(tmp_path, BASE)
    if way == "extends":
        variant = tmp_path / "variant.toml"
        variant.write_text(f'extends = "{base.name}"\n[radio.model]\nname = "p525"\n', encoding="utf-8")
        scenario = read_scenario(variant)
    else:
        text = 'radio.model={name="p525"}' if way == "override" else 'radio.model.name="p525"'
        scenario = read_scenario(base, (text,))
    assert scenario.radio.model == FreeSpace()
    kept = read_scenario(base, ('radio.model={name="p1812", n0=300.0}', "radio.model.delta_n=50.0"))
    assert kept.radio.model == P1812(50.0, 300.0, 12.9)
