"""The road graph: crossings, cuts, snapping, cable beside and across roads."""

from __future__ import annotations

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
from shapely import LineString

from covplan.network import CableKind, FibreRoute
from covplan.routing.corridor_graph import CorridorGraph, build_corridor_graph

X0, Y0 = 450_000.0, 1_400_000.0


def line(*points: tuple[float, float]) -> LineString:
    return LineString([(X0 + x, Y0 + y) for x, y in points])


def roads_of(*rows: tuple[str, LineString], status: str = "existing", road_class: str = "national") -> gpd.GeoDataFrame:
    numbers, lines = zip(*rows, strict=True) if rows else ((), ())
    columns = {"number": list(numbers), "road_class": [road_class] * len(rows), "status": [status] * len(rows)}
    return gpd.GeoDataFrame(columns, geometry=list(lines), crs=9218)


def graph_of(roads: gpd.GeoDataFrame, *cables: LineString, segment_m: float = 250.0) -> CorridorGraph:
    routes = tuple(FibreRoute(str(k), "x", cable, CableKind.UNKNOWN) for k, cable in enumerate(cables))
    return build_corridor_graph(
        roads, routes, segment_m=segment_m, existing_cable_within_m=100.0, price_mn_vnd_per_km=60.0
    )


def test_pieces_are_short_and_keep_the_length() -> None:
    graph = graph_of(roads_of(("QL.26", line((0, 0), (3_100, 0), (3_100, 470)))))
    assert graph.length_m.max() <= 250.0 + 1e-6
    assert graph.length_m.sum() == pytest.approx(3_570)
    assert graph.cost_mn_vnd.sum() == pytest.approx(3.57 * 60)
    assert set(graph.road) == {"QL.26"} and not graph.backbone.any() and not graph.joined_to_backbone().any()
    assert sorted(dict(nx.Graph(graph.ends.tolist()).degree).values())[:3] == [1, 1, 2]


def test_crossing_roads_are_joined_and_numbers_kept() -> None:
    graph = graph_of(roads_of(("QL.26", line((0, 0), (1_000, 0))), ("QL.29", line((333, -500), (333, 500)))))
    network = nx.Graph(graph.ends.tolist())
    assert nx.is_connected(network) and max(dict(network.degree).values()) == 4
    by_number = {n: graph.length_m[graph.road == n].sum() for n in ("QL.26", "QL.29")}
    assert by_number == pytest.approx({"QL.26": 1_000, "QL.29": 1_000})


def test_ends_within_rounding_are_one_node_and_others_are_not() -> None:
    near = roads_of(("", line((0, 0), (500, 0))), ("", line((500.3, 0.2), (900, 0))))
    apart = roads_of(("", line((0, 0), (500, 0))), ("", line((505, 0), (900, 0))))
    assert nx.is_connected(nx.Graph(graph_of(near).ends.tolist()))
    assert not nx.is_connected(nx.Graph(graph_of(apart).ends.tolist()))


def test_planned_roads_are_left_out() -> None:
    roads = roads_of(("QL.26", line((0, 0), (500, 0))))
    both = roads_of(("CT.24", line((0, 100), (500, 100))), status="planned")
    frame = gpd.GeoDataFrame(np.concatenate([roads, both]), columns=roads.columns, geometry="geometry", crs=9218)
    assert set(graph_of(frame).road) == {"QL.26"}


def test_a_shared_stretch_bears_the_number_of_the_higher_road() -> None:
    stretch = line((0, 0), (500, 0))
    graph = graph_of(roads_of(("", stretch), ("ĐT.645", stretch), road_class="provincial"))
    assert graph.length_m.sum() == pytest.approx(500) and set(graph.road) == {"ĐT.645"}


def test_cable_beside_a_road_makes_it_free_and_cable_across_only_a_node() -> None:
    road = roads_of(("QL.26", line((0, 0), (4_000, 0))))
    beside = graph_of(road, line((0, 60), (2_000, 60)))
    assert beside.length_m[beside.cost_mn_vnd == 0].sum() == pytest.approx(2_000, abs=250)
    assert beside.joined_to_backbone().all()
    across = graph_of(road, line((1_117, -3_000), (1_117, 3_000)))
    assert (across.cost_mn_vnd > 0).all() and across.backbone.sum() == 1
    np.testing.assert_array_equal(across.node_xy[across.backbone], [[X0 + 1_117, Y0]])
    assert across.length_m.sum() == pytest.approx(4_000)  # the cable itself is no road


def test_a_road_apart_from_all_cable_is_not_joined() -> None:
    roads = roads_of(("A", line((0, 0), (500, 0))), ("B", line((0, 5_000), (500, 5_000))))
    graph = graph_of(roads, line((0, 0), (0, 300)))
    joined = graph.joined_to_backbone()
    np.testing.assert_array_equal(joined, graph.node_xy[:, 1] < Y0 + 1_000)


def test_no_roads_make_an_empty_graph() -> None:
    graph = graph_of(roads_of(), line((0, 0), (0, 300)))
    assert graph.ends.shape == (0, 2) and graph.joined_to_backbone().shape == (0,)
