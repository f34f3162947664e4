"""OpenStreetMap of a country, or of a box from Overpass → the files of a scenario, cut to its place while reading.

GDAL goes through the file once for each kind of geometry. It keeps the nodes' positions in a temporary file, for which
it is given a folder beside the target.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from covplan.errors import InputError
from covplan.ingest import osm_layers as osm
from covplan.ingest.open_data.tiles import Where
from covplan.ingest.openstreetmap import READING, roads_of

BOUNDARIES = "boundaries.gpkg"
"""The communes beside the files that are made: what lies in none of them is no place of the province."""

SCRATCH = "scratch-"
"""How the names of temporary folders begin: those of a call that was killed are taken away by the next."""

ROADS = "roads.gpkg"
_ROAD_COLUMNS = ("osm_id", "name", "highway", "status", "ref", "operator")
TABLES: dict[str, tuple[tuple[str, ...], Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]]] = {
    "places.gpkg": ((osm.POINTS, osm.AREAS), osm.place_table),
    "villages.gpkg": ((osm.POINTS, osm.AREAS), osm.settlement_table),
    "masts.gpkg": ((osm.POINTS, osm.AREAS), osm.mast_table),
    "power_lines.gpkg": ((osm.LINES,), osm.power_line_table),
    "military.gpkg": ((osm.AREAS,), osm.military_table),
    "protected.gpkg": ((osm.AREAS,), osm.protected_table),
    "osm_buildings.gpkg": ((osm.AREAS,), osm.building_table),
}
"""Name of each further file, the layers it is made from, and how."""

_WANTED = {  # tags that GDAL gives no column of their own are looked for in its list of the others
    osm.POINTS: "place IS NOT NULL OR man_made IS NOT NULL OR {others}",
    osm.LINES: READING["where"] + " OR other_tags LIKE '%\"power\":%' OR man_made IS NOT NULL OR railway = 'station'",
    osm.AREAS: "building IS NOT NULL OR landuse IN ('military', 'industrial') OR boundary IS NOT NULL "
    "OR leisure = 'nature_reserve' OR place IS NOT NULL OR man_made IS NOT NULL OR amenity IS NOT NULL "
    "OR aeroway IS NOT NULL OR shop = 'mall' OR tourism IS NOT NULL OR historic IS NOT NULL OR office IS NOT NULL "
    "OR {others}",
}
_OTHERS = " OR ".join(
    f"other_tags LIKE '%\"{key}\":%'"
    for key in ("amenity", "office", "aeroway", "railway", "shop", "tourism", "historic", "power", "telecom")
)


def prepare_osm(files: Sequence[Path], where: Where, target: Path) -> None:
    """Roads that touch the box (``target``), and beside them a GeoPackage for each of ``TABLES`` of the province.

    A file is written where nothing was found too, with its columns and no rows.

    Raises
    ------
    InputError
        If a file cannot be read, or there are no roads in the box.
    """
    layers = {layer: _layer(files, layer, where, target.parent) for layer in (osm.POINTS, osm.LINES, osm.AREAS)}
    ways = layers[osm.LINES]
    roads = ways.iloc[:0] if ways.empty else roads_of(ways)
    if roads.empty:
        raise InputError("vector.empty", file=files[0].name)
    write_layer(roads[[*_ROAD_COLUMNS, "geometry"]], target)
    inside = _province(target.parent, where)
    found = {layer: _within(osm.features(frame), inside) for layer, frame in layers.items()}
    found[osm.AREAS] = pd.concat([found[osm.AREAS], osm.closed_ways(found[osm.LINES])], ignore_index=True)
    for name, (kinds, make) in TABLES.items():
        together = pd.concat([found[kind] for kind in kinds], ignore_index=True)
        write_layer(make(gpd.GeoDataFrame(together, geometry="geometry", crs=4326)), target.with_name(name))


def _layer(files: Sequence[Path], layer: str, where: Where, folder: Path) -> gpd.GeoDataFrame:
    """What of a layer touches the box, with ``other_tags``."""
    box = (where.west, where.south, where.east, where.north)
    parts = []
    with _temporary_files_in(folder):
        for file in files:
            own = file.suffix.lower() == ".gpkg"  # from Overpass: it holds nothing else
            reading = {} if own else {"TAGS_FORMAT": "JSON", "where": _WANTED[layer].format(others=_OTHERS)}
            try:
                parts.append(pyogrio.read_dataframe(file, layer=layer, bbox=box, **reading))
            except (DataSourceError, DataLayerError, ValueError) as error:
                kind = "OpenStreetMap (.osm.pbf)"
                raise InputError("file.unreadable", file=file.name, kind=kind, reason=str(error)) from None
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), geometry="geometry", crs=4326)


@contextmanager
def _temporary_files_in(folder: Path) -> Iterator[None]:
    """GDAL's temporary files, of the size of the source, in a folder that is gone afterwards: not where one works."""
    before = pyogrio.get_gdal_config_option("CPL_TMPDIR")
    with TemporaryDirectory(dir=folder, prefix=SCRATCH) as scratch:
        pyogrio.set_gdal_config_options({"CPL_TMPDIR": scratch})
        try:
            yield
        finally:
            pyogrio.set_gdal_config_options({"CPL_TMPDIR": before})


def _province(folder: Path, where: Where) -> shapely.Geometry:
    if not (folder / BOUNDARIES).exists():
        return shapely.box(where.west, where.south, where.east, where.north)
    return pyogrio.read_dataframe(folder / BOUNDARIES, columns=[]).to_crs(4326).union_all()


def _within(found: gpd.GeoDataFrame, place: shapely.Geometry) -> gpd.GeoDataFrame:
    """Points in a place, and lines and areas that touch it."""
    shapely.prepare(place)
    return found[shapely.intersects(place, found.geometry.to_numpy())].reset_index(drop=True)


def write_layer(frame: gpd.GeoDataFrame, target: Path) -> None:
    """A GeoPackage of one layer, in place of one that is there."""
    write_layers({target.stem: frame}, target)


def write_layers(layers: Mapping[str, gpd.GeoDataFrame], target: Path) -> None:
    """A GeoPackage, in place of one that is there; layers without rows are written too."""
    part = target.with_name(target.stem + ".part.gpkg")
    part.unlink(missing_ok=True)
    for layer, frame in layers.items():
        kind = {} if len(frame) else {"geometry_type": "Unknown"}
        frame.to_file(part, driver="GPKG", engine="pyogrio", layer=layer, **kind)
    part.replace(target)
