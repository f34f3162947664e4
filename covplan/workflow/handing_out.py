"""What is written for an audience other than the internal one, each into a folder of its own.

Writers get redacted results only (``outputs.redaction``); those whose content is never told are not called: rasters of
received power, routes, reasons of the plan, sheets of communes, input report, run record.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd

from covplan import outputs
from covplan.errors import Problem
from covplan.ingest.problems import ProblemLog
from covplan.ingest.settings import AreaSettings
from covplan.ingest.withheld import read_withheld, require_all
from covplan.outputs.fields import kind_of
from covplan.outputs.files import file_names, writing, writing_folder
from covplan.outputs.map_furniture import MapFormat
from covplan.outputs.marking import handout_line, mark_handout
from covplan.outputs.redaction import Results, Shown, redact
from covplan.outputs.settings import Audience, Language, Marking
from covplan.outputs.tables import Table
from covplan.outputs.texts import text
from covplan.scenario import Step, fingerprint
from covplan.workflow.annual_report import year_of_data
from covplan.workflow.job import Job

MAP, MAPS, TABLES, SHAPEFILES, REPORT = "map.html", "maps", "tables", "shapefiles", "report"
_WRITTEN = (MAP, MAPS, TABLES, SHAPEFILES, REPORT, "*.gpkg", "export_*")
_FOR_ALL = ("O_LUCGIAC", "XA_PHUONG")
LAYERS: Mapping[Audience, tuple[str, ...]] = {
    Audience.PUBLIC: _FOR_ALL,
    Audience.PARTNER: (
        *("COT_ANTEN", "TUYEN_CAP", "CONG_BE", "COT_TREO", "KV_TRONGDIEM", "DIEM_PVCC", "VITRI_DEXUAT"),
        *_FOR_ALL,
    ),
}
"""The layers that an audience may be given."""


@dataclass(frozen=True, eq=False)
class Handing:
    """A job's results as an audience is shown them, the marking that goes with them, and the folder for its files."""

    shown: Shown
    marking: Marking
    language: Language
    folder: Path
    name: str

    @property
    def about(self) -> dict[str, Any]:
        """What every writer is told."""
        return {"marking": self.marking, "language": self.language}

    @property
    def line(self) -> str:
        """What is shown and how much is withheld."""
        return handout_line(self.marking, self.language)

    def layers(self) -> dict[str, gpd.GeoDataFrame]:
        """Every layer that the audience may be given; those of the years too."""
        shown, language = self.shown, self.language
        then = text("word.after", language)
        every = outputs.make_layers(
            shown.area, shown.today, shown.plan, None, shown.after, self.marking, language, shown.by_year
        )
        every["O_LUCGIAC"] = shown.hexagons.assign(thoidiem=then)
        allowed = LAYERS[shown.handout.audience]
        return {name: frame for name, frame in every.items() if kind_of(name) in allowed}


@dataclass(frozen=True)
class HandedOut:
    """Files and folders, and what they show."""

    files: tuple[Path, ...]
    line: str


def handing(job: Job, audience: Audience) -> Handing:
    """Redact the results of a job.

    Raises
    ------
    OutputError
        If the settings name no partner, or an unknown one.
    InputProblemsError
        If a polygon that is to withhold something could not be read.
    """
    scenario, settings = job.scenario, job.scenario.outputs
    withheld = read_withheld(settings.withheld, scenario.area.epsg)
    require_all(job.area.problems, scenario.area.exclusions)
    results = Results(job.area, job.today, job.after, job.after_by_year, job.routed[0])
    shown = redact(results, audience, settings, withheld)
    partner = shown.handout.partner
    folder = job.folder / (f"{audience}_{file_names([partner])[partner]}" if partner else str(audience))
    _clear_older(folder, job.folder / "results" / f"{folder.name}.made_with", fingerprint(scenario, Step.EXPORT))
    sources = (*_sources(scenario.area, partner), *(notice.text for notice in job.notices))
    marking = mark_handout(job.marking(Step.EXPORT), shown.handout, sources)
    return Handing(shown, marking, job.language, folder, scenario.name)


def withheld_problems(job: Job) -> tuple[Problem, ...]:
    """What is wrong with the polygons that are to withhold something."""
    log = ProblemLog()
    for one in job.scenario.outputs.withheld:
        log.attempt(one.file, partial(read_withheld, (one,), job.scenario.area.epsg))
    return tuple(log.problems)


def _clear_older(folder: Path, record: Path, made_with: str) -> None:
    """Take away what was handed out of other settings or inputs: it may tell what is withheld now."""
    if record.is_file() and record.read_text(encoding="ascii") == made_with:
        return
    for older in (file for pattern in _WRITTEN for file in folder.glob(pattern)):
        if older.is_dir():
            shutil.rmtree(older)
        else:
            older.unlink()
    with writing(record) as temporary:
        temporary.write_text(made_with, encoding="ascii")


def _sources(settings: AreaSettings, partner: str) -> tuple[str, ...]:
    """Sources of the inputs of which something is shown."""
    inputs: list[Any] = [settings.boundaries, settings.elevation, settings.land_cover, settings.people]
    inputs += [*settings.roads, *settings.km_posts]
    if partner:
        inputs += [*settings.places, *(one for one in settings.sites if one.operator == partner)]
    return tuple(dict.fromkeys(one.source for one in inputs))


def hand_out_map(job: Job, audience: Audience, form: str = "html") -> HandedOut:
    """Draw the page, or coverage and communes as pictures."""
    given = handing(job, audience)
    shown = given.shown
    with job.step("map"):
        if form != "html":
            found, inset = (
                outputs.MapFindings(shown.area, shown.today, shown.after),
                job.scenario.outputs.national_inset,
            )
            pictures = outputs.write_static_maps(
                found, given.folder / MAPS, MapFormat(form), inset=inset, **given.about
            )
            return HandedOut(tuple(pictures), given.line)
        page = outputs.draw_map(
            shown.area,
            None,
            shown.plan,
            today=shown.today,
            after=shown.after,
            by_year=shown.by_year,
            marking=given.marking,
            settings=job.scenario.outputs,
        )
        page.save(given.folder / MAP)
    return HandedOut((given.folder / MAP,), given.line)


def hand_out_files(job: Job, audience: Audience) -> HandedOut:
    """Write layers as shapefiles and GeoPackage, tables as XLSX and CSV."""
    given = handing(job, audience)
    shown, language = given.shown, given.language
    shapefiles, package, tables = (given.folder / one for one in (SHAPEFILES, f"{given.name}.gpkg", TABLES))
    with job.step("export"):
        layers = given.layers()
        notes = outputs.write_shapefiles(layers, shapefiles, **given.about)
        outputs.write_geopackage(layers, package, **given.about)
        made = outputs.make_tables(shown.area, shown.today, shown.plan, None, shown.after, language, notes)
        kept = [table for table in made if table.rows]
        _write_tables(kept, tables, given)
    return HandedOut((shapefiles, package, tables), given.line)


def _write_tables(tables: list[Table], folder: Path, given: Handing) -> None:
    with writing_folder(folder) as temporary:
        outputs.write_workbook(tables, temporary / f"{given.name}.xlsx", **given.about)
        for table in tables:
            outputs.write_csv(table, temporary / f"{table.key}.csv", **given.about)


def hand_out_report(job: Job, audience: Audience, year: int | None = None) -> HandedOut:
    """Write the report that may be handed out as DOCX, and as PDF where LibreOffice is installed.

    Raises
    ------
    ScenarioError
        If the scenario has no date of its data, or one of another year.
    """
    year = year_of_data(job, year)
    given = handing(job, audience)
    document = given.folder / REPORT / f"{REPORT}_{year}.docx"
    with job.step("report"):
        outputs.write_handout_report(given.shown, year, document, **given.about)
        pdf, _ = outputs.convert_to_pdf(document)
    return HandedOut((document, *([] if pdf is None else [pdf])), given.line)
