"""Planned works on roads (line, years, share of a trench's cost saved by digging along) → ``RoadWorks``."""

from __future__ import annotations

from dataclasses import dataclass

import shapely

from covplan.ingest.headings import Vocabulary, require_columns
from covplan.ingest.line_tables import read_lines
from covplan.ingest.point_rows import POSITION, points_of
from covplan.ingest.problems import ProblemLog
from covplan.ingest.reference_systems import transformer
from covplan.ingest.rows import RejectedRow, Row, read_rows
from covplan.ingest.settings import TableSettings
from covplan.ingest.table_files import Table, read_table
from covplan.ingest.vectors import file_crs

VOCABULARY: Vocabulary = {
    "name": ("name", "ten", "tencongtrinh", "congtrinh", "duan", "tenduan"),
    "first_year": ("firstyear", "namkhoicong", "tunam", "nambatdau", "fromyear"),
    "last_year": ("lastyear", "namhoanthanh", "dennam", "namketthuc", "toyear"),
    "trench_saved_pct": ("trenchsavedpct", "tietkiem", "tylegiamchiphidao", "tietkiemdao"),
    "owner": ("owner", "chudautu", "donvi", "chusohuu"),
    **POSITION,
}


@dataclass(frozen=True, eq=False)
class RoadWorks:
    """Works during which a trench is open: from the first to the last year, both counted.

    ``trench_saved`` is the share of the cost of a trench that digging along saves, 0 to 1.
    """

    name: str
    owner: str
    shape: shapely.MultiLineString
    first_year: int
    last_year: int
    trench_saved: float
    source: str


def read_road_works(settings: TableSettings, epsg: int, log: ProblemLog) -> tuple[RoadWorks, ...]:
    """The works of a file in the scenario's CRS: lines, or a table with a row per point; wrong rows are rejected.

    Raises
    ------
    MissingFileError, CrsError, InputError
        If the file cannot be read or lacks a column.
    """
    table = read_table(settings.file, VOCABULARY, settings.columns, settings.layer, log)
    required = ("name", "first_year", "last_year", "trench_saved_pct")
    if table.geometry is None:
        return _from_points(table, settings, required, epsg, log)
    columns = require_columns(table.headings, VOCABULARY, settings.columns, required, settings.file)
    move = transformer(file_crs(table.crs, settings.crs, settings.file), epsg, settings.file)
    works = []
    for row in read_rows(table, columns):
        try:
            lines = _lines(table.geometry[row.index] if table.geometry is not None else None)
            moved = shapely.transform(shapely.force_2d(lines), move.transform, interleaved=False)
            works.append(_works(row, moved, settings.source))
        except RejectedRow as reason:
            row.report(reason, log)
    return tuple(works)


def _from_points(
    table: Table, settings: TableSettings, required: tuple[str, ...], epsg: int, log: ProblemLog
) -> tuple[RoadWorks, ...]:
    points = points_of(table, settings, epsg)
    required = (*required, *points.required)
    columns = require_columns(table.headings, VOCABULARY, settings.columns, required, settings.file)
    works = []
    for row, line in read_lines(points, columns, "name", log):
        try:
            works.append(_works(row, shapely.MultiLineString([line]), settings.source))
        except RejectedRow as reason:
            row.report(reason, log)
    return tuple(works)


def _lines(shape: shapely.Geometry | None) -> shapely.MultiLineString:
    parts = shapely.get_parts(shape) if shape is not None else []
    lines = [part for part in parts if part.geom_type == "LineString" and part.length > 0]
    if not lines:
        raise RejectedRow("geometry.kind", "", expected="line", got="none" if shape is None else shape.geom_type)
    return shapely.MultiLineString(lines)


def _works(row: Row, shape: shapely.MultiLineString, source: str) -> RoadWorks:
    for field in ("first_year", "last_year", "trench_saved_pct"):
        row.required(field)
    first, last = (int(row.value(field, 2000, 2100, "") or 0) for field in ("first_year", "last_year"))
    saved_pct = row.value("trench_saved_pct", 0, 100, "%") or 0.0
    if first > last:
        raise RejectedRow("works.years", row.heading("last_year"), first=first, last=last)
    return RoadWorks(row.required("name"), row.text("owner"), shape, first, last, saved_pct / 100.0, source)
