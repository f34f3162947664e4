"""Options of ``report``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from covplan.cli.audiences import INTERNAL
from covplan.cli.words import LANGUAGES, word


def report_options(language: str) -> list[click.Option]:
    """Year, earlier runs, sheets of communes, language."""
    earlier = click.Path(exists=True, file_okay=False, path_type=Path)
    return [
        click.Option(["--year"], metavar="YEAR", type=click.IntRange(2000, 2100), help=word("option.year", language)),
        click.Option(
            ["--earlier"], multiple=True, metavar="DIR", type=earlier, help=word("option.earlier_report", language)
        ),
        click.Option(["--communes"], is_flag=True, help=word("option.communes", language)),
        click.Option(["--lang"], type=click.Choice(LANGUAGES), help=word("option.lang", language)),
    ]


def check_report_usage(options: dict[str, Any], language: str) -> None:
    """Sheets are of one run and of no year, and they and comparisons are for the internal audience."""
    if options["audience"] != INTERNAL and (options["communes"] or options["earlier"]):
        raise click.UsageError(word("usage.audience", language))
    if options["communes"] and (options["year"] is not None or options["earlier"]):
        raise click.UsageError(word("usage.communes", language))


def document_language(lang: str | None) -> tuple[str, ...]:
    """The setting of the scenario that ``--lang`` stands for."""
    return () if lang is None else (f"outputs.language={lang}",)
