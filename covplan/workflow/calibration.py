"""What ``covplan calibrate`` does with a job and a file of measurements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from covplan import __version__, coverage, ingest, outputs
from covplan.errors import Problem
from covplan.ingest.corrections import Corrections
from covplan.ingest.problems import ProblemLog
from covplan.outputs.marking import marks
from covplan.outputs.numbers import format_number
from covplan.outputs.texts import text
from covplan.scenario import Step, file_checksum
from covplan.workflow.job import Job

if TYPE_CHECKING:
    from covplan.coverage.calibration import Calibration

CORRECTIONS, REPORT, PICTURE = "corrections.toml", "calibration_report.csv", "calibration.png"
PROBLEMS = "measurements_report.csv"


@dataclass(frozen=True, eq=False)
class CalibrationResult:
    """The figures, the corrections as written, the remarks on the measurements, and where the files are."""

    calibration: Calibration
    about: Corrections
    problems: tuple[Problem, ...]
    corrections: Path
    report: Path
    picture: Path
    problems_report: Path


def calibrate(job: Job, file: Path) -> CalibrationResult:
    """Correct the scenario's model by measurements; write the corrections, a report and a picture.

    ``measurements_report.csv`` is written whether the measurements can be used or not.
    """
    settings, radio, area, language = job.scenario.calibration, job.scenario.radio, job.area, job.language
    folder, log = job.folder, ProblemLog()
    with job.step("calibrate") as progress:
        try:
            measured = ingest.read_measurements(
                file, area.grid, area.carriers, log, dict(settings.columns), settings.sheet
            )
        finally:
            outputs.write_input_report(log.problems, file=folder / PROBLEMS, language=language)
        calibration = coverage.calibrate(measured, area, radio, settings, job.executor, progress)
        corrections = Corrections(
            file=CORRECTIONS,
            model=coverage.label(radio.model),
            measurements=measured.file,
            sha256=file_checksum(file),
            rows=sum(one.rows for one in calibration.carriers),
            pixels=sum(one.pixels for one in calibration.carriers),
            first_day=measured.first_day,
            last_day=measured.last_day,
            made=date.today().isoformat(),
            pixel_m=area.grid.pixel_m,
            block_km=settings.block_km,
            synthetic=job.scenario.synthetic,
            version=__version__,
            carriers=calibration.carriers,
        )
        capitals = " – ".join(marks(job.marking(Step.AREA), language))
        what = " – ".join(filter(None, (capitals, text("calibration.what", language, model=corrections.model))))
        table = outputs.calibration_table(calibration, what, language)
        title = text(
            "calibration.title",
            language,
            marks=f"{capitals}\n" if capitals else "",
            file=corrections.measurements,
            rows=format_number(corrections.rows, language),
            pixels=format_number(corrections.pixels, language),
            model=corrections.model,
        )
        outputs.write_csv(table, folder / REPORT, language=language)
        outputs.draw_calibration(calibration, title, folder / PICTURE, language)
        # last: it says that the rest is there
        outputs.write_corrections(corrections, folder / CORRECTIONS, language, capitals)
    names = (CORRECTIONS, REPORT, PICTURE, PROBLEMS)
    return CalibrationResult(calibration, corrections, tuple(log.problems), *(folder / name for name in names))
