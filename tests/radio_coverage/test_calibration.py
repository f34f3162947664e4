"""From measurements to corrections: a known truth is found again, and what cannot tell anything is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from drive_tests import (
    FIELDS,
    LOW,
    MID,
    RADIO,
    REFERENCE_KM,
    TOWN,
    TREES,
    TRUTH,
    Drive,
    drive_roads,
    measure,
    patchwork,
    shadowing_db,
    some,
    true_correction_db,
)

from covplan.coverage.calibration import Calibration, calibrate
from covplan.coverage.corrections import correction_db
from covplan.coverage.footprint import received_dbm
from covplan.coverage.matching import match_pixels
from covplan.coverage.settings import CalibrationSettings
from covplan.errors import CalibrationError, ModelRangeError
from covplan.grid import Raster
from covplan.ingest.area import Area
from covplan.ingest.corrections import Corrections
from covplan.ingest.measurements import Measurements

SETTINGS = CalibrationSettings(folds=3)
SHADOW_DB, FAST_DB = 5.0, 2.0


@pytest.fixture(scope="module")
def drive(tiny_area: Area) -> Drive:
    return drive_roads(patchwork(tiny_area))


def with_noise(
    drive: Drive, seed: int, outliers: float = 0.0, shadow_db: float = SHADOW_DB, fast_db: float = FAST_DB
) -> Measurements:
    """The truth, shadowing that hangs together, noise that does not, and rows that are 15 to 35 dB too low."""
    rng = np.random.default_rng(seed)
    values = {}
    for k, carrier in enumerate((LOW, MID)):
        shadow = shadowing_db(drive.area, shadow_db, 10 * seed + k)[drive.rows, drive.cols]
        noise = fast_db * rng.standard_normal(drive.rows.size)
        wrong = np.where(rng.random(drive.rows.size) < outliers, rng.uniform(15.0, 35.0, drive.rows.size), 0.0)
        values[carrier] = drive.predicted_dbm[carrier] + true_correction_db(drive, carrier) + shadow + noise - wrong
    return measure(drive, values)


@pytest.fixture(scope="module")
def noisy(drive: Drive) -> Calibration:
    return calibrate(with_noise(drive, 1, 0.05), drive.area, RADIO, SETTINGS)


def as_corrections(calibration: Calibration, **changes: Any) -> Corrections:
    about: dict[str, Any] = {
        **{"file": "corrections.toml", "model": RADIO.model.edition, "measurements": "drive.csv", "sha256": "0" * 64},
        **{"rows": 1, "pixels": 1, "first_day": "", "last_day": "", "made": "2026-11-25", "pixel_m": 250.0},
        **{"block_km": 2.0, "synthetic": True, "version": "0"},
    }
    return Corrections(**about | changes, carriers=calibration.carriers)


def assert_truth(
    calibration: Calibration, drive: Drive, offset_off_db: float, slope_off_db: float, rms_off_db: float
) -> None:
    assert {one.id for one in calibration.carriers} == {LOW, MID} and not calibration.refused
    for carrier in calibration.carriers:
        for one in carrier.classes:
            offset, slope = TRUTH[carrier.id][one.code]
            at_reference = offset + slope * np.log10(carrier.reference_km / REFERENCE_KM)
            assert one.offset_db == pytest.approx(at_reference, abs=offset_off_db)
            assert one.slope_db_per_decade == pytest.approx(slope, abs=slope_off_db)
        classes = drive.area.clutter_class.values[drive.rows, drive.cols]
        found = correction_db(as_corrections(calibration), carrier.id, classes, drive.dist_km[carrier.id])
        wanted = true_correction_db(drive, carrier.id)
        assert np.sqrt(np.mean(wanted**2)) > 5.0
        assert np.sqrt(np.mean((found - wanted) ** 2)) < rms_off_db


def test_a_truth_is_found_under_noise(drive: Drive) -> None:
    """5 dB over 400 pixels of a class: 0.25 dB, and 1.2 dB per decade over a fifth of a decade; three times that."""
    assert_truth(calibrate(with_noise(drive, 3, 0.0, 0.0, 5.0), drive.area, RADIO, SETTINGS), drive, 0.75, 3.6, 0.6)


def test_a_truth_is_found_under_shadowing_noise_and_outliers(noisy: Calibration, drive: Drive) -> None:
    """5 dB that hang together over 500 m leave some 60 independent places of a class: 0.7 dB, 3 dB per decade.

    5 % of outliers to one side move an offset by up to 0.7 dB more.
    """
    assert_truth(noisy, drive, 2.1, 7.0, 2.0)


def test_without_noise_hardly_anything_is_left(drive: Drive) -> None:
    values = {id: drive.predicted_dbm[id] + true_correction_db(drive, id) for id in (LOW, MID)}
    found = calibrate(measure(drive, values), drive.area, RADIO, SETTINGS)
    for carrier in found.carriers:
        assert carrier.before.rmse_db > 6.0
        assert carrier.after.rmse_db < 0.3  # what lies beyond from_km and to_km, where the slope stops
        assert abs(carrier.after.mean_db) < 0.1


def test_before_and_after_are_those_of_the_pixels(noisy: Calibration) -> None:
    pixels = noisy.pixels
    for one in noisy.figures:
        own = pixels.carrier == one.carrier
        if one.code is not None:
            own &= pixels.clutter_class == one.code
        before = pixels.measured_dbm[own] - pixels.predicted_dbm[own]
        after = before - noisy.left_out_db[own]
        assert (one.pixels, one.rows) == (own.sum(), pixels.rows[own].sum())
        for misfit, left in ((one.before, before), (one.after, after)):
            assert misfit.mean_db == pytest.approx(left.mean(), abs=0.006)
            assert misfit.rmse_db == pytest.approx(np.sqrt((left**2).mean()), abs=0.006)
            assert misfit.sigma_db == pytest.approx(left.std(), abs=0.006)
    assert all(carrier.after.rmse_db < carrier.before.rmse_db - 1.0 for carrier in noisy.carriers)


def test_sigma_is_that_between_and_within_pixels(drive: Drive) -> None:
    rng = np.random.default_rng(3)
    between = {id: drive.predicted_dbm[id] + 4.0 * rng.standard_normal(drive.rows.size) for id in (LOW, MID)}
    rows = measure(drive, between, repeats=6, spread_db=3.0)
    for carrier in calibrate(rows, drive.area, RADIO, SETTINGS).carriers:
        assert carrier.rows == 6 * carrier.pixels
        # the median of six rows keeps some of their scatter: 4.2 dB between pixels instead of 4
        assert carrier.sigma_db == pytest.approx(5.0, abs=0.4)


def test_corrections_that_the_area_names_already_change_nothing(noisy: Calibration, drive: Drive) -> None:
    corrected = replace(drive.area, corrections=as_corrections(noisy))
    again = calibrate(with_noise(drive, 1, 0.05), corrected, RADIO, SETTINGS)
    assert again.carriers == noisy.carriers


def test_a_class_without_enough_pixels_stays_as_predicted(drive: Drive) -> None:
    classes = drive.area.clutter_class.values.copy()
    classes[0, :9] = 80  # nine pixels
    classes[3:6, :8] = 90  # enough, but in one block
    area = replace(drive.area, clutter_class=Raster(classes, drive.area.grid, "clutter class"))
    calibration = calibrate(with_noise(drive, 2), area, RADIO, SETTINGS)
    for carrier in calibration.carriers:
        assert {one.code for one in carrier.classes} == {TREES, FIELDS, TOWN}
    kept = {one.code: one for one in calibration.figures if one.carrier == LOW and one.correction is None}
    assert set(kept) == {None, 80, 90}
    assert kept[80].before == kept[80].after and kept[80].pixels == 9
    assert kept[90].pixels >= SETTINGS.min_class_pixels


def test_a_carrier_that_cannot_be_corrected_does_not_stop_the_other(drive: Drive) -> None:
    rows = with_noise(drive, 1)
    few = some(rows, (rows.carrier == MID) | (np.arange(rows.carrier.size) < 30))
    calibration = calibrate(few, drive.area, RADIO, SETTINGS)
    assert [one.id for one in calibration.carriers] == [MID]
    assert calibration.refused[LOW].code == "calibration.few_pixels"
    assert np.isnan(calibration.left_out_db[calibration.pixels.carrier == LOW]).all()


@pytest.fixture(scope="module")
def low_rows(drive: Drive) -> tuple[Measurements, Mapping[str, Any]]:
    """Rows of one carrier, and distance and nearest mast of each."""
    rows = with_noise(drive, 1)
    rows = some(rows, rows.carrier == LOW)
    masts = np.array([(site.x_m, site.y_m) for site in drive.area.sites])
    heard = drive.predicted_dbm[LOW] > -900
    near = np.argmin(np.hypot(rows.x_m[:, None] - masts[:, 0], rows.y_m[:, None] - masts[:, 1]), axis=1)
    return rows, {"dist_km": drive.dist_km[LOW][heard], "mast": near}


@pytest.mark.parametrize(
    ("case", "code", "words"),
    [
        ("few", "few_pixels", "40 pixels were measured, at least 50"),
        ("block", "few_blocks", r"in [1-5] block\(s\).*at least 6"),
        ("mast", "few_masts", r"belong to 1 mast\(s\), at least 2"),
        ("near", "all_near", "measure out to 1.60 km"),
        ("far", "all_far", "measure nearer than 4.00 km"),
        ("ring", "one_distance", "too narrow to tell a slope"),
        ("floor", "censored", "exactly -72 dBm"),
        ("ceiling", "censored", "exactly -62 dBm"),
        ("scatter", "scatter", "more than 20 dB"),
        ("units", "large", "more than 60 dB"),
        ("patches", "classes", "no clutter class has 3000 measured pixels"),
        ("nowhere", "none", "no row of drive.csv"),
    ],
)
def test_too_little_or_one_sided_data_is_refused(
    case: str, code: str, words: str, drive: Drive, low_rows: tuple[Measurements, Mapping[str, Any]]
) -> None:
    rows, about = low_rows
    area, settings, dist_km = drive.area, SETTINGS, about["dist_km"]
    count = np.arange(dist_km.size)
    random = np.random.default_rng(1).standard_normal(dist_km.size)
    if case == "few":
        rows = some(rows, count % 30 == 0)
        rows = some(rows, slice(0, 40))
    elif case == "block":
        middle = (area.grid.left_m + 8_000, area.grid.top_m - 8_000)
        rows = some(rows, np.maximum(np.abs(rows.x_m - middle[0]), np.abs(rows.y_m - middle[1])) < 1_600)
    elif case == "mast":
        area = replace(area, sites=area.sites[:1])
    elif case == "near":
        rows = some(rows, dist_km < 1.5)
    elif case == "far":
        area = replace(area, sites=tuple(area.sites[k] for k in (0, 2)))
        rows = some(rows, rows.x_m > area.sites[0].x_m + 4_200)
    elif case == "ring":
        rows = some(rows, (dist_km > 2.0) & (dist_km < 3.0))
    elif case == "floor":
        rows = replace(rows, rsrp_dbm=np.maximum(rows.rsrp_dbm, -72.0))
    elif case == "ceiling":
        rows = replace(rows, rsrp_dbm=np.minimum(rows.rsrp_dbm, -62.0))
    elif case == "scatter":
        rows = replace(rows, rsrp_dbm=-90.0 + 25.0 * random)
    elif case == "units":
        rows = replace(rows, rsrp_dbm=rows.rsrp_dbm - 75.0)
    elif case == "patches":
        settings = CalibrationSettings(min_class_pixels=3000)
    else:
        area = replace(area, sites=())
    with pytest.raises(CalibrationError, match=words) as caught:
        calibrate(rows, area, RADIO, settings)
    assert caught.value.code == f"calibration.{code}"


@pytest.mark.parametrize(
    ("name", "outside", "edge"), [("block_km", 0.4, 0.5), ("folds", 1, 2), ("min_pixels", 9, 10), ("min_blocks", 2, 3)]
)
def test_settings_out_of_range_are_refused(name: str, outside: float, edge: float) -> None:
    changes: dict[str, Any] = {name: edge}
    CalibrationSettings(**changes)
    with pytest.raises(ModelRangeError, match=f"{name} must be {edge:g} to"):
        CalibrationSettings(**{name: outside})


def rows_at(drive: Drive, row: int, col: int, entries: list[tuple[float, str, int]]) -> Measurements:
    """Rows in one pixel: RSRP, sector as named, PCI."""
    x, y = drive.area.grid.centres()
    count = len(entries)
    return Measurements(
        file="drive.csv",
        x_m=np.full(count, x[col]) + np.linspace(-100, 100, count),
        y_m=np.full(count, y[row]),
        rsrp_dbm=np.array([dbm for dbm, _, _ in entries]),
        carrier=np.full(count, LOW, object),
        sector=np.array([sector for _, sector, _ in entries], object),
        pci=np.array([pci for _, _, pci in entries]),
        first_day="",
        last_day="",
    )


def test_rows_of_a_pixel_become_their_median(drive: Drive) -> None:
    found = match_pixels(rows_at(drive, 30, 20, [(-90, "", -1), (-80, "", -1), (-100, "", -1)]), drive.area, RADIO)
    assert found.measured_dbm.tolist() == [-90.0] and found.rows.tolist() == [3]
    assert found.spread_db.tolist() == [10.0]
    assert not found.by_id.any()


def test_without_a_known_sector_the_strongest_predicted_one_counts(drive: Drive) -> None:
    where = np.flatnonzero((drive.rows == 32) & (drive.cols == 21))[0]
    found = match_pixels(rows_at(drive, 32, 21, [(-90, "lạ", 7)]), drive.area, RADIO)
    assert found.predicted_dbm[0] == drive.predicted_dbm[LOW][where]
    assert found.dist_km[0] == drive.dist_km[LOW][where]
    assert found.clutter_class[0] == drive.area.clutter_class.values[32, 21]


def test_a_named_sector_is_predicted_alone(drive: Drive) -> None:
    alone = {}
    for site in drive.area.sites:
        for sector in site.sectors:
            station = replace(site, sectors=(sector,))
            powers = received_dbm(station, np.array([32]), np.array([21]), drive.area, RADIO)
            alone[sector.id] = float(powers[LOW][0])
    names = list(alone)
    found = match_pixels(rows_at(drive, 32, 21, [(-90.0, name, 7) for name in names]), drive.area, RADIO)
    strongest = match_pixels(rows_at(drive, 32, 21, [(-90.0, "", 7)]), drive.area, RADIO)
    heard = [dbm for dbm in alone.values() if np.isfinite(dbm)]
    assert found.by_id.all() and len(heard) > 3  # those within 8 km
    assert found.predicted_dbm.tolist() == heard
    assert strongest.predicted_dbm.tolist() == [max(heard)]
    assert strongest.mast[0] == found.mast[np.argmax(found.predicted_dbm)]


def test_cells_that_a_pixel_hears_now_and_then_are_left_out(drive: Drive) -> None:
    entries = [(-95, "", 5), (-93, "", 5), (-97, "", 5), (-60, "", 6), (-120, "", 7), (-121, "", 7)]
    found = match_pixels(rows_at(drive, 32, 21, entries), drive.area, RADIO)
    assert found.measured_dbm.tolist() == [-95.0] and found.rows.tolist() == [3]
    equal = match_pixels(rows_at(drive, 32, 21, [(-95, "", 5), (-91, "", 6), (-99, "", 7)]), drive.area, RADIO)
    assert equal.measured_dbm.tolist() == [-91.0]
    named = match_pixels(rows_at(drive, 32, 21, [(-95, "S0-1", 5), (-60, "", 6)]), drive.area, RADIO)
    assert named.measured_dbm.tolist() == [-95.0] and named.by_id.tolist() == [True]


def test_pixels_without_a_prediction_are_counted(drive: Drive) -> None:
    ground = drive.area.ground.values.copy()
    ground[32, 21] = np.nan
    area = replace(drive.area, ground=Raster(ground, drive.area.grid, "ground"))
    found = match_pixels(rows_at(drive, 32, 21, [(-90, "", 1)]), area, RADIO)
    assert (found.row.size, found.unpredicted) == (0, 1)
