"""``template``: writes a workbook to be filled in; it needs no scenario."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from covplan.cli.words import LANGUAGES, chosen_language, command_help, word

DONE = 0


def make_template_command(language: str) -> click.Command:
    """The command with its arguments, and its help in a language."""
    parameters: list[click.Parameter] = [
        click.Argument(["file"], metavar="FILE.xlsx", type=click.Path(path_type=Path)),
        click.Option(["--kind"], metavar="KIND", help=word("option.kind", language)),
        click.Option(["--lang"], type=click.Choice(LANGUAGES), help=word("option.template_lang", language)),
    ]

    def call(file: Path, kind: str | None, lang: str | None) -> int:
        from covplan.cli.commands import answer

        def work() -> tuple[Iterable[str], int]:
            from covplan import workflow
            from covplan.outputs.settings import Language

            return [str(workflow.template(file, kind, Language(lang or chosen_language())))], DONE

        return answer(work, lambda: lang or chosen_language(), file)

    return click.Command("template", params=parameters, callback=call, help=command_help("template", language))
