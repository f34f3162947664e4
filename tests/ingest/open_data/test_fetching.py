"""A province's files from a server that stands for all sources."""

from __future__ import annotations

import hashlib
import json
import socket
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from covplan.errors import DownloadError, InputError
from covplan.ingest.open_data.asking import Patience
from covplan.ingest.open_data.fetching import Fetcher, chosen_sources
from covplan.ingest.open_data.lock_file import read_notices, write_lock
from covplan.ingest.open_data.settings import OpenDataSettings
from covplan.ingest.open_data.sources import open_sources
from covplan.ingest.open_data.tiles import Where
from tests.ingest.open_data import imitating_server as moods
from tests.ingest.open_data.imitating_server import ImitatingServer

DAKLAK = Where(107.48, 12.15, 109.50, 13.72, region="asia/vietnam", provinces=("66",), mcc="452")
QUICK = Patience(attempts=2, first_wait_s=0.0, connect_s=2.0, read_s=0.5)
TIF = b"II*\0" + bytes(1000)
DEM_TILES = [f"Copernicus_DSM_COG_10_N{lat}_00_E{lon}_00_DEM" for lat in (12, 13) for lon in (107, 108, 109)]


@pytest.fixture
def server() -> Iterator[ImitatingServer]:
    with moods.imitating_server() as running:
        for tile in DEM_TILES:
            running.serve(f"/dem/{tile}/{tile}.tif", moods.ranged(TIF + tile.encode()))
        running.serve("/dem/tileList.txt", moods.whole("\n".join([*DEM_TILES, "other"]).encode()))
        grid = {"features": [{"properties": {"ll_tile": name}} for name in ("N12E105", "N12E108")]}
        running.serve("/wc/v200/2021/esa_worldcover_grid.geojson", moods.whole(json.dumps(grid).encode()))
        for tile in ("N12E105", "N12E108"):
            running.serve(f"/wc/v200/2021/map/ESA_WorldCover_10m_2021_v200_{tile}_Map.tif", moods.ranged(TIF))
        people = "/pop/GIS/Population/Global_2015_2030/R2025A/2025/VNM/v1/100m/constrained"
        running.serve(f"{people}/vnm_pop_2025_CN_100m_R2025A_v1.tif", moods.whole(TIF))
        pbf = b"\0\0\0\x0dpbf"
        dated = running.serve("/osm/asia/vietnam-261127.osm.pbf", moods.ranged(pbf))
        running.serve("/osm/asia/vietnam-latest.osm.pbf", moods.redirect(dated))
        md5 = f"{hashlib.md5(pbf).hexdigest()}  vietnam-261127.osm.pbf"
        running.serve("/osm/asia/vietnam-latest.osm.pbf.md5", moods.whole(md5.encode()))
        yield running


def settings(server: ImitatingServer, cache: Path) -> OpenDataSettings:
    base = {"glo30": "/dem", "worldcover": "/wc", "worldpop": "/pop", "osm": "/osm"}
    return OpenDataSettings(
        sources=tuple(base), base={id: server.base + path for id, path in base.items()}, cache=str(cache)
    )


def test_every_file_of_a_province_arrives_and_is_recorded(server: ImitatingServer, tmp_path: Path) -> None:
    chosen = settings(server, tmp_path / "kho dữ liệu")
    fetcher = Fetcher(chosen, patience=QUICK)
    told: list[float] = []
    found = fetcher.fetch(fetcher.wanted(chosen_sources(chosen, DAKLAK), DAKLAK), told.append)
    assert {id: len(files) for id, files in found.items()} == {"glo30": 6, "worldpop": 1, "worldcover": 2, "osm": 1}
    assert told[-1] == 1.0
    record = json.loads(write_lock(found, tmp_path).read_text(encoding="utf-8"))
    assert record["osm"]["files"][0]["url"].endswith("vietnam-261127.osm.pbf")
    assert "ODbL" in record["osm"]["licence"]
    first = record["glo30"]["files"][0]
    body = (tmp_path / "kho dữ liệu" / "glo30" / first["name"]).read_bytes()
    assert first["sha256"] == hashlib.sha256(body).hexdigest()


def test_notices_come_back_from_the_record(server: ImitatingServer, tmp_path: Path) -> None:
    assert read_notices(tmp_path) == ()
    server.serve("/fabdem/N10E100-N20E110_FABDEM_V1-2.zip", moods.whole(b"PK\x03\x04x"))
    chosen = OpenDataSettings(sources=("fabdem",), base={"fabdem": server.base + "/fabdem"}, cache=str(tmp_path / "c"))
    fetcher = Fetcher(chosen, patience=QUICK)
    write_lock(fetcher.fetch(fetcher.wanted(chosen_sources(chosen, DAKLAK), DAKLAK)), tmp_path)
    (notice,) = read_notices(tmp_path)
    assert notice.non_commercial
    assert "CC BY-NC-SA 4.0" in notice.text


@pytest.mark.parametrize("text", ["{", '{"glo30": {}}', "[1]"])
def test_a_damaged_record_is_an_error(text: str, tmp_path: Path) -> None:
    (tmp_path / "sources.lock.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError):
        read_notices(tmp_path)


def test_a_record_of_one_source_leaves_the_others(server: ImitatingServer, tmp_path: Path) -> None:
    chosen = settings(server, tmp_path / "c")
    fetcher = Fetcher(chosen, patience=QUICK)
    for only in ("people", "elevation"):
        write_lock(fetcher.fetch(fetcher.wanted(chosen_sources(chosen, DAKLAK, [only]), DAKLAK)), tmp_path)
    assert set(json.loads((tmp_path / "sources.lock.json").read_text(encoding="utf-8"))) == {"worldpop", "glo30"}


def test_offline_opens_no_connection(server: ImitatingServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = settings(server, tmp_path)
    sources = chosen_sources(chosen, DAKLAK)
    online = Fetcher(chosen, patience=QUICK)
    before = online.fetch(online.wanted(sources, DAKLAK))

    def no_connection(*args: object, **more: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", no_connection)
    offline = Fetcher(chosen, offline=True)
    assert offline.fetch(offline.wanted(sources, DAKLAK)) == before


def test_offline_says_what_is_missing(server: ImitatingServer, tmp_path: Path) -> None:
    chosen = settings(server, tmp_path)
    with pytest.raises(DownloadError) as caught:
        Fetcher(chosen, offline=True).wanted(chosen_sources(chosen, DAKLAK, ["glo30"]), DAKLAK)
    assert caught.value.code == "fetch.offline"


def test_a_tile_of_the_index_that_is_not_there_is_an_error(server: ImitatingServer, tmp_path: Path) -> None:
    server.serve(f"/dem/{DEM_TILES[2]}/{DEM_TILES[2]}.tif", moods.no_such_key)
    chosen = settings(server, tmp_path)
    fetcher = Fetcher(chosen, patience=QUICK)
    wanted = fetcher.wanted(chosen_sources(chosen, DAKLAK, ["glo30"]), DAKLAK)
    with pytest.raises(DownloadError) as caught:
        fetcher.fetch(wanted)
    assert (caught.value.code, DEM_TILES[2] in str(caught.value)) == ("fetch.not_found", True)


def test_interrupted_work_goes_on_with_what_is_there(server: ImitatingServer, tmp_path: Path) -> None:
    chosen = settings(server, tmp_path)
    sources = chosen_sources(chosen, DAKLAK, ["glo30"])
    fetcher = Fetcher(chosen, patience=QUICK)

    def ctrl_c(fraction: float) -> None:
        if fraction > 0.4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetcher.fetch(fetcher.wanted(sources, DAKLAK), ctrl_c)
    kept = [want for want in fetcher.wanted(sources, DAKLAK) if want.kept]
    assert 0 < len(kept) < 6
    assert len(fetcher.fetch(fetcher.wanted(sources, DAKLAK))["glo30"]) == 6


def test_only_what_is_done_is_asked_for_its_result(
    server: ImitatingServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows a wait without an end hears no Ctrl-C, and a file may take an hour."""
    result = Future.result

    def done_already(self: Future[object], timeout: float | None = None) -> object:
        assert self.done()
        return result(self)

    monkeypatch.setattr(Future, "result", done_already)
    chosen = settings(server, tmp_path)
    fetcher = Fetcher(chosen, patience=QUICK)
    assert len(fetcher.fetch(fetcher.wanted(chosen_sources(chosen, DAKLAK, ["glo30"]), DAKLAK))["glo30"]) == 6


def test_a_token_comes_from_the_environment(
    server: ImitatingServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.serve("/ocid/downloads", moods.whole(b"\x1f\x8b" + bytes(50)))
    chosen = OpenDataSettings(sources=("opencellid",), base={"opencellid": server.base}, cache=str(tmp_path / "c"))
    fetcher = Fetcher(chosen, patience=QUICK)
    wanted = fetcher.wanted(chosen_sources(chosen, DAKLAK), DAKLAK)
    monkeypatch.delenv("OPENCELLID_TOKEN", raising=False)
    with pytest.raises(DownloadError) as caught:
        fetcher.fetch(wanted)
    assert caught.value.code == "fetch.token"
    monkeypatch.setenv("OPENCELLID_TOKEN", "geheim-123")
    write_lock(fetcher.fetch(wanted), tmp_path)
    assert any("geheim-123" in path for path, _ in server.asked)
    written = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(written) == 3
    assert all(b"geheim" not in file.read_bytes() for file in written)


def test_sources_by_default_by_kind_and_by_name() -> None:
    none = OpenDataSettings()
    assert [one.id for one in chosen_sources(none, DAKLAK)] == ["glo30", "worldpop", "worldcover", "osm", "communes"]
    laos = Where(101.0, 17.0, 102.0, 18.0, iso3="LAO", region="asia/laos")
    assert [one.id for one in chosen_sources(none, laos)][-1] == "geoboundaries"
    assert [one.id for one in chosen_sources(none, DAKLAK, ["elevation", "ookla"])] == ["ookla", "glo30"]
    for names, code in ((["relief"], "fetch.source"), (["geoboundaries"], "fetch.elsewhere")):
        with pytest.raises(DownloadError) as caught:
            chosen_sources(none, DAKLAK, names)
        assert caught.value.code == code


def test_every_source_says_its_licence_and_notice() -> None:
    for source in open_sources().values():
        assert source.licence
        assert source.notice
        assert ("NC" in source.licence) == source.non_commercial
        assert not (source.non_commercial and source.default)
