"""Operators' cable routes → ``FibreRoute``."""

from __future__ import annotations

from collections import Counter
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from covplan.errors import InputError, Severity
from covplan.ingest.coordinates import parse_number
from covplan.ingest.headings import Vocabulary, clean_text, heading_key, require_columns
from covplan.ingest.line_tables import read_lines
from covplan.ingest.owners import owner_id
from covplan.ingest.point_rows import POSITION, points_of
from covplan.ingest.problems import ProblemLog
from covplan.ingest.settings import FibreSettings
from covplan.ingest.table_files import TABLE_SUFFIXES, read_table
from covplan.ingest.vectors import named_columns, read_vectors, text_column
from covplan.network import CableKind, FibreRoute

VOCABULARY: Vocabulary = {
    "id": ("id", "matuyen", "routeid", "tentuyen", "ma"),
    "owner": ("owner", "donvi", "chusohuu", "dn", "dnsohuu", "nhamang", "operator"),
    "kind": ("kind", "loai", "loaituyen", "type"),
    "fibres": ("fibres", "fibers", "sosoi", "soi", "dungluong"),
    "spare_fibres": ("sparefibres", "soiroi", "soitrong", "soiduphong"),
}
TABLE_VOCABULARY: Vocabulary = {**VOCABULARY, **POSITION}
"""Of a table with a row for each point of a cable."""

_KINDS = {
    CableKind.BURIED: ("buried", "ngam", "chon", "chontructiep"),
    CableKind.DUCT: ("duct", "cong", "congbe", "trongcong"),
    CableKind.AERIAL: ("aerial", "treo"),
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words}


def read_fibre(
    settings: FibreSettings, epsg: int, log: ProblemLog, near: shapely.Geometry | None = None
) -> tuple[FibreRoute, ...]:
    """The cables of one file in the scenario's CRS; ids that repeat are numbered (``VI-QL.14/2``).

    Raises
    ------
    MissingFileError, CrsError, InputError
        If the file cannot be read, no feature is a usable cable, or none comes ``near`` the province.
    """
    sheet, headings = "", dict[str, str]()
    if settings.file.suffix.lower() in TABLE_SUFFIXES:
        named, sheet, headings = _from_points(settings, epsg, log)
    else:
        raw = read_vectors(settings.file, settings.layer, settings.crs, epsg, log)
        named = named_columns(raw, VOCABULARY, settings.columns, (), settings.file)
    names, owners, kinds = (text_column(named, field) for field in ("id", "owner", "kind"))
    used: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    routes = []
    for k, (row, shape) in enumerate(zip(named["row"], named.geometry, strict=True)):
        where: dict[str, Any] = {"file": settings.file, "sheet": sheet, "row": int(row)}
        owner = owner_id(owners[k]) or settings.owner
        lines = [part for part in shapely.get_parts(shape) if part.geom_type == "LineString" and part.length > 0]
        if not owner:
            log.add(Severity.REJECTED, "fibre.owner", **where, column=headings.get("owner", ""))
            continue
        if not lines:
            log.add(Severity.REJECTED, "geometry.kind", **where, expected="line", got=shape.geom_type)
            continue
        kind = _KIND_OF.get(heading_key(kinds[k]), CableKind.UNKNOWN)
        if kind is CableKind.UNKNOWN:
            unknown[kinds[k] or "-"] += 1
        counts: dict[str, int | None] = {}
        try:
            for field in ("fibres", "spare_fibres"):
                counts[field] = whole_number(named, field, k)
        except ValueError as error:
            log.add(Severity.REJECTED, "cell.count", **where, column=headings.get(field, field), got=str(error))
            continue
        fibres, spare = counts["fibres"], counts["spare_fibres"]
        if fibres is not None and spare is not None and spare > fibres:
            column = headings.get("spare_fibres", "")
            log.add(Severity.REJECTED, "fibre.spare", **where, column=column, spare=spare, fibres=fibres)
            continue
        for line in lines:
            name = names[k] or f"{settings.file.stem}-{row}"
            used[name] += 1
            id = name if used[name] == 1 else f"{name}/{used[name]}"
            routes.append(FibreRoute(id, owner, line, kind, fibres, spare, settings.file.name, int(row)))
    for word, count in unknown.items():
        log.note("fibre.kind", settings.file, got=word, count=count)
    if not routes:
        raise InputError("table.no_rows", file=settings.file.name, count=len(named))
    if near is not None and not any(near.intersects(route.line) for route in routes):
        raise InputError("vector.elsewhere", file=settings.file.name)
    return tuple(routes)


def _from_points(settings: FibreSettings, epsg: int, log: ProblemLog) -> tuple[gpd.GeoDataFrame, str, dict[str, str]]:
    """The cables of a table, its sheet, and its headings of our fields."""
    table = read_table(settings.file, TABLE_VOCABULARY, settings.columns, settings.layer, log)
    points = points_of(table, settings, epsg)
    required = ("id", *points.required)
    columns = require_columns(table.headings, TABLE_VOCABULARY, settings.columns, required, settings.file)
    lines = read_lines(points, columns, "id", log)
    if not lines:
        raise InputError("table.no_rows", file=settings.file.name, count=len(table.rows))
    cells = {field: [row.cell(field) for row, _ in lines] for field in columns if field in VOCABULARY}
    frame = gpd.GeoDataFrame(
        {**cells, "row": [row.number for row, _ in lines]}, geometry=[line for _, line in lines], crs=epsg
    )
    return frame, table.sheet, {field: lines[0][0].heading(field) for field in columns}


def whole_number(named: pd.DataFrame, field: str, k: int) -> int | None:
    """A count of row ``k``, None where it is empty; raises ``ValueError`` if it is no whole number of 0 or more."""
    value = named[field].iloc[k] if field in named else None
    if clean_text(value) == "":
        return None
    number = parse_number(value)
    if number < 0 or number != round(number):
        raise ValueError(value)
    return int(number)
