"""Points at which cable from outside reaches the province's roads: neighbouring provinces, inter-provincial nodes."""

from __future__ import annotations

from dataclasses import dataclass

from covplan.ingest.headings import Vocabulary, require_columns
from covplan.ingest.owners import owner_id
from covplan.ingest.point_rows import POSITION, points_of
from covplan.ingest.problems import ProblemLog
from covplan.ingest.rows import RejectedRow, read_rows
from covplan.ingest.settings import TableSettings
from covplan.ingest.table_files import read_table

VOCABULARY: Vocabulary = {
    "name": ("name", "ten", "tendiem", "diemvao"),
    "owner": ("owner", "donvi", "chusohuu", "operator"),
    "leads_to": ("leadsto", "tinh", "province", "huong", "noiden"),
    **POSITION,
}


@dataclass(frozen=True)
class FibreEntry:
    """Where cable of ``owner`` (empty: not told) comes in from ``leads_to``, e.g. a province."""

    name: str
    owner: str
    leads_to: str
    x_m: float
    y_m: float
    source: str


def read_fibre_entries(settings: TableSettings, epsg: int, log: ProblemLog) -> tuple[FibreEntry, ...]:
    """The entries of a table or point file in the scenario's CRS; they may lie outside the province.

    Raises
    ------
    MissingFileError, CrsError, InputError
        If the file cannot be read or lacks a column.
    """
    table = read_table(settings.file, VOCABULARY, settings.columns, settings.layer, log)
    points = points_of(table, settings, epsg)
    required = ("name", *points.required)
    columns = require_columns(table.headings, VOCABULARY, settings.columns, required, settings.file)
    entries = []
    for row in read_rows(table, columns):
        try:
            name, point = row.required("name"), points.of(row)
        except RejectedRow as reason:
            row.report(reason, log)
            continue
        owner = owner_id(row.text("owner"))
        entries.append(FibreEntry(name, owner, row.text("leads_to"), point.x, point.y, settings.source))
    return tuple(entries)
