"""A server on this machine that answers as the servers of open data were seen to answer, bad days included."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

Answer = Callable[[Any], None]


@dataclass
class Served:
    """What a path answers, call by call; the last answer is repeated."""

    answers: list[Answer]
    calls: int = 0


@dataclass
class ImitatingServer:
    """Paths and their answers, and what was asked."""

    base: str = ""
    paths: dict[str, Served] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    posted: list[str] = field(default_factory=list)

    def serve(self, path: str, *answers: Answer) -> str:
        self.paths[path] = Served(list(answers))
        return self.base + path


class Asked(BaseHTTPRequestHandler):
    """One request."""

    server_version = "imitating"
    protocol_version = "HTTP/1.1"
    known: ImitatingServer

    def do_GET(self) -> None:
        if self.command == "HEAD":
            self.known.heads.append(self.path)
        else:
            self.known.asked.append((self.path, dict(self.headers)))
        served = self.known.paths.get(self.path.partition("?")[0])
        if served is None:
            no_such_key(self)
            return
        answer = served.answers[min(served.calls, len(served.answers) - 1)]
        served.calls += self.command != "HEAD"
        answer(self)

    do_HEAD = do_GET

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.known.posted.append(parse_qs(body.decode())["data"][0])
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        pass

    def send(self, status: int, body: bytes, length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


class _Shortened:
    """A request whose answer loses its end, with the length that it has or should have."""

    def __init__(self, asked: Asked, after: int, honest: bool) -> None:
        self._asked, self._after, self._honest = asked, after, honest
        self.headers = asked.headers

    def send(self, status: int, body: bytes, **headers: str) -> None:
        kept = body[: self._after]
        self._asked.send(status, kept, length=len(kept) if self._honest else len(body), **headers)
        self._asked.close_connection = True


@contextmanager
def imitating_server(certificate: ssl.SSLContext | None = None) -> Iterator[ImitatingServer]:
    known = ImitatingServer()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Asked,), {"known": known}))
    server.daemon_threads = True
    if certificate is not None:
        server.socket = certificate.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None  # handshakes that the client breaks off
    known.base = f"{'http' if certificate is None else 'https'}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield known
    finally:
        server.shutdown()
        server.server_close()


def no_such_key(asked: Asked) -> None:
    asked.send(404, b"<?xml version='1.0'?><Error><Code>NoSuchKey</Code></Error>")


def access_denied(asked: Asked) -> None:
    asked.send(403, b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>")


def bucket_closed(asked: Asked) -> None:
    asked.send(403, b"<?xml version='1.0'?><Error><Code>AllAccessDisabled</Code></Error>")


def whole(body: bytes, etag: str = '"v1"') -> Answer:
    """Knows no Range: 200 with all of it, whatever was asked."""
    return lambda asked: asked.send(200, body, ETag=etag)


def ranged(body: bytes, etag: str = '"v1"') -> Answer:
    """Honours Range where If-Range names this version."""

    def answer(asked: Asked) -> None:
        wanted = asked.headers.get("Range", "")
        if not wanted or asked.headers.get("If-Range", etag) != etag:
            asked.send(200, body, ETag=etag)
            return
        begin, _, end = wanted.removeprefix("bytes=").partition("-")
        first, last = int(begin), min(len(body) - 1, int(end or len(body)))
        if first >= len(body):
            asked.send(416, b"", Content_Range=f"bytes */{len(body)}")
            return
        part = body[first : last + 1]
        asked.send(206, part, ETag=etag, Content_Range=f"bytes {first}-{last}/{len(body)}")

    return answer


def truncated(body: bytes, after: int, etag: str = '"v1"') -> Answer:
    """Says the whole length and hangs up early."""

    def answer(asked: Asked) -> None:
        asked.send(200, body[:after], length=len(body), ETag=etag)
        asked.close_connection = True

    return answer


def short_range(body: bytes, after: int, etag: str = '"v1"') -> Answer:
    """206 with fewer bytes than were asked for."""
    return lambda asked: ranged(body, etag)(_Shortened(asked, after, honest=True))


def truncated_range(body: bytes, after: int, etag: str = '"v1"') -> Answer:
    """206 that says the right length and hangs up early."""
    return lambda asked: ranged(body, etag)(_Shortened(asked, after, honest=False))


def stalled(body: bytes, after: int, released: threading.Event) -> Answer:
    """Sends a beginning and then nothing, until ``released``."""

    def answer(asked: Asked) -> None:
        asked.send(200, body[:after], length=len(body), ETag='"v1"')
        asked.wfile.flush()
        released.wait(10.0)
        asked.close_connection = True

    return answer


def redirect(url: str) -> Answer:
    return lambda asked: asked.send(302, b"", Location=url)


def status(code: int, body: bytes = b"", **headers: str) -> Answer:
    return lambda asked: asked.send(code, body, **headers)


def named_only(answer: Answer) -> Answer:
    """406 to the stock names of libraries, as Overpass does since April 2026."""

    def judged(asked: Asked) -> None:
        names = (asked.headers.get("User-Agent", ""), asked.headers.get("Referer", ""))
        if all(names) and not any(stock in name for name in names for stock in ("python-requests/", "OSMnx")):
            answer(asked)
        else:
            asked.send(406, b"Not Acceptable")

    return judged
