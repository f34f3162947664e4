"""The steps in order: one short function per command of the command line."""

from __future__ import annotations

from covplan.workflow.calibration import CalibrationResult, calibrate
from covplan.workflow.commands import Result, assess, check, coverage, export, map_, plan, route, run
from covplan.workflow.job import Job, open_job

__all__ = [
    "CalibrationResult",
    "Job",
    "Result",
    "assess",
    "calibrate",
    "check",
    "coverage",
    "export",
    "map_",
    "open_job",
    "plan",
    "route",
    "run",
]
