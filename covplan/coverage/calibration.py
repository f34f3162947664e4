"""Measurements → corrections of the model per carrier and clutter class, and how well they hold on left-out blocks."""

from __future__ import annotations

import math
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covplan.coverage.matching import MeasuredPixels, match_pixels
from covplan.coverage.residual_fit import Residuals, choose_ridge, fit_lines, left_out_corrections_db
from covplan.coverage.settings import CalibrationSettings, RadioSettings
from covplan.errors import CalibrationError
from covplan.grid import Grid
from covplan.ingest.area import Area, Progress
from covplan.ingest.corrections import LARGEST_DB, LARGEST_SIGMA_DB, CarrierCorrection, ClassCorrection, Misfit
from covplan.ingest.measurements import Measurements
from covplan.network import Carrier

LEAST_SPAN = 2.0
"""Ratio of the 90th to the 10th percentile of distance from which a slope can be told."""

NEAR_SHARE, FAR_SHARE = 0.2, 0.5
"""The 90th percentile must reach the first share of a carrier's radius, the 10th must not lie beyond the second."""

HELD_PCT = (5, 95)
"""Percentiles of distance between which the correction follows its slope, so that single pixels do not stretch it."""

LEAST_KM = 0.001  # distances count from there, as in the prediction

CENSORED_SHARE = 0.1
"""Share of pixels at the very lowest or highest value from which a limit of the instrument is suspected."""


@dataclass(frozen=True)
class Figures:
    """Before and after for some pixels of a carrier; ``code`` is a clutter class, None for all of them.

    ``correction`` is None for a class that stays as predicted.
    """

    carrier: str
    code: int | None
    pixels: int
    rows: int
    before: Misfit
    after: Misfit
    correction: ClassCorrection | None = None


@dataclass(frozen=True, eq=False)
class Calibration:
    """What came out.

    Attributes
    ----------
    carriers : tuple of CarrierCorrection
        The carriers that could be corrected.
    refused : mapping
        Carrier id → why it was measured and could not be corrected.
    pixels : MeasuredPixels
        All pixels with measurements and a prediction.
    left_out_db : array, float64
        Correction of each pixel fitted without its block [dB]; NaN for carriers that were refused.
    figures : tuple of Figures
        For each corrected carrier all its pixels, then each of its classes.
    """

    carriers: tuple[CarrierCorrection, ...]
    refused: Mapping[str, CalibrationError]
    pixels: MeasuredPixels
    left_out_db: NDArray[np.float64]
    figures: tuple[Figures, ...]


def calibrate(
    measurements: Measurements,
    area: Area,
    radio: RadioSettings,
    settings: CalibrationSettings,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Calibration:
    """Fit corrections of the model to measurements.

    Parameters
    ----------
    measurements : Measurements
    area, radio
        As for the prediction; corrections that the area already names are left aside.
    settings : CalibrationSettings
    executor : Executor, optional
        Predicts one mast per task; serial without it.
    progress : callable, optional
        Called with the fraction of masts done.

    Raises
    ------
    CalibrationError
        If no carrier can be corrected: too few pixels, blocks or masts; all near or all far; at the instrument's limit;
        scattered beyond use. It is that of the carrier with most pixels.
    """
    pixels = match_pixels(measurements, area, radio, executor, progress)
    if not pixels.row.size:
        raise CalibrationError("calibration.none", file=measurements.file)
    block = _blocks(pixels, area.grid, settings.block_km)
    left_out_db = np.full(pixels.row.size, math.nan)
    made: list[CarrierCorrection] = []
    figures: list[Figures] = []
    refused: dict[str, CalibrationError] = {}
    counts = {id: int(np.count_nonzero(pixels.carrier == id)) for id in dict.fromkeys(pixels.carrier)}
    for id in counts:
        carrier = next(c for c in area.carriers if c.id == id)
        try:
            one, correction_db, by_class = _calibrate_carrier(carrier, pixels, block, settings)
        except CalibrationError as reason:
            refused[id] = reason
            continue
        made.append(one)
        figures += by_class
        left_out_db[pixels.carrier == id] = correction_db
    if not made:
        raise refused[max(counts, key=lambda id: counts[id])]
    return Calibration(tuple(made), refused, pixels, left_out_db, tuple(figures))


def _blocks(pixels: MeasuredPixels, grid: Grid, block_km: float) -> NDArray[np.int64]:
    """Number of the square of ground that each pixel lies in."""
    side = max(1, round(1000.0 * block_km / grid.pixel_m))
    return (pixels.row // side) * (grid.cols // side + 1) + pixels.col // side


def _calibrate_carrier(
    carrier: Carrier, pixels: MeasuredPixels, block: NDArray[np.int64], settings: CalibrationSettings
) -> tuple[CarrierCorrection, NDArray[np.float64], list[Figures]]:
    """The corrections of one carrier, those of its pixels from left-out blocks, and the figures."""
    own = np.flatnonzero(pixels.carrier == carrier.id)
    _check(carrier, pixels, own, block, settings)
    from_km, to_km = (max(round(float(km), 3), LEAST_KM) for km in np.percentile(pixels.dist_km[own], HELD_PCT))
    dist_km = np.clip(pixels.dist_km[own], from_km, to_km)
    reference_km = round(float(np.exp(np.mean(np.log(dist_km)))), 3)
    data = Residuals(pixels.residual_db[own], np.log10(dist_km / reference_km), pixels.clutter_class[own], block[own])
    fitted = data.part(np.isin(data.clutter_class, _classes(data, settings.min_class_pixels)))
    if not fitted.block.size:
        raise CalibrationError("calibration.classes", carrier=carrier.id, low=settings.min_class_pixels)
    ridge = choose_ridge(fitted, settings.folds, settings.min_class_pixels)
    lines = fit_lines(fitted, ridge, settings.min_class_pixels)
    correction_db = np.zeros(own.size)
    is_fitted = np.isin(data.clutter_class, fitted.clutter_class)
    correction_db[is_fitted] = left_out_corrections_db(fitted, settings.folds, settings.min_class_pixels)
    sigma_db = _location_sigma_db(data.residual_db - correction_db, pixels.spread_db[own])
    if sigma_db > LARGEST_SIGMA_DB:
        raise CalibrationError("calibration.scatter", carrier=carrier.id, got=sigma_db, high=LARGEST_SIGMA_DB)
    classes = {
        code: ClassCorrection(code, round(offset, 2), round(slope, 2), int(np.sum(data.clutter_class == code)))
        for code, (offset, slope) in lines.items()
    }
    if any(max(abs(one.offset_db), abs(one.slope_db_per_decade)) > LARGEST_DB for one in classes.values()):
        raise CalibrationError("calibration.large", carrier=carrier.id, high=LARGEST_DB)
    figures = _figures(carrier.id, data, correction_db, pixels.rows[own], classes)
    one = CarrierCorrection(
        id=carrier.id,
        reference_km=reference_km,
        from_km=from_km,
        to_km=to_km,
        sigma_db=round(sigma_db, 2),
        ridge=ridge,
        rows=figures[0].rows,
        pixels=figures[0].pixels,
        blocks=int(np.unique(data.block).size),
        masts=int(np.unique(pixels.mast[own]).size),
        before=figures[0].before,
        after=figures[0].after,
        classes=tuple(classes.values()),
    )
    return one, correction_db, figures


def _check(
    carrier: Carrier,
    pixels: MeasuredPixels,
    own: NDArray[np.int64],
    block: NDArray[np.int64],
    settings: CalibrationSettings,
) -> None:
    """Raise ``CalibrationError`` where a carrier's measurements are too few or one-sided."""
    for code, got, low in (
        ("calibration.few_pixels", own.size, settings.min_pixels),
        ("calibration.few_masts", np.unique(pixels.mast[own]).size, settings.min_masts),
        ("calibration.few_blocks", np.unique(block[own]).size, settings.min_blocks),
    ):
        if got < low:
            raise CalibrationError(code, carrier=carrier.id, got=int(got), low=low)
    measured = pixels.measured_dbm[own]
    for limit in (measured.min(), measured.max()):
        at_limit = float(np.mean(measured == limit))
        if at_limit >= CENSORED_SHARE:
            raise CalibrationError("calibration.censored", carrier=carrier.id, pct=100 * at_limit, limit=float(limit))
    near, far = (float(km) for km in np.percentile(pixels.dist_km[own], (10, 90)))
    if far < NEAR_SHARE * carrier.radius_km:
        needed = NEAR_SHARE * carrier.radius_km
        raise CalibrationError("calibration.all_near", carrier=carrier.id, got=far, low=needed)
    if near > FAR_SHARE * carrier.radius_km:
        raise CalibrationError("calibration.all_far", carrier=carrier.id, got=near, high=FAR_SHARE * carrier.radius_km)
    if far < LEAST_SPAN * near:
        raise CalibrationError("calibration.one_distance", carrier=carrier.id, near=near, far=far)


def _classes(data: Residuals, min_pixels: int) -> list[int]:
    """Classes with enough pixels, in more than one block: others could not be tried where they were not fitted."""
    codes = np.unique(data.clutter_class)
    return [
        int(code)
        for code in codes
        if np.count_nonzero(data.clutter_class == code) >= min_pixels
        and np.unique(data.block[data.clutter_class == code]).size > 1
    ]


def _location_sigma_db(left_db: NDArray[np.float64], spread_db: NDArray[np.float64]) -> float:
    """Standard deviation of measured RSRP about the corrected prediction, between pixels and within them [dB].

    The variance of pixel medians on left-out blocks, and the mean variance of the rows within a pixel where there are
    several.
    """
    several = np.isfinite(spread_db)
    within = float(np.mean(spread_db[several] ** 2)) if several.any() else 0.0
    return math.sqrt(float(np.var(left_db)) + within)


def _figures(
    carrier: str,
    data: Residuals,
    correction_db: NDArray[np.float64],
    rows: NDArray[np.int64],
    classes: Mapping[int, ClassCorrection],
) -> list[Figures]:
    """Before and after of all pixels, then by class."""
    found = []
    for code in (None, *np.unique(data.clutter_class).tolist()):
        where = np.ones(rows.size, bool) if code is None else data.clutter_class == code
        before, after = data.residual_db[where], (data.residual_db - correction_db)[where]
        correction = None if code is None else classes.get(code)
        count, total = int(np.count_nonzero(where)), int(rows[where].sum())
        found.append(Figures(carrier, code, count, total, misfit(before), misfit(after), correction))
    return found


def misfit(residual_db: NDArray[np.float64]) -> Misfit:
    """Mean, root mean square and standard deviation of residuals [dB], to 0.01 dB."""
    mean, rms, sigma = np.mean(residual_db), np.sqrt(np.mean(residual_db**2)), np.std(residual_db)
    return Misfit(round(float(mean), 2), round(float(rms), 2), round(float(sigma), 2))
