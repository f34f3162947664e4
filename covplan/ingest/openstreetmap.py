"""OpenStreetMap files (``.osm`` XML, ``.osm.pbf``) as GDAL reads them → their roads, with number and owner as columns.

GDAL keeps the tags that are no column of its own in ``other_tags``, as ``"ref"=>"QL.14","operator"=>"..."``.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd

SUFFIXES = (".osm", ".pbf")
LAYER = "lines"

_ROADS = {
    *("motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential"),
    *("motorway_link", "trunk_link", "primary_link", "secondary_link", "tertiary_link"),
    *("living_street", "service", "track", "road"),
}
_TAGS = ("ref", "operator")


def is_openstreetmap(file: Path) -> bool:
    """Whether the file is one of OpenStreetMap's own."""
    return file.suffix.lower() in SUFFIXES


def roads_of(ways: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The ways of the layer ``lines`` that are roads for vehicles, in use; paths, rivers and works are left out."""
    roads = ways[ways["highway"].isin(_ROADS)].reset_index(drop=True)
    tags = roads["other_tags"].astype(object).fillna("").astype(str)
    found = {tag: tags.str.extract(rf'"{tag}"=>"([^"]*)"', expand=False).fillna("") for tag in _TAGS}
    return roads.drop(columns="other_tags").assign(**found)
