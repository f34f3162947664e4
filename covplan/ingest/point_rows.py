"""Rows of a table or point file that stand for places: their position, and whether it lies in the province."""

from __future__ import annotations

import shapely
from pyproj import Transformer

from covplan.grid import Grid
from covplan.ingest.headings import Vocabulary
from covplan.ingest.reference_systems import WGS84, transformer
from covplan.ingest.rows import RejectedRow, Row
from covplan.ingest.settings import TableSettings
from covplan.ingest.stated_systems import check_wgs84
from covplan.ingest.table_files import Table
from covplan.ingest.vectors import file_crs

POSITION: Vocabulary = {
    "lon": ("lon", "long", "lng", "longitude", "kinhdo"),
    "lat": ("lat", "latitude", "vido"),
}
"""Columns of a position, for a file without geometry."""


def to_scenario(table: Table, settings: TableSettings, epsg: int) -> Transformer:
    """From the CRS of a file, WGS 84 for a table without geometry, to the scenario's."""
    if table.geometry is None:
        check_wgs84(table.notes, settings.file)
    crs = WGS84 if table.geometry is None else file_crs(table.crs, settings.crs, settings.file)
    return transformer(crs, epsg, settings.file)


def point_of(row: Row, table: Table, move: Transformer) -> shapely.Point:
    """Where a row lies in the scenario's CRS."""
    if table.geometry is None:
        return shapely.Point(*move.transform(row.position("lon", degrees=True), row.position("lat", degrees=True)))
    shape = table.geometry[row.index]
    if shape is None or shape.is_empty or shape.geom_type != "Point":
        got = "none" if shape is None or shape.is_empty else shape.geom_type
        raise RejectedRow("geometry.kind", "", expected="point", got=got)
    return shapely.Point(*move.transform(shape.x, shape.y))


def check_inside(row: Row, name: str, point: shapely.Point, extent: shapely.Geometry | None, grid: Grid | None) -> None:
    """Reject a row off the grid or outside the province; where these are not known, nothing is."""
    if grid is None or extent is None:
        return
    finite = point.x - point.x == 0.0 and point.y - point.y == 0.0
    if not (finite and grid.contains(point.x, point.y) and extent.intersects(point)):
        raise RejectedRow("place.outside", row.heading("lon"), name=name)
