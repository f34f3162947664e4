"""What ``covplan plan --sharing`` does with a job: ways of sharing at least cost, side by side."""

from __future__ import annotations

from covplan import outputs
from covplan.outputs.numbers import format_plain
from covplan.planning.sharing_reach import build_sharing_reach
from covplan.planning.sharing_scenarios import compare_sharing
from covplan.scenario import Step
from covplan.workflow.job import Job
from covplan.workflow.together import View, write_view


def plan_sharing(job: Job) -> View:
    """Compare the scenarios of sharing; write the tables as CSV and a workbook."""
    scenario, area, today = job.scenario, job.area, job.today
    with job.step("sharing") as progress:
        reach = build_sharing_reach(
            area, today, scenario.radio, scenario.planning, job.executor, lambda done: progress(0.5 * done)
        )
        outcomes = compare_sharing(reach, scenario.planning, lambda done: progress(0.5 + 0.5 * done))
        tables = outputs.sharing_tables(outcomes, reach, job.language)
    rules = scenario.planning.sharing
    what = {
        "target": format_plain(scenario.planning.target_pct, job.language),
        "tenants": rules.most_tenants,
        "partner": format_plain(rules.partner_pct, job.language),
    }
    return write_view(job, "plan_sharing", "sharing", tables, ("sharing.what", what), job.marking(Step.PLAN))
