"""One file from a server in each of its documented moods."""

from __future__ import annotations

import hashlib
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from covplan.errors import DownloadError
from covplan.ingest.open_data.asking import Asking, Patience, new_session
from covplan.ingest.open_data.http_files import Progress, fetch_file, kept_file
from covplan.ingest.open_data.remote_files import RemoteFile
from tests.ingest.open_data import imitating_server as moods
from tests.ingest.open_data.imitating_server import ImitatingServer

BODY = b"II*\0" + bytes(range(256)) * 4096  # 1 MiB that begins like a TIFF
QUICK = Patience(attempts=3, first_wait_s=0.0, connect_s=2.0, read_s=0.3)


@pytest.fixture
def server() -> Iterator[ImitatingServer]:
    with moods.imitating_server() as running:
        yield running


def get(file: RemoteFile, folder: Path, token: str = "", progress: Progress | None = None):
    return fetch_file(Asking(file, new_session(), token, QUICK), folder, progress)


def refused(file: RemoteFile, folder: Path, code: str, **more: object) -> DownloadError:
    with pytest.raises(DownloadError) as caught:
        get(file, folder, **more)
    assert caught.value.code == code
    assert not (folder / file.name).exists()
    return caught.value


def test_a_file_arrives_with_its_record(server: ImitatingServer, tmp_path: Path) -> None:
    file = RemoteFile(server.serve("/a/t.tif", moods.whole(BODY)), "Thư mục/t.tif", "tif")
    steps: list[tuple[int, int | None]] = []
    fetched = get(file, tmp_path, progress=lambda done, total: steps.append((done, total)))
    assert (tmp_path / "Thư mục/t.tif").read_bytes() == BODY
    assert fetched.sha256 == hashlib.sha256(BODY).hexdigest()
    assert (fetched.size_bytes, fetched.etag) == (len(BODY), '"v1"')
    assert steps[-1] == (len(BODY), len(BODY))
    assert sorted(path.name for path in (tmp_path / "Thư mục").iterdir()) == ["t.tif", "t.tif.json"]
    assert "covplan" in server.asked[0][1]["User-Agent"]


def test_a_file_is_kept_as_long_as_it_is_the_one_that_came(server: ImitatingServer, tmp_path: Path) -> None:
    file = RemoteFile(server.serve("/t.tif", moods.whole(BODY)), "t.tif", "tif")
    first = get(file, tmp_path)
    assert kept_file("t.tif", tmp_path) == first
    (tmp_path / "t.tif").write_bytes(BODY[:-1] + b"x")
    assert kept_file("t.tif", tmp_path) is None


def test_a_truncated_body_is_continued_where_it_ended(server: ImitatingServer, tmp_path: Path) -> None:
    file = RemoteFile(server.serve("/t.tif", moods.truncated(BODY, 600_000), moods.ranged(BODY)), "t.tif", "tif")
    get(file, tmp_path)
    assert (tmp_path / "t.tif").read_bytes() == BODY
    second = server.asked[1][1]
    assert int(second["Range"].removeprefix("bytes=").rstrip("-")) > 0
    assert second["If-Range"] == '"v1"'


def test_a_stalled_body_is_continued(server: ImitatingServer, tmp_path: Path) -> None:
    released = threading.Event()
    answers = moods.stalled(BODY, 500_000, released), moods.ranged(BODY)
    file = RemoteFile(server.serve("/t.tif", *answers), "t.tif", "tif")
    get(file, tmp_path)
    released.set()
    assert (tmp_path / "t.tif").read_bytes() == BODY


def test_a_server_without_ranges_starts_again(server: ImitatingServer, tmp_path: Path) -> None:
    file = RemoteFile(server.serve("/t.tif", moods.truncated(BODY, 600_000), moods.whole(BODY)), "t.tif", "tif")
    get(file, tmp_path)
    assert (tmp_path / "t.tif").read_bytes() == BODY


def test_a_newer_version_is_not_glued_to_the_old_part(server: ImitatingServer, tmp_path: Path) -> None:
    newer = b"II*\0" + b"new" * 300_000
    answers = moods.truncated(BODY, 600_000), moods.ranged(newer, '"v2"')
    file = RemoteFile(server.serve("/t.tif", *answers), "t.tif", "tif")
    assert get(file, tmp_path).etag == '"v2"'
    assert (tmp_path / "t.tif").read_bytes() == newer


def test_a_part_longer_than_the_file_starts_again(server: ImitatingServer, tmp_path: Path) -> None:
    file = RemoteFile(server.serve("/t.tif", moods.ranged(BODY)), "t.tif", "tif")
    (tmp_path / "t.tif.part").write_bytes(BODY + b"more")
    (tmp_path / "t.tif.part.json").write_text(json.dumps({"version": '"v1"'}))
    get(file, tmp_path)
    assert (tmp_path / "t.tif").read_bytes() == BODY


def test_a_second_call_goes_on_with_what_the_first_left(server: ImitatingServer, tmp_path: Path) -> None:
    path = server.serve("/t.tif", moods.truncated(BODY, 600_000), moods.status(404))
    file = RemoteFile(path, "t.tif", "tif")
    refused(file, tmp_path, "fetch.not_found")
    server.serve("/t.tif", moods.ranged(BODY))
    get(file, tmp_path)
    assert (tmp_path / "t.tif").read_bytes() == BODY
    assert "Range" in server.asked[-1][1]


def test_interrupted_work_is_kept(server: ImitatingServer, tmp_path: Path) -> None:
    file = RemoteFile(server.serve("/t.tif", moods.ranged(BODY)), "t.tif", "tif")

    def ctrl_c(done: int, total: int | None) -> None:
        if done > 500_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        get(file, tmp_path, progress=ctrl_c)
    get(file, tmp_path)
    assert (tmp_path / "t.tif").read_bytes() == BODY
    assert "Range" in server.asked[1][1]


@pytest.mark.parametrize("mood", [moods.no_such_key, moods.access_denied])
def test_a_tile_of_the_sea_is_absent_where_there_is_no_index(
    server: ImitatingServer, tmp_path: Path, mood: moods.Answer
) -> None:
    assert get(RemoteFile(server.serve("/sea.tif", mood), "sea.tif", "tif", may_be_absent=True), tmp_path) is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("mood", "code"),
    [
        (moods.no_such_key, "fetch.not_found"),
        (moods.access_denied, "fetch.forbidden"),
        (moods.bucket_closed, "fetch.moved"),
        (moods.status(406), "fetch.not_acceptable"),
        (moods.status(418), "fetch.status"),
        (moods.status(503, Retry_After="0"), "fetch.busy"),
        (moods.truncated(BODY, 1000), "fetch.gave_up"),
        (moods.whole(b'{"status":"error","message":"INVALID_TOKEN"}'), "fetch.beginning"),
        (moods.whole(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"), "fetch.lfs"),
    ],
)
def test_what_is_wrong_is_said_and_no_file_is_made(
    server: ImitatingServer, tmp_path: Path, mood: moods.Answer, code: str
) -> None:
    file = RemoteFile(server.serve("/t.tif", mood), "t.tif", "tif")
    assert file.url in str(refused(file, tmp_path, code))


def test_a_closed_store_is_no_sea(server: ImitatingServer, tmp_path: Path) -> None:
    file = RemoteFile(server.serve("/t.tif", moods.bucket_closed), "t.tif", "tif", may_be_absent=True)
    refused(file, tmp_path, "fetch.moved")


def test_a_busy_server_is_asked_again(server: ImitatingServer, tmp_path: Path) -> None:
    answers = moods.status(429, Retry_After="0"), moods.status(504), moods.whole(BODY)
    assert get(RemoteFile(server.serve("/t.tif", *answers), "t.tif", "tif"), tmp_path) is not None


def test_a_redirect_to_a_dated_file_is_followed_and_recorded(server: ImitatingServer, tmp_path: Path) -> None:
    dated = server.serve("/vietnam-261120.osm.pbf", moods.whole(BODY))
    md5 = hashlib.md5(BODY).hexdigest()
    file = RemoteFile(
        server.serve("/vietnam-latest.osm.pbf", moods.redirect(dated)),
        "vietnam.osm.pbf",
        md5_url=server.serve("/vietnam-latest.osm.pbf.md5", moods.whole(f"{md5}  vietnam-261120.osm.pbf\n".encode())),
    )
    assert get(file, tmp_path).url == dated


def test_a_file_that_rolled_over_between_sum_and_body_is_taken_if_the_new_sum_fits(
    server: ImitatingServer, tmp_path: Path
) -> None:
    sums = [f"{hashlib.md5(body).hexdigest()}  x.pbf\n".encode() for body in (b"yesterday", BODY)]
    file = RemoteFile(
        server.serve("/x.pbf", moods.whole(BODY)),
        "x.pbf",
        md5_url=server.serve("/x.pbf.md5", *(moods.whole(text) for text in sums)),
    )
    assert get(file, tmp_path) is not None


def test_a_wrong_sum_is_an_error(server: ImitatingServer, tmp_path: Path) -> None:
    wrong = server.serve("/x.pbf.md5", moods.whole(b"0" * 32 + b"  x.pbf\n"))
    refused(RemoteFile(server.serve("/x.pbf", moods.whole(BODY)), "x.pbf", md5_url=wrong), tmp_path, "fetch.md5")
    assert list(tmp_path.iterdir()) == []


def test_a_sum_that_is_no_sum_is_an_error(server: ImitatingServer, tmp_path: Path) -> None:
    file = RemoteFile(server.serve("/x.pbf", moods.whole(BODY)), "x.pbf", md5_url=server.base + "/nowhere.md5")
    refused(file, tmp_path, "fetch.no_md5")


def test_a_token_is_sent_and_never_written(server: ImitatingServer, tmp_path: Path) -> None:
    server.serve("/cells", moods.whole(b"\x1f\x8b" + bytes(100)))
    file = RemoteFile(server.base + "/cells?token={token}&file=452.csv.gz", "452.csv.gz", "gz")
    fetched = get(file, tmp_path, "geheim-123")
    assert server.asked[0][0] == "/cells?token=geheim-123&file=452.csv.gz"
    assert "{token}" in fetched.url
    assert all(b"geheim" not in path.read_bytes() for path in tmp_path.iterdir())


def test_a_token_is_not_in_errors(server: ImitatingServer, tmp_path: Path) -> None:
    server.serve("/cells", moods.whole(b'{"message":"INVALID_TOKEN geheim-123"}'))
    file = RemoteFile(server.base + "/cells?token={token}", "452.csv.gz", "gz")
    assert "geheim" not in str(refused(file, tmp_path, "fetch.beginning", token="geheim-123"))
    server.serve("/cells", moods.truncated(BODY, 10))
    assert "geheim" not in str(refused(file, tmp_path, "fetch.gave_up", token="geheim-123"))


def test_without_a_network_the_server_is_named_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def nothing_found(host: str, *rest: object, **more: object) -> list[object]:
        asked.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nothing_found)
    error = refused(RemoteFile("https://nowhere.invalid/t.tif", "t.tif", "tif"), tmp_path, "fetch.no_host")
    assert "server nowhere.invalid is not found" in str(error) and asked == ["nowhere.invalid"]


def test_a_broken_certificate_chain_is_an_error_with_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **more: object) -> None:
        raise requests.exceptions.SSLError(ssl.SSLCertVerificationError("unable to get local issuer certificate"))

    session = new_session()
    monkeypatch.setattr(session, "request", broken)
    with pytest.raises(DownloadError, match="REQUESTS_CA_BUNDLE"):
        fetch_file(Asking(RemoteFile("https://example.invalid/x", "x"), session, "", QUICK), tmp_path)


def test_nobody_there_is_said_after_the_attempts(tmp_path: Path) -> None:
    file = RemoteFile("http://127.0.0.1:9/x.tif", "x.tif", "tif")
    assert refused(replace(file, may_be_absent=True), tmp_path, "fetch.gave_up").params["attempts"] == "3"
