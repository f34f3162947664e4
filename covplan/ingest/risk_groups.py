"""A list of shared-risk groups (name, kind, site ids): sites that one event takes off the air together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from covplan.errors import Severity
from covplan.ingest.headings import Vocabulary, heading_key, require_columns
from covplan.ingest.problems import ProblemLog
from covplan.ingest.rows import RejectedRow, Row, read_rows
from covplan.ingest.table_files import read_table
from covplan.network import Site

VOCABULARY: Vocabulary = {
    "name": ("name", "ten", "tennhom", "nhom", "group"),
    "kind": ("kind", "loai", "loainhom", "type"),
    "sites": ("sites", "siteids", "siteid", "tram", "matram", "danhsachtram"),
}


class RiskKind(StrEnum):
    """What the sites of a group share."""

    MAST = "mast"
    FIBRE = "fibre"
    POWER = "power"
    ROAD = "road"


_KINDS = {
    RiskKind.MAST: ("mast", "cot", "cotangten"),
    RiskKind.FIBRE: ("fibre", "fiber", "cap", "capquang"),
    RiskKind.POWER: ("power", "dien", "khuvucdien", "nguondien"),
    RiskKind.ROAD: ("road", "duong"),
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words}


@dataclass(frozen=True)
class RiskGroup:
    """Sites that fail together; ``sites`` are ids."""

    kind: RiskKind
    name: str
    sites: tuple[str, ...]


def read_risk_groups(file: Path, sites: Sequence[Site], log: ProblemLog) -> tuple[RiskGroup, ...]:
    """The groups of a file, in the order of their first row; rows of one kind and name are one group.

    Ids that no site list has are left out and noted.

    Raises
    ------
    MissingFileError, InputError
        If the file cannot be read or lacks a column.
    """
    table = read_table(file, VOCABULARY, {}, log=log)
    columns = require_columns(table.headings, VOCABULARY, {}, VOCABULARY, file)
    known = {site.id for site in sites}
    members: dict[tuple[RiskKind, str], list[str]] = {}
    for row in read_rows(table, columns):
        try:
            kind, name, ids = _row(row)
            if unknown := [id for id in ids if id not in known]:
                row.report(RejectedRow("risk.sites", row.heading("sites"), ids=", ".join(unknown)), log, Severity.NOTE)
            members.setdefault((kind, name), []).extend(id for id in ids if id in known)
        except RejectedRow as reason:
            row.report(reason, log)
    return tuple(RiskGroup(kind, name, distinct(ids)) for (kind, name), ids in members.items() if ids)


def distinct(ids: Iterable[str]) -> tuple[str, ...]:
    """The ids, each once, in order."""
    return tuple(dict.fromkeys(ids))


def _row(row: Row) -> tuple[RiskKind, str, list[str]]:
    word = row.required("kind")
    if (kind := _KIND_OF.get(heading_key(word))) is None:
        raise RejectedRow("risk.kind", row.heading("kind"), got=word, known=", ".join(RiskKind))
    ids = [id.strip() for id in row.required("sites").replace(",", ";").split(";")]
    return kind, row.required("name"), [id for id in ids if id]
