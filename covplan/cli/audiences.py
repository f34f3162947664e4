"""For whom the files are: the option ``--audience`` of all commands that write what people are given."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from covplan.cli.words import word

if TYPE_CHECKING:
    from covplan.workflow import HandedOut

INTERNAL = "internal"
AUDIENCES = (INTERNAL, "partner", "public")


def audience_option(language: str) -> click.Option:
    """Internal unless something else is asked for."""
    return click.Option(
        ["--audience"],
        type=click.Choice(AUDIENCES),
        default=INTERNAL,
        show_default=True,
        help=word("option.audience", language),
    )


def handed_out_lines(*made: HandedOut) -> Iterable[str]:
    """The files and folders, and what they show."""
    for one in made:
        yield from map(str, one.files)
    yield made[-1].line
