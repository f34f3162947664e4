"""Overpass through osmnx: what came is whole or an error, in the time that is set for it."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyogrio
import pytest

from covplan.errors import DownloadError, InputError
from covplan.ingest.open_data.asking import Patience
from covplan.ingest.open_data.fetching import Fetcher, chosen_sources
from covplan.ingest.open_data.lock_file import write_lock
from covplan.ingest.open_data.overpass import fetch_overpass
from covplan.ingest.open_data.preparing_osm import prepare_osm
from covplan.ingest.open_data.remote_files import FetchedFile, RemoteFile
from covplan.ingest.open_data.settings import OpenDataSettings
from covplan.ingest.open_data.tiles import Where
from tests.ingest.open_data import imitating_server as moods
from tests.ingest.open_data.imitating_server import ImitatingServer

osmnx = pytest.importorskip("osmnx")

QUICK = Patience(attempts=3, first_wait_s=0.0)
BOX = Where(108.0, 12.0, 108.1, 12.1)
STAMP = "2026-11-27T20:21:00Z"


def answer(**more: Any) -> bytes:
    """A road with a bridge, a hamlet, a mast and a reserve, as Overpass writes them."""
    nodes = [(1, 108.02, 12.02), (2, 108.04, 12.03), (3, 108.06, 12.06), (4, 108.05, 12.02), (5, 108.05, 12.05)]
    nodes += [(6, 108.08, 12.05), (7, 108.08, 12.08)]
    tags: dict[int, dict[str, str]] = {
        3: {"place": "hamlet", "name": "Buôn Đôn"},
        4: {"man_made": "mast", "tower:type": "communication"},
    }
    elements: list[dict[str, Any]] = [{"type": "node", "id": id, "lon": lon, "lat": lat} for id, lon, lat in nodes]
    elements = [one | ({"tags": tags[one["id"]]} if one["id"] in tags else {}) for one in elements]
    road = {"highway": "trunk", "ref": "QL.14;HCM", "name": "Đường Hồ Chí Minh"}
    elements.append({"type": "way", "id": 10, "nodes": [1, 2], "tags": road})
    elements.append(
        {"type": "way", "id": 11, "nodes": [2, 5], "tags": {"highway": "construction", "construction": "trunk"}}
    )
    elements.append(
        {"type": "way", "id": 12, "nodes": [5, 6, 7, 5], "tags": {"leisure": "nature_reserve", "name": "Rừng"}}
    )
    about = {"version": 0.6, "osm3s": {"timestamp_osm_base": STAMP}, "elements": elements}
    return json.dumps(about | more).encode()


@pytest.fixture
def server() -> Iterator[ImitatingServer]:
    with moods.imitating_server() as running:
        yield running


def ask(server: ImitatingServer, folder: Path, patience: Patience = QUICK, **more: Any) -> FetchedFile:
    file = RemoteFile(f"{server.base}/api/interpreter#file=x.gpkg", "overpass_108.000_12.000_108.100_12.100.gpkg")
    folder.mkdir(exist_ok=True)
    return fetch_overpass(file, folder, patience=patience, **more)


def test_the_answer_becomes_the_files_of_a_scenario(server: ImitatingServer, tmp_path: Path) -> None:
    server.serve("/api/interpreter", moods.named_only(moods.status(200, answer())))
    fetched = ask(server, tmp_path / "c")
    assert (fetched.url, fetched.last_modified) == (f"{server.base}/api/interpreter", STAMP)
    assert {file.name for file in (tmp_path / "c").iterdir()} == {fetched.name, f"{fetched.name}.json"}
    prepare_osm([tmp_path / "c" / fetched.name], BOX, tmp_path / "roads.gpkg")
    roads = pyogrio.read_dataframe(tmp_path / "roads.gpkg")
    assert roads[["osm_id", "highway", "status", "ref"]].to_numpy().tolist() == [
        ["way/10", "trunk", "", "QL.14;HCM"],
        ["way/11", "trunk", "planned", ""],
    ]
    assert pyogrio.read_dataframe(tmp_path / "villages.gpkg")["village_id"].tolist() == ["node/3"]
    assert pyogrio.read_dataframe(tmp_path / "masts.gpkg")["id"].tolist() == ["OSM-node-4"]
    assert pyogrio.read_dataframe(tmp_path / "protected.gpkg")["name"].tolist() == ["Rừng"]


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ([moods.status(406)], "fetch.not_acceptable"),
        ([moods.status(429)], "fetch.gave_up"),
        ([moods.status(504)], "fetch.gave_up"),
        ([moods.status(400, b"Bad Request")], "fetch.status"),
        ([moods.status(200, answer(remark="runtime error: Query timed out"))], "fetch.remark"),
        ([moods.status(200, b"<html>rate limited</html>")], "fetch.beginning"),
        ([moods.status(200, b"[1]")], "fetch.remark"),
        ([moods.status(200, answer(elements=[]))], "fetch.nothing"),
    ],
)
def test_what_is_no_whole_answer_is_an_error(
    answers: list[moods.Answer], code: str, server: ImitatingServer, tmp_path: Path
) -> None:
    server.serve("/api/interpreter", *answers)
    with pytest.raises(DownloadError) as caught:
        ask(server, tmp_path / "c")
    assert caught.value.code == code
    assert len(server.posted) == (3 if code == "fetch.gave_up" else 1)
    assert not list((tmp_path / "c").glob("*.gpkg*.json"))


def test_a_busy_server_is_asked_again(server: ImitatingServer, tmp_path: Path) -> None:
    busy = [moods.status(429), moods.status(504), moods.truncated(answer(), 100)]
    server.serve("/api/interpreter", *busy, moods.status(200, answer()))
    ask(server, tmp_path / "c", Patience(attempts=4, first_wait_s=0.0))
    assert len(server.posted) == 4


def test_the_deadline_ends_a_wait_and_a_silence(server: ImitatingServer, tmp_path: Path) -> None:
    server.serve("/api/interpreter", moods.status(429, Retry_After="86400"))
    begun = time.monotonic()
    with pytest.raises(DownloadError) as caught:
        ask(server, tmp_path / "c", deadline_s=30.0)
    assert caught.value.code == "fetch.deadline"
    released = threading.Event()
    server.serve("/api/interpreter", moods.stalled(answer(), 100, released))
    with pytest.raises(DownloadError) as caught:
        ask(server, tmp_path / "c", deadline_s=1.5)
    released.set()
    assert caught.value.code in ("fetch.deadline", "fetch.gave_up")
    assert time.monotonic() - begun < 9.0


def test_questions_that_were_answered_are_not_asked_again(
    server: ImitatingServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(osmnx.settings, "max_query_area_size", 4e7)  # several questions for the box
    server.serve("/api/interpreter", *[moods.status(200, answer())] * 2, moods.status(406))
    with pytest.raises(DownloadError):
        ask(server, tmp_path / "c")
    server.serve("/api/interpreter", moods.status(200, answer()))
    before = len(server.posted)
    ask(server, tmp_path / "c")
    assert before == 3
    assert len(set(server.posted)) == len(server.posted) - 1 > 3  # the refused one came twice


def test_nothing_of_osmnx_or_the_name_service_stays_changed(server: ImitatingServer, tmp_path: Path) -> None:
    names = ("overpass_url", "http_user_agent", "http_referer", "requests_kwargs", "cache_folder", "requests_timeout")
    before = {name: getattr(osmnx.settings, name) for name in names}
    service = socket.getaddrinfo
    server.serve("/api/interpreter", moods.status(406))
    with pytest.raises(DownloadError):
        ask(server, tmp_path / "c")
    assert {name: getattr(osmnx.settings, name) for name in names} == before
    assert socket.getaddrinfo is service


def test_it_is_fetched_kept_and_recorded_as_other_sources_are(
    server: ImitatingServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.serve("/api/interpreter", moods.status(200, answer()))
    chosen = OpenDataSettings(
        sources=("overpass",), base={"overpass": f"{server.base}/api"}, cache=str(tmp_path / "kho")
    )
    fetcher = Fetcher(chosen, patience=QUICK)
    sources = chosen_sources(chosen, BOX)
    found = fetcher.fetch(fetcher.wanted(sources, BOX))
    record = json.loads(write_lock(found, tmp_path).read_text(encoding="utf-8"))["overpass"]
    assert record["files"][0]["last_modified"] == STAMP
    assert "ODbL" in record["licence"]
    monkeypatch.setattr(socket.socket, "connect", lambda *args: pytest.fail("a connection was opened"))
    offline = Fetcher(chosen, offline=True)
    assert offline.fetch(offline.wanted(sources, BOX)) == found


def test_without_osmnx_the_extra_is_named(
    server: ImitatingServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "osmnx", None)
    with pytest.raises(InputError, match=r"covplan\[osm\]"):
        ask(server, tmp_path / "c")
