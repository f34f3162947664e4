"""OpenStreetMap → the files of a scenario: what each holds, where it is cut, and that the readers take it."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely

from covplan.errors import InputError
from covplan.ingest.mast_positions import read_mast_positions
from covplan.ingest.open_data.preparing_osm import TABLES, prepare_osm
from covplan.ingest.open_data.tiles import Where
from covplan.ingest.places import read_exclusions, read_places
from covplan.ingest.problems import ProblemLog
from covplan.ingest.roads import read_roads
from covplan.ingest.settings import TableSettings
from covplan.ingest.siting import read_power_lines
from covplan.ingest.villages import read_villages

SCRIPTS = Path(__file__).resolve().parents[3] / "scripts"
BOX = Where(108.0, 12.0, 108.1, 12.1)
EPSG = 9218


class Map:
    """An ``.osm`` file under way: squares of 0.002 degrees, points, lines, and relations of ways."""

    def __init__(self) -> None:
        self.count = 0
        self.parts: dict[str, list[str]] = {"node": [], "way": [], "relation": []}

    def _add(self, kind: str, inner: str, about: str = "", **tags: str) -> int:
        self.count += 1
        inner += "".join(f'<tag k="{key.replace("__", ":")}" v="{value}"/>' for key, value in tags.items())
        self.parts[kind].append(f'<{kind} id="{self.count}" {about}>{inner}</{kind}>')
        return self.count

    def point(self, lon: float, lat: float, **tags: str) -> int:
        return self._add("node", "", f'lon="{lon:.7f}" lat="{lat:.7f}"', **tags)

    def line(self, *places: tuple[float, float], **tags: str) -> int:
        return self._add("way", "".join(f'<nd ref="{self.point(*place)}"/>' for place in places), **tags)

    def square(self, lon: float, lat: float, side: float = 0.002, **tags: str) -> int:
        ids = [self.point(lon + side * a, lat + side * b) for a, b in ((0, 0), (1, 0), (1, 1), (0, 1))]
        return self._add("way", "".join(f'<nd ref="{id}"/>' for id in (*ids, ids[0])), **tags)

    def relation(self, *ways: tuple[int, str], **tags: str) -> int:
        members = "".join(f'<member type="way" ref="{way}" role="{role}"/>' for way, role in ways)
        return self._add("relation", members, **tags)

    def write(self, file: Path) -> Path:
        parts = "\n".join("\n".join(self.parts[kind]) for kind in self.parts)
        file.write_text(f'<?xml version="1.0" encoding="UTF-8"?><osm version="0.6">{parts}</osm>', encoding="utf-8")
        return file


def prepared(tmp_path: Path, drawn: Map, inside: shapely.Geometry | None = None) -> Path:
    """The folder of what was made; ``inside`` are the communes."""
    drawn.line((108.02, 12.02), (108.06, 12.03), highway="trunk", ref="QL.26")
    folder = tmp_path / "dữ liệu mở"
    folder.mkdir()
    if inside is not None:
        gpd.GeoDataFrame({"code": ["1"]}, geometry=[inside], crs=4326).to_file(folder / "boundaries.gpkg")
    prepare_osm([drawn.write(tmp_path / "việt nam.osm")], BOX, folder / "roads.gpkg")
    return folder


def read(file: Path) -> gpd.GeoDataFrame:
    return pyogrio.read_dataframe(file)


def test_places_are_classed_and_a_point_in_its_own_area_is_one_place(tmp_path: Path) -> None:
    drawn = Map()
    drawn.point(108.031, 12.031, amenity="hospital", name="Bệnh viện tỉnh")
    drawn.square(108.03, 12.03, amenity="hospital", name="Bệnh viện tỉnh")
    drawn.point(108.0312, 12.0312, amenity="clinic", name="Phòng khám")
    drawn.square(108.05, 12.05, landuse="industrial", name="KCN Hòa Phú")
    drawn.square(108.06, 12.05, building="yes", name="Nhà")
    drawn.point(108.07, 12.07, railway="station", name="Ga Tuy Hòa")
    drawn.square(108.08, 12.07, railway="station", name="Ga Hảo Sơn")
    drawn.point(108.5, 12.07, amenity="hospital", name="Tỉnh khác")
    folder = prepared(tmp_path, drawn)
    log = ProblemLog()
    places = read_places(TableSettings(folder / "places.gpkg", "osm"), EPSG, None, None, log)
    assert not log.problems
    kinds = places.geometry.geom_type.str.removeprefix("Multi")
    found = dict(zip(places["name"], zip(places["place_class"], kinds, strict=True), strict=True))
    assert found == {
        "Bệnh viện tỉnh": ("health", "Polygon"),
        "Phòng khám": ("health", "Point"),
        "KCN Hòa Phú": ("industrial_park", "Polygon"),
        "Ga Tuy Hòa": ("railway_station", "Point"),
        "Ga Hảo Sơn": ("railway_station", "Polygon"),
    }
    assert len(read(folder / "osm_buildings.gpkg")) == 1


def test_settlements_become_villages_with_ids_of_their_own(tmp_path: Path) -> None:
    drawn = Map()
    first = drawn.point(108.021, 12.021, place="hamlet", name="Buôn Akô Dhông")
    drawn.square(108.02, 12.02, place="hamlet", name="Buôn Akô Dhông")
    second = drawn.square(108.04, 12.04, place="village", name="Thôn 2")
    drawn.point(108.05, 12.05, place="city", name="Buôn Ma Thuột")  # a whole, no village
    drawn.point(108.06, 12.06, place="hamlet")  # without a name
    folder = prepared(tmp_path, drawn)
    villages = read_villages(TableSettings(folder / "villages.gpkg", "osm"), EPSG, None, None, ProblemLog())
    assert dict(zip(villages["village_id"], villages["name"], strict=True)) == {
        f"node/{first}": "Buôn Akô Dhông",
        f"way/{second}": "Thôn 2",
    }
    assert villages["people"].isna().all()


def test_masts_are_candidates_with_what_their_tags_say(tmp_path: Path) -> None:
    drawn = Map()
    known = {"man_made": "mast", "tower__type": "communication", "height": "45 m", "operator": "Viettel"}
    one = drawn.point(108.02, 12.02, **known)
    drawn.point(108.03, 12.03, man_made="tower", communication__mobile_phone="yes", height="rất cao")
    drawn.square(108.04, 12.04, man_made="communications_tower", height="900")
    drawn.point(108.05, 12.05, man_made="tower", tower__type="watchtower")
    drawn.point(108.06, 12.06, man_made="mast", communication__mobile_phone="no")
    drawn.point(108.07, 12.07, power="tower")
    folder = prepared(tmp_path, drawn)
    positions = read_mast_positions(TableSettings(folder / "masts.gpkg", "o"), EPSG, None, None, ProblemLog(), set())
    assert [one.heights_m for one in positions] == [(45.0,), (), ()]
    assert positions[0].id == f"OSM-node-{one}"
    assert positions[0].owner == "Viettel"
    assert "tower:type=communication" in positions[0].note


def test_only_lines_that_customers_are_connected_to_are_power_lines(tmp_path: Path) -> None:
    drawn = Map()
    kinds = [("minor_line", "", "a"), ("line", "22000", "b"), ("line", "110000;35000", "c"), ("line", "500000", "d")]
    kinds += [("line", "", "e"), ("minor_line", "110000", "f"), ("cable", "22000", "g"), ("line", "0", "h")]
    for k, (power, voltage, name) in enumerate(kinds):
        tags = {"voltage": voltage} if voltage else {}
        drawn.line((108.01, 12.01 + k / 200), (108.03, 12.01 + k / 200), power=power, name=name, **tags)
    folder = prepared(tmp_path, drawn)
    lines = read_power_lines(TableSettings(folder / "power_lines.gpkg", "osm"), EPSG, ProblemLog())
    assert lines["name"].tolist() == ["a", "b", "c"]


def test_military_and_protected_areas_with_holes(tmp_path: Path) -> None:
    drawn = Map()
    drawn.square(108.01, 12.01, landuse="military", name="Thao trường")
    outer, inner = drawn.square(108.03, 12.03, 0.02), drawn.square(108.035, 12.035, 0.01)
    members = ((outer, "outer"), (inner, "inner"))
    drawn.relation(*members, type="boundary", boundary="national_park", name="Yok Đôn")
    drawn.square(108.07, 12.07, leisure="nature_reserve")
    drawn.square(108.08, 12.08, boundary="administrative", name="Xã")
    folder = prepared(tmp_path, drawn)
    military = read_exclusions(TableSettings(folder / "military.gpkg", "osm"), EPSG, ProblemLog())
    protected = read_exclusions(TableSettings(folder / "protected.gpkg", "osm"), EPSG, ProblemLog())
    assert military["name"].tolist() == ["Thao trường"]
    assert set(protected["name"]) == {"Yok Đôn", next(name for name in protected["name"] if name.startswith("way/"))}
    park = read(folder / "protected.gpkg").set_index("name").geometry["Yok Đôn"]
    assert park.area == pytest.approx(0.02**2 - 0.01**2)


def test_what_lies_outside_the_province_stays_outside_and_roads_reach_beyond(tmp_path: Path) -> None:
    drawn = Map()
    drawn.point(108.02, 12.02, place="hamlet", name="Trong")
    drawn.point(108.08, 12.08, place="hamlet", name="Ngoài")
    folder = prepared(tmp_path, drawn, inside=shapely.box(108.0, 12.0, 108.05, 12.05))
    assert read(folder / "villages.gpkg")["name"].tolist() == ["Trong"]
    roads = read_roads(TableSettings(folder / "roads.gpkg", "osm"), EPSG, ProblemLog())
    assert roads["number"].tolist() == ["QL.26"]
    assert roads.to_crs(4326).total_bounds[2] == pytest.approx(108.06)


def test_nothing_found_is_a_file_without_rows(tmp_path: Path) -> None:
    folder = prepared(tmp_path, Map())
    assert {file.name for file in folder.iterdir()} == {"roads.gpkg", *TABLES}  # no temporary file stays
    assert {name: len(read(folder / name)) for name in TABLES} == dict.fromkeys(TABLES, 0)


def test_a_file_without_roads_or_that_is_none_is_an_error(tmp_path: Path) -> None:
    drawn = Map()
    drawn.point(108.02, 12.02, place="hamlet", name="Trong")
    for file in (drawn.write(tmp_path / "a.osm"), tmp_path / "b.osm.pbf"):
        if file.suffix == ".pbf":
            file.write_bytes(b"\0\0\0\x0dno map")
        with pytest.raises(InputError) as caught:
            prepare_osm([file], BOX, tmp_path / "roads.gpkg")
        assert caught.value.code == ("file.unreadable" if file.suffix == ".pbf" else "vector.empty")


def test_the_generated_country_is_read_as_it_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    planet_pbf = pytest.importorskip("benchmarks.planet_pbf", exc_type=ImportError)
    file = tmp_path / "country.osm.pbf"
    written = planet_pbf.write_country(file, 80_000)
    west, south, east, north = planet_pbf.VIETNAM
    prepare_osm([file], Where(west - 1, south - 1, east + 1, north + 1), tmp_path / "roads.gpkg")
    ways = pyogrio.read_info(file, layer="lines", force_feature_count=True)["features"]
    roads = pyogrio.read_info(tmp_path / "roads.gpkg")["features"]
    assert written.ways == 10_000
    assert 0.30 * written.ways < roads < ways < 0.42 * written.ways  # highways are 32 % of the ways
    hamlets = pyogrio.read_info(tmp_path / "villages.gpkg")["features"]
    assert hamlets == sum(id // planet_pbf.POINT_EVERY % 6 in (0, 1) for id in range(200, 80_001, 200))
