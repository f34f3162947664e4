"""Profiles of service: the default is the default, a change is told, and what they need is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from scenario_files import BASE, write_scenario

from covplan.coverage.service import Environment, ServiceSettings
from covplan.errors import ScenarioError
from covplan.network import Technology
from covplan.scenario import read_scenario
from covplan.scenario.service_profiles import DEFAULT, OWN, service_profiles

INTERFERENCE = BASE + "\n[radio.interference]\n"


def codes(tmp_path: Path, text: str) -> dict[str, str]:
    with pytest.raises(ScenarioError) as caught:
        read_scenario(write_scenario(tmp_path, text))
    return {problem.column: problem.code for problem in caught.value.problems}


def test_without_a_profile_the_numbers_are_what_they_always_were(tmp_path: Path) -> None:
    assert read_scenario(write_scenario(tmp_path)).service == ServiceSettings()
    named = read_scenario(write_scenario(tmp_path, BASE + f'\n[service]\nprofile = "{DEFAULT}"\n')).service
    assert named == ServiceSettings() and named.profile == DEFAULT
    assert service_profiles()[DEFAULT].of(ServiceSettings()) == ServiceSettings()
    assert (named.threshold_dbm, named.probability_pct, named.sigma_db) == (-110.0, 95.0, 8.0)


@pytest.mark.parametrize(("name", "down", "up"), [("fcc-5g-7-1", 7.0, 1.0), ("fcc-5g-35-3", 35.0, 3.0)])
def test_broadband_data_collection(tmp_path: Path, name: str, down: float, up: float) -> None:
    text = INTERFERENCE + f'\n[service]\nprofile = "{name}"\nenvironment = "in-vehicle"\n'
    service = read_scenario(write_scenario(tmp_path, text)).service
    assert (service.downlink_mbps, service.uplink_mbps) == (down, up)
    assert (service.probability_pct, service.load_pct) == (90.0, 50.0)
    assert (service.profile, service.environment) == (name, Environment.IN_VEHICLE)  # the rule counts both


def test_ofcom_counts_lte(tmp_path: Path) -> None:
    service = read_scenario(write_scenario(tmp_path, BASE + '\n[service]\nprofile = "ofcom-4g"\n')).service
    assert (service.technology, service.threshold_dbm) == (Technology.LTE, -105.0)


def test_a_changed_profile_is_ones_own(tmp_path: Path) -> None:
    for text in ('profile = "ofcom-4g"\nthreshold_dbm = -100', "threshold_dbm = -100"):
        service = read_scenario(write_scenario(tmp_path, f"{BASE}\n[service]\n{text}\n")).service
        assert (service.profile, service.threshold_dbm) == (OWN, -100.0)
    service = read_scenario(
        write_scenario(tmp_path, BASE + "\n[service]\nthreshold_dbm = -110\nsigma_db = 6\n")
    ).service
    assert service.profile == DEFAULT


def test_ones_own_says_its_numbers(tmp_path: Path) -> None:
    found = codes(tmp_path, BASE + '\n[service]\nprofile = "own"\nprobability_pct = 80\n')
    assert found == {"service.threshold_dbm": "scenario.key_missing"}


def test_an_unknown_profile_is_named(tmp_path: Path) -> None:
    assert codes(tmp_path, BASE + '\n[service]\nprofile = "fcc"\n') == {"service.profile": "scenario.choice"}


def test_rates_need_interference_and_loads_their_carriers(tmp_path: Path) -> None:
    found = codes(tmp_path, BASE + '\n[service]\nprofile = "fcc-5g-7-1"\nloads_pct = { "viettel-nr-1" = 20 }\n')
    assert found == {
        "radio.interference": "coverage.no_interference",
        "service.loads_pct.viettel-nr-1": "scenario.choice",
    }


def test_loads_of_single_carriers_are_not_the_profiles(tmp_path: Path) -> None:
    text = INTERFERENCE + '\n[service]\nprofile = "fcc-5g-7-1"\nloads_pct = { "viettel-nr-2550" = 20 }\n'
    service = read_scenario(write_scenario(tmp_path, text)).service
    assert service.profile == OWN and service.loads_pct == {"viettel-nr-2550": 20.0}
    assert service_profiles()["fcc-5g-7-1"].of(service).loads_pct == {}


def test_indoors_by_clutter_shares_belong_to_classes_that_there_are(tmp_path: Path) -> None:
    text = '\n[service]\nenvironment = "indoor-by-clutter"\nefficient_pct = {{ {} = {} }}\n'
    service = read_scenario(write_scenario(tmp_path, BASE + text.format(50, 35))).service
    assert service.efficient_pct == {50: 35.0}
    assert codes(tmp_path, BASE + text.format(51, 35)) == {"service": "landcover.code"}
    assert codes(tmp_path, BASE + text.format(50, 135)) == {"service": "range.value"}


def test_ranges_are_told_with_their_keys(tmp_path: Path) -> None:
    text = (
        INTERFERENCE
        + "neglect_db = 40\n[service.throughput]\nue_power_dbm = 99\n[assessment.busy_hour]\nactive_pct = 0\n"
    )
    assert set(codes(tmp_path, text)) == {
        "radio.interference.neglect_db",
        "service.throughput",
        "assessment.busy_hour.active_pct",
    }


def test_every_profile_has_its_source() -> None:
    for profile in service_profiles().values():
        assert len(profile.source) > 20
        profile.of(ServiceSettings())
