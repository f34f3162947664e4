"""Open data for a scenario: what is wanted, fetched, and cut to its place. The only work that opens a connection."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyogrio

from covplan.errors import DownloadError, Problem
from covplan.ingest.open_data.fetching import Fetcher, Wanted, chosen_sources
from covplan.ingest.open_data.lock_file import check_unchanged, write_lock
from covplan.ingest.open_data.preparing import ALSO_MADE, PREPARE
from covplan.ingest.open_data.preparing_osm import SCRATCH
from covplan.ingest.open_data.provinces import VIETNAM, provinces_near
from covplan.ingest.open_data.settings import FOLDER
from covplan.ingest.open_data.tiles import Where
from covplan.scenario import read_open_data

if TYPE_CHECKING:
    from covplan.ingest.open_data.asking import Patience
    from covplan.ingest.open_data.remote_files import FetchedFile
    from covplan.ingest.open_data.settings import OpenDataSettings, PostgisQuery
    from covplan.ingest.open_data.sources import OpenSource

BOUNDARIES = PREPARE["boundaries"][0]
POSTGIS = "postgis"
_KM_PER_DEG = 111.0

Tell = Callable[[str, float], None]
"""Called with a step (fetch, prepare) and the fraction of it that is done."""


@dataclass(frozen=True)
class Fetched:
    """What a call brought: files of sources, and the scenario's files made from them."""

    files: dict[str, list[FetchedFile]]
    made: tuple[Path, ...]
    lock: Path | None
    remarks: tuple[Problem, ...]


@dataclass(frozen=True)
class Listed:
    """What a call would bring.

    Attributes
    ----------
    wanted : list of Wanted
    sizes : list of int or None
        Bytes of each; None where nobody tells.
    later : list of OpenSource
        Those whose files are known only when the communes are here.
    """

    wanted: list[Wanted]
    sizes: list[int | None]
    later: list[OpenSource]


def wanted_files(
    file: Path, only: Sequence[str] = (), *, offline: bool = False, patience: Patience | None = None
) -> Listed:
    """What ``fetch`` would bring. Lists of files and the sizes of these are asked for, unless ``offline``; no file is.

    Raises
    ------
    ScenarioError, DownloadError
    """
    settings = read_open_data(file)
    fetcher = Fetcher(settings, offline=offline, patience=patience)
    somewhere = _somewhere(settings)
    chosen = _chosen(settings, somewhere, only)
    now = [source for source in chosen if source.kind == "boundaries"]
    wanted = fetcher.wanted(now, somewhere)
    if (where := _where(settings, file.parent / FOLDER / BOUNDARIES)) is not None:
        wanted += fetcher.wanted([source for source in chosen if source not in now], where)
        now = chosen
    return Listed(wanted, fetcher.sizes(wanted), [source for source in chosen if source not in now])


def fetch(
    file: Path,
    only: Sequence[str] = (),
    *,
    offline: bool = False,
    refresh: bool = False,
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
    refresh : bool
        Take newer versions of files that are here or recorded; without it another version than the recorded one is an
        error.
    patience : Patience, optional
    tell : callable, optional

    Raises
    ------
    ScenarioError, DownloadError, InputError
    """
    settings, folder = read_open_data(file), file.parent / FOLDER
    fetcher = Fetcher(settings, offline=offline, refresh=refresh, patience=patience)
    chosen = _chosen(settings, _somewhere(settings), only)
    _check_kinds(chosen)
    # the communes come first: they tell how far the rest reaches
    stages = [[s for s in chosen if s.kind == "boundaries"], [s for s in chosen if s.kind != "boundaries"]]
    found: dict[str, list[FetchedFile]] = {}
    made: list[Path] = []
    remarks: list[Problem] = []
    lock = None
    folder.mkdir(exist_ok=True)
    for left in folder.glob(f"{SCRATCH}*"):
        shutil.rmtree(left, ignore_errors=True)
    for sources in filter(None, stages):
        where = _somewhere(settings) if sources is stages[0] else _where(settings, folder / BOUNDARIES)
        if where is None:
            raise DownloadError("fetch.no_box", file=file.name)
        got = fetcher.fetch(fetcher.wanted(sources, where), tell and (lambda done: tell("fetch", done)))
        found |= got
        if not refresh:
            check_unchanged(got, file.parent)
        lock = write_lock(got, file.parent)
        made += _prepare(sources, got, fetcher, where, folder, remarks, tell)
    made += [_answer(one, file.parent, offline=offline) for one in wanted_queries(settings, only)]
    return Fetched(found, tuple(made), lock, tuple(remarks))


def _check_kinds(chosen: Sequence[OpenSource]) -> None:
    """One source of a kind: each makes the same file of the scenario."""
    for kind in PREPARE:
        if len(names := [source.id for source in chosen if source.kind == kind]) > 1:
            raise DownloadError("fetch.two_of_kind", names=", ".join(names), kind=kind)


def wanted_queries(settings: OpenDataSettings, only: Sequence[str] = ()) -> tuple[PostgisQuery, ...]:
    """The queries to databases that ``fetch`` would ask; ``only`` names them as ``postgis``."""
    return settings.postgis if not only or POSTGIS in only else ()


def _chosen(settings: OpenDataSettings, where: Where, only: Sequence[str]) -> list[OpenSource]:
    names = [name for name in only if name != POSTGIS]
    return chosen_sources(settings, where, names) if names or not only else []


def _answer(query: PostgisQuery, folder: Path, *, offline: bool) -> Path:
    """The file of a query, asked for anew unless ``offline``."""
    from covplan.ingest.open_data.postgis import fetch_query

    file = folder / query.file
    if not offline:
        file.parent.mkdir(parents=True, exist_ok=True)
        return fetch_query(query, file)
    if not file.is_file():
        raise DownloadError("postgis.offline", file=query.file)
    return file


def _prepare(
    sources: Sequence[OpenSource],
    got: dict[str, list[FetchedFile]],
    fetcher: Fetcher,
    where: Where,
    folder: Path,
    remarks: list[Problem],
    tell: Tell | None,
) -> list[Path]:
    made = []
    for done, source in enumerate(sources):
        if source.kind in PREPARE and source.id in got:
            name, make = PREPARE[source.kind]
            paths = [fetcher.path(source.id, one) for one in got[source.id]]
            remarks += make(paths, where, folder / name) or ()
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
        provinces=_provinces(settings),
        year=settings.year,
        level=settings.level,
        mcc=settings.mcc,
        quarters=settings.quarters,
    )


def _provinces(settings: OpenDataSettings) -> tuple[str, ...]:
    if settings.province or settings.box is None or settings.country != VIETNAM:
        return tuple(filter(None, [settings.province]))
    return provinces_near(settings.box)


def _where(settings: OpenDataSettings, boundaries: Path) -> Where | None:
    """The scenario's box, else that of its communes, and a margin; None until these are here."""
    box = settings.box
    if box is None and not boundaries.exists():
        return None
    west, south, east, north = box or pyogrio.read_info(boundaries, force_total_bounds=True)["total_bounds"]
    y = settings.margin_km / _KM_PER_DEG
    x = y / math.cos(math.radians(min(89.0, max(abs(south), abs(north)))))
    return replace(_somewhere(settings), west=west - x, south=south - y, east=east + x, north=north + y)
