"""Open data for a scenario: what is wanted, fetched, and cut to its place. The only work that opens a connection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyogrio

from covplan.errors import DownloadError
from covplan.ingest.open_data.fetching import Fetcher, Wanted, chosen_sources
from covplan.ingest.open_data.lock_file import write_lock
from covplan.ingest.open_data.preparing import ALSO_MADE, PREPARE
from covplan.ingest.open_data.tiles import Where
from covplan.scenario import read_open_data

if TYPE_CHECKING:
    from covplan.ingest.open_data.http_files import Patience
    from covplan.ingest.open_data.remote_files import FetchedFile
    from covplan.ingest.open_data.settings import OpenDataSettings
    from covplan.ingest.open_data.sources import OpenSource

FOLDER = "open_data"
BOUNDARIES = PREPARE["boundaries"][0]
_KM_PER_DEG = 111.0

Tell = Callable[[str, float], None]
"""Called with a step (fetch, prepare) and the fraction of it that is done."""


@dataclass(frozen=True)
class Fetched:
    """What a call brought: files of sources, and the scenario's files made from them."""

    files: dict[str, list[FetchedFile]]
    made: tuple[Path, ...]
    lock: Path | None


def wanted_files(
    file: Path, only: Sequence[str] = (), *, offline: bool = False, patience: Patience | None = None
) -> tuple[list[Wanted], list[OpenSource]]:
    """What ``fetch`` would bring, and the sources whose files are known only when the communes are here.

    Lists of files are asked for, unless ``offline``.

    Raises
    ------
    ScenarioError, DownloadError
    """
    settings = read_open_data(file)
    fetcher = Fetcher(settings, offline=offline, patience=patience)
    where = _where(settings, file.parent / FOLDER / BOUNDARIES)
    chosen = chosen_sources(settings, where or _somewhere(settings), only)
    now = [source for source in chosen if where is not None or source.kind == "boundaries"]
    return fetcher.wanted(now, where or _somewhere(settings)), [source for source in chosen if source not in now]


def fetch(
    file: Path,
    only: Sequence[str] = (),
    *,
    offline: bool = False,
    patience: Patience | None = None,
    tell: Tell | None = None,
) -> Fetched:
    """Bring the open data of a scenario and make its files from them.

    Parameters
    ----------
    file : Path
        The scenario; only its ``[open_data]`` is read, since its inputs need not be there yet.
    only : sequence of str
        Kinds (elevation, people, …) or ids of sources; all of the scenario without.
    offline : bool
        Work from the cache alone.
    patience : Patience, optional
    tell : callable, optional

    Raises
    ------
    ScenarioError, DownloadError, InputError
    """
    settings, folder = read_open_data(file), file.parent / FOLDER
    fetcher = Fetcher(settings, offline=offline, patience=patience)
    chosen = chosen_sources(settings, _somewhere(settings), only)
    # the communes come first: they tell how far the rest reaches
    stages = [[s for s in chosen if s.kind == "boundaries"], [s for s in chosen if s.kind != "boundaries"]]
    found: dict[str, list[FetchedFile]] = {}
    made: list[Path] = []
    lock = None
    folder.mkdir(exist_ok=True)
    for sources in filter(None, stages):
        where = _where(settings, folder / BOUNDARIES)
        if where is None:
            if sources is not stages[0]:
                raise DownloadError("fetch.no_box", file=file.name)
            where = _somewhere(settings)
        got = fetcher.fetch(fetcher.wanted(sources, where), tell and (lambda done: tell("fetch", done)))
        found |= got
        lock = write_lock(got, file.parent)
        made += _prepare(sources, got, fetcher, where, folder, tell)
    return Fetched(found, tuple(made), lock)


def _prepare(
    sources: Sequence[OpenSource],
    got: dict[str, list[FetchedFile]],
    fetcher: Fetcher,
    where: Where,
    folder: Path,
    tell: Tell | None,
) -> list[Path]:
    made = []
    for done, source in enumerate(sources):
        if source.kind in PREPARE and source.id in got:
            name, make = PREPARE[source.kind]
            make([fetcher.path(source.id, one) for one in got[source.id]], where, folder / name)
            made += [folder / name, *(folder / one for one in ALSO_MADE.get(source.kind, ()))]
        if tell:
            tell("prepare", (done + 1) / len(sources))
    return made


def _somewhere(settings: OpenDataSettings) -> Where:
    """The country, without a box: enough for sources that have none."""
    return Where(
        *(settings.box or (-180.0, -90.0, 180.0, 90.0)),
        iso3=settings.country,
        region=settings.region,
        province=settings.province,
        year=settings.year,
        level=settings.level,
        mcc=settings.mcc,
    )


def _where(settings: OpenDataSettings, boundaries: Path) -> Where | None:
    """The scenario's box, else that of its communes and a margin; None until these are here."""
    if settings.box is not None:
        return _somewhere(settings)
    if not boundaries.exists():
        return None
    west, south, east, north = pyogrio.read_info(boundaries, force_total_bounds=True)["total_bounds"]
    margin = settings.margin_km / _KM_PER_DEG
    return replace(
        _somewhere(settings), west=west - margin, south=south - margin, east=east + margin, north=north + margin
    )
