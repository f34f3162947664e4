"""What ``covplan map --format png|svg|pdf`` does with a job: the maps of a run for paper and projector."""

from __future__ import annotations

from pathlib import Path

from covplan import outputs
from covplan.outputs.map_furniture import MapFormat
from covplan.scenario import Step
from covplan.workflow.job import Job
from covplan.workflow.records import forget_other_run

MAPS = "maps"


def static_maps(job: Job, form: str) -> list[Path]:
    """Write coverage, communes, plan and, where there are any, shared routes; return the files.

    Raises
    ------
    OutputError
        If the scenario wants the sketch of the country on the map of an area that does not lie in it.
    """
    job.have_all()
    found = outputs.MapFindings(job.area, job.today, job.after, job.findings, job.sections)
    inset, marking = job.scenario.outputs.national_inset, job.marking(Step.EXPORT)
    with job.step("map"):
        forget_other_run(job.scenario, job.folder)
        return outputs.write_static_maps(
            found, job.folder / MAPS, MapFormat(form), inset=inset, marking=marking, language=job.language
        )
