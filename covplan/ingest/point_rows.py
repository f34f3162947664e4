"""Rows of a table or point file that stand for places: their position, and whether it lies in the province."""

from __future__ import annotations

from dataclasses import dataclass

import shapely
from pyproj import Transformer

from covplan.grid import Grid
from covplan.ingest.headings import Vocabulary
from covplan.ingest.reference_systems import transformer
from covplan.ingest.rows import RejectedRow, Row
from covplan.ingest.settings import TableSettings
from covplan.ingest.stated_systems import check_wgs84
from covplan.ingest.table_files import Table
from covplan.ingest.template_head import LONLAT, PositionSystem, read_template_head
from covplan.ingest.vectors import file_crs

POSITION: Vocabulary = {
    "lon": ("lon", "long", "lng", "longitude", "kinhdo"),
    "lat": ("lat", "latitude", "vido"),
    "x_m": ("x", "xm", "toadox", "xbac", "bac", "northing"),  # VN-2000, X is north; only where a template says so
    "y_m": ("y", "ym", "toadoy", "ydong", "dong", "easting"),
}
"""Columns of a position, for a file without geometry."""


@dataclass(frozen=True, eq=False)
class Points:
    """Where the rows of one file lie, in the scenario's CRS; ``system`` is None where the file carries geometry."""

    table: Table
    system: PositionSystem | None
    move: Transformer

    @property
    def required(self) -> tuple[str, ...]:
        """The columns that must be there for it."""
        return () if self.system is None else self.system.fields

    def of(self, row: Row) -> shapely.Point:
        """The position of a row."""
        if self.system is not None:
            degrees = self.system.meridian is None
            east, north = (row.position(field, degrees=degrees) for field in self.required)
            return shapely.Point(*self.move.transform(east, north))
        assert self.table.geometry is not None
        shape = self.table.geometry[row.index]
        if shape is None or shape.is_empty or shape.geom_type != "Point":
            got = "none" if shape is None or shape.is_empty else shape.geom_type
            raise RejectedRow("geometry.kind", "", expected="point", got=got)
        return shapely.Point(*self.move.transform(shape.x, shape.y))


def points_of(table: Table, settings: TableSettings, epsg: int) -> Points:
    """How to place the rows of a table: by its geometry, as its template declares, else by degrees in WGS 84."""
    if table.geometry is not None:
        crs = file_crs(table.crs, settings.crs, settings.file)
        return Points(table, None, transformer(crs, epsg, settings.file))
    head = read_template_head(settings.file, settings.layer)
    system = head.system if head is not None and head.system is not None else LONLAT
    if system.meridian is None:
        check_wgs84(table.notes, settings.file)
    return Points(table, system, transformer(system.epsg, epsg, settings.file))


def check_inside(row: Row, name: str, point: shapely.Point, extent: shapely.Geometry | None, grid: Grid | None) -> None:
    """Reject a row off the grid or outside the province; where these are not known, nothing is."""
    if grid is None or extent is None:
        return
    finite = point.x - point.x == 0.0 and point.y - point.y == 0.0
    if not (finite and grid.contains(point.x, point.y) and extent.intersects(point)):
        raise RejectedRow("place.outside", row.heading("lon"), name=name)
