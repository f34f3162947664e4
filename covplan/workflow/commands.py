"""What each command of the command line does with a job."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from covplan import outputs
from covplan.errors import InputProblemsError, Problem
from covplan.network import Technology
from covplan.outputs.files import file_names, writing_folder
from covplan.outputs.marking import generation, read_as
from covplan.outputs.settings import Language, Marking
from covplan.outputs.texts import text
from covplan.scenario import Step
from covplan.workflow.job import Job
from covplan.workflow.map_findings import map_findings
from covplan.workflow.radio_service import write_radio_service
from covplan.workflow.records import RUN, SUMMARY, describe_run, forget_other_run, read_unchanged, summarise, write_json

if TYPE_CHECKING:
    import pandas as pd

    from covplan.assessment import Served
    from covplan.coverage import Coverage
    from covplan.ingest.area import Area

MAP, TABLES = "map.html", "tables"


class _About(TypedDict):
    marking: Marking
    language: Language


@dataclass(frozen=True)
class Result:
    """What a run ends with: the figures of ``summary.json``, the map's file, the folders of tables and of all files."""

    summary: dict[str, Any]
    map: Path
    tables: Path
    folder: Path


def check(job: Job) -> tuple[Problem, ...]:
    """Read every input; return every remark, also where the inputs cannot be used."""
    area: Area | None = None
    try:
        area = job.area
        problems = area.problems
    except InputProblemsError as error:
        problems = error.problems
    if job.scenario.outputs.withheld:
        from covplan.workflow.handing_out import withheld_problems

        problems = (*problems, *withheld_problems(job))
        job.report_inputs(problems)
    if (settings := job.scenario.targets) is not None:
        from covplan.workflow.targets import target_problems

        problems = (*problems, *target_problems(settings, job.scenario.assessment.province_code, area))
        job.report_inputs(problems)
    return problems


def coverage(job: Job) -> Path:
    """Predict today's coverage and write it as GeoTIFFs; return their folder."""
    cover, today = job.cover, job.today
    marking = job.marking(Step.REACH if cover.interference is None else Step.EXPORT)  # the busy hour is in the last
    with job.step("export"):
        forget_other_run(job.scenario, job.folder)
        return _write_rasters(job, cover, today, "before", marking)


def assess(job: Job, by: str) -> tuple[pd.DataFrame, Marking]:
    """People served today by ``province``, ``district`` or ``commune``, and the definition that it stands under."""
    frames = {
        "province": job.today.by_province,
        "district": job.today.by_district,
        "commune": job.today.by_commune,
    }
    return frames[by], job.marking(Step.REACH)


def assess_where(job: Job, part: str) -> tuple[tuple[outputs.Table, ...], Marking]:
    """The tables of one of ``outputs.WHERE_PARTS`` today, read as the scenario's headline is; their definition."""
    keys, reading = outputs.WHERE_PARTS[part], job.scenario.service.reading
    tables = outputs.make_where_tables(job.where, job.language, keys, reading, job.scenario.outputs.as_of)
    return tables, job.marking(Step.EXPORT)


def export(job: Job) -> list[Path]:
    """Write tables, vectors and rasters of today and of the plan; return the files and folders."""
    job.have_all()
    _ = job.where  # timed as a step of its own
    with job.step("export") as progress:
        forget_other_run(job.scenario, job.folder)
        return _write_files(job, job.marking(Step.EXPORT), progress)


def map_(job: Job) -> Path:
    """Draw the offline map; return its file."""
    job.have_all()
    _ = job.sections  # timed as a step of its own
    with job.step("map"):
        forget_other_run(job.scenario, job.folder)
        return _write_map(job, job.marking(Step.EXPORT))


def run(job: Job) -> Result:
    """All of it, or nothing where settings, inputs and code are those of the run whose files are there."""
    summary = read_unchanged(job.scenario, job.folder)
    if summary is not None:
        job.skip("run")
    else:
        files = [*export(job), map_(job)]
        if job.sections is not None:
            from covplan.workflow.routes import route

            files.append(route(job).folder)
        summary = summarise(job)
        files.append(write_json(summary, job.folder / SUMMARY))
        write_json(describe_run(job, files), job.folder / RUN)  # last: it says that the rest is whole
    return Result(summary, job.folder / MAP, job.folder / TABLES, job.folder)


def _write_map(job: Job, marking: Marking) -> Path:
    plan, fibre = job.routed
    page = outputs.draw_map(
        job.area,
        job.cover,
        plan,
        fibre,
        cover_after=job.cover_after,
        today=job.today,
        after=job.after,
        by_year=job.after_by_year,
        **map_findings(job),
        sections=job.sections,
        fibre_reach=None if job.sections is None else job.route_fibre.reach,
        marking=marking,
        settings=job.scenario.outputs,
    )
    page.save(job.folder / MAP)
    return job.folder / MAP


def _write_files(job: Job, marking: Marking, progress: Callable[[float], None]) -> list[Path]:
    area, today, after, (plan, fibre) = job.area, job.today, job.after, job.routed
    about: _About = {"marking": marking, "language": job.language}
    name, shapefiles, tables = job.scenario.name, job.folder / "shapefiles", job.folder / TABLES
    layers = outputs.make_layers(area, today, plan, fibre, after, marking, job.language, job.after_by_year)
    notes = outputs.write_shapefiles(layers, shapefiles, **about)
    package = job.folder / f"{name}.gpkg"
    outputs.write_geopackage(layers, package, **about)
    progress(0.3)
    made = outputs.make_tables(area, today, plan, fibre, after, job.language, notes)
    made += outputs.make_plan_tables(job.findings, area, job.language)
    made += outputs.make_where_tables(job.where, job.language, as_of=marking.as_of)
    with writing_folder(tables) as temporary:
        outputs.write_workbook(made, temporary / f"{name}.xlsx", **about)
        for table in made:
            outputs.write_csv(table, temporary / f"{table.key}.csv", **about)
    progress(0.5)
    rasters_before = _write_rasters(job, job.cover, today, "before", marking)
    progress(0.75)
    return [shapefiles, package, tables, rasters_before, _write_rasters(job, job.cover_after, after, "after", marking)]


def _write_rasters(job: Job, cover: Coverage, served: Served, when: str, marking: Marking) -> Path:
    """Power by carrier, operator and over all; who serves where; best sectors with their list. Returns the folder.

    A prediction with interference adds SINR, estimated rates and what follows from them.
    """
    about: _About = {"marking": marking, "language": job.language}
    moment = text(f"word.{when}", job.language)
    lte = {c.id for c in cover.carriers if c.technology is Technology.LTE}
    lte |= {c.operator for c in cover.carriers if c.id in lte} | ({"any"} if lte else set())
    power = {carrier.id: cover.rsrp_dbm[carrier.id] for carrier in cover.carriers}
    power |= {operator: cover.operator_rsrp_dbm(operator) for operator in cover.best_sector}
    power["any"] = cover.any_rsrp_dbm()
    names = file_names(power)
    folder = job.folder / f"rasters_{when}"
    with writing_folder(folder) as temporary:
        for name, dbm in power.items():
            what = f"{'RSRP' if name in lte else 'SS-RSRP'}, {name}, {moment}"
            outputs.write_geotiff(
                dbm, cover.grid, temporary / f"rsrp_{names[name]}.tif", description=what, unit="dBm", **about
            )
        for name, mask in served.served.items():
            area = text("map.served_area", job.language, generation=generation(served.service))
            of_reading: _About = {"marking": read_as(marking, name), "language": job.language}
            file, what = temporary / f"served_{names[name]}.tif", f"{area}, {name}, {moment}"
            outputs.write_geotiff(mask, cover.grid, file, description=what, **of_reading)
        for name, best in cover.best_sector.items():
            file, what = temporary / f"best_sector_{names[name]}.tif", f"best_sector.csv, {name}, {moment}"
            outputs.write_geotiff(best, cover.grid, file, description=what, nodata=-1, **about)
        sectors = outputs.Table("sectors", ("value", "sector"), tuple(enumerate(cover.sector_ids)))
        outputs.write_csv(sectors, temporary / "best_sector.csv", **about)
        if cover.interference is not None:
            write_radio_service(job, cover, temporary, moment, marking)
    return folder
