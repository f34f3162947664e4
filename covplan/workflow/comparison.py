"""What ``covplan compare`` does with two scenarios: run both, tell what differs, draw it."""

from __future__ import annotations

from dataclasses import fields, replace

from covplan.outputs.comparison import Side, comparison_tables
from covplan.outputs.difference_map import can_be_drawn, draw_difference
from covplan.scenario import Step, as_plain
from covplan.workflow.job import Job
from covplan.workflow.together import View, write_view

_SAID_ELSEWHERE = ("name", "title", "file", "equipment_files", "remarks", "outputs")
"""Parts of a scenario that change no figure."""

_MAP = "map.html"


def compare(first: Job, second: Job) -> View:
    """Run both, each with its results in a folder of its own; write tables and map into the folder of the first.

    There is no map where their grids or communes differ; the view says so.
    """
    sides = _side(first), _side(second)
    tables = comparison_tables(*sides, first.language)
    what = {"first": first.scenario.file.name, "second": second.scenario.file.name}
    markings = first.marking(Step.EXPORT), second.marking(Step.EXPORT)
    page = draw_difference(*sides, markings, first.language) if can_be_drawn(*sides) else None
    pages = {} if page is None else {_MAP: page}
    view = write_view(
        first, f"compare_{second.folder.name}", "compare", tables, ("compare.what", what), markings[0], pages
    )
    told = ("compare.no_map", {}) if page is None else ("compare.map", {"path": view.folder / _MAP})
    return replace(view, remarks=(*view.remarks, told))


def _side(job: Job) -> Side:
    job.have_all()
    names = [item.name for item in fields(job.scenario) if item.name not in _SAID_ELSEWHERE]
    settings = {name: as_plain(getattr(job.scenario, name)) for name in names}
    return Side(job.scenario.name, settings, job.area, job.today, job.after, *job.routed)
