"""One way of asking a server: who asks, how long and how often, and what a refusal means."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NoReturn
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from covplan.errors import DownloadError
from covplan.ingest.open_data.remote_files import RemoteFile

USER_AGENT = "covplan/0.1 (open planning of mobile networks; python-requests)"
CONNECT_S, READ_S = 15.0, 60.0
LONGEST_WAIT_S = 90.0
"""Longest pause that a server may ask for before the next attempt."""

_BUSY = {429, 500, 502, 503, 504}
_MOVED = b"AllAccessDisabled"
_CODES = {401: "fetch.forbidden", 403: "fetch.forbidden", 404: "fetch.not_found", 406: "fetch.not_acceptable"}


@dataclass(frozen=True)
class Patience:
    """How long and how often a server is asked."""

    attempts: int = 5
    first_wait_s: float = 1.0  # doubled after each attempt
    connect_s: float = CONNECT_S
    read_s: float = READ_S


def new_session() -> requests.Session:
    """A session that says who asks. Proxies and certificates come from the environment (REQUESTS_CA_BUNDLE)."""
    session = requests.Session()
    session.headers.update({"User-Agent": USER_AGENT, "Accept-Encoding": "identity"})
    session.mount("https://", HTTPAdapter(pool_maxsize=4))
    return session


@dataclass(frozen=True)
class Asking:
    """Requests for one file; ``token`` is what ``{token}`` in its address stands for, and stands in no message."""

    file: RemoteFile
    session: requests.Session
    token: str = ""
    patience: Patience = Patience()

    def get(self, url: str, headers: dict[str, str]) -> requests.Response:
        """The answer, its body unread, after waiting as long as a busy server asks for."""
        wait_s = self.patience.first_wait_s
        for _attempt in range(self.patience.attempts):
            response = self._request("GET", url, headers)
            if response.status_code not in _BUSY:
                return response
            response.close()
            asked_s = retry_after_s(response)
            time.sleep(min(LONGEST_WAIT_S, wait_s if asked_s is None else asked_s))
            wait_s *= 2.0
        self.fail("fetch.busy", status=response.status_code, attempts=self.patience.attempts)

    def head(self) -> requests.Response | None:
        """What the server says of the file without sending it; None where it says nothing."""
        try:
            response = self._request("HEAD", self.file.url, {})
        except requests.RequestException:
            return None
        response.close()
        return response if response.status_code == 200 else None

    def is_absent(self, response: requests.Response) -> bool:
        """Whether there is no such tile, as in the sea; a store that was closed is none."""
        return response.status_code in (403, 404) and self.file.may_be_absent and _MOVED not in response.content

    def refused(self, response: requests.Response) -> NoReturn:
        """The error that an answer without the file stands for."""
        if _MOVED in response.content[:4096]:
            self.fail("fetch.moved")
        self.fail(_CODES.get(response.status_code, "fetch.status"), status=response.status_code)

    def shown(self, text: str) -> str:
        """A text without the token."""
        return text.replace(self.token, "{token}") if self.token else text

    def fail(self, code: str, **params: object) -> NoReturn:
        """An error that names the address."""
        shown = {name: self.shown(str(value)) for name, value in params.items()}
        raise DownloadError(code, url=self.shown(self.file.url), **shown) from None  # what came before has the token

    def _request(self, method: str, url: str, headers: dict[str, str]) -> requests.Response:
        with _hidden_in_logs(self.token):
            try:
                return self.session.request(
                    method,
                    url.replace("{token}", self.token),
                    headers=headers,
                    stream=True,
                    allow_redirects=True,
                    timeout=(self.patience.connect_s, self.patience.read_s),
                )
            except requests.ConnectionError as error:
                cause = getattr(error.args[0] if error.args else None, "reason", None)
                if isinstance(getattr(cause, "__context__", None), socket.gaierror):  # no use in trying again
                    self.fail("fetch.no_host", host=urlsplit(url).hostname)
                raise


@contextmanager
def _hidden_in_logs(token: str) -> Iterator[None]:
    """urllib3 logs addresses at level DEBUG, those with a token too."""

    def hide(record: logging.LogRecord) -> bool:
        record.msg, record.args = record.getMessage().replace(token, "{token}"), ()
        return True

    logger = logging.getLogger("urllib3.connectionpool")
    if token:
        logger.addFilter(hide)
    try:
        yield
    finally:
        logger.removeFilter(hide)


def version_of(response: requests.Response) -> str:
    """What tells a version of a file from another; a weak ETag does not (RFC 9110, section 13.1.5)."""
    etag = str(response.headers.get("ETag", ""))
    return etag if etag and not etag.startswith("W/") else str(response.headers.get("Last-Modified", ""))


def first_byte(response: requests.Response) -> int | None:
    """Start of ``Content-Range: bytes first-last/length``."""
    unit, _, rest = response.headers.get("Content-Range", "").partition(" ")
    first = rest.partition("-")[0]
    return int(first) if unit == "bytes" and first.isdigit() else None


def length_of(response: requests.Response) -> int | None:
    """Bytes of the body, None where the server does not say."""
    length = response.headers.get("Content-Length", "")
    return int(length) if length.isdigit() else None


def retry_after_s(response: requests.Response) -> float | None:
    """Seconds of ``Retry-After``, which is a number or a date (RFC 9110, section 10.2.3)."""
    text = response.headers.get("Retry-After", "")
    if text.isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
