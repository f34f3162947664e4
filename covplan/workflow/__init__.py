"""The steps in order: one short function per command of the command line."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from covplan.workflow.calibration import CalibrationResult, calibrate
from covplan.workflow.commands import (
    Result,
    assess,
    assess_where,
    check,
    coverage,
    export,
    map_,
    run,
)
from covplan.workflow.job import Job, open_job
from covplan.workflow.together import View, assess_together

if TYPE_CHECKING:
    from covplan.workflow.annual_report import ReportAnswer, commune_sheets, report
    from covplan.workflow.comparison import compare
    from covplan.workflow.cost_range import plan_prices
    from covplan.workflow.department_export import ProfileExport, export_profile
    from covplan.workflow.fixing import FixAnswer, fix
    from covplan.workflow.handing_out import HandedOut, hand_out_files, hand_out_map, hand_out_report
    from covplan.workflow.paper_maps import static_maps
    from covplan.workflow.plans import EditAnswer, PlanAnswer, evaluate_edits, plan
    from covplan.workflow.routes import RouteAnswer, route
    from covplan.workflow.sharing import plan_sharing
    from covplan.workflow.single_path import LinkQuestion, link, link_along, link_measurements
    from covplan.workflow.targets import TargetResult, assess_targets
    from covplan.workflow.templates import template

__all__ = [
    "CalibrationResult",
    "EditAnswer",
    "FixAnswer",
    "HandedOut",
    "Job",
    "LinkQuestion",
    "PlanAnswer",
    "ReportAnswer",
    "ProfileExport",
    "Result",
    "RouteAnswer",
    "TargetResult",
    "View",
    "assess",
    "assess_targets",
    "assess_where",
    "assess_together",
    "calibrate",
    "check",
    "commune_sheets",
    "compare",
    "coverage",
    "evaluate_edits",
    "export",
    "export_profile",
    "fix",
    "hand_out_files",
    "hand_out_map",
    "hand_out_report",
    "link",
    "link_along",
    "link_measurements",
    "map_",
    "open_job",
    "plan",
    "plan_prices",
    "plan_sharing",
    "report",
    "route",
    "run",
    "template",
    "static_maps",
]

_HOME = {
    **dict.fromkeys(("EditAnswer", "PlanAnswer", "evaluate_edits", "plan"), "plans"),
    **dict.fromkeys(("LinkQuestion", "link", "link_along", "link_measurements"), "single_path"),
    "compare": "comparison",
    **dict.fromkeys(("FixAnswer", "fix"), "fixing"),
    **dict.fromkeys(("ProfileExport", "export_profile"), "department_export"),
    "static_maps": "paper_maps",
    **dict.fromkeys(("HandedOut", "hand_out_files", "hand_out_map", "hand_out_report"), "handing_out"),
    "plan_prices": "cost_range",
    "plan_sharing": "sharing",
    **dict.fromkeys(("ReportAnswer", "commune_sheets", "report"), "annual_report"),
    **dict.fromkeys(("RouteAnswer", "route"), "routes"),
    "template": "templates",
    **dict.fromkeys(("TargetResult", "assess_targets"), "targets"),
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is first asked for: a run of which nothing changed needs no model."""
    if name in _HOME:
        return getattr(import_module(f"covplan.workflow.{_HOME[name]}"), name)
    raise AttributeError(f"module 'covplan.workflow' has no attribute {name!r}")
