"""One path over an area: the same loss as the coverage raster, and the effective Earth that goes with it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest
from tiny_scenario import write_tiny_scenario

from covplan import coverage, read_scenario
from covplan.outputs.lonlat import to_lonlat
from covplan.propagation import PathLoss, gain_dbi, link_budget
from covplan.propagation import model as models
from covplan.propagation.ranges import Range
from covplan.terrain import Profile
from covplan.workflow import Job, LinkQuestion, link


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Job:
    place = tmp_path_factory.mktemp("một tuyến")
    exact = ('radio.method="exact"',)  # the sweep's radials pass beside a pixel's centre
    return Job(read_scenario(write_tiny_scenario(place), exact), place / "out")


@pytest.mark.parametrize(("row", "col"), [(4, 12), (10, 15), (17, 9)])
def test_the_loss_is_that_of_the_coverage_raster(job: Job, row: int, col: int) -> None:
    """RSRP of a sector = its budget less the loss of the path; the pixel's strongest sector is the one seen best."""
    area, radio = job.area, job.scenario.radio
    site = next(s for s in area.sites if s.id == "VT1")
    (carrier,) = site.sectors[0].carriers
    cover = coverage.predict(area, radio, sites=[site])
    x, y = (centres[at] for centres, at in zip(area.grid.centres(), (col, row), strict=True))
    lon, lat = to_lonlat([x], [y], area.grid.epsg)
    report = link(job, "VT1", f"{lon[0]:.9f},{lat[0]:.9f}", LinkQuestion())
    (answer,) = report.answers
    assert answer.loss is not None and answer.freq_mhz == carrier.freq_mhz
    azimuth = math.degrees(math.atan2(x - site.x_m, y - site.y_m)) % 360.0
    rise_m = (report.profile.ground_m[-1] + report.rx_agl_m) - (report.profile.ground_m[0] + report.tx_agl_m)
    elevation = math.degrees(math.atan2(rise_m, 1000.0 * report.dist_km))
    strongest = max(
        link_budget(
            carrier,
            loss_db=answer.loss.loss_db,
            pattern_db=gain_dbi(
                carrier.antenna,
                azimuth_deg=azimuth,
                elevation_deg=elevation,
                sector_azimuth_deg=sector.azimuth_deg,
                mechanical_tilt_deg=sector.mechanical_tilt_deg,
                electrical_tilt_deg=carrier.electrical_tilt_deg,
            )
            - carrier.antenna.gain_dbi,
        ).rsrp_dbm
        for sector in site.sectors
    )
    assert report.dist_km > 0.25
    assert cover.rsrp_dbm[carrier.id][row, col] == pytest.approx(strongest, abs=0.02)  # the Earth's curve in elevation


def test_the_earth_is_that_of_the_lapse_rate(job: Job) -> None:
    usual = link(job, "VT1", "VT2", LinkQuestion(freqs_mhz=(773.0,)))
    assert usual.sight.earth_radius_km == pytest.approx(job.scenario.radio.model.median_earth_radius_km)
    steep = link(job, "VT1", "VT2", LinkQuestion(freqs_mhz=(773.0,), settings={"delta_n": 70.0}))
    assert steep.sight.earth_radius_km > usual.sight.earth_radius_km
    beyond = link(job, "VT1", "VT2", LinkQuestion(freqs_mhz=(773.0,), settings={"delta_n": 157.0}))
    assert beyond.sight.earth_k == pytest.approx(4.0 / 3.0) and beyond.answers[0].error is not None


def test_models_that_ask_for_an_earth_get_the_one_of_the_picture(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    @dataclass(frozen=True)
    class Round:
        name: ClassVar[str] = "round"
        edition: ClassVar[str] = "Round 1"
        source: ClassVar[str] = "this test"
        ranges: ClassVar[Mapping[str, Range]] = {}
        holds_clutter: ClassVar[bool] = False
        earth_radius_km: float = 1.0

        def path(self, profile: Profile, *, freq_mhz: float, tx_agl_m: float, rx_agl_m: float) -> PathLoss:
            return PathLoss(self.earth_radius_km, freq_mhz)

    monkeypatch.setitem(models.MODELS, "round", Round)
    report = link(job, "VT1", "VT2", LinkQuestion(models=("round", "round:earth_radius_km=6371"), freqs_mhz=(773.0,)))
    radii = [answer.loss.loss_db for answer in report.answers if answer.loss]
    assert radii == [report.sight.earth_radius_km, 6371.0]


def test_a_site_lends_its_highest_antenna_or_its_mast(job: Job) -> None:
    report = link(job, "VT2", "VT1", LinkQuestion(freqs_mhz=(773.0, 773.0)))
    assert (report.tx_agl_m, report.rx_agl_m) == (36.0, 42.0)
    assert len(report.answers) == 1
    chosen = link(job, "VT2", "VT1", LinkQuestion(freqs_mhz=(773.0,), tx_agl_m=20.0, rx_agl_m=2.0))
    assert (chosen.tx_agl_m, chosen.rx_agl_m) == (20.0, 2.0)


def test_the_receiver_of_the_scenario_stands_at_a_plain_position(tmp_path: Path, job: Job) -> None:
    lon, lat = to_lonlat([job.area.grid.left_m + 1_500.0], [job.area.grid.top_m - 1_500.0], job.area.grid.epsg)
    report = link(job, "MB1", f" {lon[0]:.6f} ; {lat[0]:.6f}", LinkQuestion())
    assert report.rx_agl_m == job.scenario.radio.receiver_agl_m
    assert report.freqs_mhz == (3850.0,)
    assert report.marking is not None and report.marking.synthetic


def test_the_model_is_that_of_the_scenario_if_none_is_asked(tmp_path: Path) -> None:
    place = write_tiny_scenario(tmp_path)
    job = Job(read_scenario(place, ('radio.model={name="p525"}',)), tmp_path / "out")
    (answer,) = link(job, "VT1", "MB1", LinkQuestion(freqs_mhz=(773.0,))).answers
    assert (answer.model, answer.freq_mhz, answer.error) == ("p525", 773.0, None)
