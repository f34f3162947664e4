"""What ``covplan plan --cost-range`` does with a job: the plan under low, base and high prices, side by side."""

from __future__ import annotations

from covplan import outputs
from covplan.outputs.numbers import format_plain
from covplan.planning.cost_range import plan_cost_range
from covplan.scenario import Step
from covplan.workflow.job import Job
from covplan.workflow.together import View, write_view


def plan_prices(job: Job) -> View:
    """Choose under each case of prices, with backhaul as estimated; write the tables as CSV and a workbook."""
    reach, settings = job.reach, job.scenario.planning
    with job.step("cost_range") as progress:
        found = plan_cost_range(reach, settings, job.floors.requirements(reach), progress)
        tables = outputs.cost_range_tables(found, reach, job.area, job.language)
    counts = {"always": int(found.always.sum()), "sometimes": int(found.sometimes.sum())}
    what = {"target": format_plain(settings.target_pct, job.language), **counts}
    return write_view(job, "plan_cost_range", "cost_range", tables, ("cost_range.what", what), job.marking(Step.PLAN))
