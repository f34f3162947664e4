"""Features of OpenStreetMap → the tables that the readers of places, villages, positions and areas take.

Tags: https://wiki.openstreetmap.org/wiki/Map_features. What a tag does not say is left empty, never guessed: a mast
of OpenStreetMap is a place to look at and no entry of an inventory, a power line of unknown or high voltage is none
that a mast could be connected to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from covplan.ingest.mast_positions import LEAST_HEIGHT_M, MOST_HEIGHT_M
from covplan.ingest.openstreetmap import ROAD_KINDS, TO_COME, other_tags

Tags = Mapping[str, str]

POINTS, LINES, AREAS = "points", "lines", "multipolygons"
"""Layers by the names that GDAL gives them."""

DISTRIBUTION_V = 35_000.0
"""Highest voltage of lines that a mast may be connected to (assumption: what is called medium voltage in Vietnam)."""

SETTLEMENTS = ("suburb", "quarter", "neighbourhood", "village", "hamlet", "isolated_dwelling")
"""Kinds of ``place`` that are or hold villages; a city or town is a whole, not one of its parts."""

_MASTS = ("mast", "tower", "communications_tower")
_EVERY = ""
_PLACES: tuple[tuple[str, str, str], ...] = (  # key, value (any if empty), category in words of ``place_classes``
    ("amenity", "hospital", "hospital"),
    ("amenity", "clinic", "clinic"),
    ("amenity", "university", "university"),
    ("amenity", "college", "college"),
    ("amenity", "school", "school"),
    ("amenity", "townhall", "townhall"),
    ("amenity", "bus_station", "bus station"),
    ("office", "government", "government office"),
    ("aeroway", "aerodrome", "airport"),
    ("railway", "station", "railway station"),
    ("shop", "mall", "mall"),
    ("landuse", "industrial", "industrial"),
    ("tourism", "hotel", "hotel"),
    ("tourism", "attraction", "tourist area"),
    ("tourism", "theme_park", "tourist area"),
    ("historic", _EVERY, "historic site"),
)


_PROTECTED = ("protected_area", "national_park")

WANTED_TAGS: Mapping[str, bool | list[str]] = {
    "highway": [*ROAD_KINDS, *TO_COME],
    **{f"{stage}:highway": True for stage in TO_COME},
    "power": ["line", "minor_line"],
    "man_made": [*_MASTS],
    "place": [*SETTLEMENTS],
    "landuse": ["military", "industrial"],
    "boundary": [*_PROTECTED],
    "leisure": ["nature_reserve"],
    **{key: True for key, value, _ in _PLACES if value == _EVERY},
    **{
        key: [value for other, value, _ in _PLACES if other == key]
        for key in ("amenity", "office", "aeroway", "railway", "shop", "tourism")
    },
}
"""What is read here, buildings left out, by tag: any value, or these."""


def features(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The features of a layer as id (``node/1``, ``way/2``, …), tags (a mapping each) and geometry.

    Parameters
    ----------
    frame : GeoDataFrame
        As GDAL reads a layer: osm_id, a column for each common tag, and ``other_tags`` (mapping or JSON).
    """
    own = [column for column in frame.columns if column not in ("osm_id", "osm_way_id", "z_order", "other_tags")]
    own = [column for column in own if column != frame.geometry.name]
    tags = [other_tags(other) for other in frame["other_tags"]]
    for column in own:
        values = frame[column].to_numpy(object)
        for k in np.flatnonzero(frame[column].notna()):
            tags[k][column] = str(values[k])
    return gpd.GeoDataFrame({"id": _ids(frame), "tags": tags}, geometry=frame.geometry.to_numpy(), crs=frame.crs)


def closed_ways(lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The masts and stations among closed ways, as areas: GDAL takes ways with those tags for lines."""
    solid = [tags.get("man_made") in _MASTS or tags.get("railway") == "station" for tags in lines["tags"]]
    rings = lines[np.array(solid, bool) & shapely.is_closed(lines.geometry.to_numpy())]
    return rings.set_geometry([shapely.Polygon(line.coords) for line in rings.geometry], crs=lines.crs)


def _ids(frame: gpd.GeoDataFrame) -> list[str]:
    kinds = frame.geometry.geom_type
    of_way = frame["osm_way_id"] if "osm_way_id" in frame else pd.Series([None] * len(frame), index=frame.index)
    found = []
    for own, way, kind in zip(frame["osm_id"], of_way, kinds, strict=True):
        if isinstance(own, str) and "/" in own:
            found.append(own)
        elif isinstance(way, str) and way:
            found.append(f"way/{way}")
        else:
            found.append(f"{'node' if kind == 'Point' else 'way' if kind == 'LineString' else 'relation'}/{own}")
    return found


def place_table(found: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Places that the plan may name: name, category, geometry; areas stay areas.

    A point that stands in an area of the same category and name is the same place.
    """
    category = [_category(tags) for tags in found["tags"]]
    table = _without_doubles(_table(found, category=category)[_given(category)], "category")
    return table[["name", "category", "geometry"]]


def _category(tags: Tags) -> str:
    for key, value, category in _PLACES:
        if key in tags and value in (_EVERY, tags[key]):
            return category
    return ""


def settlement_table(found: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Settlements as points: village_id, name, kind; those without a name are left out.

    A settlement that is drawn as an area stands where a point inside it is, or at its own point if there is one.
    """
    kind = [tags.get("place", "") if tags.get("place", "") in SETTLEMENTS else "" for tags in found["tags"]]
    table = _table(found, kind=kind)
    table = _without_doubles(table[_given(kind) & (table["named"] != "")], "kind", keep_points=True)
    table = table.set_geometry(shapely.point_on_surface(table.geometry.to_numpy()), crs=found.crs)
    table = table.rename(columns={"id": "village_id"})
    return table[["village_id", "name", "kind", "geometry"]].reset_index(drop=True)


def power_line_table(found: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Lines of distribution: name, voltage, geometry. Lines above 35 kV and those of unknown voltage are left out."""
    lines = np.array([_distributes(tags) for tags in found["tags"]], bool)
    voltage = [tags.get("voltage", "") for tags in found["tags"]]
    table = _table(found, voltage=voltage)
    return table.assign(name=table["named"])[lines][["name", "voltage", "geometry"]].reset_index(drop=True)


def _distributes(tags: Tags) -> bool:
    kind, voltages = tags.get("power"), []
    for text in tags.get("voltage", "").split(";"):
        try:
            voltages.append(float(text))
        except ValueError:
            continue
    if not voltages:
        return kind == "minor_line"
    return kind in ("line", "minor_line") and 0.0 < min(voltages) <= DISTRIBUTION_V


def mast_table(found: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Structures that carry or may carry antennas of telecommunication: id, heights_m, owner, note, geometry (points).

    Candidates to be looked at: nobody says whose antennas are on them, or whether there is room.
    """
    masts = np.array([_carries_antennas(tags) for tags in found["tags"]], bool)
    note = ["OpenStreetMap; " + "; ".join(f"{k}={v}" for k, v in sorted(tags.items())) for tags in found["tags"]]
    table = gpd.GeoDataFrame(
        {
            "id": ["OSM-" + id.replace("/", "-") for id in found["id"]],
            "heights_m": [_height_m(tags) for tags in found["tags"]],
            "owner": [tags.get("operator", "") for tags in found["tags"]],
            "note": note,
        },
        geometry=shapely.point_on_surface(found.geometry.to_numpy()),
        crs=found.crs,
    )
    return table[masts].reset_index(drop=True)


def _carries_antennas(tags: Tags) -> bool:
    if tags.get("man_made") not in _MASTS:
        return False
    spoken = any(key.startswith("communication:") and value != "no" for key, value in tags.items())
    return (
        tags["man_made"] == "communications_tower"
        or tags.get("tower:type") in ("communication", "communications")
        or spoken
        or "telecom" in tags
    )


def _height_m(tags: Tags) -> str:
    """Height of the structure [m] where the tag is a plain number that a mast can have; else nothing."""
    try:
        height_m = float(tags.get("height", "").removesuffix("m").strip())
    except ValueError:
        return ""
    return f"{height_m:g}" if LEAST_HEIGHT_M <= height_m <= MOST_HEIGHT_M else ""


def military_table(found: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Military land: name and geometry."""
    return _areas(found, lambda tags: tags.get("landuse") == "military")


def protected_table(found: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Protected areas, national parks and nature reserves: name and geometry."""

    def protects(tags: Tags) -> bool:
        park = tags.get("boundary") in _PROTECTED
        return park or tags.get("leisure") == "nature_reserve"

    return _areas(found, protects)


def building_table(found: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Buildings as points in their middles."""
    which = np.array([tags.get("building", "no") != "no" for tags in found["tags"]], bool)
    return gpd.GeoDataFrame(geometry=shapely.centroid(found.geometry.to_numpy()[which]), crs=found.crs)


def _areas(found: gpd.GeoDataFrame, wanted: Callable[[Tags], bool]) -> gpd.GeoDataFrame:
    which = np.array([wanted(tags) for tags in found["tags"]], bool)
    solid = shapely.get_dimensions(found.geometry.to_numpy()) == 2
    return _table(found)[which & solid][["name", "geometry"]].reset_index(drop=True)


def _table(found: gpd.GeoDataFrame, **columns: list[str]) -> gpd.GeoDataFrame:
    """Id, name (the id where there is none), ``named`` (empty there), further columns and geometry."""
    named = [tags.get("name", "").strip() for tags in found["tags"]]
    name = [text or id for text, id in zip(named, found["id"], strict=True)]
    table = {"id": found["id"].tolist(), "name": name, "named": named, **columns}
    return gpd.GeoDataFrame(table, geometry=found.geometry.to_numpy(), crs=found.crs)


def _given(texts: list[str]) -> Any:
    return np.array([bool(text) for text in texts], bool)


def _without_doubles(table: gpd.GeoDataFrame, by: str, *, keep_points: bool = False) -> gpd.GeoDataFrame:
    """Of a point and the area about it that bear one name and kind, only the area, or only the point."""
    table = table.reset_index(drop=True)
    dimension = shapely.get_dimensions(table.geometry.to_numpy())
    points, areas = np.flatnonzero(dimension == 0), np.flatnonzero(dimension == 2)
    shapes = table.geometry.to_numpy()
    of, inside = shapely.STRtree(shapes[areas]).query(shapes[points], predicate="intersects")
    pairs = np.column_stack([points[of], areas[inside]])
    same = [
        table["named"].iloc[a] == table["named"].iloc[b] != "" and table[by].iloc[a] == table[by].iloc[b]
        for a, b in pairs
    ]
    gone = pairs[np.array(same, bool)][:, 1 if keep_points else 0] if len(pairs) else []
    return table.drop(index=np.unique(gone)).reset_index(drop=True)
