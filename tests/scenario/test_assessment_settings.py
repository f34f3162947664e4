"""``[assessment]``: composed, checked, unknown keys refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from scenario_files import BASE, write_scenario

from covplan.assessment.operator_settings import NetworkSharing, SharedNetwork
from covplan.assessment.settings import AssessmentSettings
from covplan.assessment.uncertainty_settings import BiasSource
from covplan.errors import ScenarioError
from covplan.scenario import read_scenario

TEXT = """
[[assessment.shared_networks]]
kind = "mocn"
operators = ["viettel", "mobifone"]
sites = ["VT1", "VT2"]

[assessment.resilience]
fibre_gateways = ["VT1"]
outage_h = 8

[assessment.uncertainty]
draws = 50
bias_source = "calibrated"
"""


def test_a_scenario_without_the_table_has_the_defaults(tmp_path: Path) -> None:
    assert read_scenario(write_scenario(tmp_path)).assessment == AssessmentSettings()


def test_the_table_is_composed(tmp_path: Path) -> None:
    settings = read_scenario(write_scenario(tmp_path, BASE + TEXT)).assessment
    assert settings.shared_networks == (SharedNetwork(NetworkSharing.MOCN, ("viettel", "mobifone"), ("VT1", "VT2")),)
    assert settings.resilience.fibre_gateways == ("VT1",)
    assert (settings.resilience.outage_h, settings.sharing.near_m) == (8.0, 200.0)
    assert (settings.uncertainty.draws, settings.uncertainty.bias_source) == (50, BiasSource.CALIBRATED)


@pytest.mark.parametrize(
    ("override", "match"),
    [
        ("assessment.uncertainty.draw=50", "draws"),
        ("assessment.uncertainty.between_masts=2", "between_masts must be 0 to 1"),
        ("assessment.uncertainty.draws=2.5", "whole number"),
        ("assessment.sharing.near_m=-5", "near_m must be 0 to 10000 m"),
        ("assessment.resilience.outage_h=-1", "outage_h must be 0 to 8760 h"),
        ('assessment.shared_networks=[{ kind = "gwcn", operators = [], sites = [] }]', "mocn, moran"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, override: str, match: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        read_scenario(write_scenario(tmp_path), [override])
    assert match in " ".join(problem.text for problem in caught.value.problems)


def test_a_rule_of_the_fund_is_named_or_written(tmp_path: Path) -> None:
    own = (
        '[assessment.where]\nfund_rule = "{}"\n[[assessment.where.fund_rules]]\nname = "tinh"\ntitle = "Nghị quyết"\n'
        'source = "x"\nfirst_day = "2026-07-01"\narea_classes = ["III"]\n'
    )
    for name, title in (("tinh", "Nghị quyết"), ("qd-2269", "QĐ 2269/QĐ-TTg")):
        rule = read_scenario(write_scenario(tmp_path, BASE + own.format(name))).assessment.where.rule
        assert rule is not None and rule.title == title
    with pytest.raises(ScenarioError, match="fund_rule is 'khac'; rules are qd-2269, tinh"):
        read_scenario(write_scenario(tmp_path, BASE + own.format("khac")))
