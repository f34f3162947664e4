"""The plan's targets held against all that is known: what the run predicts and what the registries say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from covplan import assessment, ingest, outputs
from covplan.assessment import HeldTarget
from covplan.errors import CovplanError, Problem, ScenarioError
from covplan.ingest.area import Area
from covplan.ingest.indicators import Indicator
from covplan.ingest.problems import ProblemLog
from covplan.ingest.settings import TargetSettings
from covplan.ingest.targets import AreaUnit, PlanTargets
from covplan.outputs.settings import Marking, parse_date
from covplan.outputs.target_statuses import STATUSES_CSV, STATUSES_JSON
from covplan.scenario import Step, file_checksum
from covplan.workflow.job import Job
from covplan.workflow.records import write_json


@dataclass(frozen=True)
class TargetResult:
    """Every target in every area, what the figures stand on, and the files that were written."""

    plan: PlanTargets
    held: tuple[HeldTarget, ...]
    marking: Marking
    record: dict[str, Any]
    files: tuple[Path, ...]


def assess_targets(job: Job, earlier: Sequence[Path] = ()) -> TargetResult:
    """Hold the targets of the scenario; write ``targets.json`` and ``targets.csv``.

    ``earlier`` are folders of earlier runs with a ``targets.json``.

    Raises
    ------
    ScenarioError
        If the scenario names no targets or no date of its data.
    InputProblemsError, InputError
        If the targets or a registry cannot be used; if an earlier run cannot.
    """
    settings, as_of = job.scenario.targets, parse_date(job.scenario.outputs.as_of)
    if settings is None:
        raise ScenarioError("targets.none")
    if as_of is None:
        raise ScenarioError("targets.as_of")
    runs = [outputs.read_earlier(folder) for folder in earlier]
    plan, told, log = _read_inputs(settings, job.area)
    job.report_inputs((*job.area.problems, *log.problems))
    log.raise_errors()
    marking = job.marking(Step.REACH)
    held = assessment.hold_targets(
        plan,
        [*_computed(job, settings, marking, as_of), *told],
        as_of=as_of,
        communes={area.id: communes_of(area.units, job.area) for area in plan.areas},
        earlier=runs,
        definition=outputs.definition_key(marking),
    )
    inputs = [(file.name, file_checksum(file)) for file in (settings.file, *settings.indicators)]
    record = outputs.status_record(plan, held, marking, inputs)
    table = outputs.status_rows(held, job.language)
    rows, whole = job.folder / STATUSES_CSV, job.folder / STATUSES_JSON
    outputs.write_csv(table, rows, marking=marking, language=job.language)
    return TargetResult(plan, held, marking, record, (rows, write_json(record, whole)))


def _computed(job: Job, settings: TargetSettings, marking: Marking, as_of: date) -> list[Indicator]:
    """Indicators that the run itself computes."""
    return [
        *assessment.modelled_indicators(
            job.today,
            province_code=settings.province_code,
            admin_epoch=job.area.admin_epoch,
            as_of=as_of,
            model=marking.model,
        ),
    ]


def _read_inputs(settings: TargetSettings, area: Area | None) -> tuple[PlanTargets, list[Indicator], ProblemLog]:
    """The targets and the indicators of all registries and tests, as far as they can be used, and the remarks on them.

    Tests are not read where the area could not be.
    """
    log, told = ProblemLog(), list[Indicator]()
    plan = PlanTargets(settings.file.name, "", "", (), ())
    try:
        plan = ingest.read_targets(settings.file)
    except CovplanError as error:
        log.take(error, settings.file)
    epoch, communes = (area.admin_epoch, set(area.communes["code"])) if area else (None, None)
    for file in settings.indicators:
        try:
            told += ingest.read_indicators(file, admin_epoch=epoch, communes=communes)
        except CovplanError as error:
            log.take(error, file)
    for file in settings.speed_tests:
        try:
            told += _quality(file, settings, area, log) if area is not None else ()
        except CovplanError as error:
            log.take(error, file)
    return plan, told, log


def _quality(file: Path, settings: TargetSettings, area: Area, log: ProblemLog) -> tuple[Indicator, ...]:
    tests = ingest.read_speed_tests(file, area.communes, log)
    return assessment.quality_indicators(
        tests, area.communes, province_code=settings.province_code, admin_epoch=area.admin_epoch
    )


def target_problems(settings: TargetSettings, area: Area | None) -> tuple[Problem, ...]:
    """Remarks on the targets and what they are held against; without an area the codes of communes are not checked."""
    return tuple(_read_inputs(settings, area)[2].problems)


def communes_of(units: Iterable[AreaUnit], area: Area) -> tuple[AreaUnit, ...]:
    """The communes of an area of the targets: those of a former province, or all under the province's own code."""
    epoch, frame = str(area.admin_epoch), area.communes
    names = {unit.admin_code for unit in units if unit.admin_epoch == epoch}
    former = {name.removeprefix("province:") for name in names if name.startswith("province:")}
    whole = any(name.isdigit() for name in names)
    return tuple(
        AreaUnit(code, epoch)
        for code, province in zip(frame["code"], frame["province"], strict=True)
        if whole or province in former
    )
