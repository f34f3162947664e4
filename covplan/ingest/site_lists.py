"""Operators' lists of sites (XLSX, CSV, GPKG, SHP, GeoJSON, KML) → ``Site`` and ``Sector``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from covplan.errors import CrsError, InputError, Severity
from covplan.ingest.commune_codes import KnownCommunes, check_names, known_communes, note_positions
from covplan.ingest.headings import clean_text, require_columns
from covplan.ingest.positions import Positions, place_points
from covplan.ingest.problems import ProblemLog
from covplan.ingest.reference_systems import WGS84, vn2000_epsg
from covplan.ingest.rows import RejectedRow, Row, read_rows
from covplan.ingest.settings import Coordinates, SiteListSettings
from covplan.ingest.site_communes import check_communes
from covplan.ingest.site_rows import VOCABULARY, SiteBuilder, SiteContext
from covplan.ingest.stated_systems import check_vn2000, check_wgs84
from covplan.ingest.table_files import Table, read_table
from covplan.ingest.template_head import read_template_head
from covplan.ingest.vectors import file_crs
from covplan.ingest.zones import check_other_position, file_zone, in_one_zone
from covplan.network import Site

_POSITION_FIELDS = {
    Coordinates.LONLAT: ("lon", "lat"),
    Coordinates.VN2000: ("y_m", "x_m"),  # east first
    Coordinates.GEOMETRY: (),
}


def read_sites(settings: SiteListSettings, context: SiteContext, log: ProblemLog) -> tuple[Site, ...]:
    """The sites of one list; rejected, repaired and remarkable rows go to the log.

    Raises
    ------
    MissingFileError, CrsError, InputError
        If the list cannot be read, lacks a column, holds personal data, lies mostly outside the province, or no row
        of it can be used.
    AdminEpochError
        If its commune codes are of another epoch than the scenario.
    """
    settings = as_declared(settings)
    table, columns = read_site_table(settings, log)
    known = _known_communes(settings, context, columns, log)
    rows, positions = read_positions(table, columns, settings, context, log)
    build = SiteBuilder(settings, context, table, log)
    for k, row in enumerate(rows):
        try:
            build.add(row, positions, k)
        except RejectedRow as reason:
            row.report(reason, log)
    if not build.sites:
        raise InputError("table.no_rows", file=settings.file.name, count=len(table.rows))
    build.write_notes()
    if known is not None:
        check_names(rows, known, log)
        if known.crosswalk is None:
            check_communes(build, context, log)
            return tuple(build.sites)
        placed = zip(build.sites, build.commune_codes, strict=True)
        note_positions(((one.id, code, one.x_m, one.y_m) for one, code in placed), known, settings.file, log)
    return tuple(build.sites)


def as_declared(settings: SiteListSettings) -> SiteListSettings:
    """The settings with the coordinates that a filled template declares.

    Raises
    ------
    CrsError
        If the file declares none, or others than the scenario.
    """
    if settings.coordinates is Coordinates.GEOMETRY:
        return settings
    head = read_template_head(settings.file, settings.sheet)
    declared = None if head is None else head.system
    if declared is None:
        if settings.coordinates is Coordinates.TEMPLATE:
            raise CrsError("template.none", file=settings.file.name)
        return settings
    coordinates = Coordinates.LONLAT if declared.meridian is None else Coordinates.VN2000
    if settings.coordinates is not Coordinates.TEMPLATE:
        same = settings.coordinates is coordinates and (
            declared.meridian is None or vn2000_epsg(settings.meridian, settings.file) == declared.epsg
        )
        if not same:
            own = f"{coordinates.value} {declared.meridian or ''}".strip()
            stated = f"{settings.coordinates.value} {settings.meridian or ''}".strip()
            raise CrsError("template.differs", file=settings.file.name, own=own, declared=stated)
    return replace(settings, coordinates=coordinates, meridian=declared.meridian)


def read_site_table(settings: SiteListSettings, log: ProblemLog | None = None) -> tuple[Table, dict[str, int]]:
    """The rows of a list and the columns of our fields; errors as those of ``read_sites``."""
    table = read_table(settings.file, VOCABULARY, settings.columns, settings.sheet, log)
    required = ("site_id", "technologies", *_POSITION_FIELDS[settings.coordinates])
    columns = require_columns(table.headings, VOCABULARY, settings.columns, required, settings.file)
    if "mast_height_m" not in columns and "antenna_agl_m" not in columns:
        require_columns(table.headings, VOCABULARY, settings.columns, ("mast_height_m",), settings.file)
    return table, columns


def _known_communes(
    settings: SiteListSettings, context: SiteContext, columns: dict[str, int], log: ProblemLog
) -> KnownCommunes | None:
    if "commune_code" not in columns:
        return None
    if settings.admin_epoch is None:
        log.note("site.codes_unused", settings.file)
    return known_communes(settings.admin_epoch, context.admin_epoch, context.communes, context.crosswalk, settings.file)


def read_positions(
    table: Table,
    columns: dict[str, int],
    settings: SiteListSettings,
    context: SiteContext,
    log: ProblemLog,
) -> tuple[list[Row], Positions]:
    """The rows that have a readable position, and these positions."""
    crs = _crs(table, columns, settings)
    rows, east, north = [], [], []
    for row in read_rows(table, columns):
        try:
            x, y = _raw_position(row, settings.coordinates)
            if settings.coordinates is Coordinates.VN2000:
                x, y = in_one_zone(row, x, y, crs, settings)
                check_other_position(row, x, y, crs, context.extent)
        except RejectedRow as reason:
            row.report(reason, log)
            continue
        rows.append(row)
        east.append(x)
        north.append(y)
    if not rows:
        raise InputError("table.no_rows", file=settings.file.name, count=len(table.rows))
    return rows, place_points(east, north, crs, context.epsg, context.extent, settings.file)


def _crs(table: Table, columns: dict[str, int], settings: SiteListSettings) -> Any:
    """The CRS of the list's positions, of which the words about the table say nothing else."""
    if settings.coordinates is Coordinates.GEOMETRY:
        if table.geometry is None:
            raise InputError("vector.no_geometry", file=settings.file.name)
        return file_crs(table.crs, settings.crs, settings.file)
    headings = [clean_text(table.headings[columns[field]]) for field in _POSITION_FIELDS[settings.coordinates]]
    if settings.coordinates is Coordinates.VN2000:
        epsg = file_zone(table, columns, settings)
        check_vn2000((*table.notes, *headings), epsg, settings.file)
        return epsg
    both = {"x_m", "y_m"} <= columns.keys()  # then a title speaks of these
    check_wgs84(headings if both else (*table.notes, *headings), settings.file)
    return WGS84


def _raw_position(row: Row, coordinates: Coordinates) -> tuple[float, float]:
    if coordinates is not Coordinates.GEOMETRY:
        degrees = coordinates is Coordinates.LONLAT
        first, second = _POSITION_FIELDS[coordinates]
        return row.position(first, degrees=degrees), row.position(second, degrees=degrees)
    shapes = row.table.geometry
    shape = None if shapes is None else shapes[row.index]
    if shape is None or shape.is_empty:
        raise RejectedRow("geometry.none", "")
    if shape.geom_type != "Point":
        raise RejectedRow("geometry.kind", "", expected="point", got=shape.geom_type)
    return shape.x, shape.y


def distinct_ids(sites: Sequence[Site], log: ProblemLog, settings: SiteListSettings, taken: set[str]) -> list[Site]:
    """Sites of a list with ids that no earlier list has; a second use of an id by another operator is renamed."""
    result = []
    for site in sites:
        if site.id not in taken:
            result.append(site)
        else:
            new = f"{site.operator}:{site.id}"
            where: dict[str, Any] = {"file": settings.file, "row": site.row}
            if new in taken:
                log.add(Severity.REJECTED, "site.duplicate_list", **where, id=site.id)
                continue
            log.add(Severity.REPAIRED, "site.renamed", **where, id=site.id, new=new)
            sectors = tuple(replace(s, id=new + s.id[len(site.id) :]) for s in site.sectors)
            result.append(replace(site, id=new, sectors=sectors))
        taken.add(result[-1].id)
    return result
