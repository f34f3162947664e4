"""The corridor graph: chains, carriageways, stops, Km, what runs beside, the real roads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from shapely import LineString

from covplan.errors import PlanningError
from covplan.ingest.problems import ProblemLog
from covplan.ingest.reference_systems import transformer
from covplan.ingest.road_references import reference_roads
from covplan.ingest.roads import read_roads
from covplan.ingest.settings import TableSettings
from covplan.linear_reference import KmPost, ReferencedRoad
from covplan.routing.corridors import Corridors, build_corridors
from covplan.routing.settings import CorridorSettings

Points = list[tuple[float, float]]
SETTINGS = CorridorSettings()


def roads_of(*rows: tuple[str, Points], road_class: str = "national", **more: list[str]) -> gpd.GeoDataFrame:
    columns = {
        "number": [number for number, _ in rows],
        "name": [""] * len(rows),
        "road_class": [road_class] * len(rows),
        "status": ["existing"] * len(rows),
        **more,
    }
    return gpd.GeoDataFrame(columns, geometry=[LineString(line) for _, line in rows], crs=9218)


def build(*rows: tuple[str, Points], settings: CorridorSettings = SETTINGS, **more: object) -> Corridors:
    return build_corridors(roads_of(*rows), {}, settings, **more)


def codes(corridors: Corridors) -> list[str]:
    return [remark.code for remark in corridors.remarks]


def test_a_road_of_several_lines_is_one_corridor() -> None:
    corridors = build(("QL.26", [(0, 0), (700, 0)]), ("QL.26", [(700, 0), (900, 300), (1_000, 900)]))
    assert corridors.length_m.tolist() == pytest.approx([700 + 360.5551 + 608.2763])
    assert corridors.ends.tolist() in ([[0, 1]], [[1, 0]])


def test_a_corridor_ends_where_the_road_changes_number_or_owner() -> None:
    corridors = build(("QL.26", [(0, 0), (700, 0)]), ("QL.29", [(700, 0), (900, 0)]))
    assert sorted(corridors.road) == ["QL.26", "QL.29"]
    owned = roads_of(("QL.26", [(0, 0), (700, 0)]), ("QL.26", [(700, 0), (900, 0)]), owner=["KQLĐB III", "Sở XD"])
    assert sorted(build_corridors(owned, {}, SETTINGS).owner) == ["KQLĐB III", "Sở XD"]


def test_parallel_corridors_and_a_loop_are_kept() -> None:
    corridors = build(
        ("", [(0, 0), (1_000, 0)]),
        ("", [(0, 0), (500, 400), (1_000, 0)]),
        ("", [(1_000, 0), (1_500, 300), (1_500, -300), (1_000, 0)]),
        ("", [(0, 0), (0, -700)]),
    )
    pairs = [tuple(sorted(ends)) for ends in corridors.ends.tolist()]
    assert len(pairs) == 4 and len(set(pairs)) == 3
    (loop,) = np.flatnonzero(corridors.ends[:, 0] == corridors.ends[:, 1])
    assert corridors.lines[loop].coords[0] == (1_000, 0) and corridors.lines[loop].is_closed


def test_a_ring_that_nothing_touches_is_one_loop_and_an_island() -> None:
    corridors = build(("", [(0, 0), (500, 0), (500, 500), (0, 0)]), ("", [(2_000, 0), (9_000, 0)]))
    assert sorted((a == b) for a, b in corridors.ends) == [False, True]
    assert "corridors.islands" in codes(corridors) and np.unique(corridors.island).size == 2


def test_every_line_runs_from_its_first_to_its_last_node() -> None:
    rng = np.random.default_rng(3)
    rows = [("", [tuple(p) for p in rng.uniform(0, 3_000, (4, 2))]) for _ in range(12)]
    corridors = build(*rows)
    ends = [[line.coords[0], line.coords[-1]] for line in corridors.lines]
    assert np.array(ends) == pytest.approx(corridors.node_xy[corridors.ends])
    assert shapely.get_type_id(corridors.lines).tolist() == [1] * len(corridors.lines)
    assert np.bincount(corridors.edge_of, corridors.pieces.length_m) == pytest.approx(corridors.length_m)


def test_contraction_keeps_distances() -> None:
    rng = np.random.default_rng(5)
    rows = [("", [tuple(p) for p in rng.uniform(0, 3_000, (4, 2))]) for _ in range(10)]
    corridors = build(*rows)
    fine: nx.Graph = nx.Graph()
    for (u, v), length in zip(corridors.pieces.ends.tolist(), corridors.pieces.length_m, strict=True):
        fine.add_edge(u, v, m=length)
    coarse: nx.MultiGraph = nx.MultiGraph()
    for (u, v), length in zip(corridors.ends.tolist(), corridors.length_m, strict=True):
        coarse.add_edge(u, v, m=length)
    same = {tuple(xy): k for k, xy in enumerate(corridors.pieces.node_xy.tolist())}
    fine_of = [same[tuple(xy)] for xy in corridors.node_xy.tolist()]
    for start in range(0, len(fine_of), 7):
        exact = nx.single_source_dijkstra_path_length(fine, fine_of[start], weight="m")
        found = nx.single_source_dijkstra_path_length(coarse, start, weight="m")
        assert {node: exact[fine_of[node]] for node in found} == pytest.approx(found)


DUAL = [("QL.1", [(0, 0), (2_000, 0)]), ("QL.1", [(2_000, 0), (2_100, 20), (5_000, 20), (5_100, 0)])]
DUAL += [("QL.1", [(2_000, 0), (2_100, -20), (5_000, -20), (5_100, 0)]), ("QL.1", [(5_100, 0), (8_000, 0)])]


def test_two_carriageways_are_one_corridor_without_a_second_route() -> None:
    corridors = build(*DUAL)
    assert corridors.length_m.sum() == pytest.approx(8_000, abs=15) and len(corridors.ends) == 1
    assert "corridors.carriageways" in codes(corridors)


def test_side_roads_reach_across_and_crossovers_go() -> None:
    corridors = build(
        *DUAL,
        ("ĐT.1", [(3_000, 20), (3_000, 900)]),
        ("ĐT.2", [(4_000, -20), (4_000, -900)]),
        ("QL.1", [(3_500, 20), (3_500, -20)]),
    )
    network = nx.MultiGraph(corridors.ends.tolist())
    assert nx.is_connected(network) and len(corridors.ends) == 5
    assert len(list(nx.bridges(nx.Graph(network)))) == 5  # no ring is left
    reach = sorted(corridors.length_m[np.isin(corridors.road, ["ĐT.1", "ĐT.2"])])
    assert reach == pytest.approx([880, 920])


def test_parallel_lines_of_other_or_without_number_stay() -> None:
    for first, second in (("QL.1", "ĐT.5"), ("", "")):
        corridors = build((first, [(0, 0), (2_000, 0)]), (second, [(0, 20), (2_000, 20)]))
        assert len(corridors.ends) == 2


def test_a_road_that_crosses_both_carriageways_meets_the_corridor_once() -> None:
    corridors = build(*DUAL, ("ĐT.1", [(3_010, 900), (2_990, -900)]))
    assert sorted(np.bincount(corridors.ends.ravel()).tolist()) == [1, 1, 1, 1, 4]
    assert corridors.length_m[corridors.road == "ĐT.1"].sum() == pytest.approx(1_800, abs=1)


def test_carriageways_that_meet_once_are_one_road_and_not_there_and_back() -> None:
    corridors = build(
        ("QL.1", [(0, 0), (9_000, 0)]), ("QL.1", [(0, 20), (9_000, 20)]), ("QL.1", [(6_000, 0), (6_000, 20)])
    )
    assert corridors.length_m.sum() == pytest.approx(9_000, abs=50)


def test_the_legs_of_a_hairpin_are_no_carriageways() -> None:
    hairpin = [(0, 0), (3_000, 0), (3_400, 15), (3_000, 30), (2_600, 30), (2_600, 3_000)]
    corridors = build(("QL.29", hairpin))
    assert corridors.length_m.tolist() == pytest.approx([LineString(hairpin).length])


def test_carriageways_that_never_meet_are_merged_too() -> None:
    corridors = build(("QL.1", [(0, 0), (3_000, 0)]), ("QL.1", [(2_900, 20), (100, 20)]))
    assert corridors.length_m.tolist() == pytest.approx([3_000])


def test_several_numbers_of_one_line_are_kept_the_highest_class_first() -> None:
    rows = roads_of(("HCM", [(0, 0), (900, 0)]), ("QL.14", [(0, 0), (900, 0)]), ("CT.02", [(900, 0), (0, 0)]))
    rows["road_class"] = ["national", "national", "expressway"]
    corridors = build_corridors(rows, {}, SETTINGS)
    assert corridors.road.tolist() == ["CT.02"] and corridors.numbers.tolist() == ["CT.02;QL.14;HCM"]
    assert {number: edges.tolist() for number, edges in corridors.road_groups().items()} == {
        "CT.02": [0], "QL.14": [0], "HCM": [0],
    }  # fmt: skip


def test_stops_become_nodes_and_those_too_far_enter_nowhere() -> None:
    stops = np.array([(400.0, 30.0), (402.0, -30.0), (998.0, 0.0), (500.0, 900.0)])
    corridors = build(("QL.26", [(0, 0), (1_000, 0)]), stops=stops, stops_within_m=200.0)
    first, second, end, nowhere = corridors.stop_node
    assert corridors.node_xy[first].tolist() == [400, 0] and first == second
    assert corridors.node_xy[end].tolist() == [1_000, 0] and nowhere == -1
    assert corridors.stop_m.tolist() == pytest.approx([30, np.hypot(2, 30), 2, np.inf])
    assert len(corridors.ends) == 2
    assert np.unique(corridors.ends).size == len(corridors.node_xy) == 3


def test_a_corridor_ends_where_a_cable_beside_it_ends() -> None:
    cable = LineString([(-100, 30), (610, 30)])
    corridors = build(("QL.26", [(0, 0), (1_000, 0)]), routes=[cable], routes_within_m=[50.0])
    (edge,), (route,) = corridors.beside.T
    assert route == 0 and corridors.length_m[edge] == pytest.approx(600)
    assert corridors.length_m.sum() == pytest.approx(1_000)


def test_a_cable_that_crosses_runs_beside_nothing() -> None:
    cable = LineString([(500, -900), (500, 900)])
    corridors = build(("QL.26", [(0, 0), (1_000, 0)]), routes=[cable], routes_within_m=[30.0])
    assert corridors.beside.size == 0


def test_km_are_modelled_until_posts_calibrate_them() -> None:
    rows = roads_of(("QL.26", [(0, 0), (10_000, 0)]), ("ĐT.1", [(4_000, 0), (4_000, 900)]))
    reference = ReferencedRoad("QL.26", LineString([(0, 0), (10_000, 0)]))
    corridors = build_corridors(rows, {"QL.26": reference}, SETTINGS)
    on_road = corridors.road == "QL.26"
    assert sorted(corridors.from_m[on_road]) == [0, 4_000] and not corridors.official.any()
    assert np.isnan(corridors.from_m[~on_road]).all()
    posts = replace(reference, posts=(KmPost(0, 20_000), KmPost(5_000, 25_500)))
    corridors = build_corridors(rows, {"QL.26": posts}, SETTINGS)
    on_road = corridors.road == "QL.26"
    assert sorted(
        zip(corridors.from_m[on_road], corridors.to_m[on_road], corridors.official[on_road], strict=True)
    ) == [
        (20_000, 24_400, True),
        (24_400, 30_500, False),  # beyond the last post it is modelled
    ]


def test_no_road_is_an_error() -> None:
    planned = roads_of(("CT.24", [(0, 0), (900, 0)])).assign(status="planned")
    with pytest.raises(PlanningError, match="no existing road"):
        build_corridors(planned, {}, SETTINGS)


def test_self_crossing_roads_are_named() -> None:
    corridors = build(("QL.29", [(0, 0), (100, 0), (100, 50), (50, 50), (50, -50)]))
    (remark,) = (remark for remark in corridors.remarks if remark.code == "corridors.self_crossing")
    assert "QL.29" in remark.text


def test_the_real_roads_hang_together_by_ql29(shared: Path) -> None:
    log = ProblemLog()
    settings = TableSettings(shared / "data/daklak/daklak_roads_osm.gpkg", "OpenStreetMap", layer="roads")
    roads = read_roads(settings, 9218, log)
    references = reference_roads(roads)
    corridors = build_corridors(roads, references, SETTINGS)
    assert 400 < len(corridors.node_xy) < 600
    move = transformer(4326, 9218, settings.file)
    towns = np.array([move.transform(108.0445, 12.6802), move.transform(109.30, 13.09)])  # Buôn Ma Thuột, Tuy Hòa
    west, east = (int(np.argmin(np.hypot(*(corridors.node_xy - town).T))) for town in towns)
    network = nx.Graph(corridors.ends.tolist())
    cutting = set()
    for u, v in nx.bridges(network):
        if not nx.has_path(nx.restricted_view(network, [], [(u, v)]), west, east):
            cutting |= set(corridors.road[(np.sort(corridors.ends, axis=1) == sorted((u, v))).all(axis=1)])
    assert "QL.29" in cutting
    numbered = corridors.road != ""
    without_km = numbered & np.isnan(corridors.from_m + corridors.to_m)
    assert corridors.length_m[without_km].sum() < 0.05 * corridors.length_m[numbered].sum()


def test_stops_pass_by_parts_that_lead_nowhere() -> None:
    roads = roads_of(("", [(0, 100), (900, 100)]), ("QL.26", [(0, 0), (900, 0)]))
    cable, stops = LineString([(-50, -5), (100, -5)]), np.array([[450.0, 90.0]])
    free = build_corridors(roads, {}, SETTINGS, stops=stops, stops_within_m=500.0)
    led = build_corridors(roads, {}, SETTINGS, stops=stops, stops_within_m=500.0, leads_to=[cable])
    assert free.node_xy[free.stop_node[0]].tolist() == [450, 100]
    assert led.node_xy[led.stop_node[0]].tolist() == [450, 0] and led.stop_m[0] == pytest.approx(90)
