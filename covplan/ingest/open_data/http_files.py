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
from email.utils import parsedate_to_datetime
from pathlib import Path

import requests
from requests.adapters import HTTPAdapter

from covplan.errors import DownloadError
from covplan.ingest.open_data.remote_files import FetchedFile, RemoteFile

USER_AGENT = "covplan/0.1 (open planning of mobile networks; python-requests)"
CONNECT_S, READ_S = 15.0, 60.0
CHUNK_BYTES = 1 << 18
LONGEST_WAIT_S = 90.0
"""Longest pause that a server may ask for before the next attempt."""

_BEGINNINGS = {
    "tif": (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"),
    "gz": (b"\x1f\x8b",),
    "zip": (b"PK\x03\x04",),
    "parquet": (b"PAR1",),
    "json": (b"{", b"[", b"\xef\xbb\xbf{"),
    "pbf": (b"\0\0\0",),
}
_LFS = b"version https://git-lfs.github.com/spec/"
_BUSY = {429, 500, 502, 503, 504}
_MOVED = b"AllAccessDisabled"


@dataclass(frozen=True)
class Patience:
    """How long and how often a server is asked."""

    attempts: int = 5
    first_wait_s: float = 1.0  # doubled after each attempt
    connect_s: float = CONNECT_S
    read_s: float = READ_S


Progress = Callable[[int, int | None], None]
"""Called with the bytes so far and the bytes in all, None where the server does not say."""


def new_session() -> requests.Session:
    """A session that says who asks. Proxies and certificates come from the environment (REQUESTS_CA_BUNDLE)."""
    session = requests.Session()
    session.headers.update({"User-Agent": USER_AGENT, "Accept-Encoding": "identity"})
    session.mount("https://", HTTPAdapter(pool_maxsize=4))
    return session


def fetch_file(
    file: RemoteFile,
    folder: Path,
    session: requests.Session,
    *,
    token: str = "",
    patience: Patience | None = None,
    progress: Progress | None = None,
) -> FetchedFile | None:
    """Bring one file to ``folder / file.name``; one that is there and unchanged since it was fetched is kept.

    Parameters
    ----------
    file : RemoteFile
    folder : Path
        Folder of the source; beside the file stands ``NAME.json``, its ``FetchedFile``.
    session : requests.Session
        From ``new_session``.
    token : str
        What ``{token}`` in the address stands for.
    patience : Patience, optional
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
    if (known := kept_file(file, folder)) is not None:
        return known
    return _Download(file, folder, session, token, patience or Patience(), progress).run()


def kept_file(file: RemoteFile, folder: Path) -> FetchedFile | None:
    """The file as fetched before, if it is there and its checksum is still that of the day it was fetched."""
    target = folder / file.name
    try:
        known = FetchedFile(**json.loads(_note(target).read_text(encoding="utf-8")))
        return known if sha256_of(target) == known.sha256 else None
    except (OSError, ValueError, TypeError):
        return None


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
    file: RemoteFile
    folder: Path
    session: requests.Session
    token: str
    patience: Patience
    progress: Progress | None

    def __post_init__(self) -> None:
        self.target = self.folder / self.file.name
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
                self._fail("fetch.md5", got=got, expected=wanted)
        fetched = FetchedFile(
            name=self.file.name,
            url=self._shown(response.url),
            size_bytes=self.part.stat().st_size,
            sha256=sha256_of(self.part),
            etag=response.headers.get("ETag", ""),
            last_modified=response.headers.get("Last-Modified", ""),
            fetched=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        self.part.replace(self.target)
        self.version.unlink(missing_ok=True)
        write_note(fetched, self.target)
        return fetched

    def _published_md5(self) -> str:
        if not self.file.md5_url:
            return ""
        response = self._asked(self.file.md5_url, {})
        with response:
            words = response.text.split()
        if response.status_code != 200 or not words or len(words[0]) != 32:
            self._fail("fetch.no_md5", md5_url=self._shown(self.file.md5_url), status=response.status_code)
        return words[0].lower()

    def _body(self) -> requests.Response | None:
        """The whole body in ``part``; None where the tile does not exist."""
        wait_s = self.patience.first_wait_s
        for attempt in range(1, self.patience.attempts + 1):
            try:
                return self._attempt()
            except (_Incomplete, requests.ConnectionError, requests.Timeout) as error:
                if isinstance(error, requests.exceptions.SSLError):
                    self._fail("fetch.certificate", reason=error)
                if attempt == self.patience.attempts:
                    self._fail("fetch.gave_up", attempts=attempt, reason=error, kept=self._kept_bytes())
            time.sleep(wait_s)
            wait_s *= 2.0
        raise AssertionError("at least one attempt is made")

    def _attempt(self) -> requests.Response | None:
        start, version = self._kept_bytes(), self._kept_version()
        headers = {"Range": f"bytes={start}-", "If-Range": version} if start and version else {}
        response = self._asked(self.file.url, headers)
        with response:
            status = response.status_code
            if status in (403, 404) and self.file.may_be_absent and _MOVED not in response.content:
                return None
            if status == 416:  # the part is as long as the file or longer: whole or of another version
                self._forget()
                raise _Incomplete("416 Range Not Satisfiable")
            if status not in (200, 206):
                self._refused(response)
            goes_on = status == 206 and _first_byte(response) == start
            if status == 206 and not goes_on:
                self._forget()
                raise _Incomplete(f"Content-Range {response.headers.get('Content-Range')!r}")
            if not goes_on:
                start = 0
            self._remember(response)
            self._write(response, start, append=goes_on)
        return response

    def _write(self, response: requests.Response, start: int, append: bool) -> None:
        length = response.headers.get("Content-Length", "")
        total = start + int(length) if length.isdigit() else None
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

    def _asked(self, url: str, headers: dict[str, str]) -> requests.Response:
        """The answer, after waiting as long as a busy server asks for."""
        timeout = (self.patience.connect_s, self.patience.read_s)
        wait_s = self.patience.first_wait_s
        for _attempt in range(self.patience.attempts):
            response = self.session.get(
                url.replace("{token}", self.token), headers=headers, stream=True, timeout=timeout
            )
            if response.status_code not in _BUSY:
                return response
            response.close()
            asked_s = retry_after_s(response)
            time.sleep(min(LONGEST_WAIT_S, wait_s if asked_s is None else asked_s))
            wait_s *= 2.0
        self._fail("fetch.busy", status=response.status_code, attempts=self.patience.attempts)
        raise AssertionError  # unreachable: _fail raises

    def _refused(self, response: requests.Response) -> None:
        if _MOVED in response.content[:4096]:
            self._fail("fetch.moved")
        code = {401: "fetch.forbidden", 403: "fetch.forbidden", 404: "fetch.not_found", 406: "fetch.not_acceptable"}
        self._fail(code.get(response.status_code, "fetch.status"), status=response.status_code)

    def _check_beginning(self) -> None:
        with self.part.open("rb") as opened:
            head = opened.read(400)
        if head.startswith(_LFS):
            self._forget()
            self._fail("fetch.lfs")
        expected = _BEGINNINGS.get(self.file.kind)
        if expected and not head.startswith(expected):
            self._forget()
            says = head.decode("utf-8", "replace").replace(self.token or "\0", "…")[:80]
            self._fail("fetch.beginning", kind=self.file.kind, says=says)

    def _kept_bytes(self) -> int:
        return self.part.stat().st_size if self.part.exists() else 0

    def _kept_version(self) -> str:
        try:
            return str(json.loads(self.version.read_text(encoding="utf-8"))["version"])
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    def _remember(self, response: requests.Response) -> None:
        """A weak ETag cannot be used with If-Range (RFC 9110, section 13.1.5)."""
        etag = response.headers.get("ETag", "")
        version = etag if etag and not etag.startswith("W/") else response.headers.get("Last-Modified", "")
        self.version.write_text(json.dumps({"version": version}), encoding="utf-8")

    def _forget(self) -> None:
        self.part.unlink(missing_ok=True)
        self.version.unlink(missing_ok=True)

    def _md5(self) -> str:
        with self.part.open("rb") as opened:
            return hashlib.file_digest(opened, "md5").hexdigest()

    def _shown(self, url: str) -> str:
        return url.replace(self.token, "{token}") if self.token else url

    def _fail(self, code: str, **params: object) -> None:
        raise DownloadError(code, url=self._shown(self.file.url), **{k: self._shown(str(v)) for k, v in params.items()})


def _first_byte(response: requests.Response) -> int | None:
    """Start of ``Content-Range: bytes first-last/length``."""
    unit, _, rest = response.headers.get("Content-Range", "").partition(" ")
    first = rest.partition("-")[0]
    return int(first) if unit == "bytes" and first.isdigit() else None


def retry_after_s(response: requests.Response) -> float | None:
    """Seconds of ``Retry-After``, which is a number or a date (RFC 9110, section 10.2.3)."""
    text = response.headers.get("Retry-After", "")
    if text.isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
