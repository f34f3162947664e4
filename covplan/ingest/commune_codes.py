"""Commune codes and names in a site list, held against one another and against the positions of the sites."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import shapely

from covplan.errors import AdminEpochError, Severity
from covplan.ingest.commune_names import CommuneNames, KnownCommune
from covplan.ingest.crosswalk import Crosswalk
from covplan.ingest.headings import code_text
from covplan.ingest.problems import ProblemLog
from covplan.ingest.rows import RejectedRow, Row
from covplan.ingest.settings import AdminEpoch

COMMUNE_TOLERANCE_M = 1000.0
"""A site farther from the commune that its code names is worth a note."""


@dataclass(frozen=True, eq=False)
class KnownCommunes:
    """The communes that the codes of one list mean, and the scenario's polygons of today.

    ``crosswalk`` is there where the codes are of before July 2025 and the polygons of after.
    """

    names: CommuneNames
    shapes: dict[str, shapely.Geometry]
    crosswalk: Crosswalk | None

    def today(self, code: str, point: shapely.Point) -> str | None:
        """The scenario's commune that a code of the list stands for at a point; None where it cannot be told."""
        if self.crosswalk is None:
            return code if code in self.shapes else None
        return self.crosswalk.new_code(code, point, self.shapes)

    def at(self, point: shapely.Point) -> str:
        """Code of the scenario's commune at a point, empty outside."""
        return next((code for code, shape in self.shapes.items() if shapely.intersects(shape, point)), "")


def known_communes(
    epoch: AdminEpoch | None,
    expected: AdminEpoch,
    communes: gpd.GeoDataFrame | None,
    crosswalk: Crosswalk | None,
    file: Path,
) -> KnownCommunes | None:
    """What the codes of a list mean; None where its epoch was not declared or the communes could not be read.

    Raises
    ------
    AdminEpochError
        If the epoch is another than the scenario's, and no crosswalk leads from it to that.
    """
    if epoch is None:
        return None
    older = epoch is AdminEpoch.PRE_2025 and expected is AdminEpoch.JULY_2025
    if epoch != expected and not (older and crosswalk is not None):
        raise AdminEpochError("epoch.mixed", file=file.name, epoch=epoch.value, expected=expected.value)
    if communes is None:
        return None
    shapes = dict(zip(communes["code"], communes.geometry, strict=True))
    if epoch != expected:
        assert crosswalk is not None
        return KnownCommunes(crosswalk.old_names, shapes, crosswalk)
    kinds = communes["type"] if "type" in communes else [""] * len(communes)
    listed = zip(communes["code"], communes["name"], kinds, strict=True)
    return KnownCommunes(CommuneNames(KnownCommune(*one) for one in listed), shapes, None)


def disagree(names: CommuneNames, code: str, name: str) -> bool:
    """Whether a code that is known and a name do not mean the same commune, nor ones with names alike."""
    return code in names.by_code and name != "" and names.by_code[code] not in names.match(name).communes


def check_names(rows: Iterable[Row], known: KnownCommunes, log: ProblemLog) -> None:
    """An error for each row whose code and name of the commune do not fit."""
    for row in rows:
        code, name = code_text(row.cell("commune_code")), row.text("commune")
        if disagree(known.names, code, name):
            named = known.names.by_code[code].name
            reason = RejectedRow("site.commune_name", row.heading("commune"), got=name, commune=code, named=named)
            row.report(reason, log, Severity.ERROR)


def note_positions(
    places: Iterable[tuple[str, str, float, float]], known: KnownCommunes, file: Path, log: ProblemLog
) -> None:
    """Say how many sites lie far from the commune that their code names; ``places`` are id, code, x and y."""
    off = []
    for id, code, x_m, y_m in places:
        point = shapely.Point(x_m, y_m)
        today = known.today(code, point) if code else ""
        if today == "":
            continue
        if today is None or not shapely.dwithin(known.shapes[today], point, COMMUNE_TOLERANCE_M):
            off.append(id)
    if off:
        ids = ", ".join(off[:10]) + (" …" if len(off) > 10 else "")
        log.note("site.commune", file, count=len(off), ids=ids)
