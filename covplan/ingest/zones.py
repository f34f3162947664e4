"""VN-2000 coordinates row by row: several zones in one list, and coordinates that are stated twice."""

from __future__ import annotations

from collections.abc import Mapping

import shapely
from pyproj import Geod

from covplan.ingest.headings import clean_text
from covplan.ingest.reference_systems import MERIDIANS, WGS84, meridian_key, transform, vn2000_epsg
from covplan.ingest.rows import RejectedRow, Row, read_rows
from covplan.ingest.settings import SiteListSettings
from covplan.ingest.table_files import Table

AGREEMENT_M = 500.0
"""X and Y may be so far from the longitude and latitude of the row: these are rounded, or in VN-2000 and not WGS 84."""


def file_zone(table: Table, columns: Mapping[str, int], settings: SiteListSettings) -> int:
    """EPSG code of the zone that is declared, or else of the first that a column of meridians names.

    Raises
    ------
    CrsError
        If none is.
    """
    if settings.meridian is None and "meridian" in columns:
        for row in read_rows(table, columns):
            try:
                if row.text("meridian"):
                    return MERIDIANS[_meridian(row)]
            except RejectedRow:
                continue
    return vn2000_epsg(settings.meridian, settings.file)


def in_one_zone(row: Row, east: float, north: float, epsg: int, settings: SiteListSettings) -> tuple[float, float]:
    """The coordinates of a row in the zone ``epsg``; those of a row that names another zone are brought to it."""
    if not row.text("meridian"):
        if settings.meridian is None:
            raise RejectedRow("cell.empty", row.heading("meridian"))
        return east, north
    own = _meridian(row)
    if settings.meridian is not None and own != meridian_key(settings.meridian):
        params = {"got": own, "declared": settings.meridian}
        raise RejectedRow("position.meridian_differs", row.heading("meridian"), **params)
    if MERIDIANS[own] == epsg:
        return east, north
    x, y = transform([east], [north], MERIDIANS[own], epsg, settings.file)
    return float(x[0]), float(y[0])


def _meridian(row: Row) -> str:
    key = meridian_key(row.cell("meridian"))
    if key not in MERIDIANS:
        known = ", ".join(MERIDIANS)
        raise RejectedRow("position.meridian", row.heading("meridian"), got=row.text("meridian"), known=known)
    return key


def check_other_position(row: Row, east: float, north: float, epsg: int, extent: shapely.Geometry | None) -> None:
    """Reject a row whose longitude and latitude are those of another place than its X and Y."""
    if extent is None or not (clean_text(row.cell("lon")) and clean_text(row.cell("lat"))):
        return
    lon, lat = row.position("lon", degrees=True), row.position("lat", degrees=True)
    there, up = transform([east], [north], epsg, WGS84, row.table.file)
    if not (abs(float(up[0])) <= 90 and abs(lat) <= 90):
        return  # swapped, which is found where all positions are known
    _, _, far_m = Geod(ellps="WGS84").inv(float(there[0]), float(up[0]), lon, lat)
    if far_m > AGREEMENT_M:
        raise RejectedRow("position.differs", row.heading("x_m"), far_km=far_m / 1000.0)
