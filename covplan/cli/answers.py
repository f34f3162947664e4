"""What each command prints: its lines for stdout and its exit code. Imported when a command runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from covplan import workflow
from covplan.cli.audiences import INTERNAL, handed_out_lines
from covplan.cli.link_options import SETTINGS
from covplan.cli.rendering import error_lines, problem_table, result_lines
from covplan.cli.words import word
from covplan.errors import Severity
from covplan.outputs.marking import header
from covplan.outputs.settings import Audience, Language, Marking
from covplan.workflow import Job

if TYPE_CHECKING:
    from covplan.propagation.comparison import Answer as ModelAnswer

DONE, FAILED = 0, 1
Answer = tuple[Iterable[str], int]


def check(job: Job, language: str, fix: bool) -> Answer:
    """All problems of the inputs; failed if one of them is an error. With ``fix`` what was cleaned and is asked."""
    problems = workflow.check(job)
    lines = [*problem_table(problems, language), word("report", language, path=job.folder / "input_report.csv")]
    if fix:
        from covplan.cli.fix_lines import fix_lines

        lines += fix_lines(workflow.fix(job), language)
    return lines, FAILED if any(problem.severity is Severity.ERROR for problem in problems) else DONE


def coverage(job: Job, language: str) -> Answer:
    """The folder of rasters."""
    return [str(workflow.coverage(job))], DONE


def assess(
    job: Job,
    language: str,
    by: str,
    where: str | None,
    targets: bool,
    as_json: bool,
    earlier: tuple[Path, ...],
    **views: bool,
) -> Answer:
    """People served as CSV, or the tables or targets that are asked for; what they stand under goes to stderr."""
    if targets:
        from covplan.cli.link_lines import json_lines
        from covplan.cli.target_lines import target_lines

        result = workflow.assess_targets(job, earlier)
        return json_lines(result.record) if as_json else target_lines(result, Language(language)), DONE
    if where is not None:
        from covplan.cli.where_lines import where_lines

        tables, marking = workflow.assess_where(job, where)
        _tell(marking, language)
        return where_lines(tables, language), DONE
    if asked := [view for view, is_asked in views.items() if is_asked]:
        from covplan.cli.table_lines import table_lines

        lines: list[str] = []
        for view in asked:
            shown = workflow.assess_together(job, view)
            _tell(shown.marking, language)
            lines += table_lines(shown, Language(language))
        return lines, DONE
    table, marking = workflow.assess(job, by)
    _tell(marking, language)
    return csv_lines(table.columns, table.itertuples(index=False, name=None)), DONE


def _tell(marking: Marking, language: str) -> None:
    """The definition of service and what else a figure stands under, on stderr."""
    for label, value in header(marking, Language(language)):
        click.echo(f"{label}: {value}", err=True)


def plan(job: Job, language: str, curve: bool, edit: Path | None, sharing: bool, cost_range: bool) -> Answer:
    """The plan with its reasons, what a change by hand makes of it, or ways of sharing or prices compared."""
    from covplan.cli.plan_lines import edit_lines, plan_lines
    from covplan.cli.table_lines import table_lines

    if sharing or cost_range:
        shown = workflow.plan_sharing(job) if sharing else workflow.plan_prices(job)
        _tell(shown.marking, language)
        return table_lines(shown, Language(language)), DONE
    if edit is not None:
        return edit_lines(workflow.evaluate_edits(job, edit), Language(language)), DONE
    return plan_lines(workflow.plan(job, curve), Language(language)), DONE


def route(job: Job, language: str) -> Answer:
    """The figures of shared routes, the sections, and where the files are."""
    from covplan.cli.route_lines import route_lines

    return route_lines(workflow.route(job), Language(language)), DONE


def report(
    job: Job, language: str, year: int | None, earlier: tuple[Path, ...], communes: bool, audience: str
) -> Answer:
    """The files of the report, and why there is no PDF if there is none; or the sheets of the communes."""
    if audience != INTERNAL:
        return handed_out_lines(workflow.hand_out_report(job, Audience(audience), year)), DONE
    if communes:
        return [str(workflow.commune_sheets(job))], DONE
    made = workflow.report(job, year, earlier)
    lines = [*map(str, made.files)]
    return lines if made.no_pdf is None else [*lines, word(f"report.{made.no_pdf}", language)], DONE


def export(job: Job, language: str, profile: str | None, audience: str) -> Answer:
    """The files and folders; of a profile its folder, the layers without data and what a format could not hold."""
    if profile is None:
        if audience != INTERNAL:
            return handed_out_lines(workflow.hand_out_files(job, Audience(audience))), DONE
        return map(str, workflow.export(job)), DONE
    done = workflow.export_profile(job, profile, Audience(audience))
    lines = [word("run.folder", language, path=done.folder), *filter(None, (done.line,))]
    if done.left_out:
        lines.append(word("export.left_out", language, layers=", ".join(done.left_out)))
    if done.empty:
        lines.append(word("export.empty", language, layers=", ".join(done.empty)))
    return [*lines, *(problem_table(done.notes, language) if done.notes else ())], DONE


def map_(job: Job, language: str, form: str, audience: str) -> Answer:
    """The page, or the static maps."""
    if audience != INTERNAL:
        return handed_out_lines(workflow.hand_out_map(job, Audience(audience), form)), DONE
    if form == "html":
        return [str(workflow.map_(job))], DONE
    return map(str, workflow.static_maps(job, form)), DONE


def calibrate(job: Job, language: str, measurements: Path) -> Answer:
    """Before and after by carrier and land cover, and where the files are."""
    from covplan.cli.calibration import calibration_lines

    return calibration_lines(workflow.calibrate(job, measurements), language), DONE


def run(job: Job, language: str, audience: str) -> Answer:
    """The headline with its definition, and where the files are; for an audience its files and page."""
    if audience != INTERNAL:
        whom = Audience(audience)
        return handed_out_lines(workflow.hand_out_files(job, whom), workflow.hand_out_map(job, whom)), DONE
    return result_lines(workflow.run(job), language), DONE


def link(job: Job | None, language: str, **options: Any) -> Answer:
    """One path, or every measurement of a profile file; failed if no model has an answer."""
    from covplan.cli.link_lines import json_lines, link_lines, measurement_lines
    from covplan.outputs.link_report import link_record, measurement_record
    from covplan.outputs.path_figure import check_figure_file, write_path_figure

    words = Language(language)
    figure: Path | None = options["figure"]
    if figure is not None:
        check_figure_file(figure)
    asked = workflow.LinkQuestion(
        models=options["models"],
        freqs_mhz=options["freqs_mhz"],
        tx_agl_m=options["tx_agl_m"],
        rx_agl_m=options["rx_agl_m"],
        settings={name: options[name] for name in SETTINGS},
    )
    if options["measurements"]:
        found = workflow.link_measurements(options["profile"], asked)
        code = _code_of([answer for _, answer in found], language)
        if options["as_json"]:
            return json_lines([measurement_record(row, answer, words) for row, answer in found]), code
        return measurement_lines(found, language), code
    if job is None:
        report = workflow.link_along(options["profile"], asked)
    else:
        report = workflow.link(job, options["start"], options["end"], asked)
    code = _code_of(report.answers, language)
    drawn = {} if figure is None else {"figure": str(write_path_figure(report, figure, words))}
    if options["as_json"]:
        return json_lines(link_record(report, words) | drawn), code
    return [*link_lines(report, language), *(word("figure", language, path=file) for file in drawn.values())], code


def _code_of(answers: Sequence[ModelAnswer], language: str) -> int:
    """Done where a model has an answer; else failed, with each reason once on stderr."""
    if any(answer.loss is not None for answer in answers):
        return DONE
    errors = [line for answer in answers if answer.error for line in error_lines(answer.error, language)]
    for line in dict.fromkeys(errors):
        click.echo(line, err=True)
    return FAILED


ANSWERS: dict[str, Callable[..., Answer]] = {
    "check": check,
    "coverage": coverage,
    "assess": assess,
    "plan": plan,
    "route": route,
    "report": report,
    "export": export,
    "map": map_,
    "calibrate": calibrate,
    "run": run,
    "link": link,
}


def csv_lines(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterable[str]:
    """Comma-separated lines with a heading; numbers with a point, for other programs."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([round(cell, 3) if isinstance(cell, float) else cell for cell in row] for row in rows)
    return stream.getvalue().splitlines()
