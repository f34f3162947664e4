"""From nothing to a plan: ``new``, ``fetch`` and ``run`` for three places, against a server that imitates the sources.

Sites and cables, which no open data have, are the test's own. After ``fetch`` no connection can be opened.
"""

from __future__ import annotations

import json
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from covplan.cli import main
from tests.ingest.open_data.imitating_server import imitating_server
from tests.ingest.open_data.open_world import DA_NANG, DAK_LAK, VIENTIANE, World, point_at, serve_world

COARSE = (
    "area.pixel_m=500",
    "planning.exact_nodes=0",
    "planning.max_candidates=60",
    "routing.protection.exact_nodes=20",
)
SITES = """site_id,lon,lat,height_m,tech,freq_mhz,azimuths,tilt_deg
S1,{lon},{lat},45,4G/5G,{freq},"0,120,240",3
"""
OWN = """
[[area.sites]]
file = "sites.csv"
operator = "{operator}"
coordinates = "lonlat"
source = "made up for a test"

[[area.fibre]]
file = "cable.geojson"
source = "made up for a test"
"""
GLO30 = "Copernicus WorldDEM-30"
OSM = "OpenStreetMap contributors"


@dataclass(frozen=True)
class Walk:
    """A finished walk: the folder of the scenario, that of the results, and what they say."""

    world: World
    scenario: Path
    results: Path

    def read(self, name: str) -> dict[str, Any]:
        return dict(json.loads((self.results / name).read_text(encoding="utf-8")))


WALKS: dict[str, tuple[World, list[str], str, float]] = {
    "dak-lak": (DAK_LAK, ["--area", "daklak"], "viettel", 773.0),
    "da-nang": (DA_NANG, ["--province", "48"], "viettel", 773.0),
    "vientiane": (VIENTIANE, ["--bbox", "102.5,17.9,102.7,18.0", "--country", "LAO"], "operator-1", 3550.0),
}


def no_connection(*args: object) -> None:
    raise AssertionError(f"a connection was opened: {args[1:]}")


@pytest.fixture(scope="module", params=WALKS)
def walk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    world, place, operator, freq_mhz = WALKS[request.param]
    folder = tmp_path_factory.mktemp("quy hoạch")
    scenario = folder / request.param / "scenario.toml"
    assert main(["new", str(folder / request.param), *place]) == 0
    with imitating_server() as server:
        point_at(scenario, serve_world(server, world, folder / "served"), folder / "kho")
        assert main(["fetch", str(scenario)]) == 0
    west, south, _, north = world.box
    sites = SITES.format(lon=west + 0.05, lat=(south + north) / 2, freq=freq_mhz)
    (folder / request.param / "sites.csv").write_text(sites, encoding="utf-8")
    cable = shapely.LineString([(west - 0.02, (south + north) / 2), (west + 0.05, (south + north) / 2 + 0.005)])
    lines = gpd.GeoDataFrame({"owner": [operator]}, geometry=[cable], crs=4326)
    lines.to_file(folder / request.param / "cable.geojson")
    with scenario.open("a", encoding="utf-8") as more:
        more.write(OWN.format(operator=operator))
    overrides = [part for one in COARSE for part in ("--set", one)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", no_connection)
        assert main(["run", str(scenario), "--out", str(folder / "out"), *overrides]) == 0
        if request.param == "dak-lak":
            assert main(["report", str(scenario), "--out", str(folder / "out"), *overrides]) == 0
    return Walk(world, scenario, folder / "out")


def test_a_plan_comes_out(walk: Walk) -> None:
    summary = walk.read("summary.json")
    assert summary["population"] == pytest.approx(600, rel=0.02)  # 300 in each unit, what lies outside the box cut off
    assert 0 < summary["served_before_pct"] < summary["served_after_pct"] <= 100
    assert summary["sites_built"] + summary["sites_shared"] > 0
    assert summary["admin_epoch"] == ("2025-07" if walk.world.iso3 == "VNM" else "as-source")
    assert summary["pixels_void"] == 0  # the data reach beyond the margin of the grid
    communes = (walk.results / "tables" / "communes.csv").read_text(encoding="utf-8-sig")
    assert all(name in communes for _, name in walk.world.names)


def test_licences_travel_with_the_results(walk: Walk) -> None:
    boundaries = "communes" if walk.world.province else "geoboundaries"
    record = walk.read("run.json")["open_data"]
    assert set(record) == {"glo30", "worldpop", "worldcover", "osm", boundaries}
    for one in record.values():
        assert one["licence"] and one["notice"]
        assert all(len(file["sha256"]) == 64 and file["url"] for file in one["files"])
    page = (walk.results / "map.html").read_text(encoding="utf-8")
    sources = "; ".join(walk.read("summary.json")["sources"])
    for words in (GLO30, OSM, "doi:10.5258/SOTON/WP00839", "ESA WorldCover"):
        assert words in page
        assert words in sources
    assert not walk.read("summary.json")["synthetic"]


def test_the_report_has_its_licences(walk: Walk) -> None:
    if walk.scenario.parent.name != "dak-lak":
        return
    from docx import Document

    (document,) = (walk.results / "report").glob("*.docx")
    tables = Document(str(document)).tables
    text = "\n".join(cell.text for table in tables for row in table.rows for cell in row.cells)
    for words in (GLO30, OSM, "by the European Union and ESA", "vietnamese-provinces-database"):
        assert words in text
