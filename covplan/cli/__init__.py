"""The command line: parse, call one function of ``workflow``, print.

Nothing heavy is imported before a command runs: the list of commands and their help is the static table of ``words``.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from covplan import __version__
from covplan.cli.words import COMMANDS, LANGUAGES, chosen_language, command_help, word

DONE, FAILED, INTERRUPTED = 0, 1, 130


class _Commands(click.Group):
    """A group whose commands are imported when they are called."""

    def __init__(self, language: str) -> None:
        option = click.Option(
            ["--lang"], type=click.Choice(LANGUAGES), is_eager=True, callback=self._speak,
            help=word("option.lang_all", language),
        )  # fmt: skip
        super().__init__("covplan", help=word("about", language), params=[option])
        self.language = language

    def _speak(self, ctx: click.Context, option: click.Parameter, asked: str | None) -> str | None:
        """Take the language before anything is said in one."""
        if asked is not None:
            self.language, self.help = asked, word("about", asked)
            if isinstance(option, click.Option):
                option.help = word("option.lang_all", asked)
        return asked

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        from covplan.cli.commands import make_command

        return make_command(cmd_name, self.language)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, command_help(name, self.language)) for name in COMMANDS])


def make_group(language: str) -> _Commands:
    """The ``covplan`` command with its help in a language."""
    return click.version_option(__version__, prog_name="covplan")(_Commands(language))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 0 done, 1 failed, 2 usage, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    group = make_group(chosen_language())
    try:
        code = group.main(args=arguments, prog_name="covplan", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo(word("interrupted", group.language), err=True)
        return INTERRUPTED
    except RuntimeError as error:
        if "no locator available" not in str(error):  # numba's words when a kernel is imported
            raise
        click.echo(word("kernels.nowhere", group.language), err=True)
        return FAILED
    return code if isinstance(code, int) else DONE
