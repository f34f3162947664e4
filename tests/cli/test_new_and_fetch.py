"""``covplan new`` and ``covplan fetch`` as a user types them, against a server on this machine."""

from __future__ import annotations

import csv
import gzip
import json
import logging
import re
import socket
import tomllib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import rasterio

from covplan.cli import main
from covplan.ingest.open_data.preparing import prepare_boundaries
from covplan.ingest.open_data.preparing_osm import TABLES
from covplan.ingest.open_data.tiles import Where
from covplan.scenario import read_scenario
from covplan.scenario.settings import hint_at
from tests.ingest.open_data import imitating_server as moods
from tests.ingest.open_data.imitating_server import ImitatingServer
from tests.ingest.open_data.open_files import tif, ward
from tests.ingest.open_data.open_world import DAK_LAK, point_at, serve_world


@pytest.fixture
def server() -> Iterator[ImitatingServer]:
    with moods.imitating_server() as running:
        yield running


def test_a_province_from_nothing_to_inputs_that_can_be_read(
    server: ImitatingServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "Kế hoạch" / "dak-lak"
    assert main(["new", str(folder), "--area", "daklak"]) == 0
    scenario = folder / "scenario.toml"
    point_at(scenario, serve_world(server, DAK_LAK, tmp_path / "served"), tmp_path / "kho")

    assert main(["fetch", str(scenario), "--dry-run"]) == 0
    listed = capsys.readouterr().out
    assert "24133_x.geojson" in listed
    assert "WorldPop Global2" in listed  # known later
    assert not (folder / "open_data").exists()
    (folder / "open_data/scratch-1").mkdir(parents=True)  # of a call that was killed
    (folder / "open_data/scratch-1/nodes.tmp").touch()

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
    assert area.people.values.sum() == pytest.approx(600.0, rel=0.01)
    assert 150.0 <= float(np.nanmin(area.ground.values)) < float(np.nanmax(area.ground.values)) <= 450.0
    part = record["worldcover"]["files"][0]
    assert part["window"] and part["name"].endswith("@107.95,12.6,108.25,12.8.tif")
    assert part["size_bytes"] > 0 and part["read_bytes"] > 0
    assert record["worldpop"]["files"][0]["window"] == ""  # that server sends whole files only


@pytest.mark.parametrize("name", ["NUL", "com3.lao", "lào"])
def test_a_name_that_is_no_folder_everywhere_is_refused(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--lang", "en", "new", str(tmp_path / name), "--area", "daklak"]) == 1
    assert "no device of Windows" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def uncommented(text: str) -> str:
    """A scenario with every value that stands behind a # put to use, and the tables of lists."""
    return re.sub(r"(?m)^# (\[{0,2}[a-z_.]+(?:\]{1,2}| = ).*)$", r"\1", text)


@pytest.mark.parametrize(
    "arguments", [["--province", "48"], ["--bbox", "102.4,17.8,102.8,18.2", "--country", "LAO"]], ids=["VNM", "LAO"]
)
def test_every_value_that_a_new_scenario_suggests_is_one(arguments: list[str], tmp_path: Path) -> None:
    assert main(["new", str(tmp_path / "x"), *arguments]) == 0
    text = (tmp_path / "x" / "scenario.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(uncommented(text))
    assert len(tables["area"]["sites"]) == 1 and len(tables["area"]["villages"]) == 2  # of OpenStreetMap, of a list

    def unknown(table: object, path: tuple[str, ...]) -> Iterator[str]:
        for key, value in table.items() if isinstance(table, dict) else ():
            if not isinstance(hint_at((*path, key)), type(None)) or path == ("radio", "model"):
                for one in value if isinstance(value, list) else [value]:
                    yield from unknown(one, (*path, key, 0) if isinstance(value, list) else (*path, key))
            else:
                yield ".".join(map(str, (*path, key)))

    assert list(unknown(tables, ())) == []
    bad = text.replace("pixel_m", "pixle_m")
    assert list(unknown(tomllib.loads(bad), ())) == ["area.pixle_m"]


def test_a_province_has_its_own_code_and_prices(tmp_path: Path) -> None:
    assert main(["new", str(tmp_path / "x"), "--province", "48"]) == 0
    tables = tomllib.loads((tmp_path / "x" / "scenario.toml").read_text(encoding="utf-8"))
    assert tables["assessment"]["province_code"] == "48"
    assert tables["area"]["epsg"] == 5899
    assert tables["area"]["admin_epoch"] == "2025-07"
    daklak = Path(__file__).resolve().parents[2] / "data" / "daklak" / "costs.csv"
    assert (tmp_path / "x" / "costs.csv").read_bytes() == daklak.read_bytes()


def test_a_place_elsewhere_has_nothing_of_vietnam(tmp_path: Path) -> None:
    assert main(["new", str(tmp_path / "vientiane"), "--bbox", "102.4,17.8,102.8,18.2", "--country", "lao"]) == 0
    tables = tomllib.loads((tmp_path / "vientiane" / "scenario.toml").read_text(encoding="utf-8"))
    assert tables["area"]["epsg"] == 32648
    assert tables["open_data"]["box"] == [102.4, 17.8, 102.8, 18.2]
    assert not {"region", "mcc", "province"} & set(tables["open_data"])
    assert tables["area"]["admin_epoch"] == tables["area"]["boundaries"]["admin_epoch"] == "as-source"
    assert tables["assessment"]["province_code"] == "province:18.00, 102.60"
    assert "geoBoundaries" in tables["area"]["boundaries"]["source"]


def test_a_boundary_file_takes_the_place_of_the_communes(
    server: ImitatingServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    units = [ward(tmp_path / f"{code}.geojson", code, name, 108.0, 12.65, 0.1) for code, name in DAK_LAK.names[:1]]
    prepare_boundaries(units, Where(107, 12, 109, 13), tmp_path / "xã của tôi.gpkg")
    scenario = tmp_path / "x" / "scenario.toml"
    assert main(["new", str(tmp_path / "x"), "--boundary", str(tmp_path / "xã của tôi.gpkg"), "--crs", "9218"]) == 0
    point_at(scenario, serve_world(server, DAK_LAK, tmp_path / "served"), tmp_path / "kho")
    assert main(["fetch", str(scenario)]) == 0, capsys.readouterr().err
    made = {path.name for path in (tmp_path / "x" / "open_data").iterdir()}
    assert made == {"terrain.tif", "land_cover.tif", "people.tif", "roads.gpkg", *TABLES}
    assert main(["check", str(scenario), "--out", str(tmp_path / "out")]) == 0, capsys.readouterr().out


def test_sizes_are_told_before_anything_is_fetched(
    server: ImitatingServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scenario = tmp_path / "x" / "scenario.toml"
    assert main(["new", str(tmp_path / "x"), "--bbox", "108,12.65,108.2,12.75", "--crs", "9218"]) == 0
    point_at(scenario, serve_world(server, DAK_LAK, tmp_path / "served"), tmp_path / "kho")
    server.paths.pop("/osm/asia/vietnam-latest.osm.pbf")
    assert main(["fetch", str(scenario), "--dry-run"]) == 0
    listed = [row for row in csv.reader(capsys.readouterr().out.splitlines()) if "127.0.0.1" in "".join(row)]
    sizes = {Path(line[2]).name: line[3] for line in listed}
    people = (tmp_path / "served" / "people.tif").stat().st_size / 1e6
    assert sizes["vnm_pop_2025_CN_100m_R2025A_v1.tif"] == f"{people:.3g}"
    assert sizes["ESA_WorldCover_10m_2021_v200_N12E108_Map.tif"].startswith("≤ ")
    assert sizes["vietnam-latest.osm.pbf"] == "~326"  # as others report it: the server does not say
    commune = (tmp_path / "served" / "24133.geojson").stat().st_size / 1e6
    assert sizes["24133_x.geojson"] == f"{commune:.3g}"
    assert not any("geojson" in path and "grid" not in path for path in server.heads)  # the list told
    bodies = [path for path, _ in server.asked if path.endswith((".tif", ".pbf", "x.geojson"))]
    assert bodies == []


def test_newer_versions_are_taken_deliberately(
    server: ImitatingServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scenario = tmp_path / "x" / "scenario.toml"
    assert main(["new", str(tmp_path / "x"), "--bbox", "108,12.65,108.2,12.75", "--crs", "9218"]) == 0
    point_at(scenario, serve_world(server, DAK_LAK, tmp_path / "served"), tmp_path / "kho")
    assert main(["fetch", str(scenario), "--only", "people"]) == 0
    path = next(path for path in server.paths if "worldpop" in path)

    server.asked.clear()
    assert main(["fetch", str(scenario), "--only", "people", "--refresh"]) == 0
    assert server.asked == []  # the server says that it has no other
    newer = tif(tmp_path / "new.tif", 107, 15, 0.01, np.full((400, 400), 4.0, np.float32), nodata=-99999.0)
    server.serve(path, moods.whole(newer.read_bytes(), '"v2"'))
    assert main(["fetch", str(scenario), "--only", "people"]) == 0
    assert server.asked == []
    assert main(["fetch", str(scenario), "--only", "people", "--refresh"]) == 0
    with rasterio.open(tmp_path / "x" / "open_data" / "people.tif") as made:
        assert made.read(1).max() == 4.0

    # another machine, whose cache has what the server has now, beside the record of what it had
    capsys.readouterr()
    server.serve(path, moods.whole((tmp_path / "served" / "people.tif").read_bytes(), '"v3"'))
    text = scenario.read_text(encoding="utf-8")
    scenario.write_text(text.replace("/kho", "/kho khác"), encoding="utf-8")
    assert main(["fetch", str(scenario), "--only", "people"]) == 1
    assert "--refresh" in capsys.readouterr().err
    assert main(["fetch", str(scenario), "--only", "people", "--refresh"]) == 0
    assert main(["fetch", str(scenario), "--only", "people", "--offline", "--refresh"]) == 2


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


def test_a_name_with_marks_is_answered_by_one_without(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", str(tmp_path / "Đắk Lắk 2027"), "--province", "66"]) == 1
    assert "dak-lak-2027" in capsys.readouterr().err


@pytest.mark.parametrize("rows", [0, 1])
def test_cells_are_fetched_with_a_token_that_stays_nowhere(
    server: ImitatingServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    rows: int,
) -> None:
    caplog.set_level(logging.DEBUG)
    scenario = tmp_path / "x" / "scenario.toml"
    assert main(["new", str(tmp_path / "x"), "--bbox", "108,12.65,108.2,12.75", "--crs", "9218"]) == 0
    text = scenario.read_text(encoding="utf-8").replace("# sources = [", 'sources = ["opencellid", ')
    scenario.write_text(text, encoding="utf-8")
    point_at(scenario, {"opencellid": f"{server.base}/ocid"}, tmp_path / "kho")
    cell = f"LTE,{452 if rows else 457},4,1,256000,0,108.05,12.70,500,1,1,1600000000,1700000000,0\n"
    server.serve("/ocid/ocid/downloads", moods.whole(gzip.compress(cell.encode())))

    assert main(["fetch", str(scenario), "--only", "cells"]) == 1
    assert "OPENCELLID_TOKEN" in capfd.readouterr().err
    monkeypatch.setenv("OPENCELLID_TOKEN", "geheim-123")
    assert main(["fetch", str(scenario), "--only", "cells", "--dry-run"]) == 0
    assert not server.heads  # sizes are not asked for where that would cost one of the day's few calls
    assert main(["fetch", str(scenario), "--only", "cells"]) == 0
    said = capfd.readouterr()
    assert ("1 dòng của mã nước 452" in said.out) if rows else ("không có dòng nào của mã nước 452" in said.out)
    assert "CC BY-SA 4.0" in said.out
    assert any("token=geheim-123" in path for path, _ in server.asked)
    written = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert (tmp_path / "x" / "open_data" / "cells_opencellid.gpkg") in written
    assert all(b"geheim" not in file.read_bytes() and "geheim" not in str(file) for file in written)
    assert "geheim" not in said.out + said.err + caplog.text


def test_two_sources_of_one_kind_are_not_mixed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scenario = tmp_path / "x" / "scenario.toml"
    assert main(["new", str(tmp_path / "x"), "--bbox", "108,12.65,108.2,12.75", "--crs", "9218"]) == 0
    text = scenario.read_text(encoding="utf-8").replace("# sources = [", 'sources = ["fabdem", ')
    scenario.write_text(text, encoding="utf-8")
    assert main(["fetch", str(scenario)]) == 1
    assert "glo30, fabdem" in capsys.readouterr().err
    assert not (tmp_path / "x" / "open_data").exists()


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
