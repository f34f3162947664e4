"""``covplan new`` and ``covplan fetch`` as a user types them, against a server on this machine."""

from __future__ import annotations

import hashlib
import json
import socket
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from covplan.cli import main
from covplan.ingest.open_data.preparing_osm import TABLES
from covplan.scenario import read_scenario
from tests.ingest.open_data import imitating_server as moods
from tests.ingest.open_data.imitating_server import ImitatingServer
from tests.ingest.open_data.open_files import tif, ward

TREE = "json/geojson/66_dak_lak/wards"
OSM = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6"><node id="1" lat="12.70" lon="108.05"/><node id="2" lat="12.72" lon="108.15"/>
<way id="9"><nd ref="1"/><nd ref="2"/><tag k="highway" v="trunk"/><tag k="ref" v="QL.26"/></way></osm>"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ImitatingServer]:
    """All default sources with a little of Đắk Lắk in each."""
    made = tmp_path / "served"
    with moods.imitating_server() as running:
        paths = []
        for code, name, west in (("24133", "Buôn Ma Thuột", 108.0), ("24154", "Thành Nhất", 108.1)):
            file = ward(made / f"{code}.geojson", code, name, west, 12.65, 0.1)
            paths.append(f"{TREE}/{code}_x.geojson")
            running.serve(f"/communes/{paths[-1]}", moods.ranged(file.read_bytes()))
        tree = json.dumps({"truncated": False, "tree": [{"path": path} for path in paths]})
        running.serve("/tree", moods.whole(tree.encode()))

        name = "Copernicus_DSM_COG_10_N12_00_E{}_00_DEM"
        for lon in (107, 108):
            heights = np.full((120, 120), 400.0 + lon, np.float32)
            file = tif(made / f"dem{lon}.tif", lon - 1 / 240, 13 + 1 / 240, 1 / 120, heights)
            running.serve(f"/dem/{name.format(lon)}/{name.format(lon)}.tif", moods.ranged(file.read_bytes()))
        running.serve("/dem/tileList.txt", moods.whole("\n".join(name.format(lon) for lon in (107, 108)).encode()))

        grid = {"features": [{"properties": {"ll_tile": tile}} for tile in ("N12E105", "N12E108")]}
        running.serve("/wc/v200/2021/esa_worldcover_grid.geojson", moods.whole(json.dumps(grid).encode()))
        for tile, lon in (("N12E105", 105), ("N12E108", 108)):
            codes = tif(made / f"{tile}.tif", lon, 15, 0.01, np.full((300, 300), 40, np.uint8), nodata=0)
            path = f"/wc/v200/2021/map/ESA_WorldCover_10m_2021_v200_{tile}_Map.tif"
            running.serve(path, moods.ranged(codes.read_bytes()))

        people = tif(made / "vnm.tif", 107, 14, 0.01, np.full((200, 200), 3.0, np.float32), nodata=-99999.0)
        folder = "/pop/GIS/Population/Global_2015_2030/R2025A/2025/VNM/v1/100m/constrained"
        running.serve(f"{folder}/vnm_pop_2025_CN_100m_R2025A_v1.tif", moods.whole(people.read_bytes()))

        dated = running.serve("/osm/asia/vietnam-261127.osm.pbf", moods.ranged(OSM.encode()))
        running.serve("/osm/asia/vietnam-latest.osm.pbf", moods.redirect(dated))
        md5 = hashlib.md5(OSM.encode()).hexdigest()
        running.serve("/osm/asia/vietnam-latest.osm.pbf.md5", moods.whole(f"{md5}  x".encode()))
        yield running


def with_server(file: Path, server: ImitatingServer, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point the scenario's sources at the server."""
    from covplan.ingest.open_data import sources
    from covplan.ingest.open_data.remote_files import RemoteFile

    base = {"communes": "/communes", "glo30": "/dem", "worldcover": "/wc", "worldpop": "/pop", "osm": "/osm"}
    table = ", ".join(f'{id} = "{server.base}{path}"' for id, path in base.items())
    text = file.read_text(encoding="utf-8")
    assert "[open_data]\n" in text
    text = text.replace("[open_data]\n", f'[open_data]\nbase = {{ {table} }}\ncache = "{cache.as_posix()}"\n')
    file.write_text(text, encoding="utf-8")
    index = sources.OpenSource.index_file

    def here(self: sources.OpenSource, where: object, base: str = "") -> object:
        found = index(self, where, base)
        if self.id == "communes":
            return RemoteFile(server.base + "/tree", found.name)
        return found

    monkeypatch.setattr(sources.OpenSource, "index_file", here)


def test_a_province_from_nothing_to_inputs_that_can_be_read(
    server: ImitatingServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "Kế hoạch" / "dak-lak"
    assert main(["new", str(folder), "--area", "daklak"]) == 0
    scenario = folder / "scenario.toml"
    with_server(scenario, server, tmp_path / "kho", monkeypatch)

    assert main(["fetch", str(scenario), "--dry-run"]) == 0
    listed = capsys.readouterr().out
    assert "24133_x.geojson" in listed
    assert "WorldPop Global2" in listed  # known later
    assert not (folder / "open_data").exists()

    assert main(["fetch", str(scenario)]) == 0
    told = capsys.readouterr().out
    assert "Copernicus WorldDEM-30" in told
    assert "villages.gpkg" in told
    made = {path.name for path in (folder / "open_data").iterdir()}
    assert made == {"boundaries.gpkg", "terrain.tif", "land_cover.tif", "people.tif", "roads.gpkg", *TABLES}
    record = json.loads((folder / "sources.lock.json").read_text(encoding="utf-8"))
    assert set(record) == {"communes", "glo30", "worldcover", "worldpop", "osm"}

    asked = len(server.asked)
    monkeypatch.setattr(socket.socket, "connect", lambda *args: pytest.fail("a connection was opened"))
    assert main(["fetch", str(scenario), "--offline"]) == 0
    assert main(["check", str(scenario), "--out", str(tmp_path / "out")]) == 0, capsys.readouterr().out
    assert len(server.asked) == asked

    from covplan.ingest import read_area

    area = read_area(read_scenario(scenario).area)
    assert area.communes["name"].tolist() == ["Buôn Ma Thuột", "Thành Nhất"]
    assert area.roads["number"].tolist() == ["QL.26"]
    # 3 people in each 0.01 degree pixel, 200 of them in the two communes
    assert area.people.values.sum() == pytest.approx(600.0, rel=0.01)
    assert float(np.nanmedian(area.ground.values)) in (507.0, 508.0)


def test_a_place_elsewhere_gets_its_utm_zone(tmp_path: Path) -> None:
    folder = tmp_path / "vientiane"
    assert main(["new", str(folder), "--bbox", "102.4,17.8,102.8,18.2", "--country", "lao"]) == 0
    text = (folder / "scenario.toml").read_text(encoding="utf-8")
    assert "epsg = 32648" in text
    assert "box = [102.4, 17.8, 102.8, 18.2]" in text
    assert "geoBoundaries" in text


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--province", "52"], "9217"),  # Gia Lai was made of two zones
        (["--province", "99"], "66 Đắk Lắk"),
        (["--bbox", "109,12,107,13"], "107.48"),
        (["--area", "daklak", "--crs", "4326"], "4326"),
        (["--area", "daklak", "--bbox", "107,12,109,13"], "--bbox"),
        ([], "--province"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    arguments: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", str(tmp_path / "x"), *arguments]) == 1
    assert says in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


def test_nothing_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "scenario.toml").write_text("mine", encoding="utf-8")
    assert main(["new", str(tmp_path / "x"), "--area", "daklak"]) == 1
    assert (tmp_path / "x" / "scenario.toml").read_text(encoding="utf-8") == "mine"


def test_a_mistake_in_the_table_names_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "s.toml"
    file.write_text('name = "s"\n[open_data]\nprovince = "66"\nyeer = 2025\n', encoding="utf-8")
    assert main(["fetch", str(file)]) == 1
    said = capsys.readouterr().err
    assert "open_data.yeer" in said
    assert "open_data.year" in said


def test_data_without_a_place_are_not_fetched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "s.toml"
    file.write_text('name = "s"\n[open_data]\nprovince = "66"\n', encoding="utf-8")
    monkeypatch.setattr(socket.socket, "connect", lambda *args: pytest.fail("a connection was opened"))
    assert main(["fetch", str(file), "--only", "people"]) == 1
    assert "--only" in capsys.readouterr().err
