"""The subcommands: arguments, the scenario, one function of ``workflow``, and what becomes of an error.

Results go to stdout, progress and errors to stderr. What is heavy is imported when a command runs, not before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from covplan.cli.audiences import audience_option
from covplan.cli.link_options import check_link_usage, link_options
from covplan.cli.report_options import check_report_usage, document_language, report_options
from covplan.cli.words import asked_language, chosen_language, command_help, word
from covplan.errors import CovplanError

HANDING_OUT = ("export", "map", "run", "report")
"""Commands that write what people are given."""

VIEWS = ("operators", "resilience", "uncertainty")
"""Of ``assess``: each an option of its own."""


def make_command(name: str, language: str) -> click.Command:
    """A subcommand with its arguments, and its help in a language."""
    if name in ("new", "fetch"):
        from covplan.cli.open_data import make_open_data_command

        return make_open_data_command(name, language)
    if name == "template":
        from covplan.cli.template import make_template_command

        return make_template_command(language)
    if name == "compare":
        from covplan.cli.compare import make_compare_command

        return make_compare_command(language)
    is_link = name == "link"
    metavar = "[SCENARIO.toml]" if is_link else "SCENARIO.toml"
    file = click.Path(path_type=Path)
    parameters: list[click.Parameter] = [
        click.Argument(["scenario"], metavar=metavar, required=not is_link, type=file),
        click.Option(["--out"], metavar="DIR", type=file, help=word("option.out", language)),
        click.Option(["overrides", "--set"], multiple=True, metavar="KEY=VALUE", help=word("option.set", language)),
    ]
    if name == "check":
        parameters.append(click.Option(["--fix"], is_flag=True, help=word("option.fix", language)))
    if name == "calibrate":
        parameters.insert(1, click.Argument(["measurements"], metavar="MEASUREMENTS.csv", type=file))
    if name == "export":
        parameters.append(click.Option(["--profile"], metavar="NAME", help=word("option.profile_name", language)))
    if name == "map":
        forms = click.Choice(["html", "png", "svg", "pdf"])
        form = ["form", "--format"]
        parameters.append(
            click.Option(form, type=forms, default="html", show_default=True, help=word("option.format", language))
        )
    if name == "assess":
        levels = click.Choice(["province", "district", "commune"])
        by = click.Option(
            ["--by"], type=levels, default="district", show_default=True, help=word("option.by", language)
        )
        parts = click.Choice(["key-areas", "districts", "roads", "villages"])
        where = click.Option(["--where"], type=parts, help=word("option.where", language))
        views = [click.Option([f"--{view}"], is_flag=True, help=word(f"option.{view}", language)) for view in VIEWS]
        parameters += [by, where, *views, *_target_options(language)]
    if name == "plan":
        table = click.Path(exists=True, dir_okay=False, path_type=Path)
        parameters += [
            click.Option(["--curve"], is_flag=True, help=word("option.curve", language)),
            click.Option(["--edit"], metavar="FILE", type=table, help=word("option.edit", language)),
            click.Option(["--sharing"], is_flag=True, help=word("option.sharing", language)),
            click.Option(["--cost-range"], is_flag=True, help=word("option.cost_range", language)),
        ]
    if name == "report":
        parameters += report_options(language)
    if name == "map":
        parameters.append(click.Option(["--online-tiles"], is_flag=True, help=word("option.online_tiles", language)))
    if name in HANDING_OUT:
        parameters.append(audience_option(language))
    if is_link:
        parameters += link_options(language)

    def call(scenario: Path | None, overrides: tuple[str, ...], out: Path | None, **options: Any) -> int:
        if name == "assess":
            _check_assess_usage(options, language)
        if name == "plan" and sum(bool(asked) for asked in options.values()) > 1:
            raise click.UsageError(word("usage.plan_one", language))
        if name == "report":
            check_report_usage(options, language)
            overrides += document_language(options.pop("lang"))
        if name == "map" and options.pop("online_tiles"):
            overrides += ("outputs.online_tiles=true",)
        if is_link:
            check_link_usage(scenario, {"overrides": overrides, "out": out, **options}, language)
        return _run(name, scenario, overrides, out, options)

    return click.Command(name, params=parameters, callback=call, help=command_help(name, language))


def _check_assess_usage(options: dict[str, Any], language: str) -> None:
    by = click.get_current_context().get_parameter_source("by") is ParameterSource.COMMANDLINE
    if sum((by, options["where"] is not None, any(options[view] for view in VIEWS), options["targets"])) > 1:
        raise click.UsageError(word("usage.assess_one", language))
    if not options["targets"] and (options["as_json"] or options["earlier"]):
        raise click.UsageError(word("usage.targets", language))


def _target_options(language: str) -> list[click.Option]:
    earlier = click.Path(exists=True, file_okay=False, path_type=Path)
    return [
        click.Option(["--targets"], is_flag=True, help=word("option.targets", language)),
        click.Option(["as_json", "--json"], is_flag=True, help=word("option.targets_json", language)),
        click.Option(["--earlier"], multiple=True, metavar="DIR", type=earlier, help=word("option.earlier", language)),
    ]


def _run(name: str, file: Path | None, overrides: tuple[str, ...], out: Path | None, options: dict[str, Any]) -> int:
    """Read the scenario, if there is one, do the work and print."""
    from covplan.cli.answers import ANSWERS
    from covplan.cli.progress import make_progress
    from covplan.scenario import read_scenario
    from covplan.workflow import open_job

    language = chosen_language()

    def work() -> tuple[Iterable[str], int]:
        nonlocal language
        if file is None:
            return ANSWERS[name](None, language, **options)
        scenario = read_scenario(file, (*document_language(asked_language()), *overrides))
        language = chosen_language(scenario.outputs.language)
        with make_progress(language) as progress, open_job(scenario, out, progress, progress.found) as job:
            lines, code = ANSWERS[name](job, language, **options)
        return lines, code

    return answer(work, lambda: language, file)


def answer(work: Callable[[], tuple[Iterable[str], int]], language: Callable[[], str], file: Path | None) -> int:
    """Do the work and print its lines; an error that the user can mend becomes lines and exit code 1."""
    from covplan.cli.answers import FAILED
    from covplan.cli.rendering import error_lines

    try:
        lines, code = work()
    except CovplanError as error:
        _echo(error_lines(error, language()), err=True)
        return FAILED
    except OSError as error:  # a full disk, a folder that may not be read; of a move, the file that is in the way
        which = error.filename2 or error.filename or file or ""
        _echo([f"{word('error', language())}: {which}: {error.strerror or error}"], err=True)
        return FAILED
    _echo(lines)
    return code


def _echo(lines: Iterable[str], err: bool = False) -> None:
    for line in lines:
        click.echo(line, err=err)
