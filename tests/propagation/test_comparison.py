"""Models by name over one path: how they get their settings, and what one that fails leaves to the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any, ClassVar

import numpy as np
import pytest

from covplan.errors import CovplanError, ModelRangeError
from covplan.propagation import model as models
from covplan.propagation.comparison import compare, configured, settings_of, titles
from covplan.propagation.cost231_hata import Cost231Environment, Cost231Hata
from covplan.propagation.hata import HataEnvironment, OkumuraHata
from covplan.propagation.p1812 import P1812, Polarisation
from covplan.propagation.path_loss import PathLoss
from covplan.propagation.ranges import Range
from covplan.propagation.seamcat_extended_hata import SeamcatEnvironment, SeamcatExtendedHata
from covplan.terrain.profile import Profile

PLACE = {"delta_n": 45.0, "n0": 365.0, "latitude_deg": 12.9, "time_pct": 10.0, "polarisation": "horizontal"}
HEIGHTS = {"tx_agl_m": 40.0, "rx_agl_m": 1.5}


class Ground(StrEnum):
    WET = "wet"
    DRY = "dry"


class Bounces(IntEnum):
    NONE = 0
    ONE = 1


@dataclass(frozen=True)
class Distances:
    """Ten decibels per kilometre; up to 1 GHz only."""

    name: ClassVar[str] = "distances"
    edition: ClassVar[str] = "Distances 1"
    source: ClassVar[str] = "this test"
    ranges: ClassVar[Mapping[str, Range]] = {"freq_mhz": Range(100.0, 1000.0, "MHz")}
    holds_clutter: ClassVar[bool] = False

    per_km_db: float | None = 10.0
    rounded: bool = False
    bounces: Bounces = Bounces.NONE
    ground: Ground = Ground.DRY

    def path(self, profile: Profile, *, freq_mhz: float, tx_agl_m: float, rx_agl_m: float) -> PathLoss:
        self.ranges["freq_mhz"].check("freq_mhz", freq_mhz, self.edition)
        return PathLoss(
            (self.per_km_db or 0.0) * float(profile.dist_km[-1]), freq_mhz, {"heights": tx_agl_m + rx_agl_m}
        )


@pytest.fixture(autouse=True)
def with_a_second_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(models.MODELS, "distances", Distances)


@pytest.fixture
def path() -> Profile:
    dist = np.linspace(0.0, 4.0, 41)
    return Profile.of(dist, 100.0 + 10.0 * np.sin(dist), np.full(41, 5.0), np.full(41, 4))


def test_a_model_takes_the_settings_of_its_own_names_only() -> None:
    assert configured("p1812", PLACE) == P1812(45.0, 365.0, 12.9, 10.0, Polarisation.HORIZONTAL)
    assert configured("distances", PLACE | {"per_km_db": 3.0, "ground": "wet"}) == Distances(3.0, ground=Ground.WET)
    assert configured("distances", {"per_km_db": None}) == Distances()
    assert settings_of(Distances(3.0)) == {
        "per_km_db": 3.0,
        "rounded": False,
        "bounces": Bounces.NONE,
        "ground": Ground.DRY,
    }


def test_what_one_model_knows_by_a_name_another_may_not_know(path: Profile) -> None:
    """Hata's open country is no kind of place that COST 231 measured: that model says so, and the others answer."""
    known = PLACE | settings_of(OkumuraHata(HataEnvironment.OPEN))
    assert configured("extended-hata-seamcat", known) == SeamcatExtendedHata(SeamcatEnvironment.OPEN)
    with pytest.raises(
        CovplanError, match="environment of COST 231-Hata .* like medium-city, metropolitan, got 'open'"
    ):
        configured("cost231-hata", known)
    refused, answered = compare(("cost231-hata", "p1812"), known, path, freqs_mhz=(1850.0,), **HEIGHTS)
    assert refused.error is not None and answered.loss is not None
    chosen = configured("cost231-hata:environment=metropolitan", known)
    assert chosen == Cost231Hata(Cost231Environment.METROPOLITAN)


def test_settings_after_the_name_are_for_one_model_alone() -> None:
    assert configured("distances:per_km_db=3,ground=WET", PLACE) == Distances(3.0, ground=Ground.WET)
    assert configured("distances:rounded=true,bounces=one", PLACE) == Distances(rounded=True, bounces=Bounces.ONE)
    assert configured("p1812:time_pct=1,polarisation=vertical", PLACE).time_pct == 1.0  # type: ignore[attr-defined]
    with pytest.raises(
        CovplanError, match="Distances 1 has no setting 'per_km'; it has: per_km_db, rounded, bounces, ground"
    ):
        configured("distances:per_km=3", PLACE)
    with pytest.raises(CovplanError, match="ground of Distances 1 must be like wet, dry, got 'mud'"):
        configured("distances:ground=mud", PLACE)
    with pytest.raises(CovplanError, match="rounded of Distances 1 must be like true, false, got '1'"):
        configured("distances:rounded=1", PLACE)
    with pytest.raises(CovplanError, match=r"per_km_db of Distances 1 must be like 0\.0, got ''"):
        configured("distances:per_km_db", PLACE)


def test_two_choices_of_one_model_stand_side_by_side(path: Profile) -> None:
    choices = ("distances:per_km_db=1", "distances", "distances:per_km_db=2,ground=wet")
    answers = compare(choices, PLACE, path, freqs_mhz=(773.0,), **HEIGHTS)
    assert [answer.loss.loss_db for answer in answers if answer.loss] == pytest.approx([4.0, 40.0, 8.0])
    assert titles(answers) == {choice: f"Distances 1 ({choice})" for choice in choices}
    assert titles(answers[1:2]) == {"distances": "Distances 1"}
    assert titles(answers[:1]) == {"distances:per_km_db=1": "Distances 1 (distances:per_km_db=1)"}


def test_what_a_model_needs_and_nobody_knows_is_named() -> None:
    with pytest.raises(CovplanError, match=r"ITU-R P\.1812-8 needs delta_n, latitude_deg: as options"):
        configured("p1812", {"n0": 365.0, "delta_n": None})
    with pytest.raises(CovplanError, match=r"no propagation model 'hat'; known: .*p1812"):
        configured("hat", PLACE)


def test_every_model_answers_at_every_frequency_as_it_would_alone(path: Profile) -> None:
    answers = compare(("distances", "p1812"), PLACE, path, freqs_mhz=(773.0, 900.0), **HEIGHTS)
    asked = [(773.0, "distances"), (773.0, "p1812"), (900.0, "distances"), (900.0, "p1812")]
    assert [(a.freq_mhz, a.model) for a in answers] == asked
    assert [a.edition for a in answers[:2]] == ["Distances 1", "ITU-R P.1812-8"]
    alone = P1812(45.0, 365.0, 12.9, 10.0, Polarisation.HORIZONTAL).path(path, freq_mhz=900.0, **HEIGHTS)
    assert answers[0].loss is not None and answers[0].loss.loss_db == 40.0
    assert answers[3].loss is not None and answers[3].loss.loss_db == alone.loss_db
    assert answers[3].settings["time_pct"] == 10.0


def test_one_out_of_range_does_not_stop_the_others(path: Profile) -> None:
    answers = compare(("distances", "p1812"), PLACE, path, freqs_mhz=(3850.0,), **HEIGHTS)
    assert answers[0].loss is None and isinstance(answers[0].error, ModelRangeError)
    assert str(answers[0].error) == "freq_mhz must be 100 to 1000 MHz for Distances 1, got 3850"
    assert answers[1].error is None and answers[1].loss is not None
    beyond: dict[str, Any] = PLACE | {"time_pct": 60.0}
    no_setting, other = compare(("p1812", "distances"), beyond, path, freqs_mhz=(900.0,), **HEIGHTS)
    assert "time_pct must be 1 to 50" in str(no_setting.error) and no_setting.settings == {}
    assert other.loss is not None


def test_distances_to_the_coast_reach_only_the_model_that_takes_them(path: Profile) -> None:
    answers = compare(("distances", "p1812"), PLACE, path, freqs_mhz=(773.0,), **HEIGHTS, coast_km=(2.0, 3.0))
    assert "coast_km" not in answers[0].settings and answers[1].settings["coast_km"] == (2.0, 3.0)
    assert answers[1].loss is not None and answers[1].loss.geometry["dct"] == 2.0


def test_an_unknown_name_is_an_error_at_once(path: Profile) -> None:
    with pytest.raises(CovplanError, match="no propagation model 'x'"):
        compare(("p1812", "x"), PLACE, path, freqs_mhz=(773.0,), **HEIGHTS)
