"""Sections that somebody wants or rules out, by road and Km or as drawn lines → edges of the corridors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from covplan.errors import PlanningError
from covplan.ingest.drawn_lines import DrawnLine
from covplan.linear_reference import ReferencedRoad, Stretch, parse_stretch
from covplan.routing.corridors import Corridors, chainages
from covplan.routing.noding import Floats, Ints
from covplan.routing.settings import RoutingSettings


@dataclass(frozen=True, eq=False)
class MarkedSections:
    """What ``lock`` and ``forbid`` name; each with the text by which it is known."""

    locked: tuple[tuple[str, Stretch | DrawnLine], ...] = ()
    forbidden: tuple[tuple[str, Stretch | DrawnLine], ...] = ()

    def ends(self, references: Mapping[str, ReferencedRoad]) -> Floats:
        """Where sections begin and end, shape (ends, 2) [m]: corridors are cut there.

        Raises
        ------
        PlanningError, ChainageError
            If there is no road of that number with Km, or it does not reach so far.
        """
        points = [
            point
            for key, marks in (("lock", self.locked), ("forbid", self.forbidden))
            for _, mark in marks
            for point in _ends(key, mark, references)
        ]
        return shapely.get_coordinates(points)

    def edges(
        self, corridors: Corridors, references: Mapping[str, ReferencedRoad], settings: RoutingSettings
    ) -> tuple[Ints, Ints]:
        """The locked and the forbidden edges of corridors that were cut at ``ends``.

        Raises
        ------
        PlanningError
            If a section names nothing, or an edge is both.
        """
        locked, forbidden = (
            {edge: text for text, mark in marks for edge in _edges(key, text, mark, corridors, references, settings)}
            for key, marks in (("lock", self.locked), ("forbid", self.forbidden))
        )
        for edge in locked.keys() & forbidden.keys():
            raise PlanningError("routing.section_both", got=f"{locked[edge]} / {forbidden[edge]}")
        return np.array(sorted(locked), np.int64), np.array(sorted(forbidden), np.int64)


def mark_sections(
    settings: RoutingSettings, locked: Sequence[DrawnLine] = (), forbidden: Sequence[DrawnLine] = ()
) -> MarkedSections:
    """What the settings name by road and Km, with lines that were read from their files."""
    return MarkedSections(
        (*((text, parse_stretch(text)) for text in settings.lock), *((line.file, line) for line in locked)),
        (*((text, parse_stretch(text)) for text in settings.forbid), *((line.file, line) for line in forbidden)),
    )


def _ends(key: str, mark: Stretch | DrawnLine, references: Mapping[str, ReferencedRoad]) -> Iterator[shapely.Point]:
    if isinstance(mark, DrawnLine):
        yield from (shapely.get_point(mark.line, end) for end in (0, -1))
    elif mark.from_m is not None and mark.to_m is not None:
        if mark.road not in references:
            raise PlanningError("routing.section_road", key=key, got=mark.road, known=", ".join(sorted(references)))
        yield from (references[mark.road].locate(at_m) for at_m in (mark.from_m, mark.to_m))


def _edges(
    key: str,
    text: str,
    mark: Stretch | DrawnLine,
    corridors: Corridors,
    references: Mapping[str, ReferencedRoad],
    settings: RoutingSettings,
) -> list[int]:
    if isinstance(mark, DrawnLine):
        found = _beside(mark.line, corridors, settings.laying.cable_within_m)
    else:
        by_road = corridors.road_groups()
        if mark.road not in by_road:
            raise PlanningError("routing.section_road", key=key, got=mark.road, known=", ".join(sorted(by_road)))
        found = by_road[mark.road]
        if mark.from_m is not None and mark.to_m is not None:
            middle = shapely.line_interpolate_point(corridors.lines[found], 0.5, normalized=True)
            road = np.full(found.size, mark.road, object)
            at_m, _ = chainages(shapely.get_coordinates(middle), road, references, settings.corridors.on_road_m)
            found = found[(at_m > mark.from_m) & (at_m < mark.to_m)]
    if not found.size:
        raise PlanningError("routing.section_none", key=key, got=text)
    return found.tolist()


def _beside(line: shapely.LineString, corridors: Corridors, within_m: float) -> Ints:
    """Edges of which every piece is near the line with both ends and its middle."""
    far = np.zeros(len(corridors.ends), bool)
    for share in (0.0, 0.5, 1.0):
        away = shapely.distance(shapely.points(corridors.pieces.along(share)), line) > within_m
        far[corridors.edge_of[away]] = True
    return np.flatnonzero(~far)
