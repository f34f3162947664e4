"""Commune names and codes of a site list: codes that follow from names, and what a person must decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import shapely

from covplan.ingest.cleaning import CleanedTable, Proposal
from covplan.ingest.commune_codes import KnownCommunes, disagree
from covplan.ingest.commune_names import KnownCommune
from covplan.ingest.headings import code_text
from covplan.ingest.rows import Row


@dataclass(frozen=True)
class NewUnit:
    """The commune of today of one site whose list has codes of before July 2025; empty where it cannot be told."""

    file: str
    row: int
    site_id: str
    old_code: str
    old_name: str
    new_code: str
    by_position: bool  # the old commune was divided


def fix_codes(cleaned: CleanedTable, known: KnownCommunes) -> None:
    """Fill in the codes that are missing and follow from a name beyond doubt."""
    if not {"commune", "commune_code"} <= cleaned.columns.keys():
        return
    for row in cleaned.rows:
        match = known.names.match(row.text("commune"))
        if not row.text("commune_code") and match.certain:
            cleaned.put(row.index, "commune_code", match.communes[0].code, "fix.commune_code", name=row.text("commune"))


def propose_communes(
    cleaned: CleanedTable, known: KnownCommunes, points: dict[int, shapely.Point]
) -> Iterator[Proposal]:
    """A proposal for each commune that a doubtful name may mean, and both ways out where name and code disagree.

    ``points`` holds the positions of the rows that have one.
    """
    if "commune" not in cleaned.columns:
        return
    for row in cleaned.rows:
        name, code = row.text("commune"), code_text(row.cell("commune_code"))
        match = known.names.match(name)
        if not name or (match.certain and not disagree(known.names, code, name)):
            continue
        where = _where(known, points.get(row.index))
        coded = known.names.by_code.get(code)
        if coded is not None and coded in match.communes:
            yield _rename(cleaned, row, coded, where, "fix.commune_spelling")
            continue
        for one in match.communes:
            if "commune_code" in cleaned.columns:
                yield _recode(cleaned, row, one, where, "fix.commune_maybe" if coded is None else "fix.commune_differs")
            else:
                yield _rename(cleaned, row, one, where, "fix.commune_maybe")
        if coded is not None:
            yield _rename(cleaned, row, coded, where, "fix.commune_differs")


def new_units(cleaned: CleanedTable, known: KnownCommunes, points: dict[int, shapely.Point]) -> Iterator[NewUnit]:
    """The communes of today of a list with codes of before July 2025."""
    if known.crosswalk is None or "commune_code" not in cleaned.columns:
        return
    for row in cleaned.rows:
        code = code_text(row.cell("commune_code"))
        if code not in known.names.by_code:
            continue
        point = points.get(row.index, shapely.Point())
        today = known.today(code, point) or ""
        divided = len(known.crosswalk.new_codes[code]) > 1
        name = known.names.by_code[code].name
        yield NewUnit(cleaned.original.file.name, row.number, row.text("site_id"), code, name, today, divided)


def _where(known: KnownCommunes, point: shapely.Point | None) -> str:
    """Code of the commune of today that a site lies in."""
    return "–" if point is None else known.at(point) or "–"


def _recode(cleaned: CleanedTable, row: Row, one: KnownCommune, where: str, code: str) -> Proposal:
    params = {"name": row.text("commune"), "proposed": one.name, "commune": one.code, "where": where}
    change = cleaned.change(row.index, "commune_code", one.code, code, **params)
    apply = partial(cleaned.put, row.index, "commune_code", one.code, code, **params)
    return cleaned.proposal(change, (row.text("site_id"), params["name"]), apply)


def _rename(cleaned: CleanedTable, row: Row, one: KnownCommune, where: str, code: str) -> Proposal:
    params = {"name": row.text("commune"), "proposed": one.name, "commune": one.code, "where": where}
    name = _with_kind(one)
    change = cleaned.change(row.index, "commune", name, code, **params)
    apply = partial(cleaned.put, row.index, "commune", name, code, **params)
    about = (row.text("site_id"), params["name"], code_text(row.cell("commune_code")))
    return cleaned.proposal(change, about, apply)


def _with_kind(one: KnownCommune) -> str:
    """``Xã Ea Ô``: so that a name tells apart communes of one name and another kind."""
    if not one.kind or one.name.lower().startswith(one.kind.lower()):
        return one.name
    return f"{one.kind[0].upper()}{one.kind[1:]} {one.name}"
