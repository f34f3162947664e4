"""OpenStreetMap → roads with number, owner and status as columns: from its files, or from a graph of osmnx.

Files are ``.osm`` (XML) and ``.osm.pbf``, as GDAL reads them: tags that are no column of its own stand in
``other_tags``. Planned roads are ``highway=proposed`` or ``construction`` with the class to come in the tag of that
name, or ``proposed:highway``, ``planned:highway``, ``construction:highway``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pyogrio

from covplan.errors import CrsError, InputError

if TYPE_CHECKING:
    import networkx as nx

SUFFIXES = (".osm", ".pbf")
LAYER = "lines"
READING = {"TAGS_FORMAT": "JSON", "where": "highway IS NOT NULL OR other_tags LIKE '%:highway\"%'"}
"""How GDAL is to read the ways."""

ROAD_KINDS = (
    *("motorway", "trunk", "primary", "secondary", "tertiary"),
    *("motorway_link", "trunk_link", "primary_link", "secondary_link", "tertiary_link"),
    *("unclassified", "residential", "living_street", "service", "track", "road"),
)
TO_COME = ("construction", "proposed", "planned")
_TAGS = ("ref", "operator")


def is_openstreetmap(file: Path) -> bool:
    """Whether the file is one of OpenStreetMap's own; raises ``InputError`` if so and GDAL cannot read it."""
    if file.suffix.lower() not in SUFFIXES:
        return False
    if "OSM" not in pyogrio.list_drivers():
        raise InputError("osm.driver", file=file.name)
    return True


def roads_of(ways: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The ways of the layer ``lines`` that are roads for vehicles, in use or planned; paths and rivers are left out."""
    others = [other_tags(tags) for tags in ways["other_tags"]]
    shown = [
        _kind_and_status({**tags, "highway": highway}) for highway, tags in zip(ways["highway"], others, strict=True)
    ]
    found = {tag: [tags.get(tag, "") for tags in others] for tag in _TAGS}
    named = ways.drop(columns="other_tags").assign(
        highway=[kind for kind, _ in shown], status=[status for _, status in shown], **found
    )
    return named[named["highway"] != ""].reset_index(drop=True)


def other_tags(value: Any) -> dict[str, str]:
    """The tags of a feature that have no column of their own: GDAL gives a mapping, its JSON, or nothing."""
    if isinstance(value, str):
        value = json.loads(value)
    return dict(value) if isinstance(value, dict) else {}


def ways_of_graph(graph: nx.MultiDiGraph) -> gpd.GeoDataFrame:
    """The edges of a graph of osmnx as ways in its own CRS: ref, name, operator, highway, status and geometry.

    Both directions of a road are one way. Of an edge that osmnx simplified from several ways all names and operators
    stay, in the order of the alphabet, and the most important kind.

    Raises
    ------
    InputError
        If osmnx is not installed, the graph has no edges, or edges were simplified from ways of several numbers, or
        of which some are planned: nobody can tell where along them one ends.
    CrsError
        If the graph has no CRS.
    """
    try:
        import osmnx
    except ImportError:
        raise InputError("osm.no_osmnx") from None
    if graph.number_of_edges() == 0:
        raise InputError("vector.empty", file="osmnx")
    if "crs" not in graph.graph:
        raise CrsError("crs.none", file="osmnx")
    edges = osmnx.convert.graph_to_gdfs(osmnx.convert.to_undirected(graph), nodes=False)
    tags = edges.drop(columns="geometry").to_dict("records")
    shown = [_kind_and_status(each) for each in tags]
    if mixed := sum(len(_values(each.get("ref"))) > 1 or _partly_planned(each) for each in tags):
        raise InputError("osm.mixed_edges", count=mixed)
    columns = {tag: ["; ".join(sorted(_values(each.get(tag)))) for each in tags] for tag in (*_TAGS, "name")}
    columns |= {"highway": [kind for kind, _ in shown], "status": [status for _, status in shown]}
    ways = gpd.GeoDataFrame(columns, geometry=edges.geometry.to_numpy(), crs=edges.crs)
    return ways[ways["highway"] != ""].reset_index(drop=True)


def _kind_and_status(tags: Mapping[str, Any]) -> tuple[str, str]:
    """Kind of the road, empty if it is none for vehicles, and ``planned`` if it is."""
    kinds = _values(tags.get("highway"))
    stages = [stage for stage in TO_COME if stage in kinds]
    to_come = [kind for stage in stages for kind in _values(tags.get(stage)) or ["road"]]
    to_come += [kind for stage in TO_COME for kind in _values(tags.get(f"{stage}:highway")) if not kinds]
    found = sorted({*kinds, *to_come}.intersection(ROAD_KINDS), key=ROAD_KINDS.index)
    return (found[0] if found else ""), ("planned" if to_come else "")


def _partly_planned(tags: Mapping[str, Any]) -> bool:
    kinds = _values(tags.get("highway"))
    return len(kinds) > 1 and not set(kinds).isdisjoint(TO_COME)


def _values(tag: Any) -> list[str]:
    """The values of a tag, which osmnx gives as text, list or nothing."""
    return [value for value in (tag if isinstance(tag, list) else [tag]) if isinstance(value, str) and value]
