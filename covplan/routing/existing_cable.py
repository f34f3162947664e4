"""Existing cable along corridors: where cables of several owners run side by side, and where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covplan.linear_reference import ReferencedRoad
from covplan.routing.chainage import runs_by_road
from covplan.routing.corridors import Corridors
from covplan.routing.laying import Routes


@dataclass(frozen=True)
class CableRun:
    """An unbroken part of a road along which the same owners have cable; Km [m] are NaN where the road has none.

    ``owners`` is empty where nobody has. ``length_m`` is that of the line.
    """

    road: str
    road_class: str
    owners: tuple[str, ...]
    from_m: float
    to_m: float
    length_m: float


def cable_runs(corridors: Corridors, routes: Routes, references: Mapping[str, ReferencedRoad]) -> tuple[CableRun, ...]:
    """All corridors as runs of one road, class and set of owners of cable, all cables counted, usable or not.

    A cable counts where it runs beside a corridor all along, so a run without cable may have one along a part of it
    that is shorter than the pieces by which this is looked up.
    """
    owners = owners_beside(corridors, routes)
    runs = []
    for kind in dict.fromkeys(corridors.road_class):
        of_kind = np.flatnonzero(corridors.road_class == kind).tolist()
        pieces = ((corridors.road[edge], owners[edge], corridors.lines[edge]) for edge in of_kind)
        runs += [
            CableRun(run.road, kind, run.users, run.from_m, run.to_m, float(run.line.length))
            for run in runs_by_road(pieces, references)
        ]
    return tuple(runs)


def owners_beside(corridors: Corridors, routes: Routes) -> NDArray[np.object_]:
    """Owners of cables along each corridor in alphabetical order, shape (edges,) of tuples."""
    held: dict[int, set[str]] = {}
    for edge, number in corridors.beside.tolist():
        if number < len(routes.cables):
            held.setdefault(edge, set()).add(routes.cables[number].owner)
    owners = np.empty(len(corridors.ends), object)
    owners[:] = [tuple(sorted(held.get(edge, ()))) for edge in range(len(owners))]
    return owners
