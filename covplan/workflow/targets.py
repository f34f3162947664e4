"""The plan's targets held against all that is known: what the run predicts and what the registries say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from covplan import assessment, ingest, outputs
from covplan.assessment import EarlierRun, HeldTarget
from covplan.errors import CovplanError, InputError, Problem, ScenarioError
from covplan.ingest.area import Area
from covplan.ingest.indicators import Indicator
from covplan.ingest.problems import ProblemLog
from covplan.ingest.service_areas import ServiceArea
from covplan.ingest.settings import TargetSettings
from covplan.ingest.targets import AreaUnit, PlanTargets
from covplan.outputs.registry import REGISTRY_CSV
from covplan.outputs.settings import Marking, parse_date
from covplan.outputs.target_statuses import DECLARED_CSV, STATUSES_CSV, STATUSES_JSON
from covplan.scenario import Step, file_checksum, input_files
from covplan.workflow.job import Job
from covplan.workflow.records import write_json
from covplan.workflow.registry import computed_indicators, planned_values


@dataclass(frozen=True)
class TargetResult:
    """Every target in every area, what the figures stand on, and the files that were written."""

    plan: PlanTargets
    held: tuple[HeldTarget, ...]
    marking: Marking
    record: dict[str, Any]
    files: tuple[Path, ...]


@dataclass(frozen=True)
class _Inputs:
    """What the targets are held against, as far as it can be used, and the remarks on it."""

    plan: PlanTargets
    told: list[Indicator]  # by registries and tests
    declared: list[ServiceArea]
    log: ProblemLog


def assess_targets(job: Job, earlier: Sequence[Path] = ()) -> TargetResult:
    """Hold the targets of the scenario; write ``targets.json``, ``targets.csv``, ``indicators.csv`` with what the run
    computes and, with declared service areas, ``declared_areas.csv``.

    ``earlier`` are folders of earlier runs with a ``targets.json``.

    Raises
    ------
    ScenarioError
        If the scenario names no targets or no date of its data.
    InputProblemsError, InputError
        If the targets or what they are held against cannot be used; if an earlier run cannot.
    """
    settings, as_of = job.scenario.targets, parse_date(job.scenario.outputs.as_of)
    if settings is None:
        raise ScenarioError("targets.none")
    if as_of is None:
        raise ScenarioError("targets.as_of")
    runs = [_earlier_run(folder, as_of) for folder in earlier]
    inputs = _read_inputs(settings, job.scenario.assessment.province_code, job.area)
    job.report_inputs((*job.area.problems, *inputs.log.problems))
    inputs.log.raise_errors()
    marking = job.marking(Step.REACH)
    compared = [assessment.compare_declared(one, job.today, job.area) for one in inputs.declared]
    named = {id.partition(":")[0] for target in inputs.plan.targets for id in (*target.evidence, *target.beside)}
    computed = computed_indicators(job, compared, named)
    held = assessment.hold_targets(
        inputs.plan,
        [*computed, *inputs.told],
        as_of=as_of,
        communes={area.id: communes_of(area.units, job.area) for area in inputs.plan.areas},
        planned=planned_values(job),
        earlier=runs,
        definition=outputs.definition_key(marking),
    )
    sums = [(file.name, file_checksum(file)) for _, file in input_files(settings)]
    record = outputs.status_record(inputs.plan, held, marking, sums)
    tables = {STATUSES_CSV: outputs.status_rows(held, job.language)}
    if compared:
        tables[DECLARED_CSV] = outputs.declared_rows(compared, job.language)
    for name, table in tables.items():
        outputs.write_csv(table, job.folder / name, marking=marking, language=job.language)
    outputs.write_registry(computed, job.folder / REGISTRY_CSV)
    written = (*(job.folder / name for name in (*tables, REGISTRY_CSV)), write_json(record, job.folder / STATUSES_JSON))
    return TargetResult(inputs.plan, held, marking, record, written)


def _earlier_run(folder: Path, as_of: date) -> EarlierRun:
    run = outputs.read_earlier(folder)
    if run.as_of >= as_of.isoformat():
        raise InputError("targets.not_earlier", folder=str(folder), got=run.as_of, as_of=as_of.isoformat())
    return run


def _read_inputs(settings: TargetSettings, province_code: str, area: Area | None) -> _Inputs:
    """All files, the remarks on all of them at once; tests and declared areas only where there is an area."""
    found = _Inputs(PlanTargets(settings.file.name, "", "", (), ()), [], [], ProblemLog())
    with _taking(found.log, settings.file):
        found = replace(found, plan=ingest.read_targets(settings.file))
    epoch, communes = (None, None) if area is None else (area.admin_epoch, set(area.communes["code"]))
    for file in settings.indicators:
        with _taking(found.log, file):
            found.told.extend(ingest.read_indicators(file, admin_epoch=epoch, communes=communes))
    if area is None:
        return found
    for file in settings.speed_tests:
        with _taking(found.log, file):
            found.told.extend(_quality(file, province_code, area, found.log))
    for file in settings.speed_tiles:
        with _taking(found.log, file):
            tiles = ingest.read_speed_tiles(file, area.communes, found.log)
            found.told.extend(
                assessment.speed_tile_indicators(
                    tiles, area.communes, province_code=province_code, admin_epoch=area.admin_epoch
                )
            )
    for one in settings.service_areas:
        with _taking(found.log, one.file):
            found.declared.append(ingest.read_service_area(one, area.grid, found.log))
    return found


@contextmanager
def _taking(log: ProblemLog, file: Path) -> Iterator[None]:
    """Write down the error of a reader, so that the other files are still read."""
    try:
        yield
    except CovplanError as error:
        log.take(error, file)


def _quality(file: Path, province_code: str, area: Area, log: ProblemLog) -> tuple[Indicator, ...]:
    tests = ingest.read_speed_tests(file, area.communes, log)
    return assessment.quality_indicators(
        tests, area.communes, province_code=province_code, admin_epoch=area.admin_epoch
    )


def target_problems(settings: TargetSettings, province_code: str, area: Area | None) -> tuple[Problem, ...]:
    """Remarks on the targets and what they are held against; without an area the codes of communes are not checked."""
    return tuple(_read_inputs(settings, province_code, area).log.problems)


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
