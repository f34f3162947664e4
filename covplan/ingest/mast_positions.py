"""Places where somebody wants a mast: a table or point file → ``MastPosition``."""

from __future__ import annotations

from dataclasses import dataclass

import shapely

from covplan.errors import InputError
from covplan.grid import Grid
from covplan.ingest.headings import Vocabulary, heading_key, require_columns
from covplan.ingest.point_rows import POSITION, check_inside, points_of
from covplan.ingest.problems import ProblemLog
from covplan.ingest.rows import RejectedRow, Row, read_rows
from covplan.ingest.settings import TableSettings
from covplan.ingest.table_files import read_table
from covplan.network import MastClass

VOCABULARY: Vocabulary = {
    "id": ("positionid", "mavitri", "id", "ma"),
    "heights_m": ("heightsm", "heights", "heightm", "height", "chieucao", "chieucaocot", "docao", "docaoanten"),
    "mast_class": ("mastclass", "loaicot", "loai"),
    "owner": ("owner", "chusohuu", "donvisohuu"),
    "land": ("land", "loaidat", "dat"),
    "note": ("note", "ghichu"),
    **POSITION,
}
MAST_CLASSES = {
    **dict.fromkeys(("a2b", "matdat"), MastClass.GROUND),
    **dict.fromkeys(("a2a", "congtrinh", "toanha"), MastClass.BUILDING),
}
"""Class of a mast by the key of a word."""
LEAST_HEIGHT_M, MOST_HEIGHT_M = 5.0, 200.0


@dataclass(frozen=True)
class MastPosition:
    """A place for a new mast as somebody gave it.

    ``heights_m`` are the antenna heights above ground that are allowed there, none where the file does not say;
    ``owner`` owns land or building, ``land`` says what land it is, in the file's words.
    """

    id: str
    x_m: float
    y_m: float
    mast_class: MastClass
    heights_m: tuple[float, ...]
    owner: str
    land: str
    note: str


def read_mast_positions(
    settings: TableSettings,
    epsg: int,
    extent: shapely.Geometry | None,
    grid: Grid | None,
    log: ProblemLog,
    taken: set[str],
) -> tuple[MastPosition, ...]:
    """The positions of a file in the scenario's CRS; their ids are added to ``taken``.

    Rejected: a row without id or position, an id that is taken, a height out of 5 to 200 m, an unknown class of mast,
    a point off the grid or outside the province.
    """
    table = read_table(settings.file, VOCABULARY, settings.columns, settings.layer, log)
    points = points_of(table, settings, epsg)
    required = ("id", *points.required)
    columns = require_columns(table.headings, VOCABULARY, settings.columns, required, settings.file)
    positions = []
    for row in read_rows(table, columns):
        try:
            one = _position(row, points.of(row))
            check_inside(row, one.id, shapely.Point(one.x_m, one.y_m), extent, grid)
            if one.id in taken:
                raise RejectedRow("mast_position.twice", row.heading("id"), id=one.id)
        except RejectedRow as reason:
            row.report(reason, log)
            continue
        taken.add(one.id)
        positions.append(one)
    if not positions:
        raise InputError("table.no_rows", file=settings.file.name, count=len(table.rows))
    return tuple(positions)


def _position(row: Row, point: shapely.Point) -> MastPosition:
    word = heading_key(row.text("mast_class"))
    mast_class = MAST_CLASSES.get(word) if word else MastClass.GROUND
    if mast_class is None:
        raise RejectedRow("mast_position.class", row.heading("mast_class"), got=row.text("mast_class"))
    heights_m = row.values("heights_m", LEAST_HEIGHT_M, MOST_HEIGHT_M, "m")
    return MastPosition(
        id=row.required("id"),
        x_m=point.x,
        y_m=point.y,
        mast_class=mast_class,
        heights_m=tuple(dict.fromkeys(heights_m)),
        owner=row.text("owner"),
        land=row.text("land"),
        note=row.text("note"),
    )
