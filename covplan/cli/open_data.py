"""``new`` and ``fetch``: the commands that come before there is anything to read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from covplan.cli.words import chosen_language, command_help, word

if TYPE_CHECKING:
    from covplan.ingest.open_data.fetching import Wanted
    from covplan.ingest.open_data.settings import PostgisQuery
    from covplan.ingest.open_data.sources import OpenSource
    from covplan.workflow.open_data import Listed

DONE = 0


def make_open_data_command(name: str, language: str) -> click.Command:
    """``new`` or ``fetch`` with its arguments, and its help in a language."""
    make = _new_command if name == "new" else _fetch_command
    return make(language)


def _new_command(language: str) -> click.Command:
    from covplan.workflow.new_scenario import AREAS, VIETNAM, Place, new_scenario

    file = click.Path(path_type=Path)
    parameters: list[click.Parameter] = [
        click.Argument(["folder"], metavar="NAME", type=file),
        click.Option(
            ["--area"], type=click.Choice(list(AREAS)), help=word("option.area", language, known=", ".join(AREAS))
        ),
        click.Option(["--province"], metavar="CODE", help=word("option.province", language)),
        click.Option(["--boundary"], metavar="FILE", type=file, help=word("option.boundary", language)),
        click.Option(["--bbox"], metavar="W,S,E,N", help=word("option.bbox", language)),
        click.Option(["epsg", "--crs"], metavar="EPSG", type=int, help=word("option.crs", language)),
        click.Option(
            ["--country"], metavar="ISO3", default=VIETNAM, show_default=True, help=word("option.country", language)
        ),
    ]

    def call(
        folder: Path,
        area: str | None,
        province: str | None,
        boundary: Path | None,
        bbox: str | None,
        epsg: int | None,
        country: str,
    ) -> int:
        from covplan.cli.commands import answer

        box = None if bbox is None else _box(bbox, language)
        place = Place(province or area or "", boundary, box, epsg, country.upper())

        def work() -> tuple[Iterable[str], int]:
            return [word("new.next", language, path=new_scenario(folder, place))], DONE

        return answer(work, lambda: language, folder)

    return click.Command("new", params=parameters, callback=call, help=command_help("new", language))


def _box(text: str, language: str) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = map(float, text.split(","))
    except ValueError:
        raise click.UsageError(word("usage.bbox", language)) from None
    return west, south, east, north


def _fetch_command(language: str) -> click.Command:
    parameters: list[click.Parameter] = [
        click.Argument(["scenario"], metavar="SCENARIO.toml", type=click.Path(path_type=Path)),
        click.Option(["--only"], metavar="KIND,…", default="", help=word("option.only", language)),
        click.Option(["--dry-run"], is_flag=True, help=word("option.dry_run", language)),
        click.Option(["--offline"], is_flag=True, help=word("option.offline", language)),
        click.Option(["--refresh"], is_flag=True, help=word("option.refresh", language)),
    ]

    def call(scenario: Path, only: str, dry_run: bool, offline: bool, refresh: bool) -> int:
        from covplan.cli.commands import answer

        if refresh and (offline or dry_run):
            raise click.UsageError(word("usage.refresh", language))
        chosen = chosen_language()
        names = [name.strip() for name in only.split(",") if name.strip()]

        def work() -> tuple[Iterable[str], int]:
            from covplan.cli.progress import make_progress
            from covplan.scenario import read_open_data
            from covplan.workflow import open_data

            if dry_run:
                files = _list(open_data.wanted_files(scenario, names, offline=offline), chosen)
                return files + _queries(open_data.wanted_queries(read_open_data(scenario), names), chosen), DONE
            with make_progress(chosen) as progress:
                fetched = open_data.fetch(scenario, names, offline=offline, refresh=refresh, tell=progress)
            return _fetched(fetched, chosen), DONE

        return answer(work, lambda: chosen, scenario)

    return click.Command("fetch", params=parameters, callback=call, help=command_help("fetch", language))


def _list(listed: Listed, language: str) -> list[str]:
    """One line per file, as CSV; then the sources whose files are not known yet, and every notice."""
    from covplan.cli.answers import csv_lines

    rows = []
    for one, size_bytes in zip(listed.wanted, listed.sizes, strict=True):
        here = word("fetch.yes" if one.kept else "fetch.no", language)
        about = _about(one, size_bytes, language)
        rows.append((one.source.id, one.source.kind, one.file.url, about, here, one.source.licence))
    lines = [*csv_lines(word("fetch.columns", language).split("|"), rows)]
    lines += [word("fetch.later", language, source=one.title, licence=one.licence) for one in listed.later]
    return lines + _notices([*{one.source.id: one.source for one in listed.wanted}.values(), *listed.later], language)


def _about(one: Wanted, size_bytes: int | None, language: str) -> str:
    """MB as told by the server; at most so many where a part will do; about so many where others report it."""
    if size_bytes is None:
        return f"~{one.source.mb:.3g}" if one.source.mb else word("fetch.unknown", language)
    most = "≤ " if one.file.box is not None and one.kept is None else ""
    return f"{most}{size_bytes / 1e6:.3g}"


def _queries(queries: Sequence[PostgisQuery], language: str) -> list[str]:
    """One line for each query to a database; what it would bring nobody knows before."""
    return [word("fetch.query", language, database=q.database, host=q.host, file=q.file) for q in queries]


def _fetched(fetched: object, language: str) -> list[str]:
    from covplan.cli.rendering import problem_line
    from covplan.ingest.open_data.sources import open_sources
    from covplan.workflow.open_data import Fetched

    assert isinstance(fetched, Fetched)
    lines = [word("fetch.made", language, path=path) for path in (*fetched.made, fetched.lock) if path]
    lines += [problem_line(remark, language) for remark in fetched.remarks]
    return lines + _notices([open_sources()[id] for id in fetched.files], language)


def _notices(sources: Iterable[OpenSource], language: str) -> list[str]:
    lines = []
    for one in sources:
        lines.append(word("fetch.notice", language, title=one.title, licence=one.licence, notice=one.notice))
        if one.non_commercial:
            lines.append(word("fetch.non_commercial", language, title=one.title))
    return lines
