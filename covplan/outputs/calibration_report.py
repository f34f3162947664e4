"""A calibration in figures: before and after by carrier and clutter class, as a table."""

from __future__ import annotations

from covplan.coverage.calibration import Calibration, Figures
from covplan.outputs.settings import Language
from covplan.outputs.tables import Table
from covplan.outputs.texts import error_text, text

_COLUMNS = (
    *("carrier", "clutter", "pixels", "measurements"),
    *("before_mean", "before_rmse", "before_sigma", "after_mean", "after_rmse", "after_sigma"),
    *("offset", "slope", "state", "what"),
)


def calibration_table(calibration: Calibration, about: str, language: Language) -> Table:
    """A row for each corrected carrier, for each of its classes, and for each carrier that was refused.

    ``about`` ends every row: it says what is measured and what is modelled, also in a row that was copied.
    """
    rows = []
    for one in calibration.figures:
        before, after = one.before, one.after
        numbers = (before.mean_db, before.rmse_db, before.sigma_db, after.mean_db, after.rmse_db, after.sigma_db)
        correction = one.correction
        line = (None, None) if correction is None else (correction.offset_db, correction.slope_db_per_decade)
        heads = (one.carrier, class_name(one.code, language), one.pixels, one.rows)
        rows.append((*heads, *numbers, *line, state_text(one, language), about))
    for carrier, reason in calibration.refused.items():
        why = error_text(reason.code, reason.params, language)
        rows.append((carrier, "", *(None,) * 10, why, about))
    columns = tuple(text(f"calibration.column_{key}", language) for key in _COLUMNS)
    return Table("calibration", columns, tuple(rows))


def class_name(code: int | None, language: Language) -> str:
    """Name of a WorldCover class; of None that of all classes together."""
    return text("calibration.all_classes" if code is None else f"clutter.{code}", language)


def state_text(one: Figures, language: Language) -> str:
    """Whether a class is corrected, and for a carrier whether the corrections help where they were not fitted."""
    if one.code is not None:
        return text("calibration.uncorrected" if one.correction is None else "calibration.corrected", language)
    helps = one.after.rmse_db < one.before.rmse_db
    return text("calibration.better" if helps else "calibration.no_better", language)
