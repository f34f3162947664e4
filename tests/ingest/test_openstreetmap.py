"""Roads of OpenStreetMap: from XML, from PBF and from a graph of osmnx, the same from each."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pyogrio
import pytest
from openstreetmap_files import Nodes, Ways, pbf_bytes, xml_text
from shapely import LineString

from covplan.errors import CovplanError, CrsError, InputError
from covplan.ingest.problems import ProblemLog
from covplan.ingest.roads import read_roads, roads_from_graph
from covplan.ingest.settings import TableSettings

NODES: Nodes = {k: (108.0 + 0.01 * k, 12.7 + 0.001 * k * k) for k in range(1, 9)}
WAYS: Ways = {
    10: ([1, 2], {"highway": "trunk", "ref": "QL.14;HCM", "name": 'Đường "Hồ Chí Minh"', "operator": "Khu QLĐB III"}),
    11: ([2, 3], {"highway": "trunk", "ref": "QL.14;HCM", "bridge": "yes", "name": "Cầu Sêrêpốk"}),  # split at a bridge
    12: ([3, 4, 5], {"highway": "primary", "ref": "QL29", "oneway": "yes"}),
    13: ([5, 6, 3], {"highway": "primary", "ref": "QL29", "oneway": "yes"}),
    14: ([5, 7], {"highway": "residential", "name": "Lê Lợi"}),
    15: ([1, 8], {"highway": "proposed", "proposed": "motorway", "ref": "CT.24"}),
    16: ([2, 8], {"highway": "construction", "construction": "secondary"}),
    17: ([6, 8], {"proposed:highway": "trunk", "ref": "QL.19C"}),
    18: ([7, 8], {"highway": "construction", "construction": "footway"}),
    19: ([7, 6], {"highway": "footway"}),
    20: ([4, 6], {"waterway": "river", "name": "Sông Ba", "ref": 'x"ref"=>"QL.1"'}),
    21: ([4, 7, 8, 4], {"highway": "tertiary_link"}),
}
NUMBERS = ["QL.14", "HCM", "QL.14", "HCM", "QL.29", "QL.29", "", "CT.24", "", "QL.19C", ""]


def write(folder: Path, form: str, nodes: Nodes = NODES, ways: Ways = WAYS) -> Path:
    file = folder / f"đường.{form}"
    file.write_bytes(pbf_bytes(nodes, ways) if form == "osm.pbf" else xml_text(nodes, ways).encode())
    return file


def read(file: Path) -> gpd.GeoDataFrame:
    return read_roads(TableSettings(file, "OpenStreetMap"), 9218, ProblemLog())


@pytest.mark.parametrize("form", ["osm", "osm.pbf"])
def test_roads_have_number_name_class_owner_and_status(tmp_path: Path, form: str) -> None:
    roads = read(write(tmp_path, form))
    assert roads["number"].tolist() == NUMBERS
    assert roads["name"].tolist()[:4:2] == ['Đường "Hồ Chí Minh"', "Cầu Sêrêpốk"] and roads["name"][6] == "Lê Lợi"
    assert roads["owner"].tolist() == ["Khu QLĐB III"] * 2 + [""] * 9
    assert roads["road_class"].tolist() == [
        *["national"] * 6,
        *("other", "expressway", "provincial", "national", "other"),
    ]
    assert [k for k, status in enumerate(roads["status"]) if status == "planned"] == [7, 8, 9]
    ends = roads.geometry.iloc[4].coords
    back = gpd.GeoSeries([LineString([ends[0], ends[-1]])], crs=9218).to_crs(4326).iloc[0].coords
    for found, id in zip(back, (3, 5), strict=True):
        assert found == pytest.approx(NODES[id], abs=2e-7)  # both forms keep 1e-7 degrees


def test_both_forms_give_the_same_roads(tmp_path: Path) -> None:
    xml, pbf = (read(write(tmp_path, form)) for form in ("osm", "osm.pbf"))
    assert xml.drop(columns="geometry").equals(pbf.drop(columns="geometry"))
    assert all(a.equals_exact(b, 1e-3) for a, b in zip(xml.geometry, pbf.geometry, strict=True))


def test_a_large_file_has_several_blocks_of_nodes_in_any_order_of_ways(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    nodes = dict(zip(range(1, 27_000, 3), rng.uniform((107.5, 12.5), (109.0, 13.5), (9_000, 2)).tolist(), strict=True))
    ends = 3 * rng.integers(0, 9_000, (9_000, 2)) + 1
    ways: Ways = {k: ([a, b], {"highway": "track"}) for k, (a, b) in enumerate(ends.tolist(), 1) if a != b}
    assert len(read(write(tmp_path, "osm.pbf", nodes, ways))) == len(ways)


@pytest.mark.parametrize("form", ["osm", "osm.pbf"])
def test_a_truncated_file_is_an_error_wherever_it_ends(tmp_path: Path, form: str) -> None:
    file = write(tmp_path, form)
    whole = file.read_bytes()
    for size in (0, 3, 40, *range(150, len(whole) - 1, 400), len(whole) - 9):
        file.write_bytes(whole[:size])
        with pytest.raises(InputError):
            read(file)


def test_a_file_of_other_features_or_without_roads_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "roads.osm.pbf"
    file.write_bytes(pbf_bytes(NODES, WAYS, features=("HistoricalInformation",)))
    with pytest.raises(InputError, match=re.escape("cannot read roads.osm.pbf as GIS")):
        read(file)
    for ways in ({}, {20: WAYS[20]}):
        file.write_bytes(pbf_bytes(NODES, ways))
        with pytest.raises(InputError, match="holds no features"):
            read(file)


def test_an_installation_without_the_driver_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyogrio, "list_drivers", lambda: {"GPKG": "rw"})
    with pytest.raises(InputError, match=r"reads no OpenStreetMap files: đường\.osm\.pbf"):
        read(write(tmp_path, "osm.pbf"))


def test_a_graph_of_osmnx_gives_the_roads_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    osmnx = pytest.importorskip("osmnx")
    tags = [*osmnx.settings.useful_tags_way, "operator", "construction", "proposed", "proposed:highway"]
    monkeypatch.setattr(osmnx.settings, "useful_tags_way", tags)
    file = write(tmp_path, "osm")
    whole = osmnx.graph_from_xml(file, simplify=False, retain_all=True)
    expected = read(file)
    for graph in (whole, osmnx.simplify_graph(whole, edge_attrs_differ=["ref", "highway"])):
        roads = roads_from_graph(graph, 9218, "OpenStreetMap", ProblemLog())
        for number in NUMBERS:
            lengths = [frame[frame["number"] == number].length.sum() for frame in (roads, expected)]
            assert lengths[0] == pytest.approx(lengths[1], rel=1e-9), number
        planned = roads[roads["status"] == "planned"]
        assert set(planned["road_class"]) == {"expressway", "provincial", "national"}
        assert "Khu QLĐB III" in set(roads.loc[roads["number"] == "HCM", "owner"])
        assert "Sông Ba" not in set(roads["name"]) and "Lê Lợi" in set(roads["name"])
        assert roads.columns.tolist() == expected.columns.tolist() and roads.crs == expected.crs


def graph_of_two_ways() -> nx.MultiDiGraph:
    """An edge as osmnx merges ways: lists of values in no order of their own, both directions."""
    graph = nx.MultiDiGraph(crs="EPSG:4326")
    graph.add_node(1, x=108.0, y=12.7)
    graph.add_node(2, x=108.1, y=12.7)
    tags = {"osmid": [5, 6], "highway": ["residential", "trunk"], "ref": "QL.14;HCM", "length": 1.0}
    for a, b in ((1, 2), (2, 1)):
        graph.add_edge(a, b, **tags, name=["Trần Phú", "Lê Lợi"], oneway=False, reversed=a == 2)
    return graph


def test_both_directions_are_one_road_with_all_names_and_the_most_important_kind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("osmnx")
    monkeypatch.setattr(socket, "socket", None)  # nothing is asked for
    roads = roads_from_graph(graph_of_two_ways(), 9218, "OSM", ProblemLog())
    assert roads["number"].tolist() == ["QL.14", "HCM"] and set(roads["road_class"]) == {"national"}
    assert set(roads["name"]) == {"Lê Lợi; Trần Phú"} and set(roads["status"]) == {"existing"}


@pytest.mark.parametrize("tags", [{"ref": ["QL.14", "QL.29"]}, {"highway": ["trunk", "construction"]}])
def test_an_edge_of_which_nobody_can_tell_where_a_number_ends_is_an_error(tags: dict[str, list[str]]) -> None:
    pytest.importorskip("osmnx")
    graph = graph_of_two_ways()
    for edge in ((1, 2, 0), (2, 1, 0)):
        graph.edges[edge].update(tags)
    with pytest.raises(InputError, match=r"^1 edges .*edge_attrs_differ"):
        roads_from_graph(graph, 9218, "OSM", ProblemLog())


def test_a_graph_that_is_none_of_osmnx_is_an_error() -> None:
    pytest.importorskip("osmnx")
    with pytest.raises(InputError, match="holds no features"):
        roads_from_graph(nx.MultiDiGraph(crs="EPSG:4326"), 9218, "OSM", ProblemLog())
    graph = graph_of_two_ways()
    del graph.graph["crs"]
    with pytest.raises(CrsError):
        roads_from_graph(graph, 9218, "OSM", ProblemLog())


def test_without_osmnx_a_graph_is_an_error_that_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "osmnx", None)
    with pytest.raises(CovplanError, match=r"pip install 'covplan\[osm\]'"):
        roads_from_graph(graph_of_two_ways(), 9218, "OSM", ProblemLog())
