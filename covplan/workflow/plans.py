"""What ``covplan plan`` does with a job: the plan as tables, people against money, a plan changed by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from covplan import ingest, outputs, planning, routing
from covplan.ingest.problems import ProblemLog
from covplan.outputs import PlanFindings, Table
from covplan.outputs.edit_tables import edit_tables
from covplan.outputs.marking import short_line
from covplan.outputs.settings import Marking
from covplan.outputs.texts import text
from covplan.scenario import Step
from covplan.workflow.job import Job, find_out
from covplan.workflow.plan_and_route import total_cost_mn_vnd, with_fibre, with_routed_costs
from covplan.workflow.records import summarise

PLAN, EDITED, CURVE = "plan", "plan_edited", "people_curve"
_BUDGETS, _BEYOND = 15, 1.1  # how many, and how far past the plan's cost


@dataclass(frozen=True)
class PlanAnswer:
    """The figures of ``summary.json``, the plan's tables, and the folder in which they are."""

    summary: dict[str, Any]
    tables: tuple[Table, ...]
    folder: Path
    figure: Path | None


@dataclass(frozen=True)
class EditAnswer:
    """A plan changed by hand, tables of what changed, and the folder in which they are with those of the new plan."""

    after: PlanFindings
    changes: tuple[Table, ...]
    marking: Marking
    folder: Path


def plan(job: Job, curve: bool = False) -> PlanAnswer:
    """Write the plan at routed costs with what is told about it; with ``curve`` people against money too."""
    found, marking, folder = job.findings, job.marking(Step.EXPORT), job.folder / PLAN
    tables = outputs.make_plan_tables(found, job.area, job.language)
    figure = None
    for file in (folder / f"{CURVE}.csv", folder / f"{CURVE}.png"):
        file.unlink(missing_ok=True)  # one of other settings would stand beside this plan
    if curve:
        with job.step("curve") as progress:
            points = _curve(job, found, progress)
            tables += (outputs.curve_table(points, job.language),)
            figure = folder / f"{CURVE}.png"
            cost = total_cost_mn_vnd(found.plan, found.fibre)
            outputs.draw_curve(points, found.plan, cost, _figure_title(job, marking), figure, job.language)
    candidates = outputs.candidate_table(job.reach, found.plan, job.area, job.language)
    loads = outputs.mast_load_table(job.area, job.scenario.planning, job.language)
    _write(job, folder, (*tables, candidates, loads), marking)
    return PlanAnswer(summarise(job), tables, folder, figure)


def evaluate_edits(job: Job, file: Path) -> EditAnswer:
    """Count a plan that somebody changed in the table which ``plan`` wrote; only new masts are predicted.

    Raises
    ------
    InputProblemsError
        With every mistake of the file.
    """
    plan, fibre = job.routed
    scenario, area, log = job.scenario, job.area, ProblemLog()
    with job.step("edit"):
        edits = ingest.read_plan_edits(file, log)
        wanted = planning.wanted_sites(edits, job.reach, area, scenario.planning, log)
        log.raise_errors()
        edited = planning.edit_plan(plan, wanted, job.reach, area, scenario.radio, job.today, job.floors, job.executor)
        fibre_after = routing.connect(edited.plan.sites, area, scenario.routing)
        after = find_out(job, with_routed_costs(edited.plan, fibre_after, area), fibre_after, edited.reach)
    before_people = planning.served_by_commune(plan, job.reach, area, job.today)
    after_people = planning.served_by_commune(edited.plan, edited.reach, area, job.today)
    people = (before_people, after_people)
    now = (after.plan, after.fibre)
    changes = edit_tables((plan, fibre), now, edited.edits, job.today, people, area, job.language)
    tables = outputs.make_plan_tables(after, area, job.language)
    marking, folder = job.marking(Step.EXPORT), job.folder / EDITED
    _write(job, folder, (*changes, *tables), marking)
    return EditAnswer(after, changes, marking, folder)


def _curve(job: Job, found: PlanFindings, progress: Callable[[float], None]) -> planning.PeopleCurve:
    """Budgets lie closer where the curve is steep; masts of the plan cost what their routed fibre costs."""
    reach = with_fibre(job.reach, found.fibre, job.area)
    cost = sum(reach.candidates[reach.row_of[site.candidate.id]].total_mn_vnd for site in found.plan.sites)
    budgets = _BEYOND * cost * np.linspace(0.0, 1.0, _BUDGETS) ** 2
    ids = [site.candidate.id for site in found.plan.sites]
    return planning.people_for_money(reach, budgets.tolist(), ids, progress=progress)


def _figure_title(job: Job, marking: Marking) -> str:
    title = text("planned.curve_title", job.language, title=marking.title)
    return f"{title}\n{short_line(marking, job.language)}"


def _write(job: Job, folder: Path, tables: Sequence[Table], marking: Marking) -> None:
    """Each file by itself: what somebody keeps beside them stays."""
    outputs.write_workbook(tables, folder / f"{folder.name}.xlsx", marking=marking, language=job.language)
    for table in tables:
        outputs.write_csv(table, folder / f"{table.key}.csv", marking=marking, language=job.language)
