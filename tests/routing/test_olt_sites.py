"""Where optical line terminals stand: by hand, by brute force, and how far fibre leads."""

from __future__ import annotations

from itertools import combinations

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point

from covplan.routing.corridors import Corridors, build_corridors
from covplan.routing.fibre_network import FibreNetwork, FibreWays
from covplan.routing.olt_sites import OltSites, choose_olt_sites
from covplan.routing.settings import CorridorSettings

KM = 1000.0


def corridors_of(*lines: list[tuple[float, float]]) -> Corridors:
    columns = {"number": [""], "name": [""], "road_class": ["other"], "status": ["existing"]}
    roads = gpd.GeoDataFrame(
        {key: value * len(lines) for key, value in columns.items()},
        geometry=[LineString([(KM * x, KM * y) for x, y in line]) for line in lines], crs=9218,
    )  # fmt: skip
    return build_corridors(roads, {}, CorridorSettings())


def places(*at: tuple[float, float]) -> np.ndarray:
    return KM * np.array(at).reshape(-1, 2)


ROAD = corridors_of([(0, 0), (60, 0)])
LIT = np.ones(1, bool)


def choose(
    sites: np.ndarray, people: np.ndarray, corridors: Corridors = ROAD, lit: np.ndarray = LIT, reach: float = 20.0
) -> OltSites:
    network = FibreNetwork(corridors.ends[lit], corridors.lines[lit])
    return choose_olt_sites(network, sites, people, reach_km=reach, distribution_m=500.0)


def test_two_sites_on_a_road_of_sixty_km_by_hand() -> None:
    """The second place is within 20 km of the second site alone; the last is 5 km off the cable."""
    people = places((1, 0), (19.9, 0.4), (39, -0.1), (59, 0), (30, 5))
    found = choose(places((0, 0), (19, 0.3), (40, 0), (60, 0), (20, 9)), people)
    assert found.chosen.tolist() == [1, 2] and found.bound == 2
    assert found.dist_km == pytest.approx([18.3, 1.6, 1.1, 19, np.inf])  # with 0.3 from the site to the cable
    assert found.reached.tolist() == [True] * 4 + [False] and found.nearest.tolist() == [1, 1, 2, 2, -1]


def test_twenty_km_are_within_reach_and_a_metre_more_is_not() -> None:
    assert choose(places((0, 0)), places((20, 0))).reached.all()
    assert not choose(places((0, 0)), places((20.001, 0))).reached.any()


def test_without_fibre_or_candidates_nobody_is_reached() -> None:
    for found in (
        choose(places((0, 0)), places((1, 0)), lit=np.zeros(1, bool)),
        choose(places(), places((1, 0))),
        choose(places((0, 3)), places((1, 0))),
    ):
        assert not found.chosen.size and not found.reached.any() and np.isinf(found.dist_km).all()


def test_fibre_leads_only_along_corridors_that_have_it() -> None:
    fork = corridors_of([(0, 0), (10, 0)], [(10, 0), (10, 5)], [(10, 0), (15, 0)])
    lit = np.array([line.bounds[3] < 1.0 for line in fork.lines])
    found = choose(places((0, 0)), places((10, 4), (15, 0)), fork, lit)
    assert found.reached.tolist() == [False, True] and found.dist_km[1] == pytest.approx(15)


sites_at = st.lists(st.floats(0, 60), min_size=1, max_size=6)


@given(sites_at, st.lists(st.floats(0, 60), min_size=1, max_size=8), st.floats(3, 30))
def test_no_fewer_sites_do_it(sites: list[float], people: list[float], reach: float) -> None:
    near = np.abs(np.subtract.outer(sites, people))
    found = choose(places(*((x, 0) for x in sites)), places(*((x, 0) for x in people)), reach=reach)
    if np.abs(near - reach).min() < 1e-6:
        return
    wanted = (near <= reach).any(axis=0)
    least = next(
        n for n in range(len(sites) + 1)
        if any((near[list(some)] <= reach).any(axis=0)[wanted].all() for some in combinations(range(len(sites)), n))
    )  # fmt: skip
    assert found.chosen.size == least == found.bound and (found.reached == wanted).all()


@given(st.integers(0, 2**31))
def test_distances_are_those_of_networkx(seed: int) -> None:
    """A grid of 4 x 4 streets, some without fibre, with a site and places anywhere along them."""
    rng = np.random.default_rng(seed)
    streets = [[(0, k), (3, k)] for k in range(4)] + [[(k, 0), (k, 3)] for k in range(4)]
    grid = corridors_of(*streets)
    lit = rng.random(len(grid.ends)) < 0.7
    if not lit.any():
        return
    edge = rng.choice(np.flatnonzero(lit), 4)
    xy = np.array([grid.lines[e].interpolate(rng.random(), normalized=True).coords[0] for e in edge])
    graph = nx.Graph()
    for e in np.flatnonzero(lit):
        graph.add_edge(*map(tuple, grid.node_xy[grid.ends[e]].round(3)), weight=grid.length_m[e])
    at_m = [grid.lines[e].project(Point(point)) for e, point in zip(edge, xy, strict=True)]
    for k, e in enumerate(edge):
        for end, m in zip(grid.node_xy[grid.ends[e]], (at_m[k], grid.length_m[e] - at_m[k]), strict=True):
            graph.add_edge(k, tuple(end.round(3)), weight=m)
    for a, b in combinations(range(4), 2):
        if edge[a] == edge[b]:
            graph.add_edge(a, b, weight=abs(at_m[a] - at_m[b]))
    found = choose(xy[:1], xy[1:], grid, lit, reach=100.0)
    expected = [
        nx.shortest_path_length(graph, 0, k, "weight") / KM if nx.has_path(graph, 0, k) else np.inf for k in (1, 2, 3)
    ]
    assert np.where(found.chosen.size, found.dist_km, expected) == pytest.approx(expected, abs=1e-6)


@given(st.integers(0, 2**31))
def test_the_edges_to_a_place_are_as_long_as_its_distance_says(seed: int) -> None:
    """Places and the site stand where lines of a grid of streets meet."""
    rng = np.random.default_rng(seed)
    grid = corridors_of(*[[(0, k), (3, k)] for k in range(4)], *[[(k, 0), (k, 3)] for k in range(4)])
    network = FibreNetwork(grid.ends, grid.lines)
    node = rng.choice(len(grid.node_xy), 4, replace=False)
    ways = FibreWays(network, grid.node_xy[node[:1]], grid.node_xy[node[1:]], 10.0)
    found = ways.edges_to_nearest(100 * KM)
    assert sorted(found) == [0, 1, 2]
    for place, edges in found.items():
        graph = nx.Graph(grid.ends[edges].tolist())
        assert nx.is_connected(graph) and {node[0], node[1 + place]} <= set(graph)
        assert network.length_m[edges].sum() == pytest.approx(ways.dist_m[0, place])


def test_feeders_lead_to_the_nearest_site_and_nowhere_beyond_reach() -> None:
    fork = corridors_of([(0, 0), (10, 0)], [(10, 0), (10, 5)], [(10, 0), (40, 0)])
    west, north, east = np.argsort([[line.centroid.x, 12 * KM][line.bounds[3] > KM] for line in fork.lines])
    sites, people = places((0, 0), (32, 0)), places((10, 4), (5, 0), (36, 0), (20.5, 0))
    ways = FibreWays(FibreNetwork(fork.ends, fork.lines), sites, people, 10.0)
    found = {place: set(edges.tolist()) for place, edges in ways.edges_to_nearest(20 * KM).items()}
    assert found == {0: {north, west}, 1: {west}, 2: {east}, 3: {east}}
    assert 0 not in ways.edges_to_nearest(13.9 * KM)
