"""One file over HTTP → a checked file on disk, whatever the server does: the failure modes seen with open data.

A file is written to ``NAME.part`` and moved when its length, its beginning and its published checksum are right. A
second call goes on with the part if the server honours ``Range`` for the same version of the file, else from the start.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import requests

from covplan.ingest.open_data.asking import Asking, first_byte, length_of, version_of
from covplan.ingest.open_data.remote_files import FetchedFile

CHUNK_BYTES = 1 << 18

_BEGINNINGS = {
    "tif": (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"),
    "gz": (b"\x1f\x8b",),
    "zip": (b"PK\x03\x04",),
    "parquet": (b"PAR1",),
    "json": (b"{", b"[", b"\xef\xbb\xbf{"),
    "pbf": (b"\0\0\0",),
}
_LFS = b"version https://git-lfs.github.com/spec/"

Progress = Callable[[int, int | None], None]
"""Called with the bytes so far and the bytes in all, None where the server does not say."""


def fetch_file(ask: Asking, folder: Path, progress: Progress | None = None) -> FetchedFile | None:
    """Bring one file to ``folder / file.name``, in place of one that may be there.

    Parameters
    ----------
    ask : Asking
        Which file, and how it is asked for.
    folder : Path
        Folder of the source; beside the file stands ``NAME.json``, its ``FetchedFile``.
    progress : callable, optional

    Returns
    -------
    FetchedFile or None
        None: the source has no such tile.

    Raises
    ------
    DownloadError
        Which address, what came, what was expected, what to do. What arrived so far is kept for the next call.
    """
    return _Download(ask, folder, progress).run()


def kept_file(name: str, folder: Path) -> FetchedFile | None:
    """A file as fetched before, if it is there and its checksum is still that of the day it was fetched."""
    target = folder / name
    try:
        known = FetchedFile(**json.loads(_note(target).read_text(encoding="utf-8")))
        return known if sha256_of(target) == known.sha256 else None
    except (OSError, ValueError, TypeError):
        return None


def keep(fetched: FetchedFile, part: Path, target: Path) -> FetchedFile:
    """Move what arrived to its place, and write beside it where it came from."""
    part.replace(target)
    write_note(fetched, target)
    return fetched


def sha256_of(file: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _note(target: Path) -> Path:
    return target.with_name(target.name + ".json")


def write_note(fetched: FetchedFile, target: Path) -> None:
    """The record beside a file."""
    note = _note(target)
    temporary = note.with_name(note.name + ".part")
    temporary.write_text(json.dumps(asdict(fetched), indent=1), encoding="utf-8")
    temporary.replace(note)


class _Incomplete(Exception):
    """The body ended early or stalled: worth another attempt."""


@dataclass
class _Download:
    ask: Asking
    folder: Path
    progress: Progress | None

    def __post_init__(self) -> None:
        self.target = self.folder / self.ask.file.name
        self.part = self.target.with_name(self.target.name + ".part")
        self.version = self.target.with_name(self.target.name + ".part.json")

    def run(self) -> FetchedFile | None:
        self.target.parent.mkdir(parents=True, exist_ok=True)
        wanted = self._published_md5()
        response = self._body()
        if response is None:
            return None
        self._check_beginning()
        if wanted and (got := self._md5()) != wanted:
            # the address may have turned to the next day's file between the two requests
            wanted = self._published_md5()
            if got != wanted:
                self._forget()
                self.ask.fail("fetch.md5", got=got, expected=wanted)
        fetched = FetchedFile(
            name=self.ask.file.name,
            url=self.ask.shown(response.url),
            size_bytes=self.part.stat().st_size,
            sha256=sha256_of(self.part),
            etag=response.headers.get("ETag", ""),
            last_modified=response.headers.get("Last-Modified", ""),
            fetched=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        self.version.unlink(missing_ok=True)
        return keep(fetched, self.part, self.target)

    def _published_md5(self) -> str:
        if not self.ask.file.md5_url:
            return ""
        response = self.ask.get(self.ask.file.md5_url, {})
        with response:
            words = response.text.split()
        if response.status_code != 200 or not words or len(words[0]) != 32:
            self.ask.fail("fetch.no_md5", md5_url=self.ask.shown(self.ask.file.md5_url), status=response.status_code)
        return words[0].lower()

    def _body(self) -> requests.Response | None:
        """The whole body in ``part``; None where the tile does not exist."""
        wait_s = self.ask.patience.first_wait_s
        for attempt in range(1, self.ask.patience.attempts + 1):
            try:
                return self._attempt()
            except (_Incomplete, requests.ConnectionError, requests.Timeout) as error:
                if isinstance(error, requests.exceptions.SSLError):
                    self.ask.fail("fetch.certificate", reason=error)
                if attempt == self.ask.patience.attempts:
                    self.ask.fail("fetch.gave_up", attempts=attempt, reason=error, kept=self._kept_bytes())
            time.sleep(wait_s)
            wait_s *= 2.0
        raise AssertionError("at least one attempt is made")

    def _attempt(self) -> requests.Response | None:
        start, version = self._kept_bytes(), self._kept_version()
        headers = {"Range": f"bytes={start}-", "If-Range": version} if start and version else {}
        response = self.ask.get(self.ask.file.url, headers)
        with response:
            status = response.status_code
            if self.ask.is_absent(response):
                return None
            if status == 416:  # the part is as long as the file or longer: whole or of another version
                self._forget()
                raise _Incomplete("416 Range Not Satisfiable")
            if status not in (200, 206):
                self.ask.refused(response)
            goes_on = status == 206 and first_byte(response) == start
            if status == 206 and not goes_on:
                self._forget()
                raise _Incomplete(f"Content-Range {response.headers.get('Content-Range')!r}")
            if not goes_on:
                start = 0
            self._remember(response)
            self._write(response, start, append=goes_on)
        return response

    def _write(self, response: requests.Response, start: int, append: bool) -> None:
        length = length_of(response)
        total = None if length is None else start + length
        done = start
        try:
            with self.part.open("ab" if append else "wb") as out:
                for chunk in response.iter_content(CHUNK_BYTES):
                    out.write(chunk)
                    done += len(chunk)
                    if self.progress is not None:
                        self.progress(done, total)
        except requests.exceptions.ChunkedEncodingError as error:
            raise _Incomplete(str(error)) from error
        if total is not None and done != total:
            raise _Incomplete(f"{done} of {total} bytes")

    def _check_beginning(self) -> None:
        with self.part.open("rb") as opened:
            head = opened.read(400)
        if head.startswith(_LFS):
            self._forget()
            self.ask.fail("fetch.lfs")
        expected = _BEGINNINGS.get(self.ask.file.kind)
        if expected and not head.startswith(expected):
            self._forget()
            says = head.decode("utf-8", "replace").replace(self.ask.token or "\0", "…")[:80]
            self.ask.fail("fetch.beginning", kind=self.ask.file.kind, says=says)

    def _kept_bytes(self) -> int:
        return self.part.stat().st_size if self.part.exists() else 0

    def _kept_version(self) -> str:
        try:
            return str(json.loads(self.version.read_text(encoding="utf-8"))["version"])
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    def _remember(self, response: requests.Response) -> None:
        self.version.write_text(json.dumps({"version": version_of(response)}), encoding="utf-8")

    def _forget(self) -> None:
        self.part.unlink(missing_ok=True)
        self.version.unlink(missing_ok=True)

    def _md5(self) -> str:
        with self.part.open("rb") as opened:
            return hashlib.file_digest(opened, "md5").hexdigest()
