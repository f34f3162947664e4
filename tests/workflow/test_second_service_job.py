"""A plan that is asked about what fails together, through the job; and one that is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_scenario import write_tiny_scenario

from covplan.scenario import Step, fingerprint, read_scenario
from covplan.workflow.job import open_job


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_scenario(tmp_path_factory.mktemp("lớp hai"))


def test_not_asked_for_it_costs_nothing(file: Path, tmp_path: Path) -> None:
    with open_job(read_scenario(file, ["planning.exact_nodes=20"]), tmp_path) as job:
        assert job.routed[0].sites and job.second is None
        assert not {"second", "resilience"} & set(job.seconds)


def test_a_floor_of_people_served_twice_makes_the_plan_dearer_or_is_told(file: Path, tmp_path: Path) -> None:
    plans = {}
    for twice_pct in (0, 60, 100):
        wishes = [f"planning.twice_pct={twice_pct}", "planning.exact_nodes=20", "planning.target_pct=60"]
        with open_job(read_scenario(file, wishes), tmp_path) as job:
            plans[twice_pct] = job.routed[0]
            assert ("second" in job.seconds) == (twice_pct > 0)
    assert plans[0].missing == () and plans[60].missing == ()
    assert plans[60].proof.cost_mn_vnd > plans[0].proof.cost_mn_vnd
    (lack,) = plans[100].missing
    assert lack.name == "served twice" and lack.missing > 0.0 and not plans[100].reached


def test_a_kept_reach_is_that_of_the_wish(file: Path) -> None:
    plain, asked = (read_scenario(file, wish) for wish in ((), ("planning.most_behind_one=100",)))
    assert fingerprint(plain, Step.REACH) != fingerprint(asked, Step.REACH)
    other = read_scenario(file, ("planning.power_within_m=500",))
    assert fingerprint(plain, Step.REACH) == fingerprint(other, Step.REACH)
    for bears in (
        "planning.sharing.most_tenants=2",
        "planning.antenna_areas.ground_m2=5",
        "planning.builders=['viettel']",
    ):
        assert fingerprint(plain, Step.REACH) != fingerprint(read_scenario(file, (bears,)), Step.REACH)
