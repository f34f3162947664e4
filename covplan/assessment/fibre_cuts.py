"""Which sites a cut of a cable leaves behind: bridges of each operator's own cable graph.

A site hangs on its operator's own cable where that passes within ``fibre_within_m``. Cables of one owner that cross
are taken to be joined there. A cut separates the sites that no longer have a way to one of the owner's gateways. Leased
fibre, microwave and rings through other owners' cable are not in the lists and are not seen: such sites are told to be
behind a cut that they may survive.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import networkx as nx
import numpy as np
import shapely
from shapely.ops import substring

from covplan.assessment.operator_settings import ResilienceSettings
from covplan.errors import PlanningError
from covplan.ingest.area import Area
from covplan.ingest.risk_groups import RiskGroup, RiskKind
from covplan.network import FibreRoute, Site

_SNAP_M = 1.0  # ends this near to each other are one node

Node = tuple[int, int]
_CORE = "core"


def fibre_groups(area: Area, settings: ResilienceSettings) -> tuple[RiskGroup, ...]:
    """One group for each section of cable whose cut leaves sites behind; sections with the same sites are one.

    Named after the operator and the cable, with a number for each section. Operators without a gateway have none.

    Raises
    ------
    PlanningError
        If a gateway is not near its operator's own cable.
    """
    found: list[RiskGroup] = []
    for operator in area.operators:
        cables = [route for route in area.fibre if route.owner == operator]
        sites = [site for site in area.sites if site.operator == operator]
        gateways = {site.id for site in sites if site.id in settings.fibre_gateways}
        if gateways:
            found += _named(_cuts(cables, sites, gateways, settings.fibre_within_m), operator)
    return tuple(found)


def _named(cuts: list[tuple[str, tuple[str, ...]]], operator: str) -> Iterator[RiskGroup]:
    sections: dict[tuple[str, ...], str] = {}
    for cable, behind in cuts:
        sections.setdefault(behind, cable)
    numbers: dict[str, int] = defaultdict(int)
    for behind, cable in sections.items():
        numbers[cable] += 1
        yield RiskGroup(RiskKind.FIBRE, f"{operator}: {cable} #{numbers[cable]}", behind)


def _cuts(
    cables: Sequence[FibreRoute], sites: Sequence[Site], gateways: set[str], within_m: float
) -> list[tuple[str, tuple[str, ...]]]:
    """Cable and sites behind each piece of it whose cut separates any, in the order of pieces."""
    lines = np.array([cable.line for cable in cables])
    pieces = shapely.get_parts(shapely.union_all(lines, grid_size=_SNAP_M))
    points = shapely.points([(site.x_m, site.y_m) for site in sites])
    near = shapely.STRtree(pieces).query_nearest(points, max_distance=within_m, all_matches=False)
    hanging: dict[int, list[tuple[float, str]]] = defaultdict(list)  # on a piece: how far along, and which site
    for site, piece in near.T:
        along = float(shapely.line_locate_point(pieces[piece], points[site]))
        hanging[int(piece)].append((along, sites[site].id))
    graph: nx.MultiGraph = nx.MultiGraph()
    at: dict[object, list[str]] = defaultdict(list)
    for k, piece in enumerate(pieces):
        marks = sorted({0.0, piece.length, *(along for along, _ in hanging[k])})
        nodes = [_node(piece, mark) for mark in marks]
        for along, id in hanging[k]:
            at[nodes[marks.index(along)]].append(id)
        for j in range(len(marks) - 1):
            if nodes[j] != nodes[j + 1]:
                middle = substring(piece, marks[j], marks[j + 1]).interpolate(0.5, normalized=True)
                graph.add_edge(nodes[j], nodes[j + 1], cable=cables[int(shapely.distance(lines, middle).argmin())].id)
    joined = {id for ids in at.values() for id in ids}
    for gateway in sorted(gateways - joined):
        raise PlanningError("assessment.gateway_cable", id=gateway, within_m=within_m)
    for node, ids in list(at.items()):
        if gateways & set(ids):
            graph.add_edge(_CORE, node)
            graph.add_edge(_CORE, node)  # twice: the way into the core is no section of cable
    return _behind_bridges(graph, at)


def _node(line: shapely.LineString, along_m: float) -> Node:
    point = line.interpolate(along_m)
    return round(point.x / _SNAP_M), round(point.y / _SNAP_M)


def _behind_bridges(graph: nx.MultiGraph, at: dict[object, list[str]]) -> list[tuple[str, tuple[str, ...]]]:
    """Walk outwards from the core over the tree of bridges; what lies farther out than a bridge hangs on it."""
    bridges = {frozenset(pair) for pair in nx.bridges(graph)}
    found: list[tuple[str, tuple[str, ...]]] = []
    order = list(nx.bfs_edges(graph, _CORE))
    behind: dict[object, list[str]] = {node: list(at.get(node, ())) for node in (_CORE, *(end for _, end in order))}
    for inner, outer in reversed(order):  # a bridge is in every tree, and its outer side is the subtree below it
        if frozenset((inner, outer)) in bridges and behind[outer]:
            cable = next(iter(graph[inner][outer].values()))["cable"]
            found.append((cable, tuple(sorted(behind[outer]))))
        behind[inner] += behind[outer]
    return found[::-1]
