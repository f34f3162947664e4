"""Corrections change the prediction by exactly what they say, once, and never that of another model."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from drive_tests import FIELDS, LOW, MID, RADIO, TOWN, TREES, patchwork

from covplan.assessment.served import carrier_serves, count_served
from covplan.coverage import label, predict
from covplan.coverage.corrections import correction_db
from covplan.coverage.footprint import pixels_in_reach, received
from covplan.coverage.service import ServiceSettings, SigmaSource, required_median_dbm, sigma_db
from covplan.coverage.settings import RadioSettings
from covplan.errors import CalibrationError
from covplan.ingest.area import Area
from covplan.ingest.corrections import CarrierCorrection, ClassCorrection, Corrections, Misfit
from covplan.propagation.tr38901 import TR38901, Scenario

CLASSES = (ClassCorrection(TREES, -8.0, -10.0, 100), ClassCorrection(TOWN, 3.0, 5.0, 100))
CARRIER = CarrierCorrection(
    **{"id": LOW, "reference_km": 2.0, "from_km": 0.5, "to_km": 4.0, "sigma_db": 6.5, "ridge": 10.0},
    **{"rows": 400, "pixels": 200, "blocks": 20, "masts": 3},
    before=Misfit(-3.0, 9.0, 8.5),
    after=Misfit(0.1, 6.5, 6.5),
    classes=CLASSES,
)
CORRECTIONS = Corrections(
    **{"file": "corrections.toml", "model": RADIO.model.edition, "measurements": "drive.csv", "sha256": "0" * 64},
    **{"rows": 400, "pixels": 200, "first_day": "", "last_day": "", "made": "2026-11-25", "pixel_m": 250.0},
    **{"block_km": 2.0, "synthetic": False, "version": "0"},
    carriers=(CARRIER,),
)
BY_CORRECTIONS = ServiceSettings(sigma_source=SigmaSource.CALIBRATED)


@pytest.fixture(scope="module")
def area(tiny_area: Area) -> Area:
    return patchwork(tiny_area)


@pytest.mark.parametrize(
    ("carrier", "code", "dist_km", "expected"),
    [
        (LOW, TREES, 2.0, -8.0),
        (LOW, TREES, 4.0, -8.0 - 10.0 * math.log10(2.0)),
        (LOW, TREES, 0.5, -8.0 + 10.0 * math.log10(4.0)),
        (LOW, TREES, 100.0, -8.0 - 10.0 * math.log10(2.0)),  # held at to_km
        (LOW, TREES, 0.0, -8.0 + 10.0 * math.log10(4.0)),  # held at from_km
        (LOW, TOWN, 2.0, 3.0),
        (LOW, FIELDS, 2.0, 0.0),  # not measured
        (LOW, 0, 2.0, 0.0),
        (MID, TREES, 2.0, 0.0),
    ],
)
def test_by_hand(carrier: str, code: int, dist_km: float, expected: float) -> None:
    found = correction_db(CORRECTIONS, carrier, np.array([code], np.uint8), np.array([dist_km]))
    assert found.tolist() == pytest.approx([expected])


def test_received_power_changes_by_exactly_that(area: Area) -> None:
    site = area.sites[0]
    rows, cols = pixels_in_reach(site, area.grid)
    before, voids = received(site, rows, cols, area, RADIO)
    after, voids_after = received(site, rows, cols, replace(area, corrections=CORRECTIONS), RADIO)
    assert voids_after == voids
    x, y = area.grid.centres()
    for k in range(0, rows.size, 37):
        dist_km = math.hypot(x[cols[k]] - site.x_m, y[rows[k]] - site.y_m) / 1000.0
        held_km = min(max(dist_km, 0.5), 4.0)
        line = {TREES: (-8.0, -10.0), TOWN: (3.0, 5.0)}.get(
            int(area.clutter_class.values[rows[k], cols[k]]), (0.0, 0.0)
        )
        expected = before[LOW].rsrp_dbm[k] + line[0] + line[1] * math.log10(held_km / 2.0)
        assert after[LOW].rsrp_dbm[k] == pytest.approx(expected, abs=2e-5, nan_ok=True)  # float32
    assert np.array_equal(after[LOW].sector, before[LOW].sector)
    assert np.array_equal(after[MID].rsrp_dbm, before[MID].rsrp_dbm, equal_nan=True)
    assert np.array_equal(np.isnan(after[LOW].rsrp_dbm), np.isnan(before[LOW].rsrp_dbm))


def test_a_prediction_over_the_area_has_them_once(area: Area) -> None:
    one = area.sites[:1]
    before, after = (predict(it, RADIO, sites=one) for it in (area, replace(area, corrections=CORRECTIONS)))
    x, y = area.grid.centres()
    dist_km = np.hypot(x[None, :] - one[0].x_m, y[:, None] - one[0].y_m) / 1000.0
    added = correction_db(CORRECTIONS, LOW, area.clutter_class.values, dist_km)
    assert after.rsrp_dbm[LOW] == pytest.approx(before.rsrp_dbm[LOW] + added, abs=2e-5, nan_ok=True)
    assert np.abs(added[np.isfinite(before.rsrp_dbm[LOW])]).max() > 5.0


def test_corrections_of_another_model_are_refused(area: Area) -> None:
    other = replace(area, corrections=replace(CORRECTIONS, model="Okumura-Hata"))
    with pytest.raises(CalibrationError, match=r"corrections\.toml corrects Okumura-Hata, the scenario predicts with"):
        received(area.sites[0], np.array([3]), np.array([3]), other, RADIO)


def test_corrections_belong_to_the_choices_of_a_model(area: Area) -> None:
    """RMa and UMa are one edition, and two models."""
    rural, urban = (RadioSettings(TR38901(scenario)) for scenario in (Scenario.RMA, Scenario.UMA))
    fitted = replace(area, corrections=replace(CORRECTIONS, model=label(rural.model)))
    received(area.sites[0], np.array([3]), np.array([3]), fitted, rural)
    with pytest.raises(CalibrationError, match="the scenario predicts with .*uma"):
        received(area.sites[0], np.array([3]), np.array([3]), fitted, urban)


def test_sigma_by_carrier_from_the_corrections(area: Area) -> None:
    low, mid, _ = area.carriers
    assert sigma_db(low, BY_CORRECTIONS, 250.0, CORRECTIONS) == 6.5
    assert required_median_dbm(low, BY_CORRECTIONS, 250.0, CORRECTIONS) == pytest.approx(-110.0 + 1.644854 * 6.5)
    assert sigma_db(low, ServiceSettings(), 250.0, CORRECTIONS) == 8.0  # corrections do not change a stated figure
    with pytest.raises(CalibrationError, match="holds no figure for viettel-nr-2550"):
        sigma_db(mid, BY_CORRECTIONS, 250.0, CORRECTIONS)
    with pytest.raises(CalibrationError, match="name area.corrections"):
        sigma_db(low, BY_CORRECTIONS, 250.0)


def test_service_over_the_area_takes_sigma_from_the_corrections(area: Area) -> None:
    carriers = tuple(replace(CARRIER, id=carrier.id, sigma_db=3.0 + k) for k, carrier in enumerate(area.carriers))
    corrected = replace(area, corrections=replace(CORRECTIONS, carriers=carriers))
    cover = predict(corrected, RADIO, sites=area.sites[:1])
    service = replace(BY_CORRECTIONS, threshold_dbm=-75.0)
    found = count_served(cover, corrected, service).served["viettel"]
    low, mid, _ = area.carriers
    expected = cover.rsrp_dbm[low.id] >= -75.0 + 1.6448536 * 3.0
    expected |= cover.rsrp_dbm[mid.id] >= -75.0 + 1.6448536 * 4.0
    assert np.array_equal(found, expected) and 0 < found.sum() < found.size
    alone = carrier_serves(cover.rsrp_dbm[low.id], low, service, corrected, area.clutter_class.values)
    assert np.array_equal(alone, cover.rsrp_dbm[low.id] >= -75.0 + 1.6448536 * 3.0)
