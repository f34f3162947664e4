"""Sites that stand twice in the lists of one operator: proposals to make one row of two.

A mast that several operators list is no duplicate: each list tells what its operator has there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import partial
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from covplan.ingest.cleaning import Change, CleanedTable, Proposal, clean_heading, shown
from covplan.ingest.commune_names import LEAST_LIKENESS
from covplan.ingest.headings import clean_text, heading_key

SAME_PLACE_M = 0.1
_POSITION, _COMMUNE = ("x_m", "y_m", "lon", "lat"), ("commune_code", "commune")
_NOT_COMPARED = ("site_id", "name", "technologies", "year", *_POSITION)
_BETWEEN = re.compile(r"[/,;+]")


@dataclass(frozen=True, eq=False)
class ListedSite:
    """A row of a list; ``name`` is empty where the list has none, the position [m] NaN where it cannot be read."""

    table: CleanedTable
    index: int
    id: str
    name: str
    x_m: float
    y_m: float

    @property
    def cells(self) -> dict[str, Any]:
        """Field → cell."""
        row = self.table.cells[self.index] or []
        return {field: row[column] for field, column in self.table.columns.items()} if row else {}


class SiteMerges:
    """The proposals for the sites of one operator, in the order of its lists."""

    def __init__(self, sites: Sequence[ListedSite], radius_m: float) -> None:
        self._radius_m = radius_m
        self._went_into: dict[ListedSite, ListedSite] = {}
        self.proposals = [self._proposal(*pair) for pair in self._pairs(sites)]

    def _pairs(self, sites: Sequence[ListedSite]) -> Iterator[tuple[ListedSite, ListedSite, str]]:
        """The site that stays, the one that goes, and why; each site goes at most once."""
        gone: set[int] = set()
        first: dict[str, ListedSite] = {}
        for k, site in enumerate(sites):
            if first.setdefault(site.id, site) is not site:
                gone.add(k)
                yield first[site.id], site, "fix.same_id"
        for a, b in _near(sites, self._radius_m):
            if b in gone or sites[a].id == sites[b].id:
                continue
            same_place = _away_m(sites[a], sites[b]) <= SAME_PLACE_M
            if same_place or _named_alike(sites[a].name, sites[b].name):
                gone.add(b)
                yield sites[a], sites[b], "fix.same_place" if same_place else "fix.near"

    def _proposal(self, kept: ListedSite, other: ListedSite, code: str) -> Proposal:
        ours, theirs = kept.cells, other.cells
        differs = [
            clean_heading(kept.table.original, column)
            for field, column in kept.table.columns.items()
            if field not in _NOT_COMPARED and _both_and_different(ours[field], theirs.get(field))
        ]
        params = {
            "kept": kept.id,
            "kept_row": kept.table.original.row_numbers[kept.index],
            "kept_file": kept.table.original.file.name,
            "away": _away(kept, other),
            "differs": ", ".join(differs) or "–",
        }
        at = other.table.original
        change = Change(at.file, at.sheet, at.row_numbers[other.index], "", _told(other), _told(kept), code, params)
        about = (*map(shown, ours.values()), "|", *map(shown, theirs.values()))
        return other.table.proposal(change, about, partial(self._merge, kept, other))

    def _merge(self, kept: ListedSite, other: ListedSite) -> None:
        """What the other row says and the kept one does not goes over; both technologies count.

        A position goes over whole or not at all; from another list, which may be in another reference system and of
        another epoch, neither it nor the commune does.
        """
        while kept in self._went_into:
            kept = self._went_into[kept]
        if kept is other:
            return
        ours, one_list = kept.cells, kept.table is other.table
        stays = [] if one_list else [*_POSITION, *_COMMUNE]
        if any(clean_text(ours.get(field)) for field in _POSITION):
            stays += _POSITION
        for field, cell in other.cells.items():
            if field not in ours or field in stays or not clean_text(cell):
                continue
            if field == "technologies":
                both = _joined(clean_text(ours[field]), clean_text(cell))
                if both != clean_text(ours[field]):
                    kept.table.put(kept.index, field, both, "fix.merged", id=other.id)
            elif not clean_text(ours[field]):
                value = shown(cell) if kept.table.as_text else cell
                kept.table.put(kept.index, field, value, "fix.merged", id=other.id)
        other.table.take_out(
            other.index, _told(other), "fix.gone", kept=kept.id, kept_file=kept.table.original.file.name
        )
        self._went_into[other] = kept


def _near(sites: Sequence[ListedSite], radius_m: float) -> list[tuple[int, int]]:
    placed = [k for k, site in enumerate(sites) if np.isfinite(site.x_m + site.y_m)]
    if len(placed) < 2:
        return []
    tree = cKDTree([(sites[k].x_m, sites[k].y_m) for k in placed])
    return sorted((placed[min(pair)], placed[max(pair)]) for pair in tree.query_pairs(radius_m))


def _away_m(one: ListedSite, other: ListedSite) -> float:
    return float(np.hypot(one.x_m - other.x_m, one.y_m - other.y_m))


def _away(one: ListedSite, other: ListedSite) -> str:
    away_m = _away_m(one, other)
    return f"{away_m:.1f} m" if np.isfinite(away_m) else "–"


def _named_alike(one: str, other: str) -> bool:
    """Names alike but for their letters: other numbers are other sites (Buôn Hồ 1 and 2)."""
    a, b = heading_key(one), heading_key(other)
    if not a or not b or re.findall(r"\d+", a) != re.findall(r"\d+", b):
        return False
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= LEAST_LIKENESS


def _both_and_different(ours: Any, theirs: Any) -> bool:
    a, b = clean_text(ours), clean_text(theirs)
    return a != "" and b != "" and a != b


def _joined(ours: str, theirs: str) -> str:
    """Our technologies, and theirs that are missing."""
    there = {heading_key(part) for part in _BETWEEN.split(ours)}
    missing = [part.strip() for part in _BETWEEN.split(theirs) if heading_key(part) and heading_key(part) not in there]
    return "/".join(filter(None, (ours, *missing)))


def _told(site: ListedSite) -> str:
    return f"{site.id} ({site.name})" if site.name else site.id
