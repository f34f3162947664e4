"""The tables of a scenario → cleaned ones: what is certain is corrected, what is not is proposed to a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import shapely

from covplan.errors import CovplanError, InputError
from covplan.ingest import (
    costs,
    fibre_entries,
    fibre_routes,
    indicators,
    km_posts,
    mast_positions,
    places,
    risk_groups,
    road_works,
    spectrum,
    villages,
)
from covplan.ingest.boundaries import province_extent, read_communes
from covplan.ingest.cell_fixes import fixed_cell
from covplan.ingest.cleaning import Change, CleanedTable, Proposal
from covplan.ingest.commune_codes import KnownCommunes, known_communes
from covplan.ingest.commune_fixes import NewUnit, fix_codes, new_units, propose_communes
from covplan.ingest.crosswalk import read_crosswalk
from covplan.ingest.headings import Vocabulary, require_columns
from covplan.ingest.problems import ProblemLog
from covplan.ingest.settings import AreaSettings, Coordinates, SiteListSettings
from covplan.ingest.site_lists import as_declared, read_positions
from covplan.ingest.site_merges import ListedSite, SiteMerges
from covplan.ingest.site_rows import VOCABULARY as SITE_VOCABULARY
from covplan.ingest.site_rows import SiteContext
from covplan.ingest.table_files import TABLE_SUFFIXES, read_table

_VOCABULARIES: dict[str, Vocabulary] = {
    "fibre": fibre_routes.TABLE_VOCABULARY,
    "fibre_entries": fibre_entries.VOCABULARY,
    "km_posts": km_posts.VOCABULARY,
    "places": places.VOCABULARY,
    "positions": mast_positions.VOCABULARY,
    "road_works": road_works.VOCABULARY,
    "villages": villages.VOCABULARY,
}
"""Of the inputs that may be tables, by their key in the scenario."""

_OTHERS: dict[str, Vocabulary] = {
    "costs": costs.VOCABULARY,
    "spectrum": spectrum.VOCABULARY,
    "risk_groups": risk_groups.VOCABULARY,
}


@dataclass(frozen=True, eq=False)
class Fixed:
    """The cleaned tables, what was changed in them, what is proposed, and what a person decided."""

    tables: tuple[CleanedTable, ...]
    changes: tuple[Change, ...]
    proposals: tuple[Proposal, ...]
    decisions: Mapping[str, bool | None]
    new_units: tuple[NewUnit, ...]
    commune_names: Mapping[str, str]  # of the scenario, by code

    @property
    def outdated(self) -> tuple[str, ...]:
        """Decisions about rows that are not there any more, or say something else now."""
        known = {one.id for one in self.proposals}
        return tuple(id for id, agreed in self.decisions.items() if agreed is not None and id not in known)


@dataclass(eq=False)
class _Work:
    """What the parts of the correction write into."""

    tables: list[CleanedTable] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    units: list[NewUnit] = field(default_factory=list)


def fix_tables(
    settings: AreaSettings, registries: Sequence[Path] = (), decisions: Mapping[str, bool | None] | None = None
) -> Fixed:
    """Correct the tables (CSV, XLSX) of an area and of the registries of indicators; nothing is written.

    Vector files stay as they are. A file that cannot be read at all is left to ``read_area``, which tells why.

    Parameters
    ----------
    decisions : mapping, optional
        From ``read_decisions``: proposals that are agreed to are carried out.

    Raises
    ------
    InputError
        If two proposals for one cell are agreed to.
    """
    work, decided = _Work(), decisions or {}
    context = _context(settings)
    lists = [
        (one, _cleaned(work, "sites", one.file, one.sheet, one.columns))
        for one in settings.sites
        if one.coordinates is not Coordinates.GEOMETRY
    ]
    for kind, file, sheet, columns in _other_tables(settings, registries):
        _cleaned(work, kind, file, sheet, columns)
    listed: dict[str, list[ListedSite]] = {}
    for one, cleaned in lists:
        if cleaned is not None:
            listed.setdefault(one.operator, []).extend(_fix_list(work, one, cleaned, context))
    for sites in listed.values():
        work.proposals += SiteMerges(sites, settings.location_radius_m).proposals
    _carry_out(work.proposals, decided)
    communes = context.communes
    names = {} if communes is None else dict(zip(communes["code"], communes["name"], strict=True))
    return Fixed(tuple(work.tables), tuple(work.changes), tuple(work.proposals), decided, tuple(work.units), names)


def _context(settings: AreaSettings) -> SiteContext:
    log = ProblemLog()
    read = partial(read_communes, settings.boundaries, settings.epsg, settings.admin_epoch, log)
    communes = log.attempt(settings.boundaries.file, read)
    extent = None if communes is None else province_extent(communes)
    crosswalk = None
    if settings.crosswalk is not None:
        crosswalk = log.attempt(settings.crosswalk, partial(read_crosswalk, settings.crosswalk))
    return SiteContext(settings.epsg, settings.admin_epoch, settings.carriers, extent, communes, crosswalk)


def _other_tables(
    settings: AreaSettings, registries: Sequence[Path]
) -> Iterator[tuple[str, Path, str | None, Mapping[str, str]]]:
    for kind in _VOCABULARIES:
        for one in getattr(settings, kind):
            yield kind, one.file, one.layer, one.columns
    for kind in _OTHERS:
        if (file := getattr(settings, kind)) is not None:
            yield kind, file, None, {}
    for file in registries:
        yield "indicators", file, None, {}


def _cleaned(work: _Work, kind: str, file: Path, sheet: str | None, mapping: Mapping[str, str]) -> CleanedTable | None:
    """A table with what is certain corrected; None where it cannot be read as a table."""
    others = {"sites": SITE_VOCABULARY, "indicators": indicators.VOCABULARY}
    vocabulary = (others | _VOCABULARIES | _OTHERS)[kind]
    if file.suffix.lower() not in TABLE_SUFFIXES:
        return None
    try:
        table = read_table(file, vocabulary, mapping, sheet)
        columns = require_columns(table.headings, vocabulary, mapping, (), file)
    except CovplanError:
        return None
    if any((one.original.file, one.original.sheet) == (file, table.sheet) for one in work.tables):
        return None  # a sheet that two inputs read is cleaned for the first
    cleaned = CleanedTable(table, columns, work.changes)
    for index, cells in enumerate(table.rows):
        for name, column in columns.items():
            found = fixed_cell(name, cells[column], as_text=cleaned.as_text)
            if found is not None:
                cleaned.put(index, name, *found)
    work.tables.append(cleaned)
    return cleaned


def _fix_list(work: _Work, settings: SiteListSettings, cleaned: CleanedTable, context: SiteContext) -> list[ListedSite]:
    """Communes of one list; its sites, for comparing them with one another."""
    known = _known(settings, context)
    if known is not None:
        fix_codes(cleaned, known)
    points = _points(settings, cleaned, context)
    if known is not None:
        work.proposals += propose_communes(cleaned, known, points)
        work.units += new_units(cleaned, known, points)
    nowhere = shapely.Point(float("nan"), float("nan"))
    sites = []
    for row in cleaned.rows:
        if id := row.text("site_id"):
            point = points.get(row.index, nowhere)
            sites.append(ListedSite(cleaned, row.index, id, row.text("name"), point.x, point.y))
    return sites


def _known(settings: SiteListSettings, context: SiteContext) -> KnownCommunes | None:
    try:
        return known_communes(
            settings.admin_epoch, context.admin_epoch, context.communes, context.crosswalk, settings.file
        )
    except CovplanError:  # told by ``read_area``
        return None


def _points(settings: SiteListSettings, cleaned: CleanedTable, context: SiteContext) -> dict[int, shapely.Point]:
    try:
        declared = as_declared(settings)
        rows, at = read_positions(cleaned.table, dict(cleaned.columns), declared, context, ProblemLog())
    except CovplanError:
        return {}
    places = zip(rows, at.x_m, at.y_m, strict=True)
    return {row.index: shapely.Point(x_m, y_m) for row, x_m, y_m in places if x_m - x_m == 0 and y_m - y_m == 0}


def _carry_out(proposals: Sequence[Proposal], decisions: Mapping[str, bool | None]) -> None:
    agreed: dict[tuple[Any, ...], Proposal] = {}
    chosen = [one for one in proposals if decisions.get(one.id)]
    for one in chosen:
        at = one.change
        about = "commune" if at.code.startswith("fix.commune") else at.column  # its name and code hang together
        if agreed.setdefault((at.file, at.sheet, at.row, about), one) is not one:
            raise InputError("decision.twice", file=at.file.name, row=at.row)
    for one in chosen:
        one.apply()
