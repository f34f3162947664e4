"""What ``covplan compare`` does with two scenarios: run both, tell what differs."""

from __future__ import annotations

from dataclasses import fields

from covplan.outputs.comparison import Side, comparison_tables
from covplan.scenario import Step, as_plain
from covplan.workflow.job import Job
from covplan.workflow.together import View, write_view

_SAID_ELSEWHERE = ("name", "title", "file", "equipment_files", "remarks", "outputs")
"""Parts of a scenario that change no figure."""


def compare(first: Job, second: Job) -> View:
    """Run both, each with its results in a folder of its own; write the tables into the folder of the first."""
    sides = [_side(job) for job in (first, second)]
    tables = comparison_tables(sides[0], sides[1], first.language)
    what = {"first": first.scenario.file.name, "second": second.scenario.file.name}
    return write_view(
        first, f"compare_{second.folder.name}", "compare", tables, ("compare.what", what), first.marking(Step.EXPORT)
    )


def _side(job: Job) -> Side:
    job.have_all()
    names = [item.name for item in fields(job.scenario) if item.name not in _SAID_ELSEWHERE]
    settings = {name: as_plain(getattr(job.scenario, name)) for name in names}
    return Side(job.scenario.name, settings, job.area, job.today, job.after, *job.routed)
