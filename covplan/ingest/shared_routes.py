"""Ducts and rows of poles (power, lighting, telecom) in which or on which cable may be laid → ``SharedRoute``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import shapely

from covplan.errors import Severity
from covplan.ingest.fibre_routes import whole_number
from covplan.ingest.headings import Vocabulary
from covplan.ingest.owners import owner_id
from covplan.ingest.passive_codes import DUCT_CODES, POLE_CODES, passive_code
from covplan.ingest.problems import ProblemLog
from covplan.ingest.settings import FibreSettings
from covplan.ingest.vectors import named_columns, read_vectors, text_column

VOCABULARY: Vocabulary = {
    "id": ("id", "matuyen", "routeid", "tentuyen", "ma", "name", "ten"),
    "owner": ("owner", "donvi", "chusohuu", "operator", "donviquanly"),
    "code": ("code", "loai", "maloai", "loaicongtrinh", "type"),
    "free": ("free", "freeducts", "ongtrong", "soongtrong", "controng", "vitritrong"),
}


class RouteKind(StrEnum):
    """What holds the cable."""

    DUCT = "duct"
    POLES = "poles"


@dataclass(frozen=True, eq=False)
class SharedRoute:
    """A duct or a row of poles: a line, or single poles as points.

    ``free`` is the number of free ducts or places on the poles, None where the file does not say; ``code`` is N1 or N2
    of a duct and C1 or C2 of poles, as the file states it, else empty.
    """

    id: str
    owner: str
    kind: RouteKind
    shape: shapely.LineString | shapely.MultiPoint
    free: int | None
    source: str
    code: str = ""


def read_shared_routes(settings: FibreSettings, kind: RouteKind, epsg: int, log: ProblemLog) -> tuple[SharedRoute, ...]:
    """The ducts or poles of one file in the scenario's CRS; poles that are points become one route per owner and code.

    Raises
    ------
    MissingFileError, CrsError, InputError
        If the file cannot be read.
    """
    named = named_columns(
        read_vectors(settings.file, settings.layer, settings.crs, epsg, log), VOCABULARY, settings.columns, (),
        settings.file,
    )  # fmt: skip
    names, owners, stated = (text_column(named, field) for field in ("id", "owner", "code"))
    known = DUCT_CODES if kind is RouteKind.DUCT else POLE_CODES
    routes, poles = [], dict[tuple[str, str], list[shapely.Point]]()
    for k, (row, shape) in enumerate(zip(named["row"], named.geometry, strict=True)):
        owner = owner_id(owners[k]) or settings.owner
        if not owner:
            log.add(Severity.REJECTED, "route.owner", settings.file, row=int(row))
            continue
        parts = shapely.get_parts(shape)
        lines = [part for part in parts if part.geom_type == "LineString" and part.length > 0]
        points = [part for part in parts if part.geom_type == "Point"] if kind is RouteKind.POLES else []
        if not lines and not points:
            params = {"expected": "line", "got": shape.geom_type}
            log.add(Severity.REJECTED, "geometry.kind", settings.file, row=int(row), **params)
            continue
        try:
            free = whole_number(named, "free", k)
        except ValueError as error:
            log.add(Severity.REJECTED, "cell.count", settings.file, row=int(row), got=str(error))
            continue
        code = passive_code(stated[k], known)
        if free != 0:
            poles.setdefault((owner, code), []).extend(points)
        id = names[k] or f"{settings.file.stem}-{row}"
        routes += [SharedRoute(id, owner, kind, line, free, settings.source, code) for line in lines]
    for (owner, code), points in poles.items():
        if points:
            id = "-".join(filter(None, (settings.file.stem, owner, code)))
            routes.append(SharedRoute(id, owner, kind, shapely.MultiPoint(points), None, settings.source, code))
    return tuple(routes)
