"""The files of the chosen sources for a place → a shared cache, and a record of them beside the scenario."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock
from urllib.parse import urlsplit

import platformdirs
import requests

from covplan.errors import DownloadError
from covplan.ingest.open_data.asking import Asking, Patience, length_of, new_session, version_of
from covplan.ingest.open_data.http_files import Progress, fetch_file, kept_file
from covplan.ingest.open_data.parts import NoSuchTile, WholeFileNeeded, fetch_part
from covplan.ingest.open_data.remote_files import FetchedFile, RemoteFile
from covplan.ingest.open_data.settings import OpenDataSettings
from covplan.ingest.open_data.sources import OpenSource, open_sources
from covplan.ingest.open_data.tiles import Where

_LOG = logging.getLogger(__name__)
OVERPASS = "overpass"
"""The tiling of what is asked for and is no file of the server."""

_WAIT_S = 0.5

FILES_AT_ONCE = 2
"""Transfers at the same time from one server: what public servers ask for."""


@dataclass(frozen=True)
class Wanted:
    """One file of one source, and whether it is here already."""

    source: OpenSource
    file: RemoteFile
    kept: FetchedFile | None

    @property
    def size_bytes(self) -> int:
        """Of the file here, else as the index says; 0 where it does not."""
        return self.kept.size_bytes if self.kept else self.file.size_bytes


def chosen_sources(settings: OpenDataSettings, where: Where, only: Sequence[str] = ()) -> list[OpenSource]:
    """The sources to fetch: those of the settings that serve the country; ``only`` names kinds or ids among all.

    Raises
    ------
    DownloadError
        If a name is not known or serves another country.
    """
    known = open_sources()
    names = only or settings.sources
    words = {*known, *(source.kind for source in known.values())}
    if unknown := sorted({*names, *settings.base} - words):
        raise DownloadError("fetch.source", names=", ".join(unknown), known=", ".join(known))
    serving = [source for source in known.values() if source.serves(where)]
    if not names:
        return [source for source in serving if source.default]
    by_id = [source for source in serving if source.id in names]
    kinds = set(names) - set(known)
    chosen = settings.sources or [source.id for source in serving if source.default]
    by_kind = [source for source in serving if source.kind in kinds and source.id in chosen]
    if not by_id and not by_kind:
        raise DownloadError("fetch.elsewhere", names=", ".join(names), country=where.iso3)
    return list(dict.fromkeys(by_id + by_kind))


def cache_folder(settings: OpenDataSettings) -> Path:
    """Where fetched files are kept for all scenarios of a user."""
    return Path(settings.cache) if settings.cache else Path(platformdirs.user_cache_dir("covplan")) / "open_data"


class Fetcher:
    """Brings files of sources to a cache; the only thing in the project that opens a connection.

    Parameters
    ----------
    settings : OpenDataSettings
    offline : bool
        Nothing is asked for: what is not in the cache is an error.
    refresh : bool
        Files that are here are replaced where the server has another version of them.
    patience : Patience, optional
    """

    def __init__(
        self,
        settings: OpenDataSettings,
        *,
        offline: bool = False,
        refresh: bool = False,
        patience: Patience | None = None,
    ) -> None:
        self.settings = settings
        self.folder = cache_folder(settings)
        self.offline = offline
        self.refresh = refresh
        self.patience = patience or Patience()
        self._session: requests.Session | None = None
        self._starting = Lock()
        self._stopped = Event()

    def wanted(self, sources: Sequence[OpenSource], where: Where) -> list[Wanted]:
        """The files of sources for a place; lists of files are asked for where a source has one."""
        found = []
        for source in sources:
            base = self.settings.base.get(source.id, "")
            index = source.index_file(where, base)
            text = "" if index is None else self._text(source, index)
            for file in source.files(where, text, base):
                found.append(Wanted(source, file, self._kept(source, file)))
        return found

    def sizes(self, wanted: Sequence[Wanted]) -> list[int | None]:
        """Bytes of each file: as it is here, as its index says, else as the server says now; None where none tells."""

        def one(want: Wanted) -> int | None:
            if want.size_bytes or self.offline or want.source.token or want.source.tiling == OVERPASS:
                return want.size_bytes or None
            answered = self._asking(want.source, want.file).head()
            return None if answered is None else length_of(answered)

        with ThreadPoolExecutor(FILES_AT_ONCE) as pool:
            return list(pool.map(one, wanted))

    def fetch(
        self, wanted: Sequence[Wanted], progress: Callable[[float], None] | None = None
    ) -> dict[str, list[FetchedFile]]:
        """All files, some at once; source id → its files. An error of one ends all; the parts stay for the next call.

        Raises
        ------
        DownloadError
            The first that came.
        """
        done = [0.0] * len(wanted)

        def one(k: int) -> FetchedFile | None:
            def tell(part: int, total: int | None) -> None:
                if self._stopped.is_set():
                    raise KeyboardInterrupt
                done[k] = min(1.0, part / total) if total else 0.0
                if progress is not None:
                    progress(sum(done) / len(done))

            want = wanted[k]
            fetched = self._file(want.source, want.file, want.kept, tell)
            done[k] = 1.0
            return fetched

        by_server: dict[str, list[int]] = {}
        for k, want in enumerate(wanted):
            by_server.setdefault(urlsplit(want.file.url).netloc, []).append(k)
        pools = {server: ThreadPoolExecutor(FILES_AT_ONCE) for server in by_server}
        futures = {k: pools[server].submit(one, k) for server, those in by_server.items() for k in those}
        found: dict[str, list[FetchedFile]] = {}
        try:
            for k, want in enumerate(wanted):
                while not wait([futures[k]], _WAIT_S).done:
                    pass  # Windows hears Ctrl-C only between two waits
                if (fetched := futures[k].result()) is not None:
                    found.setdefault(want.source.id, []).append(fetched)
        finally:
            self._stopped.set()
            for pool in pools.values():
                pool.shutdown(wait=True, cancel_futures=True)
            self._stopped.clear()
        for source in {want.source.id: want.source for want in wanted}.values():
            if source.id not in found:  # all absent is no sea, but another layout
                raise DownloadError("fetch.nothing", source=source.id, url=source.base)
        if progress is not None:
            progress(1.0)
        return found

    def path(self, source: str, fetched: FetchedFile) -> Path:
        """Where a fetched file is."""
        return self.folder / source / fetched.name

    def _text(self, source: OpenSource, file: RemoteFile) -> str:
        """A list of files is asked for anew, since it tells what there is today; offline the kept one serves."""
        folder = self.folder / source.id
        self._file(source, file, kept_file(file.name, folder) if self.offline else None, None)
        return (folder / file.name).read_text(encoding="utf-8")

    def _kept(self, source: OpenSource, file: RemoteFile) -> FetchedFile | None:
        """The file, or the part of it that is wanted."""
        folder = self.folder / source.id
        return kept_file(file.name, folder) or (None if file.box is None else kept_file(file.part_name, folder))

    def _file(
        self, source: OpenSource, file: RemoteFile, kept: FetchedFile | None, tell: Progress | None
    ) -> FetchedFile | None:
        if self.offline and kept is None:
            raise DownloadError("fetch.offline", url=file.url, folder=self.folder)
        if kept is not None and (self.offline or not self.refresh):
            return kept
        if source.tiling == OVERPASS:
            from covplan.ingest.open_data.overpass import fetch_overpass

            return fetch_overpass(file, self.folder / source.id, patience=self.patience, progress=tell)
        ask = self._asking(source, file)
        if kept is not None and _is_of_version(kept, ask.head()):
            return kept
        if file.box is not None:
            try:
                return fetch_part(ask, self.folder / source.id, tell)
            except NoSuchTile:
                return None
            except WholeFileNeeded as reason:
                _LOG.info("%s: whole file, %s", file.url, reason)
        return fetch_file(ask, self.folder / source.id, tell)

    def _asking(self, source: OpenSource, file: RemoteFile) -> Asking:
        token = os.environ.get(source.token, "") if source.token else ""
        if source.token and not token:
            raise DownloadError("fetch.token", source=source.id, variable=source.token)
        with self._starting:
            if self._session is None:
                self._session = new_session()
        return Asking(file, self._session, token, self.patience)


def _is_of_version(kept: FetchedFile, answered: requests.Response | None) -> bool:
    """Whether the server says that it has what is here; where it tells no version, the file is fetched anew."""
    return answered is not None and version_of(answered) in {kept.etag, kept.last_modified} - {""}
