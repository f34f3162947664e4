"""Bad days of sources at large: certificates, vanished releases, killed processes, tokens, layouts that changed."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from covplan.cli import main
from covplan.errors import DownloadError
from covplan.ingest.open_data.asking import Asking, Patience, new_session
from covplan.ingest.open_data.fetching import Fetcher, chosen_sources
from covplan.ingest.open_data.http_files import fetch_file, kept_file
from covplan.ingest.open_data.remote_files import RemoteFile
from covplan.ingest.open_data.settings import OpenDataSettings
from covplan.ingest.open_data.tiles import Where
from tests.ingest.open_data import imitating_server as moods
from tests.ingest.open_data.imitating_server import ImitatingServer
from tests.ingest.open_data.open_world import DAK_LAK, point_at, serve_world

HERE = Where(108.0, 12.65, 108.2, 12.75, region="asia/vietnam", provinces=("66",), mcc="452")
QUICK = Patience(attempts=2, first_wait_s=0.0, connect_s=2.0, read_s=0.5)
BODY = b"II*\0" + bytes(range(256)) * 4096


@pytest.fixture
def server() -> Iterator[ImitatingServer]:
    with moods.imitating_server() as running:
        yield running


def fetcher_of(server: ImitatingServer, cache: Path, *sources: str, **more: bool) -> Fetcher:
    base = {id: f"{server.base}/{id}" for id in sources}
    return Fetcher(OpenDataSettings(sources=sources, base=base, cache=str(cache)), patience=QUICK, **more)


def bring(fetcher: Fetcher, where: Where = HERE) -> dict[str, list[str]]:
    wanted = fetcher.wanted(chosen_sources(fetcher.settings, where), where)
    return {id: [one.name for one in files] for id, files in fetcher.fetch(wanted).items()}


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A key and a certificate for 127.0.0.1 that no authority known here has signed."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    file = tmp_path / "chain.pem"
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    )
    subprocess.run(
        [*command.split(), "-keyout", str(file), "-out", str(tmp_path / "c.pem")], check=True, capture_output=True
    )
    file.write_bytes(file.read_bytes() + (tmp_path / "c.pem").read_bytes())
    return file


def test_a_chain_that_cannot_be_verified_is_never_passed_over(
    certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.delenv("CURL_CA_BUNDLE", raising=False)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with moods.imitating_server(context) as server:
        file = RemoteFile(server.serve("/t.tif", moods.ranged(BODY)), "t.tif", "tif")
        assert file.url.startswith("https://")
        for wanted in (file, replace(file, may_be_absent=True)):
            with pytest.raises(DownloadError, match="REQUESTS_CA_BUNDLE") as caught:
                fetch_file(Asking(wanted, new_session(), "", QUICK), tmp_path)
            assert caught.value.code == "fetch.certificate"
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))  # the remedy that the error names
        assert fetch_file(Asking(file, new_session(), "", QUICK), tmp_path) is not None


def test_a_vanished_release_is_an_error_and_what_is_here_serves_on(server: ImitatingServer, tmp_path: Path) -> None:
    base = serve_world(server, DAK_LAK, tmp_path / "served")
    fetcher = Fetcher(OpenDataSettings(sources=("worldpop",), base=base, cache=str(tmp_path / "c")), patience=QUICK)
    before = bring(fetcher)
    for path in [path for path in server.paths if "worldpop" in path]:
        del server.paths[path]
    assert bring(fetcher) == before
    elsewhere = Fetcher(replace(fetcher.settings, cache=str(tmp_path / "other")), patience=QUICK)
    with pytest.raises(DownloadError, match="release") as caught:
        bring(elsewhere)
    assert caught.value.code == "fetch.not_found"
    with pytest.raises(DownloadError, match="release"):  # deliberately newer: there is none
        bring(Fetcher(fetcher.settings, refresh=True, patience=QUICK))
    assert bring(fetcher) == before


def test_a_quarter_of_the_list_that_is_gone_is_an_error(server: ImitatingServer, tmp_path: Path) -> None:
    key = "parquet/performance/type=mobile/year=2026/quarter=2/2026-04-01_performance_mobile_tiles.parquet"
    listed = f"<ListBucketResult><Contents><Key>{key}</Key><Size>9</Size></Contents></ListBucketResult>"
    server.serve("/ookla", moods.whole(listed.encode()))
    with pytest.raises(DownloadError, match="quarter=2") as caught:
        bring(fetcher_of(server, tmp_path, "ookla"))
    assert caught.value.code == "fetch.not_found"


def test_a_source_all_of_whose_tiles_are_absent_is_no_sea(server: ImitatingServer, tmp_path: Path) -> None:
    server.serve("/srtm/N12/N12E108.hgt.gz", moods.access_denied)
    with pytest.raises(DownloadError) as caught:
        bring(fetcher_of(server, tmp_path, "srtm"))
    assert caught.value.code == "fetch.nothing"


def test_some_tiles_may_lie_in_the_sea(server: ImitatingServer, tmp_path: Path) -> None:
    server.serve("/srtm/N12/N12E108.hgt.gz", moods.ranged(b"\x1f\x8b" + bytes(99)))
    server.serve("/srtm/N12/N12E109.hgt.gz", moods.access_denied)
    coast = replace(HERE, east=109.3)
    assert bring(fetcher_of(server, tmp_path, "srtm"), coast) == {"srtm": ["N12E108.hgt.gz"]}


@pytest.mark.parametrize("text", ["RATE_LIMITED", '{"status":"error","message":"INVALID_TOKEN"}'])
def test_an_error_in_place_of_cells_is_told_without_the_token(
    server: ImitatingServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The token is in no file, no message, no log; with all logs on, those of the libraries too."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("OPENCELLID_TOKEN", "geheim-123")
    server.serve("/opencellid/ocid/downloads", moods.whole(f"{text} geheim-123".encode()))
    with pytest.raises(DownloadError) as caught:
        bring(fetcher_of(server, tmp_path, "opencellid"))
    assert caught.value.code == "fetch.beginning"
    assert any("geheim-123" in path for path, _ in server.asked)
    assert "geheim" not in str(caught.value)
    assert "geheim" not in caplog.text
    assert all(b"geheim" not in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


def slowly(body: bytes, released: threading.Event) -> moods.Answer:
    """Half of the body, and the rest when ``released``."""

    def answer(asked: moods.Asked) -> None:
        asked.send(200, body[: len(body) // 2], length=len(body), ETag='"v1"')
        asked.wfile.flush()
        released.wait(20.0)
        asked.close_connection = True

    return answer


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT], ids=["killed", "Ctrl-C"])
def test_a_second_call_goes_on_after_an_end(server: ImitatingServer, tmp_path: Path, end: signal.Signals) -> None:
    base = serve_world(server, DAK_LAK, tmp_path / "served")
    scenario = tmp_path / "x" / "scenario.toml"
    assert main(["new", str(tmp_path / "x"), "--bbox", "108,12.65,108.2,12.75", "--crs", "9218"]) == 0
    point_at(scenario, base, tmp_path / "kho")
    path = next(path for path in server.paths if "worldpop" in path)
    body = BODY * 2
    released = threading.Event()
    server.serve(path, slowly(body, released))
    command = [sys.executable, "-m", "covplan", "fetch", str(scenario), "--only", "people"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path)
    folder = tmp_path / "kho" / "worldpop"
    part = folder / "vnm_pop_2025_CN_100m_R2025A_v1.tif.part"
    deadline = time.monotonic() + 60.0
    while not (part.exists() and part.stat().st_size > len(body) // 4):
        assert time.monotonic() < deadline and running.poll() is None
        time.sleep(0.05)
    running.send_signal(end)
    time.sleep(0.2)
    released.set()
    _, stderr = running.communicate(timeout=30)
    assert running.returncode != 0
    assert b"Traceback" not in stderr
    assert kept_file("vnm_pop_2025_CN_100m_R2025A_v1.tif", folder) is None

    half = part.stat().st_size
    server.asked.clear()
    server.serve(path, moods.ranged(body))
    fetcher = Fetcher(OpenDataSettings(sources=("worldpop",), base=base, cache=os.fspath(tmp_path / "kho")))
    bring(fetcher)
    assert server.asked[0][1]["Range"] == f"bytes={half}-"
    assert (folder / "vnm_pop_2025_CN_100m_R2025A_v1.tif").read_bytes() == body
