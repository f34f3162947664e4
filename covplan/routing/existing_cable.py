"""Existing cable along corridors: where cables of several owners run side by side, and where there is none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from covplan.routing.corridors import Corridors
from covplan.routing.laying import Routes
from covplan.routing.runs import alike_runs, run_along


@dataclass(frozen=True)
class CableRun:
    """An unbroken part of a road along which the same owners have cable.

    ``owners`` is empty where nobody has. Km [m] are NaN where the road has none; ``official``: calibrated to Km posts,
    else modelled.
    """

    road: str
    road_class: str
    owners: tuple[str, ...]
    from_m: float
    to_m: float
    official: bool
    length_m: float


def cable_runs(corridors: Corridors, routes: Routes) -> tuple[CableRun, ...]:
    """All corridors as runs of one road, class and set of owners of cable, by road and Km.

    All cables count, usable or not. A cable runs beside a corridor all along or not at all, so what is without cable
    may have some along a part that is shorter than the pieces by which this is looked up.
    """
    owners = [tuple(sorted(names)) for names in _owners_beside(corridors, routes)]
    keys = list(zip(corridors.road, corridors.road_class, owners, corridors.official.tolist(), strict=True))
    runs = []
    for edges in alike_runs(corridors.ends, keys):
        road, road_class, held, official = keys[edges[0]]
        from_m, to_m, _ = run_along(corridors.lines[edges], corridors.from_m[edges], corridors.to_m[edges])
        length_m = float(corridors.length_m[edges].sum())
        runs.append(CableRun(road, road_class, held, from_m, to_m, official, length_m))
    return tuple(sorted(runs, key=lambda run: (run.road == "", run.road, np.nan_to_num(run.from_m, nan=np.inf))))


def _owners_beside(corridors: Corridors, routes: Routes) -> list[set[str]]:
    owners = [set[str]() for _ in corridors.ends]
    for edge, number in corridors.beside.tolist():
        if number < len(routes.cables):
            owners[edge].add(routes.cables[number].owner)
    return owners
