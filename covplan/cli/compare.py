"""``compare``: the command that takes two scenarios."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from covplan.cli.report_options import document_language
from covplan.cli.words import asked_language, chosen_language, command_help, word

DONE = 0


def make_compare_command(language: str) -> click.Command:
    """The command with its arguments, and its help in a language."""
    file = click.Path(path_type=Path)
    parameters: list[click.Parameter] = [
        click.Argument(["first"], metavar="A.toml", type=file),
        click.Argument(["second"], metavar="B.toml", type=file),
        click.Option(["--out"], metavar="DIR", type=file, help=word("option.out_two", language)),
    ]

    def call(first: Path, second: Path, out: Path | None) -> int:
        from covplan.cli.commands import answer

        chosen = chosen_language()

        def work() -> tuple[Iterable[str], int]:
            nonlocal chosen
            from covplan.cli.progress import make_progress
            from covplan.cli.table_lines import table_lines
            from covplan.outputs.settings import Language
            from covplan.scenario import read_scenario
            from covplan.workflow import compare, open_job

            asked = document_language(asked_language())
            a, b = read_scenario(first, asked), read_scenario(second, asked)
            chosen = chosen_language(a.outputs.language)
            base = out or Path("out")
            other = b.name if b.name.casefold() != a.name.casefold() else f"{b.name}-b"
            with (
                make_progress(chosen) as progress,
                open_job(a, base / a.name, progress, progress.found) as job,
                open_job(b, base / other, progress, progress.found) as against,
            ):
                return list(table_lines(compare(job, against), Language(chosen))), DONE

        return answer(work, lambda: chosen, first)

    return click.Command("compare", params=parameters, callback=call, help=command_help("compare", language))
