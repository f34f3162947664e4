"""Operators' cable routes → ``FibreRoute``."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd
import shapely

from covplan.errors import InputError, Severity
from covplan.ingest.coordinates import parse_number
from covplan.ingest.headings import Vocabulary, clean_text, heading_key
from covplan.ingest.owners import owner_id
from covplan.ingest.problems import ProblemLog
from covplan.ingest.settings import FibreSettings
from covplan.ingest.vectors import named_columns, read_vectors, text_column
from covplan.network import CableKind, FibreRoute

VOCABULARY: Vocabulary = {
    "id": ("id", "matuyen", "routeid", "tentuyen", "ma"),
    "owner": ("owner", "donvi", "chusohuu", "dn", "dnsohuu", "nhamang", "operator"),
    "kind": ("kind", "loai", "loaituyen", "type"),
    "fibres": ("fibres", "fibers", "sosoi", "soi", "dungluong"),
    "spare_fibres": ("sparefibres", "soiroi", "soitrong", "soiduphong"),
}

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
    raw = read_vectors(settings.file, settings.layer, settings.crs, epsg, log)
    named = named_columns(raw, VOCABULARY, settings.columns, (), settings.file)
    names, owners, kinds = (text_column(named, field) for field in ("id", "owner", "kind"))
    used: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    routes = []
    for k, (row, shape) in enumerate(zip(named["row"], named.geometry, strict=True)):
        where: dict[str, Any] = {"file": settings.file, "row": int(row)}
        owner = owner_id(owners[k]) or settings.owner
        lines = [part for part in shapely.get_parts(shape) if part.geom_type == "LineString" and part.length > 0]
        if not owner:
            log.add(Severity.REJECTED, "fibre.owner", **where)
            continue
        if not lines:
            log.add(Severity.REJECTED, "geometry.kind", **where, expected="line", got=shape.geom_type)
            continue
        kind = _KIND_OF.get(heading_key(kinds[k]), CableKind.UNKNOWN)
        if kind is CableKind.UNKNOWN:
            unknown[kinds[k] or "-"] += 1
        counts: list[int | None] = []
        try:
            for field in ("fibres", "spare_fibres"):
                counts.append(whole_number(named, field, k))
        except ValueError as error:
            log.add(Severity.REJECTED, "cell.count", **where, column=field, got=str(error))
            continue
        fibres, spare = counts
        if fibres is not None and spare is not None and spare > fibres:
            log.add(Severity.REJECTED, "fibre.spare", **where, spare=spare, fibres=fibres)
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


def whole_number(named: pd.DataFrame, field: str, k: int) -> int | None:
    """A count of row ``k``, None where it is empty; raises ``ValueError`` if it is no whole number of 0 or more."""
    value = named[field].iloc[k] if field in named else None
    if clean_text(value) == "":
        return None
    number = parse_number(value)
    if number < 0 or number != round(number):
        raise ValueError(value)
    return int(number)
