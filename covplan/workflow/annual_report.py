"""What ``covplan report`` does with a job: the annual report as DOCX, PDF and XLSX, and the sheets of the communes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from covplan import assessment, ingest, outputs, routing
from covplan.assessment import HeldTarget
from covplan.errors import InputError, ScenarioError
from covplan.ingest.funding import Funding
from covplan.ingest.open_data.lock_file import read_lock
from covplan.ingest.toml_lines import KeyPath
from covplan.outputs import ReportFindings, Table
from covplan.outputs.report.findings import InputFile
from covplan.outputs.report.funding_tables import funded_parts, funding_table
from covplan.outputs.settings import parse_date
from covplan.outputs.target_statuses import STATUSES_JSON
from covplan.scenario import Scenario, Step, as_plain, dotted, file_checksum, input_files
from covplan.workflow.job import Job
from covplan.workflow.records import SUMMARY, forget_other_run, summarise, write_json
from covplan.workflow.shared_how import shared_how
from covplan.workflow.targets import assess_targets

REPORT, SHEETS = "report", "communes.pdf"
_SETTINGS = ("service", "radio", "assessment", "planning", "routing")


@dataclass(frozen=True)
class ReportAnswer:
    """The files of a report; without a PDF the key of the sentence that says why."""

    files: tuple[Path, ...]
    no_pdf: str | None


def report(job: Job, year: int | None = None, earlier: Sequence[Path] = ()) -> ReportAnswer:
    """Write the report of a year, by default that of the data, and ``summary.json``, which the next year compares with.

    ``earlier`` are folders of earlier runs with a ``summary.json`` (and a ``targets.json``, where there are targets).

    Raises
    ------
    ScenarioError
        If the scenario has no date of its data, or one of another year.
    InputError
        If an earlier run cannot be read or is not earlier, or the table of funding cannot be used.
    OutputError
        If that table names a site that is not in the plan.
    """
    year, payers = year_of_data(job, year), job.scenario.outputs.funding
    funding = {} if payers is None else ingest.read_funding(payers)  # a mistake in it is told before the long work
    before = sorted((_earlier_summary(folder, job.scenario.outputs.as_of) for folder in earlier), key=_day)
    held: tuple[HeldTarget, ...] = ()
    if job.scenario.targets is not None:
        held = assess_targets(job, [folder for folder in earlier if (folder / STATUSES_JSON).is_file()]).held
    found = _findings(job, year, before, held, funding)
    marking, language = job.marking(Step.EXPORT), job.language
    tables = (*_tables(job, found), *found.route_tables)
    with job.step("report"):
        forget_other_run(job.scenario, job.folder)
        summary = write_json(dict(found.summary), job.folder / SUMMARY)
        folder = job.folder / REPORT
        document, workbook = folder / f"{REPORT}_{year}.docx", folder / f"{REPORT}_{year}.xlsx"
        outputs.write_workbook(tables, workbook, marking=marking, language=language)
        outputs.write_report(found, document, marking=marking, language=language)
        pdf, no_pdf = outputs.convert_to_pdf(document)
    return ReportAnswer((document, workbook, *([] if pdf is None else [pdf]), summary), no_pdf)


def commune_sheets(job: Job) -> Path:
    """Write a page for each commune, in order of code, into one PDF; return it."""
    job.have_all()
    found, where = job.findings, job.where
    file = job.folder / REPORT / SHEETS
    with job.step("report") as progress:
        outputs.write_commune_sheets(
            job.area,
            (job.today, job.after),
            found,
            where,
            file,
            marking=job.marking(Step.EXPORT),
            language=job.language,
            progress=progress,
        )
    return file


def year_of_data(job: Job, year: int | None) -> int:
    """The year of ``outputs.as_of``; raises ``ScenarioError`` without a date or for another year than that."""
    as_of = parse_date(job.scenario.outputs.as_of)
    if as_of is None:
        raise ScenarioError("report.as_of")
    if year is not None and year != as_of.year:
        raise ScenarioError("report.year", year=year, as_of=as_of.isoformat())
    return as_of.year


def _day(summary: dict[str, Any]) -> str:
    return str(summary["as_of"])


def _earlier_summary(folder: Path, as_of: str) -> dict[str, Any]:
    file = folder / SUMMARY
    try:
        summary: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        day = parse_date(summary["as_of"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = error.strerror if isinstance(error, OSError) else f"{type(error).__name__}: {error}"
        raise InputError("report.earlier", file=str(file), reason=reason) from None
    if day is None or day.isoformat() >= as_of:
        raise InputError("report.not_earlier", folder=str(folder), got=str(day or "–"), as_of=as_of)
    return summary


def _findings(
    job: Job,
    year: int,
    earlier: Sequence[dict[str, Any]],
    held: Sequence[HeldTarget],
    funding: Mapping[str, Funding],
) -> ReportFindings:
    scenario, routes = job.scenario, job.routes
    sections = routing.make_sections(routes, job.area)  # by number: the report sums up roads without one
    named = job.route_sections
    how, _ = shared_how(job, routes, named)
    return ReportFindings(
        year=year,
        area=job.area,
        today=job.today,
        after=job.after,
        planned=job.findings,
        where=job.where,
        together=job.together,
        sharing=assessment.count_sharing(job.area, scenario.assessment.sharing),
        uncertainty=job.uncertainty,
        sections=sections,
        route_tables=(
            *outputs.make_route_tables(routes, named, job.language),
            *how,
            *outputs.make_fibre_tables(job.route_fibre, named, job.area.costs, job.language),
            *([] if job.backhaul is None else [outputs.make_backhaul_table(job.backhaul, {}, job.language)]),
        ),
        backhaul=job.backhaul,
        fibre=job.route_fibre,
        funding=funding,
        open_data=read_lock(scenario.file.parent),
        held=held,
        summary=summarise(job),
        earlier=earlier,
        lease_years=scenario.routing.laying.lease_years,
        settings={name: as_plain(getattr(scenario, name)) for name in _SETTINGS},
        inputs=_inputs(scenario),
    )


def _inputs(scenario: Scenario) -> tuple[InputFile, ...]:
    """Every file that the scenario names; a folder or a shapefile is told by its own date."""
    return tuple(
        InputFile(
            dotted(path),
            file.name,
            datetime.fromtimestamp(file.stat().st_mtime, UTC).date().isoformat(),
            file_checksum(file),
            _source(scenario, path),
        )
        for path, file in input_files(scenario)
    )


def _source(scenario: Scenario, path: KeyPath) -> str:
    """The source that the settings nearest to a file name; empty where they name none."""
    found: str = ""
    settings: Any = scenario
    for key in path:
        settings = settings[key] if isinstance(key, int) else getattr(settings, key)
        found = getattr(settings, "source", found)
    return found


def _tables(job: Job, found: ReportFindings) -> tuple[Table, ...]:
    """All tables that the report is drawn from, in full, but those of routes."""
    language, (plan, fibre) = job.language, job.routed
    targets = (outputs.status_rows(found.held, language),) if found.held else ()
    parts = funded_parts(job.findings, found.funding)
    operators = outputs.operator_tables(found.together, found.sharing, language)
    uncertainty = outputs.uncertainty_tables(found.uncertainty, language)
    return (
        *targets,
        *outputs.make_tables(job.area, job.today, plan, fibre, job.after, language),
        *outputs.make_plan_tables(job.findings, job.area, language),
        funding_table(parts, language),
        *outputs.make_where_tables(job.where, language, as_of=job.scenario.outputs.as_of),
        *operators[0],
        *operators[1],
        *uncertainty[0],
    )
