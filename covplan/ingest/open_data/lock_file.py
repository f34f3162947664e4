"""The record beside a scenario of the open data that its files were made from: addresses, checksums, licences."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from covplan.errors import DownloadError, InputError
from covplan.ingest.open_data.sources import open_sources

if TYPE_CHECKING:
    from covplan.ingest.open_data.remote_files import FetchedFile

LOCK_NAME = "sources.lock.json"


@dataclass(frozen=True)
class Notice:
    """What must be shown beside everything that was made from a source."""

    title: str
    licence: str
    notice: str
    non_commercial: bool

    @property
    def text(self) -> str:
        """In one line."""
        return f"{self.title} ({self.licence}): {self.notice}"


def write_lock(found: Mapping[str, Sequence[FetchedFile]], folder: Path) -> Path:
    """Record what was fetched; the records of other sources stay.

    Parameters
    ----------
    found : mapping
        Source id → its files.
    folder : Path
        The scenario's.

    Returns
    -------
    Path
        The file, ``LOCK_NAME`` in ``folder``.
    """
    lock = folder / LOCK_NAME
    record = read_lock(folder)
    for id, fetched in found.items():
        source = open_sources()[id]
        record[id] = {
            "title": source.title,
            "licence": source.licence,
            "notice": source.notice,
            "non_commercial": source.non_commercial,
            "files": [asdict(one) for one in fetched],
        }
    temporary = lock.with_name(lock.name + ".part")
    temporary.write_text(json.dumps(record, indent=1, ensure_ascii=False), encoding="utf-8")
    temporary.replace(lock)
    return lock


def check_unchanged(found: Mapping[str, Sequence[FetchedFile]], folder: Path) -> None:
    """Hold what was fetched against the record: outputs made anew are to come from the same data.

    A part of a raster counts as the same where its server's ETag is, since its bytes depend on who wrote it.

    Raises
    ------
    DownloadError
        For the first file of a recorded name that is another.
    """
    for id, recorded in read_lock(folder).items():
        known = {one["name"]: one for one in recorded["files"]}
        for one in found.get(id, ()):
            before = known.get(one.name)
            same_part = before is not None and one.window and one.etag and before["etag"] == one.etag
            if before is not None and before["sha256"] != one.sha256 and not same_part:
                params = {"recorded": before["sha256"], "date": before["fetched"], "got": one.sha256}
                raise DownloadError("fetch.changed", file=one.name, source=id, **params)


def read_lock(folder: Path) -> dict[str, dict[str, Any]]:
    """The record of a scenario's folder, by source id; empty where nothing was fetched.

    Raises
    ------
    InputError
        If the file is damaged.
    """
    lock = folder / LOCK_NAME
    try:
        return dict(json.loads(lock.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError) as error:
        raise InputError("file.unreadable", file=str(lock), kind="JSON", reason=str(error)) from error


def read_notices(folder: Path) -> tuple[Notice, ...]:
    """The notices of what was fetched for a scenario.

    Raises
    ------
    InputError
        If the record is damaged.
    """
    try:
        return tuple(
            Notice(str(one["title"]), str(one["licence"]), str(one["notice"]), bool(one["non_commercial"]))
            for one in read_lock(folder).values()
        )
    except (KeyError, TypeError) as error:
        reason = repr(error)
        raise InputError("file.unreadable", file=str(folder / LOCK_NAME), kind="JSON", reason=reason) from error
