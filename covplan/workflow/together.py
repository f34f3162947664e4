"""What ``covplan assess --operators``, ``--resilience`` and ``--uncertainty`` do with a job: count, write tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from covplan import assessment, outputs
from covplan.assessment.uncertainty_settings import MEDIAN_PCT
from covplan.network import Technology
from covplan.outputs.files import writing_folder
from covplan.outputs.numbers import format_plain
from covplan.outputs.texts import text
from covplan.scenario import Step
from covplan.workflow.job import Job

if TYPE_CHECKING:
    from covplan.coverage.service import ServiceSettings
    from covplan.outputs.map_page import OfflineMap
    from covplan.outputs.settings import Marking
    from covplan.outputs.tables import Table
    from covplan.outputs.together_tables import Both


@dataclass(frozen=True)
class View:
    """Tables of the province, what is to be said with them, under which definition, and the folder of all tables.

    ``remarks`` are keys of sentences of the command line with their parameters.
    """

    tables: tuple[Table, ...]
    remarks: tuple[tuple[str, dict[str, Any]], ...]
    marking: Marking
    folder: Path


def assess_together(job: Job, view: str) -> View:
    """Count what ``operators``, ``resilience`` or ``uncertainty`` shows; write the tables as CSV and a workbook."""
    return _VIEWS[view](job)


def _operators(job: Job) -> View:
    together = job.together
    sharing = assessment.count_sharing(job.area, job.scenario.assessment.sharing)
    tables = outputs.operator_tables(together, sharing, job.language)
    generation = "5G" if job.scenario.service.technology is Technology.NR else "4G"
    without = {"count": together.masts_without, "generation": generation}
    return _written(job, "operators", tables, ("operators.without", without) if together.masts_without else None)


def _resilience(job: Job) -> View:
    found = job.resilience
    tables = outputs.resilience_tables(found, job.language)
    unknown = {"kinds": ", ".join(text(f"risk.{kind}", job.language).lower() for kind in found.unknown_kinds)}
    return _written(job, "resilience", tables, ("resilience.unknown", unknown) if found.unknown_kinds else None)


def _uncertainty(job: Job) -> View:
    found = job.uncertainty
    tables = outputs.uncertainty_tables(found, job.language)
    bias = format_plain(round(found.bias_sigma_db, 2), job.language)
    what = {"draws": found.settings.draws, "seed": found.settings.seed, "bias": bias}
    service = replace(job.scenario.service, probability_pct=MEDIAN_PCT)  # no margin is in it
    return _written(job, "uncertainty", tables, ("uncertainty.what", what), service)


def _written(
    job: Job,
    name: str,
    tables: Both,
    remark: tuple[str, dict[str, Any]] | None,
    service: ServiceSettings | None = None,
) -> View:
    """Write the tables into a folder of the view's own, under the scenario's service or the one given."""
    marking = replace(job.marking(Step.ASSESSMENT), service=service or job.scenario.service)
    return write_view(job, f"assessment_{name}", name, tables, remark, marking)


def write_view(
    job: Job,
    folder: str,
    name: str,
    tables: Both,
    remark: tuple[str, dict[str, Any]] | None,
    marking: Marking,
    pages: Mapping[str, OfflineMap] = MappingProxyType({}),
) -> View:
    """Write the tables into a folder of the results, as CSV and a workbook; the first of the two are shown.

    ``pages`` are maps by the names of their files in it.
    """
    shown, others = tables
    with writing_folder(job.folder / folder) as temporary:
        every = shown + others
        outputs.write_workbook(every, temporary / f"{name}.xlsx", marking=marking, language=job.language)
        for table in every:
            outputs.write_csv(table, temporary / f"{table.key}.csv", marking=marking, language=job.language)
        for file, page in pages.items():
            page.save(temporary / file)
    return View(shown, () if remark is None else (remark,), marking, job.folder / folder)


_VIEWS: dict[str, Callable[[Job], View]] = {
    "operators": _operators,
    "resilience": _resilience,
    "uncertainty": _uncertainty,
}
