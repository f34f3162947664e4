"""A calibration as lines in the user's language. Imported only for that command: what it prints needs pandas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from covplan.cli.words import word
from covplan.errors import Severity
from covplan.outputs.calibration_report import class_name, state_text
from covplan.outputs.numbers import format_number
from covplan.outputs.settings import Language
from covplan.outputs.texts import error_text
from covplan.workflow import CalibrationResult


def calibration_lines(result: CalibrationResult, language: str) -> Iterator[str]:
    """How well measurements and model agree before and after, and where the files are."""
    calibration, in_words = result.calibration, Language(language)
    carriers, pixels = calibration.carriers, calibration.pixels
    counts = Counter(problem.severity for problem in result.problems)
    yield word(
        "calibrate.rows",
        language,
        rows=format_number(int(pixels.rows.sum()), in_words),
        pixels=format_number(pixels.row.size, in_words),
        rejected=counts[Severity.REJECTED],
        repaired=counts[Severity.REPAIRED],
        unpredicted=pixels.unpredicted,
    )
    by_id = int(pixels.by_id.sum())
    yield word("calibrate.matched", language, by_id=by_id, strongest=pixels.by_id.size - by_id)
    yield word("calibrate.what", language, model=result.about.model, block=f"{result.about.block_km:g}")
    yield from _calibration_table(result, language)
    for carrier, whole in zip(carriers, (one for one in calibration.figures if one.code is None), strict=True):
        yield word(
            "calibrate.sigma",
            language,
            carrier=carrier.id,
            sigma=format_number(carrier.sigma_db, in_words, 1),
            reference=format_number(carrier.reference_km, in_words, 2),
            near=format_number(carrier.from_km, in_words, 2),
            far=format_number(carrier.to_km, in_words, 2),
            state=state_text(whole, in_words),
        )
        own = [one for one in calibration.figures if one.carrier == carrier.id and one.code is not None]
        if kept := [class_name(one.code, in_words) for one in own if one.correction is None]:
            yield word("calibrate.kept", language, carrier=carrier.id, classes=", ".join(kept))
    for reason in calibration.refused.values():
        yield word("calibrate.refused", language, reason=error_text(reason.code, reason.params, in_words))
    files = {"corrections": result.corrections, "report": result.report, "picture": result.picture}
    yield word("calibrate.files", language, **files, problems=result.problems_report)
    yield word("calibrate.use", language, name=result.corrections.as_posix())


def _calibration_table(result: CalibrationResult, language: str) -> Iterator[str]:
    """The figures in columns as wide as their longest text."""
    in_words = Language(language)
    rows = [word("calibrate.columns", language).split("|")]
    for one in result.calibration.figures:
        misfits = (*vars(one.before).values(), *vars(one.after).values())
        line = one.correction
        added = ("", "") if line is None else (line.offset_db, line.slope_db_per_decade)
        heads = [one.carrier, class_name(one.code, in_words)]
        heads += [format_number(count, in_words) for count in (one.pixels, one.rows)]
        rows.append([*heads, *(n if isinstance(n, str) else format_number(n, in_words, 1) for n in (*misfits, *added))])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = zip(row, widths, strict=True)
        yield "  ".join(f"{cell:<{w}}" if k < 2 else f"{cell:>{w}}" for k, (cell, w) in enumerate(cells)).rstrip()
