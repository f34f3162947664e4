"""Route → Km+m along each road: the pieces of new fibre merged to runs of one road and one group of users."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import shapely
from shapely import LineString

from covplan.linear_reference import ReferencedRoad

_ON_ROAD_M = 100.0  # a run farther from the road's reference line has no chainage


@dataclass(frozen=True, eq=False)
class Run:
    """Unbroken new fibre along one road; chainages [m] are NaN where the road has no reference there."""

    road: str
    from_m: float
    to_m: float
    users: tuple[str, ...]
    line: LineString


def runs_by_road(
    pieces: Iterable[tuple[str, tuple[str, ...], LineString]], references: Mapping[str, ReferencedRoad]
) -> list[Run]:
    """Merge consecutive pieces of one road that have the same users.

    Parameters
    ----------
    pieces : iterable of (road number, users, line)
        Pieces of new fibre.
    references : mapping
        Road number → line along which its chainage runs.

    Returns
    -------
    list of Run
        Each from its lower to its higher chainage; in order of road, chainage and users.
    """
    groups: dict[tuple[str, tuple[str, ...]], list[LineString]] = {}
    for road, users, line in pieces:
        groups.setdefault((road, users), []).append(line)
    runs = []
    for (road, users), lines in groups.items():
        for line in shapely.get_parts(shapely.line_merge(shapely.MultiLineString(lines))):
            runs.append(_run(road, users, line, references.get(road)))
    return sorted(runs, key=lambda run: (run.road, not math.isfinite(run.from_m), run.from_m, run.users, run.line.wkt))


def _run(road: str, users: tuple[str, ...], line: LineString, reference: ReferencedRoad | None) -> Run:
    if reference is None:
        return Run(road, math.nan, math.nan, users, line)
    (first_m, first_off), (last_m, last_off) = (reference.project(*line.coords[end]) for end in (0, -1))
    if max(first_off, last_off) > _ON_ROAD_M:
        return Run(road, math.nan, math.nan, users, line)
    return Run(road, min(first_m, last_m), max(first_m, last_m), users, line if first_m <= last_m else line.reverse())
