"""Communes before July 2025 → the communes that they went into: a table of old and new codes and names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import shapely

from covplan.errors import Severity
from covplan.ingest.commune_names import CommuneNames, KnownCommune
from covplan.ingest.headings import Vocabulary, code_text, require_columns
from covplan.ingest.problems import ProblemLog
from covplan.ingest.rows import RejectedRow, read_rows
from covplan.ingest.table_files import read_table

VOCABULARY: Vocabulary = {
    "old_code": ("oldcode", "maxacu", "macu", "maphuongxacu"),
    "old_name": ("oldname", "tenxacu", "tencu", "tenphuongxacu"),
    "new_code": ("newcode", "maxamoi", "mamoi", "maphuongxamoi"),
    "new_name": ("newname", "tenxamoi", "tenmoi", "tenphuongxamoi"),
}


@dataclass(frozen=True, eq=False)
class Crosswalk:
    """Old code → new codes, several where an old commune was divided; and the old names."""

    new_codes: Mapping[str, tuple[str, ...]]
    old_names: CommuneNames

    def new_code(self, old_code: str, point: shapely.Point, shapes: Mapping[str, shapely.Geometry]) -> str | None:
        """The new commune of a point in an old one, by the point itself where the old one was divided.

        Parameters
        ----------
        point : Point
            In the CRS of ``shapes``.
        shapes : mapping
            New code → its polygon.

        Returns
        -------
        str or None
            None for an unknown code, and for a divided commune none or several of whose parts hold the point.
        """
        codes = self.new_codes.get(old_code, ())
        if len(codes) > 1:
            codes = tuple(code for code in codes if code in shapes and shapely.intersects(shapes[code], point))
        return codes[0] if len(codes) == 1 else None


def read_crosswalk(file: Path) -> Crosswalk:
    """The crosswalk of a table; a divided commune has a row for each part.

    Raises
    ------
    MissingFileError, InputError
        If the file cannot be read or lacks a column.
    InputProblemsError
        With every row that has an empty cell, or gives an old code another name than before.
    """
    table = read_table(file, VOCABULARY, {})
    columns = require_columns(table.headings, VOCABULARY, {}, VOCABULARY, file)
    log = ProblemLog()
    codes: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for row in read_rows(table, columns):
        try:
            old, name, new, _ = (row.required(field) for field in VOCABULARY)
            old, new = code_text(row.cell("old_code")), code_text(row.cell("new_code"))
            if names.setdefault(old, name) != name:
                raise RejectedRow("crosswalk.name", row.heading("old_name"), commune=old, first=names[old], got=name)
        except RejectedRow as reason:
            row.report(reason, log, Severity.ERROR)
            continue
        if new not in codes.setdefault(old, []):
            codes[old].append(new)
    log.raise_errors()
    known = CommuneNames(KnownCommune(code, name) for code, name in names.items())
    return Crosswalk({old: tuple(new) for old, new in codes.items()}, known)
